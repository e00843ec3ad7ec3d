/* table.h - what a table is there, in parts that come and go, and what is beside tables */
#ifndef DN_DIALECT_MYSQL_TABLE_H
#define DN_DIALECT_MYSQL_TABLE_H

#include "dialect/mysql/mysql.h"

/* -- type.c, key.c, enum.c: types of columns -- */

/* Append the column's type; notices say what is only near. */
bool dn_mysql_type(struct mysql_print *p, const struct dn_column *column);
/* The same of a value that is no column's, for CAST; false: there is none to be cast to. */
bool dn_mysql_cast_type(struct dunlin_buf *buf, const struct dn_type *type);
/* What an integer is that is kept wider than that, since what it refers to is; or NULL. */
const char *dn_mysql_narrow_type(const struct mysql_print *p, const struct dn_column *column);
/* Append the condition that a value must meet beyond its declared type; false: none. */
bool dn_mysql_type_check(struct mysql_print *p, const struct dn_column *column);

/*
 * width.c: of varchar(n) more characters than that are longtext with a CHECK, since the rows of the
 * table would be too wide; and are they not, so?
 */
unsigned dn_mysql_width_most(const struct mysql_print *p, const struct dn_column *column);
bool dn_mysql_width_fits(const struct mysql_print *p);

/* length.c: the type of the column that takes what an index computes. */
const struct dn_type *
dn_mysql_index_type(const void *mem, const struct mysql_print *p, const struct dn_expr *expr);

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
/* Is it the primary key there, too?  What is generated is in none, and what is hashed is not. */
bool dn_mysql_key_is_primary(const struct mysql_print *p, const struct dn_constraint *key);
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
	long long start; /* of what is numbered: the first number */
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
bool dn_mysql_how_virtual(const struct mysql_shape *shape);
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
/* " AFTER `b`", where the column stands in the table; "" for one that the table has not. */
const char *dn_mysql_place(const void *mem, const struct dn_table *table, const char *column);
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
/* Does a foreign key change the column or what it is computed from, so that no CHECK and no stored
 * column may read it? */
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
	const void *of;           /* in the model */
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
/* Where TABLE, as it was, numbered itself and a new sequence does now, that goes on behind it. */
void
dn_mysql_go_on(struct mysql_change *x, const struct mysql_shape *was, const struct dn_table *table);
/* It begins anew, whoever counts. */
void dn_mysql_restart(struct mysql_change *x, const struct dn_sequence *sequence, long long value);
/* trigger.c: append what makes it, and its name. */
bool dn_mysql_trigger(struct mysql_print *p, const struct dn_trigger *trigger, bool insert);
char *dn_mysql_trigger_name(
    const void *mem, const struct dn_table *table, const struct dn_trigger *trigger, bool insert);

#endif
