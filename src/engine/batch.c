/* batch.c - a step in parts, each of which commits with how far it is */
#include "config.h"

#include "base/mem.h"
#include "engine/batch.h"
#include "engine/look.h"
#include "engine/progress.h"

/* How often a part is tried that another transaction was in the way of. */
enum { BATCH_TRIES = 20 };

struct batch {
	struct dn_runner *r;
	const struct dn_plan_revision *p;
	const struct dn_output *out;
	struct dn_cursor at;
	void *mem;    /* of the part at hand */
	char *cursor; /* values of the key up to which all is done; NULL: nothing is */
};

/* Rows behind the cursor. */
static char *
batch_behind(const struct batch *b)
{
	return b->cursor == NULL ? dn_strdup(b->mem, "true")
				 : dn_sprintf(b->mem, "(%s) > (%s)", b->out->batch->key, b->cursor);
}

/* Where the next part ends: *END is NULL when there is none. */
static bool
batch_find_end(struct batch *b, char **end, struct dunlin_error *err)
{
	const struct dn_batch *batch = b->out->batch;
	struct dn_look look = { .mem = b->mem };
	char *sql = dn_sprintf(b->mem,
	    "SELECT %s FROM (SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT %u) part ORDER BY %s "
	    "LIMIT 1",
	    batch->last, batch->key, batch->relation, batch_behind(b), batch->key, batch->rows,
	    batch->backwards);
	bool ok = dn_look_query(b->r, sql, &look, err);

	*end = ok && look.rows > 0 ? dn_strdup_null(b->mem, look.verb) : NULL;
	return ok;
}

static bool
batch_run_part(struct batch *b, const char *end, struct dunlin_error *err)
{
	struct dn_session *session = b->r->session;
	char *sql = dn_sprintf(b->mem, "%s AND %s AND (%s) <= (%s)", b->out->sql, batch_behind(b),
	    b->out->batch->key, end);

	if (dn_session_begin(session, err) && dn_session_run(session, sql, NULL, 0, err) &&
	    dn_runner_before_own(b->r, b->p, false, err) &&
	    dn_store_cursor_move(b->r->store, session, &b->at, end, err) &&
	    dn_runner_commit(b->r, err))
		return true;
	dn_session_rollback(session);
	return false;
}

static bool
batch_try_part(struct batch *b, const char *end, struct dunlin_error *err)
{
	for (int i = 0;; i++) {
		struct dunlin_error *own = dn_error_new(b->mem);

		if (batch_run_part(b, end, own))
			return true;
		if (own->code == DUNLIN_E_RETRY && i < BATCH_TRIES && !b->r->session->lost)
			continue;
		dn_error_at(own, b->out->from->source, b->out->from->span.start);
		return dn_error_copy(err, own);
	}
}

static bool
batch_run(struct batch *b, struct dunlin_error *err)
{
	char *end = NULL;
	bool ok;

	do {
		b->mem = dn_new_context(NULL);
		ok = !dn_session_canceled(b->r->session, err) && batch_find_end(b, &end, err) &&
		     (end == NULL || batch_try_part(b, end, err));
		if (ok && end != NULL) {
			dn_free(b->cursor);
			b->cursor = dn_strdup(b->r->run, end);
		}
		dn_free(b->mem);
	} while (ok && end != NULL);
	return ok;
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
		.at = { at->run, p->revision->id, at->step },
	};
	bool ok = dn_session_settle(r->session, err) && batch_open(&b, at->started, err) &&
		  (at->started || dn_resume_mark(r, p, at, "started", err));

	dn_progress_at(r->session->options.progress, p->steps[at->step]);
	if (ok)
		dn_progress_step(r->session->options.progress, at->step);
	ok = ok && batch_run(&b, err);
	if (ok)
		dn_progress_step_done(r->session->options.progress);
	return ok;
}
