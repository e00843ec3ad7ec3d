/* event.c - what lasts in a run, as a line for people */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/report.h"

static void
event_print_amount(struct dunlin_buf *buf, const struct dunlin_event *event)
{
	if (event->unit == NULL)
		return;
	if (event->amount > 0 && event->amount < 100)
		dunlin_buf_printf(
		    buf, ", %llu of %llu %s", event->amount_done, event->amount, event->unit);
	else if (event->amount > 0)
		dunlin_buf_printf(buf, ", %u %% of %llu %s",
		    (unsigned) (100.0 * (double) event->amount_done / (double) event->amount),
		    event->amount, event->unit);
	else if (event->amount_done > 0)
		dunlin_buf_printf(buf, ", %llu %s", event->amount_done, event->unit);
}

static void
event_print_progress(struct dunlin_buf *buf, const struct dunlin_event *event)
{
	dunlin_buf_printf(buf, "still at revision '%s'", event->revision);
	if (event->step > 0)
		dunlin_buf_printf(buf, ", step %zu of %zu", event->step, event->revision_steps);
	dunlin_buf_printf(buf, ", after %.0f s", event->ms / 1000);
	if (event->phase != NULL)
		dunlin_buf_printf(buf, ": %s", event->phase);
	else if (event->statement != NULL)
		dunlin_buf_printf(buf, ": %s", event->statement);
	if (event->object != NULL)
		dunlin_buf_printf(buf, " (%s)", event->object);
	event_print_amount(buf, event);
}

char *
dunlin_event_text(const struct dunlin_event *event)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	char *text;

	if (event->kind == DUNLIN_EVENT_PROGRESS)
		event_print_progress(buf, event);
	else if (event->kind == DUNLIN_EVENT_WAIT)
		dunlin_buf_printf(buf, "still waiting for the %s, after %.0f s%s%s",
		    event->waits_for, event->ms / 1000, event->reason == NULL ? "" : ": ",
		    event->reason == NULL ? "" : event->reason);
	if (event->holder != NULL)
		dunlin_buf_printf(buf, "; in the way: %s", dn_lock_describe(buf, event->holder));
	text = dn_mem_check(strdup(buf->s));
	dn_free(buf);
	return text;
}
