/* numbering.c - which sequence makes the values of a column */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"

/* The text of nextval('text') or nextval('text'::regclass), else NULL. */
static const char *
numbering_argument(const struct dn_expr *expr, bool constant)
{
	const struct dn_expr *arg;

	if (expr == NULL || expr->kind != DN_EXPR_FUNCTION || expr->nargs != 1 ||
	    strcmp(expr->name, "nextval") != 0)
		return NULL;
	arg = expr->args[0];
	while (arg->kind == DN_EXPR_CAST && (!constant || arg->type->kind == DN_TYPE_REGCLASS))
		arg = arg->args[0];
	return arg->kind == DN_EXPR_STRING ? arg->text : NULL;
}

struct dn_sequence *
dn_schema_nextval(const struct dn_schema *schema, const struct dn_expr *expr, bool constant)
{
	const char *text = numbering_argument(expr, constant);
	struct dn_sequence *sequence = NULL;
	void *scratch;
	struct dn_name name;

	if (text == NULL)
		return NULL;
	scratch = dn_new_context(NULL);
	if (dn_name_parse(scratch, text, &name))
		sequence = dn_schema_sequence(schema, &name);
	dn_free(scratch);
	return sequence;
}

struct dn_sequence *
dn_apply_nextval(struct dn_apply *a, const struct dn_expr *expr)
{
	return dn_schema_nextval(a->schema, expr, true);
}

struct dn_sequence *
dn_schema_numbers(
    const struct dn_schema *schema, const struct dn_table *table, const struct dn_column *column)
{
	for (size_t i = 0; column->identity != DN_IDENTITY_NONE && i < table->nsequences; i++)
		if (strcmp(table->sequences[i]->owner_column, column->name) == 0)
			return table->sequences[i];
	return dn_schema_nextval(schema, column->default_expr, false);
}

const struct dn_column *
dn_schema_numbers_too(const struct dn_schema *schema, const struct dn_table *table,
    const struct dn_column *column, const struct dn_table **other)
{
	struct dn_sequence *sequence = dn_schema_numbers(schema, table, column);
	const struct dn_column *its = NULL;

	if (sequence == NULL)
		return NULL;
	*other =
	    sequence->user_table == NULL ? NULL : dn_map_get(schema->tables, sequence->user_table);
	if (*other != NULL)
		its = dn_table_column(*other, sequence->user_column);
	if (its == column)
		return NULL;
	if (its != NULL && dn_schema_numbers(schema, *other, its) == sequence)
		return its;
	sequence->user_table = dn_strdup(sequence, table->key);
	sequence->user_column = dn_strdup(sequence, column->name);
	return NULL;
}

/* -- nextval() within a longer expression --------------------------------------------------- */

static bool
numbering_is_call(const struct dn_expr *e)
{
	return e->kind == DN_EXPR_FUNCTION && strcmp(e->name, "nextval") == 0;
}

/* Not those that leave arguments alone when an earlier one will do, and no aggregate. */
static bool
numbering_is_through(const struct dn_expr *e)
{
	static const char *const functions[] = { "btrim", "concat", "concat_ws", "left", "lower",
		"lpad", "ltrim", "md5", "mod", "replace", "right", "rpad", "rtrim", "substr",
		"substring", "to_char", "to_hex", "upper" };

	if (e->kind == DN_EXPR_OPERATOR)
		return strcmp(e->name, "and") != 0 && strcmp(e->name, "or") != 0;
	for (size_t i = 0; e->kind == DN_EXPR_FUNCTION && i < sizeof functions / sizeof *functions;
	     i++)
		if (strcmp(functions[i], e->name) == 0)
			return true;
	return e->kind == DN_EXPR_CAST;
}

size_t
dn_expr_certain_numbers(const struct dn_expr *e)
{
	size_t n = 0;

	if (numbering_is_call(e))
		return 1;
	for (size_t i = 0; numbering_is_through(e) && i < e->nargs; i++)
		n += dn_expr_certain_numbers(e->args[i]);
	return n;
}

struct numbering {
	const struct dn_schema *schema;
	const struct dn_sequence *sequence;
	const struct dn_expr *call;
	size_t n;
	bool takes;
};

static bool
numbering_look(struct dn_expr *e, void *payload)
{
	struct numbering *look = payload;

	if (!numbering_is_call(e))
		return true;
	look->call = e;
	look->n++;
	look->takes = look->takes || (look->sequence != NULL && dn_schema_nextval(look->schema, e,
								    true) == look->sequence);
	return true;
}

bool
dn_expr_takes(
    const struct dn_schema *schema, const struct dn_expr *expr, const struct dn_sequence *sequence)
{
	struct numbering look = { .schema = schema, .sequence = sequence };

	if (expr != NULL)
		dn_expr_each((struct dn_expr *) (uintptr_t) expr, numbering_look, &look);
	return look.takes;
}

const struct dn_expr *
dn_expr_draw(const struct dn_expr *expr)
{
	struct numbering look = { .call = NULL };

	if (expr == NULL || dn_expr_certain_numbers(expr) != 1)
		return NULL;
	dn_expr_each((struct dn_expr *) (uintptr_t) expr, numbering_look, &look);
	return look.n == 1 ? look.call : NULL;
}
