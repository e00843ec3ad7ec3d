/* query.h - SELECT, VALUES, INSERT, UPDATE and DELETE, as far as dunlin understands them */
#ifndef DN_SCHEMA_QUERY_H
#define DN_SCHEMA_QUERY_H

#include <stdint.h>

#include "base/error.h"
#include "schema/change.h"

struct dn_query;
struct dn_schema;
struct dn_table;

/* One item of ORDER BY. */
struct dn_order {
	struct dn_expr *expr;
	bool descending, nulls_first; /* NULLS FIRST, said or by default */
};

/* OVER (...), or an item of a WINDOW clause. */
struct dn_window {
	const char *name; /* OVER name; in a WINDOW clause: what it is called */
	const char *base; /* the window that it starts from, or NULL */
	struct dn_expr **partition;
	size_t npartition;
	struct dn_order *order;
	size_t norder;
	const char *frame; /* "ROWS BETWEEN ...", or NULL */
};

/* What a call has beside its name and arguments. */
struct dn_call {
	bool distinct, within;  /* within: WITHIN GROUP, of which the order is */
	struct dn_order *order; /* of an aggregate's input */
	size_t norder;
	struct dn_expr *filter;
	struct dn_window *over;
};

struct dn_target {
	struct dn_expr *expr;
	const char *name; /* AS; without it what PostgreSQL calls it, once resolved */
	bool shown;       /* once resolved: something around the query knows it by that name */
};

enum dn_from_kind { DN_FROM_TABLE, DN_FROM_QUERY, DN_FROM_FUNCTION, DN_FROM_JOIN };
enum dn_join { DN_JOIN_INNER, DN_JOIN_LEFT, DN_JOIN_RIGHT, DN_JOIN_FULL };

struct dn_from {
	enum dn_from_kind kind;
	struct dn_name table;     /* of a table, a view, an item of WITH */
	struct dn_query *query;   /* of a subquery */
	struct dn_expr *function; /* of a function */
	bool lateral, ordinality;
	const char *alias; /* or NULL */
	const char **columns;
	size_t ncolumns; /* AS alias (columns) */

	enum dn_join join; /* of a join; without a condition it is a cross join */
	bool natural;
	const char **using_columns;
	size_t nusing;
	struct dn_expr *on;
	struct dn_from *left, *right;
};

struct dn_with {
	const char *name;
	const char **columns;
	size_t ncolumns;
	const char *materialized; /* "MATERIALIZED", "NOT MATERIALIZED" or NULL */
	struct dn_query *query;
};

/* a = value, or (a, b) = a row or a subquery */
struct dn_assignment {
	const char **columns;
	size_t ncolumns;
	struct dn_expr *value;
};

struct dn_conflict {
	struct dn_index_part *parts; /* ON CONFLICT (parts), or none */
	size_t nparts;
	struct dn_expr *index_where;
	const char *constraint; /* ON CONSTRAINT, or NULL */
	bool update;            /* DO UPDATE; else DO NOTHING */
	struct dn_assignment *sets;
	size_t nsets;
	struct dn_expr *where;
};

enum dn_query_kind {
	DN_QUERY_SELECT,
	DN_QUERY_VALUES,
	DN_QUERY_UNION,     /* LEFT and RIGHT, ALL */
	DN_QUERY_INTERSECT, /* the same */
	DN_QUERY_EXCEPT,    /* the same */
	DN_QUERY_INSERT,    /* into TABLE (columns): SOURCE, which NULL says DEFAULT VALUES */
	DN_QUERY_UPDATE,    /* TABLE, sets, from, where */
	DN_QUERY_DELETE,    /* from TABLE using FROM where */
	DN_QUERY_MERGE,     /* into TABLE, the one of FROM on WHERE: whens */
};

/* WHEN [NOT] MATCHED AND where THEN ... of MERGE */
struct dn_merge_when {
	bool matched;
	enum dn_query_kind kind; /* DN_QUERY_SELECT: DO NOTHING */
	struct dn_expr *where;
	struct dn_assignment *sets;
	size_t nsets;
	const char **columns; /* of INSERT; none: all */
	size_t ncolumns;
	struct dn_expr **values; /* none: DEFAULT VALUES */
	size_t nvalues;
};

struct dn_query {
	enum dn_query_kind kind;
	struct dn_span span;
	const char *beyond; /* what it has that none of this says ("GROUPING SETS"), or NULL */
	struct dn_with *with;
	size_t nwith;
	bool recursive;

	bool distinct;
	struct dn_expr **distinct_on;
	size_t ndistinct_on;
	struct dn_target *targets; /* of INSERT, UPDATE, DELETE: RETURNING */
	size_t ntargets;
	struct dn_from **from;
	size_t nfrom;
	struct dn_expr *where;
	struct dn_expr **groups;
	size_t ngroups;
	uint64_t *groupings; /* grouping sets: bit I for group I; none: all groups are the set */
	size_t ngroupings;
	struct dn_expr *having;
	struct dn_window **windows;
	size_t nwindows;
	struct dn_order *order; /* these three of every kind that is no statement on rows */
	size_t norder;
	struct dn_expr *limit, *offset;

	struct dn_expr ***rows; /* VALUES: ncolumns each */
	size_t nrows, ncolumns; /* ncolumns and columns of INSERT, too */
	const char **columns;

	bool all;
	struct dn_query *left, *right;

	struct dn_from *table;
	struct dn_query *source;
	struct dn_assignment *sets;
	size_t nsets;
	struct dn_conflict *conflict;
	struct dn_merge_when *whens;
	size_t nwhens;
};

/* Copies, with everything below; NULL stays NULL.  All parts are children of MEM. */
struct dn_query *dn_query_copy(const void *mem, const struct dn_query *query);
struct dn_call *dn_call_copy(const void *mem, const struct dn_call *call);

/* Visits in no promised order; a function that returns false ends it, and may be NULL. */
struct dn_query_visitor {
	bool (*expr)(struct dn_expr *expr, void *payload); /* every part of every expression */
	bool (*from)(struct dn_from *from, void *payload); /* joins and their sides */
	bool (*query)(struct dn_query *query, void *payload);
	void *payload;
};
/* The query, those inside of it and all their parts. */
bool dn_query_each(struct dn_query *query, const struct dn_query_visitor *visitor);

/*
 * Say what the names in a query mean, seen from SCHEMA: every "*" becomes the columns that it
 * stands for, columns get their table's name and their type, targets a name, and an ORDER BY or
 * GROUP BY that names a target gets its number.  Of tables that the schema does not know nothing
 * is said.  New parts are children of MEM, which owns the query.
 */
void dn_query_resolve(const void *mem, const struct dn_schema *schema, struct dn_query *query);
/* The same for an expression over one table. */
void dn_expr_resolve(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    struct dn_expr *expr);
/* The same of a rule on a table or view, NEW and OLD being rows of it. */
void dn_rule_resolve(const void *mem, const struct dn_schema *schema,
    const struct dn_name *relation, struct dn_rewrite *rule);
/* The type of target I, once resolved; NULL: not known. */
const struct dn_type *dn_query_type(const struct dn_query *query, size_t i);
/* What target I is called, and how many there are; 0 when that is not known. */
const char *dn_query_name(const struct dn_query *query, size_t i);
size_t dn_query_width(const struct dn_query *query);
/* The columns of a function in FROM, at most two: their names and types. */
size_t dn_function_columns(
    const struct dn_expr *function, const char *names[3], const struct dn_type *types[3]);

/*
 * infer.c: the type of an expression, whose columns are resolved or those of TABLE; NULL: unknown,
 * as a literal's.
 */
const struct dn_type *dn_expr_type(const struct dn_expr *expr, const struct dn_table *table);
/* The type that expressions have in common where they stand for one value, as in CASE. */
const struct dn_type *
dn_expr_common_type(struct dn_expr *const *exprs, size_t n, const struct dn_table *table);
const struct dn_type *dn_type_common(const struct dn_type *a, const struct dn_type *b);
/* Of an array's elements. */
const struct dn_type *dn_type_element(const struct dn_type *type);
/* A type of no length: DN_TYPE_TEXT; DIMS 0 or 1. */
const struct dn_type *dn_type_plain(enum dn_type_kind kind, int dims);
/* Is it a call of a function that makes one value of many rows? */
bool dn_expr_is_aggregate(const struct dn_expr *expr);

#endif
