/* type.h - PostgreSQL's types as SQLite stores and checks them */
#ifndef DN_DIALECT_SQLITE_TYPE_H
#define DN_DIALECT_SQLITE_TYPE_H

#include "dialect/dialect.h"

/*
 * Append the declared type of a column: a name that keeps its meaning for clients that look at it
 * and has the affinity under which values are stored unchanged.  Approximations give their notice.
 * Enum types are text here; their values are the caller's CHECK.
 */
void dn_sqlite_type_declare(
    struct dn_translation *t, struct dunlin_buf *buf, const struct dn_type *type);

/*
 * Append the condition that a value must meet to be one of TYPE, without "CHECK ()"; COLUMN is
 * quoted already.  True for NULL.  Nothing is appended and false returned when every value that the
 * declared type can hold is one, or is to be taken.
 */
bool dn_sqlite_type_check(const struct dn_translation *t, struct dunlin_buf *buf,
    const struct dn_type *type, const char *column);

/* The collation that gives the type its comparison ("NOCASE" for citext), or NULL. */
const char *dn_sqlite_type_collation(const struct dn_type *type);

/* The DEFAULT expression, in parentheses, for now() in a column of TYPE, for gen_random_uuid(). */
const char *dn_sqlite_now(const struct dn_type *type);
extern const char dn_sqlite_random_uuid[];

/*
 * A value in PostgreSQL's text form (a field of COPY, unescaped already, or a literal) as SQLite
 * stores it: booleans as 0 and 1, arrays as JSON, bytea as a blob, timestamps and uuids in the form
 * of their defaults, the rest as it is, and so is what is malformed.  VALUE's data is owned by MEM
 * or is TEXT.
 */
void dn_sqlite_type_value(
    const void *mem, const struct dn_type *type, const char *text, struct dunlin_value *value);

/* time.c: a date, timestamp or timestamptz as 'YYYY-MM-DD HH:MM:SS[.f]', in UTC, or TEXT. */
const char *dn_sqlite_time_value(const void *mem, const struct dn_type *type, const char *text);

/* Append S as a string of JSON. */
void dn_sqlite_json_string(struct dunlin_buf *buf, const char *s);

#endif
