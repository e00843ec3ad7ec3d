/* dntest.c - run the suites of one test program, report in TAP */
#include "config.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestRun.h>
#include "dntest.h"

static unsigned tap_n;
static const char *tap_skipped; /* why the running test was not done */

void
dntest_skip(const char *reason)
{
	tap_skipped = reason;
}

bool
dntest_str_eq(const char *got, const char *want, const char *expr, const char *file, unsigned line)
{
	char msg[1024];
	bool ok = (got == NULL || want == NULL) ? got == want : strcmp(got, want) == 0;

	snprintf(msg, sizeof msg, "%s: got \"%s\", want \"%s\"", expr, got ? got : "(null)",
	    want ? want : "(null)");
	return CU_assertImplementation(ok, line, msg, file, "", CU_FALSE);
}

bool
dntest_int_eq(intmax_t got, intmax_t want, const char *expr, const char *file, unsigned line)
{
	char msg[256];

	snprintf(msg, sizeof msg, "%s: got %" PRIdMAX ", want %" PRIdMAX, expr, got, want);
	return CU_assertImplementation(got == want, line, msg, file, "", CU_FALSE);
}

static void
tap_test_complete(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord failure)
{
	printf("%sok %u - %s: %s%s%s\n", failure ? "not " : "", ++tap_n, suite->pName, test->pName,
	    tap_skipped == NULL ? "" : " # SKIP ", tap_skipped == NULL ? "" : tap_skipped);
	tap_skipped = NULL;
	for (CU_pFailureRecord f = failure; f != NULL; f = f->pNext)
		printf("# %s:%u: %s\n", f->strFileName, f->uiLineNumber, f->strCondition);
	fflush(stdout);
}

static void
tap_suite_init_failed(const CU_pSuite suite)
{
	printf("not ok %u - %s: suite setup\n", ++tap_n, suite->pName);
}

int
main(int argc, char **argv)
{
	unsigned failed;

	if (CU_initialize_registry() != CUE_SUCCESS ||
	    CU_register_suites(dntest_suites) != CUE_SUCCESS) {
		printf("Bail out! %s\n", CU_get_error_msg());
		return 1;
	}
	/* Arguments select tests by substring of "suite: test". */
	for (CU_pSuite s = CU_get_registry()->pSuite; argc > 1 && s != NULL; s = s->pNext)
		for (CU_pTest t = s->pTest; t != NULL; t = t->pNext) {
			char name[256];

			snprintf(name, sizeof name, "%s: %s", s->pName, t->pName);
			t->fActive = strstr(name, argv[1]) != NULL;
		}
	CU_set_fail_on_inactive(CU_FALSE);
	CU_set_test_complete_handler(tap_test_complete);
	CU_set_suite_init_failure_handler(tap_suite_init_failed);
	CU_run_all_tests();
	printf("1..%u\n", tap_n);
	failed = CU_get_number_of_tests_failed() + CU_get_number_of_suites_failed();
	CU_cleanup_registry();
	return failed != 0;
}
