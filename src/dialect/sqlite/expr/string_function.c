/* string_function.c - functions on text whose form depends on their arguments */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/sqlite/expr/expr.h"

/* As it is written out: a boolean by its letter. */
static bool
string_written(struct sqlite_print *p, struct dn_expr *arg)
{
	const struct dn_type *type = dn_sqlite_expr_type(p, arg);

	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN)
		return dn_sqlite_fill(p, "CASE WHEN $1 THEN 't' WHEN NOT $1 THEN 'f' END", &arg, 1);
	return dn_sqlite_as(p, arg, dn_type_plain(DN_TYPE_TEXT, 0));
}

static bool
string_part(struct sqlite_print *p, struct dn_expr *arg)
{
	dunlin_buf_puts(p->buf, "coalesce(");
	if (!string_written(p, arg))
		return false;
	dunlin_buf_puts(p->buf, ", '')");
	return true;
}

static bool
string_concat(struct sqlite_print *p, const struct dn_expr *expr)
{
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " || ");
		if (!string_part(p, expr->args[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* The separator and each part that is not NULL, without the first separator. */
static bool
string_concat_ws(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *separator = dn_expr_bare(expr->args[0]);

	if (separator->kind != DN_EXPR_STRING)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
		    "concat_ws() needs a constant separator there");
	dunlin_buf_puts(p->buf, "substr(");
	for (size_t i = 1; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "coalesce(" : " || coalesce(");
		dn_sqlite_literal(p->buf, separator->text);
		dunlin_buf_puts(p->buf, " || ");
		if (!string_written(p, expr->args[i]))
			return false;
		dunlin_buf_puts(p->buf, ", '')");
	}
	dunlin_buf_puts(p->buf, ", length(");
	dn_sqlite_literal(p->buf, separator->text);
	dunlin_buf_puts(p->buf, ") + 1)");
	return true;
}

/* "%s", "%1$s" and "%%"; the others quote. */
static bool
string_format(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *format = dn_expr_bare(expr->args[0]);
	const char *s = format->kind == DN_EXPR_STRING ? format->text : "%?";
	const char *join = "";
	size_t next = 1;

	dunlin_buf_puts(p->buf, "(");
	while (*s != '\0') {
		size_t n = strcspn(s, "%");
		char *piece = dn_strndup(p->buf, s, n);

		dunlin_buf_puts(p->buf, join);
		join = " || ";
		if (n > 0) {
			dn_sqlite_literal(p->buf, piece);
		} else if (s[1] == '%') {
			dunlin_buf_puts(p->buf, "'%'");
			n = 2;
		} else {
			if (s[1] >= '1' && s[1] <= '9' && s[2] == '$') {
				next = (size_t) (s[1] - '0');
				n = 2;
			}
			if (s[n + 1] != 's' || next >= expr->nargs)
				return dn_sqlite_lacks(p, expr, "format() with this text");
			if (!string_part(p, expr->args[next++]))
				return false;
			n += 2;
		}
		s += n;
		dn_free(piece);
	}
	dunlin_buf_puts(p->buf, *join == '\0' ? "'')" : ")");
	return true;
}

static size_t
string_length(const char *s)
{
	size_t n = *s != '\0';

	while (((unsigned char) s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/*
 * One replace() for each character, in the order that is given: what one makes must be none that a
 * later one changes.
 */
static bool
string_translate(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *from = dn_expr_bare(expr->args[1]), *to = dn_expr_bare(expr->args[2]);
	struct dunlin_buf *behind = dn_buf_new(p->buf);

	if (from->kind != DN_EXPR_STRING || to->kind != DN_EXPR_STRING)
		return dn_sqlite_lacks(p, expr, "translate() with what is no constant");
	for (const char *a = from->text, *b = to->text; *a != '\0';) {
		size_t na = string_length(a), nb = string_length(b);
		char *one = dn_strndup(behind, a, na), *by = dn_strndup(behind, b, nb);

		if ((nb > 0 && strstr(a + na, by) != NULL) || strstr(a + na, one) != NULL)
			return dn_sqlite_lacks(
			    p, expr, "translate() of characters into one another");
		dunlin_buf_puts(p->buf, "replace(");
		dunlin_buf_puts(behind, ", ");
		dn_sqlite_literal(behind, one);
		dunlin_buf_puts(behind, ", ");
		dn_sqlite_literal(behind, by);
		dunlin_buf_puts(behind, ")");
		a += na;
		b += nb;
	}
	if (!dn_sqlite_operand(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, behind->s);
	dn_free(behind);
	return true;
}

/* Does the first argument come from chance?  The hash of that is chance, too. */
static bool
string_is_random(const struct dn_expr *expr)
{
	return !dn_expr_each(expr->args[0], dn_is_settled, NULL);
}

static bool
string_bytes(struct sqlite_print *p, struct dn_expr *literal)
{
	dunlin_buf_puts(p->buf, "lower(hex(");
	if (!dn_sqlite_as(p, literal, dn_type_plain(DN_TYPE_BYTEA, 0)))
		return false;
	dunlin_buf_puts(p->buf, "))");
	return true;
}

static bool
string_encode(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *form = dn_expr_bare(expr->args[1]);

	if (form->kind != DN_EXPR_STRING || strcmp(form->text, "hex") != 0)
		return dn_sqlite_lacks(p, expr, "encode() in this form");
	if (expr->args[0]->kind == DN_EXPR_STRING)
		return string_bytes(p, expr->args[0]);
	/* Of NULL it is "" there; what comes from chance is evaluated once. */
	if (!string_is_random(expr))
		return dn_sqlite_fill(
		    p, "CASE WHEN $1 IS NOT NULL THEN lower(hex($1)) END", expr->args, 1);
	if (!p->query)
		return dn_sqlite_lacks(p, expr, "encode() of what is random");
	return dn_sqlite_fill(p,
	    "(SELECT CASE WHEN x IS NOT NULL THEN lower(hex(x)) END FROM (SELECT $1 AS x))",
	    expr->args, 1);
}

/* Of constant digits. */
static bool
string_decode(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *text = dn_expr_bare(expr->args[0]);
	const struct dn_expr *form = dn_expr_bare(expr->args[1]);
	struct dn_expr bytes = { .kind = DN_EXPR_STRING };

	if (text->kind != DN_EXPR_STRING || form->kind != DN_EXPR_STRING ||
	    strcmp(form->text, "hex") != 0)
		return dn_sqlite_lacks(p, expr, "decode() of what are no constant digits");
	bytes.text = dn_sprintf(p->buf, "\\x%s", text->text);
	return dn_sqlite_as(p, &bytes, dn_type_plain(DN_TYPE_BYTEA, 0));
}

bool
dn_sqlite_string_function(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const char *name = expr->name;
	size_t n = expr->nargs;

	*done = true;
	if (strcmp(name, "concat") == 0 && n > 0)
		return string_concat(p, expr);
	if (strcmp(name, "concat_ws") == 0 && n > 1)
		return string_concat_ws(p, expr);
	if (strcmp(name, "format") == 0 && n > 0)
		return string_format(p, expr);
	if (strcmp(name, "translate") == 0 && n == 3)
		return string_translate(p, expr);
	if (strcmp(name, "encode") == 0 && n == 2)
		return string_encode(p, expr);
	if (strcmp(name, "decode") == 0 && n == 2)
		return string_decode(p, expr);
	if (strcmp(name, "md5") == 0 && n == 1 && string_is_random(expr)) {
		dunlin_buf_puts(p->buf, "lower(hex(randomblob(16)))");
		return true;
	}
	*done = false;
	return true;
}
