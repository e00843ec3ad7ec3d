/* table_changes.c - tables and schemas that come, go and change their names */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"

bool
dn_sqlite_check_name(struct sqlite_change *x, const char *name)
{
	if (strncasecmp(name, "sqlite_", 7) != 0)
		return true;
	return dn_sqlite_cannot(
	    x->err, x->st, x->st->span.start, "names that begin with 'sqlite_' belong to SQLite");
}

/* Queries of an application must use the other name. */
static void
table_say_prefix(struct sqlite_change *x, const struct dn_name *name)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, name);
	char *relation;

	if (table == NULL || strcmp(table->schema, "pg_temp") == 0)
		return;
	relation = dn_relation_name(x->scratch, x->t->schema, table->schema, table->name);
	if (strcmp(relation, dn_name_flat(x->scratch, table->schema, table->name)) != 0)
		dn_translation_notice(x->t, "name-taken",
		    "SQLite has no schemas and ignores case: table '%s.%s' is '%s' there, beside "
		    "another of its name, and so for the like",
		    table->schema, table->name, relation);
	else if (strcmp(relation, table->name) != 0)
		dn_translation_notice(x->t, "schema-prefix",
		    "SQLite has no schemas: table '%s.%s' is '%s' there, and so for every schema "
		    "but public",
		    table->schema, table->name, relation);
}

struct dn_name
dn_sqlite_made(const struct dn_change *change)
{
	struct dn_name made = change->object;

	if (change->temporary && made.schema == NULL)
		made.schema = "pg_temp";
	return made;
}

/* Tables of the schema pg_temp are dropped when the section ends. */
bool
dn_sqlite_create_table(struct sqlite_change *x)
{
	const struct dn_change *c = x->change;
	struct dn_name made = dn_sqlite_made(c);
	bool there = dn_schema_table(x->t->schema, &made) != NULL;
	struct sqlite_held *held;

	if (!dn_sqlite_check_name(x, c->object.name) || !dn_sqlite_apply(x))
		return false;
	if (c->temporary)
		x->state->temporary = x->st;
	if (there)
		return true;
	if (dn_schema_table(x->t->schema, &c->object) != NULL &&
	    dn_schema_table(x->t->schema, &c->object)->unknown)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "not all is known of the table that it is LIKE");
	table_say_prefix(x, &c->object);
	held = dn_new(x->state->held, struct sqlite_held);
	held->from = x->st;
	held->created = true;
	held->if_not_exists = c->if_not_exists;
	dn_map_put(x->state->held, dn_relation_key(x->scratch, x->t->schema, &c->object), held);
	return true;
}

/* How many constraints each table has: a CASCADE takes some away. */
static struct dn_map *
table_count_constraints(struct sqlite_change *x)
{
	struct dn_map *counts = dn_map_new(x->scratch);

	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;
		size_t *n = dn_new(counts, size_t);

		*n = table->nconstraints;
		dn_map_put(counts, e->key, n);
	}
	return counts;
}

bool
dn_sqlite_is_left_out(const struct sqlite_change *x, const char *key)
{
	const struct dn_hidden *hidden = dn_map_get(x->t->schema->opaque, key);

	return hidden != NULL && strcmp(hidden->what, "CREATE TABLE") == 0;
}

/* Tables that are known to lose a foreign key, before they do. */
static bool
table_hold_children(struct sqlite_change *x)
{
	const struct dn_table *table = x->change->kind != DN_DROP_TABLE
					   ? NULL
					   : dn_schema_table(x->t->schema, &x->change->object);

	for (size_t i = 0; table != NULL && i < table->nreferences; i++) {
		const struct dn_table *child = table->references[i].table;

		if (child != table && !dn_sqlite_is_left_out(x, child->key) &&
		    !dn_sqlite_hold(x, child))
			return false;
	}
	return true;
}

bool
dn_sqlite_apply_cascade(struct sqlite_change *x)
{
	struct dn_map *counts;

	if (!x->change->cascade)
		return dn_sqlite_apply(x);
	counts = table_count_constraints(x);
	if (!table_hold_children(x) || !dn_sqlite_apply(x))
		return false;
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;
		const size_t *n = dn_map_get(counts, e->key);

		if (n != NULL && *n > table->nconstraints && !dn_sqlite_is_left_out(x, e->key) &&
		    !dn_sqlite_hold_changed(x, table))
			return false;
	}
	return true;
}

bool
dn_sqlite_release(struct sqlite_change *x, const char *key)
{
	struct sqlite_held *held = dn_map_get(x->state->held, key);

	if (held != NULL)
		dn_map_remove(x->state->held, key);
	return held == NULL || !held->created;
}

bool
dn_sqlite_drop_table(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const char *key = dn_strdup(x->scratch, dn_relation_key(x->scratch, x->t->schema, name));
	const char *relation = dn_sqlite_name(x->scratch, x->t->schema, name);
	bool hidden = dn_map_get(x->t->schema->opaque, key) != NULL;
	const struct dn_table *table = dn_schema_table(x->t->schema, name);

	if (table != NULL && !hidden && !dn_sqlite_is_new(x, name))
		dn_sqlite_counters_forget(x, table);
	if (!dn_sqlite_apply_cascade(x))
		return false;
	if (dn_sqlite_release(x, key) && !hidden)
		dn_sqlite_emit(
		    x, "DROP TABLE %s%s", x->change->if_exists ? "IF EXISTS " : "", relation);
	return true;
}

static bool
table_rename_old(struct sqlite_change *x, const struct dn_name *old, const struct dn_name *new)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, old);
	bool move = x->change->kind == DN_SET_SCHEMA && table != NULL;
	struct sqlite_held held = { .from = x->st };
	const char *from = dn_sqlite_name(x->scratch, x->t->schema, old);
	struct dn_map *counters = dn_map_new(x->scratch);

	if (!dn_sqlite_flush_table(x, old))
		return false;
	if (move)
		dn_sqlite_drop_indexes(x, table);
	if (table != NULL) {
		dn_sqlite_counters_note(x, table, counters);
		dn_sqlite_drop_triggers(x, table);
	}
	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_counters_move(x, counters);
	table_say_prefix(x, new);
	/* SQLite's own RENAME follows into foreign keys, triggers and views. */
	dn_sqlite_emit(
	    x, "ALTER TABLE %s RENAME TO %s", from, dn_sqlite_name(x->scratch, x->t->schema, new));
	table = dn_schema_table(x->t->schema, new);
	if (table != NULL)
		dn_sqlite_touch(x->t, table, x->st);
	if (table != NULL && !dn_sqlite_triggers(x->t, table, x->st, x->err))
		return false;
	return !move || dn_sqlite_table_indexes(x->t, table, &held, x->err);
}

/* What is not there is not there by its new name either. */
static bool
table_is_there(struct sqlite_change *x, const struct dn_name *old, const struct dn_name *new)
{
	if (dn_sqlite_visible(x->t, x->st, old, x->err))
		return true;
	dn_cannot_hide(x->t->schema, dn_relation_key(x->scratch, x->t->schema, new), x->st);
	return false;
}

/* The index of a key has the key's name. */
static bool
table_is_constraint(struct sqlite_change *x, const struct dn_name *name)
{
	const struct dn_relation *relation =
	    dn_map_get(x->t->schema->relations, dn_schema_key(x->scratch, x->t->schema, name));

	return relation != NULL && relation->kind == DN_RELATION_CONSTRAINT;
}

bool
dn_sqlite_rename_table(struct sqlite_change *x)
{
	struct dn_name old = x->change->object, new = old;
	struct sqlite_held *held;
	const char *key;

	if (x->change->kind == DN_SET_SCHEMA)
		new.schema = x->change->new_name;
	else
		new.name = x->change->new_name;
	if (new.schema == NULL && dn_schema_table(x->t->schema, &old) != NULL)
		new.schema = dn_strdup(x->scratch, dn_schema_table(x->t->schema, &old)->schema);
	/* ALTER TABLE renames whatever has the name. */
	if (dn_schema_index(x->t->schema, &old) != NULL || table_is_constraint(x, &old) ||
	    dn_schema_indexed_view(x->t->schema, &old) != NULL)
		return dn_sqlite_rename_index(x);
	if (dn_schema_sequence(x->t->schema, &old) != NULL)
		return dn_sqlite_rename_sequence(x);
	if (dn_schema_only_view(x->t->schema, &old) != NULL)
		return dn_sqlite_change_view(x, dn_schema_only_view(x->t->schema, &old));
	if (!dn_sqlite_check_name(x, new.name) || !table_is_there(x, &old, &new))
		return false;
	if (x->change->if_exists && dn_schema_table(x->t->schema, &old) == NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_is_new(x, &old))
		return table_rename_old(x, &old, &new);
	key = dn_strdup(x->scratch, dn_relation_key(x->scratch, x->t->schema, &old));
	held = dn_map_get(x->state->held, key);
	dn_map_remove(x->state->held, key);
	if (!dn_sqlite_apply(x))
		return false;
	dn_map_put(x->state->held, dn_relation_key(x->scratch, x->t->schema, &new), held);
	return true;
}
