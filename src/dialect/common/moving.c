/* moving.c - WITH items that change rows, one after the other: what each does, and whether it can
 * be */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/moving.h"

bool
dn_is_moving(const struct dn_query *q)
{
	for (size_t i = 0; i < q->nwith; i++)
		if (q->with[i].query->kind >= DN_QUERY_INSERT)
			return true;
	return false;
}

/* -- what the parts do --------------------------------------------------------------------- */

struct moving_look {
	struct dn_moving *m;
	struct dn_moving_part *part;
};

static bool
moving_look_at(struct dn_from *from, void *payload)
{
	struct moving_look *look = payload;
	const struct dn_schema *schema = look->m->schema;
	const struct dn_table *table;
	bool found = false;

	if (from->kind != DN_FROM_TABLE || from == look->part->q->table)
		return true;
	for (size_t i = 0; from->table.schema == NULL && !found && i < look->m->n; i++) {
		struct dn_moving_part *item = &look->m->parts[i];

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
moving_add(struct dn_moving *m, struct dn_query *q, const struct dn_with *with)
{
	struct dn_moving_part part = { .q = q, .with = with };

	part.cascades = dn_map_new(m->mem);
	part.reads = dn_map_new(m->mem);
	if (q->kind >= DN_QUERY_INSERT)
		part.target = dn_schema_table(m->schema, &q->table->table);
	if (part.target != NULL && (q->kind != DN_QUERY_INSERT || q->conflict != NULL))
		moving_cascade(part.cascades, part.target, q->kind != DN_QUERY_DELETE);
	dn_push(m->mem, m->parts, m->n, part);
}

static bool
moving_changes(const struct dn_moving_part *part, const char *key)
{
	return part->target != NULL &&
	       (strcmp(part->target->key, key) == 0 || dn_map_get(part->cascades, key) != NULL);
}

/* Why not both may change rows, one after the other, or NULL. */
static const char *
moving_check_pair(const struct dn_moving_part *a, const struct dn_moving_part *b)
{
	if (a->target == NULL || b->target == NULL)
		return NULL;
	if (dn_map_get(a->cascades, b->target->key) != NULL ||
	    dn_map_get(b->cascades, a->target->key) != NULL)
		return "one of its parts changes rows that a foreign key of another changes, too";
	/* What is left behind a DELETE, and what INSERT adds, is the same before and after. */
	if (a->target != b->target ||
	    (b->q->conflict == NULL &&
		(a->q->kind == DN_QUERY_DELETE ||
		    (a->q->kind == DN_QUERY_INSERT && b->q->kind == DN_QUERY_INSERT))))
		return NULL;
	return "two of its parts change rows of the same table";
}

static const char *
moving_check(const struct dn_moving *m)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct dn_moving_part *part = &m->parts[i];

		if (part->q->kind >= DN_QUERY_INSERT && part->target == NULL)
			return "the history does not know a table that it changes";
		for (size_t j = 0; j < i; j++) {
			const char *why = moving_check_pair(&m->parts[j], part);

			if (why != NULL)
				return why;
			if (part->reads_view && m->parts[j].target != NULL)
				return "one of its parts reads a view, or a table that the history "
				       "does not know, after another has changed rows";
		}
	}
	return NULL;
}

const char *
dn_moving_open(struct dn_moving *m, struct dn_query *q)
{
	size_t nwith = q->nwith;

	for (size_t i = 0; i < nwith; i++)
		moving_add(m, q->with[i].query, &q->with[i]);
	q->nwith = 0;
	moving_add(m, q, NULL);
	for (size_t i = 0; i < m->n; i++) {
		struct moving_look look = { m, &m->parts[i] };
		const struct dn_query_visitor visitor = { .from = moving_look_at,
			.payload = &look };

		dn_query_each(m->parts[i].q, &visitor);
	}
	return moving_check(m);
}

struct dn_map *
dn_moving_copies(const struct dn_moving *m)
{
	struct dn_map *copies = dn_map_new(m->mem);

	for (size_t i = 1; i < m->n; i++) {
		dn_map_each (m->parts[i].reads, entry)
			for (size_t j = 0; j < i; j++)
				if (moving_changes(&m->parts[j], entry->key))
					dn_map_put(copies, entry->key, entry->value);
	}
	return copies;
}

struct dn_query *
dn_moving_select(const void *mem, const struct dn_moving_part *part)
{
	struct dn_query *select = dn_new(mem, struct dn_query);

	select->kind = DN_QUERY_SELECT;
	select->targets = part->q->targets;
	select->ntargets = part->q->ntargets;
	dn_push(mem, select->from, select->nfrom, part->q->table);
	return select;
}

struct dn_query *
dn_moving_found(const void *mem, const struct dn_moving_part *part)
{
	struct dn_query *select = dn_moving_select(mem, part);
	const struct dn_query *q = part->q;

	select->with = q->with;
	select->nwith = q->nwith;
	select->recursive = q->recursive;
	for (size_t i = 0; i < q->nfrom; i++)
		dn_push(mem, select->from, select->nfrom, q->from[i]);
	select->where = q->where;
	return select;
}

bool
dn_moving_sets(const struct dn_query *q, const char *name)
{
	for (size_t i = 0; i < q->nsets; i++)
		for (size_t j = 0; j < q->sets[i].ncolumns; j++)
			if (strcmp(q->sets[i].columns[j], name) == 0)
				return true;
	return false;
}
