/* merge.c - MERGE: what each of its clauses does to which rows, and then all of it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/merge.h"
#include "dialect/mysql/rows/moving.h"
#include "dialect/mysql/rows/rows.h"

struct merge {
	struct mysql_moving moving;
	struct dn_merge all;
};

static bool
merge_find(struct merge *m, size_t clause)
{
	struct dn_query *select = dn_new(m->all.mem, struct dn_query);
	const char *why = dn_merge_rows(&m->all, clause, select);

	return why != NULL ? dn_moving_refuse(&m->moving, why)
			   : dn_moving_keep(&m->moving, &m->all.items[clause], select, false);
}

/* A row that two rows of the source find is an error, by a query that gives more rows than one. */
static void
merge_once(struct merge *m)
{
	struct dunlin_buf *sql = dn_buf_new(m->all.mem), *keys = dn_buf_new(m->all.mem);

	for (size_t i = 0; i < m->all.nkeys; i++)
		dunlin_buf_printf(keys,
		    m->all.nkeys == 1 ? "`r`"
		    : i == 0          ? "`r%zu`"
				      : ", `r%zu`",
		    i + 1);
	for (size_t i = 0; i < m->all.q->nwhens; i++)
		if (m->all.q->whens[i].matched && dn_merge_is_reached(&m->all, i))
			dunlin_buf_printf(sql, "%sSELECT %s FROM `dunlin_with_merge %zu`",
			    sql->len == 0 ? "" : " UNION ALL ", keys->s, i + 1);
	if (sql->len > 0)
		dn_mysql_emit_rows(m->moving.x,
		    dn_sprintf(m->all.mem,
			"CREATE TEMPORARY TABLE %s AS SELECT if(count(*) > 1, (SELECT 1 UNION "
			"SELECT 2), 0) AS `ok` FROM (%s) AS `dn` GROUP BY %s",
			dn_moving_make(&m->moving, "with", "merge"), sql->s, keys->s));
}

static bool
merge_apply(struct merge *m, enum dn_query_kind kind)
{
	for (size_t i = 0; i < m->all.q->nwhens; i++) {
		struct dn_query *q;

		if (m->all.q->whens[i].kind != kind || !dn_merge_is_reached(&m->all, i))
			continue;
		q = dn_merge_statement(&m->all, i);
		if (kind == DN_QUERY_INSERT && q->ncolumns == 0)
			return dn_moving_refuse(
			    &m->moving, "MERGE that inserts nothing but defaults is not there");
		if (!dn_moving_put(&m->moving, q))
			return false;
	}
	return true;
}

static bool
merge_keys(struct merge *m)
{
	const char *const *columns = NULL;

	m->all.nkeys = dn_moving_key(&m->moving, m->all.table, &columns);
	m->all.keys = (const char **) (uintptr_t) columns;
	m->all.key_types = dn_new_array(m->all.mem, const struct dn_type *, m->all.nkeys + 1);
	for (size_t i = 0; i < m->all.nkeys; i++)
		m->all.key_types[i] = dn_table_column(m->all.table, columns[i])->type;
	return m->all.nkeys > 0 ||
	       dn_moving_refuse(
		   &m->moving, "MERGE into a table without a primary key has no counterpart there");
}

/* Rows are found by their key, so it must stay what it is. */
static bool
merge_sets_key(const struct merge *m)
{
	for (size_t i = 0; i < m->all.q->nwhens; i++)
		for (size_t j = 0; j < m->all.q->whens[i].nsets; j++)
			for (size_t k = 0; k < m->all.nkeys; k++)
				if (strcmp(m->all.q->whens[i].sets[j].columns[0], m->all.keys[k]) ==
				    0)
					return true;
	return false;
}

bool
dn_mysql_merge(struct mysql_change *x, struct dn_query *q)
{
	struct merge m = { .moving = { .x = x }, .all = { .q = q, .mem = x->scratch } };

	m.all.table = dn_schema_table(x->t->schema, &q->table->table);
	if (m.all.table == NULL || m.all.table->unknown)
		return dn_moving_refuse(&m.moving, "the history does not say what its table has");
	if (dn_is_moving(q))
		return dn_moving_refuse(&m.moving, "WITH of MERGE changes rows");
	m.moving.kept.before = dn_map_new(x->scratch);
	m.moving.kept.withs = dn_map_new(x->scratch);
	if (!merge_keys(&m))
		return false;
	if (merge_sets_key(&m))
		return dn_moving_refuse(&m.moving, "MERGE that changes a key is not there");
	m.all.items = dn_new_array(x->scratch, struct dn_with, q->nwhens + 1);
	for (size_t i = 0; i < q->nwhens; i++)
		if (dn_merge_is_reached(&m.all, i) && !merge_find(&m, i))
			return false;
	merge_once(&m);
	if (!merge_apply(&m, DN_QUERY_DELETE) || !merge_apply(&m, DN_QUERY_UPDATE) ||
	    !merge_apply(&m, DN_QUERY_INSERT))
		return false;
	dn_moving_close(&m.moving);
	return true;
}
