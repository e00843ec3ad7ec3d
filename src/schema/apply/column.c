/* column.c - columns that come, go and are renamed */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/query/view.h"

bool
dn_apply_put_column(struct dn_apply *a, struct dn_table *table, const struct dn_column *column)
{
	struct dn_column *copy = dn_column_copy(table, column);

	if (copy->generated == NULL && dn_apply_is_null(copy->default_expr)) {
		dn_free(copy->default_expr);
		copy->default_expr = NULL;
	}
	dn_model_add_column(table, copy);
	if (copy->identity == DN_IDENTITY_NONE)
		return true;
	copy->not_null = true;
	return dn_apply_put_sequence(a, table, copy);
}

bool
dn_apply_add_column(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	struct dn_table *table = dn_apply_table(a, &change->object);
	struct dn_column *old;

	if (table == NULL)
		return false;
	old = dn_table_column(table, change->column->name);
	if (old != NULL && change->if_not_exists)
		return true;
	if (old != NULL && a->schema->unsure == NULL)
		return dn_apply_refuse(a, "column '%s' of relation '%s' already exists",
		    change->column->name, table->name);
	if (old != NULL)
		dn_model_drop_column(table, old);
	if (!dn_apply_has_columns(a, table, change->column->generated) ||
	    !dn_apply_put_column(a, table, change->column))
		return false;
	dn_table_column(table, change->column->name)->added = true;
	dn_views_add_column(
	    a->schema, &(struct dn_name){ table->schema, table->name }, change->column);
	return dn_apply_put_constraints(a, table, change->constraints, &change->nconstraints);
}

bool
dn_apply_is_among(const char *const *names, size_t n, const char *column)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], column) == 0)
			return true;
	return false;
}

static bool
column_constraint_uses(const struct dn_constraint *c, const char *column)
{
	return dn_apply_is_among(c->columns, c->ncolumns, column) ||
	       dn_apply_is_among(c->include, c->ninclude, column) ||
	       (c->check != NULL && dn_expr_uses_column(c->check, column));
}

static bool
column_index_uses(const struct dn_index *index, const char *column)
{
	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];

		if (part->column != NULL ? strcmp(part->column, column) == 0
					 : dn_expr_uses_column(part->expr, column))
			return true;
	}
	return dn_apply_is_among(index->include, index->ninclude, column) ||
	       (index->where != NULL && dn_expr_uses_column(index->where, column));
}

/* From the start again each time: a key may take foreign keys of this very table with it. */
static bool
column_drop_constraints(
    struct dn_apply *a, struct dn_table *table, const char *column, bool keys, const char *what)
{
	for (size_t i = 0; i < table->nconstraints;) {
		struct dn_constraint *c = table->constraints[i];

		if (dn_constraint_has_index(c) != keys || !column_constraint_uses(c, column)) {
			i++;
			continue;
		}
		if (keys && !dn_apply_release_index(a, table, c->name, what))
			return false;
		dn_model_drop_constraint(a->schema, table, c);
		i = 0;
	}
	return true;
}

static bool
column_drop_indexes(
    struct dn_apply *a, struct dn_table *table, const char *column, const char *what)
{
	for (size_t i = table->nindexes; i-- > 0;) {
		struct dn_index *index = table->indexes[i];

		if (!column_index_uses(index, column))
			continue;
		if (!dn_apply_release_index(a, table, index->name, what))
			return false;
		dn_model_drop_index(a->schema, index);
	}
	return true;
}

static bool
column_drop_generated(
    struct dn_apply *a, struct dn_table *table, const char *column, const char *what)
{
	for (size_t i = table->ncolumns; i-- > 0;) {
		struct dn_column *c = table->columns[i];

		if (c->generated == NULL || strcmp(c->name, column) == 0 ||
		    !dn_expr_uses_column(c->generated, column))
			continue;
		if (!dn_apply_cascade(a, what, "column '%s' of table '%s' depends on column '%s'",
			c->name, table->name, column) ||
		    !dn_apply_remove_column(a, table, c))
			return false;
	}
	return true;
}

bool
dn_apply_remove_column(struct dn_apply *a, struct dn_table *table, struct dn_column *column)
{
	char *what = dn_sprintf(NULL, "column '%s' of table '%s'", column->name, table->name);
	bool ok = column_drop_constraints(a, table, column->name, false, what) &&
		  column_drop_constraints(a, table, column->name, true, what) &&
		  column_drop_indexes(a, table, column->name, what) &&
		  column_drop_generated(a, table, column->name, what) &&
		  dn_apply_release_views(a, table, column->name);

	dn_free(what);
	if (!ok)
		return false;
	dn_model_touch(a->schema, table->key);
	for (size_t i = table->nsequences; i-- > 0;)
		if (strcmp(table->sequences[i]->owner_column, column->name) == 0)
			dn_model_drop_sequence(a->schema, table->sequences[i]);
	dn_views_drop_column(
	    a->schema, &(struct dn_name){ table->schema, table->name }, column->name);
	dn_model_drop_column(table, column);
	return true;
}

bool
dn_apply_drop_column(struct dn_apply *a)
{
	struct dn_table *table = dn_apply_table(a, &a->change->object);
	struct dn_column *column;

	if (table == NULL)
		return false;
	column = dn_table_column(table, a->change->column_name);
	if (column != NULL)
		return dn_apply_remove_column(a, table, column);
	return a->change->if_exists || dn_apply_column(a, &table, &column);
}

bool
dn_apply_rename_column(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (dn_apply_rename_view(a, NULL, NULL))
		return true;
	if (!dn_apply_column(a, &table, &column))
		return false;
	if (dn_table_column(table, a->change->new_name) != NULL)
		return dn_apply_refuse(a, "column '%s' of relation '%s' already exists",
		    a->change->new_name, table->name);
	if (column != NULL) {
		struct dn_name name = { table->schema, table->name };

		dn_views_rename_column(a->schema, &name, column->name, a->change->new_name);
		dn_model_rename_column(a->schema, table, column, a->change->new_name);
	}
	return true;
}

void
dn_apply_renew_indexes(struct dn_table *table, const char *column)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		if (column_constraint_uses(table->constraints[i], column))
			table->constraints[i]->called = NULL;
	for (size_t i = 0; i < table->nindexes; i++)
		if (column_index_uses(table->indexes[i], column))
			table->indexes[i]->called = NULL;
}
