/* exact.c - how long a type change lasts, as the database says that it concerns */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/exact.h"

/* What was answered, by exact_place(). */
struct exact {
	enum dn_duration duration;
};

static char *
exact_place(const void *mem, const struct dn_revision *revision, const struct dn_statement *st)
{
	return dn_sprintf(mem, "%s:%zu", revision->id, st->span.start);
}

static const char *
exact_reason(enum dn_duration duration)
{
	switch (duration) {
	case DN_DURATION_REWRITE: return "the new type is stored another way";
	case DN_DURATION_INDEX: return "its indexes are built anew";
	case DN_DURATION_SCAN: return "a CHECK of it is tested for every row";
	default: return NULL;
	}
}

static bool
exact_is_retype(const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++)
		if (st->changes[i]->kind != DN_SET_TYPE)
			return false;
	return st->nchanges > 0;
}

/* May an earlier statement of the plan make the table, or the session, another? */
static bool
exact_is_changed(const struct dn_effect *effect, const struct dn_step *earlier)
{
	const struct dn_statement *from = earlier->output->from;

	if (earlier->effect == NULL || earlier->effect->lock == DN_LOCK_UNKNOWN || from == NULL)
		return true;
	for (size_t i = 0; i < from->nchanges; i++)
		if (from->changes[i]->kind == DN_SET ||
		    from->changes[i]->kind == DN_SET_SEARCH_PATH)
			return true;
	for (size_t i = 0; i < earlier->effect->nlocks; i++)
		for (size_t k = 0; k < effect->nlocks; k++)
			if (earlier->effect->locks[i].lock > DN_LOCK_ROW_EXCLUSIVE &&
			    strcmp(earlier->effect->locks[i].table, effect->locks[k].table) == 0)
				return true;
	return false;
}

static bool
exact_is_first(const struct dn_plan *plan, const struct dn_step *step)
{
	for (size_t r = 0; r < plan->nrevisions; r++)
		for (size_t i = 0; i < plan->revisions[r]->nsteps; i++) {
			const struct dn_step *earlier = plan->revisions[r]->steps[i];

			if (earlier == step)
				return true;
			if (exact_is_changed(step->effect, earlier))
				return false;
		}
	return false;
}

bool
dn_exact_matters(const struct dn_step *step)
{
	const struct dn_output *out = step->output;

	return step->effect != NULL && out->from != NULL && out->safer == NULL &&
	       step->effect->nlocks > 0 && exact_is_retype(out->from);
}

static bool
exact_is_asked(
    const struct dn_plan *plan, const struct dn_plan_revision *p, const struct dn_step *step)
{
	const struct dn_online *online = &plan->online;

	return dn_exact_matters(step) && dn_online_touches_large(online, step->effect) &&
	       (online->begun == NULL || dn_map_get(online->begun, p->revision->id) == NULL) &&
	       exact_is_first(plan, step);
}

/* The commands behind the table's name, which the copy has another of. */
static void
exact_fill(const void *mem, struct dn_retype *retype, const struct dn_step *step)
{
	const struct dn_statement *st = step->output->from;
	struct dn_span span = st->span;

	for (size_t i = 0; i < st->nchanges; i++) {
		if (i == 0 || st->changes[i]->span.start < span.start)
			span.start = st->changes[i]->span.start;
		dn_push(mem, retype->columns, retype->ncolumns, st->changes[i]->column_name);
	}
	retype->commands = dn_strndup(mem, st->source->text + span.start, span.end - span.start);
	retype->table = st->changes[0]->object;
}

static bool
exact_ask_step(struct dn_plan *plan, const struct dn_plan_revision *p, const struct dn_step *step)
{
	struct dn_online *online = &plan->online;
	void *scratch = dn_new_context(NULL);
	struct dn_retype retype = { { NULL, NULL }, NULL, NULL, 0 };
	struct exact *exact = dn_new(plan, struct exact);
	bool differs = false;

	exact_fill(scratch, &retype, step);
	if (online->ask_retype(online->payload, &retype, &exact->duration)) {
		if (online->exact == NULL)
			online->exact = dn_map_new(plan);
		talloc_steal(online->exact, exact);
		dn_map_put(
		    online->exact, exact_place(scratch, p->revision, step->output->from), exact);
		differs = exact->duration != step->effect->duration;
	}
	dn_free(scratch);
	return differs;
}

bool
dn_exact_ask(struct dn_plan *plan)
{
	bool differs = false;

	for (size_t r = 0; plan->online.ask_retype != NULL && r < plan->nrevisions; r++) {
		const struct dn_plan_revision *p = plan->revisions[r];

		for (size_t i = 0; i < p->nsteps; i++)
			if (exact_is_asked(plan, p, p->steps[i]))
				differs = exact_ask_step(plan, p, p->steps[i]) || differs;
	}
	return differs;
}

const struct dn_effect *
dn_exact_effect(const void *mem, const struct dn_online *online, const struct dn_revision *revision,
    const struct dn_statement *st, const struct dn_effect *effect)
{
	const struct exact *exact;
	struct dn_effect *copy;
	char *place;

	if (online->exact == NULL || effect == NULL || !exact_is_retype(st))
		return effect;
	place = exact_place(NULL, revision, st);
	exact = dn_map_get(online->exact, place);
	dn_free(place);
	if (exact == NULL || exact->duration == effect->duration)
		return effect;
	copy = dn_memdup(mem, effect, sizeof *effect);
	copy->duration = exact->duration;
	copy->reason = exact_reason(exact->duration);
	return copy;
}
