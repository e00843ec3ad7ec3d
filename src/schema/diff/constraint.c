/* constraint.c - how a table's constraints and indexes become another's */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/diff/diffs.h"

static bool
parts_same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
parts_same_list(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	for (size_t i = 0; na == nb && i < na; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return na == nb;
}

static bool
constraint_same_reference(const struct dn_constraint *a, const struct dn_constraint *b)
{
	bool schemas = a->ref_table.schema != NULL && b->ref_table.schema != NULL;

	return parts_same_string(a->ref_table.name, b->ref_table.name) &&
	       (!schemas || strcmp(a->ref_table.schema, b->ref_table.schema) == 0) &&
	       parts_same_list(a->ref_columns, a->nref_columns, b->ref_columns, b->nref_columns) &&
	       parts_same_list(a->set_columns, a->nset_columns, b->set_columns, b->nset_columns) &&
	       a->on_update == b->on_update && a->on_delete == b->on_delete &&
	       a->match_full == b->match_full;
}

bool
dn_constraint_same(const struct dn_constraint *a, const struct dn_constraint *b)
{
	return a->kind == b->kind &&
	       parts_same_list(a->columns, a->ncolumns, b->columns, b->ncolumns) &&
	       parts_same_list(a->include, a->ninclude, b->include, b->ninclude) &&
	       dn_differ_same_expr(a->check, b->check) && constraint_same_reference(a, b) &&
	       a->deferrable == b->deferrable && a->initially_deferred == b->initially_deferred &&
	       a->not_valid == b->not_valid && a->nulls_not_distinct == b->nulls_not_distinct &&
	       a->no_inherit == b->no_inherit && a->more == b->more;
}

static const struct dn_constraint *
constraint_twin(const struct dn_table *table, const struct dn_constraint *constraint)
{
	const struct dn_constraint *twin =
	    table == NULL ? NULL : dn_table_constraint(table, constraint->name);

	return twin != NULL && dn_constraint_same(constraint, twin) ? twin : NULL;
}

void
dn_differ_drop_constraints(
    struct dn_differ *d, struct dn_table *from, struct dn_table *to, bool foreign)
{
	for (size_t i = from->nconstraints; i-- > 0;) {
		const struct dn_constraint *c = from->constraints[i];

		if ((c->kind == DN_FOREIGN_KEY) == foreign && constraint_twin(to, c) == NULL)
			dn_differ_add(d, DN_DROP_CONSTRAINT, from->schema, from->name)->name =
			    c->name;
	}
}

void
dn_differ_check_known(struct dn_differ *d, const struct dn_table *table)
{
	if (table->unknown)
		dn_differ_impossible(
		    d, "not all of table '%s' is known from the files", table->name);
}

void
dn_differ_check_constraint(
    struct dn_differ *d, const struct dn_table *table, const struct dn_constraint *constraint)
{
	dn_differ_check_known(d, table);
	if (constraint->kind == DN_EXCLUDE || constraint->more)
		dn_differ_impossible(d,
		    "not all of constraint '%s' on table '%s' is kept in the model",
		    constraint->name, table->name);
}

void
dn_differ_add_constraints(
    struct dn_differ *d, const struct dn_table *from, struct dn_table *to, bool foreign)
{
	for (size_t i = 0; i < to->nconstraints; i++) {
		struct dn_constraint *c = to->constraints[i];

		if ((c->kind == DN_FOREIGN_KEY) != foreign || constraint_twin(from, c) != NULL)
			continue;
		dn_differ_check_constraint(d, to, c);
		dn_differ_add(d, DN_ADD_CONSTRAINT, to->schema, to->name)->constraint = c;
	}
}

static bool
index_same_part(const struct dn_index_part *a, const struct dn_index_part *b)
{
	return parts_same_string(a->column, b->column) && dn_differ_same_expr(a->expr, b->expr) &&
	       parts_same_string(a->opclass, b->opclass) &&
	       parts_same_string(a->collation, b->collation) && a->descending == b->descending &&
	       a->nulls_first == b->nulls_first && a->nulls_last == b->nulls_last;
}

bool
dn_index_same(const struct dn_index *a, const struct dn_index *b)
{
	for (size_t i = 0; a->nparts == b->nparts && i < a->nparts; i++)
		if (!index_same_part(&a->parts[i], &b->parts[i]))
			return false;
	return a->nparts == b->nparts && strcmp(a->method, b->method) == 0 &&
	       a->unique == b->unique && a->nulls_not_distinct == b->nulls_not_distinct &&
	       parts_same_list(a->include, a->ninclude, b->include, b->ninclude) &&
	       dn_differ_same_expr(a->where, b->where) && a->more == b->more;
}

static bool
index_is_kept(const struct dn_table *table, const struct dn_index *index)
{
	for (size_t i = 0; table != NULL && i < table->nindexes; i++)
		if (strcmp(table->indexes[i]->name, index->name) == 0)
			return dn_index_same(table->indexes[i], index);
	return false;
}

/* Those of what it is a partition of have made some on it, whose names nobody wrote. */
static bool
index_has_unsure_name(const struct dn_table *table, const struct dn_index *index)
{
	bool others = false;

	for (const struct dn_table *whole = table->partition_of; whole != NULL;
	     whole = whole->partition_of)
		others = others || whole->nindexes > 0;
	return index->guessed && others;
}

void
dn_differ_drop_indexes(struct dn_differ *d, struct dn_table *from, struct dn_table *to)
{
	for (size_t i = from->nindexes; i-- > 0;) {
		const struct dn_index *index = from->indexes[i];

		if (index_is_kept(to, index))
			continue;
		if (index_has_unsure_name(from, index))
			dn_differ_impossible(d,
			    "what the server called an index of partition '%s' is not known",
			    from->name);
		dn_differ_add(d, DN_DROP_INDEX, from->schema, index->name);
	}
}

void
dn_differ_add_indexes(struct dn_differ *d, const struct dn_table *from, struct dn_table *to)
{
	for (size_t i = 0; i < to->nindexes; i++) {
		struct dn_index *index = to->indexes[i];

		if (index_is_kept(from, index))
			continue;
		if (index->more)
			dn_differ_impossible(d,
			    "index '%s' was made with settings that are not kept in the model",
			    index->name);
		dn_differ_add(d, DN_CREATE_INDEX, to->schema, index->name)->index = index;
	}
}
