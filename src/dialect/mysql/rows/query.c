/* query.c - SELECT, VALUES and what is put together of them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"

static bool
query_cannot(const struct mysql_print *p, const char *why)
{
	return dn_mysql_cannot_at(p, p->from->span, "%s", why);
}

bool
dn_mysql_has_order(const struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_type *type = dn_mysql_expr_type(p, e);

	return type == NULL || (type->dims == 0 && type->kind != DN_TYPE_JSONB) ||
	       dn_mysql_cannot_at(
		   p, e->span, "an order of arrays or of JSON has no counterpart there");
}

/* An enum is in the order of its values, which as text it is not. */
static bool
query_order_key(struct mysql_print *p, const struct dn_expr *e)
{
	const struct dn_enum *of = p->t->enums == DN_ENUMS_NATIVE ? NULL : dn_mysql_expr_enum(p, e);

	if (!dn_mysql_has_order(p, e))
		return false;
	return of == NULL ? dn_mysql_expr(p, e) : dn_mysql_enum_place(p, e, of);
}

/*
 * NULL comes first there in ascending order; PostgreSQL has it last.  In an AGGREGATE it comes
 * wherever it likes.
 */
bool
dn_mysql_order(struct mysql_print *p, const struct dn_order *order, size_t n, bool aggregate)
{
	for (size_t i = 0; i < n; i++) {
		const struct dn_order *o = &order[i];
		bool first = o->nulls_first, first_there = !o->descending;
		/* The number of a target is no expression. */
		bool number = o->expr->kind == DN_EXPR_NUMBER;

		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if ((aggregate || first != first_there) && !number) {
			if (!dn_mysql_operand(p, o->expr))
				return false;
			dunlin_buf_puts(p->buf, first ? " IS NULL DESC, " : " IS NULL, ");
		}
		if (!query_order_key(p, o->expr))
			return false;
		dunlin_buf_puts(p->buf, o->descending ? " DESC" : "");
	}
	return true;
}

/* What stands for a number in ORDER BY, so that nulls can be told apart. */
static const struct dn_expr *
query_output(const struct dn_query *q, const struct dn_expr *e)
{
	size_t n = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

	return n >= 1 && n <= q->ntargets && !q->distinct ? q->targets[n - 1].expr : e;
}

/* Which of two relations of one name is meant has no word there. */
bool
dn_mysql_with_is_told(struct mysql_print *p, const struct dn_with *with)
{
	const struct dn_name name = { .name = with->name };

	return (dn_schema_table(p->t->schema, &name) == NULL &&
		   dn_schema_view(p->t->schema, &name) == NULL &&
		   (p->kept == NULL || dn_map_get(p->kept->withs, with->name) == NULL)) ||
	       dn_mysql_cannot_at(p, p->from->span,
		   "'%s', an item of WITH, has the name of a table or a view, from which it is "
		   "not told there",
		   with->name);
}

/* What the first rows of a recursive query have is all the room there is for the later ones. */
static const char *
query_room(const struct dn_type *type)
{
	if (type == NULL || type->dims > 0 || type->nmods > 0)
		return NULL;
	if (type->kind == DN_TYPE_NUMERIC)
		return "decimal(65,30)";
	return dn_type_is_text(type) ? "char(16383)" : NULL;
}

static bool
query_is_other(struct dn_from *from, void *payload)
{
	return from->kind != DN_FROM_TABLE || from->table.schema != NULL ||
	       strcmp(from->table.name, payload) != 0;
}

/* Does the item of WITH RECURSIVE name itself? */
static bool
query_is_recursive(const struct dn_with *with)
{
	const struct dn_query_visitor visitor = { .from = query_is_other,
		.payload = (void *) (uintptr_t) with->name };

	return !dn_query_each(with->query, &visitor);
}

/* A value of the rows; ROOM: as query_room() says. */
static bool
query_value(struct mysql_print *p, const struct dn_expr *e, const struct dn_type *type, bool room)
{
	const char *wide = room ? query_room(dn_mysql_expr_type(p, e)) : NULL;
	bool literal = dn_expr_bare(e)->kind == DN_EXPR_STRING && e->kind != DN_EXPR_CAST;

	if (room && (literal || (e->kind == DN_EXPR_NUMBER && strpbrk(e->text, ".eE") != NULL)))
		wide = literal ? "char(16383)" : "decimal(65,30)";
	dunlin_buf_puts(p->buf, wide != NULL ? "CAST(" : "");
	if (!dn_mysql_stored(p, e, type))
		return false;
	if (wide != NULL)
		dunlin_buf_printf(p->buf, " AS %s)", wide);
	return true;
}

bool
dn_mysql_with(struct mysql_print *p, const struct dn_query *q)
{
	for (size_t i = 0; i < q->nwith; i++) {
		const struct dn_with *with = &q->with[i];

		if (!dn_mysql_with_is_told(p, with))
			return false;
		if (with->query->kind >= DN_QUERY_INSERT)
			return query_cannot(
			    p, "a statement on rows in WITH has no counterpart there");
		dunlin_buf_puts(p->buf, i > 0 ? ", " : q->recursive ? "WITH RECURSIVE " : "WITH ");
		dn_mysql_identifier(p->buf, with->name);
		if (with->ncolumns > 0) {
			dunlin_buf_puts(p->buf, " (");
			dn_mysql_columns(p->buf, with->columns, with->ncolumns);
			dunlin_buf_puts(p->buf, ")");
		}
		dunlin_buf_puts(p->buf, " AS (");
		p->room = q->recursive && query_is_recursive(with);
		if (!dn_mysql_query(p, with->query))
			return false;
		p->room = false;
		dunlin_buf_puts(p->buf, ")");
	}
	dunlin_buf_puts(p->buf, q->nwith > 0 ? " " : "");
	return true;
}

static bool
query_target(
    struct mysql_print *p, const struct dn_target *target, const struct dn_type *type, bool room)
{
	const struct dn_expr *e = target->expr;

	if (e->kind == DN_EXPR_STAR && e->qualifier != NULL) {
		dn_mysql_identifier(p->buf, e->qualifier);
		dunlin_buf_puts(p->buf, ".");
	}
	if (!query_value(p, e, type, room))
		return false;
	if (e->kind == DN_EXPR_STAR || target->name == NULL ||
	    (!target->shown && strcmp(target->name, "?column?") == 0) ||
	    (e->kind == DN_EXPR_COLUMN && strcmp(e->name, target->name) == 0))
		return true;
	dunlin_buf_puts(p->buf, " AS ");
	dn_mysql_identifier(p->buf, target->name);
	return true;
}

static bool
query_clause(struct mysql_print *p, const char *word, const struct dn_expr *expr)
{
	if (expr == NULL)
		return true;
	dunlin_buf_puts(p->buf, word);
	return dn_mysql_expr(p, expr);
}

static bool
query_from(struct mysql_print *p, const struct dn_query *q)
{
	if (q->nfrom == 0) {
		dunlin_buf_puts(p->buf, q->where == NULL ? "" : " FROM DUAL");
		return true;
	}
	dunlin_buf_puts(p->buf, " FROM ");
	return dn_mysql_from(p, q->from, q->nfrom);
}

/* JSON that is the same may be written in several ways. */
static bool
query_tells_apart(struct mysql_print *p, const struct dn_query *q)
{
	for (size_t i = 0; i < dn_query_width(q); i++)
		if (dn_mysql_is_json(dn_schema_base(p->t->schema, dn_query_type(q, i))))
			return query_cannot(p,
			    "JSON and arrays are not told from each other there, as DISTINCT, "
			    "UNION and their like would");
	return true;
}

static bool
query_groups(struct mysql_print *p, const struct dn_query *q)
{
	for (size_t i = 0; i < q->ngroups; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? " GROUP BY " : ", ");
		if (dn_mysql_is_json(dn_mysql_expr_type(p, q->groups[i]))
			? !dn_mysql_compared(p, q->groups[i], NULL)
			: !dn_mysql_expr(p, q->groups[i]))
			return false;
	}
	return true;
}

static bool
query_select(struct mysql_print *p, const struct dn_query *q)
{
	/* It is of the rows that go into a table, not of what is asked for on the way. */
	const struct dn_type *const *shape = p->shape;
	size_t nshape = p->nshape;
	bool room = p->room;

	p->nshape = 0;
	p->room = false;
	if (q->distinct && !query_tells_apart(p, q))
		return false;
	dunlin_buf_puts(p->buf, q->distinct ? "SELECT DISTINCT " : "SELECT ");
	dunlin_buf_puts(p->buf, q->ntargets == 0 ? "NULL" : "");
	for (size_t i = 0; i < q->ntargets; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!query_target(p, &q->targets[i], i < nshape ? shape[i] : NULL, room))
			return false;
	}
	if (!query_from(p, q) || !query_clause(p, " WHERE ", q->where))
		return false;
	return query_groups(p, q) && query_clause(p, " HAVING ", q->having) &&
	       dn_mysql_windows(p, q);
}

/* Rows as queries, whose columns have PostgreSQL's names for them. */
static bool
query_values(struct mysql_print *p, const struct dn_query *q)
{
	bool room = p->room;

	p->room = false;
	for (size_t i = 0; i < q->nrows; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "SELECT " : " UNION ALL SELECT ");
		for (size_t j = 0; j < q->ncolumns; j++) {
			dunlin_buf_puts(p->buf, j == 0 ? "" : ", ");
			if (!query_value(p, q->rows[i][j], dn_query_type(q, j), room))
				return false;
			if (i == 0)
				dunlin_buf_printf(p->buf, " AS `column%zu`", j + 1);
		}
	}
	return true;
}

static bool
query_arm(struct mysql_print *p, const struct dn_query *q)
{
	dunlin_buf_puts(p->buf, "(");
	if (!dn_mysql_query(p, q))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
query_set(struct mysql_print *p, const struct dn_query *q)
{
	static const char *const words[] = { [DN_QUERY_UNION] = " UNION",
		[DN_QUERY_INTERSECT] = " INTERSECT",
		[DN_QUERY_EXCEPT] = " EXCEPT" };

	if ((!q->all || q->kind != DN_QUERY_UNION) && !query_tells_apart(p, q))
		return false;
	if (!query_arm(p, q->left))
		return false;
	dunlin_buf_printf(p->buf, "%s%s ", words[q->kind], q->all ? " ALL" : "");
	return query_arm(p, q->right);
}

static bool
query_tail(struct mysql_print *p, const struct dn_query *q)
{
	struct dn_order *order = dn_new_array(p->buf, struct dn_order, q->norder + 1);
	const struct dn_expr *limit = q->limit == NULL ? NULL : dn_expr_bare(q->limit);
	const struct dn_expr *offset = q->offset == NULL ? NULL : dn_expr_bare(q->offset);

	for (size_t i = 0; i < q->norder; i++) {
		order[i] = q->order[i];
		order[i].expr = (struct dn_expr *) (uintptr_t) query_output(q, q->order[i].expr);
	}
	if (q->norder > 0) {
		dunlin_buf_puts(p->buf, " ORDER BY ");
		if (!dn_mysql_order(p, order, q->norder, false))
			return false;
	}
	if (limit != NULL && limit->kind == DN_EXPR_NULL)
		limit = NULL;
	if (offset != NULL && offset->kind == DN_EXPR_NULL)
		offset = NULL;
	if ((limit != NULL && limit->kind != DN_EXPR_NUMBER) ||
	    (offset != NULL && offset->kind != DN_EXPR_NUMBER))
		return query_cannot(p, "LIMIT and OFFSET take only a number there");
	if (!query_clause(p, " LIMIT ", limit))
		return false;
	if (limit == NULL && offset != NULL)
		dunlin_buf_puts(p->buf, " LIMIT 18446744073709551615");
	return query_clause(p, " OFFSET ", offset);
}

/* Numbers of targets are no expressions, of which nulls could be told apart: their names are. */
static bool
query_ordered_set(struct mysql_print *p, const struct dn_query *q)
{
	struct dn_query inner = *q, outer = { .norder = q->norder };

	inner.norder = inner.nwith = 0;
	inner.limit = inner.offset = NULL;
	outer.order = dn_new_array(p->buf, struct dn_order, q->norder + 1);
	outer.limit = q->limit;
	outer.offset = q->offset;
	for (size_t i = 0; i < q->norder; i++) {
		const struct dn_expr *e = q->order[i].expr;
		size_t n = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

		outer.order[i] = q->order[i];
		if (n == 0 || n > dn_query_width(q))
			continue;
		outer.order[i].expr = dn_new(p->buf, struct dn_expr);
		outer.order[i].expr->kind = DN_EXPR_COLUMN;
		outer.order[i].expr->name = dn_query_name(q, n - 1);
		outer.order[i].expr->type = (struct dn_type *) (uintptr_t) dn_query_type(q, n - 1);
	}
	dunlin_buf_puts(p->buf, "SELECT * FROM (");
	if (!query_set(p, &inner))
		return false;
	dunlin_buf_puts(p->buf, ") AS `dn`");
	return query_tail(p, &outer);
}

bool
dn_mysql_query(struct mysql_print *p, const struct dn_query *q)
{
	if (q->beyond != NULL)
		return dn_mysql_cannot_at(
		    p, p->from->span, "%s has no counterpart there", q->beyond);
	if (!dn_mysql_with(p, q))
		return false;
	if (q->ndistinct_on > 0)
		return dn_mysql_distinct_on(p, q);
	if (q->ngroupings > 0)
		return dn_mysql_groupings(p, q);
	if (q->kind == DN_QUERY_VALUES)
		return query_values(p, q) && query_tail(p, q);
	if (q->kind != DN_QUERY_SELECT && q->norder > 0)
		return query_ordered_set(p, q);
	if (q->kind != DN_QUERY_SELECT)
		return query_set(p, q) && query_tail(p, q);
	return query_select(p, q) && query_tail(p, q);
}
