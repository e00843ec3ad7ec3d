/* expr.h - expressions */
#ifndef DN_DIALECT_SQLITE_EXPR_H
#define DN_DIALECT_SQLITE_EXPR_H

#include "dialect/sqlite/sqlite.h"

struct sqlite_shape;
struct sqlite_target;

/* Where what was printed may stand, most places first. */
enum sqlite_way {
	DN_WAY_PLAIN,
	DN_WAY_CHANCE, /* where the result may be another each time: not in a CHECK */
	DN_WAY_QUERY,  /* where a subquery may */
	DN_WAY_NONE,   /* it was not, and P->err says why */
};

/* PostgreSQL rounds a double that is half way to the even number. */
#define DN_SQLITE_HALF_EVEN                                                           \
	"CASE WHEN abs($1 - CAST($1 AS INTEGER)) = 0.5 THEN CAST(round($1 / 2.0) AS " \
	"INTEGER) * 2 ELSE CAST(round($1) AS INTEGER) END"

/* Seconds since 1970; a fraction stands behind the 19th character. */
#define DN_SQLITE_EPOCH(x)                                                      \
	"(CAST(strftime('%s', substr(" x ", 1, 19)) AS INTEGER) + CAST('0' || " \
	"substr(" x ", 20) AS REAL))"

/* expr.c */
bool dn_sqlite_expr(struct sqlite_print *p, const struct dn_expr *expr);
/* In parentheses unless it is one operand already. */
bool dn_sqlite_operand(struct sqlite_print *p, const struct dn_expr *expr);
/* The type of an expression where it is plain: a column, a cast; else NULL. */
const struct dn_type *dn_sqlite_expr_type(const struct sqlite_print *p, const struct dn_expr *expr);
/* as one side of a comparison. */
bool dn_sqlite_side(struct sqlite_print *p, const struct dn_expr *expr);

/* function.c */
bool dn_sqlite_function(struct sqlite_print *p, const struct dn_expr *expr);
/* "(expression)" behind DEFAULT, or the constant alone, as a value of TYPE. */
bool
dn_sqlite_default(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* Is it now(), in any of its forms? */
bool dn_sqlite_is_now(const struct dn_expr *expr);
/* print what makes a random uuid; false when EXPR is nothing like it. */
bool dn_sqlite_random(struct sqlite_print *p, const struct dn_expr *expr);

/* match.c */
/* LIKE, ILIKE, "~" and their negations, PATTERN being a constant. */
bool dn_sqlite_match(struct sqlite_print *p, const struct dn_expr *expr);
/* the one text that a regular expression matches, or NULL */
char *dn_sqlite_regex_text(const void *mem, const struct dn_expr *pattern);

/* either.c */
/* Append the expression in a form that takes as few as can be. */
enum sqlite_way dn_sqlite_either(struct sqlite_print *p, const struct dn_expr *expr);
/* May the SQL have another result each time? */
bool dn_sqlite_is_by_chance(const char *sql);

/* literal.c */
/* A literal as a value of TYPE (NULL: as it is); false, nothing appended, when EXPR is none. */
bool
dn_sqlite_constant(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* The same of a number with a fraction as an integer; false, nothing appended, when it is none. */
bool
dn_sqlite_rounded(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* TYPE, which may be NULL, without a length: what a value is compared as, not stored. */
const struct dn_type *dn_sqlite_loose(const struct sqlite_print *p, const struct dn_type *type);

/* function_table.c: the template of a function that only needs one, or NULL. */
const char *dn_sqlite_function_template(const struct dn_expr *expr, bool query);

/* string_function.c: functions on text whose form depends on their arguments */
bool dn_sqlite_string_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

/* template.c */
/* Append TEMPLATE with "$1" ... as operands and "@" as the whole list. */
bool
dn_sqlite_fill(struct sqlite_print *p, const char *template, struct dn_expr *const *args, size_t n);
bool dn_sqlite_list(struct sqlite_print *p, struct dn_expr *const *args, size_t n);
/* False and ERR: WHAT has no counterpart. */
bool dn_sqlite_lacks(const struct sqlite_print *p, const struct dn_expr *expr, const char *what);

/* compare.c */
bool dn_sqlite_compare(struct sqlite_print *p, const struct dn_expr *expr, const char *word);
bool dn_sqlite_in(struct sqlite_print *p, const struct dn_expr *expr);
bool dn_sqlite_between(struct sqlite_print *p, const struct dn_expr *expr);
/* row IS [NOT] NULL */
bool dn_sqlite_is_null_row(struct sqlite_print *p, const struct dn_expr *row, bool negated);

/*
 * form.c: as dn_value_stored(), and rounded to the type's scale, without blanks that are too many,
 * an infinity as the number that it is there.
 */
bool dn_sqlite_stored(
    const void *mem, const struct dn_type *type, const char *text, struct dunlin_value *value);

/* cast.c */
/* expr::type */
bool dn_sqlite_cast(struct sqlite_print *p, const struct dn_expr *expr);
/* The expression where PostgreSQL turns it into a value of TYPE (NULL: any) by itself. */
bool dn_sqlite_as(struct sqlite_print *p, struct dn_expr *expr, const struct dn_type *type);
/* Does it change nothing in what SQLite stores? */
bool dn_sqlite_cast_is_idle(const struct sqlite_print *p, const struct dn_expr *cast);

/* double.c: the template of the text of a double, or of a real, that is "$1" */
const char *dn_sqlite_double_text(const struct sqlite_print *p, const struct dn_type *type);

/* temporal.c: dates and times; *DONE is false where the operator is not about these */
bool dn_sqlite_temporal(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
bool dn_sqlite_is_interval(const struct sqlite_print *p, const struct dn_expr *expr);
/* Of two moments: what has no more in it than days and seconds. */
bool dn_sqlite_is_difference(const struct sqlite_print *p, const struct dn_expr *expr);
/* An interval as a number of seconds, as PostgreSQL compares them. */
bool dn_sqlite_seconds(struct sqlite_print *p, struct dn_expr *expr);

/* clock.c */
/* extract(), date_trunc(), now() and the like */
bool dn_sqlite_clock(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

/* span.c: a part of an interval, by its name; "seconds": as intervals are compared */
bool dn_sqlite_span(struct sqlite_print *p, const struct dn_expr *expr, const char *field);

/* to_char.c */
bool dn_sqlite_to_char(struct sqlite_print *p, const struct dn_expr *expr);
/* to_date.c: to_date() and to_timestamp() by a format */
bool dn_sqlite_read_time(struct sqlite_print *p, const struct dn_expr *expr);

/* to_char_number.c: the same of a number */
bool dn_sqlite_to_char_number(struct sqlite_print *p, const struct dn_expr *expr);

/* json.c: operators on jsonb and arrays, and functions */
bool dn_sqlite_json(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

/* json_function.c */
bool dn_sqlite_json_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
/* ARRAY[...] of expressions */
bool dn_sqlite_json_array(struct sqlite_print *p, const struct dn_expr *expr);
/* A value as JSON text that is read as such by the function around it. */
bool dn_sqlite_json_value(struct sqlite_print *p, struct dn_expr *expr);

/* array.c */
bool dn_sqlite_subscript(struct sqlite_print *p, const struct dn_expr *expr);
/* x = ANY (array) */
bool dn_sqlite_any(struct sqlite_print *p, const struct dn_expr *expr);
/* The same, or ALL, of the rows of "WITH dn_v (v)": a query for each of which COMPARE is asked. */
bool dn_sqlite_any_of(struct sqlite_print *p, const struct dn_expr *compare, bool all);

/* regex_print.c: regular expressions as recursive queries */
/* args[0] ~ args[1] */
bool dn_sqlite_regex_match(struct sqlite_print *p, const struct dn_expr *expr, bool ignore_case);
bool dn_sqlite_regex_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
/* (regexp_match(...))[1] */
bool dn_sqlite_regex_first(struct sqlite_print *p, const struct dn_expr *subscript, bool *done);

/* call.c: aggregates and window functions */
bool dn_sqlite_call(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
bool dn_sqlite_order(struct sqlite_print *p, const struct dn_order *order, size_t n);
bool dn_sqlite_window(struct sqlite_print *p, const struct dn_window *window);

/* ordered.c: a SELECT with aggregates whose input has an order, up to its own ORDER BY. */
bool dn_sqlite_is_ordered(const struct dn_query *q);
bool dn_sqlite_ordered(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);

/* subquery.c */
bool dn_sqlite_subquery(struct sqlite_print *p, const struct dn_expr *expr);

/* nextval.c: numbers from sequences */
/* Is it nextval() of the sequence that numbers the column, so that it is its DEFAULT? */
bool dn_sqlite_is_own_number(struct sqlite_change *x, const struct dn_table *table,
    const char *name, const struct dn_expr *expr);
/* Take these from what is inserted. */
void dn_sqlite_leave_own_numbers(struct sqlite_change *x, const struct dn_table *table,
    struct sqlite_target *target, struct dn_query *source);
bool dn_sqlite_currval(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
/* nextval() of SEQUENCE in VALUE as the number that is to come. */
void dn_sqlite_next_to_come(
    struct sqlite_change *x, struct dn_expr *value, const struct dn_sequence *sequence);
/* The sequence of nextval(), where a counter stands for it; NULL: none does. */
const struct dn_sequence *
dn_sqlite_counted_sequence(struct sqlite_change *x, const struct dn_expr *call);

#endif
