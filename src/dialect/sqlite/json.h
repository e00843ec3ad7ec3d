/* json.h - what the files about json and arrays share */
#ifndef DN_DIALECT_SQLITE_JSON_H
#define DN_DIALECT_SQLITE_JSON_H

#include "dialect/sqlite/query.h"

/* False and ERR: WHAT has no counterpart. */
bool
dn_sqlite_json_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *what);

#endif
