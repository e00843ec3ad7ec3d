/* trigger.c - triggers that set columns of their row */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/*
 * SQLite's triggers cannot change NEW.  What PostgreSQL does before the row is written is done
 * behind it, with an UPDATE of that row: what each column has come to at the end of the function is
 * assigned.  That UPDATE must run no triggers of its own: one alone leaves rows be that are right
 * already, which ends it where triggers run themselves; several look whether one of them is at
 * work.
 */
struct trigger_run {
	const char *event;     /* "INSERT", "UPDATE" */
	struct dn_map *values; /* column -> struct dn_expr */
	bool shared;           /* the table has more than one */
	void *mem;
};

/* Has a row while a trigger of a table with several is at work. */
const char dn_sqlite_at_work[] = "dunlin_at_work";

/* What is declared without NOT NULL for the trigger's sake must not be null behind it. */
static void
trigger_not_null(struct sqlite_print *p, const struct trigger_run *run, const char *rowid)
{
	struct dn_name table = { p->table->schema, p->table->name };
	const char *relation = dn_sqlite_name(run->mem, p->t->schema, &table);

	dn_map_each (run->values, e) {
		const struct dn_column *column = dn_table_column(p->table, e->key);
		struct dunlin_buf *name = dn_buf_new(run->mem), *why = dn_buf_new(run->mem),
				  *text = dn_buf_new(run->mem);

		if (column == NULL || !dn_sqlite_is_filled(p->t->schema, p->table, column))
			continue;
		dunlin_buf_printf(
		    why, "NOT NULL constraint failed: %s.%s", p->table->name, column->name);
		dn_sqlite_literal(text, why->s);
		dn_sqlite_identifier(name, column->name);
		dunlin_buf_printf(p->buf,
		    ";\n    SELECT RAISE(ABORT, %s) FROM %s WHERE %s = NEW.%s AND %s IS NULL",
		    text->s, relation, rowid, rowid, name->s);
	}
}

/* "t_touch", "t_touch_insert": one name for all of the database. */
char *
dn_sqlite_row_trigger_name(const void *mem, const struct dn_schema *schema,
    const struct dn_table *table, const struct dn_trigger *trigger, enum dn_rewrite_event event)
{
	static const char *const events[] = { "_insert", "_update", "_delete" };
	char *relation = dn_relation_name(NULL, schema, table->schema, table->name);
	bool several = trigger->on_insert + trigger->on_update + trigger->on_delete > 1;
	char *name =
	    dn_sprintf(mem, "%s_%s%s", relation, trigger->name, several ? events[event] : "");

	dn_free(relation);
	return name;
}

static char *
trigger_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_trigger *trigger, bool insert)
{
	return dn_sqlite_row_trigger_name(
	    mem, schema, table, trigger, insert ? DN_RULE_INSERT : DN_RULE_UPDATE);
}

static void
trigger_head(struct sqlite_print *p, const struct dn_trigger *trigger, bool insert)
{
	struct dn_name table = { p->table->schema, p->table->name };
	char *name = dn_sqlite_name(p->buf, p->t->schema, &table);

	dunlin_buf_puts(p->buf, "CREATE TRIGGER ");
	dn_sqlite_identifier(p->buf, trigger_name(name, p->t->schema, p->table, trigger, insert));
	dunlin_buf_printf(p->buf, " AFTER %s", insert ? "INSERT" : "UPDATE");
	if (!insert && trigger->ncolumns > 0) {
		dunlin_buf_puts(p->buf, " OF ");
		dn_sqlite_columns(p->buf, trigger->columns, trigger->ncolumns);
	}
	dunlin_buf_printf(p->buf, " ON %s", name);
	dn_free(name);
}

static bool
trigger_when(struct sqlite_print *p, const struct trigger_run *run, const struct dn_expr *when)
{
	bool ok = true;

	if (when == NULL && !run->shared)
		return true;
	dunlin_buf_puts(p->buf, "\n    WHEN ");
	if (run->shared)
		dunlin_buf_printf(p->buf, "NOT EXISTS (SELECT 1 FROM %s)", dn_sqlite_at_work);
	if (when == NULL)
		return true;
	dunlin_buf_puts(p->buf, run->shared ? " AND (" : "");
	ok = dn_sqlite_expr(p, dn_sqlite_routine_filled(run->mem, p->table, run->event, when));
	dunlin_buf_puts(p->buf, run->shared ? ")" : "");
	return ok;
}

/* A value as the column stores it, that of a choice in each of its ways. */
static bool
trigger_assigned(
    struct sqlite_print *p, const struct dn_column *column, const struct dn_expr *value)
{
	if (value->kind != DN_EXPR_CASE || value->operand != NULL || value->nargs != 2 ||
	    value->otherwise == NULL)
		return dn_sqlite_default(p, value, dn_schema_base(p->t->schema, column->type));
	dunlin_buf_puts(p->buf, "CASE WHEN ");
	if (!dn_sqlite_expr(p, value->args[0]))
		return false;
	dunlin_buf_puts(p->buf, " THEN ");
	if (!trigger_assigned(p, column, value->args[1]))
		return false;
	dunlin_buf_puts(p->buf, " ELSE ");
	if (!trigger_assigned(p, column, value->otherwise))
		return false;
	dunlin_buf_puts(p->buf, " END");
	return true;
}

/* "SET a = x, b = y", and in GUARD that one of them is not so. */
static bool
trigger_set(struct sqlite_print *p, const struct trigger_run *run, struct dunlin_buf *guard)
{
	struct dunlin_buf *whole = p->buf;
	const char *comma = " SET ";
	bool ok = true;

	dn_map_each (run->values, e) {
		const struct dn_column *column = dn_table_column(p->table, e->key);
		struct dunlin_buf *name = dn_buf_new(run->mem);

		p->buf = dn_buf_new(run->mem);
		dn_sqlite_identifier(name, e->key);
		if (column == NULL)
			ok = ok && dn_sqlite_cannot(p->err, p->from, p->from->span.start,
				       "the trigger sets column '%s', which table '%s' has not",
				       e->key, p->table->name);
		ok = ok && trigger_assigned(p, column, e->value);
		dunlin_buf_printf(whole, "%s%s = %s", comma, name->s, p->buf->s);
		dunlin_buf_printf(
		    guard, "%s%s IS NOT %s", guard->len > 0 ? " OR " : "", name->s, p->buf->s);
		comma = ", ";
	}
	p->buf = whole;
	return ok;
}

static bool
trigger_update(struct sqlite_print *p, const struct trigger_run *run, const char *rowid)
{
	struct dunlin_buf *guard = dn_buf_new(run->mem);
	struct dn_name table = { p->table->schema, p->table->name };

	dunlin_buf_puts(p->buf, "\nBEGIN\n");
	if (run->shared)
		dunlin_buf_printf(p->buf, "    INSERT INTO %s VALUES (1);\n", dn_sqlite_at_work);
	dunlin_buf_printf(p->buf, "    UPDATE %s", dn_sqlite_name(run->mem, p->t->schema, &table));
	if (!trigger_set(p, run, guard))
		return false;
	dunlin_buf_printf(p->buf, "\n    WHERE %s = NEW.%s", rowid, rowid);
	if (run->shared)
		dunlin_buf_printf(p->buf, ";\n    DELETE FROM %s", dn_sqlite_at_work);
	else
		dunlin_buf_printf(p->buf, " AND (%s)", guard->s);
	trigger_not_null(p, run, rowid);
	dunlin_buf_puts(p->buf, ";\nEND");
	return true;
}

size_t
dn_sqlite_count_setting(const struct dn_schema *schema, const struct dn_table *table)
{
	size_t n = dn_sqlite_count_counted(table);

	for (size_t i = 0; i < table->ntriggers; i++)
		if (!dn_trigger_acts(schema, table->triggers[i]))
			n += (size_t) table->triggers[i]->on_insert +
			     (size_t) table->triggers[i]->on_update;
	return n;
}

bool
dn_sqlite_is_shared(const struct dn_schema *schema, const struct dn_table *table)
{
	size_t n = table->ntriggers == 0 ? 0 : dn_sqlite_count_setting(schema, table);
	bool acts = false;

	for (size_t i = 0; i < table->ntriggers; i++)
		acts = acts || dn_trigger_acts(schema, table->triggers[i]);
	return n > 1 || (n == 1 && acts);
}

/* A column that SQLite numbers behind the row and that the trigger looks at before; else NULL. */
static const struct dn_column *
trigger_counted(
    const struct dn_table *table, const struct dn_trigger *trigger, const struct dn_map *values)
{
	for (size_t i = 0; i < table->ncolumns; i++) {
		const struct dn_column *column = table->columns[i];

		if (!dn_sqlite_is_counted(table, column))
			continue;
		if (trigger->when != NULL && dn_expr_uses_column(trigger->when, column->name))
			return column;
		dn_map_each (values, e)
			if (dn_expr_uses_column(e->value, column->name))
				return column;
	}
	return NULL;
}

static bool
trigger_print(struct sqlite_print *p, const struct dn_trigger *trigger,
    const struct dn_routine *routine, bool insert)
{
	struct trigger_run run = { .event = insert ? "INSERT" : "UPDATE",
		.mem = dn_new_context(p->buf),
		.shared = dn_sqlite_is_shared(p->t->schema, p->table) };
	const char *rowid = dn_sqlite_rowid(p->table);
	const struct dn_column *counted;
	bool ok;

	p->query = p->rows = true;
	if (rowid == NULL)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "table '%s' has columns of all names of the row number", p->table->name);
	trigger_head(p, trigger, insert);
	run.values = dn_sqlite_routine_values(run.mem, p->table, run.event, routine);
	counted = insert ? trigger_counted(p->table, trigger, run.values) : NULL;
	if (counted != NULL)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "it looks at a number that SQLite takes behind the row: '%s'", counted->name);
	ok = trigger_when(p, &run, trigger->when) && trigger_update(p, &run, rowid);
	if (dn_map_count(run.values) == 0)
		dn_buf_truncate(p->buf, 0);
	dn_free(run.mem);
	return ok;
}

bool
dn_sqlite_trigger_is_said(struct sqlite_change *x, const struct dn_table *table,
    const struct dn_trigger *trigger, const struct dn_routine *routine)
{
	bool ok = true;

	for (int insert = 0; ok && insert < 2; insert++) {
		struct sqlite_print p = { .t = x->t,
			.buf = dn_buf_new(x->scratch),
			.table = table,
			.from = x->st,
			.err = x->err };

		if (insert ? trigger->on_insert : trigger->on_update)
			ok = trigger_print(&p, trigger, routine, insert);
	}
	return ok;
}

static bool
trigger_create(struct dn_translation *t, const struct dn_table *table,
    const struct dn_trigger *trigger, bool insert, const struct dn_statement *from,
    struct dunlin_error *err)
{
	struct sqlite_print p = {
		.t = t, .buf = dn_buf_new(t), .table = table, .from = from, .err = err
	};
	const struct dn_routine *routine = dn_schema_routine(t->schema, &trigger->function);
	bool ok = routine == NULL || trigger_print(&p, trigger, routine, insert);

	if (ok && p.buf->len > 0) {
		dn_translation_notice(t, "trigger-behind",
		    "SQLite's triggers set columns behind the change, so constraints and RETURNING "
		    "see the values from before: '%s' and the like",
		    trigger->name);
		dn_translation_add(t, from, p.buf->s);
	}
	dn_free(p.buf);
	return ok;
}

bool
dn_sqlite_set_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err)
{
	if (dn_sqlite_is_shared(t->schema, table))
		dn_translation_add(t, from,
		    dn_sprintf(t, "CREATE TABLE IF NOT EXISTS %s (n integer)", dn_sqlite_at_work));
	for (size_t i = 0; i < table->ntriggers; i++) {
		const struct dn_trigger *trigger = table->triggers[i];

		if (trigger->disabled || dn_trigger_acts(t->schema, trigger))
			continue;
		if ((trigger->on_insert && !trigger_create(t, table, trigger, true, from, err)) ||
		    (trigger->on_update && !trigger_create(t, table, trigger, false, from, err)))
			return false;
	}
	return true;
}

static void
trigger_each_name(const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_trigger *trigger, sqlite_trigger_fn fn, void *payload)
{
	for (int insert = 0; insert < 2; insert++) {
		char *name;

		if (!(insert ? trigger->on_insert : trigger->on_update))
			continue;
		name = trigger_name(NULL, schema, table, trigger, insert);
		fn(name, payload);
		dn_free(name);
	}
}

void
dn_sqlite_each_set_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload)
{
	for (size_t i = 0; i < table->ntriggers; i++)
		if (!dn_trigger_acts(schema, table->triggers[i]))
			trigger_each_name(schema, table, table->triggers[i], fn, payload);
}
