/* from.c - FROM: tables, subqueries, functions and joins */
#include "config.h"

#include "sql/query/query.h"

static void
from_alias(const void *mem, const PgQuery__Alias *alias, struct dn_from *from)
{
	if (alias == NULL)
		return;
	from->alias = dn_strdup(mem, alias->aliasname);
	from->columns = dn_convert_strings(mem, DN_NODES(alias, colnames));
	from->ncolumns = alias->n_colnames;
}

struct dn_from *
dn_convert_from_table(const void *mem, const PgQuery__RangeVar *relation)
{
	struct dn_from *from = dn_new(mem, struct dn_from);

	from->kind = DN_FROM_TABLE;
	from->table = dn_convert_relation(mem, relation);
	from_alias(mem, relation->alias, from);
	return from;
}

static struct dn_from *
from_function(
    struct dn_convert *c, const void *mem, const PgQuery__RangeFunction *node, struct dn_query *q)
{
	struct dn_from *from = dn_new(mem, struct dn_from);
	const PgQuery__List *first = node->functions[0]->list;

	from->kind = DN_FROM_FUNCTION;
	from->lateral = node->lateral;
	from->ordinality = node->ordinality;
	from->function = dn_convert_expr(c, mem, first->items[0]);
	from_alias(mem, node->alias, from);
	if (node->n_functions > 1)
		dn_convert_beyond(q, "ROWS FROM");
	if (node->n_coldeflist > 0 ||
	    (first->n_items > 1 && first->items[1]->node_case == PG_QUERY__NODE__NODE_LIST &&
		first->items[1]->list->n_items > 0))
		dn_convert_beyond(q, "a function with a column definition list");
	return from;
}

static struct dn_from *
from_item(struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_query *q);

/* A join with a name of its own shows what (SELECT * FROM the join) shows. */
static struct dn_from *
from_wrap(const void *mem, struct dn_from *join, const PgQuery__Alias *alias)
{
	struct dn_from *from = dn_new(mem, struct dn_from);
	struct dn_query *q = dn_new(mem, struct dn_query);

	q->kind = DN_QUERY_SELECT;
	q->targets = dn_new(mem, struct dn_target);
	q->targets->expr = dn_new(mem, struct dn_expr);
	q->targets->expr->kind = DN_EXPR_STAR;
	q->ntargets = 1;
	q->from = dn_new(mem, struct dn_from *);
	*q->from = join;
	q->nfrom = 1;
	from->kind = DN_FROM_QUERY;
	from->query = q;
	from_alias(mem, alias, from);
	return from;
}

static struct dn_from *
from_join(struct dn_convert *c, const void *mem, const PgQuery__JoinExpr *node, struct dn_query *q)
{
	struct dn_from *from = dn_new(mem, struct dn_from);

	from->kind = DN_FROM_JOIN;
	from->join = node->jointype == PG_QUERY__JOIN_TYPE__JOIN_LEFT    ? DN_JOIN_LEFT
		     : node->jointype == PG_QUERY__JOIN_TYPE__JOIN_RIGHT ? DN_JOIN_RIGHT
		     : node->jointype == PG_QUERY__JOIN_TYPE__JOIN_FULL  ? DN_JOIN_FULL
									 : DN_JOIN_INNER;
	from->natural = node->is_natural;
	from->using_columns = dn_convert_strings(mem, DN_NODES(node, using_clause));
	from->nusing = node->n_using_clause;
	from->left = from_item(c, mem, node->larg, q);
	from->right = from_item(c, mem, node->rarg, q);
	if (node->quals != NULL)
		from->on = dn_convert_expr(c, mem, node->quals);
	if (node->join_using_alias != NULL)
		dn_convert_beyond(q, "an alias of the columns that a join is by");
	return node->alias == NULL ? from : from_wrap(mem, from, node->alias);
}

static struct dn_from *
from_item(struct dn_convert *c, const void *mem, const PgQuery__Node *node, struct dn_query *q)
{
	struct dn_from *from;

	switch ((int) node->node_case) {
	case PG_QUERY__NODE__NODE_RANGE_VAR: return dn_convert_from_table(mem, node->range_var);
	case PG_QUERY__NODE__NODE_JOIN_EXPR: return from_join(c, mem, node->join_expr, q);
	case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
		return from_function(c, mem, node->range_function, q);
	default: break;
	}
	from = dn_new(mem, struct dn_from);
	if (node->node_case != PG_QUERY__NODE__NODE_RANGE_SUBSELECT) {
		dn_convert_beyond(q, node->node_case == PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE
					 ? "TABLESAMPLE"
					 : "XMLTABLE");
		return from;
	}
	from->kind = DN_FROM_QUERY;
	from->lateral = node->range_subselect->lateral;
	from->query = dn_convert_query(c, mem, node->range_subselect->subquery);
	from_alias(mem, node->range_subselect->alias, from);
	return from;
}

void
dn_convert_from(struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q)
{
	q->nfrom = items.n;
	q->from = items.n == 0 ? NULL : dn_new_array(mem, struct dn_from *, items.n);
	for (size_t i = 0; i < items.n; i++)
		q->from[i] = from_item(c, mem, items.items[i], q);
}
