/* grouping.c - GROUPING SETS: the query once for each, all of them together */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/query.h"

struct grouping {
	struct sqlite_print *p;
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
	if (e->kind == DN_EXPR_FUNCTION && strcmp(e->name, "grouping") == 0)
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

static bool
grouping_one(struct sqlite_print *p, const struct dn_query *all, uint64_t set,
    const struct sqlite_shape *shape)
{
	struct grouping g = { .p = p, .q = dn_query_copy(p->buf, all), .set = set };
	struct dn_query *q = g.q;
	size_t n = 0;

	for (size_t i = 0; i < q->ngroups; i++)
		q->groups[i] = dn_expr_copy(q, grouping_expr(q, i));
	for (size_t i = 0; i < q->ntargets; i++)
		grouping_replace(&g, q->targets[i].expr);
	grouping_replace(&g, q->having);
	if (g.wrong != NULL)
		return dn_sqlite_lacks(p, g.wrong, "with grouping sets this expression");
	for (size_t i = 0; i < q->ngroups; i++)
		if ((set >> i & 1) != 0)
			q->groups[n++] = q->groups[i];
	q->ngroups = n;
	q->ngroupings = q->norder = q->nwith = 0;
	q->limit = q->offset = NULL;
	if (n == 0 && !grouping_one_row(q))
		return dn_sqlite_lacks(p, q->having, "with grouping sets this condition");
	return dn_sqlite_query(p, q, shape);
}

bool
dn_sqlite_groupings(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	struct sqlite_shape own = { .n = q->ntargets };

	if (q->distinct || q->ndistinct_on > 0 || q->nwindows > 0)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "GROUPING SETS with DISTINCT or WINDOW have no counterpart there");
	for (size_t i = 0; i < q->norder; i++)
		if (q->order[i].expr->kind != DN_EXPR_NUMBER)
			return dn_sqlite_lacks(p, q->order[i].expr,
			    "with grouping sets an ORDER BY of what is no target");
	own.types = dn_new_array(p->buf, const struct dn_type *, own.n + 1);
	for (size_t i = 0; i < own.n; i++)
		own.types[i] = dn_query_type(q, i);
	for (size_t i = 0; i < q->ngroupings; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : " UNION ALL ");
		if (!grouping_one(p, q, q->groupings[i], shape != NULL ? shape : &own))
			return false;
	}
	return true;
}
