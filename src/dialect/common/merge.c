/* merge.c - MERGE: what each of its clauses does to which rows */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/common/merge.h"

static struct dn_expr *
merge_operator(const struct dn_merge *m, const char *name, struct dn_expr *a, struct dn_expr *b)
{
	struct dn_expr *e = dn_new(m->mem, struct dn_expr);

	e->kind = DN_EXPR_OPERATOR;
	e->name = name;
	dn_push(m->mem, e->args, e->nargs, a);
	dn_push(m->mem, e->args, e->nargs, b);
	return e;
}

static struct dn_expr *
merge_is(const struct dn_merge *m, struct dn_expr *a, const char *what, bool negated)
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
    const struct dn_merge *m, const char *qualifier, const char *name, const struct dn_type *type)
{
	struct dn_expr *e = dn_new(m->mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->qualifier = qualifier;
	e->name = name;
	e->type = (struct dn_type *) (uintptr_t) type;
	return e;
}

static struct dn_expr *
merge_key(const struct dn_merge *m, size_t i)
{
	return merge_column(m, m->q->table->alias, m->keys[i], m->key_types[i]);
}

/* What a key is called among the rows of a clause. */
static const char *
merge_key_name(const struct dn_merge *m, size_t i)
{
	return m->nkeys == 1 ? "r" : dn_sprintf(m->mem, "r%zu", i + 1);
}

/* A row is the first clause's whose condition is true of it. */
static struct dn_expr *
merge_condition(const struct dn_merge *m, size_t clause)
{
	const struct dn_merge_when *when = &m->q->whens[clause];
	struct dn_expr *e = merge_is(m, merge_key(m, 0), "null", when->matched);

	if (when->where != NULL)
		e = merge_operator(m, "and", e, when->where);
	for (size_t i = 0; i < clause; i++) {
		const struct dn_merge_when *before = &m->q->whens[i];

		if (before->matched == when->matched)
			e = merge_operator(m, "and", e, merge_is(m, before->where, "true", true));
	}
	return e;
}

bool
dn_merge_is_reached(const struct dn_merge *m, size_t clause)
{
	for (size_t i = 0; i < clause; i++)
		if (m->q->whens[i].matched == m->q->whens[clause].matched &&
		    m->q->whens[i].where == NULL)
			return false;
	return m->q->whens[clause].kind != DN_QUERY_SELECT;
}

/* The type is that of COLUMN where it is a literal. */
static void
merge_value(struct dn_merge *m, size_t clause, const char *column, struct dn_expr **value,
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

/* NULL, or why the clause's values cannot be found first. */
static const char *
merge_values(struct dn_merge *m, size_t clause, struct dn_query *select)
{
	struct dn_merge_when *when = &m->q->whens[clause];

	for (size_t i = 0; i < when->nsets; i++) {
		if (when->sets[i].ncolumns != 1)
			return "MERGE with a SET of several columns is not there";
		merge_value(m, clause, when->sets[i].columns[0], &when->sets[i].value, select);
	}
	if (when->ncolumns == 0 && when->kind == DN_QUERY_INSERT) {
		when->ncolumns = when->nvalues;
		when->columns = dn_new_array(m->mem, const char *, m->table->ncolumns + 1);
		for (size_t i = 0; i < m->table->ncolumns; i++)
			when->columns[i] = m->table->columns[i]->name;
	}
	if (when->ncolumns != when->nvalues || when->nvalues > m->table->ncolumns)
		return "it has not as many values as columns";
	for (size_t i = 0; i < when->nvalues; i++)
		merge_value(m, clause, when->columns[i], &when->values[i], select);
	return NULL;
}

const char *
dn_merge_rows(struct dn_merge *m, size_t clause, struct dn_query *select)
{
	const struct dn_query_visitor settled = { .expr = dn_is_settled };
	struct dn_from *join = dn_new(m->mem, struct dn_from);
	struct dn_with *item = &m->items[clause];

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
	for (size_t i = 0; i < m->nkeys; i++) {
		struct dn_target key = { .expr = merge_key(m, i), .name = merge_key_name(m, i) };

		dn_push(m->mem, select->targets, select->ntargets, key);
		dn_push(m->mem, item->columns, item->ncolumns, key.name);
	}
	select->where = merge_condition(m, clause);
	if (m->q->nwhens > 1 && !dn_query_each(select, &settled))
		return "MERGE of what gives another value each time is not there with several "
		       "clauses";
	return merge_values(m, clause, select);
}

struct dn_query *
dn_merge_statement(struct dn_merge *m, size_t clause)
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
		for (size_t i = 0; i < m->nkeys; i++) {
			struct dn_expr *is = merge_operator(m, "=",
			    merge_column(m, "dn_merge", merge_key_name(m, i), m->key_types[i]),
			    merge_key(m, i));

			q->where = i == 0 ? is : merge_operator(m, "and", q->where, is);
		}
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
