/* program_names.c - what the names in a trigger function stand for */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/program.h"

/* Qualifiers that stay, until the end. */
static const char program_new[] = "NEW", program_old[] = "OLD";

/* -- names ---------------------------------------------------------------------------------- */

/* What a trigger knows of itself, or NULL. */
static const char *
program_of_itself(struct program_run *run, const char *name)
{
	const struct dn_trigger *trigger = run->of->trigger;

	if (run->of->table->partitioning != NULL &&
	    (strncmp(name, "tg_table", 8) == 0 || strcmp(name, "tg_relname") == 0))
		dn_program_cannot(run, "it asks for the name of the partition");
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

/* What SQLite has nothing for. */
static bool
program_is_unknown(const char *name)
{
	static const char *const names[] = { "tg_argv", "tg_nargs", "tg_relid" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
program_is_generated(const struct dn_table *table, const char *name)
{
	const struct dn_column *column = dn_table_column(table, name);

	return column != NULL && column->generated != NULL;
}

static bool
program_has_generated(const struct dn_table *table)
{
	for (size_t i = 0; i < table->ncolumns; i++)
		if (table->columns[i]->generated != NULL)
			return true;
	return false;
}

static void
program_fill_row(struct program_run *run, struct dn_expr *e, bool new)
{
	bool none = run->of->event == (new ? DN_RULE_DELETE : DN_RULE_INSERT);

	if (none)
		e->kind = DN_EXPR_NULL;
	else if (new &&dn_map_count(run->values) > 0)
		dn_program_cannot(run, "it uses the whole row, which another trigger changes");
	else if (new && !run->of->trigger->after && program_has_generated(run->of->table))
		dn_program_cannot(run, "it uses the whole row before its columns are generated");
	for (size_t i = 0; new &&i < run->of->table->ncolumns; i++)
		dn_map_put(run->program->used, run->of->table->columns[i]->name, run->program);
}

static void
program_fill_column(struct program_run *run, struct dn_expr *e)
{
	bool new = strcmp(e->qualifier, "new") == 0;
	const struct dn_expr *value = new ? dn_map_get(run->values, e->name) : NULL;
	bool generated;

	if (!new &&strcmp(e->qualifier, "old") != 0)
		return;
	generated = new &&program_is_generated(run->of->table, e->name);
	if (generated && run->of->trigger->after && dn_map_count(run->values) > 0)
		dn_program_cannot(
		    run, "it uses a generated column of a row that another trigger changes");
	generated = generated && !run->of->trigger->after;
	if (new && !run->dead && !generated)
		dn_map_put(run->program->used, e->name, run->program);
	/* Before the row is there nothing of it is generated. */
	if (generated || run->of->event == (new ? DN_RULE_DELETE : DN_RULE_INSERT)) {
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
	if (value == NULL && program_is_unknown(e->name))
		dn_program_cannot(run, dn_sprintf(run->mem, "SQLite does not know %s", e->name));
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
static void
program_called(struct program_run *run, const char *name)
{
	if (name != NULL && dn_map_get(run->variables, name) != NULL)
		dn_program_cannot(run, "one of its variables is called as a column is");
}

static bool
program_from(struct dn_from *from, void *payload)
{
	struct program_run *run = payload;
	const struct dn_table *table =
	    from->kind == DN_FROM_TABLE ? dn_schema_table(run->of->schema, &from->table) : NULL;
	const struct dn_view *view =
	    from->kind == DN_FROM_TABLE ? dn_schema_only_view(run->of->schema, &from->table) : NULL;
	const char *alias = from->alias;

	if (from == run->written)
		return true;
	if (alias != NULL && (strcmp(alias, "new") == 0 || strcmp(alias, "old") == 0))
		dn_program_cannot(run, "something else is called NEW or OLD in it");
	for (size_t i = 0; table != NULL && i < table->ncolumns; i++)
		program_called(run, table->columns[i]->name);
	for (size_t i = 0; view != NULL && i < view->ncolumns; i++)
		program_called(run, view->columns[i]);
	for (size_t i = 0; i < from->ncolumns; i++)
		program_called(run, from->columns[i]);
	if (from->kind == DN_FROM_FUNCTION)
		program_called(run, alias);
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
			struct dn_target target = { .expr =
							dn_program_expr(run->mem, DN_EXPR_COLUMN) };

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
				struct dn_expr *one = dn_program_expr(run->mem, DN_EXPR_COLUMN);

				one->qualifier = e->qualifier;
				one->name = table->columns[j]->name;
				dn_push(run->mem, row, n, one);
			}
		}
		q->rows[i] = row;
		if (i > 0 && n != width)
			dn_program_cannot(run, "the rows of its VALUES are not of one length");
		width = n;
	}
	q->ncolumns = width;
}

static bool
program_query(struct dn_query *q, void *payload)
{
	struct program_run *run = payload;

	for (size_t i = 0; i < q->ntargets; i++)
		program_called(run, q->targets[i].name);
	if (q->kind == DN_QUERY_SELECT)
		program_stars(run, q);
	if (q->kind == DN_QUERY_VALUES)
		program_row_stars(run, q);
	return true;
}

struct dn_query *
dn_program_query(struct program_run *run, const struct dn_query *query)
{
	struct dn_query *q = dn_query_copy(run->mem, query);
	struct dn_query_visitor stars = { .query = program_query, .payload = run };
	struct dn_query_visitor names = {
		.expr = program_fill_part, .from = program_from, .payload = run
	};

	run->written = q->kind == DN_QUERY_INSERT && q->conflict == NULL ? q->table : NULL;
	dn_query_each(q, &stars);
	dn_query_each(q, &names);
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

	if (!program_is_stable(e, NULL) || (e->query != NULL && !dn_query_each(e->query, &names)))
		dn_program_cannot(run, "what it asks or remembers is another value each time");
	if (e->query == NULL)
		return true;
	e->query = dn_program_query(run, e->query);
	dn_push(run->mem, run->program->asked, run->program->nasked, e->query);
	return true;
}

struct dn_expr *
dn_program_filled(struct program_run *run, const struct dn_expr *expr)
{
	struct dn_expr *copy = dn_expr_copy(run->mem, expr);

	dn_expr_each(copy, program_fill_part, run);
	dn_expr_each(copy, program_ask_part, run);
	return copy;
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
			dn_program_cannot(run, "another trigger sets columns of only some rows");
		if (!dn_expr_each(value, program_is_stable, NULL))
			dn_program_cannot(
			    run, "another trigger sets what is another value each time");
		if (setting->when != NULL) {
			kept = dn_program_expr(run->mem, DN_EXPR_COLUMN);
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

void
dn_program_set_before(struct program_run *run)
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

void
dn_program_name_rows(struct sqlite_program *program)
{
	struct dn_query_visitor visitor = { .expr = program_name_row };

	dn_expr_each(program->when, program_name_part, NULL);
	for (size_t i = 0; i < program->ndeeds; i++) {
		dn_expr_each(program->deeds[i].only, program_name_part, NULL);
		if (program->deeds[i].query != NULL)
			dn_query_each(program->deeds[i].query, &visitor);
	}
}
