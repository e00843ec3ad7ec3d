/* literal.c - PostgreSQL's constants as MariaDB and MySQL store them, and casts */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/mysql.h"

static bool
literal_array(struct mysql_print *p, const struct dn_expr *array, const struct dn_type *type)
{
	struct dunlin_buf *json = dn_buf_new(p->buf);
	bool ok = dn_value_json_array(json, array, type);

	if (ok)
		dn_mysql_literal(p->buf, json->s);
	dn_free(json);
	return ok;
}

/* The first and the last moment of all stand for what no type there holds. */
static const char *
literal_infinity(struct mysql_print *p, bool date, const char *text)
{
	bool before = text[0] == '-';

	if (strcasecmp(text + (before || text[0] == '+'), "infinity") != 0)
		return NULL;
	dn_translation_notice(p->t, "infinity",
	    "infinity is the last moment of the year 9999 in MariaDB and MySQL, and -infinity the "
	    "first one of the year 1");
	if (date)
		return before ? "'0001-01-01'" : "'9999-12-31'";
	return before ? "'0001-01-01 00:00:00'" : "'9999-12-31 23:59:59.999999'";
}

/* Words that are a time when they are read. */
static const char *
literal_moment(struct mysql_print *p, const struct dn_type *type, const char *text)
{
	bool date = type->kind == DN_TYPE_DATE;

	if (type->dims > 0 ||
	    (!date && type->kind != DN_TYPE_TIMESTAMP && type->kind != DN_TYPE_TIMESTAMPTZ))
		return NULL;
	if (strcasecmp(text, "now") == 0 || strcasecmp(text, "now()") == 0)
		return date ? "utc_date()" : "utc_timestamp(6)";
	if (strcasecmp(text, "today") == 0)
		return "utc_date()";
	if (strcasecmp(text, "tomorrow") == 0)
		return "(utc_date() + INTERVAL 1 DAY)";
	if (strcasecmp(text, "yesterday") == 0)
		return "(utc_date() - INTERVAL 1 DAY)";
	if (strcasecmp(text, "epoch") != 0)
		return literal_infinity(p, date, text);
	return date ? "'1970-01-01'" : "'1970-01-01 00:00:00'";
}

/* A number without the blanks around it; what is none is text that no column of the type takes. */
static void
literal_number(struct mysql_print *p, const char *text, const struct dn_type *type)
{
	size_t start = strspn(text, " \t\n"), len = strlen(text);
	char *digits;

	while (len > start && strchr(" \t\n", text[len - 1]) != NULL)
		len--;
	digits = dn_strndup(p->buf, text + start, len - start);
	if (!dn_value_is_number(digits) ||
	    (dn_type_is_integer(type) && strpbrk(digits, ".eE") != NULL))
		dn_mysql_literal(p->buf, dn_sprintf(p->buf, "no number: %s", text));
	else
		dunlin_buf_puts(p->buf, digits);
}

static void
literal_string(struct mysql_print *p, const char *text, const struct dn_type *type)
{
	void *scratch = dn_new_context(p->buf);
	struct dunlin_value value = { DUNLIN_TEXT, text, strlen(text) };
	const char *moment = type == NULL ? NULL : literal_moment(p, type, text);

	if (moment != NULL) {
		dunlin_buf_puts(p->buf, moment);
	} else if (dn_type_is_number(type)) {
		literal_number(p, text, type);
	} else {
		if (type != NULL)
			dn_value_stored(scratch, type, text, &value);
		if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN &&
		    (strcmp(value.data, "1") == 0 || strcmp(value.data, "0") == 0))
			dunlin_buf_puts(
			    p->buf, ((const char *) value.data)[0] == '1' ? "TRUE" : "FALSE");
		else
			dn_mysql_value(p->buf, &value);
	}
	dn_free(scratch);
}

/* Does the cast only say what the literal is?  Not where it makes another value of it. */
static bool
literal_is_cast(const struct dn_expr *cast)
{
	const struct dn_expr *inner = cast->args[0];
	bool number = inner->kind == DN_EXPR_NUMBER;

	if (cast->type->kind == DN_TYPE_BIT || cast->type->kind == DN_TYPE_VARBIT)
		return !number;
	if (inner->kind == DN_EXPR_CAST)
		return inner->type->kind == cast->type->kind &&
		       inner->type->dims == cast->type->dims && cast->type->nmods == 0;
	return !number || !dn_type_is_integer(cast->type) || strpbrk(inner->text, ".eE") == NULL;
}

/* The cast next to the literal says how its text is read; without one the context does. */
bool
dn_mysql_constant(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_type *to = type;
	const char *text;
	bool cast = false;

	for (; expr->kind == DN_EXPR_CAST; expr = expr->args[0]) {
		if (!literal_is_cast(expr))
			return false;
		to = dn_schema_base(p->t->schema, expr->type);
		cast = true;
	}
	text = expr->text;
	switch ((int) expr->kind) {
	case DN_EXPR_STRING: literal_string(p, text, to); return true;
	case DN_EXPR_NUMBER:
		/* As bits it is another number. */
		if (cast && (to->kind == DN_TYPE_BIT || to->kind == DN_TYPE_VARBIT))
			return false;
		if (dn_type_is_text(to) && cast)
			dn_mysql_literal(p->buf, text);
		else
			dunlin_buf_printf(p->buf, "%s%s", text,
			    cast && to->kind == DN_TYPE_DOUBLE && strpbrk(text, "eE") == NULL ? "e0"
											      : "");
		return true;
	case DN_EXPR_BOOLEAN:
		if (dn_type_is_text(to))
			dn_mysql_literal(p->buf, expr->truth ? "true" : "false");
		else
			dunlin_buf_puts(p->buf, expr->truth ? "TRUE" : "FALSE");
		return true;
	case DN_EXPR_NULL: dunlin_buf_puts(p->buf, "NULL"); return true;
	case DN_EXPR_ARRAY: return literal_array(p, expr, to);
	default: return false;
	}
}

/* Digits alone: the server would cut what stands behind them, and read exponents. */
#define CAST_TEXT_INTEGER                                                                    \
	"(CASE WHEN $1 REGEXP '^[[:space:]]*[-+]?[0-9]{1,18}[[:space:]]*$' THEN CAST($1 AS " \
	"signed) WHEN $1 IS NOT NULL THEN (SELECT 1 UNION SELECT 2) END)"

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

static bool
cast_is_idle(const struct dn_type *from, const struct dn_type *to)
{
	return from != NULL && from->dims == to->dims &&
	       (from->kind == to->kind || (dn_type_is_text(from) && dn_type_is_text(to))) &&
	       to->nmods == 0;
}

static bool
cast_by(struct mysql_print *p, const char *template, const struct dn_expr *cast)
{
	return dn_mysql_fill(p, template, cast->args, 1);
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

bool
dn_mysql_cast(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *to = dn_schema_base(p->t->schema, expr->type);
	const struct dn_type *from = dn_mysql_expr_type(p, expr->args[0]);

	if (dn_mysql_constant(p, expr, NULL) || dn_mysql_random(p, expr))
		return true;
	if (cast_is_idle(from, to) || dn_schema_enum(p->t->schema, to) != NULL)
		return dn_mysql_expr(p, expr->args[0]);
	if (dn_type_is_text(to) && to->nmods == 0 && !dn_mysql_has_text(p, from))
		return dn_mysql_text(p, expr->args[0]);
	if (to->dims == 0 && to->kind == DN_TYPE_BOOLEAN && from != NULL && !dn_type_is_text(from))
		return cast_by(p, "($1 <> 0)", expr);
	if (to->dims == 0 && to->kind == DN_TYPE_BOOLEAN && dn_type_is_text(from) && p->query)
		return cast_by(p, CAST_TEXT_BOOLEAN, expr);
	if (to->dims > 0 && from != NULL && from->dims > 0 && cast_changes_elements(from, to))
		return dn_mysql_cannot_at(p, expr->span,
		    "a cast from one kind of array to another has no counterpart there");
	if (to->dims == 0 && to->kind == DN_TYPE_UUID && dn_type_is_text(from))
		return cast_by(p, CAST_TEXT_UUID, expr);
	if (to->dims == 0 && to->kind == DN_TYPE_TIMESTAMPTZ && dn_type_is_text(from))
		return dn_mysql_cannot_at(p, expr->span,
		    "text that is no constant has no counterpart as a time with time zone");
	if (to->dims > 0 || to->kind == DN_TYPE_JSON || to->kind == DN_TYPE_JSONB ||
	    to->kind == DN_TYPE_UUID || to->kind == DN_TYPE_BYTEA)
		return dn_mysql_expr(p, expr->args[0]);
	if (dn_type_is_integer(to) && dn_type_is_text(from) && p->query)
		return cast_by(p, CAST_TEXT_INTEGER, expr);
	/* Text is cut where it is cast to an integer, and a number is rounded. */
	dunlin_buf_puts(p->buf, "CAST(");
	if (dn_type_is_integer(to) && dn_type_is_text(from) ? !cast_by(p, "round($1)", expr)
	    : dn_type_is_text(to)                           ? !dn_mysql_text(p, expr->args[0])
							    : !dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, " AS ");
	if (!dn_mysql_cast_type(p->buf, to))
		return dn_mysql_cannot_at(
		    p, expr->span, "a cast to the type '%s' has no counterpart there", to->name);
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	if (dn_mysql_constant(p, expr, type))
		return true;
	return dn_type_is_text(type) ? dn_mysql_text(p, expr) : dn_mysql_expr(p, expr);
}
