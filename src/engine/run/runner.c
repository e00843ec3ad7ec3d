/* runner.c - what every kind of run is put together from: begin, work, record, commit */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/lock/lock.h"
#include "engine/place.h"
#include "engine/tell/progress.h"
#include "engine/run/retry.h"
#include "engine/run/runner.h"

bool
dn_runner_step(struct dn_runner *r, const struct dn_step *step, struct dunlin_error *err)
{
	const struct dn_output *out = step->output;
	struct dunlin_exec exec = {
		.sql = out->sql,
	};
	struct dn_explain explain = dn_place_step(r, step);

	r->last = step;
	dn_progress_at(r->session->options.progress, step);
	/* Where statements go together they share a transaction. */
	if (!step->transactional && !dn_session_settle(r->session, err))
		return false;
	for (size_t i = 0; i < step->nbefore; i++) {
		struct dunlin_exec lock = { .sql = step->before[i] };

		if (!dn_session_query_explained(r->session, &lock, &explain, err))
			return false;
	}
	return (out->copy_in ? dn_session_copy(r->session, out, &explain, err)
			     : dn_session_query_explained(r->session, &exec, &explain, err)) &&
	       dn_skipped_check(r, step, err);
}

/* The rows of a revision and of those it stands on, before anything is done. */
static bool
runner_guard_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	dn_map_put(payload, values[0], payload);
	return true;
}

/* The database as the plan expects it: the revision is not there yet, what it stands on is. */
static char *
runner_condition(const void *mem, const struct dn_runner *r, const struct dn_revision *revision)
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
		if (which->kind == DN_REPEATABLE) {
			dunlin_buf_puts(sql, " AND token_checksum = ");
			r->plan->dialect->literal(sql, which->token_checksum);
		}
		dunlin_buf_puts(sql, ")");
	}
	return dn_buf_steal(mem, sql);
}

/* Not an error: somebody else was there first. */
static void
runner_explain_expect(void *payload, const void *what, struct dunlin_error *err)
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
runner_expect(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	struct dunlin_exec exec = { 0 };
	struct dn_explain explain = { .fn = runner_explain_expect, .payload = r };
	bool ok;

	r->plan->dialect->expect(sql, runner_condition(sql, r, revision));
	exec.sql = sql->s;
	ok = dn_session_query_explained(r->session, &exec, &explain, err);
	dn_free(sql);
	return ok || r->moved;
}

static bool
runner_ask(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	struct dn_map *found = dn_map_new(sql);
	struct dunlin_exec exec = { .row = runner_guard_take, .row_payload = found };
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
	if (ok && revision->kind == DN_REVISION && (dn_map_get(found, revision->id) != NULL) == up)
		r->moved = true;
	for (size_t i = 0; ok && up && i < revision->nparents; i++)
		if (dn_map_get(found, revision->parents[i]->id) == NULL)
			r->moved = true;
	dn_free(sql);
	return ok;
}

static bool
runner_guard(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	return r->plan->dialect->expect != NULL ? runner_expect(r, revision, err)
						: runner_ask(r, revision, err);
}

bool
dn_runner_begin(struct dn_runner *r, const struct dn_revision *revision, struct dunlin_error *err)
{
	/* What commits by itself would end the transaction. */
	if (!r->present && r->plan->dialect->ddl_commits) {
		if (!dn_store_create(r->store, r->session, err))
			return false;
		r->present = true;
	}
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
	return r->follows || revision->kind == DN_HOOK || runner_guard(r, revision, err);
}

bool
dn_runner_commit(struct dn_runner *r, struct dunlin_error *err)
{
	struct dn_explain explain = dn_place_commit(r, r->last);

	r->last = NULL;
	if (!dn_session_commit_explained(r->session, &explain, err))
		return false;
	r->present = true;
	return true;
}

/* With waits for locks that are not long, under an author's names. */
bool
dn_runner_work(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	const struct dn_retry retry = dn_retry_start(r, p, dn_retry_segment(p));

	if (!dn_retry_bound_waits(&retry, err) || !dn_session_enter(r->session, err))
		return false;
	for (size_t i = 0; i < p->nsteps; i++)
		if (!dn_runner_step(r, p->steps[i], err))
			return false;
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
	/* A reset leaves dunlin's own path, also behind this transaction. */
	if (last && p->sets_session)
		return dn_session_reset(r->session, p->prepares, err) &&
		       dn_lock_keep(r->session, r->store, err);
	/* Else what was before this transaction would come back with its end. */
	if (!(last && r->entered ? dn_session_own_path(r->session, err)
				 : dn_session_leave(r->session, err)))
		return false;
	return !p->sets_session ||
	       (dn_session_own_role(r->session, err) && dn_lock_keep(r->session, r->store, err));
}

bool
dn_runner_is_atomic(const struct dn_runner *r, const struct dn_plan_revision *p)
{
	return p->nsegments <= 1 && (p->nsteps == 0 || p->steps[0]->transactional) &&
	       dn_partials_find(r->partials, p->revision->id, r->plan->direction) == NULL;
}

/* Where it is noted how long it took; the answer comes before that of its COMMIT. */
static double *
runner_took(struct dn_runner *r, const struct dn_plan_revision *p)
{
	size_t i = 0;

	while (r->plan->revisions[i] != p)
		i++;
	return &r->took_ms[i];
}

/* Its work is what it was to be: then the row, added by an upgrade, removed by a downgrade. */
bool
dn_runner_record(struct dn_runner *r, const struct dn_plan_revision *p, struct dunlin_error *err)
{
	void *scratch;
	struct dn_record record;
	double *took = NULL;
	bool ok;

	/* What was sent together has its times from the database; else it must be over by now. */
	if (r->plan->dialect->elapsed_ms != NULL && dn_runner_is_atomic(r, p) &&
	    p->revision->kind != DN_HOOK)
		took = runner_took(r, p);
	else if (!dn_session_flush(r->session, err))
		return false;
	if (!dn_runner_stored(r, p, err))
		return false;
	if (p->revision->kind == DN_HOOK)
		return true;
	if (r->plan->direction == DN_DOWN)
		return dn_store_undone(r->store, r->session, r->plan, p->revision, took, err);
	scratch = dn_new_context(NULL);
	dn_record_of(&record, scratch, p->revision);
	record.duration_ms = took != NULL ? NULL
					  : dn_sprintf(scratch, "%llu",
						(dn_clock_us() - r->started_us + 500) / 1000);
	ok = dn_store_add(r->store, r->session, &record, 1, took, err);
	dn_free(scratch);
	return ok;
}

void
dn_runner_say_done(
    const struct dn_runner *r, const struct dn_plan_revision *p, unsigned long long us)
{
	static const char *const up[] = { [DN_REVISION] = "upgraded  ",
		[DN_REPEATABLE] = "repeated  ",
		[DN_HOOK] = "ran hook  " };
	double ms = (double) us / 1000;

	dn_progress_revision_done(r->session->options.progress, p, ms);
	dn_log(r->session->options.log, DUNLIN_INFO, "%s %s  %s (%.1f ms)",
	    r->plan->direction == DN_UP ? up[p->revision->kind] : "downgraded", p->revision->id,
	    p->revision->message, ms);
}
