/* test_handles.c - an application's connection is used, and given back as it was */
#include "config.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>
#include <sqlite3.h>

#include <dunlin/pq.h>
#include <dunlin/sqlite.h>

#include "dntest.h"
#include "pgcluster.h"

static struct dunlin_error *err;
static char warnings[1024];

static int
setup(void)
{
	pgcluster_use_modules();
	err = dunlin_error_new();
	return 0;
}

static int
teardown(void)
{
	dunlin_error_free(err);
	return 0;
}

static void
hear(void *payload, enum dunlin_level level, const char *message)
{
	size_t len = strlen(warnings);

	(void) payload;
	if (level == DUNLIN_WARNING)
		snprintf(warnings + len, sizeof warnings - len, "%s\n", message);
}

static struct dunlin_options
options(void)
{
	struct dunlin_options o = { .size = sizeof o, .config = DN_TEST_INI, .log = hear };

	warnings[0] = '\0';
	dunlin_error_clear(err);
	return o;
}

/* ---- SQLite -------------------------------------------------------------------------------- */

static bool
lite_migrate(sqlite3 *db, const char *target)
{
	struct dunlin_options o = options();
	struct dunlin *project = dunlin_open_sqlite(db, &o, err);
	bool ok = project != NULL && dunlin_upgrade(project, target, false, err);

	dunlin_close(project);
	CHECK_STR(warnings, "");
	return ok;
}

/* The values of all rows of SQL, "|" behind each. */
static const char *
lite(sqlite3 *db, const char *sql)
{
	static char text[2048];
	sqlite3_stmt *stmt;
	size_t len = 0;

	text[0] = '\0';
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return sqlite3_errmsg(db);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(stmt); i++)
			len += (size_t) snprintf(text + len, sizeof text - len, "%s|",
			    sqlite3_column_text(stmt, i) == NULL
				? "(null)"
				: (const char *) sqlite3_column_text(stmt, i));
	sqlite3_finalize(stmt);
	return text;
}

static sqlite3 *
lite_open(const char *path)
{
	sqlite3 *db;

	CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

#define LITE_STATE                                                                            \
	"SELECT * FROM pragma_foreign_keys, pragma_recursive_triggers, "                      \
	"pragma_legacy_alter_table, pragma_trusted_schema, pragma_ignore_check_constraints, " \
	"pragma_query_only, pragma_busy_timeout"

static int
lite_config(sqlite3 *db, int option)
{
	int value = -1;

	sqlite3_db_config(db, option, -1, &value);
	return value;
}

static void
test_sqlite_is_given_back(void)
{
	sqlite3 *db = lite_open(":memory:");
	char before[256];

	CHECK_STR(lite(db, "PRAGMA foreign_keys = ON"), "");
	CHECK_STR(lite(db, "PRAGMA recursive_triggers = ON"), "");
	CHECK_STR(lite(db, "PRAGMA trusted_schema = OFF"), "");
	sqlite3_busy_timeout(db, 1234);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	snprintf(before, sizeof before, "%s", lite(db, LITE_STATE));
	CHECK_STR(before, "1|1|0|0|0|0|1234|");
	CHECK(lite_migrate(db, "head"));
	CHECK_STR(lite(db, LITE_STATE), before);
	CHECK_INT(lite_config(db, SQLITE_DBCONFIG_DQS_DML), 1);
	CHECK_INT(lite_config(db, SQLITE_DBCONFIG_DEFENSIVE), 1);
	CHECK_STR(lite(db, "SELECT id FROM dunlin_revision ORDER BY id"), "001|002|");
	CHECK_STR(lite(db, "SELECT count(*) FROM sqlite_temp_master"), "0|");
	CHECK_INT(sqlite3_get_autocommit(db), 1);
	CHECK_INT(sqlite3_close(db), SQLITE_OK);
}

/* What fails gives the connection back, too. */
static void
test_sqlite_fails(void)
{
	sqlite3 *db = lite_open(":memory:");

	CHECK_STR(lite(db, "PRAGMA foreign_keys = ON"), "");
	CHECK_STR(lite(db, "CREATE TABLE notes (n int)"), "");
	CHECK(!lite_migrate(db, "head"));
	CHECK(dunlin_error_code(err) != DUNLIN_OK);
	CHECK_STR(lite(db, "PRAGMA foreign_keys"), "1|");
	CHECK_INT(sqlite3_get_autocommit(db), 1);
	CHECK(!lite_migrate(db, "no_such_revision"));
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_TARGET);
	CHECK_INT(sqlite3_close(db), SQLITE_OK);
}

static void
test_sqlite_is_busy(void)
{
	sqlite3 *db = lite_open(":memory:");
	sqlite3_stmt *stmt;

	CHECK_STR(lite(db, "BEGIN"), "");
	CHECK(!lite_migrate(db, "head"));
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONNECT);
	CHECK_STR(dunlin_error_message(err),
	    "the application's SQLite connection has an open transaction");
	CHECK_INT(sqlite3_get_autocommit(db), 0);
	CHECK_STR(lite(db, "COMMIT"), "");
	CHECK_INT(sqlite3_prepare_v2(db, "SELECT 1 UNION SELECT 2", -1, &stmt, NULL), SQLITE_OK);
	CHECK_INT(sqlite3_step(stmt), SQLITE_ROW);
	CHECK(!lite_migrate(db, "head"));
	CHECK_STR(dunlin_error_message(err),
	    "the application's SQLite connection has a statement that is not run to its end");
	sqlite3_reset(stmt);
	CHECK(lite_migrate(db, "head"));
	sqlite3_finalize(stmt);
	CHECK_INT(sqlite3_close(db), SQLITE_OK);
}

static void *
lite_release(void *payload)
{
	sqlite3_sleep(300);
	sqlite3_exec(payload, "COMMIT", NULL, NULL, NULL);
	return NULL;
}

static int lite_handled;

static int
lite_handle_busy(void *payload, int count)
{
	(void) payload, (void) count;
	lite_handled++;
	return 0;
}

/* The application's own busy handler stays, and lock_wait holds all the same. */
static void
test_sqlite_waits(void)
{
	char path[] = "/tmp/dunlin-handle.XXXXXX";
	int fd = mkstemp(path);
	sqlite3 *db = lite_open(path), *other = lite_open(path);
	pthread_t thread;

	CHECK(fd >= 0);
	sqlite3_busy_handler(db, lite_handle_busy, NULL);
	CHECK_STR(lite(other, "BEGIN IMMEDIATE"), "");
	CHECK_INT(pthread_create(&thread, NULL, lite_release, other), 0);
	CHECK(lite_migrate(db, "head"));
	CHECK_STR(dunlin_error_message(err), "");
	pthread_join(thread, NULL);
	CHECK(lite_handled > 0);
	lite_handled = 0;
	CHECK_STR(lite(other, "BEGIN IMMEDIATE"), "");
	CHECK(sqlite3_exec(db, "DELETE FROM notes", NULL, NULL, NULL) == SQLITE_BUSY);
	CHECK(lite_handled > 0);
	sqlite3_close(other);
	sqlite3_close(db);
	remove(path);
}

static void
test_nothing_to_migrate_over(void)
{
	struct dunlin_options o = options();

	CHECK(dunlin_open_sqlite(NULL, &o, err) == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_USAGE);
	o = options();
	CHECK(dunlin_open_pq(NULL, &o, err) == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_USAGE);
}

/* ---- PostgreSQL ---------------------------------------------------------------------------- */

static char conninfo[512];
static char processed[1024]; /* what the application's notice processor heard */

static PGconn *
pg_connect(const char *name)
{
	PGconn *pg;

	if (pgcluster_url(name) == NULL) {
		dntest_skip("no PostgreSQL server");
		return NULL;
	}
	snprintf(conninfo, sizeof conninfo, "host=%s port=%s user=dunlin dbname=%s",
	    pgcluster_host(), pgcluster_port(), name);
	pg = PQconnectdb(conninfo);
	CHECK_INT(PQstatus(pg), CONNECTION_OK);
	return pg;
}

static bool
pg_migrate(PGconn *pg, const char *target)
{
	struct dunlin_options o = options();
	struct dunlin *project = dunlin_open_pq(pg, &o, err);
	bool ok = project != NULL && dunlin_upgrade(project, target, false, err);

	dunlin_close(project);
	CHECK_STR(warnings, "");
	return ok;
}

/* The first value. */
static const char *
pg_value(PGconn *pg, const char *sql)
{
	static char text[4096];
	PGresult *res = PQexec(pg, sql);

	snprintf(text, sizeof text, "%s",
	    PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : PQresultErrorMessage(res));
	PQclear(res);
	return text;
}

static void
pg_process(void *payload, const char *message)
{
	(void) payload;
	snprintf(processed, sizeof processed, "%s", message);
}

#define PG_STATE                                                                            \
	"SELECT string_agg(name || '=' || setting || ' ' || source, ',' ORDER BY name) || " \
	"current_user || session_user || (SELECT count(*) FROM pg_locks "                   \
	"WHERE locktype = 'advisory') || (SELECT coalesce(string_agg(name, ' '), '') "      \
	"FROM pg_prepared_statements) FROM pg_settings "                                    \
	"WHERE source NOT IN ('default', 'configuration file', 'override') "                \
	"AND name NOT LIKE 'transaction%'"

static void
test_pq_is_given_back(void)
{
	PGconn *pg = pg_connect("given_back");
	char before[4096];

	if (pg == NULL)
		return;
	PQsetNoticeProcessor(pg, pg_process, NULL);
	pg_value(pg, "CREATE ROLE weak; GRANT ALL ON SCHEMA public TO weak; "
		     "GRANT CREATE ON DATABASE given_back TO weak");
	pg_value(pg, "CREATE SCHEMA mine AUTHORIZATION weak");
	pg_value(pg, "SET lock_timeout = '7s'");
	pg_value(pg, "SET statement_timeout = '70s'");
	pg_value(pg, "SET application_name = 'the application''s'");
	pg_value(pg, "SET search_path = mine, public");
	pg_value(pg, "SET work_mem = '5MB'");
	pg_value(pg, "SET client_encoding = 'LATIN1'");
	pg_value(pg, "PREPARE theirs AS SELECT 1");
	pg_value(pg, "SET ROLE weak");
	snprintf(before, sizeof before, "%s", pg_value(pg, PG_STATE));
	CHECK(strstr(before, "statement_timeout=70000 session") != NULL);
	CHECK(strstr(before, "weakdunlin0theirs") != NULL);
	CHECK(pg_migrate(pg, "head"));
	CHECK_STR(dunlin_error_message(err), "");
	CHECK_STR(pg_value(pg, PG_STATE), before);
	CHECK_INT(PQisnonblocking(pg), 0);
	CHECK_INT(PQtransactionStatus(pg), PQTRANS_IDLE);
	CHECK_STR(pg_value(pg, "EXECUTE theirs"), "1");
	CHECK_STR(pg_value(pg, "RESET ROLE; SELECT count(*) FROM pg_catalog.pg_class "
			       "WHERE relname = 'notes'"),
	    "1");
	processed[0] = '\0';
	pg_value(pg, "DO $$BEGIN RAISE WARNING 'hear me'; END$$");
	CHECK(strstr(processed, "hear me") != NULL);
	CHECK(pg_migrate(pg, "head"));
	PQsetnonblocking(pg, 1);
	CHECK(pg_migrate(pg, "head"));
	CHECK_INT(PQisnonblocking(pg), 1);
	PQfinish(pg);
}

static char received[1024];

static void
pg_receive(void *payload, const PGresult *res)
{
	snprintf(received, sizeof received, "%s%s", (const char *) payload,
	    PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
}

/* One of its own with an argument could not be put back: so it is not taken away. */
static void
test_pq_keeps_its_receiver(void)
{
	static char mine[] = "mine: ";
	PGconn *pg = pg_connect("receiver");

	if (pg == NULL)
		return;
	PQsetNoticeReceiver(pg, pg_receive, mine);
	CHECK(pg_migrate(pg, "head"));
	pg_value(pg, "DO $$BEGIN RAISE WARNING 'hear me'; END$$");
	CHECK_STR(received, "mine: hear me");
	PQfinish(pg);
}

static void
check_refused(PGconn *pg, const char *message)
{
	CHECK(!pg_migrate(pg, "head"));
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONNECT);
	CHECK_STR(dunlin_error_message(err), message);
}

static void
test_pq_is_busy(void)
{
	PGconn *pg = pg_connect("busy"), *none;

	if (pg == NULL)
		return;
	pg_value(pg, "BEGIN");
	check_refused(pg, "the application's PostgreSQL connection has an open transaction");
	CHECK_INT(PQtransactionStatus(pg), PQTRANS_INTRANS);
	pg_value(pg, "nonsense");
	check_refused(pg, "the application's PostgreSQL connection has an open transaction");
	pg_value(pg, "ROLLBACK");
	PQenterPipelineMode(pg);
	check_refused(pg, "the application's PostgreSQL connection is in pipeline mode");
	PQexitPipelineMode(pg);
	PQsendQuery(pg, "SELECT 1");
	check_refused(pg,
	    "the application's PostgreSQL connection has a statement that is not run to its end");
	for (PGresult *res; (res = PQgetResult(pg)) != NULL;)
		PQclear(res);
	pg_value(pg, "SELECT pg_advisory_lock(7)");
	check_refused(pg, "the application's connection holds an advisory lock");
	CHECK_STR(pg_value(pg, "SELECT pg_advisory_unlock(7)"), "t");
	pg_value(pg, "CREATE TEMP TABLE scratch (n int)");
	check_refused(pg, "the application's connection has temporary tables");
	pg_value(pg, "DROP TABLE scratch");
	CHECK(pg_migrate(pg, "head"));
	PQfinish(pg);
	none = PQconnectdb("host=/nowhere");
	check_refused(none, "the application's PostgreSQL connection is not connected");
	PQfinish(none);
}

static CU_TestInfo sqlite_tests[] = {
	TEST(test_sqlite_is_given_back),
	TEST(test_sqlite_fails),
	TEST(test_sqlite_is_busy),
	TEST(test_sqlite_waits),
	TEST(test_nothing_to_migrate_over),
	CU_TEST_INFO_NULL,
};

static CU_TestInfo pq_tests[] = {
	TEST(test_pq_is_given_back),
	TEST(test_pq_keeps_its_receiver),
	TEST(test_pq_is_busy),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "sqlite3", setup, teardown, NULL, NULL, sqlite_tests },
	{ "PGconn", setup, teardown, NULL, NULL, pq_tests },
	CU_SUITE_INFO_NULL,
};
