/* suites.h - the suites of the contract test */
#ifndef DN_TESTS_CONTRACT_SUITES_H
#define DN_TESTS_CONTRACT_SUITES_H

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

#include "contract.h"

int types_setup(void);
int types_strict_setup(void);
int types_plain_setup(void);
int types_teardown(void);
extern CU_TestInfo types_tests[];

int queries_setup(void);
int queries_teardown(void);
extern CU_TestInfo queries_tests[];

int sweep_setup(void);
int sweep_teardown(void);
extern CU_TestInfo sweep_tests[];

int history_setup(void);
int history_teardown(void);
extern CU_TestInfo history_tests[];

int alter_setup(void);
int alter_teardown(void);
extern CU_TestInfo alter_tests[];

int random_setup(void);
int random_teardown(void);
extern CU_TestInfo random_tests[];

int random_maria_setup(void);
int random_maria_teardown(void);
extern CU_TestInfo random_maria_tests[];

int mariadb_setup(void);
int mariadb_teardown(void);
extern CU_TestInfo mariadb_tests[];

#endif
