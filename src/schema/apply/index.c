/* index.c - CREATE and DROP INDEX */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"

static bool
index_has_columns(struct dn_apply *a, struct dn_table *table)
{
	const struct dn_index *index = a->change->index;

	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];

		if (part->column != NULL && dn_apply_lacks_column(a, table, part->column))
			return dn_apply_refuse(a, "column '%s' does not exist", part->column);
		if (part->expr != NULL && !dn_apply_has_columns(a, table, part->expr))
			return false;
	}
	for (size_t i = 0; i < index->ninclude; i++)
		if (dn_apply_lacks_column(a, table, index->include[i]))
			return dn_apply_refuse(a, "column '%s' does not exist", index->include[i]);
	return dn_apply_has_columns(a, table, index->where);
}

/* A column in parentheses, with COLLATE or without, is a column. */
static void
index_plain_part(struct dn_index *index, struct dn_index_part *part)
{
	const char *collation = NULL;
	const struct dn_expr *expr = part->expr;

	if (expr != NULL && expr->kind == DN_EXPR_COLLATE) {
		collation = expr->name;
		expr = expr->args[0];
	}
	if (expr == NULL || expr->kind != DN_EXPR_COLUMN)
		return;
	part->column = dn_strdup(index->parts, expr->name);
	if (part->collation == NULL)
		part->collation = dn_strdup_null(index->parts, collation);
	dn_free(part->expr);
	part->expr = NULL;
}

void
dn_apply_name_index(struct dn_apply *a, const struct dn_table *table, struct dn_index *index)
{
	if (index->name != NULL)
		return;
	index->name = dn_name_index(index, a->schema, table, index);
	index->guessed = table->unknown || a->schema->unsure != NULL;
}

bool
dn_apply_put_index(struct dn_apply *a, struct dn_table *table, struct dn_index *index)
{
	struct dn_index *copy;

	if (index->name != NULL && !dn_apply_free_relation(a, table->schema, index->name))
		return false;
	dn_apply_name_index(a, table, index);
	copy = dn_index_copy(a->schema, index);
	dn_free((void *) (uintptr_t) copy->table.schema);
	dn_free((void *) (uintptr_t) copy->table.name);
	copy->table.schema = dn_strdup(copy, table->schema);
	copy->table.name = dn_strdup(copy, table->name);
	for (size_t i = 0; i < copy->nparts; i++)
		index_plain_part(copy, &copy->parts[i]);
	dn_model_add_index(a->schema, table, copy);
	return true;
}

/* Of a materialized view's only the names are kept. */
static bool
index_view(struct dn_apply *a, struct dn_view *view)
{
	struct dn_index *index = a->change->index;
	const struct dn_table none = { .schema = view->schema, .name = view->name };

	if (view->indexes == NULL)
		view->indexes = dn_map_new(view);
	dn_apply_name_index(a, &none, index);
	/* These are not among the names that are taken. */
	if (dn_map_get(view->indexes, index->name) != NULL)
		index->guessed = true;
	dn_map_put(view->indexes, index->name, view);
	a->schema->indexed = true;
	return true;
}

bool
dn_apply_create_index(struct dn_apply *a)
{
	struct dn_index *index = a->change->index;
	struct dn_view *view = dn_schema_only_view(a->schema, &index->table);
	struct dn_table *table = view != NULL ? NULL : dn_apply_table(a, &index->table);

	if (view != NULL)
		return index_view(a, view);
	if (table == NULL)
		return false;
	if (index->name != NULL && a->change->if_not_exists &&
	    dn_schema_has_relation(a->schema, table->schema, index->name))
		return true;
	return index_has_columns(a, table) && dn_apply_put_index(a, table, index);
}

static bool
index_is_of_constraint(struct dn_apply *a, const struct dn_relation *relation)
{
	const struct dn_constraint *c = relation->object;

	dn_apply_refuse(a,
	    "cannot drop index '%s' because constraint '%s' on table '%s' requires it", c->name,
	    c->name, relation->table->name);
	dunlin_error_set_hint(
	    a->err, "Drop constraint '%s' of table '%s' instead.", c->name, relation->table->name);
	return false;
}

bool
dn_apply_drop_index(struct dn_apply *a)
{
	struct dn_relation *relation =
	    dn_model_find(a->schema, a->schema->relations, &a->change->object);
	struct dn_view *view = dn_schema_indexed_view(a->schema, &a->change->object);
	char *what;
	bool free;

	dn_apply_forget(a, &a->change->object);
	if (relation == NULL && view != NULL)
		dn_map_remove(view->indexes, a->change->object.name);
	if (relation == NULL)
		return true;
	if (relation->kind == DN_RELATION_CONSTRAINT)
		return index_is_of_constraint(a, relation);
	if (relation->kind != DN_RELATION_INDEX)
		return dn_apply_refuse(a, "'%s' is not an index", a->change->object.name);
	what = dn_sprintf(NULL, "index '%s'", a->change->object.name);
	free = dn_apply_release_index(a, relation->table, a->change->object.name, what);
	dn_free(what);
	if (free)
		dn_model_drop_index(a->schema, relation->object);
	return free;
}
