/* batch.c - several statements in one go, in libpq's pipeline mode */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"

/* So much is handed to libpq before the socket must have taken it. */
#define BATCH_IN_FLIGHT 65536u

struct batch {
	struct pg_conn *c;
	const struct dunlin_exec *const *list;
	size_t n;
	size_t sent, taken; /* statements that are with libpq, and that are answered */
	unsigned *prepares; /* unless 0, an answer of its own comes before the statement's */
	bool failed;        /* the one at TAKEN */
	bool ended;         /* no more results: the server is behind the last, or gone */
	struct dunlin_error *err;
};

static bool
batch_fail(struct batch *b)
{
	b->failed = true;
	return false;
}

/* Somebody has dropped what the library had prepared: the transaction may be tried again. */
static void
batch_check_prepared(struct batch *b, const PGresult *res)
{
	const char *sqlstate = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (sqlstate == NULL || strcmp(sqlstate, "26000") != 0 || b->list[b->taken]->nparams == 0)
		return;
	dn_pg_prepared_forget(b->c);
	dunlin_error_set(
	    b->err, DUNLIN_E_RETRY, "%s", PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
}

/*
 * Behind the last statement: a transaction that nobody began ends at the Sync, and may fail there.
 * A connection that is lost when all is answered is for the next statement to find.
 */
static void
batch_take_end(struct batch *b, const PGresult *res)
{
	const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity == NULL || strcmp(severity, "ERROR") != 0) {
		b->ended = true;
		return;
	}
	dn_pg_error(b->c, res, "", b->err);
	b->taken--;
	batch_fail(b);
}

/* What comes behind a failed statement is not of interest. */
static void
batch_take(struct batch *b, PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	if (b->taken == b->n && status != PGRES_PIPELINE_SYNC) {
		batch_take_end(b, res);
		return;
	}
	if (status == PGRES_PIPELINE_SYNC) {
		b->ended = true;
		return;
	}
	if (b->failed)
		return;
	batch_check_prepared(b, res);
	if (dn_pg_take(b->c, b->list[b->taken], res, b->err))
		return;
	batch_fail(b);
	/* Rows that nobody wants may be many. */
	if (status == PGRES_SINGLE_TUPLE)
		b->c->canceled = 1;
}

/* The end of one answer. */
static void
batch_answered(struct batch *b)
{
	const struct dunlin_exec *exec;

	if (b->failed || b->taken == b->n)
		return;
	exec = b->list[b->taken];
	if (b->prepares[b->taken] != 0) {
		dn_pg_prepared_answer(b->c, exec, b->prepares[b->taken]);
		b->prepares[b->taken] = 0;
		return;
	}
	b->taken++;
	b->c->exec = b->taken < b->n ? &b->list[b->taken] : NULL;
	b->c->nexec = b->n - b->taken;
	if (DUNLIN_EXEC_HAS(exec, done))
		exec->done(exec->done_payload);
}

/* A result, or the end of a statement; false when none is to be had yet.  LOST: read() failed. */
static bool
batch_next(struct batch *b, bool lost)
{
	PGconn *pg = b->c->pg;
	PGresult *res;

	if (b->ended)
		return false;
	PQsetSingleRowMode(pg); /* refused, and no harm, in the middle of a statement */
	if (!lost && PQisBusy(pg))
		return false;
	res = PQgetResult(pg);
	if (res != NULL)
		batch_take(b, res);
	else if (PQstatus(pg) == CONNECTION_BAD)
		b->ended = true;
	else
		batch_answered(b);
	PQclear(res);
	return true;
}

/* Results are taken while sending, so that no two full buffers wait for each other. */
static bool
batch_flush(struct batch *b)
{
	while (PQflush(b->c->pg) == 1) {
		if (!dn_pg_wait(b->c, POLLIN | POLLOUT, b->err))
			return batch_fail(b);
		if (!PQconsumeInput(b->c->pg))
			break;
		while (b->taken < b->sent && !b->failed && batch_next(b, false))
			;
	}
	/* What the server said before it hung up is still to be read, as a result. */
	return true;
}

static bool
batch_send(struct batch *b)
{
	size_t bytes = 0;

	for (; b->sent < b->n && !b->failed && !b->c->canceled; b->sent++) {
		const struct dunlin_exec *exec = b->list[b->sent];

		if (!dn_pg_send_prepared(b->c, exec, &b->prepares[b->sent], b->err))
			return batch_fail(b);
		/* Else the server keeps its answers until the end, or until they are many. */
		if (DUNLIN_EXEC_HAS(exec, done) && !PQsendFlushRequest(b->c->pg))
			return dn_pg_error_conn(b->c, b->err) || batch_fail(b);
		bytes += strlen(exec->sql);
		for (size_t i = 0; i < exec->nparams; i++)
			bytes += exec->params[i].len;
		if (bytes < BATCH_IN_FLIGHT)
			continue;
		bytes = 0;
		if (!batch_flush(b))
			return false;
	}
	return (PQpipelineSync(b->c->pg) || dn_pg_error_conn(b->c, b->err) || batch_fail(b)) &&
	       batch_flush(b);
}

static bool
batch_read(struct batch *b)
{
	bool lost = false;

	while (!b->ended) {
		while (batch_next(b, lost))
			;
		if (b->ended || lost)
			break;
		if (!dn_pg_wait(b->c, POLLIN, b->err))
			return batch_fail(b);
		lost = !PQconsumeInput(b->c->pg);
	}
	if (PQstatus(b->c->pg) != CONNECTION_BAD && PQexitPipelineMode(b->c->pg))
		return true;
	if (b->taken == b->n)
		return true;
	dn_pg_error_conn(b->c, b->err);
	return batch_fail(b);
}

bool
dn_pg_batch(struct dunlin_conn *conn, const struct dunlin_exec *const *list, size_t n,
    size_t *failed, struct dunlin_error *err)
{
	struct batch b = { .c = (struct pg_conn *) conn, .list = list, .n = n, .err = err };

	for (*failed = 0; *failed < n; ++*failed)
		if (!dunlin_exec_check(list[*failed], err))
			return false;
	*failed = 0;
	dn_pg_start(b.c);
	if (PQstatus(b.c->pg) == CONNECTION_BAD)
		return dunlin_error_set(err, DUNLIN_E_GONE, "the connection was lost");
	if (!PQenterPipelineMode(b.c->pg))
		return dn_pg_error_conn(b.c, err);
	b.prepares = dn_pg_alloc((n + 1) * sizeof *b.prepares);
	b.c->exec = n == 0 ? NULL : list;
	b.c->nexec = n;
	if (batch_send(&b))
		batch_read(&b);
	b.c->exec = NULL;
	free(b.prepares);
	dn_pg_prepared_settle(b.c);
	*failed = b.taken;
	if (!b.failed && b.taken < n) /* canceled before all were sent */
		return dunlin_error_set(err, DUNLIN_E_CANCELED, "canceled");
	return !b.failed;
}
