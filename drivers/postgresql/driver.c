/* driver.c - PostgreSQL through libpq's asynchronous interface */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg_fields.h"
#include "pg.h"

static const char *
pg_dialect(struct dunlin_conn *conn)
{
	(void) conn;
	return "postgresql";
}

static void
pg_close(struct dunlin_conn *conn)
{
	struct pg_conn *c = (struct pg_conn *) conn;

	dn_pg_cancel_end(c, 0);
	if (c->adopted)
		dn_pg_give_back(c);
	else
		PQfinish(c->pg);
	dn_pg_prepared_forget(c);
	free(c);
}

/* Whoever waits for the server looks at the flag: a signal wakes it, a thread within a moment. */
static void
pg_cancel(struct dunlin_conn *conn)
{
	((struct pg_conn *) conn)->canceled = 1;
}

struct pg_row {
	const PGresult *res;
	int row;
};

static void
pg_column(void *payload, size_t i, struct dunlin_value *value)
{
	const struct pg_row *at = payload;

	if (PQgetisnull(at->res, at->row, (int) i))
		return;
	value->kind = DUNLIN_TEXT;
	value->data = PQgetvalue(at->res, at->row, (int) i);
}

static bool
exec_rows(const PGresult *res, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct pg_row at = { .res = res };

	for (; at.row < PQntuples(res); at.row++)
		if (!dunlin_exec_row(exec, (size_t) PQnfields(res), pg_column, &at, err))
			return false;
	return true;
}

bool
dn_pg_take(
    struct pg_conn *c, const struct dunlin_exec *exec, PGresult *res, struct dunlin_error *err)
{
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK)
		return exec_rows(res, exec, err);
	if (status == PGRES_COMMAND_OK)
		return pg_check_commit(PQcmdStatus(res), exec->sql, err);
	if (status == PGRES_EMPTY_QUERY)
		return true;
	if (status == PGRES_COPY_IN) {
		dunlin_error_set(err, DUNLIN_E_UNSUPPORTED, "COPY FROM STDIN without its data");
		dn_pg_copy_end(c, "no data", err);
		return false;
	}
	if (status == PGRES_COPY_OUT)
		return dn_pg_copy_skip(c, err);
	return dn_pg_error(c, res, exec->sql, err);
}

static bool
exec_read(struct pg_conn *c, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	bool ok = true;
	PGresult *res;

	PQsetSingleRowMode(c->pg);
	while (dn_pg_next(c, &res, err)) {
		ExecStatusType status = PQresultStatus(res);
		bool stuck = !ok && dn_pg_is_copy(status);

		if (res == NULL)
			return ok;
		if (ok && !dn_pg_take(c, exec, res, err)) {
			ok = false;
			/* Rows that nobody wants may be many. */
			if (status == PGRES_SINGLE_TUPLE)
				c->canceled = 1;
		}
		PQclear(res);
		if (stuck)
			break;
	}
	return false;
}

static bool
pg_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct pg_conn *c = (struct pg_conn *) conn;
	bool ok;

	dn_pg_start(c);
	if (PQstatus(c->pg) == CONNECTION_BAD)
		return dunlin_error_set(err, DUNLIN_E_GONE, "the connection was lost");
	if (!dunlin_exec_check(exec, err) || !dn_pg_send(c, exec, err))
		return false;
	c->exec = &exec;
	c->nexec = 1;
	ok = exec_read(c, exec, err);
	c->exec = NULL;
	return ok;
}

static long
pg_backend_pid(struct dunlin_conn *conn)
{
	return PQbackendPID(((struct pg_conn *) conn)->pg);
}

static const char *
pg_server(struct dunlin_conn *conn)
{
	struct pg_conn *c = (struct pg_conn *) conn;
	const char *version = PQparameterStatus(c->pg, "server_version");

	if (version == NULL)
		return NULL;
	snprintf(c->server, sizeof c->server, "PostgreSQL %s", version);
	return c->server;
}

static struct dunlin_conn *pg_open(const struct dunlin_connect *how, struct dunlin_error *err);

static struct dunlin_conn *
pg_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err);

static const char *const pg_schemes[] = { "postgresql", "postgres", NULL };

DUNLIN_DRIVER_DEFINE(postgresql, .schemes = pg_schemes,
    .caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_SERVER | DUNLIN_CAP_STORES, .open = pg_open,
    .close = pg_close, .dialect = pg_dialect, .exec = pg_exec, .cancel = pg_cancel,
    .copy = dn_pg_copy, .batch = dn_pg_batch, .backend_pid = pg_backend_pid,
    .version = PACKAGE_VERSION, .server = pg_server, .adopt = pg_adopt,
    .handle_url = dn_pg_handle_url);

static struct dunlin_conn *
pg_base(struct pg_conn *c)
{
	if (c == NULL)
		return NULL;
	c->base.driver = &DUNLIN_DRIVER_SYMBOL(postgresql);
	return &c->base;
}

static struct dunlin_conn *
pg_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	return pg_base(dn_pg_open(how, err));
}

static struct dunlin_conn *
pg_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err)
{
	return pg_base(dn_pg_adopt(handle, how, err));
}
