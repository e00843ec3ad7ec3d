/* program.c - a trigger function as statements, each for the rows that it is about
 *
 * The function is run on expressions in place of values.  What stands under an IF is about no rows
 * where it is not so, and a variable is what it was given.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/program.h"
#include "dialect/sqlite/table/table.h"
#include "schema/condition/condition.h"

void
dn_program_cannot(struct program_run *run, const char *why)
{
	if (run->program->why == NULL && !run->dead)
		run->program->why = why;
}

const char *
dn_sqlite_event_name(enum dn_rewrite_event event)
{
	static const char *const events[] = { "INSERT", "UPDATE", "DELETE" };

	return events[event];
}

bool
dn_sqlite_trigger_has(const struct dn_trigger *trigger, enum dn_rewrite_event event)
{
	return event == DN_RULE_INSERT   ? trigger->on_insert
	       : event == DN_RULE_UPDATE ? trigger->on_update
					 : trigger->on_delete;
}

struct dn_expr *
dn_program_expr(const void *mem, enum dn_expr_kind kind)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = kind;
	return e;
}

static struct dn_expr *
program_and(void *mem, struct dn_expr *const *terms, size_t n)
{
	struct dn_expr *e;

	if (n <= 1)
		return n == 0 ? NULL : terms[0];
	e = dn_program_expr(mem, DN_EXPR_OPERATOR);
	e->name = "and";
	for (size_t i = 0; i < n; i++)
		dn_push(mem, e->args, e->nargs, terms[i]);
	return e;
}

static struct dn_expr *
program_is_not(void *mem, struct dn_expr *condition)
{
	struct dn_expr *e = dn_program_expr(mem, DN_EXPR_IS);

	e->name = "true";
	e->negated = true;
	dn_push(mem, e->args, e->nargs, condition);
	return e;
}

static void
program_deed(struct program_run *run, int kind, struct dn_query *query, const char *text)
{
	struct sqlite_deed deed = { .kind = kind, .query = query, .text = text };

	struct dn_expr **terms = NULL;
	size_t n = 0;

	if (run->dead)
		return;
	for (size_t i = 0; i < run->npath; i++)
		dn_push(run->mem, terms, n, run->path[i]);
	for (size_t i = 0; i < run->ngone; i++)
		dn_push(run->mem, terms, n, program_is_not(run->mem, run->gone[i]));
	deed.only = program_and(run->mem, terms, n);
	dn_push(run->mem, run->program->deeds, run->program->ndeeds, deed);
}

/* Nothing more comes of the rows that came here. */
static void
program_over(struct program_run *run)
{
	struct dn_expr *rows = program_and(run->mem, run->path, run->npath);

	if (!run->dead && rows != NULL)
		dn_push(run->mem, run->gone, run->ngone, rows);
	run->dead = true;
}

static void
program_return(struct program_run *run, const char *what)
{
	enum dn_rewrite_event event = run->of->event;
	bool gone = strcmp(what, "null") == 0 ||
		    (strcmp(what, "new") == 0 && event == DN_RULE_DELETE) ||
		    (strcmp(what, "old") == 0 && event == DN_RULE_INSERT);

	if (!run->of->trigger->after && strcmp(what, "old") == 0 && event == DN_RULE_UPDATE &&
	    !run->dead)
		dn_program_cannot(run, "it may leave a row as it was");
	if (!run->of->trigger->after && gone)
		program_deed(run, SQLITE_DEED_IGNORE, NULL, NULL);
	program_over(run);
}

/* What a value becomes as one of TYPE, where both are not the same. */
static struct dn_expr *
program_typed(struct program_run *run, struct dn_expr *value, const struct dn_type *type)
{
	const struct dn_expr *bare = dn_expr_bare(value);
	bool text = type->kind == DN_TYPE_TEXT && type->dims == 0;
	struct dn_expr *cast;

	if (value->kind == DN_EXPR_NULL || (text && bare->kind == DN_EXPR_STRING))
		return value;
	cast = dn_program_expr(run->mem, DN_EXPR_CAST);
	cast->type = dn_type_copy(run->mem, type);
	dn_push(run->mem, cast->args, cast->nargs, value);
	return cast;
}

static struct dn_expr *
program_value(struct program_run *run, const struct dn_routine_step *step)
{
	const struct dn_type *type = step->type;
	struct dn_expr *value = dn_program_filled(run, step->expr);

	for (size_t i = 0; type == NULL && i < run->routine->nsteps; i++)
		if (run->routine->steps[i].kind == DN_STEP_LET &&
		    strcmp(run->routine->steps[i].column, step->column) == 0)
			type = run->routine->steps[i].type;
	/* A cast that is written cuts what an assignment refuses. */
	if (type == NULL || type->nmods > 0)
		dn_program_cannot(run, "what one of its variables takes is not known");
	else
		value = program_typed(run, value, type);
	return value;
}

/* Those that are given together from I on; returns the last. */
static size_t
program_let(struct program_run *run, size_t i)
{
	const struct dn_routine_step *steps = run->routine->steps;
	struct dn_expr **values = NULL;
	size_t n = 0;

	do {
		struct dn_expr *value = program_value(run, &steps[i + n]);

		dn_push(run->mem, values, n, value);
	} while (i + n < run->routine->nsteps && steps[i + n].along);
	for (size_t k = 0; k < n; k++)
		dn_map_put(run->variables, steps[i + k].column, values[k]);
	return i + n - 1;
}

static struct dn_map *
program_copy_variables(const struct program_run *run)
{
	struct dn_map *copy = dn_map_new(run->mem);

	dn_map_each (run->variables, e)
		dn_map_put(copy, e->key, e->value);
	return copy;
}

static size_t program_steps(struct program_run *run, size_t i);

/* One branch, whose path has CONDITION at its end; returns where it ends. */
static size_t
program_branch(struct program_run *run, size_t i, struct dn_expr *condition, bool never, bool *dead)
{
	struct dn_expr **path = run->path;
	size_t npath = run->npath;
	bool before = run->dead;

	run->path = NULL;
	run->npath = 0;
	for (size_t k = 0; k < npath; k++)
		dn_push(run->mem, run->path, run->npath, path[k]);
	if (condition != NULL)
		dn_push(run->mem, run->path, run->npath, condition);
	run->dead = before || never;
	i = program_steps(run, i);
	*dead = run->dead;
	run->dead = before;
	run->path = path;
	run->npath = npath;
	return i;
}

/* What variables are behind an IF, YES being those of its first branch. */
static void
program_merge(struct program_run *run, struct dn_expr *condition, struct dn_map *yes)
{
	dn_map_each (yes, e) {
		struct dn_expr *no = dn_map_get(run->variables, e->key);

		if (no != NULL && no != e->value)
			dn_map_put(run->variables, e->key,
			    dn_sqlite_routine_choice(run->mem, condition, e->value, no));
	}
}

/* Without the terms of AND and OR that the event decides, and that so decide nothing. */
static struct dn_expr *
program_undecided(void *mem, struct dn_expr *condition)
{
	bool both = condition->kind == DN_EXPR_OPERATOR && strcmp(condition->name, "and") == 0,
	     either = condition->kind == DN_EXPR_OPERATOR && strcmp(condition->name, "or") == 0;
	struct dn_expr *e;

	if (!both && !either)
		return condition;
	e = dn_program_expr(mem, DN_EXPR_OPERATOR);
	e->name = condition->name;
	for (size_t i = 0; i < condition->nargs; i++)
		if (dn_sqlite_routine_decided(condition->args[i]) !=
		    (both ? DN_ANSWER_YES : DN_ANSWER_NO))
			dn_push(mem, e->args, e->nargs, program_undecided(mem, condition->args[i]));
	return e->nargs == 0 ? condition : e->nargs == 1 ? e->args[0] : e;
}

/* The IF at I; returns where its END is. */
static size_t
program_if(struct program_run *run, size_t i)
{
	struct dn_expr *condition =
	    program_undecided(run->mem, dn_program_filled(run, run->routine->steps[i].expr));
	enum dn_answer decided = dn_sqlite_routine_decided(condition);
	struct dn_expr *yes = decided == DN_ANSWER_UNKNOWN ? condition : NULL;
	struct dn_expr *no = yes == NULL ? NULL : program_is_not(run->mem, condition);
	struct dn_map *before = program_copy_variables(run), *then;
	struct dn_expr **gone;
	size_t ngone = run->ngone, nthen;
	bool one, other = false;

	i = program_branch(run, i + 1, yes, decided == DN_ANSWER_NO, &one);
	then = run->variables;
	run->variables = before;
	/* The other branch has none of these rows. */
	gone = run->gone;
	nthen = run->ngone;
	run->gone = NULL;
	run->ngone = 0;
	for (size_t k = 0; k < ngone; k++)
		dn_push(run->mem, run->gone, run->ngone, gone[k]);
	if (run->routine->steps[i].kind == DN_STEP_ELSE)
		i = program_branch(run, i + 1, no, decided == DN_ANSWER_YES, &other);
	else
		other = decided == DN_ANSWER_YES;
	if (decided == DN_ANSWER_YES)
		run->variables = then;
	else if (decided == DN_ANSWER_UNKNOWN)
		program_merge(run, condition, then);
	run->dead = run->dead || (one && other);
	for (size_t k = ngone; k < nthen; k++)
		dn_push(run->mem, run->gone, run->ngone, gone[k]);
	return i;
}

static size_t
program_steps(struct program_run *run, size_t i)
{
	for (; i < run->routine->nsteps; i++) {
		const struct dn_routine_step *step = &run->routine->steps[i];

		switch (step->kind) {
		case DN_STEP_ELSE:
		case DN_STEP_END: return i;
		case DN_STEP_IF: i = program_if(run, i); break;
		case DN_STEP_LET: i = program_let(run, i); break;
		case DN_STEP_RETURN: program_return(run, step->column); break;
		case DN_STEP_QUERY:
			if (!run->dead)
				program_deed(run, SQLITE_DEED_ROWS,
				    dn_program_query(run, step->query), NULL);
			break;
		case DN_STEP_RAISE:
			program_deed(run, SQLITE_DEED_RAISE, NULL, step->text);
			program_over(run);
			break;
		case DN_STEP_SET:
			if (!run->dead && !run->of->trigger->after)
				dn_program_cannot(
				    run, "it sets columns of NEW and does more besides");
			break;
		}
	}
	return i;
}

struct sqlite_program *
dn_sqlite_program(const void *mem, const struct sqlite_acting *of)
{
	struct sqlite_program *program = dn_new(mem, struct sqlite_program);
	struct program_run run = { .of = of,
		.program = program,
		.routine = dn_schema_routine(of->schema, &of->trigger->function),
		.values = dn_map_new(program),
		.variables = dn_map_new(program),
		.mem = program };

	program->used = dn_map_new(program);
	dn_program_set_before(&run);
	if (of->trigger->when != NULL)
		program->when = dn_program_filled(&run, of->trigger->when);
	program_steps(&run, 0);
	run.npath = 0;
	if (run.routine->acts && !run.dead)
		program_deed(&run, SQLITE_DEED_RAISE, NULL,
		    "control reached end of trigger procedure without RETURN");
	run.dead = false;
	for (size_t i = 0; i < of->table->ncolumns; i++)
		if (of->event == DN_RULE_INSERT &&
		    dn_sqlite_is_counted(of->table, of->table->columns[i]) &&
		    dn_map_get(program->used, of->table->columns[i]->name) != NULL)
			dn_program_cannot(
			    &run, "it looks at a number that SQLite takes behind the row");
	dn_program_name_rows(program);
	return program;
}
