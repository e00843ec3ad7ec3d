/* merge.h - MERGE as a query for the rows of each clause, and a statement over them */
#ifndef DN_DIALECT_COMMON_MERGE_H
#define DN_DIALECT_COMMON_MERGE_H

#include "schema/model.h"
#include "schema/query/query.h"

struct dn_merge {
	const void *mem;
	struct dn_query *q;
	const struct dn_table *table;
	const char **keys; /* columns that tell its rows from each other */
	const struct dn_type **key_types;
	size_t nkeys;
	struct dn_with *items; /* of each clause: the rows that are its, with their new values */
};

/* Does no clause before it take every row, and does it do anything? */
bool dn_merge_is_reached(const struct dn_merge *m, size_t clause);
/*
 * Fill in SELECT, an empty query, for the rows of the clause, and their item of WITH but for its
 * query.  All of them are asked for before anything is changed.  NULL, or why that cannot be.
 */
const char *dn_merge_rows(struct dn_merge *m, size_t clause, struct dn_query *select);
/* The statement of a clause over its rows, which FROM has as "dn_merge". */
struct dn_query *dn_merge_statement(struct dn_merge *m, size_t clause);

#endif
