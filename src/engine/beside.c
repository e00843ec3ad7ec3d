/* beside.c - a thread that does something again and again while another one migrates */
#include "config.h"

#include <pthread.h>
#include <time.h>

#include "base/mem.h"
#include "base/threads.h"
#include "engine/beside.h"

/* How long the last turn may take before it is canceled. */
enum { BESIDE_GRACE_MS = 100 };

struct dn_beside {
	struct dn_session_options options;
	bool connects;
	struct dn_beside_work work;
	pthread_t thread;
	pthread_mutex_t mutex; /* of all below */
	pthread_cond_t wake;   /* something of it has changed */
	struct dn_session *session;
	volatile sig_atomic_t stop; /* the driver looks at it, too */
	bool ended;
};

/* With the mutex held: false when nothing woke us for MS. */
static bool
beside_wait(struct dn_beside *b, unsigned ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long) (ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return pthread_cond_timedwait(&b->wake, &b->mutex, &until) == 0;
}

/* False when it is time to end. */
static bool
beside_next(struct dn_beside *b)
{
	pthread_mutex_lock(&b->mutex);
	while (!b->stop && beside_wait(b, b->work.every_ms))
		;
	pthread_mutex_unlock(&b->mutex);
	return !b->stop;
}

/* Whoever ends us may cancel what the session does, so he must know which there is. */
static void
beside_use(struct dn_beside *b, struct dn_session *session)
{
	struct dn_session *before;

	pthread_mutex_lock(&b->mutex);
	before = b->session;
	b->session = session;
	pthread_mutex_unlock(&b->mutex);
	dn_free(before);
}

static void *
beside_run(void *payload)
{
	struct dn_beside *b = payload;

	while (beside_next(b)) {
		bool due = b->work.due == NULL || b->work.due(b->work.payload);

		if (due && b->connects && b->session == NULL) {
			beside_use(b, dn_session_open(NULL, &b->options, NULL));
			if (b->session == NULL)
				continue;
		}
		if ((!due || !b->work.turn(b->work.payload, b->session)) && b->session != NULL)
			beside_use(b, NULL);
	}
	beside_use(b, NULL);
	pthread_mutex_lock(&b->mutex);
	b->ended = true;
	pthread_cond_signal(&b->wake);
	pthread_mutex_unlock(&b->mutex);
	return NULL;
}

/* A server that does not answer the last question must not keep us. */
static int
beside_destructor(struct dn_beside *b)
{
	pthread_mutex_lock(&b->mutex);
	b->stop = 1;
	pthread_cond_signal(&b->wake);
	while (!b->ended)
		if (!beside_wait(b, BESIDE_GRACE_MS) && b->session != NULL)
			dn_session_cancel(b->session);
	pthread_mutex_unlock(&b->mutex);
	pthread_join(b->thread, NULL);
	pthread_cond_destroy(&b->wake);
	pthread_mutex_destroy(&b->mutex);
	return 0;
}

struct dn_beside *
dn_beside_new(
    const void *mem, const struct dn_session_options *options, const struct dn_beside_work *work)
{
	struct dn_beside *b = dn_new(mem, struct dn_beside);
	pthread_condattr_t attr;

	b->connects = options != NULL;
	if (options != NULL)
		b->options = *options;
	b->options.log = NULL;
	b->options.progress = NULL;
	b->options.create = false;
	b->options.handle = NULL;
	b->options.canceled = &b->stop;
	b->options.opened = NULL;
	b->work = *work;
	pthread_mutex_init(&b->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&b->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (dn_thread_create(&b->thread, NULL, beside_run, b) == 0) {
		talloc_set_destructor(b, beside_destructor);
		return b;
	}
	dn_free(b);
	return NULL;
}
