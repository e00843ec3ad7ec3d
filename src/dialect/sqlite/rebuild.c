/* rebuild.c - make a table anew where SQLite has no ALTER for it */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

static void
rebuild_unknown(struct sqlite_change *x, const struct dn_table *table)
{
	const struct dn_hidden *hidden =
	    table == NULL ? NULL : dn_map_get(x->t->schema->opaque, table->key);

	if (hidden == NULL)
		dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what columns table '%s' has",
		    table != NULL ? table->name : x->change->object.name);
	else
		dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "what table '%s' is made of is not known behind %s in %s:%u", table->name,
		    hidden->what, hidden->file == NULL ? "?" : hidden->file, hidden->line);
}

struct sqlite_held *
dn_sqlite_hold(struct sqlite_change *x, const struct dn_table *table)
{
	struct dn_name name;
	struct sqlite_held *held;

	if (table == NULL || table->unknown) {
		rebuild_unknown(x, table);
		return NULL;
	}
	name = (struct dn_name){ table->schema, table->name };
	held = dn_sqlite_held(x, &name);
	if (held != NULL)
		return held;
	held = dn_new(x->state->held, struct sqlite_held);
	held->from = x->st;
	held->old_name = dn_sqlite_name(held, x->t->schema, &name);
	held->sources = dn_map_new(held);
	held->counted = dn_map_new(held);
	for (size_t i = 0; i < table->ncolumns; i++) {
		struct dunlin_buf *source;

		if (table->columns[i]->generated != NULL)
			continue;
		source = dn_buf_new(held->sources);
		dn_sqlite_identifier(source, table->columns[i]->name);
		dn_map_put(held->sources, table->columns[i]->name, source->s);
	}
	dn_map_put(x->state->held, dn_sqlite_key(x->scratch, x->t->schema, &name), held);
	return held;
}

static const char *
rebuild_rowid(const struct dn_table *table, const struct dn_map *sources)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		bool taken = false;

		for (size_t j = 0; j < table->ncolumns; j++)
			taken = taken || strcasecmp(table->columns[j]->name, names[i]) == 0;
		for (const struct dn_map_entry *e = sources == NULL ? NULL : dn_map_first(sources);
		     e != NULL; e = e->next)
			taken = taken || strcasecmp(e->value, names[i]) == 0;
		if (!taken)
			return names[i];
	}
	return NULL;
}

const char *
dn_sqlite_rowid(const struct dn_table *table)
{
	return rebuild_rowid(table, NULL);
}

/* Columns that were added have no source: they get their defaults. */
static void
rebuild_copy(struct dn_translation *t, const struct dn_table *table, const struct sqlite_held *held,
    const char *new_name)
{
	struct dunlin_buf *into = dn_buf_new(held), *from = dn_buf_new(held);
	const char *rowid = rebuild_rowid(table, held->sources), *comma = "";

	/* Rows keep their numbers, which clients may know. */
	if (rowid != NULL && dn_sqlite_auto_column(table) == NULL) {
		dunlin_buf_puts(into, rowid);
		dunlin_buf_puts(from, rowid);
		comma = ", ";
	}
	for (size_t i = 0; i < table->ncolumns; i++) {
		const struct dn_column *column = table->columns[i];
		const char *source = dn_map_get(held->sources, column->name);

		if (source == NULL || column->generated != NULL)
			continue;
		dunlin_buf_puts(into, comma);
		dn_sqlite_identifier(into, column->name);
		dunlin_buf_printf(from, "%s%s", comma, source);
		comma = ", ";
	}
	if (into->len > 0)
		dn_translation_add(t, held->from,
		    dn_sprintf(into, "INSERT INTO %s (%s) SELECT %s FROM %s", new_name, into->s,
			from->s, held->old_name));
	dn_free(into);
	dn_free(from);
}

static void
rebuild_add(struct dn_translation *t, const struct sqlite_held *held, const char *sql)
{
	dn_translation_add(t, held->from, sql);
}

/* The highest number ever given is not given again. */
static void
rebuild_sequence(
    struct dn_translation *t, const struct sqlite_held *held, const char *old, const char *new)
{
	struct dunlin_buf *sql = dn_buf_new(held);

	dunlin_buf_puts(sql, "UPDATE sqlite_sequence SET seq = max(seq, coalesce("
			     "(SELECT seq FROM sqlite_sequence WHERE name = ");
	dn_sqlite_literal(sql, old);
	dunlin_buf_puts(sql, "), 0)) WHERE name = ");
	dn_sqlite_literal(sql, new);
	rebuild_add(t, held, sql->s);
	dn_free(sql);
}

static void
rebuild_except(const char *name, void *payload)
{
	struct dunlin_buf *sql = payload;

	dunlin_buf_puts(sql, " AND name <> ");
	dn_sqlite_literal(sql, name);
}

/* DROP TABLE takes the triggers with it, of which the model knows only its own. */
static void
rebuild_keep_triggers(struct dn_translation *t, const struct sqlite_held *held,
    const struct dn_table *model, const char *table)
{
	struct dunlin_buf *sql = dn_buf_new(held);

	dunlin_buf_puts(sql,
	    "CREATE TEMP TABLE dunlin_triggers AS SELECT type, name, tbl_name, sql FROM "
	    "main.sqlite_master WHERE type = 'trigger' AND tbl_name = ");
	dn_sqlite_literal(sql, table);
	dunlin_buf_puts(sql, " COLLATE NOCASE AND name NOT GLOB '*" DN_SQLITE_COUNT "'");
	for (size_t i = 0; i < model->ntriggers; i++)
		dn_sqlite_each_trigger_name(
		    t->schema, model, model->triggers[i], rebuild_except, sql);
	rebuild_add(t, held, sql->s);
	dn_free(sql);
}

static void
rebuild_restore_triggers(struct dn_translation *t, const struct sqlite_held *held)
{
	rebuild_add(t, held, "PRAGMA writable_schema = ON");
	rebuild_add(t, held,
	    "INSERT INTO main.sqlite_master (type, name, tbl_name, rootpage, sql) "
	    "SELECT type, name, tbl_name, 0, sql FROM temp.dunlin_triggers");
	rebuild_add(t, held, "PRAGMA writable_schema = RESET");
	rebuild_add(t, held, "DROP TABLE temp.dunlin_triggers");
}

/*
 * "Making Other Kinds Of Table Schema Changes" in the manual of ALTER TABLE: new table, copy, drop
 * the old one, rename.  Foreign keys are off since before the transaction; with legacy_alter_table
 * the rename leaves views and other tables' triggers and foreign keys alone, which name the table
 * as it will be.
 */
bool
dn_sqlite_rebuild(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    struct dunlin_error *err)
{
	char *relation = dn_sqlite_relation(held, t->schema, table->schema, table->name);
	char *temporary = dn_sprintf(held, "dunlin_new_%s", relation);
	struct dunlin_buf *name = dn_buf_new(held);
	struct sqlite_print p = {
		.t = t, .buf = dn_buf_new(held), .table = table, .from = held->from, .err = err
	};

	dn_sqlite_identifier(name, temporary);
	if (!dn_sqlite_table(&p, name->s, false))
		return false;
	rebuild_add(t, held, "PRAGMA legacy_alter_table = ON");
	rebuild_add(t, held, p.buf->s);
	rebuild_copy(t, table, held, name->s);
	if (dn_sqlite_auto_column(table) != NULL)
		rebuild_sequence(t, held, relation, temporary);
	rebuild_keep_triggers(t, held, table, relation);
	dn_translation_add(t, held->from, dn_sprintf(held, "DROP TABLE %s", held->old_name));
	dn_translation_add(t, held->from,
	    dn_sprintf(held, "ALTER TABLE %s RENAME TO %s", name->s, held->old_name));
	rebuild_restore_triggers(t, held);
	if (!dn_sqlite_table_indexes(t, table, held, err) ||
	    !dn_sqlite_triggers(t, table, held->from, err))
		return false;
	dn_map_each (held->counted, e)
		dn_sqlite_counter_behind(t, table, e->key, held->from);
	rebuild_add(t, held, "PRAGMA legacy_alter_table = OFF");
	return true;
}
