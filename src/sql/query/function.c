/* function.c - function calls, and what is called without parentheses */
#include "config.h"

#include <string.h>

#include "sql/query/query.h"

/* Written between their operands: a AT TIME ZONE b, a LIKE b ESCAPE c ... */
static bool
function_is_infix(const PgQuery__FuncCall *node, const char *name)
{
	static const char *const infix[] = { "timezone", "like_escape", "similar_to_escape",
		"overlaps", "is_normalized" };

	if (node->n_funcname != 2 || strcmp(dn_node_string(node->funcname[0]), "pg_catalog") != 0)
		return false;
	if (node->funcformat == PG_QUERY__COERCION_FORM__COERCE_EXPLICIT_CALL &&
	    strcmp(name, "like_escape") != 0 && strcmp(name, "similar_to_escape") != 0)
		return false;
	for (size_t i = 0; i < sizeof infix / sizeof *infix; i++)
		if (strcmp(name, infix[i]) == 0)
			return true;
	return false;
}

/* Behind token I when it is WORD, and behind the brackets or the name that follow it. */
static size_t
function_skip_clause(const struct dn_tokens *tokens, size_t i, const char *word)
{
	return dn_tokens_is(tokens, i, word) ? dn_tokens_skip(tokens, i + 1) : i;
}

static struct dn_range
function_range(const struct dn_tokens *tokens, int location)
{
	size_t i = dn_tokens_at(tokens, location);
	struct dn_range range = { i, i + 1 };

	while (dn_tokens_is_punct(tokens, range.to, '.'))
		range.to += 2;
	if (dn_tokens_is_punct(tokens, range.to, '('))
		range.to = dn_tokens_skip(tokens, range.to);
	if (dn_tokens_is(tokens, range.to, "within"))
		range.to = function_skip_clause(tokens, range.to + 1, "group");
	range.to = function_skip_clause(tokens, range.to, "filter");
	range.to = function_skip_clause(tokens, range.to, "over");
	return range;
}

/* What stands WITHIN GROUP is one of few. */
static bool
function_is_ordered_set(const char *name)
{
	return strcmp(name, "percentile_cont") == 0 || strcmp(name, "percentile_disc") == 0 ||
	       strcmp(name, "mode") == 0;
}

/* Calls that mean more than their name and arguments. */
static bool
function_is_plain(const PgQuery__FuncCall *node, const char *name)
{
	for (size_t i = 0; i < node->n_args; i++)
		if (node->args[i]->node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR)
			return false;
	return !node->func_variadic && (!node->agg_within_group || function_is_ordered_set(name));
}

/* DISTINCT, ORDER BY, FILTER and OVER; false where the window is beyond us. */
static bool
function_call(
    struct dn_convert *c, const void *mem, const PgQuery__FuncCall *node, struct dn_expr *e)
{
	if (node->n_agg_order == 0 && node->agg_filter == NULL && node->over == NULL &&
	    !node->agg_distinct)
		return true;
	e->call = dn_new(mem, struct dn_call);
	e->call->distinct = node->agg_distinct;
	e->call->within = node->agg_within_group;
	e->call->norder = node->n_agg_order;
	e->call->order = dn_convert_order(c, mem, DN_NODES(node, agg_order));
	if (node->agg_filter != NULL)
		e->call->filter = dn_convert_expr(c, mem, node->agg_filter);
	if (node->over != NULL)
		e->call->over = dn_convert_window(c, mem, node->over);
	return node->over == NULL || e->call->over != NULL;
}

static void
function_star(struct dn_convert *c, const void *mem, struct dn_expr *e, struct dn_range range)
{
	struct dn_expr *star = dn_new(mem, struct dn_expr);

	star->kind = DN_EXPR_STAR;
	star->span = dn_tokens_span(c->tokens, range.to - 2, range.to - 1);
	dn_push(e, e->args, e->nargs, star);
}

/*
 * "date(x)", "text(x)": a type's name called with one argument is a cast.  (PostgreSQL manual,
 * "Type Casts")
 */
static void
function_as_cast(struct dn_expr *e)
{
	static const char *const types[] = { "bool", "date", "float4", "float8", "int2", "int4",
		"int8", "json", "jsonb", "text", "timestamptz", "uuid" };

	if (e->kind != DN_EXPR_FUNCTION || e->nargs != 1 || e->call != NULL || e->qualifier != NULL)
		return;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(e->name, types[i]) == 0) {
			e->kind = DN_EXPR_CAST;
			e->type = dn_type_copy(e, dn_type_plain(dn_type_find(types[i]), 0));
		}
}

void
dn_convert_call(struct dn_convert *c, const void *mem, const PgQuery__FuncCall *node,
    struct dn_expr *e, struct dn_range *range)
{
	struct dn_name name = dn_convert_name(e, DN_NODES(node, funcname));
	bool infix = function_is_infix(node, name.name);
	struct dn_range inner;
	size_t at = dn_tokens_at(c->tokens, node->location);

	e->kind = function_is_plain(node, name.name) && function_call(c, mem, node, e)
		      ? DN_EXPR_FUNCTION
		      : DN_EXPR_OPAQUE;
	e->name = name.name;
	if (name.schema != NULL && strcmp(name.schema, "pg_catalog") != 0)
		e->qualifier = name.schema;
	*range =
	    infix ? (struct dn_range){ at, at + 1 } : function_range(c->tokens, node->location);
	for (size_t i = 0; i < node->n_args; i++)
		if (infix)
			dn_convert_operand(c, mem, node->args[i], at, e, range);
		else
			dn_convert_arg(c, mem, node->args[i], e, &inner);
	if (node->agg_star)
		function_star(c, mem, e, *range);
	else if (!infix)
		function_as_cast(e);
}

void
dn_convert_named(struct dn_convert *c, const void *mem, const char *name, struct dn_nodes args,
    int location, struct dn_expr *e, struct dn_range *range)
{
	struct dn_range inner;

	*range = function_range(c->tokens, location);
	e->kind = DN_EXPR_FUNCTION;
	e->name = name;
	for (size_t i = 0; i < args.n; i++)
		dn_convert_arg(c, mem, args.items[i], e, &inner);
}

void
dn_convert_value_function(struct dn_convert *c, const void *mem,
    const PgQuery__SQLValueFunction *node, struct dn_expr *e, struct dn_range *range)
{
	/* In the order of SQLValueFunctionOp; those with a precision come twice. */
	static const char *const names[] = { "", "current_date", "current_time", "current_time",
		"current_timestamp", "current_timestamp", "localtime", "localtime",
		"localtimestamp", "localtimestamp", "current_role", "current_user", "user",
		"session_user", "current_catalog", "current_schema" };
	struct dn_expr *precision;

	*range = function_range(c->tokens, node->location);
	e->kind = DN_EXPR_FUNCTION;
	e->name = names[node->op];
	if (node->typmod < 0)
		return;
	precision = dn_new(mem, struct dn_expr);
	precision->kind = DN_EXPR_NUMBER;
	precision->text = dn_sprintf(precision, "%d", node->typmod);
	precision->span = dn_tokens_span(c->tokens, range->to - 2, range->to - 1);
	dn_push(e, e->args, e->nargs, precision);
}
