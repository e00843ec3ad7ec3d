/* suites.h - the tests of this program's files */
#ifndef DN_TESTS_DIALECT_SUITES_H
#define DN_TESTS_DIALECT_SUITES_H

#include <CUnit/CUnit.h>

extern CU_TestInfo golden_tests[];
extern CU_TestInfo expression_tests[];
extern CU_TestInfo behaviour_tests[];
extern CU_TestInfo edit_tests[];

#endif
