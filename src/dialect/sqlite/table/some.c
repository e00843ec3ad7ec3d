/* some.c - foreign keys that set some of their columns when what they point to is deleted
 *
 * SQLite's SET NULL and SET DEFAULT are about all columns of a key.  So the key itself does nothing
 * there, and looks when the statement is done: by then a trigger behind the delete has set those
 * columns.
 */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"

bool
dn_sqlite_sets_some(const struct dn_constraint *fk)
{
	return fk->kind == DN_FOREIGN_KEY && !fk->left_out && fk->nset_columns > 0 &&
	       fk->nset_columns < fk->ncolumns;
}

char *
dn_sqlite_some_name(const void *mem, const struct dn_schema *schema, const struct dn_table *child,
    const struct dn_constraint *fk)
{
	struct dn_name of = { child->schema, child->name };

	return dn_sqlite_trigger_name(mem, schema, &of, fk->name, "set");
}

/* "a = NULL, b = NULL", or the defaults. */
static bool
some_sets(struct sqlite_print *p, const struct dn_constraint *fk)
{
	for (size_t i = 0; i < fk->nset_columns; i++) {
		const struct dn_column *column = dn_table_column(p->table, fk->set_columns[i]);

		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(p->buf, fk->set_columns[i]);
		dunlin_buf_puts(p->buf, " = ");
		if (!dn_sqlite_fk_value(p, column, fk->on_delete))
			return false;
	}
	return true;
}

bool
dn_sqlite_some_trigger(struct dn_translation *t, const struct dn_table *child,
    const struct dn_constraint *fk, const char *name, const struct dn_statement *from,
    struct dunlin_error *err)
{
	struct sqlite_print p = {
		.t = t, .buf = dn_buf_new(t), .table = child, .from = from, .err = err
	};
	struct dn_name own = { child->schema, child->name };
	bool ok;

	dunlin_buf_puts(p.buf, "CREATE TRIGGER ");
	dn_sqlite_identifier(p.buf, name);
	dunlin_buf_printf(p.buf, " AFTER DELETE ON %s\nBEGIN\n    UPDATE %s SET ",
	    dn_sqlite_name(p.buf, t->schema, &fk->ref_table),
	    dn_sqlite_name(p.buf, t->schema, &own));
	ok = some_sets(&p, fk);
	dunlin_buf_puts(p.buf, "\n    WHERE ");
	dn_sqlite_fk_match(p.buf, fk);
	dunlin_buf_puts(p.buf, ";\nEND");
	if (ok)
		dn_translation_add(t, from, p.buf->s);
	dn_free(p.buf);
	return ok;
}
