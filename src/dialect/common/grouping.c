/* grouping.c - GROUPING SETS: the query of one of them */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/grouping.h"

struct grouping {
	struct dn_query *q; /* a copy, for one set */
	uint64_t set;
	struct dn_expr **inside; /* parts of aggregates, which see the rows themselves */
	size_t ninside;
	const struct dn_expr *wrong; /* a column that is none of the groups' */
};

/* The expression, where the group is a target's number. */
static const struct dn_expr *
grouping_expr(const struct dn_query *q, size_t i)
{
	const struct dn_expr *e = q->groups[i];
	size_t n = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

	return n >= 1 && n <= q->ntargets ? q->targets[n - 1].expr : e;
}

/* Is it a group's, and does the set have it? */
static bool
grouping_has(const struct grouping *g, const struct dn_expr *e, bool *in_set)
{
	bool found = false;

	*in_set = false;
	for (size_t i = 0; i < g->q->ngroups; i++) {
		if (!dn_expr_equal(g->q->groups[i], e))
			continue;
		found = true;
		*in_set = *in_set || (g->set >> i & 1) != 0;
	}
	return found;
}

static bool
grouping_note(struct dn_expr *e, void *payload)
{
	struct grouping *g = payload;

	dn_push(g->q, g->inside, g->ninside, e);
	return true;
}

static bool
grouping_note_aggregate(struct dn_expr *e, void *payload)
{
	if (!dn_expr_is_aggregate(e))
		return true;
	for (size_t i = 0; i < e->nargs; i++)
		dn_expr_each(e->args[i], grouping_note, payload);
	return true;
}

static bool
grouping_is_inside(const struct grouping *g, const struct dn_expr *e)
{
	for (size_t i = 0; i < g->ninside; i++)
		if (g->inside[i] == e)
			return true;
	return false;
}

/* GROUPING(a, b): a bit for each that the set has not. */
static void
grouping_number(struct grouping *g, struct dn_expr *e)
{
	unsigned bits = 0;

	for (size_t i = 0; i < e->nargs; i++) {
		bool in_set;

		if (!grouping_has(g, e->args[i], &in_set))
			g->wrong = e;
		bits = bits * 2 + !in_set;
	}
	*e = (struct dn_expr){
		.kind = DN_EXPR_NUMBER, .text = dn_sprintf(g->q, "%u", bits), .span = e->span
	};
}

static bool
grouping_part(struct dn_expr *e, void *payload)
{
	struct grouping *g = payload;
	bool in_set;

	if (grouping_is_inside(g, e))
		return true;
	/* A window is over the rows of all sets. */
	if (e->call != NULL && e->call->over != NULL)
		g->wrong = e;
	else if (e->kind == DN_EXPR_FUNCTION && strcmp(e->name, "grouping") == 0)
		grouping_number(g, e);
	else if (e->kind == DN_EXPR_COLUMN && !grouping_has(g, e, &in_set))
		g->wrong = e;
	else if (e->kind == DN_EXPR_SUBQUERY)
		g->wrong = e;
	else if (e->kind == DN_EXPR_COLUMN && !in_set)
		*e = (struct dn_expr){ .kind = DN_EXPR_NULL, .span = e->span };
	return true;
}

/* What the set has not is NULL outside of aggregates. */
static void
grouping_replace(struct grouping *g, struct dn_expr *e)
{
	bool in_set;

	if (e == NULL)
		return;
	if (grouping_has(g, e, &in_set)) {
		if (!in_set)
			*e = (struct dn_expr){ .kind = DN_EXPR_NULL, .span = e->span };
		return;
	}
	dn_expr_each(e, grouping_note_aggregate, g);
	dn_expr_each(e, grouping_part, g);
}

static bool
grouping_is_plain(struct dn_expr *e, void *payload)
{
	(void) payload;
	return !dn_expr_is_aggregate(e);
}

/* The set of nothing is one row, also where there is none below. */
static bool
grouping_one_row(struct dn_query *q)
{
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(q->targets[i].expr, grouping_is_plain, NULL))
			return true;
	q->nfrom = 0;
	q->where = NULL;
	return q->having == NULL;
}

struct dn_query *
dn_grouping(const void *mem, const struct dn_query *all, uint64_t set, const struct dn_expr **wrong)
{
	struct grouping g = { .q = dn_query_copy(mem, all), .set = set };
	struct dn_query *q = g.q;
	size_t n = 0;

	for (size_t i = 0; i < q->ngroups; i++)
		q->groups[i] = dn_expr_copy(q, grouping_expr(q, i));
	for (size_t i = 0; i < q->ntargets; i++)
		grouping_replace(&g, q->targets[i].expr);
	grouping_replace(&g, q->having);
	for (size_t i = 0; i < q->ngroups; i++)
		if ((set >> i & 1) != 0)
			q->groups[n++] = q->groups[i];
	q->ngroups = n;
	q->ngroupings = q->norder = q->nwith = 0;
	q->limit = q->offset = NULL;
	if (g.wrong == NULL && n == 0 && !grouping_one_row(q))
		g.wrong = q->having;
	*wrong = g.wrong;
	return g.wrong == NULL ? q : NULL;
}
