/* test_target.c - what names and targets mean on a database */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "fixture.h"
#include "suites.h"

/* 001 -> 002 -> ab10 -> ab20, with messages on the first two. */
static const struct dn_history *
linear(void)
{
	fixture_clear();
	fixture_write("001_a.sql", "-- Initial schema\n");
	fixture_write("002_b.sql", "-- Project capture\n");
	fixture_write("ab10.sql", "-- dunlin: revises 002\n");
	fixture_write("ab20.sql", "-- dunlin: revises ab10\n");
	return history_open();
}

/* base -> a -> b -> d(merge of b and c), a -> c; x alone. */
static const struct dn_history *
branched(void)
{
	fixture_clear();
	fixture_write("a.sql", "-- dunlin: revises base\n");
	fixture_write("b.sql", "-- dunlin: revises a\n");
	fixture_write("c.sql", "-- dunlin: revises a\n");
	fixture_write("d.sql", "-- dunlin: revises b, c\n");
	fixture_write("x.sql", "-- dunlin: revises base\n");
	return history_open();
}

/* A map of the words of LIST. */
static struct dn_map *
applied(const char *list)
{
	struct dn_map *map = dn_map_new(mem);
	char *copy = dn_strdup(mem, list), *word;

	while ((word = strsep(&copy, " ")) != NULL)
		if (*word != '\0')
			dn_map_put(map, word, map);
	return map;
}

static const char *
found(const struct dn_history *h, const char *name)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dn_revision *rev = dn_history_find(h, name, err);

	return rev != NULL ? rev->id : error_text(err);
}

static const char *
range(const struct dn_history *h, const char *list, enum dn_direction direction, const char *target)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dn_range *r = dn_history_range(mem, h, applied(list), direction, target, err);

	CHECK(r == NULL || r->direction == direction);
	return r != NULL ? ids(r->revisions, r->n) : error_text(err);
}

static const char *
offline(const struct dn_history *h, enum dn_direction direction, const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dn_range *r = dn_history_offline_range(mem, h, direction, text, err);

	if (r == NULL)
		return error_text(err);
	return dn_sprintf(mem, "%zu: %s", dn_map_count(r->start), ids(r->revisions, r->n));
}

static void
test_find(void)
{
	const struct dn_history *h = linear();

	CHECK_STR(found(h, "001"), "001");
	CHECK_STR(found(h, "head"), "ab20");
	CHECK_STR(found(h, "ab1"), "ab10");
	CHECK_STR(found(h, "00"), "2 revisions begin with '00': 001 (Initial schema), 002 (Project "
				  "capture) [Write as much of the id as only one of them has.]");
	CHECK_STR(
	    found(h, "ab11"), "Can't locate revision identified by 'ab11' [Did you mean 'ab10'?]");
	CHECK_STR(found(h, "nonsense"), "Can't locate revision identified by 'nonsense' [`dunlin "
					"history` lists the revisions.]");
	CHECK_STR(found(h, ""),
	    "Can't locate revision identified by '' [`dunlin history` lists the revisions.]");
}

/* A full id is never ambiguous. */
static void
test_find_prefix_of_another(void)
{
	fixture_clear();
	fixture_write("1.sql", "-- a\n");
	fixture_write("10.sql", "-- b\n");
	CHECK_STR(found(history_open(), "1"), "1");
}

static void
test_find_heads(void)
{
	CHECK_STR(found(branched(), "head"),
	    "Multiple head revisions are present for given argument 'head'; please specify a "
	    "specific "
	    "target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all "
	    "heads [The heads are d, x.]");
	fixture_clear();
	CHECK_STR(found(history_open(), "head"),
	    "there are no revisions in 'DIR' [Make the first with `dunlin revision -m MESSAGE`.]");
}

static void
test_upgrade(void)
{
	const struct dn_history *h = linear();

	CHECK_STR(range(h, "", DN_UP, "head"), "001 002 ab10 ab20 ");
	CHECK_STR(range(h, "001", DN_UP, "head"), "002 ab10 ab20 ");
	CHECK_STR(range(h, "001 002 ab10 ab20", DN_UP, "head"), "");
	CHECK_STR(range(h, "001", DN_UP, "ab1"), "002 ab10 ");
	CHECK_STR(range(h, "001", DN_UP, "+2"), "002 ab10 ");
	CHECK_STR(range(h, "001 002", DN_UP, "001"), "");
	/* What is older and not there comes along. */
	CHECK_STR(range(h, "001 ab10", DN_UP, "head"), "002 ab20 ");
	CHECK_STR(range(h, "001 ab10", DN_UP, "ab10"), "002 ");
	CHECK_STR(range(h, "001", DN_UP, "+9"), "Relative revision +9 didn't produce 9 migrations "
						"[There are 3 revisions to go up to.]");
	CHECK_STR(range(h, "001 002 ab10", DN_UP, "+2"),
	    "Relative revision +2 didn't produce 2 migrations [There is 1 revision to go up to.]");
	CHECK_STR(range(h, "001", DN_UP, "+99999999999999999999999"),
	    "Relative revision +99999999999999999999999 didn't produce 99999999999999999999999 "
	    "migrations [There are 3 revisions to go up to.]");
	CHECK_STR(range(h, "001", DN_UP, "+0"), "'+0' goes nowhere");
	CHECK_STR(range(h, "001", DN_UP, "base"),
	    "'base' is not a target of upgrade [To go there use `dunlin downgrade base`.]");
	CHECK_STR(range(h, "001", DN_UP, "-1"),
	    "'-1' is not a target of upgrade [To go there use `dunlin downgrade -1`.]");
	CHECK_STR(range(h, "001", DN_UP, "+x"),
	    "Can't locate revision identified by '+x' [`dunlin history` lists the revisions.]");
}

static void
test_downgrade(void)
{
	const struct dn_history *h = linear();

	CHECK_STR(range(h, "001 002 ab10", DN_DOWN, "base"), "ab10 002 001 ");
	CHECK_STR(range(h, "001 002 ab10", DN_DOWN, "001"), "ab10 002 ");
	CHECK_STR(range(h, "001 002 ab10", DN_DOWN, "-1"), "ab10 ");
	CHECK_STR(range(h, "001 002 ab10", DN_DOWN, "ab10"), "");
	CHECK_STR(range(h, "", DN_DOWN, "base"), "");
	CHECK_STR(range(h, "001 002", DN_DOWN, "-9"),
	    "Relative revision -9 didn't produce 9 "
	    "migrations [There are 2 revisions to go down from.]");
	CHECK_STR(range(h, "001", DN_DOWN, "-2"),
	    "Relative revision -2 didn't produce 2 migrations "
	    "[There is 1 revision to go down from.]");
	CHECK_STR(range(h, "001", DN_DOWN, "+1"),
	    "'+1' is not a target of downgrade [To go there use `dunlin upgrade +1`.]");
	CHECK_STR(range(h, "001", DN_DOWN, "002"),
	    "Destination 002 is not a valid downgrade target from current head(s) [Revision '002' "
	    "is "
	    "not applied: to apply it use `dunlin upgrade 002`.]");
	CHECK_STR(range(h, "001", DN_DOWN, "head"),
	    "Destination head is not a valid downgrade target from current head(s) [Revision "
	    "'ab20' "
	    "is not applied: to apply it use `dunlin upgrade ab20`.]");
	CHECK_STR(range(h, "001 002 ab10 ab20", DN_DOWN, "head"), "");
	/* One in the middle that is not there hides nothing. */
	CHECK_STR(range(h, "001 002 ab20", DN_DOWN, "001"), "ab20 002 ");
}

static void
test_branches(void)
{
	const struct dn_history *h = branched();

	CHECK_STR(range(h, "", DN_UP, "heads"), "a x c b d ");
	CHECK_STR(range(h, "", DN_UP, "d"), "a c b d ");
	CHECK_STR(range(h, "a c", DN_UP, "d"), "b d ");
	CHECK_STR(range(h, "a", DN_UP, "x"), "x ");
	CHECK_STR(range(h, "a", DN_UP, "head"),
	    "Multiple head revisions are present for given argument 'head'; please specify a "
	    "specific "
	    "target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all "
	    "heads [The heads are d, x.]");
	CHECK_STR(range(h, "a", DN_UP, "+1"),
	    "Ambiguous walk [a is followed by b, c; name one of them, or a branch as in 'b@+1'.]");
	CHECK_STR(range(h, "a b c d x", DN_DOWN, "a"), "d b c ");
	CHECK_STR(range(h, "a b c d x", DN_DOWN, "b"), "d ");
	CHECK_STR(range(h, "a b c d x", DN_DOWN, "base"), "d b c x a ");
	CHECK_STR(range(h, "a b c", DN_DOWN, "-1"),
	    "Ambiguous downgrade from multiple current revisions [The database is at b, c: name a "
	    "revision, or a branch as in 'b@-1'.]");
	CHECK_STR(range(h, "a b c d", DN_DOWN, "-2"),
	    "Ambiguous walk [d merges b, c; name one of them.]");
	CHECK_STR(range(h, "a b c", DN_DOWN, "b@-1"), "b ");
	CHECK_STR(range(h, "a b c d x", DN_DOWN, "x@base"), "x ");
	CHECK_STR(range(h, "a b c d x", DN_DOWN, "b@base"), "d b c a ");
	CHECK_STR(range(h, "a b", DN_UP, "x@+1"), "x ");
	CHECK_STR(range(h, "a b", DN_UP, "c@head"), "c d ");
	CHECK_STR(range(h, "a", DN_UP, "c@+1"), "c ");
	CHECK_STR(range(h, "a", DN_UP, "b+1"), "c b d ");
	CHECK_STR(range(h, "a", DN_UP, "x@b"),
	    "Revision b is not a member of branch 'x' [Name it without the branch.]");
	CHECK_STR(range(h, "a b", DN_DOWN, "nothing@a"),
	    "No such branch: 'nothing' [Before '@' stands a label or a revision; `dunlin heads` "
	    "shows labels.]");
}

static void
test_dependencies(void)
{
	const struct dn_history *h;

	fixture_clear();
	fixture_write("a.sql", "-- dunlin: revises base\n-- dunlin: depends-on z\n");
	fixture_write("b.sql", "-- dunlin: revises a\n");
	fixture_write("z.sql", "-- dunlin: revises base\n");
	h = history_open();
	CHECK_STR(range(h, "", DN_UP, "a"), "z a ");
	CHECK_STR(range(h, "a b z", DN_DOWN, "z"),
	    "Destination z is not a valid downgrade target from current head(s) [Nothing that is "
	    "applied follows 'z', though something depends on it.]");
	CHECK_STR(range(h, "a b z", DN_DOWN, "z@base"), "b a z ");
}

static void
test_applied_but_no_file(void)
{
	const struct dn_history *h = linear();

	CHECK_STR(range(h, "001 zz", DN_UP, "head"),
	    "the database has revision 'zz', which no file in 'DIR' has [Use the files of the "
	    "release that applied it, or put its file back into the directory; `dunlin status` "
	    "shows what is recorded.]");
	CHECK(strstr(range(h, "zz yy", DN_DOWN, "base"), "revisions 'zz', 'yy', which") != NULL);
}

/* From what the database keeps they can still be undone. */
static void
test_kept_by_the_database(void)
{
	static const char *const parents[] = { "ab20" }, *const again[] = { "zz" };
	static const char *const unknown[] = { "zzz" };
	struct dn_history *h;
	struct dn_revision *rev;
	struct dn_source src = { "zz in the database", "a;\n-- dunlin: downgrade\nb;", 26 };

	linear();
	h = history_open();
	rev = dn_revision_from_text(mem, "zz", &src, NULL);
	CHECK(!dn_history_add(h, rev, unknown, 1, NULL));
	CHECK(dn_history_add(h, rev, parents, 1, NULL));
	CHECK_STR(ids(h->revisions, h->n), "001 002 ab10 ab20 zz ");
	CHECK_STR(ids(h->heads, h->nheads), "zz ");
	CHECK_STR(ids(h->bases, h->nbases), "001 ");
	CHECK_STR(range(h, "001 002 ab10 ab20 zz", DN_DOWN, "ab10"), "zz ab20 ");
	rev = dn_revision_from_text(mem, "zz2", &src, NULL);
	CHECK(dn_history_add(h, rev, again, 1, NULL));
	CHECK_STR(ids(h->heads, h->nheads), "zz2 ");
	CHECK(dn_revision_load(h->heads[0], NULL) && h->heads[0]->downgrade.present);
}

static void
test_current(void)
{
	const struct dn_history *h = linear();
	struct dn_revision **list;
	size_t n;

	list = dn_history_current(mem, h, applied("001 002"), &n);
	CHECK_STR(ids(list, n), "002 ");
	list = dn_history_current(mem, h, applied("001 ab10"), &n);
	CHECK_STR(ids(list, n), "ab10 ");
	list = dn_history_current(mem, h, applied(""), &n);
	CHECK_INT(n, 0);
	h = branched();
	list = dn_history_current(mem, h, applied("a b c x"), &n);
	CHECK_STR(ids(list, n), "b c x ");
	list = dn_history_current(mem, h, applied("a b c d x"), &n);
	CHECK_STR(ids(list, n), "d x ");
}

static void
test_offline(void)
{
	const struct dn_history *h = linear();

	CHECK_STR(offline(h, DN_UP, "head"), "0: 001 002 ab10 ab20 ");
	CHECK_STR(offline(h, DN_UP, "base:002"), "0: 001 002 ");
	CHECK_STR(offline(h, DN_UP, "001:head"), "1: 002 ab10 ab20 ");
	CHECK_STR(offline(h, DN_UP, "001:+1"), "1: 002 ");
	CHECK_STR(offline(h, DN_UP, "002:002"), "2: ");
	CHECK_STR(offline(h, DN_DOWN, "head:base"), "4: ab20 ab10 002 001 ");
	CHECK_STR(offline(h, DN_DOWN, "ab10:001"), "3: ab10 002 ");
	CHECK_STR(offline(h, DN_DOWN, "ab10:-1"), "3: ab10 ");
	CHECK_STR(offline(h, DN_UP, "002:001"),
	    "'002' does not come before '001' [To go back use `dunlin downgrade 002:001 --sql`.]");
	CHECK_STR(offline(h, DN_DOWN, "001:002"),
	    "Destination 002 is not a valid downgrade target from current head(s) [To go there use "
	    "`dunlin upgrade 001:002 --sql`.]");
	CHECK_STR(offline(h, DN_DOWN, "base"),
	    "downgrade with --sql requires <fromrev>:<torev> [Where it begins has to be named, "
	    "too: `dunlin downgrade head:base --sql`.]");
	CHECK_STR(offline(h, DN_UP, "001:"),
	    "upgrade with --sql requires <fromrev>:<torev> ['001:' is "
	    "none: write `dunlin upgrade base:head --sql`.]");
	CHECK_STR(offline(h, DN_UP, "a:b:c"),
	    "upgrade with --sql requires <fromrev>:<torev> ['a:b:c' is "
	    "none: write `dunlin upgrade base:head --sql`.]");
	CHECK_STR(offline(h, DN_UP, "zz:head"),
	    "Can't locate revision identified by 'zz' [`dunlin history` lists the revisions.]");
	h = branched();
	CHECK_STR(offline(h, DN_UP, "b:d"), "2: c d ");
	CHECK_STR(offline(h, DN_UP, "x:d"), "1: a c b d ");
}

CU_TestInfo target_tests[] = {
	TEST(test_find),
	TEST(test_find_prefix_of_another),
	TEST(test_find_heads),
	TEST(test_upgrade),
	TEST(test_downgrade),
	TEST(test_branches),
	TEST(test_dependencies),
	TEST(test_applied_but_no_file),
	TEST(test_kept_by_the_database),
	TEST(test_current),
	TEST(test_offline),
	CU_TEST_INFO_NULL,
};
