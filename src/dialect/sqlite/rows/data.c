/* data.c - rows: INSERT with values, COPY */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/copy.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "sql/sql.h"

static const struct dn_column *
data_column(const struct dn_table *table, const char *name)
{
	return table == NULL ? NULL : dn_table_column(table, name);
}

/* A rule says what becomes of them. */
static void
data_view(struct sqlite_change *x, const struct dn_view *view, struct sqlite_target *target)
{
	target->n = view->ncolumns;
	target->names =
	    dn_memdup(x->scratch, view->columns, view->ncolumns * sizeof *target->names);
	target->types = dn_new_array(x->scratch, const struct dn_type *, view->ncolumns + 1);
	for (size_t i = 0; i < view->ncolumns; i++)
		target->types[i] = dn_query_type(view->query, i);
}

bool
dn_sqlite_target(
    struct sqlite_change *x, const struct dn_table *table, struct sqlite_target *target)
{
	const struct dn_change *c = x->change;
	const struct dn_view *view = dn_schema_only_view(x->t->schema, &c->object);
	size_t n = c->nvalues;

	if (c->values == NULL && view != NULL && view->ncolumns > 0) {
		data_view(x, view, target);
		return true;
	}
	if (c->values == NULL && (table == NULL || table->unknown))
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what columns table '%s' has; name them",
		    c->object.name);
	if (c->values == NULL && (n == 0 || n > table->ncolumns))
		n = table->ncolumns;
	target->n = 0;
	target->names = dn_new_array(x->scratch, const char *, n + 1);
	target->types = dn_new_array(x->scratch, const struct dn_type *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct dn_column *column =
		    c->values == NULL ? table->columns[i] : data_column(table, c->values[i]);

		/* COPY leaves them out; INSERT has DEFAULT there. */
		if (c->values == NULL && c->kind == DN_COPY && column->generated != NULL)
			continue;
		target->names[target->n] = c->values == NULL ? column->name : c->values[i];
		target->types[target->n++] =
		    column == NULL ? NULL : dn_schema_base(x->t->schema, column->type);
	}
	return true;
}

/* One INSERT on its way: rows that leave the same columns to their defaults share a statement. */
struct insert {
	struct sqlite_change *x;
	const struct sqlite_target *target;
	const struct dn_table *table; /* or NULL */
	const char *relation;
	struct sqlite_around around;
	struct sqlite_print print; /* the statement so far; no buffer before the first row */
	bool *defaults;            /* of its rows: is the column left out? */
	size_t n;                  /* how many values its rows have */
};

/* Rows of one statement take at most about this much text, so that no copy of it is too large. */
enum { INSERT_TEXT = 4 * 1024 * 1024 };

static bool
insert_takes(const struct insert *in, struct dn_expr *const *row, size_t n)
{
	bool any = false;

	if (in->print.buf == NULL || n != in->n || in->print.buf->len > INSERT_TEXT)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (in->defaults[i] != (row[i]->kind == DN_EXPR_DEFAULT))
			return false;
		any = any || !in->defaults[i];
	}
	return any; /* DEFAULT VALUES has no second row */
}

static void
insert_finish(struct insert *in)
{
	if (in->print.buf == NULL)
		return;
	if (in->x->only != NULL)
		dunlin_buf_printf(in->print.buf, ") WHERE %s", in->x->only);
	dunlin_buf_puts(in->print.buf, in->around.behind);
	dn_translation_add(in->x->t, in->x->st, in->print.buf->s);
	dn_free(in->print.buf);
	in->print.buf = NULL;
}

/* "INSERT INTO t (a, b) VALUES" without the columns that take their default; false: all do. */
static bool
insert_head(struct insert *in, struct dn_expr *const *row)
{
	struct dunlin_buf *buf = in->print.buf;
	bool any = false;

	dunlin_buf_printf(buf, "INSERT INTO %s%s", in->relation, in->around.alias);
	for (size_t i = 0; i < in->n; i++) {
		in->defaults[i] = row[i]->kind == DN_EXPR_DEFAULT;
		if (in->defaults[i])
			continue;
		dunlin_buf_puts(buf, any ? ", " : " (");
		dn_sqlite_identifier(buf, in->target->names[i]);
		any = true;
	}
	dunlin_buf_puts(buf, !any                  ? " DEFAULT VALUES"
			     : in->x->only != NULL ? ") SELECT * FROM (VALUES "
						   : ") VALUES ");
	return any;
}

static bool
insert_values(struct insert *in, struct dn_expr *const *row)
{
	const char *comma = "(";

	for (size_t i = 0; i < in->n; i++) {
		if (in->defaults[i])
			continue;
		dunlin_buf_puts(in->print.buf, comma);
		if (row[i]->kind == DN_EXPR_FUNCTION && dn_sqlite_is_now(row[i])
			? !dn_sqlite_default(&in->print, row[i], in->target->types[i])
			: !dn_sqlite_as(&in->print, row[i], in->target->types[i]))
			return false;
		comma = ", ";
	}
	dunlin_buf_puts(in->print.buf, ")");
	return true;
}

/* The row with DEFAULT for what is the next number of its column. */
static struct dn_expr *const *
insert_own_numbers(struct insert *in, struct dn_expr *const *row, size_t n)
{
	static struct dn_expr number = { .kind = DN_EXPR_DEFAULT };
	struct dn_expr **own = NULL;

	for (size_t i = 0; i < n && i < in->target->n; i++) {
		if (!dn_sqlite_is_own_number(in->x, in->table, in->target->names[i], row[i]))
			continue;
		if (own == NULL)
			own = dn_memdup(in->x->scratch, row, n * sizeof *row);
		own[i] = &number;
	}
	return own == NULL ? row : own;
}

static bool
insert_row(void *payload, struct dn_expr *const *row, size_t n, struct dunlin_error *err)
{
	struct insert *in = payload;
	struct dn_map *sources = NULL;
	bool first;

	row = insert_own_numbers(in, row, n);
	if (dn_sqlite_takes_number(in->x, row, n)) {
		if (in->x->change->bulk)
			return dn_sqlite_cannot(err, in->x->st, in->x->st->span.start,
			    "nextval() in so long an INSERT has no counterpart there");
		insert_finish(in);
		sources = dn_map_new(in->x->scratch);
		row = dn_sqlite_row_numbers(in->x, row, n, sources);
	}
	first = !insert_takes(in, row, n);
	if (n > in->target->n)
		return dn_sqlite_cannot(err, in->x->st, in->x->st->span.start,
		    "it has more values than the table has columns");
	if (first) {
		insert_finish(in);
		in->n = n;
		in->print = dn_sqlite_printer(in->x, NULL);
		in->print.query = true;
		in->print.sources = sources;
		if (!insert_head(in, row))
			return dn_sqlite_asked_cannot(in->x, "DEFAULT VALUES");
	} else {
		dunlin_buf_puts(in->print.buf, ",\n    ");
	}
	return insert_values(in, row);
}

static struct insert
insert_new(struct sqlite_change *x, const struct sqlite_target *target)
{
	return (struct insert){
		.x = x,
		.target = target,
		.table = dn_schema_table(x->t->schema, &x->change->object),
		.relation = dn_sqlite_name(x->scratch, x->t->schema, &x->change->object),
		.around = { "", "" },
		.defaults = dn_new_array(x->scratch, bool, target->n + 1),
	};
}

static bool
insert_all(struct sqlite_change *x)
{
	struct sqlite_target target;
	struct insert in;

	if (!dn_sqlite_target(x, dn_schema_table(x->t->schema, &x->change->object), &target))
		return false;
	in = insert_new(x, &target);
	if (!dn_sql_each_row(x->st, x->change, insert_row, &in, x->err))
		return false;
	insert_finish(&in);
	return true;
}

bool
dn_sqlite_insert_rows(struct sqlite_change *x, const struct sqlite_target *target,
    struct dn_expr ***rows, size_t nrows, size_t n, const struct sqlite_around *around)
{
	struct insert in = insert_new(x, target);

	in.around = *around;
	for (size_t i = 0; i < nrows; i++)
		if (!insert_row(&in, rows[i], n, x->err))
			return false;
	insert_finish(&in);
	return true;
}

bool
dn_sqlite_data(struct sqlite_change *x)
{
	if (!dn_sqlite_flush_before(x) || !dn_sqlite_redirect(x))
		return false;
	if (x->change->nrows == 0 && !x->change->bulk)
		return dn_sqlite_rows(x);
	return dn_sqlite_visible(x->t, x->st, &x->change->object, x->err) && dn_sqlite_apply(x) &&
	       dn_sqlite_through_values(x, insert_all);
}

/* A COPY on its way: its rows as those of INSERTs. */
struct copy {
	struct sqlite_change *x;
	const struct sqlite_target *target;
	struct dn_copy lines;
	struct dunlin_buf *sql; /* the statement so far; empty before its first row */
};

static void
copy_head(struct copy *copy)
{
	dunlin_buf_printf(copy->sql, "INSERT INTO %s (",
	    dn_sqlite_name(copy->x->scratch, copy->x->t->schema, &copy->x->change->object));
	dn_sqlite_columns(copy->sql, copy->target->names, copy->target->n);
	dunlin_buf_puts(copy->sql, ") VALUES ");
}

static bool
copy_row(struct copy *copy)
{
	void *scratch = dn_new_context(copy->sql);
	size_t n = copy->target->n;
	const char **fields = dn_new_array(scratch, const char *, n);

	if (!dn_copy_row(scratch, &copy->lines, fields, n, copy->x->err)) {
		dn_free(scratch);
		return false;
	}
	if (copy->sql->len == 0)
		copy_head(copy);
	else
		dunlin_buf_puts(copy->sql, ",\n    ");
	for (size_t i = 0; i < n; i++) {
		struct dunlin_value value;

		dunlin_buf_puts(copy->sql, i == 0 ? "(" : ", ");
		if (fields[i] == NULL || copy->target->types[i] == NULL) {
			dn_sqlite_literal(copy->sql, fields[i]);
			continue;
		}
		dn_sqlite_stored(scratch, copy->target->types[i], fields[i], &value);
		dn_sqlite_value(copy->sql, &value);
	}
	dunlin_buf_puts(copy->sql, ")");
	dn_free(scratch);
	return true;
}

static bool
copy_all(struct copy *copy)
{
	bool more = dn_copy_line(&copy->lines);

	while (more) {
		if (!copy_row(copy))
			return false;
		more = dn_copy_line(&copy->lines);
		if (more && copy->sql->len <= INSERT_TEXT)
			continue;
		dn_translation_add(copy->x->t, copy->x->st, copy->sql->s);
		dn_buf_truncate(copy->sql, 0);
	}
	return true;
}

bool
dn_sqlite_copy(struct sqlite_change *x)
{
	struct sqlite_target target;
	struct copy copy = { .x = x,
		.target = &target,
		.lines = dn_copy_open(x->st->source, x->change),
		.sql = dn_buf_new(x->scratch) };

	if (x->change->text != NULL)
		return dn_sqlite_cannot(
		    x->err, x->st, x->st->span.start, DN_COPY_BEYOND, x->change->text);
	if (!dn_sqlite_flush_before(x) || !dn_sqlite_redirect(x) ||
	    !dn_sqlite_visible(x->t, x->st, &x->change->object, x->err) || !dn_sqlite_apply(x))
		return false;
	return dn_sqlite_target(x, dn_schema_table(x->t->schema, &x->change->object), &target) &&
	       copy_all(&copy);
}
