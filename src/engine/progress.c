/* progress.c - where a run is, as events for who looks on */
#include "config.h"

#include <pthread.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "engine/progress.h"

/* What lasts longer is worth a word; the server cuts a query that it shows, but not so short. */
enum { PROGRESS_LASTS_MS = 2000, PROGRESS_WAIT_MS = 1000, PROGRESS_CUT = 96, PROGRESS_WIDTH = 200 };

struct dn_progress {
	struct dn_log log;
	dunlin_observe_fn observe;
	void *payload;
	bool runs;                 /* there is something to look at */
	pthread_mutex_t mutex;     /* of all below, and while anybody is called */
	struct dunlin_event event; /* what holds for every event from now on */
	const struct dn_plan *plan;
	size_t done;                             /* of its revisions */
	const struct dn_plan_revision *revision; /* at hand, or NULL */
	size_t at;                               /* its step that was handed over last, from 1 */
	size_t step;                             /* outside a transaction, from 1; 0: none is */
	size_t counted;                          /* of its steps, in EVENT */
	double run_ms, revision_ms, step_ms;     /* when they began */
	double heard_ms;                         /* of the revision */
	double wait_ms, waited_ms;               /* when waiting began, when it was last told */
	char *waits_for_pid;
	const char *table; /* whose rows the step is at, or NULL */
	unsigned long long rows, all_rows;
	const struct dn_step *named; /* NAME and the place are its */
	char *name;
	const char *file;
	unsigned line;
};

static double
now_ms(void)
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

/* False, with nothing locked, when nobody looks on. */
static bool
progress_enter(struct dn_progress *p)
{
	if (!dn_progress_is_seen(p) || !p->runs)
		return false;
	pthread_mutex_lock(&p->mutex);
	return true;
}

/* An event of KIND about what began at SINCE, a time of now_ms(); 0: about a moment. */
static struct dunlin_event
progress_event(const struct dn_progress *p, enum dunlin_event_kind kind, double since)
{
	struct dunlin_event event = p->event;

	event.kind = kind;
	event.ms = since == 0 ? 0 : now_ms() - since;
	return event;
}

/* Tell it, and leave; what is not waiting ends a wait. */
static void
progress_tell(struct dn_progress *p, const struct dunlin_event *event)
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
		event = progress_event(p, DUNLIN_EVENT_MESSAGE, 0);
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
	p->run_ms = now_ms();
	p->runs = true;
}

void
dn_progress_begin(struct dn_progress *p, const char *database, const char *target)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->event.database = dn_strdup_null(p, database);
	p->event.target = dn_strdup_null(p, target);
	event = progress_event(p, DUNLIN_EVENT_BEGIN, 0);
	progress_tell(p, &event);
}

void
dn_progress_end(struct dn_progress *p, const struct dunlin_error *err)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	event = progress_event(p, DUNLIN_EVENT_END, p->run_ms);
	event.error = err;
	p->plan = NULL;
	p->revision = NULL;
	p->runs = false;
	progress_tell(p, &event);
}

void
dn_progress_plan(struct dn_progress *p, const struct dn_plan *plan)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->plan = plan;
	p->revision = NULL;
	p->done = 0;
	p->named = NULL;
	p->event.revisions = p->event.revisions_done + plan->nrevisions;
	p->event.steps = p->event.steps_done;
	for (size_t i = 0; i < plan->nrevisions; i++)
		p->event.steps += plan->revisions[i]->nsteps;
	event = progress_event(p, DUNLIN_EVENT_PLAN, 0);
	progress_tell(p, &event);
}

/* Has the time come to tell of it again, or is it about somebody else? */
static bool
progress_wait_is_news(struct dn_progress *p, const char *pid)
{
	const char *before = p->waits_for_pid == NULL ? "" : p->waits_for_pid;

	if (p->wait_ms != 0 && now_ms() - p->waited_ms < PROGRESS_WAIT_MS &&
	    strcmp(before, pid == NULL ? "" : pid) == 0)
		return false;
	p->waited_ms = now_ms();
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

	if (!progress_enter(p))
		return;
	if (!progress_wait_is_news(p, holder == NULL ? NULL : holder->pid)) {
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	event = progress_event(p, DUNLIN_EVENT_WAIT, p->wait_ms);
	event.waits_for = for_what;
	event.reason = reason;
	event.holder = holder;
	progress_tell(p, &event);
}

static void
progress_set_revision(struct dunlin_event *event, const struct dn_plan_revision *r)
{
	event->revision = r == NULL ? NULL : r->revision->id;
	event->message = r == NULL ? NULL : r->revision->message;
	event->revision_steps = r == NULL ? 0 : r->nsteps;
}

void
dn_progress_revision(struct dn_progress *p, const struct dn_plan_revision *revision)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->at = p->step = 0;
	p->table = NULL;
	if (p->revision == revision) { /* it is tried again */
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	p->revision = revision;
	p->counted = 0;
	p->revision_ms = p->heard_ms = now_ms();
	progress_set_revision(&p->event, revision);
	event = progress_event(p, DUNLIN_EVENT_REVISION, 0);
	progress_tell(p, &event);
}

void
dn_progress_retry(struct dn_progress *p, const char *reason, const struct dunlin_holder *holder)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->heard_ms = now_ms();
	event = progress_event(p, DUNLIN_EVENT_RETRY, p->revision_ms);
	event.reason = reason;
	event.holder = holder;
	progress_tell(p, &event);
}

void
dn_progress_revision_done(struct dn_progress *p, const struct dn_plan_revision *revision, double ms)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->done++;
	p->event.revisions_done++;
	p->event.steps_done += revision->nsteps - p->counted;
	p->counted = 0;
	p->revision = NULL;
	progress_set_revision(&p->event, NULL);
	event = progress_event(p, DUNLIN_EVENT_REVISION_DONE, 0);
	progress_set_revision(&event, revision);
	event.ms = ms;
	progress_tell(p, &event);
}

/* Not too long. */
static char *
progress_name(const void *mem, const struct dn_step *step)
{
	char *name = dn_step_text(mem, step);
	size_t len = PROGRESS_WIDTH;

	if (strlen(name) <= len)
		return name;
	while (((unsigned char) name[len] & 0xc0) == 0x80)
		len--;
	name[len] = '\0';
	return dn_sprintf(mem, "%s ...", name);
}

/* Step I, from 1, of REVISION. */
static void
progress_set_step(struct dn_progress *p, struct dunlin_event *event,
    const struct dn_plan_revision *revision, size_t i)
{
	const struct dn_step *step = revision->steps[i - 1];
	const struct dn_statement *from = step->output->from;
	unsigned column;

	if (p->named != step) {
		dn_free(p->name);
		p->named = step;
		p->name = progress_name(p, step);
		p->file = from == NULL || from->source == NULL ? NULL : from->source->file;
		p->line = 0;
		if (p->file != NULL)
			dn_source_locate(from->source, from->span.start, &p->line, &column);
	}
	progress_set_revision(event, revision);
	event->step = i;
	event->statement = p->name;
	event->file = p->file;
	event->line = p->line;
}

/* Which one STEP is. */
static void
progress_find(struct dn_progress *p, struct dunlin_event *event, const struct dn_step *step)
{
	for (size_t i = 0; p->plan != NULL && i < p->plan->nrevisions; i++)
		for (size_t k = 0; k < p->plan->revisions[i]->nsteps; k++)
			if (p->plan->revisions[i]->steps[k] == step) {
				progress_set_step(p, event, p->plan->revisions[i], k + 1);
				return;
			}
}

void
dn_progress_step(struct dn_progress *p, size_t i)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->step = i + 1;
	p->step_ms = p->heard_ms = now_ms();
	event = progress_event(p, DUNLIN_EVENT_STEP, 0);
	progress_set_step(p, &event, p->revision, p->step);
	progress_tell(p, &event);
}

void
dn_progress_rows(
    struct dn_progress *p, const char *table, unsigned long long rows, unsigned long long all)
{
	if (!progress_enter(p))
		return;
	p->table = table;
	p->rows = rows;
	p->all_rows = all > rows ? all : 0;
	pthread_mutex_unlock(&p->mutex);
}

void
dn_progress_step_done(struct dn_progress *p)
{
	struct dunlin_event event;

	if (!progress_enter(p))
		return;
	p->counted++;
	p->event.steps_done++;
	event = progress_event(p, DUNLIN_EVENT_STEP_DONE, p->step_ms);
	progress_set_step(p, &event, p->revision, p->step);
	p->step = 0;
	p->table = NULL;
	p->heard_ms = now_ms();
	progress_tell(p, &event);
}

void
dn_progress_at(struct dn_progress *p, const struct dn_step *step)
{
	size_t n;

	if (!progress_enter(p))
		return;
	n = p->revision == NULL ? 0 : p->revision->nsteps;
	/* They come in order, but for a revision that is tried again. */
	for (size_t i = 0; i < n; i++)
		if (p->revision->steps[(p->at + i) % n] == step) {
			p->at = (p->at + i) % n + 1;
			break;
		}
	pthread_mutex_unlock(&p->mutex);
}

/* The place belongs to a line of text; an event has it apart. */
static void
progress_log_said(struct dn_progress *p, const struct dunlin_event *event)
{
	char *text = event->file == NULL
			 ? dn_strdup(p, event->reason)
			 : dn_sprintf(p, "%s:%u: %s", event->file, event->line, event->reason);

	if (p->log.fn != NULL)
		p->log.fn(p->log.payload, event->level, text);
	dn_free(text);
}

void
dn_progress_said(
    struct dn_progress *p, const struct dn_step *step, enum dunlin_level level, const char *message)
{
	struct dunlin_event event;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->mutex);
	event = progress_event(p, DUNLIN_EVENT_MESSAGE, 0);
	progress_find(p, &event, step);
	event.level = level;
	event.reason = message;
	progress_log_said(p, &event);
	if (p->observe != NULL && p->runs)
		p->observe(p->payload, &event);
	pthread_mutex_unlock(&p->mutex);
}

static bool
progress_lasts(const struct dn_progress *p)
{
	return p->revision != NULL && now_ms() - p->heard_ms >= PROGRESS_LASTS_MS;
}

bool
dn_progress_has_rows(struct dn_progress *p)
{
	bool has;

	if (!progress_enter(p))
		return false;
	has = p->table != NULL;
	pthread_mutex_unlock(&p->mutex);
	return has;
}

bool
dn_progress_lasts(struct dn_progress *p)
{
	bool lasts;

	if (!progress_enter(p))
		return false;
	lasts = progress_lasts(p);
	pthread_mutex_unlock(&p->mutex);
	return lasts;
}

static bool
progress_is_query(const struct dn_step *step, const char *query)
{
	size_t len = strlen(query);

	return strncmp(step->output->sql, query, len) == 0 &&
	       (step->output->sql[len] == '\0' || len >= PROGRESS_CUT);
}

/* Which statement of those that were sent together the server is at. */
static void
progress_find_step(struct dn_progress *p, struct dunlin_event *event, const char *query)
{
	bool answered = true; /* up to the revision at hand */

	for (size_t i = p->done; query != NULL && i < p->plan->nrevisions; i++) {
		const struct dn_plan_revision *r = p->plan->revisions[i];

		answered = answered && r != p->revision;
		if (answered)
			continue;
		for (size_t j = 0; j < r->nsteps; j++)
			if (progress_is_query(r->steps[j], query)) {
				progress_set_step(p, event, r, j + 1);
				return;
			}
	}
}

static void
progress_set_sight(struct dn_progress *p, struct dunlin_event *event, const struct dn_sight *sight)
{
	if (p->step > 0)
		progress_set_step(p, event, p->revision, p->step);
	else if (sight->asked)
		progress_find_step(p, event, sight->query);
	else if (p->at > 0)
		progress_set_step(p, event, p->revision, p->at);
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

	if (!progress_enter(p))
		return;
	if (!progress_lasts(p)) { /* it was over while the server was asked */
		pthread_mutex_unlock(&p->mutex);
		return;
	}
	event = progress_event(p, DUNLIN_EVENT_PROGRESS, p->step > 0 ? p->step_ms : p->revision_ms);
	progress_set_sight(p, &event, sight);
	event.holder = sight->holder;
	progress_tell(p, &event);
}
