/* resolve_row.c - whole rows as values */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/query/resolve.h"

static bool
row_is_of(const struct dn_scope_column *column, const char *relation)
{
	return column->relation != NULL && strcmp(column->relation, relation) == 0;
}

static struct dn_expr *
row_column(const void *mem, const char *relation, const char *name, const struct dn_type *type)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->truth = true;
	e->qualifier = dn_strdup(mem, relation);
	e->name = dn_strdup(mem, name);
	e->type = dn_type_copy(mem, type);
	return e;
}

/* Where the row may not be there, only a table has a column that says so. */
static bool
row_of(struct dn_scope *scope, const struct dn_scope *at, struct dn_expr *e)
{
	static const struct dn_type tid = { .name = "tid" };
	struct dn_expr row = { .kind = DN_EXPR_ROW, .name = e->name, .span = e->span };

	for (size_t i = 0; i < at->ncolumns; i++) {
		const struct dn_scope_column *column = &at->columns[i];

		if (!row_is_of(column, e->name))
			continue;
		if (column->absent && !column->stored)
			return false;
		row.truth = column->stored;
		if (column->absent && row.operand == NULL)
			row.operand = row_column(scope->mem, e->name, "ctid", &tid);
		dn_push(scope->mem, row.args, row.nargs,
		    row_column(scope->mem, column->relation, column->name, column->type));
	}
	if (row.nargs == 0)
		return false;
	*e = row;
	return true;
}

bool
dn_resolve_row(struct dn_scope *scope, struct dn_expr *e)
{
	for (const struct dn_scope *at = scope; e->qualifier == NULL && at != NULL; at = at->outer)
		if (row_of(scope, at, e))
			return true;
	return false;
}

/* Where the row is always there, all are counted. */
void
dn_resolve_counted(struct dn_scope *scope, struct dn_expr *star)
{
	struct dn_expr row = {
		.kind = DN_EXPR_COLUMN, .name = star->qualifier, .span = star->span
	};

	if (!dn_resolve_row(scope, &row)) {
		star->kind = DN_EXPR_OPAQUE;
		star->text = dn_sprintf(scope->mem, "%s.*", star->qualifier);
	} else if (row.operand != NULL) {
		*star = row;
	}
}
