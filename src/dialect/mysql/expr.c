/* expr.c - expressions in MariaDB's and MySQL's words; what has no counterpart is an error */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

const struct dn_type *
dn_mysql_expr_type(const struct mysql_print *p, const struct dn_expr *expr)
{
	return dn_schema_base(p->t->schema, dn_expr_type(expr, p->table));
}

/* -- operators -------------------------------------------------------------------------- */

/* TEMPLATE as of dn_mysql_fill(). */
static const struct expr_operator {
	const char *name;
	size_t nargs;
	const char *template;
} expr_operators[] = {
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
	{ "<<", 2, "CAST($1 << $2 AS signed)" },
	{ ">>", 2, "CAST($1 >> $2 AS signed)" },
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
expr_sides(struct mysql_print *p, const struct dn_expr *expr, const char *template)
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
		if (!dn_mysql_constant(p, expr->args[i], i == 0 ? right : left) &&
		    !dn_mysql_operand(p, expr->args[i]))
			return false;
	}
	return true;
}

static bool
expr_is_comparison(const char *name)
{
	return strlen(name) <= 2 && strspn(name, "<>=!") == strlen(name) &&
	       strcmp(name, "<<") != 0 && strcmp(name, ">>") != 0;
}

static bool
expr_is_integer(const struct mysql_print *p, const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_NUMBER ? strpbrk(expr->text, ".eE") == NULL
					    : dn_mysql_type_is_integer(dn_mysql_expr_type(p, expr));
}

static bool
expr_logic(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *word = strcmp(expr->name, "or") == 0 ? " OR " : " AND ";

	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : word);
		if (!dn_mysql_operand(p, expr->args[i]))
			return false;
	}
	return true;
}

static void
expr_say_regexp(struct mysql_print *p)
{
	dn_translation_notice(p->t, "regexp-flavour",
	    "regular expressions are those of the server there (PCRE in MariaDB, ICU in MySQL), "
	    "which read some signs otherwise than PostgreSQL does");
}

static bool
expr_is_kind(const struct mysql_print *p, const struct dn_expr *e, enum dn_type_kind kind)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type != NULL && type->dims == 0 && type->kind == kind;
}

/* An interval is text there, and the difference of two times is none. */
static bool
expr_is_interval(const struct mysql_print *p, const struct dn_expr *expr)
{
	bool times = strcmp(expr->name, "-") == 0 && expr->nargs == 2;

	for (size_t i = 0; i < expr->nargs; i++) {
		if (expr_is_kind(p, expr->args[i], DN_TYPE_INTERVAL))
			return true;
		times = times && (expr_is_kind(p, expr->args[i], DN_TYPE_TIMESTAMP) ||
				     expr_is_kind(p, expr->args[i], DN_TYPE_TIMESTAMPTZ));
	}
	return times;
}

/* Both as text. */
static bool
expr_concat(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *text = dn_type_plain(DN_TYPE_TEXT, 0);

	dunlin_buf_puts(p->buf, "concat(");
	if (!dn_mysql_as(p, expr->args[0], text))
		return false;
	dunlin_buf_puts(p->buf, ", ");
	if (!dn_mysql_as(p, expr->args[1], text))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_by_table(struct mysql_print *p, const struct dn_expr *expr)
{
	if (expr_is_interval(p, expr))
		return dn_mysql_cannot_at(
		    p, expr->span, "intervals that are no constants have no counterpart there");
	if (strcmp(expr->name, "||") == 0 && expr->nargs == 2)
		return expr_concat(p, expr);
	for (size_t i = 0; i < sizeof expr_operators / sizeof *expr_operators; i++) {
		const struct expr_operator *o = &expr_operators[i];

		if (o->nargs != expr->nargs || strcmp(o->name, expr->name) != 0)
			continue;
		if (strstr(o->template, "REGEXP") != NULL)
			expr_say_regexp(p);
		return o->nargs == 2 && expr_is_comparison(o->name)
			   ? expr_sides(p, expr, o->template)
			   : dn_mysql_fill(p, o->template, expr->args, expr->nargs);
	}
	return dn_mysql_cannot_at(
	    p, expr->span, "the operator '%s' has no counterpart there", expr->name);
}

static bool
expr_operator(struct mysql_print *p, const struct dn_expr *expr)
{
	bool done, ok;

	if (strcmp(expr->name, "or") == 0 || strcmp(expr->name, "and") == 0)
		return expr_logic(p, expr);
	ok = dn_mysql_temporal(p, expr, &done);
	if (!ok || done)
		return ok;
	ok = dn_mysql_json(p, expr, &done);
	if (!ok || done)
		return ok;
	if (strcmp(expr->name, "/") == 0 && expr->nargs == 2)
		return dn_mysql_fill(p,
		    expr_is_integer(p, expr->args[0]) && expr_is_integer(p, expr->args[1])
			? "$1 DIV $2"
			: "$1 / $2",
		    expr->args, 2);
	return expr_by_table(p, expr);
}

/* -- other forms ------------------------------------------------------------------------ */

/* Without what is not printed. */
static const struct dn_expr *
expr_strip(const struct dn_expr *expr)
{
	static const char *const binary[] = { "C", "POSIX", "ucs_basic", "default" };

	for (size_t i = 0; expr->kind == DN_EXPR_COLLATE && i < sizeof binary / sizeof *binary; i++)
		if (strcmp(expr->name, binary[i]) == 0)
			return expr->args[0];
	return expr;
}

static bool
expr_is_one(const struct dn_expr *expr)
{
	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN:
	case DN_EXPR_STRING:
	case DN_EXPR_BOOLEAN:
	case DN_EXPR_NULL:
	case DN_EXPR_FUNCTION:
	case DN_EXPR_STAR:
	case DN_EXPR_CAST:
	case DN_EXPR_ROW:
	case DN_EXPR_CASE: return true;
	case DN_EXPR_NUMBER: return expr->text[0] != '-';
	case DN_EXPR_SUBQUERY: return expr->operand == NULL;
	default: return false;
	}
}

bool
dn_mysql_operand(struct mysql_print *p, const struct dn_expr *expr)
{
	bool one;

	expr = expr_strip(expr);
	one = expr_is_one(expr);
	dunlin_buf_puts(p->buf, one ? "" : "(");
	if (!dn_mysql_expr(p, expr))
		return false;
	dunlin_buf_puts(p->buf, one ? "" : ")");
	return true;
}

static bool
expr_in(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (expr->nargs == 1) {
		dunlin_buf_puts(p->buf, expr->negated ? "TRUE" : "FALSE");
		return true;
	}
	if (!dn_mysql_operand(p, expr->args[0]))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT IN (" : " IN (");
	for (size_t i = 1; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "" : ", ");
		if (!dn_mysql_as(p, expr->args[i], type))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_between(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr->args[0]);

	if (expr->truth)
		return dn_mysql_fill(p,
		    expr->negated ? "NOT ($1 BETWEEN least($2, $3) AND greatest($2, $3))"
				  : "$1 BETWEEN least($2, $3) AND greatest($2, $3)",
		    expr->args, 3);
	if (!dn_mysql_operand(p, expr->args[0]))
		return false;
	for (size_t i = 1; i < 3; i++) {
		dunlin_buf_puts(p->buf, i == 2          ? " AND "
					: expr->negated ? " NOT BETWEEN "
							: " BETWEEN ");
		if (!dn_mysql_constant(p, expr->args[i], type) &&
		    !dn_mysql_operand(p, expr->args[i]))
			return false;
	}
	return true;
}

static bool
expr_is(struct mysql_print *p, const struct dn_expr *expr)
{
	static const struct {
		const char *name, *word;
	} words[] = { { "true", "TRUE" }, { "false", "FALSE" } };
	const char *word = "NULL";

	for (size_t i = 0; i < 2; i++)
		if (strcmp(expr->name, words[i].name) == 0)
			word = words[i].word;
	if (!dn_mysql_operand(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " IS %s%s", expr->negated ? "NOT " : "", word);
	return true;
}

static bool
expr_case(struct mysql_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_mysql_expr_type(p, expr), *when = NULL;

	dunlin_buf_puts(p->buf, "CASE");
	if (expr->operand != NULL) {
		when = dn_mysql_expr_type(p, expr->operand);
		dunlin_buf_puts(p->buf, " ");
		if (!dn_mysql_operand(p, expr->operand))
			return false;
	}
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		dunlin_buf_puts(p->buf, " WHEN ");
		if (!dn_mysql_as(p, expr->args[i], when))
			return false;
		dunlin_buf_puts(p->buf, " THEN ");
		if (!dn_mysql_as(p, expr->args[i + 1], type))
			return false;
	}
	if (expr->otherwise != NULL) {
		dunlin_buf_puts(p->buf, " ELSE ");
		if (!dn_mysql_as(p, expr->otherwise, type))
			return false;
	}
	dunlin_buf_puts(p->buf, " END");
	return true;
}

static bool
expr_subquery(struct mysql_print *p, const struct dn_expr *expr)
{
	const char *how = expr->name;
	bool any = strcmp(how, "any") == 0, all = strcmp(how, "all") == 0;

	if (!p->query)
		return dn_mysql_cannot_at(p, expr->span, "a subquery cannot stand here there");
	if (strcmp(how, "array") == 0 || expr->query == NULL)
		return dn_mysql_cannot_at(
		    p, expr->span, "an array of a query has no counterpart there");
	if (any && (expr->qualifier == NULL || strcmp(expr->qualifier, "=") == 0)) {
		if (!dn_mysql_operand(p, expr->operand))
			return false;
		dunlin_buf_puts(p->buf, expr->negated ? " NOT IN " : " IN ");
	} else if (any || all) {
		if (!dn_mysql_operand(p, expr->operand))
			return false;
		dunlin_buf_printf(p->buf, " %s %s ", expr->qualifier, any ? "ANY" : "ALL");
	} else if (strcmp(how, "exists") == 0) {
		dunlin_buf_puts(p->buf, "EXISTS ");
	}
	dunlin_buf_puts(p->buf, "(");
	if (!dn_mysql_query(p, expr->query))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_column(struct mysql_print *p, const struct dn_expr *expr)
{
	if (strcmp(expr->name, "ctid") == 0 && expr->type != NULL &&
	    strcmp(expr->type->name, "tid") == 0)
		return dn_mysql_cannot_at(
		    p, expr->span, "the column 'ctid' has no counterpart there");
	if (p->rows && expr->qualifier != NULL) {
		dunlin_buf_puts(p->buf, strcmp(expr->qualifier, "old") == 0 ? "OLD." : "NEW.");
	} else if (p->conflict && expr->qualifier != NULL &&
		   strcmp(expr->qualifier, "excluded") == 0) {
		dunlin_buf_printf(p->buf, "VALUES(%s)", dn_mysql_quoted(p->buf, expr->name));
		return true;
	} else if (p->query && expr->qualifier != NULL) {
		dn_mysql_identifier(p->buf, expr->qualifier);
		dunlin_buf_puts(p->buf, ".");
	} else if (!p->query && p->table != NULL && !p->table->unknown &&
		   dn_table_column(p->table, expr->name) == NULL) {
		return dn_mysql_cannot_at(
		    p, expr->span, "the column '%s' has no counterpart there", expr->name);
	}
	dn_mysql_identifier(p->buf, expr->name);
	return true;
}

static bool
expr_row(struct mysql_print *p, const struct dn_expr *expr)
{
	dunlin_buf_puts(p->buf, "(");
	if (!dn_mysql_list(p, expr->args, expr->nargs))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_expr(struct mysql_print *p, const struct dn_expr *expr)
{
	bool done, ok;

	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN: return expr_column(p, expr);
	case DN_EXPR_FUNCTION: return dn_mysql_function(p, expr);
	case DN_EXPR_OPERATOR: return expr_operator(p, expr);
	case DN_EXPR_IN: return expr_in(p, expr);
	case DN_EXPR_BETWEEN: return expr_between(p, expr);
	case DN_EXPR_IS: return expr_is(p, expr);
	case DN_EXPR_DISTINCT:
		return dn_mysql_fill(
		    p, expr->negated ? "$1 <=> $2" : "NOT ($1 <=> $2)", expr->args, 2);
	case DN_EXPR_CASE: return expr_case(p, expr);
	case DN_EXPR_CAST: return dn_mysql_cast(p, expr);
	case DN_EXPR_SUBQUERY: return expr_subquery(p, expr);
	case DN_EXPR_ROW: return expr_row(p, expr);
	case DN_EXPR_STAR: dunlin_buf_puts(p->buf, "*"); return true;
	case DN_EXPR_DEFAULT: dunlin_buf_puts(p->buf, "DEFAULT"); return true;
	case DN_EXPR_COLLATE:
		if (expr_strip(expr) != expr)
			return dn_mysql_expr(p, expr_strip(expr));
		return dn_mysql_cannot_at(
		    p, expr->span, "the collation '%s' has no counterpart there", expr->name);
	default: break;
	}
	if (dn_mysql_constant(p, expr, NULL))
		return true;
	ok = dn_mysql_json(p, expr, &done);
	if (!ok || done)
		return ok;
	return dn_mysql_cannot_at(p, expr->span, "the expression '%s' has no counterpart there",
	    expr->text != NULL ? expr->text : "?");
}
