/* like.c - what CREATE TABLE ... (LIKE ...) takes from another table */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"

static bool
like_column(struct dn_apply *a, struct dn_table *table, const struct dn_like *like,
    const struct dn_table *from, const struct dn_column *column)
{
	struct dn_column *copy = dn_column_copy(table, column);
	bool counted = column->identity == DN_IDENTITY_SERIAL;
	bool ok;

	if (dn_table_column(table, column->name) != NULL)
		return dn_apply_refuse(a, "column '%s' specified more than once", column->name);
	if (counted || !like->identity)
		copy->identity = DN_IDENTITY_NONE;
	if (!like->defaults)
		copy->default_expr = NULL;
	else if (counted && dn_schema_numbers(a->schema, from, column) != NULL)
		dn_apply_share_sequence(copy, dn_schema_numbers(a->schema, from, column));
	if (!like->generated)
		copy->generated = NULL;
	ok = dn_apply_put_column(a, table, copy);
	dn_free(copy);
	return ok;
}

/* The new table has no name yet when the server looks for what it is LIKE. */
static const struct dn_table *
like_source(struct dn_apply *a, const struct dn_like *like, const struct dn_table *table)
{
	const struct dn_table *from = dn_apply_table(a, &like->table);

	for (size_t i = 0; from == table && i < a->schema->nsearch_path; i++) {
		const struct dn_name name = { a->schema->search_path[i], like->table.name };
		const struct dn_table *other = dn_schema_table(a->schema, &name);

		if (like->table.schema == NULL && other != NULL && other != table)
			return other;
	}
	return from;
}

bool
dn_apply_like_columns(struct dn_apply *a, struct dn_table *table, size_t at)
{
	for (size_t i = 0; i < a->change->nlikes; i++) {
		const struct dn_like *like = &a->change->likes[i];
		const struct dn_table *from;

		if (like->at != at)
			continue;
		from = like_source(a, like, table);
		if (from == NULL)
			return false;
		table->unknown = table->unknown || from->unknown;
		for (size_t j = 0; j < from->ncolumns; j++)
			if (!like_column(a, table, like, from, from->columns[j]))
				return false;
	}
	return true;
}

static bool
like_takes(const struct dn_like *like, const struct dn_constraint *c, bool foreign)
{
	if (c->kind == DN_FOREIGN_KEY)
		return foreign;
	return c->kind == DN_CHECK ? like->constraints : like->indexes;
}

/* What has an index gets a name, others keep theirs. */
static bool
like_constraints(struct dn_apply *a, struct dn_table *table, const struct dn_like *like,
    const struct dn_table *from, bool foreign)
{
	struct dn_constraint **copies = NULL;
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < from->nconstraints; i++) {
		const struct dn_constraint *c = from->constraints[i];
		struct dn_constraint *copy;

		if (!like_takes(like, c, foreign))
			continue;
		copy = dn_constraint_copy(table, c);
		if (dn_constraint_has_index(c))
			copy->name = NULL;
		copy->using_index = copy->on_column = NULL;
		copy->not_valid = false;
		dn_push(table, copies, n, copy);
	}
	ok = dn_apply_put_constraints(a, table, copies, &n);
	for (size_t i = 0; i < n; i++)
		dn_free(copies[i]);
	dn_free(copies);
	return ok;
}

static bool
like_indexes(struct dn_apply *a, struct dn_table *table, const struct dn_table *from)
{
	for (size_t i = 0; i < from->nindexes; i++) {
		struct dn_index *copy = dn_index_copy(table, from->indexes[i]);
		bool ok;

		copy->name = NULL;
		ok = dn_apply_put_index(a, table, copy);
		dn_free(copy);
		if (!ok)
			return false;
	}
	return true;
}

bool
dn_apply_like_parts(struct dn_apply *a, struct dn_table *table)
{
	for (size_t i = 0; i < a->change->nlikes; i++) {
		const struct dn_like *like = &a->change->likes[i];
		const struct dn_table *from = like_source(a, like, table);

		if (!like_constraints(a, table, like, from, false) ||
		    (like->indexes && !like_indexes(a, table, from)))
			return false;
	}
	return true;
}

bool
dn_apply_like_all(struct dn_apply *a, struct dn_table *table, const struct dn_table *from)
{
	const struct dn_like like = { .constraints = true,
		.defaults = true,
		.generated = true,
		.identity = true,
		.indexes = true };

	for (size_t i = 0; i < from->ncolumns; i++)
		if (!like_column(a, table, &like, from, from->columns[i]))
			return false;
	return like_constraints(a, table, &like, from, true) && like_indexes(a, table, from);
}
