/* test_mask.c - the passwords of SQL become stars */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "sql/text/mask.h"

static void
check(const char *text, const char *want)
{
	char *shown = dn_sql_mask(NULL, text, strlen(text), NULL);
	char *again = dn_sql_mask(NULL, shown, strlen(shown), NULL);

	CHECK_STR(shown, want);
	CHECK_STR(again, want);
	dn_free(shown);
	dn_free(again);
}

static void
test_literals(void)
{
	check("CREATE ROLE r LOGIN PASSWORD 'x y';", "CREATE ROLE r LOGIN PASSWORD '***';");
	check("alter user r encrypted password 'ab''TAIL' login",
	    "alter user r encrypted password '***' login");
	check("PASSWORD E'a\\'b' VALID UNTIL 'now'", "PASSWORD '***' VALID UNTIL 'now'");
	check("PASSWORD U&'d\\0061t' ", "PASSWORD '***' ");
	check("PASSWORD $$SECRET$$;", "PASSWORD '***';");
	check("PASSWORD $a$SE$$CRET$a$;", "PASSWORD '***';");
	check("PASSWORD -- 'it'\n  'x';", "PASSWORD -- 'it'\n  '***';");
	check("PASSWORD/* a */'x';", "PASSWORD/* a */'***';");
	check("PASSWORD 'a\nb'\n'c';\n-- d", "PASSWORD '***\n\n';\n-- d");
	check(
	    "OPTIONS (user 'u', password 's', x 'y')", "OPTIONS (user 'u', password '***', x 'y')");
	check("identified by \"x'y\";", "identified by \"***\";");
	check("identified by 'x';", "identified by '***';");
	check("password = 'x' AND b = 'c'", "password = '***' AND b = 'c'");
}

static void
test_nested(void)
{
	check(
	    "CONNECTION 'host=h password=s dbname=d'", "CONNECTION 'host=h password=*** dbname=d'");
	check("dblink('password = ''a b'' host=h')", "dblink('password = *** host=h')");
	check("dblink('password=a\\ b host=h')", "dblink('password=*** host=h')");
	check("$$password=s$$", "$$password=***$$");
	check("DO $$ BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''s'' LOGIN'; END $$;",
	    "DO $$ BEGIN EXECUTE 'ALTER ROLE r PASSWORD ''***'' LOGIN'; END $$;");
	check("EXECUTE E'ALTER ROLE r PASSWORD \\'s\\'';",
	    "EXECUTE E'ALTER ROLE r PASSWORD ''***''';");
	check(
	    "-- ALTER ROLE r PASSWORD 's';\nSELECT 1", "-- ALTER ROLE r PASSWORD '***';\nSELECT 1");
	check("'postgres://u:p@ss@h:1/d' x@y", "'postgres://u:***@h:1/d' x@y");
	check(
	    "dblink('postgres://h/d?password=s&x=y')", "dblink('postgres://h/d?password=***&x=y')");
}

static void
test_kept(void)
{
	check("", "");
	check("CREATE TABLE t (password text DEFAULT 'x');",
	    "CREATE TABLE t (password text DEFAULT 'x');");
	check("password varchar(20) -- it's", "password varchar(20) -- it's");
	check("COMMENT ON COLUMN t.password IS 'a password, hashed';",
	    "COMMENT ON COLUMN t.password IS 'a password, hashed';");
	check("ALTER ROLE r PASSWORD NULL VALID UNTIL 'now'",
	    "ALTER ROLE r PASSWORD NULL VALID UNTIL 'now'");
	check("SET password_encryption = 'md5'", "SET password_encryption = 'md5'");
	check("postgres://h:5432/d", "postgres://h:5432/d");
	check("SELECT 'it''s' -- 5\n", "SELECT 'it''s' -- 5\n");
}

/* Neither the data of COPY nor what never ends uncovers what stands behind. */
static void
test_unpaired(void)
{
	check("COPY t FROM stdin;\nit's\n\\.\nALTER ROLE r PASSWORD 's';\n",
	    "COPY t FROM stdin;\nit's\n\\.\nALTER ROLE r PASSWORD '***';\n");
	check("PASSWORD 'open\nx", "PASSWORD '***\n'");
	check("a 'b\nPASSWORD $$s$$", "a ***\n");
	check("password 'x'; a 'b", "password '***'; a 'b");
}

static void
check_offset(const char *text, const char *at, const char *want)
{
	size_t offset = (size_t) (strstr(text, at) - text);
	char *shown = dn_sql_mask(NULL, text, strlen(text), &offset);

	CHECK_STR(shown + offset, want);
	dn_free(shown);
}

static void
test_offset(void)
{
	check_offset("a PASSWORD 'secret' b", "a", "a PASSWORD '***' b");
	check_offset("a PASSWORD 'secret' b", "cret", "'***' b");
	check_offset("a PASSWORD 'secret' bc", "bc", "bc");
	check_offset("x '://u:secret@h', 'password=secret', b", "b", "b");
	check_offset("plain", "in", "in");
}

static bool
is_masked(const char *text)
{
	return dn_sql_is_masked(text, strlen(text));
}

static void
test_is_masked(void)
{
	CHECK(is_masked("ALTER ROLE r PASSWORD '***'"));
	CHECK(is_masked("x 'host=h password=***'"));
	CHECK(!is_masked("ALTER ROLE r PASSWORD 's'"));
	CHECK(!is_masked("SELECT '***'"));
	CHECK(!is_masked("CREATE TABLE t (password text)"));
}

static CU_TestInfo mask_tests[] = {
	TEST(test_literals),
	TEST(test_nested),
	TEST(test_kept),
	TEST(test_unpaired),
	TEST(test_offset),
	TEST(test_is_masked),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "mask", NULL, NULL, NULL, NULL, mask_tests },
	CU_SUITE_INFO_NULL,
};
