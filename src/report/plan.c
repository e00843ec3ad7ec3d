/* plan.c - what a run would do, revision by revision */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/store/store.h"
#include "plan/derive.h"
#include "report/form.h"
#include "report/json.h"
#include "report/plan.h"
#include "report/style.h"

/* "120 MB" */
char *
dn_plan_size(const void *mem, unsigned long long bytes)
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
	const char *threshold = dn_plan_size(scratch, plan->online.threshold);
	const char *bytes = dn_plan_size(scratch, split->bytes);

	if (split->keeps != NULL)
		dunlin_buf_printf(buf, "  ! not split before step %zu: step %zu (%s) %s\n",
		    dn_report_step(p, split->before), dn_report_step(p, split->keeps),
		    split->keeps->output->from->what, split->keeps->hazard);
	if (split->wanted > 0 && plan->online.mode == DN_ONLINE_ALWAYS) {
		dunlin_buf_puts(buf, "  split, for online = always\n");
	} else if (split->done > 0) {
		dunlin_buf_printf(buf,
		    "  split, for %s has %s; up to online_threshold (%s) it would not be\n",
		    dn_plan_table_name(split->largest), bytes, threshold);
	} else if (split->wanted > 0 && split->largest != NULL) {
		dunlin_buf_printf(buf,
		    "  not split%s, for %s has %s; above online_threshold (%s) it would be, into "
		    "%zu parts\n",
		    p->nsegments > 1 ? " further" : "", dn_plan_table_name(split->largest), bytes,
		    threshold, split->wanted + p->nsegments);
	}
	dn_free(scratch);
}

/* What is run as it is written, for its tables are small. */
static void
print_waiting(struct dunlin_buf *buf, const struct dn_plan *plan, const struct dn_plan_revision *p)
{
	void *scratch = dn_new_context(NULL);
	size_t n = dn_report_forms_waiting(p);

	if (n > 0)
		dunlin_buf_printf(buf,
		    "  %zu statement%s would be replaced for tables above online_threshold (%s)\n",
		    n, dn_plural(n), dn_plan_size(scratch, plan->online.threshold));
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

/* The revision whose steps make what those before it come to. */
static const struct dn_plan_revision *
plan_folds_into(const struct dn_plan *plan)
{
	return plan->revisions[plan->nfolded - 1];
}

/* A temporary table is not there for who continues. */
static void
print_lost(struct dunlin_buf *buf, const struct dn_plan_revision *p, const struct dn_plan_layout *l)
{
	char *text;

	if (p->lost.name == NULL)
		return;
	text = dn_sprintf(NULL,
	    "! the temporary table '%s' of step %zu is used in step %zu, another part: who "
	    "continues a run that stopped in between does not have it",
	    p->lost.name, dn_report_step(p, p->lost.made), dn_report_step(p, p->lost.used));
	dn_plan_print_wrapped(buf, l, text, 2);
	dn_free(text);
}

static void
print_title(struct dunlin_buf *buf, const struct dn_plan_revision *p)
{
	dunlin_buf_printf(buf, "%s%s%s", p->revision->id,
	    p->revision->message[0] == '\0' ? "" : "  ", p->revision->message);
	if (p->derived != NULL)
		dunlin_buf_printf(buf, "  (derived: %s)", p->derived->label);
	if (p->done > 0 || p->begun)
		dunlin_buf_printf(buf, "  (stopped %s, goes on with step %zu)",
		    dn_stopped_place(buf, p->done, p->begun, p->nsteps), p->done + 1);
}

static void
print_revision(
    struct dunlin_buf *buf, const struct dn_plan *plan, size_t i, const struct dn_plan_layout *l)
{
	const struct dn_plan_revision *p = plan->revisions[i];

	dunlin_buf_puts(buf, "\n");
	print_title(buf, p);
	dunlin_buf_puts(buf, "\n");
	for (size_t k = 0; p->derived != NULL && k < p->derived->nlosses; k++)
		dunlin_buf_printf(buf, "  ! %s\n", p->derived->losses[k]);
	if (i + 1 < plan->nfolded)
		dunlin_buf_printf(buf, "  folded into %s\n", plan_folds_into(plan)->revision->id);
	else if (p->nsteps == 0)
		dunlin_buf_puts(buf, "  nothing to run\n");
	print_split(buf, plan, p);
	print_waiting(buf, plan, p);
	print_lost(buf, p, l);
	for (size_t s = 0; s < p->nsegments; s++)
		dn_plan_print_segment(buf, p, s, l);
}

/* Of a long plan, revisions [I, the result) are counted only; the result is I where they are not.
 */
static size_t
print_quiet(
    struct dunlin_buf *buf, const struct dn_plan *plan, size_t i, const struct dn_plan_layout *l)
{
	const struct dn_step *any = NULL;
	size_t last = i, steps = 0;

	for (; l->brief && last < plan->nrevisions; last++) {
		const struct dn_plan_revision *p = plan->revisions[last];

		if (last >= plan->nfolded && !dn_plan_is_quiet(p))
			break;
		steps += p->nsteps;
		any = p->nsteps > 0 ? p->steps[0] : any;
	}
	if (last == i || any == NULL)
		return i;
	dunlin_buf_puts(buf, "\n");
	if (last == i + 1)
		print_title(buf, plan->revisions[i]);
	else
		dunlin_buf_printf(buf, "%s to %s: %zu revisions", plan->revisions[i]->revision->id,
		    plan->revisions[last - 1]->revision->id, last - i);
	dunlin_buf_printf(buf, "\n  %zu step%s%s\n", steps, dn_plural(steps), dn_plan_quiet(any));
	return last;
}

static void
print_plan(struct dunlin_buf *buf, const struct dn_report_plan *r, const struct dn_report *report)
{
	const struct dn_plan *plan = r->plan;
	struct dn_plan_layout l = dn_plan_layout(plan, report);

	print_head(buf, r);
	if (l.brief)
		dunlin_buf_puts(buf,
		    "           what nobody has to look at is counted; --verbose shows it, too\n");
	for (size_t i = 0; i < plan->nrevisions;) {
		size_t next = print_quiet(buf, plan, i, &l);

		if (next == i)
			print_revision(buf, plan, next++, &l);
		i = next;
	}
	if (r->underivable != NULL)
		dunlin_buf_printf(buf, "\n%s%s%s  (underivable)\n", r->underivable->id,
		    r->underivable->message[0] == '\0' ? "" : "  ", r->underivable->message);
	dn_plan_print_summary(buf, r, &l);
}

/* TEXT, with what a line says behind a '!' to be seen first. */
static bool
report_warned(const struct dn_report *report, const char *text, struct dunlin_error *err)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	bool ok;

	for (const char *end; *text != '\0'; text = end + (*end == '\n')) {
		bool warns = text[strspn(text, " ")] == '!';

		end = text + strcspn(text, "\n");
		dunlin_buf_printf(buf, "%s%.*s%s%s", warns ? DN_MARK_WARN : "", (int) (end - text),
		    text, warns ? DN_MARK_END : "", *end == '\n' ? "\n" : "");
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
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
	print_plan(buf, r, report);
	ok = report_warned(report, buf->s, err);
	dn_free(buf);
	return ok;
}
