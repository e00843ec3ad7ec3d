/* call.c - aggregates and windows */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"

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

/* A row that FILTER leaves out is null, which aggregates pass over. */
static bool
call_filtered(struct mysql_print *p, const struct dn_expr *filter, const struct dn_expr *arg,
    bool (*print)(struct mysql_print *p, const struct dn_expr *arg))
{
	dunlin_buf_puts(p->buf, filter == NULL ? "" : "CASE WHEN ");
	if (filter != NULL && !dn_mysql_expr(p, filter))
		return false;
	dunlin_buf_puts(p->buf, filter == NULL ? "" : " THEN ");
	if (!print(p, arg))
		return false;
	dunlin_buf_puts(p->buf, filter == NULL ? "" : " END");
	return true;
}

/* Values that are told from each other. */
static bool
call_distinct(struct mysql_print *p, const struct dn_expr *arg)
{
	return dn_mysql_is_json(dn_mysql_expr_type(p, arg)) ? dn_mysql_compared(p, arg, NULL)
							    : dn_mysql_expr(p, arg);
}

static bool
call_plain(struct mysql_print *p, const struct dn_expr *arg)
{
	if (arg->kind == DN_EXPR_STAR) {
		dunlin_buf_puts(p->buf, "1");
		return true;
	}
	return dn_mysql_expr(p, arg);
}

/* An average of decimals has four digits more than they: too few. */
static bool
call_decimal(struct mysql_print *p, const struct dn_expr *arg)
{
	const struct dn_type *type = dn_mysql_expr_type(p, arg);

	if (type == NULL || (!dn_type_is_integer(type) && type->kind != DN_TYPE_NUMERIC))
		return dn_mysql_expr(p, arg);
	return dn_mysql_fill_one(p, "CAST($1 AS decimal(65,30))", arg);
}

static bool
call_double(struct mysql_print *p, const struct dn_expr *arg)
{
	return dn_mysql_fill_one(p, "CAST($1 AS double)", arg);
}

static bool
call_value(struct mysql_print *p, const struct dn_expr *arg)
{
	return dn_mysql_json_value(p, arg, NULL);
}

/* A value as the text of JSON that it is. */
static bool
call_member(struct mysql_print *p, const struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "json_extract(json_array(");
	if (!call_value(p, arg))
		return false;
	dunlin_buf_puts(p->buf, "), '$[0]')");
	return true;
}

static bool
call_order(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_call *call = expr->call;
	struct dn_order own = { .expr = expr->args[0] };

	if (call == NULL || (call->norder == 0 && !call->distinct))
		return true;
	dunlin_buf_puts(p->buf, " ORDER BY ");
	/* Values that are told from each other come in their order. */
	return call->norder > 0 ? dn_mysql_order(p, call->order, call->norder, true)
				: dn_mysql_order(p, &own, 1, true);
}

/* "group_concat(x ORDER BY y SEPARATOR 'z')" */
static bool
call_concat(struct mysql_print *p, const struct dn_expr *expr, const char *separator,
    bool (*print)(struct mysql_print *p, const struct dn_expr *arg))
{
	const struct dn_call *call = expr->call;

	if (call != NULL && call->over != NULL)
		return dn_mysql_cannot_at(
		    p, expr->span, "%s() with OVER has no counterpart there", expr->name);
	dunlin_buf_puts(p->buf, "group_concat(");
	dunlin_buf_puts(p->buf, call != NULL && call->distinct ? "DISTINCT " : "");
	if (!call_filtered(p, call == NULL ? NULL : call->filter, expr->args[0], print) ||
	    !call_order(p, expr))
		return false;
	dunlin_buf_puts(p->buf, " SEPARATOR ");
	dn_mysql_literal(p->buf, separator);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
call_string_agg(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *separator = expr->nargs == 2 ? dn_expr_bare(expr->args[1]) : NULL;

	if (separator == NULL || separator->kind != DN_EXPR_STRING)
		return dn_mysql_cannot_at(p, expr->span,
		    "string_agg() with a separator that is no constant has no counterpart there");
	return call_concat(p, expr, separator->text, dn_mysql_text);
}

/* json_arrayagg() has nulls in it, so what is filtered is put together as text. */
static bool
call_array_agg(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_call *call = expr->call;
	bool order = call != NULL && call->norder > 0;

	if (call != NULL && (call->filter != NULL || call->distinct || call->over != NULL ||
				(order && dn_mysql_is_8(p->t)))) {
		dunlin_buf_puts(p->buf, "concat('[', ");
		if (!call_concat(p, expr, ", ", call_member))
			return false;
		dunlin_buf_puts(p->buf, ", ']')");
		return true;
	}
	dunlin_buf_puts(p->buf, "json_arrayagg(");
	if (!call_value(p, expr->args[0]) || !call_order(p, expr))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* A key that is null, or comes twice, is an error, by a query that gives more rows than one. */
static bool
call_object_agg(struct mysql_print *p, const struct dn_expr *expr)
{
	struct dunlin_buf *out = p->buf, *key = dn_buf_new(out);
	bool ok;

	if (expr->call != NULL || !p->query)
		return dn_mysql_cannot_at(p, expr->span,
		    "%s() with ORDER BY, FILTER or OVER has no counterpart there", expr->name);
	p->buf = key;
	ok = dn_mysql_text(p, expr->args[0]);
	p->buf = out;
	dunlin_buf_printf(
	    out, "if(count(DISTINCT %s) = count(*), json_objectagg(%s, ", key->s, key->s);
	if (!ok || !call_value(p, expr->args[1]))
		return false;
	dunlin_buf_puts(out, "), (SELECT 1 UNION SELECT 2))");
	return true;
}

/* The first or last value of an enum, by its place. */
static bool
call_enum(struct mysql_print *p, const struct dn_expr *expr, const struct dn_enum *of)
{
	const struct dn_call *call = expr->call;

	if (call != NULL && (call->filter != NULL || call->over != NULL))
		return dn_mysql_cannot_at(p, expr->span,
		    "%s() of an enum with FILTER or OVER has no counterpart there", expr->name);
	dunlin_buf_printf(p->buf, "elt(%s(", expr->name);
	if (!dn_mysql_enum_place(p, expr->args[0], of))
		return false;
	dunlin_buf_puts(p->buf, ")");
	for (size_t i = 0; i < of->nvalues; i++) {
		dunlin_buf_puts(p->buf, ", ");
		dn_mysql_literal(p->buf, of->values[i]);
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* "1 PRECEDING", not "UNBOUNDED PRECEDING". */
static bool
call_has_distance(const char *frame)
{
	const char *word = frame;

	while ((word = strpbrk(word, "PF")) != NULL) {
		bool bound =
		    strncmp(word, "PRECEDING", 9) == 0 || strncmp(word, "FOLLOWING", 9) == 0;

		if (bound && word >= frame + 10 && strncmp(word - 10, "UNBOUNDED ", 10) != 0)
			return true;
		word++;
	}
	return false;
}

/* "PARTITION BY ... ORDER BY ... ROWS ..." */
static bool
call_window(struct mysql_print *p, const struct dn_window *w)
{
	if (w->frame != NULL &&
	    (strncmp(w->frame, "GROUPS", 6) == 0 || strstr(w->frame, "EXCLUDE") != NULL))
		return dn_mysql_cannot_at(
		    p, p->from->span, "a frame of GROUPS, or EXCLUDE, has no counterpart there");
	if (w->frame != NULL && strncmp(w->frame, "RANGE", 5) == 0 && call_has_distance(w->frame))
		return dn_mysql_cannot_at(
		    p, p->from->span, "a frame of RANGE with a distance has no counterpart there");
	dunlin_buf_puts(p->buf, "(");
	if (w->base != NULL)
		dn_mysql_identifier(p->buf, w->base);
	if (w->npartition > 0) {
		dunlin_buf_puts(p->buf, " PARTITION BY ");
		for (size_t i = 0; i < w->npartition; i++) {
			dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
			if (!call_distinct(p, w->partition[i]))
				return false;
		}
	}
	if (w->norder > 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!dn_mysql_order(p, w->order, w->norder, false))
			return false;
	}
	if (w->frame != NULL)
		dunlin_buf_printf(p->buf, " %s", w->frame);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_windows(struct mysql_print *p, const struct dn_query *q)
{
	for (size_t i = 0; i < q->nwindows; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? " WINDOW " : ", ");
		dn_mysql_identifier(p->buf, q->windows[i]->name);
		dunlin_buf_puts(p->buf, " AS ");
		if (!call_window(p, q->windows[i]))
			return false;
	}
	return true;
}

static bool
call_over(struct mysql_print *p, const struct dn_window *w)
{
	dunlin_buf_puts(p->buf, " OVER ");
	if (w->name == NULL)
		return call_window(p, w);
	dn_mysql_identifier(p->buf, w->name);
	return true;
}

/* Of no values it is null, and else signed. */
static bool
call_bits(struct mysql_print *p, const struct dn_expr *expr)
{
	if (expr->call != NULL || expr->nargs != 1)
		return dn_mysql_cannot_at(p, expr->span,
		    "%s() with DISTINCT, FILTER or OVER has no counterpart there", expr->name);
	return dn_mysql_fill_one(p,
	    dn_sprintf(p->buf, "if(count($1) = 0, NULL, CAST(%s($1) AS signed))", expr->name),
	    expr->args[0]);
}

/* There is no such row where the same of a constant is null. */
static bool
call_or_default(struct mysql_print *p, const struct dn_expr *expr, const char *word)
{
	const struct dn_expr *distance = dn_expr_bare(expr->args[1]), *value = expr->args[2];
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]),
			     *other = dn_mysql_expr_type(p, value);
	const struct dn_window *over = expr->call == NULL ? NULL : expr->call->over;
	bool ok = value->kind == DN_EXPR_STRING || value->kind == DN_EXPR_NULL ||
		  (other != NULL && type != NULL && dn_type_equal(type, other));

	if (!ok || type == NULL || over == NULL || distance->kind != DN_EXPR_NUMBER ||
	    distance->text[strspn(distance->text, "0123456789")] != '\0')
		return dn_mysql_cannot_at(p, expr->span,
		    "%s() with a default of another type, or no constant distance, is not there",
		    word);
	dunlin_buf_printf(p->buf, "if(%s(1, %s)", word, distance->text);
	if (!call_over(p, over))
		return false;
	dunlin_buf_puts(p->buf, " IS NULL, ");
	if (!dn_mysql_as(p, value, type))
		return false;
	dunlin_buf_printf(p->buf, ", %s(", word);
	if (!dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, ", %s)", distance->text);
	ok = call_over(p, over);
	dunlin_buf_puts(p->buf, ")");
	return ok;
}

static bool
call_other(struct mysql_print *p, const struct dn_expr *expr, const char *word)
{
	const struct dn_call *call = expr->call;
	const struct dn_expr *filter = call == NULL ? NULL : call->filter;
	bool avg = strcmp(word, "avg") == 0;
	bool spread = strncmp(word, "stddev", 6) == 0 || strncmp(word, "var_", 4) == 0;

	if ((strcmp(word, "min") == 0 || strcmp(word, "max") == 0) && expr->nargs == 1 &&
	    !dn_mysql_has_order(p, expr->args[0]))
		return false;
	if (expr->nargs == 3 && (strcmp(word, "lag") == 0 || strcmp(word, "lead") == 0))
		return call_or_default(p, expr, word);
	dunlin_buf_printf(p->buf, "%s(%s", word, call != NULL && call->distinct ? "DISTINCT " : "");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!call_filtered(p, i == 0 ? filter : NULL, expr->args[i],
			avg                              ? call_decimal
			: spread                         ? call_double
			: call != NULL && call->distinct ? call_distinct
			: filter != NULL                 ? call_plain
							 : dn_mysql_expr))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return call == NULL || call->over == NULL || call_over(p, call->over);
}

bool
dn_mysql_call(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	const char *word = call_word(expr);
	const struct dn_enum *of = NULL;

	*done = word != NULL;
	if (word == NULL)
		return true;
	if (strcmp(word, "group_concat") == 0)
		return call_string_agg(p, expr);
	if (strcmp(word, "json_arrayagg") == 0)
		return call_array_agg(p, expr);
	if (strncmp(word, "bit_", 4) == 0)
		return call_bits(p, expr);
	if (strcmp(word, "json_objectagg") == 0)
		return call_object_agg(p, expr);
	if (expr->nargs == 1 && (strcmp(expr->name, "min") == 0 || strcmp(expr->name, "max") == 0))
		of = dn_mysql_expr_enum(p, expr->args[0]);
	return of != NULL ? call_enum(p, expr, of) : call_other(p, expr, word);
}
