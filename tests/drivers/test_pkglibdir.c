/* test_pkglibdir.c - modules where they are installed, with a registry that is built for a folder
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "dntest.h"
#include "drv.h"
#include "engine/driver.h"
#include "pgcluster.h"

static const struct dunlin_driver *
find(const char *text, struct dunlin_error *err)
{
	struct dunlin_url *url = dn_url_parse(err, text, err);

	return url == NULL ? NULL : dn_driver_find(url, err);
}

static void
test_installed(void)
{
	struct dunlin_error *err = dn_error_new(NULL);
	const struct dunlin_driver *driver;

	pgcluster_use_modules();
	unsetenv("DUNLIN_DRIVER_PATH");
	driver = find("newer://", err);
	CHECK_STR(driver == NULL ? dunlin_error_message(err) : driver->name, "newer");
	if (driver != NULL)
		CHECK_STR(dn_driver_file(driver), DN_DRIVER_DIR "/newer.so");
	driver = find("sqlite://", err);
	CHECK(driver != NULL && dn_driver_file(driver) == NULL);
	dn_free(err);
}

static unsigned good, refused;

static void
count(void *payload, const struct dn_driver_found *found)
{
	static const char *const words[] = { "badabi", "badname", "badexec", "badsize" };

	(void) payload;
	good += found->driver != NULL;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(found->name, words[i]) == 0) {
			refused++;
			CHECK(found->driver == NULL);
			CHECK_STR(
			    dunlin_error_hint(found->err) == NULL && i == 0 ? "no hint" : "", "");
			CHECK(strstr(dunlin_error_message(found->err), found->path) != NULL);
		}
}

/* All are listed, the bad ones, too; a scheme is not asked for. */
static void
test_list(void)
{
	good = refused = 0;
	dn_driver_each(count, NULL);
	CHECK_INT(refused, 4);
	CHECK(good >= 3); /* what is built in, "newer", and "badscheme", which serves another one */
	setenv("DUNLIN_DRIVER_PATH", "/nowhere::" DN_DRIVER_DIR, 1);
	good = refused = 0;
	dn_driver_each(count, NULL);
	CHECK_INT(refused, 4); /* each once */
}

static CU_TestInfo tests[] = {
	TEST(test_installed),
	TEST(test_list),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "installed modules", NULL, NULL, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
