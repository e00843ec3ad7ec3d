/* rows.c - INSERT of a query, UPDATE and DELETE */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/moving.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"
#include "dialect/mysql/table/table.h"

const struct dn_table *
dn_mysql_rows_table(const struct mysql_print *p, const struct dn_query *q)
{
	return dn_schema_table(p->t->schema, &q->table->table);
}

const struct dn_type *
dn_mysql_rows_type(const struct mysql_print *p, const struct dn_table *table, const char *name)
{
	const struct dn_column *column = table == NULL ? NULL : dn_table_column(table, name);

	return column == NULL ? NULL : dn_schema_base(p->t->schema, column->type);
}

/* -- INSERT ----------------------------------------------------------------------------- */

static bool
insert_values(struct mysql_print *p, const struct dn_query *q)
{
	const struct dn_table *table = dn_mysql_rows_table(p, q);
	const struct dn_query *values = q->source;

	for (size_t i = 0; i < values->nrows; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "VALUES (" : ",\n    (");
		for (size_t j = 0; j < values->ncolumns; j++) {
			const char *name =
			    j < q->ncolumns ? q->columns[j]
			    : q->ncolumns == 0 && table != NULL && j < table->ncolumns
				? table->columns[j]->name
				: "";

			dunlin_buf_puts(p->buf, j == 0 ? "" : ", ");
			if (!dn_mysql_inserted(p, table, name, values->rows[i][j]))
				return false;
		}
		dunlin_buf_puts(p->buf, ")");
	}
	return true;
}

/*
 * Columns that virtual ones of indexes stand behind are named, so that these are not meant, and so
 * are all where only so the server fails beyond a range (seen with MariaDB 10.11).
 */
static void
insert_columns(struct mysql_print *p, const struct dn_query *q)
{
	const struct dn_table *table = dn_mysql_rows_table(p, q);
	size_t n =
	    q->ncolumns == 0 && q->source != NULL && table != NULL && dn_mysql_keeps_range(p, table)
		? dn_query_width(q->source)
		: 0;

	if (q->ncolumns == 0 && n == 0)
		return;
	dunlin_buf_puts(p->buf, "(");
	for (size_t i = 0; i < n && i < table->ncolumns; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		dn_mysql_identifier(p->buf, table->columns[i]->name);
	}
	dn_mysql_columns(p->buf, q->columns, q->ncolumns);
	dunlin_buf_puts(p->buf, ") ");
}

/* Literals become values of the columns that they are for. */
static void
insert_shape(struct mysql_print *p, const struct dn_query *q)
{
	const struct dn_table *table = dn_mysql_rows_table(p, q);
	size_t n = q->ncolumns > 0 || table == NULL ? q->ncolumns : table->ncolumns;
	const struct dn_type **shape = dn_new_array(p->buf, const struct dn_type *, n + 1);

	for (size_t i = 0; i < n; i++)
		shape[i] = dn_mysql_rows_type(
		    p, table, q->ncolumns > 0 ? q->columns[i] : table->columns[i]->name);
	p->shape = shape;
	p->nshape = n;
}

/* Under a name of its own, for ON DUPLICATE KEY sees the tables of a query, too. */
static bool
insert_excluded(struct mysql_print *p, const struct dn_query *q, const struct dn_query *source)
{
	size_t n = q->ncolumns > 0 ? q->ncolumns : dn_query_width(source);
	bool checked;

	if (n == 0)
		return dn_mysql_query(p, source);
	dunlin_buf_puts(p->buf, "WITH `excluded` (");
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(p->buf, "%s`column%zu`", i == 0 ? "" : ", ", i + 1);
	dunlin_buf_puts(p->buf, ") AS (");
	if (!dn_mysql_query(p, source))
		return false;
	dunlin_buf_puts(p->buf, ") ");
	if (!dn_mysql_twice(p, q, n, &checked))
		return false;
	dunlin_buf_puts(p->buf, checked ? "" : "SELECT * FROM `excluded`");
	return true;
}

static bool
rows_insert(struct mysql_print *p, const struct dn_query *insert)
{
	struct dn_query named = *insert, *q = &named;

	dn_mysql_name_columns(p, q);
	dunlin_buf_printf(
	    p->buf, "INSERT INTO %s ", dn_mysql_name(p->buf, p->t->schema, &q->table->table));
	insert_columns(p, q);
	if (q->source == NULL)
		dunlin_buf_puts(p->buf, "() VALUES ()");
	else if (q->source->kind == DN_QUERY_VALUES && q->source->nwith == 0 &&
		 q->source->norder == 0 && q->source->limit == NULL) {
		bool checked;

		if (!dn_mysql_twice(p, q, 0, &checked) || !insert_values(p, q))
			return false;
	} else {
		struct dn_query source = *q->source;

		/* WITH in front of INSERT goes with its query. */
		if (q->nwith > 0) {
			source.with = q->with;
			source.nwith = q->nwith;
			source.recursive = q->recursive;
		}
		insert_shape(p, q);
		if (!(q->conflict != NULL ? insert_excluded(p, q, &source)
					  : dn_mysql_query(p, &source)))
			return false;
	}
	return dn_mysql_conflict(p, q);
}

/* -- UPDATE and DELETE ------------------------------------------------------------------ */

static void
rows_target(struct mysql_print *p, const struct dn_query *q)
{
	const char *relation = dn_mysql_name(p->buf, p->t->schema, &q->table->table);

	dunlin_buf_puts(p->buf, relation);
	dn_mysql_alias(p, relation, q->table);
}

static void
rows_alias(struct mysql_print *p, const struct dn_query *q)
{
	dn_mysql_identifier(
	    p->buf, q->table->alias != NULL ? q->table->alias : q->table->table.name);
}

static bool
rows_from(struct mysql_print *p, const struct dn_query *q)
{
	if (q->nfrom == 0)
		return true;
	dunlin_buf_puts(p->buf, ", ");
	return dn_mysql_from(p, q->from, q->nfrom);
}

static bool
rows_where(struct mysql_print *p, const struct dn_query *q)
{
	if (q->where == NULL)
		return true;
	dunlin_buf_puts(p->buf, " WHERE ");
	return dn_mysql_expr(p, q->where);
}

/* Does it come to the same when it is asked twice? */
static bool
update_is_stable(struct dn_expr *e, void *payload)
{
	(void) payload;
	return !dn_is_random_uuid(e) &&
	       (e->kind != DN_EXPR_FUNCTION ||
		   (strcmp(e->name, "random") != 0 && strcmp(e->name, "nextval") != 0));
}

/* The value of column I of (a, b): of a row, or of a query, which is asked for each of them. */
static struct dn_expr *
update_value(struct mysql_print *p, const struct dn_assignment *set, size_t i)
{
	struct dn_expr *value = set->value, *one;

	if (value->kind == DN_EXPR_ROW)
		return value->nargs == set->ncolumns ? value->args[i] : NULL;
	if (value->kind != DN_EXPR_SUBQUERY || value->query->kind != DN_QUERY_SELECT ||
	    value->query->ntargets != set->ncolumns || value->query->distinct ||
	    value->query->ndistinct_on > 0)
		return NULL;
	one = dn_new(p->buf, struct dn_expr);
	*one = *value;
	one->query = dn_new(p->buf, struct dn_query);
	*one->query = *value->query;
	one->query->targets += i;
	one->query->ntargets = 1;
	one->query->order = dn_mysql_order_of(p->buf, value->query);
	for (size_t k = 0; k < value->query->ngroups; k++)
		if (value->query->groups[k]->kind == DN_EXPR_NUMBER)
			return NULL;
	return dn_expr_each(one, update_is_stable, NULL) ? one : NULL;
}

/* (a, b) = (x, y) */
static bool
update_several(struct mysql_print *p, const struct dn_query *q, const struct dn_assignment *set)
{
	const struct dn_table *table = dn_mysql_rows_table(p, q);

	for (size_t i = 0; i < set->ncolumns; i++) {
		const struct dn_expr *value = update_value(p, set, i);

		if (value == NULL)
			return dn_mysql_cannot_at(
			    p, p->from->span, "several columns cannot be set by this query there");
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		rows_alias(p, q);
		dunlin_buf_puts(p->buf, ".");
		dn_mysql_identifier(p->buf, set->columns[i]);
		dunlin_buf_puts(p->buf, " = ");
		if (!dn_mysql_stored(p, value, dn_mysql_rows_type(p, table, set->columns[i])))
			return false;
	}
	return true;
}

static bool
update_set(struct mysql_print *p, const struct dn_query *q, const struct dn_assignment *set)
{
	if (set->ncolumns > 1)
		return update_several(p, q, set);
	rows_alias(p, q);
	dunlin_buf_puts(p->buf, ".");
	dn_mysql_identifier(p->buf, set->columns[0]);
	dunlin_buf_puts(p->buf, " = ");
	return dn_mysql_stored(
	    p, set->value, dn_mysql_rows_type(p, dn_mysql_rows_table(p, q), set->columns[0]));
}

/* Of one table MariaDB reads all values as they were; of several, and in MySQL, nobody does. */
static bool
rows_update(struct mysql_print *p, const struct dn_query *q)
{
	bool together = q->nfrom == 0 && !dn_mysql_is_8(p->t);

	for (size_t i = 0; !together && i < q->nsets; i++)
		together = q->sets[i].ncolumns > 1;
	if ((!together || dn_mysql_is_8(p->t)) && dn_mysql_reads_set(q->sets, q->nsets, NULL))
		return dn_mysql_cannot_at(p, p->from->span,
		    "a column that is set before would be read as it has become there");
	dunlin_buf_puts(p->buf, "UPDATE ");
	rows_target(p, q);
	if (!rows_from(p, q))
		return false;
	dunlin_buf_puts(p->buf, " SET ");
	for (size_t i = 0; i < q->nsets; i++) {
		dunlin_buf_puts(p->buf, i == 0 ? "" : ", ");
		if (!update_set(p, q, &q->sets[i]))
			return false;
	}
	return rows_where(p, q);
}

/* What is an error in PostgreSQL, and there only a warning in what changes no column. */
static bool
delete_is_safe(struct dn_expr *e, void *payload)
{
	static const char *const words[] = { "/", "%", "mod", "div", "sqrt", "ln", "log", "power" };

	(void) payload;
	if (e->kind == DN_EXPR_CAST)
		return dn_expr_bare(e)->kind == DN_EXPR_STRING || dn_type_is_text(e->type);
	for (size_t i = 0; (e->kind == DN_EXPR_OPERATOR || e->kind == DN_EXPR_FUNCTION) &&
			   i < sizeof words / sizeof *words;
	     i++)
		if (strcmp(e->name, words[i]) == 0)
			return false;
	return true;
}

/* The rows that are found are counted first, into a table, which fails where PostgreSQL does. */
static bool
delete_check(struct mysql_change *x, struct mysql_print *p, const struct dn_query *q)
{
	struct dunlin_buf *out = p->buf;
	bool ok;

	p->buf = dn_buf_new(out);
	dunlin_buf_puts(
	    p->buf, "CREATE TEMPORARY TABLE `dunlin_found` AS SELECT count(*) AS `n` FROM ");
	rows_target(p, q);
	ok = rows_from(p, q) && rows_where(p, q);
	if (ok) {
		dn_mysql_emit_rows(x, "DROP TEMPORARY TABLE IF EXISTS `dunlin_found`");
		dn_mysql_emit_rows(x, p->buf->s);
		dn_mysql_emit_rows(x, "DROP TEMPORARY TABLE `dunlin_found`");
	}
	p->buf = out;
	return ok;
}

/* In its form for one table the server lets its queries read the table. */
static bool
rows_delete(struct mysql_change *x, struct mysql_print *p, const struct dn_query *q)
{
	const struct dn_query_visitor visitor = { .expr = delete_is_safe };
	struct dn_query condition = { .kind = DN_QUERY_SELECT,
		.from = q->from,
		.nfrom = q->nfrom,
		.where = q->where,
		.with = q->with,
		.nwith = q->nwith };
	const char *relation = dn_mysql_name(p->buf, p->t->schema, &q->table->table);

	if (!dn_query_each(&condition, &visitor) && !delete_check(x, p, q))
		return false;
	dunlin_buf_puts(p->buf, "DELETE ");
	if (q->nfrom > 0 || (q->table->alias != NULL &&
				strcmp(dn_mysql_quoted(p->buf, q->table->alias), relation) != 0)) {
		rows_alias(p, q);
		dunlin_buf_puts(p->buf, " ");
	}
	dunlin_buf_puts(p->buf, "FROM ");
	rows_target(p, q);
	return rows_from(p, q) && rows_where(p, q);
}

static bool
rows_take_with(struct mysql_change *x, struct mysql_print *p, const struct dn_query *q)
{
	if (q->kind == DN_QUERY_INSERT && q->nwith > 0 && q->source != NULL &&
	    q->source->kind == DN_QUERY_VALUES)
		return dn_mysql_cannot(x, "WITH in front of VALUES has no counterpart there");
	if (p->inlined != NULL && q->recursive)
		return dn_mysql_cannot(x, "WITH RECURSIVE in front of it has no counterpart there");
	for (size_t i = 0; p->inlined != NULL && i < q->nwith; i++)
		if (!dn_mysql_with_is_told(p, &q->with[i]))
			return false;
	return true;
}

bool
dn_mysql_rows_of(struct mysql_change *x, struct dn_query *q, const struct mysql_kept *kept)
{
	struct mysql_print p = dn_mysql_printer(x, NULL);
	bool ok;

	if (q->table != NULL && !dn_mysql_visible(x, &q->table->table))
		return false;
	p.query = true;
	p.kept = kept;
	if (q->kind == DN_QUERY_UPDATE || q->kind == DN_QUERY_DELETE)
		p.inlined = q;
	if (q->beyond != NULL)
		return dn_mysql_cannot(x, "%s has no counterpart there", q->beyond);
	if (!rows_take_with(x, &p, q))
		return false;
	switch ((int) q->kind) {
	case DN_QUERY_INSERT: ok = rows_insert(&p, q); break;
	case DN_QUERY_UPDATE: ok = rows_update(&p, q); break;
	case DN_QUERY_DELETE: ok = rows_delete(x, &p, q); break;
	default: ok = dn_mysql_query(&p, q);
	}
	if (ok)
		dn_mysql_emit_rows(x, p.buf->s);
	return ok;
}

/* What is returned nobody waits for. */
bool
dn_mysql_rows(struct mysql_change *x)
{
	struct dn_query *q = dn_query_copy(x->scratch, x->change->query);

	if (q == NULL)
		return dn_mysql_cannot(x, "dunlin does not know what it means");
	if (q->table != NULL && !dn_mysql_visible(x, &q->table->table))
		return false;
	dn_query_resolve(x->scratch, x->t->schema, q);
	if (q->kind == DN_QUERY_MERGE)
		return dn_mysql_merge(x, q);
	if (dn_is_moving(q))
		return dn_mysql_moving(x, q);
	return q->kind == DN_QUERY_DELETE ? dn_mysql_self_delete(x, q)
					  : dn_mysql_rows_of(x, q, NULL);
}
