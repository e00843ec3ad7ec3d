/* plan_steps.c - the steps of a plan as text: segments, statements, locks */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/form.h"
#include "report/json.h"
#include "report/plan.h"

enum { PLAN_WIDTH = 100, PLAN_NARROW = 80, PLAN_INDENT = 4, PLAN_GAP = 2, PLAN_LOCK_MAX = 46 };

/* A plan of more steps is a long one; there, so many at least that lock nothing are counted. */
enum { PLAN_LONG = 60, PLAN_QUIET = 3 };

#define PLAN_DONE "done"

const char *
dn_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

size_t
dn_report_step(const struct dn_plan_revision *p, const struct dn_step *step)
{
	size_t i = 0;

	while (p->steps[i] != step)
		i++;
	return i + 1;
}

const char *
dn_plan_table_name(const char *key)
{
	return strncmp(key, "public.", 7) == 0 ? key + 7 : key;
}

/* Where the first characters of S that fit in WIDTH end. */
static size_t
text_fit(const char *s, size_t width)
{
	size_t n = 0, i = 0;

	for (; s[i] != '\0'; i++)
		if (((unsigned char) s[i] & 0xc0) != 0x80 && n++ == width)
			break;
	return i;
}

static size_t
text_width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char) *s & 0xc0) != 0x80;
	return n;
}

void
dn_plan_print_wrapped(
    struct dunlin_buf *buf, const struct dn_plan_layout *layout, const char *text, int more)
{
	size_t column = 2, words = 0;

	dunlin_buf_puts(buf, "  ");
	while (*text != '\0') {
		size_t len = strcspn(text, " \n");
		char *word = dn_strndup(NULL, text, len);
		size_t width = text_width(word);

		if (words++ > 0 && column + 1 + width > layout->width) {
			dunlin_buf_printf(buf, "\n%*s%s", 2 + more, "", word);
			column = 2 + (size_t) more + width;
		} else {
			dunlin_buf_printf(buf, "%s%s", words == 1 ? "" : " ", word);
			column += width + (words > 1);
		}
		dn_free(word);
		text += len + strspn(text + len, " \n");
	}
	dunlin_buf_puts(buf, "\n");
}

/* S in WIDTH columns, cut where it must be; padded unless it is the last of its line. */
static void
print_cell(struct dunlin_buf *buf, const char *s, size_t width)
{
	size_t have = text_width(s);

	if (have > width) {
		dunlin_buf_put(buf, s, text_fit(s, width - 3));
		dunlin_buf_puts(buf, "...");
		have = width;
	} else {
		dunlin_buf_puts(buf, s);
	}
	dunlin_buf_printf(buf, "%*s", (int) (width - have + PLAN_GAP), "");
}

/* The lines of the lock's column: each lock with its tables, the strongest first; what is only
 * read beside that goes without saying. */
static char **
step_locks(const void *mem, const struct dn_step *step, size_t *n)
{
	const struct dn_effect *effect = step->effect;
	char **lines = NULL;

	*n = 0;
	for (int lock = DN_LOCK_UNKNOWN; effect != NULL && lock > DN_LOCK_NONE; lock--) {
		struct dunlin_buf *buf = dn_buf_new(mem);

		if (*n > 0 && lock < DN_LOCK_ROW_EXCLUSIVE)
			break;
		for (size_t i = 0; i < effect->nlocks; i++)
			if ((int) effect->locks[i].lock == lock)
				dunlin_buf_printf(buf, "%s%s", buf->len == 0 ? " on " : ", ",
				    dn_plan_table_name(effect->locks[i].table));
		if (buf->len > 0 || lock == (int) effect->lock)
			dn_push(mem, lines, *n,
			    dn_sprintf(mem, "%s%s", dn_lock_name((enum dn_lock) lock), buf->s));
	}
	if (*n == 0)
		dn_push(mem, lines, *n, dn_strdup(mem, effect == NULL ? "" : "-"));
	return lines;
}

static const char *
step_duration(const struct dn_step *step)
{
	if (step->effect != NULL)
		return dn_duration_name(step->effect->duration);
	return step->output->how == NULL ? "" : step->output->how;
}

/* Does nobody wait for it who uses what was there before? */
static bool
step_is_quiet(const struct dn_step *step)
{
	return step->nbefore == 0 && step->output->how == NULL &&
	       (step->effect == NULL ||
		   (step->effect->lock < DN_LOCK_SHARE_UPDATE_EXCLUSIVE &&
		       !(step->effect->lock != DN_LOCK_NONE && dn_effect_lasts(step->effect))));
}

const char *
dn_plan_quiet(const struct dn_step *step)
{
	return step->effect == NULL ? "" : ", nothing of what is there is locked";
}

bool
dn_plan_is_quiet(const struct dn_plan_revision *p)
{
	for (size_t i = 0; i < p->nsteps; i++)
		if (!step_is_quiet(p->steps[i]))
			return false;
	return p->nsegments == 1 && p->segments[0].transactional && p->derived == NULL &&
	       p->done == 0 && !p->begun;
}

static void
widen(size_t *width, const char *text, size_t max)
{
	size_t have = text_width(text);

	have = have > max ? max : have;
	*width = have > *width ? have : *width;
}

static void
layout_add(struct dn_plan_layout *l, const void *mem, const struct dn_step *step, size_t number)
{
	size_t n;
	char **lines = step_locks(mem, step, &n);

	for (size_t k = 0; k < n; k++)
		widen(&l->lock, lines[k], PLAN_LOCK_MAX);
	widen(&l->duration, step_duration(step), PLAN_WIDTH);
	widen(&l->number, dn_sprintf(mem, "%zu", number), PLAN_WIDTH);
	widen(&l->text, dn_step_text(mem, step), PLAN_WIDTH);
}

/* A statement of which nothing is left would be of no use on a narrow terminal. */
static size_t
layout_width(const struct dn_report *report)
{
	if (report->width == 0 || report->width > PLAN_WIDTH)
		return PLAN_WIDTH;
	return report->width < PLAN_NARROW ? PLAN_NARROW : report->width;
}

struct dn_plan_layout
dn_plan_layout(const struct dn_plan *plan, const struct dn_report *report)
{
	void *scratch = dn_new_context(NULL);
	struct dn_plan_layout l = {
		.width = layout_width(report),
		.lock = strlen(PLAN_DONE),
		.verbose = report->verbose,
		.online = &plan->online,
	};
	size_t rest, steps = 0;

	for (size_t r = 0; r < plan->nrevisions; r++)
		steps += plan->revisions[r]->nsteps;
	l.brief = !l.verbose && steps > PLAN_LONG;
	for (size_t r = 0; r < plan->nrevisions; r++)
		for (size_t i = 0; i < plan->revisions[r]->nsteps; i++) {
			const struct dn_step *step = plan->revisions[r]->steps[i];

			if (!l.brief || !step_is_quiet(step))
				layout_add(&l, scratch, step, i + 1);
		}
	l.text = l.text == 0 ? l.width : l.text;
	rest = l.width - PLAN_INDENT - l.number - l.lock - l.duration - 3 * PLAN_GAP;
	l.text = l.text > rest ? rest : l.text;
	dn_free(scratch);
	return l;
}

/* What pads a line's end is nothing to see, nor is a line of nothing else. */
static void
print_newline(struct dunlin_buf *buf)
{
	size_t len = buf->len;

	while (len > 0 && buf->s[len - 1] == ' ')
		len--;
	dn_buf_truncate(buf, len);
	if (len > 0 && buf->s[len - 1] != '\n')
		dunlin_buf_puts(buf, "\n");
}

/* In its column, or before it on a line of its own, so that more of it is seen. */
static void
print_text(struct dunlin_buf *buf, const struct dn_plan_layout *l, const char *text, int behind)
{
	size_t most = l->width - (size_t) behind, have = text_width(text);

	if (have > l->text) {
		print_cell(buf, text, have < most ? have : most);
		print_newline(buf);
		dunlin_buf_printf(buf, "%*s", behind, "");
		text = "";
	}
	print_cell(buf, text, l->text);
}

static void
print_statement(struct dunlin_buf *buf, const struct dn_plan_layout *l, const struct dn_step *step,
    size_t number, bool done)
{
	void *scratch = dn_new_context(NULL);
	size_t n;
	char **locks = step_locks(scratch, step, &n);
	int behind = (int) (PLAN_INDENT + l->number + PLAN_GAP);

	dunlin_buf_printf(
	    buf, "%*s%*zu%*s", PLAN_INDENT, "", (int) l->number, number, PLAN_GAP, "");
	print_text(buf, l, dn_step_text(scratch, step), behind);
	print_cell(buf, done ? PLAN_DONE : locks[0], l->lock);
	dunlin_buf_puts(buf, done ? "" : step_duration(step));
	print_newline(buf);
	for (size_t k = 1; k < n && !done; k++) {
		dunlin_buf_printf(buf, "%*s", behind + (int) l->text + PLAN_GAP, "");
		print_cell(buf, locks[k], l->lock);
		print_newline(buf);
	}
	dn_free(scratch);
}

/* What the next run does about a step whose end nobody saw. */
static const char *
step_begun(const struct dn_step *step)
{
	switch (step->resume) {
	case DN_RESUME_PROBED: return "it is looked for first";
	case DN_RESUME_REPEATABLE: return "it is run again";
	case DN_RESUME_BATCHED: return "it goes on where it stopped";
	case DN_RESUME_UNKNOWABLE:
		return "nothing tells whether it is done, so say --step done or --step again";
	default: return "it is run again";
	}
}

static void
print_step(struct dunlin_buf *buf, const struct dn_plan_layout *l, const struct dn_plan_revision *p,
    size_t i)
{
	const struct dn_step *step = p->steps[i];
	int behind = (int) (PLAN_INDENT + l->number + PLAN_GAP);

	if (i >= p->done)
		dn_report_form(buf, l, step, i == 0 ? NULL : p->steps[i - 1]);
	for (size_t k = 0; k < step->nbefore && i >= p->done; k++) {
		dunlin_buf_printf(buf, "%*s", behind, "");
		print_cell(buf, step->before[k], l->width - (size_t) behind);
		print_newline(buf);
	}
	print_statement(buf, l, step, i + 1, i < p->done);
	if (step->output->each)
		dunlin_buf_printf(buf, "%*s(for each partition that lacks it)\n", behind, "");
	if (i == p->done && p->begun)
		dunlin_buf_printf(buf, "%*s! was begun, and its end is not known: %s\n", behind, "",
		    step_begun(step));
	if (l->verbose && step->effect != NULL && step->effect->reason != NULL)
		dunlin_buf_printf(buf, "%*s(%s)\n", behind, "", step->effect->reason);
	if (l->verbose)
		dn_report_if_large(buf, l, step, i == 0 ? NULL : p->steps[i - 1]);
}

/* Steps [I, the result) of the segment are counted only; the result is I where they are not. */
static size_t
print_quiet(struct dunlin_buf *buf, const struct dn_plan_layout *l,
    const struct dn_plan_revision *p, size_t i, size_t end)
{
	size_t last = i;

	while (l->brief && last < end && last >= p->done && step_is_quiet(p->steps[last]))
		last++;
	if (last < i + PLAN_QUIET)
		return i;
	dunlin_buf_printf(buf, "%*s%zu to %zu: %zu steps%s\n", PLAN_INDENT, "", i + 1, last,
	    last - i, dn_plan_quiet(p->steps[i]));
	return last;
}

/* "ACCESS EXCLUSIVE on a, b" without its width. */
static char *
strongest_lock(const void *mem, const struct dn_step *step)
{
	size_t n;

	return step_locks(mem, step, &n)[0];
}

static void
print_holds(struct dunlin_buf *buf, const struct dn_plan_layout *layout, const struct dn_segment *s)
{
	void *scratch = dn_new_context(NULL);
	enum dn_duration over = s->over->effect->duration;
	const char *what = dn_duration_name(over);

	if (over == DN_DURATION_DATA)
		what = "data statement";
	else if (over == DN_DURATION_UNKNOWN)
		what = "statement that may last";
	dunlin_buf_printf(buf, "  ! holds %s over %s %s%s\n", strongest_lock(scratch, s->holds),
	    over == DN_DURATION_INDEX ? "an" : "a", what,
	    dn_report_largest(scratch, layout->online, s->holds->effect));
	dn_free(scratch);
}

void
dn_plan_print_segment(struct dunlin_buf *buf, const struct dn_plan_revision *p, size_t number,
    const struct dn_plan_layout *l)
{
	const struct dn_segment *s = &p->segments[number];
	const struct dn_batch *batch = p->steps[s->first]->output->batch;
	size_t end = s->first + s->n;
	bool done = end <= p->done;

	if (batch != NULL)
		dunlin_buf_printf(buf, "  a transaction for every %u rows", batch->rows);
	else
		dunlin_buf_puts(
		    buf, s->transactional ? "  transaction" : "  outside a transaction");
	if (s->transactional && p->nsegments > 1)
		dunlin_buf_printf(buf, " (part %zu of %zu)", number + 1, p->nsegments);
	if (done)
		dunlin_buf_puts(buf, ": done\n");
	else if (batch != NULL)
		dunlin_buf_puts(buf, ": batched, each tried again after a lock timeout\n");
	else
		dunlin_buf_printf(buf, ": %s, %s\n", dn_resume_name(p->steps[s->first]->resume),
		    s->retries ? "tried again after a lock timeout" : "not tried again");
	for (size_t i = s->first; i < end;) {
		size_t next = print_quiet(buf, l, p, i, end);

		if (next == i)
			print_step(buf, l, p, next++);
		i = next;
	}
	if (s->over != NULL && !done)
		print_holds(buf, l, s);
}
