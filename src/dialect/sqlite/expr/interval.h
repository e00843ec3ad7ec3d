/* interval.h - constant intervals, and numbers of them */
#ifndef DN_DIALECT_SQLITE_INTERVAL_H
#define DN_DIALECT_SQLITE_INTERVAL_H

#include "dialect/sqlite/sqlite.h"

struct sqlite_interval {
	long months, days, millis;
	const struct dn_expr *factor; /* times this integer, or NULL */
};

/* False when EXPR is no interval that is known here. */
bool dn_sqlite_interval(
    const struct sqlite_print *p, const struct dn_expr *expr, struct sqlite_interval *in);
bool dn_sqlite_interval_parse(const char *s, struct sqlite_interval *in);

#endif
