/* test_random.c - scripts that a server accepted, made at random: the model refuses none of them */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "schema/model.h"
#include "script.h"

static void
random_case(const char *title, const char *sql, size_t len)
{
	struct dn_schema *schema = dn_schema_new(NULL);
	struct dunlin_error *err = dn_error_new(schema);
	bool ok = script_apply(schema, sql, len, err);

	if (!ok)
		printf("# %s\n%.*s\n# %s, line %u\n", title, (int) len, sql,
		    dunlin_error_message(err), dunlin_error_line(err));
	CU_assertImplementation(ok, __LINE__, title, __FILE__, "", CU_FALSE);
	dn_free(schema);
}

/* "#### title", SQL, "----"; DUNLIN_RANDOM_CASES names another file than that of the tree. */
static void
test_accepted(void)
{
	void *mem = dn_new_context(NULL);
	const char *name = getenv("DUNLIN_RANDOM_CASES");
	const char *at = script_read(mem, name == NULL ? "random.cases" : name);
	size_t n = 0;

	CHECK(at != NULL);
	for (at = at == NULL ? NULL : strstr(at, "#### "); at != NULL; n++) {
		const char *sql = strchr(at, '\n') + 1, *end = strstr(sql, "\n----\n");

		CHECK(end != NULL);
		if (end == NULL)
			break;
		random_case(dn_strndup(mem, at + 5, (size_t) (sql - at - 6)), sql,
		    (size_t) (end - sql) + 1);
		at = strstr(end, "#### ");
	}
	CHECK(n >= 60);
	dn_free(mem);
}

static CU_TestInfo tests[] = { TEST(test_accepted), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "random", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
