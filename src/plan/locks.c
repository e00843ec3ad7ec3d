/* locks.c - what a segment locks on several tables is locked first, in the order of names */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/split.h"

/* The strong locks of one segment, up to what would last under them. */
struct group {
	struct dn_step *first;       /* that takes one */
	size_t steps;                /* that take one */
	struct dn_table_lock *locks; /* by table, each with the strongest */
	size_t n;
};

/* What earlier statements of the run have made uncertain. */
struct doubt {
	struct dn_map *gone; /* tables that were dropped or renamed */
	bool all;            /* any may be, or who asks may lack the right */
};

static int
group_compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct dn_table_lock *) a)->table, ((const struct dn_table_lock *) b)->table);
}

static void
group_add(const void *mem, struct group *g, const struct dn_table_lock *lock)
{
	if (!dn_lock_is_strong(lock->lock) || lock->lock == DN_LOCK_UNKNOWN)
		return;
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->locks[i].table, lock->table) == 0) {
			if (lock->lock > g->locks[i].lock)
				g->locks[i].lock = lock->lock;
			return;
		}
	dn_push(mem, g->locks, g->n, *lock);
}

/* Steps [FIRST, *LAST) are a segment. */
static struct group
group_of(const void *mem, const struct dn_plan_revision *p, size_t first, size_t *last)
{
	struct group g = { 0 };
	bool lasts = false;

	for (*last = first; *last < p->nsteps; ++*last) {
		struct dn_step *step = p->steps[*last];

		if (step->segment != p->steps[first]->segment)
			break;
		lasts = lasts || ((g.first != NULL || dn_step_holds(p, step)) &&
				     step->effect != NULL && dn_effect_lasts(step->effect));
		if (lasts || !dn_step_holds(p, step))
			continue;
		g.first = g.first == NULL ? step : g.first;
		g.steps++;
		for (size_t i = 0; i < step->effect->nlocks; i++)
			group_add(mem, &g, &step->effect->locks[i]);
	}
	if (g.n > 0)
		qsort(g.locks, g.n, sizeof *g.locks, group_compare);
	return g;
}

bool
dn_locks_any(const struct dn_plan *plan)
{
	void *scratch = dn_new_context(NULL);
	bool any = false;

	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t k = 0, last; k < plan->revisions[i]->nsteps; k = last) {
			const struct group g = group_of(scratch, plan->revisions[i], k, &last);

			any = any || (g.steps > 1 && g.n > 1);
		}
	dn_free(scratch);
	return any;
}

static bool
doubt_statement_is(const struct dn_statement *st, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strncasecmp(st->what, *words, strlen(*words)) == 0)
			return true;
	return false;
}

static void
doubt_add(struct doubt *doubt, const struct dn_step *step)
{
	static const char *const rights[] = { "grant", "revoke", "reassign", "drop schema",
		"drop owned", "alter role", "set role", NULL };
	const struct dn_statement *st = step->output->from;

	if (st == NULL || step->effect == NULL || step->effect->lock == DN_LOCK_UNKNOWN ||
	    doubt_statement_is(st, rights)) {
		doubt->all = true;
		return;
	}
	for (size_t i = 0; i < st->nchanges; i++) {
		const struct dn_change *change = st->changes[i];

		/* A role of the author's; owners change by words alone. */
		if (change->kind == DN_SET && change->name != NULL &&
		    (strcmp(change->name, "role") == 0 ||
			strcmp(change->name, "session_authorization") == 0))
			doubt->all = true;
		if (change->kind == DN_NOTHING && strncasecmp(st->what, "alter", 5) == 0)
			doubt->all = true;
		if (change->kind != DN_DROP_TABLE && change->kind != DN_RENAME_TABLE &&
		    change->kind != DN_SET_SCHEMA)
			continue;
		for (size_t k = 0; k < step->effect->nlocks; k++)
			dn_map_put(doubt->gone, step->effect->locks[k].table, doubt);
	}
}

/* "public.t" as a name in a statement. */
static void
locks_put_name(struct dunlin_buf *buf, const struct dn_dialect *dialect, const char *key)
{
	size_t len = strcspn(key, ".");
	struct dn_name name = { dn_strndup(buf, key, len), key + len + (key[len] == '.') };

	dialect->relation(buf, &name);
}

/* One statement for neighbours with the same mode. */
static void
locks_write(const struct dn_plan *plan, const struct group *g)
{
	struct dn_step *step = g->first;

	for (size_t i = 0; i < g->n;) {
		enum dn_lock mode = g->locks[i].lock;
		struct dunlin_buf *buf = dn_buf_new(plan);
		const char *between = "LOCK TABLE ONLY ";

		for (; i < g->n && g->locks[i].lock == mode; i++) {
			dunlin_buf_puts(buf, between);
			locks_put_name(buf, plan->dialect, g->locks[i].table);
			between = ", ONLY ";
		}
		dunlin_buf_printf(buf, " IN %s MODE", dn_lock_name(mode));
		dn_push(plan, step->before, step->nbefore, dn_buf_steal(plan, buf));
	}
}

/* Only what is there, can be locked, and when one of it is large. */
static void
locks_put(const struct dn_plan *plan, struct group *g, const struct doubt *doubt)
{
	bool large = false;
	size_t n = 0;

	if (g->steps < 2 || doubt->all)
		return;
	for (size_t i = 0; i < g->n; i++) {
		const char *table = g->locks[i].table;
		const struct dn_table_size *size = dn_online_size(&plan->online, table);

		if (size == NULL || !size->lockable || dn_map_get(doubt->gone, table) != NULL)
			continue;
		large = large || dn_online_is_large(&plan->online, table);
		g->locks[n++] = g->locks[i];
	}
	g->n = n;
	if (large && n > 1)
		locks_write(plan, g);
}

void
dn_locks_first(struct dn_plan *plan)
{
	void *scratch = dn_new_context(NULL);
	struct doubt doubt = { .gone = dn_map_new(scratch) };

	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		for (size_t k = 0, last; k < p->nsteps; k = last) {
			struct group g = group_of(scratch, p, k, &last);

			for (; k < last && p->steps[k] != g.first; k++)
				doubt_add(&doubt, p->steps[k]);
			locks_put(plan, &g, &doubt);
			for (; k < last; k++)
				doubt_add(&doubt, p->steps[k]);
		}
	}
	dn_free(scratch);
}
