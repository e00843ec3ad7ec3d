/* pooler.c - notice that somebody else's sessions are borrowed for each transaction */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/pooler.h"

/* What other clients of the same URL are told: pgbouncer=true. */
static bool
pooler_in_url(const struct dunlin_url *url)
{
	const char *key, *value;
	bool pooled = false;

	for (size_t i = 0; dunlin_url_param(url, i, &key, &value); i++)
		if (strcmp(key, "pgbouncer") == 0)
			pooled = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
	return pooled;
}

/* What the configuration says of it is stronger than the server. */
static void
pooler_note_path(struct dn_session *session, const char *path)
{
	const struct dn_map *settings = session->options.settings;
	const char *pinned = settings == NULL ? NULL : dn_map_get(settings, "search_path");

	if (session->path == NULL)
		session->path = dn_strdup_null(session, pinned != NULL ? pinned : path);
}

static bool
pooler_take_old_path(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	pooler_note_path(payload, values[0]);
	return true;
}

bool
dn_pooler_take_path(struct dn_session *session, bool local, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(local ? "true" : "false");
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->take_path,
		.params = &param,
		.nparams = 1,
		.row = pooler_take_old_path,
		.row_payload = session,
	};

	if (session->path != NULL)
		exec.row = NULL;
	return dn_session_query(session, &exec, err);
}

static void
pooler_note_version(struct dn_session *session, const char *version)
{
	session->server = version == NULL ? 0 : (unsigned) strtoul(version, NULL, 10);
}

static bool
pooler_take_version(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	pooler_note_version(payload, values[0]);
	return true;
}

static bool
pooler_ask_version(struct dn_session *session, struct dunlin_error *err)
{
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->version,
		.row = pooler_take_version,
		.row_payload = session,
	};

	return dn_session_query(session, &exec, err);
}

struct pooler_answer {
	struct dn_session *session;
	bool same;
};

static bool
pooler_take_answer(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct pooler_answer *a = payload;

	(void) ncols, (void) err;
	a->same = values[0] != NULL && (values[0][0] == 't' || values[0][0] == '1');
	pooler_note_version(a->session, values[2]);
	if (a->same) {
		pooler_note_path(a->session, values[1]);
		a->session->replicated = dn_strdup_null(a->session, values[3]);
	}
	return true;
}

static bool
pooler_prepare_list(struct dn_session *session, struct dunlin_error *err)
{
	return dn_session_run_list(session, session->dialect->session, err) &&
	       dn_session_run(session, session->dialect->locking->unbound, NULL, 0, err) &&
	       dn_pooler_take_path(session, false, err);
}

bool
dn_pooler_prepare(struct dn_session *session, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(NULL);

	if (session->dialect->locking->hello == NULL)
		return true;
	if (!session->watched)
		return pooler_prepare_list(session, err);
	return dn_session_run(session, session->dialect->locking->hello, &param, 1, err);
}

/* PID NULL: the session is ours, whoever answers. */
static bool
pooler_ask(struct dn_session *session, const char *pid, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(pid);
	struct pooler_answer answer = { session, true };
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->hello,
		.params = &param,
		.nparams = 1,
		.row = pooler_take_answer,
		.row_payload = &answer,
	};

	if (!dn_session_query(session, &exec, err))
		return false;
	session->pooled = session->no_pipelining = !answer.same;
	session->watched = answer.same;
	return true;
}

static bool
pooler_hello(struct dn_session *session, struct dunlin_error *err)
{
	enum dn_pooler pooler = session->options.pooler;
	struct dunlin_error *own;
	char *pid;
	bool ok;

	if (pooler == DN_POOLER_TRANSACTION ||
	    (pooler == DN_POOLER_AUTO && pooler_in_url(session->options.url))) {
		session->pooled = session->no_pipelining = true;
		return pooler_ask_version(session, err);
	}
	own = dn_error_new(session);
	pid = pooler == DN_POOLER_AUTO ? dn_session_backend_pid(own, session) : NULL;
	ok = pooler_ask(session, pid, own);
	/* A server that cannot watch its clients refuses to be told to. */
	if (!ok && own->code == DUNLIN_E_SQL)
		ok = pooler_prepare_list(session, err) && pooler_ask_version(session, err);
	else if (!ok)
		dn_error_copy(err, own);
	dn_free(own);
	if (session->pooled)
		dn_log(session->options.log, DUNLIN_DEBUG,
		    "a pooler stands before the server: a lease takes the place of the lock");
	return ok;
}

bool
dn_pooler_hello(struct dn_session *session, struct dunlin_error *err)
{
	const struct dn_lock_sql *locking = session->dialect->locking;

	if (locking == NULL || locking->hello == NULL)
		return dn_session_run_list(session, session->dialect->session, err);
	if (!pooler_hello(session, err))
		return false;
	return session->server >= locking->least ||
	       dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		   "the server is of version %u, and the least that works is %u",
		   session->server / 10000, locking->least / 10000);
}

static bool
pooler_refuse(const struct dn_plan_revision *p, const struct dn_step *step, const char *what,
    struct dunlin_error *err)
{
	const struct dn_statement *from = step->output->from;

	dn_error_in(err, DUNLIN_E_UNSUPPORTED, &p->revision->source,
	    from == NULL ? 0 : from->span.start, "revision '%s' %s", p->revision->id, what);
	dunlin_error_set_hint(err,
	    "Give the server's own address as direct_url in dunlin.ini or in DUNLIN_DIRECT_URL; or "
	    "write 'pooler = session' there if the pooler keeps one session for each client.");
	return false;
}

static bool
pooler_allows_revision(const struct dn_plan_revision *p, struct dunlin_error *err)
{
	for (size_t i = 0; i < p->nsteps; i++) {
		if (!p->steps[i]->transactional)
			return pooler_refuse(p, p->steps[i],
			    "has a statement that runs outside a transaction, which is not safe "
			    "through a pooler",
			    err);
		if (p->lost.used == p->steps[i])
			return pooler_refuse(p, p->steps[i],
			    "uses a temporary table of an earlier transaction, which a pooler may "
			    "have given another session",
			    err);
	}
	return true;
}

bool
dn_pooler_allows(
    const struct dn_session *session, const struct dn_plan *plan, struct dunlin_error *err)
{
	for (size_t i = 0; session->pooled && i < plan->nrevisions; i++)
		if (!pooler_allows_revision(plan->revisions[i], err))
			return false;
	return true;
}
