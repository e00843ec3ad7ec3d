/* view.c - views, and tables made of a query */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"
#include "schema/mention.h"
#include "schema/query/view.h"

/*
 * Views wait, too: until the section ends or rows are worked on.  What they read is renamed and
 * dropped without them, since SQLite would look into each, and they are made again from the model.
 * What is in sqlite_state.views is a view that is to be made, by its key, with its statement.
 */

static char *
view_relation(const void *mem, const struct dn_schema *schema, const struct dn_view *view)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_sqlite_identifier(buf, dn_relation_name(buf, schema, view->schema, view->name));
	return buf->s;
}

static bool
view_print(struct dn_translation *t, const struct dn_view *view, const struct dn_statement *from,
    bool here, struct dunlin_error *err)
{
	struct sqlite_print p = { .t = t,
		.buf = dn_buf_new(t->state),
		.from = from,
		.here = here,
		.query = true,
		.err = err };
	bool ok = true;

	if (view->ncolumns == 0)
		ok = dn_sqlite_cannot(
		    err, from, from->span.start, "the history does not say what columns it has");
	dunlin_buf_printf(p.buf, "CREATE VIEW %s (", view_relation(p.buf, t->schema, view));
	dn_sqlite_columns(p.buf, view->columns, view->ncolumns);
	dunlin_buf_puts(p.buf, ") AS ");
	ok = ok && dn_sqlite_query(&p, view->query, NULL);
	if (ok)
		dn_translation_add(t, from, p.buf->s);
	dn_free(p.buf);
	return ok;
}

bool
dn_sqlite_views_restore(
    struct dn_translation *t, struct sqlite_state *state, struct dunlin_error *err)
{
	bool ok = true;

	if (dn_map_count(state->views) == 0)
		return true;
	dn_map_each (t->schema->tables, e) {
		const struct dn_table *table = e->value;
		const struct dn_statement *from = dn_map_get(state->views, e->key);

		if (from != NULL && table->partition_of != NULL)
			dn_sqlite_partition_view(t, table, from);
	}
	dn_map_each (t->schema->views, e) {
		const struct dn_statement *from = dn_map_get(state->views, e->key);

		if (from != NULL)
			ok = ok && view_print(t, e->value, from, false, err);
	}
	dn_free(state->views);
	state->views = dn_map_new(state);
	return ok;
}

/* Take the view out of the database, if it is there. */
static void
view_away(struct sqlite_change *x, const struct dn_view *view)
{
	if (dn_map_get(x->state->views, view->key) == NULL)
		dn_sqlite_emit(x, "DROP VIEW %s", view_relation(x->scratch, x->t->schema, view));
	dn_map_put(x->state->views, view->key, x->st);
}

static void
view_hold_partitions(struct sqlite_change *x, const struct dn_table *table)
{
	for (size_t i = 0; table != NULL && i < table->npartitions; i++) {
		const struct dn_table *partition = table->partitions[i];
		struct dn_name name = { partition->schema, partition->name };

		dn_sqlite_views_hold_users(x, &name);
		if (dn_map_get(x->state->views, partition->key) == NULL)
			dn_sqlite_emit(x, "DROP VIEW IF EXISTS %s",
			    dn_sqlite_name(x->scratch, x->t->schema, &name));
		dn_map_put(x->state->views, partition->key, x->st);
	}
}

/* All that reads NAME, the last made first; what is NAME itself is dropped behind them. */
void
dn_sqlite_views_hold_users(struct sqlite_change *x, const struct dn_name *name)
{
	const struct dn_view **users = NULL;
	struct dn_map *views;
	size_t n = 0;

	/* With a view, which is dropped behind them, its own go. */
	if (dn_schema_only_view(x->t->schema, name) != NULL)
		dn_sqlite_crossings_wait(x->t, name, x->st);
	dn_sqlite_crossings_hold(x, name);
	view_hold_partitions(x, dn_schema_table(x->t->schema, name));
	views = dn_readers_part(x->scratch, x->t->schema, x->t->schema->views, name);
	dn_map_each (views, e)
		if (dn_view_uses(x->t->schema, e->value, name, NULL))
			dn_push(x->scratch, users, n, e->value);
	while (n-- > 0) {
		struct dn_name own = { users[n]->schema, users[n]->name };

		dn_sqlite_views_hold_users(x, &own);
		view_away(x, users[n]);
	}
}

void
dn_sqlite_views_hold_schema(struct sqlite_change *x, const char *schema)
{
	dn_map_each (x->t->schema->views, e) {
		const struct dn_view *view = e->value;
		struct dn_name name = { view->schema, view->name };

		if (strcmp(view->schema, schema) != 0)
			continue;
		dn_sqlite_views_hold_users(x, &name);
		view_away(x, view);
	}
	dn_map_each (x->t->schema->tables, e) {
		const struct dn_table *table = e->value;
		struct dn_name name = { table->schema, table->name };

		if (strcmp(table->schema, schema) == 0)
			dn_sqlite_views_hold_users(x, &name);
	}
}

/* Those that read whole rows of a table that gets a column. */
static void
view_hold_rows(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);
	struct dn_name name;
	struct dn_map *views;

	if (table == NULL)
		return;
	name = (struct dn_name){ table->schema, table->name };
	views = dn_readers_part(x->scratch, x->t->schema, x->t->schema->views, &name);
	dn_map_each (views, e) {
		const struct dn_view *view = e->value;
		struct dn_name own = { view->schema, view->name };

		if (!dn_view_has_row(x->t->schema, view, &name))
			continue;
		dn_sqlite_views_hold_users(x, &own);
		view_away(x, view);
	}
}

/* Those that rows of the table, or of any for NULL, are written through, if they are over what is
 * called NAME. */
static void
view_hold_writings(struct sqlite_change *x, const struct dn_table *table, const char *name)
{
	const struct dn_schema *schema = x->t->schema;
	struct dn_map *views =
	    dn_mention_through(x->scratch, schema, schema->views, schema->views, name);
	struct dn_view_base base;

	dn_map_each (views, e) {
		bool through = false;

		for (int i = DN_RULE_INSERT; i <= DN_RULE_DELETE; i++)
			through = through || (dn_view_base(x->scratch, x->t->schema, e->value,
						  (enum dn_rewrite_event) i, &base) &&
						 (table == NULL || base.table == table));
		if (through)
			dn_sqlite_writings_away(x, e->value);
	}
}

/* Those of tables with columns of the type. */
static void
view_hold_typed(struct sqlite_change *x)
{
	const struct dn_schema *schema = x->t->schema;
	struct dn_map *tables = dn_mention_through(
	    x->scratch, schema, schema->tables, schema->domains, x->change->object.name);

	dn_map_each (tables, e)
		view_hold_writings(x, e->value, ((const struct dn_table *) e->value)->name);
}

void
dn_sqlite_views_hold(struct sqlite_change *x)
{
	const struct dn_table *table;

	switch ((int) x->change->kind) {
	case DN_SET_DEFAULT:
	case DN_DROP_DEFAULT:
	case DN_SET_NOT_NULL:
	case DN_DROP_NOT_NULL:
	case DN_ADD_IDENTITY:
	case DN_DROP_IDENTITY:
	case DN_DROP_EXPRESSION:
	case DN_ADD_CONSTRAINT:
	case DN_DROP_CONSTRAINT:
	case DN_CREATE_TRIGGER:
		table = dn_schema_table(x->t->schema, &x->change->object);
		/* Of a view, all: others may read it. */
		view_hold_writings(x, table, table != NULL ? table->name : x->change->object.name);
		return;
	case DN_ALTER_DOMAIN:
	case DN_RENAME_ENUM_VALUE: view_hold_typed(x); return;
	case DN_DROP_TABLE:
	case DN_RENAME_TABLE:
	case DN_SET_SCHEMA:
	case DN_DROP_COLUMN:
	case DN_RENAME_COLUMN: break;
	case DN_ADD_COLUMN: view_hold_rows(x); return;
	case DN_DROP_SCHEMA: dn_sqlite_views_hold_schema(x, x->change->object.name); return;
	default: return;
	}
	table = dn_schema_table(x->t->schema, &x->change->object);
	if (table != NULL)
		dn_sqlite_views_hold_users(x, &(struct dn_name){ table->schema, table->name });
}

static void
view_say(struct sqlite_change *x, const struct dn_view *view)
{
	if (view->materialized)
		dn_translation_notice(x->t, "materialized-view",
		    "SQLite has no materialized views: '%s' is a view there, which is always fresh",
		    view->name);
	if (view->check_option > DN_CHECK_OPTION_NONE &&
	    !dn_sqlite_is_written(x->t->schema, view, DN_RULE_INSERT))
		dn_translation_notice(x->t, "check-option",
		    "no row can be written to view '%s' there, so WITH CHECK OPTION is left out",
		    view->name);
	if (dn_sqlite_is_written(x->t->schema, view, DN_RULE_INSERT) &&
	    !dn_sqlite_is_written(x->t->schema, view, DN_RULE_UPDATE))
		dn_translation_notice(x->t, "view-key",
		    "view '%s' does not show the primary key of its table, so programs cannot "
		    "change or delete its rows there",
		    view->name);
}

static bool
view_create(struct sqlite_change *x)
{
	struct dn_name made = dn_sqlite_made(x->change);
	struct dn_view *old = dn_schema_view(x->t->schema, &made), *view;
	size_t before;
	bool ok;

	if (old != NULL) {
		dn_sqlite_views_hold_users(x, &(struct dn_name){ old->schema, old->name });
		view_away(x, old);
	}
	if (!dn_sqlite_apply(x))
		return false;
	view = dn_schema_view(x->t->schema, &made);
	/* Printed once to know now whether it can be. */
	before = x->t->noutputs;
	ok = view_print(x->t, view, x->st, true, x->err);
	x->t->noutputs = before;
	if (!ok) {
		dn_model_drop_view(x->t->schema, view);
		return false;
	}
	if (x->change->temporary)
		x->state->temporary = x->st;
	view_say(x, view);
	dn_map_put(x->state->views, view->key, x->st);
	dn_sqlite_crossings_wait(x->t, &(struct dn_name){ view->schema, view->name }, x->st);
	return true;
}

bool
dn_sqlite_change_view(struct sqlite_change *x, struct dn_view *view)
{
	const char *what = x->st->what;
	bool alters = strncmp(what, "ALTER", 5) == 0;

	if (strncmp(what, "REFRESH", 7) == 0)
		return true;
	if (!alters && strncmp(what, "DROP", 4) != 0)
		return dn_sqlite_apply(x) && dn_sqlite_cannot(x->err, x->st, x->st->span.start,
						 "dunlin does not know what it means");
	dn_sqlite_views_hold_users(x, &(struct dn_name){ view->schema, view->name });
	view_away(x, view);
	dn_map_remove(x->state->views, view->key);
	if (!dn_sqlite_apply(x))
		return false;
	/* VIEW is what it was, under another name perhaps. */
	if (alters) {
		dn_map_put(x->state->views, view->key, x->st);
		dn_sqlite_crossings_wait(
		    x->t, &(struct dn_name){ view->schema, view->name }, x->st);
	}
	return true;
}

static bool
view_fill_table(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_query *q = dn_query_copy(x->scratch, x->change->query);
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dn_name name = { table->schema, table->name };

	p.query = true;
	dn_query_resolve(x->scratch, x->t->schema, q);
	dunlin_buf_printf(
	    p.buf, "INSERT INTO %s (", dn_sqlite_name(x->scratch, x->t->schema, &name));
	for (size_t i = 0; i < table->ncolumns; i++) {
		dunlin_buf_puts(p.buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(p.buf, table->columns[i]->name);
	}
	dunlin_buf_puts(p.buf, ") ");
	if (!dn_sqlite_query(&p, q, NULL))
		return false;
	dn_sqlite_emit(x, "%s", p.buf->s);
	return true;
}

/* CREATE TABLE AS, SELECT INTO */
static bool
view_table(struct sqlite_change *x)
{
	struct dn_name made = dn_sqlite_made(x->change);
	bool there = dn_schema_table(x->t->schema, &made) != NULL;
	bool filled = !x->change->more;
	const struct dn_table *table;

	if (!dn_sqlite_flush_before(x) || !dn_sqlite_create_table(x))
		return false;
	if (there)
		return true;
	table = dn_schema_table(x->t->schema, &x->change->object);
	if (table == NULL || table->ncolumns == 0)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what columns it has");
	return dn_sqlite_flush_before(x) && (!filled || view_fill_table(x, table));
}

bool
dn_sqlite_view(struct sqlite_change *x, bool *done)
{
	struct dn_view *view = dn_schema_view(x->t->schema, &x->change->object);

	*done = true;
	if (x->change->query != NULL)
		return dn_change_makes_view(x->change) ? view_create(x) : view_table(x);
	*done = strstr(x->st->what, "VIEW") != NULL && (view != NULL || x->change->if_exists);
	if (*done && view == NULL)
		dn_sqlite_emit(x, "DROP VIEW IF EXISTS %s",
		    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object));
	return !*done || view == NULL || dn_sqlite_change_view(x, view);
}
