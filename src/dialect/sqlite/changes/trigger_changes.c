/* trigger_changes.c - triggers that come, go and run another function */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"
#include "schema/edit.h"
#include "schema/mention.h"
#include "schema/query/view.h"

static void
trigger_drop_name(const char *name, void *payload)
{
	struct sqlite_change *x = payload;
	struct dunlin_buf *quoted = dn_buf_new(x->scratch);

	dn_sqlite_identifier(quoted, name);
	dn_sqlite_emit(x, "DROP TRIGGER IF EXISTS %s", quoted->s);
}

void
dn_sqlite_drop_triggers(struct sqlite_change *x, const struct dn_table *table)
{
	dn_sqlite_each_trigger(x->t, table, trigger_drop_name, x);
}

/* The table's triggers in the database go before the change, unless it is not there. */
static void
trigger_drop_all(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_name name = { table->schema, table->name };

	if (!dn_sqlite_is_new(x, &name))
		dn_sqlite_drop_triggers(x, table);
}

/* And come back behind it, unless the table waits: then they come with it. */
static bool
trigger_create_all(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_name name = { table->schema, table->name };

	return dn_sqlite_held(x, &name) != NULL || dn_sqlite_triggers(x->t, table, x->st, x->err);
}

/* A digit for each column. */
static char *
trigger_filled(const struct sqlite_change *x, const struct dn_table *table)
{
	struct dunlin_buf *buf = dn_buf_new(x->scratch);

	for (size_t i = 0; i < table->ncolumns; i++)
		dunlin_buf_puts(
		    buf, dn_sqlite_is_filled(x->t->schema, table, table->columns[i]) ? "1" : "0");
	return buf->s;
}

/* Columns that must not be null from the start, or need not any more, change the table. */
static bool
trigger_create_again(struct sqlite_change *x, const struct dn_table *table, const char *filled)
{
	struct dn_name name = { table->schema, table->name };

	if (dn_sqlite_held(x, &name) == NULL && strcmp(filled, trigger_filled(x, table)) != 0 &&
	    !dn_sqlite_hold_changed(x, table))
		return false;
	return trigger_create_all(x, table);
}

static bool
trigger_change_all(struct sqlite_change *x, struct dn_table *const *tables, size_t n)
{
	char **filled = dn_new_array(x->scratch, char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		filled[i] = trigger_filled(x, tables[i]);
		trigger_drop_all(x, tables[i]);
	}
	if (!dn_sqlite_apply(x))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!trigger_create_again(x, tables[i], filled[i]))
			return false;
	return true;
}

static bool
trigger_change(struct sqlite_change *x, struct dn_table *table)
{
	return trigger_change_all(x, &table, 1);
}

/* -- ALTER TABLE ... RENAME COLUMN, after which some are called by another name ------------- */

static void
trigger_note(const char *name, void *payload)
{
	struct sqlite_trigger_names *names = payload;

	dn_push(names->mem, names->names, names->n, dn_strdup(names->mem, name));
}

struct sqlite_trigger_names
dn_sqlite_trigger_names(struct sqlite_change *x, const struct dn_table *table)
{
	struct sqlite_trigger_names names = { .mem = x->scratch,
		.filled = trigger_filled(x, table) };

	dn_sqlite_each_trigger(x->t, table, trigger_note, &names);
	return names;
}

bool
dn_sqlite_rename_triggers(struct sqlite_change *x, const struct dn_table *table,
    const struct sqlite_trigger_names *before)
{
	struct sqlite_trigger_names now = dn_sqlite_trigger_names(x, table);
	bool same = now.n == before->n && strcmp(now.filled, before->filled) == 0;

	for (size_t i = 0; same && i < now.n; i++)
		same = strcmp(now.names[i], before->names[i]) == 0;
	if (same)
		return true;
	for (size_t i = 0; i < before->n; i++)
		trigger_drop_name(before->names[i], x);
	return trigger_create_again(x, table, before->filled);
}

/* Is the column set by the function? */
static bool
trigger_sets(const struct dn_routine *routine, const char *column)
{
	for (size_t i = 0; i < routine->nsteps; i++)
		if (routine->steps[i].kind == DN_STEP_SET &&
		    strcmp(routine->steps[i].column, column) == 0)
			return true;
	return false;
}

/* Set, or looked at? */
static bool
trigger_uses(const struct dn_routine *routine, const char *column)
{
	for (size_t i = 0; i < routine->nsteps; i++)
		if (routine->steps[i].expr != NULL &&
		    dn_expr_uses_column(routine->steps[i].expr, column))
			return true;
	return trigger_sets(routine, column);
}

/* Does one set what the other sets or looks at?  Then it matters which comes first. */
static bool
trigger_meets(const struct dn_routine *a, const struct dn_routine *b, const struct dn_table *table)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		const char *column = table->columns[i]->name;

		if ((trigger_sets(a, column) && trigger_uses(b, column)) ||
		    (trigger_sets(b, column) && trigger_uses(a, column)))
			return true;
	}
	return false;
}

static bool
trigger_is_alone(
    struct sqlite_change *x, const struct dn_table *table, const struct dn_trigger *given)
{
	const struct dn_routine *mine = dn_schema_routine(x->t->schema, &given->function);

	for (size_t i = 0; i < table->ntriggers; i++) {
		const struct dn_trigger *other = table->triggers[i];
		const struct dn_routine *routine =
		    dn_schema_routine(x->t->schema, &other->function);

		if (routine != NULL && strcmp(other->name, given->name) != 0 &&
		    !dn_trigger_acts(x->t->schema, other) &&
		    ((other->on_insert && given->on_insert) ||
			(other->on_update && given->on_update)) &&
		    trigger_meets(mine, routine, table))
			return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
			    "it works on the columns of trigger '%s', and SQLite does not say "
			    "which runs first",
			    other->name);
	}
	return true;
}

bool
dn_sqlite_create_trigger(struct sqlite_change *x)
{
	const struct dn_trigger *given = x->change->trigger;
	struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	if (!dn_sqlite_visible(x->t, x->st, &x->change->object, x->err))
		return false;
	if (dn_schema_routine(x->t->schema, &given->function) == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "its function '%s' does what dunlin does not read, or is not in the history",
		    given->function.name);
	if (table == NULL || table->unknown)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what columns table '%s' has", x->change->object.name);
	if (!dn_trigger_acts(x->t->schema, given) &&
	    (!trigger_is_alone(x, table, given) ||
		!dn_sqlite_trigger_is_said(
		    x, table, given, dn_schema_routine(x->t->schema, &given->function))))
		return false;
	if (!trigger_change(x, table))
		return false;
	if (dn_sqlite_acting_are_said(x, &table, 1))
		return true;
	dn_model_drop_trigger(table, dn_table_trigger(table, given->name));
	return false;
}

/* Printed once to know now whether it can be. */
static bool
rule_check(struct sqlite_change *x, struct dn_rule_site *site)
{
	size_t before = x->t->noutputs;
	bool ok;

	for (size_t i = 0; i < *site->nrules; i++)
		if (strcmp((*site->rules)[i]->name, x->change->rule->name) == 0)
			site->rule = (*site->rules)[i];
	ok = dn_sqlite_rule_trigger(x->t, site, x->st, x->err);
	x->t->noutputs = before;
	if (!ok)
		dn_model_drop_rule(*site->rules, site->nrules, site->rule);
	return ok;
}

bool
dn_sqlite_create_rule(struct sqlite_change *x)
{
	struct dn_rule_site site;
	bool ok;

	if (!dn_sqlite_visible(x->t, x->st, &x->change->object, x->err))
		return false;
	if (!dn_schema_rules(x->t->schema, &x->change->object, &site) ||
	    (site.table != NULL && site.table->unknown))
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "what it is on is no table or view of the history");
	dn_sqlite_crossings_away(x, &site.relation);
	if (!dn_sqlite_apply(x))
		return false;
	ok = rule_check(x, &site);
	dn_sqlite_crossings_wait(x->t, &site.relation, x->st);
	return ok;
}

bool
dn_sqlite_drop_rule(struct sqlite_change *x)
{
	struct dn_rule_site site;

	if (!dn_schema_rules(x->t->schema, &x->change->object, &site))
		return dn_sqlite_apply(x);
	dn_sqlite_crossings_away(x, &site.relation);
	if (!dn_sqlite_apply(x))
		return false;
	/* Without it rows of a view may go to its table. */
	dn_sqlite_crossings_wait(x->t, &site.relation, x->st);
	return true;
}

/* One that is not known was made by nobody there, or in a block for SQLite. */
bool
dn_sqlite_unknown_program(struct sqlite_change *x)
{
	dn_translation_notice(x->t, "trigger-unknown",
	    "what happens to triggers and functions that are not translated is left out, as in %s",
	    x->st->what);
	return dn_sqlite_apply(x);
}

bool
dn_sqlite_change_trigger(struct sqlite_change *x)
{
	struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	if (table == NULL || dn_table_trigger(table, x->change->name) == NULL)
		return dn_sqlite_unknown_program(x);
	return trigger_change(x, table);
}

/* One that is not known is not there to be switched. */
bool
dn_sqlite_switch_trigger(struct sqlite_change *x)
{
	struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	const char *name = x->change->new_name;

	if (table == NULL || table->ntriggers == 0 ||
	    (name != NULL && dn_table_trigger(table, name) == NULL))
		return dn_sqlite_nothing(x);
	return trigger_change(x, table);
}

/* Tables with triggers that run the change's function. */
static struct dn_table **
trigger_users(struct sqlite_change *x, size_t *n)
{
	const struct dn_routine *routine = dn_schema_routine(x->t->schema, &x->change->object);
	struct dn_map *tables =
	    dn_mention_part(x->scratch, x->t->schema, x->t->schema->tables, x->change->object.name);
	struct dn_table **users = NULL;

	*n = 0;
	dn_map_each (tables, e) {
		struct dn_table *table = e->value;
		bool uses = false;

		for (size_t i = 0; routine != NULL && i < table->ntriggers; i++)
			uses = uses || dn_schema_routine(
					   x->t->schema, &table->triggers[i]->function) == routine;
		if (uses)
			dn_push(x->scratch, users, *n, table);
	}
	return users;
}

/* Can the triggers that run it say what it does from here on? */
static bool
trigger_users_are_said(struct sqlite_change *x, struct dn_table **users, size_t n)
{
	for (size_t i = 0; x->change->routine != NULL && !x->change->routine->acts && i < n; i++)
		for (size_t j = 0; j < users[i]->ntriggers; j++) {
			const struct dn_trigger *trigger = users[i]->triggers[j];

			if (dn_schema_routine(x->t->schema, &trigger->function) ==
				dn_schema_routine(x->t->schema, &x->change->object) &&
			    !trigger->after && !trigger->on_delete &&
			    !dn_sqlite_trigger_is_said(x, users[i], trigger, x->change->routine))
				return false;
		}
	return true;
}

bool
dn_sqlite_change_function(struct sqlite_change *x)
{
	size_t n;
	struct dn_table **users = trigger_users(x, &n);

	if (x->change->kind == DN_DROP_FUNCTION &&
	    dn_schema_routine(x->t->schema, &x->change->object) == NULL)
		return dn_sqlite_unknown_program(x);
	if (!trigger_users_are_said(x, users, n))
		return false;
	return trigger_change_all(x, users, n) && dn_sqlite_acting_are_said(x, users, n);
}

/* What it is called in the history shows in no trigger, nor do its settings. */
bool
dn_sqlite_alter_function(struct sqlite_change *x)
{
	return dn_schema_routine(x->t->schema, &x->change->object) == NULL
		   ? dn_sqlite_unknown_program(x)
		   : dn_sqlite_apply(x);
}
