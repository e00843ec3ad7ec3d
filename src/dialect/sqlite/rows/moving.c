/* moving.c - WITH items that change rows: as one statement after the other */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/rows/moving.h"
#include "dialect/sqlite/rows/rows.h"

bool
dn_moving_cannot(const struct moving *m, const char *why)
{
	return dn_sqlite_cannot(m->x->err, m->x->st, m->x->st->span.start, "%s", why);
}

/* -- copies from before -------------------------------------------------------------------- */

static void
moving_copy_before(struct moving *m, const struct dn_table *table)
{
	struct dn_name name = { table->schema, table->name };
	char *relation =
		 dn_relation_name(m->x->scratch, m->x->t->schema, table->schema, table->name),
	     *copy;

	if (m->x->before == NULL)
		m->x->before = dn_map_new(m->x->scratch);
	if (dn_map_get(m->x->before, table->key) != NULL)
		return;
	copy = dn_returning_table(m, "before", relation);
	dn_sqlite_emit(m->x, "CREATE TEMP TABLE %s AS SELECT * FROM %s", copy,
	    dn_sqlite_name(m->x->scratch, m->x->t->schema, &name));
	dn_map_put(m->x->before, table->key, copy);
}

/* -- the statements ------------------------------------------------------------------------ */

bool
dn_moving_run(struct moving *m, const struct dn_moving_part *part)
{
	struct dn_change change = *m->x->change;
	struct sqlite_change x = *m->x;

	change.object = part->q->table->table;
	change.values = part->q->columns;
	change.nvalues = part->q->kind == DN_QUERY_INSERT ? part->q->ncolumns : 0;
	x.change = &change;
	x.cascades = NULL;
	return dn_sqlite_rows_of(&x, part->q);
}

static bool
moving_item(struct moving *m, const struct dn_moving_part *part, bool recursive)
{
	if (part->q->kind < DN_QUERY_INSERT)
		return dn_returning_keep(m, part->with, part->q, recursive, NULL);
	if (!part->is_read || part->q->ntargets == 0)
		return dn_moving_run(m, part);
	return dn_returning_run(m, part);
}

bool
dn_sqlite_moving(struct sqlite_change *x, struct dn_query *q)
{
	struct dn_moving all = { .mem = x->scratch, .schema = x->t->schema };
	struct moving m = { .x = x };
	size_t nwith = q->nwith;
	const char *why = dn_moving_open(&all, q);
	bool ok;

	if (why != NULL)
		return dn_moving_cannot(&m, why);
	dn_map_each (dn_moving_copies(&all), entry)
		moving_copy_before(&m, entry->value);
	for (size_t i = 0; i < nwith; i++)
		if (!moving_item(&m, &all.parts[i], q->recursive))
			return false;
	ok = q->kind < DN_QUERY_INSERT ? dn_sqlite_rows_of(x, q)
				       : dn_moving_run(&m, &all.parts[nwith]);
	for (size_t i = m.nmade; ok && i > 0; i--)
		dn_sqlite_emit(x, "DROP TABLE temp.%s", m.made[i - 1]);
	return ok;
}
