/* query.h - what the files that print statements on rows and their expressions share */
#ifndef DN_DIALECT_SQLITE_QUERY_H
#define DN_DIALECT_SQLITE_QUERY_H

#include "dialect/sqlite/sqlite.h"
#include "schema/query/query.h"

/* An item of FROM whose columns stand for something else. */
struct sqlite_each {
	const struct dn_from *from;
	const struct sqlite_each *next; /* further out */
};

/* An item of WITH that can be seen. */
struct sqlite_with {
	const char *name;
	const char *relation; /* the temporary table that it is, quoted; NULL: it is in WITH */
	const struct sqlite_with *next;
	bool later; /* only what stands behind it sees it; SQLite has it seen by all */
};

/* The types that the values of a query are turned into; NULL ones stay as they are. */
struct sqlite_shape {
	const struct dn_type **types;
	size_t n;
};

/* function_table.c: the template of a function that only needs one, or NULL. */
const char *dn_sqlite_function_template(const struct dn_expr *expr, bool query);
/* function.c: print what makes a random uuid; false when EXPR is nothing like it. */
bool dn_sqlite_random(struct sqlite_print *p, const struct dn_expr *expr);
/* string_function.c: functions on text whose form depends on their arguments */
bool dn_sqlite_string_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

/* template.c */
/* Append TEMPLATE with "$1" ... as operands and "@" as the whole list. */
bool
dn_sqlite_fill(struct sqlite_print *p, const char *template, struct dn_expr *const *args, size_t n);
bool dn_sqlite_list(struct sqlite_print *p, struct dn_expr *const *args, size_t n);

/* PostgreSQL rounds a double that is half way to the even number. */
#define DN_SQLITE_HALF_EVEN                                                           \
	"CASE WHEN abs($1 - CAST($1 AS INTEGER)) = 0.5 THEN CAST(round($1 / 2.0) AS " \
	"INTEGER) * 2 ELSE CAST(round($1) AS INTEGER) END"

/* False and ERR: WHAT has no counterpart. */
bool dn_sqlite_lacks(const struct sqlite_print *p, const struct dn_expr *expr, const char *what);

/* compare.c */
bool dn_sqlite_compare(struct sqlite_print *p, const struct dn_expr *expr, const char *word);
bool dn_sqlite_in(struct sqlite_print *p, const struct dn_expr *expr);
bool dn_sqlite_between(struct sqlite_print *p, const struct dn_expr *expr);
/* row IS [NOT] NULL */
bool dn_sqlite_is_null_row(struct sqlite_print *p, const struct dn_expr *row, bool negated);
/* expr.c: as one side of a comparison. */
bool dn_sqlite_side(struct sqlite_print *p, const struct dn_expr *expr);

/* literal.c: TYPE, which may be NULL, without a length: what a value is compared as, not stored. */
const struct dn_type *dn_sqlite_loose(const struct sqlite_print *p, const struct dn_type *type);

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
/* double.c: the template of the text of a double, or of a real, that is "$1" */
const char *dn_sqlite_double_text(const struct sqlite_print *p, const struct dn_type *type);
/* Does it change nothing in what SQLite stores? */
bool dn_sqlite_cast_is_idle(const struct sqlite_print *p, const struct dn_expr *cast);

/* temporal.c: dates and times; *DONE is false where the operator is not about these */
bool dn_sqlite_temporal(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
bool dn_sqlite_is_interval(const struct sqlite_print *p, const struct dn_expr *expr);
/* An interval as a number of seconds, as PostgreSQL compares them. */
bool dn_sqlite_seconds(struct sqlite_print *p, struct dn_expr *expr);
/* extract(), date_trunc(), now() and the like */
bool dn_sqlite_clock(struct sqlite_print *p, const struct dn_expr *expr, bool *done);

/* Seconds since 1970; a fraction stands behind the 19th character. */
#define DN_SQLITE_EPOCH(x)                                                      \
	"(CAST(strftime('%s', substr(" x ", 1, 19)) AS INTEGER) + CAST('0' || " \
	"substr(" x ", 20) AS REAL))"
/* span.c: a part of an interval, by its name; "seconds": as intervals are compared */
bool dn_sqlite_span(struct sqlite_print *p, const struct dn_expr *expr, const char *field);

/* to_char.c */
bool dn_sqlite_to_char(struct sqlite_print *p, const struct dn_expr *expr);

/* to_char_number.c: the same of a number */
bool dn_sqlite_to_char_number(struct sqlite_print *p, const struct dn_expr *expr);

/* json.c: operators on jsonb and arrays, and functions */
bool dn_sqlite_json(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
bool dn_sqlite_json_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done);
/* array.c */
bool dn_sqlite_subscript(struct sqlite_print *p, const struct dn_expr *expr);
/* ARRAY[...] of expressions */
bool dn_sqlite_json_array(struct sqlite_print *p, const struct dn_expr *expr);
/* A value as JSON text that is read as such by the function around it. */
bool dn_sqlite_json_value(struct sqlite_print *p, struct dn_expr *expr);
/* x = ANY (array) */
bool dn_sqlite_any(struct sqlite_print *p, const struct dn_expr *expr);
/* The same, or ALL, of the rows of "WITH dn_v (v)": a query for each of which COMPARE is asked. */
bool dn_sqlite_any_of(struct sqlite_print *p, const struct dn_expr *compare, bool all);

/* match.c: the one text that a regular expression matches, or NULL */
char *dn_sqlite_regex_text(const void *mem, const struct dn_expr *pattern);

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

/* query.c */
/* A query whose names are resolved; SHAPE may be NULL. */
bool
dn_sqlite_query(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);
/* "WITH ... ", or nothing; what it names is in P from there on. */
bool dn_sqlite_with(struct sqlite_print *p, const struct dn_query *q);
/* FROM, WHERE and all that is behind it but ORDER BY. */
bool dn_sqlite_behind_targets(struct sqlite_print *p, const struct dn_query *q);

/* ordered.c: a SELECT with aggregates whose input has an order, up to its own ORDER BY. */
bool dn_sqlite_is_ordered(const struct dn_query *q);
bool dn_sqlite_ordered(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);

/* grouping.c: a SELECT with GROUPING SETS, up to its own ORDER BY */
bool dn_sqlite_groupings(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);

/* subquery.c */
bool dn_sqlite_subquery(struct sqlite_print *p, const struct dn_expr *expr);
/* False and ERR when the query has what nothing says. */
bool dn_sqlite_beyond(struct sqlite_print *p, const struct dn_query *q);

/* from.c */
bool dn_sqlite_from(struct sqlite_print *p, struct dn_from *const *from, size_t n);

/* each.c */
bool dn_sqlite_from_function(struct sqlite_print *p, const struct dn_from *from);
bool dn_sqlite_lateral(struct sqlite_print *p, const struct dn_from *from);
/* Are its columns other expressions over a json_each()? */
bool dn_sqlite_is_each(const struct dn_from *from);
/* Functions in FROM whose columns are other expressions are known to P from there on. */
void dn_sqlite_eaches(struct sqlite_print *p, struct dn_from *const *from, size_t n);
/* Is the column one of a function in FROM?  Then it is printed. */
bool dn_sqlite_each_column(struct sqlite_print *p, const struct dn_expr *column, bool *done);

/* rows.c */
/* INSERT, UPDATE, DELETE, TRUNCATE and SELECT that are no plain INSERT ... VALUES */
bool dn_sqlite_rows(struct sqlite_change *x);
/* The same of a query whose names are resolved, behind dn_sqlite_apply(). */
bool dn_sqlite_rows_of(struct sqlite_change *x, struct dn_query *q);

/* through.c: rows that are written to a view */
/* What a view shows, with the row's number in its table as the last column. */
enum sqlite_view_rows {
	SQLITE_ROWS_SEEN, /* all that it shows */
	SQLITE_ROWS_OWN,  /* without what the views below ask of a row */
	SQLITE_ROWS_BARE, /* nor what it asks itself: all rows of the table */
};
struct dn_query *dn_sqlite_view_rows(const void *mem, const struct dn_schema *schema,
    const struct dn_view *view, enum sqlite_view_rows which);
/* Statements of a trigger that fail when ROW is no number that a CHECK OPTION lets pass. */
bool dn_sqlite_view_checks(struct sqlite_print *p, const struct dn_view *view, const char *row);
/* INSERT of X's change, which has literal rows: where it is one of a view into the table. */
bool dn_sqlite_through_values(struct sqlite_change *x, bool (*insert)(struct sqlite_change *x));
/* A statement on a view's rows as one on its table's; *DONE is false for others. */
bool dn_sqlite_through_query(struct sqlite_change *x, struct dn_query *q, bool *done);

/* SET of the assignments */
bool dn_sqlite_sets(struct sqlite_print *p, const struct dn_table *table,
    const struct dn_assignment *sets, size_t n);

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
/* numbers.c: does every row like this take a number of a sequence, and only one? */
bool dn_sqlite_takes_number(struct sqlite_change *x, struct dn_expr *const *row, size_t nrow);
/* Take it: the row without the call, whose columns are printed as SOURCES says from here on. */
struct dn_expr *const *dn_sqlite_row_numbers(
    struct sqlite_change *x, struct dn_expr *const *row, size_t nrow, struct dn_map *sources);
/* SELECT nextval('s'), whose number nobody looks at. */
bool dn_sqlite_select_number(struct sqlite_change *x, const struct dn_query *q, bool *done);
/* The same for all rows of Q; *SOURCES is NULL when they take none. */
bool dn_sqlite_query_numbers(struct sqlite_change *x, struct dn_query *q, struct dn_map **sources);
/* UPDATE that sets a column to what has nextval() in it */
bool dn_sqlite_update_numbers(
    struct sqlite_change *x, struct dn_query *q, const struct dn_table *table, bool *done);

/* moving.c: a statement of which an item of WITH changes rows, as several. */
bool dn_sqlite_moving(struct sqlite_change *x, struct dn_query *q);
/* merge.c */
bool dn_sqlite_merge(struct sqlite_change *x, struct dn_query *q);

/* setval.c: SELECT setval(...) */
bool dn_sqlite_is_setval(const struct dn_query *q);
bool dn_sqlite_select_setval(struct sqlite_change *x, struct dn_query *q);

/* cascade.c */
/* "a = old.x AND b = old.y", for a trigger on what the foreign key points to. */
void dn_sqlite_fk_match(struct dunlin_buf *buf, const struct dn_constraint *fk);
/* What ACTION, SET NULL or SET DEFAULT, makes of a column of P's table. */
bool dn_sqlite_fk_value(
    struct sqlite_print *p, const struct dn_column *column, enum dn_fk_action action);
/*
 * Foreign keys are off while a revision runs, so what they do to other tables when rows of TABLE
 * are deleted, or when COLUMNS of it change, is done by triggers until the end.
 */
void dn_sqlite_cascade_begin(struct sqlite_change *x, const struct dn_table *table);
void dn_sqlite_cascade_updates(
    struct sqlite_change *x, const struct dn_table *table, const char *const *columns, size_t n);
void dn_sqlite_cascade_end(struct sqlite_change *x);

#endif
