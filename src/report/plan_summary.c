/* plan_summary.c - what a plan comes to: sums, what is lost, why it would not be run */
#include "config.h"

#include "base/mem.h"
#include "report/plan.h"

enum { SUMMARY_MOST = 8 };

/* What the whole comes to. */
struct totals {
	size_t steps, done, unatomic;
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
			t.done += i < plan->revisions[r]->done;
			if (i < plan->revisions[r]->done)
				continue;
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

			if (i < p->done || p->steps[i]->resume == DN_RESUME_ATOMIC)
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
print_atomicity(struct dunlin_buf *buf, const struct dn_plan *plan, size_t unatomic)
{
	if (unatomic == 0 && plan->transaction == DN_TRANSACTION_RUN)
		dunlin_buf_puts(buf, "; the run is one transaction");
	else if (unatomic == 0 && plan->nfolded > 0)
		dunlin_buf_printf(
		    buf, "; the first %zu revisions are one transaction", plan->nfolded);
	else if (unatomic == 0)
		dunlin_buf_puts(buf,
		    plan_is_split(plan) ? "; each part is atomic" : "; each revision is atomic");
	else if (unatomic <= 3)
		print_unatomic(buf, plan);
	else
		dunlin_buf_printf(buf, "\n%zu steps are not atomic", unatomic);
}

/* The revisions to look at first: where somebody waits for long, by what they are called above. */
static void
print_holders(struct dunlin_buf *buf, const struct dn_plan *plan)
{
	size_t n = 0;

	for (size_t r = 0; r < plan->nrevisions; r++) {
		const struct dn_plan_revision *p = plan->revisions[r];
		bool holds = false;

		for (size_t i = 0; i < p->nsegments; i++)
			holds = holds || (p->segments[i].over != NULL &&
					     p->segments[i].first + p->segments[i].n > p->done);
		if (!holds)
			continue;
		if (n++ < SUMMARY_MOST)
			dunlin_buf_printf(buf, "%s%s",
			    n == 1 ? "\nlong under a strong lock: " : ", ", p->revision->id);
	}
	if (n > SUMMARY_MOST)
		dunlin_buf_printf(buf, " and %zu more", n - SUMMARY_MOST);
}

/* How many of what was asked about rows came out how. */
static void
print_prechecks(struct dunlin_buf *buf, const struct dn_prechecks *list)
{
	static const char *const words[] = {
		[DN_PRECHECK_LATE] = "not answered in time",
		[DN_PRECHECK_HOLDS] = "ok",
		[DN_PRECHECK_FAILS] = "in the way",
	};
	const char *between = "\nprechecks of rows: ";

	for (int state = DN_PRECHECK_FAILS; list != NULL && state >= DN_PRECHECK_LATE; state--) {
		size_t n = 0;

		for (size_t i = 0; i < list->n; i++)
			n += (int) list->items[i].state == state;
		if (n == 0)
			continue;
		dunlin_buf_printf(buf, "%s%zu %s", between, n, words[state]);
		between = ", ";
	}
}

static void
print_refused(
    struct dunlin_buf *buf, const struct dn_report_plan *r, const struct dn_plan_layout *layout)
{
	const struct dunlin_error *err = r->refused;
	const char *text;
	void *scratch;

	if (err == NULL)
		return;
	scratch = dn_new_context(NULL);
	text = dunlin_error_message(err);
	if (dunlin_error_file(err) != NULL)
		text = dn_sprintf(scratch, "%s:%u:%u: %s", dunlin_error_file(err),
		    dunlin_error_line(err), dunlin_error_column(err), text);
	dunlin_buf_printf(buf, "\n! `dunlin %s` would refuse this:\n",
	    r->plan->direction == DN_UP ? "upgrade" : "downgrade");
	dn_plan_print_wrapped(buf, layout, text, 0);
	if (dunlin_error_hint(err) != NULL)
		dn_plan_print_wrapped(buf, layout, dunlin_error_hint(err), 0);
	dn_free(scratch);
}

void
dn_loss_print(struct dunlin_buf *buf, const struct dn_loss *loss)
{
	if (loss->column != NULL)
		dunlin_buf_printf(buf, "column '%s' of ", loss->column);
	dunlin_buf_printf(buf, "table '%s' (", loss->table);
	if (!loss->counted)
		dunlin_buf_puts(buf, "too large to count)");
	else
		dunlin_buf_printf(buf, "%s%zu row%s)", loss->more ? "at least " : "", loss->rows,
		    dn_plural(loss->rows));
}

static void
print_losses(struct dunlin_buf *buf, const struct dn_report_plan *r)
{
	const struct dn_losses *losses = r->losses;

	if (losses == NULL || losses->n == 0)
		return;
	dunlin_buf_puts(buf, r->plan->direction == DN_UP
				 ? "\n! drops rows:\n"
				 : "\n! drops rows, so it needs --allow-data-loss:\n");
	for (size_t i = 0; i < losses->n; i++) {
		dunlin_buf_puts(buf, "  ");
		dn_loss_print(buf, &losses->items[i]);
		dunlin_buf_puts(buf, "\n");
	}
}

void
dn_plan_print_summary(
    struct dunlin_buf *buf, const struct dn_report_plan *r, const struct dn_plan_layout *layout)
{
	const struct dn_plan *plan = r->plan;
	struct totals t = plan_totals(plan);

	if (plan->nrevisions == 0) {
		dunlin_buf_puts(buf, r->underivable == NULL ? "\nnothing to do\n" : "");
		print_refused(buf, r, layout);
		return;
	}
	dunlin_buf_printf(buf, "\n%zu revision%s, %zu step%s", plan->nrevisions,
	    dn_plural(plan->nrevisions), t.steps, dn_plural(t.steps));
	if (t.done > 0)
		dunlin_buf_printf(buf, " of which %zu %s done", t.done, t.done == 1 ? "is" : "are");
	if (t.tables)
		dunlin_buf_printf(
		    buf, "; strongest lock on what is there: %s", dn_lock_name(t.lock));
	else if (t.steps > t.done && !plan->dialect->ddl_commits)
		dunlin_buf_puts(buf, "; the whole database is locked meanwhile");
	print_atomicity(buf, plan, t.unatomic);
	print_holders(buf, plan);
	print_prechecks(buf, plan->prechecks);
	dunlin_buf_puts(buf, "\n");
	print_losses(buf, r);
	print_refused(buf, r, layout);
}
