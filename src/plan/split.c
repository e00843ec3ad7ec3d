/* split.c - no scan and no data statement behind a strong lock on a table that is large */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/exact.h"
#include "plan/split.h"

/* One walk over the steps of a revision. */
struct splitter {
	const struct dn_plan *plan;
	struct dn_plan_revision *p;
	bool all; /* as if every table were large */
	/* Of the part at hand. */
	size_t first;
	bool holds; /* a strong lock */
	const struct dn_step *hazard;
	bool kept; /* a hazard was in the way */
};

bool
dn_split_is_on(const struct dn_plan *plan)
{
	return plan->transaction == DN_TRANSACTION_REVISION && plan->dialect->locks_tables &&
	       (plan->online.mode == DN_ONLINE_ALWAYS ||
		   (plan->online.mode == DN_ONLINE_AUTO && plan->online.ask != NULL));
}

bool
dn_step_holds(const struct dn_plan_revision *p, const struct dn_step *step)
{
	const struct dn_effect *effect = step->effect;

	return step->transactional && effect != NULL && dn_lock_is_strong(effect->lock) &&
	       effect->lock != DN_LOCK_UNKNOWN && !step->online_off && !p->revision->online_off &&
	       !p->revision->cut;
}

static bool
split_is_due(const struct splitter *s, size_t i)
{
	const struct dn_step *step = s->p->steps[i];

	return s->holds && step->effect != NULL && dn_effect_lasts(step->effect) &&
	       !step->online_off;
}

/* Is one of the tables large, that are held, or that step LAST works on? */
static bool
split_is_large(const struct splitter *s, size_t last)
{
	for (size_t i = s->first; i <= last; i++)
		if ((i == last || dn_step_holds(s->p, s->p->steps[i])) &&
		    dn_online_touches_large(&s->plan->online, s->p->steps[i]->effect))
			return true;
	return s->plan->online.mode == DN_ONLINE_ALWAYS;
}

static void
split_note_sizes(struct splitter *s, size_t last)
{
	struct dn_split *split = &s->p->split;

	for (size_t i = s->first; i <= last; i++) {
		const struct dn_effect *effect = s->p->steps[i]->effect;

		for (size_t k = 0; effect != NULL && k < effect->nlocks; k++) {
			const char *table = effect->locks[k].table;
			const struct dn_table_size *size = dn_online_size(&s->plan->online, table);

			if (size == NULL || (split->largest != NULL && size->bytes <= split->bytes))
				continue;
			split->largest = table;
			split->bytes = size->bytes;
		}
	}
}

static void
split_begin(struct splitter *s, size_t first)
{
	s->first = first;
	s->holds = false;
	s->hazard = NULL;
}

/* Does a new part begin at step I? */
static bool
split_at(struct splitter *s, size_t i)
{
	struct dn_split *split = &s->p->split;

	if (!split_is_due(s, i))
		return false;
	if (s->all)
		split_note_sizes(s, i);
	else if (!split_is_large(s, i))
		return false;
	if (s->hazard == NULL)
		return true;
	s->kept = true;
	if (!s->all && split->keeps == NULL) {
		split->keeps = s->hazard;
		split->before = s->p->steps[i];
	}
	return false;
}

/* How often it is split, ALL: if every table were large; else the segments are renumbered. */
static size_t
split_walk(const struct dn_plan *plan, struct dn_plan_revision *p, bool all, bool *kept)
{
	struct splitter s = { .plan = plan, .p = p, .all = all };
	size_t splits = 0, was = 0;

	for (size_t i = 0; i < p->nsteps; i++) {
		struct dn_step *step = p->steps[i];

		if (i == 0 || step->segment != was) {
			split_begin(&s, i);
		} else if (split_at(&s, i)) {
			splits++;
			split_begin(&s, i);
		}
		was = step->segment;
		if (!all)
			step->segment += splits;
		s.holds = s.holds || dn_step_holds(p, step);
		if (step->hazard != NULL)
			s.hazard = step;
	}
	*kept = s.kept;
	return splits;
}

/* A strong lock, with anything behind it of which the model may say more. */
static bool
split_revision_may_matter(const struct dn_plan_revision *p)
{
	const struct dn_step *holder = NULL;

	for (size_t i = 0; i < p->nsteps; i++) {
		const struct dn_step *step = p->steps[i];

		if (holder != NULL && holder->segment == step->segment && step->effect != NULL &&
		    (dn_effect_lasts(step->effect) || dn_lock_is_strong(step->effect->lock)))
			return true;
		if (dn_step_holds(p, step))
			holder = step;
	}
	return false;
}

bool
dn_split_may_matter(const struct dn_plan *plan)
{
	for (size_t i = 0; dn_split_is_on(plan) && i < plan->nrevisions; i++)
		if (split_revision_may_matter(plan->revisions[i]))
			return true;
	return false;
}

static bool
split_has_forms(const struct dn_plan *plan)
{
	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t k = 0; k < plan->revisions[i]->nsteps; k++)
			if (plan->revisions[i]->steps[k]->form != NULL ||
			    dn_exact_matters(plan->revisions[i]->steps[k]))
				return true;
	return false;
}

static bool
split_is_wanted(const struct dn_plan *plan)
{
	bool kept;

	for (size_t i = 0; i < plan->nrevisions; i++)
		if (split_walk(plan, plan->revisions[i], true, &kept) > 0 || kept)
			return true;
	return dn_locks_any(plan) || split_has_forms(plan);
}

static bool
split_ask_sizes(struct dn_plan *plan, struct dunlin_error *err)
{
	struct dn_map *sizes;

	if (plan->online.mode != DN_ONLINE_AUTO || !split_is_wanted(plan))
		return true;
	sizes = dn_map_new(plan);
	for (size_t i = 0; i < plan->nrevisions; i++)
		for (size_t k = 0; k < plan->revisions[i]->nsteps; k++) {
			const struct dn_effect *effect = plan->revisions[i]->steps[k]->effect;

			for (size_t n = 0; effect != NULL && n < effect->nlocks; n++)
				if (dn_map_get(sizes, effect->locks[n].table) == NULL)
					dn_map_put(sizes, effect->locks[n].table,
					    dn_new(sizes, struct dn_table_size));
		}
	plan->online.sizes = sizes;
	return dn_map_count(sizes) == 0 || plan->online.ask(plan->online.payload, sizes, err);
}

bool
dn_split_ask(struct dn_plan *plan, struct dunlin_error *err)
{
	if (!dn_split_is_on(plan))
		return true;
	if (!split_ask_sizes(plan, err))
		return false;
	if (plan->online.ask_begun == NULL || !split_has_forms(plan))
		return true;
	plan->online.begun = dn_map_new(plan);
	return plan->online.ask_begun(
	    plan->online.payload, plan->direction == DN_UP, plan->online.begun, err);
}

void
dn_split_plan(struct dn_plan *plan)
{
	if (!dn_split_is_on(plan))
		return;
	for (size_t i = 0; i < plan->nrevisions; i++) {
		struct dn_plan_revision *p = plan->revisions[i];
		bool kept;

		p->split.wanted = split_walk(plan, p, true, &kept);
		p->split.done = split_walk(plan, p, false, &kept);
		p->nsegments += p->split.done;
	}
	dn_locks_first(plan);
}
