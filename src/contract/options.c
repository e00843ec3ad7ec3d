/* options.c - cases: the functions that a driver may have or not */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "contract/case.h"

static void
case_cancel(struct dn_contract *c)
{
	const char *sql = c->words->long_query;

	for (int i = 0; i < 3; i++) {
		if (!dn_contract_check(c, !dn_drive_cancel(dn_drive_start(&c->d, sql)),
			"'%s' is not canceled", sql) ||
		    c->d.stuck)
			return;
		dn_contract_code(c, &c->d, sql, DUNLIN_E_CANCELED);
		dn_contract_gives(c, NULL, "SELECT 1", "1\n");
	}
}

/* Between two statements there is nothing to cancel. */
static void
case_cancel_nothing(struct dn_contract *c)
{
	c->d.driver->cancel(c->d.conn);
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
	dn_contract_gives(c, NULL, "SELECT 2", "2\n");
}

static void
batch_done(void *payload)
{
	++*(int *) payload;
}

/*
 * Run SQL, ended by NULL, in one go; the index of what failed, or -1.  *DONE counts calls of
 * done(), which an OLD caller does not have.
 */
static long
contract_batch(struct dn_contract *c, const char *const *sql, bool old, int *done)
{
	struct dunlin_exec items[8];
	const struct dunlin_exec *list[8];
	size_t n = 0, failed = 0;

	*done = 0;
	dunlin_error_clear(c->d.err);
	dn_buf_truncate(c->d.rows, 0);
	for (; sql[n] != NULL; n++) {
		items[n] = (struct dunlin_exec){ .size = sizeof items[n], .sql = sql[n] };
		if (old)
			items[n].size = offsetof(struct dunlin_exec, done);
		items[n].row = dn_drive_row;
		items[n].row_payload = &c->d;
		items[n].done = batch_done;
		items[n].done_payload = done;
		list[n] = &items[n];
	}
	return c->d.driver->batch(c->d.conn, list, n, &failed, c->d.err) ? -1 : (long) failed;
}

static void
case_batch(struct dn_contract *c)
{
	static const char *const list[] = { "CREATE TABLE dunlin_contract_t (n INTEGER)",
		"INSERT INTO dunlin_contract_t VALUES (7)", "SELECT n, 'x' FROM dunlin_contract_t",
		"", "SELECT NULL", "DROP TABLE dunlin_contract_t", NULL };
	int done;

	dn_contract_drop(c, "t");
	dn_contract_check(
	    c, contract_batch(c, list, false, &done) == -1, "%s", dunlin_error_message(c->d.err));
	dn_contract_is(c, "the rows of a batch", c->d.rows->s, "7|x\n(null)\n");
	dn_contract_check(c, done == 6, "of 6 statements that are done %d are told", done);
	contract_batch(c, list, true, &done);
	dn_contract_check(c, done == 0, "done() is called although the caller has none");
	dn_contract_check(c, contract_batch(c, list + 6, false, &done) == -1, "no statement fails");
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

static void
case_batch_fails(struct dn_contract *c)
{
	static const char *const list[] = { "BEGIN", "INSERT INTO dunlin_contract_t VALUES (1)",
		"SELECT 'a'", "INSERT INTO dunlin_contract_nope VALUES (1)", "SELECT 'b'", "COMMIT",
		NULL };
	long failed;
	int done;

	dn_contract_make(c, "t", "n INTEGER");
	failed = contract_batch(c, list, false, &done);
	dn_contract_check(c, failed == 3, "statement 3 fails, and batch() says %ld", failed);
	dn_contract_check(c, done == 3, "3 statements are done, and %d are told", done);
	dn_contract_code(c, &c->d, list[3], DUNLIN_E_SQL);
	dn_contract_is(c, "the rows of a batch that fails", c->d.rows->s, "a\n");
	dn_contract_does(c, NULL, "ROLLBACK");
	dn_contract_gives(c, NULL, "SELECT count(*) FROM dunlin_contract_t", "0\n");
	dn_contract_drop(c, "t");
}

static bool
contract_copy(struct dn_contract *c, const char *data)
{
	dunlin_error_clear(c->d.err);
	return c->d.driver->copy(
	    c->d.conn, "COPY dunlin_contract_t FROM STDIN", data, strlen(data), c->d.err);
}

static void
case_copy(struct dn_contract *c)
{
	dn_contract_make(c, "t", "a INTEGER, b TEXT");
	if (!contract_copy(c, "1\tx\n2\t\\N\n")) {
		/* Not every database that a driver leads to has one. */
		dn_contract_code(c, &c->d, "COPY", DUNLIN_E_UNSUPPORTED);
		dn_contract_drop(c, "t");
		return;
	}
	dn_contract_gives(
	    c, NULL, "SELECT a, b FROM dunlin_contract_t ORDER BY a", "1|x\n2|(null)\n");
	dn_contract_check(c, !contract_copy(c, "3\ty\nno number\tz\n"), "a wrong row is copied");
	dn_contract_code(c, &c->d, "COPY of a wrong row", DUNLIN_E_SQL);
	dn_contract_gives(c, NULL, "SELECT count(*) FROM dunlin_contract_t", "2\n");
	dn_contract_fails(c, NULL, "COPY dunlin_contract_t FROM STDIN", DUNLIN_E_UNSUPPORTED);
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
	dn_contract_drop(c, "t");
}

static void
case_pid(struct dn_contract *c)
{
	char pid[32];

	snprintf(pid, sizeof pid, "%ld\n", c->d.driver->backend_pid(c->d.conn));
	if (c->words->pid != NULL)
		dn_contract_gives(c, NULL, c->words->pid, pid);
	else
		dn_contract_is(c, "backend_pid()", pid, "0\n");
}

static void
notice_take(void *payload, const char *severity, const char *message)
{
	dunlin_buf_printf(payload, "%s: %s\n", severity, message);
}

/* To who runs the statement; to who has connected, where a caller is from before 1.3. */
static void
case_notices(struct dn_contract *c)
{
	struct dunlin_buf *heard = dn_buf_new(c->why);
	struct dunlin_exec exec = {
		.size = sizeof exec,
		.sql = c->words->notice,
		.notice = notice_take,
		.notice_payload = heard,
	};

	dn_buf_truncate(c->d.notices, 0);
	dn_contract_check(c, c->d.driver->exec(c->d.conn, &exec, NULL), "'%s' fails", exec.sql);
	dn_contract_is(c, "what the statement's notice() hears", heard->s, "WARNING: dunlin\n");
	dn_contract_is(c, "what the connection's hears as well", c->d.notices->s, "");
	exec.size = offsetof(struct dunlin_exec, notice);
	dn_contract_check(c, c->d.driver->exec(c->d.conn, &exec, NULL), "'%s' fails", exec.sql);
	dn_contract_is(c, "what the connection's notice() hears of an older caller",
	    c->d.notices->s, "WARNING: dunlin\n");
	dn_free(heard);
}

const struct dn_contract_case dn_contract_options[] = {
	{ "notices", "what the database says goes to who runs the statement",
	    DUNLIN_CAP_STORES | DN_CONTRACT_NOTICE, case_notices },
	{ "cancel", "a statement that runs can be canceled", DUNLIN_CAP_STORES | DN_CONTRACT_CANCEL,
	    case_cancel },
	{ "cancel-nothing", "cancel() between two statements does nothing", DN_CONTRACT_CANCEL,
	    case_cancel_nothing },
	{ "batch", "a batch is run in its order", DUNLIN_CAP_STORES | DN_CONTRACT_BATCH,
	    case_batch },
	{ "batch-fails", "a batch ends at the first error", DUNLIN_CAP_STORES | DN_CONTRACT_BATCH,
	    case_batch_fails },
	{ "copy", "COPY takes rows, all or none", DUNLIN_CAP_STORES | DN_CONTRACT_COPY, case_copy },
	{ "backend-pid", "the process that serves is the one that was told", DN_CONTRACT_PID,
	    case_pid },
	{ .name = NULL },
};
