/* progress.c - where a run is, as events for who looks on */
#include "config.h"

#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/tell/telling.h"

/* A wait is told no more often. */
enum { PROGRESS_WAIT_MS = 1000 };

double
dn_progress_now(void)
{
	return (double) dn_clock_us() / 1000;
}

static int
progress_destructor(struct dn_progress *p)
{
	pthread_mutex_destroy(&p->mutex);
	return 0;
}

struct dn_progress *
dn_progress_new(const void *mem, const struct dn_log *log, dunlin_observe_fn observe, void *payload)
{
	struct dn_progress *p = dn_new(mem, struct dn_progress);

	p->log = *log;
	p->observe = observe;
	p->payload = payload;
	p->event.size = sizeof p->event;
	pthread_mutex_init(&p->mutex, NULL);
	talloc_set_destructor(p, progress_destructor);
	return p;
}

bool
dn_progress_is_seen(const struct dn_progress *p)
{
	return p != NULL && p->observe != NULL;
}

bool
dn_progress_enter(struct dn_progress *p)
{
	if (!dn_progress_is_seen(p) || !p->runs)
		return false;
	pthread_mutex_lock(&p->mutex);
	return true;
}

struct dunlin_event
dn_progress_event(const struct dn_progress *p, enum dunlin_event_kind kind, double since)
{
	struct dunlin_event event = p->event;

	event.kind = kind;
	event.ms = since == 0 ? 0 : dn_progress_now() - since;
	return event;
}

void
dn_progress_tell(struct dn_progress *p, const struct dunlin_event *event)
{
	if (event->kind != DUNLIN_EVENT_WAIT)
		p->wait_ms = 0;
	p->observe(p->payload, event);
	pthread_mutex_unlock(&p->mutex);
}

void
dn_progress_log(void *payload, enum dunlin_level level, const char *message)
{
	struct dn_progress *p = payload;
	struct dunlin_event event;

	pthread_mutex_lock(&p->mutex);
	if (p->log.fn != NULL)
		p->log.fn(p->log.payload, level, message);
	if (p->observe != NULL && p->runs && level >= DUNLIN_NOTICE) {
		event = dn_progress_event(p, DUNLIN_EVENT_MESSAGE, 0);
		event.level = level;
		event.reason = message;
		p->observe(p->payload, &event);
	}
	pthread_mutex_unlock(&p->mutex);
}

void
dn_progress_open(struct dn_progress *p, bool down)
{
	p->event = (struct dunlin_event){ .size = sizeof p->event, .down = down };
	p->run_ms = dn_progress_now();
	p->runs = true;
}

void
dn_progress_begin(struct dn_progress *p, const char *database, const char *target)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->event.database = dn_strdup_null(p, database);
	p->event.target = dn_strdup_null(p, target);
	event = dn_progress_event(p, DUNLIN_EVENT_BEGIN, 0);
	dn_progress_tell(p, &event);
}

void
dn_progress_end(struct dn_progress *p, const struct dunlin_error *err)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	event = dn_progress_event(p, DUNLIN_EVENT_END, p->run_ms);
	event.error = err;
	p->plan = NULL;
	p->revision = NULL;
	p->runs = false;
	dn_progress_tell(p, &event);
}

void
dn_progress_plan(struct dn_progress *p, const struct dn_plan *plan)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->plan = plan;
	p->revision = NULL;
	p->done = 0;
	p->named = NULL;
	p->event.revisions = p->event.revisions_done + plan->nrevisions;
	p->event.steps = p->event.steps_done;
	for (size_t i = 0; i < plan->nrevisions; i++)
		p->event.steps += plan->revisions[i]->nsteps;
	event = dn_progress_event(p, DUNLIN_EVENT_PLAN, 0);
	dn_progress_tell(p, &event);
}

/* Has the time come to tell of it again, or is it about somebody else? */
static bool
progress_wait_is_news(struct dn_progress *p, const char *pid)
{
	const char *before = p->waits_for_pid == NULL ? "" : p->waits_for_pid;

	if (p->wait_ms != 0 && dn_progress_now() - p->waited_ms < PROGRESS_WAIT_MS &&
	    strcmp(before, pid == NULL ? "" : pid) == 0)
		return false;
	p->waited_ms = dn_progress_now();
	if (p->wait_ms == 0)
		p->wait_ms = p->waited_ms;
	dn_free(p->waits_for_pid);
	p->waits_for_pid = dn_strdup_null(p, pid);
	return true;
}

void
dn_progress_wait(struct dn_progress *p, const char *for_what, const char *reason,
    const struct dunlin_holder *holder)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	if (!progress_wait_is_news(p, holder == NULL ? NULL : holder->pid)) {
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	event = dn_progress_event(p, DUNLIN_EVENT_WAIT, p->wait_ms);
	event.waits_for = for_what;
	event.reason = reason;
	event.holder = holder;
	dn_progress_tell(p, &event);
}

void
dn_progress_set_revision(struct dunlin_event *event, const struct dn_plan_revision *r)
{
	event->revision = r == NULL ? NULL : r->revision->id;
	event->message = r == NULL ? NULL : r->revision->message;
	event->revision_steps = r == NULL ? 0 : r->nsteps;
}

void
dn_progress_revision(struct dn_progress *p, const struct dn_plan_revision *revision)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->at = p->step = 0;
	p->table = NULL;
	if (p->revision == revision) { /* it is tried again */
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	p->revision = revision;
	p->counted = 0;
	p->revision_ms = p->heard_ms = dn_progress_now();
	dn_progress_set_revision(&p->event, revision);
	event = dn_progress_event(p, DUNLIN_EVENT_REVISION, 0);
	dn_progress_tell(p, &event);
}

void
dn_progress_retry(struct dn_progress *p, const char *reason, const struct dunlin_holder *holder)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->heard_ms = dn_progress_now();
	event = dn_progress_event(p, DUNLIN_EVENT_RETRY, p->revision_ms);
	event.reason = reason;
	event.holder = holder;
	dn_progress_tell(p, &event);
}

void
dn_progress_revision_done(struct dn_progress *p, const struct dn_plan_revision *revision, double ms)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->done++;
	p->event.revisions_done++;
	p->event.steps_done += revision->nsteps - p->counted;
	p->counted = 0;
	p->revision = NULL;
	dn_progress_set_revision(&p->event, NULL);
	event = dn_progress_event(p, DUNLIN_EVENT_REVISION_DONE, 0);
	dn_progress_set_revision(&event, revision);
	event.ms = ms;
	dn_progress_tell(p, &event);
}
