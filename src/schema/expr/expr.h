/* expr.h - expressions, as far as dunlin understands them */
#ifndef DN_SCHEMA_EXPR_H
#define DN_SCHEMA_EXPR_H

#include "schema/type.h"

enum dn_expr_kind {
	DN_EXPR_OPAQUE,  /* not understood: only its span and TEXT, the tokens as written */
	DN_EXPR_COLUMN,  /* NAME; QUALIFIER when written (a table or an alias); TYPE in a query that
			    was  resolved; TRUTH: only as a part of a whole row */
	DN_EXPR_STRING,  /* TEXT: the value itself, escapes resolved */
	DN_EXPR_NUMBER,  /* TEXT: digits as written, sign included when folded */
	DN_EXPR_BOOLEAN, /* TRUTH */
	DN_EXPR_NULL,
	DN_EXPR_DEFAULT,   /* the word DEFAULT in VALUES or SET */
	DN_EXPR_STAR,      /* "*", as in count(*); QUALIFIER when written */
	DN_EXPR_FUNCTION,  /* NAME (lower case, without pg_catalog), args; also COALESCE, GREATEST,
			      LEAST, NULLIF and the words without parentheses, by their names:
			      current_timestamp, current_date, localtimestamp, current_user ... */
	DN_EXPR_OPERATOR,  /* NAME: "=", "<>", "+", "||", "~~" (LIKE), "~~*" (ILIKE), "!~~", "and",
			      "or", "not" ...; one or two args, for and/or two or more */
	DN_EXPR_IN,        /* args[0] IN (args[1..]); also = ANY (ARRAY[...]); NEGATED */
	DN_EXPR_BETWEEN,   /* args[0] BETWEEN args[1] AND args[2]; NEGATED; SYMMETRIC: TRUTH */
	DN_EXPR_IS,        /* args[0] IS [NOT] NAME: "null", "true", "false", "unknown"; NEGATED */
	DN_EXPR_DISTINCT,  /* args[0] IS [NOT] DISTINCT FROM args[1]; NEGATED for IS NOT */
	DN_EXPR_CASE,      /* args: when, then, when, then ...; OPERAND and OTHERWISE may be NULL */
	DN_EXPR_CAST,      /* args[0] :: TYPE */
	DN_EXPR_ARRAY,     /* ARRAY[args] */
	DN_EXPR_SUBSCRIPT, /* args[0][args[1]] */
	DN_EXPR_COLLATE,   /* args[0] COLLATE NAME */
	DN_EXPR_ROW,       /* (args[0], args[1] ...); in a query that was resolved also all columns
			      of NAME, an alias, whose row OPERAND (NULL: nothing) says to be
			      there unless it is null; TRUTH: that of a table, which may get more */
	DN_EXPR_SUBQUERY,  /* (SELECT ...), TEXT as written; NAME: "scalar", "exists", "array", and
			      with  OPERAND on the left "any" and "all", QUALIFIER their operator;
			      NEGATED for NOT IN; QUERY */
	DN_EXPR_ANY, /* args[0] NAME ANY (args[1]), an array that is not written out; ALL: TRUTH */
};

struct dn_query; /* query.h */
struct dn_call;

struct dn_expr {
	enum dn_expr_kind kind;
	const char *name;
	const char *qualifier;
	const char *text;
	bool truth, negated;
	struct dn_type *type;
	struct dn_expr **args;
	size_t nargs;
	struct dn_expr *operand, *otherwise;
	struct dn_query *query;
	struct dn_call *call; /* of a function: what it has beside its arguments, or NULL */
	struct dn_span span;  /* end may equal start for an inner part whose end is not known */
	const char
	    *written; /* of an outermost one: its text as written, until a name in it changes */
};

/* Copy, with everything below. */
struct dn_expr *dn_expr_copy(const void *mem, const struct dn_expr *expr);
/* The same meaning as far as the form shows it: no-op casts of literals are looked through. */
bool dn_expr_equal(const struct dn_expr *a, const struct dn_expr *b);
/* Visit EXPR and all below it, parents first; stops and returns false when FN does. */
bool
dn_expr_each(struct dn_expr *expr, bool (*fn)(struct dn_expr *expr, void *payload), void *payload);
/* Does it mention the column? */
bool dn_expr_uses_column(const struct dn_expr *expr, const char *column);
/* Is it the whole row of NEW or OLD in a trigger: NEW, NEW.*, ROW(NEW.*)? */
bool dn_expr_is_row(const struct dn_expr *expr);
/* Without casts and COLLATE around it. */
const struct dn_expr *dn_expr_bare(const struct dn_expr *expr);

/*
 * The value set of a CHECK: column IN ('a', 'b', ...), in every form that PostgreSQL or pg_dump
 * prints it.  *VALUES is an array of *N strings owned by MEM.  False when it is none.
 */
bool dn_expr_value_set(const void *mem, const struct dn_expr *check, const char **column,
    const char ***values, size_t *n);

#endif
