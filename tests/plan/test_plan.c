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
	/* A statement on rows that is several there is one transaction still. */
	CHECK_STR(steps_of("sqlite",
		      "-- dunlin: transaction off\n"
		      "CREATE TABLE a (b int);"
		      "WITH d AS (DELETE FROM a RETURNING b) INSERT INTO a SELECT b FROM d;"
		      "WITH d AS (DELETE FROM a RETURNING b) INSERT INTO a SELECT b FROM d;"
		      "DELETE FROM a"),
	    "0! CREATE TABLE a (\n    b |1 CREATE TEMP TABLE dn_wi|1 DELETE FROM a|1 INSERT INTO a "
	    "(b) SELEC|1 DROP TABLE temp.dn_with|2 CREATE TEMP TABLE dn_wi|2 DELETE FROM a|2 "
	    "INSERT "
	    "INTO a (b) SELEC|2 DROP TABLE temp.dn_with|3! DELETE FROM a");
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
test_transaction_control_in_a_block_is_refused(void)
{
	static const char *const bad[] = { "COMMIT;", "commit", "BEGIN IMMEDIATE;", "ROLLBACK;",
		"SAVEPOINT s;", "RELEASE s;", "END;" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char *text =
		    dn_sprintf(mem, "-- dunlin: only sqlite\n%s\n-- dunlin: end\n", bad[i]);

		CHECK(plan_of("sqlite", DN_UP, text) == NULL);
		CHECK_INT(dunlin_error_code(err), DUNLIN_E_HISTORY);
		CHECK_INT(dunlin_error_line(err), 2);
	}
	CHECK(plan_of("sqlite", DN_UP,
		  "-- dunlin: only sqlite\n"
		  "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;\n"
		  "-- dunlin: end\n") != NULL);
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

static const char *
hash_of(const char *dialect, const char *text)
{
	struct dn_plan *plan = plan_of(dialect, DN_UP, text);

	return plan == NULL ? dunlin_error_message(err) : plan->hash;
}

/* What goes to the database is all in it; what does not is not. */
static void
test_hash_covers_statements_and_data(void)
{
	static const char table[] = "CREATE TABLE a (b int);\n";
	static const char *const dialects[] = { "postgresql", "sqlite" };
	const char *first = dn_sprintf(mem, "%sCOPY a (b) FROM stdin;\n1\n\\.\n", table);
	const char *other = dn_sprintf(mem, "%sCOPY a (b) FROM stdin;\n2\n\\.\n", table);
	const char *comment =
	    dn_sprintf(mem, "-- a comment\n%s\n\nCOPY a (b) FROM stdin;\n1\n\\.\n", table);

	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
		const char *hash = dn_strdup(mem, hash_of(dialects[i], first));

		CHECK_INT(strlen(hash), 64);
		CHECK_STR(hash_of(dialects[i], first), hash);
		CHECK_STR(hash_of(dialects[i], comment), hash);
		CHECK(strcmp(hash_of(dialects[i], other), hash) != 0);
		CHECK(strcmp(hash_of(dialects[i], table), hash) != 0);
	}
	first =
	    dn_strdup(mem, hash_of("postgresql", "CREATE TABLE a (b int);CREATE TABLE c (d int)"));
	CHECK(strcmp(hash_of("postgresql", "CREATE TABLE c (d int);CREATE TABLE a (b int)"),
		  first) != 0);
}

/* "atomic,atomic|probed": the resume rules, by segment. */
static const char *
resume_of(const char *text)
{
	struct dn_plan *plan = plan_of("postgresql", DN_UP, text);
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t s = 0; plan != NULL && s < plan->revisions[0]->nsegments; s++) {
		const struct dn_segment *segment = &plan->revisions[0]->segments[s];

		dunlin_buf_printf(
		    buf, "%s%s", s == 0 ? "" : "|", segment->retries ? "retried:" : "");
		for (size_t i = 0; i < segment->n; i++)
			dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ",",
			    dn_resume_name(plan->revisions[0]->steps[segment->first + i]->resume));
	}
	return plan == NULL ? dunlin_error_message(err) : buf->s;
}

static void
test_resume_and_retry_rules(void)
{
	CHECK_STR(resume_of("CREATE TABLE a (b int);CREATE TABLE c (d int)"), "atomic,atomic");
	CHECK_STR(resume_of("ALTER TABLE a ADD b int;CREATE INDEX CONCURRENTLY i ON a (b);"
			    "VACUUM a;DROP INDEX CONCURRENTLY i;"
			    "ALTER TABLE p DETACH PARTITION q CONCURRENTLY"),
	    "retried:atomic|probed|repeatable|probed|probed");
	CHECK_STR(resume_of("CREATE DATABASE d;REINDEX TABLE CONCURRENTLY a"), "probed|probed");
	CHECK_STR(resume_of("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p"), "unknowable");
	/* What a directive says goes before what is known. */
	CHECK_STR(resume_of("-- dunlin: transaction off\nINSERT INTO a VALUES (1);\n"
			    "-- dunlin: repeatable\nUPDATE a SET b = 1;\n"
			    "-- dunlin: done-when SELECT true\nUPDATE a SET b = 2;\n"
			    "UPDATE a SET b = 3"),
	    "unknowable|repeatable|probed|unknowable");
	/* Nobody waits for a table of the same run. */
	CHECK_STR(resume_of("CREATE TABLE a (b int);ALTER TABLE a ADD c int;"
			    "ALTER TABLE a RENAME TO e;ALTER TABLE e ADD d int"),
	    "atomic,atomic,atomic,atomic");
	CHECK_STR(resume_of("DO 'BEGIN END'"), "retried:atomic");
}

/* "2:1" where the plan is refused, else "". */
static const char *
refused_at(const char *dialect, const char *text)
{
	if (plan_of(dialect, DN_UP, text) != NULL)
		return "";
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_HISTORY);
	CHECK(strstr(dunlin_error_message(err), "runs in a transaction") != NULL);
	CHECK(dunlin_error_hint(err) != NULL);
	return dn_sprintf(mem, "%u:%u", dunlin_error_line(err), dunlin_error_column(err));
}

/* Such a statement is done or not, and the directive would be ignored. */
static void
test_directives_of_resuming_want_no_transaction(void)
{
	static const char told[] = "SELECT 1;\n  -- dunlin: done-when SELECT true\n"
				   "CREATE TABLE a (b int);\n";
	static const char again[] = "-- dunlin: repeatable\nCREATE TABLE a (b int)";
	static const char index[] = "CREATE TABLE a (b int);\n-- dunlin: done-when SELECT true\n"
				    "CREATE INDEX CONCURRENTLY i ON a (b);\nSELECT 1;\n";
	static const char block[] = "CREATE TABLE a (b int);\n-- dunlin: only mysql\n"
				    "-- dunlin: repeatable\nSELECT 1;\n-- dunlin: end\n"
				    "SELECT 1;\n";
	static const char own[] = "CREATE TABLE a (b int);\n-- dunlin: only sqlite\n"
				  "-- dunlin: repeatable\nDELETE FROM a;\n-- dunlin: end\n";

	CHECK_STR(refused_at("postgresql", told), "2:3");
	CHECK_STR(refused_at("sqlite", told), "2:3");
	CHECK_STR(refused_at("postgresql", again), "1:1");
	CHECK_STR(refused_at("postgresql", index), "");
	CHECK_STR(refused_at("sqlite", index), "");
	CHECK_STR(refused_at("postgresql", block), "");
	CHECK_STR(refused_at("sqlite", block), "");
	CHECK_STR(refused_at("sqlite", own), "3:1");
	CHECK_STR(refused_at("postgresql", own), "");
	CHECK_STR(
	    refused_at("postgresql", dn_sprintf(mem, "-- dunlin: transaction off\n%s", told)), "");
}

/* What is held, over what: the strongest lock before the longest statement. */
static const char *
held_over(const char *text)
{
	struct dn_plan *plan = plan_of("postgresql", DN_UP, text);
	const struct dn_segment *s = plan == NULL ? NULL : &plan->revisions[0]->segments[0];

	if (s == NULL)
		return dunlin_error_message(err);
	if (s->over == NULL)
		return "nothing";
	return dn_sprintf(mem, "%s over %s", dn_lock_name(s->holds->effect->lock),
	    dn_duration_name(s->over->effect->duration));
}

static void
test_locks_held_over_what_lasts(void)
{
	CHECK_STR(held_over("ALTER TABLE a ADD b int"), "nothing");
	CHECK_STR(held_over("UPDATE a SET b = 1;ALTER TABLE a ADD c int"), "nothing");
	CHECK_STR(
	    held_over("ALTER TABLE a ADD c int;UPDATE a SET b = 1"), "ACCESS EXCLUSIVE over data");
	CHECK_STR(
	    held_over("CREATE INDEX i ON a (b);ALTER TABLE a ADD c int"), "SHARE over index build");
	CHECK_STR(held_over("ALTER TABLE a ADD c int;CREATE INDEX i ON a (b);UPDATE a SET b = 1"),
	    "ACCESS EXCLUSIVE over index build");
}

/* One line, as people write them over many; no comments, and not what has lines of its own. */
static void
test_text_is_one_line(void)
{
	static const char *const texts[][2] = {
		{ "ALTER TABLE t -- what\n\tADD a int, /* 'b' */\n\tADD b text DEFAULT 'x  y''z'",
		    "ALTER TABLE t ADD a int, ADD b text DEFAULT 'x  y''z'" },
		{ "CREATE TABLE \"o  d\" (\n    a int,\n    b numeric( 3, 2 )\n)",
		    "CREATE TABLE \"o  d\" (a int, b numeric( 3, 2 ))" },
		{ "CREATE FUNCTION f() RETURNS int\nLANGUAGE sql AS $$\nSELECT 1 $$",
		    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ..." },
		{ "INSERT INTO t VALUES ('a\nb')", "INSERT INTO t VALUES ('a ..." },
		{ "CREATE ROLE r\n\tPASSWORD 'secret'", "CREATE ROLE r PASSWORD '***'" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		CHECK_STR(dn_step_text(mem,
			      plan_of("postgresql", DN_UP, texts[i][0])->revisions[0]->steps[0]),
		    texts[i][1]);
}

static CU_TestInfo tests[] = { TEST(test_text_is_one_line),
	TEST(test_hash_covers_statements_and_data), TEST(test_resume_and_retry_rules),
	TEST(test_locks_held_over_what_lasts), TEST(test_one_segment),
	TEST(test_concurrent_index_splits), TEST(test_enum_value_commits_before_its_use),
	TEST(test_transaction_off), TEST(test_begin_and_commit_around_all_are_dropped),
	TEST(test_other_transaction_control_is_refused),
	TEST(test_transaction_control_in_a_block_is_refused), TEST(test_only_blocks),
	TEST(test_directives_of_resuming_want_no_transaction),
	TEST(test_missing_downgrade_is_named), TEST(test_syntax_error_has_its_place),
	CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "plan", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
