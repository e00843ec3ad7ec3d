/* merge.c - MERGE: what each of its clauses does to which rows, and then all of it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/merge.h"
#include "dialect/sqlite/rows/moving.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

struct merge {
	struct moving moving;
	struct dn_merge all;
};

static bool
merge_find(struct merge *m, size_t clause)
{
	struct dn_query *select = dn_new(m->all.mem, struct dn_query);
	const char *why = dn_merge_rows(&m->all, clause, select);

	return why != NULL
		   ? dn_moving_cannot(&m->moving, why)
		   : dn_returning_keep(&m->moving, &m->all.items[clause], select, false, NULL);
}

/* A row that two rows of the source find is an error. */
static void
merge_once(struct merge *m)
{
	const char *rows = dn_returning_table(&m->moving, "merge", "rows");

	dn_sqlite_emit(m->moving.x, "CREATE TEMP TABLE %s (r INTEGER PRIMARY KEY)", rows);
	for (size_t i = 0; i < m->all.q->nwhens; i++)
		if (m->all.q->whens[i].matched && dn_merge_is_reached(&m->all, i))
			dn_sqlite_emit(m->moving.x,
			    "INSERT INTO %s SELECT r FROM \"dn_with_merge %zu\"", rows, i + 1);
}

static bool
merge_apply(struct merge *m, enum dn_query_kind kind)
{
	for (size_t i = 0; i < m->all.q->nwhens; i++) {
		struct dn_moving_part part = { .target = m->all.table };

		if (m->all.q->whens[i].kind != kind || !dn_merge_is_reached(&m->all, i))
			continue;
		part.q = dn_merge_statement(&m->all, i);
		if (kind == DN_QUERY_INSERT && part.q->ncolumns == 0)
			return dn_moving_cannot(
			    &m->moving, "MERGE that inserts nothing but defaults is not there");
		if (!dn_moving_run(&m->moving, &part))
			return false;
	}
	return true;
}

bool
dn_sqlite_merge(struct sqlite_change *x, struct dn_query *q)
{
	struct merge m = { .moving = { .x = x }, .all = { .q = q, .mem = x->scratch, .nkeys = 1 } };
	const struct dn_table *table = dn_schema_table(x->t->schema, &q->table->table);
	const struct dn_type *number = dn_type_plain(DN_TYPE_BIGINT, 0);
	const char *rowid;

	if (!dn_sqlite_visible(x->t, x->st, &q->table->table, x->err))
		return false;
	rowid = table == NULL || table->unknown ? NULL : dn_sqlite_rowid(table);
	if (rowid == NULL)
		return dn_moving_cannot(&m.moving, "the history does not say what its table has");
	if (dn_is_moving(q))
		return dn_moving_cannot(&m.moving, "WITH of MERGE changes rows");
	m.all.table = table;
	m.all.keys = &rowid;
	m.all.key_types = &number;
	m.all.items = dn_new_array(x->scratch, struct dn_with, q->nwhens + 1);
	for (size_t i = 0; i < q->nwhens; i++)
		if (dn_merge_is_reached(&m.all, i) && !merge_find(&m, i))
			return false;
	merge_once(&m);
	if (!merge_apply(&m, DN_QUERY_DELETE) || !merge_apply(&m, DN_QUERY_UPDATE) ||
	    !merge_apply(&m, DN_QUERY_INSERT))
		return false;
	for (size_t i = m.moving.nmade; i > 0; i--)
		dn_sqlite_emit(x, "DROP TABLE temp.%s", m.moving.made[i - 1]);
	return true;
}
