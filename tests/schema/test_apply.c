/* test_apply.c - scripts in, the model out, against what PostgreSQL answered */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dntest.h"
#include "print.h"
#include "script.h"

/* The server puts names in double quotes here and in none there. */
static char *
without_quotes(const void *mem, const char *message)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (; *message != '\0'; message++)
		if (*message != '\'')
			dunlin_buf_put(buf, message, 1);
	return dn_buf_steal(mem, buf);
}

static char *
run_script(const void *mem, struct dn_schema *schema, const char *sql, size_t len)
{
	struct dunlin_error *err = dn_error_new(NULL);
	char *answer;

	if (script_apply(schema, sql, len, err))
		answer = print_schema(mem, schema);
	else
		answer =
		    dn_sprintf(mem, "error: %s\n", without_quotes(err, dunlin_error_message(err)));
	dn_free(err);
	return answer;
}

static void
run_case(const char *title, const char *sql, size_t len, const char *want)
{
	void *mem = dn_new_context(NULL);
	struct dn_schema *schema = dn_schema_new(mem);
	char *got = run_script(mem, schema, sql, len);
	bool same;

	same = strcmp(got, want) == 0;
	if (!same) {
		printf("# %s\n# got:\n", title);
		fputs(got, stdout);
		puts("# want:");
		fputs(want, stdout);
	}
	CU_assertImplementation(same, __LINE__, title, __FILE__, "", CU_FALSE);
	dn_free(got);
	dn_free(schema);
	CHECK_INT(talloc_total_blocks(mem), 1);
	dn_free(mem);
}

/* "#### title", SQL, "----", the answer up to an empty line. */
static size_t
run_cases(const char *name)
{
	void *mem = dn_new_context(NULL);
	const char *at = script_read(mem, name), *sql, *answer, *end;
	size_t n = 0;

	CHECK(at != NULL);
	for (at = at == NULL ? NULL : strstr(at, "#### "); at != NULL; at = strstr(end, "#### ")) {
		sql = strchr(at, '\n');
		answer = strstr(at, "\n----\n");
		end = answer == NULL ? NULL : strstr(answer + 5, "\n\n");
		CHECK(sql != NULL && end != NULL);
		if (sql == NULL || end == NULL)
			break;
		answer += 6;
		end++;
		run_case(dn_strndup(mem, at + 5, (size_t) (sql - at - 5)), sql + 1,
		    (size_t) (answer - 6 - sql), dn_strndup(mem, answer, (size_t) (end - answer)));
		n++;
	}
	dn_free(mem);
	return n;
}

static void
test_made_up_names(void)
{
	CHECK(run_cases("names.cases") >= 60);
}

static void
test_changes(void)
{
	CHECK(run_cases("apply.cases") >= 60);
}

static CU_TestInfo tests[] = { TEST(test_made_up_names), TEST(test_changes), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "apply", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
