/* drv.c - files of a test program */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drv.h"

static char directory[128];
static pid_t directory_owner;

static void
directory_remove(void)
{
	char command[256];

	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	if (getpid() == directory_owner && system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", directory);
}

const char *
drv_directory(void)
{
	const char *base = getenv("TMPDIR");

	if (directory[0] != '\0')
		return directory;
	snprintf(directory, sizeof directory, "%s/dunlin-drv.XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(directory) == NULL || chmod(directory, 0777) != 0)
		abort();
	directory_owner = getpid();
	atexit(directory_remove);
	return directory;
}
