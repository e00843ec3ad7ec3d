/* triggers.c - all triggers that the database has of a table */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

bool
dn_sqlite_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err)
{
	const struct sqlite_state *state = t->state;
	struct dn_name name = { table->schema, table->name };

	dn_sqlite_crossings_wait(t, &name, from);
	dn_sqlite_check_triggers(t, table, from);
	dn_sqlite_self_triggers(t, table, from);
	dn_sqlite_filled_triggers(t, table, from);
	return (state->copying || dn_sqlite_counters(t, table, from, err)) &&
	       dn_sqlite_set_triggers(t, table, from, err);
}

void
dn_sqlite_each_trigger(
    struct dn_translation *t, const struct dn_table *table, sqlite_trigger_fn fn, void *payload)
{
	struct dn_name name = { table->schema, table->name };

	dn_sqlite_each_check_trigger(t, table, fn, payload);
	dn_sqlite_each_self_trigger(t->schema, table, fn, payload);
	dn_sqlite_each_filled_trigger(t->schema, table, fn, payload);
	dn_sqlite_each_count_trigger(t->schema, table, fn, payload);
	dn_sqlite_each_set_trigger(t->schema, table, fn, payload);
	dn_sqlite_each_crossing(t->schema, &name, fn, payload);
}

struct sqlite_change *
dn_sqlite_trigger_change(struct dn_translation *t, enum dn_change_kind kind,
    const struct dn_statement *from, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct sqlite_change *x = dn_new(scratch, struct sqlite_change);

	*x = (struct sqlite_change){ .t = t,
		.state = t->state,
		.st = (struct dn_statement *) (uintptr_t) from,
		.change = dn_new(scratch, struct dn_change),
		.err = err,
		.scratch = scratch };
	x->change->kind = kind;
	return x;
}

char *
dn_sqlite_trigger_name(const void *mem, const struct dn_schema *schema,
    const struct dn_name *relation, const char *of, const char *does)
{
	char *made = dn_relation_name(NULL, schema, relation->schema, relation->name);
	char *name = dn_sprintf(mem, "%s_%s_dunlin_%s", made, of, does);

	dn_free(made);
	return name;
}
