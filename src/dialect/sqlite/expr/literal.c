/* literal.c - PostgreSQL's constants as SQLite stores them */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/sqlite/expr/expr.h"

static bool
literal_array(struct sqlite_print *p, const struct dn_expr *array, const struct dn_type *type)
{
	struct dunlin_buf *json = dn_buf_new(p->buf);
	bool ok = dn_value_json_array(json, array, type);

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

/* Words that are a time when they are read; with blanks around them, in any case. */
static const char *
literal_moment(const struct dn_type *type, const char *text)
{
	static const struct {
		const char *word, *date, *timestamp;
	} words[] = { { "today", "(date('now'))", "(date('now') || ' 00:00:00')" },
		{ "tomorrow", "(date('now', '+1 day'))", "(date('now', '+1 day') || ' 00:00:00')" },
		{ "yesterday", "(date('now', '-1 day'))",
		    "(date('now', '-1 day') || ' 00:00:00')" } };
	bool date = type->kind == DN_TYPE_DATE;
	bool moment = date || type->kind == DN_TYPE_TIMESTAMP || type->kind == DN_TYPE_TIMESTAMPTZ;
	const char *s = text + strspn(text, " ");
	size_t n = strcspn(s, " ");

	if (type->dims > 0 || s[n + strspn(s + n, " ")] != '\0' ||
	    (!moment && type->kind != DN_TYPE_TIME && type->kind != DN_TYPE_TIMETZ))
		return NULL;
	if (strncasecmp(s, "now()", n) == 0 && (n == 3 || n == 5))
		return dn_sqlite_now(type);
	for (size_t i = 0; moment && i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].word) == n && strncasecmp(s, words[i].word, n) == 0)
			return date ? words[i].date : words[i].timestamp;
	return NULL;
}

static void
literal_string(struct sqlite_print *p, const char *text, const struct dn_type *type, bool cut)
{
	struct dunlin_value value;
	void *scratch;
	bool ok;

	if (type == NULL) {
		dn_sqlite_literal(p->buf, text);
		return;
	}
	if (p->query && literal_moment(type, text) != NULL) {
		dunlin_buf_puts(p->buf, literal_moment(type, text));
		return;
	}
	scratch = dn_new_context(p->buf);
	if (cut && dn_type_is_text(type) && type->nmods > 0)
		text = dn_strndup(scratch, text, literal_characters(text, (size_t) type->mods[0]));
	ok = dn_sqlite_stored(scratch, type, text, &value);
	if (dn_type_is_number(type) && dn_value_is_number(value.data))
		dunlin_buf_puts(p->buf, value.data);
	else if (ok && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN)
		dunlin_buf_puts(p->buf, strcmp(value.data, "1") == 0 ? "TRUE" : "FALSE");
	else
		dn_sqlite_value(p->buf, &value);
	dn_free(scratch);
}

/* Stored in a column of integers or of numeric(p,s), it is rounded; compared with one, it is not.
 */
bool
dn_sqlite_rounded(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	if (expr->kind != DN_EXPR_NUMBER || strpbrk(expr->text, ".eE") == NULL)
		return false;
	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_NUMERIC) {
		literal_string(p, expr->text, type, false);
		return true;
	}
	if (!dn_type_is_integer(type))
		return false;
	dunlin_buf_printf(p->buf, "(CAST(round(%s) AS INTEGER))", expr->text);
	return true;
}

const struct dn_type *
dn_sqlite_loose(const struct sqlite_print *p, const struct dn_type *type)
{
	struct dn_type *loose;

	if (type == NULL || type->nmods == 0)
		return type;
	loose = dn_new(p->buf, struct dn_type);
	*loose = *type;
	loose->nmods = 0;
	return loose;
}

/* The cast next to the literal says how its text is read; without one the context does. */
bool
dn_sqlite_constant(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	const struct dn_type *last = expr->kind == DN_EXPR_CAST ? expr->type : NULL;
	bool cast = false;

	for (; expr->kind == DN_EXPR_CAST; expr = expr->args[0]) {
		/* An integer of something else is rounded. */
		if (dn_type_is_integer(expr->type) && expr->args[0]->kind == DN_EXPR_NUMBER &&
		    strspn(expr->args[0]->text, "+-0123456789") != strlen(expr->args[0]->text))
			return false;
		type = expr->type;
		cast = true;
	}
	switch ((int) expr->kind) {
	case DN_EXPR_STRING:
		/* The text of one type is not always that of the next. */
		if (last != NULL && !dn_type_is_text(last) && !dn_type_equal(last, type))
			return false;
		literal_string(p, expr->text, type, cast);
		return true;
	case DN_EXPR_NUMBER:
		/* As bits it is another number. */
		if (cast && (type->kind == DN_TYPE_BIT || type->kind == DN_TYPE_VARBIT))
			return false;
		if (cast && dn_type_is_text(type))
			dn_sqlite_literal(p->buf, expr->text);
		else
			dunlin_buf_puts(p->buf, expr->text);
		return true;
	case DN_EXPR_BOOLEAN:
		if (dn_type_is_text(type))
			dn_sqlite_literal(p->buf, expr->truth ? "true" : "false");
		else
			dunlin_buf_puts(p->buf, expr->truth ? "TRUE" : "FALSE");
		return true;
	case DN_EXPR_NULL: dunlin_buf_puts(p->buf, "NULL"); return true;
	case DN_EXPR_ARRAY: return literal_array(p, expr, type);
	default: return false;
	}
}
