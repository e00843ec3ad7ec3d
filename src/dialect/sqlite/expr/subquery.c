/* subquery.c - subqueries in expressions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

static bool
subquery_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span), "%s", why);
}

static bool
subquery_in(struct sqlite_print *p, const struct dn_expr *expr, bool negated)
{
	const struct dn_expr *operand = expr->operand;
	bool row = operand->kind == DN_EXPR_ROW;
	struct sqlite_shape shape = { .n = row ? operand->nargs : 1 };

	shape.types = dn_new_array(p->buf, const struct dn_type *, shape.n + 1);
	for (size_t i = 0; i < shape.n; i++)
		shape.types[i] = dn_sqlite_expr_type(p, row ? operand->args[i] : operand);
	if (!dn_sqlite_operand(p, operand))
		return false;
	dunlin_buf_puts(p->buf, negated ? " NOT IN (" : " IN (");
	if (!dn_sqlite_query(p, expr->query, &shape))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
subquery_array(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_query_type(expr->query, 0);
	bool boolean = type != NULL && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN;

	dunlin_buf_puts(p->buf, "(WITH dn_array (v) AS (");
	if (!dn_sqlite_query(p, expr->query, NULL))
		return false;
	dunlin_buf_printf(p->buf, ") SELECT json_group_array(%s) FROM dn_array)",
	    boolean ? "json(CASE WHEN v THEN 'true' WHEN NOT v THEN 'false' END)" : "v");
	return true;
}

/* x op ANY (query), x op ALL (query) */
static bool
subquery_any(struct sqlite_print *p, const struct dn_expr *expr, bool all)
{
	struct dn_expr v = { .kind = DN_EXPR_COLUMN, .name = "v", .qualifier = "dn_v" };
	struct dn_expr *args[] = { expr->operand, &v };
	struct dn_expr compare = { .kind = DN_EXPR_OPERATOR,
		.name = expr->qualifier,
		.args = args,
		.nargs = 2,
		.span = expr->span };

	if (expr->operand->kind == DN_EXPR_ROW)
		return subquery_cannot(
		    p, expr, "this comparison with all rows of a query has no counterpart there");
	v.type = (struct dn_type *) (uintptr_t) dn_query_type(expr->query, 0);
	dunlin_buf_puts(p->buf, expr->negated ? "NOT (WITH dn_v (v) AS (" : "(WITH dn_v (v) AS (");
	if (!dn_sqlite_query(p, expr->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, ") ");
	if (!dn_sqlite_any_of(p, &compare, all))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_subquery(struct sqlite_print *p, const struct dn_expr *expr)
{
	bool any = strcmp(expr->name, "any") == 0, all = strcmp(expr->name, "all") == 0;

	if (!p->query)
		return subquery_cannot(p, expr, "a subquery cannot stand here");
	if (strcmp(expr->name, "array") == 0)
		return subquery_array(p, expr);
	if (any && strcmp(expr->qualifier, "=") == 0)
		return subquery_in(p, expr, expr->negated);
	if (all && strcmp(expr->qualifier, "<>") == 0)
		return subquery_in(p, expr, true);
	if (any || all)
		return subquery_any(p, expr, all);
	dunlin_buf_puts(p->buf, strcmp(expr->name, "exists") == 0 ? "EXISTS (" : "(");
	if (!dn_sqlite_query(p, expr->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}
