/* test_create.c - new revision files */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "fixture.h"
#include "suites.h"

static const char template[] = "-- ${message}\n-- dunlin: revision ${id}\n-- dunlin: revises "
			       "${revises}\n\n-- dunlin: upgrade\nDO $$$$;$$$$ $1\n";

/* The new file's name, or the error. */
static const char *
created(const char *message, const char *id)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_history *h = history_open();
	const char *script = fixture_write(".template", template);
	char *path;

	if (!dn_history_create(mem, h, script, message, id, &path, err))
		return error_text(err);
	return path + strlen(directory) + 1;
}

static void
test_numbers_go_on(void)
{
	const char *path;

	fixture_clear();
	CHECK_STR(created("Initial schema", NULL), "001_initial_schema.sql");
	CHECK_STR(created("Add users", NULL), "002_add_users.sql");
	path = dn_sprintf(mem, "%s/002_add_users.sql", directory);
	CHECK_STR(fixture_read(path), "-- Add users\n-- dunlin: revision 002\n-- dunlin: revises "
				      "001\n\n-- dunlin: upgrade\nDO $$;$$ $1\n");
	CHECK_STR(fixture_list(), ".template 001_initial_schema.sql 002_add_users.sql ");
	CHECK_STR(created("x", "0099"), "0099_x.sql");
	CHECK_STR(created("x", NULL), "0100_x.sql");
	CHECK_STR(created("x", "9"), "9_x.sql");
	CHECK_STR(created("x", NULL), "10_x.sql");
	CHECK_INT(history_open()->nheads, 1);
}

static void
test_other_ids_get_random_digits(void)
{
	const char *name;

	fixture_clear();
	CHECK_STR(created("a", "ab12"), "ab12_a.sql");
	name = created("b", NULL);
	CHECK_INT(strspn(name, "0123456789abcdef"), 12);
	CHECK_STR(name + 12, "_b.sql");
}

/* Measured on Alembic 1.19: cut at 40, then at the last "_", which stays. */
static void
test_slug(void)
{
	fixture_clear();
	CHECK_STR(created("a really long message that goes on and on for a while", "1"),
	    "1_a_really_long_message_that_goes_on_and_.sql");
	CHECK_STR(
	    created("Add: users, (roles) & snake_case!", "2"), "2_add_users_roles_snake_case.sql");
	CHECK_STR(created("0123456789012345678901234567890123456789", "3"),
	    "3_0123456789012345678901234567890123456789.sql");
	CHECK_STR(created("01234567890123456789012345678901234567890", "4"),
	    "4_0123456789012345678901234567890123456789_.sql");
	CHECK_STR(created("caf\xc3\xa9 \xe2\x80\x94 x", "5"), "5_caf\xc3\xa9_x.sql");
	CHECK_STR(created("../../etc", "6"), "6_etc.sql");
	CHECK_STR(created("", "7"), "7.sql");
	CHECK_STR(created(NULL, "8"), "8.sql");
}

static void
test_refused(void)
{
	fixture_clear();
	CHECK_STR(created("a", "001"), "001_a.sql");
	CHECK_STR(created("b", "001"), "revision '001' is there already: 'DIR/001_a.sql' [Choose "
				       "another id, or leave it out.]");
	CHECK_STR(created("b", "a-b"), "the revision id 'a-b' has one of '@', '-', '+', ':', ',' "
				       "or white space in it");
	CHECK_STR(
	    created("b", "a/b"), "the revision id 'a/b' cannot be the beginning of a file's name");
	CHECK_STR(
	    created("b", ".b"), "the revision id '.b' cannot be the beginning of a file's name");
	CHECK_STR(created(" dunlin: downgrade", "002"),
	    "the message would be a directive: ' dunlin: downgrade'");
	CHECK_STR(created("\xff", "002"), "the message is not UTF-8");
	CHECK_STR(fixture_list(), ".template 001_a.sql ");
	fixture_write("x.sql", "-- dunlin: revises base\n");
	CHECK_STR(created("b", NULL),
	    "there are 2 heads that a new revision could follow: 001 (a), x [Write a revision "
	    "that merges them: `-- dunlin: revises A, B`.]");
}

/* A file that has the name but another id must stay as it is, and nothing may be left over. */
static void
test_never_overwrites(void)
{
	const char *path;

	fixture_clear();
	path = fixture_write("001_a.sql", "-- dunlin: revision zzz\n");
	CHECK_STR(created("a", "001"), "cannot make 'DIR/001_a.sql': File exists");
	CHECK_STR(fixture_read(path), "-- dunlin: revision zzz\n");
	CHECK_STR(fixture_list(), ".template 001_a.sql ");
}

static void
test_message_stays_one_line(void)
{
	fixture_clear();
	CHECK_STR(created("a\n-- dunlin: downgrade\r\nDROP", "1"), "1_a_dunlin_downgrade_drop.sql");
	CHECK_STR(history_open()->revisions[0]->message, "a -- dunlin: downgrade  DROP");
}

static void
test_template_errors(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	const struct dn_history *h;
	const char *script;
	char *path;

	fixture_clear();
	h = history_open();
	script = fixture_write(".template", "-- ${message}\n-- ${nothing}\n");
	CHECK(!dn_history_create(mem, h, script, "a", NULL, &path, err));
	CHECK_STR(error_text(err), ".template:2:4: unknown token in the template [There are "
				   "${id}, ${message}, ${revises} and ${date}; \"$$\" is \"$\".]");
	dunlin_error_clear(err);
	script = fixture_write(".template", "-- ${message");
	CHECK(!dn_history_create(mem, h, script, "a", NULL, &path, err));
	dunlin_error_clear(err);
	script = dn_sprintf(mem, "%s/no", directory);
	CHECK(!dn_history_create(mem, h, script, "a", NULL, &path, err));
	CHECK_STR(dunlin_error_file(err), script);
	CHECK_STR(fixture_list(), ".template ");
}

/* What the project ships makes a revision that loads. */
static void
test_shipped_template(void)
{
	const char *srcdir = getenv("srcdir");
	const char *script =
	    dn_sprintf(mem, "%s/migrations/script.sql.in", srcdir == NULL ? "." : srcdir);
	struct dn_revision *rev;
	char *path;

	fixture_clear();
	if (!dn_history_create(mem, history_open(), script, "First", NULL, &path, NULL)) {
		CHECK_STR(script, "is not there");
		return;
	}
	rev = history_open()->revisions[0];
	CHECK_STR(rev->id, "001");
	CHECK_STR(rev->message, "First");
	CHECK(rev->revises_written && rev->nrevises == 0);
	CHECK(dn_revision_load(rev, NULL));
	CHECK(rev->upgrade.present && rev->downgrade.present);
}

CU_TestInfo create_tests[] = {
	TEST(test_numbers_go_on),
	TEST(test_other_ids_get_random_digits),
	TEST(test_slug),
	TEST(test_refused),
	TEST(test_never_overwrites),
	TEST(test_message_stays_one_line),
	TEST(test_template_errors),
	TEST(test_shipped_template),
	CU_TEST_INFO_NULL,
};
