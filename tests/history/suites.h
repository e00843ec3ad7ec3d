/* suites.h - the tests of this room, by file */
#ifndef DN_TESTS_HISTORY_SUITES_H
#define DN_TESTS_HISTORY_SUITES_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

extern CU_TestInfo revision_tests[], graph_tests[], target_tests[], create_tests[];

#endif
