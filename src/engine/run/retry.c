/* retry.c - short waits for locks, and the transaction tried again */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/lock/lock.h"
#include "engine/tell/progress.h"
#include "engine/run/retry.h"
#include "plan/classify.h"

/* Pauses: anything up to BASE, twice that, four times ... with CAP as the most, behind a rest. */
enum {
	RETRY_BASE_MS = 100,
	RETRY_CAP_MS = 30000,
	RETRY_REST_MS = 5000,
	RETRY_TABLES = 8,
	RETRY_KNOCK_MS = 5000
};

const struct dn_segment *
dn_retry_segment(const struct dn_plan_revision *revision)
{
	return revision->nsegments == 0 ? NULL : revision->segments;
}

struct dn_retry
dn_retry_start(
    struct dn_runner *r, const struct dn_plan_revision *revision, const struct dn_segment *segment)
{
	return (struct dn_retry){
		.r = r,
		.revision = revision,
		.segment = segment,
	};
}

/* Is it left to dunlin how long a wait for a lock is? */
static bool
retry_bounds(const struct dn_session *session)
{
	const struct dn_map *settings = session->options.settings;

	return session->dialect->locking != NULL &&
	       (settings == NULL || dn_map_get(settings, "lock_timeout") == NULL);
}

/* Seconds are rounded up. */
static void
retry_fill(struct dunlin_buf *sql, const char *form, unsigned ms)
{
	for (const char *s = form; *s != '\0'; s++) {
		if (strncmp(s, "{ms}", 4) == 0) {
			dunlin_buf_printf(sql, "%u", ms);
			s += 3;
		} else if (strncmp(s, "{s}", 3) == 0) {
			dunlin_buf_printf(sql, "%u", ms / 1000 + (ms % 1000 != 0));
			s += 2;
		} else {
			dunlin_buf_put(sql, s, 1);
		}
	}
}

bool
dn_retry_bound(struct dn_session *session, const char *form, unsigned ms, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	bool ok;

	retry_fill(sql, form, ms);
	ok = dn_session_run(session, sql->s, NULL, 0, err);
	dn_free(sql);
	return ok;
}

bool
dn_retry_bound_waits(const struct dn_retry *retry, struct dunlin_error *err)
{
	struct dn_session *session = retry->r->session;
	const struct dn_lock_sql *locking = session->dialect->locking;
	const struct dn_segment *segment = retry->segment;

	if (segment == NULL || !retry_bounds(session))
		return true;
	if (segment->retries && session->options.lock_timeout_ms == 0)
		return dn_session_run(session, locking->server_waits, NULL, 0, err);
	if (segment->retries)
		return dn_retry_bound(
		    session, locking->bound_waits, session->options.lock_timeout_ms, err);
	/* Nobody waits behind it, so it waits once, and for all the time that there is. */
	if (segment->lock == DN_LOCK_SHARE_UPDATE_EXCLUSIVE && session->options.lock_retry_ms > 0)
		return dn_retry_bound(
		    session, locking->bound_waits, session->options.lock_retry_ms, err);
	return true;
}

bool
dn_retry_bound_step(struct dn_runner *r, const struct dn_plan_revision *p,
    const struct dn_step *step, bool bound, struct dunlin_error *err)
{
	const struct dn_session_options *options = &r->session->options;

	if (step->effect == NULL || step->effect->lock != DN_LOCK_SHARE_UPDATE_EXCLUSIVE ||
	    p->sets_session || options->lock_retry_ms == 0 || !retry_bounds(r->session))
		return true;
	return dn_retry_bound(r->session, r->session->dialect->locking->bound_waits_of_session,
	    bound ? options->lock_retry_ms : 0, err);
}

/* Who is in the way of one of the locks of SEGMENT, and of which; NULL: nobody may be, by now. */
static const char *
retry_table(const void *mem, const struct dn_retry *retry, struct dunlin_holder *who)
{
	size_t n = retry->segment == NULL ? 0 : retry->segment->n, tables = 0;

	for (size_t i = 0; i < n; i++) {
		const struct dn_step *step = retry->revision->steps[retry->segment->first + i];

		for (size_t k = 0; step->effect != NULL && k < step->effect->nlocks; k++) {
			const struct dn_table_lock *lock = &step->effect->locks[k];

			/* CONCURRENTLY waits for who uses the table, too. */
			if (tables++ < RETRY_TABLES &&
			    dn_lock_table_holder(mem, retry->r->session, lock->table,
				step->transactional ? lock->lock : DN_LOCK_ACCESS_EXCLUSIVE, who))
				return lock->table;
		}
	}
	return NULL;
}

/* *TABLE: that he has, or NULL, for CONCURRENTLY waits for who has but a snapshot as well. */
static bool
retry_holder(
    const void *mem, const struct dn_retry *retry, const char **table, struct dunlin_holder *who)
{
	*table = retry_table(mem, retry, who);
	return *table != NULL || (retry->segment != NULL && !retry->segment->transactional &&
				     dn_lock_snapshot_holder(mem, retry->r->session, who));
}

/*
 * An autovacuum gives way to who waits for longer than the server's deadlock_timeout, which is more
 * than others should have to wait behind us.  So that is done with a lock that is in nobody's way.
 */
static void
retry_knock(const struct dn_retry *retry, const char *table)
{
	struct dn_session *session = retry->r->session;
	const struct dn_lock_sql *locking = session->dialect->locking;
	unsigned long long now = dn_clock_ms(), end = now + RETRY_KNOCK_MS;
	struct dunlin_buf *sql = dn_buf_new(NULL);
	const struct dn_name name = dn_schema_key_name(sql, table);

	if (retry->end_ms < end)
		end = retry->end_ms > now ? retry->end_ms : now + 1;
	dunlin_buf_puts(sql, locking->knock);
	session->dialect->relation(sql, &name);
	dunlin_buf_puts(sql, locking->knock_mode);
	if (dn_session_begin(session, NULL) &&
	    dn_retry_bound(session, locking->bound_waits, (unsigned) (end - now), NULL))
		dn_session_run(session, sql->s, NULL, 0, NULL);
	dn_session_rollback(session);
	dn_free(sql);
}

/* For a lock, in vain: by now, or because the server saw a deadlock. */
static bool
retry_waited(const struct dn_retry *retry, const struct dunlin_error *failed)
{
	const struct dn_dialect *d = retry->r->session->dialect;

	return d->locking != NULL && (failed->code == DUNLIN_E_BUSY ||
					 strcmp(failed->sqlstate, d->locking->deadlock) == 0);
}

/*
 * Whoever came while a lock was waited for has waited behind us: such a transaction is to end
 * before it meets us again, so we are away for as long as we were in the way.
 */
static unsigned
retry_pause(const struct dn_retry *retry, const struct dunlin_error *failed)
{
	unsigned attempts = retry->attempts, noise = 0;
	unsigned most = attempts > 8 ? RETRY_CAP_MS : RETRY_BASE_MS << attempts;
	unsigned rest =
	    retry_waited(retry, failed) ? retry->r->session->options.lock_timeout_ms : 0;

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = most / 2;
	return (rest < RETRY_REST_MS ? rest : RETRY_REST_MS) +
	       noise % ((most < RETRY_CAP_MS ? most : RETRY_CAP_MS) + 1);
}

/* What a transaction PREPAREs outlives its rollback and would be in the way of the next try. */
static bool
retry_forget(const struct dn_retry *retry)
{
	struct dn_session *session = retry->r->session;
	const struct dn_plan *plan = retry->r->plan;
	bool prepares = false;

	for (size_t i = 0; i < plan->nrevisions; i++)
		prepares = prepares || plan->revisions[i]->prepares;
	return !prepares || session->pooled || session->dialect->reset_prepared == NULL ||
	       dn_session_run(session, session->dialect->reset_prepared, NULL, 0, NULL);
}

/* Is it something that another try may cure? */
static bool
retry_may(const struct dn_retry *retry, const struct dunlin_error *failed)
{
	bool busy =
	    failed->code == DUNLIN_E_BUSY && retry->segment != NULL && retry->segment->retries;

	return (busy || failed->code == DUNLIN_E_RETRY) &&
	       (retry->segment == NULL || retry->segment->transactional ||
		   retry->r->session->dialect->ddl_commits) &&
	       retry->r->session->options.lock_retry_ms > 0;
}

/* The clock runs from the first failure on, however long the run was until then. */
static bool
retry_is_late(struct dn_retry *retry)
{
	if (retry->end_ms == 0)
		retry->end_ms = dn_clock_ms() + retry->r->session->options.lock_retry_ms;
	return dn_clock_ms() >= retry->end_ms;
}

static void
retry_give_up(const struct dn_retry *retry, const char *who, struct dunlin_error *failed)
{
	if (retry->attempts == 0 && who != NULL) {
		dunlin_error_prefix(failed, "in the way is %s: ", who);
		dunlin_error_set_hint(failed,
		    "Run the same command again when that is over, or raise lock_retry in "
		    "dunlin.ini.");
	}
	if (retry->attempts > 0)
		dunlin_error_set_hint(failed,
		    "It was tried %u times%s%s; run the same command again when the table is less "
		    "used, or raise lock_retry in dunlin.ini.",
		    retry->attempts + 1,
		    who == NULL ? "" : "; in the way: ", who == NULL ? "" : who);
}

bool
dn_retry_again(struct dn_retry *retry, struct dunlin_error *failed)
{
	struct dn_session *session = retry->r->session;
	struct dunlin_holder holder;
	const char *table = NULL;
	void *scratch;
	char *who = NULL;
	bool again;

	if (session->lost || (!retry_may(retry, failed) && !retry_waited(retry, failed)))
		return false;
	scratch = dn_new_context(NULL);
	if (retry_waited(retry, failed) && retry_holder(scratch, retry, &table, &holder))
		who = dn_lock_describe(scratch, &holder);
	again = retry_may(retry, failed) && !retry_is_late(retry);
	if (again) {
		dn_log(session->options.log, DUNLIN_INFO, "revision '%s' is tried again: %s%s%s",
		    retry->revision->revision->id, failed->message,
		    who == NULL ? "" : "; in the way: ", who == NULL ? "" : who);
		dn_progress_retry(
		    session->options.progress, failed->message, who == NULL ? NULL : &holder);
		again = dn_lock_pause(session->options.canceled, retry_pause(retry, failed)) &&
			retry_forget(retry);
		retry->attempts++;
		if (again && table != NULL)
			retry_knock(retry, table);
	} else {
		retry_give_up(retry, who, failed);
	}
	dn_free(scratch);
	return again;
}
