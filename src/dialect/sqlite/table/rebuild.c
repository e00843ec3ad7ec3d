/* rebuild.c - make a table anew where SQLite has no ALTER for it */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

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

		if (dn_sqlite_is_generated(x->t, table, table->columns[i], x->st))
			continue;
		source = dn_buf_new(held->sources);
		dn_sqlite_identifier(source, table->columns[i]->name);
		dn_map_put(held->sources, table->columns[i]->name, source->s);
	}
	dn_sqlite_look(held, x->t, table);
	dn_map_put(x->state->held, dn_relation_key(x->scratch, x->t->schema, &name), held);
	return held;
}

struct sqlite_held *
dn_sqlite_hold_changed(struct sqlite_change *x, const struct dn_table *table)
{
	struct sqlite_held *there =
	    table == NULL || table->unknown ? NULL : dn_map_get(x->state->held, table->key);
	struct sqlite_held *held = there != NULL ? there : dn_sqlite_hold(x, table);

	if (there == NULL && held != NULL)
		held->before = NULL;
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

		if (source == NULL || dn_sqlite_is_generated(t, table, column, held->from))
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

/*
 * "Making Other Kinds Of Table Schema Changes" in the manual of ALTER TABLE: new table, copy, drop
 * the old one, rename.  Foreign keys are off since before the transaction; with legacy_alter_table
 * the rename leaves views and other tables' triggers and foreign keys alone, which name the table
 * as it will be.
 */
static void
rebuild_by_rename(struct dn_translation *t, const struct sqlite_held *held, const char *relation,
    const char *temporary)
{
	struct dunlin_buf *name = dn_buf_new(held);

	dn_sqlite_identifier(name, temporary);
	dn_sqlite_require_known(t, held, relation);
	rebuild_add(t, held, "PRAGMA legacy_alter_table = ON");
	rebuild_add(t, held, dn_sprintf(name, "DROP TABLE %s", held->old_name));
	rebuild_add(
	    t, held, dn_sprintf(name, "ALTER TABLE %s RENAME TO %s", name->s, held->old_name));
	rebuild_add(t, held, "PRAGMA legacy_alter_table = OFF");
}

/* The key's own index, which SQLite makes with the table. */
static bool
rebuild_has_key_index(const struct sqlite_facts *facts, bool numbered)
{
	return facts->key[0] != '\0' && !numbered;
}

/* Each table, with the index of its key, gets the other's pages. */
static void
rebuild_swap(struct dn_translation *t, const struct sqlite_held *held, const char *relation,
    const char *temporary, const struct sqlite_facts *after)
{
	struct dunlin_buf *sql = dn_buf_new(held), *old = dn_buf_new(sql), *new = dn_buf_new(sql);
	struct dunlin_buf *left = dn_buf_new(sql), *text = dn_buf_new(sql);
	char *which;

	dn_sqlite_literal(old, relation);
	dn_sqlite_literal(new, temporary);
	dunlin_buf_puts(left, "CREATE TABLE ");
	dn_sqlite_identifier(left, temporary);
	dunlin_buf_puts(left,
	    rebuild_has_key_index(held->before, held->numbered) ? " (x PRIMARY KEY)" : " (x)");
	which = dn_sprintf(sql,
	    "tbl_name IN (%s, %s) AND (type = 'table' OR type = 'index' AND sql IS NULL)", old->s,
	    new->s);
	rebuild_add(t, held,
	    dn_sprintf(sql,
		"CREATE TEMP TABLE dunlin_pages AS SELECT type, tbl_name, rootpage FROM "
		"main.sqlite_master WHERE %s",
		which));
	dunlin_buf_puts(sql,
	    "UPDATE sqlite_master AS m SET rootpage = (SELECT p.rootpage FROM temp.dunlin_pages p "
	    "WHERE p.type = m.type AND p.tbl_name <> m.tbl_name), sql = CASE WHEN type = 'index' "
	    "THEN NULL WHEN tbl_name = ");
	dn_sqlite_literal(text, after->text);
	dunlin_buf_printf(sql, "%s THEN %s ELSE ", old->s, text->s);
	dn_sqlite_literal(sql, left->s);
	dunlin_buf_printf(sql, " END WHERE %s", which);
	rebuild_add(t, held, sql->s);
	rebuild_add(t, held, "DROP TABLE temp.dunlin_pages");
	dn_free(sql);
}

/*
 * Where sqlite_schema may be edited, the old table becomes the new one there.  What else is about
 * it stays: triggers, views, and indexes that only the database knows, which are filled anew.
 */
static void
rebuild_by_edit(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    const char *relation, const char *temporary, const struct sqlite_facts *after)
{
	struct dunlin_buf *name = dn_buf_new(held);

	dn_sqlite_identifier(name, temporary);
	dn_sqlite_drop_stale(t, table, held, false);
	rebuild_add(t, held, "PRAGMA writable_schema = ON");
	rebuild_swap(t, held, relation, temporary, after);
	rebuild_add(t, held, "PRAGMA writable_schema = RESET");
	rebuild_add(t, held, dn_sprintf(held, "DROP TABLE %s", name->s));
	rebuild_add(t, held, dn_sprintf(held, "REINDEX %s", held->old_name));
}

/* A key's index that comes or goes has no counterpart to change places with. */
static bool
rebuild_may_swap(const struct dn_translation *t, const struct dn_table *table,
    const struct sqlite_held *held, const struct sqlite_facts *after)
{
	return t->edits && held->before != NULL &&
	       rebuild_has_key_index(held->before, held->numbered) ==
		   rebuild_has_key_index(after, dn_sqlite_auto_column(table) != NULL);
}

/* Numbers of the new table, before or behind which the old one's end. */
static void
rebuild_take_numbers(struct dn_translation *t, const struct dn_table *table,
    const struct sqlite_held *held, const char *relation, const char *temporary, bool swap)
{
	struct dunlin_buf *name = dn_buf_new(held), *new = dn_buf_new(held);
	bool numbered = dn_sqlite_auto_column(table) != NULL;

	dn_sqlite_literal(name, relation);
	dn_sqlite_literal(new, temporary);
	if (numbered)
		rebuild_sequence(t, held, relation, temporary);
	if (swap && (numbered || held->numbered))
		rebuild_add(t, held,
		    dn_sprintf(name, "DELETE FROM sqlite_sequence WHERE name = %s", name->s));
	if (swap && numbered)
		rebuild_add(t, held,
		    dn_sprintf(name, "UPDATE sqlite_sequence SET name = %s WHERE name = %s",
			name->s, new->s));
}

void
dn_sqlite_leave_dangling(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_held *held)
{
	struct dunlin_buf *child = dn_buf_new(held);

	dn_sqlite_literal(child, dn_relation_name(child, t->schema, table->schema, table->name));
	for (const struct dn_map_entry *e = held->dangling == NULL ? NULL
								   : dn_map_first(held->dangling);
	     e != NULL; e = e->next) {
		struct dunlin_buf *parent = dn_buf_new(held);

		dn_sqlite_literal(parent, e->key);
		rebuild_add(
		    t, held, "CREATE TEMP TABLE IF NOT EXISTS dunlin_dangling (child, parent, n)");
		rebuild_add(t, held,
		    dn_sprintf(held,
			"DELETE FROM temp.dunlin_dangling WHERE child = %s AND parent = %s",
			child->s, parent->s));
		rebuild_add(t, held,
		    dn_sprintf(held,
			"INSERT INTO temp.dunlin_dangling SELECT \"table\", parent, count(*) FROM "
			"pragma_foreign_key_check(%s) WHERE parent = %s GROUP BY 1, 2",
			child->s, parent->s));
	}
}

static bool
rebuild(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    const struct sqlite_facts *after, struct dunlin_error *err)
{
	char *relation = dn_relation_name(held, t->schema, table->schema, table->name);
	char *temporary = dn_sprintf(held, "dunlin_new_%s", relation);
	struct dunlin_buf *name = dn_buf_new(held);
	bool swap = rebuild_may_swap(t, table, held, after);

	dn_sqlite_identifier(name, temporary);
	dn_sqlite_require_columns(t, held, relation);
	rebuild_add(t, held,
	    dn_sprintf(held, "CREATE TABLE %s%s", name->s,
		after->text + strlen("CREATE TABLE ") + strlen(held->old_name)));
	rebuild_copy(t, table, held, name->s);
	rebuild_take_numbers(t, table, held, relation, temporary, swap);
	if (swap)
		rebuild_by_edit(t, table, held, relation, temporary, after);
	else
		rebuild_by_rename(t, held, relation, temporary);
	held->indexes = NULL;
	dn_sqlite_verify(t, held, after->behind);
	if (!dn_sqlite_table_indexes(t, table, held, err) ||
	    !dn_sqlite_triggers(t, table, held->from, err))
		return false;
	/* One that has become the key since numbers itself. */
	dn_map_each (held->counted, e) {
		const struct dn_column *column = dn_table_column(table, e->key);

		if (column != NULL && dn_sqlite_is_counted(table, column))
			dn_sqlite_counter_behind(t, table, e->key, held->from);
	}
	dn_sqlite_leave_dangling(t, table, held);
	return true;
}

bool
dn_sqlite_alter(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    struct dunlin_error *err)
{
	struct sqlite_print p = {
		.t = t, .buf = dn_buf_new(held), .table = table, .from = held->from, .err = err
	};
	const struct sqlite_facts *after = dn_sqlite_facts(held, &p, held->old_name, false);
	struct sqlite_touched *touched;
	bool edited;

	if (after == NULL || !dn_sqlite_edit(t, table, held, after, &edited, err) ||
	    (!edited && !rebuild(t, table, held, after, err)))
		return false;
	touched = dn_sqlite_touch(t, table, held->from);
	touched->whole = true;
	touched->rewritten = touched->rewritten || !edited;
	return true;
}
