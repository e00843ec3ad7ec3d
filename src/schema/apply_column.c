/* apply_column.c - what ALTER TABLE does to columns */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply.h"
#include "schema/view.h"

bool
dn_apply_is_null(const struct dn_expr *expr)
{
	while (expr != NULL && expr->kind == DN_EXPR_CAST && expr->type->nmods == 0)
		expr = expr->args[0];
	return expr == NULL || expr->kind == DN_EXPR_NULL;
}

static bool
column_is_serial(const struct dn_column *column)
{
	return column->identity != DN_IDENTITY_NONE;
}

/* DEFAULT nextval() of the sequence that the column owns is what serial means, as pg_dump has it.
 */
static void
column_set_default(struct dn_apply *a, struct dn_table *table, struct dn_column *column,
    const struct dn_expr *expr)
{
	struct dn_sequence *sequence = dn_apply_nextval(a, expr);

	dn_free(column->default_expr);
	column->default_expr = NULL;
	column->identity = DN_IDENTITY_NONE;
	if (sequence != NULL && dn_model_owner(a->schema, sequence) == table &&
	    strcmp(sequence->owner_column, column->name) == 0)
		column->identity = DN_IDENTITY_SERIAL;
	else if (!dn_apply_is_null(expr))
		column->default_expr = dn_expr_copy(column, expr);
}

bool
dn_apply_put_column(struct dn_apply *a, struct dn_table *table, const struct dn_column *column)
{
	struct dn_column *copy = dn_column_copy(table, column);

	if (copy->generated == NULL && dn_apply_is_null(copy->default_expr)) {
		dn_free(copy->default_expr);
		copy->default_expr = NULL;
	}
	dn_model_add_column(table, copy);
	if (!column_is_serial(copy))
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

static bool
column_in(const char *const *names, size_t n, const char *column)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], column) == 0)
			return true;
	return false;
}

static bool
column_constraint_uses(const struct dn_constraint *c, const char *column)
{
	return column_in(c->columns, c->ncolumns, column) ||
	       column_in(c->include, c->ninclude, column) ||
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
	return column_in(index->include, index->ninclude, column) ||
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

static bool
column_is_read(struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	struct dn_name name = { table->schema, table->name };

	return dn_views_user(a->schema, &name, column->name) != NULL ||
	       dn_apply_has_rule(a, &name, column->name);
}

bool
dn_apply_set_type(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (a->schema->unsure == NULL && column_is_read(a, table, column))
		return dn_apply_refuse(a, "cannot alter type of a column used by a view or rule");
	for (size_t i = 0; i < table->ncolumns; i++)
		if (table->columns[i] != column && table->columns[i]->generated != NULL &&
		    dn_expr_uses_column(table->columns[i]->generated, column->name))
			return dn_apply_refuse(
			    a, "cannot alter type of a column used by a generated column");
	dn_free(column->type);
	column->type = dn_type_copy(column, a->change->type);
	dn_free((void *) (uintptr_t) column->collation);
	column->collation = dn_strdup_null(column, a->change->text);
	return true;
}

/* What neither an identity nor a generated column lets be done to it. */
static bool
column_is_plain(struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is an identity column",
		    column->name, table->name);
	if (column->generated != NULL)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is a generated column",
		    column->name, table->name);
	return true;
}

bool
dn_apply_set_default(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (!column_is_plain(a, table, column))
		return false;
	column_set_default(a, table, column, a->change->expr);
	return true;
}

bool
dn_apply_drop_default(struct dn_apply *a)
{
	return dn_apply_set_default(a);
}

bool
dn_apply_set_not_null(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column != NULL)
		column->not_null = true;
	return true;
}

bool
dn_apply_drop_not_null(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;
	const struct dn_constraint *key;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return column_is_plain(a, table, column);
	key = dn_table_primary_key(table);
	if (key != NULL && column_in(key->columns, key->ncolumns, column->name))
		return dn_apply_refuse(a, "column '%s' is in a primary key", column->name);
	column->not_null = false;
	return true;
}

bool
dn_apply_add_identity(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (!column->not_null)
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' must be declared NOT NULL before identity can be "
		    "added",
		    column->name, table->name);
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' is already an identity column", column->name,
		    table->name);
	if (column->default_expr != NULL || column_is_serial(column))
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' already has a default value", column->name,
		    table->name);
	column->identity = a->change->identity;
	column->more = a->change->more;
	return dn_apply_put_sequence(a, table, column);
}

bool
dn_apply_identity(struct dn_apply *a, struct dn_table **table, struct dn_column **column)
{
	if (!dn_apply_column(a, table, column))
		return false;
	if (*column == NULL ||
	    ((*column)->identity != DN_IDENTITY_NONE && (*column)->identity != DN_IDENTITY_SERIAL))
		return true;
	if (!a->change->if_exists)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is not an identity column",
		    (*column)->name, (*table)->name);
	*column = NULL;
	return true;
}

bool
dn_apply_drop_identity(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_identity(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	column->identity = DN_IDENTITY_NONE;
	for (size_t i = table->nsequences; i-- > 0;)
		if (strcmp(table->sequences[i]->owner_column, column->name) == 0)
			dn_model_drop_sequence(a->schema, table->sequences[i]);
	return true;
}

bool
dn_apply_drop_expression(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (column->generated == NULL)
		return a->change->if_exists ||
		       dn_apply_refuse(a,
			   "column '%s' of relation '%s' is not a stored generated column",
			   column->name, table->name);
	dn_free(column->generated);
	column->generated = NULL;
	return true;
}
