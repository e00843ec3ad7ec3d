/* postgresql.h - what the files of the PostgreSQL dialect share */
#ifndef DN_DIALECT_POSTGRESQL_H
#define DN_DIALECT_POSTGRESQL_H

#include "dialect/dialect.h"

/* Where an author's search path holds, an operator may be somebody else's. */
#define PG_EQ " OPERATOR(pg_catalog.=) "
#define PG_NE " OPERATOR(pg_catalog.<>) "

/*
 * One change as a statement, without ";": what was written is copied, the rest printed.  Names in
 * the default schema of SCHEMA are not qualified.
 */
void dn_postgresql_change(
    struct dunlin_buf *buf, const struct dn_schema *schema, const struct dn_change *change);
/* As of struct dn_dialect. */
const char **dn_postgresql_retype(const void *mem, const struct dn_retype *what);
/* violation.c: the same */
extern const struct dn_violation_sql dn_postgresql_violations;
/* each.c: the same */
void dn_postgresql_script_each(struct dunlin_buf *buf, const struct dn_output *out);
/* An expression that can stand anywhere, as written if that is known. */
void dn_postgresql_expr(struct dunlin_buf *buf, const struct dn_expr *expr);

#endif
