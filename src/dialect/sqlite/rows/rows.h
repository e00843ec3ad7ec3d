/* rows.h - statements on rows, and queries */
#ifndef DN_DIALECT_SQLITE_ROWS_H
#define DN_DIALECT_SQLITE_ROWS_H

#include "dialect/sqlite/sqlite.h"

/* The columns that rows have values for: those written, or the first of the table. */
struct sqlite_target {
	const char **names;
	const struct dn_type **types; /* NULL: not known */
	size_t n;
};

/* " AS alias" and " ON CONFLICT ..." of each INSERT of rows, or "". */
struct sqlite_around {
	const char *alias, *behind;
};

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

/* through.c: rows that are written to a view */
/* What a view shows, with the row's number in its table as the last column. */
enum sqlite_view_rows {
	SQLITE_ROWS_SEEN, /* all that it shows */
	SQLITE_ROWS_OWN,  /* without what the views below ask of a row */
	SQLITE_ROWS_BARE, /* nor what it asks itself: all rows of the table */
};

/* asked.c: keep the answer to an IF that asks rows; false and x->err: it cannot be asked there */
bool dn_sqlite_ask(struct sqlite_change *x);
/* Set x->only by the IFs around a change of rows; false: nobody has asked them. */
bool dn_sqlite_asked(struct sqlite_change *x);
/* False and x->err where x->only is set, which WHAT does not look at. */
bool dn_sqlite_asked_cannot(struct sqlite_change *x, const char *what);
void dn_sqlite_asked_end(struct sqlite_change *x);

/* excluded.c: false and X's error: DO UPDATE reads a number that SQLite has not taken by then. */
bool dn_sqlite_excluded_are_there(struct sqlite_change *x, const struct dn_query *q,
    const struct dn_table *table, const struct sqlite_target *target);

/* data.c */
bool dn_sqlite_target(
    struct sqlite_change *x, const struct dn_table *table, struct sqlite_target *target);
/* INSERT of the ROWS, N values each, in as many statements as their DEFAULTs need. */
bool dn_sqlite_insert_rows(struct sqlite_change *x, const struct sqlite_target *target,
    struct dn_expr ***rows, size_t nrows, size_t n, const struct sqlite_around *around);
bool dn_sqlite_data(struct sqlite_change *x);
bool dn_sqlite_copy(struct sqlite_change *x);

/* setval.c */
/* The next row of TABLE gets a number above VALUE. */
void dn_sqlite_setval(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_table *table, long long value);
/* SELECT setval(...) */
bool dn_sqlite_is_setval(const struct dn_query *q);
bool dn_sqlite_select_setval(struct sqlite_change *x, struct dn_query *q);

/* raise.c */
/* A statement that fails with TEXT unless the query or condition is true. */
void dn_sqlite_assertion(struct dunlin_buf *buf, const char *query, const char *text);
bool dn_sqlite_raise(struct sqlite_change *x);

/* twice.c: an error, where there is one in PostgreSQL, before ON CONFLICT changes a row again */
void dn_sqlite_twice(struct sqlite_change *x, const struct dn_query *q,
    const struct dn_table *table, const struct sqlite_target *target);

/* query.c */
/* A query whose names are resolved; SHAPE may be NULL. */
bool
dn_sqlite_query(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);
/* "WITH ... ", or nothing; what it names is in P from there on. */
bool dn_sqlite_with(struct sqlite_print *p, const struct dn_query *q);
/* FROM, WHERE and all that is behind it but ORDER BY. */
bool dn_sqlite_behind_targets(struct sqlite_print *p, const struct dn_query *q);
/* False and ERR when the query has what nothing says. */
bool dn_sqlite_beyond(struct sqlite_print *p, const struct dn_query *q);

/* grouping.c: a SELECT with GROUPING SETS, up to its own ORDER BY */
bool dn_sqlite_groupings(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape);

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

/* through.c */
struct dn_query *dn_sqlite_view_rows(const void *mem, const struct dn_schema *schema,
    const struct dn_view *view, enum sqlite_view_rows which);
/* Statements of a trigger that fail when ROW is no number that a CHECK OPTION lets pass. */
bool dn_sqlite_view_checks(struct sqlite_print *p, const struct dn_view *view, const char *row);
/* INSERT of X's change, which has literal rows: where it is one of a view into the table. */
bool dn_sqlite_through_values(struct sqlite_change *x, bool (*insert)(struct sqlite_change *x));
/* A statement on a view's rows as one on its table's; *DONE is false for others. */
bool dn_sqlite_through_query(struct sqlite_change *x, struct dn_query *q, bool *done);

/* sets.c */
/* SET of the assignments */
bool dn_sqlite_sets(struct sqlite_print *p, const struct dn_table *table,
    const struct dn_assignment *sets, size_t n);

/* numbers.c: does every row like this take a number of a sequence, and only one? */
bool dn_sqlite_takes_number(struct sqlite_change *x, struct dn_expr *const *row, size_t nrow);
/* Take it: the row without the call, whose columns are printed as SOURCES says from here on. */
struct dn_expr *const *dn_sqlite_row_numbers(
    struct sqlite_change *x, struct dn_expr *const *row, size_t nrow, struct dn_map *sources);
/* EXPR with a column of this name, for whose value a printer has a source, for nextval(). */
extern const char dn_sqlite_number_name[];
struct dn_expr *dn_sqlite_with_number(const void *mem, const struct dn_expr *expr);
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
