/* resolve_each.c - functions of many rows among the targets become one item of FROM */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/resolve.h"

static bool
each_is_function(const struct dn_expr *e)
{
	static const char *const names[] = { "unnest", "generate_series", "json_array_elements",
		"jsonb_array_elements", "json_array_elements_text", "jsonb_array_elements_text",
		"json_object_keys", "jsonb_object_keys", "string_to_table",
		"regexp_split_to_table" };

	for (size_t j = 0; e->kind == DN_EXPR_FUNCTION && j < sizeof names / sizeof *names; j++)
		if (strcmp(names[j], e->name) == 0)
			return true;
	return false;
}

static struct dn_expr *
each_column(const void *mem, const char *qualifier, const char *name, struct dn_span span)
{
	struct dn_expr *column = dn_new(mem, struct dn_expr);

	column->kind = DN_EXPR_COLUMN;
	column->qualifier = qualifier;
	column->name = name;
	column->span = span;
	return column;
}

static struct dn_from *
each_from(const void *mem, struct dn_expr *function, const char *alias)
{
	struct dn_from *from = dn_new(mem, struct dn_from);

	from->kind = DN_FROM_FUNCTION;
	from->function = function;
	from->alias = alias;
	return from;
}

/* coalesce(number of the first, ...) of N */
static struct dn_expr *
each_number(const void *mem, size_t n)
{
	struct dn_expr *first = dn_new(mem, struct dn_expr);

	first->kind = DN_EXPR_FUNCTION;
	first->name = "coalesce";
	for (size_t i = 1; i <= n; i++)
		dn_push(mem, first->args, first->nargs,
		    each_column(mem, dn_sprintf(mem, "dn_each_%zu", i), "ordinality",
			(struct dn_span){ 0, 0 }));
	return n == 1 ? first->args[0] : first;
}

/* That is the number of the Nth. */
static struct dn_expr *
each_same_number(const void *mem, size_t n)
{
	struct dn_expr *equal = dn_new(mem, struct dn_expr);

	equal->kind = DN_EXPR_OPERATOR;
	equal->name = "=";
	dn_push(mem, equal->args, equal->nargs, each_number(mem, n - 1));
	dn_push(mem, equal->args, equal->nargs,
	    each_column(
		mem, dn_sprintf(mem, "dn_each_%zu", n), "ordinality", (struct dn_span){ 0, 0 }));
	return equal;
}

/* The Nth row of each stands beside those of the others, null where one has no more. */
static void
each_add(const void *mem, struct dn_query *inner, struct dn_expr *function)
{
	size_t n = inner->ntargets + 1;
	const char *alias = dn_sprintf(mem, "dn_each_%zu", n);
	struct dn_from *from = each_from(mem, function, alias), *join;
	struct dn_target target = { .name = dn_sprintf(mem, "dn_%zu", n) };

	from->ordinality = true;
	from->columns = dn_new_array(mem, const char *, 1);
	from->columns[0] = "dn_value";
	from->ncolumns = 1;
	target.expr = each_column(mem, alias, "dn_value", function->span);
	dn_push(mem, inner->targets, inner->ntargets, target);
	if (inner->nfrom == 0) {
		dn_push(mem, inner->from, inner->nfrom, from);
		return;
	}
	join = dn_new(mem, struct dn_from);
	join->kind = DN_FROM_JOIN;
	join->join = DN_JOIN_FULL;
	join->left = inner->from[0];
	join->right = from;
	join->on = each_same_number(mem, n);
	inner->from[0] = join;
}

/* A LATERAL query over several. */
static struct dn_from *
each_several(const void *mem, struct dn_query *q)
{
	struct dn_from *from = dn_new(mem, struct dn_from);

	from->kind = DN_FROM_QUERY;
	from->lateral = true;
	from->alias = "dn_each";
	from->query = dn_new(mem, struct dn_query);
	from->query->kind = DN_QUERY_SELECT;
	for (size_t i = 0; i < q->ntargets; i++) {
		struct dn_target *target = &q->targets[i];

		if (!each_is_function(target->expr))
			continue;
		if (target->name == NULL)
			target->name = target->expr->name;
		each_add(mem, from->query, target->expr);
		target->expr = each_column(mem, "dn_each",
		    from->query->targets[from->query->ntargets - 1].name, target->expr->span);
	}
	return from;
}

void
dn_resolve_unnest(const void *mem, struct dn_from *from)
{
	const struct dn_expr *call = from->function;
	struct dn_query *q = dn_new(mem, struct dn_query);

	if (call->name == NULL || strcmp(call->name, "unnest") != 0 || call->nargs < 2)
		return;
	q->kind = DN_QUERY_SELECT;
	for (size_t i = 0; i < call->nargs; i++) {
		struct dn_expr *one = dn_new(mem, struct dn_expr);

		one->kind = DN_EXPR_FUNCTION;
		one->name = call->name;
		one->span = call->span;
		dn_push(mem, one->args, one->nargs, call->args[i]);
		each_add(mem, q, one);
		q->targets[i].name = call->name;
	}
	if (from->ordinality) {
		struct dn_target number = { .name = "ordinality" };

		number.expr = each_number(mem, call->nargs);
		dn_push(mem, q->targets, q->ntargets, number);
	}
	from->kind = DN_FROM_QUERY;
	from->lateral = true;
	if (from->alias == NULL)
		from->alias = call->name;
	from->ordinality = false;
	from->query = q;
	from->function = NULL;
}

void
dn_resolve_set_returning(struct dn_scope *scope, struct dn_query *q)
{
	size_t at = q->ntargets, n = 0;
	struct dn_from *from;

	for (size_t i = 0; i < q->ntargets; i++) {
		if (!each_is_function(q->targets[i].expr))
			continue;
		at = i;
		n++;
	}
	if (n == 0)
		return;
	if (q->ngroups > 0 || q->having != NULL) {
		q->beyond = "functions of many rows among the targets";
		return;
	}
	if (n > 1) {
		from = each_several(scope->mem, q);
	} else {
		from = each_from(scope->mem, q->targets[at].expr, "dn_each");
		if (q->targets[at].name == NULL)
			q->targets[at].name = from->function->name;
		q->targets[at].expr =
		    each_column(scope->mem, NULL, from->alias, from->function->span);
	}
	dn_push(scope->mem, q->from, q->nfrom, from);
}
