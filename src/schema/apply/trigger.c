/* trigger.c - triggers and the functions that they run */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/mention.h"
#include "schema/query/query.h"

static struct dn_routine *
routine_copy(const void *mem, const struct dn_routine *routine)
{
	struct dn_routine *copy = dn_new(mem, struct dn_routine);

	copy->steps = dn_new_array(copy, struct dn_routine_step, routine->nsteps + 1);
	copy->nsteps = routine->nsteps;
	copy->acts = routine->acts;
	copy->notifies = routine->notifies;
	for (size_t i = 0; i < routine->nsteps; i++) {
		copy->steps[i].kind = routine->steps[i].kind;
		copy->steps[i].column = dn_strdup_null(copy, routine->steps[i].column);
		copy->steps[i].expr = dn_expr_copy(copy, routine->steps[i].expr);
		copy->steps[i].query = dn_query_copy(copy, routine->steps[i].query);
		copy->steps[i].type = dn_type_copy(copy, routine->steps[i].type);
		copy->steps[i].text = dn_strdup_null(copy, routine->steps[i].text);
		copy->steps[i].along = routine->steps[i].along;
	}
	return copy;
}

static void
routine_drop(struct dn_schema *schema, struct dn_routine *routine)
{
	struct dn_name name = { routine->schema, routine->name };
	char *key = dn_schema_key(NULL, schema, &name);

	dn_map_remove(schema->routines, key);
	dn_free(key);
	dn_free(routine);
}

/* -- names of a function --------------------------------------------------------------------- */

struct routine_pin {
	const struct dn_schema *schema;
	struct dn_routine *routine;
	bool with; /* a name may be that of a WITH */
};

static bool
routine_has_with(struct dn_query *q, void *payload)
{
	struct routine_pin *pin = payload;

	pin->with = pin->with || q->nwith > 0;
	return true;
}

static bool
routine_pin_from(struct dn_from *from, void *payload)
{
	const struct routine_pin *pin = payload;
	const struct dn_table *table;
	const struct dn_view *view;
	const char *in;

	if (from->kind != DN_FROM_TABLE || from->table.schema != NULL)
		return true;
	table = dn_schema_table(pin->schema, &from->table);
	view = dn_schema_only_view(pin->schema, &from->table);
	in = table != NULL  ? table->schema
	     : view != NULL ? view->schema
			    : pin->schema->default_schema;
	if (*in != '\0' && strcmp(in, "pg_temp") != 0)
		from->table.schema = dn_strdup(pin->routine, in);
	return true;
}

static void
routine_pin_query(struct routine_pin *pin, struct dn_query *q)
{
	struct dn_query_visitor visitor = { .query = routine_has_with, .payload = pin };

	pin->with = false;
	dn_query_each(q, &visitor);
	visitor = (struct dn_query_visitor){ .from = routine_pin_from, .payload = pin };
	if (!pin->with)
		dn_query_each(q, &visitor);
	if (q->table != NULL)
		routine_pin_from(q->table, pin);
}

static bool
routine_pin_expr(struct dn_expr *e, void *payload)
{
	if (e->query != NULL)
		routine_pin_query(payload, e->query);
	return true;
}

/* What its names mean is said where it is made: another search_path is none of the database's. */
static void
routine_pin(const struct dn_schema *schema, struct dn_routine *routine)
{
	struct routine_pin pin = { schema, routine, false };

	if (schema->nsearch_path == 1 && strcmp(schema->search_path[0], "public") == 0)
		return;
	for (size_t i = 0; i < routine->nsteps; i++) {
		dn_expr_each(routine->steps[i].expr, routine_pin_expr, &pin);
		if (routine->steps[i].query != NULL)
			routine_pin_query(&pin, routine->steps[i].query);
	}
}

bool
dn_apply_create_function(struct dn_apply *a)
{
	const char *in = dn_apply_schema(a, &a->change->object);
	struct dn_name full = { in, a->change->object.name };
	struct dn_routine *old, *routine;
	char *key;

	if (in == NULL)
		return false;
	old = dn_schema_routine(a->schema, &full);
	if (old != NULL)
		routine_drop(a->schema, old);
	routine = routine_copy(a->schema, a->change->routine);
	a->schema->acting = a->schema->acting || routine->acts;
	routine->schema = dn_strdup(routine, in);
	routine->name = dn_strdup(routine, full.name);
	routine_pin(a->schema, routine);
	key = dn_schema_key(NULL, a->schema, &full);
	dn_map_put(a->schema->routines, key, routine);
	dn_model_touch(a->schema, key);
	dn_free(key);
	dn_apply_forget(a, &full);
	return true;
}

/* What the triggers run from here on is not known. */
void
dn_apply_forget_routine(struct dn_apply *a, const struct dn_name *name)
{
	struct dn_routine *routine = dn_schema_routine(a->schema, name);

	if (routine == NULL)
		return;
	routine_drop(a->schema, routine);
	a->schema->hooked = true;
}

static bool
routine_is_free(struct dn_apply *a, const struct dn_routine *routine, struct dn_table *table)
{
	char *what;
	bool free = true;

	for (size_t i = table->ntriggers; free && i-- > 0;) {
		struct dn_trigger *trigger = table->triggers[i];

		if (dn_schema_routine(a->schema, &trigger->function) != routine)
			continue;
		what = dn_sprintf(NULL, "function '%s'", routine->name);
		free = dn_apply_cascade(a, what, "trigger '%s' on table '%s' depends on %s",
		    trigger->name, table->name, what);
		dn_free(what);
		if (free)
			dn_model_drop_trigger(table, trigger);
	}
	return free;
}

static bool
routine_go(struct dn_apply *a, struct dn_routine *routine)
{
	struct dn_map *tables = dn_mention_part(NULL, a->schema, a->schema->tables, routine->name);
	bool free = true;

	dn_map_each (tables, e)
		free = free && routine_is_free(a, routine, e->value);
	dn_free(tables);
	if (free)
		routine_drop(a->schema, routine);
	return free;
}

bool
dn_apply_drop_function(struct dn_apply *a)
{
	struct dn_routine *routine = dn_schema_routine(a->schema, &a->change->object);

	return routine == NULL ? dn_apply_opaque(a) : routine_go(a, routine);
}

bool
dn_apply_drop_routines(struct dn_apply *a, const char *in)
{
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(a->schema->routines); entry != NULL; entry = next) {
		struct dn_routine *routine = entry->value;

		next = entry->next;
		if (strcmp(routine->schema, in) == 0 && !routine_go(a, routine))
			return false;
	}
	return true;
}

/* Triggers run the same function, whatever its name is now. */
static void
routine_rename_in(
    struct dn_schema *schema, const struct dn_routine *routine, const struct dn_name *name)
{
	struct dn_map *tables = dn_mention_part(NULL, schema, schema->tables, routine->name);

	dn_map_each (tables, e) {
		struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ntriggers; i++) {
			struct dn_trigger *trigger = table->triggers[i];

			if (dn_schema_routine(schema, &trigger->function) != routine)
				continue;
			trigger->function.schema = dn_strdup(trigger, name->schema);
			trigger->function.name = dn_strdup(trigger, name->name);
			dn_model_touch(schema, e->key);
		}
	}
	dn_free(tables);
}

static void
routine_move(struct dn_schema *schema, struct dn_routine *routine, const struct dn_name *to)
{
	const struct dn_name old = { routine->schema, routine->name };
	char *key;

	routine_rename_in(schema, routine, to);
	key = dn_schema_key(NULL, schema, &old);
	dn_map_remove(schema->routines, key);
	dn_free(key);
	routine->schema = dn_strdup(routine, to->schema);
	routine->name = dn_strdup(routine, to->name);
	key = dn_schema_key(NULL, schema, to);
	dn_map_put(schema->routines, key, routine);
	dn_model_touch(schema, key);
	dn_free(key);
}

/* Its settings are nothing that a trigger does. */
bool
dn_apply_alter_function(struct dn_apply *a)
{
	struct dn_routine *routine = dn_schema_routine(a->schema, &a->change->object);
	struct dn_name name;

	if (routine == NULL || (a->change->name == NULL && a->change->new_name == NULL))
		return true;
	name.schema = a->change->name != NULL ? a->change->name : routine->schema;
	name.name = a->change->new_name != NULL ? a->change->new_name : routine->name;
	routine_move(a->schema, routine, &name);
	return true;
}

void
dn_apply_move_routines(struct dn_apply *a, const char *from, const char *to)
{
	struct dn_map_entry *entry, *next;

	for (entry = dn_map_first(a->schema->routines); entry != NULL; entry = next) {
		struct dn_routine *routine = entry->value;

		next = entry->next;
		if (strcmp(routine->schema, from) == 0)
			routine_move(a->schema, routine, &(struct dn_name){ to, routine->name });
	}
}

bool
dn_apply_create_trigger(struct dn_apply *a)
{
	struct dn_table *table = dn_apply_table(a, &a->change->object);
	const struct dn_trigger *given = a->change->trigger;
	const struct dn_routine *routine = dn_schema_routine(a->schema, &given->function);
	struct dn_trigger *old, *copy;

	if (table == NULL)
		return false;
	old = dn_table_trigger(table, given->name);
	if (old != NULL)
		dn_model_drop_trigger(table, old);
	copy = dn_memdup(table, given, sizeof *given);
	copy->name = dn_strdup(copy, given->name);
	copy->function.schema =
	    dn_strdup_null(copy, routine != NULL ? routine->schema : given->function.schema);
	copy->function.name = dn_strdup(copy, given->function.name);
	copy->columns = dn_new_array(copy, const char *, given->ncolumns + 1);
	for (size_t i = 0; i < given->ncolumns; i++)
		copy->columns[i] = dn_strdup(copy, given->columns[i]);
	copy->when = dn_expr_copy(copy, given->when);
	dn_push(table, table->triggers, table->ntriggers, copy);
	a->schema->acting = a->schema->acting || dn_trigger_acts(a->schema, copy);
	return true;
}

/* NULL: there is none that is understood. */
static struct dn_trigger *
trigger_find(struct dn_apply *a, struct dn_table **table)
{
	*table = dn_schema_table(a->schema, &a->change->object);
	return *table == NULL ? NULL : dn_table_trigger(*table, a->change->name);
}

bool
dn_apply_drop_trigger(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_trigger *trigger = trigger_find(a, &table);

	if (trigger != NULL)
		dn_model_drop_trigger(table, trigger);
	return true;
}

bool
dn_apply_rename_trigger(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_trigger *trigger = trigger_find(a, &table);

	if (trigger != NULL)
		trigger->name = dn_strdup(trigger, a->change->new_name);
	return true;
}

bool
dn_apply_switch_trigger(struct dn_apply *a)
{
	struct dn_table *table = dn_schema_table(a->schema, &a->change->object);
	const char *name = a->change->new_name;

	for (size_t i = 0; table != NULL && i < table->ntriggers; i++)
		if (name == NULL || strcmp(table->triggers[i]->name, name) == 0)
			table->triggers[i]->disabled = !a->change->enable;
	return true;
}
