/* literal.c - PostgreSQL's constants as MariaDB and MySQL store them */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/mysql/expr/expr.h"

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

/* What PostgreSQL calls an error, or would be another value there. */
static bool
literal_refuse(
    struct mysql_print *p, struct dn_span span, const char *text, const struct dn_type *type)
{
	bool time = type->dims == 0 && type->kind >= DN_TYPE_DATE &&
		    type->kind <= DN_TYPE_TIMESTAMPTZ && type->kind != DN_TYPE_TIMETZ;

	return dn_mysql_cannot_at(p, span, "the %s%s '%.40s%s' has no counterpart there%s",
	    type->name, type->dims > 0 ? "[]" : "", text, strlen(text) > 40 ? "..." : "",
	    !time ? ""
	    : type->kind == DN_TYPE_TIME
		? "; write it as 'HH:MM:SS'"
		: "; write it as 'YYYY-MM-DD HH:MM:SS', in UTC or with its "
		  "offset, from the year 1 to 9999");
}

static bool
literal_is_of_enum(const struct mysql_print *p, const char *text, const struct dn_type *type)
{
	const struct dn_enum *of = dn_schema_enum(p->t->schema, type);

	for (size_t i = 0; of != NULL && i < of->nvalues; i++)
		if (strcmp(of->values[i], text) == 0)
			return true;
	return of == NULL || type->dims > 0;
}

/* Digits behind the point of which there is no room. */
static bool
literal_is_too_fine(const struct dn_type *type, const char *digits)
{
	const char *point = strchr(digits, '.');
	size_t whole = strspn(digits + strspn(digits, "+-"), "0123456789");
	size_t behind = point == NULL ? 0 : strspn(point + 1, "0123456789");

	while (behind > 0 && point[behind] == '0')
		behind--;
	return type->kind == DN_TYPE_NUMERIC && type->nmods == 0 &&
	       (behind > 30 || whole + behind > 65);
}

/* How long TEXT is without the blanks at its end. */
static size_t
literal_trimmed(const char *text)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == ' ')
		len--;
	return len;
}

/* Append TEXT as a value of TYPE, by way of MEM; false where it is none. */
static bool
literal_value(struct mysql_print *p, const void *mem, const char *text, const struct dn_type *type)
{
	struct dunlin_value value;
	const char *data;

	if (!dn_value_stored(mem, type, text, &value) || !literal_is_of_enum(p, text, type))
		return false;
	data = value.data;
	if (type->dims == 0 && (type->kind == DN_TYPE_JSON || type->kind == DN_TYPE_JSONB)) {
		data = dn_value_jsonb(mem, text);
		if (data == NULL)
			return false;
		dn_mysql_literal(p->buf, type->kind == DN_TYPE_JSON ? text : data);
	} else if (dn_type_is_number(type)) {
		if (literal_is_too_fine(type, data))
			return false;
		dunlin_buf_puts(p->buf, data);
	} else if (type->dims == 0 && type->kind == DN_TYPE_BOOLEAN) {
		dunlin_buf_puts(p->buf, data[0] == '1' ? "TRUE" : "FALSE");
	} else if (type->dims == 0 && type->kind == DN_TYPE_CHAR) {
		/* Blanks at its end are never told there, but as part of a literal. */
		dn_mysql_literal(p->buf, dn_strndup(mem, data, literal_trimmed(data)));
	} else {
		dn_mysql_value(p->buf, &value);
	}
	return true;
}

bool
dn_mysql_read(
    struct mysql_print *p, struct dn_span span, const char *text, const struct dn_type *type)
{
	const char *moment = type == NULL ? NULL : literal_moment(p, type, text);
	void *scratch;
	bool ok = true;

	if (type == NULL) {
		dn_mysql_literal(p->buf, text);
	} else if (moment != NULL) {
		dunlin_buf_puts(p->buf, moment);
	} else {
		scratch = dn_new_context(p->buf);
		ok = literal_value(p, scratch, text, type) || literal_refuse(p, span, text, type);
		dn_free(scratch);
	}
	return ok;
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

static void
literal_number(struct mysql_print *p, const char *text, const struct dn_type *cast)
{
	if (dn_type_is_text(cast))
		dn_mysql_literal(p->buf, text);
	else
		dunlin_buf_printf(p->buf, "%s%s", text,
		    cast != NULL && cast->kind == DN_TYPE_DOUBLE && strpbrk(text, "eE") == NULL
			? "e0"
			: "");
}

/* The cast next to the literal says how its text is read; without one the context does. */
bool
dn_mysql_constant(
    struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type, bool *done)
{
	const struct dn_type *cast = NULL;

	*done = false;
	for (; expr->kind == DN_EXPR_CAST; expr = expr->args[0]) {
		if (!literal_is_cast(expr))
			return true;
		cast = type = dn_schema_base(p->t->schema, expr->type);
	}
	/* As bits a number is another one. */
	if (expr->kind == DN_EXPR_NUMBER && cast != NULL &&
	    (cast->kind == DN_TYPE_BIT || cast->kind == DN_TYPE_VARBIT))
		return true;
	*done = true;
	switch ((int) expr->kind) {
	case DN_EXPR_STRING: return dn_mysql_read(p, expr->span, expr->text, type);
	case DN_EXPR_NUMBER:
		if (type != NULL && literal_is_too_fine(type, expr->text))
			return literal_refuse(p, expr->span, expr->text, type);
		literal_number(p, expr->text, cast);
		return true;
	case DN_EXPR_BOOLEAN:
		if (dn_type_is_text(type))
			dn_mysql_literal(p->buf, expr->truth ? "true" : "false");
		else
			dunlin_buf_puts(p->buf, expr->truth ? "TRUE" : "FALSE");
		return true;
	case DN_EXPR_NULL: dunlin_buf_puts(p->buf, "NULL"); return true;
	case DN_EXPR_ARRAY: *done = literal_array(p, expr, type); return true;
	default: *done = false; return true;
	}
}

bool
dn_mysql_stored(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_type *own = dn_mysql_expr_type(p, expr);
	bool ok;

	if (dn_type_is_integer(own) && dn_type_is_integer(type) && type->kind <= own->kind)
		p->stored = expr;
	ok = dn_mysql_as(p, expr, type);
	p->stored = NULL;
	return ok;
}

bool
dn_mysql_as(struct mysql_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	bool done, ok = dn_mysql_constant(p, expr, type, &done);

	if (!ok || done)
		return ok;
	return dn_type_is_text(type) ? dn_mysql_text(p, expr) : dn_mysql_expr(p, expr);
}
