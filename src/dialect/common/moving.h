/* moving.h - WITH items that change rows, as one statement after the other */
#ifndef DN_DIALECT_COMMON_MOVING_H
#define DN_DIALECT_COMMON_MOVING_H

#include "base/map.h"
#include "schema/model.h"
#include "schema/query/query.h"

/*
 * In PostgreSQL all parts see the rows from before, and know of each other only what RETURNING
 * gives.  So each item becomes a temporary table, in their order; and a table that one part has
 * changed before another reads it is copied first, for the other to read.
 */
struct dn_moving_part {
	struct dn_query *q;
	const struct dn_with *with;    /* NULL: the statement itself */
	const struct dn_table *target; /* whose rows it changes, or NULL */
	struct dn_map *cascades;       /* key -> tables whose rows foreign keys change with them */
	struct dn_map *reads;          /* key -> tables that it reads */
	bool reads_view, is_read;
};

struct dn_moving {
	const void *mem;
	const struct dn_schema *schema;
	struct dn_moving_part *parts; /* in their order, the statement itself last */
	size_t n;
};

/* Does an item of WITH change rows? */
bool dn_is_moving(const struct dn_query *q);
/* Take Q apart, which has no WITH behind that; NULL, or why it cannot be. */
const char *dn_moving_open(struct dn_moving *m, struct dn_query *q);
/* Key -> tables that are to be copied before anything is changed, for those that read them. */
struct dn_map *dn_moving_copies(const struct dn_moving *m);
/* RETURNING as the targets of a query of the table whose rows the part changes. */
struct dn_query *dn_moving_select(const void *mem, const struct dn_moving_part *part);
/* The same of the rows that the WHERE of an UPDATE or DELETE finds, each as often as it does. */
struct dn_query *dn_moving_found(const void *mem, const struct dn_moving_part *part);
/* Does an UPDATE set the column? */
bool dn_moving_sets(const struct dn_query *q, const char *name);

#endif
