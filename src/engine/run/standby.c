/* standby.c - what is committed must reach standbys, too, but nobody waits behind us meanwhile */
#include "config.h"

#include "base/clock.h"
#include "base/mem.h"
#include "engine/lock/lock.h"
#include "engine/tell/progress.h"
#include "engine/run/standby.h"

/* Pauses between two looks. */
enum { STANDBY_MIN_MS = 5, STANDBY_MAX_MS = 500 };

bool
dn_standbys_begin(struct dn_session *session, struct dunlin_error *err)
{
	/* With no time to wait behind the locks, each COMMIT waits as the server has it. */
	return session->options.lock_retry_ms == 0 || dn_session_commit_locally(session, true, err);
}

/* One reason to wait: a question whose row is who is behind, and how both are said around that. */
struct standby_reason {
	unsigned told_ms; /* for less than that nothing is said */
	const char *waits[2], *gives_up[2], *hint;
};

static const struct standby_reason standby_commits = {
	.told_ms = 1000,
	.waits = { "waiting until what is committed has reached its standbys: ", "" },
	.gives_up = { "what is committed has not reached the standbys that a commit waits for: ",
	    "" },
	.hint = "What is done stays done: run the same command again when the standby has caught "
		"up, or raise lock_retry in dunlin.ini.",
};

static const struct standby_reason standby_lags = {
	.waits = { "", "; waiting for it" },
	.gives_up = { "", ", more than backfill_lag allows" },
	.hint = "Run the same command again when it has caught up: it goes on where it stopped.",
};

struct standby {
	struct dn_session *session;
	const struct standby_reason *reason;
	struct dunlin_exec question;
	void *mem;
	char *who, *state; /* who is behind, and by how much; NULL: nobody is */
	bool told;
};

static bool
standby_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct standby *s = payload;

	(void) err;
	s->who = dn_strdup_null(s->mem, values[0]);
	s->state = s->who;
	if (ncols < 2)
		return true;
	if (s->who != NULL)
		s->state = dn_sprintf(s->mem, "%s is behind by %s ms", s->who, values[1]);
	else if (!s->session->untold)
		dn_log(s->session->options.log, DUNLIN_NOTICE,
		    "without the rights of pg_read_all_stats the server does not tell how far its "
		    "standbys are: backfill_lag waits for none");
	s->session->untold = s->session->untold || s->who == NULL;
	return true;
}

/* As who logged in, for a role that an author SET may not see them. */
static bool
standby_ask(struct standby *s, struct dunlin_error *err)
{
	struct dn_session *session = s->session;

	s->who = s->state = NULL;
	if (dn_session_canceled(session, err))
		return false;
	dn_session_defer(session);
	if (dn_session_begin(session, err) && dn_session_own_role(session, err) &&
	    dn_session_ask(session, &s->question, err) && dn_session_commit(session, err) &&
	    dn_session_settle(session, err))
		return true;
	dn_session_rollback(session);
	return false;
}

static void
standby_tell(struct standby *s)
{
	const struct dn_session_options *options = &s->session->options;

	if (!s->told)
		dn_log(options->log, DUNLIN_NOTICE, "%s%s%s", s->reason->waits[0], s->state,
		    s->reason->waits[1]);
	s->told = true;
	dn_progress_wait(options->progress, "standby", s->who, NULL);
}

static bool
standby_give_up(const struct standby *s, struct dunlin_error *err)
{
	dunlin_error_set(
	    err, DUNLIN_E_BUSY, "%s%s%s", s->reason->gives_up[0], s->state, s->reason->gives_up[1]);
	dunlin_error_set_hint(err, "%s", s->reason->hint);
	return false;
}

static bool
standby_wait(struct standby *s, struct dunlin_error *err)
{
	const struct dn_session_options *options = &s->session->options;
	unsigned long long start = dn_clock_ms(), waited = 0;
	unsigned pause = STANDBY_MIN_MS;

	s->question.row = standby_take;
	s->question.row_payload = s;
	while (standby_ask(s, err)) {
		if (s->who == NULL)
			return true;
		waited = dn_clock_ms() - start;
		if (waited >= s->reason->told_ms)
			standby_tell(s);
		if (waited >= options->lock_retry_ms)
			return standby_give_up(s, err);
		dn_lock_pause(options->canceled, pause);
		pause = pause * 2 < STANDBY_MAX_MS ? pause * 2 : STANDBY_MAX_MS;
	}
	return false;
}

bool
dn_standbys_wait(struct dn_session *session, struct dunlin_error *err)
{
	struct standby s = { .session = session, .reason = &standby_commits };
	char *written;
	bool ok;

	if (!session->commits_locally)
		return true;
	s.mem = dn_new_context(NULL);
	ok = dn_session_settle(session, err) &&
	     dn_session_value(s.mem, session, session->dialect->locking->written, &written, err);
	if (ok) {
		struct dunlin_value params[] = { dn_text_value(written),
			dn_text_value(session->replicated) };

		s.question = (struct dunlin_exec){
			.sql = session->dialect->locking->behind, .params = params, .nparams = 2
		};
		ok = standby_wait(&s, err);
	}
	dn_free(s.mem);
	return ok;
}

bool
dn_standbys_catch_up(struct dn_session *session, struct dunlin_error *err)
{
	struct standby s = { .session = session, .reason = &standby_lags };
	struct dunlin_value most;
	bool ok;

	if (session->options.backfill_lag_ms == 0 || session->dialect->lagging == NULL)
		return true;
	s.mem = dn_new_context(NULL);
	most = dn_text_value(dn_sprintf(s.mem, "%u", session->options.backfill_lag_ms));
	s.question =
	    (struct dunlin_exec){ .sql = session->dialect->lagging, .params = &most, .nparams = 1 };
	ok = standby_wait(&s, err);
	dn_free(s.mem);
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
