/* standby.c - what is committed must reach standbys, too, but nobody waits behind us meanwhile */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "engine/lock.h"
#include "engine/progress.h"
#include "engine/standby.h"

/* Pauses between two looks, and after how long it is said what they are for. */
enum { STANDBY_MIN_MS = 5, STANDBY_MAX_MS = 500, STANDBY_TOLD_MS = 1000 };

bool
dn_standbys_begin(struct dn_session *session, struct dunlin_error *err)
{
	/* With no time to wait behind the locks, each COMMIT waits as the server has it. */
	return session->options.lock_retry_ms == 0 || dn_session_commit_locally(session, true, err);
}

struct standby {
	struct dn_session *session;
	char *written;
	char *who; /* who has not got that; NULL: nobody */
	bool told;
};

static bool
standby_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct standby *s = payload;

	(void) ncols, (void) err;
	dn_free(s->who);
	s->who = dn_strdup_null(s->written, values[0]);
	return true;
}

static bool
standby_ask(struct standby *s, struct dunlin_error *err)
{
	struct dunlin_value params[] = { dn_text_value(s->written),
		dn_text_value(s->session->replicated) };
	struct dunlin_exec exec = {
		.sql = s->session->dialect->locking->behind,
		.params = params,
		.nparams = 2,
		.row = standby_take,
		.row_payload = s,
	};

	return !dn_session_canceled(s->session, err) && dn_session_query(s->session, &exec, err);
}

static void
standby_tell(struct standby *s)
{
	const struct dn_session_options *options = &s->session->options;

	if (!s->told)
		dn_log(options->log, DUNLIN_NOTICE,
		    "waiting until what is committed has reached its standbys: %s", s->who);
	s->told = true;
	dn_progress_wait(options->progress, "standby", s->who, NULL);
}

static bool
standby_give_up(const char *who, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_BUSY,
	    "what is committed has not reached the standbys that a commit waits for: %s", who);
	dunlin_error_set_hint(err,
	    "What is done stays done: run the same command again when the standby has caught up, "
	    "or raise lock_retry in dunlin.ini.");
	return false;
}

static bool
standby_wait(struct standby *s, struct dunlin_error *err)
{
	const struct dn_session_options *options = &s->session->options;
	unsigned long long start = dn_clock_ms(), waited = 0;
	unsigned pause = STANDBY_MIN_MS;

	while (standby_ask(s, err)) {
		if (s->who == NULL)
			return true;
		waited = dn_clock_ms() - start;
		if (waited >= STANDBY_TOLD_MS)
			standby_tell(s);
		if (waited >= options->lock_retry_ms)
			return standby_give_up(s->who, err);
		dn_lock_pause(options->canceled, pause);
		pause = pause * 2 < STANDBY_MAX_MS ? pause * 2 : STANDBY_MAX_MS;
	}
	return false;
}

bool
dn_standbys_wait(struct dn_session *session, struct dunlin_error *err)
{
	struct standby s = { .session = session };
	bool ok;

	if (!session->commits_locally)
		return true;
	ok = dn_session_settle(session, err) &&
	     dn_session_value(
		 session, session, session->dialect->locking->written, &s.written, err) &&
	     standby_wait(&s, err);
	dn_free(s.written);
	return ok;
}

bool
dn_standbys_end(struct dn_session *session, bool ok, struct dunlin_error *err)
{
	if (!session->commits_locally || session->lost)
		return ok;
	ok = ok && dn_standbys_wait(session, err);
	return dn_session_commit_locally(session, false, ok ? err : NULL) && ok;
}
