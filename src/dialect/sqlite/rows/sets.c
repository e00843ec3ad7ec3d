/* sets.c - SET of UPDATE and ON CONFLICT */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

static const struct dn_column *
sets_column(const struct dn_table *table, const char *name)
{
	return table == NULL ? NULL : dn_table_column(table, name);
}

static bool
sets_default(struct sqlite_print *p, const struct dn_column *column, const struct dn_expr *at)
{
	struct sqlite_print plain = *p;

	if (column == NULL || column->identity != DN_IDENTITY_NONE || column->generated != NULL)
		return dn_sqlite_cannot(p->err, p->from, dn_sqlite_place(p, at->span),
		    "this DEFAULT has no value there");
	if (column->default_expr == NULL) {
		dunlin_buf_puts(p->buf, "NULL");
		return true;
	}
	/* Its span may be in another file. */
	plain.here = false;
	return dn_sqlite_default(&plain, column->default_expr, column->type);
}

static bool
sets_one(
    struct sqlite_print *p, const struct dn_table *table, const char *name, struct dn_expr *value)
{
	const struct dn_column *column = sets_column(table, name);

	dn_sqlite_identifier(p->buf, name);
	dunlin_buf_puts(p->buf, " = ");
	if (value->kind == DN_EXPR_DEFAULT)
		return sets_default(p, column, value);
	if (value->kind == DN_EXPR_FUNCTION && dn_sqlite_is_now(value) && column != NULL)
		return dn_sqlite_default(p, value, column->type);
	return dn_sqlite_as(p, value, column == NULL ? NULL : column->type);
}

static bool
sets_query(struct sqlite_print *p, const struct dn_table *table, const struct dn_assignment *set)
{
	struct sqlite_shape shape = { .n = set->ncolumns };

	shape.types = dn_new_array(p->buf, const struct dn_type *, shape.n);
	for (size_t i = 0; i < set->ncolumns; i++) {
		const struct dn_column *column = sets_column(table, set->columns[i]);

		shape.types[i] = column == NULL ? NULL : column->type;
	}
	dunlin_buf_puts(p->buf, "(");
	dn_sqlite_columns(p->buf, set->columns, set->ncolumns);
	dunlin_buf_puts(p->buf, ") = (");
	if (!dn_sqlite_query(p, set->value->query, &shape))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
sets_one_of(struct sqlite_print *p, const struct dn_table *table, const struct dn_assignment *set)
{
	const struct dn_expr *value = set->value;

	if (set->ncolumns > 1 && value->kind == DN_EXPR_SUBQUERY)
		return sets_query(p, table, set);
	if (value->kind != DN_EXPR_ROW && set->ncolumns == 1)
		return sets_one(p, table, set->columns[0], set->value);
	if (value->kind != DN_EXPR_ROW || value->nargs != set->ncolumns)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "a SET of several columns takes a row or a query there");
	for (size_t i = 0; i < set->ncolumns; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!sets_one(p, table, set->columns[i], value->args[i]))
			return false;
	}
	return true;
}

bool
dn_sqlite_sets(struct sqlite_print *p, const struct dn_table *table,
    const struct dn_assignment *sets, size_t n)
{
	dunlin_buf_puts(p->buf, " SET ");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!sets_one_of(p, table, &sets[i]))
			return false;
	}
	return true;
}
