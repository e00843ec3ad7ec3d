/* numbers.c - statements on rows that take numbers from a sequence that is counted */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

/*
 * The counter goes on by as many as there are rows; then each row's number is counted back from
 * where it is.
 */
const char dn_sqlite_number_name[] = "dn_number";

struct numbers {
	struct sqlite_change *x;
	const struct dn_sequence *sequence; /* of the calls that were seen */
	size_t n, certain;                  /* how many, and of those that every row comes to */
	bool unknown; /* one is of a sequence that is not counted, or another function asks it */
};

static bool
numbers_is_call(const struct dn_expr *e)
{
	return e->kind == DN_EXPR_FUNCTION && strcmp(e->name, "nextval") == 0;
}

static bool
numbers_look(struct dn_expr *e, void *payload)
{
	struct numbers *n = payload;

	/* The number of the row before is gone from the counter when it is asked. */
	if (e->kind == DN_EXPR_FUNCTION && strcmp(e->name, "currval") == 0)
		n->unknown = true;
	if (!numbers_is_call(e))
		return true;
	n->sequence = dn_sqlite_counted_sequence(n->x, e);
	n->unknown = n->unknown || n->sequence == NULL;
	n->n++;
	return true;
}

static void
numbers_add(struct numbers *n, struct dn_expr *e)
{
	n->certain += dn_expr_certain_numbers(e);
	dn_expr_each(e, numbers_look, n);
}

/* One number for each row: in what order two calls get theirs is nobody's promise. */
static bool
numbers_is_one(const struct numbers *n)
{
	return n->n == 1 && n->certain == 1 && !n->unknown;
}

static bool
numbers_replace(struct dn_expr *e, void *payload)
{
	const struct dn_expr *number = payload;

	if (numbers_is_call(e))
		*e = *number;
	return true;
}

static struct dn_expr *
numbers_column(const void *mem)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_COLUMN;
	e->name = dn_sqlite_number_name;
	e->type = (struct dn_type *) (uintptr_t) dn_type_plain(DN_TYPE_BIGINT, 0);
	return e;
}

struct dn_expr *
dn_sqlite_with_number(const void *mem, const struct dn_expr *expr)
{
	struct dn_expr *own = dn_expr_copy(mem, expr);

	dn_expr_each(own, numbers_replace, numbers_column(mem));
	return own;
}

/* "SELECT last FROM ..." less what comes behind this row. */
static char *
numbers_back(struct numbers *n, const char *behind)
{
	return dn_sprintf(n->x->scratch, "((%s) - %lld * (%s))",
	    dn_sqlite_counter_last(n->x->scratch, n->x->t, n->sequence), n->sequence->increment,
	    behind);
}

/* COUNT more numbers are given, where the statement is about rows at all. */
static void
numbers_take(struct numbers *n, const char *count)
{
	const char *only = n->x->only;

	dn_sqlite_counter_start(n->x->t, n->sequence, n->x->st);
	dn_sqlite_counter_add(n->x->t, n->x->st, n->sequence,
	    only == NULL ? count : dn_sprintf(n->x->scratch, "(%s) * (%s)", count, only));
}

/* -- INSERT ... VALUES --------------------------------------------------------------------- */

/* Constants are most of what there is. */
static bool
numbers_of_row(struct numbers *n, struct dn_expr *const *row, size_t nrow)
{
	for (size_t i = 0; i < nrow; i++)
		if (row[i]->nargs > 0)
			numbers_add(n, row[i]);
	return numbers_is_one(n);
}

bool
dn_sqlite_takes_number(struct sqlite_change *x, struct dn_expr *const *row, size_t nrow)
{
	struct numbers n = { .x = x };

	return numbers_of_row(&n, row, nrow);
}

struct dn_expr *const *
dn_sqlite_row_numbers(
    struct sqlite_change *x, struct dn_expr *const *row, size_t nrow, struct dn_map *sources)
{
	struct numbers n = { .x = x };
	struct dn_expr **own = dn_new_array(x->scratch, struct dn_expr *, nrow + 1);

	numbers_of_row(&n, row, nrow);
	for (size_t i = 0; i < nrow; i++)
		own[i] = dn_sqlite_with_number(x->scratch, row[i]);
	numbers_take(&n, "1");
	dn_map_put(sources, dn_sqlite_number_name, numbers_back(&n, "0"));
	return own;
}

/* -- SELECT nextval('s') ------------------------------------------------------------------- */

/* Of such a query each row is one that it reads. */
static bool
numbers_is_plain(const struct dn_query *q)
{
	return q->kind == DN_QUERY_SELECT && q->nwith == 0 && !q->distinct &&
	       q->ndistinct_on == 0 && q->ngroups == 0 && q->having == NULL && q->limit == NULL &&
	       q->offset == NULL && q->nwindows == 0;
}

bool
dn_sqlite_select_number(struct sqlite_change *x, const struct dn_query *q, bool *done)
{
	struct numbers n = { .x = x };

	*done = false;
	if (!numbers_is_plain(q) || q->nfrom > 0 || q->ntargets != 1)
		return true;
	numbers_add(&n, q->targets[0].expr);
	*done = numbers_is_one(&n);
	if (*done && q->where != NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "nextval() that is called on a condition has no counterpart there");
	if (*done)
		numbers_take(&n, "1");
	return true;
}

/* -- INSERT ... SELECT --------------------------------------------------------------------- */

/* Where it stands among the rows: numbers are given in the order in which they come. */
static bool
numbers_place(struct numbers *n, const struct dn_query *q, struct sqlite_print *p)
{
	struct dn_order *order = dn_memdup(p->buf, q->order, q->norder * sizeof *order);
	struct numbers in_order = { .x = n->x };

	for (size_t i = 0; i < q->norder; i++) {
		struct dn_expr *e = order[i].expr;
		size_t at = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0;

		if (at > 0 && at <= q->ntargets)
			order[i].expr = q->targets[at - 1].expr;
		dn_expr_each(order[i].expr, numbers_look, &in_order);
	}
	if (in_order.n > 0)
		return dn_sqlite_cannot(p->err, p->from, p->from->span.start,
		    "rows in the order of the numbers that they get have no counterpart there");
	if (q->norder == 0)
		dn_translation_notice(p->t, "row-order",
		    "nextval() numbers rows in the order in which they were inserted");
	dunlin_buf_printf(
	    p->buf, "count(*) OVER () - row_number() OVER (%s", q->norder > 0 ? "ORDER BY " : "");
	if (q->norder > 0 && !dn_sqlite_order(p, order, q->norder))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

static bool
numbers_count(struct numbers *n, struct dn_query *q)
{
	struct sqlite_print p = dn_sqlite_printer(n->x, NULL);
	struct dn_map *none = dn_map_new(n->x->scratch);

	dn_map_put(none, dn_sqlite_number_name, dn_strdup(n->x->scratch, "0"));
	p.query = true;
	p.sources = none;
	dunlin_buf_puts(p.buf, "(SELECT count(*) FROM (");
	if (!dn_sqlite_query(&p, dn_query_copy(n->x->scratch, q), NULL))
		return false;
	dunlin_buf_puts(p.buf, "))");
	numbers_take(n, p.buf->s);
	return true;
}

/* A function among the targets that gives rows: PostgreSQL numbers those before it. */
static bool
numbers_is_single(struct dn_expr *e, void *payload)
{
	const char *names[3];
	const struct dn_type *types[3];

	(void) payload;
	return e->kind != DN_EXPR_FUNCTION || dn_function_columns(e, names, types) == 0;
}

/* As it is written: resolved, such a function stands in FROM. */
static bool
numbers_is_by_row(const struct dn_query *written)
{
	const struct dn_query *source = written == NULL ? NULL : written->source;

	for (size_t i = 0; source != NULL && i < source->ntargets; i++)
		if (!dn_expr_each(source->targets[i].expr, numbers_is_single, NULL))
			return false;
	return source != NULL;
}

bool
dn_sqlite_query_numbers(struct sqlite_change *x, struct dn_query *q, struct dn_map **sources)
{
	struct numbers n = { .x = x }, all = { .x = x };
	struct dn_query_visitor visitor = { .expr = numbers_look, .payload = &all };
	struct sqlite_print p = dn_sqlite_printer(x, NULL);

	*sources = NULL;
	for (size_t i = 0; q->kind == DN_QUERY_SELECT && i < q->ntargets; i++)
		numbers_add(&n, q->targets[i].expr);
	dn_query_each(q, &visitor);
	if (!numbers_is_one(&n) || all.n != 1 || all.unknown || !numbers_is_plain(q) ||
	    !numbers_is_by_row(x->change->query))
		return true;
	p.query = true;
	if (!numbers_place(&n, q, &p))
		return false;
	for (size_t i = 0; i < q->ntargets; i++)
		dn_expr_each(q->targets[i].expr, numbers_replace, numbers_column(x->scratch));
	*sources = dn_map_new(x->scratch);
	dn_map_put(*sources, dn_sqlite_number_name, numbers_back(&n, p.buf->s));
	return numbers_count(&n, q);
}

/* -- UPDATE t SET n = nextval('s') --------------------------------------------------------- */

/* "SELECT TARGETS FROM t AS alias WHERE ..." */
static bool
numbers_rows(struct sqlite_print *p, const struct dn_query *q, const char *targets)
{
	dunlin_buf_printf(p->buf, "(SELECT %s FROM %s AS ", targets,
	    dn_sqlite_name(p->buf, p->t->schema, &q->table->table));
	dn_sqlite_identifier(p->buf, q->table->alias);
	if (q->where != NULL) {
		dunlin_buf_puts(p->buf, " WHERE ");
		if (!dn_sqlite_expr(p, q->where))
			return false;
	}
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* The counter goes on by as many as there are rows; then each row's number is counted back. */
static bool
numbers_update(struct numbers *n, struct dn_query *q, const struct dn_table *table)
{
	struct sqlite_change *x = n->x;
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	const char *rowid = dn_sqlite_rowid(table);
	struct dn_map *sources = dn_map_new(x->scratch);

	p.query = true;
	if (!numbers_rows(&p, q, "count(*)"))
		return false;
	numbers_take(n, p.buf->s);
	dn_map_put(sources, dn_sqlite_number_name, numbers_back(n, "dn_numbers.k - 1"));
	for (size_t i = 0; i < q->nsets; i++)
		dn_expr_each(q->sets[i].value, numbers_replace, numbers_column(x->scratch));
	p.buf = dn_buf_new(x->scratch);
	p.sources = sources;
	dunlin_buf_printf(
	    p.buf, "UPDATE %s AS ", dn_sqlite_name(x->scratch, x->t->schema, &q->table->table));
	dn_sqlite_identifier(p.buf, q->table->alias);
	if (!dn_sqlite_sets(&p, table, q->sets, q->nsets))
		return false;
	dunlin_buf_puts(p.buf, " FROM ");
	if (!numbers_rows(&p, q,
		dn_sprintf(x->scratch, "%s AS r, row_number() OVER (ORDER BY %s DESC) AS k", rowid,
		    rowid)))
		return false;
	dunlin_buf_puts(p.buf, " AS dn_numbers WHERE dn_numbers.r = ");
	dn_sqlite_identifier(p.buf, q->table->alias);
	for (size_t i = 0; i < q->nsets; i++)
		dn_sqlite_cascade_updates(x, table, q->sets[i].columns, q->sets[i].ncolumns);
	dn_sqlite_emit(x, "%s.%s", p.buf->s, rowid);
	dn_sqlite_cascade_end(x);
	return true;
}

bool
dn_sqlite_update_numbers(
    struct sqlite_change *x, struct dn_query *q, const struct dn_table *table, bool *done)
{
	struct numbers n = { .x = x };

	*done = false;
	if (table == NULL || q->nfrom > 0 || q->nwith > 0 || dn_sqlite_rowid(table) == NULL)
		return true;
	for (size_t i = 0; i < q->nsets; i++)
		numbers_add(&n, q->sets[i].value);
	*done = numbers_is_one(&n);
	if (!*done)
		return true;
	if (!dn_sqlite_asked_cannot(x, "nextval() in an UPDATE"))
		return false;
	dn_translation_notice(x->t, "row-order",
	    "nextval() in an UPDATE numbers rows in the order in which they were inserted");
	return numbers_update(&n, q, table);
}
