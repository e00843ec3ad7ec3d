/* grouping.h - GROUPING SETS as queries with GROUP BY */
#ifndef DN_DIALECT_COMMON_GROUPING_H
#define DN_DIALECT_COMMON_GROUPING_H

#include "schema/query/query.h"

/*
 * The query for one of the sets of ALL, which is resolved, without ORDER BY, LIMIT and WITH; what
 * the set has not is NULL in it.  NULL and *WRONG where an expression has no value there.
 */
struct dn_query *dn_grouping(
    const void *mem, const struct dn_query *all, uint64_t set, const struct dn_expr **wrong);

#endif
