/* json.h - what the files about json and arrays share */
#ifndef DN_DIALECT_SQLITE_JSON_H
#define DN_DIALECT_SQLITE_JSON_H

#include "dialect/sqlite/query.h"

/* False and ERR: WHAT has no counterpart. */
bool
dn_sqlite_json_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *what);

/* A literal beside an array or a json value is one of that TYPE. */
struct dn_expr *
dn_sqlite_json_typed(const void *mem, struct dn_expr *e, const struct dn_type *type);

#endif
