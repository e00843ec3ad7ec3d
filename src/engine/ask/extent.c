/* extent.c - what a revision can change: what its statements name, and what triggers write then */
#include "config.h"

#include "base/map.h"
#include "base/mem.h"
#include "engine/ask/extent.h"

static struct dn_extent *
extent_new(const void *mem)
{
	struct dn_extent *extent = dn_new(mem, struct dn_extent);

	extent->changed = dn_map_new(extent);
	extent->written = dn_map_new(extent);
	extent->indexes = dn_map_new(extent);
	extent->triggers = dn_map_new(extent);
	extent->fired = dn_map_new(extent);
	return extent;
}

struct dn_extent *
dn_extent_of(const void *mem, const struct dn_dangling_sql *sql, const struct dn_plan_revision *p)
{
	struct dn_extent *extent = extent_new(mem);

	for (size_t i = 0; i < p->nsteps && !extent->any; i++) {
		extent->native = p->steps[i]->output->verbatim;
		sql->extent(extent, p->steps[i]->output->sql);
	}
	return extent;
}

struct extent_fire {
	const struct dn_dangling_sql *sql;
	struct dn_extent *extent;
};

static void
extent_fire_one(struct extent_fire *f, const char *trigger)
{
	if (dn_map_get(f->extent->fired, trigger) != NULL)
		return;
	dn_map_put(f->extent->fired, trigger, f);
	f->sql->extent_fired(f->extent, trigger);
}

static bool
extent_fire_row(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	extent_fire_one(payload, values[0]);
	return true;
}

/* Triggers that stand there already, and such as the transaction makes; and what these write. */
static bool
extent_fire_all(struct dn_session *session, struct dn_extent *extent, struct dunlin_error *err)
{
	struct extent_fire f = { session->dialect->dangling, extent };
	size_t known = 0;

	while (dn_map_count(extent->written) > 0 && known < dn_map_count(extent->changed)) {
		known = dn_map_count(extent->changed);
		if (!dn_dangling_query(
			session, f.sql->triggers_of, extent->changed, extent_fire_row, &f, err))
			return false;
		dn_map_each (extent->triggers, e)
			if (dn_map_get(extent->changed, e->value) != NULL)
				extent_fire_one(&f, e->key);
	}
	return true;
}

static bool
extent_index(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_extent *extent = payload;

	(void) ncols, (void) err;
	dn_map_put(extent->changed, dn_extent_name(extent, values[0]), extent);
	return true;
}

bool
dn_extent_complete(struct dn_session *session, struct dn_extent *extent, struct dunlin_error *err)
{
	return (dn_map_count(extent->indexes) == 0 ||
		   dn_dangling_query(session, session->dialect->dangling->indexes_of,
		       extent->indexes, extent_index, extent, err)) &&
	       extent_fire_all(session, extent, err);
}
