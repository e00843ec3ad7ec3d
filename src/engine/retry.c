/* retry.c - short waits for locks, and the transaction tried again */
#include "config.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/lock.h"
#include "engine/progress.h"
#include "engine/retry.h"
#include "plan/classify.h"

/* Pauses: anything up to BASE, twice that, four times ... with CAP as the most. */
enum { RETRY_BASE_MS = 100, RETRY_CAP_MS = 30000, RETRY_TABLES = 8 };

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
		.end_ms = dn_lock_now_ms() + r->session->options.lock_retry_ms,
	};
}

bool
dn_retry_bound_waits(const struct dn_retry *retry, struct dunlin_error *err)
{
	struct dn_session *session = retry->r->session;
	const struct dn_lock_sql *locking = session->dialect->locking;
	const struct dn_map *settings = session->options.settings;
	char *sql;
	bool ok;

	if (retry->segment == NULL || !retry->segment->retries || locking == NULL ||
	    session->options.lock_timeout_ms == 0 ||
	    (settings != NULL && dn_map_get(settings, "lock_timeout") != NULL))
		return true;
	sql = dn_sprintf(NULL, "%s%u", locking->bound_waits, session->options.lock_timeout_ms);
	ok = dn_session_run(session, sql, NULL, 0, err);
	dn_free(sql);
	return ok;
}

/* Who is in the way: the first that was found, with PID NULL as long as nobody was. */
struct retry_holder {
	const void *mem;
	struct dunlin_holder who;
};

static bool
retry_take_holder(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct retry_holder *found = payload;

	(void) ncols, (void) err;
	if (found->who.pid == NULL)
		found->who = dn_lock_read_holder(found->mem, values);
	return true;
}

/* As the server reads it. */
static char *
retry_table(const void *mem, const struct dn_session *session, const char *key)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const struct dn_name name = dn_schema_key_name(buf, key);

	session->dialect->relation(buf, &name);
	return buf->s;
}

/* Who has a lock on a table that STEP needs. */
static void
retry_find_holder(
    struct retry_holder *found, struct dn_session *session, const struct dn_step *step)
{
	for (size_t i = 0; step->effect != NULL && i < step->effect->nlocks && i < RETRY_TABLES &&
			   found->who.pid == NULL;
	     i++) {
		struct dunlin_value param =
		    dn_text_value(retry_table(found->mem, session, step->effect->locks[i].table));
		struct dunlin_exec exec = {
			.sql = session->dialect->locking->table_holder,
			.params = &param,
			.nparams = 1,
			.row = retry_take_holder,
			.row_payload = found,
		};

		if (!dn_session_query(session, &exec, NULL))
			break;
	}
}

/* Nobody may be, by now. */
static struct retry_holder
retry_holder(const void *mem, const struct dn_retry *retry)
{
	struct retry_holder found = { .mem = mem };
	struct dn_session *session = retry->r->session;
	size_t n =
	    session->dialect->locking == NULL || retry->segment == NULL ? 0 : retry->segment->n;

	for (size_t i = 0; i < n && found.who.pid == NULL; i++)
		retry_find_holder(
		    &found, session, retry->revision->steps[retry->segment->first + i]);
	return found;
}

static unsigned
retry_pause(unsigned attempts)
{
	unsigned most = attempts > 8 ? RETRY_CAP_MS : RETRY_BASE_MS << attempts, noise = 0;

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = most / 2;
	return noise % ((most < RETRY_CAP_MS ? most : RETRY_CAP_MS) + 1);
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

bool
dn_retry_again(struct dn_retry *retry, struct dunlin_error *failed)
{
	struct dn_session *session = retry->r->session;
	bool busy =
	    failed->code == DUNLIN_E_BUSY && retry->segment != NULL && retry->segment->retries;
	struct retry_holder found = { 0 };
	void *scratch;
	char *who;
	bool again;

	if ((!busy && failed->code != DUNLIN_E_RETRY) || session->lost ||
	    session->options.lock_retry_ms == 0)
		return false;
	scratch = dn_new_context(NULL);
	if (busy)
		found = retry_holder(scratch, retry);
	who = found.who.pid == NULL ? NULL : dn_lock_describe(scratch, &found.who);
	again = dn_lock_now_ms() < retry->end_ms;
	if (again) {
		dn_log(session->options.log, DUNLIN_INFO, "revision '%s' is tried again: %s%s%s",
		    retry->revision->revision->id, failed->message,
		    who == NULL ? "" : "; in the way: ", who == NULL ? "" : who);
		dn_progress_retry(
		    session->options.progress, failed->message, who == NULL ? NULL : &found.who);
		again = dn_lock_pause(session->options.canceled, retry_pause(retry->attempts++)) &&
			retry_forget(retry);
	} else {
		dunlin_error_set_hint(failed,
		    "It was tried %u times%s%s; run the same command again when the table is less "
		    "used, or raise lock_retry in dunlin.ini.",
		    retry->attempts + 1,
		    who == NULL ? "" : "; in the way: ", who == NULL ? "" : who);
	}
	dn_free(scratch);
	return again;
}
