/* null.c - NOT NULL by way of a CHECK that is validated while others write */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"
#include "schema/name.h"

void
dn_recipe_set_not_null(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_column *column = dn_table_column(f->table, change->column_name);

	if (dn_former_changes_column(f, change->column_name)) {
		dn_former_give_up(f, "the column is made or changed beside it");
		return;
	}
	dn_former_command(f, "%s", dn_former_text(f, change->span));
	if (column == NULL || !column->not_null)
		dn_push(f->mem, f->proved, f->nproved, change->column_name);
	dn_recipe_proves_all(f);
}

/* Of a table that it does not know, the model has no CHECK either. */
void
dn_recipe_proves_all(struct dn_former *f)
{
	if (f->table->unknown && f->st->nchanges == 1 && f->nproved > 0)
		f->prepared = "a valid CHECK is the proof";
}

/* A name for the table's helper that neither the author nor the server would take. */
static char *
null_helper(const struct dn_former *f, const char *column)
{
	return dn_former_identifier(f, dn_former_helping_constraint(f, f->table, "_dn_nn", column));
}

static char *
null_condition(const struct dn_former *f, const char *const *columns, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s%s IS NOT NULL", i == 0 ? "" : " AND ",
		    dn_former_identifier(f, columns[i]));
	return dn_buf_steal(f->mem, buf);
}

/* What inherits from ONLY that table is not asked for it. */
static void
null_prove(struct dn_former *f, struct dn_form_list *list, const char *helper,
    const char *const *columns, size_t n)
{
	dn_former_alter(f, list, false, "ADD CONSTRAINT %s CHECK (%s)%s NOT VALID", helper,
	    null_condition(f, columns, n),
	    dn_former_is_only(f) && f->table->partitioning == NULL ? " NO INHERIT" : "");
	dn_former_alter(f, list, true, "VALIDATE CONSTRAINT %s", helper);
}

/* Dropped by a statement of its own: one with both drops first, and then reads every row. */
void
dn_recipe_forbid_nulls(
    struct dn_former *f, struct dn_form_list *list, const char *const *columns, size_t n)
{
	const char *helper = null_helper(f, columns[0]);

	null_prove(f, list, helper, columns, n);
	for (size_t i = 0; i < n; i++)
		dn_former_alter(f, list, false, "ALTER COLUMN %s SET NOT NULL",
		    dn_former_identifier(f, columns[i]));
	dn_former_alter(f, list, false, "DROP CONSTRAINT %s", helper);
}

/* Around the statement. */
void
dn_recipe_prove(struct dn_former *f)
{
	struct dn_form_list keys = f->before;
	const char *helper;

	if (f->nproved > 0) {
		helper = null_helper(f, f->proved[0]);
		f->before = (struct dn_form_list){ 0 };
		null_prove(f, &f->before, helper, f->proved, f->nproved);
		for (size_t i = 0; i < keys.n; i++)
			dn_push(f->mem, f->before.items, f->before.n, keys.items[i]);
		dn_former_alter(f, &f->with, false, "DROP CONSTRAINT %s", helper);
	}
	if (f->nlate > 0)
		dn_recipe_forbid_nulls(f, &f->after, f->late, f->nlate);
}
