/* value_set.c - CHECK constraints that are an enum by another name */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "schema/expr/expr.h"

struct value_set {
	const void *mem;
	const char *column;
	const char **values;
	size_t n;
	struct dn_map *seen; /* a value counts once */
};

/* A cast that changes no string: no length, no folding of case. */
static bool
value_set_is_plain_cast(const struct dn_expr *expr)
{
	if (expr->kind != DN_EXPR_CAST || expr->type->nmods != 0)
		return false;
	return expr->type->kind == DN_TYPE_TEXT || expr->type->kind == DN_TYPE_VARCHAR ||
	       expr->type->kind == DN_TYPE_CHAR || expr->type->kind == DN_TYPE_NAMED;
}

static const struct dn_expr *
value_set_bare(const struct dn_expr *expr)
{
	while (value_set_is_plain_cast(expr))
		expr = expr->args[0];
	return expr;
}

static bool
value_set_column(struct value_set *set, const struct dn_expr *expr)
{
	expr = value_set_bare(expr);
	if (expr->kind != DN_EXPR_COLUMN)
		return false;
	if (set->column == NULL)
		set->column = expr->name;
	return strcmp(set->column, expr->name) == 0;
}

static bool
value_set_value(struct value_set *set, const struct dn_expr *expr)
{
	expr = value_set_bare(expr);
	if (expr->kind != DN_EXPR_STRING)
		return false;
	if (dn_map_get(set->seen, expr->text) != NULL)
		return true;
	dn_map_put(set->seen, expr->text, set);
	dn_push(set->mem, set->values, set->n, dn_strdup(set->seen, expr->text));
	return true;
}

static bool
value_set_values(struct value_set *set, struct dn_expr *const *args, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!value_set_value(set, args[i]))
			return false;
	return true;
}

/* column IN (...), or one array that stands for the list. */
static bool
value_set_in(struct value_set *set, const struct dn_expr *expr)
{
	const struct dn_expr *array;

	if (expr->negated || expr->nargs < 2 || !value_set_column(set, expr->args[0]))
		return false;
	array = value_set_bare(expr->args[1]);
	if (expr->nargs == 2 && array->kind == DN_EXPR_ARRAY)
		return value_set_values(set, array->args, array->nargs);
	return value_set_values(set, expr->args + 1, expr->nargs - 1);
}

static bool
value_set_equals(struct value_set *set, const struct dn_expr *expr)
{
	const struct dn_expr *left, *right;

	if (expr->nargs != 2)
		return false;
	left = expr->args[0];
	right = expr->args[1];
	if (value_set_bare(left)->kind == DN_EXPR_STRING) {
		left = expr->args[1];
		right = expr->args[0];
	}
	return value_set_column(set, left) && value_set_value(set, right);
}

/* A CHECK lets null through anyway, so saying so changes nothing. */
static bool
value_set_null(struct value_set *set, const struct dn_expr *expr)
{
	return !expr->negated && strcmp(expr->name, "null") == 0 &&
	       value_set_column(set, expr->args[0]);
}

static bool
value_set_read(struct value_set *set, const struct dn_expr *expr)
{
	if (expr->kind == DN_EXPR_IN)
		return value_set_in(set, expr);
	if (expr->kind == DN_EXPR_IS)
		return value_set_null(set, expr);
	if (expr->kind != DN_EXPR_OPERATOR)
		return false;
	if (strcmp(expr->name, "=") == 0)
		return value_set_equals(set, expr);
	if (strcmp(expr->name, "or") != 0)
		return false;
	for (size_t i = 0; i < expr->nargs; i++)
		if (!value_set_read(set, expr->args[i]))
			return false;
	return true;
}

bool
dn_expr_value_set(const void *mem, const struct dn_expr *check, const char **column,
    const char ***values, size_t *n)
{
	struct value_set set = { .mem = mem };
	bool is;

	if (check == NULL)
		return false;
	set.seen = dn_map_new(mem);
	is = value_set_read(&set, check) && set.n > 0;
	for (size_t i = 0; is && i < set.n; i++)
		set.values[i] = dn_strdup(set.values, set.values[i]);
	dn_free(set.seen);
	if (!is) {
		dn_free(set.values);
		return false;
	}
	*column = set.column;
	*values = set.values;
	*n = set.n;
	return true;
}
