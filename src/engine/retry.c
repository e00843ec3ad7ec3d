/* retry.c - short waits for locks, and the transaction tried again */
#include "config.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/lock.h"
#include "engine/retry.h"
#include "plan/classify.h"

/* Pauses: anything up to BASE, twice that, four times ... with CAP as the most. */
enum { RETRY_BASE_MS = 100, RETRY_CAP_MS = 30000, RETRY_SLICE_MS = 50, RETRY_TABLES = 8 };

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

struct retry_holder {
	const void *mem;
	char *text;
};

static bool
retry_take_holder(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct retry_holder *found = payload;
	struct dn_lock_holder h = { 0 };
	const char **fields[] = { &h.pid, &h.application, &h.host, &h.user, &h.since };

	(void) err;
	for (size_t i = 0; i < ncols && i < sizeof fields / sizeof *fields; i++)
		*fields[i] = values[i];
	if (found->text == NULL)
		found->text = dn_lock_describe(found->mem, &h);
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

/* Who has a lock on a table that STEP needs; NULL when nobody has, by now. */
static char *
retry_holder(const void *mem, struct dn_session *session, const struct dn_step *step)
{
	struct retry_holder found = { .mem = mem };

	for (size_t i = 0; step->effect != NULL && i < step->effect->nlocks && i < RETRY_TABLES &&
			   found.text == NULL;
	     i++) {
		struct dunlin_value param =
		    dn_text_value(retry_table(mem, session, step->effect->locks[i].table));
		struct dunlin_exec exec = {
			.sql = session->dialect->locking->table_holder,
			.params = &param,
			.nparams = 1,
			.row = retry_take_holder,
			.row_payload = &found,
		};

		if (!dn_session_query(session, &exec, NULL))
			break;
	}
	return found.text;
}

static char *
retry_holder_of_segment(const void *mem, const struct dn_retry *retry)
{
	char *text = NULL;

	if (retry->r->session->dialect->locking == NULL || retry->segment == NULL)
		return NULL;
	for (size_t i = 0; i < retry->segment->n && text == NULL; i++)
		text = retry_holder(
		    mem, retry->r->session, retry->revision->steps[retry->segment->first + i]);
	return text;
}

static unsigned
retry_pause(unsigned attempts)
{
	unsigned most = attempts > 8 ? RETRY_CAP_MS : RETRY_BASE_MS << attempts, noise = 0;

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = most / 2;
	return noise % ((most < RETRY_CAP_MS ? most : RETRY_CAP_MS) + 1);
}

/* False when it was canceled meanwhile. */
static bool
retry_sleep(const struct dn_session *session, unsigned ms)
{
	for (unsigned slept = 0; slept < ms; slept += RETRY_SLICE_MS) {
		if (dn_session_canceled(session, NULL))
			return false;
		dn_lock_sleep(ms - slept < RETRY_SLICE_MS ? ms - slept : RETRY_SLICE_MS);
	}
	return !dn_session_canceled(session, NULL);
}

bool
dn_retry_again(struct dn_retry *retry, struct dunlin_error *failed)
{
	struct dn_session *session = retry->r->session;
	bool busy =
	    failed->code == DUNLIN_E_BUSY && retry->segment != NULL && retry->segment->retries;
	void *scratch;
	char *holder;
	bool again;

	if ((!busy && failed->code != DUNLIN_E_RETRY) || session->lost ||
	    session->options.lock_retry_ms == 0)
		return false;
	scratch = dn_new_context(NULL);
	holder = busy ? retry_holder_of_segment(scratch, retry) : NULL;
	again = dn_lock_now_ms() < retry->end_ms;
	if (again) {
		dn_log(session->options.log, DUNLIN_INFO, "revision '%s' is tried again: %s%s%s",
		    retry->revision->revision->id, failed->message,
		    holder == NULL ? "" : "; in the way: ", holder == NULL ? "" : holder);
		again = retry_sleep(session, retry_pause(retry->attempts++));
	} else {
		dunlin_error_set_hint(failed,
		    "It was tried %u times%s%s; run the same command again when the table is less "
		    "used, or raise lock_retry in dunlin.ini.",
		    retry->attempts + 1,
		    holder == NULL ? "" : "; in the way: ", holder == NULL ? "" : holder);
	}
	dn_free(scratch);
	return again;
}
