/* copy.c - COPY ... FROM STDIN with its data */
#include "config.h"

#include <poll.h>

#include "pg.h"

/* One message of the protocol; the server's own COPY reads as much at a time. */
#define COPY_CHUNK 65536u

bool
dn_pg_copy_end(struct pg_conn *c, const char *why, struct dunlin_error *err)
{
	int sent;

	while ((sent = PQputCopyEnd(c->pg, why)) == 0)
		if (!dn_pg_wait(c, POLLOUT, err))
			return false;
	return sent > 0;
}

bool
dn_pg_copy_skip(struct pg_conn *c, struct dunlin_error *err)
{
	char *data;
	int n;

	dunlin_error_set(err, DUNLIN_E_UNSUPPORTED, "COPY TO STDOUT has nowhere to go");
	while ((n = PQgetCopyData(c->pg, &data, 1)) >= 0) {
		if (n > 0)
			PQfreemem(data);
		else if (!dn_pg_wait(c, POLLIN, err) || !PQconsumeInput(c->pg))
			break;
	}
	return false;
}

static bool
copy_chunk(struct pg_conn *c, const char *data, size_t len, struct dunlin_error *err)
{
	int sent;

	while ((sent = PQputCopyData(c->pg, data, (int) len)) == 0)
		if (!dn_pg_wait(c, POLLOUT, err))
			return false;
	return sent > 0 && dn_pg_flush(c, err);
}

/* An error of the server, in the first line or the last, is its answer to the end of the data. */
static bool
copy_send(struct pg_conn *c, const char *data, size_t len, struct dunlin_error *err)
{
	for (size_t sent = 0, n; sent < len && !c->canceled; sent += n) {
		n = len - sent < COPY_CHUNK ? len - sent : COPY_CHUNK;
		if (!copy_chunk(c, data + sent, n, err))
			break;
		if (c->progress != NULL)
			c->progress(c->progress_payload, "bytes", sent + n, len);
	}
	return dn_pg_copy_end(c, c->canceled ? "canceled" : NULL, err);
}

bool
dn_pg_copy(struct dunlin_conn *conn, const char *sql, const char *data, size_t len,
    struct dunlin_error *err)
{
	struct pg_conn *c = (struct pg_conn *) conn;
	ExecStatusType status;
	PGresult *res;

	dn_pg_start(c);
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return dunlin_error_set(err, DUNLIN_E_GONE, "the connection was lost");
	if (!PQsendQueryParams(c->pg, sql, 0, NULL, NULL, NULL, NULL, 0))
		return dn_pg_error_conn(c, err);
	if (!dn_pg_next(c, &res, err))
		return false;
	status = PQresultStatus(res);
	if (status == PGRES_FATAL_ERROR)
		dn_pg_error(c, res, sql, err);
	else if (status == PGRES_COPY_OUT)
		dn_pg_copy_skip(c, err);
	else if (status != PGRES_COPY_IN)
		dunlin_error_set(err, DUNLIN_E_UNSUPPORTED, "the statement takes no data");
	PQclear(res);
	if (status == PGRES_COPY_IN)
		copy_send(c, data, len, err);
	return dn_pg_drain(c, sql, err) && status == PGRES_COPY_IN;
}
