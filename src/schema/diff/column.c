/* column.c - how a table's columns become another's */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/diff/diffs.h"
#include "schema/edit.h"

static struct dn_change *
column_change(
    struct dn_differ *d, enum dn_change_kind kind, const struct dn_table *table, const char *column)
{
	struct dn_change *change = dn_differ_add(d, kind, table->schema, table->name);

	change->column_name = column;
	return change;
}

/* Generated ones first: they stand on the others. */
void
dn_differ_drop_columns(struct dn_differ *d, struct dn_table *from, struct dn_table *to)
{
	for (int plain = 0; plain < 2; plain++)
		for (size_t i = from->ncolumns; i-- > 0;) {
			const struct dn_column *c = from->columns[i];

			if ((c->generated == NULL) == plain && dn_table_column(to, c->name) == NULL)
				column_change(d, DN_DROP_COLUMN, from, c->name);
		}
}

/* Is all of TO behind column I new to FROM?  Then column I loses no place by coming last. */
static bool
column_was_last(const struct dn_table *from, const struct dn_table *to, size_t i)
{
	for (i++; i < to->ncolumns; i++)
		if (dn_table_column(from, to->columns[i]->name) != NULL)
			return false;
	return true;
}

void
dn_differ_check_type(struct dn_differ *d, const struct dn_type *type)
{
	const struct dn_name name = { type->schema, type->name };
	const struct dn_enum *named =
	    type->kind == DN_TYPE_NAMED ? dn_model_find(d->to, d->to->enums, &name) : NULL;

	if (named != NULL && named->unknown)
		dn_differ_impossible(d, "not all of type '%s' is known", type->name);
}

static void
column_add(struct dn_differ *d, const struct dn_table *from, const struct dn_table *to, size_t i)
{
	struct dn_column *c = to->columns[i];
	bool last = column_was_last(from, to, i);
	struct dn_change *change;

	change = column_change(d, DN_ADD_COLUMN, to, c->name);
	change->column = c;
	dn_differ_check_known(d, to);
	dn_differ_check_type(d, c->type);
	if (c->more)
		dn_differ_impossible(d,
		    "column '%s' of table '%s' was made with settings that are not kept in the "
		    "model",
		    c->name, to->name);
	if (!last)
		dn_map_put(d->diff->readded, to->key, change);
	dn_differ_loss(d, "column '%s' of table '%s' comes back %s%s", c->name, to->name,
	    c->generated != NULL || c->default_expr != NULL ? "computed anew" : "empty",
	    last ? "" : ", and as the last one");
}

static bool
column_is_text(const struct dn_type *type)
{
	return type->dims == 0 && (type->kind == DN_TYPE_TEXT || type->kind == DN_TYPE_VARCHAR ||
				      type->kind == DN_TYPE_CHAR || type->kind == DN_TYPE_CITEXT);
}

static bool
column_same_type(const struct dn_column *a, const struct dn_column *b)
{
	bool plain = a->collation == NULL || b->collation == NULL;

	return dn_type_equal(a->type, b->type) &&
	       (plain ? a->collation == b->collation : strcmp(a->collation, b->collation) == 0);
}

/* Does every value of FROM that was one of TO before come back as it was, or not at all? */
static bool
column_keeps_values(const struct dn_type *from, const struct dn_type *to)
{
	bool integers = from->kind <= DN_TYPE_BIGINT && to->kind <= DN_TYPE_BIGINT &&
			from->kind >= DN_TYPE_SMALLINT && to->kind >= DN_TYPE_SMALLINT;
	bool texts = (from->kind == DN_TYPE_TEXT || from->kind == DN_TYPE_VARCHAR) &&
		     (to->kind == DN_TYPE_TEXT || to->kind == DN_TYPE_VARCHAR);

	return from->dims == 0 && to->dims == 0 && (integers || texts);
}

static void
column_set_type(struct dn_differ *d, const struct dn_table *table, const struct dn_column *from,
    const struct dn_column *to)
{
	struct dn_change *change = column_change(d, DN_SET_TYPE, table, to->name);
	struct dn_expr *column, *cast;

	change->type = to->type;
	change->text = to->collation;
	if (!column_keeps_values(from->type, to->type))
		dn_differ_loss(d, "values of column '%s' of table '%s' are converted back",
		    to->name, table->name);
	/* Only where no assignment does it: a cast that is written cuts strings in silence. */
	if (!column_is_text(from->type) || column_is_text(to->type))
		return;
	column = dn_new(change, struct dn_expr);
	column->kind = DN_EXPR_COLUMN;
	column->name = to->name;
	cast = dn_new(change, struct dn_expr);
	cast->kind = DN_EXPR_CAST;
	cast->type = to->type;
	dn_push(change, cast->args, cast->nargs, column);
	change->expr = cast;
}

static bool
column_is_identity(const struct dn_column *column)
{
	return column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT;
}

static void
column_identity(struct dn_differ *d, const struct dn_table *table, const struct dn_column *from,
    const struct dn_column *to)
{
	if (column_is_identity(to) && (column_is_identity(from) || to->more))
		dn_differ_impossible(d,
		    "the identity of column '%s' of table '%s' is not all kept in the model",
		    to->name, table->name);
	if (column_is_identity(to)) {
		column_change(d, DN_ADD_IDENTITY, table, to->name)->identity = to->identity;
		dn_differ_loss(
		    d, "column '%s' of table '%s' counts from 1 again", to->name, table->name);
	} else if (to->identity == DN_IDENTITY_SERIAL) {
		dn_differ_impossible(
		    d, "the sequence of column '%s' of table '%s' changed", to->name, table->name);
	}
}

static void
column_generated(struct dn_differ *d, const struct dn_table *table, const struct dn_column *from,
    const struct dn_column *to)
{
	if (to->generated != NULL)
		dn_differ_impossible(d,
		    "no statement makes column '%s' of table '%s' a generated one again", to->name,
		    table->name);
	else
		column_change(d, DN_DROP_EXPRESSION, table, from->name);
}

/* What is in the way of another type or identity goes first. */
static void
column_alter(struct dn_differ *d, const struct dn_table *table, const struct dn_column *from,
    const struct dn_column *to)
{
	bool type = !column_same_type(from, to), identity = from->identity != to->identity;
	bool expr = type || !dn_differ_same_expr(from->default_expr, to->default_expr);
	size_t n = d->diff->n;

	if (!dn_differ_same_expr(from->generated, to->generated))
		column_generated(d, table, from, to);
	if (identity && column_is_identity(from))
		column_change(d, DN_DROP_IDENTITY, table, to->name);
	else if ((identity && from->identity == DN_IDENTITY_SERIAL) ||
		 (expr && from->default_expr != NULL))
		column_change(d, DN_DROP_DEFAULT, table, to->name);
	if (type)
		column_set_type(d, table, from, to);
	if (from->not_null && !to->not_null)
		column_change(d, DN_DROP_NOT_NULL, table, to->name);
	if (!from->not_null && to->not_null)
		column_change(d, DN_SET_NOT_NULL, table, to->name);
	if (identity)
		column_identity(d, table, from, to);
	if (to->default_expr != NULL && (expr || (identity && to->identity == DN_IDENTITY_NONE)))
		column_change(d, DN_SET_DEFAULT, table, to->name)->expr = to->default_expr;
	if (type)
		dn_differ_check_type(d, to->type);
	if (d->diff->n > n)
		dn_differ_check_known(d, table);
}

void
dn_differ_alter_columns(struct dn_differ *d, struct dn_table *from, struct dn_table *to)
{
	for (size_t i = 0; i < to->ncolumns; i++) {
		const struct dn_column *old = dn_table_column(from, to->columns[i]->name);

		if (old == NULL)
			column_add(d, from, to, i);
		else
			column_alter(d, to, old, to->columns[i]);
	}
}
