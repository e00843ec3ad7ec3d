/* value.c - what ALTER TABLE makes of the values of a column: type, default, null, identity
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/query/view.h"

bool
dn_apply_is_null(const struct dn_expr *expr)
{
	while (expr != NULL && expr->kind == DN_EXPR_CAST && expr->type->nmods == 0)
		expr = expr->args[0];
	return expr == NULL || expr->kind == DN_EXPR_NULL;
}

/* DEFAULT nextval() of the sequence that the column owns is what serial means, as pg_dump has it.
 */
static void
value_set_default(struct dn_apply *a, struct dn_table *table, struct dn_column *column,
    const struct dn_expr *expr)
{
	struct dn_sequence *sequence = dn_apply_nextval(a, expr);

	dn_free(column->default_expr);
	column->default_expr = NULL;
	column->identity = DN_IDENTITY_NONE;
	if (sequence != NULL && dn_model_owner(a->schema, sequence) == table &&
	    strcmp(sequence->owner_column, column->name) == 0)
		column->identity = DN_IDENTITY_SERIAL;
	else if (!dn_apply_is_null(expr))
		column->default_expr = dn_expr_copy(column, expr);
}

static bool
value_is_read(struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	struct dn_name name = { table->schema, table->name };

	return dn_views_user(a->schema, &name, column->name) != NULL ||
	       dn_apply_has_rule(a, &name, column->name);
}

/* char(n) takes the blanks from the end of its default, which other types would give back. */
static void
value_trim_default(struct dn_column *column, const struct dn_type *to)
{
	const struct dn_expr *value =
	    column->default_expr == NULL ? NULL : dn_expr_bare(column->default_expr);
	struct dn_expr *trimmed;
	size_t len;

	if (value == NULL || value->kind != DN_EXPR_STRING || column->type->dims > 0 ||
	    column->type->kind != DN_TYPE_CHAR || to->kind == DN_TYPE_CHAR)
		return;
	for (len = strlen(value->text); len > 0 && value->text[len - 1] == ' ';)
		len--;
	trimmed = dn_new(column, struct dn_expr);
	trimmed->kind = DN_EXPR_STRING;
	trimmed->text = dn_strndup(trimmed, value->text, len);
	trimmed->span = column->default_expr->span;
	dn_free(column->default_expr);
	column->default_expr = trimmed;
}

bool
dn_apply_set_type(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (a->schema->unsure == NULL && value_is_read(a, table, column))
		return dn_apply_refuse(a, "cannot alter type of a column used by a view or rule");
	for (size_t i = 0; i < table->ncolumns; i++)
		if (table->columns[i] != column && table->columns[i]->generated != NULL &&
		    dn_expr_uses_column(table->columns[i]->generated, column->name))
			return dn_apply_refuse(
			    a, "cannot alter type of a column used by a generated column");
	dn_apply_renew_indexes(table, column->name);
	value_trim_default(column, a->change->type);
	dn_free(column->type);
	column->type = dn_type_copy(column, a->change->type);
	dn_free((void *) (uintptr_t) column->collation);
	column->collation = dn_strdup_null(column, a->change->text);
	return dn_apply_compare_references(a, table, column->name);
}

/* What neither an identity nor a generated column lets be done to it. */
static bool
value_is_plain(struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is an identity column",
		    column->name, table->name);
	if (column->generated != NULL)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is a generated column",
		    column->name, table->name);
	return true;
}

bool
dn_apply_set_default(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (dn_apply_view_default(a))
		return true;
	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (!value_is_plain(a, table, column))
		return false;
	value_set_default(a, table, column, a->change->expr);
	return true;
}

bool
dn_apply_drop_default(struct dn_apply *a)
{
	return dn_apply_set_default(a);
}

bool
dn_apply_set_not_null(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column != NULL)
		column->not_null = true;
	return true;
}

bool
dn_apply_drop_not_null(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;
	const struct dn_constraint *key;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return value_is_plain(a, table, column);
	key = dn_table_primary_key(table);
	if (key != NULL && dn_apply_is_among(key->columns, key->ncolumns, column->name))
		return dn_apply_refuse(a, "column '%s' is in a primary key", column->name);
	column->not_null = false;
	return true;
}

bool
dn_apply_add_identity(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (!column->not_null)
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' must be declared NOT NULL before identity can be "
		    "added",
		    column->name, table->name);
	if (column->identity == DN_IDENTITY_ALWAYS || column->identity == DN_IDENTITY_BY_DEFAULT)
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' is already an identity column", column->name,
		    table->name);
	if (column->default_expr != NULL || column->identity != DN_IDENTITY_NONE)
		return dn_apply_refuse(a,
		    "column '%s' of relation '%s' already has a default value", column->name,
		    table->name);
	column->identity = a->change->identity;
	column->more = a->change->more;
	return dn_apply_put_sequence(a, table, column);
}

bool
dn_apply_identity(struct dn_apply *a, struct dn_table **table, struct dn_column **column)
{
	if (!dn_apply_column(a, table, column))
		return false;
	if (*column == NULL ||
	    ((*column)->identity != DN_IDENTITY_NONE && (*column)->identity != DN_IDENTITY_SERIAL))
		return true;
	if (!a->change->if_exists)
		return dn_apply_refuse(a, "column '%s' of relation '%s' is not an identity column",
		    (*column)->name, (*table)->name);
	*column = NULL;
	return true;
}

bool
dn_apply_drop_identity(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_identity(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	column->identity = DN_IDENTITY_NONE;
	for (size_t i = table->nsequences; i-- > 0;)
		if (strcmp(table->sequences[i]->owner_column, column->name) == 0)
			dn_model_drop_sequence(a->schema, table->sequences[i]);
	return true;
}

bool
dn_apply_drop_expression(struct dn_apply *a)
{
	struct dn_table *table;
	struct dn_column *column;

	if (!dn_apply_column(a, &table, &column))
		return false;
	if (column == NULL)
		return true;
	if (column->generated == NULL)
		return a->change->if_exists ||
		       dn_apply_refuse(a,
			   "column '%s' of relation '%s' is not a stored generated column",
			   column->name, table->name);
	dn_free(column->generated);
	column->generated = NULL;
	return true;
}
