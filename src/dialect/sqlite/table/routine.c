/* routine.c - what a trigger function has done to NEW when it ends
 *
 * The function is run on expressions in place of values, step by step.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/trigger.h"
#include "schema/condition/condition.h"

struct routine_run {
	const struct dn_table *table;
	const char *event;     /* "INSERT", "UPDATE" */
	struct dn_map *values; /* column -> struct dn_expr, of NEW so far */
	void *mem;
};

/* The qualifier of a column of the row as it was written, behind which nothing is to be filled. */
static const char routine_new[] = "NEW";

static struct dn_expr *
routine_expr(void *mem, enum dn_expr_kind kind, const char *name)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = kind;
	expr->name = name;
	return expr;
}

static struct dn_expr *
routine_column(void *mem, const char *row, const char *name)
{
	struct dn_expr *expr = routine_expr(mem, DN_EXPR_COLUMN, name);

	expr->qualifier = row;
	return expr;
}

/* As values of one composite type NULLs are equal to each other, whatever the operator. */
static bool
routine_is_equality(const struct dn_expr *expr)
{
	return expr->kind == DN_EXPR_OPERATOR && expr->nargs == 2 &&
	       (strcmp(expr->name, "=") == 0 || strcmp(expr->name, "<>") == 0);
}

/* Column by column, so that SQLite can compare rows. */
void
dn_sqlite_routine_compare_rows(void *mem, const struct dn_table *table, struct dn_expr *expr)
{
	struct dn_expr **args = NULL;
	bool equality = routine_is_equality(expr);
	size_t n = 0;

	if ((expr->kind != DN_EXPR_DISTINCT && !equality) || !dn_expr_is_row(expr->args[0]) ||
	    !dn_expr_is_row(expr->args[1]))
		return;
	if (equality)
		expr->negated = strcmp(expr->name, "=") == 0;
	for (size_t i = 0; i < table->ncolumns; i++) {
		const char *name = table->columns[i]->name;
		struct dn_expr *one = routine_expr(mem, DN_EXPR_DISTINCT, NULL);

		one->negated = expr->negated;
		dn_push(mem, one->args, one->nargs, routine_column(mem, "new", name));
		dn_push(mem, one->args, one->nargs, routine_column(mem, "old", name));
		dn_push(mem, args, n, one);
	}
	expr->kind = DN_EXPR_OPERATOR;
	expr->name = expr->negated ? "and" : "or";
	expr->negated = false;
	expr->args = args;
	expr->nargs = n;
}

/* NEW.column is what it has come to; TG_OP is known, and OLD is null where nothing was before. */
static bool
routine_fill(struct dn_expr *expr, void *payload)
{
	const struct routine_run *run = payload;
	const struct dn_expr *value;

	dn_sqlite_routine_compare_rows(run->mem, run->table, expr);
	if (expr->kind != DN_EXPR_COLUMN)
		return true;
	if (expr->qualifier == NULL && strcmp(expr->name, "tg_op") == 0) {
		expr->kind = DN_EXPR_STRING;
		expr->text = run->event;
	} else if (expr->qualifier != NULL && strcmp(expr->qualifier, "old") == 0) {
		if (strcmp(run->event, "INSERT") == 0)
			expr->kind = DN_EXPR_NULL;
	} else if (expr->qualifier != NULL && strcmp(expr->qualifier, "new") == 0) {
		value = dn_map_get(run->values, expr->name);
		if (value != NULL)
			*expr = *value;
		else
			expr->qualifier = routine_new;
	}
	return true;
}

static struct dn_expr *
routine_filled(const struct routine_run *run, const struct dn_expr *expr)
{
	struct dn_expr *copy = dn_expr_copy(run->mem, expr);

	dn_expr_each(copy, routine_fill, (void *) (uintptr_t) run);
	return copy;
}

static bool
routine_is_no_call(struct dn_expr *expr, void *payload)
{
	(void) payload;
	return expr->kind != DN_EXPR_FUNCTION && expr->kind != DN_EXPR_SUBQUERY;
}

/* One part that is false decides an AND, one that is true an OR. */
static enum dn_answer
routine_decided_by_one(struct dn_expr *condition)
{
	bool and = condition->kind == DN_EXPR_OPERATOR && strcmp(condition->name, "and") == 0,
	     or = condition->kind == DN_EXPR_OPERATOR && strcmp(condition->name, "or") == 0;
	enum dn_answer one = and? DN_ANSWER_NO : DN_ANSWER_YES;

	for (size_t i = 0; (and || or) && i < condition->nargs; i++)
		if (dn_sqlite_routine_decided(condition->args[i]) == one)
			return one;
	return DN_ANSWER_UNKNOWN;
}

enum dn_answer
dn_sqlite_routine_decided(struct dn_expr *condition)
{
	return dn_expr_each(condition, routine_is_no_call, NULL) &&
		       dn_schema_ask(NULL, condition) != DN_ANSWER_UNKNOWN
		   ? dn_schema_ask(NULL, condition)
		   : routine_decided_by_one(condition);
}

struct dn_expr *
dn_sqlite_routine_choice(
    void *mem, struct dn_expr *condition, struct dn_expr *yes, struct dn_expr *no)
{
	struct dn_expr *expr = routine_expr(mem, DN_EXPR_CASE, NULL);

	dn_push(mem, expr->args, expr->nargs, condition);
	dn_push(mem, expr->args, expr->nargs, yes);
	expr->otherwise = no;
	return expr;
}

static struct dn_map *
routine_copy_values(const struct routine_run *run)
{
	struct dn_map *copy = dn_map_new(run->mem);

	dn_map_each (run->values, e)
		dn_map_put(copy, e->key, e->value);
	return copy;
}

/* What a column is in one branch, or what it was. */
static struct dn_expr *
routine_value(const struct routine_run *run, const struct dn_map *values, const char *column)
{
	struct dn_expr *value = dn_map_get(values, column);

	return value != NULL ? value : routine_column(run->mem, routine_new, column);
}

static size_t routine_steps(struct routine_run *run, const struct dn_routine *routine, size_t i);

/* The columns that one of the branches has set, YES being those of the first. */
static void
routine_merge(struct routine_run *run, struct dn_expr *condition, struct dn_map *yes)
{
	dn_map_each (run->values, e)
		if (dn_map_get(yes, e->key) == NULL)
			dn_map_put(yes, e->key, routine_column(run->mem, routine_new, e->key));
	dn_map_each (yes, e)
		if (dn_map_get(run->values, e->key) != e->value)
			dn_map_put(run->values, e->key,
			    dn_sqlite_routine_choice(run->mem, condition, e->value,
				routine_value(run, run->values, e->key)));
}

/* The IF at I; returns where its END is. */
static size_t
routine_if(struct routine_run *run, const struct dn_routine *routine, size_t i)
{
	struct dn_expr *condition = routine_filled(run, routine->steps[i].expr);
	enum dn_answer decided = dn_sqlite_routine_decided(condition);
	struct dn_map *before = run->values, *yes;

	run->values = routine_copy_values(run);
	i = routine_steps(run, routine, i + 1);
	yes = run->values;
	run->values = before;
	if (routine->steps[i].kind == DN_STEP_ELSE) {
		run->values = routine_copy_values(run);
		i = routine_steps(run, routine, i + 1);
	}
	if (decided == DN_ANSWER_YES)
		run->values = yes;
	else if (decided == DN_ANSWER_UNKNOWN)
		routine_merge(run, condition, yes);
	return i;
}

/* Run steps from I up to the ELSE or END that closes them; returns where that is. */
static size_t
routine_steps(struct routine_run *run, const struct dn_routine *routine, size_t i)
{
	for (; i < routine->nsteps; i++) {
		const struct dn_routine_step *step = &routine->steps[i];

		if (step->kind == DN_STEP_ELSE || step->kind == DN_STEP_END)
			return i;
		if (step->kind == DN_STEP_SET)
			dn_map_put(run->values, step->column, routine_filled(run, step->expr));
		else
			i = routine_if(run, routine, i);
	}
	return i;
}

struct dn_expr *
dn_sqlite_routine_filled(
    void *mem, const struct dn_table *table, const char *event, const struct dn_expr *expr)
{
	struct routine_run run = { table, event, dn_map_new(mem), mem };

	return routine_filled(&run, expr);
}

struct dn_map *
dn_sqlite_routine_values(
    void *mem, const struct dn_table *table, const char *event, const struct dn_routine *routine)
{
	struct routine_run run = { table, event, dn_map_new(mem), mem };

	routine_steps(&run, routine, 0);
	return run.values;
}
