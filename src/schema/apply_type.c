/* apply_type.c - enums and schemas */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply.h"

static void
type_remove_enum(struct dn_schema *schema, struct dn_enum *type)
{
	struct dn_name name = { type->schema, type->name };
	char *key = dn_schema_key(NULL, schema, &name);

	dn_map_remove(schema->enums, key);
	dn_free(key);
	dn_free(type);
}

static bool
type_has_no_twins(struct dn_apply *a)
{
	struct dn_map *seen = dn_map_new(NULL);
	bool ok = true;

	for (size_t i = 0; ok && i < a->change->nvalues; i++) {
		if (dn_map_get(seen, a->change->values[i]) != NULL)
			ok = dn_apply_refuse(
			    a, "enum label '%s' used more than once", a->change->values[i]);
		dn_map_put(seen, a->change->values[i], seen);
	}
	dn_free(seen);
	return ok;
}

bool
dn_apply_create_enum(struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	const char *in = dn_apply_schema(a, &change->object);
	struct dn_name full = { in, change->object.name };
	struct dn_enum *type, *old;
	char *key;

	if (in == NULL || !type_has_no_twins(a))
		return false;
	old = dn_model_find(a->schema, a->schema->enums, &full);
	if (((old != NULL && !old->unknown) || dn_schema_table(a->schema, &full) != NULL) &&
	    a->schema->unsure == NULL)
		return dn_apply_refuse(a, "type '%s' already exists", full.name);
	if (old != NULL)
		type_remove_enum(a->schema, old);
	type = dn_new(a->schema, struct dn_enum);
	type->schema = dn_strdup(type, in);
	type->name = dn_strdup(type, full.name);
	for (size_t i = 0; i < change->nvalues; i++)
		dn_push(type, type->values, type->nvalues, dn_strdup(type, change->values[i]));
	key = dn_schema_key(NULL, a->schema, &full);
	dn_map_put(a->schema->enums, key, type);
	dn_free(key);
	return true;
}

static bool
type_release_columns(
    struct dn_apply *a, struct dn_table *table, const struct dn_enum *type, const char *what)
{
	for (size_t i = table->ncolumns; i-- > 0;) {
		struct dn_column *column = table->columns[i];

		if (dn_schema_enum(a->schema, column->type) != type)
			continue;
		if (!dn_apply_cascade(a, what, "column '%s' of table '%s' depends on %s",
			column->name, table->name, what) ||
		    !dn_apply_remove_column(a, table, column))
			return false;
	}
	return true;
}

bool
dn_apply_drop_type(struct dn_apply *a)
{
	struct dn_enum *type = dn_model_find(a->schema, a->schema->enums, &a->change->object);
	char *what;
	bool free = true;

	dn_apply_forget(a, &a->change->object);
	if (type == NULL && a->change->cascade)
		dn_apply_unsure(a);
	if (type == NULL)
		return true;
	what = dn_sprintf(NULL, "type '%s'", type->name);
	dn_map_each (a->schema->tables, entry)
		free = free && type_release_columns(a, entry->value, type, what);
	dn_free(what);
	if (free)
		type_remove_enum(a->schema, type);
	return free;
}

bool
dn_apply_create_schema(struct dn_apply *a)
{
	const char *name = a->change->object.name;

	if (dn_map_get(a->schema->schemas, name) == NULL)
		dn_map_put(a->schema->schemas, name, dn_apply_hidden(a));
	else if (!a->change->if_not_exists && a->schema->unsure == NULL)
		return dn_apply_refuse(a, "schema '%s' already exists", name);
	return true;
}

/* Drop what SCHEMA holds, map by map; the next entry is read before this one goes. */
static bool
type_empty_schema(struct dn_apply *a, const char *name, const char *what)
{
	struct dn_schema *schema = a->schema;
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(schema->tables); entry != NULL; entry = next) {
		struct dn_table *table = entry->value;

		next = entry->next;
		if (strcmp(table->schema, name) != 0)
			continue;
		if (!dn_apply_cascade(a, what, "table '%s' depends on %s", table->name, what))
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

static bool
type_empty_schema_of_enums(struct dn_apply *a, const char *name, const char *what)
{
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(a->schema->enums); entry != NULL; entry = next) {
		struct dn_enum *type = entry->value;

		next = entry->next;
		if (strcmp(type->schema, name) != 0)
			continue;
		if (!dn_apply_cascade(a, what, "type '%s' depends on %s", type->name, what))
			return false;
		dn_map_each (a->schema->tables, e)
			if (!type_release_columns(a, e->value, type, what))
				return false;
		type_remove_enum(a->schema, type);
	}
	return true;
}

bool
dn_apply_drop_schema(struct dn_apply *a)
{
	const char *name = a->change->object.name;
	char *what = dn_sprintf(NULL, "schema '%s'", name);
	bool ok = type_empty_schema(a, name, what) && type_empty_schema_of_enums(a, name, what);

	dn_free(what);
	if (!ok)
		return false;
	dn_free(dn_map_get(a->schema->schemas, name));
	dn_map_remove(a->schema->schemas, name);
	return true;
}

static void
type_move_enum(struct dn_schema *schema, struct dn_enum *type, const char *in_schema)
{
	struct dn_name from = { type->schema, type->name }, to = { in_schema, type->name };
	char *key = dn_schema_key(NULL, schema, &from);

	dn_map_remove(schema->enums, key);
	dn_free(key);
	dn_free((void *) (uintptr_t) type->schema);
	type->schema = dn_strdup(type, in_schema);
	key = dn_schema_key(NULL, schema, &to);
	dn_map_put(schema->enums, key, type);
	dn_free(key);
}

/* Columns of the type name it by its schema where that was written. */
static void
type_move_columns(struct dn_schema *schema, const char *name, const char *new_name)
{
	dn_map_each (schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++) {
			struct dn_type *type = table->columns[i]->type;

			if (type->schema != NULL && strcmp(type->schema, name) == 0)
				type->schema = dn_strdup(type, new_name);
		}
	}
}

static void
type_move_all(struct dn_schema *schema, const char *name, const char *new_name)
{
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(schema->tables); entry != NULL; entry = next) {
		struct dn_table *table = entry->value;

		next = entry->next;
		if (strcmp(table->schema, name) == 0)
			dn_model_rename_table(schema, table, new_name, table->name);
	}
	for (entry = dn_map_first(schema->sequences); entry != NULL; entry = next) {
		struct dn_sequence *sequence = entry->value;

		next = entry->next;
		if (strcmp(sequence->schema, name) == 0)
			dn_model_rename_sequence(schema, sequence, new_name, sequence->name);
	}
	for (entry = dn_map_first(schema->enums); entry != NULL; entry = next) {
		struct dn_enum *type = entry->value;

		next = entry->next;
		if (strcmp(type->schema, name) == 0)
			type_move_enum(schema, type, new_name);
	}
	type_move_columns(schema, name, new_name);
}

/* There was no schema of the new name, whatever was thought to be in it. */
static void
type_forget_schema(struct dn_schema *schema, const char *name)
{
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(schema->tables); entry != NULL; entry = next) {
		struct dn_table *table = entry->value;

		next = entry->next;
		if (strcmp(table->schema, name) == 0)
			dn_model_drop_table(schema, table);
	}
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
	type_forget_schema(a->schema, new_name);
	type_move_all(a->schema, name, new_name);
	dn_free(dn_map_get(a->schema->schemas, name));
	dn_map_remove(a->schema->schemas, name);
	dn_map_put(a->schema->schemas, new_name, dn_apply_hidden(a));
	return true;
}
