/* bar.c - how far a run is, on the last line of a terminal */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dunlin/driver.h>

#include "cli/bar.h"
#include "cli/terminal.h"

/* A run that is over before is not worth a bar; one is not drawn more often than that. */
enum { BAR_FIRST_MS = 300, BAR_AGAIN_MS = 50 };
enum { BAR_RUN_WIDTH = 12, BAR_STEP_WIDTH = 10, BAR_NARROW = 50 };

/* There is one terminal. */
static struct {
	char *text; /* what is to be seen, or NULL */
	bool drawn;
	int64_t begin_ms, drawn_ms;
} bar;

static int64_t
bar_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* "[####----]" */
static void
bar_put_gauge(struct dunlin_buf *buf, unsigned width, double done, double total)
{
	double part = total <= 0 ? 0 : done / total;

	dunlin_buf_puts(buf, "[");
	for (unsigned i = 0; i < width; i++)
		dunlin_buf_puts(buf, i + 0.5 < part * width ? "#" : "-");
	dunlin_buf_puts(buf, "]");
}

/* As many columns of TEXT as there are, and what is left of them. */
static unsigned
bar_put_cut(struct dunlin_buf *buf, const char *text, unsigned columns)
{
	for (size_t n; *text != '\0'; text += n) {
		unsigned char c = (unsigned char) *text;
		unsigned wide;

		for (n = 1; ((unsigned char) text[n] & 0xc0) == 0x80;)
			n++;
		wide = (unsigned) dunlin_columns(text, n);
		if (wide > columns)
			break;
		dunlin_buf_put(buf, c < ' ' || c == 0x7f ? " " : text, n);
		columns -= wide;
	}
	return columns;
}

static struct dunlin_buf *
bar_left(const struct dunlin_event *event, bool narrow)
{
	struct dunlin_buf *buf = dunlin_buf_new();
	/* The one that is under way. */
	size_t at = event->revisions_done + (event->revisions_done < event->revisions);

	if (event->revisions == 0)
		return buf;
	if (!narrow) {
		bar_put_gauge(
		    buf, BAR_RUN_WIDTH, (double) event->steps_done, (double) event->steps);
		dunlin_buf_puts(buf, " ");
	}
	dunlin_buf_printf(buf, "%zu/%zu ", at, event->revisions);
	return buf;
}

/* What is going on, what says most before what can be cut off. */
static void
bar_put_middle(struct dunlin_buf *buf, const struct dunlin_event *event)
{
	const struct dunlin_holder *who = event->holder;

	if (event->kind == DUNLIN_EVENT_REVISION_DONE)
		return;
	if (event->kind == DUNLIN_EVENT_WAIT)
		dunlin_buf_printf(buf, "waiting for the %s: ", event->waits_for);
	if (event->revision != NULL)
		dunlin_buf_printf(buf, "%s ", event->revision);
	if (event->kind == DUNLIN_EVENT_RETRY)
		dunlin_buf_puts(buf, "is tried again: ");
	if (who != NULL && who->pid != NULL)
		dunlin_buf_printf(buf, "pid %s %s is in the way, ", who->pid,
		    who->application == NULL ? "" : who->application);
	if (event->reason != NULL)
		dunlin_buf_puts(buf, event->reason);
	else if (event->phase != NULL)
		dunlin_buf_puts(buf, event->phase);
	else if (event->statement != NULL)
		dunlin_buf_puts(buf, event->statement);
	else if (event->message != NULL)
		dunlin_buf_puts(buf, event->message);
}

static struct dunlin_buf *
bar_right(const struct dunlin_event *event, bool narrow)
{
	struct dunlin_buf *buf = dunlin_buf_new();
	unsigned seconds = (unsigned) (event->ms / 1000);
	/* Of sessions that are waited for it is enough to see one. */
	bool counts = event->amount > 0 && event->holder == NULL;

	if (counts && !narrow) {
		dunlin_buf_puts(buf, " ");
		bar_put_gauge(
		    buf, BAR_STEP_WIDTH, (double) event->amount_done, (double) event->amount);
	}
	if (counts)
		dunlin_buf_printf(buf, " %3u%%",
		    (unsigned) (100.0 * (double) event->amount_done / (double) event->amount));
	if (event->kind == DUNLIN_EVENT_REVISION_DONE)
		return buf;
	if (seconds >= 3600)
		dunlin_buf_printf(
		    buf, " %u:%02u:%02u", seconds / 3600, seconds / 60 % 60, seconds % 60);
	else if (seconds > 0)
		dunlin_buf_printf(buf, " %u:%02u", seconds / 60, seconds % 60);
	return buf;
}

char *
cli_bar_text(const struct dunlin_event *event, unsigned width)
{
	struct dunlin_buf *left = bar_left(event, width < BAR_NARROW);
	struct dunlin_buf *right = bar_right(event, width < BAR_NARROW);
	struct dunlin_buf *middle = dunlin_buf_new(), *line = dunlin_buf_new();
	unsigned rest = width - 1;
	char *text;

	bar_put_middle(middle, event);
	rest = bar_put_cut(line, left->s, rest);
	rest -= rest < right->len ? rest : (unsigned) right->len;
	for (rest = bar_put_cut(line, middle->s, rest); right->len > 0 && rest > 0; rest--)
		dunlin_buf_puts(line, " ");
	bar_put_cut(line, right->s, (unsigned) right->len);
	text = strdup(line->s);
	dunlin_buf_free(line);
	dunlin_buf_free(middle);
	dunlin_buf_free(right);
	dunlin_buf_free(left);
	return text;
}

void
cli_bar_clear(void)
{
	if (bar.drawn)
		fputs("\r\033[K", stderr);
	bar.drawn = false;
}

/* In one piece, so that nothing gets between. */
void
cli_bar_draw(void)
{
	if (bar.text == NULL || bar_now_ms() - bar.begin_ms < BAR_FIRST_MS)
		return;
	fprintf(stderr, "\r%s\033[K", bar.text);
	fflush(stderr);
	bar.drawn = true;
	bar.drawn_ms = bar_now_ms();
}

void
cli_bar_show(const struct dunlin_event *event)
{
	if (event->kind == DUNLIN_EVENT_MESSAGE)
		return;
	free(bar.text);
	bar.text = NULL;
	if (event->kind == DUNLIN_EVENT_END) {
		cli_bar_clear();
		return;
	}
	if (event->kind == DUNLIN_EVENT_BEGIN) {
		bar.begin_ms = bar_now_ms();
		return;
	}
	bar.text = cli_bar_text(event, (unsigned) cli_width(stderr));
	if (event->kind != DUNLIN_EVENT_REVISION_DONE &&
	    bar_now_ms() - bar.drawn_ms >= BAR_AGAIN_MS)
		cli_bar_draw();
}
