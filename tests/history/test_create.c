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
	const struct dn_create create = { .template_path = script, .message = message, .id = id };
	struct dn_draft draft;

	if (!dn_history_create(mem, h, &create, &draft, err) || !dn_history_publish(&draft, err))
		return error_text(err);
	return draft.path + strlen(directory) + 1;
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
	    "Multiple heads are present; please specify the head revision on which the new "
	    "revision should be based, or perform a merge. [The heads are 001 (a), x: name one "
	    "with --head, or `dunlin merge heads`.]");
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
	struct dn_create create = { .message = "a" };
	struct dn_draft draft;

	fixture_clear();
	h = history_open();
	create.template_path = fixture_write(".template", "-- ${message}\n-- ${nothing}\n");
	CHECK(!dn_history_create(mem, h, &create, &draft, err));
	CHECK_STR(error_text(err), ".template:2:4: unknown token in the template [There are "
				   "${id}, ${message}, ${revises} and ${date}; \"$$\" is \"$\".]");
	dunlin_error_clear(err);
	create.template_path = fixture_write(".template", "-- ${message");
	CHECK(!dn_history_create(mem, h, &create, &draft, err));
	dunlin_error_clear(err);
	create.template_path = fixture_write(".template", "-- ${message}\nSELECT 1;\n");
	CHECK(!dn_history_create(mem, h, &create, &draft, err));
	CHECK_STR(error_text(err),
	    "the template 'DIR/.template' does not make a revision of what was asked for [It needs "
	    "the line `-- dunlin: revises ${revises}` before any statement.]");
	dunlin_error_clear(err);
	create.template_path = dn_sprintf(mem, "%s/no", directory);
	CHECK(!dn_history_create(mem, h, &create, &draft, err));
	CHECK_STR(dunlin_error_file(err), create.template_path);
	CHECK_STR(fixture_list(), ".template ");
}

/* What the project ships makes a revision that loads. */
static void
test_shipped_template(void)
{
	const char *srcdir = getenv("srcdir");
	struct dn_create create = { .message = "First" };
	struct dn_revision *rev;
	struct dn_draft draft;

	fixture_clear();
	create.template_path =
	    dn_sprintf(mem, "%s/migrations/script.sql.in", srcdir == NULL ? "." : srcdir);
	if (!dn_history_create(mem, history_open(), &create, &draft, NULL) ||
	    !dn_history_publish(&draft, NULL)) {
		CHECK_STR(create.template_path, "is not there");
		return;
	}
	rev = history_open()->revisions[0];
	CHECK_STR(rev->id, "001");
	CHECK_STR(rev->message, "First");
	CHECK(rev->revises_written && rev->nrevises == 0);
	CHECK(dn_revision_load(rev, NULL));
	CHECK(rev->upgrade.present && rev->downgrade.present);
}

/* The draft's file name and header, or the error. */
static const char *
drafted(const struct dn_create *create)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_create full = *create;
	struct dn_draft draft;

	full.template_path = fixture_write(".template", template);
	if (!dn_history_create(mem, history_open(), &full, &draft, err))
		return error_text(err);
	return dn_sprintf(mem, "%s %.*s", draft.path + strlen(directory) + 1,
	    (int) (strstr(draft.text, "\n\n") - draft.text), draft.text);
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
test_graph(void)
{
	fixture_clear();
	fixture_write("a1.sql", "-- dunlin: revises base\n-- dunlin: label shop\n");
	fixture_write("b1.sql", "-- dunlin: revises a1\n");
	fixture_write("c1.sql", "-- dunlin: revises a1\n");
	CHECK_STR(drafted(&(struct dn_create){ .id = "m", .parents = NAMES("heads") }),
	    "m.sql -- \n-- dunlin: revision m\n-- dunlin: revises b1, c1");
	CHECK_STR(
	    drafted(&(struct dn_create){ .id = "m", .merge = true, .parents = NAMES("b1", "c") }),
	    "m.sql -- \n-- dunlin: revision m\n-- dunlin: revises b1, c1");
	CHECK_STR(drafted(&(struct dn_create){ .id = "m", .merge = true, .parents = NAMES("b1") }),
	    "there is nothing to merge: that is one revision [Name the revisions to merge, or "
	    "'heads' for all heads.]");
	CHECK_STR(drafted(&(struct dn_create){ .id = "m", .parents = NAMES("b1", "b") }),
	    "Duplicate head revisions specified");
	CHECK_STR(drafted(&(struct dn_create){ .id = "m", .parents = NAMES("a1") }),
	    "Revision a1 is not a head revision; please specify --splice to create a new branch "
	    "from this revision [The first that follows it is 'b1'.]");
	CHECK_STR(drafted(&(struct dn_create){ .id = "m",
		      .parents = NAMES("a1"),
		      .splice = true,
		      .depends_on = NAMES("b", "shop"),
		      .labels = NAMES("x") }),
	    "m.sql -- \n-- dunlin: revision m\n-- dunlin: revises a1\n-- dunlin: depends-on b1, "
	    "shop\n-- dunlin: label x");
	CHECK_STR(drafted(&(struct dn_create){
		      .id = "m", .parents = NAMES("base"), .labels = NAMES("shop") }),
	    "label 'shop' names revision 'a1' already");
	CHECK_STR(drafted(&(struct dn_create){ .id = "shop", .parents = NAMES("base") }),
	    "revision 'shop' is there already: 'DIR/a1.sql' [Choose another id, or leave it out.]");
}

/* Who does not say what he follows would follow whoever comes between. */
static void
test_between(void)
{
	fixture_clear();
	fixture_write("001.sql", "-- a\n");
	fixture_write("003.sql", "-- b\n");
	CHECK_STR(drafted(&(struct dn_create){ .id = "002" }),
	    "'DIR/002.sql' would come before 'DIR/003.sql', which does not say what it revises "
	    "[Write `-- dunlin: revises 001` into that file.]");
}

/* The tokens as Python's % prints them. */
static void
test_file_template(void)
{
	struct dn_create create = { .id = "ab", .message = "Add it", .parents = NAMES("base") };

	fixture_clear();
	create.file_template = "%(slug)s-%(rev)s%%";
	CHECK(strncmp(drafted(&create), "add_it-ab%.sql ", 15) == 0);
	create.file_template = "%(year)d_%(month).2d_%(day).2d_%(hour)02d%(minute)02d_%(epoch)s";
	CHECK_INT(strspn(drafted(&create), "0123456789_"), 4 + 1 + 2 + 1 + 2 + 1 + 4 + 1 + 10);
	create.file_template = "x_%(nothing)s";
	CHECK_STR(drafted(&create),
	    "file_template has no token at '%(nothing)s' [There are %(rev)s, %(slug)s, %(epoch)s, "
	    "%(year)d, %(month).2d, %(day).2d, %(hour).2d, %(minute).2d and %(second).2d.]");
	create.file_template = "%(rev)s/%(slug)s";
	CHECK_STR(drafted(&create),
	    "file_template makes folders: 'ab/add_it' would not be read [Set "
	    "recursive_version_locations = true.]");
	create.file_template = NULL;
	create.slug_length = 3;
	CHECK(strncmp(drafted(&create), "ab_add_.sql ", 12) == 0);
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
	TEST(test_graph),
	TEST(test_between),
	TEST(test_file_template),
	CU_TEST_INFO_NULL,
};
