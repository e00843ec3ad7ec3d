/* full.c - FULL JOIN, which neither server has
 *
 * Two rows stand for the sides: with the first one the join is the LEFT JOIN, with the second one
 * what the right side has that no row of the left one meets.  Each side has a column that tells its
 * rows from nulls, so that what neither side gave goes.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"

struct full {
	struct mysql_print *p;
	const char *left, *right; /* aliases */
};

/* Are its columns known?  Of others "*" would show what is there besides. */
static bool
full_is_known(const struct mysql_print *p, const struct dn_from *from)
{
	const struct dn_table *table = dn_schema_table(p->t->schema, &from->table);
	const struct dn_view *view = dn_schema_view(p->t->schema, &from->table);

	if (from->kind != DN_FROM_TABLE)
		return from->kind == DN_FROM_QUERY && !from->lateral &&
		       dn_query_width(from->query) > 0;
	return from->ncolumns == 0 && ((table != NULL && !table->unknown && table->ncolumns > 0) ||
					  (view != NULL && view->ncolumns > 0));
}

static bool
full_is_settled_expr(struct dn_expr *e, void *payload)
{
	return dn_is_settled(e, payload) &&
	       (e->kind != DN_EXPR_FUNCTION || strcmp(e->name, "nextval") != 0);
}

/* Has it the same rows when it is asked twice?  Of a view, what it selects. */
static bool
full_is_settled(struct dn_from *from, void *payload)
{
	const struct mysql_print *p = payload;
	const struct dn_query_visitor visitor = { full_is_settled_expr, full_is_settled, NULL,
		payload };
	const struct dn_view *view = dn_schema_view(p->t->schema, &from->table);

	if (from->kind == DN_FROM_TABLE)
		return view == NULL ||
		       (view->query != NULL && dn_query_each(view->query, &visitor));
	return from->kind != DN_FROM_QUERY || dn_query_each(from->query, &visitor);
}

static const char *
full_alias(struct mysql_print *p, struct dn_from *from)
{
	return !full_is_known(p, from) || !full_is_settled(from, p) ? NULL
	       : from->alias != NULL                                ? from->alias
								    : from->table.name;
}

/* Whose each column is must be said, since the left side is there twice. */
static bool
full_is_told(struct dn_expr *e, void *payload)
{
	const struct full *f = payload;

	if (e->kind == DN_EXPR_SUBQUERY || e->kind == DN_EXPR_ROW || !full_is_settled_expr(e, NULL))
		return false;
	return e->kind != DN_EXPR_COLUMN ||
	       (e->qualifier != NULL &&
		   (strcmp(e->qualifier, f->left) == 0 || strcmp(e->qualifier, f->right) == 0));
}

/*
 * Each by its name, for a view keeps what "*" was when it was made, and would not be made anew when
 * the table gets another column.
 */
static void
full_columns(struct mysql_print *p, const struct dn_from *from, const char *quoted)
{
	const struct dn_table *table = dn_schema_table(p->t->schema, &from->table);
	const struct dn_view *view = dn_schema_view(p->t->schema, &from->table);
	size_t n = table != NULL ? table->ncolumns : view != NULL ? view->ncolumns : 0;

	if (from->kind != DN_FROM_TABLE) {
		dunlin_buf_printf(p->buf, "%s.*, ", quoted);
		return;
	}
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(p->buf, "%s.%s, ", quoted,
		    dn_mysql_quoted(
			p->buf, table != NULL ? table->columns[i]->name : view->columns[i]));
}

/* "(SELECT `a`.`id`, 1 AS `dn_there` FROM a) AS `a` ON " */
static bool
full_side(struct mysql_print *p, const struct dn_from *from, const char *alias)
{
	const char *quoted = dn_mysql_quoted(p->buf, alias);

	dunlin_buf_puts(p->buf, " LEFT JOIN (SELECT ");
	full_columns(p, from, quoted);
	dunlin_buf_puts(p->buf, "1 AS `dn_there` FROM ");
	if (!dn_mysql_from(p, (struct dn_from *const[]){ (struct dn_from *) (uintptr_t) from }, 1))
		return false;
	dunlin_buf_printf(p->buf, ") AS %s ON ", quoted);
	return true;
}

bool
dn_mysql_full_join(struct mysql_print *p, const struct dn_from *join)
{
	struct full f = { p, full_alias(p, join->left), full_alias(p, join->right) };
	const char *sides;

	if (f.left == NULL || f.right == NULL || join->on == NULL || join->natural ||
	    join->nusing > 0 || !dn_expr_each(join->on, full_is_told, &f))
		return dn_mysql_cannot_at(p, p->from->span,
		    "FULL JOIN of other than two tables, views or queries, whose rows are the same "
		    "each time, ON a condition that says whose each column is, has no counterpart "
		    "there");
	sides = dn_sprintf(p->buf, "`dn_sides%zu`", p->buf->len);
	dunlin_buf_printf(p->buf, "((SELECT 1 AS `dn_side` UNION ALL SELECT 2) AS %s", sides);
	if (!full_side(p, join->left, f.left))
		return false;
	dunlin_buf_printf(p->buf, "%s.`dn_side` = 1", sides);
	if (!full_side(p, join->right, f.right))
		return false;
	dunlin_buf_printf(p->buf, "if(%s.`dn_side` = 1, %s.`dn_there` = 1 AND (", sides,
	    dn_mysql_quoted(p->buf, f.left));
	if (!dn_mysql_expr(p, join->on))
		return false;
	dunlin_buf_puts(p->buf, "), NOT EXISTS (SELECT 1 FROM ");
	if (!dn_mysql_from(p, &join->left, 1))
		return false;
	dunlin_buf_puts(p->buf, " WHERE ");
	if (!dn_mysql_expr(p, join->on))
		return false;
	dunlin_buf_printf(p->buf,
	    ")) JOIN (SELECT 1 AS `dn_one`) AS `dn_row%zu` ON %s.`dn_there` = 1 OR %s.`dn_there` = "
	    "1)",
	    p->buf->len, dn_mysql_quoted(p->buf, f.left), dn_mysql_quoted(p->buf, f.right));
	return true;
}
