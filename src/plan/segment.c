/* segment.c - what the steps of a revision are together: segments, resume rules, digests */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "plan/segment.h"

const char *
dn_resume_name(enum dn_resume resume)
{
	static const char *const names[] = { "atomic", "probed", "repeatable", "unknowable" };

	return names[resume];
}

/* Statements that leave the same however often they are run. */
static bool
resume_is_repeatable(const struct dn_statement *st)
{
	static const char *const words[] = { "analyze", "checkpoint", "cluster", "comment",
		"discard", "grant", "reindex", "revoke", "vacuum", "alter system" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncasecmp(st->what, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool
resume_change_is_probed(const struct dn_change *change)
{
	if (change->kind == DN_CREATE_INDEX || change->kind == DN_DROP_INDEX)
		return change->concurrently;
	return change->kind == DN_CHANGE_OPAQUE && change->name != NULL &&
	       strncasecmp(change->name, "detach partition", strlen("detach partition")) == 0;
}

enum dn_resume
dn_step_resume(const struct dn_step *step)
{
	const struct dn_statement *st = step->output->from;

	if (step->transactional)
		return DN_RESUME_ATOMIC;
	if (st == NULL || st->nchanges == 0)
		return DN_RESUME_UNKNOWABLE;
	if (resume_is_repeatable(st))
		return DN_RESUME_REPEATABLE;
	for (size_t i = 0; i < st->nchanges; i++) {
		enum dn_change_kind kind = st->changes[i]->kind;

		if (kind != DN_SET && kind != DN_SET_SEARCH_PATH &&
		    !resume_change_is_probed(st->changes[i]))
			return DN_RESUME_UNKNOWABLE;
	}
	return resume_change_is_probed(st->changes[0]) ? DN_RESUME_PROBED : DN_RESUME_REPEATABLE;
}

/* A length before each piece, so that no two lists of pieces give the same bytes. */
static void
hash_piece(struct dn_hash *hash, const void *data, size_t len)
{
	char size[24];
	int n = snprintf(size, sizeof size, "%zu:", len);

	dn_hash_add(hash, size, (size_t) n);
	dn_hash_add(hash, data, len);
}

/* What has neither parameters nor data is its SQL alone: journals have such digests. */
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
	if (out->nparams > 0)
		dn_hash_add(hash, "\0params ", 8);
	for (size_t i = 0; i < out->nparams; i++) {
		const struct dunlin_value *value = &out->params[i];
		unsigned char kind = (unsigned char) value->kind;
		bool null = value->kind == DUNLIN_NULL;

		dn_hash_add(hash, &kind, 1);
		hash_piece(hash, null ? "" : value->data, null ? 0 : value->len);
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
	if (dn_lock_is_strong(s->lock) && effect->duration > DN_DURATION_METADATA &&
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
revision_hash(struct dn_plan_revision *p, enum dn_direction direction)
{
	struct dn_hash *hash = dn_hash_new(p);

	hash_piece(hash, p->revision->id, strlen(p->revision->id));
	dn_hash_add(hash, direction == DN_UP ? "up" : "down", direction == DN_UP ? 2 : 4);
	for (size_t i = 0; i < p->nsteps; i++) {
		char place[32];
		int n = snprintf(place, sizeof place, " %zu%c", p->steps[i]->segment,
		    p->steps[i]->transactional ? ' ' : '!');

		dn_hash_add(hash, place, (size_t) n);
		dn_hash_add(hash, p->steps[i]->hash, strlen(p->steps[i]->hash));
	}
	p->hash = dn_hash_end(p, hash);
}

void
dn_plan_revision_finish(struct dn_plan_revision *p, enum dn_direction direction)
{
	p->segments = dn_new_array(p, struct dn_segment, p->nsegments + 1);
	for (size_t i = 0; i < p->nsteps; i++) {
		struct dn_step *step = p->steps[i];
		struct dn_segment *segment = &p->segments[step->segment];

		step->resume = dn_step_resume(step);
		if (segment->n == 0)
			segment->first = i;
		segment->transactional = step->transactional;
		segment_add_step(segment, step);
	}
	for (size_t i = 0; i < p->nsegments; i++) {
		struct dn_segment *segment = &p->segments[i];

		segment->retries = segment->transactional && dn_lock_is_strong(segment->lock);
		segment_find_holder(segment, p->steps);
	}
	revision_hash(p, direction);
}

void
dn_plan_finish(struct dn_plan *plan)
{
	struct dn_hash *hash = dn_hash_new(plan);

	hash_piece(hash, plan->dialect->name, strlen(plan->dialect->name));
	for (size_t i = 0; i < plan->nrevisions; i++)
		dn_hash_add(hash, plan->revisions[i]->hash, strlen(plan->revisions[i]->hash));
	plan->hash = dn_hash_end(plan, hash);
}
