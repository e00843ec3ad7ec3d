/* dialects.h - the dialect objects, for the list in dialect.c */
#ifndef DN_DIALECT_DIALECTS_H
#define DN_DIALECT_DIALECTS_H

#include "dialect/dialect.h"

extern const struct dn_dialect dn_dialect_postgresql;
extern const struct dn_dialect dn_dialect_sqlite;

#endif
