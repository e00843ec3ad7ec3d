/* reference.c - what a foreign key points to, and what rests on it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"

static bool
reference_in(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The same columns in any order. */
static bool
reference_matches(const struct dn_constraint *fk, const char *const *columns, size_t n)
{
	if (n != fk->nref_columns)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!reference_in(fk->ref_columns, n, columns[i]))
			return false;
	return true;
}

static bool
reference_matches_index(const struct dn_constraint *fk, const struct dn_index *index)
{
	if (!index->unique || index->where != NULL || index->nparts != fk->nref_columns)
		return false;
	for (size_t i = 0; i < index->nparts; i++)
		if (index->parts[i].column == NULL ||
		    !reference_in(fk->ref_columns, fk->nref_columns, index->parts[i].column))
			return false;
	return true;
}

/* NAME when it was made before BEST: of several indexes the server takes the oldest. */
static const char *
reference_older(
    const struct dn_schema *schema, const struct dn_table *to, const char *best, const char *name)
{
	if (best == NULL || dn_model_relation(schema, to->schema, name)->serial <
				dn_model_relation(schema, to->schema, best)->serial)
		return name;
	return best;
}

/* *DEFERRABLE: there is one, but it cannot be used. */
static const char *
reference_find_index(const struct dn_schema *schema, const struct dn_table *to,
    const struct dn_constraint *fk, bool *deferrable)
{
	const char *best = NULL;

	for (size_t i = 0; i < to->nconstraints; i++) {
		const struct dn_constraint *c = to->constraints[i];

		if ((c->kind != DN_PRIMARY_KEY && c->kind != DN_UNIQUE) ||
		    !reference_matches(fk, c->columns, c->ncolumns))
			continue;
		if (c->deferrable)
			*deferrable = true;
		else
			best = reference_older(schema, to, best, c->name);
	}
	for (size_t i = 0; i < to->nindexes; i++)
		if (reference_matches_index(fk, to->indexes[i]))
			best = reference_older(schema, to, best, to->indexes[i]->name);
	return best;
}

/* No columns written means those of the primary key. */
static bool
reference_use_primary_key(struct dn_apply *a, const struct dn_table *to, struct dn_constraint *fk)
{
	const struct dn_constraint *key = dn_table_primary_key(to);

	if (key == NULL)
		return to->unknown || a->schema->unsure != NULL ||
		       dn_apply_refuse(
			   a, "there is no primary key for referenced table '%s'", to->name);
	for (size_t i = 0; i < key->ncolumns; i++)
		dn_push(fk, fk->ref_columns, fk->nref_columns, dn_strdup(fk, key->columns[i]));
	fk->ref_index = dn_strdup(fk, key->name);
	return true;
}

static bool
reference_use_columns(struct dn_apply *a, struct dn_table *to, struct dn_constraint *fk)
{
	bool deferrable = false;
	const char *index;

	for (size_t i = 0; i < fk->nref_columns; i++)
		if (dn_apply_lacks_column(a, to, fk->ref_columns[i]))
			return dn_apply_refuse(a,
			    "column '%s' referenced in foreign key constraint does not exist",
			    fk->ref_columns[i]);
	if (fk->ncolumns != fk->nref_columns)
		return true;
	index = reference_find_index(a->schema, to, fk, &deferrable);
	if (index != NULL)
		fk->ref_index = dn_strdup(fk, index);
	else if (!to->unknown && a->schema->unsure == NULL)
		return dn_apply_refuse(a,
		    deferrable
			? "cannot use a deferrable unique constraint for referenced table '%s'"
			: "there is no unique constraint matching given keys for referenced table "
			  "'%s'",
		    to->name);
	return true;
}

bool
dn_apply_resolve_reference(struct dn_apply *a, struct dn_constraint *fk)
{
	struct dn_table *to = dn_apply_table(a, &fk->ref_table);
	bool ok;

	if (to == NULL)
		return false;
	fk->ref_table.schema = dn_strdup(fk, to->schema);
	fk->ref_table.name = dn_strdup(fk, to->name);
	fk->ref_index = NULL;
	ok = fk->nref_columns == 0 ? reference_use_primary_key(a, to, fk)
				   : reference_use_columns(a, to, fk);
	if (ok && fk->nref_columns != 0 && fk->ncolumns != fk->nref_columns)
		return dn_apply_refuse(
		    a, "number of referencing and referenced columns for foreign key disagree");
	return ok;
}

bool
dn_apply_release_index(
    struct dn_apply *a, struct dn_table *table, const char *index, const char *what)
{
	for (size_t i = table->nreferences; i-- > 0;) {
		struct dn_reference r = table->references[i];

		if (r.constraint->ref_index == NULL || strcmp(r.constraint->ref_index, index) != 0)
			continue;
		if (!dn_apply_cascade(a, what,
			"constraint '%s' on table '%s' depends on index '%s'", r.constraint->name,
			r.table->name, index))
			return false;
		dn_model_drop_constraint(a->schema, r.table, r.constraint);
	}
	return true;
}

void
dn_apply_take_index(struct dn_table *table, const char *index, const char *name)
{
	for (size_t i = 0; i < table->nreferences; i++) {
		struct dn_constraint *c = table->references[i].constraint;

		if (c->ref_index != NULL && strcmp(c->ref_index, index) == 0)
			c->ref_index = dn_strdup(c, name);
	}
}
