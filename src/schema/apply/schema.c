/* schema.c - CREATE, DROP and RENAME of schemas */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/query/view.h"

bool
dn_apply_create_schema(struct dn_apply *a)
{
	const char *name = a->change->object.name;

	if (dn_map_get(a->schema->schemas, name) == NULL)
		dn_map_put(a->schema->schemas, name, dn_apply_hidden(a));
	else if (!a->change->if_not_exists && a->schema->unsure == NULL)
		return dn_apply_refuse(a, "schema '%s' already exists", name);
	dn_schema_set_there(a->schema, name, true);
	return true;
}

/* One that the schema has, or NULL: with a table go its partitions. */
static struct dn_table *
schema_first_table(const struct dn_schema *schema, const char *name)
{
	dn_map_each (schema->tables, e)
		if (strcmp(((const struct dn_table *) e->value)->schema, name) == 0)
			return e->value;
	return NULL;
}

static struct dn_view *
schema_first_view(const struct dn_schema *schema, const char *name)
{
	dn_map_each (schema->views, e)
		if (strcmp(((const struct dn_view *) e->value)->schema, name) == 0)
			return e->value;
	return NULL;
}

void
dn_schema_new_session(struct dn_schema *schema, const char *const *path, size_t n)
{
	struct dn_table *table;
	struct dn_view *view;

	dn_schema_set_search_path(schema, path, n);
	/* Asked before each revision: most histories need not look through all tables. */
	if (!schema->temporary)
		return;
	while ((view = schema_first_view(schema, "pg_temp")) != NULL)
		dn_model_drop_view(schema, view);
	while ((table = schema_first_table(schema, "pg_temp")) != NULL)
		dn_model_drop_table(schema, table);
	schema->temporary = false;
}

/* Drop what SCHEMA holds, map by map. */
static bool
schema_empty(struct dn_apply *a, const char *name, const char *what)
{
	struct dn_schema *schema = a->schema;
	struct dn_map_entry *entry, *next;
	struct dn_table *table;
	struct dn_view *view;

	while ((view = schema_first_view(schema, name)) != NULL)
		if (!dn_apply_cascade(a, what, "view '%s' depends on %s", view->name, what) ||
		    !dn_apply_drop_view(a, view))
			return false;
	while ((table = schema_first_table(schema, name)) != NULL) {
		if (!dn_apply_cascade(a, what, "table '%s' depends on %s", table->name, what) ||
		    !dn_apply_release_views(a, table, NULL))
			return false;
		dn_model_drop_table(schema, table);
	}
	for (entry = dn_map_first(schema->sequences); entry != NULL; entry = next) {
		struct dn_sequence *sequence = entry->value;

		next = entry->next;
		if (strcmp(sequence->schema, name) != 0)
			continue;
		if (!dn_apply_cascade(a, what, "sequence '%s' depends on %s", sequence->name, what))
			return false;
		dn_model_drop_sequence(schema, sequence);
	}
	return true;
}

/* An enum or domain that the schema has, or NULL; both begin with its name. */
static void *
schema_first_type(const struct dn_map *types, const char *name)
{
	dn_map_each (types, e)
		if (strcmp(((const struct dn_name *) e->value)->schema, name) == 0)
			return e->value;
	return NULL;
}

static bool
schema_empty_of_types(struct dn_apply *a, const char *name, const char *what)
{
	struct dn_domain *domain;
	struct dn_enum *type;

	while ((domain = schema_first_type(a->schema->domains, name)) != NULL)
		if (!dn_apply_cascade(a, what, "type '%s' depends on %s", domain->name, what) ||
		    !dn_apply_drop_domain(a, domain))
			return false;
	while ((type = schema_first_type(a->schema->enums, name)) != NULL)
		if (!dn_apply_cascade(a, what, "type '%s' depends on %s", type->name, what) ||
		    !dn_apply_drop_enum(a, type))
			return false;
	return true;
}

bool
dn_apply_drop_schema(struct dn_apply *a)
{
	const char *name = a->change->object.name;
	char *what = dn_sprintf(NULL, "schema '%s'", name);
	bool ok = schema_empty(a, name, what) && dn_apply_drop_routines(a, name) &&
		  schema_empty_of_types(a, name, what);

	dn_free(what);
	if (!ok)
		return false;
	dn_free(dn_map_get(a->schema->schemas, name));
	dn_map_remove(a->schema->schemas, name);
	dn_schema_set_there(a->schema, name, false);
	return true;
}

static void
schema_move_all(struct dn_apply *a, const char *name, const char *new_name)
{
	struct dn_schema *schema = a->schema;
	struct dn_map_entry *entry, *next;
	struct dn_view *view;

	/* While defaults find them. */
	for (entry = dn_map_first(schema->sequences); entry != NULL; entry = next) {
		struct dn_sequence *sequence = entry->value;

		next = entry->next;
		if (strcmp(sequence->schema, name) == 0)
			dn_apply_rename_sequence(a, sequence, new_name, sequence->name);
	}
	for (entry = dn_map_first(schema->tables); entry != NULL; entry = next) {
		struct dn_table *table = entry->value;

		next = entry->next;
		if (strcmp(table->schema, name) != 0)
			continue;
		dn_views_rename(schema, &(struct dn_name){ table->schema, table->name },
		    &(struct dn_name){ new_name, table->name });
		dn_model_rename_table(schema, table, new_name, table->name);
	}
	while ((view = schema_first_view(schema, name)) != NULL)
		dn_model_rename_view(schema, view, new_name, view->name);
	dn_apply_move_routines(a, name, new_name);
	for (entry = dn_map_first(schema->enums); entry != NULL; entry = next) {
		struct dn_enum *type = entry->value;

		next = entry->next;
		if (strcmp(type->schema, name) == 0)
			dn_model_rename_enum(schema, type, new_name, type->name);
	}
	for (entry = dn_map_first(schema->domains); entry != NULL; entry = next) {
		struct dn_domain *domain = entry->value;

		next = entry->next;
		if (strcmp(domain->schema, name) == 0)
			dn_model_rename_domain(schema, domain, new_name, domain->name);
	}
}

/* There was no schema of the new name, whatever was thought to be in it. */
static void
schema_forget_schema(struct dn_schema *schema, const char *name)
{
	struct dn_table *table;

	while ((table = schema_first_table(schema, name)) != NULL)
		dn_model_drop_table(schema, table);
}

bool
dn_apply_rename_schema(struct dn_apply *a)
{
	const char *name = a->change->object.name, *new_name = a->change->new_name;

	if ((strcmp(name, new_name) == 0 || dn_map_get(a->schema->schemas, new_name) != NULL) &&
	    a->schema->unsure == NULL)
		return dn_apply_refuse(a, "schema '%s' already exists", new_name);
	if (strcmp(name, new_name) == 0)
		return true;
	schema_forget_schema(a->schema, new_name);
	schema_move_all(a, name, new_name);
	dn_free(dn_map_get(a->schema->schemas, name));
	dn_map_remove(a->schema->schemas, name);
	dn_map_put(a->schema->schemas, new_name, dn_apply_hidden(a));
	dn_schema_set_there(a->schema, name, false);
	dn_schema_set_there(a->schema, new_name, true);
	return true;
}
