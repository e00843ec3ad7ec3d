/* test_contract.c - what PostgreSQL takes SQLite and MariaDB take, and what it refuses they refuse
 */
#include "config.h"

#include "dntest.h"
#include "suites.h"

CU_SuiteInfo dntest_suites[] = { { "types", types_setup, types_teardown, NULL, NULL, types_tests },
	{ "types-strict", types_strict_setup, types_teardown, NULL, NULL, types_tests },
	{ "types-plain", types_plain_setup, types_teardown, NULL, NULL, types_tests },
	{ "sweep", sweep_setup, sweep_teardown, NULL, NULL, sweep_tests },
	{ "history", history_setup, history_teardown, NULL, NULL, history_tests },
	{ "alter", alter_setup, alter_teardown, NULL, NULL, alter_tests },
	{ "random", random_setup, random_teardown, NULL, NULL, random_tests },
	{ "random-mariadb", random_maria_setup, random_maria_teardown, NULL, NULL,
	    random_maria_tests },
	{ "queries", queries_setup, queries_teardown, NULL, NULL, queries_tests },
	{ "mariadb", mariadb_setup, mariadb_teardown, NULL, NULL, mariadb_tests },
	CU_SUITE_INFO_NULL };
