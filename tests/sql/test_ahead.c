/* test_ahead.c - what is parsed before it is asked for is what is parsed when it is */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "dump.h"
#include "sql/ahead.h"

enum { SECTIONS = 200 };

static struct dn_source *sources[SECTIONS];
static void *mem;

/* One with a syntax error among them. */
static int
setup(void)
{
	mem = talloc_new(NULL);
	for (size_t i = 0; i < SECTIONS; i++) {
		struct dn_source *src = dn_new(mem, struct dn_source);

		src->file = dn_sprintf(src, "%zu.sql", i);
		src->text = dn_sprintf(src,
		    "CREATE TABLE t%zu (id bigint PRIMARY KEY, n int CHECK (n > %zu));\n"
		    "%s INDEX i%zu ON t%zu (n);\n",
		    i, i, i == 77 ? "CREAT" : "CREATE", i, i);
		src->len = strlen(src->text);
		sources[i] = src;
	}
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static struct dn_span
whole(size_t i)
{
	return (struct dn_span){ 0, sources[i]->len };
}

static struct dn_ahead *
ahead_of_all(void)
{
	struct dn_ahead *ahead = dn_ahead_new(mem);

	for (size_t i = 0; i < SECTIONS; i++)
		dn_ahead_add(ahead, sources[i], whole(i));
	return ahead;
}

/* AHEAD's answer about section I beside the one of dn_sql_parse(). */
static void
check_same(struct dn_ahead *ahead, size_t i)
{
	void *scratch = dn_new_context(mem);
	struct dunlin_error *a = dn_error_new(scratch), *b = dn_error_new(scratch);
	struct dn_statements *got = dn_ahead_parse(ahead, scratch, sources[i], whole(i), a);
	struct dn_statements *want = dn_sql_parse(scratch, sources[i], whole(i), b);

	CHECK_INT(got == NULL, want == NULL);
	CHECK_STR(dunlin_error_message(a), dunlin_error_message(b));
	CHECK_INT(dunlin_error_line(a), dunlin_error_line(b));
	if (got != NULL && want != NULL)
		CHECK_STR(
		    dump_statements(scratch, got, false), dump_statements(scratch, want, false));
	dn_free(scratch);
}

static void
test_in_order(void)
{
	struct dn_ahead *ahead = ahead_of_all();

	for (size_t i = 0; i < SECTIONS; i++)
		check_same(ahead, i);
	dn_free(ahead);
}

/* What is passed over, asked for twice or was never added is parsed all the same. */
static void
test_out_of_order(void)
{
	struct dn_ahead *ahead = dn_ahead_new(mem);

	for (size_t i = 0; i < SECTIONS; i += 2)
		dn_ahead_add(ahead, sources[i], whole(i));
	check_same(ahead, 100);
	check_same(ahead, 100);
	check_same(ahead, 4);
	check_same(ahead, 77);
	check_same(ahead, 198);
	dn_free(ahead);
	check_same(NULL, 0);
}

/* Nobody asks: the threads end all the same. */
static void
test_freed_early(void)
{
	size_t blocks = talloc_total_blocks(mem);

	for (int i = 0; i < 20; i++)
		dn_free(ahead_of_all());
	dn_free(dn_ahead_new(mem));
	CHECK_INT(talloc_total_blocks(mem), blocks);
}

static CU_TestInfo tests[] = {
	TEST(test_in_order),
	TEST(test_out_of_order),
	TEST(test_freed_early),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "ahead", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
