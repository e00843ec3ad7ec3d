/* self.c - rows that refer to themselves in another case */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

/*
 * A row that refers to itself refers to what is not there yet, so SQLite compares both by their
 * bytes, whatever the collation is, and counts one violation when they are not the same.  At the
 * end of the statement (of the transaction, where it is deferred) the count must be 0.  So behind
 * such a row a trigger takes one off, with a row of its own table that refers to itself: that its
 * key goes counts as one, and that it comes back as two, once by its bytes and once by the table.
 * Should another SQLite count otherwise, such a row is refused, as it is without the trigger.
 */
static const char self_table[] = "dunlin_self";

/* Are there values of the key that are equal and not the same? */
static bool
self_is_loose(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_constraint *c)
{
	if (c->kind != DN_FOREIGN_KEY || dn_schema_table(schema, &c->ref_table) != table)
		return false;
	for (size_t i = 0; i < c->nref_columns; i++) {
		const struct dn_column *column = dn_table_column(table, c->ref_columns[i]);

		if (column != NULL &&
		    dn_sqlite_type_collation(dn_schema_base(schema, column->type)) != NULL)
			return true;
	}
	return false;
}

static char *
self_name(const void *mem, const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_constraint *fk, bool insert)
{
	char *relation = dn_relation_name(NULL, schema, table->schema, table->name);
	char *name = dn_sprintf(
	    mem, "%s_%s_dunlin_self_%s", relation, fk->name, insert ? "insert" : "update");

	dn_free(relation);
	return name;
}

/* The row is its own parent, and in some column by other bytes. */
static void
self_when(struct dunlin_buf *sql, const struct dn_constraint *fk)
{
	struct dunlin_buf *same = dn_buf_new(sql), *key = dn_buf_new(sql), *ref = dn_buf_new(sql);

	for (size_t i = 0; i < fk->nref_columns; i++) {
		dn_buf_truncate(key, 0);
		dn_buf_truncate(ref, 0);
		dn_sqlite_identifier(key, fk->ref_columns[i]);
		dn_sqlite_identifier(ref, fk->columns[i]);
		dunlin_buf_printf(sql, "%sNEW.%s = NEW.%s", i == 0 ? "" : " AND ", key->s, ref->s);
		dunlin_buf_printf(same, "%sNEW.%s <> NEW.%s COLLATE BINARY", i == 0 ? "" : " OR ",
		    key->s, ref->s);
	}
	dunlin_buf_printf(sql, fk->nref_columns > 1 ? " AND (%s)" : " AND %s", same->s);
}

/* SQLite looks at a reference when it is written, or when another action than none is due. */
static void
self_event(struct dunlin_buf *sql, const struct dn_constraint *fk, bool insert)
{
	if (insert) {
		dunlin_buf_puts(sql, "INSERT");
		return;
	}
	dunlin_buf_puts(sql, "UPDATE OF ");
	dn_sqlite_columns(sql, fk->columns, fk->ncolumns);
	if (fk->on_update == DN_FK_NO_ACTION)
		return;
	dunlin_buf_puts(sql, ", ");
	dn_sqlite_columns(sql, fk->ref_columns, fk->nref_columns);
}

static void
self_trigger(struct dn_translation *t, const struct dn_table *table, const struct dn_constraint *fk,
    const struct dn_statement *from, bool insert)
{
	const char *ref = fk->deferrable && fk->initially_deferred ? "later" : "now";
	struct dunlin_buf *sql = dn_buf_new(t);
	struct dn_name name = { table->schema, table->name };

	dunlin_buf_puts(sql, "CREATE TRIGGER ");
	dn_sqlite_identifier(sql, self_name(sql, t->schema, table, fk, insert));
	dunlin_buf_puts(sql, " AFTER ");
	self_event(sql, fk, insert);
	dunlin_buf_printf(sql, " ON %s\n    WHEN ", dn_sqlite_name(sql, t->schema, &name));
	self_when(sql, fk);
	dunlin_buf_printf(sql,
	    "\nBEGIN\n    INSERT OR IGNORE INTO %s (k, %s) VALUES (1, 1);\n"
	    "    UPDATE %s SET k = 2;\n    UPDATE %s SET k = 1;\n    DELETE FROM %s;\nEND",
	    self_table, ref, self_table, self_table, self_table);
	dn_translation_add(t, from, sql->s);
	dn_free(sql);
}

void
dn_sqlite_self_trigger(struct dn_translation *t, const struct dn_table *table,
    const struct dn_constraint *fk, const struct dn_statement *from)
{
	struct dunlin_buf *sql;

	if (!self_is_loose(t->schema, table, fk))
		return;
	sql = dn_buf_new(t);
	dunlin_buf_printf(sql,
	    "CREATE TABLE IF NOT EXISTS %s (k text NOT NULL PRIMARY KEY, now text REFERENCES %s, "
	    "later text REFERENCES %s DEFERRABLE INITIALLY DEFERRED)",
	    self_table, self_table, self_table);
	dn_translation_add(t, from, sql->s);
	dn_free(sql);
	self_trigger(t, table, fk, from, true);
	self_trigger(t, table, fk, from, false);
}

void
dn_sqlite_self_triggers(
    struct dn_translation *t, const struct dn_table *table, const struct dn_statement *from)
{
	for (size_t i = 0; i < table->nconstraints; i++)
		dn_sqlite_self_trigger(t, table, table->constraints[i], from);
}

void
dn_sqlite_each_self_trigger(const struct dn_schema *schema, const struct dn_table *table,
    sqlite_trigger_fn fn, void *payload)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		for (int insert = 0; insert < 2; insert++) {
			char *name;

			if (!self_is_loose(schema, table, table->constraints[i]))
				continue;
			name = self_name(NULL, schema, table, table->constraints[i], insert != 0);
			fn(name, payload);
			dn_free(name);
		}
	}
}
