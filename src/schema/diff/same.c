/* same.c - are two models the same? */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/diff/diffs.h"

/* enum dn_change_kind, for a message. */
static const char *
same_words(enum dn_change_kind kind)
{
	switch ((int) kind) {
	case DN_CREATE_TABLE:
	case DN_DROP_TABLE: return "a table is there on one side only";
	case DN_ADD_COLUMN:
	case DN_DROP_COLUMN: return "a column is there on one side only";
	case DN_SET_TYPE: return "a column has another type";
	case DN_SET_DEFAULT:
	case DN_DROP_DEFAULT: return "a column has another default";
	case DN_SET_NOT_NULL:
	case DN_DROP_NOT_NULL: return "a column is NOT NULL on one side only";
	case DN_ADD_CONSTRAINT:
	case DN_DROP_CONSTRAINT: return "a constraint differs";
	case DN_CREATE_INDEX:
	case DN_DROP_INDEX: return "an index differs";
	default: return "an object is there on one side only";
	}
}

static bool
same_order(const struct dn_table *a, const struct dn_table *b)
{
	for (size_t i = 0; i < a->ncolumns && i < b->ncolumns; i++)
		if (strcmp(a->columns[i]->name, b->columns[i]->name) != 0)
			return false;
	return true;
}

bool
dn_schema_same(const void *mem, const struct dn_schema *a, const struct dn_schema *b,
    const struct dn_map *readded, char **what)
{
	struct dn_diff *diff = dn_schema_diff(NULL, a, b);

	*what = NULL;
	if (diff->impossible != NULL) {
		*what = dn_strdup(mem, diff->impossible);
	} else if (diff->n > 0) {
		const struct dn_change *c = diff->changes[0];
		const char *name = c->kind == DN_CREATE_INDEX ? c->index->name : c->object.name;

		*what = dn_sprintf(mem, "%s ('%s')", same_words(c->kind), name);
	}
	dn_map_each (dn_differ_part(diff, a->tables, a->touched), e) {
		const struct dn_table *table = e->value, *twin = dn_differ_twin(b, table);

		if (*what == NULL && twin != NULL && !same_order(table, twin) &&
		    (readded == NULL || dn_map_get(readded, e->key) == NULL))
			*what = dn_sprintf(
			    mem, "table '%s' has its columns in another order", table->name);
	}
	dn_free(diff);
	return *what == NULL;
}
