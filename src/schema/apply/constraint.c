/* constraint.c - constraints of a table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"

static bool
constraint_has_columns(struct dn_apply *a, struct dn_table *table, const struct dn_constraint *c)
{
	for (size_t i = 0; i < c->ncolumns + c->ninclude; i++) {
		const char *column = i < c->ncolumns ? c->columns[i] : c->include[i - c->ncolumns];

		if (!dn_apply_lacks_column(a, table, column))
			continue;
		if (c->kind == DN_FOREIGN_KEY)
			return dn_apply_refuse(a,
			    "column '%s' referenced in foreign key constraint does not exist",
			    column);
		return dn_apply_refuse(a, "column '%s' named in key does not exist", column);
	}
	return dn_apply_has_columns(a, table, c->check);
}

static bool
constraint_has_no_twins(struct dn_apply *a, const struct dn_constraint *c)
{
	if (c->kind != DN_PRIMARY_KEY && c->kind != DN_UNIQUE)
		return true;
	for (size_t i = 1; i < c->ncolumns; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(c->columns[i], c->columns[j]) == 0)
				return dn_apply_refuse(a,
				    "column '%s' appears twice in %s constraint", c->columns[i],
				    c->kind == DN_PRIMARY_KEY ? "primary key" : "unique");
	return true;
}

static bool
constraint_use_columns(struct dn_apply *a, struct dn_constraint *c, const struct dn_index *index)
{
	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];

		if (part->column == NULL)
			return dn_apply_refuse(a, "index '%s' contains expressions", index->name);
		if (part->descending || part->nulls_first)
			return dn_apply_refuse(a,
			    "index '%s' column number %zu does not have default sorting behavior",
			    index->name, i + 1);
		dn_push(c, c->columns, c->ncolumns, dn_strdup(c, part->column));
	}
	for (size_t i = 0; i < index->ninclude; i++)
		dn_push(c, c->include, c->ninclude, dn_strdup(c, index->include[i]));
	c->nulls_not_distinct = index->nulls_not_distinct;
	return true;
}

/* The index becomes the constraint's, with the constraint's name. */
static bool
constraint_use_index(struct dn_apply *a, struct dn_table *table, struct dn_constraint *c)
{
	struct dn_name name = { table->schema, c->using_index };
	struct dn_index *index = dn_schema_index(a->schema, &name);

	if (index == NULL)
		return table->unknown || a->schema->unsure != NULL ||
		       dn_apply_refuse(a, "index '%s' does not exist", c->using_index);
	if (!index->unique)
		return dn_apply_refuse(a, "'%s' is not a unique index", index->name);
	if (index->where != NULL)
		return dn_apply_refuse(a, "'%s' is a partial index", index->name);
	if (!constraint_use_columns(a, c, index))
		return false;
	c->called = dn_strdup_null(c, index->called);
	dn_apply_take_index(table, index->name, c->name);
	dn_model_drop_index(a->schema, index);
	return true;
}

/* The server has two messages for it. */
static bool
constraint_is_twice(
    struct dn_apply *a, const struct dn_table *table, const struct dn_constraint *given)
{
	if (given->kind == DN_CHECK && a->change->kind == DN_CREATE_TABLE)
		return dn_apply_refuse(a, "check constraint '%s' already exists", given->name);
	return dn_apply_refuse(
	    a, "constraint '%s' for relation '%s' already exists", given->name, table->name);
}

/* Give it a name, or see that the one it has is free. */
static bool
constraint_name(struct dn_apply *a, struct dn_table *table, struct dn_constraint *given,
    const struct dn_constraint *complete)
{
	struct dn_constraint *old;

	if (given->name == NULL && given->using_index != NULL)
		given->name = dn_strdup(given, given->using_index);
	if (given->name == NULL) {
		given->name = dn_name_constraint(given, a->schema, table, complete);
		return true;
	}
	if (dn_constraint_has_index(given) &&
	    (given->using_index == NULL || strcmp(given->using_index, given->name) != 0) &&
	    !dn_apply_free_relation(a, table->schema, given->name))
		return false;
	old = dn_table_constraint(table, given->name);
	if (old == NULL)
		return true;
	if (a->schema->unsure == NULL)
		return constraint_is_twice(a, table, given);
	dn_model_drop_constraint(a->schema, table, old);
	return true;
}

/* Written behind a column, it is about that column. */
static void
constraint_complete(struct dn_constraint *c)
{
	if (c->ncolumns == 0 && c->on_column != NULL && c->kind != DN_CHECK)
		dn_push(c, c->columns, c->ncolumns, dn_strdup(c, c->on_column));
}

static bool
constraint_check(struct dn_apply *a, struct dn_table *table, struct dn_constraint *c)
{
	if (c->kind == DN_PRIMARY_KEY && dn_table_primary_key(table) != NULL &&
	    a->schema->unsure == NULL)
		return dn_apply_refuse(
		    a, "multiple primary keys for table '%s' are not allowed", table->name);
	return constraint_has_columns(a, table, c) && constraint_has_no_twins(a, c) &&
	       (c->kind != DN_FOREIGN_KEY || dn_apply_resolve_reference(a, c));
}

static void
constraint_set_not_null(struct dn_table *table, const struct dn_constraint *key)
{
	for (size_t i = 0; i < key->ncolumns; i++) {
		struct dn_column *column = dn_table_column(table, key->columns[i]);

		if (column != NULL)
			column->not_null = true;
	}
}

bool
dn_apply_put_constraint(struct dn_apply *a, struct dn_table *table, struct dn_constraint *given)
{
	struct dn_constraint *c = dn_constraint_copy(table, given);

	constraint_complete(c);
	/* There are no rows yet that it would not hold for. */
	if (a->change->kind == DN_CREATE_TABLE)
		c->not_valid = false;
	if (!constraint_check(a, table, c) || !constraint_name(a, table, given, c))
		return false;
	if (c->name == NULL)
		c->name = dn_strdup(c, given->name);
	if (c->kind == DN_FOREIGN_KEY && !dn_apply_compare_reference(a, table, c))
		return false;
	if (c->using_index != NULL && !constraint_use_index(a, table, c))
		return false;
	if (c->kind == DN_PRIMARY_KEY)
		constraint_set_not_null(table, c);
	dn_model_add_constraint(a->schema, table, c);
	return true;
}

bool
dn_schema_has_constraint(const struct dn_schema *schema, const struct dn_change *change)
{
	const struct dn_table *table = dn_schema_table(schema, &change->object);
	const struct dn_constraint *c = change->constraint;

	if (!change->if_not_exists || table == NULL)
		return false;
	if (c->kind == DN_PRIMARY_KEY && dn_table_primary_key(table) != NULL)
		return true;
	return c->name != NULL && (dn_table_constraint(table, c->name) != NULL ||
				      (dn_constraint_has_index(c) &&
					  dn_schema_has_relation(schema, table->schema, c->name)));
}

bool
dn_apply_add_constraint(struct dn_apply *a)
{
	struct dn_table *table = dn_apply_table(a, &a->change->object);

	if (table == NULL)
		return false;
	return dn_schema_has_constraint(a->schema, a->change) ||
	       dn_apply_put_constraint(a, table, a->change->constraint);
}

/* An exclusion's made-up name is not sure; a rename may have given its index, unseen, this one. */
static bool
constraint_may_be(struct dn_apply *a, const struct dn_table *table)
{
	struct dn_name name = { table->schema, a->change->name };

	if (dn_model_find(a->schema, a->schema->opaque, &name) != NULL)
		return true;
	for (size_t i = 0; i < table->nconstraints; i++)
		if (table->constraints[i]->kind == DN_EXCLUDE)
			return true;
	return false;
}

/* *CONSTRAINT is NULL when it is not known. */
static bool
constraint_find(struct dn_apply *a, struct dn_table **table, struct dn_constraint **constraint)
{
	*table = dn_apply_table(a, &a->change->object);
	if (*table == NULL)
		return false;
	*constraint = dn_table_constraint(*table, a->change->name);
	if (*constraint != NULL || (*table)->unknown || a->schema->unsure != NULL ||
	    constraint_may_be(a, *table))
		return true;
	return dn_apply_refuse(
	    a, "constraint '%s' of relation '%s' does not exist", a->change->name, (*table)->name);
}

bool
dn_apply_drop_constraint(struct dn_apply *a)
{
	struct dn_table *table = dn_apply_table(a, &a->change->object);
	struct dn_constraint *c;
	char *what;
	bool free = true;

	if (table == NULL)
		return false;
	c = dn_table_constraint(table, a->change->name);
	if (c == NULL)
		return a->change->if_exists || constraint_find(a, &table, &c);
	what = dn_sprintf(NULL, "constraint '%s' on table '%s'", c->name, table->name);
	if (dn_constraint_has_index(c))
		free = dn_apply_release_index(a, table, c->name, what);
	dn_free(what);
	if (free)
		dn_model_drop_constraint(a->schema, table, c);
	return free;
}

bool
dn_apply_rename_constraint(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_constraint *c;

	if (!constraint_find(a, &table, &c))
		return false;
	if (c == NULL)
		return true;
	if (dn_table_constraint(table, a->change->new_name) != NULL)
		return dn_apply_refuse(a, "constraint '%s' for relation '%s' already exists",
		    a->change->new_name, table->name);
	if (dn_constraint_has_index(c) &&
	    !dn_apply_free_relation(a, table->schema, a->change->new_name))
		return false;
	dn_model_rename_constraint(a->schema, table, c, a->change->new_name);
	return true;
}

bool
dn_apply_validate_constraint(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_constraint *c;

	if (!constraint_find(a, &table, &c))
		return false;
	if (c == NULL)
		return true;
	if (c->kind != DN_FOREIGN_KEY && c->kind != DN_CHECK)
		return dn_apply_refuse(a,
		    "constraint '%s' of relation '%s' is not a foreign key or check constraint",
		    c->name, table->name);
	c->not_valid = false;
	return true;
}

bool
dn_apply_alter_constraint(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_constraint *c;

	if (!constraint_find(a, &table, &c))
		return false;
	if (c == NULL || a->change->constraint == NULL)
		return true;
	if (c->kind != DN_FOREIGN_KEY)
		return dn_apply_refuse(a,
		    "constraint '%s' of relation '%s' is not a foreign key constraint", c->name,
		    table->name);
	c->deferrable = a->change->constraint->deferrable;
	c->initially_deferred = a->change->constraint->initially_deferred;
	return true;
}
