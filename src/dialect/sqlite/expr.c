/* expr.c - expressions in SQLite's words; what has no counterpart is an error that names it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

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
static const char *const matches[] = { "~~", "!~~", "~~*", "!~~*", "~", "!~", NULL };

static bool
expr_is_match(const struct dn_expr *expr)
{
	return expr->nargs == 2 && is_one_of(expr->name, matches);
}

const struct dn_type *
dn_sqlite_expr_type(const struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_column *column;

	if (expr->kind == DN_EXPR_CAST)
		return expr->type;
	if (expr->kind == DN_EXPR_COLLATE)
		return dn_sqlite_expr_type(p, expr->args[0]);
	if (expr->kind != DN_EXPR_COLUMN || p->table == NULL)
		return NULL;
	column = dn_table_column(p->table, expr->name);
	return column == NULL ? NULL : column->type;
}

/* A cast that changes nothing in what SQLite stores. */
static bool
expr_cast_is_idle(const struct sqlite_print *p, const struct dn_expr *cast)
{
	const struct dn_type *from = dn_sqlite_expr_type(p, cast->args[0]);
	const struct dn_type *to = cast->type;

	if (from == NULL || from->dims != to->dims)
		return false;
	if (dn_sqlite_type_is_text(from) && dn_sqlite_type_is_text(to))
		return to->nmods == 0 && from->kind != DN_TYPE_CHAR && to->kind != DN_TYPE_CHAR;
	/* An enum's label. */
	if (from->kind == DN_TYPE_NAMED && dn_schema_enum(p->t->schema, from) != NULL)
		return dn_sqlite_type_is_text(to) && to->nmods == 0;
	if (dn_sqlite_type_is_integer(from) && dn_sqlite_type_is_integer(to))
		return to->kind >= from->kind;
	return dn_type_equal(from, to);
}

/* Without what is not printed. */
static const struct dn_expr *
expr_strip(const struct sqlite_print *p, const struct dn_expr *expr)
{
	static const char *const binary[] = { "C", "POSIX", "ucs_basic", "default", NULL };

	for (;;) {
		if (expr->kind == DN_EXPR_CAST && expr_cast_is_idle(p, expr))
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

/* One side of a comparison: a literal there is a value of the other side's type. */
static bool
expr_side(struct sqlite_print *p, const struct dn_expr *expr, const struct dn_type *type)
{
	return dn_sqlite_constant(p, expr, type) || expr_print(p, expr, LEVEL_ARITHMETIC);
}

static const struct dn_type *
expr_common_type(const struct sqlite_print *p, const struct dn_expr *expr)
{
	for (size_t i = 0; i < expr->nargs; i++) {
		const struct dn_type *type = dn_sqlite_expr_type(p, expr_strip(p, expr->args[i]));

		if (type != NULL && expr->args[i]->kind != DN_EXPR_CAST)
			return type;
	}
	return NULL;
}

static bool
expr_compare(struct sqlite_print *p, const struct dn_expr *expr, const char *word)
{
	const struct dn_type *type = expr_common_type(p, expr);

	if (!expr_side(p, expr->args[0], type))
		return false;
	dunlin_buf_printf(p->buf, " %s ", word);
	return expr_side(p, expr->args[1], type);
}

static bool
expr_in(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = expr_common_type(p, expr);

	if (!expr_side(p, expr->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT IN (" : " IN (");
	for (size_t i = 1; i < expr->nargs; i++) {
		dunlin_buf_puts(p->buf, i == 1 ? "" : ", ");
		if (!expr_side(p, expr->args[i], type))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
expr_between(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_type *type = expr_common_type(p, expr);

	if (!expr_side(p, expr->args[0], type))
		return false;
	dunlin_buf_puts(p->buf, expr->negated ? " NOT BETWEEN " : " BETWEEN ");
	if (!expr_side(p, expr->args[1], type))
		return false;
	dunlin_buf_puts(p->buf, " AND ");
	return expr_side(p, expr->args[2], type);
}

static bool
expr_is(struct sqlite_print *p, const struct dn_expr *expr)
{
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
	dunlin_buf_puts(p->buf, "CASE");
	if (expr->operand != NULL) {
		dunlin_buf_puts(p->buf, " ");
		if (!dn_sqlite_operand(p, expr->operand))
			return false;
	}
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		dunlin_buf_puts(p->buf, " WHEN ");
		if (!dn_sqlite_expr(p, expr->args[i]))
			return false;
		dunlin_buf_puts(p->buf, " THEN ");
		if (!dn_sqlite_expr(p, expr->args[i + 1]))
			return false;
	}
	if (expr->otherwise != NULL) {
		dunlin_buf_puts(p->buf, " ELSE ");
		if (!dn_sqlite_expr(p, expr->otherwise))
			return false;
	}
	dunlin_buf_puts(p->buf, " END");
	return true;
}

static bool
expr_cannot(
    const struct sqlite_print *p, const struct dn_expr *expr, const char *what, const char *name)
{
	return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
	    "%s '%s' has no counterpart there", what, name);
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

static bool
expr_cast(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *arg = expr->args[0];
	const struct dn_type *from = dn_sqlite_expr_type(p, arg);

	if (dn_sqlite_constant(p, expr, NULL))
		return true;
	if (expr_cast_is_idle(p, expr))
		return dn_sqlite_expr(p, arg);
	/* Rows are not changed to 0 in silence. */
	if (p->sources != NULL && dn_sqlite_type_is_text(from) &&
	    dn_sqlite_type_is_number(expr->type))
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, expr->span),
		    "text that is no number would become 0 there");
	switch (expr->type->dims > 0 ? (int) DN_TYPE_NAMED : (int) expr->type->kind) {
	case DN_TYPE_VARCHAR:
		if (expr->type->nmods == 0)
			return expr_wrapped(p, "CAST(", arg, " AS TEXT)");
		dunlin_buf_puts(p->buf, "substr(");
		if (!dn_sqlite_expr(p, arg))
			return false;
		dunlin_buf_printf(p->buf, ", 1, %d)", expr->type->mods[0]);
		return true;
	case DN_TYPE_TEXT: return expr_wrapped(p, "CAST(", arg, " AS TEXT)");
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT:
		if (dn_sqlite_type_is_integer(from) || dn_sqlite_type_is_text(from))
			return expr_wrapped(p, "CAST(", arg, " AS INTEGER)");
		return expr_wrapped(p, "CAST(round(", arg, ") AS INTEGER)");
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: return expr_wrapped(p, "CAST(", arg, " AS REAL)");
	case DN_TYPE_NUMERIC:
		if (expr->type->nmods == 0)
			return expr_wrapped(p, "CAST(", arg, " AS NUMERIC)");
		break;
	case DN_TYPE_DATE: return expr_wrapped(p, "substr(", arg, ", 1, 10)");
	default: break;
	}
	return expr_cannot(p, expr, "the cast to", dn_type_text(p->buf, expr->type));
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
	return dn_sqlite_type_is_integer(dn_sqlite_expr_type(p, expr));
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
	return dn_sqlite_operand(p, expr->args[1]);
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

static const char json_name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

static bool
expr_json(struct sqlite_print *p, const struct dn_expr *expr)
{
	const struct dn_expr *key = dn_expr_bare(expr->args[1]);
	bool text = strcmp(expr->name, "->>") == 0;
	bool name = key->kind == DN_EXPR_STRING &&
		    key->text[strspn(key->text, json_name)] == '\0' &&
		    strchr("0123456789", key->text[0]) == NULL;

	/* SQLite reads other keys as paths. */
	if (!name && (key->kind != DN_EXPR_NUMBER || key->text[0] == '-'))
		return expr_cannot(
		    p, expr, "with a key that is no simple name, the operator", expr->name);
	dunlin_buf_puts(p->buf, text ? "CAST(" : "(");
	if (!dn_sqlite_operand(p, expr->args[0]))
		return false;
	dunlin_buf_printf(p->buf, " %s ", expr->name);
	if (!dn_sqlite_constant(p, key, NULL))
		return false;
	dunlin_buf_puts(p->buf, text ? " AS TEXT)" : ")");
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
	else
		return expr_cannot(p, expr, "the operator", expr->name);
	return dn_sqlite_function(p, &function);
}

static bool
expr_binary(struct sqlite_print *p, const struct dn_expr *expr)
{
	if (is_one_of(expr->name, comparisons))
		return expr_compare(p, expr, strcmp(expr->name, "!=") == 0 ? "<>" : expr->name);
	if (expr_is_match(expr))
		return dn_sqlite_match(p, expr);
	if (expr->name[0] == '/' || expr->name[0] == '%')
		return expr_divide(p, expr);
	if (strcmp(expr->name, "->") == 0 || strcmp(expr->name, "->>") == 0)
		return expr_json(p, expr);
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
expr_column(struct sqlite_print *p, const struct dn_expr *expr)
{
	const char *source = p->sources == NULL ? NULL : dn_map_get(p->sources, expr->name);

	if (source != NULL) {
		dunlin_buf_puts(p->buf, source);
		return true;
	}
	if (p->table != NULL && !p->table->unknown && dn_table_column(p->table, expr->name) == NULL)
		return expr_cannot(p, expr, "the column", expr->name);
	dn_sqlite_identifier(p->buf, expr->name);
	return true;
}

static bool
expr_row(struct sqlite_print *p, const struct dn_expr *expr)
{
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
	case DN_EXPR_IN: return expr_in(p, expr);
	case DN_EXPR_BETWEEN: return expr_between(p, expr);
	case DN_EXPR_IS: return expr_is(p, expr);
	case DN_EXPR_DISTINCT: return expr_compare(p, expr, expr->negated ? "IS" : "IS NOT");
	case DN_EXPR_CASE: return expr_case(p, expr);
	case DN_EXPR_CAST: return expr_cast(p, expr);
	case DN_EXPR_ROW: return expr_row(p, expr);
	case DN_EXPR_COLLATE:
		if (expr_strip(p, expr) != expr)
			return dn_sqlite_expr(p, expr_strip(p, expr));
		return expr_cannot(p, expr, "the collation", expr->name);
	default: break;
	}
	if (dn_sqlite_constant(p, expr, NULL))
		return true;
	return expr_cannot(p, expr, "the expression", expr->text != NULL ? expr->text : "?");
}
