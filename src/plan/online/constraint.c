/* constraint.c - constraints that rows are held against while others write */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"
#include "schema/name.h"

void
dn_recipe_put_later(struct dn_former *f, const struct dn_constraint *con, const char *prefix)
{
	const char *name = dn_former_name(f, con);

	if (name == NULL) {
		dn_former_give_up(f, dn_former_no_name);
		return;
	}
	name = dn_former_identifier(f, name);
	dn_former_command(
	    f, "ADD CONSTRAINT %s %s%s NOT VALID", name, prefix, dn_former_body(f, con));
	dn_former_alter(f, &f->after, true, "VALIDATE CONSTRAINT %s", name);
}

void
dn_recipe_add_later(struct dn_former *f, const struct dn_change *change)
{
	dn_recipe_put_later(f, change->constraint, "");
}

/* The name of its index until it is the constraint's: that of the constraint where it is free. */
static char *
key_index(const struct dn_former *f, const char *name)
{
	if (f->table->unknown || dn_schema_has_relation(f->schema, f->table->schema, name))
		name = dn_former_helping_relation(f, "_dn_ix", name);
	return dn_former_identifier(f, name);
}

char *
dn_former_key_definition(
    const struct dn_former *f, const struct dn_name *table, const struct dn_constraint *con)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	dunlin_buf_printf(buf, "%s (%s)", dn_former_relation(f, table),
	    dn_former_columns(f, con->columns, con->ncolumns));
	if (con->ninclude > 0)
		dunlin_buf_printf(
		    buf, " INCLUDE (%s)", dn_former_columns(f, con->include, con->ninclude));
	dunlin_buf_puts(buf, con->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
	return dn_buf_steal(f->mem, buf);
}

char *
dn_former_key_by_index(
    const struct dn_former *f, const struct dn_constraint *con, const char *index)
{
	return dn_sprintf(f->mem, "%s USING INDEX %s%s",
	    con->kind == DN_PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE", index,
	    con->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
	    : con->deferrable       ? " DEFERRABLE"
				    : "");
}

/* The columns of a primary key get NOT NULL with it, for which every row would be read. */
static void
key_prove(struct dn_former *f, const struct dn_constraint *con)
{
	for (size_t i = 0; con->kind == DN_PRIMARY_KEY && i < con->ncolumns; i++) {
		const struct dn_column *column = dn_table_column(f->table, con->columns[i]);

		if (column == NULL || !column->not_null)
			dn_push(f->mem, f->proved, f->nproved, con->columns[i]);
	}
	dn_recipe_proves_all(f);
}

void
dn_recipe_put_key(
    struct dn_former *f, const struct dn_name *table, const struct dn_constraint *con, bool late)
{
	const char *name = dn_former_name(f, con), *index;
	struct dn_form_list *list = late ? &f->after : &f->before;
	char *command;

	if (name == NULL || con->more || (late && con->kind == DN_PRIMARY_KEY)) {
		dn_former_give_up(f, name == NULL ? dn_former_no_name
				     : con->more
					 ? dn_former_no_options
					 : "the column of a new primary key is filled at once");
		return;
	}
	index = key_index(f, name);
	dn_former_add(f, list, false, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s", index,
	    dn_former_key_definition(f, table, con));
	command = dn_sprintf(f->mem, "ADD CONSTRAINT %s %s", dn_former_identifier(f, name),
	    dn_former_key_by_index(f, con, index));
	if (late)
		dn_former_alter(f, &f->after, false, "%s", command);
	else
		dn_former_command(f, "%s", command);
	key_prove(f, con);
}

void
dn_recipe_add_key(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;
	bool late = false;

	for (size_t i = 0; i < con->ncolumns + con->ninclude; i++) {
		const char *column =
		    i < con->ncolumns ? con->columns[i] : con->include[i - con->ncolumns];

		late = late || dn_former_makes_column(f, column);
		if (dn_former_changes_column(f, column) && !dn_former_makes_column(f, column)) {
			dn_former_give_up(f, "a column of the key is changed beside it");
			return;
		}
	}
	dn_recipe_put_key(f, &change->object, con, late);
}
