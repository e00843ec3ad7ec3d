/* reader.h - what the files on views and rules that read relations share */
#ifndef DN_SCHEMA_READER_H
#define DN_SCHEMA_READER_H

#include "schema/query/view.h"

/* A query of the model; in a rule's, NEW and OLD are rows of ROWS. */
struct reader {
	void *mem;
	struct dn_query *query;
	const struct dn_name *rows;
};

/* A name under which a query knows the relation, and one of its column. */
struct reader_alias {
	const char *name, *column;
	bool renamed; /* AS alias (columns) says so */
};

/* A relation, and the names under which one query knows it. */
struct reader_relation {
	const struct dn_schema *schema;
	const struct dn_name *name;
	const char *column; /* or NULL */
	struct reader_alias *aliases;
	size_t naliases;
	void *mem;
	const struct dn_name *to_name; /* what it will be called */
	const char *to_column;
	const struct dn_type *type; /* of a new column */
	bool found;
};

bool dn_reader_is(const struct reader_relation *r, const struct dn_from *from);
/* Which of the relation's columns is it? */
size_t dn_reader_position(const struct reader_relation *r, const char *column);
/* All names that the relation has in the query. */
void dn_reader_find_names(struct reader_relation *r, const struct reader *reader);
/* Under which name does the expression mean the column?  NULL: it does not. */
const struct reader_alias *
dn_reader_column(const struct reader_relation *r, const struct dn_expr *e);
/* The columns that a statement on rows names without an expression. */
void dn_reader_each_written(const struct reader *reader,
    bool (*fn)(const char **name, void *payload), struct reader_relation *r);
/* For visitors: R->found when a join is by the column. */
bool dn_reader_find_using(struct dn_from *from, void *payload);
/* Those that may read or write NAME. */
void dn_readers_each(const struct dn_schema *schema, const struct dn_name *name,
    void (*fn)(const struct reader *reader, void *payload), void *payload);

#endif
