/* meets.c - which changes are about what a trigger function names */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"
#include "dialect/sqlite/table/acting.h"

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
