/* test_contract.c - what every driver promises, on every engine */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/url.h"
#include "dntest.h"
#include "drv.h"
#include "engine/driver.h"
#include "pgcluster.h"

/* What differs between the engines. */
static const struct engine {
	const char *dialect;
	const char *text_param; /* a parameter given back as text */
	const char *blob_param;
	const char *long_query; /* runs for minutes */
	const char *many_rows;  /* 100000 */
} sqlite = {
	.dialect = "sqlite",
	.text_param = "SELECT $2, $1, $2",
	.blob_param = "SELECT $1",
	.long_query = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
		      "SELECT count(*) FROM c",
	.many_rows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 100000) "
		     "SELECT n FROM c",
}, postgresql = {
	.dialect = "postgresql",
	.text_param = "SELECT $2::text, $1::text, $2::text",
	.blob_param = "SELECT $1::bytea",
	.long_query = "SELECT pg_sleep(100)",
	.many_rows = "SELECT n FROM generate_series(1, 100000) n",
};

static const struct engine *engine;
static char url[512];
static struct drv d;

static bool
opened(void)
{
	if (d.conn == NULL)
		dntest_skip("no PostgreSQL server");
	return d.conn != NULL;
}

static int
open_url(const struct engine *which, const char *text)
{
	engine = which;
	pgcluster_use_modules();
	memset(&d, 0, sizeof d);
	d.create = true;
	d.busy_timeout_ms = 5000;
	if (text == NULL) /* no server: tests skip themselves */
		return 0;
	snprintf(url, sizeof url, "%s", text);
	if (!drv_open(&d, url)) {
		printf("# %s\n", dunlin_error_message(d.err));
		return 1;
	}
	return 0;
}

static int
setup_memory(void)
{
	return open_url(&sqlite, "sqlite://");
}

static int
setup_file(void)
{
	char path[256];

	snprintf(path, sizeof path, "sqlite:///%s/contract.db", drv_directory());
	return open_url(&sqlite, path);
}

static int
setup_dbi_memory(void)
{
	return open_url(&sqlite, "dbi:sqlite3?dbname=:memory:");
}

static int
setup_dbi_file(void)
{
	char path[256];

	snprintf(path, sizeof path, "dbi:sqlite3?dbname=%s/contract_dbi.db", drv_directory());
	return open_url(&sqlite, path);
}

static int
setup_dbi_postgresql(void)
{
	return open_url(&postgresql, pgcluster_dbi_url("contract_dbi"));
}

static int
setup_postgresql(void)
{
	return open_url(&postgresql, pgcluster_url("contract"));
}

static int
teardown(void)
{
	if (d.conn != NULL)
		drv_close(&d);
	return 0;
}

/* A second connection to the same database. */
static bool
open_second(struct drv *second, unsigned busy_timeout_ms)
{
	memset(second, 0, sizeof *second);
	second->busy_timeout_ms = busy_timeout_ms;
	return drv_open(second, url);
}

static bool
is_postgresql(void)
{
	return engine == &postgresql;
}

static void
test_knows_its_dialect(void)
{
	struct dunlin_url *parsed;
	unsigned caps;

	if (!opened())
		return;
	parsed = dn_url_parse(NULL, url, NULL);
	caps = dn_driver_caps(d.driver, parsed);
	dn_free(parsed);
	CHECK_STR(d.driver->dialect(d.conn), engine->dialect);
	CHECK(d.conn->driver == d.driver);
	CHECK((caps & DUNLIN_CAP_TRANSACTIONAL_DDL) != 0);
	CHECK_INT((caps & DUNLIN_CAP_SERVER) != 0, is_postgresql());
	CHECK_INT((caps & DUNLIN_CAP_EDITABLE_SCHEMA) != 0, !is_postgresql());
}

static void
test_rows_and_nulls(void)
{
	if (!opened())
		return;
	CHECK_STR(
	    drv_rows(&d, "SELECT 1, NULL, 'x', '' UNION ALL SELECT 2, 'y', NULL, 'é' ORDER BY 1"),
	    "1|(null)|x|\n2|y|(null)|é\n");
	CHECK_STR(drv_rows(&d, "SELECT 1 WHERE 1 = 0"), "");
	CHECK_STR(drv_rows(&d, "-- nothing"), "");
	CHECK_STR(drv_rows(&d, ""), "");
	CHECK_STR(drv_rows(&d, "/* a */ SELECT 1; -- b"), "1\n");
	CHECK_STR(drv_rows(&d, "SELECT 'a;b', '$1'"), "a;b|$1\n");
}

static void
test_many_rows(void)
{
	if (!opened())
		return;
	CHECK(drv_run(&d, engine->many_rows));
	CHECK_INT(d.nrows, 100000);
}

static void
test_returning(void)
{
	if (!opened())
		return;
	CHECK(drv_run(&d, "CREATE TABLE returning_t (a INTEGER, b TEXT)"));
	CHECK_STR(drv_rows(&d, "INSERT INTO returning_t VALUES (1, 'x'), (2, NULL) RETURNING b, a"),
	    "x|1\n(null)|2\n");
	CHECK(drv_run(&d, "DROP TABLE returning_t"));
}

/* In any order, twice, with quotes in them, NULL. */
static void
test_text_parameters(void)
{
	static const struct dunlin_value params[] = { DRV_TEXT("first; '"), DRV_TEXT("$1 é") };
	static const struct dunlin_value nulls[] = { DRV_NULL, DRV_TEXT("") };

	if (!opened())
		return;
	CHECK(drv_run_params(&d, engine->text_param, params, 2));
	CHECK_STR(d.rows->s, "$1 é|first; '|$1 é\n");
	CHECK(drv_run_params(&d, engine->text_param, nulls, 2));
	CHECK_STR(d.rows->s, "|(null)|\n");
}

static void
test_wrong_parameters(void)
{
	static const struct dunlin_value params[] = { DRV_TEXT("a"), DRV_TEXT("b"), DRV_TEXT("c") };
	static const struct dunlin_value nul = { DUNLIN_TEXT, "a\0b", 3 };

	if (!opened())
		return;
	CHECK(!drv_run_params(&d, engine->text_param, params, 1));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
	CHECK(!drv_run_params(&d, engine->text_param, params, 3));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
	CHECK(!drv_run_params(&d, engine->blob_param, &nul, 1));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
	CHECK_STR(dunlin_error_message(d.err), "parameter $1 contains a NUL byte");
	CHECK_STR(drv_rows(&d, "SELECT 1"), "1\n");
}

static void
test_bytes(void)
{
	static const struct dunlin_value blob = { DUNLIN_BLOB, "\0\x7f\xff'", 4 };
	static const struct dunlin_value empty = { DUNLIN_BLOB, NULL, 0 };

	if (!opened())
		return;
	CHECK(drv_run_params(&d, engine->blob_param, &blob, 1));
	CHECK_STR(d.rows->s, "\\x007fff27\n");
	CHECK(drv_run_params(&d, engine->blob_param, &empty, 1));
	CHECK_STR(d.rows->s, "\\x\n");
}

static void
test_big_values(void)
{
	size_t len = 16u << 20;
	char *text = malloc(len + 1);
	struct dunlin_value params[2] = { DRV_NULL, { DUNLIN_TEXT, text, len } };

	if (opened()) {
		memset(text, 'x', len);
		text[len] = '\0';
		CHECK(drv_run_params(&d, engine->text_param, params, 2));
		CHECK_INT(d.rows->len, 2 * len + strlen("|(null)|\n"));
	}
	free(text);
}

static void
test_big_statement(void)
{
	struct dunlin_buf *sql = dunlin_buf_new();

	if (opened()) {
		dunlin_buf_puts(sql, "SELECT length('");
		for (int i = 0; i < 1000000; i++)
			dunlin_buf_puts(sql, "12345678");
		dunlin_buf_puts(sql, "')");
		CHECK_STR(drv_rows(&d, sql->s), "8000000\n");
	}
	dunlin_buf_free(sql);
}

static bool
row_refuse(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) values;
	++*(int *) payload;
	return dunlin_error_set(err, DUNLIN_E_FILE, "enough");
}

static void
test_row_function_stops(void)
{
	int calls = 0;
	struct dunlin_exec exec = { .size = sizeof exec, .row = row_refuse, .row_payload = &calls };

	if (!opened())
		return;
	exec.sql = engine->many_rows;
	dunlin_error_clear(d.err);
	CHECK(!d.driver->exec(d.conn, &exec, d.err));
	CHECK_INT(calls, 1);
	CHECK_INT(drv_code(&d), DUNLIN_E_FILE);
	CHECK_STR(dunlin_error_message(d.err), "enough");
	CHECK_STR(drv_rows(&d, "SELECT 1"), "1\n");
}

static void
test_one_statement_only(void)
{
	if (!opened())
		return;
	CHECK(!drv_run(&d, "CREATE TABLE one_t (a INTEGER); CREATE TABLE two_t (a INTEGER)"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SYNTAX);
	CHECK(!drv_run(&d, "SELECT * FROM one_t"));
	CHECK(!drv_run(&d, "SELECT 1; nonsense"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SYNTAX);
	CHECK_STR(drv_rows(&d, "SELECT 1;;"), "1\n");
}

static void
test_syntax_error(void)
{
	if (!opened())
		return;
	CHECK(!drv_run(&d, "SELECT 'éü' FROM WHERE"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SYNTAX);
	CHECK_INT(drv_offset(&d), strlen("SELECT 'éü' FROM "));
	CHECK(strstr(dunlin_error_message(d.err), "syntax error") != NULL);
	CHECK_STR(dunlin_error_sqlstate(d.err), is_postgresql() ? "42601" : "");
	CHECK(!drv_run(&d, "CREATE TABLE t ("));
	CHECK_INT(drv_code(&d), DUNLIN_E_SYNTAX);
	CHECK(!drv_run(&d, "SELECT 'open"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SYNTAX);
	CHECK_STR(drv_rows(&d, "SELECT 1"), "1\n");
}

static void
test_offset_counts_bytes(void)
{
	if (!opened())
		return;
	CHECK(!drv_run(&d, "SELECT 'éü\xf0\x9f\x90\xa6', nope"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
	CHECK_INT(drv_offset(&d), strlen("SELECT 'éü\xf0\x9f\x90\xa6', "));
	/* A name in quotes is a name, on both. */
	CHECK(!drv_run(&d, "SELECT \"nope\""));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
	CHECK_INT(drv_offset(&d), strlen("SELECT "));
}

static void
check_constraint(const char *sql)
{
	CHECK(!drv_run(&d, sql));
	CHECK_INT(drv_code(&d), DUNLIN_E_CONSTRAINT);
}

static void
test_constraints(void)
{
	if (!opened())
		return;
	if (!is_postgresql())
		CHECK(drv_run(&d, "PRAGMA foreign_keys = ON"));
	CHECK(drv_run(&d, "CREATE TABLE con_t (a INTEGER PRIMARY KEY, b INTEGER NOT NULL UNIQUE "
			  "CHECK (b > 0), c INTEGER REFERENCES con_t)"));
	CHECK(drv_run(&d, "INSERT INTO con_t VALUES (1, 1, 1)"));
	check_constraint("INSERT INTO con_t VALUES (1, 2, 1)");
	check_constraint("INSERT INTO con_t VALUES (2, 1, 1)");
	check_constraint("INSERT INTO con_t VALUES (2, NULL, 1)");
	check_constraint("INSERT INTO con_t VALUES (2, 0, 1)");
	check_constraint("INSERT INTO con_t VALUES (2, 2, 7)");
	CHECK_STR(drv_rows(&d, "SELECT count(*) FROM con_t"), "1\n");
	CHECK(drv_run(&d, "DROP TABLE con_t"));
}

static void
test_ddl_is_rolled_back(void)
{
	if (!opened())
		return;
	CHECK(drv_run(&d, "BEGIN"));
	CHECK(drv_run(&d, "CREATE TABLE ddl_t (a INTEGER)"));
	CHECK(drv_run(&d, "INSERT INTO ddl_t VALUES (1)"));
	CHECK(drv_run(&d, "ROLLBACK"));
	CHECK(!drv_run(&d, "SELECT * FROM ddl_t"));
	CHECK_INT(drv_code(&d), DUNLIN_E_SQL);
}

static void
test_close_rolls_back(void)
{
	struct drv second;

	if (!opened())
		return;
	CHECK(open_second(&second, 0));
	CHECK(drv_run(&second, "BEGIN"));
	CHECK(drv_run(&second, "CREATE TABLE close_t (a INTEGER)"));
	drv_close(&second);
	CHECK(drv_run(&d, "CREATE TABLE close_t (a INTEGER)"));
	CHECK(drv_run(&d, "DROP TABLE close_t"));
}

/* The first connection holds what the second one wants. */
static void
hold_lock(void)
{
	CHECK(drv_run(&d, "CREATE TABLE busy_t (a INTEGER)"));
	CHECK(drv_run(&d, is_postgresql() ? "BEGIN" : "BEGIN IMMEDIATE"));
	CHECK(drv_run(&d, "INSERT INTO busy_t VALUES (1)"));
}

static void
release_lock(void)
{
	CHECK(drv_run(&d, "COMMIT"));
	CHECK(drv_run(&d, "DROP TABLE busy_t"));
}

static void
test_busy(void)
{
	struct drv second;

	if (!opened())
		return;
	CHECK(open_second(&second, 100));
	hold_lock();
	if (is_postgresql())
		CHECK(drv_run(&second, "SET lock_timeout = 100"));
	CHECK(!drv_run(&second, "DROP TABLE busy_t"));
	CHECK_INT(drv_code(&second), DUNLIN_E_BUSY);
	CHECK_STR(dunlin_error_sqlstate(second.err), is_postgresql() ? "55P03" : "");
	CHECK_STR(drv_rows(&second, "SELECT 1"), "1\n");
	drv_close(&second);
	release_lock();
}

static void
test_waits_for_a_lock(void)
{
	struct drv_thread *thread;
	struct drv second;

	if (!opened())
		return;
	CHECK(open_second(&second, 20000));
	hold_lock();
	thread = drv_start(&second, "INSERT INTO busy_t VALUES (2)");
	if (is_postgresql()) {
		CHECK(drv_wait(thread));
		thread = drv_start(&second, "ALTER TABLE busy_t ADD COLUMN b INTEGER");
	}
	drv_pause(200);
	CHECK(drv_run(&d, "COMMIT"));
	CHECK(drv_wait(thread));
	drv_close(&second);
	CHECK(drv_run(&d, "DROP TABLE busy_t"));
}

static void
test_cancel_a_wait(void)
{
	struct drv_thread *thread;
	struct drv second;

	if (!opened())
		return;
	CHECK(open_second(&second, 100000));
	hold_lock();
	thread = drv_start(&second, "DROP TABLE busy_t");
	CHECK(!drv_cancel(thread));
	CHECK_INT(drv_code(&second), DUNLIN_E_CANCELED);
	CHECK_STR(drv_rows(&second, "SELECT 1"), "1\n");
	drv_close(&second);
	release_lock();
}

static void
test_cancel_a_statement(void)
{
	if (!opened())
		return;
	for (int i = 0; i < 3; i++) {
		CHECK(!drv_cancel(drv_start(&d, engine->long_query)));
		CHECK_INT(drv_code(&d), DUNLIN_E_CANCELED);
		CHECK_STR(drv_rows(&d, "SELECT 1"), "1\n");
	}
}

/* Between two statements there is nothing to cancel. */
static void
test_cancel_nothing(void)
{
	if (!opened())
		return;
	d.driver->cancel(d.conn);
	CHECK_STR(drv_rows(&d, "SELECT 1"), "1\n");
	CHECK_STR(drv_rows(&d, "SELECT 2"), "2\n");
}

static void
test_read_only(void)
{
	struct drv second = { .read_only = true };

	if (!opened())
		return;
	CHECK(drv_open(&second, url));
	if (is_postgresql())
		CHECK(drv_run(&second, "SET default_transaction_read_only = on"));
	CHECK(!drv_run(&second, "CREATE TABLE ro_t (a INTEGER)"));
	CHECK_INT(drv_code(&second), DUNLIN_E_READONLY);
	CHECK_STR(dunlin_error_sqlstate(second.err), is_postgresql() ? "25006" : "");
	CHECK_STR(drv_rows(&second, "SELECT 1"), "1\n");
	drv_close(&second);
}

/* Names what it does not know, never the value. */
static void
test_unknown_parameters(void)
{
	struct drv second = { .create = true };
	char text[640];

	if (!opened())
		return;
	snprintf(text, sizeof text, "%s%cwhatever=hunter2&pool_size=3&max_overflow=1", url,
	    strchr(url, '?') == NULL ? '?' : '&');
	CHECK(drv_open(&second, text));
	CHECK_STR(second.notices->s, ": parameter 'whatever' of the database URL is ignored\n");
	drv_close(&second);
}

static void
test_no_error_wanted(void)
{
	struct dunlin_exec exec = { .size = sizeof exec, .sql = "nonsense" };

	if (!opened())
		return;
	CHECK(!d.driver->exec(d.conn, &exec, NULL));
	exec.sql = "SELECT 1";
	CHECK(d.driver->exec(d.conn, &exec, NULL));
}

static void
test_nothing_is_left(void)
{
	size_t before = talloc_total_blocks(NULL);
	struct drv second = { .create = true };

	if (!opened())
		return;
	CHECK(drv_open(&second, url));
	CHECK(drv_run(&second, "SELECT 1"));
	CHECK(!drv_run(&second, "nonsense"));
	drv_close(&second);
	CHECK_INT(talloc_total_blocks(NULL), before);
}

static CU_TestInfo tests[] = {
	TEST(test_knows_its_dialect),
	TEST(test_rows_and_nulls),
	TEST(test_many_rows),
	TEST(test_returning),
	TEST(test_text_parameters),
	TEST(test_wrong_parameters),
	TEST(test_bytes),
	TEST(test_big_values),
	TEST(test_big_statement),
	TEST(test_row_function_stops),
	TEST(test_one_statement_only),
	TEST(test_syntax_error),
	TEST(test_offset_counts_bytes),
	TEST(test_constraints),
	TEST(test_ddl_is_rolled_back),
	TEST(test_cancel_a_statement),
	TEST(test_cancel_nothing),
	TEST(test_unknown_parameters),
	TEST(test_no_error_wanted),
	TEST(test_nothing_is_left),
	CU_TEST_INFO_NULL,
};

/* For which two connections must see the same. */
static CU_TestInfo shared_tests[] = {
	TEST(test_close_rolls_back),
	TEST(test_busy),
	TEST(test_waits_for_a_lock),
	TEST(test_cancel_a_wait),
	TEST(test_read_only),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "sqlite in memory", setup_memory, teardown, NULL, NULL, tests },
	{ "sqlite file", setup_file, teardown, NULL, NULL, tests },
	{ "sqlite file, two connections", setup_file, teardown, NULL, NULL, shared_tests },
	{ "postgresql", setup_postgresql, teardown, NULL, NULL, tests },
	{ "postgresql, two connections", setup_postgresql, teardown, NULL, NULL, shared_tests },
	{ "dbi:sqlite3 in memory", setup_dbi_memory, teardown, NULL, NULL, tests },
	{ "dbi:sqlite3 file", setup_dbi_file, teardown, NULL, NULL, tests },
	{ "dbi:sqlite3 file, two connections", setup_dbi_file, teardown, NULL, NULL, shared_tests },
	{ "dbi:pgsql", setup_dbi_postgresql, teardown, NULL, NULL, tests },
	{ "dbi:pgsql, two connections", setup_dbi_postgresql, teardown, NULL, NULL, shared_tests },
	CU_SUITE_INFO_NULL,
};
