/* column.c - a new column, whose constraints come behind it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/online/former.h"
#include "sql/lex.h"

/* The parts of a column's text that go elsewhere: those of its constraints that are put. */
static bool
column_goes(const struct dn_constraint *con)
{
	return con->kind != DN_EXCLUDE;
}

/* The column without what goes. */
static char *
column_text(const struct dn_former *f, const struct dn_change *change)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);
	struct dn_span rest = change->span;

	for (size_t i = 0; i < change->nconstraints; i++) {
		const struct dn_constraint *con = change->constraints[i];

		if (!column_goes(con))
			continue;
		dunlin_buf_puts(
		    buf, dn_former_text(f, (struct dn_span){ rest.start, con->span.start }));
		rest.start = con->span.end;
	}
	dunlin_buf_puts(buf, dn_former_text(f, rest));
	return dn_buf_steal(f->mem, buf);
}

static void
column_put(struct dn_former *f, const struct dn_change *change, const struct dn_constraint *con)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	if (con->kind == DN_PRIMARY_KEY || con->kind == DN_UNIQUE) {
		dn_recipe_put_key(f, &change->object, con, true);
		return;
	}
	if (con->kind == DN_FOREIGN_KEY)
		dunlin_buf_printf(
		    buf, "FOREIGN KEY (%s) ", dn_former_identifier(f, change->column->name));
	dn_recipe_put_later(f, con, buf->s);
}

void
dn_recipe_add_column(struct dn_former *f, const struct dn_change *change)
{
	if (change->if_not_exists) {
		dn_former_give_up(f, "with IF NOT EXISTS its constraints may not be made");
		return;
	}
	dn_former_command(f, "%s", column_text(f, change));
	for (size_t i = 0; i < change->nconstraints && !f->gives_up; i++)
		if (column_goes(change->constraints[i]))
			column_put(f, change, change->constraints[i]);
}
