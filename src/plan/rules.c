/* rules.c - locks and duration of the changes that are understood, on PostgreSQL 12 to 18 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/rules.h"

static bool
has_constraint_of(const struct dn_case *c, enum dn_constraint_kind kind)
{
	for (size_t i = 0; i < c->change->nconstraints; i++)
		if (c->change->constraints[i]->kind == kind)
			return true;
	return false;
}

static bool
column_is_counted(const struct dn_case *c)
{
	return c->change->column->identity != DN_IDENTITY_NONE;
}

static bool
column_is_generated(const struct dn_case *c)
{
	return c->change->column->generated != NULL;
}

static bool
column_default_varies(const struct dn_case *c)
{
	return !dn_expr_is_stable(c->change->column->default_expr);
}

/* A domain may have constraints, which every row must be tested for. */
static bool
column_is_domain(const struct dn_case *c)
{
	const struct dn_type *type = c->change->column->type;
	const struct dn_domain *domain = type->dims > 0 ? NULL : dn_schema_domain(c->schema, type);

	return domain != NULL && !domain->composite;
}

static bool
column_is_key(const struct dn_case *c)
{
	return has_constraint_of(c, DN_PRIMARY_KEY) || has_constraint_of(c, DN_UNIQUE);
}

static bool
column_has_default(const struct dn_case *c)
{
	const struct dn_expr *value = c->change->column->default_expr;

	return value != NULL && dn_expr_bare(value)->kind != DN_EXPR_NULL;
}

static bool
column_lacks_value(const struct dn_case *c)
{
	return c->change->column->not_null && !column_has_default(c);
}

static bool
column_has_check(const struct dn_case *c)
{
	return has_constraint_of(c, DN_CHECK);
}

/* Without a value there is nothing that could point nowhere. */
static bool
column_points_somewhere(const struct dn_case *c)
{
	return has_constraint_of(c, DN_FOREIGN_KEY) && column_has_default(c);
}

static const struct dn_column *
case_column(const struct dn_case *c, const char *name)
{
	return c->table == NULL ? NULL : dn_table_column(c->table, name);
}

static bool
expr_says_not_null(const struct dn_expr *expr, const char *column)
{
	if (expr->kind == DN_EXPR_IS)
		return expr->negated && strcmp(expr->name, "null") == 0 &&
		       expr->args[0]->kind == DN_EXPR_COLUMN &&
		       strcmp(expr->args[0]->name, column) == 0;
	if (expr->kind != DN_EXPR_OPERATOR || strcmp(expr->name, "and") != 0)
		return false;
	for (size_t i = 0; i < expr->nargs; i++)
		if (expr_says_not_null(expr->args[i], column))
			return true;
	return false;
}

/* The server takes a valid CHECK for a proof, when it says so plainly. */
static bool
column_is_never_null(const struct dn_case *c, const char *name)
{
	const struct dn_column *column = case_column(c, name);

	if (column == NULL)
		return false;
	if (column->not_null)
		return true;
	for (size_t i = 0; i < c->table->nconstraints; i++) {
		const struct dn_constraint *check = c->table->constraints[i];

		if (check->kind == DN_CHECK && !check->not_valid && check->check != NULL &&
		    expr_says_not_null(check->check, name))
			return true;
	}
	return false;
}

static bool
not_null_is_proved(const struct dn_case *c)
{
	return column_is_never_null(c, c->change->column_name);
}

static bool
adds(const struct dn_case *c, enum dn_constraint_kind kind)
{
	return c->change->constraint->kind == kind;
}

/* The columns of an index that becomes the key. */
static bool
adds_key_by_index_of_nullable(const struct dn_case *c)
{
	const struct dn_constraint *key = c->change->constraint;
	struct dn_name name = { c->table == NULL ? NULL : c->table->schema, key->using_index };
	const struct dn_index *index;

	if (key->using_index == NULL || key->kind != DN_PRIMARY_KEY)
		return false;
	index = dn_schema_index(c->schema, &name);
	for (size_t i = 0; index != NULL && i < index->nparts; i++)
		if (index->parts[i].column == NULL ||
		    !column_is_never_null(c, index->parts[i].column))
			return true;
	return index == NULL;
}

static bool
adds_by_index(const struct dn_case *c)
{
	return c->change->constraint->using_index != NULL;
}

static bool
adds_check_later(const struct dn_case *c)
{
	return adds(c, DN_CHECK) && c->change->constraint->not_valid;
}

static bool
adds_check(const struct dn_case *c)
{
	return adds(c, DN_CHECK);
}

static bool
adds_reference_later(const struct dn_case *c)
{
	return adds(c, DN_FOREIGN_KEY) && c->change->constraint->not_valid;
}

static bool
adds_reference(const struct dn_case *c)
{
	return adds(c, DN_FOREIGN_KEY);
}

static bool
is_concurrent(const struct dn_case *c)
{
	return c->change->concurrently;
}

/* What is renamed or moved; ALTER TABLE may say so of a sequence, too. */
static bool
is_of_sequence(const struct dn_case *c)
{
	return dn_schema_sequence(c->schema, &c->change->object) != NULL ||
	       dn_words_start(c->statement->what, "alter sequence");
}

static bool
is_select(const struct dn_case *c)
{
	return strcmp(c->change->name, "select") == 0;
}

static bool
is_truncate(const struct dn_case *c)
{
	return strcmp(c->change->name, "truncate") == 0;
}

/* Locks on other tables. */

static void
lock_new_references(struct dn_case *c)
{
	for (size_t i = 0; i < c->change->nconstraints; i++)
		if (c->change->constraints[i]->kind == DN_FOREIGN_KEY)
			dn_case_lock_name(
			    c, &c->change->constraints[i]->ref_table, DN_LOCK_SHARE_ROW_EXCLUSIVE);
}

/* A table that the same statement makes is not there to be locked. */
static void
lock_references_of_new(struct dn_case *c)
{
	for (size_t i = 0; i < c->change->nconstraints; i++) {
		const struct dn_name *to = &c->change->constraints[i]->ref_table;

		if (c->change->constraints[i]->kind == DN_FOREIGN_KEY &&
		    (strcmp(to->name, c->change->object.name) != 0 || to->schema != NULL))
			dn_case_lock_name(c, to, DN_LOCK_SHARE_ROW_EXCLUSIVE);
	}
}

static void
lock_new_reference(struct dn_case *c)
{
	dn_case_lock_name(c, &c->change->constraint->ref_table, DN_LOCK_SHARE_ROW_EXCLUSIVE);
}

static bool
named_reference(const struct dn_case *c, const struct dn_constraint *fk)
{
	return fk->name != NULL && strcmp(fk->name, c->change->name) == 0;
}

static bool
in_list(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static bool
reference_from_column(const struct dn_case *c, const struct dn_constraint *fk)
{
	return in_list(c->change->column_name, fk->columns, fk->ncolumns);
}

static bool
reference_to_column(const struct dn_case *c, const struct dn_constraint *fk)
{
	return in_list(c->change->column_name, fk->ref_columns, fk->nref_columns);
}

static bool
reference_to_constraint(const struct dn_case *c, const struct dn_constraint *fk)
{
	return fk->ref_index != NULL && strcmp(fk->ref_index, c->change->name) == 0;
}

static void
lock_references_of_column(struct dn_case *c)
{
	dn_case_lock_references(
	    c, reference_from_column, c->change->cascade ? reference_to_column : NULL);
	dn_cascade_dropped_column(c);
}

static void
lock_references_of_type(struct dn_case *c)
{
	dn_case_lock_references(c, reference_from_column, reference_to_column);
}

static void
lock_reference_named(struct dn_case *c)
{
	dn_case_lock_references(
	    c, named_reference, c->change->cascade ? reference_to_constraint : NULL);
}

/* Their indexes are built one by one.  From 18 on NOT NULL is looked for in all that may inherit.
 */
static void
lock_partitions(struct dn_case *c)
{
	bool late = dn_case_since(c, 180000);

	if (!dn_case_is_only(c))
		dn_case_lock_kin(c, c->key, late ? DN_LOCK_ACCESS_EXCLUSIVE : DN_LOCK_SHARE,
		    late ? DN_REACH_HEIRS : DN_REACH_PARTITIONS);
}

static void
lock_new_reference_and_heirs(struct dn_case *c)
{
	lock_new_reference(c);
	if (!dn_case_is_only(c) && dn_case_since(c, 180000))
		dn_case_lock_kin(c, c->key, DN_LOCK_SHARE_ROW_EXCLUSIVE, DN_REACH_HEIRS);
}

#define NONE     DN_LOCK_NONE
#define WRITE    DN_LOCK_ROW_EXCLUSIVE
#define SUE      DN_LOCK_SHARE_UPDATE_EXCLUSIVE
#define SHARE    DN_LOCK_SHARE
#define SRE      DN_LOCK_SHARE_ROW_EXCLUSIVE
#define AE       DN_LOCK_ACCESS_EXCLUSIVE
#define METADATA DN_DURATION_METADATA
#define SCAN     DN_DURATION_SCAN
#define INDEX    DN_DURATION_INDEX
#define REWRITE  DN_DURATION_REWRITE
#define DATA     DN_DURATION_DATA
#define TABLE    DN_REACH_TABLE
#define PARTS    DN_REACH_PARTITIONS
#define HEIRS    DN_REACH_HEIRS

/* clang-format off */
static const struct dn_rule rules[] = {
	{ DN_CREATE_TABLE, NULL, NONE, METADATA, NULL, lock_references_of_new, TABLE },
	{ DN_DROP_TABLE, NULL, AE, METADATA, NULL, dn_cascade_dropped_table, TABLE },
	{ DN_RENAME_TABLE, is_of_sequence, NONE, METADATA, "the old name is gone at once", NULL, TABLE },
	{ DN_RENAME_TABLE, NULL, AE, METADATA, "the old name is gone at once", NULL, TABLE },
	{ DN_SET_SCHEMA, is_of_sequence, NONE, METADATA, "the old name is gone at once", NULL, TABLE },
	{ DN_SET_SCHEMA, NULL, AE, METADATA, "the old name is gone at once", NULL, TABLE },

	{ DN_ADD_COLUMN, column_is_counted, AE, REWRITE, "every row gets a number", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_is_generated, AE, REWRITE, "computed for every row", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_default_varies, AE, REWRITE, "the default differs from row to row", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_is_domain, AE, REWRITE, "a domain's constraints are tested", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_is_key, AE, INDEX, "the key's index is built", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_lacks_value, AE, SCAN, "fails where there are rows: no default", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_has_check, AE, SCAN, "the CHECK is tested for every row", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, column_points_somewhere, AE, SCAN, "every row's reference is tested", lock_new_references, HEIRS },
	{ DN_ADD_COLUMN, NULL, AE, METADATA, NULL, lock_new_references, HEIRS },
	{ DN_DROP_COLUMN, NULL, AE, METADATA, NULL, lock_references_of_column, HEIRS },
	{ DN_RENAME_COLUMN, NULL, AE, METADATA, "the old name is gone at once", NULL, HEIRS },
	{ DN_SET_TYPE, NULL, AE, METADATA, NULL, lock_references_of_type, HEIRS },
	{ DN_SET_DEFAULT, NULL, AE, METADATA, NULL, NULL, HEIRS },
	{ DN_DROP_DEFAULT, NULL, AE, METADATA, NULL, NULL, HEIRS },
	{ DN_SET_NOT_NULL, not_null_is_proved, AE, METADATA, "a valid CHECK is the proof", NULL, HEIRS },
	{ DN_SET_NOT_NULL, NULL, AE, SCAN, "every row is tested", NULL, HEIRS },
	{ DN_DROP_NOT_NULL, NULL, AE, METADATA, NULL, NULL, HEIRS },
	{ DN_ADD_IDENTITY, NULL, AE, METADATA, NULL, NULL, TABLE },
	{ DN_SET_IDENTITY, NULL, AE, METADATA, NULL, NULL, TABLE },
	{ DN_DROP_IDENTITY, NULL, AE, METADATA, NULL, NULL, TABLE },
	{ DN_DROP_EXPRESSION, NULL, AE, METADATA, NULL, NULL, HEIRS },

	{ DN_ADD_CONSTRAINT, adds_key_by_index_of_nullable, AE, SCAN, "its columns are tested for nulls", NULL, TABLE },
	{ DN_ADD_CONSTRAINT, adds_by_index, AE, METADATA, NULL, NULL, TABLE },
	{ DN_ADD_CONSTRAINT, adds_check_later, AE, METADATA, NULL, NULL, HEIRS },
	{ DN_ADD_CONSTRAINT, adds_check, AE, SCAN, "every row is tested", NULL, HEIRS },
	{ DN_ADD_CONSTRAINT, adds_reference_later, SRE, METADATA, NULL, lock_new_reference_and_heirs, PARTS },
	{ DN_ADD_CONSTRAINT, adds_reference, SRE, SCAN, "every row's reference is tested", lock_new_reference_and_heirs, PARTS },
	{ DN_ADD_CONSTRAINT, NULL, AE, INDEX, "the constraint's index is built", lock_partitions, TABLE },
	{ DN_DROP_CONSTRAINT, NULL, AE, METADATA, NULL, lock_reference_named, HEIRS },
	{ DN_RENAME_CONSTRAINT, NULL, AE, METADATA, NULL, NULL, HEIRS },
	{ DN_VALIDATE_CONSTRAINT, NULL, SUE, SCAN, "every row is tested, while others write", NULL, HEIRS },
	{ DN_ALTER_CONSTRAINT, NULL, AE, METADATA, NULL, NULL, PARTS },

	{ DN_CREATE_INDEX, is_concurrent, SUE, INDEX, "built while others write", NULL, TABLE },
	{ DN_CREATE_INDEX, NULL, SHARE, INDEX, "nobody else writes until it is built", NULL, PARTS },
	{ DN_DROP_INDEX, is_concurrent, SUE, METADATA, "waits for who still uses it", NULL, TABLE },
	{ DN_DROP_INDEX, NULL, AE, METADATA, NULL, NULL, PARTS },
	{ DN_RENAME_INDEX, NULL, NONE, METADATA, NULL, NULL, TABLE },

	{ DN_CREATE_SEQUENCE, NULL, NONE, METADATA, NULL, NULL, TABLE },
	{ DN_ALTER_SEQUENCE, NULL, NONE, METADATA, NULL, NULL, TABLE },
	{ DN_DROP_SEQUENCE, NULL, NONE, METADATA, NULL, dn_cascade_dropped_sequence, TABLE },
	{ DN_CREATE_ENUM, NULL, NONE, METADATA, NULL, NULL, TABLE },
	{ DN_DROP_TYPE, NULL, NONE, METADATA, NULL, dn_cascade_dropped_type, TABLE },
	{ DN_CREATE_SCHEMA, NULL, NONE, METADATA, NULL, NULL, TABLE },
	{ DN_DROP_SCHEMA, NULL, NONE, METADATA, NULL, dn_cascade_dropped_schema, TABLE },

	{ DN_DATA, is_select, NONE, DATA, NULL, NULL, TABLE },
	{ DN_DATA, is_truncate, AE, METADATA, "all rows are gone", dn_cascade_truncated, HEIRS },
	{ DN_DATA, NULL, WRITE, DATA, NULL, NULL, TABLE },
	{ DN_COPY, NULL, WRITE, DATA, NULL, NULL, TABLE },
};
/* clang-format on */

static const struct dn_rule nothing = { DN_NOTHING, NULL, NONE, METADATA, NULL, NULL, TABLE };

const struct dn_rule *
dn_rule_find(const struct dn_case *c)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].kind == c->change->kind &&
		    (rules[i].applies == NULL || rules[i].applies(c)))
			return &rules[i];
	return &nothing;
}
