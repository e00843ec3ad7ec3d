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

#endif
