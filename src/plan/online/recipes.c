/* recipes.c - what becomes of which change: the table of recipes */
#include "config.h"

#include "plan/online/former.h"
#include "plan/rules.h"

static bool
is_partitioned(const struct dn_former *f)
{
	return f->table != NULL && f->table->partitioning != NULL;
}

/* With ONLY it is but an entry in the catalog. */
static bool
reaches_partitions(const struct dn_former *f, const struct dn_change *change)
{
	return is_partitioned(f) && !change->concurrently && !dn_former_is_only(f);
}

static bool
is_not_concurrent(const struct dn_former *f, const struct dn_change *change)
{
	return !is_partitioned(f) && !change->concurrently;
}

/* From 18 on it is validated later as any other. */
static bool
adds_reference_to_partitions(const struct dn_former *f, const struct dn_change *change)
{
	return f->server < 180000 && reaches_partitions(f, change) &&
	       change->constraint->kind == DN_FOREIGN_KEY && !change->constraint->not_valid;
}

static bool
adds_key_to_partitions(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;

	return reaches_partitions(f, change) &&
	       (con->kind == DN_PRIMARY_KEY || con->kind == DN_UNIQUE);
}

static bool
attaches(const struct dn_former *f, const struct dn_change *change)
{
	(void) f, (void) change;
	return true;
}

static bool
adds_condition(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;

	(void) f;
	return (con->kind == DN_CHECK || con->kind == DN_FOREIGN_KEY) && !con->not_valid;
}

static bool
adds_key(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_constraint *con = change->constraint;

	(void) f;
	return (con->kind == DN_PRIMARY_KEY || con->kind == DN_UNIQUE) && con->using_index == NULL;
}

static bool
adds_exclusion(const struct dn_former *f, const struct dn_change *change)
{
	(void) f;
	return change->constraint->kind == DN_EXCLUDE;
}

static bool
may_be_null(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_column *column =
	    f->table == NULL ? NULL : dn_table_column(f->table, change->column_name);

	return column == NULL || !column->not_null;
}

static bool
changes_type_of_checked(const struct dn_former *f, const struct dn_change *change)
{
	(void) change;
	return f->table != NULL && f->effect->duration == DN_DURATION_SCAN && f->st->nchanges == 1;
}

/* Of several commands, it may be another that lasts. */
static bool
changes_type(const struct dn_former *f, const struct dn_change *change)
{
	const struct dn_case c = { .table = f->table, .change = change, .statement = f->st };
	const char *reason;

	return f->st->nchanges == 1 || dn_retype_duration(&c, &reason) != DN_DURATION_METADATA;
}

static bool
column_has(const struct dn_change *change, enum dn_constraint_kind kind)
{
	for (size_t i = 0; i < change->nconstraints; i++)
		if (change->constraints[i]->kind == kind)
			return true;
	return false;
}

static bool
column_is_counted(const struct dn_former *f, const struct dn_change *change)
{
	(void) f;
	return change->column->identity != DN_IDENTITY_NONE;
}

static bool
column_is_generated(const struct dn_former *f, const struct dn_change *change)
{
	(void) f;
	return change->column->generated != NULL;
}

static bool
column_varies(const struct dn_former *f, const struct dn_change *change)
{
	(void) f;
	return !dn_expr_is_stable(change->column->default_expr);
}

/* Without a value no reference is looked up, but then it may as well be later. */
static bool
column_is_constrained(const struct dn_former *f, const struct dn_change *change)
{
	(void) f;
	return column_has(change, DN_CHECK) || column_has(change, DN_UNIQUE) ||
	       column_has(change, DN_PRIMARY_KEY) ||
	       (column_has(change, DN_FOREIGN_KEY) && change->column->default_expr != NULL);
}

/* clang-format off */
static const struct dn_recipe recipes[] = {
	{ DN_CREATE_INDEX, reaches_partitions, dn_recipe_index_partitions, NULL },
	{ DN_CREATE_INDEX, is_not_concurrent, dn_recipe_create_index, NULL },
	{ DN_DROP_INDEX, is_not_concurrent, dn_recipe_drop_index, NULL },

	{ DN_ADD_CONSTRAINT, adds_reference_to_partitions, dn_recipe_add_to_partitions, NULL },
	{ DN_ADD_CONSTRAINT, adds_key_to_partitions, dn_recipe_add_key_to_partitions, NULL },
	{ DN_ADD_CONSTRAINT, adds_condition, dn_recipe_add_later, NULL },
	{ DN_ADD_CONSTRAINT, adds_key, dn_recipe_add_key, NULL },
	{ DN_ADD_CONSTRAINT, adds_exclusion, NULL, "an exclusion constraint can only be added at once" },
	{ DN_SET_NOT_NULL, may_be_null, dn_recipe_set_not_null, NULL },

	{ DN_ATTACH_PARTITION, attaches, dn_recipe_attach_partition, NULL },

	{ DN_SET_TYPE, changes_type_of_checked, dn_recipe_retype_checked, NULL },
	{ DN_SET_TYPE, changes_type, NULL, "a type changes for every row at once" },
	{ DN_ADD_COLUMN, column_is_counted, dn_recipe_fill_column, NULL },
	{ DN_ADD_COLUMN, column_is_generated, NULL, "a column can only be generated from the start" },
	{ DN_ADD_COLUMN, column_varies, dn_recipe_fill_column, NULL },
	{ DN_ADD_COLUMN, column_is_constrained, dn_recipe_add_column, NULL },
};
/* clang-format on */

const struct dn_recipe *
dn_recipe_find(const struct dn_former *f, const struct dn_change *change)
{
	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
		if (recipes[i].kind == change->kind && recipes[i].applies(f, change))
			return &recipes[i];
	return NULL;
}
