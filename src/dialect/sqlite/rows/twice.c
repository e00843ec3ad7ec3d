/* twice.c - INSERT ... ON CONFLICT DO UPDATE of rows that have one key, which PostgreSQL refuses */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "dialect/sqlite/table/type.h"

/*
 * SQLite changes such a row twice.  With a condition behind DO UPDATE PostgreSQL may leave the row
 * alone both times, so there nothing is looked at.
 */
static const char twice_text[] = "ON CONFLICT DO UPDATE command cannot affect row a second time";

/* The columns that tell the statement's rows from each other, by their places among its values. */
struct twice {
	struct sqlite_change *x;
	const struct sqlite_target *target;
	const size_t *places;
	size_t n;
};

static bool
twice_place(const struct sqlite_target *target, const char *name, size_t *place)
{
	for (*place = 0; *place < target->n; ++*place)
		if (strcmp(target->names[*place], name) == 0)
			return true;
	return false;
}

/* May DO UPDATE give the row another key, so that the next one does not meet it? */
static bool
twice_moves(const struct dn_conflict *c, const char *column)
{
	for (size_t i = 0; i < c->nsets; i++)
		for (size_t k = 0; k < c->sets[i].ncolumns; k++)
			if (strcmp(c->sets[i].columns[k], column) == 0)
				return true;
	return false;
}

/* False: they are not all given, or no columns, or do not stay. */
static bool
twice_key(struct twice *t, const struct dn_table *table, const struct dn_conflict *c)
{
	const struct dn_constraint *key =
	    c->constraint == NULL ? NULL : dn_table_constraint(table, c->constraint);
	size_t n = key != NULL ? key->ncolumns : c->nparts;
	size_t *places = dn_new_array(t->x->scratch, size_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		const char *name = key != NULL ? key->columns[i] : c->parts[i].column;

		if (name == NULL || twice_moves(c, name) ||
		    !twice_place(t->target, name, &places[i]))
			return false;
	}
	t->places = places;
	t->n = n;
	return n > 0;
}

static const char *
twice_collation(const struct twice *t, size_t i)
{
	const struct dn_type *type = t->target->types[t->places[i]];
	const char *collation =
	    type == NULL ? NULL : dn_sqlite_type_collation(dn_schema_base(t->x->t->schema, type));

	return collation == NULL ? "" : dn_sprintf(t->x->scratch, " COLLATE %s", collation);
}

/* An error where the statement is run and not KNOWN. */
static void
twice_refuse(const struct twice *t, const char *known)
{
	const char *only = t->x->only;
	struct dunlin_buf *buf = dn_buf_new(t->x->scratch);

	dn_sqlite_assertion(
	    buf, only == NULL ? known : dn_sprintf(buf, "NOT (%s) OR %s", only, known), twice_text);
	dn_sqlite_emit(t->x, "%s", buf->s);
}

/* What it cannot say the statement itself says. */
static struct sqlite_print
twice_printer(const struct twice *t)
{
	struct sqlite_print p = dn_sqlite_printer(t->x, NULL);

	p.t = dn_sqlite_quiet(t->x->scratch, t->x->t);
	p.err = NULL;
	p.query = true;
	return p;
}

/* -- VALUES -------------------------------------------------------------------------------- */

/* What is said of the row's key; NULL: it is another one each time, or not known before. */
static const char *
twice_said(const struct twice *t, struct dn_expr *const *row)
{
	struct sqlite_print p = twice_printer(t);

	for (size_t i = 0; i < t->n; i++) {
		struct dn_expr *value = row[t->places[i]];
		size_t start = p.buf->len;

		if (dn_expr_bare(value)->kind == DN_EXPR_NULL || value->kind == DN_EXPR_DEFAULT ||
		    !dn_sqlite_as(&p, value, t->target->types[t->places[i]]) ||
		    dn_sqlite_is_by_chance(p.buf->s + start))
			return NULL;
		dunlin_buf_puts(p.buf, ", ");
	}
	return p.buf->s;
}

static void
twice_values(const struct twice *t, const struct dn_query *values)
{
	struct dn_map *keys = dn_map_new(t->x->scratch);

	for (size_t i = 0; values->nrows > 1 && i < values->nrows; i++) {
		const char *said = twice_said(t, values->rows[i]);

		if (said != NULL && dn_map_get(keys, said) != NULL) {
			twice_refuse(t, "false");
			return;
		}
		if (said != NULL)
			dn_map_put(keys, said, keys);
	}
}

/* -- queries ------------------------------------------------------------------------------- */

/* Does no row of the CTE dn_rows have the key of another one? */
static void
twice_not_there(const struct twice *t, struct dunlin_buf *buf)
{
	dunlin_buf_puts(buf, " SELECT 1 FROM dn_rows WHERE ");
	for (size_t i = 0; i < t->n; i++)
		dunlin_buf_printf(
		    buf, "%sk%zu IS NOT NULL", i == 0 ? "" : " AND ", t->places[i] + 1);
	for (size_t i = 0; i < t->n; i++)
		dunlin_buf_printf(buf, "%sk%zu%s", i == 0 ? " GROUP BY " : ", ", t->places[i] + 1,
		    twice_collation(t, i));
	dunlin_buf_puts(buf, " HAVING count(*) > 1)");
}

static void
twice_query(const struct twice *t, const struct dn_query *q)
{
	struct sqlite_print p = twice_printer(t);
	struct sqlite_shape shape = { t->target->types, t->target->n };
	size_t n = dn_query_width(q->source);

	dunlin_buf_puts(p.buf, "NOT EXISTS (WITH dn_rows (");
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(p.buf, "%sk%zu", i == 0 ? "" : ", ", i + 1);
	dunlin_buf_puts(p.buf, ") AS (");
	if (!dn_sqlite_query(&p, dn_query_copy(t->x->scratch, q->source), &shape) ||
	    dn_sqlite_is_by_chance(p.buf->s))
		return;
	dunlin_buf_puts(p.buf, ")");
	twice_not_there(t, p.buf);
	twice_refuse(t, p.buf->s);
}

void
dn_sqlite_twice(struct sqlite_change *x, const struct dn_query *q, const struct dn_table *table,
    const struct sqlite_target *target)
{
	const struct dn_conflict *c = q->conflict;
	struct twice t = { .x = x, .target = target };

	if (c == NULL || !c->update || c->where != NULL || c->index_where != NULL ||
	    q->source == NULL || table == NULL || table->unknown || !twice_key(&t, table, c))
		return;
	if (q->source->kind == DN_QUERY_VALUES && q->source->nwith == 0)
		twice_values(&t, q->source);
	else if (q->nwith == 0 && dn_query_width(q->source) == target->n &&
		 (q->source->kind != DN_QUERY_SELECT || q->source->nfrom > 0))
		twice_query(&t, q);
}
