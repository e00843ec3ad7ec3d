/* pipeline.c - statements that wait to be sent together */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/session.h"

/* What may wait: enough to be worth the way to the server, little enough to be kept. */
enum { PIPELINE_MAX_STATEMENTS = 1000, PIPELINE_MAX_BYTES = 1024 * 1024 };

struct waiting {
	struct dunlin_exec exec; /* its strings are its children */
	struct dn_explain explain;
	struct dn_session *session;
	bool in_transaction; /* before it */
	bool commits;
	/* Whom to tell when it is done; told at once, or by us where the driver does not. */
	void (*done)(void *payload);
	void *done_payload;
};

struct dn_pipeline {
	const struct dunlin_exec **list; /* points into WAITING */
	struct waiting **waiting;
	size_t n, nlist, bytes;
	bool ends; /* the next statement that does not wait ends it */
};

void
dn_session_defer(struct dn_session *session)
{
	if (session->no_pipelining || !DUNLIN_DRIVER_HAS(session->driver, batch))
		return;
	if (session->pipeline == NULL)
		session->pipeline = dn_new(session, struct dn_pipeline);
	session->pipeline->ends = false;
}

void
dn_session_defer_to_next(struct dn_session *session)
{
	if (session->pipeline != NULL)
		session->pipeline->ends = true;
}

/* With a NUL behind it, which a text has and bytes have not. */
static const char *
pipeline_copy_value(const void *mem, const struct dunlin_value *value)
{
	char *copy;

	if (value->data == NULL)
		return NULL;
	copy = dn_new_array(mem, char, value->len + 1);
	memcpy(copy, value->data, value->len);
	return copy;
}

static struct dunlin_value *
pipeline_copy_params(const void *mem, const struct dunlin_exec *exec, size_t *bytes)
{
	struct dunlin_value *params = dn_new_array(mem, struct dunlin_value, exec->nparams + 1);

	for (size_t i = 0; i < exec->nparams; i++) {
		params[i] = exec->params[i];
		params[i].data = pipeline_copy_value(params, &exec->params[i]);
		*bytes += params[i].len;
	}
	return params;
}

static void
pipeline_said(void *payload, const char *severity, const char *message)
{
	const struct waiting *w = payload;

	dn_session_said(w->session, &w->explain, severity, message);
}

static void
pipeline_push(
    struct dn_session *session, const struct dunlin_exec *exec, const struct dn_explain *explain)
{
	struct dn_pipeline *p = session->pipeline;
	struct waiting *w = dn_new(p, struct waiting);

	w->exec = *exec;
	w->exec.sql = dn_strdup(w, exec->sql);
	w->exec.params = pipeline_copy_params(w, exec, &p->bytes);
	w->session = session;
	w->exec.notice = pipeline_said;
	w->exec.notice_payload = w;
	if (explain != NULL)
		w->explain = *explain;
	w->in_transaction = session->in_transaction;
	w->commits = session->committing;
	p->bytes += strlen(exec->sql);
	dn_push(p, p->waiting, p->n, w);
	dn_push(p, p->list, p->nlist, &w->exec);
}

bool
dn_session_enqueue(struct dn_session *session, const struct dunlin_exec *exec,
    const struct dn_explain *explain, bool waits, struct dunlin_error *err)
{
	struct dn_pipeline *p = session->pipeline;

	pipeline_push(session, exec, explain);
	if (!waits && p->ends)
		return dn_session_settle(session, err);
	if (waits ||
	    (exec->row == NULL && p->n < PIPELINE_MAX_STATEMENTS && p->bytes < PIPELINE_MAX_BYTES))
		return true;
	return dn_session_flush(session, err);
}

static void
pipeline_done(void *payload)
{
	struct waiting *w = payload;
	void (*done)(void *payload) = w->done;

	w->done = NULL;
	if (done != NULL)
		done(w->done_payload);
}

void
dn_session_when_done(struct dn_session *session, void (*fn)(void *payload), void *payload)
{
	struct dn_pipeline *p = session->pipeline;
	struct waiting *w;

	if (p == NULL || p->n == 0) {
		fn(payload);
		return;
	}
	w = p->waiting[p->n - 1];
	w->done = fn;
	w->done_payload = payload;
	w->exec.done = pipeline_done;
	w->exec.done_payload = w;
}

static void
pipeline_failed(struct dn_session *session, const struct dn_pipeline *p, size_t failed,
    struct dunlin_error *own)
{
	const struct waiting *w = p->waiting[failed < p->n ? failed : p->n - 1];
	bool commits = w->commits;

	/* An error with a SQLSTATE is the server's answer: nothing behind it was run. */
	for (size_t i = failed; own->sqlstate[0] == '\0' && i < p->n; i++)
		commits = commits || p->waiting[i]->commits;
	/* What failed on our side alone did not stop the server. */
	if (own->sqlstate[0] == '\0' && own->code != DUNLIN_E_CANCELED && commits)
		session->commit_unknown = true;
	session->in_transaction = w->in_transaction;
	dn_session_failed(session, &w->explain, commits, own);
}

bool
dn_session_flush(struct dn_session *session, struct dunlin_error *err)
{
	struct dn_pipeline *p = session->pipeline;
	struct dunlin_error *own;
	size_t failed = 0;
	bool ok;

	if (p == NULL || p->n == 0)
		return true;
	if (dn_session_canceled(session, err))
		return false;
	session->pipeline = dn_new(session, struct dn_pipeline);
	own = dn_error_new(p);
	ok = session->driver->batch(session->conn, p->list, p->n, &failed, own);
	for (size_t i = 0; i < (ok ? p->n : failed) && i < p->n; i++)
		pipeline_done(p->waiting[i]);
	if (!ok) {
		pipeline_failed(session, p, failed, own);
		dn_error_copy(err, own);
	}
	dn_free(p);
	return ok;
}

bool
dn_session_settle(struct dn_session *session, struct dunlin_error *err)
{
	if (!dn_session_flush(session, err))
		return false;
	dn_session_drop(session);
	return true;
}

void
dn_session_drop(struct dn_session *session)
{
	struct dn_pipeline *p = session->pipeline;

	if (p == NULL)
		return;
	if (p->n > 0)
		session->in_transaction = p->waiting[0]->in_transaction;
	dn_free(p);
	session->pipeline = NULL;
}
