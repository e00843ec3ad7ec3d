/* schema_changes.c - schemas, which are prefixes, that go or change their names */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"

/* Triggers of other schemas do not run its functions. */
static bool
schema_runs_its_own(struct sqlite_change *x, const char *name)
{
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; strcmp(table->schema, name) != 0 && i < table->ntriggers; i++) {
			const struct dn_routine *routine =
			    dn_schema_routine(x->t->schema, &table->triggers[i]->function);

			if (routine != NULL && strcmp(routine->schema, name) == 0)
				return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
				    "trigger '%s' of table '%s' elsewhere runs a function of it",
				    table->triggers[i]->name, table->name);
		}
	}
	return true;
}

bool
dn_sqlite_drop_schema(struct sqlite_change *x)
{
	struct dn_map *relations = dn_map_new(x->scratch);

	if (!schema_runs_its_own(x, x->change->object.name))
		return false;
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		if (strcmp(table->schema, x->change->object.name) != 0)
			continue;
		dn_map_put(relations, table->name, relations); /* copies the key */
		if (dn_map_get(x->state->held, e->key) == NULL)
			dn_sqlite_counters_forget(x, table);
	}
	if (!dn_sqlite_apply_cascade(x))
		return false;
	dn_map_each (relations, e) {
		struct dn_name name = { x->change->object.name, e->key };

		if (dn_schema_table(x->t->schema, &name) == NULL &&
		    dn_sqlite_release(x, dn_schema_key(x->scratch, x->t->schema, &name)))
			dn_sqlite_emit(
			    x, "DROP TABLE %s", dn_sqlite_name(x->scratch, x->t->schema, &name));
	}
	return true;
}

void
dn_sqlite_drop_indexes(struct sqlite_change *x, const struct dn_table *table)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		struct dn_name name = { table->schema, table->constraints[i]->name };

		if (dn_sqlite_is_index(table->constraints[i]))
			dn_sqlite_emit(
			    x, "DROP INDEX %s", dn_sqlite_name(x->scratch, x->t->schema, &name));
	}
	dn_map_each (x->t->schema->indexes, e) {
		const struct dn_index *index = e->value;
		struct dn_name name = { index->table.schema, index->name };

		if (dn_schema_table(x->t->schema, &index->table) == table &&
		    dn_sqlite_index_kept(x->t, index, x->st))
			dn_sqlite_emit(
			    x, "DROP INDEX %s", dn_sqlite_name(x->scratch, x->t->schema, &name));
	}
}

/* Tables of the schema that the database has, partitions apart. */
static const struct dn_table **
schema_tables(struct sqlite_change *x, const char *schema, size_t *n)
{
	const struct dn_table **tables = NULL;

	*n = 0;
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		if (strcmp(table->schema, schema) == 0 && table->partition_of == NULL)
			dn_push(x->scratch, tables, *n, table);
	}
	return tables;
}

/* Views that were put away come back under their new names. */
static void
schema_views_return(struct sqlite_change *x, const char *schema)
{
	dn_map_each (x->t->schema->views, e) {
		const struct dn_view *view = e->value;

		if (strcmp(view->schema, schema) != 0)
			continue;
		dn_map_put(x->state->views, e->key, x->st);
		dn_sqlite_crossings_wait(
		    x->t, &(struct dn_name){ view->schema, view->name }, x->st);
	}
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		if (strcmp(table->schema, schema) == 0 && table->partition_of != NULL)
			dn_map_put(x->state->views, e->key, x->st);
	}
}

static const char *
schema_relation(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_name name = { table->schema, table->name };

	return dn_sqlite_name(x->scratch, x->t->schema, &name);
}

/* The same as if each of its tables was moved. */
static bool
schema_move(struct sqlite_change *x, const struct dn_table *const *tables, const char **from,
    size_t n, struct dn_map *counters)
{
	struct sqlite_held held = { .from = x->st };

	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_counters_move(x, counters);
	for (size_t i = 0; i < n; i++) {
		dn_sqlite_emit(
		    x, "ALTER TABLE %s RENAME TO %s", from[i], schema_relation(x, tables[i]));
		dn_sqlite_touch(x->t, tables[i], x->st);
	}
	for (size_t i = 0; i < n; i++)
		if (!dn_sqlite_triggers(x->t, tables[i], x->st, x->err) ||
		    !dn_sqlite_table_indexes(x->t, tables[i], &held, x->err))
			return false;
	return true;
}

/* Tables of other schemas that a sequence of this one numbers are not made anew. */
static bool
schema_numbers_its_own(struct sqlite_change *x, const char *name)
{
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; strcmp(table->schema, name) != 0 && i < table->ncolumns; i++) {
			const struct dn_sequence *sequence =
			    dn_sqlite_sequence(x->t->schema, table, table->columns[i]);

			if (sequence != NULL && strcmp(sequence->schema, name) == 0)
				return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
				    "its sequence '%s' numbers column '%s' of table '%s' elsewhere",
				    sequence->name, table->columns[i]->name, table->name);
		}
	}
	return true;
}

bool
dn_sqlite_rename_schema(struct sqlite_change *x)
{
	const struct dn_table **tables;
	struct dn_map *counters = dn_map_new(x->scratch);
	const char **from;
	size_t n;

	if (!dn_sqlite_flush_before(x) || !schema_numbers_its_own(x, x->change->object.name))
		return false;
	dn_sqlite_views_hold_schema(x, x->change->object.name);
	tables = schema_tables(x, x->change->object.name, &n);
	from = dn_new_array(x->scratch, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (dn_map_get(x->t->schema->opaque, tables[i]->key) != NULL)
			return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
			    "not all is known of table '%s' in it", tables[i]->name);
		from[i] = schema_relation(x, tables[i]);
		dn_sqlite_counters_note(x, tables[i], counters);
		dn_sqlite_drop_triggers(x, tables[i]);
		dn_sqlite_drop_indexes(x, tables[i]);
	}
	dn_sqlite_counters_note_alone(x, x->change->object.name, counters);
	if (!schema_move(x, tables, from, n, counters))
		return false;
	schema_views_return(x, x->change->new_name);
	return true;
}
