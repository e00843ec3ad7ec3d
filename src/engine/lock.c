/* lock.c - poll for the advisory lock */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/mem.h"
#include "engine/lock.h"

enum { LOCK_POLL_MIN_MS = 50, LOCK_POLL_MAX_MS = 1000 };

/* 60 bits of a digest: always a positive number of the server's 64 bits. */
static char *
lock_key(const void *mem, const struct dn_store *store)
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
lock_try(struct dn_session *session, const char *key, bool *got, struct dunlin_error *err)
{
	struct dunlin_value param = dn_text_value(key);
	struct dunlin_exec exec = {
		.sql = session->dialect->try_lock,
		.params = &param,
		.nparams = 1,
		.row = lock_take_answer,
		.row_payload = got,
	};

	return dn_session_query(session, &exec, err);
}

static unsigned long long
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long long) ts.tv_sec * 1000 + (unsigned long long) ts.tv_nsec / 1000000;
}

static void
lock_sleep(unsigned ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = (long) (ms % 1000) * 1000000 };

	nanosleep(&ts, NULL);
}

static bool
lock_poll(struct dn_session *session, const char *key, unsigned wait_ms, struct dunlin_error *err)
{
	unsigned long long end = now_ms() + wait_ms;
	unsigned pause = LOCK_POLL_MIN_MS;
	bool got = false, told = false;

	for (;;) {
		if (!lock_try(session, key, &got, err))
			return false;
		if (got)
			return true;
		if (now_ms() >= end)
			break;
		if (!told)
			dn_log(session->options.log, DUNLIN_INFO,
			    "another migration is running on this database; waiting for it");
		told = true;
		lock_sleep(pause);
		pause = pause * 2 > LOCK_POLL_MAX_MS ? LOCK_POLL_MAX_MS : pause * 2;
	}
	dunlin_error_set(err, DUNLIN_E_LOCKED,
	    "another migration has held the lock on this database for %.1f s", wait_ms / 1000.0);
	dunlin_error_set_hint(err, "Wait for it and run the command again; lock_wait in dunlin.ini "
				   "says how long to wait.");
	return false;
}

bool
dn_lock_take(struct dn_session *session, const struct dn_store *store, unsigned wait_ms,
    struct dunlin_error *err)
{
	char *key;
	bool ok;

	if (session->dialect->try_lock == NULL)
		return true;
	key = lock_key(NULL, store);
	ok = lock_poll(session, key, wait_ms, err);
	dn_free(key);
	return ok;
}

void
dn_lock_release(struct dn_session *session, const struct dn_store *store)
{
	struct dunlin_value param;
	char *key;

	if (session->dialect->unlock == NULL || session->lost)
		return;
	key = lock_key(NULL, store);
	param = dn_text_value(key);
	dn_session_run(session, session->dialect->unlock, &param, 1, NULL);
	dn_free(key);
}
