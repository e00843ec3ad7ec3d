/* test_command.c - the command line and excerpts */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/options.h"
#include "dntest.h"

enum { MAX_ARGS = 12 };

/* A command line split at spaces, parsed; "code message" or "" of the error is in FAILURE. */
struct parsed {
	char line[256], *argv[MAX_ARGS + 1], failure[512];
	int argc;
	struct cli_request request;
};

static void
parse(struct parsed *p, const char *line)
{
	struct dunlin_error *err = dunlin_error_new();
	static const struct option none[] = { { .name = NULL } };
	char *rest = p->line, end[] = "--";

	*p = (struct parsed){ .argc = 0 };
	snprintf(p->line, sizeof(p->line), "%s", line);
	for (char *word; p->argc < MAX_ARGS && (word = strsep(&rest, " ")) != NULL;)
		p->argv[p->argc++] = word;
	/* glibc starts again at 0, and only then looks at the order that "-" asks for. */
	optind = 0;
	getopt_long(2, (char *[]){ p->line, end, NULL }, "-:", none, NULL);
	optind = 1;
	if (!cli_parse(p->argc, p->argv, &p->request, err))
		snprintf(p->failure, sizeof(p->failure), "%d %s [%s]", dunlin_error_status(err),
		    dunlin_error_message(err), dunlin_error_hint(err));
	dunlin_error_free(err);
}

static void
check_failure(const char *line, const char *want)
{
	struct parsed p;

	parse(&p, line);
	CHECK_STR(p.failure, want);
	cli_request_free(&p.request);
}

static void
test_global_options_anywhere(void)
{
	static const char *const lines[] = { "dunlin -q -c f.ini upgrade --sql head",
		"dunlin upgrade head --sql -qc f.ini", "dunlin -c f.ini upgrade head -q --sql",
		"dunlin --config=f.ini --quiet upgrade --sql -- head" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct parsed p;

		parse(&p, lines[i]);
		CHECK_STR(p.failure, "");
		CHECK(p.request.command == &cli_upgrade);
		CHECK_STR(p.request.options.config, "f.ini");
		CHECK(p.request.options.quiet && p.request.options.sql && !p.request.options.json);
		CHECK_INT(p.request.nargs, 1);
		CHECK_STR(p.request.args[0], "head");
		cli_request_free(&p.request);
	}
}

static void
test_relative_targets(void)
{
	static const char *const targets[] = { "-1", "-12", "+1", "-0" };

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct parsed p;
		char line[64];

		snprintf(line, sizeof(line), "dunlin -v downgrade %s -q", targets[i]);
		parse(&p, line);
		CHECK_STR(p.failure, "");
		CHECK_STR(p.request.args[0], targets[i]);
		CHECK(p.request.options.quiet && p.request.options.verbose);
		cli_request_free(&p.request);
	}
}

/* An option's value may look like a relative target. */
static void
test_value_with_dash(void)
{
	struct parsed p;

	parse(&p, "dunlin revision -m -1");
	CHECK_STR(p.failure, "");
	CHECK_STR(p.request.options.message, "-1");
	CHECK_INT(p.request.nargs, 0);
	cli_request_free(&p.request);
}

static void
test_secret_leaves_argv(void)
{
	struct parsed p;

	parse(&p, "dunlin -d postgres://u:pw@h/x current");
	CHECK_STR(p.failure, "");
	CHECK_STR(p.request.options.database, "postgres://u:pw@h/x");
	CHECK_STR(p.argv[2], "xxxxxxxxxxxxxxxxxxx");
	cli_request_free(&p.request);
}

static void
test_failures(void)
{
	check_failure("dunlin upgrad head",
	    "2 unknown command 'upgrad', did you mean 'upgrade'? [Try 'dunlin help'.]");
	check_failure("dunlin frobnicate", "2 unknown command 'frobnicate' [Try 'dunlin help'.]");
	check_failure(
	    "dunlin upgrade", "2 'upgrade' needs an operand: TARGET [Try 'dunlin help upgrade'.]");
	check_failure("dunlin current x",
	    "2 unexpected operand 'x' of 'current' [Try 'dunlin help current'.]");
	check_failure("dunlin upgrade head --sqll",
	    "2 unknown option '--sqll', did you mean '--sql'? [Try 'dunlin help upgrade'.]");
	check_failure("dunlin --sql upgrade head", "2 unknown option '--sql' [Try 'dunlin help'.]");
	check_failure("dunlin heads -qz", "2 unknown option '-z' [Try 'dunlin help heads'.]");
	check_failure(
	    "dunlin heads --zzz=pw", "2 unknown option '--zzz' [Try 'dunlin help heads'.]");
	check_failure("dunlin current --json=yes",
	    "2 option '--json' takes no value [Try 'dunlin help current'.]");
	check_failure("dunlin current --config",
	    "2 option '--config' needs a value: FILE [Try 'dunlin help current'.]");
	check_failure("dunlin heads -c",
	    "2 option '--config' needs a value: FILE [Try 'dunlin help heads'.]");
	check_failure("dunlin upgrade head postgres://u:pw@h/x",
	    "2 unexpected operand 'postgres://u:***@h/x' of 'upgrade' [Try 'dunlin help "
	    "upgrade'.]");
}

/* Every command can be found, has what help prints, and no row of it clashes with another. */
static void
test_table(void)
{
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		const struct cli_command *command = cli_commands[i];

		CHECK(cli_find_command(command->name, NULL) == command);
		CHECK(command->args != NULL && command->summary != NULL && command->run != NULL);
		CHECK(command->min_args <= command->max_args);
		for (const struct cli_option *own = command->options; own != NULL && own->name;
		     own++)
			for (const struct cli_option *all = cli_global_options; all->name; all++) {
				CHECK(strcmp(own->name, all->name) != 0);
				/* Behind its command a switch may have the letter of another. */
				CHECK(own->letter == 0 || own->value == NULL ||
				      own->letter != all->letter);
			}
	}
}

static bool keys_only;

/* What is printed for a file with this text. */
static void
check_excerpt(const char *text, size_t len, unsigned line, unsigned column, const char *want)
{
	char name[] = "excerpt-XXXXXX", got[1024] = "";
	int fd = mkstemp(name);
	FILE *file = fdopen(fd, "w"), *to;

	fwrite(text, 1, len, file);
	fclose(file);
	to = fmemopen(got, sizeof(got), "w");
	cli_print_excerpt(to, name, line, column, keys_only);
	fclose(to);
	CHECK_STR(got, want);
	unlink(name);
}

static void
test_excerpt(void)
{
	static const char text[] = "\xef\xbb\xbfone\n\ttw\xc3\xb6 x\r\nthree\0\033[1m";
	size_t len = sizeof(text) - 1;
	char many[400], want[400], nines[64];

	check_excerpt(text, len, 1, 1, "    1 | one\n      | ^\n");
	check_excerpt(text, len, 2, 6, "    2 | \ttw\xc3\xb6 x\n      | \t    ^\n");
	check_excerpt(text, len, 3, 6, "    3 | three??[1m\n      |      ^\n");
	check_excerpt(text, len, 3, 99, "    3 | ...\n      |    ^\n");
	check_excerpt(text, len, 4, 1, "");
	check_excerpt(text, len, 0, 0, "");
	check_excerpt("", 0, 1, 1, "");
	check_excerpt("ALTER ROLE r PASSWORD\n$$SECRET$$ oops", 37, 2, 12,
	    "    2 | '***' oops\n      |       ^\n");
	memset(nines, '9', sizeof(nines));
	nines[50] = '\0';
	memset(many, '9', sizeof(many));
	many[199] = 'X';
	snprintf(
	    want, sizeof(want), "    1 | ...%sX%.29s...\n      |    %50s^\n", nines, nines, "");
	check_excerpt(many, sizeof(many), 1, 200, want);
}

/* The caret is below its character: of what is wide, and of what takes no room (Python's
 * unicodedata). */
static void
test_excerpt_is_aligned(void)
{
	/* U+65E5 and U+1F600 are wide, U+0301 stands on the e before. */
	static const char text[] = "'\xe6\x97\xa5"
				   "e\xcc\x81\xf0\x9f\x98\x80' x\n"
				   "a\t\xe6\x97\xa5\t\xc3\xa4 x\n";

	check_excerpt(text, sizeof text - 1, 1, 8,
	    "    1 | '\xe6\x97\xa5"
	    "e\xcc\x81\xf0\x9f\x98\x80' x\n      |         ^\n");
	check_excerpt(text, sizeof text - 1, 2, 7,
	    "    2 | a\t\xe6\x97\xa5\t\xc3\xa4 x\n      |  \t  \t  ^\n");
	CHECK_INT(dunlin_columns("a\xe6\x97\xa5\xcc\x81", 6), 3);
	CHECK_INT(dunlin_columns("\xe2\x80\x8b\xef\xbc\xa1\xff", 7), 3);
}

/* Nothing of a value, which could be a password, not even where there is no key. */
static void
test_excerpt_of_a_configuration(void)
{
	static const char text[] = "[dunlin\nurl = SECRET\n  SECRET = SECRET\nSECRET\n"
				   "export X=SECRET\nk:SECRET\n";

	keys_only = true;
	check_excerpt(text, sizeof text - 1, 1, 1, "    1 | [dunlin\n      | ^\n");
	check_excerpt(text, sizeof text - 1, 2, 1, "    2 | url = ***\n      | ^\n");
	check_excerpt(text, sizeof text - 1, 2, 9, "    2 | url = ***\n      |       ^\n");
	check_excerpt(text, sizeof text - 1, 3, 3, "");
	check_excerpt(text, sizeof text - 1, 4, 1, "");
	check_excerpt(text, sizeof text - 1, 5, 8, "");
	check_excerpt(text, sizeof text - 1, 6, 3, "    6 | k: ***\n      |    ^\n");
	check_excerpt(text, sizeof text - 1, 9, 1, "");
	keys_only = false;
}

static CU_TestInfo command_tests[] = {
	TEST(test_global_options_anywhere),
	TEST(test_relative_targets),
	TEST(test_value_with_dash),
	TEST(test_secret_leaves_argv),
	TEST(test_failures),
	TEST(test_table),
	TEST(test_excerpt),
	TEST(test_excerpt_is_aligned),
	TEST(test_excerpt_of_a_configuration),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "command", NULL, NULL, NULL, NULL, command_tests },
	CU_SUITE_INFO_NULL,
};
