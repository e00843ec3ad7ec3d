/* segment.c - what the steps of a revision are together: segments and digests */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "plan/segment.h"

/* A length before each piece, so that no two lists of pieces give the same bytes. */
static void
hash_piece(struct dn_hash *hash, const void *data, size_t len)
{
	char size[24];
	int n = snprintf(size, sizeof size, "%zu:", len);

	dn_hash_add(hash, size, (size_t) n);
	dn_hash_add(hash, data, len);
}

char *
dn_step_hash(const void *mem, const struct dn_output *out)
{
	struct dn_hash *hash = dn_hash_new(mem);

	dn_hash_add(hash, out->sql, strlen(out->sql));
	if (out->copy_in) {
		dn_hash_add(hash, "\0copy ", 6);
		hash_piece(hash, out->from->source->text + out->copy_data.start,
		    out->copy_data.end - out->copy_data.start);
	}
	return dn_hash_end(mem, hash);
}

static void
segment_add_step(struct dn_segment *s, const struct dn_step *step)
{
	const struct dn_effect *effect = step->effect;

	s->n++;
	if (effect == NULL)
		return;
	if (effect->lock > s->lock)
		s->lock = effect->lock;
	if (dn_lock_is_strong(s->lock) && dn_effect_lasts(effect) &&
	    (s->over == NULL || effect->duration > s->over->effect->duration))
		s->over = step;
}

/* The strongest lock that is held over what lasts longest. */
static void
segment_find_holder(struct dn_segment *s, struct dn_step *const *steps)
{
	for (size_t i = s->first; s->over != NULL; i++) {
		if (steps[i]->effect == NULL)
			continue;
		if (s->holds == NULL || steps[i]->effect->lock > s->holds->effect->lock)
			s->holds = steps[i];
		if (steps[i] == s->over)
			break;
	}
}

static void
revision_hash(const struct dn_plan *plan, struct dn_plan_revision *p)
{
	bool up = plan->direction == DN_UP;
	struct dn_hash *hash = dn_hash_new(p);

	hash_piece(hash, p->revision->id, strlen(p->revision->id));
	dn_hash_add(hash, up ? "up" : "down", up ? 2 : 4);
	if (plan->transaction == DN_TRANSACTION_RUN)
		dn_hash_add(hash, " run", 4);
	for (size_t i = 0; i < p->nsteps; i++) {
		char place[32];
		int n = snprintf(place, sizeof place, " %zu%c", p->steps[i]->segment,
		    p->steps[i]->transactional ? ' ' : '!');

		dn_hash_add(hash, place, (size_t) n);
		for (size_t k = 0; k < p->steps[i]->nbefore; k++)
			hash_piece(hash, p->steps[i]->before[k], strlen(p->steps[i]->before[k]));
		dn_hash_add(hash, p->steps[i]->hash, strlen(p->steps[i]->hash));
	}
	p->hash = dn_hash_end(p, hash);
}

struct dn_step *
dn_plan_add_step(struct dn_plan_revision *p, struct dn_output *out, bool transactional, bool new)
{
	struct dn_step *step;
	char *hash = dn_step_hash(p, out);

	if (p->arena == NULL)
		p->arena = dn_arena_new(p);
	step = dn_arena_add(p->arena, struct dn_step);
	p->nsegments += new;
	step->output = out;
	step->transactional = transactional;
	step->segment = p->nsegments - 1;
	memcpy(step->hash, hash, sizeof step->hash);
	dn_free(hash);
	dn_push(p, p->steps, p->nsteps, step);
	return step;
}

void
dn_plan_revision_finish(const struct dn_plan *plan, struct dn_plan_revision *p)
{
	p->segments = dn_new_array(p, struct dn_segment, p->nsegments + 1);
	for (size_t i = 0; i < p->nsteps; i++) {
		struct dn_step *step = p->steps[i];
		struct dn_segment *segment = &p->segments[step->segment];

		dn_step_resume(plan->dialect, p, step);
		if (segment->n == 0)
			segment->first = i;
		segment->transactional = step->transactional;
		segment_add_step(segment, step);
	}
	for (size_t i = 0; i < p->nsegments; i++) {
		struct dn_segment *segment = &p->segments[i];
		bool each = p->steps[segment->first]->output->each;

		/* Where a statement is a transaction of its own, it can be tried again, too. */
		segment->retries =
		    plan->dialect->ddl_commits ||
		    ((segment->transactional || each) && dn_lock_is_strong(segment->lock));
		segment_find_holder(segment, p->steps);
	}
	dn_plan_revision_find_lost(p);
	revision_hash(plan, p);
}

void
dn_plan_finish(struct dn_plan *plan)
{
	struct dn_hash *hash = dn_hash_new(plan);

	hash_piece(hash, plan->dialect->name, strlen(plan->dialect->name));
	if (plan->nfolded > 0)
		dn_hash_add(hash, " folded", 7);
	for (size_t i = 0; i < plan->nrevisions; i++)
		dn_hash_add(hash, plan->revisions[i]->hash, strlen(plan->revisions[i]->hash));
	plan->hash = dn_hash_end(plan, hash);
}
