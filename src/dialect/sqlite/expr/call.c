/* call.c - aggregates and window functions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/* AROUND: what the call is put into, "$" for it; ORDERED: the order of its input shows. */
static const struct call {
	const char *name, *as, *around;
	size_t least, most;
	bool aggregate, ordered, element;
} calls[] = {
	{ "array_agg", "json_group_array", "nullif($, '[]')", 1, 1, true, true, true },
	{ "avg", "avg", NULL, 1, 1, true, false, false },
	{ "bool_and", "min", NULL, 1, 1, true, false, false },
	{ "bool_or", "max", NULL, 1, 1, true, false, false },
	{ "count", "count", NULL, 1, 1, true, false, false },
	{ "cume_dist", "cume_dist", NULL, 0, 0, false, false, false },
	{ "dense_rank", "dense_rank", NULL, 0, 0, false, false, false },
	{ "every", "min", NULL, 1, 1, true, false, false },
	{ "first_value", "first_value", NULL, 1, 1, false, false, false },
	{ "json_agg", "json_group_array", "nullif($, '[]')", 1, 1, true, true, true },
	{ "json_object_agg", "json_group_object", "nullif($, '{}')", 2, 2, true, true, true },
	{ "jsonb_agg", "json_group_array", "nullif($, '[]')", 1, 1, true, true, true },
	{ "jsonb_object_agg", "json_group_object", "nullif($, '{}')", 2, 2, true, true, true },
	{ "lag", "lag", NULL, 1, 3, false, false, false },
	{ "last_value", "last_value", NULL, 1, 1, false, false, false },
	{ "lead", "lead", NULL, 1, 3, false, false, false },
	{ "max", "max", NULL, 1, 1, true, false, false },
	{ "min", "min", NULL, 1, 1, true, false, false },
	{ "nth_value", "nth_value", NULL, 2, 2, false, false, false },
	{ "ntile", "ntile", NULL, 1, 1, false, false, false },
	{ "percent_rank", "percent_rank", NULL, 0, 0, false, false, false },
	{ "rank", "rank", NULL, 0, 0, false, false, false },
	{ "row_number", "row_number", NULL, 0, 0, false, false, false },
	{ "string_agg", "group_concat", NULL, 2, 2, true, true, false },
	{ "sum", "sum", NULL, 1, 1, true, false, false },
};

static bool
call_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(
	    p->err, p->from, dn_sqlite_place(p, expr->span), "%s(): %s", expr->name, why);
}

/* An enum is sorted by the order of its labels, which is not that of their letters. */
static bool
order_enum(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_enum *labels)
{
	dunlin_buf_puts(p->buf, "CASE ");
	if (!dn_sqlite_operand(p, expr))
		return false;
	for (size_t i = 0; i < labels->nvalues; i++) {
		dunlin_buf_puts(p->buf, " WHEN ");
		dn_sqlite_literal(p->buf, labels->values[i]);
		dunlin_buf_printf(p->buf, " THEN %zu", i + 1);
	}
	dunlin_buf_puts(p->buf, " END");
	return true;
}

bool
dn_sqlite_order(struct sqlite_print *p, const struct dn_order *order, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dn_type *type = dn_sqlite_expr_type(p, order[i].expr);
		const struct dn_enum *labels =
		    type == NULL || type->dims > 0 ? NULL : dn_schema_enum(p->t->schema, type);

		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (dn_type_is_text(type) && order[i].expr->kind == DN_EXPR_COLUMN)
			dn_translation_notice(p->t, "text-order",
			    "SQLite sorts text by its bytes, as PostgreSQL does with the collation "
			    "\"C\" only");
		if (labels != NULL && order[i].expr->kind != DN_EXPR_NUMBER
			? !order_enum(p, order[i].expr, labels)
			: !dn_sqlite_expr(p, order[i].expr))
			return false;
		dunlin_buf_puts(p->buf, order[i].descending ? " DESC" : "");
		/* SQLite takes nulls for the smallest, PostgreSQL for the largest. */
		if (order[i].nulls_first == order[i].descending)
			dunlin_buf_puts(
			    p->buf, order[i].nulls_first ? " NULLS FIRST" : " NULLS LAST");
	}
	return true;
}

bool
dn_sqlite_window(struct sqlite_print *p, const struct dn_window *w)
{
	const char *blank = "";

	dunlin_buf_puts(p->buf, "(");
	if (w->base != NULL) {
		dn_sqlite_identifier(p->buf, w->base);
		blank = " ";
	}
	if (w->npartition > 0) {
		dunlin_buf_printf(p->buf, "%sPARTITION BY ", blank);
		if (!dn_sqlite_list(p, w->partition, w->npartition))
			return false;
		blank = " ";
	}
	if (w->norder > 0) {
		dunlin_buf_printf(p->buf, "%sORDER BY ", blank);
		if (!dn_sqlite_order(p, w->order, w->norder))
			return false;
		blank = " ";
	}
	dunlin_buf_printf(
	    p->buf, "%s%s)", w->frame == NULL ? "" : blank, w->frame == NULL ? "" : w->frame);
	return true;
}

static bool
call_behind(struct sqlite_print *p, const struct dn_call *call)
{
	if (call->filter != NULL) {
		dunlin_buf_puts(p->buf, " FILTER (WHERE ");
		if (!dn_sqlite_expr(p, call->filter))
			return false;
		dunlin_buf_puts(p->buf, ")");
	}
	if (call->over == NULL)
		return true;
	dunlin_buf_puts(p->buf, " OVER ");
	if (call->over->name != NULL) {
		dn_sqlite_identifier(p->buf, call->over->name);
		return true;
	}
	return dn_sqlite_window(p, call->over);
}

/* A row that is there is counted, whatever it has. */
static void
call_count_row(struct sqlite_print *p, const struct dn_expr *row)
{
	if (row->operand == NULL)
		dunlin_buf_puts(p->buf, "*");
	else
		dn_sqlite_expr(p, row->operand);
}

static bool
call_args(struct sqlite_print *p, const struct call *f, const struct dn_expr *expr)
{
	for (size_t i = 0; i < expr->nargs; i++) {
		struct dn_expr *arg = expr->args[i];

		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (arg->kind == DN_EXPR_STAR)
			dunlin_buf_puts(p->buf, "*");
		else if (arg->kind == DN_EXPR_ROW && strcmp(f->as, "count") == 0)
			call_count_row(p, arg);
		else if (f->element ? !dn_sqlite_json_value(p, arg) : !dn_sqlite_expr(p, arg))
			return false;
	}
	return true;
}

static bool
call_print(struct sqlite_print *p, const struct call *f, const struct dn_expr *expr)
{
	const char *form = f->around == NULL ? "$" : f->around;
	const char *dollar = strchr(form, '$');

	dunlin_buf_put(p->buf, form, (size_t) (dollar - form));
	dunlin_buf_printf(
	    p->buf, "%s(%s", f->as, expr->call != NULL && expr->call->distinct ? "DISTINCT " : "");
	if (!call_args(p, f, expr))
		return false;
	dunlin_buf_puts(p->buf, ")");
	if (expr->call != NULL && !call_behind(p, expr->call))
		return false;
	dunlin_buf_puts(p->buf, dollar + 1);
	return true;
}

static bool
call_check(struct sqlite_print *p, const struct call *f, const struct dn_expr *expr)
{
	const struct dn_call *call = expr->call;
	const struct dn_type *type =
	    expr->nargs == 0 ? NULL : dn_sqlite_expr_type(p, expr->args[0]);

	if (expr->nargs > 0 && expr->args[0]->kind == DN_EXPR_ROW &&
	    ((strcmp(f->as, "count") != 0 && !f->element) || strcmp(f->name, "array_agg") == 0 ||
		(call != NULL && call->distinct)))
		return call_cannot(p, expr, "of whole rows it is not there");
	if (!f->aggregate && (call == NULL || call->over == NULL))
		return call_cannot(p, expr, "it is no function of a row there");
	if (call != NULL && call->norder > 0 && f->ordered)
		return call_cannot(p, expr, "aggregates take no ORDER BY there");
	if (call != NULL && call->distinct && expr->nargs > 1)
		return call_cannot(p, expr, "DISTINCT with two arguments is not there");
	if ((strcmp(f->as, "min") == 0 || strcmp(f->as, "max") == 0) && type != NULL &&
	    dn_schema_enum(p->t->schema, type) != NULL)
		return call_cannot(p, expr, "labels of an enum have another order there");
	if ((strcmp(f->as, "sum") == 0 || strcmp(f->as, "avg") == 0) && !dn_type_is_number(type))
		return call_cannot(p, expr, "of what is no number it is not there");
	return true;
}

bool
dn_sqlite_call(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	*done = false;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		const struct call *f = &calls[i];

		if (strcmp(f->name, expr->name) != 0 || expr->nargs < f->least ||
		    expr->nargs > f->most)
			continue;
		*done = true;
		return call_check(p, f, expr) && call_print(p, f, expr);
	}
	return expr->call == NULL || call_cannot(p, expr,
					 "DISTINCT, FILTER and OVER go with "
					 "functions that are there");
}
