/* run.c - run the steps of a plan, each revision with its row and its journal */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/progress.h"
#include "engine/lock.h"
#include "engine/run.h"
#include "engine/retry.h"
#include "engine/runner.h"
#include "engine/watch.h"

unsigned long long
dn_runner_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long long) ts.tv_sec * 1000000 + (unsigned long long) ts.tv_nsec / 1000;
}

/* When it was, and enough chance that two runs never share it. */
static char *
run_name(const void *mem)
{
	char stamp[32];
	unsigned noise = 0;
	struct tm tm;
	time_t now = time(NULL);

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = (unsigned) dn_runner_now_us();
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	return dn_sprintf(mem, "%s-%08x", stamp, noise);
}

/* What it does to other objects, a partitioned table, a procedure, only the server knew. */
static void
run_hint_outside(const struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err)
{
	const char *const *state = r->plan->dialect->outside_sqlstates;

	for (; step->transactional && state != NULL && *state != NULL; state++)
		if (strcmp(err->sqlstate, *state) == 0)
			dunlin_error_set_hint(err,
			    "It cannot be in a transaction: give it a revision of its own, with "
			    "`-- dunlin: transaction off` before the statement.");
}

/* The place in the author's file. */
static void
run_explain_step(void *payload, const void *what, struct dunlin_error *err)
{
	const struct dn_runner *r = payload;
	const struct dn_output *out = ((const struct dn_step *) what)->output;
	size_t offset;

	run_hint_outside(r, what, err);
	if (out->from != NULL) {
		offset = out->from->span.start;
		if (out->verbatim && err->has_offset)
			offset += err->offset;
		dn_error_at(err, out->from->source, offset);
	}
	if (!out->verbatim && err->code != DUNLIN_E_CANCELED)
		dunlin_error_prefix(err, "%s: ", r->plan->dialect->name);
}

bool
dn_runner_step(struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err)
{
	const struct dn_output *out = step->output;
	struct dunlin_exec exec = {
		.sql = out->sql,
	};
	struct dn_explain explain = { run_explain_step, r, step };

	dn_progress_at(r->session->options.progress, step);
	/* Where statements go together they share a transaction. */
	if (!step->transactional && !dn_session_settle(r->session, err))
		return false;
	for (size_t i = 0; i < step->nbefore; i++) {
		struct dunlin_exec lock = { .sql = step->before[i] };

		if (!dn_session_query_explained(r->session, &lock, &explain, err))
			return false;
	}
	return out->copy_in ? dn_session_copy(r->session, out, &explain, err)
			    : dn_session_query_explained(r->session, &exec, &explain, err);
}

/* The rows of a revision and of those it stands on, before anything is done. */
static bool
run_guard_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	dn_map_put(payload, values[0], payload);
	return true;
}

/* The database as the plan expects it: the revision is not there yet, what it stands on is. */
static char *
run_condition(const void *mem, const struct dn_runner *r, const struct dn_revision *revision)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	bool up = r->plan->direction == DN_UP;

	for (size_t i = 0; i <= (up ? revision->nparents : 0); i++) {
		const struct dn_revision *which = i == 0 ? revision : revision->parents[i - 1];

		dunlin_buf_printf(sql, "%s(SELECT 1 FROM %s WHERE id = ",
		    i > 0 ? " AND EXISTS "
		    : up  ? "NOT EXISTS "
			  : "EXISTS ",
		    r->store->revision);
		r->plan->dialect->literal(sql, which->id);
		dunlin_buf_puts(sql, ")");
	}
	return dn_buf_steal(mem, sql);
}

/* Not an error: somebody else was there first. */
static void
run_explain_expect(void *payload, const void *what, struct dunlin_error *err)
{
	struct dn_runner *r = payload;

	(void) what;
	if (strcmp(err->sqlstate, r->plan->dialect->expect_sqlstate) != 0)
		return;
	dunlin_error_clear(err);
	r->moved = true;
}

/* In one statement that fails, so that others can be sent behind it. */
static bool
run_expect(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	struct dunlin_exec exec = { 0 };
	struct dn_explain explain = { .fn = run_explain_expect, .payload = r };
	bool ok;

	r->plan->dialect->expect(sql, run_condition(sql, r, revision));
	exec.sql = sql->s;
	ok = dn_session_query_explained(r->session, &exec, &explain, err);
	dn_free(sql);
	return ok || r->moved;
}

static bool
run_ask(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	struct dn_map *found = dn_map_new(sql);
	struct dunlin_exec exec = { .row = run_guard_take, .row_payload = found };
	bool up = r->plan->direction == DN_UP;
	bool ok;

	dunlin_buf_printf(sql, "SELECT id FROM %s WHERE id IN (", r->store->revision);
	r->plan->dialect->literal(sql, revision->id);
	for (size_t i = 0; up && i < revision->nparents; i++) {
		dunlin_buf_puts(sql, ", ");
		r->plan->dialect->literal(sql, revision->parents[i]->id);
	}
	dunlin_buf_puts(sql, ")");
	exec.sql = sql->s;
	ok = dn_session_query(r->session, &exec, err);
	if (ok && (dn_map_get(found, revision->id) != NULL) == up)
		r->moved = true;
	for (size_t i = 0; ok && up && i < revision->nparents; i++)
		if (dn_map_get(found, revision->parents[i]->id) == NULL)
			r->moved = true;
	dn_free(sql);
	return ok;
}

bool
dn_runner_guard(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	return r->plan->dialect->expect != NULL ? run_expect(r, revision, err)
						: run_ask(r, revision, err);
}

bool
dn_runner_begin(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	if (!dn_session_begin(r->session, err))
		return false;
	if (!r->present) {
		/* Somebody may have made them since they were looked for. */
		if (!dn_store_present(r->store, r->session, &r->present, err))
			return false;
		if (!r->present && !dn_store_create(r->store, r->session, err))
			return false;
	} else if (!dn_store_keep_types(r->store, r->session, err)) {
		return false;
	}
	/* Behind one of this run nothing else can have happened: it is not run unless that was. */
	return r->follows || dn_runner_guard(r, revision, err);
}

bool
dn_runner_commit(struct dn_runner *r, struct dunlin_error *err)
{
	if (!dn_session_commit(r->session, err))
		return false;
	r->present = true;
	return true;
}

/*
 * dunlin's own statements run as who connected, whatever the author SET; between the segments of a
 * revision only the search path is put aside, for the rest goes on with what was SET.
 */
bool
dn_runner_before_own(
    struct dn_runner *r, const struct dn_plan_revision *p, bool last, struct dunlin_error *err)
{
	if (last && p->sets_session && !dn_session_reset(r->session, p->prepares, err))
		return false;
	/* Else what was before this transaction would come back with its end. */
	if (last && r->entered && !p->sets_session ? !dn_session_own_path(r->session, err)
						   : !dn_session_leave(r->session, err))
		return false;
	return !p->sets_session || dn_lock_keep(r->session, r->store, err);
}

/* The revision's row: added by an upgrade, removed by a downgrade. */
bool
dn_runner_record(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	void *scratch;
	struct dn_record record;
	bool ok;

	if (!dn_runner_stored(r, p, err))
		return false;
	if (r->plan->direction == DN_DOWN)
		return dn_store_remove(r->store, r->session, p->revision->id, err);
	scratch = dn_new_context(NULL);
	dn_record_of(&record, scratch, p->revision);
	if (r->plan->dialect->elapsed_ms == NULL || r->plan->transaction == DN_TRANSACTION_RUN)
		record.duration_ms =
		    dn_sprintf(scratch, "%llu", (dn_runner_now_us() - r->started_us) / 1000);
	else
		record.duration_ms = NULL;
	ok = dn_store_add(r->store, r->session, &record, err);
	dn_free(scratch);
	return ok;
}

static bool
run_atomic_body(struct dn_runner *r, const struct dn_plan_revision *p, const struct dn_retry *retry,
    struct dunlin_error *err)
{
	if (!dn_runner_begin(r, p->revision, err))
		return false;
	if (r->moved)
		return true;
	if (!dn_retry_bound_waits(retry, err) || !dn_session_enter(r->session, err))
		return false;
	for (size_t i = 0; i < p->nsteps; i++)
		if (!dn_runner_step(r, p->steps[i], err))
			return false;
	return dn_runner_before_own(r, p, true, err) && dn_runner_record(r, p, err) &&
	       dn_store_journal(r->store, r->session, r->run, r->plan->direction, p, "done", err);
}

void
dn_runner_say_done(
    const struct dn_runner *r, const struct dn_plan_revision *p, unsigned long long us)
{
	double ms = (double) us / 1000;

	dn_progress_revision_done(r->session->options.progress, p, ms);
	dn_log(r->session->options.log, DUNLIN_INFO, "%s %s  %s (%.1f ms)",
	    r->plan->direction == DN_UP ? "upgraded  " : "downgraded", p->revision->id,
	    p->revision->message, ms);
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
	r->started_us = dn_runner_now_us();
	if (run_at(r) != NULL)
		dn_progress_revision(r->session->options.progress, run_at(r));
}

/* What failed comes to light when it is answered, not where it was sent. */
static void
run_done(void *payload)
{
	struct dn_runner *r = payload;

	dn_runner_say_done(r, r->plan->revisions[r->ndone++], dn_runner_now_us() - r->started_us);
	run_begins(r);
}

static struct dn_retry
run_retry(struct dn_runner *r, const struct dn_plan_revision *p)
{
	return dn_retry_start(r, p, p->nsegments == 0 ? NULL : p->segments);
}

/* One transaction; where statements wait, the next revision may follow before it is answered. */
static bool
run_atomic(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	struct dn_retry retry = run_retry(r, p);

	dn_session_defer(r->session);
	if (!run_atomic_body(r, p, &retry, err) || r->moved || !dn_runner_commit(r, err))
		return false;
	r->follows = r->session->pipeline != NULL;
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

static bool
run_is_atomic(const struct dn_runner *r, const struct dn_plan_revision *p)
{
	return p->nsegments <= 1 && (p->nsteps == 0 || p->steps[0]->transactional) &&
	       dn_partials_find(r->partials, p->revision->id, r->plan->direction) == NULL;
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
		if (!(run_is_atomic(r, p) && p->undoes == NULL ? run_atomic(r, p, err)
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
	    run_is_atomic(r, p) ? "revision '%s' was rolled back: " : "revision '%s' stopped: ",
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
	if (p == NULL || !run_is_atomic(r, p))
		return false;
	if (retry->revision != p)
		*retry = run_retry(r, p);
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
	dn_progress_plan(session->options.progress, plan);
	dn_watch_new(scratch, session);
	ok = dn_store_present(store, session, &r.present, err);
	if (ok && r.present) {
		r.partials = dn_store_partials(scratch, store, session, err);
		ok =
		    r.partials != NULL && dn_partials_allow(r.partials, plan->direction, plan, err);
	}
	ok = ok && dn_resume_check(session, store, plan, err) &&
	     dn_runner_whole(&r,
		 plan->transaction == DN_TRANSACTION_RUN ? plan->nrevisions : plan->nfolded, err) &&
	     (r.moved || r.ndone == plan->nrevisions || run_plan(&r, err));
	*moved = r.moved;
	dn_free(scratch);
	return ok;
}
