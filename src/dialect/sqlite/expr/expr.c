/* expr.c - expressions in SQLite's words; what has no counterpart is an error that names it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

/* How strongly an expression holds together, the same order on both engines. */
enum level { LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_ARITHMETIC, LEVEL_OPERAND };

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (strcmp(name, *list) == 0)
			return true;
	}
	return false;
}

static const char *const comparisons[] = { "=", "<>", "!=", "<", ">", "<=", ">=", NULL };
static const char *const arithmetics[] = { "+", "-", "*", "/", "%", "||", "&", "|", "<<", ">>", "~",
	NULL };
static const char *const matches[] = { "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", NULL };

static bool
expr_is_match(const struct dn_expr *expr)
{
	return expr->nargs == 2 && is_one_of(expr->name, matches);
}

const struct dn_type *
dn_sqlite_expr_type(const struct sqlite_print *p, const struct dn_expr *expr)
{
	return dn_schema_base(p->t->schema, dn_expr_type(expr, p->table));
}

/* Without what is not printed. */
static const struct dn_expr *
expr_strip(const struct sqlite_print *p, const struct dn_expr *expr)
{
	static const char *const binary[] = { "C", "POSIX", "ucs_basic", "default", NULL };

	for (;;) {
		if (expr->kind == DN_EXPR_CAST && dn_sqlite_cast_is_idle(p, expr))
			expr = expr->args[0];
		else if (expr->kind == DN_EXPR_COLLATE && is_one_of(expr->name, binary))
			expr = expr->args[0];
		else
			return expr;
	}
}

static enum level
expr_level(const struct dn_expr *expr)
{
	switch ((int) expr->kind) {
	case DN_EXPR_IN:
	case DN_EXPR_BETWEEN:
	case DN_EXPR_IS:
	case DN_EXPR_DISTINCT: return LEVEL_COMPARE;
	case DN_EXPR_SUBQUERY: return expr->operand != NULL ? LEVEL_COMPARE : LEVEL_OPERAND;
	case DN_EXPR_NUMBER: return expr->text[0] == '-' ? LEVEL_ARITHMETIC : LEVEL_OPERAND;
	case DN_EXPR_OPERATOR: break;
	default: return LEVEL_OPERAND;
	}
	if (strcmp(expr->name, "or") == 0)
		return LEVEL_OR;
	if (strcmp(expr->name, "and") == 0)
		return LEVEL_AND;
	if (strcmp(expr->name, "not") == 0)
		return LEVEL_NOT;
	if (is_one_of(expr->name, comparisons) || expr_is_match(expr))
		return LEVEL_COMPARE;
	return LEVEL_ARITHMETIC;
}

static bool
expr_print(struct sqlite_print *p, const struct dn_expr *expr, enum level least)
{
	bool parentheses;

	expr = expr_strip(p, expr);
	parentheses = expr_level(expr) < least;
	dunlin_buf_puts(p->buf, parentheses ? "(" : "");
	if (!dn_sqlite_expr(p, expr))
		return false;
	dunlin_buf_puts(p->buf, parentheses ? ")" : "");
	return true;
}

bool
dn_sqlite_operand(struct sqlite_print *p, const struct dn_expr *expr)
{
	return expr_print(p, expr, LEVEL_OPERAND);
}

bool
dn_sqlite_side(struct sqlite_print *p, const struct dn_expr *expr)
{
	return expr_print(p, expr, LEVEL_ARITHMETIC);
}

static bool
expr_cannot(
    const struct sqlite_print *p, const struct dn_expr *expr, const char *what, const char *name)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "%s '%s' has no counterpart there", what, name);
}

static bool
expr_is(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (expr->args[0]->kind == DN_EXPR_ROW)
		return dn_sqlite_is_null_row(p, expr->args[0], expr->negated);
	if (!expr_print(p, expr->args[0], LEVEL_ARITHMETIC))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " IS NOT " : " IS ");
	dunlin_buf_puts(p->buf, strcmp(expr->name, "true") == 0    ? "TRUE"
				: strcmp(expr->name, "false") == 0 ? "FALSE"
								   : "NULL");
	return true;
}

static bool
expr_case(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = dn_sqlite_loose(p, dn_sqlite_expr_type(p, expr));
	const struct dn_type *when = NULL;

	dunlin_buf_puts(p->buf, "CASE");
	if (expr->operand != NULL) {
		when = dn_sqlite_loose(p, dn_sqlite_expr_type(p, expr->operand));
		dunlin_buf_puts(p->buf, " ");
		if (!dn_sqlite_operand(p, expr->operand))
			return false;
	}
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		dunlin_buf_puts(p->buf, " WHEN ");
		if (!dn_sqlite_as(p, expr->args[i], when))
			return false;
		dunlin_buf_puts(p->buf, " THEN ");
		if (!dn_sqlite_as(p, expr->args[i + 1], type))
			return false;
	}
	if (expr->otherwise != NULL) {
		dunlin_buf_puts(p->buf, " ELSE ");
		if (!dn_sqlite_as(p, expr->otherwise, type))
			return false;
	}
	dunlin_buf_puts(p->buf, " END");
	return true;
}

static bool
expr_wrapped(
    struct sqlite_print *p, const char *before, const struct dn_expr *arg, const char *after)
{
	dunlin_buf_puts(p->buf, before);
	if (!dn_sqlite_expr(p, arg))
		return false;
	dunlin_buf_puts(p->buf, after);
	return true;
}

/* Only of integers is a division one on both engines: numeric 5 is stored as the integer 5. */
static bool
expr_is_integer(const struct sqlite_print *p, const struct dn_expr *expr)
{
	if (expr->kind == DN_EXPR_NUMBER)
		return strpbrk(expr->text, ".eE") == NULL;
	if (expr->kind == DN_EXPR_OPERATOR && is_one_of(expr->name, arithmetics)) {
		for (size_t i = 0; i < expr->nargs; i++) {
			if (!expr_is_integer(p, expr->args[i]))
				return false;
		}
		return true;
	}
	return dn_type_is_integer(dn_sqlite_expr_type(p, expr));
}

static bool
expr_may_be_zero(const struct dn_expr *expr)
{
	const struct dn_expr *bare = dn_expr_bare(expr);

	if (bare->kind == DN_EXPR_NUMBER)
		return strtod(bare->text, NULL) == 0;
	return bare->kind != DN_EXPR_FUNCTION || strcmp(bare->name, "nullif") != 0;
}

static bool
expr_divide(struct sqlite_print *p, const struct dn_expr *expr)
{
	bool integers = expr_is_integer(p, expr->args[0]) && expr_is_integer(p, expr->args[1]);

	if (!integers && expr->name[0] == '%')
		return expr_cannot(p, expr, "the remainder of numbers that are not integers,", "%");
	if (integers ? !dn_sqlite_operand(p, expr->args[0])
		     : !expr_wrapped(p, "CAST(", expr->args[0], " AS REAL)"))
		return false;
	dunlin_buf_printf(p->buf, " %s ", expr->name);
	/* PostgreSQL refuses to divide by zero, SQLite makes it NULL. */
	return p->query && expr_may_be_zero(expr->args[1])
		   ? dn_sqlite_fill(p, "CASE $1 WHEN 0 THEN json('division by zero') ELSE $1 END",
			 &expr->args[1], 1)
		   : dn_sqlite_operand(p, expr->args[1]);
}

static bool
expr_logic(struct sqlite_print *p, const struct dn_expr *expr, const char *word, enum level level)
{
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : word);
		if (!expr_print(p, expr->args[i], level + 1))
			return false;
	}
	return true;
}

static bool
expr_concat(struct sqlite_print *p, const struct dn_expr *expr)
{
	for (size_t i = 0; i < 2; i++) {
		struct dn_expr *arg = expr->args[i];
		const struct dn_type *type = dn_sqlite_expr_type(p, arg);
		bool text = type == NULL || dn_type_is_text(type) || dn_type_is_integer(type) ||
			    (type->kind == DN_TYPE_NUMERIC && type->nmods < 2);

		dunlin_buf_puts(p->buf, i == 0 ? "" : " || ");
		if (text ? !dn_sqlite_operand(p, arg)
			 : !dn_sqlite_as(p, arg, dn_type_plain(DN_TYPE_TEXT, 0)))
			return false;
	}
	return true;
}

/* Operators that are functions by another name. */
static bool
expr_by_function(struct sqlite_print *p, const struct dn_expr *expr)
{
	struct dn_expr function = *expr;

	function.kind = DN_EXPR_FUNCTION;
	if (strcmp(expr->name, "^@") == 0)
		function.name = "starts_with";
	else if (strcmp(expr->name, "#") == 0)
		function.name = "bitxor";
	else if (strcmp(expr->name, "^") == 0)
		function.name = "power";
	else
		return expr_cannot(p, expr, "the operator", expr->name);
	return dn_sqlite_function(p, &function);
}

static bool
expr_binary(struct sqlite_print *p, const struct dn_expr *expr)
{
	bool done;

	if (is_one_of(expr->name, comparisons))
		return dn_sqlite_compare(
		    p, expr, strcmp(expr->name, "!=") == 0 ? "<>" : expr->name);
	if (expr_is_match(expr))
		return dn_sqlite_match(p, expr);
	if (strcmp(expr->name, "/") == 0 || strcmp(expr->name, "%") == 0)
		return expr_divide(p, expr);
	if (!dn_sqlite_temporal(p, expr, &done))
		return false;
	if (!done && !dn_sqlite_json(p, expr, &done))
		return false;
	if (done)
		return true;
	if (strcmp(expr->name, "||") == 0)
		return expr_concat(p, expr);
	if (!is_one_of(expr->name, arithmetics))
		return expr_by_function(p, expr);
	if (!dn_sqlite_operand(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " %s ", expr->name);
	return dn_sqlite_operand(p, expr->args[1]);
}

static bool
expr_operator(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (strcmp(expr->name, "or") == 0)
		return expr_logic(p, expr, " OR ", LEVEL_OR);
	if (strcmp(expr->name, "and") == 0)
		return expr_logic(p, expr, " AND ", LEVEL_AND);
	if (strcmp(expr->name, "not") == 0) {
		dunlin_buf_puts(p->buf, "NOT ");
		return expr_print(p, expr->args[0], LEVEL_COMPARE);
	}
	if (expr->nargs == 2)
		return expr_binary(p, expr);
	if (expr->nargs != 1 || strchr("+-~", expr->name[0]) == NULL || expr->name[1] != '\0')
		return expr_cannot(p, expr, "the operator", expr->name);
	dunlin_buf_puts(p->buf, expr->name);
	return dn_sqlite_operand(p, expr->args[0]);
}

static bool
expr_query_column(struct sqlite_print *p, const struct dn_expr *expr)
{
	bool done;

	if (!dn_sqlite_each_column(p, expr, &done) || done)
		return done;
	if (expr->qualifier != NULL) {
		dn_sqlite_identifier(p->buf, expr->qualifier);
		dunlin_buf_puts(p->buf, ".");
	}
	if (strcmp(expr->name, "ctid") == 0 && expr->type != NULL &&
	    strcmp(expr->type->name, "tid") == 0) {
		if (p->before != NULL)
			return expr_cannot(p, expr, "in this statement the column", "ctid");
		dn_translation_notice(p->t, "ctid",
		    "ctid is SQLite's rowid: rows have the order in which they were inserted");
		dunlin_buf_puts(p->buf, "rowid");
		return true;
	}
	dn_sqlite_identifier(p->buf, expr->name);
	return true;
}

static bool
expr_column(struct sqlite_print *p, const struct dn_expr *expr)
{
	const char *source = p->sources == NULL ? NULL : dn_map_get(p->sources, expr->name);

	if (source != NULL) {
		dunlin_buf_puts(p->buf, source);
		return true;
	}
	if (p->query && p->table == NULL)
		return expr_query_column(p, expr);
	if (p->table != NULL && !p->table->unknown && dn_table_column(p->table, expr->name) == NULL)
		return expr_cannot(p, expr, "the column", expr->name);
	if (p->rows && expr->qualifier != NULL)
		dunlin_buf_puts(p->buf, strcmp(expr->qualifier, "old") == 0 ? "OLD." : "NEW.");
	dn_sqlite_identifier(p->buf, expr->name);
	return true;
}

static bool
expr_row(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (expr->name != NULL)
		return expr_cannot(p, expr, "in this place the row of", expr->name);
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!dn_sqlite_expr(p, expr->args[i]))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_expr(struct sqlite_print *p, const struct dn_expr *expr)
{
	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN: return expr_column(p, expr);
	case DN_EXPR_FUNCTION: return dn_sqlite_function(p, expr);
	case DN_EXPR_OPERATOR: return expr_operator(p, expr);
	case DN_EXPR_IN: return dn_sqlite_in(p, expr);
	case DN_EXPR_BETWEEN: return dn_sqlite_between(p, expr);
	case DN_EXPR_IS: return expr_is(p, expr);
	case DN_EXPR_DISTINCT: return dn_sqlite_compare(p, expr, expr->negated ? "IS" : "IS NOT");
	case DN_EXPR_CASE: return expr_case(p, expr);
	case DN_EXPR_CAST: return dn_sqlite_cast(p, expr);
	case DN_EXPR_SUBQUERY: return dn_sqlite_subquery(p, expr);
	case DN_EXPR_ANY: return dn_sqlite_any(p, expr);
	case DN_EXPR_SUBSCRIPT: return dn_sqlite_subscript(p, expr);
	case DN_EXPR_ROW: return expr_row(p, expr);
	case DN_EXPR_COLLATE:
		if (expr_strip(p, expr) != expr)
			return dn_sqlite_expr(p, expr_strip(p, expr));
		return expr_cannot(p, expr, "the collation", expr->name);
	default: break;
	}
	if (dn_sqlite_constant(p, expr, NULL))
		return true;
	if (expr->kind == DN_EXPR_ARRAY)
		return dn_sqlite_json_array(p, expr);
	return expr_cannot(p, expr, "the expression", expr->text != NULL ? expr->text : "?");
}
