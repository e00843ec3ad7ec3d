/* pgcluster.c - a PostgreSQL server of the test program's own */
#include "config.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pgcluster.h"

static char cluster_host[128], cluster_port[16], cluster_url[512];
static void *cluster_library; /* stays loaded */
static enum { CLUSTER_NEW, CLUSTER_MISSING, CLUSTER_RUNNING } cluster_state;

static void
cluster_bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	fflush(stdout);
	exit(1);
}

static void
cluster_stop(void)
{
	char command[512];

	snprintf(command, sizeof command, "sh '%s' stop '%s'", DN_TEST_PGCLUSTER, cluster_host);
	if (system(command) != 0)
		fprintf(stderr, "cannot stop the server in %s\n", cluster_host);
}

/* A line "NAME=value" or "NAME='value'". */
static void
cluster_read(const char *line, const char *name, char *value, size_t size)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) != 0 || line[len] != '=')
		return;
	line += len + 1;
	line += *line == '\'';
	snprintf(value, size, "%.*s", (int) strcspn(line, "'\n"), line);
}

/* libpq must not find other servers' settings in the environment. */
static void
cluster_clean_environment(void)
{
	static const char *const names[] = { "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER",
		"PGDATABASE", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS",
		"PGSSLMODE", "PGAPPNAME", "PGCONNECT_TIMEOUT", "DATABASE_URL",
		"DUNLIN_DATABASE_URL" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unsetenv(names[i]);
}

static void
cluster_launch(void)
{
	char command[512], line[512];
	int status;
	FILE *out;

	cluster_clean_environment();
	fflush(NULL);
	snprintf(command, sizeof command, "sh '%s' start %ld", DN_TEST_PGCLUSTER, (long) getpid());
	out = popen(command, "r");
	if (out == NULL)
		cluster_bail_out("cannot run sh");
	while (fgets(line, sizeof line, out) != NULL) {
		cluster_read(line, "PGHOST", cluster_host, sizeof cluster_host);
		cluster_read(line, "PGPORT", cluster_port, sizeof cluster_port);
	}
	status = pclose(out);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		cluster_state = CLUSTER_MISSING;
		return;
	}
	if (status != 0 || cluster_port[0] == '\0')
		cluster_bail_out("the PostgreSQL server does not start");
	cluster_state = CLUSTER_RUNNING;
	atexit(cluster_stop);
}

bool
pgcluster_start(void)
{
	if (cluster_state == CLUSTER_NEW)
		cluster_launch();
	return cluster_state == CLUSTER_RUNNING;
}

const char *
pgcluster_url(const char *name)
{
	char command[512];

	if (!pgcluster_start())
		return NULL;
	snprintf(command, sizeof command, "sh '%s' createdb '%s' '%s'", DN_TEST_PGCLUSTER,
	    cluster_host, name);
	if (system(command) != 0)
		cluster_bail_out("cannot make a database");
	snprintf(cluster_url, sizeof cluster_url, "postgresql://dunlin@/%s?host=%s&port=%s", name,
	    cluster_host, cluster_port);
	return cluster_url;
}

const char *
pgcluster_dbi_url(const char *name)
{
	static char url[512];

	if (pgcluster_url(name) == NULL)
		return NULL;
	snprintf(url, sizeof url, "dbi:pgsql?host=%s&port=%s&user=dunlin&dbname=%s",
	    pgcluster_host(), pgcluster_port(), name);
	return url;
}

const char *
pgcluster_host(void)
{
	return cluster_host;
}

const char *
pgcluster_port(void)
{
	return cluster_port;
}

void
pgcluster_use_modules(void)
{
	setenv("DUNLIN_DRIVER_PATH",
	    DN_TEST_BUILDDIR "/drivers/postgresql/.libs:" DN_TEST_BUILDDIR
			     "/drivers/sqlite/.libs:" DN_TEST_BUILDDIR "/drivers/dbi/.libs",
	    0);
	if (cluster_library != NULL)
		return;
	/* A program that links the rooms alone has no path to the library that modules ask for. */
	cluster_library = dlopen(DN_TEST_BUILDDIR "/.libs/libdunlin.so", RTLD_NOW | RTLD_LOCAL);
	if (cluster_library == NULL)
		printf("# %s\n", dlerror());
}
