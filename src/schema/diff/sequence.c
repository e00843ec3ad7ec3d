/* sequence.c - sequences that come and go, alone or with their columns */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/diff/diffs.h"
#include "schema/edit.h"
#include "schema/name.h"

/* The column whose values it makes by itself, or NULL. */
static const struct dn_column *
sequence_column_of(const struct dn_schema *schema, const struct dn_sequence *sequence)
{
	const struct dn_table *table = dn_model_owner(schema, sequence);
	const struct dn_column *column =
	    table == NULL ? NULL : dn_table_column(table, sequence->owner_column);

	return column == NULL || column->identity == DN_IDENTITY_NONE ? NULL : column;
}

/* Does the column come and go on its own, and its sequence with it? */
static bool
sequence_goes_along(const struct dn_schema *schema, const struct dn_schema *other,
    const struct dn_sequence *sequence)
{
	const struct dn_column *column = sequence_column_of(schema, sequence), *twin;
	const struct dn_table *table;

	if (column == NULL)
		return false;
	table = dn_differ_twin(other, dn_model_owner(schema, sequence));
	twin = table == NULL ? NULL : dn_table_column(table, column->name);
	return twin == NULL ||
	       (twin->identity == DN_IDENTITY_NONE && column->identity != DN_IDENTITY_SERIAL);
}

static bool
sequence_same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

void
dn_differ_create_sequences(struct dn_differ *d)
{
	dn_map_each (d->of_to.sequences, e) {
		const struct dn_sequence *to = e->value;
		const struct dn_sequence *from = dn_map_get(d->from->sequences, e->key);

		if (dn_differ_is_temporary(to->schema) ||
		    (from == NULL && sequence_goes_along(d->to, d->from, to)))
			continue;
		if (to->more != (from != NULL && from->more) ||
		    (from == NULL && to->owner_table != NULL) ||
		    (from != NULL &&
			(!sequence_same_string(from->owner_table, to->owner_table) ||
			    !sequence_same_string(from->owner_column, to->owner_column))))
			dn_differ_impossible(d,
			    "what sequence '%s' was like before is not kept in the model",
			    to->name);
		if (from != NULL)
			continue;
		dn_differ_add(d, DN_CREATE_SEQUENCE, to->schema, to->name);
		dn_differ_loss(d, "sequence '%s' starts anew", to->name);
	}
}

/* One that comes with its column is called after it, whatever that was called when it was made. */
void
dn_differ_name_sequences(struct dn_differ *d)
{
	dn_map_each (d->of_to.sequences, e) {
		const struct dn_sequence *to = e->value;
		const struct dn_table *table = dn_model_owner(d->to, to);
		char *name;

		if (dn_map_get(d->from->sequences, e->key) != NULL ||
		    !sequence_goes_along(d->to, d->from, to))
			continue;
		name = dn_name_make(d->diff, table->name, to->owner_column, "seq");
		if (strcmp(name, to->name) == 0)
			continue;
		if (dn_schema_has_relation(d->to, to->schema, name))
			dn_differ_impossible(d,
			    "sequence '%s' has not the name that its column would give it",
			    to->name);
		dn_differ_add(d, DN_RENAME_TABLE, to->schema, name)->new_name = to->name;
	}
}

static bool
sequence_goes_with_table(const struct dn_differ *d, const struct dn_sequence *sequence)
{
	const struct dn_table *table = dn_model_owner(d->from, sequence);
	const struct dn_table *twin = table == NULL ? NULL : dn_differ_twin(d->to, table);

	return table != NULL &&
	       (twin == NULL || dn_table_column(twin, sequence->owner_column) == NULL);
}

void
dn_differ_drop_sequences(struct dn_differ *d)
{
	dn_map_each (d->of_from.sequences, e) {
		const struct dn_sequence *from = e->value;

		if (dn_map_get(d->to->sequences, e->key) == NULL &&
		    !dn_differ_is_temporary(from->schema) && !sequence_goes_with_table(d, from) &&
		    !sequence_goes_along(d->from, d->to, from))
			dn_differ_add(d, DN_DROP_SEQUENCE, from->schema, from->name);
	}
}
