/* merge.c - MERGE: what each of its clauses does to which rows, and then all of it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/rows/moving.h"

struct merge {
	struct moving moving;
	struct dn_query *q;
	const struct dn_table *table;
	const void *mem;
	struct dn_with *items; /* of each clause: the rows that are its, with their new values */
};

static struct dn_expr *
merge_operator(const struct merge *m, const char *name, struct dn_expr *a, struct dn_expr *b)
{
	struct dn_expr *e = dn_new(m->mem, struct dn_expr);

	e->kind = DN_EXPR_OPERATOR;
	e->name = name;
	dn_push(m->mem, e->args, e->nargs, a);
	dn_push(m->mem, e->args, e->nargs, b);
	return e;
}

static struct dn_expr *
merge_is(const struct merge *m, struct dn_expr *a, const char *what, bool negated)
{
	struct dn_expr *e = dn_new(m->mem, struct dn_expr);

	e->kind = DN_EXPR_IS;
	e->name = what;
	e->negated = negated;
	dn_push(m->mem, e->args, e->nargs, a);
	return e;
}

static struct dn_expr *
merge_column(
    const struct merge *m, const char *qualifier, const char *name, const struct dn_type *type)
{
	struct dn_expr *e = dn_new(m->mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->qualifier = qualifier;
	e->name = name;
	e->type = (struct dn_type *) (uintptr_t) type;
	return e;
}

static struct dn_expr *
merge_rowid(const struct merge *m)
{
	return merge_column(
	    m, m->q->table->alias, dn_sqlite_rowid(m->table), dn_type_plain(DN_TYPE_BIGINT, 0));
}

/* A row is the first clause's whose condition is true of it. */
static struct dn_expr *
merge_condition(const struct merge *m, size_t clause)
{
	const struct dn_merge_when *when = &m->q->whens[clause];
	struct dn_expr *e = merge_is(m, merge_rowid(m), "null", when->matched);

	if (when->where != NULL)
		e = merge_operator(m, "and", e, when->where);
	for (size_t i = 0; i < clause; i++) {
		const struct dn_merge_when *before = &m->q->whens[i];

		if (before->matched == when->matched)
			e = merge_operator(m, "and", e, merge_is(m, before->where, "true", true));
	}
	return e;
}

/* Does a clause before it take every row? */
static bool
merge_is_reached(const struct merge *m, size_t clause)
{
	for (size_t i = 0; i < clause; i++)
		if (m->q->whens[i].matched == m->q->whens[clause].matched &&
		    m->q->whens[i].where == NULL)
			return false;
	return m->q->whens[clause].kind != DN_QUERY_SELECT;
}

/* The type is that of COLUMN where it is a literal. */
static void
merge_value(struct merge *m, size_t clause, const char *column, struct dn_expr **value,
    struct dn_query *select)
{
	const struct dn_column *known = dn_table_column(m->table, column);
	struct dn_target target = { .expr = *value };
	struct dn_with *item = &m->items[clause];

	if ((*value)->kind == DN_EXPR_DEFAULT)
		return;
	if (dn_expr_type(*value, NULL) == NULL && known != NULL && (*value)->kind != DN_EXPR_NULL) {
		target.expr = dn_new(m->mem, struct dn_expr);
		target.expr->kind = DN_EXPR_CAST;
		target.expr->span = (*value)->span;
		target.expr->type = known->type;
		dn_push(m->mem, target.expr->args, target.expr->nargs, *value);
	}
	target.name = dn_sprintf(m->mem, "v%zu", item->ncolumns);
	*value = merge_column(m, "dn_merge", target.name, dn_expr_type(target.expr, NULL));
	dn_push(m->mem, select->targets, select->ntargets, target);
	dn_push(m->mem, item->columns, item->ncolumns, target.name);
}

static bool
merge_values(struct merge *m, size_t clause, struct dn_query *select)
{
	struct dn_merge_when *when = &m->q->whens[clause];

	for (size_t i = 0; i < when->nsets; i++) {
		if (when->sets[i].ncolumns != 1)
			return dn_moving_cannot(
			    &m->moving, "MERGE with a SET of several columns is not there");
		merge_value(m, clause, when->sets[i].columns[0], &when->sets[i].value, select);
	}
	if (when->ncolumns == 0 && when->kind == DN_QUERY_INSERT) {
		when->ncolumns = when->nvalues;
		when->columns = dn_new_array(m->mem, const char *, m->table->ncolumns + 1);
		for (size_t i = 0; i < m->table->ncolumns; i++)
			when->columns[i] = m->table->columns[i]->name;
	}
	if (when->ncolumns != when->nvalues || when->nvalues > m->table->ncolumns)
		return dn_moving_cannot(&m->moving, "it has not as many values as columns");
	for (size_t i = 0; i < when->nvalues; i++)
		merge_value(m, clause, when->columns[i], &when->values[i], select);
	return true;
}

/* Before anything is changed: the rows that are the clause's. */
static bool
merge_find(struct merge *m, size_t clause)
{
	struct dn_query *select = dn_new(m->mem, struct dn_query);
	struct dn_from *join = dn_new(m->mem, struct dn_from);
	struct dn_with *item = &m->items[clause];
	struct dn_target rowid = { .expr = merge_rowid(m), .name = "r" };

	item->name = dn_sprintf(m->mem, "merge %zu", clause + 1);
	select->kind = DN_QUERY_SELECT;
	select->with = m->q->with;
	select->nwith = m->q->nwith;
	select->recursive = m->q->recursive;
	join->kind = DN_FROM_JOIN;
	join->join = DN_JOIN_LEFT;
	join->left = m->q->from[0];
	join->right = m->q->table;
	join->on = m->q->where;
	dn_push(m->mem, select->from, select->nfrom, join);
	dn_push(m->mem, select->targets, select->ntargets, rowid);
	dn_push(m->mem, item->columns, item->ncolumns, rowid.name);
	select->where = merge_condition(m, clause);
	return merge_values(m, clause, select) &&
	       dn_returning_keep(&m->moving, item, select, false, NULL);
}

/* A row that two rows of the source find is an error. */
static void
merge_once(struct merge *m)
{
	const char *rows = dn_returning_table(&m->moving, "merge", "rows");

	dn_sqlite_emit(m->moving.x, "CREATE TEMP TABLE %s (r INTEGER PRIMARY KEY)", rows);
	for (size_t i = 0; i < m->q->nwhens; i++)
		if (m->q->whens[i].matched && merge_is_reached(m, i))
			dn_sqlite_emit(m->moving.x,
			    "INSERT INTO %s SELECT r FROM \"dn_with_merge %zu\"", rows, i + 1);
}

/* The statement of a clause over its rows. */
static struct dn_query *
merge_statement(struct merge *m, size_t clause)
{
	struct dn_merge_when *when = &m->q->whens[clause];
	struct dn_query *q = dn_new(m->mem, struct dn_query);
	struct dn_from *from = dn_new(m->mem, struct dn_from);

	q->kind = when->kind;
	q->table = m->q->table;
	from->kind = DN_FROM_TABLE;
	from->table.name = m->items[clause].name;
	from->alias = "dn_merge";
	if (when->kind != DN_QUERY_INSERT) {
		q->sets = when->sets;
		q->nsets = when->nsets;
		dn_push(m->mem, q->from, q->nfrom, from);
		q->where = merge_operator(m, "=",
		    merge_column(m, "dn_merge", "r", dn_type_plain(DN_TYPE_BIGINT, 0)),
		    merge_rowid(m));
		return q;
	}
	q->source = dn_new(m->mem, struct dn_query);
	q->source->kind = DN_QUERY_SELECT;
	dn_push(m->mem, q->source->from, q->source->nfrom, from);
	q->columns = dn_new_array(m->mem, const char *, when->nvalues + 1);
	for (size_t i = 0; i < when->nvalues; i++) {
		struct dn_target target = { .expr = when->values[i] };

		if (target.expr->kind == DN_EXPR_DEFAULT)
			continue;
		target.name = target.expr->name;
		q->columns[q->ncolumns++] = when->columns[i];
		dn_push(m->mem, q->source->targets, q->source->ntargets, target);
	}
	return q;
}

static bool
merge_apply(struct merge *m, enum dn_query_kind kind)
{
	for (size_t i = 0; i < m->q->nwhens; i++) {
		struct moving_part part = { .target = m->table };

		if (m->q->whens[i].kind != kind || !merge_is_reached(m, i))
			continue;
		part.q = merge_statement(m, i);
		if (kind == DN_QUERY_INSERT && part.q->ncolumns == 0)
			return dn_moving_cannot(
			    &m->moving, "MERGE that inserts nothing but defaults is not there");
		if (!dn_moving_run(&m->moving, &part))
			return false;
	}
	return true;
}

bool
dn_sqlite_merge(struct sqlite_change *x, struct dn_query *q)
{
	struct merge m = { .moving = { .x = x }, .q = q, .mem = x->scratch };

	m.table = dn_schema_table(x->t->schema, &q->table->table);
	if (!dn_sqlite_visible(x->t, x->st, &q->table->table, x->err))
		return false;
	if (m.table == NULL || m.table->unknown || dn_sqlite_rowid(m.table) == NULL)
		return dn_moving_cannot(&m.moving, "the history does not say what its table has");
	if (dn_sqlite_is_moving(q))
		return dn_moving_cannot(&m.moving, "WITH of MERGE changes rows");
	m.items = dn_new_array(x->scratch, struct dn_with, q->nwhens + 1);
	for (size_t i = 0; i < q->nwhens; i++)
		if (merge_is_reached(&m, i) && !merge_find(&m, i))
			return false;
	merge_once(&m);
	if (!merge_apply(&m, DN_QUERY_DELETE) || !merge_apply(&m, DN_QUERY_UPDATE) ||
	    !merge_apply(&m, DN_QUERY_INSERT))
		return false;
	for (size_t i = m.moving.nmade; i > 0; i--)
		dn_sqlite_emit(x, "DROP TABLE temp.%s", m.moving.made[i - 1]);
	return true;
}
