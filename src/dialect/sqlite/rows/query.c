/* query.c - SELECT, VALUES and subqueries */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

static bool
query_cannot(const struct sqlite_print *p, const struct dn_expr *expr, const char *why)
{
	return dn_sqlite_cannot(p->err, p->from,
	    expr == NULL ? p->from->span.start : dn_sqlite_place(p, expr->span), "%s", why);
}

bool
dn_sqlite_beyond(struct sqlite_print *p, const struct dn_query *q)
{
	if (q->beyond == NULL)
		return true;
	return dn_sqlite_cannot(
	    p->err, p->from, p->from->span.start, "%s has no counterpart there", q->beyond);
}

static bool
query_is_set(const struct dn_query *q)
{
	return q->kind >= DN_QUERY_UNION && q->kind <= DN_QUERY_EXCEPT;
}

/* -- WITH ---------------------------------------------------------------------------------- */

static bool
query_with_item(struct sqlite_print *p, const struct dn_with *with)
{
	if (with->query->kind >= DN_QUERY_INSERT)
		return query_cannot(
		    p, NULL, "a statement on rows in WITH has no counterpart there");
	dn_sqlite_identifier(p->buf, with->name);
	if (with->ncolumns > 0) {
		dunlin_buf_puts(p->buf, " (");
		dn_sqlite_columns(p->buf, with->columns, with->ncolumns);
		dunlin_buf_puts(p->buf, ")");
	}
	dunlin_buf_printf(p->buf, " AS %s%s(", with->materialized == NULL ? "" : with->materialized,
	    with->materialized == NULL ? "" : " ");
	if (!dn_sqlite_query(p, with->query, NULL))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_sqlite_with(struct sqlite_print *p, const struct dn_query *q)
{
	struct sqlite_with *names = dn_new_array(p->buf, struct sqlite_with, q->nwith + 1);

	for (size_t i = 0; i < q->nwith; i++) {
		names[i] = (struct sqlite_with){ q->with[i].name, NULL, p->withs, !q->recursive };
		p->withs = &names[i];
	}
	for (size_t i = 0; i < q->nwith; i++) {
		dunlin_buf_puts(p->buf, i > 0 ? ", " : q->recursive ? "WITH RECURSIVE " : "WITH ");
		if (!query_with_item(p, &q->with[i]))
			return false;
		names[i].later = false;
	}
	dunlin_buf_puts(p->buf, q->nwith > 0 ? " " : "");
	return true;
}

/* -- SELECT -------------------------------------------------------------------------------- */

static const struct dn_type *
query_shape_type(const struct sqlite_shape *shape, size_t i)
{
	return shape == NULL || i >= shape->n ? NULL : shape->types[i];
}

/* What "*" is, nobody knows, and json_each() has other columns than what it stands for. */
static bool
query_star(struct sqlite_print *p, const struct dn_expr *star, bool each)
{
	if (each)
		return query_cannot(
		    p, star, "the history does not say what columns '*' stands for");
	if (star->qualifier != NULL) {
		dn_sqlite_identifier(p->buf, star->qualifier);
		dunlin_buf_puts(p->buf, ".");
	}
	dunlin_buf_puts(p->buf, "*");
	return true;
}

static void
query_as(struct sqlite_print *p, const char *name)
{
	dunlin_buf_puts(p->buf, " AS ");
	dn_sqlite_identifier(p->buf, name);
}

/* Is what was printed since AT a column of that name?  One of json_each() may be anything. */
static bool
query_is_column(struct sqlite_print *p, size_t at, const char *name)
{
	struct dunlin_buf *column = dn_buf_new(p->buf);
	const char *end = p->buf->s + p->buf->len;
	bool is;

	dn_sqlite_identifier(column, name);
	is = p->buf->len - at >= column->len && strcmp(end - column->len, column->s) == 0 &&
	     (p->buf->len - at == column->len || end[-(ptrdiff_t) column->len - 1] == '.');
	dn_free(column);
	return is;
}

static bool
query_target(
    struct sqlite_print *p, const struct dn_target *target, const struct dn_type *type, bool each)
{
	struct dn_expr *e = target->expr;
	const char *name =
	    target->name == NULL && e->kind == DN_EXPR_COLUMN ? e->name : target->name;
	size_t at = p->buf->len;

	if (e->kind == DN_EXPR_STAR)
		return query_star(p, e, each);
	if (!dn_sqlite_as(p, e, type))
		return false;
	/* ctid is the rowid, there and wherever it is read. */
	if (name != NULL && (target->shown || strcmp(name, "?column?") != 0) &&
	    (e->kind != DN_EXPR_COLUMN || strcmp(name, "ctid") != 0 ||
		strcmp(e->name, "ctid") != 0) &&
	    (e->kind != DN_EXPR_COLUMN || !query_is_column(p, at, name)))
		query_as(p, name);
	return true;
}

static bool
query_list(struct sqlite_print *p, const char *word, struct dn_expr *const *list, size_t n)
{
	if (n == 0)
		return true;
	dunlin_buf_puts(p->buf, word);
	return dn_sqlite_list(p, list, n);
}

static bool
query_clause(struct sqlite_print *p, const char *word, const struct dn_expr *expr)
{
	if (expr == NULL)
		return true;
	dunlin_buf_puts(p->buf, word);
	return dn_sqlite_expr(p, expr);
}

static bool
query_windows(struct sqlite_print *p, const struct dn_query *q)
{
	for (size_t i = 0; i < q->nwindows; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? " WINDOW " : ", ");
		dn_sqlite_identifier(p->buf, q->windows[i]->name);
		dunlin_buf_puts(p->buf, " AS ");
		if (!dn_sqlite_window(p, q->windows[i]))
			return false;
	}
	return true;
}

bool
dn_sqlite_behind_targets(struct sqlite_print *p, const struct dn_query *q)
{
	if (q->nfrom > 0) {
		dunlin_buf_puts(p->buf, " FROM ");
		if (!dn_sqlite_from(p, q->from, q->nfrom))
			return false;
	}
	/* In front of ON CONFLICT SQLite takes "ON" for a join's without it. */
	if (q->where == NULL && p->before_conflict == q)
		dunlin_buf_puts(p->buf, " WHERE true");
	return query_clause(p, " WHERE ", q->where) &&
	       query_list(p, " GROUP BY ", q->groups, q->ngroups) &&
	       query_clause(p, " HAVING ", q->having) && query_windows(p, q);
}

static bool
query_select(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	const struct sqlite_each *outer = p->eaches;

	dn_sqlite_eaches(p, q->from, q->nfrom);
	if (dn_sqlite_is_ordered(q) && !q->distinct)
		return dn_sqlite_ordered(p, q, shape);
	dunlin_buf_puts(p->buf, q->distinct ? "SELECT DISTINCT " : "SELECT ");
	if (q->ntargets == 0)
		dunlin_buf_puts(p->buf, "NULL");
	for (size_t i = 0; i < q->ntargets; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!query_target(
			p, &q->targets[i], query_shape_type(shape, i), p->eaches != outer))
			return false;
	}
	return dn_sqlite_behind_targets(p, q);
}

/* The number of a target stands for it. */
static struct dn_expr *
query_output(const struct dn_query *q, struct dn_expr *e)
{
	size_t n = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

	return n >= 1 && n <= q->ntargets ? q->targets[n - 1].expr : e;
}

/* An enum is not sorted by its text, so its target is looked at again. */
static bool
query_order(struct sqlite_print *p, const struct dn_query *q)
{
	struct dn_order *order = dn_memdup(p->buf, q->order, q->norder * sizeof *order);

	for (size_t i = 0; i < q->norder; i++) {
		struct dn_expr *e = query_output(q, order[i].expr);
		const struct dn_type *type = dn_sqlite_expr_type(p, e);

		if (type != NULL && type->dims == 0 && dn_schema_enum(p->t->schema, type) != NULL)
			order[i].expr = e;
	}
	return dn_sqlite_order(p, order, q->norder);
}

/* -- DISTINCT ON --------------------------------------------------------------------------- */

static bool
query_on_inner(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape,
    struct dn_window *window)
{
	for (size_t i = 0; i < q->ntargets; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "SELECT " : ", ");
		if (!dn_sqlite_as(p, q->targets[i].expr, query_shape_type(shape, i)))
			return false;
		dunlin_buf_printf(p->buf, " AS dn_%zu", i + 1);
	}
	for (size_t i = 0; i < q->norder; i++) {
		dunlin_buf_puts(p->buf, ", ");
		if (!dn_sqlite_expr(p, window->order[i].expr))
			return false;
		dunlin_buf_printf(p->buf, " AS dn_order_%zu", i + 1);
	}
	dunlin_buf_puts(p->buf, ", row_number() OVER ");
	if (!dn_sqlite_window(p, window))
		return false;
	dunlin_buf_puts(p->buf, " AS dn_row");
	return dn_sqlite_behind_targets(p, q);
}

/* The first row of each: numbered in the order of the query, which is the order outside, too. */
static bool
query_distinct_on(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	struct dn_window window = { .npartition = q->ndistinct_on, .norder = q->norder };

	window.partition = dn_new_array(p->buf, struct dn_expr *, q->ndistinct_on + 1);
	window.order = dn_new_array(p->buf, struct dn_order, q->norder + 1);
	for (size_t i = 0; i < q->ndistinct_on; i++)
		window.partition[i] = query_output(q, q->distinct_on[i]);
	for (size_t i = 0; i < q->norder; i++) {
		window.order[i] = q->order[i];
		window.order[i].expr = query_output(q, q->order[i].expr);
	}
	if (dn_query_width(q) == 0)
		return query_cannot(
		    p, NULL, "the history does not say what columns DISTINCT ON gives");
	dn_sqlite_eaches(p, q->from, q->nfrom);
	dunlin_buf_puts(p->buf, "SELECT ");
	for (size_t i = 0; i < q->ntargets; i++) {
		dunlin_buf_printf(p->buf, "%sdn_%zu", i == 0 ? "" : ", ", i + 1);
		query_as(p, q->targets[i].name);
	}
	dunlin_buf_puts(p->buf, " FROM (");
	if (!query_on_inner(p, q, shape, &window))
		return false;
	dunlin_buf_puts(p->buf, ") WHERE dn_row = 1");
	for (size_t i = 0; i < q->norder; i++)
		dunlin_buf_printf(p->buf, "%sdn_order_%zu%s%s", i == 0 ? " ORDER BY " : ", ", i + 1,
		    q->order[i].descending ? " DESC" : "",
		    q->order[i].nulls_first ? " NULLS FIRST" : " NULLS LAST");
	return true;
}

/* -- VALUES and set operations ------------------------------------------------------------- */

static bool
query_values(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	for (size_t i = 0; i < q->nrows; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "VALUES (" : ", (");
		for (size_t j = 0; j < q->ncolumns; j++) {
			const struct dn_type *type = query_shape_type(shape, j);

			dunlin_buf_puts(p->buf, j == 0 ? "" : ", ");
			if (!dn_sqlite_as(
				p, q->rows[i][j], type != NULL ? type : dn_query_type(q, j)))
				return false;
		}
		dunlin_buf_puts(p->buf, ")");
	}
	return true;
}

/* An arm of a set operation: SQLite takes neither parentheses nor ORDER BY there. */
static bool
query_arm(
    struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape, bool right)
{
	bool wrap = q->nwith > 0 || q->norder > 0 || q->limit != NULL || q->offset != NULL ||
		    q->ndistinct_on > 0 || q->ngroupings > 0 || (right && query_is_set(q));

	dunlin_buf_puts(p->buf, wrap ? "SELECT * FROM (" : "");
	if (!dn_sqlite_query(p, q, shape))
		return false;
	dunlin_buf_puts(p->buf, wrap ? ")" : "");
	return true;
}

static bool
query_set(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	struct sqlite_shape own = { .n = shape != NULL ? 0 : dn_query_width(q) };

	if (q->all && q->kind != DN_QUERY_UNION)
		return query_cannot(
		    p, NULL, "INTERSECT ALL and EXCEPT ALL have no counterpart there");
	own.types = dn_new_array(p->buf, const struct dn_type *, own.n + 1);
	for (size_t i = 0; i < own.n; i++)
		own.types[i] = dn_query_type(q, i);
	if (!query_arm(p, q->left, shape != NULL ? shape : &own, false))
		return false;
	dunlin_buf_puts(p->buf, q->kind == DN_QUERY_INTERSECT ? " INTERSECT "
				: q->kind == DN_QUERY_EXCEPT  ? " EXCEPT "
				: q->all                      ? " UNION ALL "
							      : " UNION ");
	return query_arm(p, q->right, shape != NULL ? shape : &own, true);
}

static bool
query_tail(struct sqlite_print *p, const struct dn_query *q)
{
	if (q->norder > 0 && q->ndistinct_on == 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!query_order(p, q))
			return false;
	}
	if (!query_clause(p, " LIMIT ", q->limit))
		return false;
	if (q->limit == NULL && q->offset != NULL)
		dunlin_buf_puts(p->buf, " LIMIT -1");
	return query_clause(p, " OFFSET ", q->offset);
}

/* Or does it become one that does not end with its own WHERE? */
static bool
query_has_where(const struct dn_query *q)
{
	return !query_is_set(q) && q->kind == DN_QUERY_SELECT && q->ndistinct_on == 0 &&
	       q->ngroupings == 0 && (q->distinct || !dn_sqlite_is_ordered(q));
}

bool
dn_sqlite_query(struct sqlite_print *p, const struct dn_query *q, const struct sqlite_shape *shape)
{
	const struct sqlite_each *eaches = p->eaches;
	const struct sqlite_with *withs = p->withs;
	bool ok;

	if (p->before_conflict == q && !query_has_where(q)) {
		p->before_conflict = NULL;
		dunlin_buf_puts(p->buf, "SELECT * FROM (");
		ok = dn_sqlite_query(p, q, shape);
		dunlin_buf_puts(p->buf, ") WHERE true");
		return ok;
	}
	ok = dn_sqlite_beyond(p, q) && dn_sqlite_with(p, q);
	if (ok && query_is_set(q))
		ok = query_set(p, q, shape);
	else if (ok && q->kind == DN_QUERY_VALUES)
		ok = query_values(p, q, shape);
	else if (ok && q->ngroupings > 0)
		ok = dn_sqlite_groupings(p, q, shape);
	else if (ok)
		ok = q->ndistinct_on > 0 ? query_distinct_on(p, q, shape)
					 : query_select(p, q, shape);
	ok = ok && query_tail(p, q);
	p->eaches = eaches;
	p->withs = withs;
	return ok;
}
