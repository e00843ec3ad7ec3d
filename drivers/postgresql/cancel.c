/* cancel.c - ask the server to end a statement, without waiting for a network that is gone */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "pg.h"

/*
 * PQcancel() connects, and returns when the server has hung up: without any limit where nobody
 * answers.  So it is called on a thread, which is left to itself when time is over.
 */
struct pg_cancel_request {
	PGcancel *cancel;
	/* Who sets it second frees the request: the thread that has ended, or its owner that lets
	 * go. */
	atomic_bool let_go;
};

static void
request_let_go(struct pg_cancel_request *request)
{
	if (!atomic_exchange(&request->let_go, true))
		return;
	PQfreeCancel(request->cancel);
	free(request);
}

static void *
request_run(void *payload)
{
	struct pg_cancel_request *request = payload;
	char why[256];

	PQcancel(request->cancel, why, sizeof why);
	request_let_go(request);
	return NULL;
}

/* Signals are for the program's own threads. */
static bool
request_start(struct pg_cancel_request *request)
{
	sigset_t all, before;
	pthread_t thread;
	bool ok;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ok = pthread_create(&thread, NULL, request_run, request) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (ok)
		pthread_detach(thread);
	return ok;
}

void
dn_pg_cancel_send(struct pg_conn *c)
{
	PGcancel *cancel = PQgetCancel(c->pg);

	if (cancel == NULL)
		return;
	dn_pg_cancel_end(c, 0);
	c->request = dn_pg_alloc(sizeof *c->request);
	c->request->cancel = cancel;
	if (request_start(c->request))
		return;
	PQfreeCancel(cancel);
	free(c->request);
	c->request = NULL;
}

void
dn_pg_cancel_end(struct pg_conn *c, int64_t until)
{
	if (c->request == NULL)
		return;
	while (!atomic_load(&c->request->let_go) && dn_pg_now_ms() < until)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	request_let_go(c->request);
	c->request = NULL;
}
