/* test_url.c - database URLs, and that no password gets out of them */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/url.h"
#include "dntest.h"

static void *mem;
static size_t blocks;

static int
setup(void)
{
	mem = talloc_new(NULL);
	blocks = talloc_total_blocks(mem);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

/* "scheme|user|password|host|port|database|key=value|..."; "-" for what is absent. */
static char *
parts(const struct dunlin_url *url)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *key, *value;

	for (int i = DUNLIN_URL_SCHEME; i <= DUNLIN_URL_DATABASE; i++) {
		const char *part = dunlin_url_get(url, (enum dunlin_url_part) i);

		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : "|", part == NULL ? "-" : part);
	}
	for (size_t i = 0; dunlin_url_param(url, i, &key, &value); i++)
		dunlin_buf_printf(buf, "|%s=%s", key, value);
	return dn_buf_steal(mem, buf);
}

struct good {
	const char *text, *parts, *redacted; /* redacted NULL: as text */
};

/* What libpq 15's PQconninfoParse() makes of those that are PostgreSQL's. */
static const struct good good[] = {
	{ "postgresql://", "postgresql|-|-|-|-|-", NULL },
	{ "postgresql://localhost", "postgresql|-|-|localhost|-|-", NULL },
	{ "postgresql://localhost:5433", "postgresql|-|-|localhost|5433|-", NULL },
	{ "postgres://localhost/mydb", "postgres|-|-|localhost|-|mydb", NULL },
	{ "postgresql://user@localhost", "postgresql|user|-|localhost|-|-", NULL },
	{ "postgresql://user:secret@localhost", "postgresql|user|secret|localhost|-|-",
	    "postgresql://user:***@localhost" },
	{ "postgresql://:secret@localhost", "postgresql|-|secret|localhost|-|-",
	    "postgresql://:***@localhost" },
	{ "postgresql://user:@localhost", "postgresql|user|-|localhost|-|-",
	    "postgresql://user@localhost" },
	{ "postgresql://user:a:b@h", "postgresql|user|a:b|h|-|-", "postgresql://user:***@h" },
	{ "postgresql://user:a#b@h/d", "postgresql|user|a#b|h|-|d", "postgresql://user:***@h/d" },
	{ "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp",
	    "postgresql|other|-|localhost|-|otherdb|connect_timeout=10|application_name=myapp",
	    NULL },
	{ "postgresql://host1:123,host2:456/somedb?target_session_attrs=any",
	    "postgresql|-|-|host1,host2|123,456|somedb|target_session_attrs=any", NULL },
	{ "postgresql://h1,h2:2,h3/d", "postgresql|-|-|h1,h2,h3|,2,|d", NULL },
	{ "postgresql://:1,:2/d", "postgresql|-|-|,|1,2|d", NULL },
	{ "postgresql:///mydb?host=localhost&port=5433",
	    "postgresql|-|-|-|-|mydb|host=localhost|port=5433", NULL },
	{ "postgresql://[2001:db8::1234]/database", "postgresql|-|-|2001:db8::1234|-|database",
	    NULL },
	{ "postgresql://u@[::1]:5433,[::2]/d", "postgresql|u|-|::1,::2|5433,|d", NULL },
	{ "postgresql:///dbname?host=/var/lib/postgresql",
	    "postgresql|-|-|-|-|dbname|host=/var/lib/postgresql", NULL },
	{ "postgresql://%2Fvar%2Flib%2Fpostgresql/dbname",
	    "postgresql|-|-|/var/lib/postgresql|-|dbname", NULL },
	{ "postgresql://u%40x:p%40%2f%3a%3F%25@h:1/d%3f", "postgresql|u@x|p@/:?%|h|1|d?",
	    "postgresql://u%40x:***@h:1/d%3F" },
	{ "postgresql://user@localhost:5433/mydb?options=-c%20synchronous_commit%3Doff",
	    "postgresql|user|-|localhost|5433|mydb|options=-c synchronous_commit=off",
	    "postgresql://user@localhost:5433/mydb?options=***" },
	{ "postgresql://h?sslmode=require&", "postgresql|-|-|h|-|-|sslmode=require",
	    "postgresql://h?sslmode=require" },
	{ "postgresql://?service=prod", "postgresql|-|-|-|-|-|service=prod", NULL },
	{ "postgresql:///d?user=me@corp", "postgresql|-|-|-|-|d|user=me@corp",
	    "postgresql:///d?user=me%40corp" },
	{ "postgresql:///d?password=secret&sslpassword=s2&passfile=/p&user=u",
	    "postgresql|-|-|-|-|d|password=secret|sslpassword=s2|passfile=/p|user=u",
	    "postgresql:///d?password=***&sslpassword=***&passfile=/p&user=u" },
	{ "postgresql://h/d?x=", "postgresql|-|-|h|-|d|x=", "postgresql://h/d?x=***" },
	/* SQLAlchemy's drivers, and the case of a scheme (RFC 3986, 3.1) */
	{ "postgresql+asyncpg://u:p@h/d?ssl=require", "postgresql|u|p|h|-|d|ssl=require",
	    "postgresql://u:***@h/d?ssl=require" },
	{ "PostgreSQL+psycopg://h/d", "postgresql|-|-|h|-|d", "postgresql://h/d" },
	{ "mariadb+mariadbconnector://u:p@h:3306/d?charset=utf8mb4",
	    "mariadb|u|p|h|3306|d|charset=utf8mb4", "mariadb://u:***@h:3306/d?charset=utf8mb4" },
	/* SQLAlchemy manual, "SQLite Connect Strings" */
	{ "sqlite:///foo.db", "sqlite|-|-|-|-|foo.db", NULL },
	{ "sqlite:////absolute/path/to/foo.db", "sqlite|-|-|-|-|/absolute/path/to/foo.db", NULL },
	{ "sqlite+aiosqlite:///a b@c.db?mode=ro", "sqlite|-|-|-|-|a b@c.db|mode=ro",
	    "sqlite:///a%20b%40c.db?mode=ro" },
	{ "sqlite://", "sqlite|-|-|-|-|-", NULL },
	{ "sqlite:///:memory:", "sqlite|-|-|-|-|-", "sqlite://" },
	{ "sqlite:///\xc3\xa9t\xc3\xa9.db", "sqlite|-|-|-|-|\xc3\xa9t\xc3\xa9.db", NULL },
	{ "sqlite:///a%0Ab.db", "sqlite|-|-|-|-|a\nb.db", NULL },
	{ "dbi:mysql?host=h&password=secret", "dbi|-|-|-|-|mysql|host=h|password=secret",
	    "dbi:mysql?host=h&password=***" },
	/* a secret's file ends with a newline */
	{ " postgresql://h/d\n", "postgresql|-|-|h|-|d", "postgresql://h/d" },
};

static void
test_parts(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct dunlin_error *err = dn_error_new(mem);
		struct dunlin_url *url = dn_url_parse(mem, good[i].text, err);

		CHECK_STR(dunlin_error_message(err), "");
		if (url == NULL)
			continue;
		CHECK_STR(parts(url), good[i].parts);
		CHECK_STR(dn_url_redact(mem, url),
		    good[i].redacted == NULL ? good[i].text : good[i].redacted);
	}
}

struct bad {
	const char *text, *message;
};

#define AMBIGUOUS \
	"the database URL has a '@', '/' or '?' in it that could be part of a password or not"
#define BAD_PORT "the port in the database URL is not a number from 1 to 65535"
#define NO_URL   "the database is not given as a URL"
#define CONNINFO "the database is given as 'key=value', not as a URL"

/* Every password here is or contains "SECRET". */
static const struct bad bad[] = {
	{ "", NO_URL },
	{ "SECRET", NO_URL },
	{ "postgresql//u:SECRET@h/d", NO_URL },
	{ "host=localhost password=SECRET", CONNINFO },
	{ "host=[::1] password=SECRET", CONNINFO },
	{ "u:SECRET@h/d", "the database URL has no '//' after its scheme" },
	{ "postgresql:u:SECRET@h/d", "the database URL has no '//' after its scheme" },
	{ "postgresql://u:p@SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:p/SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:1/SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u/x:SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:p@x/SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:p?SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:1?a=SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u:p@x?a=SECRET@h/d", AMBIGUOUS },
	{ "postgresql://u?x:SE=CRET@h/d", "a parameter in the database URL has no proper name" },
	{ "postgresql://u?x:SECRET@h/d", "a parameter in the database URL is not 'name=value'" },
	{ "postgresql://h/d?password", "a parameter in the database URL is not 'name=value'" },
	{ "postgresql://u:SECRET", BAD_PORT },
	{ "postgresql://h:0/d", BAD_PORT },
	{ "postgresql://h:65536/d", BAD_PORT },
	{ "postgresql://h:99999999999999999999999999/d", BAD_PORT },
	{ "postgresql://::1/d", BAD_PORT },
	{ "postgresql://[::1/d", "the database URL has an unfinished '[address]'" },
	{ "postgresql://[::1]5/d", "the database URL has an unfinished '[address]'" },
	{ "postgresql://u:SECRET%@h/d",
	    "the database URL has a '%' in its password that two hexadecimal digits do not "
	    "follow" },
	{ "postgresql://u:SECRET%4@h/d",
	    "the database URL has a '%' in its password that two hexadecimal digits do not "
	    "follow" },
	{ "postgresql://u:SECRET%zz@h/d",
	    "the database URL has a '%' in its password that two hexadecimal digits do not "
	    "follow" },
	{ "postgresql://h/d?a=%4",
	    "the database URL has a '%' in its parameters that two hexadecimal digits do not "
	    "follow" },
	{ "postgresql://u:SECRET%00@h/d",
	    "the database URL has a '%' in its password that is a zero byte" },
	{ "postgresql://u:SECRET\n@h/d", "the database URL has a control character in it" },
	{ "sqlite://foo.db", "an sqlite URL has no user and no host" },
	{ "sqlite:///", "the sqlite URL names no file" },
	{ "sqlite:///?mode=ro", "the sqlite URL names no file" },
	{ "sqlite://u:SECRET@/foo.db", "an sqlite URL has no user and no host" },
	{ "sqlite:foo.db", "the database URL has no '//' after its scheme" },
	{ "dbi:?host=h", "a dbi URL needs the name of a libdbi driver" },
	{ "dbi:u:SECRET@h", "a dbi URL needs the name of a libdbi driver" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct dunlin_error *err = dn_error_new(mem);

		CHECK(dn_url_parse(mem, bad[i].text, err) == NULL);
		CHECK_STR(dunlin_error_message(err), bad[i].message);
		CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONFIG);
		CHECK(dunlin_error_hint(err) != NULL);
		CHECK(strstr(dunlin_error_message(err), "SECRET") == NULL);
		CHECK(dunlin_error_hint(err) == NULL ||
		      strstr(dunlin_error_hint(err), "SECRET") == NULL);
	}
}

/* What is shown is a URL of the same database. */
static void
test_shown_is_read_again(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct dunlin_url *url = dn_url_parse(mem, good[i].text, NULL);
		char *shown = url == NULL ? NULL : dn_url_redact(mem, url);
		struct dunlin_url *again = shown == NULL ? NULL : dn_url_parse(mem, shown, NULL);

		CHECK(again != NULL);
		if (again != NULL)
			CHECK_STR(dn_url_redact(mem, again), shown);
	}
}

static void
test_another_database(void)
{
	struct dunlin_url *url = dn_url_parse(mem, "sqlite:///a.db?mode=ro", NULL);

	dn_url_set_database(url, "/tmp/a.db");
	CHECK_STR(dn_url_redact(mem, url), "sqlite:////tmp/a.db?mode=ro");
	dn_url_set_database(url, NULL);
	CHECK_STR(dn_url_redact(mem, url), "sqlite://?mode=ro");
}

/* Of a dbi URL the database is a parameter. */
static void
test_dbi_parts(void)
{
	struct dunlin_url *url = dn_url_parse(mem, "dbi:pgsql?host=h&dbname=a&port=1", NULL);

	CHECK_STR(dn_url_engine(url), "pgsql");
	CHECK(dn_url_file(url) == NULL);
	dn_url_set_database(url, "b");
	CHECK_STR(dn_url_redact(mem, url), "dbi:pgsql?host=h&dbname=b&port=1");
	url = dn_url_parse(mem, "dbi:pgsql?host=h", NULL);
	dn_url_set_database(url, "b");
	CHECK_STR(dn_url_redact(mem, url), "dbi:pgsql?host=h&dbname=b");
	url = dn_url_parse(mem, "dbi:sqlite3?dbname=a.db", NULL);
	CHECK_STR(dn_url_file(url), "a.db");
	url = dn_url_parse(mem, "dbi:sqlite3?dbname=:memory:", NULL);
	CHECK(dn_url_file(url) == NULL);
	url = dn_url_parse(mem, "dbi:sqlite3?sqlite3_dbdir=/tmp&dbname=a.db", NULL);
	CHECK(dn_url_file(url) == NULL);
	url = dn_url_parse(mem, "sqlite:///a.db", NULL);
	CHECK_STR(dn_url_engine(url), "sqlite");
	CHECK_STR(dn_url_file(url), "a.db");
}

/* A URL that fails leaves nothing behind but its error. */
static void
test_nothing_is_left(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		dn_free(dn_url_parse(mem, bad[i].text, NULL));
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		dn_free(dn_url_parse(mem, good[i].text, NULL));
	CHECK_INT(talloc_total_blocks(mem), blocks);
}

static CU_TestInfo tests[] = { TEST(test_nothing_is_left), TEST(test_parts), TEST(test_refused),
	TEST(test_shown_is_read_again), TEST(test_another_database), TEST(test_dbi_parts),
	CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "url", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
