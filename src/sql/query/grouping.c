/* grouping.c - GROUP BY with GROUPING SETS, ROLLUP and CUBE as a list of sets */
#include "config.h"

#include "base/mem.h"
#include "sql/query/query.h"

/* Sets of the query's grouping expressions, a bit for each. */
struct sets {
	uint64_t *masks;
	size_t n;
};

enum { GROUPING_BITS = 64, GROUPING_SETS = 256 };

struct grouping {
	struct dn_convert *c;
	const void *mem;
	struct dn_query *q;
	bool full; /* more than there is room for */
};

static void
grouping_push(struct grouping *g, struct sets *sets, uint64_t mask)
{
	g->full = g->full || sets->n >= GROUPING_SETS;
	if (!g->full)
		dn_push(g->mem, sets->masks, sets->n, mask);
}

static uint64_t
grouping_bit(struct grouping *g, const PgQuery__Node *node)
{
	struct dn_expr *e = dn_convert_expr(g->c, g->mem, node);

	g->full = g->full || g->q->ngroups >= GROUPING_BITS;
	if (g->full)
		return 0;
	dn_push(g->mem, g->q->groups, g->q->ngroups, e);
	return (uint64_t) 1 << (g->q->ngroups - 1);
}

/* An expression, or several in parentheses that come together. */
static uint64_t
grouping_mask(struct grouping *g, const PgQuery__Node *node)
{
	uint64_t mask = 0;

	if (node->node_case != PG_QUERY__NODE__NODE_ROW_EXPR)
		return grouping_bit(g, node);
	for (size_t i = 0; i < node->row_expr->n_args; i++)
		mask |= grouping_bit(g, node->row_expr->args[i]);
	return mask;
}

static void grouping_sets(struct grouping *g, const PgQuery__Node *node, struct sets *into);

static void
grouping_of_kind(struct grouping *g, const PgQuery__GroupingSet *set, struct sets *into)
{
	bool cube = set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE;
	uint64_t parts[16] = { 0 };
	size_t n = set->n_content;

	if (cube || set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP) {
		g->full = g->full || n > sizeof parts / sizeof *parts;
		for (size_t i = 0; i < n && !g->full; i++)
			parts[i] = grouping_mask(g, set->content[i]);
		/* A rollup leaves out the last ones, a cube any. */
		for (size_t s = 0; s < (cube ? (size_t) 1 << n : n + 1) && !g->full; s++) {
			uint64_t mask = 0;

			for (size_t i = 0; i < n; i++)
				if (cube ? (s >> i & 1) == 0 : i + s < n)
					mask |= parts[i];
			grouping_push(g, into, mask);
		}
		return;
	}
	if (n == 0)
		grouping_push(g, into, 0);
	for (size_t i = 0; i < n; i++)
		grouping_sets(g, set->content[i], into);
}

static void
grouping_sets(struct grouping *g, const PgQuery__Node *node, struct sets *into)
{
	if (node->node_case == PG_QUERY__NODE__NODE_GROUPING_SET)
		grouping_of_kind(g, node->grouping_set, into);
	else
		grouping_push(g, into, grouping_mask(g, node));
}

static bool
grouping_is_plain(struct dn_nodes items)
{
	for (size_t i = 0; i < items.n; i++)
		if (items.items[i]->node_case == PG_QUERY__NODE__NODE_GROUPING_SET)
			return false;
	return true;
}

void
dn_convert_groups(struct dn_convert *c, const void *mem, struct dn_nodes items, struct dn_query *q)
{
	struct grouping g = { .c = c, .mem = mem, .q = q };
	struct sets all = { 0 };

	if (grouping_is_plain(items)) {
		q->ngroups = items.n;
		q->groups = dn_convert_exprs(c, mem, items);
		return;
	}
	/* Each set of one item with each of the others. */
	grouping_push(&g, &all, 0);
	for (size_t i = 0; i < items.n; i++) {
		struct sets one = { 0 }, both = { 0 };

		grouping_sets(&g, items.items[i], &one);
		for (size_t a = 0; a < all.n; a++)
			for (size_t b = 0; b < one.n; b++)
				grouping_push(&g, &both, all.masks[a] | one.masks[b]);
		all = both;
	}
	if (g.full)
		dn_convert_beyond(q, "so many grouping sets");
	q->groupings = all.masks;
	q->ngroupings = all.n;
}
