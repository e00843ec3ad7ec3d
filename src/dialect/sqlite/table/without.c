/* without.c - constraints that a table goes without, where the author says `untranslatable =
 * notice`
 *
 * The rest of the table is worth having.  What cannot be said is found as soon as it is in the
 * model, with the statement that brought it, and marked there, so that it stays out whenever the
 * table is printed again.
 */
#include "config.h"

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

static void
without_say(struct sqlite_change *x, struct sqlite_print *p, const struct dn_constraint *c)
{
	struct dn_translation *t = x->t;
	char *message = dn_sprintf(x->scratch, "the constraint '%s' of table '%s': %s", c->name,
	    p->table->name, dunlin_error_message(p->err));

	t->left_out = true;
	dn_log(t->log, DUNLIN_NOTICE, "%s:%u:%u: left out: %s", x->st->source->file,
	    dunlin_error_line(p->err), dunlin_error_column(p->err), message);
	dn_assess_impossible(t, x->st, message);
}

/* An error that is not about the translation comes again when the table is printed. */
static void
without_constraint(struct sqlite_change *x, struct sqlite_print *p, struct dn_constraint *c)
{
	if (dn_sqlite_constraint(p, c))
		return;
	c->left_out = p->err->code == DUNLIN_E_UNTRANSLATABLE;
	if (c->left_out)
		without_say(x, p, c);
	dunlin_error_clear(p->err);
}

void
dn_sqlite_go_without(struct sqlite_change *x)
{
	const struct dn_change *change = x->change;
	bool whole = change->kind == DN_CREATE_TABLE;
	size_t brought = change->kind == DN_ADD_COLUMN       ? change->nconstraints
			 : change->kind == DN_ADD_CONSTRAINT ? 1
							     : 0;
	struct sqlite_print p;

	if (!whole && brought == 0)
		return;
	p = dn_sqlite_printer(x, dn_schema_table(x->t->schema, &change->object));
	p.t = dn_sqlite_quiet(x->scratch, x->t);
	p.err = dn_error_new(x->scratch);
	/* New ones are behind the others. */
	for (size_t i = 0; p.table != NULL && i < p.table->nconstraints; i++)
		if (whole || i + brought >= p.table->nconstraints)
			without_constraint(x, &p, p.table->constraints[i]);
}
