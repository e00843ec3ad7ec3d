/* nextval.c - numbers from sequences in statements on rows */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "schema/name.h"

static const struct dn_expr *
nextval_call(const struct dn_expr *expr, const char *name)
{
	const struct dn_expr *call = dn_expr_bare(expr);

	return call->kind == DN_EXPR_FUNCTION && call->nargs == 1 && strcmp(call->name, name) == 0
		   ? dn_expr_bare(call->args[0])
		   : NULL;
}

/* The sequence by its name, or by pg_get_serial_sequence('table', 'column'). */
static const struct dn_sequence *
nextval_sequence(void *scratch, const struct dn_schema *schema, const struct dn_expr *arg)
{
	bool serial = arg->kind == DN_EXPR_FUNCTION && arg->nargs == 2 &&
		      strcmp(arg->name, "pg_get_serial_sequence") == 0;
	const struct dn_expr *text = serial ? dn_expr_bare(arg->args[0]) : arg;
	const struct dn_expr *second = serial ? dn_expr_bare(arg->args[1]) : text;
	const struct dn_table *table;
	const struct dn_column *column;
	struct dn_name name;

	if (text->kind != DN_EXPR_STRING || second->kind != DN_EXPR_STRING ||
	    !dn_name_parse(scratch, text->text, &name))
		return NULL;
	if (!serial)
		return dn_schema_sequence(schema, &name);
	table = dn_schema_table(schema, &name);
	column = table == NULL ? NULL : dn_table_column(table, second->text);
	return column == NULL ? NULL : dn_sqlite_sequence(schema, table, column);
}

static bool
nextval_is_numbered(const struct dn_table *table, const struct dn_column *column)
{
	return column == dn_sqlite_auto_column(table) || dn_sqlite_is_counted(table, column);
}

/* The column that the sequence numbers; NULL: none. */
static const struct dn_column *
nextval_column(const struct dn_schema *schema, const struct dn_sequence *sequence,
    const struct dn_table **table)
{
	dn_map_each (schema->tables, e) {
		*table = e->value;
		for (size_t i = 0; i < (*table)->ncolumns; i++)
			if (dn_sqlite_sequence(schema, *table, (*table)->columns[i]) == sequence)
				return (*table)->columns[i];
	}
	return NULL;
}

const struct dn_sequence *
dn_sqlite_counted_sequence(struct sqlite_change *x, const struct dn_expr *call)
{
	const struct dn_expr *arg = nextval_call(call, call->name);
	const struct dn_sequence *sequence =
	    arg == NULL ? NULL : nextval_sequence(x->scratch, x->t->schema, arg);
	const struct dn_table *table = NULL;
	const struct dn_column *column =
	    sequence == NULL ? NULL : nextval_column(x->t->schema, sequence, &table);

	return column == NULL || dn_sqlite_is_counted(table, column) ? sequence : NULL;
}

bool
dn_sqlite_is_own_number(struct sqlite_change *x, const struct dn_table *table, const char *name,
    const struct dn_expr *expr)
{
	const struct dn_column *column = table == NULL ? NULL : dn_table_column(table, name);
	const struct dn_expr *arg = nextval_call(expr, "nextval");
	const struct dn_sequence *sequence;

	if (column == NULL || arg == NULL || !nextval_is_numbered(table, column) ||
	    dn_sqlite_is_drawn(x->t->schema, table, column))
		return false;
	sequence = nextval_sequence(x->scratch, x->t->schema, arg);
	return sequence != NULL && sequence == dn_sqlite_sequence(x->t->schema, table, column);
}

/* An ORDER BY that counts targets counts those that are left; false: it is by one that is not. */
static bool
nextval_reorder(struct dn_query *source, const bool *own)
{
	for (size_t i = 0; i < source->norder; i++) {
		struct dn_expr *e = source->order[i].expr;
		size_t at = e->kind == DN_EXPR_NUMBER ? strtoul(e->text, NULL, 10) : 0, n = 0;

		if (at == 0 || at > source->ntargets)
			continue;
		if (own[at - 1])
			return false;
		for (size_t j = 0; j < at; j++)
			n += !own[j];
		e->text = dn_sprintf(source, "%zu", n);
	}
	return true;
}

void
dn_sqlite_leave_own_numbers(struct sqlite_change *x, const struct dn_table *table,
    struct sqlite_target *target, struct dn_query *source)
{
	bool *own = dn_new_array(x->scratch, bool, target->n + 1);
	size_t n = 0;

	if (source->kind != DN_QUERY_SELECT || source->distinct || source->ndistinct_on > 0 ||
	    source->ntargets != target->n)
		return;
	for (size_t i = 0; i < target->n; i++) {
		own[i] =
		    dn_sqlite_is_own_number(x, table, target->names[i], source->targets[i].expr);
		n += own[i];
	}
	/* What is numbered alone has no other column to come with. */
	if (n == 0 || n == target->n || !nextval_reorder(source, own))
		return;
	n = 0;
	for (size_t i = 0; i < target->n; i++) {
		if (own[i])
			continue;
		target->names[n] = target->names[i];
		target->types[n] = target->types[i];
		source->targets[n++] = source->targets[i];
	}
	target->n = source->ntargets = n;
}

bool
dn_sqlite_currval(struct sqlite_print *p, const struct dn_expr *expr, bool *done)
{
	const struct dn_expr *arg = nextval_call(expr, "currval");
	const struct dn_table *table = NULL;
	const struct dn_column *column = NULL;
	const struct dn_sequence *sequence;

	*done = arg != NULL && p->query;
	if (!*done)
		return true;
	sequence = nextval_sequence(p->buf, p->t->schema, arg);
	if (sequence != NULL)
		column = nextval_column(p->t->schema, sequence, &table);
	if (sequence == NULL || (column != NULL && !nextval_is_numbered(table, column)))
		return dn_sqlite_lacks(p, expr, "currval() of a sequence that numbers no column");
	if (column != NULL && table == p->into)
		return dn_sqlite_lacks(p, expr, "currval() of what numbers the rows themselves");
	dn_translation_notice(
	    p->t, "sequence-own", "currval() is the last number that the table has got");
	if (column == NULL || column != dn_sqlite_auto_column(table)) {
		dunlin_buf_printf(p->buf, "(%s)", dn_sqlite_counter_last(p->buf, p->t, sequence));
		return true;
	}
	dunlin_buf_puts(p->buf, "(SELECT seq FROM sqlite_sequence WHERE name = ");
	dn_sqlite_literal(
	    p->buf, dn_relation_name(p->buf, p->t->schema, table->schema, table->name));
	dunlin_buf_puts(p->buf, ")");
	return true;
}

/* -- setval('s', greatest(..., nextval('s'))) ----------------------------------------------- */

struct nextval_to_come {
	const struct dn_schema *schema;
	const struct dn_sequence *sequence;
	void *mem;
};

static struct dn_expr *
to_come_number(void *mem, long long n)
{
	struct dn_expr *e = dn_new(mem, struct dn_expr);

	e->kind = DN_EXPR_NUMBER;
	e->text = dn_sprintf(mem, "%lld", n);
	return e;
}

/* nextval('s') as coalesce(currval('s') + 1, 1). */
static bool
to_come_call(struct dn_expr *e, void *payload)
{
	const struct nextval_to_come *n = payload;
	const struct dn_expr *arg = nextval_call(e, "nextval");
	struct dn_expr *last, *sum;

	if (arg == NULL || nextval_sequence(n->mem, n->schema, arg) != n->sequence)
		return true;
	last = dn_memdup(n->mem, dn_expr_bare(e), sizeof *e);
	last->name = "currval";
	sum = dn_new(n->mem, struct dn_expr);
	sum->kind = DN_EXPR_OPERATOR;
	sum->name = "+";
	dn_push(n->mem, sum->args, sum->nargs, last);
	dn_push(n->mem, sum->args, sum->nargs, to_come_number(n->mem, n->sequence->increment));
	e->kind = DN_EXPR_FUNCTION;
	e->name = "coalesce";
	e->args = NULL;
	e->nargs = 0;
	dn_push(n->mem, e->args, e->nargs, sum);
	dn_push(n->mem, e->args, e->nargs, to_come_number(n->mem, n->sequence->start));
	return true;
}

void
dn_sqlite_next_to_come(
    struct sqlite_change *x, struct dn_expr *value, const struct dn_sequence *sequence)
{
	struct nextval_to_come n = { x->t->schema, sequence, x->scratch };

	if (sequence != NULL)
		dn_expr_each(value, to_come_call, &n);
}
