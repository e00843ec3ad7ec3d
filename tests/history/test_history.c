/* test_history.c - the suites of this room */
#include "config.h"

#include "dntest.h"
#include "fixture.h"
#include "suites.h"

CU_SuiteInfo dntest_suites[] = {
	{ "revision", fixture_setup, fixture_teardown, NULL, NULL, revision_tests },
	{ "graph", fixture_setup, fixture_teardown, NULL, NULL, graph_tests },
	{ "target", fixture_setup, fixture_teardown, NULL, NULL, target_tests },
	{ "create", fixture_setup, fixture_teardown, NULL, NULL, create_tests },
	CU_SUITE_INFO_NULL,
};
