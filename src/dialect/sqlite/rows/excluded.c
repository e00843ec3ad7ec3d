/* excluded.c - what ON CONFLICT DO UPDATE reads of the row that was to be inserted */
#include "config.h"

#include <string.h>

#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

/* Does every row come with a value of its own for the column? */
static bool
excluded_is_given(
    const struct dn_query *source, const struct sqlite_target *target, const char *name)
{
	size_t i = 0, width = dn_query_width(source);
	bool given = true;

	while (i < target->n && strcmp(target->names[i], name) != 0)
		i++;
	if (i == target->n || (width > 0 && i >= width))
		return false;
	for (size_t k = 0; source->kind == DN_QUERY_VALUES && k < source->nrows; k++)
		given = given && source->rows[k][i]->kind != DN_EXPR_DEFAULT;
	return given;
}

struct excluded {
	const struct dn_table *table;
	const struct dn_query *q;
	const struct sqlite_target *target;
};

/* Not so of a number that SQLite takes behind the row: there it is NULL. */
static bool
excluded_is_there(struct dn_expr *e, void *payload)
{
	const struct excluded *r = payload;
	const struct dn_column *column = NULL;

	if (e->kind == DN_EXPR_COLUMN && e->qualifier != NULL &&
	    strcmp(e->qualifier, "excluded") == 0)
		column = dn_table_column(r->table, e->name);
	return column == NULL || !dn_sqlite_is_numbered(column) ||
	       (r->q->source != NULL && excluded_is_given(r->q->source, r->target, column->name));
}

bool
dn_sqlite_excluded_are_there(struct sqlite_change *x, const struct dn_query *q,
    const struct dn_table *table, const struct sqlite_target *target)
{
	struct excluded r = { table, q, target };
	const struct dn_conflict *c = q->conflict;
	bool there = true;

	if (c == NULL || table == NULL)
		return true;
	for (size_t i = 0; i < c->nsets; i++)
		there = there && dn_expr_each(c->sets[i].value, excluded_is_there, &r);
	there = there && dn_expr_each(c->where, excluded_is_there, &r);
	return there || dn_sqlite_cannot(x->err, x->st, x->st->span.start,
			    "it reads a number that is taken behind the row");
}
