/* asked.c - an IF of a DO block that asks rows: its answer is kept while the block runs */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"
#include "schema/condition/condition.h"

/*
 * What stands under such an IF may change the rows that it asks, so the answer is a temporary table
 * of one row, and the statements under it are about no rows where it is not so.
 */

/* By where it stands in its statement. */
static char *
asked_table(const struct sqlite_change *x, const struct dn_change *condition)
{
	size_t i = 0;

	while (i < x->st->nchanges && x->st->changes[i] != condition)
		i++;
	return dn_sprintf(x->scratch, "dn_if_%zu", i);
}

/* What the model answers is settled; false: what it does not is in the server's catalogs. */
static bool
asked_settle(const struct sqlite_change *x, struct dn_expr *e)
{
	struct dn_change part = { .expr = e };
	bool ok = true;

	dn_cannot_answer(x->t->schema, &part);
	if (part.answer != DN_ANSWER_UNKNOWN) {
		e->kind = DN_EXPR_BOOLEAN;
		e->truth = part.answer == DN_ANSWER_YES;
		return true;
	}
	if (e->kind != DN_EXPR_OPERATOR ||
	    (strcmp(e->name, "and") != 0 && strcmp(e->name, "or") != 0 &&
		strcmp(e->name, "not") != 0))
		return dn_schema_ask(NULL, e) == DN_ANSWER_UNKNOWN;
	for (size_t i = 0; ok && i < e->nargs; i++)
		ok = asked_settle(x, e->args[i]);
	return ok;
}

bool
dn_sqlite_asked(struct sqlite_change *x)
{
	struct dunlin_buf *buf = dn_buf_new(x->scratch);

	for (const struct dn_change *c = x->change; c->under != NULL; c = c->under) {
		const char *table = asked_table(x, c->under);

		if (c->under->answer != DN_ANSWER_UNKNOWN)
			continue;
		if (x->asked == NULL || dn_map_get(x->asked, table) == NULL)
			return false;
		dunlin_buf_printf(buf, "%s%s(SELECT yes FROM temp.%s)", buf->len > 0 ? " AND " : "",
		    c->otherwise ? "NOT " : "", table);
	}
	x->only = buf->s;
	return true;
}

static bool
asked_matters(const struct sqlite_change *x)
{
	for (size_t i = 0; i < x->st->nchanges; i++)
		if (x->st->changes[i]->kind == DN_DATA || x->st->changes[i]->kind == DN_RAISE)
			for (const struct dn_change *c = x->st->changes[i]; c->under != NULL;
			     c = c->under)
				if (c->under == x->change)
					return true;
	return false;
}

/* An IF within is asked only where the one around it is so. */
bool
dn_sqlite_ask(struct sqlite_change *x)
{
	const char *table = asked_table(x, x->change);
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dn_target target = { .expr = dn_expr_copy(x->scratch, x->change->expr) };
	struct dn_query q = { .kind = DN_QUERY_SELECT, .targets = &target, .ntargets = 1 };

	if (x->change->answer != DN_ANSWER_UNKNOWN || !asked_matters(x) ||
	    !asked_settle(x, target.expr))
		return true;
	if (!dn_sqlite_flush_before(x))
		return false;
	dn_query_resolve(x->scratch, x->t->schema, &q);
	p.query = true;
	dunlin_buf_printf(p.buf, "CREATE TEMP TABLE %s AS SELECT coalesce(", table);
	if (x->only != NULL)
		dunlin_buf_printf(p.buf, "CASE WHEN %s THEN ", x->only);
	if (!dn_sqlite_operand(&p, target.expr))
		return false;
	dunlin_buf_printf(p.buf, "%s, 0) AS yes", x->only != NULL ? " END" : "");
	dn_sqlite_emit(x, "%s", p.buf->s);
	if (x->asked == NULL)
		x->asked = dn_map_new(NULL);
	dn_map_put(x->asked, table, x->asked);
	return true;
}

bool
dn_sqlite_asked_cannot(struct sqlite_change *x, const char *what)
{
	return x->only == NULL ||
	       dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		   "%s under an IF that asks rows has no counterpart there", what);
}

void
dn_sqlite_asked_end(struct sqlite_change *x)
{
	if (x->asked == NULL)
		return;
	dn_map_each (x->asked, e)
		dn_translation_add(x->t, x->st, dn_sprintf(x->asked, "DROP TABLE temp.%s", e->key));
	dn_free(x->asked);
	x->asked = NULL;
}
