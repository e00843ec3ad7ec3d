/* updatable.c - views through which rows are written, as CREATE VIEW of PostgreSQL's manual has it
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/view.h"

static bool
updatable_one_row(struct dn_expr *e, void *payload)
{
	(void) payload;
	return e->kind != DN_EXPR_FUNCTION ||
	       (!dn_expr_is_aggregate(e) && (e->call == NULL || e->call->over == NULL));
}

/* One relation under its own columns' names, and nothing that makes other rows of its rows. */
static bool
updatable_is_simple(const struct dn_view *view)
{
	const struct dn_query *q = view->query;

	if (view->materialized || view->ncolumns == 0 || q->kind != DN_QUERY_SELECT ||
	    q->beyond != NULL || q->nwith > 0 || q->distinct || q->ndistinct_on > 0 ||
	    q->ngroups > 0 || q->ngroupings > 0 || q->having != NULL || q->limit != NULL ||
	    q->offset != NULL || q->nfrom != 1 || q->from[0]->kind != DN_FROM_TABLE ||
	    q->from[0]->ncolumns > 0)
		return false;
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(q->targets[i].expr, updatable_one_row, NULL))
			return false;
	return true;
}

bool
dn_view_has_rules(const struct dn_view *view, enum dn_rewrite_event event, bool *all)
{
	bool any = false;

	*all = false;
	for (size_t i = 0; i < view->nrules; i++) {
		const struct dn_rewrite *rule = view->rules[i];

		if (rule->event != event)
			continue;
		any = true;
		*all = *all || (rule->instead && rule->where == NULL);
	}
	return any;
}

struct dn_view *
dn_view_below(const struct dn_schema *schema, const struct dn_view *view)
{
	const struct dn_query *q = view->query;

	return q->nfrom == 0 || q->from[0]->kind != DN_FROM_TABLE
		   ? NULL
		   : dn_schema_only_view(schema, &q->from[0]->table);
}

/* What target I is a column of, or NULL for another expression. */
static const char *
updatable_name(const struct dn_view *view, size_t i)
{
	const struct dn_expr *e = view->query->targets[i].expr;

	return e->kind == DN_EXPR_COLUMN ? e->name : NULL;
}

/* A column that is there twice is written by its first name. */
static void
updatable_add(struct dn_view_base *base, size_t i, const char *column)
{
	for (size_t j = 0; column != NULL && j < i; j++)
		if (base->columns[j] != NULL && strcmp(base->columns[j], column) == 0)
			column = NULL;
	base->columns[i] = column;
}

static bool
updatable_of_table(const struct dn_view *view, struct dn_table *table, struct dn_view_base *base)
{
	if (table->unknown || table->partition_of != NULL || table->ncolumns == 0)
		return false;
	base->table = table;
	for (size_t i = 0; i < view->ncolumns; i++) {
		const char *name = updatable_name(view, i);
		const struct dn_column *c = name == NULL ? NULL : dn_table_column(table, name);

		updatable_add(base, i, c == NULL || c->generated != NULL ? NULL : c->name);
	}
	return true;
}

static void
updatable_hide(
    const void *mem, struct dn_view_base *base, const char *column, struct dn_expr *value)
{
	size_t n = base->nhidden;

	if (column == NULL || value == NULL)
		return;
	dn_push(mem, base->hidden, n, column);
	dn_push(mem, base->hidden_defaults, base->nhidden, value);
}

static void
updatable_of_view(const void *mem, const struct dn_view *view, const struct dn_view *below,
    struct dn_view_base *base, const struct dn_view_base *lower)
{
	base->table = lower->table;
	for (size_t i = 0; i < lower->nhidden; i++)
		updatable_hide(mem, base, lower->hidden[i], lower->hidden_defaults[i]);
	for (size_t j = 0; j < below->ncolumns; j++) {
		bool shown = false;

		for (size_t i = 0; i < view->ncolumns; i++) {
			const char *name = updatable_name(view, i);

			if (name == NULL || strcmp(below->columns[j], name) != 0)
				continue;
			shown = true;
			updatable_add(base, i, lower->columns[j]);
			base->defaults[i] = lower->defaults[j];
		}
		if (!shown)
			updatable_hide(mem, base, lower->columns[j], lower->defaults[j]);
	}
}

bool
dn_view_base(const void *mem, const struct dn_schema *schema, const struct dn_view *view,
    enum dn_rewrite_event event, struct dn_view_base *base)
{
	struct dn_view_base lower;
	const struct dn_view *below;
	bool all;

	if (!updatable_is_simple(view))
		return false;
	*base =
	    (struct dn_view_base){ .table = dn_schema_table(schema, &view->query->from[0]->table) };
	base->columns = dn_new_array(mem, const char *, view->ncolumns);
	base->defaults = dn_new_array(mem, struct dn_expr *, view->ncolumns);
	if (base->table != NULL) {
		if (!updatable_of_table(view, base->table, base))
			return false;
	} else {
		below = dn_view_below(schema, view);
		if (below == NULL || dn_view_has_rules(below, event, &all) ||
		    !dn_view_base(mem, schema, below, event, &lower))
			return false;
		updatable_of_view(mem, view, below, base, &lower);
	}
	for (size_t i = 0; i < view->ncolumns; i++)
		if (view->defaults[i] != NULL)
			base->defaults[i] = view->defaults[i];
	return true;
}
