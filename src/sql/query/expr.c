/* expr.c - expressions */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

void
dn_range_add(struct dn_range *range, struct dn_range other)
{
	if (other.from < range->from)
		range->from = other.from;
	if (other.to > range->to)
		range->to = other.to;
}

void
dn_convert_arg(struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_expr *e,
    struct dn_range *range)
{
	struct dn_expr *arg = dn_convert_inner(c, mem, node, range);

	dn_push(e, e->args, e->nargs, arg);
}

void
dn_convert_operand(struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t at,
    struct dn_expr *e, struct dn_range *range)
{
	struct dn_range operand;

	dn_convert_arg(c, mem, node, e, &operand);
	/* Parentheses that do not hold the operator, too, are the operand's. */
	while (operand.from > 0 && dn_tokens_is_punct(c->tokens, operand.from - 1, '(') &&
	       c->tokens->match[operand.from - 1] == operand.to &&
	       (at < operand.from - 1 || at > operand.to)) {
		operand.from--;
		operand.to++;
	}
	dn_range_add(range, operand);
}

static void
expr_cast(struct dn_convert *c, const void *mem, const PgQuery__TypeCast *node, struct dn_expr *e,
    struct dn_range *range)
{
	size_t type = dn_tokens_at(c->tokens, node->type_name->location);
	size_t at = dn_tokens_at(c->tokens, node->location);

	e->kind = DN_EXPR_CAST;
	e->type = dn_convert_type(c, e, node->type_name);
	*range = (struct dn_range){ type, dn_tokens_type_end(c->tokens, type) };
	if (dn_tokens_is(c->tokens, at, "cast")) {
		*range = dn_range_brackets(c->tokens, at);
		dn_convert_arg(c, mem, node->arg, e, &(struct dn_range){ 0, 0 });
	} else {
		/* Between the two stands "::", or nothing: date '2024-01-01'. */
		dn_convert_operand(c, mem, node->arg, type, e, range);
	}
}

static void
expr_collate(struct dn_convert *c, const void *mem, const PgQuery__CollateClause *node,
    struct dn_expr *e, struct dn_range *range)
{
	e->kind = DN_EXPR_COLLATE;
	e->name = dn_convert_dotted(e, DN_NODES(node, collname));
	*range = dn_range_at(c->tokens, node->location);
	dn_convert_operand(c, mem, node->arg, range->from, e, range);
	range->to += 2 * node->n_collname - 1;
}

static void
expr_subquery(struct dn_convert *c, const void *mem, const PgQuery__SubLink *node,
    struct dn_expr *e, struct dn_range *range)
{
	bool all = node->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK;

	*range = dn_range_brackets(c->tokens, dn_tokens_at(c->tokens, node->location));
	e->kind = DN_EXPR_SUBQUERY;
	e->name = node->testexpr != NULL ? all ? "all" : "any"
		  : node->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK ? "exists"
		  : node->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK  ? "array"
										   : "scalar";
	e->query = dn_convert_query(c, mem, node->subselect);
	if (node->testexpr == NULL)
		return;
	dn_convert_operand(c, mem, node->testexpr, range->from, e, range);
	e->operand = e->args[0];
	e->nargs = 0;
	/* IN is = ANY. */
	e->qualifier = node->n_oper_name == 0
			   ? "="
			   : dn_strdup(mem, dn_node_string(node->oper_name[node->n_oper_name - 1]));
}

static void
expr_bool(struct dn_convert *c, const void *mem, const PgQuery__BoolExpr *node, struct dn_expr *e,
    struct dn_range *range)
{
	const PgQuery__Node *first = node->args[0];
	size_t at;

	/* NOT IN (SELECT ...) is one thing, although the tree has two. */
	if (first->node_case == PG_QUERY__NODE__NODE_SUB_LINK &&
	    first->sub_link->location == node->location) {
		expr_subquery(c, mem, first->sub_link, e, range);
		e->negated = true;
		return;
	}
	*range = dn_range_at(c->tokens, node->location);
	at = range->from;
	e->kind = DN_EXPR_OPERATOR;
	e->name = node->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR  ? "and"
		  : node->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR ? "or"
								      : "not";
	for (size_t i = 0; i < node->n_args; i++)
		dn_convert_operand(c, mem, node->args[i], at, e, range);
	/* The grammar makes one list of (a AND b) AND c, too. */
	while (range->from > 0 && dn_tokens_is_punct(c->tokens, range->from - 1, '(') &&
	       c->tokens->match[range->from - 1] < range->to)
		range->from--;
}

/* IS [NOT] word, behind the operand; ISNULL and NOTNULL are one word. */
static void
expr_is(struct dn_convert *c, const void *mem, const PgQuery__Node *arg, int location,
    struct dn_expr *e, struct dn_range *range)
{
	size_t at;

	*range = dn_range_at(c->tokens, location);
	at = range->from;
	e->kind = DN_EXPR_IS;
	if (dn_tokens_is(c->tokens, at, "is"))
		range->to += dn_tokens_is(c->tokens, at + 1, "not") ? 2 : 1;
	dn_convert_operand(c, mem, arg, at, e, range);
}

static void
expr_boolean_test(struct dn_convert *c, const void *mem, const PgQuery__BooleanTest *node,
    struct dn_expr *e, struct dn_range *range)
{
	static const struct {
		const char *name;
		bool negated;
	} tests[] = { { "", false }, { "true", false }, { "true", true }, { "false", false },
		{ "false", true }, { "unknown", false }, { "unknown", true } };

	expr_is(c, mem, node->arg, node->location, e, range);
	e->name = tests[node->booltesttype].name;
	e->negated = tests[node->booltesttype].negated;
}

static void
expr_case(struct dn_convert *c, const void *mem, const PgQuery__CaseExpr *node, struct dn_expr *e,
    struct dn_range *range)
{
	struct dn_range inner;

	*range = dn_range_at(c->tokens, node->location);
	range->to = dn_tokens_skip(c->tokens, range->from);
	e->kind = DN_EXPR_CASE;
	if (node->arg != NULL)
		e->operand = dn_convert_inner(c, mem, node->arg, &inner);
	for (size_t i = 0; i < node->n_args; i++) {
		dn_convert_arg(c, mem, node->args[i]->case_when->expr, e, &inner);
		dn_convert_arg(c, mem, node->args[i]->case_when->result, e, &inner);
	}
	if (node->defresult != NULL)
		e->otherwise = dn_convert_inner(c, mem, node->defresult, &inner);
}

/* ARRAY[...], ROW(...), (a, b) */
static void
expr_list(struct dn_convert *c, const void *mem, struct dn_nodes items, int location,
    enum dn_expr_kind kind, struct dn_expr *e, struct dn_range *range)
{
	struct dn_range inner;

	*range = dn_range_brackets(c->tokens, dn_tokens_at(c->tokens, location));
	e->kind = kind;
	for (size_t i = 0; i < items.n; i++)
		dn_convert_arg(c, mem, items.items[i], e, &inner);
}

/* a[1][2]: each subscript around the one before.  Slices and (row).field stay opaque. */
static void
expr_indirection(struct dn_convert *c, const void *mem, const PgQuery__AIndirection *node,
    struct dn_expr *e, struct dn_range *range)
{
	struct dn_expr *arg, *outer = NULL;
	bool simple = true;

	*range = (struct dn_range){ c->tokens->n, 0 };
	dn_convert_operand(c, mem, node->arg, c->tokens->n, e, range);
	arg = e->args[0];
	for (size_t i = 0; i < node->n_indirection; i++) {
		const PgQuery__Node *step = node->indirection[i];
		struct dn_range inner;

		range->to = dn_tokens_is_punct(c->tokens, range->to, '[')
				? dn_tokens_skip(c->tokens, range->to)
				: range->to + 2;
		simple = simple && step->node_case == PG_QUERY__NODE__NODE_A_INDICES &&
			 !step->a_indices->is_slice;
		if (!simple)
			continue;
		outer = i + 1 == node->n_indirection ? e : dn_new(mem, struct dn_expr);
		outer->kind = DN_EXPR_SUBSCRIPT;
		outer->nargs = 0;
		outer->span = dn_tokens_span(c->tokens, range->from, range->to);
		dn_push(outer, outer->args, outer->nargs, arg);
		dn_convert_arg(c, mem, step->a_indices->uidx, outer, &inner);
		arg = outer;
	}
	if (!simple)
		e->kind = DN_EXPR_OPAQUE;
}

/* XMLELEMENT(...), GROUPING(...), f(a => 1): in their brackets, or one token. */
static void
expr_other(struct dn_convert *c, const PgQuery__Node *node, struct dn_range *range)
{
	int location = -1;
	size_t i;

	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_PARAM_REF: location = node->param_ref->location; break;
	case PG_QUERY__NODE__NODE_XML_EXPR: location = node->xml_expr->location; break;
	case PG_QUERY__NODE__NODE_XML_SERIALIZE: location = node->xml_serialize->location; break;
	case PG_QUERY__NODE__NODE_GROUPING_FUNC: location = node->grouping_func->location; break;
	case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR: location = node->named_arg_expr->location; break;
	default: break;
	}
	*range = dn_range_at(c->tokens, location);
	i = range->from;
	if (dn_tokens_is_punct(c->tokens, i + 1, '('))
		range->to = dn_tokens_skip(c->tokens, i + 1);
}

/* What is one node with a list of arguments in its brackets. */
static bool
expr_bracketed(struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_expr *e,
    struct dn_range *range)
{
	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_FUNC_CALL:
		dn_convert_call(c, mem, node->func_call, e, range);
		return true;
	case PG_QUERY__NODE__NODE_COALESCE_EXPR:
		dn_convert_named(c, mem, "coalesce", DN_NODES(node->coalesce_expr, args),
		    node->coalesce_expr->location, e, range);
		return true;
	case PG_QUERY__NODE__NODE_GROUPING_FUNC:
		dn_convert_named(c, mem, "grouping", DN_NODES(node->grouping_func, args),
		    node->grouping_func->location, e, range);
		return true;
	case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
		dn_convert_named(c, mem,
		    node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest"
										: "least",
		    DN_NODES(node->min_max_expr, args), node->min_max_expr->location, e, range);
		return true;
	case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
		dn_convert_value_function(c, mem, node->sqlvalue_function, e, range);
		return true;
	case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
		expr_list(c, mem, DN_NODES(node->a_array_expr, elements),
		    node->a_array_expr->location, DN_EXPR_ARRAY, e, range);
		return true;
	case PG_QUERY__NODE__NODE_ROW_EXPR:
		expr_list(c, mem, DN_NODES(node->row_expr, args), node->row_expr->location,
		    DN_EXPR_ROW, e, range);
		return true;
	case PG_QUERY__NODE__NODE_SUB_LINK:
		expr_subquery(c, mem, node->sub_link, e, range);
		return true;
	default: return false;
	}
}

static bool
expr_operation(struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_expr *e,
    struct dn_range *range)
{
	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_A_EXPR:
		dn_convert_operator(c, mem, node->a_expr, e, range);
		return true;
	case PG_QUERY__NODE__NODE_BOOL_EXPR:
		expr_bool(c, mem, node->bool_expr, e, range);
		return true;
	case PG_QUERY__NODE__NODE_NULL_TEST:
		expr_is(c, mem, node->null_test->arg, node->null_test->location, e, range);
		e->name = "null";
		e->negated = node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL;
		return true;
	case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
		expr_boolean_test(c, mem, node->boolean_test, e, range);
		return true;
	case PG_QUERY__NODE__NODE_TYPE_CAST:
		expr_cast(c, mem, node->type_cast, e, range);
		return true;
	case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
		expr_collate(c, mem, node->collate_clause, e, range);
		return true;
	case PG_QUERY__NODE__NODE_CASE_EXPR:
		expr_case(c, mem, node->case_expr, e, range);
		return true;
	case PG_QUERY__NODE__NODE_A_INDIRECTION:
		expr_indirection(c, mem, node->a_indirection, e, range);
		return true;
	default: return false;
	}
}

struct dn_expr *
dn_convert_inner(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_range *range)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	*range = (struct dn_range){ c->tokens->n, c->tokens->n };
	if (node == NULL)
		return e;
	if (!dn_convert_simple(c, node, e, range) && !expr_operation(c, mem, node, e, range) &&
	    !expr_bracketed(c, mem, node, e, range))
		expr_other(c, node, range);
	if (range->to > c->tokens->n)
		range->to = c->tokens->n;
	e->span = dn_tokens_span(c->tokens, range->from, range->to);
	if (e->kind == DN_EXPR_OPAQUE || e->kind == DN_EXPR_SUBQUERY) {
		e->nargs = 0;
		e->text = dn_tokens_text(e, c->tokens, range->from, range->to);
	}
	return e;
}

struct dn_expr *
dn_convert_expr(struct dn_convert *c, const void *mem, const PgQuery__Node *node)
{
	struct dn_range range;

	return dn_convert_inner(c, mem, node, &range);
}

struct dn_expr *
dn_convert_expr_at(
    struct dn_convert *c, const void *mem, const PgQuery__Node *node, size_t from, size_t to)
{
	struct dn_expr *e = dn_convert_expr(c, mem, node);

	e->span = dn_tokens_span(c->tokens, from, to);
	if (e->kind == DN_EXPR_OPAQUE || e->kind == DN_EXPR_SUBQUERY) {
		dn_free((char *) (uintptr_t) e->text);
		e->text = dn_tokens_text(e, c->tokens, from, to);
	}
	e->written = dn_tokens_text(e, c->tokens, from, to);
	return e;
}
