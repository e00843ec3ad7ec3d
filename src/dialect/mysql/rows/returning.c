/* returning.c - what RETURNING of a WITH item gives, as a temporary table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/rows/moving.h"

static struct dn_expr *
returning_column(
    const void *mem, const char *qualifier, const char *name, const struct dn_type *type)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->qualifier = qualifier;
	e->name = name;
	e->type = (struct dn_type *) (uintptr_t) type;
	return e;
}

/* The columns of the target's key. */
static size_t
returning_keys(struct mysql_moving *m, const struct dn_moving_part *part, struct dn_expr ***keys)
{
	const char *const *columns = NULL;
	size_t n = dn_moving_key(m, part->target, &columns);

	*keys = dn_new_array(m->x->scratch, struct dn_expr *, n + 1);
	for (size_t i = 0; i < n; i++)
		(*keys)[i] = returning_column(m->x->scratch, part->q->table->alias, columns[i],
		    dn_table_column(part->target, columns[i])->type);
	return n;
}

/* The rows that the WHERE of an UPDATE or DELETE finds, each once. */
static struct dn_query *
returning_found(struct mysql_moving *m, const struct dn_moving_part *part)
{
	struct dn_query *select = dn_moving_found(m->x->scratch, part);

	if (part->q->nfrom > 0)
		select->ngroups = returning_keys(m, part, &select->groups);
	return select;
}

static bool
returning_is_of(struct dn_expr *e, void *payload)
{
	const char *alias = payload;

	return e->kind != DN_EXPR_SUBQUERY &&
	       (e->kind != DN_EXPR_COLUMN ||
		   (e->qualifier != NULL && strcmp(e->qualifier, alias) == 0));
}

/* Rows are found again by their key, and show what the statement has left in them. */
static bool
returning_check(const struct mysql_moving *m, const struct dn_moving_part *part)
{
	const struct dn_query *q = part->q;
	const char *const *columns = NULL;
	size_t n = dn_moving_key(m, part->target, &columns);

	if (n == 0)
		return dn_moving_refuse(
		    m, "RETURNING of a table without a primary key has no counterpart there");
	for (size_t i = 0; i < q->ntargets; i++)
		if (!dn_expr_each(
			q->targets[i].expr, returning_is_of, (void *) (uintptr_t) q->table->alias))
			return dn_moving_refuse(m,
			    "RETURNING of more than the row's own columns has no counterpart "
			    "there");
	for (size_t i = 0; i < n; i++)
		if (dn_moving_sets(q, columns[i]))
			return dn_moving_refuse(
			    m, "RETURNING of a changed key has no counterpart there");
	return q->conflict == NULL || !q->conflict->update ||
	       dn_moving_refuse(m, "RETURNING of ON CONFLICT DO UPDATE has no counterpart there");
}

/* The keys that SELECT finds, as an item of WITH; its name. */
static const char *
returning_keep_keys(
    struct mysql_moving *m, const struct dn_moving_part *part, struct dn_query *select)
{
	const void *mem = m->x->scratch;
	struct dn_with item = { .name = dn_sprintf(mem, "rows %s", part->with->name) };
	struct dn_expr **keys;
	size_t n = returning_keys(m, part, &keys);

	select->targets = NULL;
	select->ntargets = 0;
	for (size_t i = 0; i < n; i++) {
		struct dn_target target = { .expr = keys[i],
			.name = dn_sprintf(mem, "r%zu", i + 1) };

		dn_push(mem, select->targets, select->ntargets, target);
		dn_push(mem, item.columns, item.ncolumns, target.name);
	}
	return dn_moving_keep(m, &item, select, false) ? item.name : NULL;
}

/* The rows as they are now whose key is, or is not, among those of ITEM. */
static bool
returning_returned(
    struct mysql_moving *m, const struct dn_moving_part *part, const char *item, bool negated)
{
	const void *mem = m->x->scratch;
	struct dn_query *select = dn_moving_select(m->x->scratch, part),
			*keys = dn_new(mem, struct dn_query);
	struct dn_expr *in = dn_new(mem, struct dn_expr), *row = dn_new(mem, struct dn_expr);
	struct dn_from *from = dn_new(mem, struct dn_from);

	row->kind = DN_EXPR_ROW;
	row->nargs = returning_keys(m, part, &row->args);
	from->kind = DN_FROM_TABLE;
	from->table.name = item;
	from->alias = "dn_rows";
	keys->kind = DN_QUERY_SELECT;
	dn_push(mem, keys->from, keys->nfrom, from);
	for (size_t i = 0; i < row->nargs; i++) {
		struct dn_target target = { .name = dn_sprintf(mem, "r%zu", i + 1) };

		target.expr = returning_column(mem, "dn_rows", target.name, row->args[i]->type);
		dn_push(mem, keys->targets, keys->ntargets, target);
	}
	in->kind = DN_EXPR_SUBQUERY;
	in->name = "any";
	in->qualifier = "=";
	in->negated = negated;
	in->operand = row->nargs == 1 ? row->args[0] : row;
	in->query = keys;
	select->where = in;
	m->kept.now = part->q->table;
	return dn_moving_keep(m, part->with, select, false);
}

/* The rows are asked for twice: will the statement find those that were found for RETURNING? */
static bool
returning_is_settled(struct dn_query *found)
{
	const struct dn_query_visitor settled = { .expr = dn_is_settled };
	struct dn_query rows = *found;

	rows.targets = NULL;
	rows.ntargets = 0;
	return dn_query_each(&rows, &settled);
}

bool
dn_moving_return(struct mysql_moving *m, const struct dn_moving_part *part)
{
	bool insert = part->q->kind == DN_QUERY_INSERT, ok;
	struct dn_query *select =
	    insert ? dn_moving_select(m->x->scratch, part) : returning_found(m, part);
	const char *item;

	if (!insert && !returning_is_settled(select))
		return dn_moving_refuse(
		    m, "RETURNING of rows that are other ones each time has no counterpart there");
	m->kept.now = part->q->table;
	if (part->q->kind == DN_QUERY_DELETE) {
		const char *const *columns;

		if (part->q->nfrom > 0 && dn_moving_key(m, part->target, &columns) == 0)
			return dn_moving_refuse(m,
			    "RETURNING of a table without a primary key has no counterpart "
			    "there");
		ok = dn_moving_keep(m, part->with, select, false) && dn_moving_put(m, part->q);
	} else {
		item = returning_check(m, part) ? returning_keep_keys(m, part, select) : NULL;
		m->kept.now = NULL;
		ok = item != NULL && dn_moving_put(m, part->q) &&
		     returning_returned(m, part, item, insert);
	}
	m->kept.now = NULL;
	return ok;
}
