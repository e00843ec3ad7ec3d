/* through.c - INSERT, UPDATE and DELETE of a revision that go through a view to its table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "schema/query/view.h"

/*
 * What an application writes to a view triggers take to the table (table/writing.c).  A statement
 * of a revision is about the table instead: its row is found by the row number that the view's
 * query shows besides, so it needs no key among the view's columns, and foreign keys do what they
 * do, which are off while a revision runs.
 */
static const char through_row[] = "dn_row", through_table[] = "dn_table";

struct through {
	struct sqlite_change *x;
	const struct dn_view *view;
	struct dn_view_base base;
	bool checked;
};

/* -- the rows of a view, with their numbers ------------------------------------------------ */

static struct dn_expr *
through_column(const void *mem, const char *qualifier, const char *name)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->qualifier = qualifier;
	e->name = name;
	e->type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_BIGINT, 0);
	return e;
}

struct dn_query *
dn_sqlite_view_rows(const void *mem, const struct dn_schema *schema, const struct dn_view *view,
    enum sqlite_view_rows which)
{
	struct dn_query *q = dn_query_copy(mem, view->query);
	struct dn_from *from = q->from[0];
	const struct dn_table *table = dn_schema_table(schema, &from->table);
	struct dn_target *targets = dn_new_array(mem, struct dn_target, view->ncolumns + 1);

	if (which == SQLITE_ROWS_BARE)
		q->where = NULL;
	if (table == NULL) {
		from->kind = DN_FROM_QUERY;
		from->query = dn_sqlite_view_rows(mem, schema, dn_view_below(schema, view),
		    which == SQLITE_ROWS_SEEN ? which : SQLITE_ROWS_BARE);
	}
	for (size_t i = 0; i < view->ncolumns; i++) {
		targets[i].expr = q->targets[i].expr;
		targets[i].name = view->columns[i];
	}
	targets[view->ncolumns].expr =
	    through_column(mem, from->alias, table == NULL ? through_row : dn_sqlite_rowid(table));
	targets[view->ncolumns].name = through_row;
	q->targets = targets;
	q->ntargets = view->ncolumns + 1;
	return q;
}

/* -- WITH CHECK OPTION --------------------------------------------------------------------- */

static bool
through_check(struct sqlite_print *p, const struct dn_view *view, enum sqlite_view_rows which,
    const char *row)
{
	struct dunlin_buf *why = dn_buf_new(p->buf);

	dunlin_buf_printf(why, "new row violates check option for view \"%s\"", view->name);
	dunlin_buf_puts(p->buf, "    SELECT RAISE(ABORT, ");
	dn_sqlite_literal(p->buf, why->s);
	dunlin_buf_printf(p->buf, ") WHERE NOT EXISTS (SELECT 1 FROM (");
	if (!dn_sqlite_query(p, dn_sqlite_view_rows(p->buf, p->t->schema, view, which), NULL))
		return false;
	dunlin_buf_printf(p->buf, ") AS r WHERE r.%s = %s);\n", through_row, row);
	return true;
}

bool
dn_sqlite_view_checks(struct sqlite_print *p, const struct dn_view *view, const char *row)
{
	for (; view != NULL; view = dn_view_below(p->t->schema, view)) {
		if (view->check_option == DN_CHECK_OPTION_CASCADED)
			return through_check(p, view, SQLITE_ROWS_SEEN, row);
		if (view->check_option == DN_CHECK_OPTION_LOCAL &&
		    !through_check(p, view, SQLITE_ROWS_OWN, row))
			return false;
	}
	return true;
}

/* Temporary triggers on the table look at each row, as long as the statement runs. */
static bool
through_check_rows(struct through *th, const char *event)
{
	struct sqlite_print p = dn_sqlite_printer(th->x, NULL);
	struct dn_name table = { th->base.table->schema, th->base.table->name };

	p.query = true;
	p.here = false;
	if (!dn_sqlite_view_checks(&p, th->view,
		dn_sprintf(th->x->scratch, "NEW.%s", dn_sqlite_rowid(th->base.table))))
		return false;
	if (p.buf->len == 0)
		return true;
	th->checked = true;
	dn_sqlite_emit(th->x,
	    "CREATE TEMP TRIGGER dunlin_through_%s AFTER %s ON main.%s BEGIN\n%sEND", event, event,
	    dn_sqlite_name(th->x->scratch, th->x->t->schema, &table), p.buf->s);
	return true;
}

static bool
through_begin(struct through *th, bool insert, bool update)
{
	return (!insert || through_check_rows(th, "INSERT")) &&
	       (!update || through_check_rows(th, "UPDATE"));
}

static void
through_end(struct through *th, bool insert, bool update)
{
	if (th->checked && insert)
		dn_sqlite_emit(th->x, "DROP TRIGGER temp.dunlin_through_INSERT");
	if (th->checked && update)
		dn_sqlite_emit(th->x, "DROP TRIGGER temp.dunlin_through_UPDATE");
}

/* -- the table in place of the view -------------------------------------------------------- */

static bool
through_cannot(const struct through *th, const char *column)
{
	return dn_sqlite_cannot(th->x->err, th->x->st, th->x->st->span.start,
	    "column '%s' of view '%s' is no column of the table to which its rows are written",
	    column, th->view->name);
}

/* NULL and the change's error for one that cannot be written. */
static const char *
through_name(const struct through *th, const char *column)
{
	for (size_t i = 0; i < th->view->ncolumns; i++)
		if (strcmp(th->view->columns[i], column) == 0 && th->base.columns[i] != NULL)
			return th->base.columns[i];
	through_cannot(th, column);
	return NULL;
}

static const char **
through_names(const struct through *th, const char *const *columns, size_t n)
{
	const char **names = dn_new_array(th->x->scratch, const char *, n + 1);

	for (size_t i = 0; i < n; i++) {
		names[i] = through_name(th, columns[i]);
		if (names[i] == NULL)
			return NULL;
	}
	return names;
}

static bool
through_has_default(const struct through *th)
{
	bool has = th->base.nhidden > 0;

	for (size_t i = 0; i < th->view->ncolumns; i++)
		has = has || th->base.defaults[i] != NULL;
	return has;
}

/* With rules for it SQLite's triggers have it; in a trigger those of the view do. */
static bool
through_find(struct sqlite_change *x, enum dn_rewrite_event event, struct through *th, bool *found)
{
	const struct dn_view *view = dn_schema_only_view(x->t->schema, &x->change->object);
	bool all;

	*th = (struct through){ .x = x, .view = view };
	*found = view != NULL && !x->in_trigger && !dn_view_has_rules(view, event, &all);
	if (!*found || dn_view_base(x->scratch, x->t->schema, view, event, &th->base))
		return true;
	return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
	    "rows of view '%s' cannot be written there: it has no rules for that, and is more than "
	    "columns of one table that the history knows",
	    view->name);
}

static bool
through_owns_default(const struct through *th)
{
	return dn_sqlite_cannot(th->x->err, th->x->st, th->x->st->span.start,
	    "view '%s' has a default of its own", th->view->name);
}

static bool
through_insert(struct through *th, struct dn_change *change, size_t width)
{
	const struct dn_change *from = th->x->change;
	const char *const *columns = from->values;
	size_t n = from->nvalues;

	if (through_has_default(th))
		return through_owns_default(th);
	*change = *from;
	change->object = (struct dn_name){ th->base.table->schema, th->base.table->name };
	if (columns == NULL && width == 0)
		return true;
	if (columns == NULL) {
		columns = th->view->columns;
		n = width < th->view->ncolumns ? width : th->view->ncolumns;
	}
	change->values = through_names(th, columns, n);
	change->nvalues = n;
	return change->values != NULL;
}

bool
dn_sqlite_through_values(struct sqlite_change *x, bool (*insert)(struct sqlite_change *x))
{
	struct dn_change change;
	struct sqlite_change inner = *x;
	struct through th;
	bool found;

	if (!through_find(x, DN_RULE_INSERT, &th, &found))
		return false;
	if (!found)
		return insert(x);
	inner.change = &change;
	if (!through_insert(&th, &change, x->change->nvalues) || !through_begin(&th, true, false) ||
	    !insert(&inner))
		return false;
	through_end(&th, true, false);
	return true;
}

/* -- statements with a query --------------------------------------------------------------- */

static bool
through_rename(struct dn_expr *e, void *payload)
{
	const struct through *th = payload;
	const char *name;

	if (e->kind == DN_EXPR_SUBQUERY)
		return dn_sqlite_cannot(th->x->err, th->x->st, th->x->st->span.start,
		    "ON CONFLICT of a view has no query there");
	if (e->kind != DN_EXPR_COLUMN)
		return true;
	name = through_name(th, e->name);
	e->name = name;
	return name != NULL;
}

/* PostgreSQL asks the view alone for the default that is SET, which is NULL for most. */
static bool
through_default(const struct through *th, struct dn_expr *value)
{
	if (value->kind != DN_EXPR_DEFAULT)
		return true;
	value->kind = DN_EXPR_NULL;
	return !through_has_default(th) || through_owns_default(th);
}

static bool
through_sets(const struct through *th, struct dn_assignment *sets, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct dn_expr *value = sets[i].value;

		sets[i].columns = through_names(th, sets[i].columns, sets[i].ncolumns);
		if (sets[i].columns == NULL || !through_default(th, value))
			return false;
		for (size_t j = 0; value->kind == DN_EXPR_ROW && j < value->nargs; j++)
			if (!through_default(th, value->args[j]))
				return false;
	}
	return true;
}

/* All columns are the view's: its own, or those of what is excluded. */
static bool
through_conflict(struct through *th, struct dn_conflict *c)
{
	for (size_t i = 0; i < c->nparts; i++) {
		if (c->parts[i].column != NULL)
			c->parts[i].column = through_name(th, c->parts[i].column);
		if (c->parts[i].column == NULL &&
		    (c->parts[i].expr == NULL ||
			!dn_expr_each(c->parts[i].expr, through_rename, th)))
			return false;
	}
	if (c->index_where != NULL && !dn_expr_each(c->index_where, through_rename, th))
		return false;
	for (size_t i = 0; i < c->nsets; i++)
		if (!dn_expr_each(c->sets[i].value, through_rename, th))
			return false;
	return through_sets(th, c->sets, c->nsets) &&
	       (c->where == NULL || dn_expr_each(c->where, through_rename, th));
}

/* What the statement calls the view is its query, and the table another name in front of it. */
static void
through_join(struct through *th, struct dn_query *q)
{
	const void *mem = th->x->scratch;
	struct dn_from *rows = dn_new(mem, struct dn_from), **from = NULL;
	struct dn_expr *same = dn_new(mem, struct dn_expr), *both = dn_new(mem, struct dn_expr);
	size_t n = 0;

	rows->kind = DN_FROM_QUERY;
	rows->alias = q->table->alias;
	rows->query = dn_sqlite_view_rows(mem, th->x->t->schema, th->view, SQLITE_ROWS_SEEN);
	dn_push(mem, from, n, rows);
	for (size_t i = 0; i < q->nfrom; i++)
		dn_push(mem, from, n, q->from[i]);
	q->from = from;
	q->nfrom = n;
	q->table->alias = through_table;
	same->kind = both->kind = DN_EXPR_OPERATOR;
	same->name = "=";
	both->name = "and";
	dn_push(mem, same->args, same->nargs,
	    through_column(mem, through_table, dn_sqlite_rowid(th->base.table)));
	dn_push(mem, same->args, same->nargs, through_column(mem, rows->alias, through_row));
	dn_push(mem, both->args, both->nargs, same);
	if (q->where != NULL)
		dn_push(mem, both->args, both->nargs, q->where);
	q->where = q->where == NULL ? same : both;
}

static bool
through_query(struct through *th, struct dn_change *change, struct dn_query *q)
{
	*change = *th->x->change;
	change->object = (struct dn_name){ th->base.table->schema, th->base.table->name };
	q->table->table = change->object;
	if (q->kind == DN_QUERY_INSERT)
		return through_insert(
			   th, change, q->source == NULL ? 0 : dn_query_width(q->source)) &&
		       (q->conflict == NULL || through_conflict(th, q->conflict));
	if (dn_sqlite_rowid(th->base.table) == NULL)
		return dn_sqlite_cannot(th->x->err, th->x->st, th->x->st->span.start,
		    "all names of row numbers are taken by columns");
	through_join(th, q);
	return through_sets(th, q->sets, q->nsets);
}

bool
dn_sqlite_through_query(struct sqlite_change *x, struct dn_query *q, bool *done)
{
	struct dn_change change;
	struct sqlite_change inner = *x;
	bool insert = q->kind == DN_QUERY_INSERT, update;
	struct through th;

	*done =
	    q->kind == DN_QUERY_INSERT || q->kind == DN_QUERY_UPDATE || q->kind == DN_QUERY_DELETE;
	if (!*done)
		return true;
	if (!through_find(x,
		insert                       ? DN_RULE_INSERT
		: q->kind == DN_QUERY_UPDATE ? DN_RULE_UPDATE
					     : DN_RULE_DELETE,
		&th, done))
		return false;
	if (!*done)
		return true;
	update =
	    q->kind == DN_QUERY_UPDATE || (insert && q->conflict != NULL && q->conflict->update);
	inner.change = &change;
	if (!through_query(&th, &change, q) || !through_begin(&th, insert, update) ||
	    !dn_sqlite_rows_of(&inner, q))
		return false;
	through_end(&th, insert, update);
	return true;
}
