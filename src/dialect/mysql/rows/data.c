/* data.c - rows that are written out: INSERT with values, COPY; TRUNCATE, setval() */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/copy.h"
#include "dialect/mysql/changes/changes.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/rows/rows.h"
#include "schema/name.h"
#include "sql/sql.h"

/* Rows of one statement take at most about this much text. */
enum { DATA_TEXT = 1024 * 1024 };

/* The columns that rows have values for: those written, or the first of the table. */
struct data_target {
	const struct dn_table *table; /* may be NULL */
	const char **names;
	const struct dn_type **types; /* NULL: not known */
	size_t n;
};

struct data {
	struct mysql_change *x;
	struct data_target target;
	struct mysql_print print; /* the statement so far; empty before its first row */
	size_t width;             /* of its rows */
};

static bool
data_target(struct mysql_change *x, struct data_target *target)
{
	const struct dn_change *c = x->change;
	const struct dn_table *table = dn_schema_table(x->t->schema, &c->object);
	size_t n = c->values == NULL && table != NULL ? table->ncolumns : c->nvalues;

	if (c->values == NULL && (table == NULL || table->unknown))
		return dn_mysql_cannot(x,
		    "the history does not say what columns table '%s' has; name them",
		    c->object.name);
	target->table = table;
	target->names = dn_new_array(x->scratch, const char *, n + 1);
	target->types = dn_new_array(x->scratch, const struct dn_type *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct dn_column *column = c->values == NULL ? table->columns[i]
						 : table == NULL
						     ? NULL
						     : dn_table_column(table, c->values[i]);

		if (c->values == NULL && c->kind == DN_COPY && column->generated != NULL)
			continue;
		target->names[target->n] = c->values == NULL ? column->name : c->values[i];
		target->types[target->n++] =
		    column == NULL ? NULL : dn_schema_base(x->t->schema, column->type);
	}
	return true;
}

void
dn_mysql_name_columns(struct mysql_print *p, struct dn_query *q)
{
	const struct dn_table *table = dn_mysql_rows_table(p, q);
	size_t n = q->source == NULL ? 0 : dn_query_width(q->source);

	if (q->ncolumns > 0 || table == NULL || n >= table->ncolumns)
		return;
	q->columns = dn_new_array(p->buf, const char *, n + 1);
	for (; q->ncolumns < n; q->ncolumns++)
		q->columns[q->ncolumns] = table->columns[q->ncolumns]->name;
}

/* Its DEFAULT the server takes for 0, which is a number as others are, and a null for the next. */
bool
dn_mysql_inserted(struct mysql_print *p, const struct dn_table *table, const char *name,
    const struct dn_expr *value)
{
	const struct dn_column *counted =
	    table == NULL || (value->kind != DN_EXPR_DEFAULT && value->kind != DN_EXPR_NULL)
		? NULL
		: dn_mysql_auto_column(p->t->schema, table);

	if (counted == NULL || strcmp(counted->name, name) != 0)
		return dn_mysql_stored(p, value, dn_mysql_rows_type(p, table, name));
	if (value->kind == DN_EXPR_NULL)
		return dn_mysql_cannot_at(
		    p, value->span, "a null in '%s' would get a number there", name);
	dunlin_buf_puts(p->buf, "NULL");
	return true;
}

static void
data_flush(struct data *d)
{
	if (d->print.buf->len > 0)
		dn_mysql_emit_rows(d->x, d->print.buf->s);
	dn_buf_truncate(d->print.buf, 0);
}

/* "INSERT INTO t (a, b) VALUES (", or what stands between two rows. */
static void
data_begin_row(struct data *d, size_t width)
{
	struct dunlin_buf *buf = d->print.buf;

	if (buf->len > DATA_TEXT || width != d->width)
		data_flush(d);
	d->width = width;
	if (buf->len > 0) {
		dunlin_buf_puts(buf, ",\n    (");
		return;
	}
	dunlin_buf_printf(buf, "INSERT INTO %s (",
	    dn_mysql_name(d->x->scratch, d->x->t->schema, &d->x->change->object));
	dn_mysql_columns(buf, d->target.names, width);
	dunlin_buf_puts(buf, ") VALUES (");
}

static bool
data_insert_row(void *payload, struct dn_expr *const *row, size_t n, struct dunlin_error *err)
{
	struct data *d = payload;

	(void) err;
	if (n > d->target.n)
		return dn_mysql_cannot(d->x, "it has more values than the table has columns");
	data_begin_row(d, n);
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(d->print.buf, i == 0 ? "" : ", ");
		if (!dn_mysql_inserted(&d->print, d->target.table, d->target.names[i], row[i]))
			return false;
	}
	dunlin_buf_puts(d->print.buf, ")");
	return true;
}

static bool
data_open(struct data *d)
{
	d->print = dn_mysql_printer(d->x, NULL);
	d->print.query = true;
	return dn_mysql_visible(d->x, &d->x->change->object) && dn_mysql_apply(d->x) &&
	       data_target(d->x, &d->target);
}

static bool
data_insert(struct mysql_change *x)
{
	struct data d = { .x = x };

	if (!data_open(&d) || !dn_sql_each_row(x->st, x->change, data_insert_row, &d, x->err))
		return false;
	data_flush(&d);
	return true;
}

/* A foreign key to it, other than its own, keeps it from being emptied. */
static bool
data_truncate(struct mysql_change *x)
{
	const struct dn_table *table = dn_schema_table(x->t->schema, &x->change->object);

	if (!dn_mysql_visible(x, &x->change->object))
		return false;
	if (x->change->cascade && table != NULL && table->nreferences > 0)
		return dn_mysql_cannot(
		    x, "TRUNCATE ... CASCADE has no counterpart there; name the tables");
	if (!dn_mysql_apply(x))
		return false;
	if (dn_mysql_self(x, table))
		dn_mysql_self_begin(x);
	dn_mysql_emit_rows(x, dn_sprintf(x->scratch, "DELETE FROM %s",
				  dn_mysql_name(x->scratch, x->t->schema, &x->change->object)));
	if (dn_mysql_self(x, table))
		dn_mysql_self_end(x, table, true);
	for (size_t i = 0; x->change->restart && table != NULL && i < table->nsequences; i++)
		dn_mysql_restart(x, table->sequences[i], table->sequences[i]->start);
	return true;
}

/* -- setval() --------------------------------------------------------------------------- */

/* SELECT setval('name', ...) and nothing else: its call, or NULL. */
static const struct dn_expr *
data_setval(const struct dn_query *q)
{
	const struct dn_expr *call =
	    q != NULL && q->kind == DN_QUERY_SELECT && q->ntargets == 1 ? q->targets[0].expr : NULL;

	return call != NULL && call->kind == DN_EXPR_FUNCTION &&
		       strcmp(call->name, "setval") == 0 && call->nargs >= 2
		   ? call
		   : NULL;
}

static const struct dn_sequence *
data_sequence(const struct mysql_change *x, const struct dn_expr *arg)
{
	struct dn_name name;
	const struct dn_expr *bare = dn_expr_bare(arg);

	if (bare->kind != DN_EXPR_STRING || !dn_name_parse(x->scratch, bare->text, &name))
		return NULL;
	return dn_schema_sequence(x->t->schema, &name);
}

/*
 * A table that numbers itself is always behind its rows there, which is what a query as value is
 * for; a number is set.
 */
static bool
data_set_number(struct mysql_change *x, const struct dn_expr *call)
{
	const struct dn_sequence *sequence = data_sequence(x, call->args[0]);
	const struct dn_expr *value = dn_expr_bare(call->args[1]);
	const struct dn_expr *called = call->nargs > 2 ? dn_expr_bare(call->args[2]) : NULL;
	bool is_called = called == NULL || called->kind != DN_EXPR_BOOLEAN || called->truth;
	const struct dn_table *table;
	const struct dn_name name = { sequence == NULL ? NULL : sequence->schema,
		sequence == NULL ? NULL : sequence->name };

	if (sequence == NULL)
		return dn_mysql_cannot(x, "the sequence of setval() is not known");
	if (dn_mysql_make_sequence(x->scratch, x->t->schema, sequence) == NULL) {
		table = dn_map_get(x->t->schema->tables, sequence->owner_table);
		if (value->kind == DN_EXPR_NUMBER)
			dn_mysql_alter(x, dn_mysql_table_name(x->scratch, x->t->schema, table),
			    MYSQL_INSTANT, NULL, "AUTO_INCREMENT = %lld",
			    strtoll(value->text, NULL, 10) + is_called);
		return true;
	}
	if (value->kind != DN_EXPR_NUMBER || dn_mysql_is_8(x->t))
		return dn_mysql_cannot(x, "setval() takes only a number there");
	dn_mysql_emit_rows(
	    x, dn_sprintf(x->scratch, "SELECT setval(%s, %s, %d)",
		   dn_mysql_name(x->scratch, x->t->schema, &name), value->text, is_called));
	return true;
}

bool
dn_mysql_data(struct mysql_change *x)
{
	const struct dn_expr *call = data_setval(x->change->query);

	if (strcmp(x->change->name, "truncate") == 0)
		return data_truncate(x);
	if (call != NULL)
		return dn_mysql_apply(x) && data_set_number(x, call);
	if (x->change->nrows == 0 && !x->change->bulk)
		return dn_mysql_apply(x) && dn_mysql_rows(x);
	return data_insert(x);
}

/* -- COPY ------------------------------------------------------------------------------- */

static bool
copy_row(struct data *d, struct dn_copy *lines)
{
	void *scratch = dn_new_context(d->print.buf);
	const char **fields = dn_new_array(scratch, const char *, d->target.n);
	const struct dn_span line = { lines->pos, lines->pos + 1 };
	bool ok = dn_copy_row(scratch, lines, fields, d->target.n, d->x->err);

	if (ok)
		data_begin_row(d, d->target.n);
	for (size_t i = 0; ok && i < d->target.n; i++) {
		dunlin_buf_puts(d->print.buf, i == 0 ? "" : ", ");
		if (fields[i] == NULL)
			dunlin_buf_puts(d->print.buf, "NULL");
		else
			ok = dn_mysql_read(&d->print, line, fields[i], d->target.types[i]);
	}
	dunlin_buf_puts(d->print.buf, ")");
	dn_free(scratch);
	return ok;
}

bool
dn_mysql_copy(struct mysql_change *x)
{
	struct data d = { .x = x };
	struct dn_copy lines = dn_copy_open(x->st->source, x->change);

	if (x->change->text != NULL)
		return dn_mysql_cannot(x, DN_COPY_BEYOND, x->change->text);
	if (!data_open(&d))
		return false;
	while (dn_copy_line(&lines))
		if (!copy_row(&d, &lines))
			return false;
	data_flush(&d);
	return true;
}
