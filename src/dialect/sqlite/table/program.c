/* program.c - a trigger function as statements, each for the rows that it is about
 *
 * The function is run on expressions in place of values.  What stands under an IF is about no rows
 * where it is not so, and a variable is what it was given.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/acting.h"
#include "schema/condition.h"

struct program_run {
	const struct sqlite_acting *of;
	struct sqlite_program *program;
	const struct dn_routine *routine;
	struct dn_map *values;    /* column of NEW -> struct dn_expr that other triggers have set */
	struct dn_map *variables; /* name -> struct dn_expr */
	struct dn_expr **path;    /* what all must be true of the row */
	size_t npath;
	bool dead; /* nothing comes here */
	void *mem;
};

/* Qualifiers that stay, until the end. */
static const char program_new[] = "NEW", program_old[] = "OLD";

static void
program_cannot(struct program_run *run, const char *why)
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

static struct dn_expr *
program_new_expr(const void *mem, enum dn_expr_kind kind)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = kind;
	return e;
}

/* -- names ---------------------------------------------------------------------------------- */

/* What a trigger knows of itself, or NULL. */
static const char *
program_of_itself(const struct program_run *run, const char *name)
{
	const struct dn_trigger *trigger = run->of->trigger;

	if (strcmp(name, "tg_op") == 0)
		return dn_sqlite_event_name(run->of->event);
	if (strcmp(name, "tg_table_name") == 0 || strcmp(name, "tg_relname") == 0)
		return run->of->table->name;
	if (strcmp(name, "tg_table_schema") == 0)
		return run->of->table->schema;
	if (strcmp(name, "tg_name") == 0)
		return trigger->name;
	if (strcmp(name, "tg_when") == 0)
		return trigger->after ? "AFTER" : "BEFORE";
	return strcmp(name, "tg_level") == 0 ? "ROW" : NULL;
}

static void
program_fill_row(struct program_run *run, struct dn_expr *e, bool new)
{
	bool none = run->of->event == (new ? DN_RULE_DELETE : DN_RULE_INSERT);

	if (none)
		e->kind = DN_EXPR_NULL;
	else if (new && dn_map_count(run->values) > 0)
		program_cannot(run, "it uses the whole row, which another trigger changes");
	for (size_t i = 0; new && i < run->of->table->ncolumns; i++)
		dn_map_put(run->program->used, run->of->table->columns[i]->name, run->program);
}

static void
program_fill_column(struct program_run *run, struct dn_expr *e)
{
	bool new = strcmp(e->qualifier, "new") == 0;
	const struct dn_expr *value = new ? dn_map_get(run->values, e->name) : NULL;

	if (!new && strcmp(e->qualifier, "old") != 0)
		return;
	if (new && !run->dead)
		dn_map_put(run->program->used, e->name, run->program);
	if (run->of->event == (new ? DN_RULE_DELETE : DN_RULE_INSERT)) {
		e->kind = DN_EXPR_NULL;
		e->qualifier = e->name = NULL;
	} else if (value != NULL) {
		*e = *dn_expr_copy(run->mem, value);
	} else {
		e->qualifier = new ? program_new : program_old;
	}
}

static bool
program_fill_part(struct dn_expr *e, void *payload)
{
	struct program_run *run = payload;
	const struct dn_expr *value;
	const char *text;

	dn_sqlite_routine_compare_rows(run->mem, run->of->table, e);
	if (e->kind != DN_EXPR_COLUMN)
		return true;
	if (e->qualifier != NULL) {
		program_fill_column(run, e);
		return true;
	}
	value = dn_map_get(run->variables, e->name);
	text = value != NULL ? NULL : program_of_itself(run, e->name);
	if (value != NULL) {
		*e = *dn_expr_copy(run->mem, value);
	} else if (text != NULL) {
		e->kind = DN_EXPR_STRING;
		e->text = text;
	} else if (strcmp(e->name, "new") == 0 || strcmp(e->name, "old") == 0) {
		program_fill_row(run, e, *e->name == 'n');
	}
	return true;
}

/* A name that is a variable's and a column's is an error there. */
static bool
program_from(struct dn_from *from, void *payload)
{
	struct program_run *run = payload;
	const struct dn_table *table =
	    from->kind == DN_FROM_TABLE ? dn_schema_table(run->of->schema, &from->table) : NULL;
	const char *alias = from->alias;

	if (alias != NULL && (strcmp(alias, "new") == 0 || strcmp(alias, "old") == 0))
		program_cannot(run, "something else is called NEW or OLD in it");
	dn_map_each (run->variables, e)
		if (table != NULL && dn_table_column(table, e->key) != NULL)
			program_cannot(run, "one of its variables is called as a column is");
	return true;
}

/* "NEW.*" among what is selected or inserted. */
static void
program_stars(struct program_run *run, struct dn_query *q)
{
	const struct dn_table *table = run->of->table;
	struct dn_target *targets = NULL;
	size_t n = 0;

	for (size_t i = 0; i < q->ntargets; i++) {
		const struct dn_expr *e = q->targets[i].expr;
		bool row = e->kind == DN_EXPR_STAR && dn_expr_is_row(e);

		if (!row)
			dn_push(run->mem, targets, n, q->targets[i]);
		for (size_t j = 0; row && j < table->ncolumns; j++) {
			struct dn_target target = { .expr = program_new_expr(
							run->mem, DN_EXPR_COLUMN) };

			target.expr->qualifier = e->qualifier;
			target.expr->name = table->columns[j]->name;
			dn_push(run->mem, targets, n, target);
		}
	}
	q->targets = targets;
	q->ntargets = n;
}

/* The same in VALUES, all of whose rows have as many then. */
static void
program_row_stars(struct program_run *run, struct dn_query *q)
{
	const struct dn_table *table = run->of->table;
	size_t width = q->ncolumns;

	for (size_t i = 0; i < q->nrows; i++) {
		struct dn_expr **row = NULL;
		size_t n = 0;

		for (size_t k = 0; k < q->ncolumns; k++) {
			const struct dn_expr *e = q->rows[i][k];
			bool star = e->kind == DN_EXPR_STAR && dn_expr_is_row(e);

			if (!star)
				dn_push(run->mem, row, n, q->rows[i][k]);
			for (size_t j = 0; star && j < table->ncolumns; j++) {
				struct dn_expr *one = program_new_expr(run->mem, DN_EXPR_COLUMN);

				one->qualifier = e->qualifier;
				one->name = table->columns[j]->name;
				dn_push(run->mem, row, n, one);
			}
		}
		q->rows[i] = row;
		if (i > 0 && n != width)
			program_cannot(run, "the rows of its VALUES are not of one length");
		width = n;
	}
	q->ncolumns = width;
}

static bool
program_query(struct dn_query *q, void *payload)
{
	struct program_run *run = payload;

	if (q->kind == DN_QUERY_SELECT)
		program_stars(run, q);
	if (q->kind == DN_QUERY_VALUES)
		program_row_stars(run, q);
	return true;
}

static struct dn_query *
program_filled_query(struct program_run *run, const struct dn_query *query)
{
	struct dn_query *q = dn_query_copy(run->mem, query);
	struct dn_query_visitor stars = { .query = program_query, .payload = run };
	struct dn_query_visitor names = {
		.expr = program_fill_part, .from = program_from, .payload = run
	};

	dn_query_each(q, &stars);
	dn_query_each(q, &names);
	if (q->table != NULL && (q->kind != DN_QUERY_INSERT || q->conflict != NULL))
		program_from(q->table, run);
	return q;
}

static bool
program_is_stable(struct dn_expr *e, void *payload)
{
	static const char *const names[] = { "random", "gen_random_uuid", "uuid_generate_v4",
		"clock_timestamp", "timeofday", "nextval", "currval", "lastval", "setval" };

	(void) payload;
	for (size_t i = 0; e->kind == DN_EXPR_FUNCTION && i < sizeof names / sizeof *names; i++)
		if (strcmp(e->name, names[i]) == 0)
			return false;
	return true;
}

static bool
program_ask_part(struct dn_expr *e, void *payload)
{
	struct program_run *run = payload;
	struct dn_query_visitor names = { .expr = program_is_stable };

	if (!program_is_stable(e, NULL) ||
	    (e->query != NULL && !dn_query_each(e->query, &names)))
		program_cannot(run, "what it asks or remembers is another value each time");
	if (e->query == NULL)
		return true;
	e->query = program_filled_query(run, e->query);
	dn_push(run->mem, run->program->asked, run->program->nasked, e->query);
	return true;
}

/* A condition, or what a variable is given: it is looked at wherever it is used. */
static struct dn_expr *
program_filled(struct program_run *run, const struct dn_expr *expr)
{
	struct dn_expr *copy = dn_expr_copy(run->mem, expr);

	dn_expr_each(copy, program_fill_part, run);
	dn_expr_each(copy, program_ask_part, run);
	return copy;
}

/* -- steps ---------------------------------------------------------------------------------- */

static struct dn_expr *
program_and(void *mem, struct dn_expr *const *terms, size_t n)
{
	struct dn_expr *e;

	if (n <= 1)
		return n == 0 ? NULL : terms[0];
	e = program_new_expr(mem, DN_EXPR_OPERATOR);
	e->name = "and";
	for (size_t i = 0; i < n; i++)
		dn_push(mem, e->args, e->nargs, terms[i]);
	return e;
}

static struct dn_expr *
program_is_not(void *mem, struct dn_expr *condition)
{
	struct dn_expr *e = program_new_expr(mem, DN_EXPR_IS);

	e->name = "true";
	e->negated = true;
	dn_push(mem, e->args, e->nargs, condition);
	return e;
}

static void
program_deed(struct program_run *run, int kind, struct dn_query *query, const char *text)
{
	struct sqlite_deed deed = { .kind = kind, .query = query, .text = text };

	if (run->dead)
		return;
	deed.only = program_and(run->mem, run->path, run->npath);
	dn_push(run->mem, run->program->deeds, run->program->ndeeds, deed);
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
		program_cannot(run, "it may leave a row as it was");
	if (!run->of->trigger->after && gone)
		program_deed(run, SQLITE_DEED_IGNORE, NULL, NULL);
	run->dead = true;
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
	cast = program_new_expr(run->mem, DN_EXPR_CAST);
	cast->type = dn_type_copy(run->mem, type);
	dn_push(run->mem, cast->args, cast->nargs, value);
	return cast;
}

static void
program_let(struct program_run *run, const struct dn_routine_step *step)
{
	const struct dn_type *type = step->type;
	struct dn_expr *value = program_filled(run, step->expr);

	for (size_t i = 0; type == NULL && i < run->routine->nsteps; i++)
		if (run->routine->steps[i].kind == DN_STEP_LET &&
		    strcmp(run->routine->steps[i].column, step->column) == 0)
			type = run->routine->steps[i].type;
	/* A cast that is written cuts what an assignment refuses. */
	if (type == NULL || type->nmods > 0)
		program_cannot(run, "what one of its variables takes is not known");
	else
		value = program_typed(run, value, type);
	dn_map_put(run->variables, step->column, value);
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
program_branch(
    struct program_run *run, size_t i, struct dn_expr *condition, bool never, bool *dead)
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

/* The IF at I; returns where its END is. */
static size_t
program_if(struct program_run *run, size_t i)
{
	struct dn_expr *condition = program_filled(run, run->routine->steps[i].expr);
	enum dn_answer decided = dn_sqlite_routine_decided(condition);
	struct dn_expr *yes = decided == DN_ANSWER_UNKNOWN ? condition : NULL;
	struct dn_expr *no = yes == NULL ? NULL : program_is_not(run->mem, condition);
	struct dn_map *before = program_copy_variables(run), *then;
	bool one, other = false;

	i = program_branch(run, i + 1, yes, decided == DN_ANSWER_NO, &one);
	then = run->variables;
	run->variables = before;
	if (run->routine->steps[i].kind == DN_STEP_ELSE)
		i = program_branch(run, i + 1, no, decided == DN_ANSWER_YES, &other);
	else
		other = decided == DN_ANSWER_YES;
	if (decided == DN_ANSWER_YES)
		run->variables = then;
	else if (decided == DN_ANSWER_UNKNOWN)
		program_merge(run, condition, then);
	run->dead = run->dead || (one && other);
	/* Behind it come the rows of the branch that goes on. */
	if (yes != NULL && one != other)
		dn_push(run->mem, run->path, run->npath, one ? no : yes);
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
		case DN_STEP_LET: program_let(run, step); break;
		case DN_STEP_RETURN: program_return(run, step->column); break;
		case DN_STEP_QUERY:
			if (!run->dead)
				program_deed(run, SQLITE_DEED_ROWS,
				    program_filled_query(run, step->query), NULL);
			break;
		case DN_STEP_RAISE:
			program_deed(run, SQLITE_DEED_RAISE, NULL, step->text);
			run->dead = true;
			break;
		case DN_STEP_SET:
			if (!run->dead && !run->of->trigger->after)
				program_cannot(
				    run, "it sets columns of NEW and does more besides");
			break;
		}
	}
	return i;
}

/* -- what other triggers have made of NEW --------------------------------------------------- */

static bool
program_keep_old(struct dn_expr *e, void *payload)
{
	(void) payload;
	if (e->kind == DN_EXPR_COLUMN && e->qualifier != NULL && strcmp(e->qualifier, "old") == 0)
		e->qualifier = program_old;
	return true;
}

static void
program_set_by(struct program_run *run, const struct dn_trigger *setting)
{
	const char *event = dn_sqlite_event_name(run->of->event);
	const struct dn_table *table = run->of->table;
	const struct dn_routine *routine = dn_schema_routine(run->of->schema, &setting->function);
	struct dn_map *values;

	if (routine == NULL)
		return;
	values = dn_sqlite_routine_values(run->mem, table, event, routine);
	dn_map_each (values, e) {
		struct dn_expr *value = e->value, *kept;

		if (run->of->event == DN_RULE_UPDATE && setting->ncolumns > 0)
			program_cannot(run, "another trigger sets columns of only some rows");
		if (!dn_expr_each(value, program_is_stable, NULL))
			program_cannot(run, "another trigger sets what is another value each time");
		if (setting->when != NULL) {
			kept = program_new_expr(run->mem, DN_EXPR_COLUMN);
			kept->qualifier = program_new;
			kept->name = e->key;
			value = dn_sqlite_routine_choice(run->mem,
			    dn_sqlite_routine_filled(run->mem, table, event, setting->when), value,
			    kept);
		}
		dn_expr_each(value, program_keep_old, NULL);
		dn_map_put(run->values, e->key, value);
	}
}

/* Those that run before it. */
static void
program_set_before(struct program_run *run)
{
	const struct dn_trigger *own = run->of->trigger;

	for (size_t i = 0; i < run->of->table->ntriggers; i++) {
		const struct dn_trigger *other = run->of->table->triggers[i];

		if (!other->disabled && !dn_trigger_acts(run->of->schema, other) &&
		    dn_sqlite_trigger_has(other, run->of->event) &&
		    (own->after || strcmp(other->name, own->name) < 0))
			program_set_by(run, other);
	}
}

/* Names as the query knows them. */
static bool
program_name_row(struct dn_expr *e, void *payload)
{
	(void) payload;
	if (e->kind == DN_EXPR_COLUMN && e->qualifier != NULL) {
		if (strcmp(e->qualifier, program_new) == 0)
			e->qualifier = "new";
		else if (strcmp(e->qualifier, program_old) == 0)
			e->qualifier = "old";
	}
	return true;
}

static bool
program_name_part(struct dn_expr *e, void *payload)
{
	struct dn_query_visitor visitor = { .expr = program_name_row };

	program_name_row(e, payload);
	if (e->query != NULL)
		dn_query_each(e->query, &visitor);
	return true;
}

static void
program_name_rows(struct sqlite_program *program)
{
	struct dn_query_visitor visitor = { .expr = program_name_row };

	dn_expr_each(program->when, program_name_part, NULL);
	for (size_t i = 0; i < program->ndeeds; i++) {
		dn_expr_each(program->deeds[i].only, program_name_part, NULL);
		if (program->deeds[i].query != NULL)
			dn_query_each(program->deeds[i].query, &visitor);
	}
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
	program_set_before(&run);
	if (of->trigger->when != NULL)
		program->when = program_filled(&run, of->trigger->when);
	program_steps(&run, 0);
	if (run.routine->acts && !run.dead)
		program_deed(&run, SQLITE_DEED_RAISE, NULL,
		    "control reached end of trigger procedure without RETURN");
	for (size_t i = 0; i < of->table->ncolumns; i++)
		if (of->event == DN_RULE_INSERT &&
		    dn_sqlite_is_counted(of->table, of->table->columns[i]) &&
		    dn_map_get(program->used, of->table->columns[i]->name) != NULL)
			program_cannot(&run, "it looks at a number that SQLite takes behind the row");
	program_name_rows(program);
	return program;
}
