/* copy.c - columns, constraints and indexes with everything below them */
#include "config.h"

#include "base/mem.h"
#include "schema/model.h"

/* Grown by dn_push(), so that the copy can grow on. */
static const char **
copy_names(const void *mem, const char *const *names, size_t n)
{
	const char **copy = NULL;
	size_t done = 0;

	while (done < n)
		dn_push(mem, copy, done, NULL);
	for (size_t i = 0; i < n; i++)
		copy[i] = dn_strdup(copy, names[i]);
	return copy;
}

struct dn_column *
dn_column_copy(const void *mem, const struct dn_column *column)
{
	struct dn_column *copy = dn_memdup(mem, column, sizeof *column);

	copy->name = dn_strdup(copy, column->name);
	copy->type = dn_type_copy(copy, column->type);
	copy->default_expr = dn_expr_copy(copy, column->default_expr);
	copy->generated = dn_expr_copy(copy, column->generated);
	copy->collation = dn_strdup_null(copy, column->collation);
	return copy;
}

struct dn_constraint *
dn_constraint_copy(const void *mem, const struct dn_constraint *constraint)
{
	struct dn_constraint *copy = dn_memdup(mem, constraint, sizeof *constraint);

	copy->name = dn_strdup_null(copy, constraint->name);
	copy->columns = copy_names(copy, constraint->columns, constraint->ncolumns);
	copy->include = copy_names(copy, constraint->include, constraint->ninclude);
	copy->check = dn_expr_copy(copy, constraint->check);
	copy->ref_table.schema = dn_strdup_null(copy, constraint->ref_table.schema);
	copy->ref_table.name = dn_strdup_null(copy, constraint->ref_table.name);
	copy->ref_columns = copy_names(copy, constraint->ref_columns, constraint->nref_columns);
	copy->set_columns = copy_names(copy, constraint->set_columns, constraint->nset_columns);
	copy->using_index = dn_strdup_null(copy, constraint->using_index);
	copy->on_column = dn_strdup_null(copy, constraint->on_column);
	copy->ref_index = dn_strdup_null(copy, constraint->ref_index);
	copy->called = dn_strdup_null(copy, constraint->called);
	return copy;
}

static void
copy_part(const void *mem, struct dn_index_part *to, const struct dn_index_part *from)
{
	*to = *from;
	to->column = dn_strdup_null(mem, from->column);
	to->expr = dn_expr_copy(mem, from->expr);
	to->opclass = dn_strdup_null(mem, from->opclass);
	to->collation = dn_strdup_null(mem, from->collation);
}

static struct dn_index_part *
copy_parts(const void *mem, const struct dn_index_part *parts, size_t n)
{
	struct dn_index_part *copy = dn_new_array(mem, struct dn_index_part, n);

	for (size_t i = 0; i < n; i++)
		copy_part(copy, &copy[i], &parts[i]);
	return copy;
}

struct dn_partitioning *
dn_partitioning_copy(const void *mem, const struct dn_partitioning *partitioning)
{
	struct dn_partitioning *copy = dn_memdup(mem, partitioning, sizeof *partitioning);

	copy->parts = copy_parts(copy, partitioning->parts, partitioning->nparts);
	return copy;
}

static struct dn_expr **
copy_exprs(const void *mem, struct dn_expr *const *list, size_t n)
{
	struct dn_expr **copy = dn_new_array(mem, struct dn_expr *, n + 1);

	for (size_t i = 0; i < n; i++)
		copy[i] = dn_expr_copy(copy, list[i]);
	return copy;
}

struct dn_bound *
dn_bound_copy(const void *mem, const struct dn_bound *bound)
{
	struct dn_bound *copy = dn_memdup(mem, bound, sizeof *bound);

	copy->from = copy_exprs(copy, bound->from, bound->nfrom);
	copy->to = copy_exprs(copy, bound->to, bound->nto);
	copy->values = copy_exprs(copy, bound->values, bound->nvalues);
	return copy;
}

struct dn_index *
dn_index_copy(const void *mem, const struct dn_index *index)
{
	struct dn_index *copy = dn_memdup(mem, index, sizeof *index);

	copy->name = dn_strdup_null(copy, index->name);
	copy->table.schema = dn_strdup_null(copy, index->table.schema);
	copy->table.name = dn_strdup_null(copy, index->table.name);
	copy->method = dn_strdup_null(copy, index->method);
	copy->parts = copy_parts(copy, index->parts, index->nparts);
	copy->include = copy_names(copy, index->include, index->ninclude);
	copy->where = dn_expr_copy(copy, index->where);
	copy->called = dn_strdup_null(copy, index->called);
	return copy;
}
