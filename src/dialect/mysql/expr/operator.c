/* operator.c - operators in MariaDB's and MySQL's words */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

/* TEMPLATE as of dn_mysql_fill(). */
static const struct operator_row {
	const char *name;
	size_t nargs;
	const char *template;
} operator_rows[] = {
	{ "=", 2, "$1 = $2" },
	{ "<>", 2, "$1 <> $2" },
	{ "!=", 2, "$1 <> $2" },
	{ "<", 2, "$1 < $2" },
	{ ">", 2, "$1 > $2" },
	{ "<=", 2, "$1 <= $2" },
	{ ">=", 2, "$1 >= $2" },
	{ "+", 2, "$1 + $2" },
	{ "-", 2, "$1 - $2" },
	{ "*", 2, "$1 * $2" },
	{ "%", 2, "$1 % $2" },
	{ "^", 2, "power($1, $2)" },
	/* The server's are unsigned. */
	{ "&", 2, "CAST($1 & $2 AS signed)" },
	{ "|", 2, "CAST($1 | $2 AS signed)" },
	{ "#", 2, "CAST($1 ^ $2 AS signed)" },
	{ "~", 1, "CAST(~ $1 AS signed)" },
	{ "-", 1, "- $1" },
	{ "+", 1, "$1" },
	{ "@", 1, "abs($1)" },
	{ "~~", 2, "$1 LIKE $2" },
	{ "!~~", 2, "$1 NOT LIKE $2" },
	{ "~~*", 2, "lower($1) LIKE lower($2)" },
	{ "!~~*", 2, "lower($1) NOT LIKE lower($2)" },
	/* "." is any character, a newline too. */
	{ "~", 2, "$1 REGEXP concat('(?s)', $2)" },
	{ "!~", 2, "$1 NOT REGEXP concat('(?s)', $2)" },
	{ "~*", 2, "$1 REGEXP concat('(?si)', $2)" },
	{ "!~*", 2, "$1 NOT REGEXP concat('(?si)', $2)" },
	{ "^@", 2, "left($1, char_length($2)) = $2" },
	{ "not", 1, "NOT $1" },
};

/* Values of one side are read as the other's type. */
static bool
operator_sides(struct mysql_print *p, const struct dn_expr *expr, const char *template)
{
	const struct dn_type *left = dn_mysql_expr_type(p, expr->args[0]);
	const struct dn_type *right = dn_mysql_expr_type(p, expr->args[1]);
	const char *s = template;

	for (; *s != '\0'; s++) {
		size_t i;

		if (*s != '$') {
			dunlin_buf_put(p->buf, s, 1);
			continue;
		}
		i = (size_t) (*++s - '1');
		if (!dn_mysql_operand_as(p, expr->args[i], i == 0 ? right : left))
			return false;
	}
	return true;
}

/* Values of an enum are in its order, which as text they are not. */
static bool
operator_enum(struct mysql_print *p, const struct dn_expr *expr, const struct dn_enum *of)
{
	if (!dn_mysql_enum_place(p, expr->args[0], of))
		return false;
	dunlin_buf_printf(p->buf, " %s ", expr->name);
	return dn_mysql_enum_place(p, expr->args[1], of);
}

static const struct dn_enum *
operator_of_enum(const struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_enum *left = dn_mysql_expr_enum(p, expr->args[0]);

	return left != NULL ? left : dn_mysql_expr_enum(p, expr->args[1]);
}

static bool
operator_is_comparison(const char *name)
{
	return strlen(name) <= 2 && strspn(name, "<>=!") == strlen(name) &&
	       strcmp(name, "<<") != 0 && strcmp(name, ">>") != 0;
}

static bool
operator_is_integer(const struct mysql_print *p, const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_NUMBER ? strpbrk(expr->text, ".eE") == NULL
					    : dn_type_is_integer(dn_mysql_expr_type(p, expr));
}

/* A quotient of decimals has four digits more than the first of them: too few. */
static const char *
operator_divide(const struct mysql_print *p, const struct dn_expr *expr)
{
	bool decimal = true;

	if (operator_is_integer(p, expr->args[0]) && operator_is_integer(p, expr->args[1]))
		return "$1 DIV $2";
	for (size_t i = 0; i < 2; i++) {
		const struct dn_type *type = dn_mysql_expr_type(p, expr->args[i]);

		decimal = decimal && (operator_is_integer(p, expr->args[i]) ||
					 expr->args[i]->kind == DN_EXPR_NUMBER ||
					 (type != NULL && type->kind == DN_TYPE_NUMERIC));
	}
	return decimal ? "CAST($1 AS decimal(65,30)) / $2" : "$1 / $2";
}

static bool
operator_logic(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *word = strcmp(expr->name, "or") == 0 ? " OR " : " AND ";

	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : word);
		if (!dn_mysql_operand(p, expr->args[i]))
			return false;
	}
	return true;
}

/* \m, \M, \y and \Y are PostgreSQL's own; a pattern that is no constant is taken as it is. */
bool
dn_mysql_is_regexp(struct mysql_print *p, const struct dn_expr *pattern)
{
	const struct dn_expr *bare = dn_expr_bare(pattern);

	for (const char *s = bare->kind == DN_EXPR_STRING ? bare->text : ""; *s != '\0'; s++)
		if (*s == '\\' && *++s != '\0' && strchr("mMyY", *s) != NULL)
			return dn_mysql_cannot_at(p, pattern->span,
			    "'\\%c' of a regular expression has no counterpart there", *s);
	dn_translation_notice(p->t, "regexp-flavour",
	    "regular expressions are those of the server there (PCRE in MariaDB, ICU in MySQL), "
	    "which read some signs otherwise than PostgreSQL does");
	return true;
}

static bool
operator_is_kind(const struct mysql_print *p, const struct dn_expr *e, enum dn_type_kind kind)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* An interval is text there, and the difference of two times is none. */
static bool
operator_is_interval(const struct mysql_print *p, const struct dn_expr *expr)
{
	bool times = strcmp(expr->name, "-") == 0 && expr->nargs == 2;

	for (size_t i = 0; i < expr->nargs; i++) {
		if (operator_is_kind(p, expr->args[i], DN_TYPE_INTERVAL))
			return true;
		times = times && (operator_is_kind(p, expr->args[i], DN_TYPE_TIMESTAMP) ||
				     operator_is_kind(p, expr->args[i], DN_TYPE_TIMESTAMPTZ));
	}
	return times;
}

/* Both as text, or as bytes. */
static bool
operator_concat(struct mysql_print *p, const struct dn_expr *expr)
{
	bool bytes = operator_is_kind(p, expr->args[0], DN_TYPE_BYTEA) ||
		     operator_is_kind(p, expr->args[1], DN_TYPE_BYTEA);
	const struct dn_type *text = dn_type_plain(bytes ? DN_TYPE_BYTEA : DN_TYPE_TEXT, 0);

	dunlin_buf_puts(p->buf, "concat(");
	if (!dn_mysql_as(p, expr->args[0], text))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_mysql_as(p, expr->args[1], text))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* What the server takes for itself at the end is an error in PostgreSQL. */
static bool
operator_is_pattern(const struct mysql_print *p, const struct dn_expr *pattern)
{
	const struct dn_expr *bare = dn_expr_bare(pattern);
	const char *s = bare->kind == DN_EXPR_STRING ? bare->text : "";

	for (; *s != '\0'; s++)
		if (*s == '\\' && *++s == '\0')
			return dn_mysql_cannot_at(
			    p, pattern->span, "a pattern of LIKE does not end with '\\'");
	return true;
}

/* Patterns see the blanks of char(n), which the server does not keep. */
static const char *
operator_padded(struct mysql_print *p, const struct dn_expr *expr, const char *template)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);
	const char *operand = strstr(template, "$1");

	if (!operator_is_kind(p, expr->args[0], DN_TYPE_CHAR) || expr->nargs != 2 ||
	    (strstr(template, "LIKE") == NULL && strstr(template, "REGEXP") == NULL))
		return template;
	return dn_sprintf(p->buf, "%.*srpad($1, %d, ' ')%s", (int) (operand - template), template,
	    type->nmods > 0 ? type->mods[0] : 1, operand + 2);
}

static bool
operator_by_table(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_enum *of = NULL;

	if (expr->nargs == 2 && (expr->name[0] == '<' || expr->name[0] == '>') &&
	    operator_is_comparison(expr->name) && strcmp(expr->name, "<>") != 0)
		of = operator_of_enum(p, expr);
	if (of != NULL)
		return operator_enum(p, expr, of);
	if (operator_is_interval(p, expr))
		return dn_mysql_cannot_at(
		    p, expr->span, "intervals that are no constants have no counterpart there");
	if (strcmp(expr->name, "||") == 0 && expr->nargs == 2)
		return operator_concat(p, expr);
	for (size_t i = 0; i < sizeof operator_rows / sizeof *operator_rows; i++) {
		const struct operator_row *o = &operator_rows[i];

		if (o->nargs != expr->nargs || strcmp(o->name, expr->name) != 0)
			continue;
		if (strstr(o->template, "REGEXP") != NULL && !dn_mysql_is_regexp(p, expr->args[1]))
			return false;
		if (strstr(o->template, "LIKE") != NULL && !operator_is_pattern(p, expr->args[1]))
			return false;
		return o->nargs == 2 && operator_is_comparison(o->name)
			   ? operator_sides(p, expr, o->template)
			   : dn_mysql_fill(
				 p, operator_padded(p, expr, o->template), expr->args, expr->nargs);
	}
	return dn_mysql_cannot_at(
	    p, expr->span, "the operator '%s' has no counterpart there", expr->name);
}

/* An integer beyond its type is an error. */
static bool
operator_within(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *beyond = dn_mysql_overflows(p, expr);

	dunlin_buf_puts(p->buf, beyond != NULL ? "(" : "");
	if (!(strcmp(expr->name, "/") == 0 && expr->nargs == 2
		    ? dn_mysql_fill(p, operator_divide(p, expr), expr->args, 2)
		    : operator_by_table(p, expr)))
		return false;
	if (beyond != NULL)
		dunlin_buf_printf(p->buf, ") * %s DIV %s", beyond, beyond);
	return true;
}

bool
dn_mysql_operator(struct mysql_print *p, const struct dn_expr *expr)
{
	bool done, ok;

	if (strcmp(expr->name, "or") == 0 || strcmp(expr->name, "and") == 0)
		return operator_logic(p, expr);
	ok = dn_mysql_temporal(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_json(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_bits(p, expr, &done);
	if (!ok || done)
		return ok;
	return operator_within(p, expr);
}
