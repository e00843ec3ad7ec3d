/* column_type.c - a column of another type, and what its rows become */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/table.h"

static bool
type_is_timestamp(const struct dn_type *type)
{
	return type->kind == DN_TYPE_TIMESTAMP || type->kind == DN_TYPE_TIMESTAMPTZ;
}

/*
 * May rows of one type become rows of the other without USING?  What does not fit fails its CHECK;
 * where a value means something else in the new type, nobody knows what it is to be.
 */
static bool
column_converts(const struct dn_type *from, const struct dn_type *to)
{
	if (dn_type_equal(from, to) || (from->dims > 0 && to->dims > 0))
		return true;
	if (from->dims > 0 || to->dims > 0)
		return false;
	if (dn_type_is_text(to))
		return from->kind != DN_TYPE_BYTEA;
	if (dn_type_is_number(to) && dn_type_is_number(from))
		return true;
	if (to->kind == DN_TYPE_DATE)
		return type_is_timestamp(from);
	if (type_is_timestamp(to))
		return type_is_timestamp(from) || from->kind == DN_TYPE_DATE;
	if (from->kind == to->kind && from->kind != DN_TYPE_NAMED)
		return true;
	return (from->kind == DN_TYPE_JSON && to->kind == DN_TYPE_JSONB) ||
	       (from->kind == DN_TYPE_JSONB && to->kind == DN_TYPE_JSON);
}

/* May it be in a subquery over json_each(), where these are other columns? */
static bool
column_is_safe(struct dn_expr *e, void *payload)
{
	static const char *const names[] = { "key", "value", "type", "atom", "id", "parent",
		"fullkey", "path", "json", "root" };

	(void) payload;
	for (size_t i = 0; e->kind == DN_EXPR_COLUMN && i < sizeof names / sizeof *names; i++)
		if (strcmp(e->name, names[i]) == 0)
			return false;
	return true;
}

/* The column's rows in its new type, as SQL over the table that is in the database. */
static const char *
column_source(struct sqlite_change *x, const struct dn_table *table, const struct sqlite_held *held,
    const struct dn_column *column)
{
	struct sqlite_print p = dn_sqlite_printer(x, table);
	const struct dn_type *to = dn_schema_base(x->t->schema, x->change->type);
	const struct dn_type *from = dn_schema_base(x->t->schema, column->type);
	const char *old = dn_map_get(held->sources, column->name);
	struct dn_expr itself = { .kind = DN_EXPR_COLUMN, .name = column->name };

	if (x->change->expr != NULL) {
		const struct dn_expr *expr = x->change->expr;

		/* Storing it is the same cast, and checks it. */
		if (expr->kind == DN_EXPR_CAST && dn_type_equal(expr->type, x->change->type) &&
		    to->nmods == 0 && to->kind != DN_TYPE_DATE &&
		    (dn_schema_enum(x->t->schema, to) != NULL ||
			dn_type_is_text(dn_sqlite_expr_type(&p, expr->args[0]))))
			expr = expr->args[0];
		p.sources = held->sources;
		p.query = dn_expr_each(x->change->expr, column_is_safe, NULL);
		return dn_sqlite_operand(&p, expr) ? p.buf->s : NULL;
	}
	if (!column_converts(from, to) || old == NULL) {
		dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "without USING it is not known what the values of column '%s' become",
		    column->name);
		return NULL;
	}
	if (from->dims > 0 || dn_type_equal(from, to))
		return old;
	p.sources = held->sources;
	p.query = true;
	return dn_sqlite_as(&p, &itself, to) ? p.buf->s : NULL;
}

bool
dn_sqlite_set_type(struct sqlite_change *x)
{
	const struct dn_name *name = &x->change->object;
	const struct dn_table *table = dn_schema_table(x->t->schema, name);
	const struct dn_column *column;
	struct sqlite_held *held;
	const char *source;

	if (!dn_sqlite_visible(x->t, x->st, name, x->err))
		return false;
	if (dn_sqlite_is_new(x, name))
		return dn_sqlite_apply(x);
	held = dn_sqlite_hold(x, table);
	if (held == NULL)
		return false;
	column = dn_table_column(table, x->change->column_name);
	if (column == NULL || column->generated != NULL)
		return dn_sqlite_apply(x);
	if (!dn_sqlite_pin_value(x, table, column->name))
		return false;
	source = column_source(x, table, held, column);
	if (source == NULL)
		return false;
	dn_map_put(held->sources, column->name, dn_strdup(held->sources, source));
	return dn_sqlite_apply(x);
}
