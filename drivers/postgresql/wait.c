/* wait.c - wait for the server without ever being deaf to cancel() */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pg.h"

/* How often a wait looks at the flag that another thread may have set. */
#define WAIT_SLICE_MS  100
/* How long a server may take to answer a cancel request. */
#define WAIT_CANCEL_MS 5000

void *
dn_pg_alloc(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		abort();
	return p;
}

int64_t
dn_pg_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
dn_pg_start(struct pg_conn *c)
{
	dn_pg_cancel_end(c, c->cancel_until);
	c->canceled = 0;
	c->cancel_sent = false;
}

/*
 * The request goes out from here and not from cancel(): so it cannot meet a connection that is
 * being closed, nor the statement after the one it was meant for.
 */
static void
wait_cancel(struct pg_conn *c)
{
	c->cancel_sent = true;
	c->cancel_until = dn_pg_now_ms() + WAIT_CANCEL_MS;
	dn_pg_cancel_send(c);
}

bool
dn_pg_wait(struct pg_conn *c, short events, struct dunlin_error *err)
{
	struct pollfd fd = { .fd = PQsocket(c->pg), .events = events };

	for (;;) {
		int n;

		if (c->canceled && !c->cancel_sent)
			wait_cancel(c);
		if (fd.fd < 0)
			return dn_pg_error_conn(c, err);
		n = poll(&fd, 1, WAIT_SLICE_MS);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "cannot wait for the server: %s", strerror(errno));
		if (c->cancel_sent && dn_pg_now_ms() > c->cancel_until)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "canceled, but the server did not answer");
	}
}

bool
dn_pg_flush(struct pg_conn *c, struct dunlin_error *err)
{
	int left;

	while ((left = PQflush(c->pg)) == 1) {
		if (!dn_pg_wait(c, POLLIN | POLLOUT, err))
			return false;
		if (!PQconsumeInput(c->pg))
			break;
	}
	/* What the server said before it hung up is still to be read, as a result. */
	return true;
}

bool
dn_pg_next(struct pg_conn *c, PGresult **res, struct dunlin_error *err)
{
	*res = NULL;
	if (!dn_pg_flush(c, err))
		return false;
	while (PQisBusy(c->pg)) {
		if (!dn_pg_wait(c, POLLIN, err))
			return false;
		if (!PQconsumeInput(c->pg))
			break;
	}
	*res = PQgetResult(c->pg);
	return true;
}

bool
dn_pg_is_copy(ExecStatusType status)
{
	return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

bool
dn_pg_drain(struct pg_conn *c, const char *sql, struct dunlin_error *err)
{
	bool ok = true;
	PGresult *res;

	while (dn_pg_next(c, &res, err)) {
		ExecStatusType status = PQresultStatus(res);

		if (res == NULL)
			return ok;
		if (status != PGRES_COMMAND_OK)
			ok = dn_pg_error(c, res, sql, err);
		PQclear(res);
		if (dn_pg_is_copy(status))
			break; /* could not be ended */
	}
	return false;
}
