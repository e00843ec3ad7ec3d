/* retype.c - a column whose type changes without its rows, and what they are held against again */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/postgresql/postgresql.h"
#include "plan/online/former.h"

static bool
retype_is_no_list(struct dn_expr *expr, void *payload)
{
	(void) payload;
	return expr->kind != DN_EXPR_IN;
}

/* The server prints a list and reads that again: so its parts have types, and another form. */
static char *
retype_list(
    const struct dn_former *f, const struct dn_column *column, const char *const *values, size_t n)
{
	bool text = column->type->kind == DN_TYPE_TEXT;
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	if (column->type->dims > 0 || (!text && column->type->kind != DN_TYPE_VARCHAR))
		return NULL;
	dunlin_buf_printf(buf, "(%s)::text = ANY (%sARRAY[", dn_former_identifier(f, column->name),
	    text ? "" : "(");
	for (size_t i = 0; i < n; i++) {
		dunlin_buf_puts(buf, i == 0 ? "" : ", ");
		f->dialect->literal(buf, values[i]);
		dunlin_buf_puts(buf, text ? "::text" : "::character varying");
	}
	dunlin_buf_puts(buf, text ? "])" : "])::text[])");
	return dn_buf_steal(f->mem, buf);
}

/* So that what the server keeps of it is what it would make of the CHECK itself; NULL: not sure. */
static char *
retype_condition(const struct dn_former *f, const struct dn_constraint *con)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);
	const char *name, **values;
	size_t n;

	if (dn_expr_value_set(f->mem, con->check, &name, &values, &n) && n > 1)
		return retype_list(f, dn_table_column(f->table, name), values, n);
	if (con->check->kind == DN_EXPR_OPAQUE ||
	    !dn_expr_each(con->check, retype_is_no_list, NULL))
		return NULL;
	dn_postgresql_expr(buf, con->check);
	return dn_buf_steal(f->mem, buf);
}

static bool
retype_tests(const struct dn_constraint *con, const char *column)
{
	return con->kind == DN_CHECK && !con->not_valid && con->check != NULL &&
	       dn_expr_uses_column(con->check, column);
}

static void
retype_put(struct dn_former *f, const struct dn_constraint *con)
{
	char *condition = retype_condition(f, con), *name = dn_former_identifier(f, con->name);

	if (condition == NULL) {
		dn_former_give_up(f, "a CHECK of the column cannot be written as it would become");
		return;
	}
	dn_former_command(f, "ADD CONSTRAINT %s CHECK (%s)%s NOT VALID", name, condition,
	    con->no_inherit ? " NO INHERIT" : "");
	dn_former_alter(f, &f->after, true, "VALIDATE CONSTRAINT %s", name);
}

/* One statement drops a CHECK, changes the type and adds it for what comes; then it is validated.
 */
void
dn_recipe_retype_checked(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_table *table = f->table;

	if (table->unknown) {
		dn_former_give_up(f, dn_former_no_table);
		return;
	}
	for (size_t i = 0; i < table->nconstraints; i++)
		if (retype_tests(table->constraints[i], change->column_name))
			dn_former_command(f, "DROP CONSTRAINT %s",
			    dn_former_identifier(f, table->constraints[i]->name));
	dn_former_command(f, "%s", dn_former_text(f, change->span));
	for (size_t i = 0; i < table->nconstraints && !f->gives_up; i++)
		if (retype_tests(table->constraints[i], change->column_name))
			retype_put(f, table->constraints[i]);
}
