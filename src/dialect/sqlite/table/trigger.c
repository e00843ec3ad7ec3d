/* trigger.c - triggers that set columns of their row */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

/*
 * SQLite's triggers cannot change NEW.  What PostgreSQL does before the row is written is done
 * behind it, with an UPDATE of that row: the function is run on expressions in place of values, and
 * what each column has come to at its end is assigned.  That UPDATE must run no triggers of its
 * own: one alone leaves rows be that are right already, which ends it where triggers run
 * themselves; several look whether one of them is at work.
 */
struct trigger_run {
	const struct dn_table *table;
	const char *event;     /* "INSERT", "UPDATE" */
	struct dn_map *values; /* column -> struct dn_expr, of NEW so far */
	bool shared;           /* the table has more than one */
	void *mem;
};

/* Has a row while a trigger of a table with several is at work. */
const char dn_sqlite_at_work[] = "dunlin_at_work";

/* The qualifier of a column of the row as it was written, behind which nothing is to be filled. */
static const char trigger_new[] = "NEW";

static struct dn_expr *
trigger_expr(void *mem, enum dn_expr_kind kind, const char *name)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = kind;
	expr->name = name;
	return expr;
}

static struct dn_expr *
trigger_column(void *mem, const char *row, const char *name)
{
	struct dn_expr *expr = trigger_expr(mem, DN_EXPR_COLUMN, name);

	expr->qualifier = row;
	return expr;
}

/* Column by column, so that SQLite can compare rows. */
static void
trigger_compare_rows(const struct trigger_run *run, struct dn_expr *expr)
{
	struct dn_expr **args = NULL;
	size_t n = 0;

	for (size_t i = 0; i < run->table->ncolumns; i++) {
		const char *name = run->table->columns[i]->name;
		struct dn_expr *one = trigger_expr(run->mem, DN_EXPR_DISTINCT, NULL);

		one->negated = expr->negated;
		dn_push(run->mem, one->args, one->nargs, trigger_column(run->mem, "new", name));
		dn_push(run->mem, one->args, one->nargs, trigger_column(run->mem, "old", name));
		dn_push(run->mem, args, n, one);
	}
	expr->kind = DN_EXPR_OPERATOR;
	expr->name = expr->negated ? "and" : "or";
	expr->negated = false;
	expr->args = args;
	expr->nargs = n;
}

/* NEW.column is what it has come to; TG_OP is known. */
static bool
trigger_fill(struct dn_expr *expr, void *payload)
{
	const struct trigger_run *run = payload;
	const struct dn_expr *value;

	if (expr->kind == DN_EXPR_DISTINCT && dn_expr_is_row(expr->args[0]) &&
	    dn_expr_is_row(expr->args[1]))
		trigger_compare_rows(run, expr);
	if (expr->kind != DN_EXPR_COLUMN)
		return true;
	if (expr->qualifier == NULL && strcmp(expr->name, "tg_op") == 0) {
		expr->kind = DN_EXPR_STRING;
		expr->text = run->event;
	} else if (expr->qualifier != NULL && strcmp(expr->qualifier, "new") == 0) {
		value = dn_map_get(run->values, expr->name);
		if (value != NULL)
			*expr = *value;
		else
			expr->qualifier = trigger_new;
	}
	return true;
}

static struct dn_expr *
trigger_filled(const struct trigger_run *run, const struct dn_expr *expr)
{
	struct dn_expr *copy = dn_expr_copy(run->mem, expr);

	dn_expr_each(copy, trigger_fill, (void *) (uintptr_t) run);
	return copy;
}

/* CASE WHEN condition THEN yes ELSE no END */
static struct dn_expr *
trigger_choice(void *mem, struct dn_expr *condition, struct dn_expr *yes, struct dn_expr *no)
{
	struct dn_expr *expr = trigger_expr(mem, DN_EXPR_CASE, NULL);

	dn_push(mem, expr->args, expr->nargs, condition);
	dn_push(mem, expr->args, expr->nargs, yes);
	expr->otherwise = no;
	return expr;
}

static struct dn_map *
trigger_copy_values(const struct trigger_run *run)
{
	struct dn_map *copy = dn_map_new(run->mem);

	dn_map_each (run->values, e)
		dn_map_put(copy, e->key, e->value);
	return copy;
}

/* What a column is in one branch, or what it was. */
static struct dn_expr *
trigger_value(const struct trigger_run *run, const struct dn_map *values, const char *column)
{
	struct dn_expr *value = dn_map_get(values, column);

	return value != NULL ? value : trigger_column(run->mem, trigger_new, column);
}

/* Run steps from I up to the ELSE or END that closes them; returns where that is. */
static size_t
trigger_steps(struct trigger_run *run, const struct dn_routine *routine, size_t i)
{
	for (; i < routine->nsteps; i++) {
		const struct dn_routine_step *step = &routine->steps[i];
		struct dn_map *before, *yes;
		struct dn_expr *condition;

		if (step->kind == DN_STEP_ELSE || step->kind == DN_STEP_END)
			return i;
		if (step->kind == DN_STEP_SET) {
			dn_map_put(run->values, step->column, trigger_filled(run, step->expr));
			continue;
		}
		condition = trigger_filled(run, step->expr);
		before = trigger_copy_values(run);
		i = trigger_steps(run, routine, i + 1);
		yes = run->values;
		run->values = before;
		if (routine->steps[i].kind == DN_STEP_ELSE) {
			run->values = trigger_copy_values(run);
			i = trigger_steps(run, routine, i + 1);
		}
		dn_map_each (run->values, e)
			if (dn_map_get(yes, e->key) == NULL)
				dn_map_put(
				    yes, e->key, trigger_column(run->mem, trigger_new, e->key));
		dn_map_each (yes, e)
			if (dn_map_get(run->values, e->key) != e->value)
				dn_map_put(run->values, e->key,
				    trigger_choice(run->mem, condition, e->value,
					trigger_value(run, run->values, e->key)));
	}
	return i;
}

static bool
trigger_sets(const struct dn_schema *schema, const struct dn_trigger *trigger, const char *column)
{
	const struct dn_routine *routine = dn_schema_routine(schema, &trigger->function);

	for (size_t i = 0; routine != NULL && i < routine->nsteps; i++)
		if (routine->steps[i].kind == DN_STEP_SET &&
		    strcmp(routine->steps[i].column, column) == 0)
			return true;
	return false;
}

bool
dn_sqlite_is_filled(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	if (!dn_sqlite_column_not_null(schema, column) ||
	    dn_sqlite_column_default(schema, column) != NULL)
		return false;
	for (size_t i = 0; i < table->ntriggers; i++)
		if (table->triggers[i]->on_insert && !table->triggers[i]->disabled &&
		    trigger_sets(schema, table->triggers[i], column->name))
			return true;
	return false;
}

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
static char *
trigger_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_trigger *trigger, bool insert)
{
	char *relation = dn_sqlite_relation(NULL, schema, table->schema, table->name);
	char *name = dn_sprintf(mem, "%s_%s%s", relation, trigger->name,
	    !(trigger->on_insert && trigger->on_update) ? ""
	    : insert                                    ? "_insert"
							: "_update");

	dn_free(relation);
	return name;
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
	ok = dn_sqlite_expr(p, trigger_filled(run, when));
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

static size_t
trigger_count(const struct dn_table *table)
{
	size_t n = dn_sqlite_count_counted(table);

	for (size_t i = 0; i < table->ntriggers; i++)
		n +=
		    (size_t) table->triggers[i]->on_insert + (size_t) table->triggers[i]->on_update;
	return n;
}

static bool
trigger_print(struct sqlite_print *p, const struct dn_trigger *trigger,
    const struct dn_routine *routine, bool insert)
{
	struct trigger_run run = { .table = p->table,
		.event = insert ? "INSERT" : "UPDATE",
		.mem = dn_new_context(p->buf),
		.shared = trigger_count(p->table) > 1 };
	const char *rowid = dn_sqlite_rowid(p->table);
	bool ok;

	run.values = dn_map_new(run.mem);
	p->rows = true;
	if (rowid == NULL)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "table '%s' has columns of all names of the row number", p->table->name);
	trigger_head(p, trigger, insert);
	ok = trigger_when(p, &run, trigger->when);
	trigger_steps(&run, routine, 0);
	ok = ok && trigger_update(p, &run, rowid);
	if (dn_map_count(run.values) == 0)
		dn_buf_truncate(p->buf, 0);
	dn_free(run.mem);
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
dn_sqlite_triggers(struct dn_translation *t, const struct dn_table *table,
    const struct dn_statement *from, struct dunlin_error *err)
{
	const struct sqlite_state *state = t->state;

	if (table->ntriggers > 0 && trigger_count(table) > 1)
		dn_translation_add(t, from,
		    dn_sprintf(t, "CREATE TABLE IF NOT EXISTS %s (n integer)", dn_sqlite_at_work));
	if (!state->copying && !dn_sqlite_counters(t, table, from, err))
		return false;
	for (size_t i = 0; i < table->ntriggers; i++) {
		const struct dn_trigger *trigger = table->triggers[i];

		if (trigger->disabled)
			continue;
		if ((trigger->on_insert && !trigger_create(t, table, trigger, true, from, err)) ||
		    (trigger->on_update && !trigger_create(t, table, trigger, false, from, err)))
			return false;
	}
	return true;
}

void
dn_sqlite_each_trigger_name(const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_trigger *trigger, void (*fn)(const char *name, void *payload), void *payload)
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
