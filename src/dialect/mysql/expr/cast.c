/* cast.c - casts, which fail where PostgreSQL's do */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

/* Text of a form; any other is an error, by a query that gives more rows than one. */
#define CAST_FORM(form, type)                                                     \
	"(CASE WHEN $1 REGEXP '^" form "$' THEN CAST($1 AS " type ") WHEN $1 IS " \
	"NOT NULL THEN (SELECT 1 UNION SELECT 2) END)"

/* Digits alone: the server would cut what stands behind them, and read exponents. */
#define CAST_TEXT_INTEGER CAST_FORM("[[:space:]]*[-+]?[0-9]{1,18}[[:space:]]*", "signed")
#define CAST_TEXT_NUMBER \
	CAST_FORM(       \
	    "[[:space:]]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?[[:space:]]*", "%s")

/* What is no word for either is an error, by a query that gives more rows than one. */
#define CAST_TEXT_BOOLEAN                                                                     \
	"(CASE WHEN lower(trim($1)) IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', "   \
	"'1') THEN TRUE WHEN lower(trim($1)) IN ('f', 'fa', 'fal', 'fals', 'false', 'n', "    \
	"'no', 'of', 'off', '0') THEN FALSE WHEN $1 IS NOT NULL THEN (SELECT 1 UNION SELECT " \
	"2) END)"

/* A hyphen behind any four digits, braces around all; anything else no column of the type takes. */
#define UUID_DIGITS "([0-9a-f]{4}-?){7}[0-9a-f]{4}"
#define CAST_TEXT_UUID                                                      \
	"if(lower($1) REGEXP '^([{]" UUID_DIGITS "[}]|" UUID_DIGITS ")$', " \
	"regexp_replace(regexp_replace(lower($1), '[{}-]', ''), "           \
	"'^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\\\\1-\\\\2-\\\\3-\\\\4-\\\\5'), $1)"

/* Text as PostgreSQL prints it; any other that it would read is an error. */
#define CAST_DATE               "(?!0000)[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
#define CAST_CLOCK              "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
#define CAST_MOMENT(form, type) CAST_FORM(" *" form " *", type)

static bool
cast_by(struct mysql_print *p, const char *template, const struct dn_expr *cast)
{
	return dn_mysql_fill(p, template, cast->args, 1);
}

/* By the server's own CAST, whose text has another collation in what is kept, as in a view. */
static bool
cast_plain(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *to)
{
	dunlin_buf_puts(p->buf, "CAST(");
	if (!(dn_type_is_text(to) ? dn_mysql_text(p, expr->args[0])
				  : dn_mysql_expr(p, expr->args[0])))
		return false;
	dunlin_buf_puts(p->buf, " AS ");
	if (!dn_mysql_cast_type(p->buf, to))
		return dn_mysql_cannot_at(
		    p, expr->span, "a cast to the type '%s' has no counterpart there", to->name);
	dunlin_buf_puts(p->buf, ")");
	if (dn_type_is_text(to))
		dunlin_buf_printf(p->buf, " COLLATE %s", dn_mysql_collation(p->t));
	return true;
}

/* What is no text is cut where the server's CAST would fail. */
static bool
cast_cut(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *to)
{
	if (to->nmods == 0 || dn_type_is_text(dn_mysql_expr_type(p, expr->args[0])))
		return cast_plain(p, expr, to);
	dunlin_buf_puts(p->buf, "left(");
	if (!dn_mysql_text(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, ", %d)", to->mods[0]);
	return true;
}

/* Blanks at the end of char(n) mean nothing. */
static bool
cast_char(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *to)
{
	dunlin_buf_puts(p->buf, "trim(TRAILING ' ' FROM ");
	if (!cast_cut(p, expr, to))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* Text as a number that need not be whole. */
static bool
cast_digits(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *to)
{
	struct dunlin_buf *type = dn_buf_new(p->buf);

	dn_mysql_cast_type(type, to);
	return cast_by(p, dn_sprintf(type, CAST_TEXT_NUMBER, type->s), expr);
}

/* Text as a date or a time. */
static bool
cast_time(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *to)
{
	if (to->kind == DN_TYPE_TIMESTAMPTZ)
		return dn_mysql_cannot_at(p, expr->span,
		    "text that is no constant has no counterpart as a time with time zone");
	if (!p->query)
		return cast_plain(p, expr, to);
	return cast_by(p,
	    to->kind == DN_TYPE_DATE ? CAST_MOMENT(CAST_DATE "([ T]" CAST_CLOCK ")?", "date")
	    : to->kind == DN_TYPE_TIME
		? CAST_MOMENT(CAST_CLOCK, "time(6)")
		: CAST_MOMENT(CAST_DATE "([ T]" CAST_CLOCK ")?", "datetime(6)"),
	    expr);
}

static bool
cast_is_idle(const struct dn_type *from, const struct dn_type *to)
{
	return from != NULL && from->dims == to->dims &&
	       (from->kind == to->kind || (dn_type_is_text(from) && dn_type_is_text(to))) &&
	       to->nmods == 0;
}

/* Elements are neither read anew nor rounded nor cut. */
static bool
cast_changes_elements(const struct dn_type *from, const struct dn_type *to)
{
	if (from->kind == to->kind)
		return to->nmods > 0 && !dn_type_equal(from, to);
	return !dn_type_is_integer(dn_type_element(from)) ||
	       !dn_type_is_integer(dn_type_element(to));
}

/* What is no number is an error, by a query that gives more rows than one. */
#define CAST_JSON_NUMBER                                                                \
	"CAST(if(json_type($1) IN ('INTEGER', 'DOUBLE', 'DECIMAL') OR $1 IS NULL, $1, " \
	"(SELECT 1 UNION SELECT 2)) AS decimal(65,30))"
#define CAST_JSON_BOOLEAN                                                                   \
	"if(json_type($1) = 'BOOLEAN' OR $1 IS NULL, json_contains($1, 'true'), (SELECT 1 " \
	"UNION SELECT 2))"

static bool
cast_is_json(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB);
}

/* To an integer: half of one is rounded, and what is beyond 64 bits an error. */
static bool
cast_integer(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *from)
{
	if (dn_type_is_text(from))
		return cast_by(p, p->query ? CAST_TEXT_INTEGER : "CAST(round($1) AS signed)", expr);
	if (cast_is_json(from) && p->query)
		return cast_by(p, "round(" CAST_JSON_NUMBER ") DIV 1", expr);
	return cast_by(p,
	    dn_type_is_number(from) && !dn_type_is_integer(from) ? "round($1) DIV 1"
								 : "CAST($1 AS signed)",
	    expr);
}

static bool
cast_boolean(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *from)
{
	if (!p->query)
		return cast_by(p, "($1 <> 0)", expr);
	return cast_by(p,
	    dn_type_is_text(from) ? CAST_TEXT_BOOLEAN
	    : cast_is_json(from)  ? CAST_JSON_BOOLEAN
				  : "($1 <> 0)",
	    expr);
}

/* Text that is none is an error. */
static bool
cast_json(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *from)
{
	return cast_by(p,
	    p->query && dn_type_is_text(from)
		? "if(json_valid($1) OR $1 IS NULL, $1, (SELECT 1 UNION SELECT 2))"
		: "$1",
	    expr);
}

/* To a number that need not be whole. */
static bool
cast_number(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *from,
    const struct dn_type *to)
{
	if (p->query && dn_type_is_text(from))
		return cast_digits(p, expr, to);
	if (p->query && cast_is_json(from) && to->kind == DN_TYPE_NUMERIC && to->nmods == 0)
		return cast_by(p, CAST_JSON_NUMBER, expr);
	return cast_plain(p, expr, to);
}

/* TO is no array. */
static bool
cast_scalar(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *from,
    const struct dn_type *to)
{
	switch ((int) to->kind) {
	case DN_TYPE_BOOLEAN: return cast_boolean(p, expr, from);
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT: return cast_integer(p, expr, from);
	case DN_TYPE_NUMERIC:
	case DN_TYPE_DOUBLE: return cast_number(p, expr, from, to);
	case DN_TYPE_REAL:
		return dn_mysql_cannot_at(
		    p, expr->span, "a cast to the type 'real' has no counterpart there");
	case DN_TYPE_UUID:
		return dn_type_is_text(from) ? cast_by(p, CAST_TEXT_UUID, expr)
					     : dn_mysql_expr(p, expr->args[0]);
	case DN_TYPE_DATE:
	case DN_TYPE_TIME:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ:
		if (dn_type_is_text(from))
			return cast_time(p, expr, to);
		break;
	case DN_TYPE_BYTEA:
		if (dn_type_is_text(from))
			return dn_mysql_cannot_at(p, expr->span,
			    "bytes of text that is no constant have no counterpart there; "
			    "convert_to() has one");
		return dn_mysql_expr(p, expr->args[0]);
	case DN_TYPE_JSON:
	case DN_TYPE_JSONB: return cast_json(p, expr, from);
	case DN_TYPE_VARCHAR: return cast_cut(p, expr, to);
	case DN_TYPE_CHAR: return cast_char(p, expr, to);
	default: break;
	}
	return cast_plain(p, expr, to);
}

bool
dn_mysql_cast(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *to = dn_schema_base(p->t->schema, expr->type);
	const struct dn_type *from = dn_mysql_expr_type(p, expr->args[0]);
	const char *beyond = dn_mysql_overflows(p, expr);
	bool done, ok = dn_mysql_constant(p, expr, NULL, &done);

	if (!ok || done || dn_mysql_random(p, expr))
		return ok;
	if (cast_is_idle(from, to) || dn_schema_enum(p->t->schema, to) != NULL)
		return dn_mysql_expr(p, expr->args[0]);
	if (dn_type_is_text(to) && to->nmods == 0 && !dn_mysql_has_text(p, from))
		return dn_mysql_text(p, expr->args[0]);
	if (to->dims > 0 && from != NULL && from->dims > 0 && cast_changes_elements(from, to))
		return dn_mysql_cannot_at(p, expr->span,
		    "a cast from one kind of array to another has no counterpart there");
	if (to->dims > 0)
		return dn_mysql_expr(p, expr->args[0]);
	dunlin_buf_puts(p->buf, beyond != NULL ? "((" : "");
	if (!cast_scalar(p, expr, from, to))
		return false;
	if (beyond != NULL)
		dunlin_buf_printf(p->buf, ") * %s DIV %s)", beyond, beyond);
	return true;
}
