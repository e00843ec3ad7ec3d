/* operator.c - operators, and the forms of IN and BETWEEN that are none */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

static const char *
operator_name(const PgQuery__AExpr *node)
{
	return node->n_name == 0 ? "" : dn_node_string(node->name[node->n_name - 1]);
}

/* A list in parentheses behind token AT. */
static void
operator_list(struct dn_convert *c, const void *mem, struct dn_nodes items, size_t at,
    struct dn_expr *e, struct dn_range *range)
{
	struct dn_range inner;

	while (at < c->tokens->n && !dn_tokens_is_punct(c->tokens, at, '('))
		at++;
	for (size_t i = 0; i < items.n; i++)
		dn_convert_arg(c, mem, items.items[i], e, &inner);
	dn_range_add(range, (struct dn_range){ at, dn_tokens_skip(c->tokens, at) });
}

/* ARRAY[...] of scalars under any casts; *CAST is the outermost. */
static const PgQuery__AArrayExpr *
operator_array(const PgQuery__Node *node, const PgQuery__TypeCast **cast)
{
	const PgQuery__AArrayExpr *array;

	*cast = NULL;
	while (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST && *cast == NULL) {
		*cast = node->type_cast;
		node = node->type_cast->arg;
	}
	if (node->node_case != PG_QUERY__NODE__NODE_A_ARRAY_EXPR)
		return NULL;
	array = node->a_array_expr;
	for (size_t i = 0; i < array->n_elements; i++)
		if (array->elements[i]->node_case == PG_QUERY__NODE__NODE_A_ARRAY_EXPR)
			return NULL;
	if (array->n_elements == 0 || (*cast != NULL && (*cast)->type_name->n_array_bounds == 0))
		return NULL;
	return array;
}

/* A cast of the whole array is one of each element. */
static void
operator_cast_element(struct dn_convert *c, const void *mem, const PgQuery__TypeCast *cast,
    const PgQuery__Node *element, struct dn_expr *e)
{
	struct dn_expr *outer = dn_new(mem, struct dn_expr);
	struct dn_range inner;

	outer->kind = DN_EXPR_CAST;
	outer->type = dn_convert_type(c, outer, cast->type_name);
	outer->type->dims = 0;
	outer->type->span.end = outer->type->span.start;
	dn_convert_arg(c, mem, element, outer, &inner);
	outer->span = dn_tokens_span(c->tokens, inner.from, inner.to);
	dn_push(e, e->args, e->nargs, outer);
}

/* x = ANY (ARRAY[...]) is x IN (...), x <> ALL (ARRAY[...]) is x NOT IN (...). */
static void
operator_any(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node, struct dn_expr *e,
    struct dn_range *range)
{
	bool all = node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL;
	const PgQuery__TypeCast *cast;
	const PgQuery__AArrayExpr *array = operator_array(node->rexpr, &cast);
	size_t at = range->from, open = at;
	struct dn_range inner;

	dn_convert_operand(c, mem, node->lexpr, at, e, range);
	while (open < c->tokens->n && !dn_tokens_is(c->tokens, open, "any") &&
	       !dn_tokens_is(c->tokens, open, "some") && !dn_tokens_is(c->tokens, open, "all"))
		open++;
	dn_range_add(range, (struct dn_range){ at, dn_tokens_skip(c->tokens, open + 1) });
	if (array == NULL || strcmp(operator_name(node), all ? "<>" : "=") != 0) {
		e->kind = DN_EXPR_ANY;
		e->name = dn_strdup(mem, operator_name(node));
		e->truth = all;
		dn_convert_arg(c, mem, node->rexpr, e, &inner);
		return;
	}
	e->kind = DN_EXPR_IN;
	e->negated = all;
	for (size_t i = 0; i < array->n_elements; i++)
		if (cast != NULL)
			operator_cast_element(c, mem, cast, array->elements[i], e);
		else
			dn_convert_arg(c, mem, array->elements[i], e, &inner);
}

static void
operator_in(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node, struct dn_expr *e,
    struct dn_range *range)
{
	size_t at = range->from;

	e->kind = DN_EXPR_IN;
	e->negated = strcmp(operator_name(node), "<>") == 0;
	dn_convert_operand(c, mem, node->lexpr, at, e, range);
	operator_list(c, mem, DN_NODES(node->rexpr->list, items), at, e, range);
}

static void
operator_between(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node,
    struct dn_expr *e, struct dn_range *range)
{
	size_t at = range->from;

	e->kind = DN_EXPR_BETWEEN;
	e->truth = node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM ||
		   node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
	e->negated = node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN ||
		     node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM;
	dn_convert_operand(c, mem, node->lexpr, at, e, range);
	for (size_t i = 0; i < node->rexpr->list->n_items; i++)
		dn_convert_operand(c, mem, node->rexpr->list->items[i], at, e, range);
}

static void
operator_plain(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node,
    enum dn_expr_kind kind, struct dn_expr *e, struct dn_range *range)
{
	size_t at = range->from;

	e->kind = kind;
	if (node->lexpr != NULL)
		dn_convert_operand(c, mem, node->lexpr, at, e, range);
	if (node->rexpr != NULL)
		dn_convert_operand(c, mem, node->rexpr, at, e, range);
}

void
dn_convert_operator(struct dn_convert *c, const void *mem, const PgQuery__AExpr *node,
    struct dn_expr *e, struct dn_range *range)
{
	size_t at = dn_tokens_at(c->tokens, node->location);
	PgQuery__Node *both[] = { node->lexpr, node->rexpr };

	*range = (struct dn_range){ at, at < c->tokens->n ? at + 1 : at };
	switch ((int) node->kind) {
	case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
	case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL: operator_any(c, mem, node, e, range); break;
	case PG_QUERY__A__EXPR__KIND__AEXPR_IN: operator_in(c, mem, node, e, range); break;
	case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
	case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
	case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
	case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
		operator_between(c, mem, node, e, range);
		break;
	case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
	case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
		operator_plain(c, mem, node, DN_EXPR_DISTINCT, e, range);
		e->negated = node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT;
		break;
	case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
		dn_convert_named(
		    c, mem, "nullif", (struct dn_nodes){ both, 2 }, node->location, e, range);
		break;
	default:
		e->name = dn_strdup(e, operator_name(node));
		operator_plain(c, mem, node, DN_EXPR_OPERATOR, e, range);
		break;
	}
}
