/* mysql.h - what the files of the MariaDB and MySQL dialect share */
#ifndef DN_DIALECT_MYSQL_MYSQL_H
#define DN_DIALECT_MYSQL_MYSQL_H

#include "dialect/common/common.h"
#include "dialect/dialect.h"
#include "dialect/dialects.h"
#include "schema/query.h"

/* What earlier statements of a change have kept in temporary tables: their names, quoted. */
struct mysql_kept {
	struct dn_map *before, *withs; /* by a table's key: its rows from before; items of WITH */
	const struct dn_from *now;     /* this one is read as it is now; may be NULL */
};

/* What the printers need to know about where they print. */
struct mysql_print {
	struct dn_translation *t;
	struct dunlin_buf *buf;
	const struct dn_table *table;    /* whose columns expressions name; may be NULL */
	const struct dn_statement *from; /* statement that errors are about */
	bool here;                       /* spans of the model are in FROM's source */
	struct dunlin_error *err;
	bool query;                     /* it runs now: subqueries may stand in it */
	bool rows;                      /* columns of NEW and OLD say so, in a trigger */
	bool conflict;                  /* "excluded" is the row that was to be inserted */
	const char *alias, *target;     /* then: what the table is called, and its name there */
	const struct dn_query *inlined; /* its items of WITH stand where they are named, or NULL */
	const struct mysql_kept *kept;  /* may be NULL */
	const struct dn_type *const *shape; /* what the query's columns are put into; NULL: any */
	size_t nshape;
	const struct dn_expr
	    *stored; /* goes into a column, which has a range of its own; or NULL */
	bool room;   /* the first rows of a recursive query, whose columns need room for more */
};

/* One change on its way, before dn_schema_apply() saw it. */
struct mysql_change {
	struct dn_translation *t;
	struct dn_statement *st;
	struct dn_change *change;
	struct dunlin_error *err;
	void *scratch;
};

/* How a statement works on a table that is there.  (MariaDB manual, ALTER TABLE, ALGORITHM) */
enum mysql_how {
	MYSQL_PLAIN,   /* nothing is said: a table that comes or goes */
	MYSQL_INSTANT, /* only the dictionary changes */
	MYSQL_NOCOPY,  /* an index is made or dropped while others write */
	MYSQL_INPLACE, /* the rows are written anew while others write */
	MYSQL_SHARED,  /* the same while nobody writes */
	MYSQL_COPY,    /* nobody writes while the rows are copied */
};

/* -- mysql.c -- */

/* MySQL 8, not MariaDB? */
bool dn_mysql_is_8(const struct dn_translation *t);
/* Of all text: compares byte by byte, and blanks at the end count. */
const char *dn_mysql_collation(const struct dn_translation *t);
bool dn_mysql_apply(struct mysql_change *x);
struct mysql_print dn_mysql_printer(struct mysql_change *x, const struct dn_table *table);
/* Apply, and nothing more: the database has no such thing. */
bool dn_mysql_nothing(struct mysql_change *x);

/* -- emit.c: statements with how they work and how they resume -- */

/* ALTER TABLE, with how it works behind it; PROBE as of dn_output, NULL: it may be repeated. */
void dn_mysql_alter(struct mysql_change *x, const char *relation, enum mysql_how how,
    const char *probe, const char *fmt, ...) DUNLIN_PRINTF(5, 6);
/* A whole statement that commits by itself. */
void
dn_mysql_emit(struct mysql_change *x, const char *probe, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* A statement on rows, which a transaction undoes. */
void dn_mysql_emit_rows(struct mysql_change *x, const char *sql);

/* -- probe.c: queries that say "done" when the database has what a statement makes -- */

char *dn_mysql_has_table(const void *mem, const char *relation, bool wanted);
/* RELATION is TO, and FROM is gone. */
char *dn_mysql_is_renamed(const void *mem, const char *from, const char *to);
char *dn_mysql_has_column(const void *mem, const char *relation, const char *column, bool wanted);
char *dn_mysql_has_index(const void *mem, const char *relation, const char *index, bool wanted);
char *
dn_mysql_has_constraint(const void *mem, const char *relation, const char *constraint, bool wanted);
char *dn_mysql_has_trigger(const void *mem, const char *trigger, bool wanted);
/* For dn_dialect.probe. */
bool dn_mysql_probe(struct dn_probe *probe, const void *mem, const struct dn_output *out);

/* -- name.c -- */

extern const struct dn_cannot_words dn_mysql_words;
void dn_mysql_identifier(struct dunlin_buf *buf, const char *name);
void dn_mysql_literal(struct dunlin_buf *buf, const char *value);
void dn_mysql_value(struct dunlin_buf *buf, const struct dunlin_value *value);
/* For a table as it stands in a statement. */
void dn_mysql_relation(struct dunlin_buf *buf, const struct dn_name *name);
/* NAME between backquotes, and VALUE between quotes; children of MEM. */
char *dn_mysql_quoted(const void *mem, const char *name);
char *dn_mysql_string(const void *mem, const char *value);
/* What a table or view of the model is called there, not quoted; and quoted. */
char *
dn_mysql_table_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table);
char *dn_mysql_name(const void *mem, const struct dn_schema *schema, const struct dn_name *name);
void dn_mysql_columns(struct dunlin_buf *buf, const char *const *columns, size_t n);
/* False and ERR: the change's statement cannot be translated; FMT says why. */
bool dn_mysql_cannot(struct mysql_change *x, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* The same of what is printed, at SPAN when that is in the statement. */
bool dn_mysql_cannot_at(const struct mysql_print *p, struct dn_span span, const char *fmt, ...)
    DUNLIN_PRINTF(3, 4);
bool dn_mysql_visible(struct mysql_change *x, const struct dn_name *name);
bool dn_mysql_visible_at(const struct mysql_print *p, const struct dn_name *name);

/* -- type.c, key.c, enum.c: types of columns -- */

/* Append the column's type; notices say what is only near. */
bool dn_mysql_type(struct mysql_print *p, const struct dn_column *column);
/* The same of a value that is no column's, for CAST; false: there is none to be cast to. */
bool dn_mysql_cast_type(struct dunlin_buf *buf, const struct dn_type *type);
/* What an integer is that is kept wider than that, since what it refers to is; or NULL. */
const char *dn_mysql_narrow_type(const struct mysql_print *p, const struct dn_column *column);
/* Append the condition that a value must meet beyond its declared type; false: none. */
bool dn_mysql_type_check(struct mysql_print *p, const struct dn_column *column);

/* Of N columns in a key: so many characters of this one go into it; 0: all of it does. */
unsigned dn_mysql_key_prefix(const struct mysql_print *p, const struct dn_column *column, size_t n);
/*
 * Text of a primary or foreign key, which needs all of it in the index: so many characters at most;
 * 0 where the column is in none.
 */
unsigned dn_mysql_key_length(const struct mysql_print *p, const struct dn_column *column);
/*
 * Is it a primary key, to which nothing refers, whose text may be longer than a key?  Then it is a
 * unique one with hashes.
 */
bool dn_mysql_key_is_hashed(const struct mysql_print *p, const struct dn_constraint *key);
/* The column's own type or, of a foreign key's number, that of what it refers to. */
const struct dn_type *
dn_mysql_key_type(const struct mysql_print *p, const struct dn_column *column);

/* What an enum's column may hold: the type's values or, where native, those of a CHECK; or NULL. */
const char *const *dn_mysql_enum_values(const void *mem, const struct dn_translation *t,
    const struct dn_table *table, const struct dn_column *column, size_t *n);
/* Does the column's type say what the CHECK says? */
bool dn_mysql_is_native_enum(const struct dn_translation *t, const struct dn_table *table,
    const struct dn_constraint *check);
/* Append the type, and the condition where that is not native. */
void dn_mysql_enum_type(struct mysql_print *p, const char *const *values, size_t n);
/* The enum whose value the expression is, or NULL; append which of its values it is, from 1 on. */
const struct dn_enum *dn_mysql_expr_enum(const struct mysql_print *p, const struct dn_expr *expr);
bool
dn_mysql_enum_place(struct mysql_print *p, const struct dn_expr *expr, const struct dn_enum *of);
bool dn_mysql_enum_check(struct mysql_print *p, const struct dn_column *column);

/* -- shape.c: what a table is there, in parts that come and go by ALTER TABLE -- */

enum mysql_part_kind {
	MYSQL_COLUMN,
	MYSQL_PRIMARY,
	MYSQL_UNIQUE, /* an index, too */
	MYSQL_INDEX,
	MYSQL_CHECK,
	MYSQL_FOREIGN,
};

struct mysql_part {
	enum mysql_part_kind kind;
	const char *name;
	const char *text;         /* as it stands in CREATE TABLE; NULL: it cannot be said */
	struct dunlin_error *why; /* then */
	enum mysql_how how;       /* to add it */
	bool clusters;            /* without a primary key rows may be stored in its order */
	/* Of a column, what TEXT is made of; "" for none. */
	const char *type, *value, *generated, *check;
	bool not_null, numbered;
};

struct mysql_shape {
	const struct dn_table *table;
	const char *relation; /* its name there */
	struct dn_map *parts; /* struct mysql_part by kind and name, in order */
};

/* How a shape is looked at: who is asked, and what about. */
struct mysql_look {
	struct dn_translation *t;
	const struct dn_statement *from;
	bool here;                 /* spans of the model are in FROM's source */
	const struct dn_map *only; /* keys of parts; NULL: all */
};
/* The whole of TABLE; the parts are children of MEM. */
struct mysql_shape *
dn_mysql_shape(const void *mem, const struct mysql_look *look, const struct dn_table *table);
/* What has that name where case does not count, or NULL. */
const struct mysql_part *
dn_mysql_shape_part(const struct mysql_shape *shape, enum mysql_part_kind kind, const char *name);
/* For looking without saying anything. */
struct dn_translation *dn_mysql_quiet(const void *mem, const struct dn_translation *t);
/* Both said in the same words, or neither; one that is NULL is like no other. */
bool dn_mysql_is_same(const struct mysql_part *is, const struct mysql_part *to);
/* how.c: how it is done that a column becomes another one in the table that is to be. */
enum mysql_how dn_mysql_how_modify(const struct dn_translation *t, const struct mysql_shape *shape,
    const struct mysql_part *is, const struct mysql_part *to);
/* How the rows get the order of another key, where that is so. */
enum mysql_how dn_mysql_how_rows(const struct mysql_shape *from, const struct mysql_shape *to);
/* more.c: does the condition TO surely refuse no row that FROM takes?  "" refuses none. */
bool dn_mysql_takes_more(const char *from, const char *to);
/* The parts of FROM that are not those of TO go, and those of TO come, in one ALTER TABLE. */
bool dn_mysql_reshape(
    struct mysql_change *x, const struct mysql_shape *from, const struct mysql_shape *to);

/* column.c: fill in PART; false and P->err where it cannot be. */
bool
dn_mysql_column(struct mysql_print *p, const struct dn_column *column, struct mysql_part *part);
/* The column that the table numbers by itself, or NULL. */
const struct dn_column *
dn_mysql_auto_column(const struct dn_schema *schema, const struct dn_table *table);

/* key.c and index.c: append what stands behind ADD. */
bool
dn_mysql_constraint(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part);
bool dn_mysql_index(struct mysql_print *p, const struct dn_index *index, struct mysql_part *part);
/* -- foreign.c -- */

bool
dn_mysql_foreign(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part);
/*
 * A column that the key changes and that is narrower than what it refers to: another one, which
 * only an index computes, has its type, and so its range.  Its name; append the column, the index.
 */
const char *dn_mysql_range_name(const void *mem, const struct dn_constraint *c, size_t column);
bool dn_mysql_has_range(
    const struct mysql_print *p, const struct dn_constraint *c, const struct dn_column *column);
/* Has the table one? */
bool dn_mysql_keeps_range(const struct mysql_print *p, const struct dn_table *table);
void dn_mysql_range_column(
    struct mysql_print *p, const struct dn_column *column, struct mysql_part *part);
void dn_mysql_range_index(struct mysql_print *p, const char *name, struct mysql_part *part);
/* Does a foreign key change the column, so that no CHECK and no stored column may read it? */
bool dn_mysql_is_acted(const struct mysql_print *p, const char *column);
bool dn_mysql_reads_acted(const struct mysql_print *p, const struct dn_expr *expr);
/* Each row that has the key refers to itself, so it refuses none. */
bool dn_mysql_refers_to_itself(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_constraint *c);
/* MATCH FULL is a CHECK of its own: its name, and what it says. */
bool dn_mysql_is_full(const struct dn_constraint *c);
const char *dn_mysql_full_name(const void *mem, const struct dn_constraint *c);
bool dn_mysql_full(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part);

/*
 * A column that a key needs, for what is no column of the table; or the hash of one.  Of a key in
 * which nulls are like each other it is a hash that is never null but where WHEN does not hold.
 */
struct mysql_helper {
	const char *name;
	const struct dn_expr *expr;
	bool hash, nulls;
	const struct dn_expr *when; /* of those; NULL: always */
};
/* A column of a key, or so many characters of it. */
struct mysql_key_part {
	const char *column;
	unsigned prefix;
	bool descending;
};
struct mysql_key {
	struct mysql_key_part *parts;
	size_t nparts;
	struct mysql_helper *helpers;
	size_t nhelpers;
};
struct mysql_key *
dn_mysql_index_key(const void *mem, const struct mysql_print *p, const struct dn_index *index);
struct mysql_key *
dn_mysql_unique_key(const void *mem, const struct mysql_print *p, const struct dn_constraint *c);
void dn_mysql_key_parts(struct dunlin_buf *buf, const struct mysql_key *key);
/* False and ERR where equal values of a part may have other words, so that no hash tells. */
bool dn_mysql_key_can_fold(struct mysql_print *p, const struct mysql_key *key, struct dn_span span);
/* Whole columns that are never null: of a unique key the server may make the primary one. */
bool dn_mysql_key_clusters(const struct mysql_print *p, const struct mysql_key *key);
bool
dn_mysql_helper(struct mysql_print *p, const struct mysql_helper *helper, struct mysql_part *part);

/* -- objects.c: what is beside the tables -- */

enum mysql_object_kind { MYSQL_SEQUENCE, MYSQL_VIEW, MYSQL_TRIGGER };
struct mysql_object {
	enum mysql_object_kind kind;
	const char *name;         /* there */
	const char *text;         /* that makes it; NULL: it cannot be said */
	struct dunlin_error *why; /* then */
};
/* All of the model, by kind and name. */
struct dn_map *dn_mysql_objects(const void *mem, const struct mysql_look *look);
/* Emit what makes those of KIND that are new or other ones, or takes away those that are not. */
bool dn_mysql_new_objects(struct mysql_change *x, const struct dn_map *before,
    const struct dn_map *now, enum mysql_object_kind kind);
void dn_mysql_old_objects(struct mysql_change *x, const struct dn_map *before,
    const struct dn_map *now, enum mysql_object_kind kind);

/* sequence.c */
/* NULL: a table numbers by itself. */
char *dn_mysql_make_sequence(
    const void *mem, const struct dn_schema *schema, const struct dn_sequence *sequence);
/* The sequence that makes the column's values there, or NULL. */
const struct dn_sequence *dn_mysql_sequence(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column);
/* trigger.c: append what makes it, and its name. */
bool dn_mysql_trigger(struct mysql_print *p, const struct dn_trigger *trigger, bool insert);
char *dn_mysql_trigger_name(
    const void *mem, const struct dn_table *table, const struct dn_trigger *trigger, bool insert);

/* -- expr.c, operator.c, function.c, literal.c: expressions -- */

bool dn_mysql_expr(struct mysql_print *p, const struct dn_expr *expr);
/* In parentheses unless it is one operand already. */
bool dn_mysql_operand(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_list(struct mysql_print *p, struct dn_expr *const *args, size_t n);
/* TEMPLATE with "$1" ... as operands and "@" as the whole list. */
bool
dn_mysql_fill(struct mysql_print *p, const char *template, struct dn_expr *const *args, size_t n);
bool dn_mysql_fill_one(struct mysql_print *p, const char *template, const struct dn_expr *arg);
bool dn_mysql_operator(struct mysql_print *p, const struct dn_expr *expr);
/* integer.c: what an integer is multiplied with to fail beyond its type; NULL: it need not. */
const char *dn_mysql_overflows(const struct mysql_print *p, const struct dn_expr *expr);
/* Shifts and to_hex(). */
bool dn_mysql_bits(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_function(struct mysql_print *p, const struct dn_expr *expr);
/* Print what makes a random uuid; false, nothing appended, when EXPR is nothing like it. */
bool dn_mysql_random(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_cast(struct mysql_print *p, const struct dn_expr *expr);
/* The text that PostgreSQL makes of the value; is it what the server makes of it, too? */
bool dn_mysql_text(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_has_text(const struct mysql_print *p, const struct dn_type *type);
/* The expression where it becomes a value of TYPE (NULL: any) by itself. */
bool dn_mysql_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* The same of what goes into a column of TYPE. */
bool dn_mysql_stored(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* A literal as a value of TYPE; *DONE is false, nothing appended, when EXPR is none. */
bool dn_mysql_constant(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type, bool *done);
/* TEXT, at SPAN, as PostgreSQL reads a value of TYPE (NULL: any). */
bool dn_mysql_read(
    struct mysql_print *p, struct dn_span span, const char *text, const struct dn_type *type);
/* A literal as a value of TYPE, or an operand. */
bool
dn_mysql_operand_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
const struct dn_type *dn_mysql_expr_type(const struct mysql_print *p, const struct dn_expr *expr);
/* Operators and functions of JSON, and of arrays, which are JSON; *DONE is false for others. */
bool dn_mysql_json(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* json_make.c */
bool dn_mysql_json_object(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_set(struct mysql_print *p, const struct dn_expr *expr);
/* json_match.c */
bool dn_mysql_json_equal(
    struct mysql_print *p, const struct dn_expr *a, const struct dn_expr *b, const char *operator);
/* A value of TYPE (NULL: any) where it is held against others. */
bool
dn_mysql_compared(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type);
/* JSON, or an array, which is JSON. */
bool dn_mysql_is_json(const struct dn_type *type);
bool dn_mysql_json_contains(
    struct mysql_print *p, const struct dn_expr *whole, const struct dn_expr *part);
bool dn_mysql_json_has_key(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_any(struct mysql_print *p, const struct dn_expr *expr);
/* A value as it stands in JSON: as the text of a string, and as an argument of json_array(). */
bool dn_mysql_json_text(struct mysql_print *p, const struct dn_expr *expr);
bool dn_mysql_json_value(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *element);
/* Dates and times. */
bool dn_mysql_temporal(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* Append the WINDOW clause. */
bool dn_mysql_windows(struct mysql_print *p, const struct dn_query *q);
/* regexp.c, string.c: the same. */
bool dn_mysql_regexp(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_text_function(struct mysql_print *p, const struct dn_expr *expr, bool *done);
bool dn_mysql_to_char(struct mysql_print *p, const struct dn_expr *expr);
/* A pattern that the server reads as it is meant; it says a notice. */
bool dn_mysql_is_regexp(struct mysql_print *p, const struct dn_expr *pattern);
bool dn_mysql_call(struct mysql_print *p, const struct dn_expr *expr, bool *done);
/* now() and the like: what they are there, or NULL. */
const char *dn_mysql_clock(const struct dn_expr *expr);

/* -- query.c, from.c, rows.c, conflict.c, data.c: statements on rows -- */

bool dn_mysql_query(struct mysql_print *p, const struct dn_query *q);
/* reform.c: DISTINCT ON and GROUPING SETS; WITH is printed already. */
bool dn_mysql_distinct_on(struct mysql_print *p, const struct dn_query *q);
/* The order of a SELECT, targets in place of their numbers. */
struct dn_order *dn_mysql_order_of(const void *mem, const struct dn_query *q);
bool dn_mysql_groupings(struct mysql_print *p, const struct dn_query *q);
/* Append its items of WITH. */
bool dn_mysql_with(struct mysql_print *p, const struct dn_query *q);
/* False, with the error, for an item of WITH that has the name of a table. */
bool dn_mysql_with_is_told(struct mysql_print *p, const struct dn_with *with);
bool dn_mysql_from(struct mysql_print *p, struct dn_from *const *from, size_t n);
/* each.c: may an aggregate over the query's rows take the place of its targets? */
bool dn_mysql_is_plain(const struct dn_query *q);
/* each.c: functions of many rows, as json_table(); generate_series(); LATERAL on MariaDB. */
bool dn_mysql_each(struct mysql_print *p, const struct dn_from *from);
bool dn_mysql_series(struct mysql_print *p, const struct dn_from *from);
bool dn_mysql_lateral(struct mysql_print *p, const struct dn_from *from);
void dn_mysql_alias(struct mysql_print *p, const char *relation, const struct dn_from *from);
/* False and the error: values of its type are in no order there. */
bool dn_mysql_has_order(const struct mysql_print *p, const struct dn_expr *e);
bool dn_mysql_order(struct mysql_print *p, const struct dn_order *order, size_t n, bool aggregate);
bool dn_mysql_rows(struct mysql_change *x);
/* Q alone, which finds what is KEPT (or NULL). */
bool dn_mysql_rows_of(struct mysql_change *x, struct dn_query *q, const struct mysql_kept *kept);
/* moving.c, merge.c: a statement of which an item of WITH changes rows, and MERGE, as several. */
bool dn_mysql_moving(struct mysql_change *x, struct dn_query *q);
bool dn_mysql_merge(struct mysql_change *x, struct dn_query *q);
/* data.c: the columns of an INSERT that has values for the first ones alone are named. */
void dn_mysql_name_columns(struct mysql_print *p, struct dn_query *q);
/* The table that a statement changes, and the type of its column NAME; NULL: not known. */
const struct dn_table *dn_mysql_rows_table(const struct mysql_print *p, const struct dn_query *q);
const struct dn_type *
dn_mysql_rows_type(const struct mysql_print *p, const struct dn_table *table, const char *name);
/* Where assignments are made one after the other: does one read what an earlier one has set? */
bool dn_mysql_reads_set(const struct dn_assignment *sets, size_t n, const struct dn_expr *where);
bool dn_mysql_conflict(struct mysql_print *p, const struct dn_query *q);
/*
 * twice.c: two rows of DO UPDATE must not have one key.  CHECKED: what is appended takes the rows
 * out of `excluded`, of WIDTH columns, and fails if they have; else nothing is.
 */
bool dn_mysql_twice(struct mysql_print *p, const struct dn_query *q, size_t width, bool *checked);

/* -- the changes: one function each, by the table in mysql.c -- */

/* alter.c: what the database has before a change; ONLY: of tables this one, or NULL. */
struct mysql_before {
	struct dn_map *shapes;  /* struct mysql_shape by the table's key */
	struct dn_map *objects; /* as of dn_mysql_objects() */
};
struct mysql_before dn_mysql_before(struct mysql_change *x, const struct dn_table *only);
/* What the table is there now, nothing said about it. */
struct mysql_shape *dn_mysql_shape_now(struct mysql_change *x, const struct dn_table *table);
/* Behind it: emit what makes of the database what the model has become. */
bool dn_mysql_after(struct mysql_change *x, const struct mysql_before *before);
/* Apply, with both. */
bool dn_mysql_change(struct mysql_change *x);
/* The same of all tables. */
bool dn_mysql_change_all(struct mysql_change *x);
bool dn_mysql_create_table(struct mysql_change *x);
bool dn_mysql_set_type(struct mysql_change *x);
bool dn_mysql_rename_value(struct mysql_change *x);
bool dn_mysql_rename_table(struct mysql_change *x);
bool dn_mysql_rename_column(struct mysql_change *x);
bool dn_mysql_rename_constraint(struct mysql_change *x);
bool dn_mysql_rename_index(struct mysql_change *x);
bool dn_mysql_drop_index(struct mysql_change *x);
bool dn_mysql_alter_sequence(struct mysql_change *x);
bool dn_mysql_data(struct mysql_change *x);
bool dn_mysql_copy(struct mysql_change *x);
bool dn_mysql_opaque(struct mysql_change *x);
bool dn_mysql_meaningless(struct mysql_change *x);

/* split.c, catalog.c */
bool dn_mysql_split(const struct dn_source *src, struct dn_span *span, struct dn_span *statement,
    struct dunlin_error *err);
extern const char *const dn_mysql_catalog[];

#endif
