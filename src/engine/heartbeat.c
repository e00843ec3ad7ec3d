/* heartbeat.c - a thread that renews the lease */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/mem.h"
#include "engine/heartbeat.h"

struct dn_heartbeat {
	struct dn_session_options options;
	const char *renew, *holder, *token;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct dn_session *session; /* NULL: none, or being opened */
	bool ended;
	volatile sig_atomic_t stop; /* under the mutex, but for the driver that looks at it */
};

enum { HEARTBEAT_CANCEL_MS = 100 };

static struct timespec
heartbeat_in(unsigned ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long) (ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

/* True when it is time to end. */
static bool
heartbeat_wait(struct dn_heartbeat *h)
{
	struct timespec until = heartbeat_in(h->options.lease_ms / 3);

	pthread_mutex_lock(&h->mutex);
	while (!h->stop && pthread_cond_timedwait(&h->wake, &h->mutex, &until) == 0)
		;
	pthread_mutex_unlock(&h->mutex);
	return h->stop;
}

static bool
heartbeat_renew(struct dn_heartbeat *h, struct dn_session *session)
{
	char length[16];
	struct dunlin_value params[] = { dn_text_value(h->holder), dn_text_value(h->token), { 0 } };
	bool ours = false;

	snprintf(length, sizeof length, "%u", h->options.lease_ms);
	params[2] = dn_text_value(length);
	return dn_session_has_row(session, h->renew, params, 3, &ours, NULL) && ours;
}

/* Who ends the thread may cancel what its session waits for. */
static void
heartbeat_use(struct dn_heartbeat *h, struct dn_session *session)
{
	struct dn_session *before;

	pthread_mutex_lock(&h->mutex);
	before = h->session;
	h->session = session;
	pthread_mutex_unlock(&h->mutex);
	dn_free(before);
}

static void *
heartbeat_run(void *payload)
{
	struct dn_heartbeat *h = payload;

	while (!heartbeat_wait(h)) {
		if (h->session == NULL)
			heartbeat_use(h, dn_session_open(NULL, &h->options, NULL));
		if (h->session != NULL && !heartbeat_renew(h, h->session))
			heartbeat_use(h, NULL);
	}
	heartbeat_use(h, NULL);
	pthread_mutex_lock(&h->mutex);
	h->ended = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->mutex);
	return NULL;
}

/* Again and again: a statement that begins just now forgets what was canceled before it. */
static int
heartbeat_destructor(struct dn_heartbeat *h)
{
	pthread_mutex_lock(&h->mutex);
	h->stop = 1;
	pthread_cond_signal(&h->wake);
	while (!h->ended) {
		struct timespec until = heartbeat_in(HEARTBEAT_CANCEL_MS);

		pthread_cond_timedwait(&h->wake, &h->mutex, &until);
		if (h->session != NULL && !h->ended)
			dn_session_cancel(h->session);
	}
	pthread_mutex_unlock(&h->mutex);
	pthread_join(h->thread, NULL);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->mutex);
	return 0;
}

/* Signals are for the thread that migrates. */
static bool
heartbeat_start(struct dn_heartbeat *h)
{
	sigset_t all, before;
	bool ok;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = pthread_create(&h->thread, NULL, heartbeat_run, h) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

struct dn_heartbeat *
dn_heartbeat_new(const void *mem, const struct dn_session_options *options, const char *renew,
    const char *holder, const char *token)
{
	struct dn_heartbeat *h = dn_new(mem, struct dn_heartbeat);
	pthread_condattr_t attr;

	h->options = *options;
	h->options.log = NULL;
	h->options.create = false;
	h->options.pooler = DN_POOLER_TRANSACTION;
	h->options.canceled = &h->stop;
	h->options.opened = NULL;
	h->renew = renew;
	h->holder = holder;
	h->token = token;
	pthread_mutex_init(&h->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (heartbeat_start(h)) {
		talloc_set_destructor(h, heartbeat_destructor);
		return h;
	}
	dn_free(h);
	return NULL;
}
