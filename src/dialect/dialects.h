/* dialects.h - the dialect objects, for the list in dialect.c */
#ifndef DN_DIALECT_DIALECTS_H
#define DN_DIALECT_DIALECTS_H

#include "dialect/dialect.h"

extern const struct dn_dialect dn_dialect_postgresql;
extern const struct dn_dialect dn_dialect_sqlite;
extern const struct dn_dialect dn_dialect_mysql;  /* MariaDB */
extern const struct dn_dialect dn_dialect_mysql8; /* MySQL from 8 on */
extern const struct dn_lock_sql dn_postgresql_lock_sql;
extern const char *const dn_postgresql_catalog[];
extern const struct dn_watch_sql dn_postgresql_watch_sql;

/* postgresql/probe.c */
bool dn_postgresql_probe(struct dn_probe *probe, const void *mem, const struct dn_output *out);

#endif
