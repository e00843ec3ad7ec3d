/* retype.c - how long ALTER COLUMN ... TYPE lasts, on PostgreSQL 15 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/rules.h"

/* What happens to a column between two types of no dimensions; its indexes are kept, or built. */
struct retype_rule {
	enum dn_type_kind from, to;
	bool (*applies)(const struct dn_type *from, const struct dn_type *to);
	bool index; /* those on the column are built anew */
};

/* A limit that is the same, larger or gone. */
static bool
retype_widens(const struct dn_type *from, const struct dn_type *to)
{
	return to->nmods == 0 || (from->nmods > 0 && to->mods[0] >= from->mods[0]);
}

/* More digits of a second than six there are not. */
static bool
retype_widens_time(const struct dn_type *from, const struct dn_type *to)
{
	return retype_widens(from, to) || to->mods[0] >= 6;
}

static bool
retype_widens_numeric(const struct dn_type *from, const struct dn_type *to)
{
	int from_scale = from->nmods > 1 ? from->mods[1] : 0;
	int to_scale = to->nmods > 1 ? to->mods[1] : 0;

	return to->nmods == 0 ||
	       (from->nmods > 0 && to->mods[0] >= from->mods[0] && from_scale == to_scale);
}

static bool
retype_unlimited(const struct dn_type *from, const struct dn_type *to)
{
	(void) from;
	return to->nmods == 0;
}

static bool
retype_same(const struct dn_type *from, const struct dn_type *to)
{
	return dn_type_equal(from, to);
}

static const struct retype_rule rules[] = {
	{ DN_TYPE_VARCHAR, DN_TYPE_VARCHAR, retype_widens, false },
	{ DN_TYPE_VARCHAR, DN_TYPE_TEXT, NULL, false },
	{ DN_TYPE_TEXT, DN_TYPE_VARCHAR, retype_unlimited, false },
	{ DN_TYPE_NUMERIC, DN_TYPE_NUMERIC, retype_widens_numeric, false },
	{ DN_TYPE_TIMESTAMP, DN_TYPE_TIMESTAMP, retype_widens_time, false },
	{ DN_TYPE_TIMESTAMPTZ, DN_TYPE_TIMESTAMPTZ, retype_widens_time, false },
	{ DN_TYPE_TIME, DN_TYPE_TIME, retype_widens_time, false },
	{ DN_TYPE_TIMETZ, DN_TYPE_TIMETZ, retype_widens_time, false },
	{ DN_TYPE_VARBIT, DN_TYPE_VARBIT, retype_widens, false },
	{ DN_TYPE_CIDR, DN_TYPE_INET, NULL, false },
	{ DN_TYPE_XML, DN_TYPE_TEXT, NULL, false },
	{ DN_TYPE_XML, DN_TYPE_VARCHAR, retype_unlimited, false },
	{ DN_TYPE_INTEGER, DN_TYPE_OID, NULL, true },
	{ DN_TYPE_TEXT, DN_TYPE_CITEXT, NULL, true },
	{ DN_TYPE_CITEXT, DN_TYPE_TEXT, NULL, true },
	{ DN_TYPE_CITEXT, DN_TYPE_VARCHAR, retype_unlimited, true },
	{ DN_TYPE_VARCHAR, DN_TYPE_CITEXT, NULL, true },
};

/* NULL: the table is rewritten. */
static const struct retype_rule *
retype_find(const struct dn_type *from, const struct dn_type *to)
{
	static const struct retype_rule same = { DN_TYPE_NAMED, DN_TYPE_NAMED, retype_same, false };

	if (dn_type_equal(from, to))
		return &same;
	for (size_t i = 0; from->dims == 0 && to->dims == 0 && i < sizeof rules / sizeof *rules;
	     i++)
		if (rules[i].from == from->kind && rules[i].to == to->kind &&
		    (rules[i].applies == NULL || rules[i].applies(from, to)))
			return &rules[i];
	return NULL;
}

/* USING may compute anything, but for the column itself as the new type. */
static bool
retype_computes(const struct dn_change *change)
{
	const struct dn_expr *expr = change->expr;

	if (expr == NULL)
		return false;
	if (expr->kind == DN_EXPR_CAST && dn_type_equal(expr->type, change->type))
		expr = expr->args[0];
	return expr->kind != DN_EXPR_COLUMN || strcmp(expr->name, change->column_name) != 0;
}

static bool
retype_has_index(const struct dn_case *c, const char *column, bool computed_only)
{
	for (size_t i = 0; i < c->table->nindexes; i++) {
		const struct dn_index *index = c->table->indexes[i];
		bool computed = index->where != NULL;
		bool uses = index->where != NULL && dn_expr_uses_column(index->where, column);

		for (size_t p = 0; p < index->nparts; p++) {
			const struct dn_index_part *part = &index->parts[p];

			computed = computed || part->expr != NULL;
			uses = uses ||
			       (part->column != NULL && strcmp(part->column, column) == 0) ||
			       (part->expr != NULL && dn_expr_uses_column(part->expr, column));
		}
		if (uses && (computed || !computed_only))
			return true;
	}
	return false;
}

/* Is it dropped by the same statement? */
static bool
retype_drops(const struct dn_case *c, const char *constraint)
{
	for (size_t i = 0; i < c->statement->nchanges; i++) {
		const struct dn_change *change = c->statement->changes[i];

		if (change->kind == DN_DROP_CONSTRAINT && strcmp(change->name, constraint) == 0)
			return true;
	}
	return false;
}

/* Of the constraints, keys have an index. */
static bool
retype_has_constraint(const struct dn_case *c, const char *column, bool check)
{
	for (size_t i = 0; i < c->table->nconstraints; i++) {
		const struct dn_constraint *con = c->table->constraints[i];

		if (retype_drops(c, con->name))
			continue;
		if (check && con->kind == DN_CHECK && con->check != NULL &&
		    dn_expr_uses_column(con->check, column))
			return true;
		if (check || con->kind == DN_CHECK || con->kind == DN_FOREIGN_KEY)
			continue;
		for (size_t k = 0; k < con->ncolumns; k++)
			if (strcmp(con->columns[k], column) == 0)
				return true;
	}
	return false;
}

static bool
retype_collation_changes(const struct dn_change *change, const struct dn_column *column)
{
	return (change->text == NULL) != (column->collation == NULL) ||
	       (change->text != NULL && strcmp(change->text, column->collation) != 0);
}

static bool
retype_needs_clock(const struct dn_type *from, const struct dn_type *to)
{
	return from->dims == 0 && to->dims == 0 &&
	       ((from->kind == DN_TYPE_TIMESTAMP && to->kind == DN_TYPE_TIMESTAMPTZ) ||
		   (from->kind == DN_TYPE_TIMESTAMPTZ && to->kind == DN_TYPE_TIMESTAMP));
}

enum dn_duration
dn_retype_duration(const struct dn_case *c, const char **reason)
{
	const struct dn_change *change = c->change;
	const char *name = change->column_name;
	const struct dn_column *column = c->table == NULL ? NULL : dn_table_column(c->table, name);
	const struct retype_rule *rule;
	bool built;

	*reason = "the type that it has is not known";
	if (column == NULL)
		return DN_DURATION_UNKNOWN;
	rule = retype_find(column->type, change->type);
	*reason = "the new type is stored another way";
	if (retype_needs_clock(column->type, change->type))
		*reason = "the table is written anew, unless TimeZone is UTC";
	if (rule == NULL || retype_computes(change))
		return DN_DURATION_REWRITE;
	built = rule->index || retype_collation_changes(change, column);
	*reason = "its indexes are built anew";
	if (retype_has_index(c, name, !built) || (built && retype_has_constraint(c, name, false)))
		return DN_DURATION_INDEX;
	*reason = "a CHECK of it is tested for every row";
	if (retype_has_constraint(c, name, true))
		return DN_DURATION_SCAN;
	*reason = NULL;
	return DN_DURATION_METADATA;
}
