/* test_connect.c - connecting to PostgreSQL: what is in the URL, what goes wrong, no password seen
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "dntest.h"
#include "drv.h"
#include "pgcluster.h"

#define PASSWORD "hunter2-s3cret"

static bool has_server;

static bool
opened(void)
{
	if (!has_server)
		dntest_skip("no PostgreSQL server");
	return has_server;
}

static int
setup(void)
{
	struct dn_drive d = { 0 };
	const char *url;
	bool ok;

	pgcluster_use_modules();
	url = pgcluster_url("driver");
	has_server = url != NULL;
	if (!has_server) /* tests skip themselves */
		return 0;
	ok = dn_drive_open(&d, url) &&
	     dn_drive_run(&d, "CREATE ROLE with_password LOGIN PASSWORD '" PASSWORD "'");
	dn_drive_close(&d);
	return !ok;
}

static int
teardown(void)
{
	return 0;
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Opening TEXT fails; the password is nowhere. */
static void
check_refused(const char *text, enum dunlin_code code, const char *sqlstate, const char *message)
{
	struct dn_drive bad = { 0 };
	const char *detail, *hint;

	CHECK(!dn_drive_open(&bad, text));
	CHECK_INT(dn_drive_code(&bad), code);
	CHECK_STR(dunlin_error_sqlstate(bad.err), sqlstate);
	CHECK_STR(dunlin_error_message(bad.err), message);
	detail = dunlin_error_detail(bad.err);
	hint = dunlin_error_hint(bad.err);
	CHECK(strstr(dunlin_error_message(bad.err), PASSWORD) == NULL);
	CHECK(detail == NULL || strstr(detail, PASSWORD) == NULL);
	CHECK(hint != NULL && strstr(hint, PASSWORD) == NULL);
	CHECK(strstr(bad.notices->s, PASSWORD) == NULL);
	dn_drive_close(&bad);
}

static const char *
url_with(const char *userinfo, const char *database, const char *params)
{
	static char text[512];

	snprintf(text, sizeof text, "postgresql://%s@/%s?host=%s&port=%s%s", userinfo, database,
	    pgcluster_host(), pgcluster_port(), params);
	return text;
}

/* "... at 'HOST:PORT' ...", with the server's host and port. */
static const char *
placed(const char *before, const char *after)
{
	static char text[512];

	snprintf(
	    text, sizeof text, "%s '%s:%s'%s", before, pgcluster_host(), pgcluster_port(), after);
	return text;
}

static void
test_wrong_password(void)
{
	struct dn_drive good = { 0 };

	if (!opened())
		return;
	CHECK(dn_drive_open(&good, url_with("with_password:" PASSWORD, "driver", "")));
	dn_drive_close(&good);
	check_refused(url_with("with_password:" PASSWORD "x", "driver", ""), DUNLIN_E_CONNECT,
	    "28P01",
	    placed("cannot connect to database 'driver' at",
		" as 'with_password': password authentication failed for user "
		"\"with_password\""));
	check_refused(url_with("with_password", "driver", ""), DUNLIN_E_CONNECT, "",
	    placed("cannot connect to database 'driver' at",
		" as 'with_password': fe_sendauth: no password supplied"));
}

/* Of several reasons one that does not go away by waiting counts. */
static void
test_several_hosts(void)
{
	static char text[512];

	if (!opened())
		return;
	snprintf(text, sizeof text,
	    "postgresql://with_password:" PASSWORD "x@/driver?host=/nowhere,%s&port=1,%s",
	    pgcluster_host(), pgcluster_port());
	check_refused(text, DUNLIN_E_CONNECT, "28P01",
	    placed("cannot connect to database 'driver' at",
		" as 'with_password': No such file or directory; password authentication failed "
		"for user \"with_password\""));
	check_refused("postgresql://u@/x?host=/nowhere,/neither&port=1,2", DUNLIN_E_UNREACHABLE, "",
	    "cannot connect to database 'x' at '/neither:2' as 'u': No such file or directory");
}

static void
test_no_such_database(void)
{
	if (!opened())
		return;
	check_refused(url_with("with_password:" PASSWORD, "nope", ""), DUNLIN_E_ABSENT, "3D000",
	    placed("no such database 'nope' at", ""));
	check_refused(url_with("nobody:" PASSWORD, "driver", ""), DUNLIN_E_CONNECT, "28000",
	    placed("cannot connect to database 'driver' at",
		" as 'nobody': role \"nobody\" does not exist"));
}

static void
test_server_down(void)
{
	check_refused("postgresql://u:" PASSWORD "@127.0.0.1:1/x", DUNLIN_E_UNREACHABLE, "",
	    "cannot connect to database 'x' at '127.0.0.1:1' as 'u': Connection refused");
	check_refused("postgresql://u:" PASSWORD "@/x?host=/nowhere", DUNLIN_E_UNREACHABLE, "",
	    "cannot connect to database 'x' at '/nowhere:5432' as 'u': No such file or directory");
	check_refused("postgresql://u:" PASSWORD "@h/x?sslmode=maybe", DUNLIN_E_CONNECT, "",
	    "cannot connect to database 'x' at 'h:5432' as 'u': invalid sslmode value: \"maybe\"");
	check_refused("postgresql://u:" PASSWORD "@/x?service=none&password=" PASSWORD,
	    DUNLIN_E_CONNECT, "", "cannot connect: definition of service \"none\" not found");
}

/* A port that takes connections and then says nothing; *FD is to be closed. */
static unsigned
silent_port(int *fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof address;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	if (*fd < 0 || bind(*fd, (struct sockaddr *) &address, len) != 0 || listen(*fd, 5) != 0 ||
	    getsockname(*fd, (struct sockaddr *) &address, &len) != 0)
		abort();
	return ntohs(address.sin_port);
}

static void
test_connect_timeout(void)
{
	char text[160], message[160];
	int64_t start = now_ms();
	unsigned port;
	int fd;

	port = silent_port(&fd);
	snprintf(text, sizeof text, "postgresql://u:" PASSWORD "@127.0.0.1:%u/x?connect_timeout=2",
	    port);
	snprintf(message, sizeof message,
	    "cannot connect to database 'x' at '127.0.0.1:%u' as 'u': no answer in time", port);
	check_refused(text, DUNLIN_E_UNREACHABLE, "", message);
	CHECK(now_ms() - start >= 1900 && now_ms() - start < 5000);
	close(fd);
}

static volatile sig_atomic_t interrupted;

static void
on_alarm(int sig)
{
	(void) sig;
	interrupted = 1;
}

static void
test_cancel_a_connect(void)
{
	struct dn_drive bad = { .canceled = &interrupted };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	int64_t start = now_ms();
	char text[80];
	int fd;

	snprintf(text, sizeof text, "postgresql://u@127.0.0.1:%u/x", silent_port(&fd));
	interrupted = 0;
	sigaction(SIGALRM, &action, &before);
	alarm(1);
	CHECK(!dn_drive_open(&bad, text));
	CHECK_INT(dn_drive_code(&bad), DUNLIN_E_CANCELED);
	CHECK(now_ms() - start < 3000);
	sigaction(SIGALRM, &before, NULL);
	dn_drive_close(&bad);
	close(fd);
}

/* What SQL gives on a connection made with PARAMS, and what the driver said. */
static void
check_param(const char *params, const char *sql, const char *want, const char *notices)
{
	struct dn_drive with = { .application_name = "ours" };

	CHECK(dn_drive_open(&with, url_with("dunlin", "driver", params)));
	CHECK_STR(
	    with.conn == NULL ? dunlin_error_message(with.err) : dn_drive_rows(&with, sql), want);
	CHECK_STR(with.notices->s, notices);
	dn_drive_close(&with);
}

static void
test_parameters(void)
{
	if (!opened())
		return;
	check_param("", "SHOW application_name", "ours\n", "");
	check_param("&application_name=theirs", "SHOW application_name", "theirs\n", "");
	check_param("&client_encoding=LATIN1", "SHOW client_encoding", "UTF8\n", "");
	check_param("&options=-c%20work_mem%3D3MB", "SHOW work_mem", "3MB\n", "");
	check_param(
	    "&ssl=false&pgbouncer=true&pool_size=5&statement_cache_size=0", "SELECT 1", "1\n", "");
	check_param("&sslmode=disable&sslaccept=strict", "SELECT 1", "1\n",
	    ": parameter 'sslaccept' of the database URL is ignored\n");
}

static void
test_schema_parameter(void)
{
	if (!opened())
		return;
	check_param("&schema=app", "SHOW search_path", "\"app\"\n", "");
	check_param("&schema=My%20%22App%22%5C,public", "SHOW search_path",
	    "\"My \"\"App\"\"\\\",\"public\"\n", "");
	check_param("&search_path=app,%20public", "SHOW search_path", "app, public\n", "");
	check_param("&options=-c%20work_mem%3D3MB&schema=app",
	    "SELECT current_setting('search_path'), current_setting('work_mem')", "\"app\"|3MB\n",
	    "");
}

static void
test_ssl_is_asked_for(void)
{
	if (!opened())
		return;
	/* Over a local socket libpq never does, so a port; nothing listens. */
	check_refused("postgresql://u@127.0.0.1:1/x?ssl=verify-full&sslrootcert=/nowhere",
	    DUNLIN_E_UNREACHABLE, "",
	    "cannot connect to database 'x' at '127.0.0.1:1' as 'u': Connection refused");
	check_refused("postgresql://u@127.0.0.1:1/x?ssl=perhaps", DUNLIN_E_CONNECT, "",
	    "cannot connect to database 'x' at '127.0.0.1:1' as 'u': invalid sslmode value: "
	    "\"perhaps\"");
}

static void
write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	if (out == NULL || fputs(text, out) < 0 || fclose(out) != 0 || chmod(path, 0600) != 0)
		abort();
}

static void
test_service_and_passfile(void)
{
	char service[200], pass[200], params[300], text[300];
	struct dn_drive with = { 0 };

	if (!opened())
		return;
	snprintf(service, sizeof service, "%s/service", drv_directory());
	snprintf(pass, sizeof pass, "%s/pass", drv_directory());
	snprintf(text, sizeof text, "[mine]\nhost=%s\nport=%s\ndbname=driver\nuser=dunlin\n",
	    pgcluster_host(), pgcluster_port());
	write_file(service, text);
	write_file(pass, "*:*:*:with_password:" PASSWORD "\n");
	setenv("PGSERVICEFILE", service, 1);
	CHECK(dn_drive_open(&with, "postgresql://?service=mine"));
	CHECK_STR(with.conn == NULL ? dunlin_error_message(with.err)
				    : dn_drive_rows(&with, "SELECT current_database()"),
	    "driver\n");
	dn_drive_close(&with);
	unsetenv("PGSERVICEFILE");
	snprintf(params, sizeof params, "&passfile=%s", pass);
	memset(&with, 0, sizeof with);
	CHECK(dn_drive_open(&with, url_with("with_password", "driver", params)));
	dn_drive_close(&with);
}

static CU_TestInfo tests[] = {
	TEST(test_wrong_password),
	TEST(test_several_hosts),
	TEST(test_no_such_database),
	TEST(test_server_down),
	TEST(test_connect_timeout),
	TEST(test_cancel_a_connect),
	TEST(test_parameters),
	TEST(test_schema_parameter),
	TEST(test_ssl_is_asked_for),
	TEST(test_service_and_passfile),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "connecting", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
