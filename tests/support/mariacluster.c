/* mariacluster.c - a MariaDB server of the test program's own */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mariacluster.h"

static char maria_dir[128], maria_url[512];
static enum { MARIA_NEW, MARIA_MISSING, MARIA_RUNNING } maria_state;

static void
maria_bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	fflush(stdout);
	exit(1);
}

static void
maria_stop(void)
{
	char command[512];

	snprintf(command, sizeof command, "sh '%s' stop '%s'", DN_TEST_MARIACLUSTER, maria_dir);
	if (system(command) != 0)
		fprintf(stderr, "cannot stop the server in %s\n", maria_dir);
}

static void
maria_launch(void)
{
	static const char name[] = "maria_dir='";
	char command[512], line[512];
	int status;
	FILE *out;

	fflush(NULL);
	snprintf(
	    command, sizeof command, "sh '%s' start %ld", DN_TEST_MARIACLUSTER, (long) getpid());
	out = popen(command, "r");
	if (out == NULL)
		maria_bail_out("cannot run sh");
	while (fgets(line, sizeof line, out) != NULL)
		if (strncmp(line, name, sizeof name - 1) == 0)
			snprintf(maria_dir, sizeof maria_dir, "%.*s",
			    (int) strcspn(line + sizeof name - 1, "'"), line + sizeof name - 1);
	status = pclose(out);
	maria_state =
	    WIFEXITED(status) && WEXITSTATUS(status) == 77 ? MARIA_MISSING : MARIA_RUNNING;
	if (maria_state == MARIA_RUNNING && (status != 0 || maria_dir[0] == '\0'))
		maria_bail_out("the MariaDB server does not start");
	if (maria_state == MARIA_RUNNING)
		atexit(maria_stop);
}

static bool
maria_create(const char *name)
{
	char command[512];

	if (maria_state == MARIA_NEW)
		maria_launch();
	if (maria_state != MARIA_RUNNING)
		return false;
	snprintf(command, sizeof command, "sh '%s' createdb '%s' '%s'", DN_TEST_MARIACLUSTER,
	    maria_dir, name);
	if (system(command) != 0)
		maria_bail_out("cannot make a database");
	return true;
}

const char *
mariacluster_url(const char *name)
{
	if (!maria_create(name))
		return NULL;
	snprintf(maria_url, sizeof maria_url, "mariadb://dunlin@localhost/%s?socket=%s/socket",
	    name, maria_dir);
	return maria_url;
}

const char *
mariacluster_dbi_url(const char *name)
{
	if (!maria_create(name))
		return NULL;
	snprintf(maria_url, sizeof maria_url,
	    "dbi:mysql?host=localhost&socket=%s/socket&user=dunlin&dbname=%s", maria_dir, name);
	return maria_url;
}
