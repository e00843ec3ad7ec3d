/* text.c - values as the text that PostgreSQL writes them as, and as JSON */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

#define TEXT_BOOLEAN       "(CASE $1 WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)"
#define TEXT_TRIMMED(text) "trim(TRAILING '.' FROM trim(TRAILING '0' FROM " text "))"
#define TEXT_TIMESTAMP     TEXT_TRIMMED("date_format($1, '%Y-%m-%d %H:%i:%s.%f')")
#define TEXT_MOMENT        TEXT_TRIMMED("date_format($1, '%Y-%m-%dT%H:%i:%s.%f')")
#define TEXT_TIME          TEXT_TRIMMED("time_format($1, '%H:%i:%s.%f')")
/* Between these both write out all digits; elsewhere each has exponents of its own. */
#define TEXT_DOUBLE                                                \
	"if($1 = 0 OR abs($1) BETWEEN 0.0001 AND 99999999999999, " \
	"CAST($1 AS char), if($1 IS NULL, NULL, (SELECT 1 UNION SELECT 2)))"

/* Functions whose result has the digits of their arguments, or none behind the point. */
static bool
text_function_is_exact(const struct dn_expr *e, bool args)
{
	static const char *const keep[] = { "abs", "coalesce", "max", "min", "sum" };
	static const char *const whole[] = { "ceil", "ceiling", "floor", "round", "trunc" };

	for (size_t i = 0; i < sizeof keep / sizeof *keep; i++)
		if (strcmp(e->name, keep[i]) == 0)
			return args;
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (strcmp(e->name, whole[i]) == 0)
			return e->nargs == 1;
	return strcmp(e->name, "extract") == 0;
}

/* Has the numeric as many digits behind the point as in PostgreSQL? */
static bool
text_is_exact(const struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);
	bool args = true;

	if (type == NULL || type->kind != DN_TYPE_NUMERIC || type->nmods > 0 ||
	    e->kind == DN_EXPR_NUMBER)
		return true;
	for (size_t i = 0; i < e->nargs; i++)
		args = args && text_is_exact(p, e->args[i]);
	if (e->kind == DN_EXPR_FUNCTION)
		return text_function_is_exact(e, args);
	return e->kind == DN_EXPR_OPERATOR && args &&
	       (strcmp(e->name, "+") == 0 || strcmp(e->name, "-") == 0);
}

/* What is kept with 30 digits behind the point is written without the zeros at its end. */
static bool
text_numeric(struct mysql_print *p, const struct dn_expr *e)
{
	if (text_is_exact(p, e))
		return dn_mysql_expr(p, e);
	if (e->kind != DN_EXPR_COLUMN)
		return dn_mysql_cannot_at(p, e->span,
		    "how many digits a computed numeric has as text is not known there");
	return dn_mysql_fill_one(p, TEXT_TRIMMED("$1"), e);
}

/* What of a value of TYPE stands for "$1" as text, or NULL: it is as it is. */
static const char *
text_template(const struct mysql_print *p, enum dn_type_kind kind)
{
	switch ((int) kind) {
	case DN_TYPE_BOOLEAN: return TEXT_BOOLEAN;
	case DN_TYPE_TIMESTAMP: return TEXT_TIMESTAMP;
	case DN_TYPE_TIMESTAMPTZ: return "concat(" TEXT_TIMESTAMP ", '+00')";
	case DN_TYPE_TIME: return TEXT_TIME;
	case DN_TYPE_DOUBLE: return p->query ? TEXT_DOUBLE : NULL;
	default: return NULL;
	}
}

bool
dn_mysql_has_text(const struct mysql_print *p, const struct dn_type *type)
{
	return type == NULL ||
	       (!dn_mysql_is_json(type) && type->kind != DN_TYPE_REAL &&
		   type->kind != DN_TYPE_BYTEA && text_template(p, type->kind) == NULL);
}

bool
dn_mysql_text(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr);
	const char *template;
	bool done, ok = dn_mysql_constant(p, expr, dn_type_plain(DN_TYPE_TEXT, 0), &done);

	if (!ok || done)
		return ok;
	if (type == NULL)
		return dn_mysql_expr(p, expr);
	if (type->kind == DN_TYPE_JSONB && type->dims == 0)
		return dn_mysql_cannot_at(p, expr->span,
		    "the text of jsonb, whose keys PostgreSQL puts in order, has no counterpart "
		    "there; its members have one, by ->>");
	if (type->kind == DN_TYPE_JSON && type->dims == 0 && expr->kind != DN_EXPR_COLUMN)
		return dn_mysql_cannot_at(
		    p, expr->span, "the text of json that is computed has no counterpart there");
	if (type->dims > 0 || type->kind == DN_TYPE_BYTEA || type->kind == DN_TYPE_REAL ||
	    type->kind == DN_TYPE_INTERVAL || type->kind == DN_TYPE_TIMETZ ||
	    type->kind == DN_TYPE_MONEY)
		return dn_mysql_cannot_at(p, expr->span, "the text of %s has no counterpart there",
		    type->dims > 0 ? "an array" : type->name);
	if (type->kind == DN_TYPE_NUMERIC)
		return text_numeric(p, expr);
	template = text_template(p, type->kind);
	if (template == NULL)
		return dn_mysql_expr(p, expr);
	return dn_mysql_fill_one(p, template, expr);
}

/* -- JSON ------------------------------------------------------------------------------- */

bool
dn_mysql_json_text(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr);

	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_TIMESTAMP)
		return dn_mysql_fill_one(p, TEXT_MOMENT, expr);
	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_TIMESTAMPTZ)
		return dn_mysql_fill_one(p, "concat(" TEXT_MOMENT ", '+00:00')", expr);
	return dn_mysql_text(p, expr);
}

/* "json_extract(X, '$')": X, which is JSON already, and not text that becomes a string of it. */
static bool
text_as_json(struct mysql_print *p, const struct dn_expr *expr,
    bool (*print)(struct mysql_print *p, const struct dn_expr *expr))
{
	dunlin_buf_puts(p->buf, "json_extract(");
	if (!print(p, expr))
		return false;
	dunlin_buf_puts(p->buf, ", '$')");
	return true;
}

bool
dn_mysql_json_value(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *element)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr);
	const struct dn_expr *bare = dn_expr_bare(expr);

	if (bare->kind == DN_EXPR_NULL || (type == NULL && bare->kind != DN_EXPR_BOOLEAN))
		return dn_mysql_as(p, expr, element);
	if (type != NULL &&
	    (type->dims > 0 || type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB))
		return text_as_json(p, expr, dn_mysql_expr);
	if (type == NULL || type->kind == DN_TYPE_BOOLEAN)
		return text_as_json(p, expr, dn_mysql_text);
	if (dn_type_is_number(type) && text_is_exact(p, expr))
		return dn_mysql_expr(p, expr);
	if (type->kind == DN_TYPE_NUMERIC && expr->kind == DN_EXPR_COLUMN)
		return text_as_json(p, expr, dn_mysql_text);
	return dn_type_is_number(type) ? dn_mysql_expr(p, expr) : dn_mysql_json_text(p, expr);
}
