/* edit.c - change the stored text of a table whose rows may stay where they are
 *
 * SQLite keeps a schema as text, in sqlite_schema, and reads rows by what it says.  Constraints,
 * names of types with the same affinity and the like may be changed there; what says how a row
 * lies in the file must stay.  The manual of PRAGMA writable_schema and "Making Other Kinds Of
 * Table Schema Changes" in that of ALTER TABLE describe it.
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/table/table.h"

struct sqlite_edit {
	const struct dn_table *table;
	struct sqlite_held *held;
	const struct sqlite_facts *after;
};

static bool
edit_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
edit_has_word(const char *type, const char *word)
{
	size_t n = strlen(word);

	for (; *type != '\0'; type++)
		if (strncasecmp(type, word, n) == 0)
			return true;
	return false;
}

/* "Determination Of Column Affinity" in the manual of data types. */
static char
edit_affinity(const char *type)
{
	if (edit_has_word(type, "INT"))
		return 'I';
	if (edit_has_word(type, "CHAR") || edit_has_word(type, "CLOB") ||
	    edit_has_word(type, "TEXT"))
		return 'T';
	if (edit_has_word(type, "BLOB"))
		return 'B';
	if (edit_has_word(type, "REAL") || edit_has_word(type, "FLOA") ||
	    edit_has_word(type, "DOUB"))
		return 'R';
	return 'N';
}

/* Is the column's value in each row what it was? */
static bool
edit_keeps_value(const struct sqlite_held *held, const struct sqlite_fact *column)
{
	const char *source = dn_map_get(held->sources, column->name);
	struct dunlin_buf *quoted = dn_buf_new(NULL);
	bool same;

	dn_sqlite_identifier(quoted, column->name);
	same = column->generated != NULL ? source == NULL
					 : source != NULL && strcmp(source, quoted->s) == 0;
	dn_free(quoted);
	return same;
}

/*
 * A row that is older than its column does not have it and reads the default: that may not change.
 * What is generated is stored in every row, and stays behind as plain values.
 */
static bool
edit_keeps_default(
    const struct dn_table *table, const struct sqlite_fact *before, const struct sqlite_fact *after)
{
	const struct dn_column *column = dn_table_column(table, after->name);

	if (after->generated != NULL || before->generated != NULL)
		return after->generated == NULL || edit_same(before->generated, after->generated);
	return edit_same(before->value, after->value) || !column->added;
}

static bool
edit_keeps_column(const struct dn_table *table, const struct sqlite_held *held,
    const struct sqlite_fact *before, const struct sqlite_fact *after)
{
	return strcmp(before->name, after->name) == 0 && before->numbered == after->numbered &&
	       edit_affinity(before->declared) == edit_affinity(after->declared) &&
	       edit_same(before->collation, after->collation) && edit_keeps_value(held, after) &&
	       edit_keeps_default(table, before, after);
}

/* Are the new columns all behind the old ones, with values that no row has to be changed for? */
static bool
edit_may_append(struct dn_translation *t, const struct dn_table *table,
    const struct sqlite_held *held, const struct sqlite_facts *after)
{
	for (size_t i = held->before->ncolumns; i < after->ncolumns; i++)
		if (dn_map_get(held->sources, after->columns[i].name) != NULL ||
		    !dn_sqlite_is_addable(t, table, dn_table_column(table, after->columns[i].name)))
			return false;
	return true;
}

/*
 * A downgrade, another tool or an ALTER TABLE of SQLite may have given the columns another order,
 * or added one that older rows have not: such a table is made anew, and then it is known.
 */
static bool
edit_is_stored(
    struct dn_translation *t, const struct dn_table *table, const struct sqlite_facts *before)
{
	char *relation, *columns;
	bool is;

	if (t->is_stored == NULL)
		return true;
	relation = dn_relation_name(t, t->schema, table->schema, table->name);
	columns = dn_sqlite_columns_text(relation, before);
	is = t->is_stored(t->is_stored_payload, relation, before->text, columns);
	dn_free(relation);
	return is;
}

static bool
edit_is_enough(struct dn_translation *t, const struct dn_table *table,
    const struct sqlite_held *held, const struct sqlite_facts *after)
{
	const struct sqlite_facts *before = held->before;

	if (!t->edits || before == NULL || before->ncolumns > after->ncolumns ||
	    strcmp(before->key, after->key) != 0 || dn_map_count(held->counted) > 0)
		return false;
	for (size_t i = 0; i < before->ncolumns; i++)
		if (!edit_keeps_column(table, held, &before->columns[i], &after->columns[i]))
			return false;
	return edit_may_append(t, table, held, after) && edit_is_stored(t, table, before);
}

/* What is behind it, once it has its new text. */
static bool
edit_finish(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    struct dunlin_error *err)
{
	return dn_sqlite_table_indexes(t, table, held, err) &&
	       dn_sqlite_triggers(t, table, held->from, err);
}

bool
dn_sqlite_edit(struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held,
    const struct sqlite_facts *after, bool *done, struct dunlin_error *err)
{
	struct sqlite_state *state = t->state;
	size_t before = t->noutputs;
	struct sqlite_edit *edit;
	bool ok;

	*done = edit_is_enough(t, table, held, after);
	if (!*done)
		return true;
	/* Printed once to know now whether it can be. */
	ok = edit_finish(t, table, held, err);
	t->noutputs = before;
	if (!ok)
		return false;
	edit = dn_new(state, struct sqlite_edit);
	edit->table = table;
	edit->held = held;
	edit->after = after;
	dn_push(state, state->edits, state->nedits, edit);
	return true;
}

/* A table that somebody else has given other columns stays as it is, and is found in the end. */
static void
edit_text(struct dn_translation *t, const struct sqlite_edit *edit)
{
	const struct sqlite_facts *before = edit->held->before;
	struct dunlin_buf *sql = dn_buf_new(edit->held), *name = dn_buf_new(sql);
	struct dunlin_buf *columns = dn_buf_new(sql);

	dn_sqlite_literal(
	    name, dn_relation_name(name, t->schema, edit->table->schema, edit->table->name));
	for (size_t i = 0; i < before->ncolumns; i++)
		dunlin_buf_printf(columns, "%s%s", i == 0 ? "" : ",", before->columns[i].name);
	dunlin_buf_puts(sql, "UPDATE sqlite_master SET sql = ");
	dn_sqlite_literal(sql, edit->after->text);
	dunlin_buf_printf(sql,
	    " WHERE type = 'table' AND name = %s AND (SELECT group_concat(name) FROM "
	    "pragma_table_xinfo(%s)) = ",
	    name->s, name->s);
	dn_sqlite_literal(sql, columns->s);
	dn_translation_add(t, edit->held->from, sql->s);
}

/* What is true of every row from here on, and was not before: three pieces of SQL. */
struct edit_test {
	struct dunlin_buf *columns, *values, *where;
};

static void
edit_test_one(struct edit_test *test, const char *condition, const char *what, size_t n)
{
	const char *comma = n == 0 ? "" : ", ";
	char *message = dn_sprintf(test->columns, "%s is violated by some row", what);

	dunlin_buf_printf(test->columns, "%sc%zu CONSTRAINT ", comma, n);
	dn_sqlite_identifier(test->columns, message);
	dunlin_buf_printf(test->columns, " CHECK (c%zu)", n);
	dunlin_buf_printf(test->values, "%s(%s)", comma, condition);
	dunlin_buf_printf(test->where, "%sNOT (%s)", n == 0 ? "" : " OR ", condition);
}

/* In one pass; the name of the constraint is what the error message says. */
void
dn_sqlite_verify(
    struct dn_translation *t, const struct sqlite_held *held, const struct dn_map *conditions)
{
	struct edit_test test = { dn_buf_new(held), dn_buf_new(held), dn_buf_new(held) };
	size_t n = 0;

	dn_map_each (conditions, e)
		if (held->before == NULL || dn_map_get(held->before->conditions, e->key) == NULL)
			edit_test_one(&test, e->key, e->value, n++);
	if (n == 0)
		return;
	dn_translation_add(t, held->from,
	    dn_sprintf(held, "CREATE TEMP TABLE dunlin_guard (%s)", test.columns->s));
	dn_translation_add(t, held->from,
	    dn_sprintf(held, "INSERT INTO temp.dunlin_guard SELECT %s FROM %s WHERE %s LIMIT 1",
		test.values->s, held->old_name, test.where->s));
	dn_translation_add(t, held->from, "DROP TABLE temp.dunlin_guard");
}

/*
 * RESET reads the schema again, so that a text that is none fails here and not after the commit.
 * Other connections look at the schema's version, which only a statement of DDL raises without
 * knowing what it was.
 */
static void
edit_texts(struct dn_translation *t, const struct sqlite_state *state)
{
	const struct dn_statement *from = state->edits[0]->held->from;

	dn_translation_add(t, from, "PRAGMA writable_schema = ON");
	for (size_t i = 0; i < state->nedits; i++)
		edit_text(t, state->edits[i]);
	dn_translation_add(t, from, "PRAGMA writable_schema = RESET");
	dn_translation_add(t, from, "CREATE VIEW dunlin_edited AS SELECT 1");
	dn_translation_add(t, from, "DROP VIEW dunlin_edited");
}

static void
edit_drop_one(
    struct dn_translation *t, const struct sqlite_held *held, const char *what, const char *name)
{
	struct dunlin_buf *sql = dn_buf_new(held);

	dunlin_buf_printf(sql, "DROP %s IF EXISTS %s", what, name);
	dn_translation_add(t, held->from, sql->s);
}

void
dn_sqlite_drop_stale(
    struct dn_translation *t, const struct dn_table *table, struct sqlite_held *held, bool keep)
{
	struct dn_map *after = dn_sqlite_print_indexes(held, t, table, held);

	dn_map_each (held->indexes, e) {
		const char *sql = keep ? dn_map_get(after, e->key) : NULL;

		if (sql == NULL || strcmp(sql, e->value) != 0)
			edit_drop_one(t, held, "INDEX", e->key);
	}
	dn_map_each (held->triggers, e)
		edit_drop_one(t, held, "TRIGGER", e->key);
}

bool
dn_sqlite_edits(struct dn_translation *t, struct dunlin_error *err)
{
	struct sqlite_state *state = t->state;
	struct dn_assessed *about = t->about;
	bool ok = true;

	if (state->nedits == 0)
		return true;
	t->about = NULL;
	for (size_t i = 0; i < state->nedits; i++)
		dn_sqlite_drop_stale(t, state->edits[i]->table, state->edits[i]->held, true);
	edit_texts(t, state);
	for (size_t i = 0; ok && i < state->nedits; i++) {
		struct sqlite_edit *edit = state->edits[i];

		dn_sqlite_verify(t, edit->held, edit->after->conditions);
		ok = edit_finish(t, edit->table, edit->held, err);
		dn_sqlite_leave_dangling(t, edit->table, edit->held);
		dn_free(edit);
	}
	state->nedits = 0;
	t->about = about;
	return ok;
}
