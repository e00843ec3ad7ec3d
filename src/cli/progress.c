/* progress.c - what a run does, as a bar or as lines */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cli/bar.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/terminal.h"

/* Between two lines about the same, and at least, when something has changed. */
enum { PROGRESS_SAME_MS = 30000, PROGRESS_NEWS_MS = 5000 };
/* Before the first one; that somebody waits was said when it began. */
enum { PROGRESS_FIRST_MS = 2000, PROGRESS_WAIT_MS = 10000 };

/* What was said last of what lasts; there is one run in the process. */
static struct {
	double ms;     /* since it began */
	char what[80]; /* phase and who is in the way */
} progress_said;

static void
progress_describe(char what[static 80], const struct dunlin_event *event)
{
	snprintf(what, 80, "%s/%zu/%s/%s", event->revision != NULL ? event->revision : "",
	    event->step, event->phase != NULL ? event->phase : "",
	    event->holder != NULL && event->holder->pid != NULL ? event->holder->pid : "");
}

/* A line, now and then. */
static void
progress_line(void *payload, const struct dunlin_event *event)
{
	double since = event->ms - progress_said.ms;
	char what[80], *text;

	if (event->ms < (event->kind == DUNLIN_EVENT_WAIT ? PROGRESS_WAIT_MS : PROGRESS_FIRST_MS))
		return;
	progress_describe(what, event);
	/* It began anew: this is about something else. */
	if (since >= 0 && progress_said.ms > 0 &&
	    since < (strcmp(what, progress_said.what) == 0 ? PROGRESS_SAME_MS : PROGRESS_NEWS_MS))
		return;
	progress_said.ms = event->ms;
	memcpy(progress_said.what, what, sizeof what);
	text = dunlin_event_text(event);
	cli_log(payload, DUNLIN_INFO, text);
	free(text);
}

void
cli_observe(void *payload, const struct dunlin_event *event)
{
	const struct cli_options *options = payload;

	if (!options->json && cli_is_terminal(stderr)) {
		cli_bar_show(event);
		return;
	}
	if (event->kind == DUNLIN_EVENT_PROGRESS || event->kind == DUNLIN_EVENT_WAIT)
		progress_line(payload, event);
	else if (event->kind != DUNLIN_EVENT_MESSAGE)
		progress_said.ms = 0;
}
