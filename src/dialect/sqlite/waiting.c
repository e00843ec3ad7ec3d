/* waiting.c - tables that wait until something needs them, or the section ends */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

/* A sequence that does not start at 1. */
static void
waiting_start_numbers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from)
{
	const struct dn_column *column = dn_sqlite_auto_column(table);
	const struct dn_sequence *sequence =
	    column == NULL ? NULL : dn_schema_numbers(t->schema, table, column);

	if (sequence != NULL && sequence->start > 1)
		dn_sqlite_setval(t, from, table, sequence->start - 1);
}

static bool
waiting_create_held(struct dn_translation *t, const struct dn_table *table,
    struct sqlite_held *held, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);
	struct sqlite_print p = { .t = t,
		.buf = dn_buf_new(held),
		.table = table,
		.from = held->from,
		.here = true,
		.err = err };
	struct dn_name name = { table->schema, table->name };
	struct sqlite_touched *touched;

	if (!dn_sqlite_table(&p, dn_sqlite_name(held, t->schema, &name), held->if_not_exists))
		return false;
	touched = dn_sqlite_touch(t, table, held->from);
	touched->whole = true;
	touched->unsure = held->if_not_exists;
	if (p.unnumbered && state->copying)
		dn_map_put(state->unnumbered, table->key, held->from);
	dn_translation_add(t, held->from, p.buf->s);
	waiting_start_numbers(t, table, held->from);
	return dn_sqlite_table_indexes(t, table, held, err) &&
	       dn_sqlite_triggers(t, table, held->from, err);
}

static bool
waiting_flush_held(
    struct dn_translation *t, struct sqlite_held *held, const char *key, struct dunlin_error *err)
{
	const struct dn_table *table = dn_map_get(t->schema->tables, key);
	struct dunlin_error *own = dn_error_new(held);
	struct dn_assessed *about = t->about;
	size_t before = t->noutputs;
	bool ok;

	/* It went with a DROP ... CASCADE of something else. */
	if (table == NULL)
		return true;
	t->about = NULL;
	ok = held->created ? waiting_create_held(t, table, held, own)
			   : dn_sqlite_alter(t, table, held, own);
	t->about = about;
	if (ok)
		return true;
	t->noutputs = before;
	return dn_cannot_left_out(t, held->from, key, own, err);
}

bool
dn_sqlite_flush(struct dn_translation *t, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);
	bool ok = true;

	dn_map_each (state->held, e)
		ok = ok && waiting_flush_held(t, e->value, e->key, err);
	ok = ok && dn_sqlite_edits(t, err);
	dn_free(state->held);
	state->held = dn_map_new(state);
	return ok;
}

/* Views behind the tables that they read, and behind both what reaches from one to another. */
static bool
waiting_flush(struct dn_translation *t, struct dunlin_error *err)
{
	return dn_sqlite_flush(t, err) && dn_sqlite_views_restore(t, dn_sqlite_state(t), err) &&
	       dn_sqlite_crossings_restore(t, err);
}

/* Nobody knows what a block for SQLite does to the tables. */
bool
dn_sqlite_before_native(struct dn_translation *t, struct dunlin_error *err)
{
	if (!waiting_flush(t, err))
		return false;
	dn_sqlite_expect_nothing(t);
	return true;
}

/* What rows were copied to, and turned out not to number itself. */
static bool
waiting_count_rest(struct dn_translation *t, struct dunlin_error *err)
{
	bool ok = true;

	dn_map_each (dn_sqlite_state(t)->unnumbered, e) {
		const struct dn_table *table = dn_map_get(t->schema->tables, e->key);
		struct dunlin_error *own = dn_error_new(t);

		if (ok && table != NULL && dn_sqlite_count_counted(table) > 0 &&
		    !dn_sqlite_counters(t, table, e->value, own))
			ok = dn_cannot_left_out(t, e->value, NULL, own, err);
		dn_free(own);
	}
	return ok;
}

/* Numbers that dumps set before it is known who makes them. */
static void
waiting_set_numbers(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_setval *waiting)
{
	if (dn_sqlite_auto_column(table) != NULL) {
		dn_sqlite_setval(t, waiting->from, table, waiting->value);
		return;
	}
	for (size_t i = 0; !waiting->done && i < table->ncolumns; i++)
		if (dn_sqlite_is_counted(table, table->columns[i]) &&
		    dn_sqlite_sequence(t->schema, table, table->columns[i]) != NULL)
			dn_sqlite_counter_set(t, waiting->from,
			    dn_sqlite_sequence(t->schema, table, table->columns[i]),
			    waiting->value);
}

/* They are in a schema of their own, under names with its prefix. */
static bool
waiting_drop_temporary(struct dn_translation *t, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);
	struct dn_change change = { .kind = DN_DROP_SCHEMA, .cascade = true };
	struct sqlite_change x = { .t = t, .state = state, .st = state->temporary, .err = err };
	bool ok;

	if (state->temporary == NULL)
		return true;
	change.object.name = "pg_temp";
	x.change = &change;
	x.scratch = dn_new_context(NULL);
	dn_sqlite_views_hold(&x);
	ok = dn_sqlite_drop_schema(&x);
	dn_free(x.scratch);
	return ok;
}

bool
dn_sqlite_finish(struct dn_translation *t, struct dunlin_error *err)
{
	struct sqlite_state *state = dn_sqlite_state(t);

	state->copying = false;
	if (!waiting_drop_temporary(t, err) || !waiting_flush(t, err) ||
	    !waiting_count_rest(t, err))
		return false;
	dn_map_each (state->setvals, e) {
		const struct dn_table *table = dn_map_get(t->schema->tables, e->key);

		if (table != NULL)
			waiting_set_numbers(t, table, e->value);
	}
	dn_sqlite_expect(t);
	return true;
}

bool
dn_sqlite_flush_before(struct sqlite_change *x)
{
	if (!waiting_flush(x->t, x->err))
		return false;
	dn_sqlite_acting_away(x);
	x->keep = x->t->noutputs;
	return true;
}

bool
dn_sqlite_flush_table(struct sqlite_change *x, const struct dn_name *table)
{
	const char *key = dn_relation_key(x->scratch, x->t->schema, table);
	struct sqlite_held *held = dn_map_get(x->state->held, key);

	if (held == NULL)
		return true;
	dn_map_remove(x->state->held, key);
	if (!waiting_flush_held(x->t, held, key, x->err) || !dn_sqlite_edits(x->t, x->err))
		return false;
	x->keep = x->t->noutputs;
	return true;
}
