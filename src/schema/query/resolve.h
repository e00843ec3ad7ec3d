/* resolve.h - the names that can be seen from one place in a query */
#ifndef DN_SCHEMA_RESOLVE_H
#define DN_SCHEMA_RESOLVE_H

#include "schema/model.h"
#include "schema/query/query.h"

struct dn_scope_column {
	const char *relation; /* NULL: of a join's USING */
	const char *name;
	const struct dn_type *type;
	bool hidden; /* only its relation's name reaches it */
	bool scalar; /* its relation's name is its name, too */
	bool stored; /* its relation is a table */
	bool absent; /* an outer join may have no row of its relation */
};

/* An item of WITH; SHAPE is NULL until the query says what its rows look like. */
struct dn_scope_with {
	const struct dn_with *with;
	const struct dn_query *shape;
	struct dn_scope_with *next; /* those before it */
};

struct dn_scope {
	const void *mem; /* owns what is made */
	const struct dn_schema *schema;
	const struct dn_scope *outer;
	struct dn_scope_with *withs;
	struct dn_scope_column *columns;
	size_t ncolumns;
	size_t base; /* where unqualified names are looked for */
	bool open;   /* of some table nothing is known */
};

/* resolve.c */
void dn_resolve_expr(struct dn_scope *scope, struct dn_expr *expr);
void dn_resolve_query(const struct dn_scope *outer, struct dn_query *q, struct dn_scope_with *withs,
    struct dn_scope_with *self);
/* resolve_row.c: the name of a relation stands for its whole row; false when E is none. */
bool dn_resolve_row(struct dn_scope *scope, struct dn_expr *e);
/* The same of count(t.*), whose argument STAR is. */
void dn_resolve_counted(struct dn_scope *scope, struct dn_expr *star);
/* resolve_from.c: put the columns of FROM into the scope */
void dn_resolve_from(struct dn_scope *scope, struct dn_from *from);
/*
 * "*" takes two columns of one name for what they are: so the targets of a query that others read
 * get names of their own, N of them COLUMNS.
 */
void dn_resolve_tell_apart(
    struct dn_scope *scope, struct dn_query *q, const char *const *columns, size_t n);
void dn_resolve_add(
    struct dn_scope *scope, const char *relation, const char *name, const struct dn_type *type);
/* The columns of the table that a statement on rows is about, as RELATION. */
void dn_resolve_table(struct dn_scope *scope, const struct dn_name *name, const char *relation);
/* resolve_each.c: unnest(a, b) becomes a LATERAL query over both */
void dn_resolve_unnest(const void *mem, struct dn_from *from);
/* unnest(...) and the like among the targets become one of FROM. */
void dn_resolve_set_returning(struct dn_scope *scope, struct dn_query *q);

#endif
