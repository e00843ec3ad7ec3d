/* string.c - functions of text whose form depends on their arguments */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"

static const char *
string_constant(const struct dn_expr *e)
{
	const struct dn_expr *bare = dn_expr_bare(e);

	return bare->kind == DN_EXPR_STRING ? bare->text : NULL;
}

/* A boolean is "t" here, and "true" where it is cast. */
static bool
string_part(struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	if (type != NULL && type->dims == 0 && type->kind == DN_TYPE_BOOLEAN)
		return dn_mysql_fill_one(
		    p, "(CASE $1 WHEN TRUE THEN 't' WHEN FALSE THEN 'f' END)", e);
	return dn_mysql_text(p, e);
}

static bool
string_concat(struct mysql_print *p, const struct dn_expr *expr)
{
	dunlin_buf_puts(
	    p->buf, strcmp(expr->name, "concat") == 0 ? "concat_ws('', " : "concat_ws(");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!string_part(p, expr->args[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* NULL where one is, as PostgreSQL's ignore it: the next one stands in for each. */
static bool
string_greatest(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type =
	    dn_schema_base(p->t->schema, dn_expr_common_type(expr->args, expr->nargs, p->table));
	size_t n = expr->nargs, start = p->buf->len;

	if (dn_schema_enum(p->t->schema, type) != NULL || n < 2 || (type != NULL && type->dims > 0))
		return dn_mysql_cannot_at(
		    p, expr->span, "%s() of this has no counterpart there", expr->name);
	if (dn_template_repeats("$1 $1 $2 $2 $3 $3 $4 $4 $5 $5", expr->args, n) != NULL || n > 5)
		return dn_mysql_cannot_at(
		    p, expr->span, "there it would be evaluated more than once");
	dunlin_buf_printf(p->buf, "%s(", expr->name);
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "coalesce(" : ", coalesce(");
		for (size_t j = 0; j < n; j++) {
			dunlin_buf_puts(p->buf, j == 0 ? "" : ", ");
			if (!dn_mysql_as(p, expr->args[(i + j) % n], type))
				return false;
			if (p->buf->len - start > DN_TEMPLATE_MOST)
				return dn_mysql_cannot_at(p, expr->span, DN_TEMPLATE_MORE);
		}
		dunlin_buf_puts(p->buf, ")");
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* split_part(s, d, n) with a separator and a place, from 1 on, that are constants. */
static bool
string_split_part(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *separator = string_constant(expr->args[1]);
	const struct dn_expr *n = dn_expr_bare(expr->args[2]);

	if (separator == NULL || *separator == '\0' || n->kind != DN_EXPR_NUMBER ||
	    strtol(n->text, NULL, 10) < 1)
		return dn_mysql_cannot_at(p, expr->span,
		    "split_part() has a counterpart there only with constants, the last of them "
		    "positive");
	return dn_mysql_fill(p,
	    "if(char_length($1) - char_length(replace($1, $2, '')) < ($3 - 1) * char_length($2), "
	    "left($1, 0), substring_index(substring_index($1, $2, $3), $2, -1))",
	    expr->args, 3);
}

/* One character after the other, none of which a later one may meet. */
static bool
string_translate(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *from = string_constant(expr->args[1]), *to = string_constant(expr->args[2]);
	struct dunlin_buf *form = dn_buf_new(p->buf);

	if (from == NULL || to == NULL || strpbrk(to, from) != NULL)
		return dn_mysql_cannot_at(p, expr->span,
		    "translate() has a counterpart there only with constants that have no "
		    "character in common");
	for (const char *s = from; *s != '\0'; s++)
		if ((unsigned char) *s > 127 || strchr(s + 1, *s) != NULL)
			return dn_mysql_cannot_at(p, expr->span,
			    "translate() has a counterpart there only for single characters of "
			    "ASCII");
	for (const char *s = to; *s != '\0'; s++)
		if ((unsigned char) *s > 127)
			return dn_mysql_cannot_at(p, expr->span,
			    "translate() has a counterpart there only for single characters of "
			    "ASCII");
	for (size_t i = 0; i < strlen(from); i++)
		dunlin_buf_puts(form, "replace(");
	dunlin_buf_puts(form, "$1");
	for (size_t i = 0; i < strlen(from); i++) {
		dunlin_buf_puts(form, ", ");
		dn_mysql_literal(form, dn_strndup(form, from + i, 1));
		dunlin_buf_puts(form, ", ");
		dn_mysql_literal(form, dn_strndup(form, to + (i < strlen(to) ? i : strlen(to)), 1));
		dunlin_buf_puts(form, ")");
	}
	return dn_mysql_fill_one(p, form->s, expr->args[0]);
}

/* btrim(s, 'x') and its like: one character. */
static bool
string_trim(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *what = string_constant(expr->args[1]);
	const char *side = expr->name[0] == 'l'   ? "LEADING"
			   : expr->name[0] == 'r' ? "TRAILING"
						  : "BOTH";

	if (what == NULL || strlen(what) != 1)
		return dn_mysql_cannot_at(p, expr->span,
		    "%s() has a counterpart there only for one constant character", expr->name);
	dunlin_buf_printf(p->buf, "trim(%s ", side);
	dn_mysql_literal(p->buf, what);
	dunlin_buf_puts(p->buf, " FROM ");
	if (!dn_mysql_expr(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_text_function(struct mysql_print *p, const struct dn_expr *expr, bool *done)
{
	static const struct {
		const char *name;
		size_t least, most;
		bool (*print)(struct mysql_print *p, const struct dn_expr *expr);
	} forms[] = {
		{ "concat", 1, 99, string_concat },
		{ "concat_ws", 2, 99, string_concat },
		{ "greatest", 1, 99, string_greatest },
		{ "least", 1, 99, string_greatest },
		{ "split_part", 3, 3, string_split_part },
		{ "to_char", 2, 2, dn_mysql_to_char },
		{ "translate", 3, 3, string_translate },
		{ "btrim", 2, 2, string_trim },
		{ "ltrim", 2, 2, string_trim },
		{ "rtrim", 2, 2, string_trim },
	};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		*done = strcmp(forms[i].name, expr->name) == 0 && expr->nargs >= forms[i].least &&
			expr->nargs <= forms[i].most;
		if (*done)
			return forms[i].print(p, expr);
	}
	return true;
}
