/* replays.c - models that one plan leaves for the next */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/replays.h"

/* A plan has one, what derives two; the others are of a plan that went another way. */
enum { REPLAYS_MOST = 6 };

struct replay {
	struct dn_schema *schema;
	struct dn_revision **revisions; /* that it is the sum of */
	size_t n;
};

struct dn_replays {
	struct replay *models[REPLAYS_MOST]; /* the latest last */
	size_t n;
};

struct dn_replays *
dn_replays_new(const void *mem)
{
	return dn_new(mem, struct dn_replays);
}

/* Of what was cut or has no place in the graph there may be another one tomorrow. */
static bool
replay_is_lasting(const struct dn_revision *revision)
{
	return revision->kind == DN_REVISION && !revision->cut;
}

static bool
replay_begins(const struct replay *replay, struct dn_revision *const *before, size_t n)
{
	for (size_t i = 0; i < replay->n && i < n; i++)
		if (replay->revisions[i] != before[i] || !replay_is_lasting(before[i]))
			return false;
	return replay->n <= n;
}

static void
replays_remove(struct dn_replays *replays, size_t at)
{
	dn_free(replays->models[at]);
	replays->n--;
	memmove(replays->models + at, replays->models + at + 1,
	    (replays->n - at) * sizeof *replays->models);
}

struct dn_schema *
dn_replays_take(const void *mem, struct dn_replays *replays, struct dn_revision *const *before,
    size_t n, size_t *done)
{
	const struct replay *best = NULL;
	struct dn_schema *schema;
	size_t at = 0;

	*done = 0;
	for (size_t i = 0; replays != NULL && i < replays->n; i++) {
		const struct replay *replay = replays->models[i];

		if ((best == NULL || replay->n > best->n) && replay_begins(replay, before, n)) {
			best = replay;
			at = i;
		}
	}
	if (best == NULL)
		return dn_schema_new(mem);
	*done = best->n;
	schema = talloc_steal(mem, best->schema);
	replays_remove(replays, at);
	return schema;
}

void
dn_replays_give(struct dn_replays *replays, struct dn_schema *schema,
    struct dn_revision *const *before, size_t n, struct dn_revision *last)
{
	struct replay *replay;

	if (replays == NULL || (last != NULL && !replay_is_lasting(last)))
		return;
	for (size_t i = 0; i < n; i++)
		if (!replay_is_lasting(before[i]))
			return;
	if (replays->n == REPLAYS_MOST)
		replays_remove(replays, 0);
	replay = dn_new(replays, struct replay);
	for (size_t i = 0; i < n; i++)
		dn_push(replay, replay->revisions, replay->n, before[i]);
	if (last != NULL)
		dn_push(replay, replay->revisions, replay->n, last);
	replay->schema = talloc_steal(replay, schema);
	replays->models[replays->n++] = replay;
}
