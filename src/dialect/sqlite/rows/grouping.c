/* grouping.c - GROUPING SETS: the query once for each, all of them together */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/grouping.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

static bool
grouping_one(struct sqlite_print *p, const struct dn_query *all, uint64_t set,
    const struct sqlite_shape *shape)
{
	const struct dn_expr *wrong;
	const struct dn_query *q = dn_grouping(p->buf, all, set, &wrong);

	if (q == NULL)
		return dn_sqlite_lacks(p, wrong, "with grouping sets this expression");
	return dn_sqlite_query(p, q, shape);
}

bool
dn_sqlite_groupings(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	struct sqlite_shape own = { .n = q->ntargets };

	if (q->distinct || q->ndistinct_on > 0 || q->nwindows > 0)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "GROUPING SETS with DISTINCT or WINDOW have no counterpart there");
	for (size_t i = 0; i < q->norder; i++)
		if (q->order[i].expr->kind != DN_EXPR_NUMBER)
			return dn_sqlite_lacks(p, q->order[i].expr,
			    "with grouping sets an ORDER BY of what is no target");
	own.types = dn_new_array(p->buf, const struct dn_type *, own.n + 1);
	for (size_t i = 0; i < own.n; i++)
		own.types[i] = dn_query_type(q, i);
	for (size_t i = 0; i < q->ngroupings; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " UNION ALL ");
		if (!grouping_one(p, q, q->groupings[i], shape != NULL ? shape : &own))
			return false;
	}
	return true;
}
