/* pooler.c - notice that somebody else's sessions are borrowed for each transaction */
#include "config.h"

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

static bool
pooler_take_answer(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	bool *same = payload;

	(void) err;
	*same = ncols > 0 && values[0] != NULL && (values[0][0] == 't' || values[0][0] == '1');
	return true;
}

bool
dn_pooler_prepare(struct dn_session *session, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(NULL);

	if (!session->watched)
		return dn_session_run_list(session, session->dialect->session, err);
	return dn_session_run(session, session->dialect->locking->hello, &param, 1, err);
}

/* PID NULL: the session is ours, whoever answers. */
static bool
pooler_ask(struct dn_session *session, const char *pid, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(pid);
	bool same = true;
	struct dunlin_exec exec = {
		.sql = session->dialect->locking->hello,
		.params = &param,
		.nparams = 1,
		.row = pooler_take_answer,
		.row_payload = &same,
	};

	if (!dn_session_query(session, &exec, err))
		return false;
	session->pooled = session->no_pipelining = !same;
	session->watched = same;
	return true;
}

bool
dn_pooler_hello(struct dn_session *session, struct dunlin_error *err)
{
	enum dn_pooler pooler = session->options.pooler;
	struct dunlin_error *own;
	char *pid;
	bool ok;

	if (session->dialect->locking == NULL)
		return dn_session_run_list(session, session->dialect->session, err);
	if (pooler == DN_POOLER_TRANSACTION ||
	    (pooler == DN_POOLER_AUTO && pooler_in_url(session->options.url))) {
		session->pooled = session->no_pipelining = true;
		return true;
	}
	own = dn_error_new(session);
	pid = pooler == DN_POOLER_AUTO ? dn_session_backend_pid(own, session) : NULL;
	ok = pooler_ask(session, pid, own);
	/* A server that cannot watch its clients refuses to be told to. */
	if (!ok && own->code == DUNLIN_E_SQL)
		ok = dn_session_run_list(session, session->dialect->session, err);
	else if (!ok)
		dn_error_copy(err, own);
	dn_free(own);
	if (session->pooled)
		dn_log(session->options.log, DUNLIN_DEBUG,
		    "a pooler stands before the server: a lease takes the place of the lock");
	return ok;
}

bool
dn_pooler_allows(
    const struct dn_session *session, const struct dn_plan *plan, struct dunlin_error *err)
{
	for (size_t i = 0; session->pooled && i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];

		for (size_t j = 0; j < p->nsteps; j++) {
			const struct dn_statement *from = p->steps[j]->output->from;

			if (p->steps[j]->transactional)
				continue;
			dn_error_in(err, DUNLIN_E_UNSUPPORTED, &p->revision->source,
			    from == NULL ? 0 : from->span.start,
			    "revision '%s' has a statement that runs outside a transaction, which "
			    "is not safe through a pooler",
			    p->revision->id);
			dunlin_error_set_hint(err,
			    "Give the server's own address as direct_url in dunlin.ini or in "
			    "DUNLIN_DIRECT_URL; or write 'pooler = session' there if the pooler "
			    "keeps one session for each client.");
			return false;
		}
	}
	return true;
}
