/* dntest.h - CUnit with readable failures and TAP output */
#ifndef DN_TESTS_DNTEST_H
#define DN_TESTS_DNTEST_H
#include <stdbool.h>
#include <stdint.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>

bool
dntest_str_eq(const char *got, const char *want, const char *expr, const char *file, unsigned line);
bool dntest_int_eq(intmax_t got, intmax_t want, const char *expr, const char *file, unsigned line);

#define CHECK(e)             CU_assertImplementation((e) != 0, __LINE__, #e, __FILE__, "", CU_FALSE)
#define CHECK_STR(got, want) dntest_str_eq(got, want, #got, __FILE__, __LINE__)
#define CHECK_INT(got, want) dntest_int_eq(got, want, #got, __FILE__, __LINE__)
#define TEST(fn)        \
	{               \
#fn, fn \
	}

/* The running test was not done: REASON stays valid. */
void dntest_skip(const char *reason);

/* Every test file defines this. */
extern CU_SuiteInfo dntest_suites[];
#endif
