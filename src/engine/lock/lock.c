/* lock.c - poll for the lock, or for the lease that stands for it */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "engine/lock/lease.h"
#include "engine/lock/lock.h"
#include "engine/tell/progress.h"

enum { LOCK_POLL_MIN_MS = 50, LOCK_POLL_MAX_MS = 1000, LOCK_SLICE_MS = 50 };

struct lock_poll {
	struct dn_session *session;
	const struct dn_store *store;
	char *key;
	char *holder; /* who was last seen to have it, or NULL */
	bool got;
};

/* 60 bits of a digest: always a positive number of the server's 64 bits. */
char *
dn_lock_key(const void *mem, const struct dn_store *store)
{
	struct dn_hash *hash = dn_hash_new(mem);
	char *hex, *key;

	dn_hash_add(hash, "dunlin lock ", strlen("dunlin lock "));
	dn_hash_add(hash, store->revision, strlen(store->revision));
	hex = dn_hash_end(mem, hash);
	hex[15] = '\0';
	key = dn_sprintf(mem, "%llu", strtoull(hex, NULL, 16));
	dn_free(hex);
	return key;
}

static bool
lock_take_answer(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	bool *got = payload;

	(void) err;
	*got = ncols > 0 && values[0] != NULL && (values[0][0] == 't' || values[0][0] == '1');
	return true;
}

static bool
lock_advisory(struct lock_poll *l, bool *got, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(l->key);
	struct dunlin_exec exec = {
		.sql = l->session->dialect->try_lock,
		.params = &param,
		.nparams = 1,
		.row = lock_take_answer,
		.row_payload = got,
	};

	return dn_session_ask(l->session, &exec, err);
}

/* Say whom the lease was taken from: he is dead, or will stop at his next transaction. */
static void
lock_say_expired(struct lock_poll *l, const struct dn_lock_holder *holder)
{
	char *text = dn_lock_describe(NULL, &holder->who);

	dn_log(l->session->options.log, DUNLIN_NOTICE,
	    "took over the lock from a migration that did not renew its lease (%s)", text);
	dn_free(text);
}

/*
 * Who stands in the way.  An expired lease does not; but whoever held it may only have slept, and
 * must not find it still his own.
 */
static bool
lock_look(struct lock_poll *l, const void *mem, struct dn_lock_holder *expired, bool *free,
    struct dunlin_error *err)
{
	struct dn_lock_holders holders;

	*free = true;
	if (!dn_lock_holders(mem, l->session, l->store, &holders, err))
		return false;
	for (size_t i = 0; i < holders.n; i++) {
		struct dn_lock_holder *h = &holders.list[i];

		if (l->session->lease != NULL && h->lease)
			continue;
		if (h->expired) {
			*expired = *h;
			continue;
		}
		*free = false;
		dn_progress_wait(l->session->options.progress, "lock", NULL, &h->who);
		dn_free(l->holder);
		l->holder = dn_lock_describe(l, &h->who);
	}
	return true;
}

static bool
lock_try_session(struct lock_poll *l, const void *mem, struct dunlin_error *err)
{
	struct dn_lock_holder expired = { 0 };
	bool got = false, free, broken;

	/* Tried and looked in one way to the server, in this order. */
	dn_session_defer(l->session);
	if (!lock_advisory(l, &got, err) || !lock_look(l, mem, &expired, &free, err)) {
		dn_session_drop(l->session);
		return false;
	}
	if (got && !free)
		dn_lock_release(l->session);
	l->got = got && free;
	if (!l->got || !expired.expired)
		return true;
	if (!dn_lease_break(l->session, l->store, expired.holder, expired.token, &broken, err))
		return false;
	if (broken)
		lock_say_expired(l, &expired);
	else /* renewed, or taken by another one just now */
		dn_lock_release(l->session);
	l->got = broken;
	return true;
}

static bool
lock_try_pooled(struct lock_poll *l, const void *mem, struct dunlin_error *err)
{
	struct dn_lock_holder expired = { 0 };
	bool free, got;

	/* Looking first, the row is not locked while somebody else has the lease. */
	if (!lock_look(l, mem, &expired, &free, err))
		return false;
	if (!free)
		return true;
	if (!dn_lease_take(l->session, l->store, &got, err))
		return false;
	if (!got)
		return true;
	if (!lock_look(l, mem, &(struct dn_lock_holder){ 0 }, &free, err))
		return false;
	if (!free) {
		dn_lease_release(l->session);
		return true;
	}
	if (expired.expired)
		lock_say_expired(l, &expired);
	l->got = true;
	return true;
}

static bool
lock_try(struct lock_poll *l, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(l);
	bool ok = l->session->pooled ? lock_try_pooled(l, own, own) : lock_try_session(l, own, own);

	/* Under a strict isolation two who take the row at once are told to try again. */
	ok = ok || own->code == DUNLIN_E_RETRY;
	if (!ok)
		dn_error_copy(err, own);
	dn_free(own);
	return ok;
}

void
dn_lock_sleep(unsigned ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = (long) (ms % 1000) * 1000000 };

	nanosleep(&ts, NULL);
}

bool
dn_lock_pause(const volatile sig_atomic_t *canceled, unsigned ms)
{
	unsigned long long now = dn_clock_ms(), end = now + ms;

	for (; now < end && (canceled == NULL || !*canceled); now = dn_clock_ms())
		dn_lock_sleep(end - now < LOCK_SLICE_MS ? (unsigned) (end - now) : LOCK_SLICE_MS);
	return canceled == NULL || !*canceled;
}

/* Between half of MS and all of it, so that many who wait do not come all at once. */
static unsigned
lock_jitter(unsigned ms)
{
	unsigned noise = 0;

	if (getrandom(&noise, sizeof noise, 0) != (ssize_t) sizeof noise)
		noise = (unsigned) dn_clock_ms();
	return ms - noise % (ms / 2 + 1);
}

static bool
lock_timed_out(const struct lock_poll *l, unsigned wait_ms, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_LOCKED,
	    "another migration has held the lock on this database for %.1f s%s%s", wait_ms / 1000.0,
	    l->holder == NULL ? "" : ": ", l->holder == NULL ? "" : l->holder);
	dunlin_error_set_hint(err, "Wait for it and run the command again; lock_wait in dunlin.ini "
				   "says how long to wait, 'dunlin lock' shows who has it.");
	return false;
}

static bool
lock_poll(struct lock_poll *l, unsigned wait_ms, bool *waited, struct dunlin_error *err)
{
	unsigned long long end = dn_clock_ms() + wait_ms, now;
	unsigned pause = LOCK_POLL_MIN_MS, most;

	for (;;) {
		if (!lock_try(l, err))
			return false;
		if (l->got)
			return true;
		now = dn_clock_ms();
		if (now >= end)
			return lock_timed_out(l, wait_ms, err);
		if (!*waited && l->holder != NULL) {
			dn_log(l->session->options.log, DUNLIN_INFO,
			    "another migration is running on this database; waiting for it (%s)",
			    l->holder);
			*waited = true;
		}
		most = end - now < pause ? (unsigned) (end - now) : pause;
		dn_lock_sleep(most < LOCK_POLL_MIN_MS ? most : lock_jitter(most));
		pause = pause * 2 > LOCK_POLL_MAX_MS ? LOCK_POLL_MAX_MS : pause * 2;
	}
}

bool
dn_lock_take(struct dn_session *session, const struct dn_store *store, unsigned wait_ms,
    bool *waited, struct dunlin_error *err)
{
	struct lock_poll *l;
	bool said = false, ok;

	if (session->dialect->locking == NULL)
		return true;
	if (session->pooled && !dn_lease_prepare(session, store, err))
		return false;
	l = dn_new(NULL, struct lock_poll);
	l->session = session;
	l->store = store;
	l->key = dn_lock_key(l, store);
	ok = lock_poll(l, wait_ms, waited == NULL ? &said : waited, err);
	dn_free(l);
	return ok;
}

void
dn_lock_release(struct dn_session *session)
{
	dn_lease_release(session);
	if (session->dialect->unlock != NULL && !session->lost && !session->pooled)
		dn_session_run(session, session->dialect->unlock, NULL, 0, NULL);
}

static void
lock_explain_lost(void *payload, const void *what, struct dunlin_error *err)
{
	const struct dn_session *session = payload;

	(void) what;
	if (strcmp(err->sqlstate, session->dialect->expect_sqlstate) != 0)
		return;
	dunlin_error_clear(err);
	dunlin_error_set(err, DUNLIN_E_LOCKED,
	    "a statement of the revision let go of the lock, and another migration has it");
	dunlin_error_set_hint(err, "Take out what releases advisory locks that it did not take, "
				   "and run the command again.");
}

bool
dn_lock_keep(struct dn_session *session, const struct dn_store *store, struct dunlin_error *err)
{
	struct dn_explain explain = { .fn = lock_explain_lost, .payload = session };
	char *key;
	struct dunlin_value param;
	struct dunlin_exec exec = { .params = &param, .nparams = 1 };
	bool ok;

	if (session->dialect->locking == NULL || session->dialect->locking->keep_lock == NULL ||
	    session->pooled)
		return true;
	key = dn_lock_key(NULL, store);
	param = dn_text_value(key);
	exec.sql = session->dialect->locking->keep_lock;
	ok = dn_session_query_explained(session, &exec, &explain, err);
	dn_free(key);
	return ok;
}
