/* batch.c - a step in parts, each of which commits with how far it is */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/run/batch.h"
#include "engine/lock/lock.h"
#include "engine/ask/look.h"
#include "engine/tell/progress.h"
#include "engine/run/retry.h"
#include "engine/run/standby.h"

struct batch {
	struct dn_runner *r;
	const struct dn_plan_revision *p;
	const struct dn_output *out;
	struct dn_segment segment; /* as if a part were a transaction of the plan */
	struct dn_cursor at;
	void *mem;    /* of the part at hand */
	char *cursor; /* values of the key up to which all is done; NULL: nothing is */
	unsigned long long rows, all; /* done in this run; of how many about, 0: not known */
};

/* Rows behind the cursor, by the columns KEY. */
static char *
batch_behind(const struct batch *b, const char *key)
{
	return b->cursor == NULL ? dn_strdup(b->mem, "true")
				 : dn_sprintf(b->mem, "(%s) > (%s)", key, b->cursor);
}

/* Where the next part ends, of so many ROWS: *END is NULL when there is none. */
static bool
batch_find_end(struct batch *b, char **end, unsigned long long *rows, struct dunlin_error *err)
{
	const struct dn_batch *batch = b->out->batch;
	struct dn_look look = { .mem = b->mem };
	char *sql = dn_sprintf(b->mem,
	    "SELECT %s, pg_catalog.count(*) OVER () FROM (SELECT %s FROM %s WHERE %s ORDER BY %s "
	    "LIMIT %u) part ORDER BY %s LIMIT 1",
	    batch->last, batch->key, batch->relation, batch_behind(b, batch->key), batch->key,
	    batch->rows, batch->backwards);
	bool ok = dn_look_query(b->r, sql, &look, err);

	*end = ok && look.rows > 0 ? dn_strdup_null(b->mem, look.verb) : NULL;
	*rows = *end == NULL ? 0 : strtoull(look.object, NULL, 10);
	return ok;
}

static bool
batch_run_part(
    struct batch *b, const struct dn_retry *retry, const char *end, struct dunlin_error *err)
{
	struct dn_session *session = b->r->session;
	const char *key = b->out->batch->within;
	char *sql = dn_sprintf(
	    b->mem, "%s AND %s AND (%s) <= (%s)", b->out->sql, batch_behind(b, key), key, end);

	if (dn_session_begin(session, err) && dn_retry_bound_waits(retry, err) &&
	    dn_session_run(session, sql, NULL, 0, err) &&
	    dn_runner_before_own(b->r, b->p, false, err) &&
	    dn_store_cursor_move(b->r->store, session, &b->at, end, err) &&
	    dn_runner_commit(b->r, err))
		return true;
	dn_session_rollback(session);
	return false;
}

/* Never in the way for long: who has one of the rows is waited for as for a table. */
static bool
batch_try_part(struct batch *b, const char *end, struct dunlin_error *err)
{
	struct dn_retry retry = dn_retry_start(b->r, b->p, &b->segment);

	for (;;) {
		struct dunlin_error *own = dn_error_new(b->mem);

		if (batch_run_part(b, &retry, end, own))
			return true;
		if (dn_retry_again(&retry, own))
			continue;
		dn_error_at(own, b->out->from->source, b->out->from->span.start);
		return dn_error_copy(err, own);
	}
}

/* What is written must reach the standbys, too. */
static bool
batch_wait_for_standbys(struct batch *b, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(b->mem);

	if (dn_standbys_wait(b->r->session, own) && dn_standbys_catch_up(b->r->session, own))
		return true;
	dn_error_at(own, b->out->from->source, b->out->from->span.start);
	return dn_error_copy(err, own);
}

/* *ENDED: nothing was left. */
static bool
batch_step(struct batch *b, bool *ended, struct dunlin_error *err)
{
	const struct dn_session_options *options = &b->r->session->options;
	unsigned long long rows;
	char *end;

	if (dn_session_canceled(b->r->session, err) || !batch_wait_for_standbys(b, err) ||
	    !batch_find_end(b, &end, &rows, err))
		return false;
	*ended = end == NULL;
	if (*ended)
		return true;
	if (!batch_try_part(b, end, err))
		return false;
	dn_free(b->cursor);
	b->cursor = dn_strdup(b->r->run, end);
	b->rows += rows;
	dn_progress_rows(options->progress, b->out->batch->table, b->rows, b->all);
	*ended = rows < b->out->batch->rows;
	return *ended || dn_lock_pause(options->canceled, options->backfill_pause_ms) ||
	       !dn_session_canceled(b->r->session, err);
}

static bool
batch_run(struct batch *b, struct dunlin_error *err)
{
	bool ok = true, ended = false;

	while (ok && !ended) {
		b->mem = dn_new_context(NULL);
		ok = batch_step(b, &ended, err);
		dn_free(b->mem);
	}
	return ok;
}

static bool
batch_take_estimate(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct batch *b = payload;

	(void) ncols, (void) err;
	b->all = values[0] == NULL ? 0 : strtoull(values[0], NULL, 10);
	return true;
}

static bool
batch_take_veil(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	bool *veiled = payload;

	(void) ncols, (void) values, (void) err;
	*veiled = true;
	return true;
}

/* An author's statement is about the rows that he sees; a form fills what the server would. */
static bool
batch_sees_all(struct batch *b, struct dunlin_error *err)
{
	struct dn_session *session = b->r->session;
	const struct dn_output *out = b->out;
	struct dunlin_value param = dn_text_value(out->batch->table);
	bool veiled = false;
	struct dunlin_exec exec = {
		.sql = session->dialect->veils,
		.params = &param,
		.nparams = 1,
		.row = batch_take_veil,
		.row_payload = &veiled,
	};

	if (exec.sql == NULL || out->safer == NULL)
		return true;
	if (!dn_session_query(session, &exec, err))
		return false;
	if (!veiled)
		return true;
	dn_error_in(err, DUNLIN_E_SQL, out->from->source, out->from->span.start,
	    "in its safer form: row security hides rows of %s, so they would not be filled",
	    out->batch->table);
	dunlin_error_set_hint(err,
	    "Run it as a role with BYPASSRLS, or take FORCE ROW LEVEL SECURITY from the table "
	    "until it is done.");
	return false;
}

/* For who looks on. */
static bool
batch_estimate(struct batch *b, struct dunlin_error *err)
{
	struct dn_session *session = b->r->session;
	struct dunlin_value param = dn_text_value(b->out->batch->table);
	struct dunlin_exec exec = {
		.sql = session->dialect->estimate,
		.params = &param,
		.nparams = 1,
		.row = batch_take_estimate,
		.row_payload = b,
	};

	if (exec.sql != NULL && dn_progress_is_seen(session->options.progress) &&
	    !dn_session_query(session, &exec, err))
		return false;
	dn_progress_rows(session->options.progress, b->out->batch->table, 0, b->all);
	return true;
}

/* Where the journal has how far it is, there is room for it: else it is begun. */
static bool
batch_open(struct batch *b, bool started, struct dunlin_error *err)
{
	struct dn_runner *r = b->r;

	if (dn_session_begin(r->session, err) && dn_runner_before_own(r, b->p, false, err) &&
	    (started ? dn_store_cursor_read(r->run, r->store, r->session, &b->at, &b->cursor, err)
		     : dn_store_cursor_begin(r->store, r->session, err)) &&
	    dn_runner_commit(r, err))
		return true;
	dn_session_rollback(r->session);
	return false;
}

bool
dn_batch_step(struct dn_runner *r, const struct dn_plan_revision *p, struct dn_resumed *at,
    struct dunlin_error *err)
{
	struct batch b = {
		.r = r,
		.p = p,
		.out = p->steps[at->step]->output,
		.segment = { at->step, 1, .transactional = true, .retries = true },
		.at = { at->run, p->revision->id, at->step },
	};
	bool ok = dn_session_settle(r->session, err) && batch_sees_all(&b, err) &&
		  batch_open(&b, at->started, err) &&
		  (at->started || dn_resume_mark(r, p, at, "started", err));

	dn_progress_at(r->session->options.progress, p->steps[at->step]);
	if (ok)
		dn_progress_step(r->session->options.progress, at->step);
	/* Of what is left, nobody knows how much it is. */
	ok = ok && (at->started || batch_estimate(&b, err)) && batch_run(&b, err);
	if (ok)
		dn_progress_step_done(r->session->options.progress);
	return ok;
}
