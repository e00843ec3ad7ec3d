/* test_plan.c - steps and segments of a range */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "dntest.h"
#include "plan/plan.h"

static void *mem;
static struct dunlin_error *err;
static struct dunlin_buf *notices;

static int
setup(void)
{
	mem = talloc_new(NULL);
	err = dn_error_new(mem);
	notices = dn_buf_new(mem);
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static void
keep_notice(void *payload, enum dunlin_level level, const char *message)
{
	(void) payload;
	if (level == DUNLIN_NOTICE)
		dunlin_buf_printf(notices, "%s\n", message);
}

static struct dn_plan *
plan_of(const char *dialect, enum dn_direction direction, const char *text)
{
	static const struct dn_log log = { keep_notice, NULL };
	struct dn_plan_options options = { .dialect = dn_dialect_find(dialect), .log = &log };
	struct dn_range range = { .direction = direction, .n = 1 };
	struct dn_source source = { "r1", text, strlen(text) };
	struct dn_revision *revision;

	dunlin_error_clear(err);
	dn_buf_truncate(notices, 0);
	options.said = dn_map_new(mem);
	revision = dn_revision_from_text(mem, "r1", &source, err);
	if (revision == NULL)
		return NULL;
	range.revisions = &revision;
	return dn_plan_new(mem, &options, &range, NULL, 0, err);
}

/* "0 sql|0 sql|1! sql": segment, "!" outside a transaction, the statement's first words. */
static const char *
steps_of(const char *dialect, const char *text)
{
	struct dn_plan *plan = plan_of(dialect, DN_UP, text);
	struct dunlin_buf *buf = dn_buf_new(mem);

	if (plan == NULL)
		return dunlin_error_message(err);
	for (size_t i = 0; i < plan->revisions[0]->nsteps; i++) {
		const struct dn_step *step = plan->revisions[0]->steps[i];

		dunlin_buf_printf(buf, "%s%zu%s %.23s", i == 0 ? "" : "|", step->segment,
		    step->transactional ? "" : "!", step->output->sql);
	}
	return buf->s;
}

static void
test_one_segment(void)
{
	CHECK_STR(steps_of("postgresql", "CREATE TABLE a (b int);\nCREATE TABLE c (d int);"),
	    "0 CREATE TABLE a (b int)|0 CREATE TABLE c (d int)");
	CHECK_STR(steps_of("postgresql", "-- nothing but this\n"), "");
}

static void
test_concurrent_index_splits(void)
{
	CHECK_STR(steps_of("postgresql", "CREATE TABLE a (b int);"
					 "CREATE INDEX CONCURRENTLY i ON a (b);"
					 "CREATE TABLE c (d int);"
					 "DROP INDEX CONCURRENTLY i;"
					 "VACUUM a"),
	    "0 CREATE TABLE a (b int)|1! CREATE INDEX CONCURRENT|2 CREATE TABLE c (d int)|"
	    "3! DROP INDEX CONCURRENTLY|4! VACUUM a");
}

/* PostgreSQL 15 refuses a new enum value before the commit that brings it (55P04). */
static void
test_enum_value_commits_before_its_use(void)
{
	CHECK_STR(steps_of("postgresql", "ALTER TYPE mood ADD VALUE 'ok';"
					 "UPDATE t SET m = 'ok'"),
	    "0 ALTER TYPE mood ADD VAL|1 UPDATE t SET m = 'ok'");
}

static void
test_transaction_off(void)
{
	CHECK_STR(steps_of("postgresql", "-- dunlin: transaction off\n"
					 "CREATE TABLE a (b int);CREATE TABLE c (d int);"),
	    "0! CREATE TABLE a (b int)|1! CREATE TABLE c (d int)");
}

static void
test_begin_and_commit_around_all_are_dropped(void)
{
	CHECK_STR(steps_of("postgresql", "BEGIN;\nCREATE TABLE a (b int);\nCOMMIT;\n"),
	    "0 CREATE TABLE a (b int)");
	CHECK(strstr(notices->s, "BEGIN and COMMIT") != NULL);
}

static void
test_other_transaction_control_is_refused(void)
{
	static const char *const bad[] = {
		"CREATE TABLE a (b int);\nCOMMIT;\nCREATE TABLE c (d int);",
		"BEGIN;\nROLLBACK;\nCOMMIT;",
		"CREATE TABLE a (b int);\nSAVEPOINT s;",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(plan_of("postgresql", DN_UP, bad[i]) == NULL);
		CHECK_INT(dunlin_error_code(err), DUNLIN_E_HISTORY);
		CHECK_INT(dunlin_error_line(err), 2);
		CHECK_INT(dunlin_error_column(err), 1);
		CHECK(dunlin_error_hint(err) != NULL);
	}
}

static void
test_only_blocks(void)
{
	static const char text[] = "CREATE TABLE a (b int);\n"
				   "-- dunlin: only postgresql\n"
				   "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
				   "-- dunlin: end\n"
				   "-- dunlin: only sqlite\n"
				   "CREATE VIRTUAL TABLE s USING fts5(b);\n"
				   "-- dunlin: end\n";

	CHECK_STR(
	    steps_of("postgresql", text), "0 CREATE TABLE a (b int)|0 CREATE FUNCTION f() RET");
	CHECK(strstr(steps_of("sqlite", text), "|0 CREATE VIRTUAL TABLE s ") != NULL);
	CHECK(strstr(steps_of("sqlite", text), "FUNCTION") == NULL);
}

static void
test_missing_downgrade_is_named(void)
{
	CHECK(plan_of("postgresql", DN_DOWN, "CREATE TABLE a (b int);") == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_HISTORY);
	CHECK(strstr(dunlin_error_message(err), "'r1'") != NULL);
}

static void
test_syntax_error_has_its_place(void)
{
	CHECK(plan_of("sqlite", DN_UP, "CREATE TABLE a (b int);\nCREATE TABEL c (d int);") == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_PARSE);
	CHECK_STR(dunlin_error_message(err), "syntax error at or near \"TABEL\"");
	CHECK_INT(dunlin_error_line(err), 2);
	CHECK_INT(dunlin_error_column(err), 8);
}

static CU_TestInfo tests[] = { TEST(test_one_segment), TEST(test_concurrent_index_splits),
	TEST(test_enum_value_commits_before_its_use), TEST(test_transaction_off),
	TEST(test_begin_and_commit_around_all_are_dropped),
	TEST(test_other_transaction_control_is_refused), TEST(test_only_blocks),
	TEST(test_missing_downgrade_is_named), TEST(test_syntax_error_has_its_place),
	CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "plan", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
