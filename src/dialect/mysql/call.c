/* call.c - aggregates and windows */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

static const struct {
	const char *name, *word;
} call_aggregates[] = {
	{ "count", "count" },
	{ "sum", "sum" },
	{ "avg", "avg" },
	{ "min", "min" },
	{ "max", "max" },
	{ "bool_and", "min" },
	{ "every", "min" },
	{ "bool_or", "max" },
	{ "bit_and", "bit_and" },
	{ "bit_or", "bit_or" },
	{ "stddev", "stddev_samp" },
	{ "stddev_samp", "stddev_samp" },
	{ "stddev_pop", "stddev_pop" },
	{ "variance", "var_samp" },
	{ "var_samp", "var_samp" },
	{ "var_pop", "var_pop" },
	{ "array_agg", "json_arrayagg" },
	{ "json_agg", "json_arrayagg" },
	{ "jsonb_agg", "json_arrayagg" },
	{ "json_object_agg", "json_objectagg" },
	{ "jsonb_object_agg", "json_objectagg" },
	{ "string_agg", "group_concat" },
	/* Of windows alone. */
	{ "row_number", "row_number" },
	{ "rank", "rank" },
	{ "dense_rank", "dense_rank" },
	{ "percent_rank", "percent_rank" },
	{ "cume_dist", "cume_dist" },
	{ "ntile", "ntile" },
	{ "lag", "lag" },
	{ "lead", "lead" },
	{ "first_value", "first_value" },
	{ "last_value", "last_value" },
	{ "nth_value", "nth_value" },
};

static const char *
call_word(const struct dn_expr *expr)
{
	for (size_t i = 0; i < sizeof call_aggregates / sizeof *call_aggregates; i++)
		if (strcmp(call_aggregates[i].name, expr->name) == 0)
			return call_aggregates[i].word;
	return NULL;
}

/* FILTER: rows that do not count are null. */
static bool
call_arg(struct mysql_print *p, const struct dn_expr *expr, size_t i)
{
	const struct dn_expr *filter = expr->call == NULL ? NULL : expr->call->filter;
	const struct dn_expr *arg = expr->args[i];

	if (filter == NULL || i > 0)
		return dn_mysql_expr(p, arg);
	dunlin_buf_puts(p->buf, "CASE WHEN ");
	if (!dn_mysql_expr(p, filter))
		return false;
	dunlin_buf_puts(p->buf, " THEN ");
	if (arg->kind == DN_EXPR_STAR)
		dunlin_buf_puts(p->buf, "1");
	else if (!dn_mysql_expr(p, arg))
		return false;
	dunlin_buf_puts(p->buf, " END");
	return true;
}

/* group_concat(x ORDER BY y SEPARATOR 'z') */
static bool
call_string_agg(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *separator = expr->nargs == 2 ? dn_expr_bare(expr->args[1]) : NULL;

	if (separator == NULL || separator->kind != DN_EXPR_STRING)
		return dn_mysql_cannot_at(p, expr->span,
		    "string_agg() with a separator that is no constant has no counterpart there");
	dunlin_buf_puts(p->buf, "group_concat(");
	dunlin_buf_puts(p->buf, expr->call != NULL && expr->call->distinct ? "DISTINCT " : "");
	if (!call_arg(p, expr, 0))
		return false;
	if (expr->call != NULL && expr->call->norder > 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!dn_mysql_order(p, expr->call->order, expr->call->norder))
			return false;
	}
	dunlin_buf_puts(p->buf, " SEPARATOR ");
	dn_mysql_literal(p->buf, separator->text);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
call_over(struct mysql_print *p, const struct dn_window *w)
{
	dunlin_buf_puts(p->buf, " OVER ");
	if (w->name != NULL) {
		dn_mysql_identifier(p->buf, w->name);
		return true;
	}
	dunlin_buf_puts(p->buf, "(");
	if (w->base != NULL)
		dn_mysql_identifier(p->buf, w->base);
	if (w->npartition > 0) {
		dunlin_buf_puts(p->buf, " PARTITION BY ");
		if (!dn_mysql_list(p, w->partition, w->npartition))
			return false;
	}
	if (w->norder > 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!dn_mysql_order(p, w->order, w->norder))
			return false;
	}
	if (w->frame != NULL)
		dunlin_buf_printf(p->buf, " %s", w->frame);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_call(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	const char *word = call_word(expr);
	const struct dn_call *call = expr->call;

	*done = word != NULL;
	if (word == NULL)
		return true;
	if (strcmp(expr->name, "string_agg") == 0)
		return call_string_agg(p, expr);
	if (strncmp(word, "json_", 5) == 0 && !dn_mysql_json_takes(p, expr))
		return false;
	if (call != NULL && call->norder > 0 && strcmp(word, "json_arrayagg") == 0 &&
	    dn_mysql_is_8(p->t))
		return dn_mysql_cannot_at(
		    p, expr->span, "an aggregate with ORDER BY has no counterpart there");
	if (expr->nargs == 3 && (strcmp(word, "lag") == 0 || strcmp(word, "lead") == 0))
		return dn_mysql_cannot_at(
		    p, expr->span, "%s() with a default has no counterpart there", word);
	dunlin_buf_printf(p->buf, "%s(%s", word, call != NULL && call->distinct ? "DISTINCT " : "");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!call_arg(p, expr, i))
			return false;
	}
	if (call != NULL && call->norder > 0 && strcmp(word, "json_arrayagg") == 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!dn_mysql_order(p, call->order, call->norder))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return call == NULL || call->over == NULL || call_over(p, call->over);
}
