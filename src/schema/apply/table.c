/* table.c - CREATE, DROP, RENAME and SET SCHEMA of tables */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"
#include "schema/query/view.h"

/* Foreign keys that pointed to a table of which nothing was known point to the new one. */
static bool
table_make(struct dn_apply *a, const char *in, const char *name, struct dn_table **table)
{
	struct dn_relation *old = dn_model_relation(a->schema, in, name);
	struct dn_name full = { in, name };
	const struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &full);
	const struct dn_domain *domain = dn_model_find(a->schema, a->schema->domains, &full);

	if (((type != NULL && !type->unknown) || (domain != NULL && !domain->unknown)) &&
	    a->schema->unsure == NULL)
		return dn_apply_refuse(a, "type '%s' already exists", name);
	if (old != NULL && old->kind == DN_RELATION_TABLE &&
	    (old->table->unknown || a->schema->unsure != NULL)) {
		dn_model_clear_table(a->schema, old->table);
		*table = old->table;
	} else if (dn_apply_free_relation(a, in, name)) {
		*table = dn_model_add_table(a->schema, in, name);
	} else {
		return false;
	}
	dn_apply_forget(a, &full);
	return true;
}

/* It stays as it is; the constraints get names all the same, for whoever prints the change. */
static bool
table_is_there(struct dn_apply *a, const struct dn_table *table)
{
	for (size_t i = 0; i < a->change->nconstraints; i++) {
		struct dn_constraint *c = a->change->constraints[i];

		if (c->name == NULL)
			c->name = dn_name_constraint(c, a->schema, table, c);
	}
	return true;
}

bool
dn_apply_create_table(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	struct dn_table *table;
	const char *in = change->temporary && change->object.schema == NULL
			     ? "pg_temp"
			     : dn_apply_schema(a, &change->object);
	struct dn_name full = { in, change->object.name };

	if (in == NULL)
		return false;
	table = dn_schema_table(a->schema, &full);
	/* What hides behind the name may be a view, or a table of which nothing is known. */
	if (table == NULL && change->if_not_exists &&
	    dn_model_find(a->schema, a->schema->opaque, &full) != NULL)
		table = dn_apply_table(a, &full);
	if (table != NULL && change->if_not_exists)
		return table_is_there(a, table);
	if (change->if_not_exists && dn_schema_has_relation(a->schema, in, full.name))
		return table_is_there(a, &(struct dn_table){ .schema = in, .name = full.name });
	if (!table_make(a, in, full.name, &table))
		return false;
	table->more = change->more;
	if (change->partitioning != NULL)
		table->partitioning = dn_partitioning_copy(table, change->partitioning);
	for (size_t i = 0; i < change->ncolumns; i++) {
		if (!dn_apply_like_columns(a, table, i))
			return false;
		if (dn_table_column(table, change->columns[i]->name) != NULL)
			return dn_apply_refuse(
			    a, "column '%s' specified more than once", change->columns[i]->name);
		if (!dn_apply_put_column(a, table, change->columns[i]))
			return false;
	}
	if (!dn_apply_like_columns(a, table, change->ncolumns))
		return false;
	for (size_t i = 0; i < table->ncolumns; i++)
		if (!dn_apply_has_columns(a, table, table->columns[i]->generated))
			return false;
	/* There are no old rows. */
	for (size_t i = 0; i < change->nconstraints; i++)
		change->constraints[i]->not_valid = false;
	return dn_apply_put_constraints(a, table, change->constraints, &change->nconstraints) &&
	       dn_apply_like_parts(a, table);
}

/* One DROP TABLE may name tables that refer to each other. */
static bool
table_is_dropped_too(struct dn_apply *a, const struct dn_table *table)
{
	for (size_t i = 0; a->statement != NULL && i < a->statement->nchanges; i++) {
		const struct dn_change *other = a->statement->changes[i];

		if (other->kind == DN_DROP_TABLE &&
		    dn_schema_table(a->schema, &other->object) == table)
			return true;
	}
	return false;
}

static bool
table_is_free(struct dn_apply *a, const struct dn_table *table)
{
	for (size_t i = 0; !a->change->cascade && i < table->nreferences; i++) {
		const struct dn_reference *r = &table->references[i];
		char *what;
		bool free;

		if (r->table == table || table_is_dropped_too(a, r->table))
			continue;
		what = dn_sprintf(NULL, "table '%s'", table->name);
		free =
		    dn_apply_cascade(a, what, "constraint '%s' on table '%s' depends on table '%s'",
			r->constraint->name, r->table->name, table->name);
		dn_free(what);
		return free;
	}
	return true;
}

bool
dn_apply_drop_table(struct dn_apply *a)
{
	struct dn_table *table = dn_schema_table(a->schema, &a->change->object);

	dn_apply_forget(a, &a->change->object);
	if (table == NULL) {
		if (dn_model_find(a->schema, a->schema->relations, &a->change->object) != NULL)
			return dn_apply_refuse(a, "'%s' is not a table", a->change->object.name);
		return true;
	}
	if (!table_is_free(a, table) || !dn_apply_release_views(a, table, NULL))
		return false;
	dn_model_drop_table(a->schema, table);
	return true;
}

static const char *
table_relation_schema(const struct dn_relation *relation)
{
	if (relation->kind == DN_RELATION_SEQUENCE)
		return ((const struct dn_sequence *) relation->object)->schema;
	return relation->table->schema;
}

static bool
table_rename_constraint(struct dn_apply *a, struct dn_relation *relation, const char *name)
{
	if (dn_table_constraint(relation->table, name) != NULL)
		return dn_apply_refuse(a, "constraint '%s' for relation '%s' already exists", name,
		    relation->table->name);
	dn_model_rename_constraint(a->schema, relation->table, relation->object, name);
	return true;
}

static void
table_rename(struct dn_apply *a, struct dn_table *table, const char *in, const char *name)
{
	struct dn_name from = { table->schema, table->name }, to = { in, name };

	dn_views_rename(a->schema, &from, &to);
	dn_model_rename_table(a->schema, table, in, name);
}

/* ALTER TABLE, INDEX and SEQUENCE ... RENAME all rename whatever has the name. */
static bool
table_rename_relation(
    struct dn_apply *a, struct dn_relation *relation, const char *in, const char *name)
{
	switch (relation->kind) {
	case DN_RELATION_TABLE: table_rename(a, relation->object, in, name); break;
	case DN_RELATION_INDEX: dn_model_rename_index(a->schema, relation->object, name); break;
	case DN_RELATION_SEQUENCE: dn_apply_rename_sequence(a, relation->object, in, name); break;
	case DN_RELATION_CONSTRAINT: return table_rename_constraint(a, relation, name);
	}
	return true;
}

bool
dn_apply_rename_relation(struct dn_apply *a)
{
	struct dn_change *change = a->change;
	struct dn_relation *relation =
	    dn_model_find(a->schema, a->schema->relations, &change->object);
	struct dn_name to = { change->object.schema, change->new_name };
	const char *in;

	if (relation == NULL && dn_apply_rename_view(a, NULL, change->new_name))
		return true;
	if (relation == NULL) {
		dn_apply_forget(a, &change->object);
		if (change->kind == DN_RENAME_INDEX)
			dn_apply_hide(a, &to);
		if (change->if_exists || change->kind != DN_RENAME_TABLE)
			return true;
		return dn_apply_table(a, &to) != NULL;
	}
	in = table_relation_schema(relation);
	if (dn_model_relation(a->schema, in, change->new_name) == relation && change->if_exists)
		return true;
	return dn_apply_free_relation(a, in, change->new_name) &&
	       table_rename_relation(a, relation, in, change->new_name);
}

static bool
table_name_can_move(struct dn_apply *a, const char *in, const char *name)
{
	if (a->schema->unsure == NULL && dn_schema_has_relation(a->schema, in, name))
		return dn_apply_refuse(a, "relation '%s' already exists in schema '%s'", name, in);
	return dn_apply_free_relation(a, in, name);
}

/* What moves along must find its name free, too. */
static bool
table_can_move(struct dn_apply *a, const struct dn_table *table, const char *in)
{
	if (!table_name_can_move(a, in, table->name))
		return false;
	for (size_t i = 0; i < table->nconstraints; i++)
		if (dn_constraint_has_index(table->constraints[i]) &&
		    !table_name_can_move(a, in, table->constraints[i]->name))
			return false;
	for (size_t i = 0; i < table->nindexes; i++)
		if (!table_name_can_move(a, in, table->indexes[i]->name))
			return false;
	for (size_t i = 0; i < table->nsequences; i++)
		if (!table_name_can_move(a, in, table->sequences[i]->name))
			return false;
	return true;
}

static bool
table_move_sequence(struct dn_apply *a, struct dn_sequence *sequence)
{
	if (sequence->owner_table != NULL)
		return dn_apply_refuse(
		    a, "cannot move an owned sequence '%s' into another schema", sequence->name);
	if (!table_name_can_move(a, a->change->new_name, sequence->name))
		return false;
	dn_apply_rename_sequence(a, sequence, a->change->new_name, sequence->name);
	return true;
}

/* Into its own schema is nothing to do. */
bool
dn_apply_set_schema(struct dn_apply *a)
{
	struct dn_sequence *sequence = dn_schema_sequence(a->schema, &a->change->object);
	struct dn_table *table = dn_schema_table(a->schema, &a->change->object);
	struct dn_name to = { a->change->new_name, a->change->object.name };

	if (table == NULL && dn_apply_rename_view(a, to.schema, NULL))
		return true;
	if (table == NULL && sequence != NULL)
		return strcmp(sequence->schema, to.schema) == 0 || table_move_sequence(a, sequence);
	if (table == NULL) {
		dn_apply_forget(a, &a->change->object);
		return a->change->if_exists || dn_apply_table(a, &to) != NULL;
	}
	if (strcmp(table->schema, to.schema) == 0)
		return true;
	if (!table_can_move(a, table, to.schema))
		return false;
	table_rename(a, table, to.schema, table->name);
	return true;
}
