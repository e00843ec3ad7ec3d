/* cascade.c - what foreign keys do to other tables' rows, while they are switched off */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

/* Triggers of one statement, numbered on. */
struct cascade {
	struct sqlite_change *x;
	struct dn_map *seen; /* "table" and "table.column" that are looked after already */
};

static struct cascade
cascade_new(struct sqlite_change *x)
{
	if (x->cascades == NULL)
		x->cascades = dn_map_new(x->scratch);
	return (struct cascade){ x, x->cascades };
}

static char *
cascade_relation(struct cascade *c, const struct dn_table *table)
{
	struct dn_name name = { table->schema, table->name };

	return dn_sqlite_name(c->x->scratch, c->x->t->schema, &name);
}

void
dn_sqlite_fk_match(struct dunlin_buf *buf, const struct dn_constraint *fk)
{
	for (size_t i = 0; i < fk->ncolumns; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : " AND ");
		dn_sqlite_identifier(buf, fk->columns[i]);
		dunlin_buf_puts(buf, " = old.");
		dn_sqlite_identifier(buf, fk->ref_columns[i]);
	}
}

bool
dn_sqlite_fk_value(struct sqlite_print *p, const struct dn_column *column, enum dn_fk_action action)
{
	if (action == DN_FK_SET_DEFAULT && column != NULL && column->default_expr != NULL)
		return dn_sqlite_default(p, column->default_expr, column->type);
	dunlin_buf_puts(p->buf, "NULL");
	return true;
}

/* "a = NULL, b = NULL", the defaults, or the new key. */
static bool
cascade_values(struct cascade *c, struct dunlin_buf *buf, const struct dn_reference *r,
    enum dn_fk_action action)
{
	const struct dn_constraint *fk = r->constraint;
	struct sqlite_print p = dn_sqlite_printer(c->x, r->table);

	p.buf = buf;
	p.here = false;
	for (size_t i = 0; i < fk->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(r->table, fk->columns[i]);

		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		dn_sqlite_identifier(buf, fk->columns[i]);
		dunlin_buf_puts(buf, " = ");
		if (action == DN_FK_CASCADE) {
			dunlin_buf_puts(buf, "new.");
			dn_sqlite_identifier(buf, fk->ref_columns[i]);
		} else if (!dn_sqlite_fk_value(&p, column, action)) {
			return false;
		}
	}
	return true;
}

static void
cascade_trigger(struct cascade *c, const struct dn_reference *r, const struct dn_table *parent,
    enum dn_fk_action action, bool update)
{
	struct dunlin_buf *sql = dn_buf_new(c->x->scratch);
	const char *child = cascade_relation(c, r->table);

	dunlin_buf_printf(sql, "CREATE TEMP TRIGGER dunlin_cascade_%u AFTER %s ON main.%s BEGIN ",
	    ++c->x->ncascades, update ? "UPDATE" : "DELETE", cascade_relation(c, parent));
	if (!update && action == DN_FK_CASCADE) {
		dunlin_buf_printf(sql, "DELETE FROM %s WHERE ", child);
	} else {
		dunlin_buf_printf(sql, "UPDATE %s SET ", child);
		if (!cascade_values(c, sql, r, action))
			return;
		dunlin_buf_puts(sql, " WHERE ");
	}
	dn_sqlite_fk_match(sql, r->constraint);
	for (size_t i = 0; update && i < r->constraint->ncolumns; i++) {
		dunlin_buf_puts(sql, i == 0 ? " AND (old." : " OR old.");
		dn_sqlite_identifier(sql, r->constraint->ref_columns[i]);
		dunlin_buf_puts(sql, " IS NOT new.");
		dn_sqlite_identifier(sql, r->constraint->ref_columns[i]);
	}
	dunlin_buf_puts(sql, update ? "); END" : "; END");
	if (c->x->ncascades == 1)
		dn_sqlite_emit(c->x, "PRAGMA recursive_triggers = ON");
	dn_sqlite_emit(c->x, "%s", sql->s);
}

static void cascade_updates(
    struct cascade *c, const struct dn_table *table, const char *const *columns, size_t n);

static bool
cascade_is_first(struct cascade *c, const char *key, const char *fk)
{
	char *full = dn_sprintf(c->x->scratch, "%s.%s", key, fk);

	if (dn_map_get(c->seen, full) != NULL)
		return false;
	dn_map_put(c->seen, full, c->seen);
	return true;
}

static void
cascade_deletes(struct cascade *c, const struct dn_table *table)
{
	if (!cascade_is_first(c, table->key, ""))
		return;
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_reference *r = &table->references[i];
		const struct dn_constraint *fk = r->constraint;

		if (fk->on_delete < DN_FK_CASCADE || fk->nref_columns != fk->ncolumns)
			continue;
		/* The other way there is a trigger at all times. */
		if (!dn_sqlite_sets_some(fk))
			cascade_trigger(c, r, table, fk->on_delete, false);
		if (fk->on_delete == DN_FK_CASCADE)
			cascade_deletes(c, r->table);
		else
			cascade_updates(c, r->table, fk->columns, fk->ncolumns);
	}
}

static bool
cascade_is_in(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
cascade_updates(
    struct cascade *c, const struct dn_table *table, const char *const *columns, size_t n)
{
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_reference *r = &table->references[i];
		const struct dn_constraint *fk = r->constraint;
		bool key = false;

		for (size_t j = 0; j < fk->nref_columns; j++)
			key = key || cascade_is_in(fk->ref_columns[j], columns, n);
		if (!key || fk->on_update < DN_FK_CASCADE || fk->nref_columns != fk->ncolumns ||
		    !cascade_is_first(c, r->table->key, fk->name))
			continue;
		cascade_trigger(c, r, table, fk->on_update, true);
		cascade_updates(c, r->table, fk->columns, fk->ncolumns);
	}
}

void
dn_sqlite_cascade_begin(struct sqlite_change *x, const struct dn_table *table)
{
	struct cascade c = cascade_new(x);

	if (!x->in_trigger)
		cascade_deletes(&c, table);
}

void
dn_sqlite_cascade_updates(
    struct sqlite_change *x, const struct dn_table *table, const char *const *columns, size_t n)
{
	struct cascade c = cascade_new(x);

	if (!x->in_trigger)
		cascade_updates(&c, table, columns, n);
}

void
dn_sqlite_cascade_end(struct sqlite_change *x)
{
	for (unsigned i = 1; i <= x->ncascades; i++)
		dn_sqlite_emit(x, "DROP TRIGGER temp.dunlin_cascade_%u", i);
	if (x->ncascades > 0)
		dn_sqlite_emit(x, "PRAGMA recursive_triggers = OFF");
	x->ncascades = 0;
}
