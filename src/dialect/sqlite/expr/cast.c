/* cast.c - from one type to another */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"

/* json() of what is none ends the statement, as PostgreSQL's error does. */
#define OR_ERROR(condition, value)                                                            \
	"CASE WHEN $1 IS NULL THEN NULL WHEN " condition " THEN " value " ELSE json('\"' || " \
	"$1) END"

static const char from_boolean[] = "CASE WHEN $1 THEN 'true' WHEN NOT $1 THEN 'false' END";
static const char text_to_integer[] =
    OR_ERROR("trim($1) GLOB '[0-9+-]*' AND substr(trim($1), 2) NOT GLOB '*[^0-9]*' AND "
	     "trim($1) GLOB '*[0-9]'",
	"CAST(trim($1) AS INTEGER)");
static const char text_to_number[] =
    OR_ERROR("json_valid(trim($1)) AND json_type(trim($1)) IN ('integer', 'real')",
	"CAST(trim($1) AS NUMERIC)");
static const char text_to_real[] =
    OR_ERROR("json_valid(trim($1)) AND json_type(trim($1)) IN ('integer', 'real')",
	"CAST(trim($1) AS REAL)");
/* A word may be cut where it still is the only one. */
#define WORDS_OF_TRUE "'t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1'"
static const char text_to_boolean[] =
    OR_ERROR("lower(trim($1)) IN (" WORDS_OF_TRUE ", 'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', "
	     "'of', 'off', '0')",
	"lower(trim($1)) IN (" WORDS_OF_TRUE ")");
/* In braces or not, a hyphen or none between groups of four digits; where, is not looked at. */
#define UUID_DIGITS "lower(replace(trim($1, '{}'), '-', ''))"
static const char text_to_uuid[] =
    OR_ERROR("length(" UUID_DIGITS ") = 32 AND " UUID_DIGITS " NOT GLOB '*[^0-9a-f]*' AND "
	     "(substr($1, 1, 1) = '{') = (substr($1, -1) = '}') AND length($1) - "
	     "length(trim($1, '{}')) IN (0, 2) AND $1 NOT GLOB '*--*' AND trim($1, '{}') NOT GLOB "
	     "'-*' AND trim($1, '{}') NOT GLOB '*-'",
	"substr(" UUID_DIGITS ", 1, 8) || '-' || substr(" UUID_DIGITS ", 9, 4) || '-' || "
	"substr(" UUID_DIGITS ", 13, 4) || '-' || substr(" UUID_DIGITS ", 17, 4) || '-' || "
	"substr(" UUID_DIGITS ", 21)");
/* A time behind it goes. */
static const char text_to_date[] =
    OR_ERROR("substr($1, 1, 10) IS date(substr($1, 1, 10), '+0 days') AND (length($1) = 10 OR "
	     "substr($1, 11) GLOB '[ T][0-2][0-9]:[0-5][0-9]*')",
	"substr($1, 1, 10)");
#define MOMENT "strftime('%Y-%m-%d %H:%M:%S', replace(substr($1, 1, 19), 'T', ' '), '+0 days')"
static const char text_to_timestamp[] =
    OR_ERROR(MOMENT " IS substr(replace($1, 'T', ' ') || ' 00:00:00', 1, 19) AND "
		    "substr($1, 21) NOT GLOB '*[^0-9]*' AND substr($1 || '.', 20, 1) = '.'",
	MOMENT " || substr($1, 20)");
/* "+02" is short for "+02:00", "+0230" for "+02:30". */
#define ZONED                                                                                   \
	"CASE WHEN substr($1, 12) GLOB '*[+-][0-9][0-9]' THEN $1 || ':00' WHEN substr($1, 12) " \
	"GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr($1, 1, length($1) - 2) || ':' || "        \
	"substr($1, -2) ELSE $1 END"
static const char text_to_timestamptz[] = OR_ERROR(
    "substr($1, 20, 1) <> '.' AND strftime('%s', " ZONED ") IS NOT NULL AND length($1) >= 10",
    "strftime('%Y-%m-%d %H:%M:%S', " ZONED ")");

static enum dn_type_kind
cast_kind(const struct dn_type *type)
{
	return type == NULL || type->dims > 0 ? DN_TYPE_NAMED : type->kind;
}

bool
dn_sqlite_cast_is_idle(const struct sqlite_print *p, const struct dn_expr *cast)
{
	const struct dn_type *from = dn_sqlite_expr_type(p, cast->args[0]);
	const struct dn_type *to = dn_schema_base(p->t->schema, cast->type);

	if (from == NULL || from->dims != to->dims)
		return false;
	if (dn_type_is_text(from) && dn_type_is_text(to))
		return to->nmods == 0 && from->kind != DN_TYPE_CHAR && to->kind != DN_TYPE_CHAR;
	/* An enum's label. */
	if (from->kind == DN_TYPE_NAMED && dn_schema_enum(p->t->schema, from) != NULL)
		return dn_type_is_text(to) && to->nmods == 0;
	if (dn_type_is_integer(from) && dn_type_is_integer(to))
		return to->kind >= from->kind || p->query;
	return dn_type_equal(from, to);
}

/* NULL: there is no way; "": nothing to do. */
static const char *
cast_to_text(const struct sqlite_print *p, const struct dn_type *from)
{
	switch (cast_kind(from)) {
	case DN_TYPE_BOOLEAN: return from_boolean;
	case DN_TYPE_TIMESTAMPTZ: return "($1 || '+00')";
	case DN_TYPE_BYTEA: return "CASE WHEN $1 IS NOT NULL THEN '\\x' || lower(hex($1)) END";
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT:
	case DN_TYPE_NUMERIC: return "CAST($1 AS TEXT)";
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: return dn_sqlite_double_text(p, from);
	case DN_TYPE_TIMETZ:
	case DN_TYPE_INTERVAL: return NULL;
	default: break;
	}
	if (from != NULL && from->dims > 0)
		return NULL;
	return "";
}

static const char *
cast_to_integer(const struct sqlite_print *p, const struct dn_type *from)
{
	if (dn_type_is_text(from))
		return p->query ? text_to_integer : "CAST($1 AS INTEGER)";
	if (dn_type_is_integer(from))
		return p->query ? "" : "CAST($1 AS INTEGER)";
	if (cast_kind(from) == DN_TYPE_BOOLEAN)
		return "";
	if (p->query && (cast_kind(from) == DN_TYPE_DOUBLE || cast_kind(from) == DN_TYPE_REAL))
		return DN_SQLITE_HALF_EVEN;
	return from == NULL || dn_type_is_number(from) || from->kind == DN_TYPE_JSONB
		   ? "CAST(round($1) AS INTEGER)"
		   : NULL;
}

static const char *
cast_to_number(const struct sqlite_print *p, const struct dn_type *from, const struct dn_type *to)
{
	bool real = to->kind != DN_TYPE_NUMERIC;

	if (dn_type_is_text(from))
		return p->query && real ? text_to_real
		       : p->query       ? text_to_number
		       : real           ? "CAST($1 AS REAL)"
					: "CAST($1 AS NUMERIC)";
	if (from != NULL && !dn_type_is_number(from))
		return NULL;
	if (real)
		return dn_type_is_integer(from) || from == NULL || !p->query ? "CAST($1 AS REAL)"
									     : "";
	return p->query ? "" : "CAST($1 AS NUMERIC)";
}

static const char *
cast_to_temporal(const struct sqlite_print *p, const struct dn_type *from, const struct dn_type *to)
{
	enum dn_type_kind kind = cast_kind(from);
	bool moment = kind == DN_TYPE_TIMESTAMP || kind == DN_TYPE_TIMESTAMPTZ;
	bool text = dn_type_is_text(from) || from == NULL;

	if (to->kind == DN_TYPE_DATE)
		return moment || !p->query ? "substr($1, 1, 10)" : text ? text_to_date : NULL;
	if (to->kind == DN_TYPE_TIME)
		return moment ? "substr($1, 12)" : NULL;
	if (kind == DN_TYPE_DATE)
		return "($1 || ' 00:00:00')";
	if (moment)
		return "";
	if (!text || !p->query)
		return NULL;
	return to->kind == DN_TYPE_TIMESTAMP ? text_to_timestamp : text_to_timestamptz;
}

#define ELEMENTS(of)                                                                            \
	"CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(" of ") FROM json_each($1) AS " \
	"dn_e) END"

/* An array of other elements; ones that are stored alike stay. */
static const char *
cast_elements(const struct sqlite_print *p, const struct dn_type *from, const struct dn_type *to)
{
	const struct dn_type *a = dn_type_element(from), *b = dn_type_element(to);

	if (a->kind == b->kind || (dn_type_is_text(a) && dn_type_is_text(b)) ||
	    (dn_type_is_integer(a) && dn_type_is_number(b)))
		return "";
	if (p->query && dn_type_is_text(a) && dn_type_is_integer(b))
		return ELEMENTS("CASE WHEN dn_e.value IS NULL THEN NULL WHEN trim(dn_e.value) GLOB "
				"'[0-9+-]*' AND substr(trim(dn_e.value), 2) NOT GLOB '*[^0-9]*' "
				"AND trim(dn_e.value) GLOB '*[0-9]' THEN CAST(trim(dn_e.value) AS "
				"INTEGER) ELSE json('no integer') END");
	if (p->query && dn_type_is_integer(a) && dn_type_is_text(b))
		return ELEMENTS("CAST(dn_e.value AS TEXT)");
	return NULL;
}

static const char *
cast_template(const struct sqlite_print *p, const struct dn_type *from, const struct dn_type *to)
{
	bool text = from == NULL || dn_type_is_text(from);

	if (from != NULL && (from->dims > 0 || to->dims > 0))
		return from->dims > 0 && to->dims > 0 ? cast_elements(p, from, to) : NULL;
	switch (cast_kind(to)) {
	case DN_TYPE_VARCHAR:
	case DN_TYPE_CHAR:
	case DN_TYPE_NAME:
	case DN_TYPE_CITEXT:
	case DN_TYPE_TEXT: return cast_to_text(p, from);
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT: return cast_to_integer(p, from);
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE:
	case DN_TYPE_NUMERIC: return cast_to_number(p, from, to);
	case DN_TYPE_DATE:
	case DN_TYPE_TIME:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ: return cast_to_temporal(p, from, to);
	case DN_TYPE_BOOLEAN:
		if (cast_kind(from) == DN_TYPE_INTEGER)
			return "($1 <> 0)";
		return text && (p->query || from != NULL) ? text_to_boolean : NULL;
	case DN_TYPE_UUID: return text && p->query ? text_to_uuid : NULL;
	case DN_TYPE_JSON:
	case DN_TYPE_JSONB: return text ? "json($1)" : "";
	/* An enum's CHECK says which text is one. */
	case DN_TYPE_NAMED: return dn_schema_enum(p->t->schema, to) != NULL && text ? "" : NULL;
	default: return NULL;
	}
}

static bool
cast_cannot(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "the cast to '%s' has no counterpart there", dn_type_text(p->buf, type));
}

/* Digits behind the point, and characters behind the length, are cut by a cast that says them. */
static bool
cast_print(struct sqlite_print *p, struct dn_expr *arg, const struct dn_type *from,
    const struct dn_type *to, bool explicit)
{
	const char *template =
	    from != NULL && dn_type_equal(from, to) ? "" : cast_template(p, from, to);
	bool number = to->dims == 0 && to->kind == DN_TYPE_NUMERIC && to->nmods > 0;
	bool text = to->dims == 0 && explicit && to->nmods > 0 && dn_type_is_text(to);
	char *full;
	bool ok;

	/* The digits behind the point that PostgreSQL keeps. */
	if (cast_kind(from) == DN_TYPE_NUMERIC && from->nmods > 1 && dn_type_is_text(to))
		template = dn_sprintf(p->buf,
		    "CASE WHEN $1 IS NOT NULL THEN printf('%%.%df', $1) END", from->mods[1]);
	/* Of elements nothing is cut. */
	if (template == NULL || (number && !p->query) ||
	    (explicit && to->dims > 0 && to->nmods > 0 && !dn_type_equal(from, to)))
		return cast_cannot(p, arg, to);
	if (template[0] == '\0')
		template = "$1";
	number = number && !dn_type_is_integer(from) && !(from != NULL && dn_type_equal(from, to));
	if (number)
		full =
		    dn_sprintf(p->buf, "round(%s, %d)", template, to->nmods > 1 ? to->mods[1] : 0);
	else if (text && to->kind == DN_TYPE_CHAR)
		full = dn_sprintf(p->buf, "rtrim(substr(%s, 1, %d))", template, to->mods[0]);
	else if (text)
		full = dn_sprintf(p->buf, "substr(%s, 1, %d)", template, to->mods[0]);
	else
		full = dn_strdup(p->buf, template);
	ok = strcmp(full, "$1") == 0 ? dn_sqlite_operand(p, arg) : dn_sqlite_fill(p, full, &arg, 1);
	dn_free(full);
	return ok;
}

bool
dn_sqlite_cast(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct dn_expr *arg = expr->args[0];
	const struct dn_type *from = dn_schema_base(p->t->schema, dn_sqlite_expr_type(p, arg));
	const struct dn_type *to = dn_schema_base(p->t->schema, expr->type);

	if (dn_sqlite_constant(p, expr, NULL) || dn_sqlite_random(p, expr))
		return true;
	if (dn_sqlite_cast_is_idle(p, expr))
		return dn_sqlite_expr(p, arg);
	/* Rows are not changed to 0 in silence. */
	if (p->sources != NULL && !p->query && dn_type_is_text(from) && dn_type_is_number(to))
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
		    "text that is no number would become 0 there");
	return cast_print(p, arg, from, to, true);
}

bool
dn_sqlite_as(struct sqlite_print *p, struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_type *from;

	/* What a domain refuses, its column does. */
	type = dn_schema_base(p->t->schema, type);
	if (dn_sqlite_rounded(p, expr, type) ||
	    (expr->kind != DN_EXPR_CAST && dn_sqlite_constant(p, expr, type)))
		return true;
	from = dn_schema_base(p->t->schema, dn_sqlite_expr_type(p, expr));
	if (type == NULL || from == NULL || dn_type_equal(from, type))
		return dn_sqlite_expr(p, expr);
	if (expr->kind == DN_EXPR_CAST && cast_kind(from) == cast_kind(type) &&
	    dn_sqlite_constant(p, expr, type))
		return true;
	return cast_print(p, expr, from, type, false);
}
