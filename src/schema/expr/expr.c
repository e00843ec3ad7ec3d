/* expr.c - copy, walk and look through expressions */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/query.h"
#include "schema/words.h"

static void expr_fill(const void *root, struct dn_expr *to, const struct dn_expr *from);

static struct dn_expr *
expr_copy_part(const void *root, const struct dn_expr *from)
{
	struct dn_expr *to;

	if (from == NULL)
		return NULL;
	to = dn_new(root, struct dn_expr);
	expr_fill(root, to, from);
	return to;
}

static void
expr_fill_node(const void *root, struct dn_expr *to, const struct dn_expr *from)
{
	*to = *from;
	to->name = dn_strdup_null(root, from->name);
	to->qualifier = dn_strdup_null(root, from->qualifier);
	to->text = dn_strdup_null(root, from->text);
	to->written = dn_strdup_null(root, from->written);
	to->type = dn_type_copy(root, from->type);
	to->operand = expr_copy_part(root, from->operand);
	to->otherwise = expr_copy_part(root, from->otherwise);
	to->query = dn_query_copy(root, from->query);
	to->call = dn_call_copy(root, from->call);
	to->args = from->nargs == 0 ? NULL : dn_new_array(root, struct dn_expr *, from->nargs);
}

/*
 * All parts are children of ROOT, and the first argument is followed without recursion: a chain of
 * 20,000 operators must overflow neither this stack nor talloc's.
 */
static void
expr_fill(const void *root, struct dn_expr *to, const struct dn_expr *from)
{
	for (;;) {
		expr_fill_node(root, to, from);
		if (from->nargs == 0)
			return;
		for (size_t i = 1; i < from->nargs; i++)
			to->args[i] = expr_copy_part(root, from->args[i]);
		to->args[0] = dn_new(root, struct dn_expr);
		to = to->args[0];
		from = from->args[0];
	}
}

struct dn_expr *
dn_expr_copy(const void *mem, const struct dn_expr *expr)
{
	struct dn_expr *copy;

	if (expr == NULL)
		return NULL;
	copy = dn_new(mem, struct dn_expr);
	expr_fill(copy, copy, expr);
	return copy;
}

bool
dn_expr_each(struct dn_expr *expr, bool (*fn)(struct dn_expr *expr, void *payload), void *payload)
{
	for (; expr != NULL; expr = expr->nargs == 0 ? NULL : expr->args[0]) {
		if (!fn(expr, payload) || !dn_expr_each(expr->operand, fn, payload))
			return false;
		for (size_t i = 1; i < expr->nargs; i++)
			if (!dn_expr_each(expr->args[i], fn, payload))
				return false;
		if (!dn_expr_each(expr->otherwise, fn, payload))
			return false;
	}
	return true;
}

static bool
expr_is_not_column(struct dn_expr *expr, void *payload)
{
	const char *column = payload;

	if (expr->kind == DN_EXPR_COLUMN)
		return strcmp(expr->name, column) != 0;
	if (expr->kind == DN_EXPR_OPAQUE || expr->kind == DN_EXPR_SUBQUERY)
		return expr->text == NULL || !dn_words_mention(expr->text, column);
	return true;
}

bool
dn_expr_uses_column(const struct dn_expr *expr, const char *column)
{
	return !dn_expr_each(
	    (struct dn_expr *) (uintptr_t) expr, expr_is_not_column, (void *) (uintptr_t) column);
}

const struct dn_expr *
dn_expr_bare(const struct dn_expr *expr)
{
	while (expr != NULL && (expr->kind == DN_EXPR_CAST || expr->kind == DN_EXPR_COLLATE))
		expr = expr->args[0];
	return expr;
}

bool
dn_expr_is_row(const struct dn_expr *expr)
{
	const char *name = expr->kind == DN_EXPR_STAR ? expr->qualifier : expr->name;

	if (expr->kind == DN_EXPR_ROW && expr->nargs == 1)
		return dn_expr_is_row(expr->args[0]);
	if (name == NULL || (expr->kind != DN_EXPR_STAR &&
				(expr->kind != DN_EXPR_COLUMN || expr->qualifier != NULL)))
		return false;
	return strcmp(name, "new") == 0 || strcmp(name, "old") == 0;
}
