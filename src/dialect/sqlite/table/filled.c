/* filled.c - columns that must not be null, and get their value from a trigger */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/*
 * Such a column is null until the trigger behind the row has run, so NOT NULL cannot say it.  What
 * a trigger sets is looked at by itself; where none does so at every UPDATE, one is made that
 * looks, as where a number of a sequence is a part of the value.  With a WHEN of another kind than
 * NEW.column IS NULL not all rows get one, so NOT NULL stays.
 */
static bool
filled_when(const struct dn_expr *when, const char *column)
{
	const struct dn_expr *e = when == NULL ? NULL : dn_expr_bare(when);

	return e == NULL ||
	       (e->kind == DN_EXPR_IS && strcmp(e->name, "null") == 0 && !e->negated &&
		   e->args[0]->kind == DN_EXPR_COLUMN && strcmp(e->args[0]->name, column) == 0);
}

static bool
filled_by(const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_trigger *trigger, bool insert, const char *column)
{
	const struct dn_routine *routine = dn_schema_routine(schema, &trigger->function);
	void *mem;
	bool sets;

	if (routine == NULL || trigger->disabled || dn_trigger_acts(schema, trigger) ||
	    !filled_when(trigger->when, column) || (!insert && trigger->ncolumns > 0) ||
	    !(insert ? trigger->on_insert : trigger->on_update))
		return false;
	mem = dn_new_context(NULL);
	sets =
	    dn_map_get(dn_sqlite_routine_values(mem, table, insert ? "INSERT" : "UPDATE", routine),
		column) != NULL;
	dn_free(mem);
	return sets;
}

static bool
filled_at(
    const struct dn_schema *schema, const struct dn_table *table, bool insert, const char *column)
{
	for (size_t i = 0; i < table->ntriggers; i++)
		if (filled_by(schema, table, table->triggers[i], insert, column))
			return true;
	return false;
}

bool
dn_sqlite_is_filled(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	return dn_domain_not_null(schema, column) && dn_domain_default(schema, column) == NULL &&
	       filled_at(schema, table, true, column->name);
}

static char *
filled_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_column *column)
{
	struct dn_name of = { table->schema, table->name };

	return dn_sqlite_trigger_name(mem, schema, &of, column->name, "filled");
}

static bool
filled_is_looked_at(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	if (dn_sqlite_is_drawn(schema, table, column))
		return dn_domain_not_null(schema, column);
	return dn_sqlite_is_filled(schema, table, column) &&
	       !filled_at(schema, table, false, column->name);
}

static void
filled_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_column *column, const struct dn_statement *from)
{
	struct dunlin_buf *sql = dn_buf_new(t), *name = dn_buf_new(sql);
	struct dn_name of = { table->schema, table->name };

	dn_sqlite_identifier(name, column->name);
	dunlin_buf_puts(sql, "CREATE TRIGGER ");
	dn_sqlite_identifier(sql, filled_name(sql, t->schema, table, column));
	dunlin_buf_printf(sql,
	    " AFTER UPDATE OF %s ON %s\n    WHEN NEW.%s IS NULL\nBEGIN\n    SELECT RAISE(ABORT, ",
	    name->s, dn_sqlite_name(sql, t->schema, &of), name->s);
	dn_sqlite_literal(
	    sql, dn_sprintf(sql, "NOT NULL constraint failed: %s.%s", table->name, column->name));
	dunlin_buf_puts(sql, ");\nEND");
	dn_translation_add(t, from, sql->s);
	dn_free(sql);
}

void
dn_sqlite_filled_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		if (filled_is_looked_at(t->schema, table, table->columns[i]))
			filled_trigger(t, table, table->columns[i], from);
}

void
dn_sqlite_each_filled_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		char *name;

		if (!filled_is_looked_at(schema, table, table->columns[i]))
			continue;
		name = filled_name(NULL, schema, table, table->columns[i]);
		fn(name, payload);
		dn_free(name);
	}
}
