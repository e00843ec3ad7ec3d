/* literal.c - constants and columns, and where they stand */
#include "config.h"

#include "sql/convert.h"

struct dn_range
dn_range_at(const struct dn_tokens *tokens, int location)
{
	size_t i = dn_tokens_at(tokens, location);

	return (struct dn_range){ i, i < tokens->n ? i + 1 : i };
}

/* From token I to the bracket that closes the next one. */
struct dn_range
dn_range_brackets(const struct dn_tokens *tokens, size_t i)
{
	struct dn_range range = { i, i };

	while (range.to < tokens->n && tokens->match[range.to] <= range.to)
		range.to++;
	range.to = dn_tokens_skip(tokens, range.to);
	return range;
}

/* A minus was folded into the number, from outside of its parentheses perhaps. */
static struct dn_range
literal_range_number(struct dn_convert *c, int location)
{
	struct dn_range range = dn_range_at(c->tokens, location);
	size_t open = 0;

	while (range.to < c->tokens->n && c->tokens->items[range.to - 1].kind != DN_TOKEN_NUMBER) {
		open += dn_tokens_is_punct(c->tokens, range.to - 1, '(');
		range.to++;
	}
	range.to += open;
	return range;
}

/* 'a' 'b' on two lines and U&'a' UESCAPE '!' are one. */
static struct dn_range
literal_range_string(struct dn_convert *c, int location)
{
	struct dn_range range = dn_range_at(c->tokens, location);

	while (range.to < c->tokens->n && (c->tokens->items[range.to].kind == DN_TOKEN_STRING ||
					      dn_tokens_is(c->tokens, range.to, "uescape")))
		range.to++;
	return range;
}

static void
literal_constant(
    struct dn_convert *c, const PgQuery__AConst *node, struct dn_expr *e, struct dn_range *range)
{
	*range = dn_range_at(c->tokens, node->location);
	if (node->isnull) {
		e->kind = DN_EXPR_NULL;
		return;
	}
	switch ((int) node->val_case) {
	case PG_QUERY__A__CONST__VAL_IVAL:
		e->kind = DN_EXPR_NUMBER;
		e->text = dn_sprintf(e, "%d", node->ival->ival);
		*range = literal_range_number(c, node->location);
		break;
	case PG_QUERY__A__CONST__VAL_FVAL:
		e->kind = DN_EXPR_NUMBER;
		e->text = dn_strdup(e, node->fval->fval);
		*range = literal_range_number(c, node->location);
		break;
	case PG_QUERY__A__CONST__VAL_BOOLVAL:
		e->kind = DN_EXPR_BOOLEAN;
		e->truth = node->boolval->boolval;
		break;
	case PG_QUERY__A__CONST__VAL_SVAL:
		e->kind = DN_EXPR_STRING;
		e->text = dn_strdup(e, node->sval->sval);
		*range = literal_range_string(c, node->location);
		break;
	default: *range = literal_range_string(c, node->location); break;
	}
}

static void
literal_column(
    struct dn_convert *c, const PgQuery__ColumnRef *node, struct dn_expr *e, struct dn_range *range)
{
	size_t n = node->n_fields;
	const PgQuery__Node *last = node->fields[n - 1];

	*range = dn_range_at(c->tokens, node->location);
	range->to = range->from + 2 * n - 1;
	e->kind = DN_EXPR_COLUMN;
	if (last->node_case == PG_QUERY__NODE__NODE_A_STAR)
		e->kind = DN_EXPR_STAR;
	else
		e->name = dn_strdup(e, dn_node_string(last));
	if (n > 1)
		e->qualifier = dn_strdup(e, dn_node_string(node->fields[n - 2]));
}

bool
dn_convert_simple(
    struct dn_convert *c, const PgQuery__Node *node, struct dn_expr *e, struct dn_range *range)
{
	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_A_CONST:
		literal_constant(c, node->a_const, e, range);
		return true;
	case PG_QUERY__NODE__NODE_COLUMN_REF:
		literal_column(c, node->column_ref, e, range);
		return true;
	case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
		*range = dn_range_at(c->tokens, node->set_to_default->location);
		e->kind = DN_EXPR_DEFAULT;
		return true;
	default: return false;
	}
}
