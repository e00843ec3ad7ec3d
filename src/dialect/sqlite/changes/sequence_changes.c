/* sequence_changes.c - sequences that go, get another name or other numbers */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/* The number before the next one, as the change says it; false when it does not. */
static bool
count_next(const struct dn_numbering *n, const struct dn_sequence *sequence, long long *last)
{
	if (n->has_restart)
		*last = n->restart - sequence->increment;
	else if (n->restart_at_start)
		*last = sequence->start - sequence->increment;
	else
		return false;
	return true;
}

bool
dn_sqlite_alter_numbers(struct sqlite_change *x)
{
	const struct dn_column *column = NULL;
	const struct dn_table *table;
	const struct dn_sequence *sequence;
	struct dn_name name;
	long long last;

	if (!dn_sqlite_apply(x))
		return false;
	if (x->change->kind == DN_SET_IDENTITY) {
		table = dn_schema_table(x->t->schema, &x->change->object);
		column = table == NULL ? NULL : dn_table_column(table, x->change->column_name);
		sequence = column == NULL ? NULL : dn_sqlite_sequence(x->t->schema, table, column);
	} else {
		sequence = dn_schema_sequence(x->t->schema, &x->change->object);
		table =
		    sequence == NULL ? NULL : dn_sqlite_numbered(x->t->schema, sequence, &column);
	}
	if (sequence == NULL || !count_next(&x->change->numbering, sequence, &last))
		return true;
	if (dn_sqlite_counter_is_alone(x->t->schema, sequence)) {
		dn_sqlite_counter_start(x->t, sequence, x->st);
		dn_sqlite_counter_set(x->t, x->st, sequence, last);
	}
	if (table == NULL)
		return true;
	name = (struct dn_name){ table->schema, table->name };
	if (!dn_sqlite_flush_table(x, &name))
		return false;
	if (dn_sqlite_is_counted(table, column))
		dn_sqlite_counter_set(x->t, x->st, sequence, last);
	else if (column == dn_sqlite_auto_column(table))
		dn_sqlite_setval(x->t, x->st, table, last);
	return true;
}

bool
dn_sqlite_rename_sequence(struct sqlite_change *x)
{
	const struct dn_sequence *sequence = dn_schema_sequence(x->t->schema, &x->change->object);
	struct dn_map *counters = dn_map_new(x->scratch);
	const struct dn_table **tables = NULL;
	size_t n = 0;

	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;
		struct dn_name name = { table->schema, table->name };
		bool uses = false;

		for (size_t i = 0; i < table->ncolumns; i++)
			uses = uses || (dn_sqlite_is_counted(table, table->columns[i]) &&
					   dn_sqlite_sequence(
					       x->t->schema, table, table->columns[i]) == sequence);
		if (!uses || dn_sqlite_is_new(x, &name))
			continue;
		dn_push(x->scratch, tables, n, table);
		dn_sqlite_counters_note(x, table, counters);
		dn_sqlite_drop_triggers(x, table);
	}
	if (dn_sqlite_counter_is_alone(x->t->schema, sequence)) {
		dn_sqlite_counter_start(x->t, sequence, x->st);
		dn_map_put(counters, dn_sqlite_counter_key(x->scratch, x->t->schema, sequence),
		    (void *) (uintptr_t) sequence);
	}
	if (!dn_sqlite_apply(x))
		return false;
	dn_sqlite_counters_move(x, counters);
	for (size_t i = 0; i < n; i++)
		if (dn_map_get(x->state->held, tables[i]->key) == NULL &&
		    !dn_sqlite_triggers(x->t, tables[i], x->st, x->err))
			return false;
	return true;
}

/* CASCADE takes the default of those that it numbers. */
static bool
count_hold_numbered(struct sqlite_change *x, const struct dn_sequence *sequence)
{
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; sequence != NULL && i < table->ncolumns; i++)
			if (dn_sqlite_is_numbered(table->columns[i]) &&
			    dn_sqlite_sequence(x->t->schema, table, table->columns[i]) ==
				sequence &&
			    !dn_sqlite_is_left_out(x, e->key) && dn_sqlite_hold(x, table) == NULL)
				return false;
	}
	return true;
}

bool
dn_sqlite_drop_sequence(struct sqlite_change *x)
{
	const struct dn_sequence *sequence = dn_schema_sequence(x->t->schema, &x->change->object);
	const char *key = NULL;

	if (dn_sqlite_counter_is_alone(x->t->schema, sequence)) {
		key = dn_sqlite_counter_key(x->scratch, x->t->schema, sequence);
		dn_sqlite_counter_start(x->t, sequence, x->st);
	}
	if ((x->change->cascade && !count_hold_numbered(x, sequence)) || !dn_sqlite_apply(x))
		return false;
	if (key != NULL)
		dn_sqlite_counter_gone(x, key);
	return true;
}
