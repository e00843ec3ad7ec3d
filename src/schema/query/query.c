/* query.c - copy and walk queries */
#include "config.h"

#include "base/mem.h"
#include "schema/query/query.h"

/* All parts are children of ROOT, as those of an expression are. */
static struct dn_expr **
copy_exprs(const void *root, struct dn_expr *const *from, size_t n)
{
	struct dn_expr **to = n == 0 ? NULL : dn_new_array(root, struct dn_expr *, n);

	for (size_t i = 0; i < n; i++)
		to[i] = dn_expr_copy(root, from[i]);
	return to;
}

static const char **
copy_names(const void *root, const char *const *from, size_t n)
{
	const char **to = n == 0 ? NULL : dn_new_array(root, const char *, n);

	for (size_t i = 0; i < n; i++)
		to[i] = dn_strdup(root, from[i]);
	return to;
}

static struct dn_order *
copy_order(const void *root, const struct dn_order *from, size_t n)
{
	struct dn_order *to = n == 0 ? NULL : dn_new_array(root, struct dn_order, n);

	for (size_t i = 0; i < n; i++) {
		to[i] = from[i];
		to[i].expr = dn_expr_copy(root, from[i].expr);
	}
	return to;
}

static struct dn_window *
copy_window(const void *root, const struct dn_window *from)
{
	struct dn_window *to;

	if (from == NULL)
		return NULL;
	to = dn_memdup(root, from, sizeof *from);
	to->name = dn_strdup_null(root, from->name);
	to->base = dn_strdup_null(root, from->base);
	to->partition = copy_exprs(root, from->partition, from->npartition);
	to->order = copy_order(root, from->order, from->norder);
	to->frame = dn_strdup_null(root, from->frame);
	return to;
}

struct dn_call *
dn_call_copy(const void *root, const struct dn_call *from)
{
	struct dn_call *to;

	if (from == NULL)
		return NULL;
	to = dn_memdup(root, from, sizeof *from);
	to->order = copy_order(root, from->order, from->norder);
	to->filter = dn_expr_copy(root, from->filter);
	to->over = copy_window(root, from->over);
	return to;
}

static struct dn_from *
copy_from(const void *root, const struct dn_from *from)
{
	struct dn_from *to;

	if (from == NULL)
		return NULL;
	to = dn_memdup(root, from, sizeof *from);
	to->table.schema = dn_strdup_null(root, from->table.schema);
	to->table.name = dn_strdup_null(root, from->table.name);
	to->query = dn_query_copy(root, from->query);
	to->function = dn_expr_copy(root, from->function);
	to->alias = dn_strdup_null(root, from->alias);
	to->columns = copy_names(root, from->columns, from->ncolumns);
	to->using_columns = copy_names(root, from->using_columns, from->nusing);
	to->on = dn_expr_copy(root, from->on);
	to->left = copy_from(root, from->left);
	to->right = copy_from(root, from->right);
	return to;
}

static struct dn_assignment *
copy_sets(const void *root, const struct dn_assignment *from, size_t n)
{
	struct dn_assignment *to = n == 0 ? NULL : dn_new_array(root, struct dn_assignment, n);

	for (size_t i = 0; i < n; i++) {
		to[i].columns = copy_names(root, from[i].columns, from[i].ncolumns);
		to[i].ncolumns = from[i].ncolumns;
		to[i].value = dn_expr_copy(root, from[i].value);
	}
	return to;
}

static struct dn_conflict *
copy_conflict(const void *root, const struct dn_conflict *from)
{
	struct dn_conflict *to;

	if (from == NULL)
		return NULL;
	to = dn_memdup(root, from, sizeof *from);
	to->parts = dn_memdup(root, from->parts, from->nparts * sizeof *from->parts);
	for (size_t i = 0; i < from->nparts; i++) {
		to->parts[i].column = dn_strdup_null(root, from->parts[i].column);
		to->parts[i].expr = dn_expr_copy(root, from->parts[i].expr);
	}
	to->index_where = dn_expr_copy(root, from->index_where);
	to->constraint = dn_strdup_null(root, from->constraint);
	to->sets = copy_sets(root, from->sets, from->nsets);
	to->where = dn_expr_copy(root, from->where);
	return to;
}

static struct dn_merge_when *
copy_whens(const void *root, const struct dn_merge_when *from, size_t n)
{
	struct dn_merge_when *to = n == 0 ? NULL : dn_new_array(root, struct dn_merge_when, n);

	for (size_t i = 0; i < n; i++) {
		to[i] = from[i];
		to[i].where = dn_expr_copy(root, from[i].where);
		to[i].sets = copy_sets(root, from[i].sets, from[i].nsets);
		to[i].columns = copy_names(root, from[i].columns, from[i].ncolumns);
		to[i].values = copy_exprs(root, from[i].values, from[i].nvalues);
	}
	return to;
}

static void
copy_lists(const void *root, struct dn_query *to, const struct dn_query *from)
{
	to->with = from->nwith == 0 ? NULL : dn_new_array(root, struct dn_with, from->nwith);
	for (size_t i = 0; i < from->nwith; i++) {
		to->with[i] = from->with[i];
		to->with[i].name = dn_strdup(root, from->with[i].name);
		to->with[i].columns =
		    copy_names(root, from->with[i].columns, from->with[i].ncolumns);
		to->with[i].query = dn_query_copy(root, from->with[i].query);
	}
	to->targets =
	    from->ntargets == 0 ? NULL : dn_new_array(root, struct dn_target, from->ntargets);
	for (size_t i = 0; i < from->ntargets; i++) {
		to->targets[i].expr = dn_expr_copy(root, from->targets[i].expr);
		to->targets[i].name = dn_strdup_null(root, from->targets[i].name);
		to->targets[i].shown = from->targets[i].shown;
	}
	to->from = from->nfrom == 0 ? NULL : dn_new_array(root, struct dn_from *, from->nfrom);
	for (size_t i = 0; i < from->nfrom; i++)
		to->from[i] = copy_from(root, from->from[i]);
	to->windows =
	    from->nwindows == 0 ? NULL : dn_new_array(root, struct dn_window *, from->nwindows);
	for (size_t i = 0; i < from->nwindows; i++)
		to->windows[i] = copy_window(root, from->windows[i]);
	to->rows = from->nrows == 0 ? NULL : dn_new_array(root, struct dn_expr **, from->nrows);
	for (size_t i = 0; i < from->nrows; i++)
		to->rows[i] = copy_exprs(root, from->rows[i], from->ncolumns);
}

struct dn_query *
dn_query_copy(const void *mem, const struct dn_query *from)
{
	struct dn_query *to;
	const void *root = mem;

	if (from == NULL)
		return NULL;
	to = dn_memdup(root, from, sizeof *from);
	to->beyond = dn_strdup_null(root, from->beyond);
	copy_lists(root, to, from);
	to->distinct_on = copy_exprs(root, from->distinct_on, from->ndistinct_on);
	to->where = dn_expr_copy(root, from->where);
	to->groups = copy_exprs(root, from->groups, from->ngroups);
	to->groupings =
	    dn_memdup(root, from->groupings, from->ngroupings * sizeof *from->groupings);
	to->having = dn_expr_copy(root, from->having);
	to->order = copy_order(root, from->order, from->norder);
	to->limit = dn_expr_copy(root, from->limit);
	to->offset = dn_expr_copy(root, from->offset);
	to->columns =
	    from->columns == NULL ? NULL : copy_names(root, from->columns, from->ncolumns);
	to->left = dn_query_copy(root, from->left);
	to->right = dn_query_copy(root, from->right);
	to->table = copy_from(root, from->table);
	to->source = dn_query_copy(root, from->source);
	to->sets = copy_sets(root, from->sets, from->nsets);
	to->conflict = copy_conflict(root, from->conflict);
	to->whens = copy_whens(root, from->whens, from->nwhens);
	return to;
}

/* -- walking ------------------------------------------------------------------------------- */

static bool each_expr(struct dn_expr *expr, const struct dn_query_visitor *v);

static bool
each_order(struct dn_order *order, size_t n, const struct dn_query_visitor *v)
{
	for (size_t i = 0; i < n; i++)
		if (!each_expr(order[i].expr, v))
			return false;
	return true;
}

static bool
each_list(struct dn_expr **exprs, size_t n, const struct dn_query_visitor *v)
{
	for (size_t i = 0; i < n; i++)
		if (!each_expr(exprs[i], v))
			return false;
	return true;
}

static bool
each_window(struct dn_window *w, const struct dn_query_visitor *v)
{
	return w == NULL ||
	       (each_list(w->partition, w->npartition, v) && each_order(w->order, w->norder, v));
}

static bool
each_part(struct dn_expr *expr, void *payload)
{
	const struct dn_query_visitor *v = payload;

	if (v->expr != NULL && !v->expr(expr, v->payload))
		return false;
	if (expr->call != NULL &&
	    (!each_order(expr->call->order, expr->call->norder, v) ||
		!each_expr(expr->call->filter, v) || !each_window(expr->call->over, v)))
		return false;
	return expr->query == NULL || dn_query_each(expr->query, v);
}

static bool
each_expr(struct dn_expr *expr, const struct dn_query_visitor *v)
{
	return dn_expr_each(expr, each_part, (void *) (uintptr_t) v);
}

static bool
each_from(struct dn_from *from, const struct dn_query_visitor *v)
{
	if (from == NULL)
		return true;
	if (v->from != NULL && !v->from(from, v->payload))
		return false;
	return each_from(from->left, v) && each_from(from->right, v) && each_expr(from->on, v) &&
	       each_expr(from->function, v) && dn_query_each(from->query, v);
}

static bool
each_sets(struct dn_assignment *sets, size_t n, const struct dn_query_visitor *v)
{
	for (size_t i = 0; i < n; i++)
		if (!each_expr(sets[i].value, v))
			return false;
	return true;
}

static bool
each_lists(struct dn_query *q, const struct dn_query_visitor *v)
{
	bool ok = true;

	for (size_t i = 0; ok && i < q->nwith; i++)
		ok = dn_query_each(q->with[i].query, v);
	for (size_t i = 0; ok && i < q->ntargets; i++)
		ok = each_expr(q->targets[i].expr, v);
	for (size_t i = 0; ok && i < q->nfrom; i++)
		ok = each_from(q->from[i], v);
	for (size_t i = 0; ok && i < q->nwindows; i++)
		ok = each_window(q->windows[i], v);
	for (size_t i = 0; ok && i < q->nrows; i++)
		ok = each_list(q->rows[i], q->ncolumns, v);
	return ok;
}

static bool
each_conflict(struct dn_conflict *c, const struct dn_query_visitor *v)
{
	bool ok = true;

	for (size_t i = 0; c != NULL && ok && i < c->nparts; i++)
		ok = each_expr(c->parts[i].expr, v);
	return ok && (c == NULL || (each_expr(c->index_where, v) &&
				       each_sets(c->sets, c->nsets, v) && each_expr(c->where, v)));
}

static bool
each_whens(struct dn_merge_when *whens, size_t n, const struct dn_query_visitor *v)
{
	for (size_t i = 0; i < n; i++)
		if (!each_expr(whens[i].where, v) || !each_sets(whens[i].sets, whens[i].nsets, v) ||
		    !each_list(whens[i].values, whens[i].nvalues, v))
			return false;
	return true;
}

bool
dn_query_each(struct dn_query *q, const struct dn_query_visitor *v)
{
	if (q == NULL)
		return true;
	if (v->query != NULL && !v->query(q, v->payload))
		return false;
	return each_lists(q, v) && each_list(q->distinct_on, q->ndistinct_on, v) &&
	       each_expr(q->where, v) && each_list(q->groups, q->ngroups, v) &&
	       each_expr(q->having, v) && each_order(q->order, q->norder, v) &&
	       each_expr(q->limit, v) && each_expr(q->offset, v) && dn_query_each(q->left, v) &&
	       dn_query_each(q->right, v) && each_from(q->table, v) &&
	       dn_query_each(q->source, v) && each_sets(q->sets, q->nsets, v) &&
	       each_conflict(q->conflict, v) && each_whens(q->whens, q->nwhens, v);
}
