/* pgsql.c - PostgreSQL behind libdbi */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "pg_fields.h"
#include "dbi.h"

#define PGSQL_BYTEAOID  17u /* pg_type.dat */
#define PGSQL_SLICE_MS  100
#define PGSQL_CANCEL_MS 5000
#define PGSQL_TIMEOUT_S "10"

#define PGSQL_DOORS(X)          \
	X(PQbackendPID)         \
	X(PQcancel)             \
	X(PQclear)              \
	X(PQcmdStatus)          \
	X(PQconndefaults)       \
	X(PQconninfoFree)       \
	X(PQconsumeInput)       \
	X(PQerrorMessage)       \
	X(PQfreeCancel)         \
	X(PQfreemem)            \
	X(PQgetCancel)          \
	X(PQgetCopyData)        \
	X(PQgetResult)          \
	X(PQgetisnull)          \
	X(PQgetvalue)           \
	X(PQisBusy)             \
	X(PQnfields)            \
	X(PQntuples)            \
	X(PQputCopyEnd)         \
	X(PQresultErrorField)   \
	X(PQresultErrorMessage) \
	X(PQresultStatus)       \
	X(PQsendQueryParams)    \
	X(PQsetNoticeReceiver)  \
	X(PQsetSingleRowMode)   \
	X(PQsocket)             \
	X(PQstatus)

struct pgsql_doors {
	PGSQL_DOORS(DBI_DOOR_MEMBER)
};

static const struct dbi_door pgsql_door_list[] = {
#define X(name) { #name, offsetof(struct pgsql_doors, name) },
	PGSQL_DOORS(X)
#undef X
};

/* ---- open ---------------------------------------------------------------------------------- */

/* libdbi's word for a parameter of the URL; NULL: libpq's, with "pgsql_" before. */
static const char *
pgsql_word(const char *key)
{
	static const char *const known[] = { "host", "port", "username", "password", "dbname" };

	if (strcmp(key, "user") == 0)
		return "username";
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return key;
	return strncmp(key, "pgsql_", 6) == 0 ? key : NULL;
}

static bool
pgsql_is_libpq(const PQconninfoOption *known, const char *key)
{
	for (; known != NULL && known->keyword != NULL; known++)
		if (strcmp(known->keyword, key) == 0)
			return true;
	return false;
}

static void
pgsql_set(struct dbi_link *l, const char *key, const char *value)
{
	struct dunlin_buf *buf = dunlin_buf_new();

	dunlin_buf_printf(buf, "pgsql_%s", key);
	dbi_conn_set_option(l->conn, buf->s, value);
	dunlin_buf_free(buf);
}

static void
pgsql_set_param(struct dbi_link *l, const struct dunlin_connect *how, const PQconninfoOption *known,
    const char *key, const char *value)
{
	const char *word = pgsql_word(key);

	if (word != NULL && strcmp(word, "port") == 0)
		dbi_conn_set_option_numeric(l->conn, word, (int) strtol(value, NULL, 10));
	else if (word != NULL)
		dbi_conn_set_option(l->conn, word, value);
	else if (pgsql_is_libpq(known, key))
		pgsql_set(l, key, value);
	else
		dn_dbi_ignored(how, key);
}

static bool
pgsql_options(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct pgsql_doors *pg = l->doors = dn_dbi_alloc(sizeof *pg);
	PQconninfoOption *known;
	const char *key, *value;

	if (!dn_dbi_doors(
		l, pgsql_door_list, sizeof pgsql_door_list / sizeof pgsql_door_list[0], pg, err))
		return false;
	dbi_conn_set_option(l->conn, "encoding", "UTF-8"); /* places are counted in it */
	pgsql_set(l, "connect_timeout", PGSQL_TIMEOUT_S);
	pgsql_set(l, "fallback_application_name", how->application_name);
	known = pg->PQconndefaults();
	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++)
		pgsql_set_param(l, how, known, key, value == NULL ? "" : value);
	pg->PQconninfoFree(known);
	return true;
}

/* libdbi has no SQLSTATE of it and shows libpq's text alone. */
static bool
pgsql_passes(const char *text)
{
	static const char *const passing[] = { "Connection refused", "No such file or directory",
		"could not translate host name", "timeout expired", "the database system is",
		"server closed the connection unexpectedly" };

	for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
		if (strstr(text, passing[i]) != NULL)
			return true;
	return false;
}

static bool
pgsql_refused(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
    struct dunlin_error *err)
{
	const char *database = dbi_conn_get_option(l->conn, "dbname");
	enum dunlin_code code = DUNLIN_E_CONNECT;

	(void) how;
	text = text == NULL ? "no reason given" : text;
	if (strstr(text, "database \"") != NULL && strstr(text, "does not exist") != NULL)
		code = DUNLIN_E_ABSENT;
	else if (pgsql_passes(text))
		code = DUNLIN_E_UNREACHABLE;
	dunlin_error_set(err, code, "cannot connect to database '%s' through libdbi: %.*s",
	    database == NULL ? "" : database, (int) strcspn(text, "\n"), text);
	if (code == DUNLIN_E_UNREACHABLE)
		dunlin_error_set_hint(
		    err, "Check that the server runs, and host and port in the URL.");
	return false;
}

/* libpq would print them. */
static void
pgsql_notice(void *payload, const PGresult *res)
{
	struct dbi_link *l = payload;
	const struct pgsql_doors *pg = l->doors;
	const char *severity = pg->PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = pg->PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	if (l->notice != NULL && severity != NULL && text != NULL)
		l->notice(l->notice_payload, severity, text);
}

static bool
pgsql_opened(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	(void) how, (void) err;
	((struct pgsql_doors *) l->doors)->PQsetNoticeReceiver(l->client, pgsql_notice, l);
	return true;
}

/* ---- run ----------------------------------------------------------------------------------- */

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
	sent = n > UINT16_MAX ? 0
			      : pg->PQsendQueryParams(l->client, exec->sql, (int) n, types, values,
				    lengths, formats, 0);
	free(formats);
	free(lengths);
	free(values);
	free(types);
	return sent != 0 || pgsql_lost(l, err);
}

static bool
pgsql_rows(const struct pgsql_doors *pg, const PGresult *res, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	size_t ncols = (size_t) pg->PQnfields(res);
	const char **values;
	bool ok = true;

	if (exec->row == NULL)
		return true;
	values = dn_dbi_alloc((ncols + 1) * sizeof *values);
	for (int row = 0; ok && row < pg->PQntuples(res); row++) {
		for (size_t i = 0; i < ncols; i++)
			values[i] = pg->PQgetisnull(res, row, (int) i)
					? NULL
					: pg->PQgetvalue(res, row, (int) i);
		ok = exec->row(exec->row_payload, ncols, values, err);
	}
	free(values);
	return ok;
}

/* A COPY has no client here: ended, or read for nobody. */
static bool
pgsql_copy(struct dbi_link *l, ExecStatusType status, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	char *data;

	if (status == PGRES_COPY_IN)
		pg->PQputCopyEnd(l->client, "no data");
	while (status == PGRES_COPY_OUT && pg->PQgetCopyData(l->client, &data, 0) > 0)
		pg->PQfreemem(data);
	return dunlin_error_set(
	    err, DUNLIN_E_UNSUPPORTED, "COPY from or to the client cannot go through libdbi");
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
	case PGRES_COPY_IN: return pgsql_copy(l, PGRES_COPY_IN, err);
	case PGRES_COPY_OUT: return pgsql_copy(l, PGRES_COPY_OUT, err);
	default: return pg_report(&failure, err);
	}
}

static bool
pgsql_exec(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	const struct pgsql_doors *pg = l->doors;
	PGresult *res = NULL;
	bool ok = true;

	if (pg->PQstatus(l->client) == CONNECTION_BAD)
		return dunlin_error_set(err, DUNLIN_E_GONE, "the connection was lost");
	if (!pgsql_send(l, exec, err))
		return false;
	pg->PQsetSingleRowMode(l->client);
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

static long
pgsql_backend_pid(struct dbi_link *l)
{
	return ((const struct pgsql_doors *) l->doors)->PQbackendPID(l->client);
}

const struct dbi_backend dn_dbi_pgsql = {
	.name = "pgsql",
	.dialect = "postgresql",
	.package = "libdbd-pgsql",
	.caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_SERVER,
	.options = pgsql_options,
	.refused = pgsql_refused,
	.opened = pgsql_opened,
	.exec = pgsql_exec,
	.backend_pid = pgsql_backend_pid,
};
