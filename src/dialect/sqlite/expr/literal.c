/* literal.c - PostgreSQL's constants as SQLite stores them */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

bool
dn_sqlite_type_is_integer(const struct dn_type *type)
{
	return type != NULL && type->dims == 0 &&
	       (type->kind == DN_TYPE_SMALLINT || type->kind == DN_TYPE_INTEGER ||
		   type->kind == DN_TYPE_BIGINT || type->kind == DN_TYPE_OID);
}

bool
dn_sqlite_type_is_text(const struct dn_type *type)
{
	if (type == NULL || type->dims > 0)
		return false;
	switch ((int) type->kind) {
	case DN_TYPE_VARCHAR:
	case DN_TYPE_CHAR:
	case DN_TYPE_TEXT:
	case DN_TYPE_NAME:
	case DN_TYPE_CITEXT: return true;
	default: return false;
	}
}

bool
dn_sqlite_type_is_number(const struct dn_type *type)
{
	return dn_sqlite_type_is_integer(type) ||
	       (type != NULL && type->dims == 0 &&
		   (type->kind == DN_TYPE_NUMERIC || type->kind == DN_TYPE_REAL ||
		       type->kind == DN_TYPE_DOUBLE));
}

/* Decimal digits with sign, point and exponent: what both engines read as the same number. */
static bool
literal_is_number(const char *s)
{
	size_t digits;

	s += strspn(s, "+-") > 0 ? 1 : 0;
	digits = strspn(s, "0123456789");
	s += digits;
	if (*s == '.') {
		size_t more = strspn(++s, "0123456789");

		digits += more;
		s += more;
	}
	if (digits > 0 && (*s == 'e' || *s == 'E')) {
		s++;
		s += *s == '+' || *s == '-' ? 1 : 0;
		digits = strspn(s, "0123456789");
		s += digits;
	}
	return digits > 0 && *s == '\0';
}

/* ARRAY[...] of constants as JSON; false when one is none. */
static bool
json_array(struct dunlin_buf *buf, const struct dn_expr *array)
{
	dunlin_buf_puts(buf, "[");
	for (size_t i = 0; i < array->nargs; i++) {
		const struct dn_expr *e = dn_expr_bare(array->args[i]);

		dunlin_buf_puts(buf, i == 0 ? "" : ",");
		switch ((int) e->kind) {
		case DN_EXPR_STRING: dn_value_json_string(buf, e->text); break;
		case DN_EXPR_NUMBER: dunlin_buf_puts(buf, e->text); break;
		case DN_EXPR_BOOLEAN: dunlin_buf_puts(buf, e->truth ? "true" : "false"); break;
		case DN_EXPR_NULL: dunlin_buf_puts(buf, "null"); break;
		case DN_EXPR_ARRAY:
			if (!json_array(buf, e))
				return false;
			break;
		default: return false;
		}
	}
	dunlin_buf_puts(buf, "]");
	return true;
}

static bool
literal_array(struct sqlite_print *p, const struct dn_expr *array)
{
	struct dunlin_buf *json = dn_buf_new(p->buf);
	bool ok = json_array(json, array);

	if (ok)
		dn_sqlite_literal(p->buf, json->s);
	dn_free(json);
	return ok;
}

/* Bytes of the first N characters of UTF-8 text. */
static size_t
literal_characters(const char *s, size_t n)
{
	size_t i = 0;

	for (; s[i] != '\0'; i++) {
		if (((unsigned char) s[i] & 0xc0) != 0x80 && n-- == 0)
			break;
	}
	return i;
}

/* Words that are a time when they are read. */
static const char *
literal_moment(const struct dn_type *type, const char *text)
{
	bool date = type->kind == DN_TYPE_DATE;

	if (type->dims > 0 ||
	    (!date && type->kind != DN_TYPE_TIMESTAMP && type->kind != DN_TYPE_TIMESTAMPTZ))
		return NULL;
	if (strcasecmp(text, "now") == 0 || strcasecmp(text, "now()") == 0)
		return dn_sqlite_now(type);
	if (strcasecmp(text, "today") == 0)
		return date ? "(date('now'))" : "(date('now') || ' 00:00:00')";
	if (strcasecmp(text, "epoch") == 0)
		return date ? "'1970-01-01'" : "'1970-01-01 00:00:00'";
	return NULL;
}

static void
literal_string(struct sqlite_print *p, const char *text, const struct dn_type *type, bool cut)
{
	struct dunlin_value value;
	void *scratch;

	if (type == NULL) {
		dn_sqlite_literal(p->buf, text);
		return;
	}
	if (p->query && literal_moment(type, text) != NULL) {
		dunlin_buf_puts(p->buf, literal_moment(type, text));
		return;
	}
	scratch = dn_new_context(p->buf);
	if (cut && dn_sqlite_type_is_text(type) && type->nmods > 0)
		text = dn_strndup(scratch, text, literal_characters(text, (size_t) type->mods[0]));
	if (dn_sqlite_type_is_number(type) && literal_is_number(text)) {
		dunlin_buf_puts(p->buf, text);
	} else {
		dn_value_stored(scratch, type, text, &value);
		if (type->dims == 0 && type->kind == DN_TYPE_BOOLEAN && value.kind == DUNLIN_TEXT)
			dunlin_buf_puts(p->buf, strcmp(value.data, "1") == 0 ? "TRUE" : "FALSE");
		else
			dn_sqlite_value(p->buf, &value);
	}
	dn_free(scratch);
}

/* Stored in a column of integers, it is rounded; compared with one, it is not. */
bool
dn_sqlite_rounded(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	if (expr->kind != DN_EXPR_NUMBER || !dn_sqlite_type_is_integer(type) ||
	    strpbrk(expr->text, ".eE") == NULL)
		return false;
	dunlin_buf_printf(p->buf, "(CAST(round(%s) AS INTEGER))", expr->text);
	return true;
}

/* The cast next to the literal says how its text is read; without one the context does. */
bool
dn_sqlite_constant(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	bool cast = false;

	for (; expr->kind == DN_EXPR_CAST; expr = expr->args[0]) {
		/* An integer of something else is rounded. */
		if (dn_sqlite_type_is_integer(expr->type) &&
		    expr->args[0]->kind == DN_EXPR_NUMBER &&
		    strspn(expr->args[0]->text, "+-0123456789") != strlen(expr->args[0]->text))
			return false;
		type = expr->type;
		cast = true;
	}
	switch ((int) expr->kind) {
	case DN_EXPR_STRING: literal_string(p, expr->text, type, cast); return true;
	case DN_EXPR_NUMBER:
		if (cast && dn_sqlite_type_is_text(type))
			dn_sqlite_literal(p->buf, expr->text);
		else
			dunlin_buf_puts(p->buf, expr->text);
		return true;
	case DN_EXPR_BOOLEAN:
		if (dn_sqlite_type_is_text(type))
			dn_sqlite_literal(p->buf, expr->truth ? "true" : "false");
		else
			dunlin_buf_puts(p->buf, expr->truth ? "TRUE" : "FALSE");
		return true;
	case DN_EXPR_NULL: dunlin_buf_puts(p->buf, "NULL"); return true;
	case DN_EXPR_ARRAY: return literal_array(p, expr);
	default: return false;
	}
}
