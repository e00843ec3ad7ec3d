/* test_batch.c - several statements in one go */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dntest.h"
#include "drv.h"
#include "pgcluster.h"

static struct dn_drive d;
static const char *url;

static int
setup(void)
{
	pgcluster_use_modules();
	memset(&d, 0, sizeof d);
	url = pgcluster_url("batch");
	return url != NULL && !dn_drive_open(&d, url);
}

static int
teardown(void)
{
	if (d.conn != NULL)
		dn_drive_close(&d);
	return 0;
}

static bool
opened(void)
{
	if (d.conn == NULL)
		dntest_skip("no PostgreSQL server");
	return d.conn != NULL;
}

static bool
row_refuse(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) values;
	++*(int *) payload;
	return dunlin_error_set(err, DUNLIN_E_FILE, "enough");
}

/* Run LIST, ended by NULL, in one go; -1, or the index of the one that failed. */
static long
run_batch(const char *const *sql)
{
	struct dunlin_exec items[16];
	const struct dunlin_exec *list[16];
	size_t n = 0, failed;

	dunlin_error_clear(d.err);
	dn_buf_truncate(d.rows, 0);
	for (; sql[n] != NULL; n++) {
		items[n] = (struct dunlin_exec){ .size = sizeof items[n], .sql = sql[n] };
		items[n].row = dn_drive_row;
		items[n].row_payload = &d;
		list[n] = &items[n];
	}
	return d.driver->batch(d.conn, list, n, &failed, d.err) ? -1 : (long) failed;
}

static void
test_runs_in_order(void)
{
	static const char *const list[] = { "CREATE TABLE b1 (n int)", "INSERT INTO b1 VALUES (7)",
		"SELECT n, 'x' FROM b1", "", "SELECT NULL", "DROP TABLE b1", NULL };

	if (!opened())
		return;
	CHECK_INT(run_batch(list), -1);
	CHECK_STR(d.rows->s, "7|x\n(null)\n");
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
	CHECK_INT(run_batch(list + 6), -1);
}

static void
test_stops_at_the_first_error(void)
{
	static const char *const list[] = { "SELECT 'a'", "SELECT 'b'", "SELECT 1 / 0",
		"SELECT 'c'", "nonsense", NULL };
	static const char *const syntax[] = { "BEGIN", "CREATE TABLE b2 (n int)",
		"SELECT 'é', FROM b2", "COMMIT", NULL };

	if (!opened())
		return;
	CHECK_INT(run_batch(list), 2);
	CHECK_STR(d.rows->s, "a\nb\n");
	CHECK_STR(d.err->sqlstate, "22012");
	CHECK_INT(run_batch(syntax), 2);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SYNTAX);
	CHECK_INT(dn_drive_offset(&d), 13);
	CHECK(dn_drive_run(&d, "ROLLBACK"));
	CHECK(!dn_drive_run(&d, "SELECT * FROM b2"));
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

/* A COMMIT that is done stays done, and what follows an error stays undone. */
static void
test_of_transactions(void)
{
	static const char *const list[] = { "BEGIN", "CREATE TABLE b3 (n int)", "COMMIT", "BEGIN",
		"INSERT INTO b3 VALUES (1)", "INSERT INTO b3 VALUES ('x')", "COMMIT", "BEGIN",
		"INSERT INTO b3 VALUES (3)", "COMMIT", NULL };

	if (!opened())
		return;
	CHECK_INT(run_batch(list), 5);
	CHECK(dn_drive_run(&d, "ROLLBACK"));
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM b3"), "0\n");
	CHECK(dn_drive_run(&d, "DROP TABLE b3"));
}

/* Without BEGIN the end of the list is the end of the transaction: a constraint may wait for it. */
static void
test_fails_at_its_end(void)
{
	static const char *const list[] = { "INSERT INTO b9 VALUES (1)",
		"INSERT INTO b9 VALUES (1)", "SELECT count(*) FROM b9", NULL };

	if (!opened())
		return;
	dn_drive_rows(&d, "CREATE TABLE b9 (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
	CHECK_INT(run_batch(list), 2);
	CHECK_STR(d.err->sqlstate, "23505");
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM b9"), "0\n");
	dn_drive_rows(&d, "DROP TABLE b9");
}

static void
test_parameters(void)
{
	const struct dunlin_value good = DN_DRIVE_TEXT("it's");
	const struct dunlin_value bad = { DUNLIN_TEXT, "a\0b", 3 };
	struct dunlin_exec items[] = {
		{ .sql = "SELECT $1::text", .params = &good, .nparams = 1, .row = dn_drive_row },
		{ .sql = "SELECT $1::text", .params = &bad, .nparams = 1, .row = dn_drive_row },
	};
	const struct dunlin_exec *list[] = { &items[0], &items[1] };
	size_t failed;

	if (!opened())
		return;
	items[0].row_payload = items[1].row_payload = &d;
	dn_buf_truncate(d.rows, 0);
	CHECK(d.driver->batch(d.conn, list, 1, &failed, d.err));
	CHECK_STR(d.rows->s, "it's\n");
	dn_buf_truncate(d.rows, 0);
	CHECK(!d.driver->batch(d.conn, list, 2, &failed, d.err));
	CHECK_INT(failed, 1);
	CHECK_STR(d.rows->s, "");
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

static void
item_done(void *payload)
{
	dunlin_buf_puts(d.rows, payload);
}

/*
 * Two statements with parameters, N times, BETWEEN in the middle unless NULL; -1, or the index of
 * the one that failed.
 */
static long
run_pairs_with(size_t n, const char *between)
{
	static char said[] = "done\n";
	const struct dunlin_value value = DN_DRIVE_TEXT("7");
	struct dunlin_exec a = { .size = sizeof a, .sql = "SELECT $1::int", .row = dn_drive_row };
	struct dunlin_exec b = { .size = sizeof b, .sql = "INSERT INTO b5 VALUES ($1)" };
	struct dunlin_exec c = { .size = sizeof c, .sql = between };
	const struct dunlin_exec *list[16];
	size_t len = 0, failed;

	a.params = b.params = &value;
	a.nparams = b.nparams = 1;
	a.row_payload = &d;
	b.done = item_done;
	b.done_payload = said;
	for (size_t i = 0; i < n; i++) {
		list[len++] = &a;
		list[len++] = &b;
		if (between != NULL && i == n / 2)
			list[len++] = &c;
	}
	dunlin_error_clear(d.err);
	dn_buf_truncate(d.rows, 0);
	return d.driver->batch(d.conn, list, len, &failed, d.err) ? -1 : (long) failed;
}

static long
run_pairs(size_t n)
{
	return run_pairs_with(n, NULL);
}

#define PREPARED "SELECT statement FROM pg_prepared_statements ORDER BY statement"

/* (PostgreSQL manual, 51.65: protocol-level prepared statements are listed, too) */
static void
test_prepares_what_comes_again(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "CREATE TABLE b5 (n int)"));
	CHECK_INT(run_pairs(1), -1);
	CHECK_STR(d.rows->s, "7\ndone\n");
	CHECK_STR(dn_drive_rows(&d, PREPARED), "");
	CHECK_INT(run_pairs(3), -1);
	CHECK_STR(d.rows->s, "7\ndone\n7\ndone\n7\ndone\n");
	CHECK_STR(dn_drive_rows(&d, PREPARED), "INSERT INTO b5 VALUES ($1)\nSELECT $1::int\n");
	CHECK_INT(run_pairs(2), -1);
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM b5"), "6\n");
}

/* Who drops them drops what is not known to be his. */
static void
test_prepares_again(void)
{
	static const char *const hidden[] = { "BEGIN",
		"DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$", NULL };
	static const char *const syntax[] = { "SELECT", "nonsense", NULL };

	if (!opened())
		return;
	CHECK_INT(run_pairs(2), -1);
	CHECK(dn_drive_run(&d, "DEALLOCATE ALL"));
	CHECK_INT(run_pairs(2), -1);
	CHECK_INT(run_pairs_with(6, "DEALLOCATE ALL"), -1);
	CHECK_INT(run_pairs_with(6, "DISCARD ALL"), 8);
	CHECK_STR(d.err->sqlstate, "25001");
	CHECK_INT(run_pairs(3), -1);
	CHECK_INT(run_batch(hidden), -1);
	CHECK_INT(run_pairs(2), 0);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_RETRY);
	CHECK(dn_drive_run(&d, "ROLLBACK"));
	CHECK_INT(run_pairs(2), -1);
	CHECK(dn_drive_run(&d, "ALTER TABLE b5 ALTER n TYPE bigint"));
	CHECK_INT(run_pairs(2), -1);
	CHECK_INT(run_batch(syntax), 1);
	CHECK_INT(run_pairs(2), -1);
	CHECK(dn_drive_run(&d, "DROP TABLE b5"));
	CHECK_INT(run_pairs(2), 1);
	CHECK_STR(d.err->sqlstate, "42P01");
}

/* More each way than the buffers between hold. */
static void
test_is_big_both_ways(void)
{
	enum { N = 200, LEN = 100000 };
	char *text = malloc(LEN + 1);
	struct dunlin_value param = { DUNLIN_TEXT, text, LEN };
	struct dunlin_exec item = {
		.sql = "SELECT $1::text, $1::text, $1::text", .params = &param, .nparams = 1
	};
	const struct dunlin_exec *list[N];
	size_t failed;

	memset(text, 'x', LEN);
	text[LEN] = '\0';
	for (size_t i = 0; i < N; i++)
		list[i] = &item;
	if (opened()) {
		CHECK(d.driver->batch(d.conn, list, N, &failed, d.err));
		CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
	}
	free(text);
}

static void
test_row_function_stops(void)
{
	int calls = 0;
	struct dunlin_exec item = { .sql = "SELECT generate_series(1, 1000000)",
		.row = row_refuse,
		.row_payload = &calls };
	const struct dunlin_exec *list[] = { &item, &item };
	size_t failed;

	if (!opened())
		return;
	dunlin_error_clear(d.err);
	CHECK(!d.driver->batch(d.conn, list, 2, &failed, d.err));
	CHECK_INT(failed, 0);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_FILE);
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

static void *
batch_thread(void *payload)
{
	static const char *const list[] = { "SELECT 'a'", "SELECT pg_sleep(100)", "SELECT 'b'",
		NULL };

	*(long *) payload = run_batch(list);
	return NULL;
}

static void
test_cancel_a_batch(void)
{
	pthread_t thread;
	long failed = -2;

	if (!opened())
		return;
	pthread_create(&thread, NULL, batch_thread, &failed);
	dn_drive_pause(200);
	d.driver->cancel(d.conn);
	pthread_join(thread, NULL);
	CHECK_INT(failed, 1);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_CANCELED);
	CHECK_STR(d.rows->s, "a\n");
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

/* Not allowed in a batch: it costs the connection, but says why and does not wait for ever. */
static void
test_copy(void)
{
	static const char *const out[] = { "SELECT 'a'", "COPY (SELECT 1) TO STDOUT", "SELECT 'b'",
		NULL };
	static const char *const in[] = { "CREATE TEMP TABLE b4 (n int)", "COPY b4 FROM STDIN",
		"SELECT 'b'", NULL };

	if (!opened())
		return;
	CHECK_INT(run_batch(out), 1);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	CHECK_STR(d.rows->s, "a\n");
	dn_drive_close(&d);
	CHECK(dn_drive_open(&d, url));
	CHECK_INT(run_batch(in), 1);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	dn_drive_close(&d);
	CHECK(dn_drive_open(&d, url));
}

static void
test_loses_its_connection(void)
{
	static const char *const list[] = { "SELECT 'a'",
		"SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 'b'", NULL };

	if (!opened())
		return;
	CHECK(run_batch(list) >= 1);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	CHECK(d.rows->s[0] == 'a');
	CHECK_INT(run_batch(list), 0);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	dn_drive_close(&d);
	CHECK(dn_drive_open(&d, url));
}

/* Optional means that somebody must be without it. */
static void
test_sqlite_has_none(void)
{
	struct dn_drive file = { .create = true };

	CHECK(dn_drive_open(&file, "sqlite://"));
	CHECK(!DUNLIN_DRIVER_HAS(file.driver, batch));
	dn_drive_close(&file);
}

static CU_TestInfo tests[] = {
	TEST(test_runs_in_order),
	TEST(test_stops_at_the_first_error),
	TEST(test_of_transactions),
	TEST(test_fails_at_its_end),
	TEST(test_parameters),
	TEST(test_prepares_what_comes_again),
	TEST(test_prepares_again),
	TEST(test_is_big_both_ways),
	TEST(test_row_function_stops),
	TEST(test_cancel_a_batch),
	TEST(test_copy),
	TEST(test_loses_its_connection),
	CU_TEST_INFO_NULL,
};

static CU_TestInfo sqlite_tests[] = {
	TEST(test_sqlite_has_none),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "sqlite", setup, teardown, NULL, NULL, sqlite_tests },
	{ "postgresql", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
