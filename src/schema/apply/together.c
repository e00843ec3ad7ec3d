/* together.c - constraints that are written together: which are made, and in which order */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"

static const char *
together_column(const struct dn_constraint *c, size_t i)
{
	return c->ncolumns == 0 ? c->on_column : c->columns[i];
}

/* Would both make the same index? */
static bool
together_is_redundant(const struct dn_constraint *a, const struct dn_constraint *b)
{
	size_t na = a->ncolumns == 0 ? 1 : a->ncolumns, nb = b->ncolumns == 0 ? 1 : b->ncolumns;

	if (a->kind == DN_EXCLUDE || b->kind == DN_EXCLUDE || na != nb ||
	    a->ninclude != b->ninclude || a->using_index != NULL || b->using_index != NULL ||
	    a->nulls_not_distinct != b->nulls_not_distinct || a->deferrable != b->deferrable ||
	    a->initially_deferred != b->initially_deferred)
		return false;
	for (size_t i = 0; i < na; i++)
		if (strcmp(together_column(a, i), together_column(b, i)) != 0)
			return false;
	for (size_t i = 0; i < a->ninclude; i++)
		if (strcmp(a->include[i], b->include[i]) != 0)
			return false;
	return true;
}

/* The first of two keys on the same columns stays, a primary key before all; a name is kept. */
static bool
together_is_covered(struct dn_constraint **constraints, size_t n, size_t at)
{
	struct dn_constraint *c = constraints[at];

	for (size_t i = 0; i < n; i++) {
		struct dn_constraint *other = constraints[i];

		if (i == at || !dn_constraint_has_index(other) ||
		    !together_is_redundant(c, other) || (other->kind != DN_PRIMARY_KEY && i > at))
			continue;
		if (other->name == NULL && c->name != NULL)
			other->name = dn_strdup(other, c->name);
		return true;
	}
	return false;
}

/* transformIndexConstraints() in parse_utilcmd.c. */
static void
together_drop_covered(struct dn_constraint **constraints, size_t *n)
{
	for (size_t i = 0; i < *n;) {
		if (constraints[i]->kind != DN_UNIQUE || !together_is_covered(constraints, *n, i)) {
			i++;
			continue;
		}
		(*n)--;
		memmove(&constraints[i], &constraints[i + 1], (*n - i) * sizeof *constraints);
	}
}

/* Checks are made with the table, then its keys, the primary one first, then what refers. */
static int
together_turn(const struct dn_constraint *c)
{
	switch (c->kind) {
	case DN_CHECK: return 0;
	case DN_PRIMARY_KEY: return 1;
	case DN_UNIQUE:
	case DN_EXCLUDE: return 2;
	case DN_FOREIGN_KEY: return 3;
	}
	return 3;
}

static size_t
together_count_keys(struct dn_constraint *const *constraints, size_t n)
{
	size_t keys = 0;

	for (size_t i = 0; i < n; i++)
		keys += constraints[i]->kind == DN_PRIMARY_KEY;
	return keys;
}

bool
dn_apply_put_constraints(
    struct dn_apply *a, struct dn_table *table, struct dn_constraint **constraints, size_t *n)
{
	if (together_count_keys(constraints, *n) > 1)
		return dn_apply_refuse(
		    a, "multiple primary keys for table '%s' are not allowed", table->name);
	together_drop_covered(constraints, n);
	for (int turn = 0; turn <= 3; turn++)
		for (size_t i = 0; i < *n; i++)
			if (together_turn(constraints[i]) == turn &&
			    !dn_apply_put_constraint(a, table, constraints[i]))
				return false;
	return true;
}
