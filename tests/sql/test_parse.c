/* test_parse.c - statements in, changes out */
#include "config.h"

#include <string.h>

#include "parse_test.h"

void *parse_mem;

static int
setup(void)
{
	parse_mem = talloc_new(NULL);
	return parse_mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(parse_mem);
}

struct dn_statements *
parse_ok(const char *sql)
{
	struct dn_source *src = dn_new(parse_mem, struct dn_source);
	struct dunlin_error *err = dn_error_new(parse_mem);
	struct dn_statements *st;

	*src = (struct dn_source){ "t.sql", dn_strdup(src, sql), strlen(sql) };
	st = dn_sql_parse(parse_mem, src, (struct dn_span){ 0, src->len }, err);
	if (st == NULL)
		CHECK_STR(dunlin_error_message(err), sql);
	return st;
}

void
parse_check(const char *sql, const char *want)
{
	const struct dn_statements *st = parse_ok(sql);

	if (st != NULL)
		CHECK_STR(dump_statements(parse_mem, st, false), want);
}

void
parse_check_error(const char *sql, const char *want, const char *hint)
{
	struct dn_source src = { "t.sql", sql, strlen(sql) };
	struct dunlin_error *err = dn_error_new(parse_mem);

	CHECK(dn_sql_parse(parse_mem, &src, (struct dn_span){ 0, src.len }, err) == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_PARSE);
	CHECK_STR(dn_sprintf(parse_mem, "%u:%u: %s", dunlin_error_line(err),
		      dunlin_error_column(err), dunlin_error_message(err)),
	    want);
	CHECK_STR(dunlin_error_hint(err), hint);
}

char *
parse_text(const struct dn_statement *st, struct dn_span span)
{
	return dump_span(parse_mem, st->source, span);
}

CU_SuiteInfo dntest_suites[] = { { "statements", setup, teardown, NULL, NULL,
				     parse_statement_tests },
	{ "expressions", setup, teardown, NULL, NULL, parse_expr_tests },
	{ "long inserts", setup, teardown, NULL, NULL, parse_insert_tests },
	{ "hazards", setup, teardown, NULL, NULL, parse_hazard_tests },
	{ "pg_dump", setup, teardown, NULL, NULL, parse_dump_tests }, CU_SUITE_INFO_NULL };
