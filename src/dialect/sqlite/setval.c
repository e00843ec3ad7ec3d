/* setval.c - SELECT setval(...): where a sequence goes on */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/query.h"
#include "schema/name.h"

void
dn_sqlite_setval(struct dn_translation *t, const struct dn_statement *from,
    const struct dn_table *table, long long value)
{
	struct dunlin_buf *relation = dn_buf_new(t), *sql = dn_buf_new(relation);

	dn_sqlite_literal(
	    relation, dn_sqlite_relation(relation, t->schema, table->schema, table->name));
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

static const struct dn_table *
setval_owner(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	return sequence == NULL || sequence->owner_table == NULL
		   ? NULL
		   : dn_map_get(schema->tables, sequence->owner_table);
}

/* The table that the sequence numbers: its name, or pg_get_serial_sequence('table', 'column'). */
static const struct dn_table *
setval_table(struct sqlite_change *x, const struct dn_expr *expr)
{
	const struct dn_expr *call = dn_expr_bare(expr);
	bool serial = call->kind == DN_EXPR_FUNCTION && call->nargs == 2 &&
		      strcmp(call->name, "pg_get_serial_sequence") == 0;
	const char *text = serial ? setval_text(call->args[0]) : setval_text(expr);
	struct dn_name name;

	if (text == NULL || !dn_name_parse(x->scratch, text, &name))
		return NULL;
	if (serial)
		return dn_schema_table(x->t->schema, &name);
	return setval_owner(x->t->schema, dn_schema_sequence(x->t->schema, &name));
}

/* A dump sets the sequence before it makes the column a key: then it waits. */
static bool
setval_constant(struct sqlite_change *x, const struct dn_table *table, long long value)
{
	struct sqlite_setval *waiting;

	if (dn_sqlite_auto_column(table) != NULL) {
		dn_sqlite_setval(x->t, x->st, table, value);
		return true;
	}
	waiting = dn_new(x->state->setvals, struct sqlite_setval);
	waiting->from = x->st;
	waiting->value = value;
	dn_map_put(x->state->setvals, table->key, waiting);
	return true;
}

/* max(id) and the like; of NULL PostgreSQL's does nothing. */
static bool
setval_query(struct sqlite_change *x, const struct dn_table *table, struct dn_query *q,
    struct dn_expr *value, bool called)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dunlin_buf *relation = dn_buf_new(x->scratch);
	static const struct dn_type bigint = { .kind = DN_TYPE_BIGINT, .name = "int8" };
	const struct dn_type *types[] = { &bigint };
	struct sqlite_shape shape = { types, 1 };

	if (dn_sqlite_auto_column(table) == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "table '%s' has no column that numbers itself there", table->name);
	dn_sqlite_literal(
	    relation, dn_sqlite_relation(x->scratch, x->t->schema, table->schema, table->name));
	p.query = true;
	q->targets[0].expr = value;
	if (!dn_sqlite_query(&p, q, &shape))
		return false;
	dn_sqlite_emit(x,
	    "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM "
	    "sqlite_sequence WHERE name = %s)",
	    relation->s, relation->s);
	dn_sqlite_emit(x, "UPDATE sqlite_sequence SET seq = coalesce((%s)%s, seq) WHERE name = %s",
	    p.buf->s, called ? "" : " - 1", relation->s);
	return true;
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

bool
dn_sqlite_select_setval(struct sqlite_change *x, struct dn_query *q)
{
	const struct dn_expr *call = dn_expr_bare(q->targets[0].expr);
	const struct dn_expr *value = dn_expr_bare(call->args[1]);
	const struct dn_expr *called = call->nargs == 3 ? dn_expr_bare(call->args[2]) : NULL;
	const struct dn_table *table = setval_table(x, call->args[0]);

	if (table == NULL)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "no column is known to be numbered by this sequence");
	if (called != NULL && called->kind != DN_EXPR_BOOLEAN)
		return dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		    "the third argument of setval() must be a constant there");
	if (value->kind == DN_EXPR_NUMBER && q->nfrom == 0)
		return setval_constant(
		    x, table, strtoll(value->text, NULL, 10) - (called != NULL && !called->truth));
	return setval_query(x, table, q, call->args[1], called == NULL || called->truth);
}
