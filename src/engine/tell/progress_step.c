/* progress_step.c - the steps of a run, and what the database says of them */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/tell/telling.h"

/* Of a statement so much is shown. */
enum { STEP_WIDTH = 200 };

/* Not too long. */
static char *
step_name(const void *mem, const struct dn_step *step)
{
	char *name = dn_step_text(mem, step);
	size_t len = STEP_WIDTH;

	if (strlen(name) <= len)
		return name;
	while (((unsigned char) name[len] & 0xc0) == 0x80)
		len--;
	name[len] = '\0';
	return dn_sprintf(mem, "%s ...", name);
}

void
dn_progress_set_step(struct dn_progress *p, struct dunlin_event *event,
    const struct dn_plan_revision *revision, size_t i)
{
	const struct dn_step *step = revision->steps[i - 1];
	const struct dn_statement *from = step->output->from;
	unsigned column;

	if (p->named != step) {
		dn_free(p->name);
		p->named = step;
		p->name = step_name(p, step);
		p->file = from == NULL || from->source == NULL ? NULL : from->source->file;
		p->line = 0;
		if (p->file != NULL)
			dn_source_locate(from->source, from->span.start, &p->line, &column);
	}
	dn_progress_set_revision(event, revision);
	event->step = i;
	event->statement = p->name;
	event->file = p->file;
	event->line = p->line;
}

/* Which one STEP is. */
static void
step_find(struct dn_progress *p, struct dunlin_event *event, const struct dn_step *step)
{
	for (size_t i = 0; p->plan != NULL && i < p->plan->nrevisions; i++)
		for (size_t k = 0; k < p->plan->revisions[i]->nsteps; k++)
			if (p->plan->revisions[i]->steps[k] == step) {
				dn_progress_set_step(p, event, p->plan->revisions[i], k + 1);
				return;
			}
}

void
dn_progress_step(struct dn_progress *p, size_t i)
{
	struct dunlin_event event;

	if (!dn_progress_enter(p))
		return;
	p->step = i + 1;
	p->step_ms = p->heard_ms = dn_progress_now();
	event = dn_progress_event(p, DUNLIN_EVENT_STEP, 0);
	dn_progress_set_step(p, &event, p->revision, p->step);
	dn_progress_tell(p, &event);
}

void
dn_progress_rows(
    struct dn_progress *p, const char *table, unsigned long long rows, unsigned long long all)
{
	if (!dn_progress_enter(p))
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

	if (!dn_progress_enter(p))
		return;
	p->counted++;
	p->event.steps_done++;
	event = dn_progress_event(p, DUNLIN_EVENT_STEP_DONE, p->step_ms);
	dn_progress_set_step(p, &event, p->revision, p->step);
	p->step = 0;
	p->table = NULL;
	p->heard_ms = dn_progress_now();
	dn_progress_tell(p, &event);
}

void
dn_progress_at(struct dn_progress *p, const struct dn_step *step)
{
	size_t n;

	if (!dn_progress_enter(p))
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
step_log_said(struct dn_progress *p, const struct dunlin_event *event)
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
	event = dn_progress_event(p, DUNLIN_EVENT_MESSAGE, 0);
	step_find(p, &event, step);
	event.level = level;
	event.reason = message;
	step_log_said(p, &event);
	if (p->observe != NULL && p->runs)
		p->observe(p->payload, &event);
	pthread_mutex_unlock(&p->mutex);
}
