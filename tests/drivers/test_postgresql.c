/* test_postgresql.c - the PostgreSQL driver against a real server */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/buf.h"
#include "dntest.h"
#include "drv.h"
#include "pgcluster.h"

static char url[512];
static struct dn_drive d, other;

static bool
opened(void)
{
	if (other.conn == NULL)
		dntest_skip("no PostgreSQL server");
	return other.conn != NULL;
}

static int
setup_url(const char *text)
{
	memset(&d, 0, sizeof d);
	memset(&other, 0, sizeof other);
	pgcluster_use_modules();
	if (text == NULL) /* tests skip themselves */
		return 0;
	snprintf(url, sizeof url, "%s", text);
	return !dn_drive_open(&d, url) || !dn_drive_open(&other, url) ||
	       !dn_drive_run(&d, "CREATE TABLE a (n INTEGER PRIMARY KEY, note TEXT)") ||
	       !dn_drive_run(&d, "CREATE TABLE b (n INTEGER PRIMARY KEY)");
}

static int
setup(void)
{
	return setup_url(pgcluster_url("driver"));
}

static int
setup_dbi(void)
{
	return setup_url(pgcluster_dbi_url("driver_dbi"));
}

static int
teardown(void)
{
	if (other.conn != NULL) {
		dn_drive_close(&d);
		dn_drive_close(&other);
	}
	return 0;
}

/* Open again what a test has lost. */
static void
reopen(struct dn_drive *which)
{
	dn_drive_close(which);
	memset(which, 0, sizeof *which);
	CHECK(dn_drive_open(which, url));
}

/* ---- classes of errors, each provoked ---- */

static void
test_deadlock(void)
{
	struct dn_drive_thread *thread;
	bool first, second;
	struct dn_drive *loser;

	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "SET deadlock_timeout = 100"));
	CHECK(dn_drive_run(&d, "BEGIN"));
	CHECK(dn_drive_run(&other, "BEGIN"));
	CHECK(dn_drive_run(&d, "LOCK TABLE a"));
	CHECK(dn_drive_run(&other, "LOCK TABLE b"));
	thread = dn_drive_start(&d, "LOCK TABLE b");
	second = dn_drive_run(&other, "LOCK TABLE a");
	first = dn_drive_wait(thread);
	CHECK(first != second);
	loser = first ? &other : &d;
	CHECK_INT(dn_drive_code(loser), DUNLIN_E_RETRY);
	CHECK_STR(dunlin_error_sqlstate(loser->err), "40P01");
	CHECK(dunlin_error_detail(loser->err) != NULL);
	CHECK(dn_drive_run(&d, "ROLLBACK"));
	CHECK(dn_drive_run(&other, "ROLLBACK"));
	CHECK(dn_drive_run(&d, "RESET deadlock_timeout"));
}

static void
test_serialization_failure(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "INSERT INTO a VALUES (100)"));
	CHECK(dn_drive_run(&d, "BEGIN ISOLATION LEVEL REPEATABLE READ"));
	CHECK(dn_drive_run(&d, "SELECT * FROM a"));
	CHECK(dn_drive_run(&other, "UPDATE a SET note = 'x' WHERE n = 100"));
	CHECK(!dn_drive_run(&d, "UPDATE a SET note = 'y' WHERE n = 100"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_RETRY);
	CHECK_STR(dunlin_error_sqlstate(d.err), "40001");
	CHECK(dn_drive_run(&d, "ROLLBACK"));
	CHECK(dn_drive_run(&d, "DELETE FROM a"));
}

static void
test_detail_is_apart(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "INSERT INTO a VALUES (4711)"));
	CHECK(!dn_drive_run(&d, "INSERT INTO a VALUES (4711)"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_CONSTRAINT);
	CHECK_STR(dunlin_error_sqlstate(d.err), "23505");
	CHECK_STR(dunlin_error_message(d.err),
	    "duplicate key value violates unique constraint \"a_pkey\"");
	CHECK_STR(dunlin_error_detail(d.err), "Key (n)=(4711) already exists.");
	CHECK(dn_drive_run(&d, "DELETE FROM a"));
	CHECK(!dn_drive_run(&d, "SELECT lenght('x')"));
	CHECK(strstr(dunlin_error_hint(d.err), "No function matches") != NULL);
}

static void
check_raised(const char *sqlstate, enum dunlin_code code)
{
	char sql[160];

	snprintf(sql, sizeof sql, "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '%s'; END $$",
	    sqlstate);
	CHECK(!dn_drive_run(&d, sql));
	CHECK_INT(dn_drive_code(&d), code);
	CHECK_STR(dunlin_error_sqlstate(d.err), sqlstate);
}

static void
test_classes(void)
{
	if (!opened())
		return;
	check_raised("53100", DUNLIN_E_FULL);
	check_raised("25006", DUNLIN_E_READONLY);
	check_raised("23514", DUNLIN_E_CONSTRAINT);
	check_raised("40001", DUNLIN_E_RETRY);
	check_raised("55P03", DUNLIN_E_BUSY);
	check_raised("P0001", DUNLIN_E_SQL);
	check_raised("57014", DUNLIN_E_SQL);
	check_raised("08006", DUNLIN_E_SQL); /* somebody else's connection */
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

static void
test_statement_timeout_is_no_cancel(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "SET statement_timeout = 50"));
	CHECK(!dn_drive_run(&d, "SELECT pg_sleep(10)"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SQL);
	CHECK_STR(dunlin_error_sqlstate(d.err), "57014");
	CHECK(dn_drive_run(&d, "RESET statement_timeout"));
}

static void
test_commit_that_rolls_back(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(&d, "BEGIN"));
	CHECK(!dn_drive_run(&d, "SELECT 1/0"));
	CHECK(!dn_drive_run(&d, "COMMIT"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SQL);
	CHECK(dn_drive_run(&d, "BEGIN"));
	CHECK(!dn_drive_run(&d, "SELECT 1/0"));
	CHECK(dn_drive_run(&d, "ROLLBACK"));
}

static void
test_deferred_constraint_at_commit(void)
{
	if (!opened())
		return;
	CHECK(dn_drive_run(
	    &d, "CREATE TABLE later (n INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)"));
	CHECK(dn_drive_run(&d, "BEGIN"));
	CHECK(dn_drive_run(&d, "INSERT INTO later VALUES (1)"));
	CHECK(!dn_drive_run(&d, "COMMIT"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_CONSTRAINT);
	CHECK(dn_drive_run(&d, "DROP TABLE later"));
}

static void
test_notices(void)
{
	if (!opened())
		return;
	dn_buf_truncate(d.notices, 0);
	CHECK(dn_drive_run(&d, "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$"));
	CHECK_STR(d.notices->s, "NOTICE: one\nWARNING: two\n");
}

static struct dn_drive *in_handler;

static void
on_alarm_cancel(int sig)
{
	(void) sig;
	in_handler->driver->cancel(in_handler->conn);
}

static void
test_cancel_from_a_signal_handler(void)
{
	struct sigaction action = { .sa_handler = on_alarm_cancel }, before;

	if (!opened())
		return;
	in_handler = &d;
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 300000 }, { 0, 300000 } }, NULL);
	CHECK(!dn_drive_run(&d, "SELECT pg_sleep(100)"));
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0, 0 }, { 0, 0 } }, NULL);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_CANCELED);
	CHECK_STR(dunlin_error_sqlstate(d.err), "57014");
	sigaction(SIGALRM, &before, NULL);
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

/* ---- lost connections ---- */

static long
backend_pid(struct dn_drive *which)
{
	return strtol(dn_drive_rows(which, "SELECT pg_backend_pid()"), NULL, 10);
}

static void
terminate(long pid)
{
	char sql[80];

	snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%ld, 5000)", pid);
	CHECK_STR(dn_drive_rows(&other, sql), "t\n");
}

static void
test_lost_while_idle(void)
{
	if (!opened())
		return;
	terminate(backend_pid(&d));
	CHECK(!dn_drive_run(&d, "SELECT 1"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	CHECK(!dn_drive_run(&d, "SELECT 1"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	d.driver->cancel(d.conn);
	reopen(&d);
}

static void
test_lost_while_running(void)
{
	struct dn_drive_thread *thread;
	long pid;

	if (!opened())
		return;
	pid = backend_pid(&d);
	thread = dn_drive_start(&d, "SELECT pg_sleep(100)");
	dn_drive_pause(100);
	terminate(pid);
	CHECK(!dn_drive_wait(thread));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	CHECK_STR(dunlin_error_sqlstate(d.err), "57P01");
	reopen(&d);
}

/* A server that dies says nothing. */
static void
test_lost_without_a_word(void)
{
	struct dn_drive_thread *thread;
	long pid;

	if (!opened())
		return;
	pid = backend_pid(&d);
	thread = dn_drive_start(&d, "SELECT pg_sleep(100)");
	dn_drive_pause(100);
	if (kill((pid_t) pid, SIGKILL) != 0) { /* not our process when we are not root */
		dn_drive_cancel(thread);
		dntest_skip("the server is another user's");
		return;
	}
	CHECK(!dn_drive_wait(thread));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
	CHECK(strstr(dunlin_error_message(d.err), "server closed the connection") != NULL ||
	      strstr(dunlin_error_message(d.err), "terminating connection") != NULL);
	/* The server ends all sessions then and starts again. */
	dn_drive_close(&other);
	memset(&other, 0, sizeof other);
	for (int i = 0; i < 100 && other.conn == NULL; i++) {
		if (i > 0)
			dn_drive_close(&other);
		dn_drive_pause(100);
		dn_drive_open(&other, url);
	}
	reopen(&d);
}

/* ---- COPY ---- */

static bool
copy(struct dn_drive *which, const char *sql, const char *data, size_t len)
{
	dunlin_error_clear(which->err);
	return which->driver->copy(which->conn, sql, data, len, which->err);
}

static void
test_copy(void)
{
	static const char data[] = "1\tone\n2\t\\N\n3\té\\tx\n";

	if (!opened())
		return;
	CHECK(copy(&d, "COPY a (n, note) FROM stdin", data, strlen(data)));
	CHECK_STR(dn_drive_rows(&d, "SELECT * FROM a ORDER BY n"), "1|one\n2|(null)\n3|é\tx\n");
	CHECK(copy(&d, "COPY a FROM STDIN WITH (FORMAT csv)", "4,\"a,b\"\n", 8));
	CHECK(copy(&d, "COPY a FROM STDIN", "", 0));
	CHECK_STR(dn_drive_rows(&d, "SELECT note FROM a WHERE n = 4"), "a,b\n");
	CHECK(dn_drive_run(&d, "DELETE FROM a"));
}

static void
test_copy_errors(void)
{
	static const char bad[] = "1\tx\n2\tx\nthree\tx\n", twice[] = "1\tx\n1\ty\n";

	if (!opened())
		return;
	CHECK(!copy(&d, "COPY a FROM STDIN", bad, strlen(bad)));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SQL);
	CHECK_STR(dunlin_error_message(d.err),
	    "invalid input syntax for type integer: \"three\" (COPY a, line 3, column n)");
	CHECK(!copy(&d, "COPY a FROM STDIN", twice, strlen(twice)));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_CONSTRAINT);
	CHECK(!copy(&d, "COPY 'é' nope FROM STDIN", "", 0));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SYNTAX);
	CHECK_INT(dn_drive_offset(&d), 5);
	CHECK(!copy(&d, "COPY nope FROM STDIN", bad, strlen(bad)));
	CHECK_STR(dunlin_error_sqlstate(d.err), "42P01");
	CHECK(!copy(&d, "SELECT 1", bad, strlen(bad)));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	CHECK(!copy(&d, "COPY a TO STDOUT", bad, strlen(bad)));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM a"), "0\n");
}

static void
test_copy_by_exec(void)
{
	if (!opened())
		return;
	CHECK(!dn_drive_run(&d, "COPY a FROM STDIN"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	CHECK(!dn_drive_run(&d, "COPY (SELECT generate_series(1, 100000)) TO STDOUT"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_UNSUPPORTED);
	CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
}

/* More than every buffer on the way holds. */
static struct dunlin_buf *
many_lines(const char *first, size_t n)
{
	struct dunlin_buf *data = dunlin_buf_new();

	dunlin_buf_puts(data, first);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(data, "%zu\t0123456789abcdefghij\n", i);
	return data;
}

static void
test_copy_much(void)
{
	struct dunlin_buf *data = many_lines("", 300000);

	if (opened()) {
		CHECK(copy(&d, "COPY a FROM STDIN", data->s, data->len));
		CHECK_INT(d.progress, data->len);
		CHECK_INT(d.progress_amount, data->len);
		CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM a"), "300000\n");
		CHECK(dn_drive_run(&d, "TRUNCATE a"));
	}
	dunlin_buf_free(data);
}

/* The server has refused and does not read on as long as there is something to read for us. */
static void
test_copy_much_with_an_early_error(void)
{
	struct dunlin_buf *data = many_lines("x\n", 300000);

	if (opened()) {
		CHECK(!copy(&d, "COPY a FROM STDIN", data->s, data->len));
		CHECK_STR(dn_drive_rows(&d, "SELECT 1"), "1\n");
	}
	dunlin_buf_free(data);
}

static void
make_slow(void)
{
	CHECK(dn_drive_run(&d,
	    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
	    "$$BEGIN PERFORM pg_sleep(0.01); RAISE NOTICE 'a row'; RETURN NEW; END$$"));
	CHECK(dn_drive_run(
	    &d, "CREATE TRIGGER slow BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION slow()"));
}

static atomic_bool copied;

static void *
cancel_copy(void *payload)
{
	struct dn_drive *which = payload;

	while (!atomic_load(&copied)) {
		dn_drive_pause(200);
		which->driver->cancel(which->conn);
	}
	return NULL;
}

static void
test_cancel_a_copy(void)
{
	struct dunlin_buf *data = many_lines("", 300000);
	pthread_t id;

	if (opened()) {
		make_slow();
		atomic_store(&copied, false);
		pthread_create(&id, NULL, cancel_copy, &d);
		CHECK(!copy(&d, "COPY a FROM STDIN", data->s, data->len));
		atomic_store(&copied, true);
		CHECK_INT(dn_drive_code(&d), DUNLIN_E_CANCELED);
		pthread_join(id, NULL);
		CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM a"), "0\n");
		CHECK(dn_drive_run(&d, "DROP FUNCTION slow CASCADE"));
	}
	dunlin_buf_free(data);
}

static void *
cancel_once(void *payload)
{
	dn_drive_pause(*(unsigned *) payload);
	d.driver->cancel(d.conn);
	return NULL;
}

/* Wherever it is: all of the data or none. */
static void
test_canceled_copy_is_not_half_done(void)
{
	struct dunlin_buf *data = many_lines("", 300000);

	for (unsigned ms = 0; opened() && ms < 60; ms += 6) {
		pthread_t id;
		bool ok;

		pthread_create(&id, NULL, cancel_once, &ms);
		ok = copy(&d, "COPY a FROM STDIN", data->s, data->len);
		pthread_join(id, NULL);
		CHECK(ok || dn_drive_code(&d) == DUNLIN_E_CANCELED);
		CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM a"), ok ? "300000\n" : "0\n");
		CHECK(dn_drive_run(&d, "TRUNCATE a"));
	}
	dunlin_buf_free(data);
}

static void *
terminate_soon(void *payload)
{
	dn_drive_pause(300);
	terminate(*(long *) payload);
	return NULL;
}

static void
test_lost_in_a_copy(void)
{
	struct dunlin_buf *data = many_lines("", 300000);
	pthread_t id;

	if (opened()) {
		long pid = backend_pid(&d);

		make_slow();
		pthread_create(&id, NULL, terminate_soon, &pid);
		CHECK(!copy(&d, "COPY a FROM STDIN", data->s, data->len));
		CHECK_INT(dn_drive_code(&d), DUNLIN_E_GONE);
		pthread_join(id, NULL);
		reopen(&d);
		CHECK(dn_drive_run(&d, "DROP FUNCTION slow CASCADE"));
	}
	dunlin_buf_free(data);
}

static CU_TestInfo tests[] = {
	TEST(test_deadlock),
	TEST(test_serialization_failure),
	TEST(test_detail_is_apart),
	TEST(test_classes),
	TEST(test_statement_timeout_is_no_cancel),
	TEST(test_commit_that_rolls_back),
	TEST(test_deferred_constraint_at_commit),
	TEST(test_notices),
	TEST(test_cancel_from_a_signal_handler),
	TEST(test_lost_while_idle),
	TEST(test_lost_while_running),
	TEST(test_lost_without_a_word),
	TEST(test_copy),
	TEST(test_copy_errors),
	TEST(test_copy_by_exec),
	TEST(test_copy_much),
	TEST(test_copy_much_with_an_early_error),
	TEST(test_cancel_a_copy),
	TEST(test_canceled_copy_is_not_half_done),
	TEST(test_lost_in_a_copy),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "postgresql", setup, teardown, NULL, NULL, tests },
	{ "dbi:pgsql", setup_dbi, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
