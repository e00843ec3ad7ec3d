/* plan.c - what a run would do: steps, segments, locks, and how each goes on after a crash */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/derive.h"
#include "report/json.h"
#include "report/report.h"

enum { PLAN_WIDTH = 100, PLAN_INDENT = 4, PLAN_GAP = 2, PLAN_LOCK_MAX = 46 };

/* The table's columns. */
struct layout {
	size_t number, text, lock, duration;
};

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
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

size_t
dn_report_step(const struct dn_plan_revision *p, const struct dn_step *step)
{
	size_t i = 0;

	while (p->steps[i] != step)
		i++;
	return i + 1;
}

/* Without the schema that goes without saying. */
static const char *
table_name(const char *key)
{
	return strncmp(key, "public.", 7) == 0 ? key + 7 : key;
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
				    table_name(effect->locks[i].table));
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
	return step->effect == NULL ? "" : dn_duration_name(step->effect->duration);
}

static void
widen(size_t *width, const char *text, size_t max)
{
	size_t have = text_width(text);

	have = have > max ? max : have;
	*width = have > *width ? have : *width;
}

static struct layout
plan_layout(const struct dn_plan *plan)
{
	void *scratch = dn_new_context(NULL);
	struct layout l = { 0 };
	size_t rest;

	for (size_t r = 0; r < plan->nrevisions; r++)
		for (size_t i = 0; i < plan->revisions[r]->nsteps; i++) {
			const struct dn_step *step = plan->revisions[r]->steps[i];
			size_t n;
			char **lines = step_locks(scratch, step, &n);

			for (size_t k = 0; k < n; k++)
				widen(&l.lock, lines[k], PLAN_LOCK_MAX);
			widen(&l.duration, step_duration(step), PLAN_WIDTH);
			widen(&l.number, dn_sprintf(scratch, "%zu", i + 1), PLAN_WIDTH);
			widen(&l.text, dn_step_text(scratch, step), PLAN_WIDTH);
		}
	rest = PLAN_WIDTH - PLAN_INDENT - l.number - l.lock - l.duration - 3 * PLAN_GAP;
	l.text = l.text > rest ? rest : l.text;
	dn_free(scratch);
	return l;
}

/* What pads a line's end is nothing to see. */
static void
print_newline(struct dunlin_buf *buf)
{
	size_t len = buf->len;

	while (len > 0 && buf->s[len - 1] == ' ')
		len--;
	dn_buf_truncate(buf, len);
	dunlin_buf_puts(buf, "\n");
}

static void
print_step(struct dunlin_buf *buf, const struct layout *l, const struct dn_step *step,
    size_t number, bool verbose)
{
	void *scratch = dn_new_context(NULL);
	size_t n;
	char **locks = step_locks(scratch, step, &n);
	int behind = (int) (PLAN_INDENT + l->number + PLAN_GAP);

	for (size_t i = 0; i < step->nbefore; i++)
		dunlin_buf_printf(buf, "%*s%s\n", behind, "", step->before[i]);
	dunlin_buf_printf(
	    buf, "%*s%*zu%*s", PLAN_INDENT, "", (int) l->number, number, PLAN_GAP, "");
	print_cell(buf, dn_step_text(scratch, step), l->text);
	print_cell(buf, locks[0], l->lock);
	dunlin_buf_puts(buf, step_duration(step));
	print_newline(buf);
	for (size_t k = 1; k < n; k++) {
		dunlin_buf_printf(buf, "%*s", behind + (int) l->text + PLAN_GAP, "");
		print_cell(buf, locks[k], l->lock);
		print_newline(buf);
	}
	if (verbose && step->effect != NULL && step->effect->reason != NULL)
		dunlin_buf_printf(buf, "%*s(%s)\n", behind, "", step->effect->reason);
	dn_free(scratch);
}

/* "ACCESS EXCLUSIVE on a, b" without its width. */
static char *
strongest_lock(const void *mem, const struct dn_step *step)
{
	size_t n;

	return step_locks(mem, step, &n)[0];
}

static void
print_segment(struct dunlin_buf *buf, const struct dn_plan_revision *p, size_t number,
    const struct layout *l, bool verbose)
{
	const struct dn_segment *s = &p->segments[number];
	void *scratch = dn_new_context(NULL);

	dunlin_buf_puts(buf, s->transactional ? "  transaction" : "  outside a transaction");
	if (s->transactional && p->nsegments > 1)
		dunlin_buf_printf(buf, " (part %zu of %zu)", number + 1, p->nsegments);
	dunlin_buf_printf(buf, ": %s, %s\n", dn_resume_name(p->steps[s->first]->resume),
	    s->retries ? "tried again after a lock timeout" : "not tried again");
	for (size_t i = s->first; i < s->first + s->n; i++)
		print_step(buf, l, p->steps[i], i + 1, verbose);
	if (s->over != NULL)
		dunlin_buf_printf(buf, "  ! holds %s over %s %s\n",
		    strongest_lock(scratch, s->holds),
		    s->over->effect->duration == DN_DURATION_INDEX ? "an" : "a",
		    s->over->effect->duration == DN_DURATION_DATA
			? "data statement"
			: (s->over->effect->duration == DN_DURATION_UNKNOWN
				  ? "statement that may last"
				  : dn_duration_name(s->over->effect->duration)));
	dn_free(scratch);
}

/* "120 MB" */
static char *
size_text(const void *mem, unsigned long long bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	size_t unit = 0;

	for (; (bytes >= 10240 || (bytes >= 1024 && bytes % 1024 == 0)) &&
	       unit + 1 < sizeof units / sizeof *units;
	     unit++)
		bytes = (bytes + 512) / 1024;
	return dn_sprintf(mem, "%llu %s", bytes, units[unit]);
}

/* Where it is split by what it locks, and what the other side of the threshold would give. */
static void
print_split(struct dunlin_buf *buf, const struct dn_plan *plan, const struct dn_plan_revision *p)
{
	const struct dn_split *split = &p->split;
	void *scratch = dn_new_context(NULL);
	const char *threshold = size_text(scratch, plan->online.threshold);
	const char *bytes = size_text(scratch, split->bytes);

	if (split->keeps != NULL)
		dunlin_buf_printf(buf, "  ! not split before step %zu: step %zu (%s) %s\n",
		    dn_report_step(p, split->before), dn_report_step(p, split->keeps),
		    split->keeps->output->from->what, split->keeps->hazard);
	if (split->wanted > 0 && plan->online.mode == DN_ONLINE_ALWAYS) {
		dunlin_buf_puts(buf, "  split, for online = always\n");
	} else if (split->done > 0) {
		dunlin_buf_printf(buf,
		    "  split, for %s has %s; up to online_threshold (%s) it would not be\n",
		    table_name(split->largest), bytes, threshold);
	} else if (split->wanted > 0 && split->largest != NULL) {
		dunlin_buf_printf(buf,
		    "  not split, for %s has %s; above online_threshold (%s) it would be, into "
		    "%zu parts\n",
		    table_name(split->largest), bytes, threshold, split->wanted + p->nsegments);
	}
	dn_free(scratch);
}

static void
print_head(struct dunlin_buf *buf, const struct dn_report_plan *r)
{
	dunlin_buf_printf(buf, "database   %s\n", r->database);
	dunlin_buf_printf(
	    buf, "%-10s from ", r->plan->direction == DN_UP ? "upgrade" : "downgrade");
	for (size_t i = 0; i < r->ncurrent; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ", ", r->current[i]->id);
	dunlin_buf_printf(buf, "%s to %s\n", r->ncurrent == 0 ? "base" : "", r->target);
	dunlin_buf_printf(buf, "plan       %s\n", r->plan->hash);
}

/* What the whole comes to. */
struct totals {
	size_t steps, unatomic;
	enum dn_lock lock;
	bool tables;
};

static struct totals
plan_totals(const struct dn_plan *plan)
{
	struct totals t = { 0 };

	for (size_t r = 0; r < plan->nrevisions; r++)
		for (size_t i = 0; i < plan->revisions[r]->nsteps; i++) {
			const struct dn_step *step = plan->revisions[r]->steps[i];

			t.steps++;
			t.unatomic += step->resume != DN_RESUME_ATOMIC;
			t.tables = t.tables || step->effect != NULL;
			if (step->effect != NULL && step->effect->lock > t.lock)
				t.lock = step->effect->lock;
		}
	return t;
}

static void
print_unatomic(struct dunlin_buf *buf, const struct dn_plan *plan)
{
	const char *between = "\nnot atomic: ";

	for (size_t r = 0; r < plan->nrevisions; r++)
		for (size_t i = 0; i < plan->revisions[r]->nsteps; i++) {
			const struct dn_plan_revision *p = plan->revisions[r];

			if (p->steps[i]->resume == DN_RESUME_ATOMIC)
				continue;
			dunlin_buf_printf(buf, "%sstep %zu of %s", between, i + 1, p->revision->id);
			between = ", ";
		}
}

static bool
plan_is_split(const struct dn_plan *plan)
{
	for (size_t i = 0; i < plan->nrevisions; i++)
		if (plan->revisions[i]->nsegments > 1)
			return true;
	return false;
}

static void
print_summary(struct dunlin_buf *buf, const struct dn_plan *plan)
{
	struct totals t = plan_totals(plan);

	dunlin_buf_printf(buf, "\n%zu revision%s, %zu step%s", plan->nrevisions,
	    plural(plan->nrevisions), t.steps, plural(t.steps));
	if (t.tables)
		dunlin_buf_printf(
		    buf, "; strongest lock on what is there: %s", dn_lock_name(t.lock));
	else if (t.steps > 0)
		dunlin_buf_puts(buf, "; the whole database is locked meanwhile");
	if (t.unatomic == 0 && plan->transaction == DN_TRANSACTION_RUN)
		dunlin_buf_puts(buf, "; the run is one transaction");
	else if (t.unatomic == 0 && plan->nfolded > 0)
		dunlin_buf_printf(
		    buf, "; the first %zu revisions are one transaction", plan->nfolded);
	else if (t.unatomic == 0)
		dunlin_buf_puts(buf,
		    plan_is_split(plan) ? "; each part is atomic" : "; each revision is atomic");
	else if (t.unatomic <= 3)
		print_unatomic(buf, plan);
	else
		dunlin_buf_printf(buf, "\n%zu steps are not atomic", t.unatomic);
	dunlin_buf_puts(buf, "\n");
}

/* The revision whose steps make what those before it come to. */
static const struct dn_plan_revision *
plan_folds_into(const struct dn_plan *plan)
{
	return plan->revisions[plan->nfolded - 1];
}

static void
print_plan(struct dunlin_buf *buf, const struct dn_report_plan *r, bool verbose)
{
	const struct dn_plan *plan = r->plan;
	struct layout l = plan_layout(plan);

	print_head(buf, r);
	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		dunlin_buf_printf(buf, "\n%s%s%s", p->revision->id,
		    p->revision->message[0] == '\0' ? "" : "  ", p->revision->message);
		if (p->derived != NULL)
			dunlin_buf_printf(buf, "  (derived: %s)", p->derived->label);
		dunlin_buf_puts(buf, "\n");
		if (i + 1 < plan->nfolded)
			dunlin_buf_printf(
			    buf, "  folded into %s\n", plan_folds_into(plan)->revision->id);
		else if (p->nsteps == 0)
			dunlin_buf_puts(buf, "  nothing to run\n");
		print_split(buf, plan, p);
		for (size_t s = 0; s < p->nsegments; s++)
			print_segment(buf, p, s, &l, verbose);
	}
	if (plan->nrevisions == 0)
		dunlin_buf_puts(buf, "\nnothing to do\n");
	else
		print_summary(buf, plan);
}

bool
dn_report_plan(
    const struct dn_report *report, const struct dn_report_plan *r, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return dn_json_write(report, dn_json_plan(r), err);
	buf = dn_buf_new(NULL);
	print_plan(buf, r, report->verbose);
	ok = dn_report_text(report, buf->s, err);
	dn_free(buf);
	return ok;
}
