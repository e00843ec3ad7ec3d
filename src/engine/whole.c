/* whole.c - a run that is one transaction, or begins with one for several revisions */
#include "config.h"

#include "base/mem.h"
#include "engine/progress.h"
#include "engine/retry.h"
#include "engine/runner.h"

/* The segment whose locks are not waited for long: there is one at most. */
static const struct dn_segment *
whole_segment(const struct dn_plan_revision *p)
{
	return p->nsegments == 0 ? NULL : p->segments;
}

/* From a state like that of a session of its own. */
static bool
whole_enter(struct dn_runner *r, struct dn_retry *retry, size_t i, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = r->plan->revisions[i];
	bool prepares = i > 0 && r->plan->revisions[i - 1]->prepares;

	dn_session_defer(r->session);
	retry->revision = p;
	retry->segment = whole_segment(p);
	r->started_us = dn_runner_now_us();
	dn_progress_revision(r->session->options.progress, p);
	if (i == 0 ? !dn_runner_begin(r, p->revision, err)
		   : !dn_session_reset(r->session, prepares, err) ||
			 !dn_runner_guard(r, p->revision, err))
		return false;
	return r->moved || (dn_retry_bound_waits(retry, err) && dn_session_enter(r->session, err));
}

static bool
whole_revision(struct dn_runner *r, struct dn_retry *retry, size_t i, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = r->plan->revisions[i];

	if (!whole_enter(r, retry, i, err))
		return false;
	for (size_t k = 0; !r->moved && k < p->nsteps; k++)
		if (!dn_runner_step(r, p->steps[k], err))
			return false;
	/* How long it took is known when it is over. */
	if (!dn_session_settle(r->session, err))
		return false;
	dn_session_defer(r->session);
	return r->moved || (dn_runner_before_own(r, p, true, err) && dn_runner_record(r, p, err) &&
			       dn_store_journal(r->store, r->session, r->run, r->plan->direction, p,
				   "done", err));
}

static bool
whole_undo(struct dn_runner *r)
{
	dn_session_rollback(r->session);
	r->present = r->store->present;
	return r->moved;
}

/* DONE_US: how long each of N took. */
static bool
whole_once(struct dn_runner *r, struct dn_retry *retry, unsigned long long *done_us, size_t n,
    struct dunlin_error *err)
{
	for (size_t i = 0; i < n && !r->moved; i++) {
		if (!whole_revision(r, retry, i, err))
			return whole_undo(r);
		done_us[i] = dn_runner_now_us() - r->started_us;
	}
	if (!r->moved && dn_runner_commit(r, err) && dn_session_settle(r->session, err))
		return true;
	return whole_undo(r);
}

static bool
whole_failed(const struct dn_runner *r, const struct dn_revision *revision, size_t n,
    struct dunlin_error *err)
{
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
	    err, "the whole run was rolled back, at revision '%s': ", revision->id);
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
	struct dn_retry retry;
	unsigned long long *done_us;
	bool ok = false, again = n > 0;

	if (n == 0 || !whole_check(r, n, err))
		return n == 0;
	retry = dn_retry_start(r, r->plan->revisions[0], whole_segment(r->plan->revisions[0]));
	done_us = dn_new_array(r->run, unsigned long long, n);
	while (again) {
		struct dunlin_error *own = dn_error_new(r->run);

		ok = whole_once(r, &retry, done_us, n, own);
		again = !ok && dn_retry_again(&retry, own);
		if (!ok && !again)
			dn_error_copy(err, own);
		dn_free(own);
	}
	for (size_t i = 0; ok && !r->moved && i < n; i++)
		dn_runner_say_done(r, r->plan->revisions[i], done_us[i]);
	if (ok && !r->moved)
		r->ndone = n;
	return ok || whole_failed(r, retry.revision->revision, n, err);
}
