/* equal.c - do two expressions mean the same, as far as their form shows it? */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/expr/expr.h"
#include "schema/words.h"

/*
 * Both sides are brought into one form first, the one that PostgreSQL prints where it changes what
 * was written: BETWEEN becomes two comparisons, a list of one value a comparison, and so on.
 */

static bool
equal_is_number_type(const struct dn_type *type)
{
	return type->dims == 0 && type->kind >= DN_TYPE_SMALLINT && type->kind <= DN_TYPE_DOUBLE;
}

static bool
equal_is_literal(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_STRING || expr->kind == DN_EXPR_NUMBER ||
	       expr->kind == DN_EXPR_BOOLEAN || expr->kind == DN_EXPR_NULL;
}

/* Casts to text without a length are what the server adds to make operators fit. */
static bool
equal_is_no_cast(const struct dn_expr *cast)
{
	if (cast->type->nmods != 0)
		return false;
	return cast->type->kind == DN_TYPE_TEXT || cast->type->kind == DN_TYPE_VARCHAR ||
	       equal_is_literal(dn_expr_bare(cast->args[0])) ||
	       cast->args[0]->kind == DN_EXPR_ARRAY;
}

static void
equal_drop_casts(struct dn_expr *expr)
{
	while (expr->kind == DN_EXPR_CAST && equal_is_no_cast(expr)) {
		bool number = equal_is_number_type(expr->type);

		*expr = *expr->args[0];
		if (number && expr->kind == DN_EXPR_STRING)
			expr->kind = DN_EXPR_NUMBER;
	}
}

/* -1 is written as an operator, printed as '-1'::integer. */
static void
equal_fold_sign(const void *mem, struct dn_expr *expr)
{
	const char *sign = expr->name;
	struct dn_expr *arg;

	if (expr->nargs != 1 || (strcmp(sign, "-") != 0 && strcmp(sign, "+") != 0))
		return;
	arg = expr->args[0];
	equal_drop_casts(arg);
	if (arg->kind != DN_EXPR_NUMBER || arg->text[0] == '-')
		return;
	expr->text = sign[0] == '+' ? arg->text : dn_sprintf(mem, "-%s", arg->text);
	expr->kind = DN_EXPR_NUMBER;
	expr->nargs = 0;
}

static void
equal_collect(
    const void *mem, struct dn_expr *expr, const char *op, struct dn_expr ***args, size_t *n)
{
	if (expr->kind != DN_EXPR_OPERATOR || strcmp(expr->name, op) != 0) {
		dn_push(mem, *args, *n, expr);
		return;
	}
	for (size_t i = 0; i < expr->nargs; i++)
		equal_collect(mem, expr->args[i], op, args, n);
}

static void
equal_flatten(const void *mem, struct dn_expr *expr)
{
	struct dn_expr **args = NULL;
	size_t n = 0;

	for (size_t i = 0; i < expr->nargs; i++)
		equal_collect(mem, expr->args[i], expr->name, &args, &n);
	expr->args = args;
	expr->nargs = n;
}

static struct dn_expr *
equal_operator(const void *mem, const char *name, struct dn_expr *left, struct dn_expr *right)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = DN_EXPR_OPERATOR;
	expr->name = name;
	expr->nargs = 2;
	expr->args = dn_new_array(mem, struct dn_expr *, 2);
	expr->args[0] = left;
	expr->args[1] = right;
	return expr;
}

static void
equal_split_between(const void *mem, struct dn_expr *expr)
{
	bool negated = expr->negated;
	struct dn_expr *value = expr->args[0], *same = dn_expr_copy(mem, value);

	*expr = *equal_operator(mem, negated ? "or" : "and",
	    equal_operator(mem, negated ? "<" : ">=", value, expr->args[1]),
	    equal_operator(mem, negated ? ">" : "<=", same, expr->args[2]));
}

/* (a, b) = (1, 2) is a = 1 AND b = 2. */
static void
equal_split_rows(const void *mem, struct dn_expr *expr)
{
	bool differ = strcmp(expr->name, "<>") == 0;
	struct dn_expr *left, *right;
	struct dn_expr **args;

	if ((!differ && strcmp(expr->name, "=") != 0) || expr->nargs != 2)
		return;
	left = expr->args[0];
	right = expr->args[1];
	if (left->kind != DN_EXPR_ROW || right->kind != DN_EXPR_ROW || left->nargs != right->nargs)
		return;
	args = dn_new_array(mem, struct dn_expr *, left->nargs);
	for (size_t i = 0; i < left->nargs; i++)
		args[i] = equal_operator(mem, expr->name, left->args[i], right->args[i]);
	expr->args = args;
	expr->nargs = left->nargs;
	expr->name = differ ? "or" : "and";
}

static void
equal_drop_null_else(struct dn_expr *expr)
{
	if (expr->otherwise != NULL && dn_expr_bare(expr->otherwise)->kind == DN_EXPR_NULL)
		expr->otherwise = NULL;
}

/* NOT (a IS DISTINCT FROM b) is a IS NOT DISTINCT FROM b. */
static void
equal_fold_not(struct dn_expr *expr)
{
	bool negated;

	if (strcmp(expr->name, "not") != 0 || expr->args[0]->kind != DN_EXPR_DISTINCT)
		return;
	negated = !expr->args[0]->negated;
	*expr = *expr->args[0];
	expr->negated = negated;
}

static void
equal_normalise_operator(const void *mem, struct dn_expr *expr)
{
	if (strcmp(expr->name, "!=") == 0)
		expr->name = "<>";
	equal_split_rows(mem, expr);
	if (strcmp(expr->name, "and") == 0 || strcmp(expr->name, "or") == 0)
		equal_flatten(mem, expr);
	equal_fold_sign(mem, expr);
	if (expr->kind == DN_EXPR_OPERATOR)
		equal_fold_not(expr);
}

static bool
equal_normalise(struct dn_expr *expr, void *payload)
{
	const void *mem = payload;

	equal_drop_casts(expr);
	if (expr->kind == DN_EXPR_BETWEEN && !expr->truth)
		equal_split_between(mem, expr);
	else if (expr->kind == DN_EXPR_IN && expr->nargs == 2)
		*expr =
		    *equal_operator(mem, expr->negated ? "<>" : "=", expr->args[0], expr->args[1]);
	if (expr->kind == DN_EXPR_OPERATOR)
		equal_normalise_operator(mem, expr);
	else if (expr->kind == DN_EXPR_CASE)
		equal_drop_null_else(expr);
	return true;
}

static bool
equal_strings(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
equal_node(const struct dn_expr *a, const struct dn_expr *b)
{
	if (a->kind != b->kind || a->negated != b->negated || a->nargs != b->nargs ||
	    a->truth != b->truth || !equal_strings(a->name, b->name))
		return false;
	if (a->kind == DN_EXPR_OPAQUE || a->kind == DN_EXPR_SUBQUERY)
		return a->text != NULL && b->text != NULL && dn_words_equal(a->text, b->text);
	if (!equal_strings(a->text, b->text))
		return false;
	return (a->type == NULL) == (b->type == NULL) &&
	       (a->type == NULL || dn_type_equal(a->type, b->type));
}

/* The qualifier is left out: where these expressions stand there is one table. */
static bool
equal_all(const struct dn_expr *a, const struct dn_expr *b)
{
	while (a != NULL && b != NULL) {
		if (!equal_node(a, b) || !equal_all(a->operand, b->operand) ||
		    !equal_all(a->otherwise, b->otherwise))
			return false;
		for (size_t i = 1; i < a->nargs; i++)
			if (!equal_all(a->args[i], b->args[i]))
				return false;
		if (a->nargs == 0)
			return true;
		a = a->args[0];
		b = b->args[0];
	}
	return a == b;
}

bool
dn_expr_equal(const struct dn_expr *a, const struct dn_expr *b)
{
	void *mem;
	struct dn_expr *x, *y;
	bool equal;

	if (a == NULL || b == NULL)
		return a == b;
	mem = dn_new_context(NULL);
	x = dn_expr_copy(mem, a);
	y = dn_expr_copy(mem, b);
	dn_expr_each(x, equal_normalise, mem);
	dn_expr_each(y, equal_normalise, mem);
	equal = equal_all(x, y);
	dn_free(mem);
	return equal;
}
