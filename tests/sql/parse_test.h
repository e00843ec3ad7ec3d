/* parse_test.h - what the tests of the parser share */
#ifndef DN_TESTS_SQL_PARSE_TEST_H
#define DN_TESTS_SQL_PARSE_TEST_H

#include "base/mem.h"
#include "dntest.h"
#include "dump.h"

struct parse_case {
	const char *sql, *want;
};

extern void *parse_mem; /* of the suite */

/* SQL, named t.sql; a failure of the test and NULL when it does not parse. */
struct dn_statements *parse_ok(const char *sql);
/* Check what SQL means, in the notation of dump.h. */
void parse_check(const char *sql, const char *want);
/* Check that it does not parse: "line:column: message" and the hint, NULL for none. */
void parse_check_error(const char *sql, const char *want, const char *hint);
char *parse_text(const struct dn_statement *st, struct dn_span span);

extern CU_TestInfo parse_statement_tests[], parse_expr_tests[], parse_hazard_tests[],
    parse_insert_tests[], parse_dump_tests[];

#endif
