/* without.c - parts that a table goes without, where the author says `untranslatable = notice`
 *
 * The rest of the table is worth having.  What cannot be said is found as soon as it is in the
 * model, with the statement that brought it, and taken out there or marked, so that it stays out
 * whenever the table is printed again.
 */
#include "config.h"

#include "base/error.h"
#include "base/mem.h"
#include "dialect/sqlite/sqlite.h"

/* False when P's error says anything but that something cannot be translated. */
static bool
without_say(struct sqlite_change *x, struct sqlite_print *p, const char *part, const char *name)
{
	struct dn_translation *t = x->t;
	char *message;

	if (p->err->code != DUNLIN_E_UNTRANSLATABLE)
		return false;
	message = dn_sprintf(x->scratch, "%s '%s' of table '%s': %s", part, name, p->table->name,
	    dunlin_error_message(p->err));
	t->left_out = true;
	dn_log(t->log, DUNLIN_NOTICE, "%s:%u:%u: left out: %s", x->st->source->file,
	    dunlin_error_line(p->err), dunlin_error_column(p->err), message);
	dn_assess_impossible(t, x->st, message);
	dunlin_error_clear(p->err);
	return true;
}

/* Nobody fills the column, so it may be null. */
static void
without_value(struct sqlite_change *x, struct sqlite_print *p, struct dn_column *column)
{
	struct dn_expr **value =
	    column->generated != NULL ? &column->generated : &column->default_expr;

	if (dn_sqlite_column_value(p, column) ||
	    !without_say(x, p,
		column->generated != NULL ? "how to generate column" : "the default of column",
		column->name))
		return;
	*value = NULL;
	column->not_null = false;
}

static void
without_constraint(struct sqlite_change *x, struct sqlite_print *p, struct dn_constraint *c)
{
	if (!dn_sqlite_constraint(p, c) && without_say(x, p, "the constraint", c->name))
		c->left_out = true;
}

static void
without_column(struct sqlite_change *x, struct sqlite_print *p, struct dn_column *column)
{
	struct dn_constraint *c;

	without_value(x, p, column);
	while ((c = dn_sqlite_domain_cannot(p, column)) != NULL) {
		if (!without_say(x, p, "the domain's constraint", c->name))
			return;
		c->left_out = true;
	}
}

static void
without_parts(struct sqlite_change *x, struct sqlite_print *p)
{
	const struct dn_change *change = x->change;
	const struct dn_table *table = p->table;
	bool whole = change->kind == DN_CREATE_TABLE;
	const char *name =
	    change->kind == DN_ADD_COLUMN ? change->column->name : change->column_name;
	size_t brought = change->kind == DN_ADD_COLUMN ? change->nconstraints
						       : change->kind == DN_ADD_CONSTRAINT;

	for (size_t i = 0; i < table->ncolumns; i++)
		if (whole || (name != NULL && dn_table_column(table, name) == table->columns[i]))
			without_column(x, p, table->columns[i]);
	/* New ones are behind the others. */
	for (size_t i = 0; i < table->nconstraints; i++)
		if (whole || i + brought >= table->nconstraints)
			without_constraint(x, p, table->constraints[i]);
}

void
dn_sqlite_go_without(struct sqlite_change *x)
{
	struct sqlite_print p;

	switch ((int) x->change->kind) {
	case DN_CREATE_TABLE:
	case DN_ADD_COLUMN:
	case DN_SET_TYPE:
	case DN_SET_DEFAULT:
	case DN_ADD_CONSTRAINT: break;
	default: return;
	}
	p = dn_sqlite_printer(x, dn_schema_table(x->t->schema, &x->change->object));
	p.t = dn_sqlite_quiet(x->scratch, x->t);
	p.err = dn_error_new(x->scratch);
	if (p.table != NULL)
		without_parts(x, &p);
}
