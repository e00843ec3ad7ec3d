/* test_sqlite.c - the SQLite driver: files, what is wrong with them, and SQLite's own errors */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "dntest.h"
#include "drv.h"
#include "engine/builtin.h"
#include "pgcluster.h"

static int
setup(void)
{
	pgcluster_use_modules();
	return 0;
}

/* The path of NAME in the program's directory, and its URL with PARAMS. */
static const char *
path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", drv_directory(), name);
	return path;
}

static const char *
url_of(const char *name, const char *params)
{
	static char url[320];

	snprintf(url, sizeof url, "sqlite:///%s%s", path_of(name), params);
	return url;
}

/* A file with a table and N rows. */
static void
make_file(const char *name, unsigned n)
{
	struct dn_drive d = { .create = true };
	char sql[200];

	unlink(path_of(name));
	CHECK(dn_drive_open(&d, url_of(name, "")));
	CHECK(dn_drive_run(&d, "CREATE TABLE t (n INTEGER PRIMARY KEY, note TEXT)"));
	snprintf(sql, sizeof sql,
	    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT %u) "
	    "INSERT INTO t SELECT n, hex(randomblob(200)) FROM c",
	    n);
	CHECK(dn_drive_run(&d, sql));
	dn_drive_close(&d);
}

static void
check_refused(struct dn_drive how, const char *url, enum dunlin_code code, const char *part)
{
	CHECK(!dn_drive_open(&how, url));
	CHECK_INT(dn_drive_code(&how), code);
	CHECK(strstr(dunlin_error_message(how.err), part) != NULL);
	if (strstr(dunlin_error_message(how.err), part) == NULL)
		CHECK_STR(dunlin_error_message(how.err), part);
	dn_drive_close(&how);
}

static void
test_missing_file(void)
{
	static const struct dn_drive plain = { 0 }, create = { .create = true };
	static const struct dn_drive read_only = { .create = true, .read_only = true };
	char message[320];

	snprintf(message, sizeof message, "no such database '%s'", path_of("missing"));
	check_refused(plain, url_of("missing", ""), DUNLIN_E_ABSENT, message);
	check_refused(create, url_of("missing", "?mode=rw"), DUNLIN_E_ABSENT, message);
	check_refused(create, url_of("missing", "?mode=ro"), DUNLIN_E_ABSENT, message);
	check_refused(read_only, url_of("missing", ""), DUNLIN_E_ABSENT, message);
	check_refused(plain, "sqlite:///missing", DUNLIN_E_ABSENT, "no such database 'missing'");
	check_refused(
	    create, "sqlite:////no/such/place", DUNLIN_E_CONNECT, "No such file or directory");
	check_refused(create, "sqlite:////", DUNLIN_E_CONNECT, "Is a directory");
	CHECK(access(path_of("missing"), F_OK) != 0);
}

static void
test_made_when_wanted(void)
{
	struct dn_drive d = { .create = true }, again = { 0 }, forced = { 0 };

	CHECK(dn_drive_open(&d, url_of("made", "")));
	CHECK(dn_drive_run(&d, "CREATE TABLE t (a)"));
	dn_drive_close(&d);
	CHECK(dn_drive_open(&again, url_of("made", "")));
	CHECK_STR(dn_drive_rows(&again, "SELECT count(*) FROM t"), "0\n");
	dn_drive_close(&again);
	CHECK(dn_drive_open(&forced, url_of("forced", "?mode=rwc")));
	CHECK(dn_drive_run(&forced, "CREATE TABLE t (a)"));
	dn_drive_close(&forced);
	CHECK(access(path_of("forced"), F_OK) == 0);
}

static void
write_text(const char *name, const char *text, long at)
{
	FILE *out = fopen(path_of(name), at < 0 ? "w" : "r+");

	if (out == NULL || (at > 0 && fseek(out, at, SEEK_SET) != 0) || fputs(text, out) < 0 ||
	    fclose(out) != 0)
		abort();
}

static void
test_other_file(void)
{
	static const struct dn_drive plain = { 0 };

	write_text("text",
	    "This is a text and long enough to be read as the header of a page of "
	    "some database, which it is not by any means, however long it goes on.",
	    -1);
	check_refused(plain, url_of("text", ""), DUNLIN_E_CONNECT, "is not an SQLite database");
}

static void
test_damaged_file(void)
{
	struct dn_drive d = { 0 };
	char junk[4096];

	make_file("damaged", 1000);
	memset(junk, 'z', sizeof junk - 1);
	junk[sizeof junk - 1] = '\0';
	for (long page = 1; page < 20; page++)
		write_text("damaged", junk, page * 4096);
	CHECK(dn_drive_open(&d, url_of("damaged", "")));
	CHECK(!dn_drive_run(&d, "SELECT max(note) FROM t"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SQL);
	CHECK(strstr(dunlin_error_message(d.err), "malformed") != NULL);
	CHECK(dunlin_error_hint(d.err) != NULL);
	dn_drive_close(&d);
}

/* Root may write everything, so somebody else has to try. */
static void
test_read_only_file(void)
{
	struct dn_drive d = { 0 };

	make_file("read_only", 1);
	chmod(path_of("read_only"), 0444);
	chmod(drv_directory(), 0555);
	if (geteuid() == 0 && seteuid(65534) != 0)
		abort();
	CHECK(dn_drive_open(&d, url_of("read_only", "")));
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM t"), "1\n");
	CHECK(!dn_drive_run(&d, "DELETE FROM t"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_READONLY);
	CHECK(!dn_drive_run(&d, "CREATE TABLE u (a)"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_READONLY);
	dn_drive_close(&d);
	if (getuid() == 0 && seteuid(0) != 0)
		abort();
	chmod(drv_directory(), 0777);
}

static void
test_file_nobody_may_read(void)
{
	static const struct dn_drive plain = { 0 };

	make_file("secret", 1);
	chmod(path_of("secret"), 0);
	if (geteuid() == 0 && seteuid(65534) != 0)
		abort();
	check_refused(plain, url_of("secret", ""), DUNLIN_E_CONNECT, "Permission denied");
	if (getuid() == 0 && seteuid(0) != 0)
		abort();
}

static void
test_database_is_full(void)
{
	struct dn_drive d = { .create = true };

	CHECK(dn_drive_open(&d, "sqlite://"));
	CHECK(dn_drive_run(&d, "PRAGMA max_page_count = 3"));
	CHECK(dn_drive_run(&d, "CREATE TABLE t (a)"));
	CHECK(!dn_drive_run(&d, "INSERT INTO t VALUES (zeroblob(100000))"));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_FULL);
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM t"), "0\n");
	dn_drive_close(&d);
}

/* The system's word: a file may not grow beyond a limit. */
static void
test_system_is_full(void)
{
	struct rlimit before, limit;
	struct dn_drive d = { 0 };

	make_file("limited", 10);
	CHECK(dn_drive_open(&d, url_of("limited", "")));
	/* Written before the commit, behind which SQLite no longer has the system's reason. */
	CHECK(dn_drive_run(&d, "PRAGMA cache_size = 10"));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 65536;
	setrlimit(RLIMIT_FSIZE, &limit);
	CHECK(!dn_drive_run(&d, "INSERT INTO t VALUES (1000, hex(randomblob(1000000)))"));
	setrlimit(RLIMIT_FSIZE, &before);
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_FULL);
	CHECK(strstr(dunlin_error_message(d.err), "File too large") != NULL);
	CHECK_STR(dn_drive_rows(&d, "SELECT count(*) FROM t"), "10\n");
	dn_drive_close(&d);
}

/* A reader that wants to write when others have written since. */
static void
test_snapshot_is_old(void)
{
	struct dn_drive a = { 0 }, b = { 0 };

	make_file("wal", 1);
	CHECK(dn_drive_open(&a, url_of("wal", "")));
	CHECK(dn_drive_open(&b, url_of("wal", "")));
	CHECK_STR(dn_drive_rows(&a, "PRAGMA journal_mode = WAL"), "wal\n");
	CHECK(dn_drive_run(&a, "BEGIN"));
	CHECK_STR(dn_drive_rows(&a, "SELECT count(*) FROM t"), "1\n");
	CHECK(dn_drive_run(&b, "DELETE FROM t"));
	CHECK(!dn_drive_run(&a, "INSERT INTO t VALUES (2, '')"));
	CHECK_INT(dn_drive_code(&a), DUNLIN_E_RETRY);
	CHECK(dn_drive_run(&a, "ROLLBACK"));
	CHECK(dn_drive_run(&a, "INSERT INTO t VALUES (2, '')"));
	dn_drive_close(&a);
	dn_drive_close(&b);
}

/* Opening waits for nobody; the statement does. */
static void
test_open_while_locked(void)
{
	struct dn_drive a = { 0 }, b = { .busy_timeout_ms = 50 };

	make_file("locked", 1);
	CHECK(dn_drive_open(&a, url_of("locked", "")));
	CHECK(dn_drive_run(&a, "BEGIN EXCLUSIVE"));
	CHECK(dn_drive_open(&b, url_of("locked", "")));
	CHECK(!dn_drive_run(&b, "SELECT * FROM t"));
	CHECK_INT(dn_drive_code(&b), DUNLIN_E_BUSY);
	CHECK(dn_drive_run(&a, "COMMIT"));
	CHECK(dn_drive_run(&b, "SELECT * FROM t"));
	dn_drive_close(&a);
	dn_drive_close(&b);
}

static void
test_timeout_in_the_url(void)
{
	struct dn_drive a = { 0 }, b = { .busy_timeout_ms = 100000 };

	make_file("timeout", 1);
	CHECK(dn_drive_open(&a, url_of("timeout", "")));
	CHECK(dn_drive_run(&a, "BEGIN IMMEDIATE"));
	CHECK(dn_drive_open(&b, url_of("timeout", "?busy_timeout=30&cache=private")));
	CHECK(!dn_drive_run(&b, "DELETE FROM t"));
	CHECK_INT(dn_drive_code(&b), DUNLIN_E_BUSY);
	CHECK_STR(b.notices->s, "");
	dn_drive_close(&b);
	memset(&b, 0, sizeof b);
	b.busy_timeout_ms = 100000;
	CHECK(dn_drive_open(&b, url_of("timeout", "?timeout=0.03")));
	CHECK(!dn_drive_run(&b, "DELETE FROM t"));
	CHECK_INT(dn_drive_code(&b), DUNLIN_E_BUSY);
	dn_drive_close(&a);
	dn_drive_close(&b);
}

static void
test_bad_parameters(void)
{
	static const struct dn_drive create = { .create = true };

	check_refused(create, "sqlite://?mode=fast", DUNLIN_E_CONFIG, "parameter 'mode'");
	check_refused(create, "sqlite://?cache=big", DUNLIN_E_CONFIG, "parameter 'cache'");
	check_refused(
	    create, "sqlite://?busy_timeout=long", DUNLIN_E_CONFIG, "parameter 'busy_timeout'");
	check_refused(
	    create, "sqlite://?busy_timeout=-1", DUNLIN_E_CONFIG, "parameter 'busy_timeout'");
	check_refused(create, "sqlite://?timeout=nan", DUNLIN_E_CONFIG, "parameter 'timeout'");
	check_refused(create, "sqlite://?vfs=none", DUNLIN_E_CONNECT, "no such vfs: none");
}

static void
test_memory(void)
{
	static const char *const urls[] = { "sqlite://",
		"sqlite:///:memory:", "sqlite:///ignored?mode=memory" };

	for (size_t i = 0; i < 3; i++) {
		struct dn_drive d = { 0 };

		CHECK(dn_drive_open(&d, urls[i]));
		CHECK(dn_drive_run(&d, "CREATE TABLE t (a)"));
		dn_drive_close(&d);
	}
	CHECK(access(":memory:", F_OK) != 0);
	CHECK(access("ignored", F_OK) != 0);
}

/* A name is a name, even where SQLite would read a URI. */
static void
test_file_with_a_strange_name(void)
{
	struct dn_drive d = { .create = true };
	char before[512];

	if (getcwd(before, sizeof before) == NULL || chdir(drv_directory()) != 0)
		abort();
	CHECK(dn_drive_open(&d, "sqlite:///file:a%3fmode=memory"));
	CHECK(dn_drive_run(&d, "CREATE TABLE t (a)"));
	CHECK(access("file:a?mode=memory", F_OK) == 0);
	dn_drive_close(&d);
	if (chdir(before) != 0)
		abort();
}

static void
test_other_parameters(void)
{
	static const struct dunlin_value one = DN_DRIVE_TEXT("1");
	struct dn_drive d = { .create = true };

	CHECK(dn_drive_open(&d, "sqlite://"));
	CHECK(!dn_drive_run_params(&d, "SELECT ?", &one, 1));
	CHECK_INT(dn_drive_code(&d), DUNLIN_E_SQL);
	CHECK(!dn_drive_run_params(&d, "SELECT :name", &one, 1));
	CHECK(!dn_drive_run_params(&d, "SELECT $name", &one, 1));
	CHECK(dn_drive_run_params(&d, "SELECT $1", &one, 1));
	dn_drive_close(&d);
}

static void
test_pragmas_give_rows(void)
{
	struct dn_drive d = { .create = true };

	CHECK(dn_drive_open(&d, "sqlite://"));
	CHECK_STR(dn_drive_rows(&d, "PRAGMA foreign_keys"), "0\n");
	CHECK_STR(dn_drive_rows(&d, "PRAGMA foreign_keys = ON"), "");
	CHECK_STR(dn_drive_rows(&d, "PRAGMA foreign_keys"), "1\n");
	dn_drive_close(&d);
}

static bool
is_builtin(const char *name)
{
	static const char *const names[] = {
#define X(name) #name,
		DN_BUILTIN_DRIVERS
#undef X
		    NULL
	};

	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* It brings 25 libraries, which who works on SQLite shall not wait for. */
static void
test_loads_no_libpq(void)
{
	struct dn_drive d = { .create = true };
	char line[512];
	bool sqlite = false, libpq = false;
	FILE *maps = fopen("/proc/self/maps", "r");

	if (maps == NULL || is_builtin("postgresql")) {
		dntest_skip(maps == NULL ? "no /proc" : "postgresql is built in");
		if (maps != NULL)
			fclose(maps);
		return;
	}
	CHECK(dn_drive_open(&d, "sqlite://"));
	while (fgets(line, sizeof line, maps) != NULL) {
		sqlite = sqlite || strstr(line, "/libsqlite3.so") != NULL;
		libpq = libpq || strstr(line, "/libpq.so") != NULL;
	}
	CHECK(sqlite);
	CHECK(!libpq);
	fclose(maps);
	dn_drive_close(&d);
}

static CU_TestInfo tests[] = {
	TEST(test_missing_file),
	TEST(test_made_when_wanted),
	TEST(test_other_file),
	TEST(test_damaged_file),
	TEST(test_read_only_file),
	TEST(test_file_nobody_may_read),
	TEST(test_database_is_full),
	TEST(test_system_is_full),
	TEST(test_snapshot_is_old),
	TEST(test_open_while_locked),
	TEST(test_timeout_in_the_url),
	TEST(test_bad_parameters),
	TEST(test_memory),
	TEST(test_file_with_a_strange_name),
	TEST(test_other_parameters),
	TEST(test_pragmas_give_rows),
	TEST(test_loads_no_libpq),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "sqlite", setup, NULL, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
