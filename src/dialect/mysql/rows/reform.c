/* reform.c - queries that neither server knows, as others that give the same rows */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/common/grouping.h"
#include "dialect/mysql/rows/rows.h"

static struct dn_expr *
reform_column(const void *mem, const char *name, const struct dn_type *type)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->qualifier = "dn";
	e->name = name;
	e->type = (struct dn_type *) (uintptr_t) type;
	return e;
}

/* -- DISTINCT ON ------------------------------------------------------------------------ */

/* The expression, where it is a target's number. */
static struct dn_expr *
reform_output(const struct dn_query *q, struct dn_expr *e)
{
	size_t n = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

	return n >= 1 && n <= q->ntargets ? q->targets[n - 1].expr : e;
}

struct dn_order *
dn_mysql_order_of(const void *mem, const struct dn_query *q)
{
	struct dn_order *order = dn_new_array(mem, struct dn_order, q->norder + 1);

	for (size_t i = 0; i < q->norder; i++) {
		order[i] = q->order[i];
		order[i].expr = reform_output(q, order[i].expr);
	}
	return order;
}

static struct dn_expr *
reform_row_number(const void *mem, const struct dn_query *q)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);
	struct dn_window *w = dn_new(mem, struct dn_window);

	for (size_t i = 0; i < q->ndistinct_on; i++)
		dn_push(mem, w->partition, w->npartition, reform_output(q, q->distinct_on[i]));
	w->order = dn_mysql_order_of(mem, q);
	w->norder = q->norder;
	e->kind = DN_EXPR_FUNCTION;
	e->name = "row_number";
	e->call = dn_new(mem, struct dn_call);
	e->call->over = w;
	return e;
}

static void
reform_push(const void *mem, struct dn_query *q, struct dn_expr *expr, const char *name)
{
	struct dn_target target = { .expr = expr, .name = name };

	dn_push(mem, q->targets, q->ntargets, target);
}

/* The first row of each is number one in the order of the query, which is the order outside, too.
 */
static struct dn_query *
reform_first(const void *mem, const struct dn_query *q)
{
	struct dn_query *inner = dn_new(mem, struct dn_query),
			*outer = dn_new(mem, struct dn_query);
	struct dn_from *from = dn_new(mem, struct dn_from);
	struct dn_expr *is = dn_new(mem, struct dn_expr), *one = dn_new(mem, struct dn_expr);

	*inner = *q;
	inner->targets = NULL;
	inner->ntargets = inner->norder = inner->ndistinct_on = inner->nwith = 0;
	inner->limit = inner->offset = NULL;
	*outer = (struct dn_query){
		.kind = DN_QUERY_SELECT, .span = q->span, .limit = q->limit, .offset = q->offset
	};
	for (size_t i = 0; i < q->ntargets; i++) {
		const char *name = dn_sprintf(mem, "dn_%zu", i + 1);

		reform_push(mem, inner, q->targets[i].expr, name);
		reform_push(
		    mem, outer, reform_column(mem, name, dn_query_type(q, i)), q->targets[i].name);
	}
	for (size_t i = 0; i < q->norder; i++) {
		const char *name = dn_sprintf(mem, "dn_order_%zu", i + 1);
		struct dn_expr *expr = reform_output(q, q->order[i].expr);
		struct dn_order order = q->order[i];

		reform_push(mem, inner, expr, name);
		order.expr = reform_column(mem, name, dn_expr_type(expr, NULL));
		dn_push(mem, outer->order, outer->norder, order);
	}
	reform_push(mem, inner, reform_row_number(mem, q), "dn_row");
	*one = (struct dn_expr){ .kind = DN_EXPR_NUMBER, .text = "1" };
	*is = (struct dn_expr){ .kind = DN_EXPR_OPERATOR, .name = "=" };
	dn_push(mem, is->args, is->nargs,
	    reform_column(mem, "dn_row", dn_type_plain(DN_TYPE_BIGINT, 0)));
	dn_push(mem, is->args, is->nargs, one);
	outer->where = is;
	from->kind = DN_FROM_QUERY;
	from->alias = "dn";
	from->query = inner;
	dn_push(mem, outer->from, outer->nfrom, from);
	return outer;
}

bool
dn_mysql_distinct_on(struct mysql_print *p, const struct dn_query *q)
{
	if (dn_query_width(q) == 0)
		return dn_mysql_cannot_at(
		    p, p->from->span, "the history does not say what columns DISTINCT ON gives");
	return dn_mysql_query(p, reform_first(p->buf, q));
}

/* -- GROUPING SETS ---------------------------------------------------------------------- */

/* The query once for each set, all of them together. */
bool
dn_mysql_groupings(struct mysql_print *p, const struct dn_query *q)
{
	struct dn_query outer = { .kind = DN_QUERY_UNION, .all = true }, *all = NULL;

	if (q->distinct || q->nwindows > 0)
		return dn_mysql_cannot_at(p, p->from->span,
		    "GROUPING SETS with DISTINCT or WINDOW have no counterpart there");
	for (size_t i = 0; i < q->norder; i++)
		if (q->order[i].expr->kind != DN_EXPR_NUMBER)
			return dn_mysql_cannot_at(p, q->order[i].expr->span,
			    "with grouping sets an ORDER BY of what is no target has no "
			    "counterpart there");
	for (size_t i = 0; i < q->ngroupings; i++) {
		const struct dn_expr *wrong;
		struct dn_query *one = dn_grouping(p->buf, q, q->groupings[i], &wrong), *both;

		if (one == NULL)
			return dn_mysql_cannot_at(p, wrong->span,
			    "with grouping sets this expression has no counterpart there");
		both = dn_new(p->buf, struct dn_query);
		*both = outer;
		both->left = all;
		both->right = one;
		all = all == NULL ? one : both;
	}
	outer = all == NULL ? outer : *all;
	outer.order = q->order;
	outer.norder = q->norder;
	outer.limit = q->limit;
	outer.offset = q->offset;
	return dn_mysql_query(p, &outer);
}
