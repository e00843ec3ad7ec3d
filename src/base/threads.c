/* threads.c - threads that leave signals to the caller's */
#include "config.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/threads.h"

/* More than these would wait for the disk or for each other. */
enum { THREADS_MOST = 4 };

int
dn_thread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *payload)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(thread, attr, fn, payload);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

size_t
dn_threads_for(size_t most)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors < 1)
		return 1;
	return (size_t) processors < most ? (size_t) processors : most;
}

struct threads_work {
	void (*fn)(void *payload, size_t i);
	void *payload;
	size_t n;
	atomic_size_t next;
};

static void *
threads_run(void *payload)
{
	struct threads_work *work = payload;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->n)
		work->fn(work->payload, i);
	return NULL;
}

void
dn_threads_each(size_t n, void (*fn)(void *payload, size_t i), void *payload)
{
	struct threads_work work = { .fn = fn, .payload = payload, .n = n };
	size_t others = n < 2 ? 0 : dn_threads_for(n < THREADS_MOST ? n : THREADS_MOST) - 1;
	pthread_t threads[THREADS_MOST];

	/* Without them this one does all. */
	for (size_t i = 0; i < others; i++)
		if (dn_thread_create(&threads[i], NULL, threads_run, &work) != 0)
			others = i;
	threads_run(&work);
	for (size_t i = 0; i < others; i++)
		pthread_join(threads[i], NULL);
}
