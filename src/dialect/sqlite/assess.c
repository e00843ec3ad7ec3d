/* assess.c - what a change itself brings, apart from the table that waits with it to be printed
 *
 * A table is printed once for several changes, with columns that none of them is about.  So where
 * somebody asks how well each statement carries over, its parts are printed once more by
 * themselves, for the notices; what they cannot be is found when the table is printed.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

static void
assess_constraint(struct sqlite_print *p, const struct dn_constraint *constraint)
{
	if (constraint->kind == DN_UNIQUE)
		dn_sqlite_unique(p, constraint, false);
	else
		dn_sqlite_constraint(p, constraint);
}

static void
assess_table(struct sqlite_print *p)
{
	dn_sqlite_table(p, "", false);
	for (size_t i = 0; i < p->table->nconstraints; i++) {
		if (p->table->constraints[i]->kind == DN_UNIQUE)
			assess_constraint(p, p->table->constraints[i]);
	}
}

static void
assess_column(struct sqlite_print *p, const char *name)
{
	const struct dn_column *column = dn_table_column(p->table, name);

	if (column != NULL)
		dn_sqlite_column(p, column);
}

static void
assess_parts(struct sqlite_print *p, const struct dn_change *change)
{
	switch (change->kind) {
	case DN_CREATE_TABLE: assess_table(p); break;
	case DN_ADD_COLUMN: assess_column(p, change->column->name); break;
	case DN_SET_TYPE:
	case DN_SET_DEFAULT:
	case DN_ADD_IDENTITY: assess_column(p, change->column_name); break;
	case DN_ADD_CONSTRAINT:
		if (p->table->nconstraints > 0)
			assess_constraint(p, p->table->constraints[p->table->nconstraints - 1]);
		break;
	default:
		if (dn_sqlite_index_kept(p->t, change->index, p->from))
			dn_sqlite_index(p, change->index, false);
	}
}

void
dn_sqlite_assess(struct sqlite_change *x)
{
	const struct dn_change *change = x->change;
	const struct dn_name *name = &change->object;
	struct sqlite_print p;

	switch (change->kind) {
	case DN_CREATE_INDEX: name = &change->index->table; break;
	case DN_CREATE_TABLE:
	case DN_ADD_COLUMN:
	case DN_SET_TYPE:
	case DN_SET_DEFAULT:
	case DN_ADD_IDENTITY:
	case DN_ADD_CONSTRAINT: break;
	default: return;
	}
	p = dn_sqlite_printer(x, dn_schema_table(x->t->schema, name));
	p.err = dn_error_new(x->scratch);
	if (p.table != NULL)
		assess_parts(&p, change);
}
