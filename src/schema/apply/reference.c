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

/* -- types that are compared ---------------------------------------------------------------- */

enum reference_class {
	REFERENCE_OTHER, /* what it is compared with is not said here */
	REFERENCE_INTEGER,
	REFERENCE_NUMERIC,
	REFERENCE_FLOAT,
	REFERENCE_TEXT,
	REFERENCE_TIME,
	REFERENCE_UUID,
	REFERENCE_BOOLEAN,
	REFERENCE_BYTEA,
};

static enum reference_class
reference_class(const struct dn_type *type)
{
	if (type->dims > 0 || type->kind == DN_TYPE_CITEXT || type->kind == DN_TYPE_OID)
		return REFERENCE_OTHER;
	if (dn_type_is_integer(type))
		return REFERENCE_INTEGER;
	if (dn_type_is_text(type))
		return REFERENCE_TEXT;
	switch ((int) type->kind) {
	case DN_TYPE_NUMERIC: return REFERENCE_NUMERIC;
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE: return REFERENCE_FLOAT;
	case DN_TYPE_DATE:
	case DN_TYPE_TIMESTAMP:
	case DN_TYPE_TIMESTAMPTZ: return REFERENCE_TIME;
	case DN_TYPE_UUID: return REFERENCE_UUID;
	case DN_TYPE_BOOLEAN: return REFERENCE_BOOLEAN;
	case DN_TYPE_BYTEA: return REFERENCE_BYTEA;
	default: return REFERENCE_OTHER;
	}
}

/* A number may refer to one of a wider kind, not the other way round. */
static bool
reference_is_compared(const struct dn_type *from, const struct dn_type *to)
{
	enum reference_class a = reference_class(from), b = reference_class(to);

	return a == REFERENCE_OTHER || b == REFERENCE_OTHER || a == b ||
	       (a < b && b <= REFERENCE_FLOAT);
}

/* Does a command behind this one of the same ALTER TABLE give the column a type? */
static bool
reference_is_retyped(
    const struct dn_apply *a, const struct dn_table *table, const struct dn_column *column)
{
	size_t i = a->statement == NULL ? 0 : a->statement->nchanges;

	while (i-- > 0 && a->statement->changes[i] != a->change) {
		const struct dn_change *other = a->statement->changes[i];

		if (other->kind == DN_SET_TYPE && strcmp(other->column_name, column->name) == 0 &&
		    dn_schema_table(a->schema, &other->object) == table)
			return true;
	}
	return false;
}

static bool
reference_refuse(struct dn_apply *a, const struct dn_constraint *fk, const struct dn_column *own,
    const struct dn_column *key)
{
	void *mem = dn_new_context(NULL);

	dn_apply_refuse(a,
	    "foreign key constraint '%s' cannot be implemented: columns '%s' and '%s' are of types "
	    "that are not compared: %s and %s",
	    fk->name, own->name, key->name, dn_type_text(mem, own->type),
	    dn_type_text(mem, key->type));
	dn_free(mem);
	return false;
}

bool
dn_apply_compare_reference(
    struct dn_apply *a, const struct dn_table *table, const struct dn_constraint *fk)
{
	const struct dn_table *to = dn_schema_table(a->schema, &fk->ref_table);

	for (size_t i = 0; to != NULL && a->schema->unsure == NULL && !a->schema->compared_there &&
			   i < fk->ncolumns && i < fk->nref_columns;
	     i++) {
		const struct dn_column *own = dn_table_column(table, fk->columns[i]);
		const struct dn_column *key = dn_table_column(to, fk->ref_columns[i]);

		if (own != NULL && key != NULL && !reference_is_retyped(a, table, own) &&
		    !reference_is_retyped(a, to, key) &&
		    !reference_is_compared(
			dn_schema_base(a->schema, own->type), dn_schema_base(a->schema, key->type)))
			return reference_refuse(a, fk, own, key);
	}
	return true;
}

bool
dn_apply_compare_references(struct dn_apply *a, const struct dn_table *table, const char *column)
{
	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *fk = table->constraints[i];

		if (fk->kind == DN_FOREIGN_KEY && reference_in(fk->columns, fk->ncolumns, column) &&
		    !dn_apply_compare_reference(a, table, fk))
			return false;
	}
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_reference *r = &table->references[i];

		if (reference_in(r->constraint->ref_columns, r->constraint->nref_columns, column) &&
		    !dn_apply_compare_reference(a, r->table, r->constraint))
			return false;
	}
	return true;
}
