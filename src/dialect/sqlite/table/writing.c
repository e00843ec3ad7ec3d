/* writing.c - triggers that take the rows written to a view to its table */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/trigger.h"
#include "schema/query/view.h"

/*
 * As PostgreSQL's views that are updatable by themselves.  OLD has only what the view shows, so to
 * change and to delete rows takes a key of the table among its columns.  A column that is left out
 * is NULL in NEW, as one that is set to NULL: it gets its default.
 */
struct writing {
	struct sqlite_print p;
	const struct dn_view *view;
	enum dn_rewrite_event event;
	struct dn_view_base base;
	const struct dn_constraint *key;
	char *relation; /* the table */
};

char *
dn_sqlite_writing_name(const void *mem, const struct dn_schema *schema, const struct dn_view *view,
    enum dn_rewrite_event event)
{
	static const char *const events[] = { "insert", "update", "delete" };
	char *relation = dn_relation_name(NULL, schema, view->schema, view->name);
	char *name = dn_sprintf(mem, "%s_dunlin_write_%s", relation, events[event]);

	dn_free(relation);
	return name;
}

static const char *
writing_shown(const struct writing *w, const char *column)
{
	for (size_t i = 0; i < w->view->ncolumns; i++)
		if (w->base.columns[i] != NULL && strcmp(w->base.columns[i], column) == 0)
			return w->view->columns[i];
	return NULL;
}

static bool
writing_is_key(const struct writing *w, const struct dn_constraint *c)
{
	bool is = c->kind == DN_PRIMARY_KEY || c->kind == DN_UNIQUE;

	for (size_t i = 0; is && i < c->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(w->base.table, c->columns[i]);

		is = column != NULL && (column->not_null || c->kind == DN_PRIMARY_KEY) &&
		     writing_shown(w, c->columns[i]) != NULL;
	}
	return is;
}

static const struct dn_constraint *
writing_key(const struct writing *w)
{
	for (size_t i = 0; i < w->base.table->nconstraints; i++)
		if (writing_is_key(w, w->base.table->constraints[i]))
			return w->base.table->constraints[i];
	return NULL;
}

static bool
writing_any(const struct writing *w)
{
	for (size_t i = 0; i < w->view->ncolumns; i++)
		if (w->base.columns[i] != NULL)
			return true;
	return false;
}

/* MEM: what W has. */
static bool
writing_begin(const void *mem, const struct dn_schema *schema, struct writing *w)
{
	bool all;

	dn_view_has_rules(w->view, w->event, &all);
	if (all || !dn_view_base(mem, schema, w->view, w->event, &w->base) || !writing_any(w) ||
	    dn_sqlite_rowid(w->base.table) == NULL)
		return false;
	w->key = writing_key(w);
	return w->event == DN_RULE_INSERT || w->key != NULL;
}

bool
dn_sqlite_is_written(
    const struct dn_schema *schema, const struct dn_view *view, enum dn_rewrite_event event)
{
	struct writing w = { .view = view, .event = event };
	void *mem = dn_new_context(NULL);
	bool is = writing_begin(mem, schema, &w);

	dn_free(mem);
	return is;
}

/* "id = OLD.key AND ..." */
static void
writing_where(struct writing *w, const char *row)
{
	for (size_t i = 0; i < w->key->ncolumns; i++) {
		dunlin_buf_puts(w->p.buf, i == 0 ? " WHERE " : " AND ");
		dn_sqlite_identifier(w->p.buf, w->key->columns[i]);
		dunlin_buf_printf(w->p.buf, " = %s.", row);
		dn_sqlite_identifier(w->p.buf, writing_shown(w, w->key->columns[i]));
	}
}

/* Columns that are no column of the table. */
static void
writing_refuse(struct writing *w)
{
	bool insert = w->event == DN_RULE_INSERT;

	for (size_t i = 0; i < w->view->ncolumns; i++) {
		struct dunlin_buf *why = dn_buf_new(w->p.buf), *name = dn_buf_new(w->p.buf);

		if (w->base.columns[i] != NULL)
			continue;
		dn_sqlite_identifier(name, w->view->columns[i]);
		dunlin_buf_printf(why, "cannot %s column \"%s\" of view \"%s\"",
		    insert ? "insert into" : "update", w->view->columns[i], w->view->name);
		dunlin_buf_puts(w->p.buf, "    SELECT RAISE(ABORT, ");
		dn_sqlite_literal(w->p.buf, why->s);
		dunlin_buf_printf(w->p.buf,
		    insert ? ") WHERE NEW.%s IS NOT NULL;\n" : ") WHERE NEW.%s IS NOT OLD.%s;\n",
		    name->s, name->s);
	}
}

/* VALUE as the column stores it, or NULL when it cannot be said. */
static const char *
writing_default(struct writing *w, const char *column, const struct dn_expr *value)
{
	const struct dn_column *c = dn_table_column(w->base.table, column);
	struct sqlite_print one = w->p;

	one.buf = dn_buf_new(w->p.buf);
	one.err = NULL;
	if (value == NULL && !dn_sqlite_is_numbered(c))
		value = dn_domain_default(w->p.t->schema, c);
	if (value == NULL ||
	    !dn_sqlite_default(&one, value, dn_schema_base(w->p.t->schema, c->type)))
		return NULL;
	return one.buf->s;
}

/* "coalesce(NEW.a, 'x')" */
static void
writing_value(struct writing *w, size_t i)
{
	const char *value = writing_default(w, w->base.columns[i], w->base.defaults[i]);

	dunlin_buf_puts(w->p.buf, value == NULL ? "NEW." : "coalesce(NEW.");
	dn_sqlite_identifier(w->p.buf, w->view->columns[i]);
	if (value == NULL)
		return;
	dunlin_buf_printf(w->p.buf, ", %s)", value);
	dn_translation_notice(w->p.t, "view-default",
	    "a row that is written to view '%s' gets the default of a column that is NULL, whether "
	    "it was left out or set so",
	    w->view->name);
}

static void
writing_insert(struct writing *w)
{
	struct dunlin_buf *buf = w->p.buf, *values = dn_buf_new(buf);
	const char *comma = "";

	dunlin_buf_printf(buf, "    INSERT INTO %s (", w->relation);
	for (size_t i = 0; i < w->view->ncolumns; i++) {
		if (w->base.columns[i] == NULL)
			continue;
		dunlin_buf_puts(buf, comma);
		dn_sqlite_identifier(buf, w->base.columns[i]);
		dunlin_buf_puts(values, comma);
		w->p.buf = values;
		writing_value(w, i);
		w->p.buf = buf;
		comma = ", ";
	}
	for (size_t i = 0; i < w->base.nhidden; i++) {
		const char *value =
		    writing_default(w, w->base.hidden[i], w->base.hidden_defaults[i]);

		dunlin_buf_puts(buf, ", ");
		dn_sqlite_identifier(buf, w->base.hidden[i]);
		dunlin_buf_printf(values, ", %s", value == NULL ? "NULL" : value);
	}
	dunlin_buf_printf(buf, ") VALUES (%s);\n", values->s);
}

static void
writing_say_triggers(const struct writing *w)
{
	for (size_t i = 0; i < w->base.table->ntriggers; i++)
		if (w->base.table->triggers[i]->on_update &&
		    w->base.table->triggers[i]->ncolumns > 0)
			dn_translation_notice(w->p.t, "view-trigger",
			    "an UPDATE of view '%s' sets all of its columns there, so trigger '%s' "
			    "runs whichever is changed",
			    w->view->name, w->base.table->triggers[i]->name);
}

static void
writing_update(struct writing *w)
{
	struct dunlin_buf *buf = w->p.buf;
	const char *comma = " SET ";

	writing_say_triggers(w);
	dunlin_buf_printf(buf, "    UPDATE %s", w->relation);
	for (size_t i = 0; i < w->view->ncolumns; i++) {
		if (w->base.columns[i] == NULL)
			continue;
		dunlin_buf_puts(buf, comma);
		dn_sqlite_identifier(buf, w->base.columns[i]);
		dunlin_buf_puts(buf, " = NEW.");
		dn_sqlite_identifier(buf, w->view->columns[i]);
		comma = ", ";
	}
	writing_where(w, "OLD");
	dunlin_buf_puts(buf, ";\n");
}

/* The row that is now there, by its number. */
static bool
writing_check(struct writing *w)
{
	struct dunlin_buf *whole = w->p.buf;
	const char *row = "last_insert_rowid()";

	if (w->event == DN_RULE_UPDATE) {
		w->p.buf = dn_buf_new(whole);
		dunlin_buf_printf(
		    w->p.buf, "(SELECT %s FROM %s", dn_sqlite_rowid(w->base.table), w->relation);
		writing_where(w, "NEW");
		dunlin_buf_puts(w->p.buf, ")");
		row = w->p.buf->s;
		w->p.buf = whole;
	}
	return dn_sqlite_view_checks(&w->p, w->view, row);
}

static bool
writing_print(struct writing *w)
{
	static const char *const events[] = { "INSERT", "UPDATE", "DELETE" };
	struct dn_name view = { w->view->schema, w->view->name };
	struct dn_name table = { w->base.table->schema, w->base.table->name };
	const struct dn_schema *schema = w->p.t->schema;

	w->relation = dn_sqlite_name(w->p.buf, schema, &table);
	dunlin_buf_puts(w->p.buf, "CREATE TRIGGER ");
	dn_sqlite_identifier(w->p.buf, dn_sqlite_writing_name(w->p.buf, schema, w->view, w->event));
	dunlin_buf_printf(w->p.buf, " INSTEAD OF %s ON %s\nBEGIN\n", events[w->event],
	    dn_sqlite_name(w->p.buf, schema, &view));
	if (w->event == DN_RULE_DELETE) {
		dunlin_buf_printf(w->p.buf, "    DELETE FROM %s", w->relation);
		writing_where(w, "OLD");
		dunlin_buf_puts(w->p.buf, ";\nEND");
		return true;
	}
	writing_refuse(w);
	if (w->event == DN_RULE_INSERT)
		writing_insert(w);
	else
		writing_update(w);
	if (!writing_check(w))
		return false;
	dunlin_buf_puts(w->p.buf, "END");
	return true;
}

bool
dn_sqlite_writing_trigger(struct dn_translation *t, const struct dn_view *view,
    enum dn_rewrite_event event, const struct dn_statement *from, struct dunlin_error *err)
{
	void *scratch = dn_new_context(t);
	struct writing w = { .view = view,
		.event = event,
		.p = {
		    .t = t, .buf = dn_buf_new(scratch), .from = from, .query = true, .err = err } };
	bool ok = true;

	if (writing_begin(scratch, t->schema, &w)) {
		ok = writing_print(&w);
		if (ok)
			dn_translation_add(t, from, w.p.buf->s);
	}
	dn_free(scratch);
	return ok;
}
