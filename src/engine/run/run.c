/* run.c - run the steps of a plan, each revision with its row and its journal */
#include "config.h"

#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/ask/dangling.h"
#include "engine/tell/progress.h"
#include "engine/run/run.h"
#include "engine/run/retry.h"
#include "engine/run/runner.h"
#include "engine/run/standby.h"
#include "engine/tell/watch.h"

/* When it was, and enough chance that two runs never share it. */
static char *
run_name(const void *mem)
{
	char stamp[32];
	unsigned noise = 0;
	struct tm tm;
	time_t now = time(NULL);

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = (unsigned) dn_clock_us();
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	return dn_sprintf(mem, "%s-%08x", stamp, noise);
}

static bool
run_atomic_body(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	if (!dn_runner_begin(r, p->revision, err))
		return false;
	return r->moved ||
	       (dn_runner_work(r, p, err) && dn_runner_before_own(r, p, true, err) &&
		   dn_runner_record(r, p, err) &&
		   dn_store_journal(r->store, r->session,
		       &(struct dn_journal){ r->run, r->plan->direction, "done", &p, 1 }, err));
}

/* The revision behind those that are done; NULL when all are. */
static const struct dn_plan_revision *
run_at(const struct dn_runner *r)
{
	return r->ndone < r->plan->nrevisions ? r->plan->revisions[r->ndone] : NULL;
}

static void
run_begins(struct dn_runner *r)
{
	r->started_us = dn_clock_us();
	if (run_at(r) != NULL)
		dn_progress_revision(r->session->options.progress, run_at(r));
}

/* What failed comes to light when it is answered, not where it was sent. */
static void
run_done(void *payload)
{
	struct dn_runner *r = payload;

	double took_ms = r->took_ms[r->ndone];

	dn_runner_say_done(r, r->plan->revisions[r->ndone++],
	    took_ms > 0 ? (unsigned long long) (took_ms * 1000) : dn_clock_us() - r->started_us);
	run_begins(r);
}

/* One transaction; where statements wait, the next revision may follow before it is answered. */
static bool
run_atomic(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	dn_session_defer(r->session);
	dn_dangling_only(r->session, p, r->store->names);
	if (!run_atomic_body(r, p, err) || r->moved || !dn_runner_commit(r, err))
		return false;
	r->follows = r->session->pipeline != NULL && (r->follows || p->revision->kind != DN_HOOK);
	dn_session_when_done(r->session, run_done, r);
	return true;
}

static bool
run_split(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	if (!dn_session_settle(r->session, err) ||
	    !(p->undoes != NULL ? dn_runner_undo(r, p, err) : dn_runner_segments(r, p, err)) ||
	    r->moved)
		return false;
	run_done(r);
	return true;
}

/* All that is not done yet. */
static bool
run_rest(struct dn_runner *r, struct dunlin_error *err)
{
	r->follows = false;
	run_begins(r);
	for (size_t i = r->ndone; i < r->plan->nrevisions; i++) {
		const struct dn_plan_revision *p = r->plan->revisions[i];

		dn_session_defer(r->session);
		/* One whose SETs were reset before its own row has nothing left to undo. */
		if (i > 0 && !r->plan->revisions[i - 1]->sets_session &&
		    !dn_session_reset(r->session, false, err))
			return false;
		if (!(dn_runner_is_atomic(r, p) && p->undoes == NULL ? run_atomic(r, p, err)
								     : run_split(r, p, err)))
			return false;
	}
	return dn_session_settle(r->session, err);
}

/* A COMMIT that nobody answered may have been done: only the database knows. */
static bool
run_failed(const struct dn_runner *r, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = run_at(r);

	if (p == NULL)
		return false;
	if (r->session->commit_unknown)
		return dunlin_error_prefix(
		    err, "whether revision '%s' was committed is not known: ", p->revision->id);
	return dunlin_error_prefix(err,
	    dn_runner_is_atomic(r, p) ? "revision '%s' was rolled back: "
				      : "revision '%s' stopped: ",
	    p->revision->id);
}

/* Is what has failed to be tried again? */
static bool
run_again(struct dn_runner *r, struct dn_retry *retry, struct dunlin_error *failed)
{
	const struct dn_plan_revision *p = run_at(r);

	dn_session_rollback(r->session);
	if (r->ndone == 0)
		r->present = r->store->present;
	if (p == NULL || !dn_runner_is_atomic(r, p))
		return false;
	if (retry->revision != p)
		*retry = dn_retry_start(r, p, dn_retry_segment(p));
	return dn_retry_again(retry, failed);
}

static bool
run_plan(struct dn_runner *r, struct dunlin_error *err)
{
	struct dn_retry retry = { 0 };

	for (;;) {
		struct dunlin_error *own = dn_error_new(r->run);
		bool ok = run_rest(r, own), again = !ok && !r->moved && run_again(r, &retry, own);

		if (r->moved)
			dn_session_rollback(r->session);
		else if (!ok && !again) {
			run_failed(r, own);
			dn_error_copy(err, own);
		}
		dn_free(own);
		if (!again)
			return ok || r->moved;
	}
}

bool
dn_run_plan(struct dn_session *session, struct dn_store *store, const struct dn_plan *plan,
    bool *moved, struct dunlin_error *err)
{
	struct dn_runner r = { .session = session, .store = store, .plan = plan };
	void *scratch = dn_new_context(NULL);
	bool ok;

	r.run = run_name(scratch);
	r.took_ms = dn_new_array(scratch, double, plan->nrevisions + 1);
	dn_progress_plan(session->options.progress, plan);
	dn_watch_new(scratch, session);
	ok = dn_store_present(store, session, &r.present, err);
	if (ok && r.present) {
		r.partials = dn_store_partials(scratch, store, session, err);
		ok =
		    r.partials != NULL && dn_partials_allow(r.partials, plan->direction, plan, err);
	}
	ok = ok && dn_resume_check(session, store, plan, err) && dn_standbys_begin(session, err) &&
	     dn_runner_whole(&r,
		 plan->transaction == DN_TRANSACTION_RUN ? plan->nrevisions : plan->nfolded, err) &&
	     (r.moved || r.ndone == plan->nrevisions || run_plan(&r, err));
	ok = dn_standbys_end(session, ok, err);
	*moved = r.moved;
	dn_skipped_look(&r);
	dn_free(scratch);
	return ok;
}
