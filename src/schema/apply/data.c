/* data.c - which sequences statements on rows take numbers from */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"
#include "schema/name.h"
#include "schema/query/query.h"

/* The column that was its user last time, if it still is. */
static bool
data_knows_user(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_table *table =
	    sequence->user_table == NULL ? NULL : dn_map_get(schema->tables, sequence->user_table);
	const struct dn_column *column =
	    table == NULL ? NULL : dn_table_column(table, sequence->user_column);

	return column != NULL && dn_schema_numbers(schema, table, column) == sequence;
}

/* Very many statements may ask, so what was found is remembered. */
static bool
data_has_user(const struct dn_schema *schema, struct dn_sequence *sequence)
{
	const struct dn_table *other;

	if (sequence->owner_table != NULL || data_knows_user(schema, sequence))
		return true;
	dn_map_each (schema->tables, e) {
		const struct dn_table *table = e->value;

		for (size_t i = 0; i < table->ncolumns; i++) {
			if (dn_schema_numbers(schema, table, table->columns[i]) != sequence)
				continue;
			dn_schema_numbers_too(schema, table, table->columns[i], &other);
			return true;
		}
	}
	return false;
}

void
dn_apply_note_call(const struct dn_schema *schema, struct dn_sequence *sequence)
{
	sequence->called = sequence->called || !data_has_user(schema, sequence);
}

/* Of setval(name, number) or setval(name, number, false). */
static void
data_note_number(struct dn_sequence *sequence, const struct dn_expr *setval)
{
	const struct dn_expr *value = setval->nargs > 1 ? dn_expr_bare(setval->args[1]) : NULL;
	const struct dn_expr *called = setval->nargs > 2 ? dn_expr_bare(setval->args[2]) : NULL;

	if (value != NULL && value->kind == DN_EXPR_NUMBER)
		sequence->next =
		    strtoll(value->text, NULL, 10) +
		    (called == NULL || called->kind != DN_EXPR_BOOLEAN || called->truth);
}

static bool
data_call(struct dn_expr *e, void *payload)
{
	const struct dn_apply *a = payload;
	struct dn_sequence *sequence = NULL;
	const struct dn_expr *arg;
	void *scratch;
	struct dn_name name;

	if (e->kind != DN_EXPR_FUNCTION || e->nargs == 0 ||
	    (strcmp(e->name, "nextval") != 0 && strcmp(e->name, "setval") != 0))
		return true;
	arg = dn_expr_bare(e->args[0]);
	scratch = dn_new_context(NULL);
	if (arg->kind == DN_EXPR_STRING && dn_name_parse(scratch, arg->text, &name))
		sequence = dn_schema_sequence(a->schema, &name);
	if (sequence != NULL) {
		dn_apply_note_call(a->schema, sequence);
		data_note_number(sequence, e);
	}
	dn_free(scratch);
	return true;
}

bool
dn_apply_data(struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	struct dn_query_visitor visitor = { .expr = data_call, .payload = a };

	if (dn_map_count(a->schema->sequences) == 0)
		return true;
	if (change->query != NULL)
		dn_query_each(change->query, &visitor);
	for (size_t i = 0; i < change->nrows * change->nvalues; i++) {
		struct dn_expr *e = change->rows[i / change->nvalues][i % change->nvalues];

		if (e->nargs > 0)
			dn_expr_each(e, data_call, a);
	}
	return true;
}
