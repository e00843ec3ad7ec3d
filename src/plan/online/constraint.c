/* constraint.c - constraints that rows are held against while others write */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"
#include "plan/rules.h"
#include "schema/name.h"

/* Of what gives NULL for NULL, and of AND and OR, nothing is false because a column is empty. */
static bool
later_passes_empty(struct dn_expr *expr, void *payload)
{
	(void) payload;
	switch ((int) expr->kind) {
	case DN_EXPR_COLUMN:
	case DN_EXPR_STRING:
	case DN_EXPR_NUMBER:
	case DN_EXPR_BOOLEAN:
	case DN_EXPR_NULL:
	case DN_EXPR_OPERATOR:
	case DN_EXPR_IN:
	case DN_EXPR_BETWEEN:
	case DN_EXPR_CAST:
	case DN_EXPR_COLLATE: return true;
	default: return false;
	}
}

/* Would it refuse rows that others write before a new column of theirs is filled? */
static bool
later_refuses_empty(const struct dn_former *f, const struct dn_constraint *con)
{
	bool uses = false;

	if (con->kind != DN_CHECK || dn_expr_each(con->check, later_passes_empty, NULL))
		return false;
	for (size_t i = 0; i < f->st->nchanges; i++) {
		const struct dn_change *change = f->st->changes[i];

		uses = uses || (change->kind == DN_ADD_COLUMN &&
				   (change->column->identity != DN_IDENTITY_NONE ||
				       !dn_expr_is_stable(change->column->default_expr)) &&
				   (con->check->kind == DN_EXPR_OPAQUE ||
				       dn_expr_uses_column(con->check, change->column->name)));
	}
	return uses;
}

void
dn_recipe_put_later(struct dn_former *f, const struct dn_constraint *con, const char *prefix)
{
	const char *name = dn_former_name(f, con);
	bool late = later_refuses_empty(f, con);
	char *text;

	if (name == NULL) {
		dn_former_give_up(f, dn_former_no_name);
		return;
	}
	name = dn_former_identifier(f, name);
	text = dn_sprintf(
	    f->mem, "ADD CONSTRAINT %s %s%s NOT VALID", name, prefix, dn_former_body(f, con));
	if (late)
		dn_former_alter(f, &f->last, false, "%s", text);
	else
		dn_former_command(f, "%s", text);
	dn_former_alter(f, late ? &f->last : &f->after, true, "VALIDATE CONSTRAINT %s", name);
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
