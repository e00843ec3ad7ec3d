/* cascade.c - what DROP and CASCADE lock beyond what the statement names, as far as it is known */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/rules.h"
#include "schema/edit.h"
#include "schema/kin.h"
#include "schema/query/view.h"

/* False when the statement has it already: whoever depends on it has been looked for. */
static bool
cascade_lock(struct dn_case *c, const char *key)
{
	const struct dn_effect *effect = c->effect;

	for (size_t i = 0; i < effect->nlocks; i++)
		if (effect->locks[i].lock == DN_LOCK_ACCESS_EXCLUSIVE &&
		    strcmp(effect->locks[i].table, key) == 0)
			return false;
	dn_case_lock(c, key, DN_LOCK_ACCESS_EXCLUSIVE);
	return true;
}

/* Views of the relation, or of COLUMN of it, and views of these. */
static void
cascade_views(struct dn_case *c, const char *schema, const char *name, const char *column)
{
	const struct dn_name relation = { schema, name };

	dn_map_each (c->schema->views, e) {
		const struct dn_view *view = e->value;

		if (dn_view_uses(c->schema, view, &relation, column) && cascade_lock(c, view->key))
			cascade_views(c, view->schema, view->name, NULL);
	}
}

/* Tables whose columns take their values from it, but for the one that owns it. */
static void
cascade_sequence(struct dn_case *c, const struct dn_sequence *sequence)
{
	dn_map_each (c->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++)
			if (dn_schema_numbers(c->schema, table, table->columns[i]) == sequence)
				cascade_lock(c, table->key);
	}
}

static void cascade_key(struct dn_case *c, const char *key);

/* What goes with the table that is dropped; with CASCADE, what depends on it, too. */
static void
cascade_table(struct dn_case *c, const struct dn_table *table)
{
	bool cascade = c->change->cascade;

	for (size_t i = 0; i < table->nconstraints; i++)
		if (table->constraints[i]->kind == DN_FOREIGN_KEY)
			dn_case_lock_name(
			    c, &table->constraints[i]->ref_table, DN_LOCK_ACCESS_EXCLUSIVE);
	for (size_t i = 0; cascade && i < table->nreferences; i++)
		dn_case_lock(c, table->references[i].table->key, DN_LOCK_ACCESS_EXCLUSIVE);
	for (size_t i = 0; cascade && i < table->nsequences; i++)
		cascade_sequence(c, table->sequences[i]);
	if (cascade)
		cascade_views(c, table->schema, table->name, NULL);
}

/* The table or the type of that name goes: so do its partitions, with CASCADE what inherits. */
static void
cascade_kin(struct dn_case *c, const char *key)
{
	for (size_t i = 0; i < c->schema->nkin; i++) {
		const struct dn_kin *kin = &c->schema->kin[i];

		if (strcmp(kin->of, key) == 0 &&
		    (kin->kinship == DN_KIN_PARTITION || c->change->cascade))
			cascade_key(c, kin->table);
	}
}

static void
cascade_key(struct dn_case *c, const char *key)
{
	const struct dn_table *table = dn_map_get(c->schema->tables, key);

	if (!cascade_lock(c, key))
		return;
	if (table != NULL)
		cascade_table(c, table);
	cascade_kin(c, key);
}

void
dn_cascade_dropped_table(struct dn_case *c)
{
	if (c->table != NULL)
		cascade_table(c, c->table);
	if (c->key != NULL)
		cascade_kin(c, c->key);
}

void
dn_cascade_dropped_view(struct dn_case *c)
{
	const struct dn_view *view = dn_schema_view(c->schema, &c->change->object);

	if (c->change->cascade && view != NULL)
		cascade_views(c, view->schema, view->name, NULL);
}

void
dn_cascade_dropped_column(struct dn_case *c)
{
	if (c->change->cascade && c->table != NULL)
		cascade_views(c, c->table->schema, c->table->name, c->change->column_name);
}

/* Where nobody is known who depends on it, somebody may. */
static void
cascade_or_unknown(struct dn_case *c, size_t before)
{
	if (c->change->cascade && c->effect->nlocks == before)
		dn_case_lock(c, NULL, DN_LOCK_UNKNOWN);
}

void
dn_cascade_dropped_sequence(struct dn_case *c)
{
	const struct dn_sequence *sequence = dn_schema_sequence(c->schema, &c->change->object);
	size_t before = c->effect->nlocks;

	if (c->change->cascade && sequence != NULL)
		cascade_sequence(c, sequence);
	cascade_or_unknown(c, before);
}

static bool
type_is(const struct dn_case *c, const struct dn_type *type, const struct dn_name *name)
{
	const struct dn_name *known = NULL; /* enums and domains begin with their names */

	if (type == NULL || type->kind != DN_TYPE_NAMED || strcmp(type->name, name->name) != 0)
		return false;
	if (dn_schema_enum(c->schema, type) != NULL)
		known = (const struct dn_name *) dn_schema_enum(c->schema, type);
	else if (dn_schema_domain(c->schema, type) != NULL)
		known = (const struct dn_name *) dn_schema_domain(c->schema, type);
	return name->schema == NULL || known == NULL || strcmp(known->schema, name->schema) == 0;
}

/* Tables with columns of the type; the columns go where it is dropped. */
static void
cascade_type(struct dn_case *c, const struct dn_name *name, enum dn_lock lock)
{
	dn_map_each (c->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++) {
			if (!type_is(c, table->columns[i]->type, name))
				continue;
			dn_case_lock(c, table->key, lock);
			if (lock == DN_LOCK_ACCESS_EXCLUSIVE)
				cascade_views(
				    c, table->schema, table->name, table->columns[i]->name);
		}
	}
}

void
dn_cascade_dropped_type(struct dn_case *c)
{
	const struct dn_name *name = &c->change->object;
	size_t before = c->effect->nlocks;
	char *key = dn_schema_key(NULL, c->schema, name);

	if (c->change->cascade) {
		cascade_type(c, name, DN_LOCK_ACCESS_EXCLUSIVE);
		cascade_kin(c, key);
	}
	cascade_or_unknown(c, before);
	dn_free(key);
}

/* The rows of a domain's columns are tested. */
void
dn_cascade_tested_domain(struct dn_case *c)
{
	size_t before = c->effect->nlocks;

	cascade_type(c, &c->change->object, DN_LOCK_SHARE);
	if (c->effect->nlocks == before)
		dn_case_lock(c, NULL, DN_LOCK_UNKNOWN);
}

/* The attributes of a type are the columns of the tables that are made of it. */
void
dn_cascade_altered_type(struct dn_case *c)
{
	size_t before = c->effect->nlocks;
	char *key = dn_schema_key(NULL, c->schema, &c->change->object);

	for (size_t i = 0; i < c->schema->nkin; i++)
		if (strcmp(c->schema->kin[i].of, key) == 0)
			cascade_lock(c, c->schema->kin[i].table);
	cascade_or_unknown(c, before);
	dn_free(key);
}

void
dn_cascade_dropped_schema(struct dn_case *c)
{
	const char *schema = c->change->object.name;

	if (!c->change->cascade)
		return;
	dn_map_each (c->schema->tables, e)
		if (strcmp(((const struct dn_table *) e->value)->schema, schema) == 0)
			cascade_key(c, e->key);
	dn_map_each (c->schema->views, e) {
		const struct dn_view *view = e->value;

		if (strcmp(view->schema, schema) == 0 && cascade_lock(c, view->key))
			cascade_views(c, view->schema, view->name, NULL);
	}
	dn_map_each (c->schema->sequences, e)
		if (strcmp(((const struct dn_sequence *) e->value)->schema, schema) == 0)
			cascade_sequence(c, e->value);
	dn_map_each (c->schema->enums, e)
		if (strcmp(((const struct dn_enum *) e->value)->schema, schema) == 0)
			cascade_type(c, e->value, DN_LOCK_ACCESS_EXCLUSIVE);
	dn_map_each (c->schema->domains, e)
		if (strcmp(((const struct dn_domain *) e->value)->schema, schema) == 0)
			cascade_type(c, e->value, DN_LOCK_ACCESS_EXCLUSIVE);
}

/* The truncated table's rows are what theirs point to. */
void
dn_cascade_truncated(struct dn_case *c)
{
	struct dn_map *emptied = dn_map_new(NULL);

	if (c->change->cascade && c->table != NULL)
		dn_map_put(emptied, c->table->key, (void *) (uintptr_t) c->table);
	/* It grows at its end. */
	dn_map_each (emptied, e) {
		const struct dn_table *table = e->value;

		dn_case_lock(c, table->key, DN_LOCK_ACCESS_EXCLUSIVE);
		for (size_t i = 0; i < table->nreferences; i++)
			dn_map_put(
			    emptied, table->references[i].table->key, table->references[i].table);
	}
	dn_free(emptied);
}
