/* moving.c - WITH items that change rows: as one statement after the other */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/rows/moving.h"

/*
 * In PostgreSQL all parts see the rows from before, and know of each other only what RETURNING
 * gives.  So each item becomes a temporary table, in their order; and a table that one part has
 * changed before another reads it is copied first, for the other to read.
 */
bool
dn_sqlite_is_moving(const struct dn_query *q)
{
	for (size_t i = 0; i < q->nwith; i++)
		if (q->with[i].query->kind >= DN_QUERY_INSERT)
			return true;
	return false;
}

bool
dn_moving_cannot(const struct moving *m, const char *why)
{
	return dn_sqlite_cannot(m->x->err, m->x->st, m->x->st->span.start, "%s", why);
}

/* -- what the parts do --------------------------------------------------------------------- */

struct moving_look {
	struct moving *m;
	struct moving_part *part;
};

static bool
moving_look_at(struct dn_from *from, void *payload)
{
	struct moving_look *look = payload;
	const struct dn_schema *schema = look->m->x->t->schema;
	const struct dn_table *table;
	bool found = false;

	if (from->kind != DN_FROM_TABLE || from == look->part->q->table)
		return true;
	for (size_t i = 0; from->table.schema == NULL && !found && i < look->m->n; i++) {
		struct moving_part *item = &look->m->parts[i];

		found = item->with != NULL && strcmp(item->with->name, from->table.name) == 0;
		item->is_read = item->is_read || found;
	}
	if (found)
		return true;
	table = dn_schema_table(schema, &from->table);
	if (table != NULL)
		dn_map_put(look->part->reads, table->key, (void *) (uintptr_t) table);
	else
		look->part->reads_view = true;
	return true;
}

/* Other tables that the deletion or the change of keys gets to. */
static void
moving_cascade(struct dn_map *into, const struct dn_table *table, bool update)
{
	for (size_t i = 0; i < table->nreferences; i++) {
		const struct dn_reference *r = &table->references[i];
		enum dn_fk_action action =
		    update ? r->constraint->on_update : r->constraint->on_delete;

		if (action < DN_FK_CASCADE || dn_map_get(into, r->table->key) != NULL)
			continue;
		dn_map_put(into, r->table->key, r->table);
		moving_cascade(into, r->table, update || action != DN_FK_CASCADE);
	}
}

static void
moving_add(struct moving *m, struct dn_query *q, const struct dn_with *with)
{
	struct moving_part part = { .q = q, .with = with };

	part.cascades = dn_map_new(m->x->scratch);
	part.reads = dn_map_new(m->x->scratch);
	if (q->kind >= DN_QUERY_INSERT)
		part.target = dn_schema_table(m->x->t->schema, &q->table->table);
	if (part.target != NULL && (q->kind != DN_QUERY_INSERT || q->conflict != NULL))
		moving_cascade(part.cascades, part.target, q->kind != DN_QUERY_DELETE);
	dn_push(m->x->scratch, m->parts, m->n, part);
}

static bool
moving_changes(const struct moving_part *part, const char *key)
{
	return part->target != NULL &&
	       (strcmp(part->target->key, key) == 0 || dn_map_get(part->cascades, key) != NULL);
}

/* May both change rows, one after the other? */
static bool
moving_check_pair(const struct moving *m, const struct moving_part *a, const struct moving_part *b)
{
	if (a->target == NULL || b->target == NULL)
		return true;
	if (dn_map_get(a->cascades, b->target->key) != NULL ||
	    dn_map_get(b->cascades, a->target->key) != NULL)
		return dn_moving_cannot(
		    m, "one of its parts changes rows that a foreign key of another changes, too");
	/* What is left behind a DELETE, and what INSERT adds, is the same before and after. */
	if (a->target != b->target ||
	    (b->q->conflict == NULL &&
		(a->q->kind == DN_QUERY_DELETE ||
		    (a->q->kind == DN_QUERY_INSERT && b->q->kind == DN_QUERY_INSERT))))
		return true;
	return dn_moving_cannot(m, "two of its parts change rows of the same table");
}

static bool
moving_check(struct moving *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct moving_part *part = &m->parts[i];

		if (part->q->kind >= DN_QUERY_INSERT && part->target == NULL)
			return dn_moving_cannot(
			    m, "the history does not know a table that it changes");
		for (size_t j = 0; j < i; j++) {
			if (!moving_check_pair(m, &m->parts[j], part))
				return false;
			if (part->reads_view && m->parts[j].target != NULL)
				return dn_moving_cannot(m,
				    "one of its parts reads a view, or a table "
				    "that the history does not know, after "
				    "another has changed rows");
		}
	}
	return true;
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

static void
moving_copy_all(struct moving *m)
{
	for (size_t i = 1; i < m->n; i++) {
		dn_map_each (m->parts[i].reads, entry)
			for (size_t j = 0; j < i; j++)
				if (moving_changes(&m->parts[j], entry->key))
					moving_copy_before(m, entry->value);
	}
}

/* -- the statements ------------------------------------------------------------------------ */

bool
dn_moving_run(struct moving *m, const struct moving_part *part)
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
moving_item(struct moving *m, const struct moving_part *part, bool recursive)
{
	if (part->q->kind < DN_QUERY_INSERT)
		return dn_returning_keep(m, part->with, part->q, recursive, NULL);
	if (!part->is_read || part->q->ntargets == 0)
		return dn_moving_run(m, part);
	return dn_returning_run(m, part);
}

static bool
moving_look(struct moving *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct moving_look look = { m, &m->parts[i] };
		struct dn_query_visitor visitor = { .from = moving_look_at, .payload = &look };

		dn_query_each(m->parts[i].q, &visitor);
	}
	return moving_check(m);
}

bool
dn_sqlite_moving(struct sqlite_change *x, struct dn_query *q)
{
	struct moving m = { .x = x };
	size_t nwith = q->nwith;
	bool ok;

	for (size_t i = 0; i < nwith; i++)
		moving_add(&m, q->with[i].query, &q->with[i]);
	q->nwith = 0;
	moving_add(&m, q, NULL);
	if (!moving_look(&m))
		return false;
	moving_copy_all(&m);
	for (size_t i = 0; i < nwith; i++)
		if (!moving_item(&m, &m.parts[i], q->recursive))
			return false;
	ok = q->kind < DN_QUERY_INSERT ? dn_sqlite_rows_of(x, q)
				       : dn_moving_run(&m, &m.parts[nwith]);
	for (size_t i = m.nmade; ok && i > 0; i--)
		dn_sqlite_emit(x, "DROP TABLE temp.%s", m.made[i - 1]);
	return ok;
}
