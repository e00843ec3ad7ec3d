/* test_graph.c - directories of revisions: order, connections, what is wrong between files */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/mem.h"
#include "dntest.h"
#include "fixture.h"
#include "suites.h"

static void
test_version_order(void)
{
	static const char *const ordered[] = { "", "0", "1", "1.9", "1.10", "2", "09", "10", "010a",
		"18446744073709551616", "99999999999999999999", "a", "a1b2", "a1b10", "a01c" };

	for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++)
		for (size_t j = 0; j < sizeof ordered / sizeof *ordered; j++) {
			int got = dn_version_compare(ordered[i], ordered[j]);

			CHECK_INT((got > 0) - (got < 0), (i > j) - (i < j));
		}
	CHECK(dn_version_compare("1", "01") != 0);
	CHECK(dn_version_compare("1_b", "01_a") > 0);
}

static void
test_linear_without_directives(void)
{
	const struct dn_history *h;

	fixture_clear();
	fixture_write("10_c.sql", "c;");
	fixture_write("2_b.sql", "b;");
	fixture_write("1_a.sql", "a;");
	fixture_write("notes.txt", "");
	fixture_write(".hidden.sql", "");
	fixture_write(".sql", "");
	mkdir(dn_sprintf(mem, "%s/dir.sql", directory), 0777);
	h = history_open();
	CHECK_STR(ids(h->revisions, h->n), "1 2 10 ");
	CHECK_STR(ids(h->heads, h->nheads), "10 ");
	CHECK_STR(ids(h->bases, h->nbases), "1 ");
	CHECK_STR(ids(h->revisions[2]->parents, h->revisions[2]->nparents), "2 ");
	CHECK(dn_history_get(h, "2") == h->revisions[1]);
	CHECK(dn_history_get(h, "3") == NULL);
}

static void
test_merges_and_bases(void)
{
	const struct dn_history *h;
	const struct dn_revision *m;

	fixture_clear();
	fixture_write("a.sql", "-- dunlin: revises b, c\n");
	fixture_write("b.sql", "-- dunlin: revises base\n");
	fixture_write("c.sql", "-- dunlin: revises d\n");
	fixture_write("d.sql", "-- dunlin: revises base\n-- dunlin: label left\n");
	fixture_write("e.sql", "-- dunlin: revises d\n-- dunlin: depends-on f\n");
	fixture_write("f.sql", "-- dunlin: revises base\n-- dunlin: depends-on left\n");
	h = history_open();
	CHECK_STR(ids(h->revisions, h->n), "b d c a f e ");
	CHECK_STR(ids(h->heads, h->nheads), "a e f ");
	CHECK_STR(ids(h->ends, h->nends), "a e ");
	CHECK_STR(ids(h->bases, h->nbases), "b d f ");
	m = dn_history_get(h, "a");
	CHECK_STR(ids(m->parents, m->nparents), "b c ");
	m = dn_history_get(h, "d");
	CHECK_STR(ids(m->children, m->nchildren), "c e ");
	CHECK_STR(ids(m->dependents, m->ndependents), "f ");
	for (size_t i = 0; i < h->n; i++)
		CHECK_INT(h->revisions[i]->order, i);
}

static void
test_empty_and_missing_directory(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dn_history *h;

	fixture_clear();
	h = history_open();
	CHECK_INT(h->n, 0);
	CHECK_INT(h->nheads, 0);
	CHECK(history_open_at(dn_sprintf(mem, "%s/no", directory), err) == NULL);
	CHECK_STR(error_text(err),
	    "cannot read the directory of revisions 'DIR/no': No such file or directory [`dunlin "
	    "init DIR` makes a new project; script_location in dunlin.ini says where the directory "
	    "'versions' of this one is.]");
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_FILE);
}

/* So many that several threads read them: what is wrong is said as if one had. */
static void
test_many_files(void)
{
	enum { FILES = 900 };
	struct dn_history *history;

	for (int i = 1; i <= FILES; i++)
		fixture_write(dn_sprintf(mem, "%03d_x.sql", i),
		    dn_sprintf(
			mem, "-- What %d does\n-- dunlin: label l%d, m%d\nSELECT 1;\n", i, i, i));
	history = history_open();
	CHECK_INT(history->n, FILES);
	for (size_t i = 0; i < history->n; i++) {
		const struct dn_revision *rev = history->revisions[i];

		CHECK_STR(rev->id, dn_sprintf(mem, "%03zu", i + 1));
		CHECK_STR(rev->message, dn_sprintf(mem, "What %zu does", i + 1));
		CHECK_INT(rev->nlabels, 2);
		CHECK_INT(rev->nparents, i > 0);
		CHECK_INT(rev->nbranches, 2 * FILES);
		CHECK_STR(rev->branches[3], "m2");
	}
	fixture_write("800_x.sql", "-- dunlin: revison 800\nSELECT 1;\n");
	fixture_write("850_x.sql", "-- dunlin: revision 001\nSELECT 1;\n");
	fixture_write("R__v.sql", "-- dunlin: revision 7\nSELECT 1;\n");
	CHECK_INT(strncmp(history_error(), "800_x.sql:1:12: unknown directive 'revison'", 43), 0);
	fixture_write("100_x.sql", "-- dunlin: revision 099\nSELECT 1;\n");
	CHECK_INT(strncmp(history_error(), "100_x.sql:1:1: revision id '099' is in two ", 43), 0);
	fixture_clear();
}

/* A list is looked at with memory of its own, which each thread must have for itself. */
static void
test_many_lists(void)
{
	enum { FILES = 1500 };

	for (int i = 1; i <= FILES; i++)
		fixture_write(dn_sprintf(mem, "%04d_x.sql", i),
		    i <= 2 ? "SELECT 1;\n" : "-- dunlin: depends-on 0001, 0002\nSELECT 1;\n");
	for (int again = 0; again < 3; again++) {
		struct dn_history *history = history_open();

		CHECK_INT(history->n, FILES);
		for (size_t i = 2; i < history->n; i++)
			CHECK_INT(history->revisions[i]->ndepends_on, 2);
	}
	fixture_clear();
}

static void
test_duplicate_id(void)
{
	fixture_clear();
	fixture_write("001_a.sql", "-- a\n");
	fixture_write("001_b.sql", "-- b\n");
	CHECK_STR(history_error(),
	    "001_b.sql:1:1: revision id '001' is in two files: 'DIR/001_a.sql' and "
	    "'DIR/001_b.sql' [Give one of them another id: `-- dunlin: revision ID`.]");
	fixture_write("001_b.sql", "-- b\n -- dunlin: revision 001\n");
	CHECK(strstr(history_error(), "001_b.sql:2:2: ") != NULL);
}

static void
test_missing_parent(void)
{
	fixture_clear();
	fixture_write("001_a.sql", "-- a\n");
	fixture_write("002_b.sql", "-- b\n\n-- dunlin: revises 01\n");
	CHECK_STR(history_error(), "002_b.sql:3:1: revision '002' revises '01', which is in no "
				   "file [Did you mean '001'?]");
	fixture_write("002_b.sql", "-- dunlin: revises 001\n-- dunlin: depends-on zzzzzz");
	CHECK_STR(history_error(), "002_b.sql:2:1: revision '002' depends on 'zzzzzz', which is "
				   "in no file [Add its file, or name another revision.]");
}

static void
test_cycle(void)
{
	fixture_clear();
	fixture_write("001.sql", "-- a\n");
	fixture_write("002.sql", "-- dunlin: revises 004\n");
	fixture_write("003.sql", "-- dunlin: revises 002\n");
	fixture_write("004.sql", "-- m\n-- dunlin: revises 001, 003\n");
	fixture_write("005.sql", "-- dunlin: revises 004\n");
	CHECK_STR(history_error(),
	    "002.sql:1:1: cycle between revisions: '002' -> '004' -> '003' -> '002' [Change what "
	    "one of them revises or depends on.]");
	fixture_clear();
	fixture_write("001.sql", "-- m\n-- dunlin: revises 001\n");
	CHECK_STR(history_error(), "001.sql:2:1: cycle between revisions: '001' -> '001' [Change "
				   "what one of them revises or depends on.]");
	fixture_clear();
	fixture_write("001.sql", "-- dunlin: depends-on 002\n");
	fixture_write("002.sql", "-- m\n");
	CHECK(strstr(history_error(), "'001' -> '002' -> '001'") != NULL);
}

static void
test_label_twice(void)
{
	fixture_clear();
	fixture_write("001.sql", "-- dunlin: label a\n");
	fixture_write("002.sql", "-- dunlin: label a\n");
	CHECK_STR(history_error(), "002.sql:1:1: label 'a' names revision '001' already");
	fixture_write("002.sql", "-- dunlin: label 001\n");
	CHECK_STR(history_error(), "002.sql:1:1: label '001' names revision '001' already");
}

/* What is free at the same time goes in version order, whenever it became free. */
static void
test_wide(void)
{
	const struct dn_history *h;

	fixture_clear();
	fixture_write("90.sql", "-- dunlin: revises base\n");
	for (int i = 1; i < 20; i++)
		fixture_write(dn_sprintf(mem, "%d.sql", i),
		    i % 3 == 0 ? "-- dunlin: revises base\n" : "-- dunlin: revises 90\n");
	h = history_open();
	CHECK_STR(ids(h->revisions, h->n), "3 6 9 12 15 18 90 1 2 4 5 7 8 10 11 13 14 16 17 19 ");
}

/* Every file follows the one with the next higher number: the worst order for a walk. */
static void
test_many(void)
{
	enum { MANY = 2000 };
	struct timespec a, b;
	struct dn_history *h;

	fixture_clear();
	for (int i = 1; i <= MANY; i++) {
		const char *text = i == MANY ? "-- dunlin: revises base\n"
					     : dn_sprintf(mem, "-- dunlin: revises %d\n", i + 1);

		fixture_write(dn_sprintf(mem, "%d.sql", i), text);
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	h = history_open();
	clock_gettime(CLOCK_MONOTONIC, &b);
	CHECK_INT(h->n, MANY);
	CHECK_STR(h->revisions[0]->id, "2000");
	CHECK_STR(h->heads[0]->id, "1");
	/* About 15 ms; a whole second even under valgrind would be something quadratic. */
	CHECK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < 5000);
}

/* A trunk with a branch at each revision, every tenth merged: each waits for all that follow. */
static void
test_many_branches(void)
{
	enum { TRUNK = 800 };
	struct timespec a, b;
	struct dn_history *h;
	struct dn_list list;
	const char *trunk = "base";
	size_t n = 0;

	fixture_clear();
	for (int i = 1; i <= TRUNK; i++) {
		fixture_write(dn_sprintf(mem, "t%d.sql", i),
		    dn_sprintf(mem, "-- dunlin: revises %s\n%s", trunk,
			i > 9 ? "-- dunlin: depends-on s1\n" : ""));
		trunk = dn_sprintf(mem, "t%d", i);
		fixture_write(dn_sprintf(mem, "s%d.sql", i),
		    dn_sprintf(mem, "-- dunlin: revises %s\n-- dunlin: label l%d\n", trunk, i));
		n += 2;
		if (i % 10 != 0)
			continue;
		fixture_write(dn_sprintf(mem, "m%d.sql", i),
		    dn_sprintf(mem, "-- dunlin: revises t%d, s%d\n", i, i));
		trunk = dn_sprintf(mem, "m%d", i);
		n++;
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	h = history_open();
	CHECK(dn_history_listing(mem, h, NULL, NULL, &list, NULL));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	CHECK_INT(list.n, n);
	CHECK_STR(list.items[n - 1]->id, "t1");
	/* Some 20 ms. */
	CHECK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < 4000);
}

CU_TestInfo graph_tests[] = {
	TEST(test_version_order),
	TEST(test_linear_without_directives),
	TEST(test_merges_and_bases),
	TEST(test_empty_and_missing_directory),
	TEST(test_many_files),
	TEST(test_many_lists),
	TEST(test_duplicate_id),
	TEST(test_missing_parent),
	TEST(test_cycle),
	TEST(test_label_twice),
	TEST(test_wide),
	TEST(test_many),
	TEST(test_many_branches),
	CU_TEST_INFO_NULL,
};
