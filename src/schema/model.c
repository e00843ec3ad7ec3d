/* model.c - find things in a schema */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/edit.h"
#include "schema/mention.h"
#include "schema/model.h"

struct dn_schema *
dn_schema_new(const void *mem)
{
	struct dn_schema *schema = dn_new(mem, struct dn_schema);

	schema->tables = dn_map_new(schema);
	schema->views = dn_map_new(schema);
	schema->indexes = dn_map_new(schema);
	schema->sequences = dn_map_new(schema);
	schema->enums = dn_map_new(schema);
	schema->domains = dn_map_new(schema);
	schema->routines = dn_map_new(schema);
	schema->opaque = dn_map_new(schema);
	schema->schemas = dn_map_new(schema);
	schema->gone_schemas = dn_map_new(schema);
	schema->relations = dn_map_new(schema);
	schema->flat = dn_map_new(schema);
	schema->flat_constraints = dn_map_new(schema);
	schema->constraint_names = dn_map_new(schema);
	schema->mentions = dn_mentions_new(schema);
	dn_schema_set_search_path(schema, NULL, 0);
	return schema;
}

/* "$user" names no schema that could be known here. */
static bool
model_is_creatable(const char *schema)
{
	return schema[0] != '\0' && strcmp(schema, "$user") != 0 &&
	       strcmp(schema, "pg_catalog") != 0 && strcmp(schema, "pg_temp") != 0;
}

/* The first of the search path that there is; where none is, only what is temporary can be made. */
static const char *
model_default(const struct dn_schema *schema)
{
	for (size_t i = 0; i < schema->nsearch_path; i++)
		if (dn_map_get(schema->gone_schemas, schema->search_path[i]) == NULL)
			return schema->search_path[i];
	return schema->nsearch_path == 0 ? "" : schema->search_path[0];
}

void
dn_schema_set_there(struct dn_schema *schema, const char *name, bool there)
{
	if (there)
		dn_map_remove(schema->gone_schemas, name);
	else
		dn_map_put(schema->gone_schemas, name, schema);
	schema->default_schema = model_default(schema);
}

void
dn_schema_set_search_path(struct dn_schema *schema, const char *const *path, size_t n)
{
	static const char *const first[] = { "public" };
	const char **copy = NULL;
	size_t ncopy = 0;

	if (n == 0) {
		path = first;
		n = 1;
	}
	for (size_t i = 0; i < n; i++)
		if (model_is_creatable(path[i]))
			dn_push(schema, copy, ncopy, dn_strdup(schema, path[i]));
	for (size_t i = 0; i < schema->nsearch_path; i++)
		dn_free((void *) (uintptr_t) schema->search_path[i]);
	dn_free(schema->search_path);
	schema->search_path = copy;
	schema->nsearch_path = ncopy;
	schema->default_schema = model_default(schema);
}

/* A schema with a dot in its name is quoted, so no two names make one key. */
char *
dn_schema_key(const void *mem, const struct dn_schema *schema, const struct dn_name *name)
{
	const char *in = name->schema != NULL ? name->schema : schema->default_schema;

	if (strpbrk(in, ".\"") == NULL)
		return dn_sprintf(mem, "%s.%s", in, name->name);
	return dn_sprintf(mem, "\"%s\".%s", in, name->name);
}

struct dn_name
dn_schema_key_name(const void *mem, const char *key)
{
	bool quoted = key[0] == '"';
	const char *end = quoted ? strstr(key + 1, "\".") : strchr(key, '.');

	if (end == NULL)
		return (struct dn_name){ NULL, dn_strdup(mem, key) };
	return (struct dn_name){
		.schema = dn_strndup(mem, key + quoted, (size_t) (end - key) - quoted),
		.name = dn_strdup(mem, end + 1 + quoted),
	};
}

void
dn_model_touch(const struct dn_schema *schema, const char *key)
{
	if (schema->touched != NULL)
		dn_map_put(schema->touched, key, schema->touched);
	dn_mentions_renew(schema->mentions, key);
}

static void *
model_get(
    const struct dn_schema *schema, const struct dn_map *map, const char *in, const char *name)
{
	struct dn_name full = { in, name };
	char *key = dn_schema_key(NULL, schema, &full);
	void *value = dn_map_get(map, key);

	if (value != NULL)
		dn_model_touch(schema, key);
	dn_free(key);
	return value;
}

/* As the server resolves a name: temporary ones first, then along the search path. */
void *
dn_model_find(const struct dn_schema *schema, const struct dn_map *map, const struct dn_name *name)
{
	void *found;

	if (name->schema != NULL)
		return model_get(schema, map, name->schema, name->name);
	found = model_get(schema, map, "pg_temp", name->name);
	for (size_t i = 0; found == NULL && i < schema->nsearch_path; i++)
		found = model_get(schema, map, schema->search_path[i], name->name);
	return found;
}

struct dn_relation *
dn_model_relation(const struct dn_schema *schema, const char *in_schema, const char *name)
{
	return model_get(schema, schema->relations, in_schema, name);
}

bool
dn_model_has_constraint(const struct dn_schema *schema, const char *in_schema, const char *name)
{
	return model_get(schema, schema->constraint_names, in_schema, name) != NULL;
}

struct dn_table *
dn_schema_table(const struct dn_schema *schema, const struct dn_name *name)
{
	return dn_model_find(schema, schema->tables, name);
}

const struct dn_table *
dn_table_root(const struct dn_table *table)
{
	while (table != NULL && table->partition_of != NULL)
		table = table->partition_of;
	return table;
}

struct dn_view *
dn_schema_view(const struct dn_schema *schema, const struct dn_name *name)
{
	return dn_model_find(schema, schema->views, name);
}

struct dn_view *
dn_schema_only_view(const struct dn_schema *schema, const struct dn_name *name)
{
	return name->name == NULL || dn_schema_table(schema, name) != NULL
		   ? NULL
		   : dn_schema_view(schema, name);
}

struct dn_view *
dn_schema_indexed_view(const struct dn_schema *schema, const struct dn_name *name)
{
	if (!schema->indexed)
		return NULL;
	dn_map_each (schema->views, e) {
		struct dn_view *view = e->value;

		if (view->indexes != NULL && dn_map_get(view->indexes, name->name) != NULL &&
		    (name->schema == NULL || strcmp(name->schema, view->schema) == 0))
			return view;
	}
	return NULL;
}

struct dn_index *
dn_schema_index(const struct dn_schema *schema, const struct dn_name *name)
{
	return dn_model_find(schema, schema->indexes, name);
}

struct dn_sequence *
dn_schema_sequence(const struct dn_schema *schema, const struct dn_name *name)
{
	return dn_model_find(schema, schema->sequences, name);
}

/* The search path may be another one than where the type was written: see dn_apply_fix_types(). */
static void *
model_type(const struct dn_schema *schema, const struct dn_map *types, const struct dn_type *type)
{
	struct dn_name name = { type->schema, type->name };
	void *found = dn_model_find(schema, types, &name);

	if (found != NULL || type->schema != NULL)
		return found;
	name.schema = "public";
	return dn_model_find(schema, types, &name);
}

struct dn_enum *
dn_schema_enum(const struct dn_schema *schema, const struct dn_type *type)
{
	return type->kind == DN_TYPE_NAMED ? model_type(schema, schema->enums, type) : NULL;
}

struct dn_domain *
dn_schema_domain(const struct dn_schema *schema, const struct dn_type *type)
{
	return type->kind == DN_TYPE_NAMED ? model_type(schema, schema->domains, type) : NULL;
}

const struct dn_type *
dn_schema_base(const struct dn_schema *schema, const struct dn_type *type)
{
	const struct dn_domain *domain;

	while (type != NULL && type->dims == 0 && (domain = dn_schema_domain(schema, type)) != NULL)
		type = domain->value->type;
	return type;
}

struct dn_routine *
dn_schema_routine(const struct dn_schema *schema, const struct dn_name *name)
{
	return dn_model_find(schema, schema->routines, name);
}

bool
dn_trigger_acts(const struct dn_schema *schema, const struct dn_trigger *trigger)
{
	const struct dn_routine *routine = dn_schema_routine(schema, &trigger->function);

	return trigger->after || trigger->on_delete || (routine != NULL && routine->acts);
}

struct dn_trigger *
dn_table_trigger(const struct dn_table *table, const char *name)
{
	for (size_t i = 0; i < table->ntriggers; i++)
		if (strcmp(table->triggers[i]->name, name) == 0)
			return table->triggers[i];
	return NULL;
}

struct dn_column *
dn_table_column(const struct dn_table *table, const char *name)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		if (strcmp(table->columns[i]->name, name) == 0)
			return table->columns[i];
	return NULL;
}

struct dn_constraint *
dn_table_constraint(const struct dn_table *table, const char *name)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		if (strcmp(table->constraints[i]->name, name) == 0)
			return table->constraints[i];
	return NULL;
}

struct dn_constraint *
dn_table_primary_key(const struct dn_table *table)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		if (table->constraints[i]->kind == DN_PRIMARY_KEY)
			return table->constraints[i];
	return NULL;
}

bool
dn_table_each_index(const struct dn_schema *schema, const struct dn_table *table,
    bool (*fn)(struct dn_index *index, void *payload), void *payload)
{
	(void) schema;
	for (size_t i = 0; i < table->nindexes; i++)
		if (!fn(table->indexes[i], payload))
			return false;
	return true;
}

bool
dn_schema_has_relation(const struct dn_schema *schema, const char *in_schema, const char *name)
{
	return dn_model_relation(schema, in_schema, name) != NULL;
}

const char *
dn_schema_flat(const struct dn_schema *schema, const char *in_schema, const char *name)
{
	const struct dn_relation *relation = dn_model_relation(schema, in_schema, name);

	return relation == NULL ? NULL : relation->flat;
}
