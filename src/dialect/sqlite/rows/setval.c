/* setval.c - SELECT setval(...): where a sequence goes on */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "schema/name.h"

void
dn_sqlite_setval(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_table *table, long long value)
{
	struct dunlin_buf *relation = dn_buf_new(t), *sql = dn_buf_new(relation);

	dn_sqlite_literal(
	    relation, dn_relation_name(relation, t->schema, table->schema, table->name));
	dunlin_buf_printf(sql, "DELETE FROM sqlite_sequence WHERE name = %s", relation->s);
	dn_translation_add(t, from, sql->s);
	dn_buf_truncate(sql, 0);
	dunlin_buf_printf(
	    sql, "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %lld)", relation->s, value);
	dn_translation_add(t, from, sql->s);
	dn_free(relation);
}

/* The text of a constant, whatever it is cast to. */
static const char *
setval_text(const struct dn_expr *expr)
{
	expr = dn_expr_bare(expr);
	return expr->kind == DN_EXPR_STRING ? expr->text : NULL;
}

/* What a sequence numbers. */
struct setval {
	const struct dn_table *table; /* NULL: nothing that is known */
	const struct dn_column *column;
	const struct dn_sequence *sequence;
};

static struct setval
setval_owner(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	struct setval s = { .sequence = sequence };

	if (sequence == NULL)
		return s;
	if (sequence->owner_table != NULL)
		s.table = dn_map_get(schema->tables, sequence->owner_table);
	else
		s.table = dn_sqlite_numbered(schema, sequence, &s.column);
	if (s.table != NULL && s.column == NULL)
		s.column = dn_table_column(s.table, sequence->owner_column);
	return s;
}

/* The sequence by its name, or pg_get_serial_sequence('table', 'column'). */
static struct setval
setval_find(struct sqlite_change *x, const struct dn_expr *expr)
{
	const struct dn_schema *schema = x->t->schema;
	const struct dn_expr *call = dn_expr_bare(expr);
	bool serial = call->kind == DN_EXPR_FUNCTION && call->nargs == 2 &&
		      strcmp(call->name, "pg_get_serial_sequence") == 0;
	const char *text = serial ? setval_text(call->args[0]) : setval_text(expr);
	const char *column = serial ? setval_text(call->args[1]) : NULL;
	struct setval s = { .table = NULL };
	struct dn_name name;

	if (text == NULL || !dn_name_parse(x->scratch, text, &name))
		return s;
	if (!serial)
		return setval_owner(schema, dn_schema_sequence(schema, &name));
	s.table = dn_schema_table(schema, &name);
	if (s.table != NULL && column != NULL)
		s.column = dn_table_column(s.table, column);
	if (s.column != NULL)
		s.sequence = dn_sqlite_sequence(schema, s.table, s.column);
	return s;
}

/* Is the number that of a counter, and not of what a dump copied rows to? */
static bool
setval_is_counted(const struct sqlite_change *x, const struct setval *s)
{
	if (s->table == NULL)
		return true;
	return s->column != NULL && s->sequence != NULL &&
	       dn_sqlite_is_counted(s->table, s->column) &&
	       dn_map_get(x->state->unnumbered, s->table->key) == NULL;
}

/* A dump sets the sequence before it makes the column a key: then it waits. */
static bool
setval_constant(struct sqlite_change *x, const struct setval *s, long long value)
{
	struct sqlite_setval *waiting;

	if (s->table == NULL) {
		dn_sqlite_counter_set(x->t, x->st, s->sequence, value);
		return true;
	}
	if (dn_sqlite_auto_column(s->table) != NULL) {
		dn_sqlite_setval(x->t, x->st, s->table, value);
		return true;
	}
	if (setval_is_counted(x, s))
		dn_sqlite_counter_set(x->t, x->st, s->sequence, value);
	waiting = dn_new(x->state->setvals, struct sqlite_setval);
	waiting->from = x->st;
	waiting->value = value;
	waiting->done = setval_is_counted(x, s);
	dn_map_put(x->state->setvals, s->table->key, waiting);
	return true;
}

/* max(id) and the like; of NULL PostgreSQL's does nothing. */
static bool
setval_query(struct sqlite_change *x, const struct setval *s, struct dn_query *q,
    struct dn_expr *value, long long back)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dunlin_buf *relation = dn_buf_new(x->scratch);
	static const struct dn_type bigint = { .kind = DN_TYPE_BIGINT, .name = "int8" };
	const struct dn_type *types[] = { &bigint };
	struct sqlite_shape shape = { types, 1 };

	if (!setval_is_counted(x, s) && dn_sqlite_auto_column(s->table) == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "table '%s' has no column that numbers itself there", s->table->name);
	p.query = true;
	dn_sqlite_next_to_come(x, value, s->sequence);
	q->targets[0].expr = value;
	if (!dn_sqlite_query(&p, q, &shape))
		return false;
	if (s->table == NULL || dn_sqlite_auto_column(s->table) == NULL) {
		dn_sqlite_counter_set_query(x, s->sequence, p.buf->s, back);
		return true;
	}
	dn_sqlite_literal(
	    relation, dn_relation_name(x->scratch, x->t->schema, s->table->schema, s->table->name));
	dn_sqlite_emit(x,
	    "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM "
	    "sqlite_sequence WHERE name = %s)",
	    relation->s, relation->s);
	dn_sqlite_emit(x, "UPDATE sqlite_sequence SET seq = coalesce((%s)%s, seq) WHERE name = %s",
	    p.buf->s, back == 0 ? "" : " - 1", relation->s);
	return true;
}

static struct dn_expr *
setval_expr(void *mem, enum dn_expr_kind kind, const char *name, struct dn_expr *first)
{
	struct dn_expr *expr = dn_new(mem, struct dn_expr);

	expr->kind = kind;
	expr->name = name;
	if (first != NULL)
		dn_push(expr, expr->args, expr->nargs, first);
	return expr;
}

/* VALUE where CALLED is true, BACK less where it is false, and null, which sets nothing, else. */
static struct dn_expr *
setval_if_called(void *mem, struct dn_expr *value, struct dn_expr *called, long long back)
{
	struct dn_expr *expr = setval_expr(mem, DN_EXPR_CASE, NULL, called);
	struct dn_expr *less = setval_expr(mem, DN_EXPR_OPERATOR, "-", dn_expr_copy(mem, value));
	struct dn_expr *number = setval_expr(mem, DN_EXPR_NUMBER, NULL, NULL);

	number->text = dn_sprintf(number, "%lld", back);
	dn_push(less, less->args, less->nargs, number);
	dn_push(expr, expr->args, expr->nargs, value);
	dn_push(expr, expr->args, expr->nargs,
	    setval_expr(mem, DN_EXPR_IS, "false", dn_expr_copy(mem, called)));
	dn_push(expr, expr->args, expr->nargs, less);
	return expr;
}

bool
dn_sqlite_is_setval(const struct dn_query *q)
{
	const struct dn_expr *call = q->kind == DN_QUERY_SELECT && q->ntargets == 1
					 ? dn_expr_bare(q->targets[0].expr)
					 : NULL;

	return call != NULL && call->kind == DN_EXPR_FUNCTION &&
	       strcmp(call->name, "setval") == 0 && (call->nargs == 2 || call->nargs == 3);
}

static bool
setval_is_plain(struct dn_expr *e, void *payload)
{
	(void) payload;
	return !dn_expr_is_aggregate(e);
}

/* Does it run for more than one row of a table, the last of which counts? */
static bool
setval_is_repeated(const struct sqlite_change *x, const struct dn_query *q)
{
	bool tables = false;

	for (size_t i = 0; i < q->nfrom; i++)
		tables = tables || (q->from[i]->kind == DN_FROM_TABLE &&
				       dn_schema_table(x->t->schema, &q->from[i]->table) != NULL);
	return tables && q->limit == NULL &&
	       (q->ngroups > 0 || dn_expr_each(q->targets[0].expr, setval_is_plain, NULL));
}

bool
dn_sqlite_select_setval(struct sqlite_change *x, struct dn_query *q)
{
	const struct dn_expr *call = dn_expr_bare(q->targets[0].expr);
	const struct dn_expr *value = dn_expr_bare(call->args[1]);
	const struct dn_expr *called = call->nargs == 3 ? dn_expr_bare(call->args[2]) : NULL;
	struct setval s = setval_find(x, call->args[0]);
	long long back = 0;

	if (s.table == NULL && s.sequence == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the history does not say what numbers this sequence gives");
	if (setval_is_repeated(x, q))
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "it is called for each row, of which the last one counts: write max() or LIMIT "
		    "1");
	/* Of nobody yet. */
	if (s.table == NULL)
		dn_sqlite_counter_start(x->t, s.sequence, x->st);
	/* What was not called yet is the next one. */
	if (called != NULL && !(called->kind == DN_EXPR_BOOLEAN && called->truth))
		back = setval_is_counted(x, &s) ? s.sequence->increment : 1;
	if (called != NULL && called->kind != DN_EXPR_BOOLEAN)
		return setval_query(
		    x, &s, q, setval_if_called(x->scratch, call->args[1], call->args[2], back), 0);
	if (value->kind == DN_EXPR_NUMBER && q->nfrom == 0)
		return setval_constant(x, &s, strtoll(value->text, NULL, 10) - back);
	return setval_query(x, &s, q, call->args[1], back);
}
