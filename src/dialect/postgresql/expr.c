/* expr.c - expressions as PostgreSQL's SQL */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "schema/name.h"

static void print_node(struct dunlin_buf *buf, const struct dn_expr *expr);

/* Parentheses around everything that is more than one operand: they leave no trace in a tree. */
static void
print_operand(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	bool one = (expr->kind >= DN_EXPR_COLUMN && expr->kind <= DN_EXPR_FUNCTION &&
		       !(expr->kind == DN_EXPR_NUMBER && expr->text[0] == '-')) ||
		   expr->kind == DN_EXPR_ARRAY || expr->kind == DN_EXPR_ROW;

	dunlin_buf_puts(buf, one ? "" : "(");
	print_node(buf, expr);
	dunlin_buf_puts(buf, one ? "" : ")");
}

static void
print_list(struct dunlin_buf *buf, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		print_node(buf, args[i]);
	}
}

static void
print_string(struct dunlin_buf *buf, const char *text)
{
	dunlin_buf_puts(buf, "'");
	for (; *text != '\0'; text++)
		dunlin_buf_put(buf, *text == '\'' ? "''" : text, *text == '\'' ? 2 : 1);
	dunlin_buf_puts(buf, "'");
}

static void
print_column(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	if (expr->qualifier != NULL) {
		dn_name_quote(buf, expr->qualifier);
		dunlin_buf_puts(buf, ".");
	}
	dn_name_quote(buf, expr->name);
}

/* Functions that are words of the grammar and stand without parentheses. */
static bool
print_is_word(const struct dn_expr *expr)
{
	static const char *const words[] = { "current_timestamp", "current_date", "current_time",
		"localtimestamp", "localtime", "current_user", "session_user", "current_role",
		"user", "current_catalog", "current_schema" };

	for (size_t i = 0; expr->nargs == 0 && i < sizeof words / sizeof *words; i++)
		if (strcmp(expr->name, words[i]) == 0)
			return true;
	return false;
}

static bool
print_is_in(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

/* Words of the grammar too, and no functions to be quoted. */
static void
print_function(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	static const char *const grammar[] = { "coalesce", "greatest", "least", "nullif",
		"current_timestamp", "current_time", "localtimestamp", "localtime" };

	if (print_is_word(expr) ||
	    print_is_in(expr->name, grammar, sizeof grammar / sizeof *grammar))
		dunlin_buf_puts(buf, expr->name);
	else if (strchr(expr->name, '.') != NULL)
		dunlin_buf_puts(buf, expr->name);
	else
		dn_name_quote(buf, expr->name);
	if (print_is_word(expr))
		return;
	dunlin_buf_puts(buf, "(");
	print_list(buf, expr->args, expr->nargs);
	dunlin_buf_puts(buf, ")");
}

static const char *
print_operator_name(const char *name)
{
	static const char *const names[][2] = { { "~~", "LIKE" }, { "!~~", "NOT LIKE" },
		{ "~~*", "ILIKE" }, { "!~~*", "NOT ILIKE" }, { "and", "AND" }, { "or", "OR" },
		{ "not", "NOT" } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i][0]) == 0)
			return names[i][1];
	return name;
}

static void
print_operator(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	const char *name = print_operator_name(expr->name);

	if (expr->nargs == 1) {
		dunlin_buf_printf(buf, "%s ", name);
		print_operand(buf, expr->args[0]);
		return;
	}
	for (size_t i = 0; i < expr->nargs; i++) {
		if (i > 0)
			dunlin_buf_printf(buf, " %s ", name);
		print_operand(buf, expr->args[i]);
	}
}

static void
print_test(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	const char *no = expr->negated ? "NOT " : "";

	print_operand(buf, expr->args[0]);
	switch (expr->kind) {
	case DN_EXPR_IN:
		dunlin_buf_printf(buf, " %sIN (", no);
		print_list(buf, expr->args + 1, expr->nargs - 1);
		dunlin_buf_puts(buf, ")");
		break;
	case DN_EXPR_BETWEEN:
		dunlin_buf_printf(buf, " %sBETWEEN %s", no, expr->truth ? "SYMMETRIC " : "");
		print_operand(buf, expr->args[1]);
		dunlin_buf_puts(buf, " AND ");
		print_operand(buf, expr->args[2]);
		break;
	case DN_EXPR_DISTINCT:
		dunlin_buf_printf(buf, " IS %sDISTINCT FROM ", no);
		print_operand(buf, expr->args[1]);
		break;
	default: dunlin_buf_printf(buf, " IS %s%s", no, expr->name); break;
	}
}

static void
print_case(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	dunlin_buf_puts(buf, "CASE");
	if (expr->operand != NULL) {
		dunlin_buf_puts(buf, " ");
		print_operand(buf, expr->operand);
	}
	for (size_t i = 0; i + 1 < expr->nargs; i += 2) {
		dunlin_buf_puts(buf, " WHEN ");
		print_node(buf, expr->args[i]);
		dunlin_buf_puts(buf, " THEN ");
		print_node(buf, expr->args[i + 1]);
	}
	if (expr->otherwise != NULL) {
		dunlin_buf_puts(buf, " ELSE ");
		print_node(buf, expr->otherwise);
	}
	dunlin_buf_puts(buf, " END");
}

static void
print_cast(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	char *type = dn_type_text(buf, expr->type);

	print_operand(buf, expr->args[0]);
	dunlin_buf_printf(buf, "::%s", type);
	dn_free(type);
}

static void
print_literal(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	switch (expr->kind) {
	case DN_EXPR_STRING: print_string(buf, expr->text); break;
	case DN_EXPR_NUMBER: dunlin_buf_puts(buf, expr->text); break;
	case DN_EXPR_BOOLEAN: dunlin_buf_puts(buf, expr->truth ? "true" : "false"); break;
	case DN_EXPR_NULL: dunlin_buf_puts(buf, "NULL"); break;
	case DN_EXPR_DEFAULT: dunlin_buf_puts(buf, "DEFAULT"); break;
	case DN_EXPR_STAR: dunlin_buf_puts(buf, "*"); break;
	default: dunlin_buf_puts(buf, expr->text); break;
	}
}

static void
print_node(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	switch (expr->kind) {
	case DN_EXPR_COLUMN: print_column(buf, expr); break;
	case DN_EXPR_FUNCTION: print_function(buf, expr); break;
	case DN_EXPR_OPERATOR: print_operator(buf, expr); break;
	case DN_EXPR_IN:
	case DN_EXPR_BETWEEN:
	case DN_EXPR_IS:
	case DN_EXPR_DISTINCT: print_test(buf, expr); break;
	case DN_EXPR_CASE: print_case(buf, expr); break;
	case DN_EXPR_CAST: print_cast(buf, expr); break;
	case DN_EXPR_ARRAY:
		dunlin_buf_puts(buf, "ARRAY[");
		print_list(buf, expr->args, expr->nargs);
		dunlin_buf_puts(buf, "]");
		break;
	case DN_EXPR_SUBSCRIPT:
		print_operand(buf, expr->args[0]);
		dunlin_buf_puts(buf, "[");
		print_node(buf, expr->args[1]);
		dunlin_buf_puts(buf, "]");
		break;
	case DN_EXPR_COLLATE:
		print_operand(buf, expr->args[0]);
		dunlin_buf_puts(buf, " COLLATE ");
		dn_name_quote(buf, expr->name);
		break;
	case DN_EXPR_ANY:
		print_operand(buf, expr->args[0]);
		dunlin_buf_printf(buf, " %s %s (", expr->name, expr->truth ? "ALL" : "ANY");
		print_node(buf, expr->args[1]);
		dunlin_buf_puts(buf, ")");
		break;
	case DN_EXPR_ROW:
		dunlin_buf_puts(buf, "ROW(");
		print_list(buf, expr->args, expr->nargs);
		dunlin_buf_puts(buf, ")");
		break;
	default: print_literal(buf, expr); break;
	}
}

void
dn_postgresql_expr(struct dunlin_buf *buf, const struct dn_expr *expr)
{
	if (expr->written != NULL)
		dunlin_buf_puts(buf, expr->written);
	else
		print_node(buf, expr);
}
