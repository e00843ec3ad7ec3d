/* test_modules.c - finding drivers: schemes, directories, and modules that are no good */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/url.h"
#include "dntest.h"
#include "drv.h"
#include "engine/builtin.h"
#include "engine/driver.h"
#include "pgcluster.h"

static void *mem;
static char installed[512]; /* what the drivers of this build are found by */

/* The directory of the bad modules, then one of the test's own, then the real ones. */
static int
setup(void)
{
	char path[1024];

	mem = talloc_new(NULL);
	pgcluster_use_modules();
	snprintf(installed, sizeof installed, "%s", getenv("DUNLIN_DRIVER_PATH"));
	snprintf(path, sizeof path, "::/nowhere:%s/tests/drivers/.libs:%s/:%s", DN_TEST_BUILDDIR,
	    drv_directory(), installed);
	setenv("DUNLIN_DRIVER_PATH", path, 1);
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static const struct dunlin_driver *
find(const char *text, struct dunlin_error *err)
{
	struct dunlin_url *url = dn_url_parse(mem, text, err);

	return url == NULL ? NULL : dn_driver_find(url, err);
}

/* Every word of PARTS (ended by NULL) is in the message. */
static void
check_refused(const char *url, const char *const *parts, const char *hint)
{
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(find(url, err) == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONFIG);
	for (; *parts != NULL; parts++)
		if (strstr(dunlin_error_message(err), *parts) == NULL)
			CHECK_STR(dunlin_error_message(err), *parts);
	if (hint != NULL)
		CHECK_STR(dunlin_error_hint(err), hint);
}

#define PARTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_schemes(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dunlin_driver *sqlite = find("sqlite://", err), *pg;

	CHECK(sqlite != NULL);
	CHECK_STR(sqlite == NULL ? dunlin_error_message(err) : sqlite->name, "sqlite");
	CHECK(find("sqlite3://", err) == sqlite);
	CHECK(find("SQLite+pysqlite://", err) == sqlite);
	pg = find("postgresql://h/d", err);
	CHECK_STR(pg == NULL ? dunlin_error_message(err) : pg->name, "postgresql");
	CHECK(find("postgres://h/d", err) == pg);
	CHECK(find("postgresql+asyncpg://h/d", err) == pg);
	CHECK(DUNLIN_DRIVER_HAS(pg, copy));
	CHECK(!DUNLIN_DRIVER_HAS(sqlite, copy));
	CHECK(DUNLIN_DRIVER_HAS(sqlite, cancel));
}

static void
test_unknown_scheme(void)
{
	check_refused("postgrsql://h/d",
	    PARTS("unknown scheme 'postgrsql'", "postgresql", "sqlite", "mariadb", "mysql", "dbi"),
	    "Did you mean 'postgresql'?");
	check_refused("oracle://u:hunter2@h/d", PARTS("unknown scheme 'oracle'"), NULL);
}

static void
test_not_installed(void)
{
	char *path = dn_strdup(mem, getenv("DUNLIN_DRIVER_PATH"));

	setenv("DUNLIN_DRIVER_PATH", "/nowhere", 1);
	check_refused("mysql://h/d",
	    PARTS("'mysql' is not installed", "dbi.so", "/nowhere:" DN_DRIVER_DIR),
	    "Install the package dunlin-dbi, or name the module's directory in "
	    "DUNLIN_DRIVER_PATH.");
	check_refused("mariadb://h/d", PARTS("'mariadb' is not installed"), NULL);
	check_refused("dbi:firebird?x=1", PARTS("'dbi' is not installed"), NULL);
	setenv("DUNLIN_DRIVER_PATH", path, 1);
}

static void
test_faults(void)
{
	check_refused("badabi://", PARTS("badabi.so' has interface 2.7 and this dunlin 1.4"),
	    "Install the driver and dunlin from the same version.");
	check_refused("badsize://", PARTS("badsize.so' is too small: 16 bytes"), NULL);
	check_refused("badexec://", PARTS("badexec.so' lacks 'exec'"), NULL);
	check_refused("badname://", PARTS("badname.so' names itself 'other', not 'badname'"), NULL);
	check_refused("badscheme://", PARTS("badscheme.so' does not serve 'badscheme'"), NULL);
	check_refused("badentry://",
	    PARTS("badentry.so' is no driver module", "'dunlin_driver_entry'"), NULL);
}

/* Somebody else's driver, made for a newer minor version: what it has more is not used. */
static void
test_good_module(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dunlin_driver *drv = find("newer://", err);
	struct dunlin_connect how = { .size = sizeof how };

	CHECK_STR(drv == NULL ? dunlin_error_message(err) : drv->name, "newer");
	if (drv == NULL)
		return;
	CHECK(find("newer://", err) == drv);
	CHECK(drv->open(&how, err) == NULL);
	CHECK_STR(dunlin_error_message(err), "nowhere");
}

static void
write_module(const char *name, const char *from, size_t len)
{
	char path[256], *data = malloc(len);
	FILE *in = fopen(from, "r"), *out;

	snprintf(path, sizeof path, "%s/%s.so", drv_directory(), name);
	out = fopen(path, "w");
	if (in == NULL || out == NULL || fread(data, 1, len, in) != len ||
	    fwrite(data, 1, len, out) != len || fclose(out) != 0)
		abort();
	fclose(in);
	free(data);
}

static void
test_damaged_files(void)
{
	write_module("cut", DN_TEST_BUILDDIR "/tests/drivers/.libs/newer.so", 600);
	check_refused("cut://", PARTS("cut.so' is damaged: its end is missing"),
	    "Install the cut driver again.");
	write_module("short", DN_TEST_BUILDDIR "/tests/drivers/.libs/newer.so", 30);
	check_refused("short://", PARTS("cannot load a driver module", "short.so"), NULL);
	write_module("text", DN_TEST_BUILDDIR "/config.h", 100);
	check_refused("text://", PARTS("cannot load a driver module", "text.so"),
	    "Install the text driver and the client library it needs.");
	write_module("empty", DN_TEST_BUILDDIR "/config.h", 0);
	check_refused("empty://", PARTS("cannot load a driver module", "empty.so"), NULL);
}

/* The first directory of the list wins, and its module is not passed over when it is bad. */
static void
test_first_directory_wins(void)
{
	write_module("badname", DN_TEST_BUILDDIR "/config.h", 100);
	check_refused("badname://", PARTS("names itself 'other'"), NULL);
	write_module("dbi", DN_TEST_BUILDDIR "/config.h", 100);
	check_refused("mysql://h/d", PARTS("cannot load a driver module", "dbi.so"), NULL);
}

/* An empty entry is not the working directory: nobody shall plant a module there. */
static void
test_not_from_here(void)
{
	char before[512];

	write_module("planted", DN_TEST_BUILDDIR "/config.h", 100);
	if (getcwd(before, sizeof before) == NULL || chdir(drv_directory()) != 0)
		abort();
	setenv("DUNLIN_DRIVER_PATH", "::/nowhere:", 1);
	check_refused("planted://", PARTS("unknown scheme"), NULL);
	unsetenv("DUNLIN_DRIVER_PATH");
	check_refused("planted://", PARTS("unknown scheme"), NULL);
	if (chdir(before) != 0)
		abort();
}

static CU_TestInfo tests[] = {
	TEST(test_schemes),
	TEST(test_unknown_scheme),
	TEST(test_not_installed),
	TEST(test_faults),
	TEST(test_good_module),
	TEST(test_damaged_files),
	TEST(test_first_directory_wins),
	TEST(test_not_from_here), /* last: it takes the path away */
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "modules", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
