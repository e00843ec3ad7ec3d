/* killshim.c - preloaded: end the process right after its n-th message to a server, as kill -9 does
 *
 * DUNLIN_KILL_AT=N     die behind the N-th send() (from 1); 0 or none: never
 * DUNLIN_KILL_COUNT=F  write to the file F how many there were
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned long kill_count;

static unsigned long
kill_at(void)
{
	const char *at = getenv("DUNLIN_KILL_AT");

	return at == NULL ? 0 : strtoul(at, NULL, 10);
}

__attribute__((destructor)) static void
kill_report(void)
{
	const char *path = getenv("DUNLIN_KILL_COUNT");
	FILE *file = path == NULL || kill_count == 0 ? NULL : fopen(path, "w");

	if (file == NULL)
		return;
	fprintf(file, "%lu\n", kill_count);
	fclose(file);
}

__attribute__((visibility("default"))) ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	ssize_t (*real)(int, const void *, size_t, int);
	void *symbol = dlsym(RTLD_NEXT, "send");
	ssize_t n;

	/* A function and a pointer to data have the same form where there is dlsym(). */
	memcpy(&real, &symbol, sizeof real);
	n = real(fd, data, len, flags);
	if (++kill_count == kill_at())
		kill(getpid(), SIGKILL);
	return n;
}
