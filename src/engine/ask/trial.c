/* trial.c - ask the database what a statement would do, by doing it to a copy */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/run/retry.h"
#include "engine/ask/trial.h"

/* Nobody is to wait behind a question. */
enum { TRIAL_LOCK_MS = 200 };

struct trial {
	const void *mem;
	char *word;
};

static bool
trial_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct trial *trial = payload;

	(void) ncols, (void) err;
	trial->word = dn_strdup_null(trial->mem, values[0]);
	return true;
}

static bool
trial_run(struct dn_session *session, const char *const *list, struct trial *trial)
{
	for (; *list != NULL; list++) {
		struct dunlin_exec exec = { .sql = *list, .row = trial_take, .row_payload = trial };

		trial->word = NULL;
		if (!dn_session_query(session, &exec, NULL))
			return false;
	}
	return true;
}

static bool
trial_bound(struct dn_session *session)
{
	const struct dn_dialect *dialect = session->dialect;

	return dn_retry_bound(session, dialect->locking->bound_waits, TRIAL_LOCK_MS, NULL) &&
	       (dialect->bound_trial == NULL ||
		   dn_session_run(session, dialect->bound_trial, NULL, 0, NULL));
}

bool
dn_trial_retype(
    struct dn_session *session, const struct dn_retype *what, enum dn_duration *duration)
{
	const struct dn_dialect *dialect = session->dialect;
	struct trial trial = { dn_new_context(NULL), NULL };
	bool ok = dialect->retype != NULL && dialect->locking != NULL &&
		  dn_session_begin(session, NULL) && trial_bound(session) &&
		  dn_session_enter(session, NULL) &&
		  trial_run(session, dialect->retype(trial.mem, what), &trial);

	dn_session_rollback(session);
	for (*duration = DN_DURATION_METADATA; ok && *duration < DN_DURATION_UNKNOWN; ++*duration)
		if (trial.word != NULL && strcmp(dn_duration_name(*duration), trial.word) == 0)
			break;
	ok = ok && *duration < DN_DURATION_UNKNOWN;
	dn_free((void *) (uintptr_t) trial.mem);
	return ok;
}
