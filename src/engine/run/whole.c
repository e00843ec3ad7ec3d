/* whole.c - a run that is one transaction, or begins with one for several revisions */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "engine/tell/progress.h"
#include "engine/run/retry.h"
#include "engine/run/runner.h"

/* Rows of revisions that are made at once: each may have a long text. */
enum { WHOLE_RECORDS = 16 };

struct whole {
	struct dn_runner *r;
	size_t n;               /* revisions of the plan */
	size_t answered;        /* of them, in this attempt */
	size_t furthest;        /* the revision that failed so far, from 1; the last of several */
	unsigned long long *us; /* how long each took */
};

/* The revision that the database is at; at the end, the last. */
static const struct dn_plan_revision *
whole_at(const struct whole *w)
{
	return w->r->plan->revisions[w->answered < w->n ? w->answered : w->n - 1];
}

static void
whole_begins(struct whole *w)
{
	w->r->started_us = dn_clock_us();
	dn_progress_revision(w->r->session->options.progress, whole_at(w));
}

static void
whole_answered(void *payload)
{
	struct whole *w = payload;

	w->us[w->answered++] = dn_clock_us() - w->r->started_us;
	whole_begins(w);
}

/* Each from a state like that of a session of its own. */
static bool
whole_work(struct whole *w, struct dunlin_error *err)
{
	struct dn_runner *r = w->r;

	whole_begins(w);
	for (size_t i = 0; i < w->n; i++) {
		const struct dn_plan_revision *p = r->plan->revisions[i];

		dn_session_defer(r->session);
		if (i > 0 &&
		    !dn_session_reset(r->session, r->plan->revisions[i - 1]->prepares, err))
			return false;
		if (!dn_runner_work(r, p, err) || !dn_runner_stored(r, p, err))
			return false;
		dn_session_when_done(r->session, whole_answered, w);
	}
	return true;
}

/* What all of them leave is put aside. */
static bool
whole_before_own(const struct whole *w, struct dunlin_error *err)
{
	struct dn_plan_revision all = { 0 };

	for (size_t i = 0; i < w->n; i++) {
		const struct dn_plan_revision *p = w->r->plan->revisions[i];

		all.sets_session = all.sets_session || p->sets_session;
		all.prepares = all.prepares || p->prepares;
	}
	return dn_runner_before_own(w->r, &all, true, err);
}

static bool
whole_add(const struct whole *w, size_t first, size_t n, struct dunlin_error *err)
{
	const struct dn_runner *r = w->r;
	struct dn_record records[WHOLE_RECORDS];
	void *scratch = dn_new_context(NULL);
	size_t nrecords = 0;
	bool ok;

	for (size_t i = first; i < first + n; i++) {
		const struct dn_revision *revision = r->plan->revisions[i]->revision;

		if (revision->kind == DN_HOOK)
			continue;
		dn_record_of(&records[nrecords], scratch, revision);
		records[nrecords++].duration_ms = dn_sprintf(scratch, "%llu", w->us[i] / 1000);
	}
	ok = dn_store_add(r->store, r->session, records, nrecords, NULL, err);
	dn_free(scratch);
	return ok;
}

/* At the end, many rows at once; how long each took is known when it is answered. */
static bool
whole_record(const struct whole *w, struct dunlin_error *err)
{
	const struct dn_runner *r = w->r;
	const struct dn_plan *plan = r->plan;
	const struct dn_journal journal = {
		.run = r->run,
		.direction = plan->direction,
		.state = "done",
		.revisions = (const struct dn_plan_revision *const *) plan->revisions,
		.nrevisions = w->n,
	};
	bool ok = dn_session_flush(r->session, err);

	for (size_t i = 0; ok && plan->direction == DN_DOWN && i < w->n; i++)
		ok = dn_store_undone(
		    r->store, r->session, plan, plan->revisions[i]->revision, NULL, err);
	for (size_t i = 0; ok && plan->direction == DN_UP && i < w->n; i += WHOLE_RECORDS)
		ok = whole_add(w, i, w->n - i < WHOLE_RECORDS ? w->n - i : WHOLE_RECORDS, err);
	return ok && dn_store_journal(r->store, r->session, &journal, err);
}

/* The one that says whether the database is where the plan begins. */
static const struct dn_revision *
whole_first(const struct whole *w)
{
	const struct dn_plan *plan = w->r->plan;
	size_t i = 0;

	while (i + 1 < w->n && plan->revisions[i]->revision->kind == DN_HOOK)
		i++;
	return plan->revisions[i]->revision;
}

/* False for R->MOVED, too. */
static bool
whole_once(struct whole *w, struct dunlin_error *err)
{
	struct dn_runner *r = w->r;

	w->answered = 0;
	dn_session_defer(r->session);
	if (dn_runner_begin(r, whole_first(w), err) && !r->moved && whole_work(w, err) &&
	    whole_before_own(w, err) && whole_record(w, err) && dn_runner_commit(r, err) &&
	    dn_session_settle(r->session, err))
		return true;
	dn_session_rollback(r->session);
	r->present = r->store->present;
	return false;
}

/* The time for waiting begins with the first wait, and anew behind what was waited for. */
static bool
whole_again(struct whole *w, struct dn_retry *retry, struct dunlin_error *failed)
{
	const struct dn_plan_revision *p = whole_at(w);

	if (w->answered + 1 > w->furthest) {
		*retry = dn_retry_start(w->r, p, dn_retry_segment(p));
		w->furthest = w->answered + 1;
	}
	retry->revision = p;
	retry->segment = dn_retry_segment(p);
	return dn_retry_again(retry, failed);
}

static bool
whole_failed(const struct whole *w, struct dunlin_error *err)
{
	const struct dn_runner *r = w->r;
	size_t n = w->n;
	bool folded = n == r->plan->nfolded;
	const char *first = r->plan->revisions[0]->revision->id;

	if (r->session->commit_unknown && folded)
		return dunlin_error_prefix(err,
		    "whether revisions '%s' to '%s' were committed is not known: ", first,
		    r->plan->revisions[n - 1]->revision->id);
	if (folded)
		return dunlin_error_prefix(err,
		    "revisions '%s' to '%s', which are folded, were rolled back: ", first,
		    r->plan->revisions[n - 1]->revision->id);
	if (r->session->commit_unknown)
		return dunlin_error_prefix(err, "whether the run was committed is not known: ");
	return dunlin_error_prefix(
	    err, "the whole run was rolled back, at revision '%s': ", whole_at(w)->revision->id);
}

/* What an earlier run has begun cannot be a part of this transaction. */
static bool
whole_check(const struct dn_runner *r, size_t n, struct dunlin_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct dn_plan_revision *p = r->plan->revisions[i];
		const char *id = p->revision->id;

		if (p->undoes == NULL &&
		    dn_partials_find(r->partials, id, r->plan->direction) == NULL)
			continue;
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "revision '%s' was begun by an earlier run: it cannot share one transaction "
		    "with the whole run",
		    id);
		dunlin_error_set_hint(err, "Complete it first with --transaction revision.");
		return false;
	}
	return true;
}

bool
dn_runner_whole(struct dn_runner *r, size_t n, struct dunlin_error *err)
{
	struct whole w = { .r = r, .n = n };
	struct dn_retry retry = { 0 };
	bool ok = false, again = n > 0;

	if (n == 0 || !whole_check(r, n, err))
		return n == 0;
	w.us = dn_new_array(r->run, unsigned long long, n);
	while (again) {
		struct dunlin_error *own = dn_error_new(r->run);

		ok = whole_once(&w, own);
		again = !ok && !r->moved && whole_again(&w, &retry, own);
		if (!ok && !r->moved && !again)
			dn_error_copy(err, own);
		dn_free(own);
	}
	if (!ok)
		return r->moved || whole_failed(&w, err);
	for (size_t i = 0; i < n; i++)
		dn_runner_say_done(r, r->plan->revisions[i], w.us[i]);
	r->ndone = n;
	return true;
}
