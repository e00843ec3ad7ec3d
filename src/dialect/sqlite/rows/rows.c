/* rows.c - INSERT, UPDATE, DELETE and TRUNCATE */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/moving.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "schema/name.h"

static bool
rows_cannot(struct sqlite_change *x, const char *why)
{
	return dn_sqlite_cannot(x->err, x->st, x->st->span.start, "%s", why);
}

static struct sqlite_print
rows_printer(struct sqlite_change *x)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);

	p.query = true;
	return p;
}

/* " AS alias" where it is another name than the table's. */
static const char *
rows_alias(struct sqlite_change *x, const struct dn_from *table)
{
	struct dunlin_buf *buf = dn_buf_new(x->scratch);

	dn_sqlite_identifier(buf, table->alias);
	if (strcmp(buf->s, dn_sqlite_name(x->scratch, x->t->schema, &table->table)) == 0)
		return "";
	return dn_sprintf(x->scratch, " AS %s", buf->s);
}

static bool
rows_where(struct sqlite_print *p, const struct dn_expr *where)
{
	if (where == NULL)
		return true;
	dunlin_buf_puts(p->buf, " WHERE ");
	return dn_sqlite_expr(p, where);
}

/* The same within the rows that the statement is about. */
static bool
rows_where_within(struct sqlite_change *x, struct sqlite_print *p, const struct dn_query *q)
{
	if (x->within == NULL && x->only == NULL)
		return rows_where(p, q->where);
	dunlin_buf_printf(p->buf, " WHERE %s", x->only == NULL ? "" : x->only);
	if (x->within != NULL) {
		dunlin_buf_puts(p->buf, x->only == NULL ? "" : " AND ");
		dn_sqlite_identifier(p->buf, q->table->alias);
		dunlin_buf_printf(p->buf, ".%s", x->within);
	}
	if (q->where == NULL)
		return true;
	dunlin_buf_puts(p->buf, " AND ");
	return dn_sqlite_operand(p, q->where);
}

/* -- INSERT -------------------------------------------------------------------------------- */

static bool
rows_conflict_target(
    struct sqlite_print *p, const struct dn_table *table, const struct dn_conflict *c)
{
	const struct dn_constraint *constraint = c->constraint == NULL || table == NULL
						     ? NULL
						     : dn_table_constraint(table, c->constraint);

	if (c->constraint != NULL && constraint == NULL)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "the constraint '%s' is not known", c->constraint);
	if (constraint != NULL) {
		dunlin_buf_puts(p->buf, " (");
		dn_sqlite_columns(p->buf, constraint->columns, constraint->ncolumns);
		dunlin_buf_puts(p->buf, ")");
	}
	for (size_t i = 0; i < c->nparts; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? " (" : ", ");
		if (c->parts[i].column != NULL)
			dn_sqlite_identifier(p->buf, c->parts[i].column);
		else if (!dn_sqlite_expr(p, c->parts[i].expr))
			return false;
	}
	dunlin_buf_puts(p->buf, c->nparts > 0 ? ")" : "");
	return rows_where(p, c->index_where);
}

static bool
rows_conflict(struct sqlite_print *p, const struct dn_table *table, const struct dn_conflict *c)
{
	if (c == NULL)
		return true;
	dunlin_buf_puts(p->buf, " ON CONFLICT");
	if (!rows_conflict_target(p, table, c))
		return false;
	dunlin_buf_puts(p->buf, c->update ? " DO UPDATE" : " DO NOTHING");
	return !c->update ||
	       (dn_sqlite_sets(p, table, c->sets, c->nsets) && rows_where(p, c->where));
}

static bool
rows_is_plain_values(const struct dn_query *source)
{
	return source != NULL && source->kind == DN_QUERY_VALUES && source->norder == 0 &&
	       source->beyond == NULL && source->limit == NULL && source->offset == NULL &&
	       source->nwith == 0;
}

static bool
rows_insert_query(struct sqlite_change *x, struct dn_query *q, struct sqlite_target *target,
    const struct sqlite_around *around)
{
	struct sqlite_print p = rows_printer(x);
	size_t width = dn_query_width(q->source);
	struct dn_map *sources;
	struct sqlite_shape shape;

	if (width > 0 && width < target->n && x->change->values == NULL)
		target->n = width;
	if (width == 0)
		return rows_cannot(x, "the history does not say how many columns it has");
	shape = (struct sqlite_shape){ target->types, target->n };
	/* The names of WITH, which stand in front. */
	p.buf = dn_buf_new(x->scratch);
	if (!dn_sqlite_with(&p, q))
		return false;
	dunlin_buf_printf(p.buf, "INSERT INTO %s%s (",
	    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object), around->alias);
	dn_sqlite_columns(p.buf, target->names, target->n);
	dunlin_buf_puts(p.buf, ") ");
	if (!dn_sqlite_query_numbers(x, q->source, &sources))
		return false;
	p.sources = sources;
	p.before_conflict = q->conflict != NULL && x->only == NULL ? q->source : NULL;
	dunlin_buf_puts(p.buf, x->only == NULL ? "" : "SELECT * FROM (");
	if (!dn_sqlite_query(&p, q->source, &shape))
		return false;
	if (x->only != NULL)
		dunlin_buf_printf(p.buf, ") WHERE %s", x->only);
	dn_sqlite_emit(x, "%s%s", p.buf->s, around->behind);
	return true;
}

static bool
rows_insert(struct sqlite_change *x, struct dn_query *q, const struct dn_table *table)
{
	struct sqlite_print behind = rows_printer(x);
	struct sqlite_target target;
	struct sqlite_around around;

	if (!dn_sqlite_target(x, table, &target) ||
	    !dn_sqlite_excluded_are_there(x, q, table, &target) ||
	    !rows_conflict(&behind, table, q->conflict))
		return false;
	around = (struct sqlite_around){ rows_alias(x, q->table), behind.buf->s };
	if (q->source == NULL) {
		if (!dn_sqlite_asked_cannot(x, "DEFAULT VALUES"))
			return false;
		dn_sqlite_emit(x, "INSERT INTO %s DEFAULT VALUES%s",
		    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object), around.behind);
		return true;
	}
	dn_sqlite_twice(x, q, table, &target);
	if (rows_is_plain_values(q->source) && q->nwith == 0)
		return dn_sqlite_insert_rows(
		    x, &target, q->source->rows, q->source->nrows, q->source->ncolumns, &around);
	dn_sqlite_leave_own_numbers(x, table, &target, q->source);
	return rows_insert_query(x, q, &target, &around);
}

/* -- UPDATE, DELETE, TRUNCATE -------------------------------------------------------------- */

static bool
rows_update(struct sqlite_change *x, struct dn_query *q, const struct dn_table *table)
{
	struct sqlite_print p = rows_printer(x);
	bool done;

	if (!dn_sqlite_update_numbers(x, q, table, &done) || done)
		return done;
	dn_sqlite_eaches(&p, q->from, q->nfrom);
	if (!dn_sqlite_with(&p, q))
		return false;
	dunlin_buf_printf(p.buf, "UPDATE %s%s",
	    dn_sqlite_name(x->scratch, x->t->schema, &q->table->table), rows_alias(x, q->table));
	if (!dn_sqlite_sets(&p, table, q->sets, q->nsets))
		return false;
	if (q->nfrom > 0) {
		dunlin_buf_puts(p.buf, " FROM ");
		if (!dn_sqlite_from(&p, q->from, q->nfrom))
			return false;
	}
	if (!rows_where_within(x, &p, q))
		return false;
	for (size_t i = 0; table != NULL && i < q->nsets; i++)
		dn_sqlite_cascade_updates(x, table, q->sets[i].columns, q->sets[i].ncolumns);
	dn_sqlite_emit(x, "%s", p.buf->s);
	dn_sqlite_cascade_end(x);
	return true;
}

static bool
rows_delete(struct sqlite_change *x, struct dn_query *q, const struct dn_table *table)
{
	struct sqlite_print p = rows_printer(x);

	dn_sqlite_eaches(&p, q->from, q->nfrom);
	if (!dn_sqlite_with(&p, q))
		return false;
	dunlin_buf_printf(p.buf, "DELETE FROM %s%s",
	    dn_sqlite_name(x->scratch, x->t->schema, &q->table->table), rows_alias(x, q->table));
	if (q->nfrom > 0) {
		dunlin_buf_puts(p.buf, " WHERE EXISTS (SELECT 1 FROM ");
		if (!dn_sqlite_from(&p, q->from, q->nfrom) || !rows_where_within(x, &p, q))
			return false;
		dunlin_buf_puts(p.buf, ")");
	} else if (!rows_where_within(x, &p, q)) {
		return false;
	}
	if (table != NULL)
		dn_sqlite_cascade_begin(x, table);
	dn_sqlite_emit(x, "%s", p.buf->s);
	dn_sqlite_cascade_end(x);
	return true;
}

static void
rows_truncate_table(struct sqlite_change *x, const struct dn_table *table, struct dn_map *done)
{
	struct dn_name name = { table->schema, table->name };

	if (dn_map_get(done, table->key) != NULL)
		return;
	dn_map_put(done, table->key, done);
	dn_sqlite_acting_deletes_away(x, table);
	dn_sqlite_emit(x, "DELETE FROM %s", dn_sqlite_name(x->scratch, x->t->schema, &name));
	if (x->change->restart && dn_sqlite_auto_column(table) != NULL)
		dn_sqlite_setval(x->t, x->st, table, 0);
	for (size_t i = 0; x->change->cascade && i < table->nreferences; i++)
		rows_truncate_table(x, table->references[i].table, done);
}

static bool
rows_truncate(struct sqlite_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	if (x->within != NULL && table != NULL)
		dn_sqlite_acting_deletes_away(x, dn_table_root(table));
	if (x->within != NULL)
		dn_sqlite_emit(x, "DELETE FROM %s WHERE %s",
		    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object), x->within);
	else if (table == NULL)
		dn_sqlite_emit(x, "DELETE FROM %s",
		    dn_sqlite_name(x->scratch, x->t->schema, &x->change->object));
	else
		rows_truncate_table(x, table, dn_map_new(x->scratch));
	return true;
}

/* -- SELECT -------------------------------------------------------------------------------- */

static bool
rows_changes(struct dn_expr *e, void *payload)
{
	static const char *const names[] = { "nextval", "setval", "pg_sleep" };

	(void) payload;
	for (size_t i = 0; e->kind == DN_EXPR_FUNCTION && i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], e->name) == 0)
			return false;
	return true;
}

static bool
rows_changes_query(struct dn_query *q, void *payload)
{
	(void) payload;
	return q->kind < DN_QUERY_INSERT;
}

/* Where nobody reads its rows, unless it calls what may do anything, nothing is left to be done. */
static bool
rows_select(struct sqlite_change *x, struct dn_query *q)
{
	struct dn_query_visitor visitor = { .expr = rows_changes, .query = rows_changes_query };
	bool done;

	if (x->t->asks) {
		struct sqlite_print p = rows_printer(x);

		if (!dn_sqlite_query(&p, q, NULL))
			return false;
		dn_sqlite_emit(x, "%s", p.buf->s);
		return true;
	}
	if (!dn_sqlite_select_number(x, q, &done) || done)
		return done;
	if (dn_sqlite_is_setval(q))
		return dn_sqlite_asked_cannot(x, "setval()") && dn_sqlite_select_setval(x, q);
	if ((x->st->flags & DN_STATEMENT_CALLS) != 0)
		return rows_cannot(x, "it calls a function of which nothing is known");
	if (!dn_query_each(q, &visitor))
		return rows_cannot(x, "what it does besides reading has no counterpart there");
	return true;
}

bool
dn_sqlite_rows_of(struct sqlite_change *x, struct dn_query *q)
{
	const struct dn_table *table =
	    q->table == NULL ? NULL : dn_schema_table(x->t->schema, &q->table->table);
	bool done;

	if (!dn_sqlite_through_query(x, q, &done))
		return false;
	if (done)
		return true;
	if (q->table != NULL && !dn_sqlite_visible(x->t, x->st, &q->table->table, x->err))
		return false;
	switch (q->kind) {
	case DN_QUERY_INSERT: return rows_insert(x, q, table);
	case DN_QUERY_UPDATE: return rows_update(x, q, table);
	case DN_QUERY_DELETE: return rows_delete(x, q, table);
	default: return rows_select(x, q);
	}
}

bool
dn_sqlite_rows(struct sqlite_change *x)
{
	struct dn_query *q = dn_query_copy(x->scratch, x->change->query);
	struct sqlite_print p = rows_printer(x);

	if (strcmp(x->change->name, "truncate") == 0)
		return dn_sqlite_asked_cannot(x, "TRUNCATE") &&
		       dn_sqlite_visible(x->t, x->st, &x->change->object, x->err) &&
		       dn_sqlite_apply(x) && rows_truncate(x);
	if (q == NULL)
		return rows_cannot(x, "so long an INSERT can only have literal VALUES");
	dn_query_resolve(x->scratch, x->t->schema, q);
	if (!dn_sqlite_apply(x) || !dn_sqlite_beyond(&p, q))
		return false;
	if (q->kind == DN_QUERY_MERGE)
		return dn_sqlite_asked_cannot(x, "MERGE") && dn_sqlite_merge(x, q);
	if (dn_is_moving(q))
		return dn_sqlite_asked_cannot(x, "a WITH that changes rows") &&
		       dn_sqlite_moving(x, q);
	return dn_sqlite_rows_of(x, q);
}
