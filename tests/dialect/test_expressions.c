/* test_expressions.c - expressions mean on SQLite what they mean on PostgreSQL */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "suites.h"
#include "translate.h"

static const char columns[] =
    "id integer, a integer, b integer, n numeric, f boolean, s text, v varchar(9), j jsonb, "
    "x text[]";
static const char rows[] =
    "(1, 1, 2, 2.5, true, 'abc', 'ABC', '{\"k\":\"v\"}', '{a,b}'),"
    "(2, NULL, 0, 5, false, 'a%b_c*?[x', '12', '[1]', '{}'),"
    "(3, -7, 3, -0.5, NULL, '', 'x.y', '\"s\"', NULL),"
    "(4, 10, NULL, NULL, true, 'ünïcode', 'Zz_9', NULL, '{NULL}'),"
    "(5, 3, 3, 3, false, 'red', 'r', '{\"a b\": 1, \"k\": null}', '{\"q\"}'),"
    "(6, 2147483647, -1, 0.5, true, E'a\\nd', '', '{}', '{x,y,z}')";

/* A generated column holds what the expression gives. */
static const char *
expression_results(struct translate *tr, const char *expression)
{
	char *sql = dn_sprintf(tr,
	    "CREATE TABLE e (%s, r boolean GENERATED ALWAYS AS (%s) STORED);"
	    "INSERT INTO e (id, a, b, n, f, s, v, j, x) VALUES %s;",
	    columns, expression, rows);

	if (!translate_run(tr, "expressions.tsv", sql, NULL))
		return dunlin_error_message(tr->err);
	return translate_query(
	    tr, "SELECT group_concat(coalesce(substr('ft', r + 1, 1), 'n'), '') FROM e");
}

static void
test_expressions(void)
{
	FILE *f = fopen(DN_EXPRESSIONS, "r");
	char line[400];
	unsigned n = 0;

	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		struct translate *tr = translate_new(NULL);
		char *tab = strchr(line, '\t');
		const char *got;

		line[strcspn(line, "\n")] = '\0';
		if (tab != NULL && line[0] != '#') {
			*tab = '\0';
			got = expression_results(tr, tab + 1);
			if (strcmp(got, line) != 0)
				printf("# %s\n", tab + 1);
			CHECK_STR(got, line);
			n++;
		}
		talloc_free(tr);
	}
	CHECK(n > 100);
	if (f != NULL)
		fclose(f);
}

CU_TestInfo expression_tests[] = { TEST(test_expressions), CU_TEST_INFO_NULL };
