/* array.c - elements of arrays */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/expr/json.h"

static bool
array_is(const struct dn_type *type)
{
	return type != NULL && type->dims > 0;
}

bool
dn_sqlite_subscript(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *n = expr->args[1];
	bool done;

	if (!dn_sqlite_regex_first(p, expr, &done) || done)
		return done;
	if (!array_is(dn_sqlite_expr_type(p, expr->args[0])))
		return dn_sqlite_lacks(p, expr, "a subscript of what is no array");
	if (n->kind == DN_EXPR_NUMBER && n->text[0] != '-' && strcmp(n->text, "0") != 0) {
		char *form =
		    dn_sprintf(p->buf, "json_extract($1, '$[%ld]')", strtol(n->text, NULL, 10) - 1);
		bool ok = dn_sqlite_fill(p, form, expr->args, 1);

		dn_free(form);
		return ok;
	}
	return dn_sqlite_fill(p,
	    "CASE WHEN $2 > 0 THEN json_extract($1, '$[' || ($2 - 1) || ']') END", expr->args, 2);
}

/* x op ANY (array): a list is one comparison for each of its items. */
static bool
array_any_list(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_expr *array)
{
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < array->nargs; i++) {
		struct dn_expr *args[] = { expr->args[0], array->args[i] };
		struct dn_expr one = { .kind = DN_EXPR_OPERATOR,
			.name = expr->name,
			.args = args,
			.nargs = 2,
			.span = expr->span };

		dunlin_buf_puts(p->buf, i == 0 ? "" : expr->truth ? " AND " : " OR ");
		if (!dn_sqlite_operand(p, &one))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/*
 * x op ANY (rows) and x op ALL (rows) of a query dn_v (v): NULL when it depends on a comparison
 * that is NULL.  COMPARE is what is printed for x op v.
 */
bool
dn_sqlite_any_of(struct sqlite_print *p, const struct dn_expr *compare, bool all)
{
	struct sqlite_print one = *p;

	one.buf = dn_buf_new(p->buf);
	if (!dn_sqlite_expr(&one, compare))
		return false;
	dunlin_buf_printf(p->buf,
	    "SELECT CASE WHEN EXISTS (SELECT 1 FROM dn_v WHERE %s(%s)) THEN %d WHEN EXISTS (SELECT "
	    "1 FROM dn_v WHERE (%s) IS NULL) THEN NULL ELSE %d END",
	    all ? "NOT " : "", one.buf->s, !all, one.buf->s, all);
	return true;
}

/* x op v, for dn_sqlite_any_of(). */
static bool
array_any_rows(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct dn_expr v = { .kind = DN_EXPR_COLUMN, .name = "v", .qualifier = "dn_v" };
	struct dn_expr *args[] = { expr->args[0], &v };
	struct dn_expr compare = { .kind = DN_EXPR_OPERATOR,
		.name = expr->name,
		.args = args,
		.nargs = 2,
		.span = expr->span };
	const struct dn_type *element = dn_type_element(dn_sqlite_expr_type(p, expr->args[1]));

	v.type = (struct dn_type *) (uintptr_t) element;
	dunlin_buf_puts(p->buf, "(WITH dn_v (v) AS (SELECT value FROM json_each(");
	if (!dn_sqlite_expr(p, expr->args[1]))
		return false;
	dunlin_buf_puts(p->buf, ")) ");
	if (!dn_sqlite_any_of(p, &compare, expr->truth))
		return false;
	dunlin_buf_puts(p->buf, " WHERE (");
	if (!dn_sqlite_expr(p, expr->args[1]))
		return false;
	dunlin_buf_puts(p->buf, ") IS NOT NULL)");
	return true;
}

bool
dn_sqlite_any(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *array = dn_expr_bare(expr->args[1]);

	if (array->kind == DN_EXPR_ARRAY && array->nargs > 0)
		return array_any_list(p, expr, array);
	if (!p->query)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
		    "the expression '%s' has no counterpart there", "= ANY (array)");
	if (strcmp(expr->name, expr->truth ? "<>" : "=") != 0)
		return array_any_rows(p, expr);
	return dn_sqlite_fill(p,
	    expr->truth
		? "CASE WHEN $2 IS NOT NULL THEN $1 NOT IN (SELECT value FROM json_each($2)) END"
		: "CASE WHEN $2 IS NOT NULL THEN $1 IN (SELECT value FROM json_each($2)) END",
	    expr->args, 2);
}
