/* transaction.c - begin, check and end a transaction of a session */
#include "config.h"

#include "base/mem.h"
#include "engine/ask/dangling.h"
#include "engine/pooler.h"
#include "engine/session.h"

/* Where no advisory lock exists, beginning is what waits for another migration. */
static bool
transaction_begin_failed(
    struct dn_session *session, struct dunlin_error *own, struct dunlin_error *err)
{
	dn_dangling_rolled_back(session);
	if (own->code == DUNLIN_E_BUSY && session->dialect->try_lock == NULL) {
		dunlin_error_set(err, DUNLIN_E_LOCKED,
		    "another process has been writing to this database for %.1f s",
		    session->options.busy_timeout_ms / 1000.0);
		dunlin_error_set_hint(err, "Wait for it and run the command again.");
	}
	dn_error_copy(err, own);
	dn_free(own);
	return false;
}

static bool
transaction_may_go_on(struct dn_session *session, bool last, struct dunlin_error *err)
{
	const struct dn_session_fence *fence = &session->fence;

	return fence->check == NULL || fence->check(fence->payload, last, err);
}

bool
dn_session_begin(struct dn_session *session, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(session);

	if (!dn_session_run_list(session, session->dialect->before_begin, own) ||
	    !dn_session_run(session, session->dialect->begin, NULL, 0, own))
		return transaction_begin_failed(session, own, err);
	dn_free(own);
	session->in_transaction = true;
	if ((!session->pooled || dn_session_begin_pooled(session, err)) &&
	    dn_dangling_begin(session, err) && transaction_may_go_on(session, false, err))
		return true;
	dn_session_rollback(session);
	return false;
}

static bool
transaction_refuse(const char *message, const struct dn_explain *explain, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_CONSTRAINT, "%s", message);
	if (explain != NULL)
		explain->fn(explain->payload, explain->what, err);
	return false;
}

static bool
transaction_check(
    struct dn_session *session, const struct dn_explain *explain, struct dunlin_error *err)
{
	const char *const *check = session->dialect->before_commit;
	char *message;

	for (; check != NULL && *check != NULL; check++) {
		if (!dn_session_value(session, session, *check, &message, err))
			return false;
		if (message != NULL)
			return transaction_refuse(message, explain, err);
	}
	return dn_dangling_check(session, &message, err) &&
	       (message == NULL || transaction_refuse(message, explain, err));
}

static bool
transaction_commit(
    struct dn_session *session, const struct dn_explain *explain, struct dunlin_error *err)
{
	struct dunlin_exec exec = { .sql = session->dialect->commit };
	bool ok;

	session->committing = true;
	ok = dn_session_query_explained(session, &exec, explain, err);
	session->committing = false;
	return ok;
}

bool
dn_session_commit_explained(
    struct dn_session *session, const struct dn_explain *explain, struct dunlin_error *err)
{
	if (!transaction_check(session, explain, err) ||
	    !transaction_may_go_on(session, true, err) ||
	    !transaction_commit(session, explain, err)) {
		dn_session_rollback(session);
		return false;
	}
	session->in_transaction = false;
	dn_dangling_committed(session);
	return dn_session_run_list(session, session->dialect->after_commit, err);
}

bool
dn_session_commit(struct dn_session *session, struct dunlin_error *err)
{
	return dn_session_commit_explained(session, NULL, err);
}

void
dn_session_rollback(struct dn_session *session)
{
	dn_session_drop(session);
	dn_dangling_rolled_back(session);
	if (!session->in_transaction || session->lost)
		return;
	session->in_transaction = false;
	if (dn_session_run(session, session->dialect->rollback, NULL, 0, NULL))
		(void) (dn_session_run_list(session, session->dialect->after_commit, NULL) &&
			dn_session_run_list(session, session->dialect->after_rollback, NULL));
}
