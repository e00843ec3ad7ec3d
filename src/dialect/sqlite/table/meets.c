/* meets.c - which changes are about what a trigger function names */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"
#include "dialect/sqlite/table/acting.h"
#include "schema/mention.h"

/* Those that make, change or take away a table or view, or what a statement on its rows needs. */
static bool
acting_is_met_by(const struct dn_change *change)
{
	switch (change->kind) {
	case DN_CHANGE_OPAQUE: return change->object.name != NULL;
	case DN_CREATE_INDEX:
	case DN_DROP_INDEX:
	case DN_RENAME_INDEX: return false;
	case DN_CREATE_PARTITION:
	case DN_ATTACH_PARTITION:
	case DN_DETACH_PARTITION: return true;
	default: return change->kind >= DN_CREATE_TABLE && change->kind <= DN_ALTER_CONSTRAINT;
	}
}

static bool
acting_names(const struct dn_table *table, const struct dn_routine *routine, const char *relation)
{
	return relation != NULL &&
	       (strcmp(table->name, relation) == 0 || dn_sqlite_routine_names(routine, relation));
}

/* Those whose triggers run a function that names the relation, and those of that name. */
static void
acting_add_near(struct sqlite_change *x, struct dn_map *near, const char *relation)
{
	const struct dn_schema *schema = x->t->schema;
	struct dn_map *tables =
	    dn_mention_through(x->scratch, schema, schema->tables, schema->routines, relation);

	dn_map_each (tables, e)
		dn_map_put(near, e->key, near);
}

struct dn_map *
dn_sqlite_acting_near(struct sqlite_change *x)
{
	const struct dn_schema *schema = x->t->schema;
	const struct dn_change *change = x->change;
	struct dn_map *near = dn_map_new(x->scratch);
	const struct dn_table *root;

	if (schema->acting && change->kind == DN_DROP_SCHEMA)
		return schema->tables;
	if (!schema->acting || !acting_is_met_by(change))
		return near;
	if (change->object.name != NULL)
		acting_add_near(x, near, change->object.name);
	if (change->kind == DN_RENAME_TABLE)
		acting_add_near(x, near, change->new_name);
	root = dn_table_root(dn_schema_table(schema, &change->object));
	if (root != NULL)
		dn_map_put(near, root->key, near);
	return dn_map_part(x->scratch, schema->tables, near);
}

/* Rows that foreign keys of the table follow. */
static void
acting_add_causes(struct sqlite_change *x, struct dn_map *near, const struct dn_table *table)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *fk = table->constraints[i];
		const struct dn_table *parent = NULL;

		if (fk->kind == DN_FOREIGN_KEY &&
		    (fk->on_delete >= DN_FK_CASCADE || fk->on_update >= DN_FK_CASCADE))
			parent = dn_schema_table(x->t->schema, &fk->ref_table);
		if (parent != NULL)
			dn_map_put(near, parent->key, near);
	}
}

struct dn_map *
dn_sqlite_acting_behind(struct sqlite_change *x, struct dn_table *const *tables, size_t n)
{
	const struct dn_schema *schema = x->t->schema;
	struct dn_map *behind = dn_map_new(x->scratch);

	for (size_t i = 0; i < n; i++)
		dn_map_put(behind, tables[i]->key, behind);
	/* The map grows while it is walked. */
	dn_map_each (behind, e) {
		const struct dn_table *table = dn_map_get(schema->tables, e->key);
		struct dn_map *views = dn_mention_through(
		    x->scratch, schema, schema->views, schema->views, table->name);

		acting_add_near(x, behind, table->name);
		dn_map_each (views, v)
			acting_add_near(x, behind, ((const struct dn_view *) v->value)->name);
		acting_add_causes(x, behind, table);
	}
	return dn_map_part(x->scratch, schema->tables, behind);
}

bool
dn_sqlite_acting_meets(
    const struct sqlite_change *x, const struct dn_table *table, const struct dn_trigger *trigger)
{
	const struct dn_change *change = x->change;
	const struct dn_routine *routine = dn_schema_routine(x->t->schema, &trigger->function);
	const struct dn_table *root = dn_table_root(dn_schema_table(x->t->schema, &change->object));

	if (!dn_sqlite_is_acting(x->t->schema, trigger))
		return false;
	if (change->kind == DN_DROP_SCHEMA)
		return true;
	return acting_is_met_by(change) &&
	       (acting_names(table, routine, change->object.name) || root == table ||
		   (change->kind == DN_RENAME_TABLE &&
		       acting_names(table, routine, change->new_name)));
}
