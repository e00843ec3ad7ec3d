/* test_split.c - where strong locks split a revision, what keeps it whole, what is locked first */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "dntest.h"
#include "plan/plan.h"

static void *mem;
static struct dunlin_error *err;
static int asked;

/* What was there before. */
static const char tables[] = "CREATE DOMAIN positive AS int CHECK (VALUE > 0);\n"
			     "CREATE TABLE big (id int PRIMARY KEY, a int);\n"
			     "CREATE TABLE small (id int PRIMARY KEY, a int);\n"
			     "CREATE TABLE small2 (id int PRIMARY KEY);\n"
			     "CREATE TABLE big2 (id int PRIMARY KEY, small2_id int\n"
			     "  REFERENCES small2 DEFERRABLE INITIALLY DEFERRED);\n"
			     "CREATE INDEX big_a ON big (a);\n";

static int
setup(void)
{
	mem = talloc_new(NULL);
	err = dn_error_new(mem);
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

/* "big..." are 1 GB, "small..." 1 kB; nobody may LOCK "big2"; others are not there. */
static bool
ask(void *payload, struct dn_map *sizes, struct dunlin_error *error)
{
	(void) payload, (void) error;
	asked++;
	dn_map_each (sizes, e) {
		struct dn_table_size *size = e->value;

		size->known = strncmp(e->key, "public.big", 10) == 0 ||
			      strncmp(e->key, "public.small", 12) == 0;
		size->bytes = strncmp(e->key, "public.big", 10) == 0 ? 1u << 30 : 1024;
		size->lockable = strcmp(e->key, "public.big2") != 0;
	}
	return true;
}

static struct dn_revision *
revision(const char *id, const char *text)
{
	struct dn_source source = { id, dn_strdup(mem, text), strlen(text) };

	return dn_revision_from_text(mem, id, &source, err);
}

static bool pooled;

static struct dn_plan *
plan_of(const char *text, enum dn_online_mode mode, bool replay)
{
	struct dn_plan_options options = {
		.dialect = dn_dialect_find("postgresql"),
		.said = dn_map_new(mem),
		.online = { .mode = mode, .threshold = 8 << 20, .ask = ask, .forgets = pooled },
		.replay = replay,
	};
	struct dn_revision *before = revision("before", tables), *r = revision("r1", text);
	struct dn_range range = { .direction = DN_UP, .revisions = &r, .n = 1 };

	dunlin_error_clear(err);
	asked = 0;
	return dn_plan_new(mem, &options, &range, &before, 1, err);
}

/* "2,1": how many steps each segment has; and why not more: "3 not: 2 reason". */
static const char *
print_parts(const struct dn_plan *plan)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const struct dn_plan_revision *p;

	if (plan == NULL)
		return dunlin_error_message(err);
	p = plan->revisions[0];
	for (size_t i = 0; i < p->nsegments; i++)
		dunlin_buf_printf(buf, "%s%zu", i == 0 ? "" : ",", p->segments[i].n);
	if (p->split.keeps != NULL)
		dunlin_buf_printf(buf, " not: %s", p->split.keeps->hazard);
	return buf->s;
}

/* The same for who migrates, without the model at first, and for who looks at the plan. */
static const char *
parts(const char *text)
{
	struct dn_plan *looked = plan_of(text, DN_ONLINE_AUTO, true);
	struct dn_plan *run = plan_of(text, DN_ONLINE_AUTO, false);

	if (looked != NULL && run != NULL)
		CHECK_STR(looked->hash, run->hash);
	return print_parts(run);
}

static const char *
parts_always(const char *text)
{
	return print_parts(plan_of(text, DN_ONLINE_ALWAYS, false));
}

static void
test_nothing_lasts_behind_a_strong_lock(void)
{
	CHECK_STR(parts("ALTER TABLE big ADD b int; UPDATE big SET b = 1"), "1,1");
	CHECK_STR(
	    parts("ALTER TABLE big ADD b int; ALTER TABLE big ADD c int; UPDATE big SET b = 1;"
		  "ALTER TABLE big ALTER b SET NOT NULL; CREATE INDEX i ON big (b)"),
	    "2,2,1,2,1");
	CHECK_STR(parts("UPDATE big SET a = 1; ALTER TABLE big ADD b int"), "2");
	CHECK_STR(parts("CREATE INDEX i ON big (a); ALTER TABLE big ADD b int"), "1,1");
	CHECK_STR(parts("CREATE INDEX i ON small (a); ALTER TABLE big ADD b int"), "2");
	CHECK_STR(parts("CREATE INDEX CONCURRENTLY i ON big (a); ALTER TABLE big ADD b int;"
			"UPDATE big SET b = 1"),
	    "1,1,1");
	/* Whichever is large: what is held, or what is worked on meanwhile. */
	CHECK_STR(parts("ALTER TABLE small ADD b int; UPDATE big SET a = 1"), "1,1");
	CHECK_STR(parts("ALTER TABLE big ADD b int; UPDATE small SET a = 1"), "1,1");
	CHECK_STR(parts("ALTER TABLE small ADD b int; UPDATE small SET a = 1"), "2");
	CHECK_STR(parts("ALTER TABLE other ADD b int; UPDATE other SET b = 1"), "2");
}

/* Only the model knows that a domain is tested, or on what an index is. */
static void
test_what_only_the_model_knows(void)
{
	CHECK_STR(parts("ALTER TABLE big ADD b int; ALTER TABLE big ADD c positive"), "1,1");
	CHECK_STR(parts("DROP INDEX big_a; UPDATE small SET a = 1"), "1,1");
}

static void
test_new_tables_split_nothing(void)
{
	CHECK_STR(parts("CREATE TABLE n (id int, b int REFERENCES big);"
			"INSERT INTO n VALUES (1, 1), (2, 2)"),
	    "2");
	CHECK_STR(parts("CREATE TABLE n (id int, b int REFERENCES big);"
			"INSERT INTO n SELECT id, id FROM big"),
	    "1,1");
	CHECK_STR(parts("CREATE TABLE n (id int, b int REFERENCES big);"
			"INSERT INTO n VALUES (f(), 1)"),
	    "1,1");
	CHECK_STR(
	    parts("CREATE TABLE n (id int); ALTER TABLE n ADD b int; UPDATE n SET b = 1"), "3");
}

static void
test_the_size_is_asked_only_when_it_matters(void)
{
	parts("ALTER TABLE big ADD b int");
	CHECK_INT(asked, 0);
	parts("UPDATE big SET a = 1; ALTER TABLE big ADD b int");
	CHECK_INT(asked, 0);
	parts("CREATE TABLE n (id int); UPDATE n SET id = 1; CREATE INDEX i ON n (id)");
	CHECK_INT(asked, 0);
	parts("ALTER TABLE big ADD b int; UPDATE big SET b = 1; CREATE INDEX i ON small (a)");
	CHECK_INT(asked, 1);
	CHECK_STR(parts_always("ALTER TABLE small ADD b int; UPDATE small SET b = 1"), "1,1");
	CHECK_INT(asked, 0);
	CHECK_STR(print_parts(plan_of(
		      "ALTER TABLE big ADD b int; UPDATE big SET b = 1", DN_ONLINE_OFF, false)),
	    "2");
	CHECK_INT(asked, 0);
}

static void
test_what_ends_with_the_transaction_keeps_it_whole(void)
{
	static const struct {
		const char *statement, *why;
	} rows[] = {
		{ "SET LOCAL work_mem = '8MB'", "ends with its transaction" },
		{ "SELECT set_config('work_mem', '8MB', true)", "ends with its transaction" },
		{ "SET transaction_read_only = off", "ends with its transaction" },
		{ "SET CONSTRAINTS ALL DEFERRED", "ends with its transaction" },
		{ "LOCK TABLE small", "is there to hold until the end" },
		{ "DECLARE c CURSOR FOR SELECT 1",
		    "opens a cursor that ends with its transaction" },
		{ "CREATE TEMP TABLE x (a int) ON COMMIT DROP",
		    "would be gone when a later run continues" },
		{ "CREATE TEMPORARY TABLE x AS SELECT 1",
		    "would be gone when a later run continues" },
		{ "PREPARE p AS SELECT 1", "would be gone when a later run continues" },
		{ "SELECT pg_advisory_xact_lock(1)", "locks until the end of its transaction" },
		{ "SELECT id FROM small FOR UPDATE", "locks until the end of its transaction" },
		{ "SELECT anything()",
		    "calls what may leave something that ends with its transaction" },
		{ "DO 'BEGIN PERFORM f(); END'", "may leave what ends with its transaction" },
		{ "CALL p()", "may leave what ends with its transaction" },
		{ "DELETE FROM small2", "has deferred constraints, which are tested at the end" },
		{ "INSERT INTO big2 VALUES (1, 1)",
		    "has deferred constraints, which are tested at the end" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_STR(
		    parts(dn_sprintf(mem, "%s; ALTER TABLE big ADD b int; UPDATE big SET b = 1",
			rows[i].statement)),
		    dn_sprintf(mem, "3 not: %s", rows[i].why));
		/* What comes before the lock is not in its way; nor is what ended with its part. */
		CHECK_STR(
		    parts(dn_sprintf(mem, "ALTER TABLE big ADD b int; UPDATE big SET b = 1; %s",
			rows[i].statement)),
		    "1,2");
	}
	CHECK_STR(parts("SET work_mem = '8MB'; SELECT count(*) FROM small;"
			"ALTER TABLE big ADD b int; UPDATE big SET b = 1"),
	    "3,1");
}

static void
test_a_pooler_forgets_what_is_set(void)
{
	pooled = true;
	CHECK_STR(parts("SET work_mem = '8MB'; ALTER TABLE big ADD b int; UPDATE big SET b = 1"),
	    "3 not: is lost behind a pooler with the transaction");
	CHECK_STR(parts("ALTER TABLE big ADD b int; UPDATE big SET b = 1"), "1,1");
	pooled = false;
}

static void
test_directives(void)
{
	CHECK_STR(
	    parts("-- dunlin: online off\nALTER TABLE big ADD b int; UPDATE big SET b = 1"), "2");
	CHECK_STR(parts("ALTER TABLE big ADD b int;\n-- dunlin: online off\nUPDATE big SET b = 1;"
			"UPDATE big SET b = 2"),
	    "2,1");
	CHECK_STR(parts("-- dunlin: upgrade\n-- dunlin: online off\nALTER TABLE big ADD b int;"
			"UPDATE big SET b = 1"),
	    "2");
	CHECK_STR(
	    parts("-- dunlin: transaction off\nALTER TABLE big ADD b int; UPDATE big SET b = 1"),
	    "1,1");
}

/* "2 LOCK TABLE ...": before which step. */
static const char *
locks(const char *text)
{
	struct dn_plan *plan = plan_of(text, DN_ONLINE_AUTO, false);
	struct dunlin_buf *buf = dn_buf_new(mem);

	if (plan == NULL)
		return dunlin_error_message(err);
	for (size_t i = 0; i < plan->revisions[0]->nsteps; i++) {
		const struct dn_step *step = plan->revisions[0]->steps[i];

		for (size_t k = 0; k < step->nbefore; k++)
			dunlin_buf_printf(buf, "%s%zu %s", buf->len == 0 ? "" : "; ", i + 1,
			    step->before[k] + strlen("LOCK TABLE "));
	}
	return buf->s;
}

static void
test_several_tables_are_locked_in_the_order_of_names(void)
{
	static const char first[] =
	    "ONLY \"public\".\"big\", ONLY \"public\".\"small\" IN ACCESS EXCLUSIVE MODE";

	CHECK_STR(locks("ALTER TABLE small ADD b int; ALTER TABLE big ADD b int"),
	    dn_sprintf(mem, "1 %s", first));
	CHECK_STR(locks("UPDATE big SET a = 1; ALTER TABLE small ADD b int;"
			"ALTER TABLE big ADD b int; ALTER TABLE big ADD c int"),
	    dn_sprintf(mem, "2 %s", first));
	/* Each by what it will be locked with. */
	CHECK_STR(locks("ALTER TABLE small ADD b int; CREATE TABLE n (b int REFERENCES big)"),
	    "1 ONLY \"public\".\"big\" IN SHARE ROW EXCLUSIVE MODE; "
	    "1 ONLY \"public\".\"small\" IN ACCESS EXCLUSIVE MODE");
	/* One table, small ones, one that nobody may lock, one that is not there, one that is new.
	 */
	CHECK_STR(locks("ALTER TABLE big ADD b int; ALTER TABLE big ADD c int"), "");
	CHECK_STR(locks("ALTER TABLE small ADD b int; ALTER TABLE small2 ADD b int"), "");
	CHECK_STR(locks("ALTER TABLE big ADD b int; ALTER TABLE big2 ADD c int"), "");
	CHECK_STR(locks("ALTER TABLE big ADD b int; ALTER TABLE other ADD c int"), "");
	CHECK_STR(
	    locks("CREATE TABLE n (a int); ALTER TABLE big ADD b int; ALTER TABLE n ADD c int"),
	    "");
	/* None is locked for as long as something lasts. */
	CHECK_STR(locks("CREATE INDEX i ON small (a); ALTER TABLE big ADD b int"), "");
	CHECK_STR(locks("SET LOCAL work_mem = '8MB'; ALTER TABLE small ADD b int;"
			"UPDATE big SET a = 1; ALTER TABLE big ADD b int"),
	    "");
	/* What an earlier part of the run has dropped or made uncertain. */
	CHECK_STR(locks("DROP TABLE small; UPDATE big SET a = 1; DROP TABLE IF EXISTS small;"
			"ALTER TABLE big ADD b int"),
	    "");
	CHECK_STR(
	    locks("SET ROLE app; ALTER TABLE big ADD b int; ALTER TABLE small ADD c int"), "");
	CHECK_STR(locks("REVOKE ALL ON big FROM app; ALTER TABLE big ADD b int; ALTER TABLE small "
			"ADD c int"),
	    "");
	CHECK_STR(
	    locks("DO 'BEGIN END'; ALTER TABLE big ADD b int; ALTER TABLE small ADD c int"), "");
}

static struct dn_plan *
plan_as(enum dn_transaction transaction, const char *one, const char *two)
{
	struct dn_plan_options options = {
		.dialect = dn_dialect_find("postgresql"),
		.said = dn_map_new(mem),
		.transaction = transaction,
		.online = { .mode = DN_ONLINE_ALWAYS },
	};
	struct dn_revision *list[] = { revision("r1", one), revision("r2", two) };
	struct dn_range range = { .direction = DN_UP, .revisions = list, .n = 2 };

	dunlin_error_clear(err);
	return dn_plan_new(mem, &options, &range, NULL, 0, err);
}

static void
test_one_transaction_for_all(void)
{
	static const char two[] = "ALTER TABLE big ADD b int; UPDATE big SET b = 1";
	struct dn_plan *whole = plan_as(DN_TRANSACTION_RUN, "CREATE TABLE a (b int)", two);
	struct dn_plan *each = plan_as(DN_TRANSACTION_REVISION, "CREATE TABLE a (b int)", two);
	struct dn_plan *none = plan_as(DN_TRANSACTION_NONE, "CREATE TABLE a (b int)", two);

	CHECK_INT(whole->revisions[1]->nsegments, 1);
	CHECK_INT(each->revisions[1]->nsegments, 2);
	CHECK_INT(none->revisions[1]->nsegments, 2);
	CHECK(!none->revisions[0]->steps[0]->transactional);
	CHECK(strcmp(whole->revisions[0]->hash, each->revisions[0]->hash) != 0);
	CHECK(strcmp(none->revisions[0]->hash, each->revisions[0]->hash) != 0);

	CHECK(plan_as(DN_TRANSACTION_RUN, "CREATE TABLE a (b int)", "VACUUM a") == NULL);
	CHECK_STR(dunlin_error_message(err),
	    "revision 'r2' cannot share one transaction with the whole run");
	CHECK_STR(dunlin_error_file(err), "r2");
	/* A value may not be used before it is committed, but nothing follows the last one. */
	CHECK(plan_as(DN_TRANSACTION_RUN, "ALTER TYPE m ADD VALUE 'x'", two) == NULL);
	CHECK_STR(dunlin_error_message(err),
	    "revision 'r1' cannot share one transaction with the whole run");
	CHECK(plan_as(DN_TRANSACTION_RUN, two, "ALTER TYPE m ADD VALUE 'x'") != NULL);
}

static CU_TestInfo tests[] = { TEST(test_nothing_lasts_behind_a_strong_lock),
	TEST(test_what_only_the_model_knows), TEST(test_new_tables_split_nothing),
	TEST(test_the_size_is_asked_only_when_it_matters),
	TEST(test_what_ends_with_the_transaction_keeps_it_whole),
	TEST(test_a_pooler_forgets_what_is_set), TEST(test_directives),
	TEST(test_several_tables_are_locked_in_the_order_of_names),
	TEST(test_one_transaction_for_all), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "split", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
