/* pgsql_run.c - PostgreSQL behind libdbi: statements */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "pg_fields.h"
#include "pgsql.h"

#define PGSQL_BYTEAOID   17u /* pg_type.dat */
#define PGSQL_SLICE_MS   100
#define PGSQL_CANCEL_MS  5000
#define PGSQL_COPY_PIECE (64u << 10)

static bool
pgsql_lost(struct dbi_link *l, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	const char *text = pg->PQerrorMessage(l->client);
	bool lost = pg->PQstatus(l->client) == CONNECTION_BAD;

	return dunlin_error_set(err, lost ? DUNLIN_E_GONE : DUNLIN_E_SQL, "%.*s",
	    (int) strcspn(text, "\n"), text[0] == '\0' ? "the connection was lost" : text);
}

static void
pgsql_ask_to_cancel(struct dbi_link *l)
{
	const struct pgsql_doors *pg = l->doors;
	PGcancel *cancel = pg->PQgetCancel(l->client);
	char why[256];

	l->cancel_until = dn_dbi_now_ms() + PGSQL_CANCEL_MS;
	if (cancel != NULL)
		pg->PQcancel(cancel, why, sizeof why);
	pg->PQfreeCancel(cancel);
}

/* Wait for the next result; NULL in *RES is the end. */
static bool
pgsql_next(struct dbi_link *l, PGresult **res, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	struct pollfd fd = { .fd = pg->PQsocket(l->client), .events = POLLIN };

	while (pg->PQisBusy(l->client)) {
		int n;

		if (l->canceled && l->cancel_until == 0)
			pgsql_ask_to_cancel(l);
		n = poll(&fd, 1, PGSQL_SLICE_MS);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "cannot wait for the server: %s", strerror(errno));
		if (n <= 0 && l->cancel_until != 0 && dn_dbi_now_ms() > l->cancel_until)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "canceled, but the server did not answer");
		if (n > 0 && !pg->PQconsumeInput(l->client))
			break;
	}
	*res = pg->PQgetResult(l->client);
	return true;
}

static bool
pgsql_send(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	size_t n = exec->nparams;
	Oid *types = dn_dbi_alloc((n + 1) * sizeof *types);
	const char **values = dn_dbi_alloc((n + 1) * sizeof *values);
	int *lengths = dn_dbi_alloc((n + 1) * sizeof *lengths);
	int *formats = dn_dbi_alloc((n + 1) * sizeof *formats);
	int sent;

	for (size_t i = 0; i < n; i++) {
		const struct dunlin_value *value = &exec->params[i];
		bool blob = value->kind == DUNLIN_BLOB;

		types[i] = blob ? PGSQL_BYTEAOID : 0;
		values[i] = value->kind == DUNLIN_NULL ? NULL : value->data;
		if (blob && value->data == NULL)
			values[i] = "";
		lengths[i] = (int) value->len;
		formats[i] = blob;
	}
	sent = pg->PQsendQueryParams(
	    l->client, exec->sql, (int) n, types, values, lengths, formats, 0);
	free(formats);
	free(lengths);
	free(values);
	free(types);
	return sent != 0 || pgsql_lost(l, err);
}

struct pgsql_row {
	const struct pgsql_doors *pg;
	const PGresult *res;
	int row;
};

static void
pgsql_column(void *payload, size_t i, struct dunlin_value *value)
{
	const struct pgsql_row *at = payload;

	if (at->pg->PQgetisnull(at->res, at->row, (int) i))
		return;
	value->kind = DUNLIN_TEXT;
	value->data = at->pg->PQgetvalue(at->res, at->row, (int) i);
}

static bool
pgsql_rows(const struct pgsql_doors *pg, const PGresult *res, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	struct pgsql_row at = { pg, res, 0 };

	for (; at.row < pg->PQntuples(res); at.row++)
		if (!dunlin_exec_row(exec, (size_t) pg->PQnfields(res), pgsql_column, &at, err))
			return false;
	return true;
}

/* A COPY without its data, or for nobody. */
static bool
pgsql_copy_end(struct dbi_link *l, ExecStatusType status, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	char *data;

	if (status == PGRES_COPY_IN)
		pg->PQputCopyEnd(l->client, "no data");
	while (status == PGRES_COPY_OUT && pg->PQgetCopyData(l->client, &data, 0) > 0)
		pg->PQfreemem(data);
	return dunlin_error_set(
	    err, DUNLIN_E_UNSUPPORTED, "COPY FROM STDIN without its data, or TO STDOUT");
}

static bool
pgsql_take(
    struct dbi_link *l, const struct dunlin_exec *exec, PGresult *res, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	struct pg_failure failure = {
		.field = pg->PQresultErrorField,
		.res = res,
		.text = pg->PQresultErrorMessage(res),
		.sql = exec->sql,
		.lost = pg->PQstatus(l->client) == CONNECTION_BAD,
		.canceled = l->canceled != 0,
	};

	switch (pg->PQresultStatus(res)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_TUPLES_OK: return pgsql_rows(pg, res, exec, err);
	case PGRES_COMMAND_OK: return pg_check_commit(pg->PQcmdStatus(res), exec->sql, err);
	case PGRES_EMPTY_QUERY: return true;
	case PGRES_COPY_IN: return pgsql_copy_end(l, PGRES_COPY_IN, err);
	case PGRES_COPY_OUT: return pgsql_copy_end(l, PGRES_COPY_OUT, err);
	default: return pg_report(&failure, err);
	}
}

/* Results to the end of the statement; OK: no error came before. */
static bool
pgsql_finish(struct dbi_link *l, const struct dunlin_exec *exec, bool ok, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	PGresult *res = NULL;

	while (pgsql_next(l, &res, err)) {
		if (res == NULL)
			return ok;
		if (ok && !pgsql_take(l, exec, res, err)) {
			ok = false;
			/* Rows that nobody wants may be many. */
			if (pg->PQresultStatus(res) == PGRES_SINGLE_TUPLE)
				l->canceled = 1;
		}
		pg->PQclear(res);
	}
	return false;
}

static bool
pgsql_start(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;

	if (pg->PQstatus(l->client) == CONNECTION_BAD)
		return dunlin_error_set(err, DUNLIN_E_GONE, "the connection was lost");
	return pgsql_send(l, exec, err);
}

bool
dn_dbi_pgsql_exec(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	if (!pgsql_start(l, exec, err))
		return false;
	((const struct pgsql_doors *) l->doors)->PQsetSingleRowMode(l->client);
	return pgsql_finish(l, exec, true, err);
}

/* What the server refuses meanwhile is among the results. */
static void
pgsql_put(struct dbi_link *l, const char *data, size_t len)
{
	const struct pgsql_doors *pg = l->doors;

	for (size_t sent = 0, n; sent < len && !l->canceled; sent += n) {
		n = len - sent < PGSQL_COPY_PIECE ? len - sent : PGSQL_COPY_PIECE;
		if (pg->PQputCopyData(l->client, data + sent, (int) n) != 1)
			return;
		if (l->progress != NULL)
			l->progress(l->progress_payload, "bytes", sent + n, len);
	}
	pg->PQputCopyEnd(l->client, l->canceled ? "canceled" : NULL);
}

bool
dn_dbi_pgsql_copy(
    struct dbi_link *l, const char *sql, const char *data, size_t len, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	struct dunlin_exec exec = { .size = sizeof exec, .sql = sql };
	PGresult *res = NULL;
	bool ok = true;

	if (!pgsql_start(l, &exec, err) || !pgsql_next(l, &res, err))
		return false;
	if (pg->PQresultStatus(res) == PGRES_COPY_IN)
		pgsql_put(l, data, len);
	else
		ok = pgsql_take(l, &exec, res, err) &&
		     dunlin_error_set(
			 err, DUNLIN_E_UNSUPPORTED, "the statement is no COPY ... FROM STDIN");
	pg->PQclear(res);
	ok = pgsql_finish(l, &exec, ok, err);
	if (!ok && l->canceled && err != NULL && dunlin_error_code(err) == DUNLIN_OK)
		dunlin_error_set(err, DUNLIN_E_CANCELED, "canceled");
	return ok;
}
