/* test_ini.c - INI files as Python's configparser reads them, .env files as shells and dotenv do */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/env.h"
#include "config/ini.h"
#include "dntest.h"

static void *mem;

static int
setup(void)
{
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static struct dn_source *
source(const char *text)
{
	struct dn_source *src = dn_new(mem, struct dn_source);

	*src = (struct dn_source){ "t.ini", dn_strdup(mem, text), strlen(text) };
	return src;
}

/* "[section]key=value;key=value", with "/" for a newline in a value. */
static char *
dump(const struct dn_ini *ini)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_map_each (ini->sections, s) {
		const struct dn_ini_section *section = s->value;

		dunlin_buf_printf(buf, "[%s]", s->key);
		dn_map_each (section->values, v) {
			const struct dn_ini_value *value = v->value;

			dunlin_buf_printf(buf, "%s=%s;", v->key, value->text);
		}
	}
	for (char *s = buf->s; *s != '\0'; s++)
		if (*s == '\n')
			*s = '/';
	return dn_buf_steal(mem, buf);
}

/* What Python 3.11's configparser.ConfigParser(interpolation=None) makes of the same text. */
static const struct {
	const char *text, *dump;
} good[] = {
	{ "", "" },
	{ "# only a comment", "" },
	{ "[a]\nk = 1\n  2\n\n  3\nl=x ; y\n# c\n  # d\nm: z\n", "[a]k=1/2//3;l=x ; y;m=z;" },
	{ "[a]\nk = 1\n# comment\n  2\n", "[a]k=1/2;" },
	{ "[a]\nk = 1\n ; comment\n  2\n", "[a]k=1/2;" },
	{ "[a]\n  k = 1\n  m = 2\n", "[a]k=1;m=2;" },
	{ "[a]\n  k = 1\n    m = 2\n", "[a]k=1/m = 2;" },
	{ "[a]\nk =\n  x\n  y\n", "[a]k=/x/y;" },
	{ "[a]\nKey = 1\n", "[a]key=1;" },
	{ "[a]\nk = 1\n\n\n", "[a]k=1;" },
	{ "[a]\nk=\n[b]\nk=2", "[a]k=;[b]k=2;" },
	{ "[a]\nurl = postgresql://h:1/x=y#z\n", "[a]url=postgresql://h:1/x=y#z;" },
	{ "[a]\r\nk = 1\r\n\t2\r\n", "[a]k=1/2;" },
	{ "[a]\nk = 1 # no\n  [b]\n", "[a]k=1 # no/[b];" },
	{ "[a b]\nk v = 1\n", "[a b]k v=1;" },
};

static void
test_ini_is_pythons(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct dunlin_error *err = dn_error_new(mem);
		struct dn_ini *ini = dn_ini_read(mem, source(good[i].text), err);

		CHECK_STR(dunlin_error_message(err), "");
		CHECK_STR(ini == NULL ? NULL : dump(ini), good[i].dump);
	}
}

static const struct {
	const char *text, *message;
	unsigned line, column;
} bad[] = {
	{ "k = 1\n", "a key before the first section", 1, 1 },
	{ "[a]\n\nk\n", "this is neither a section nor 'key = value'", 3, 1 },
	{ "[a]\n  = 1\n", "this is neither a section nor 'key = value'", 2, 3 },
	{ "[a\nk = 1\n", "a section's name has no ']'", 1, 1 },
	{ "[]\n", "a section has no name", 1, 1 },
	{ "[a] b\n", "text after the name of a section", 1, 5 },
	{ "[a]\nk = 1\nl = 2\nK = 3\n", "this key is there twice in its section", 4, 1 },
	{ "[a]\nk = 1\n[b]\n[a]\n", "this section is there twice", 4, 1 },
};

static void
test_ini_errors_have_a_place(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct dunlin_error *err = dn_error_new(mem);

		CHECK(dn_ini_read(mem, source(bad[i].text), err) == NULL);
		CHECK_STR(dunlin_error_message(err), bad[i].message);
		CHECK_STR(dunlin_error_file(err), "t.ini");
		CHECK_INT(dunlin_error_line(err), bad[i].line);
		CHECK_INT(dunlin_error_column(err), bad[i].column);
		CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONFIG);
		CHECK(dunlin_error_hint(err) != NULL);
	}
}

static void
test_ini_zero_byte(void)
{
	struct dn_source src = { "t.ini", "[a]\nk=\0\n", 9 };
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(dn_ini_read(mem, &src, err) == NULL);
	CHECK_STR(dunlin_error_message(err), "a zero byte: this is no text file");
	CHECK_INT(dunlin_error_line(err), 2);
	CHECK_INT(dunlin_error_column(err), 3);
}

/* inih as packaged cuts a line at 200 bytes. */
static void
test_ini_long_line(void)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_ini *ini;

	dunlin_buf_puts(buf, "[a]\nk = ");
	for (int i = 0; i < 100000; i++)
		dunlin_buf_puts(buf, "x");
	ini = dn_ini_read(mem, source(buf->s), NULL);
	CHECK_INT(strlen(dn_ini_get(ini, "a", "k")->text), 100000);
}

static char *
expand(const char *text, struct dunlin_error *err)
{
	struct dn_ini *ini = dn_ini_read(mem, source(text), err);

	struct dn_ini_scope scope = { ini, "a", "/here", false };

	return dn_ini_expand(mem, &scope, dn_ini_get(ini, "a", "k"), err);
}

static void
test_expansion(void)
{
	CHECK_STR(expand("[a]\nk = %(here)s/x\n", NULL), "/here/x");
	CHECK_STR(
	    expand("[DEFAULT]\nu = d\nv = 1\n[a]\nk = %(U)s-%(v)s\nu = own\n", NULL), "own-1");
	CHECK_STR(expand("[DEFAULT]\nx = %(y)s\n[a]\nk = <%(x)s>\ny = 2\n", NULL), "<2>");
	/* Alembic's doubled form and the plain one are the same. */
	CHECK_STR(expand("[a]\nk = p%%40x\n", NULL), "p%40x");
	CHECK_STR(expand("[a]\nk = p%40x\n", NULL), "p%40x");
	CHECK_STR(expand("[a]\nk = 100%\n", NULL), "100%");
	CHECK_STR(expand("[a]\nk = %%(here)s %%%(here)s\n", NULL), "%(here)s %/here");
}

static void
test_variables(void)
{
	setenv("DUNLIN_TEST_A", "p%ss%(k)s${HOME}$", 1);
	setenv("DUNLIN_TEST_EMPTY", "", 1);
	unsetenv("DUNLIN_TEST_NONE");
	/* What a variable has is not looked through. */
	CHECK_STR(expand("[a]\nk = <${DUNLIN_TEST_A}>\n", NULL), "<p%ss%(k)s${HOME}$>");
	CHECK_STR(expand("[a]\nk = ${DUNLIN_TEST_NONE:-d%(x)s}\nx = y\n", NULL), "d%(x)s");
	CHECK_STR(expand("[a]\nk = ${DUNLIN_TEST_EMPTY:-d}\n", NULL), "d");
	CHECK_STR(expand("[a]\nk = <${DUNLIN_TEST_EMPTY}${DUNLIN_TEST_NONE:-}>\n", NULL), "<>");
	CHECK_STR(expand("[a]\nk = %(x)s\nx = ${DUNLIN_TEST_NONE:-y}\n", NULL), "y");
	CHECK_STR(expand("[a]\nk = $${HOME} $HOME $$ $\n", NULL), "${HOME} $HOME $$ $");
}

static void
check_expansion_error(const char *text, const char *message, unsigned line, unsigned column)
{
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(expand(text, err) == NULL);
	CHECK_STR(dunlin_error_message(err), message);
	CHECK_INT(dunlin_error_line(err), line);
	CHECK_INT(dunlin_error_column(err), column);
}

static void
test_expansion_errors(void)
{
	check_expansion_error(
	    "[a]\nk = x%(nix)s\n", "no such key in this section or in [DEFAULT]", 2, 6);
	check_expansion_error(
	    "[a]\nk = x\n# c\n\n  y\n   zz%(y\n", "'%(' does not begin a '%(name)s'", 6, 6);
	check_expansion_error(
	    "[a]\nk = %(k)s\n", "this name needs itself, or too many others", 2, 5);
	check_expansion_error("[a]\nk = x${DUNLIN_TEST_NONE}\n",
	    "the environment variable DUNLIN_TEST_NONE is not set", 2, 6);
	static const char *const wrong[] = { "${}", "${1}", "${A", "${A-x}", "${A:x}", "${ A}" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		check_expansion_error(dn_sprintf(mem, "[a]\nk =  %s\n", wrong[i]),
		    "'${' does not begin a '${NAME}' or '${NAME:-text}'", 2, 6);
	check_expansion_error("[DEFAULT]\nx = %(y)s\ny = %(x)s\n[a]\nk = %(x)s\n",
	    "this name needs itself, or too many others", 3, 5);
}

/* Nine keys that each need the next ten times. */
static void
test_expansion_is_bounded(void)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dunlin_error *err = dn_error_new(mem);

	dunlin_buf_puts(buf, "[a]\nk = %(k1)s\n");
	for (int i = 1; i < 9; i++) {
		dunlin_buf_printf(buf, "k%d = ", i);
		for (int j = 0; j < 10; j++)
			dunlin_buf_printf(buf, "%%(k%d)s", i + 1);
		dunlin_buf_puts(buf, "\n");
	}
	dunlin_buf_puts(buf, "k9 =\n");
	CHECK(expand(buf->s, err) == NULL);
	CHECK_STR(dunlin_error_message(err), "this name needs itself, or too many others");
}

/* What sh, python-dotenv or both make of the line. */
static const struct {
	const char *text, *value;
} env[] = {
	{ "K=value\n", "value" },
	{ "K=value", "value" },
	{ "K=value\r\n", "value" },
	{ "export K=value\n", "value" },
	{ "  export\tK = value  \n", "value" },
	{ "K=\n", "" },
	{ "K='a # b' # c\n", "a # b" },
	{ "K='a\\n${x}'\n", "a\\n${x}" },
	{ "K=\"a\\n\\\"b\\\"\\\\\" # c\n", "a\n\"b\"\\" },
	{ "K=a#b\n", "a#b" },
	{ "K=#b\n", "#b" },
	{ "K=a #b\n", "a" },
	{ "K= # nothing\n", "" },
	{ "# K=comment\nK=1\n", "1" },
	{ "K=1\nK=2\n", "2" },
	{ "KK=1\nK=2\nXK=3\n", "2" },
	{ "L='\nK=inside\n'\nK=2\n", "2" },
	{ "L=\"it's\nK=2\n", "2" },
	{ "L\n\nnonsense line\nK=2\n", "2" },
	{ "L\nK=2\n", "2" },
	{ "L=1\n", NULL },
	{ "", NULL },
	{ "K", NULL },
	{ "export K\n", NULL },
	{ "K=postgresql://u:p$1%40#x@h/d?a=b\n", "postgresql://u:p$1%40#x@h/d?a=b" },
};

static void
test_env(void)
{
	for (size_t i = 0; i < sizeof env / sizeof *env; i++) {
		struct dunlin_error *err = dn_error_new(mem);
		size_t at;

		CHECK_STR(dn_env_get(mem, source(env[i].text), "K", &at, err), env[i].value);
		CHECK_STR(dunlin_error_message(err), "");
	}
}

static void
check_env_error(const char *text, const char *message, unsigned line)
{
	struct dunlin_error *err = dn_error_new(mem);
	size_t at;

	CHECK(dn_env_get(mem, source(text), "K", &at, err) == NULL);
	CHECK_STR(dunlin_error_message(err), message);
	CHECK_INT(dunlin_error_line(err), line);
	CHECK(strstr(dunlin_error_message(err), "SECRET") == NULL);
}

static void
test_env_errors(void)
{
	check_env_error(
	    "L=1\nK=\"SECRET\n", "the value of K begins with a quote that has no end", 2);
	check_env_error("K=postgresql://u:${SECRET}@h/d\n",
	    "the value of K has a ${...} in it, which dunlin does not expand", 1);
	check_env_error("K=\"${SECRET}\"\n",
	    "the value of K has a ${...} in it, which dunlin does not expand", 1);
}

static CU_TestInfo tests[] = { TEST(test_ini_is_pythons), TEST(test_ini_errors_have_a_place),
	TEST(test_ini_zero_byte), TEST(test_ini_long_line), TEST(test_expansion),
	TEST(test_variables), TEST(test_expansion_errors), TEST(test_expansion_is_bounded),
	TEST(test_env), TEST(test_env_errors), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "ini", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
