/* open.c - connect to a server, within a time and cancelable */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "pg.h"

#define OPEN_TIMEOUT_S 10
#define OPEN_SLICE_MS  100

/*
 * What the parser says comes before the server's word that it has the statement, and so maybe
 * before the end of the one before it was read: that a name is too long, which it quotes.
 */
static const struct dunlin_exec *
notice_exec(const struct pg_conn *c, const PGresult *res, const char *text)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *name = strchr(text, '"'), *end = name == NULL ? NULL : strchr(name + 1, '"');

	if (c->exec == NULL || end == NULL || sqlstate == NULL || strcmp(sqlstate, "42622") != 0)
		return c->exec == NULL ? NULL : c->exec[0];
	for (size_t i = 0; i < c->nexec; i++)
		if (memmem(c->exec[i]->sql, strlen(c->exec[i]->sql), name + 1,
			(size_t) (end - name) - 1) != NULL)
			return c->exec[i];
	return c->exec[0];
}

void
dn_pg_notice(void *payload, const PGresult *res)
{
	struct pg_conn *c = payload;
	const struct dunlin_exec *exec;
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	/* libpq's own have no fields and say nothing that the error does not. */
	if (severity == NULL || text == NULL)
		return;
	exec = notice_exec(c, res, text);
	if (exec != NULL && DUNLIN_EXEC_HAS(exec, notice))
		exec->notice(exec->notice_payload, severity, text);
	else if (c->notice != NULL)
		c->notice(c->notice_payload, severity, text);
}

/* A value that libpq took from the URL, a service, the environment or its defaults. */
static const char *
open_option(const PQconninfoOption *options, const char *key)
{
	for (; options != NULL && options->keyword != NULL; options++)
		if (strcmp(options->keyword, key) == 0)
			return options->val == NULL ? "" : options->val;
	return "";
}

/* Milliseconds, 0 for no limit; libpq leaves this to who connects asynchronously. */
static int64_t
open_timeout(const PQconninfoOption *options)
{
	const char *value = open_option(options, "connect_timeout");
	char *end;
	long seconds = strtol(value, &end, 10);

	if (end == value)
		seconds = OPEN_TIMEOUT_S;
	if (seconds <= 0 || seconds > INT_MAX / 1000)
		return 0;
	return (int64_t) (seconds < 2 ? 2 : seconds) * 1000; /* as libpq rounds */
}

/* The kernel's two hours are too long to learn that the other end is gone. */
static void
open_keepalive(PGconn *pg, const PQconninfoOption *options)
{
	static const int idle = 30, interval = 10, count = 3;
	int fd = PQsocket(pg);

	if (strcmp(open_option(options, "keepalives"), "0") == 0 ||
	    open_option(options, "keepalives_idle")[0] != '\0')
		return;
		/* On a local socket they fail, and are not needed. */
#ifdef TCP_KEEPIDLE
	(void) setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
#endif
#ifdef TCP_KEEPINTVL
	(void) setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
#endif
#ifdef TCP_KEEPCNT
	(void) setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
#endif
}

/* Wait for the socket, which libpq may change between two calls. */
static bool
open_wait(PGconn *pg, const struct dunlin_connect *how, PostgresPollingStatusType want,
    int64_t until, struct dunlin_error *err)
{
	struct pollfd fd = { .fd = PQsocket(pg) };

	fd.events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	for (;;) {
		int n;

		if (how->canceled != NULL && *how->canceled)
			return dunlin_error_set(err, DUNLIN_E_CANCELED, "canceled");
		n = poll(&fd, 1, OPEN_SLICE_MS);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return dn_pg_error_no_connection(
			    pg, DUNLIN_E_CONNECT, strerror(errno), err);
		if (until != 0 && dn_pg_now_ms() >= until) {
			dn_pg_error_no_connection(
			    pg, DUNLIN_E_UNREACHABLE, "no answer in time", err);
			dunlin_error_set_hint(err,
			    "Check host and port and what filters between; connect_timeout "
			    "(seconds) in the URL allows more time.");
			return false;
		}
	}
}

static bool
open_poll(
    struct pg_conn *c, const struct dunlin_connect *how, int64_t timeout, struct dunlin_error *err)
{
	int64_t until = timeout == 0 ? 0 : dn_pg_now_ms() + timeout;
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;

	while (want != PGRES_POLLING_OK) {
		if (want == PGRES_POLLING_FAILED)
			return dn_pg_error_connect(c->pg, err);
		if (!open_wait(c->pg, how, want, until, err))
			return false;
		want = PQconnectPoll(c->pg);
	}
	return true;
}

static bool
open_connect(struct pg_conn *c, const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct pg_params params = { 0 };
	PQconninfoOption *options;
	bool ok;

	dn_pg_params_read(&params, how);
	/* 0: a database name is never taken for a connection string. */
	c->pg = PQconnectStartParams(params.keys, params.values, 0);
	dn_pg_params_free(&params);
	if (c->pg == NULL)
		abort();
	PQsetNoticeReceiver(c->pg, dn_pg_notice, c);
	/* The only way to have a SQLSTATE of a refused connection. */
	PQsetErrorVerbosity(c->pg, PQERRORS_VERBOSE);
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return dn_pg_error_connect(c->pg, err);
	options = PQconninfo(c->pg);
	ok = open_poll(c, how, open_timeout(options), err);
	if (ok)
		open_keepalive(c->pg, options);
	PQconninfoFree(options);
	return ok;
}

void
dn_pg_attend(struct pg_conn *c, const struct dunlin_connect *how)
{
	c->notice = how->notice;
	c->notice_payload = how->notice_payload;
	if (!DUNLIN_CONNECT_HAS(how, progress))
		return;
	c->progress = how->progress;
	c->progress_payload = how->progress_payload;
}

struct pg_conn *
dn_pg_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct pg_conn *c = dn_pg_alloc(sizeof *c);

	c->generation = 1;
	dn_pg_attend(c, how);
	if (!open_connect(c, how, err)) {
		PQfinish(c->pg);
		free(c);
		return NULL;
	}
	PQsetErrorVerbosity(c->pg, PQERRORS_DEFAULT);
	PQsetnonblocking(c->pg, 1);
	return c;
}
