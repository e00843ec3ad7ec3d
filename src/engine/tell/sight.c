/* sight.c - what was seen from beside, of a run that nothing is heard of */
#include "config.h"

#include <string.h>

#include "engine/tell/telling.h"

/* What lasts longer is worth a word; the server cuts a query that it shows, but not so short. */
enum { SIGHT_LASTS_MS = 2000, SIGHT_CUT = 96 };

static bool
sight_lasts(const struct dn_progress *p)
{
	return p->revision != NULL && dn_progress_now() - p->heard_ms >= SIGHT_LASTS_MS;
}

bool
dn_progress_has_rows(struct dn_progress *p)
{
	bool has;

	if (!dn_progress_enter(p))
		return false;
	has = p->table != NULL;
	pthread_mutex_unlock(&p->mutex);
	return has;
}

bool
dn_progress_lasts(struct dn_progress *p)
{
	bool lasts;

	if (!dn_progress_enter(p))
		return false;
	lasts = sight_lasts(p);
	pthread_mutex_unlock(&p->mutex);
	return lasts;
}

static bool
sight_is_query(const struct dn_step *step, const char *query)
{
	size_t len = strlen(query);

	return strncmp(step->output->sql, query, len) == 0 &&
	       (step->output->sql[len] == '\0' || len >= SIGHT_CUT);
}

/* Which statement of those that were sent together the server is at. */
static void
sight_find_step(struct dn_progress *p, struct dunlin_event *event, const char *query)
{
	bool answered = true; /* up to the revision at hand */

	for (size_t i = p->done; query != NULL && i < p->plan->nrevisions; i++) {
		const struct dn_plan_revision *r = p->plan->revisions[i];

		answered = answered && r != p->revision;
		if (answered)
			continue;
		for (size_t j = 0; j < r->nsteps; j++)
			if (sight_is_query(r->steps[j], query)) {
				dn_progress_set_step(p, event, r, j + 1);
				return;
			}
	}
}

static void
sight_set(struct dn_progress *p, struct dunlin_event *event, const struct dn_sight *sight)
{
	if (p->step > 0)
		dn_progress_set_step(p, event, p->revision, p->step);
	else if (sight->asked)
		sight_find_step(p, event, sight->query);
	else if (p->at > 0)
		dn_progress_set_step(p, event, p->revision, p->at);
	/* A transaction's first steps are behind it, too. */
	if (p->step == 0 && event->step > 0)
		event->steps_done += event->step - 1 - p->counted;
	event->phase = sight->phase;
	event->object = sight->object;
	event->unit = sight->unit;
	event->amount = sight->amount;
	event->amount_done = sight->amount_done;
	if (p->table == NULL || p->step == 0)
		return;
	event->phase = "in batches";
	event->object = p->table;
	event->unit = "rows";
	event->amount = p->all_rows;
	event->amount_done = p->rows;
}

void
dn_progress_saw(struct dn_progress *p, const struct dn_sight *sight)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	if (!sight_lasts(p)) { /* it was over while the server was asked */
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	event =
	    dn_progress_event(p, DUNLIN_EVENT_PROGRESS, p->step > 0 ? p->step_ms : p->revision_ms);
	sight_set(p, &event, sight);
	event.holder = sight->holder;
	dn_progress_tell(p, &event);
}
