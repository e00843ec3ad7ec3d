/* git.c - run git, and read what it prints */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/git.h"
#include "base/map.h"
#include "base/mem.h"

static int
git_start(const char *const *argv, int to, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed != 0)
		return failed;
	failed = posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
	if (failed == 0)
		failed = posix_spawn_file_actions_addopen(
		    &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (failed == 0)
		failed = posix_spawnp(
		    child, "git", &actions, NULL, (char *const *) (uintptr_t) argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static void
git_read(int from, struct dunlin_buf *out)
{
	char piece[8192];
	ssize_t n;

	while ((n = read(from, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			dunlin_buf_put(out, piece, (size_t) n);
}

static bool
git_failed(int failed, const char *verb, struct dunlin_error *err)
{
	if (failed != 0)
		return dunlin_error_set(
		    err, DUNLIN_E_FAILED, "git cannot be run: %s", strerror(failed));
	dunlin_error_set(err, DUNLIN_E_FAILED, "`git %s` failed", verb);
	dunlin_error_set_hint(err, "What it says stands above.");
	return false;
}

struct dunlin_buf *
dn_git(const void *mem, const char *folder, const char *const *args, struct dunlin_error *err)
{
	struct dunlin_buf *out = dn_buf_new(mem);
	const char **argv = NULL;
	size_t argc = 0;
	int ends[2], failed, status = 0;
	pid_t child;

	dn_push(out, argv, argc, "git");
	dn_push(out, argv, argc, "-C");
	dn_push(out, argv, argc, folder);
	for (size_t i = 0; i == 0 || args[i - 1] != NULL; i++)
		dn_push(out, argv, argc, args[i]);
	failed = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
	if (failed == 0) {
		failed = git_start(argv, ends[1], &child);
		close(ends[1]);
		if (failed == 0)
			git_read(ends[0], out);
		close(ends[0]);
	}
	while (failed == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (failed == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return out;
	git_failed(failed, args[0], err);
	dn_free(out);
	return NULL;
}

struct dn_map *
dn_git_names(const void *mem, const char *folder, const char *const *args, struct dunlin_error *err)
{
	struct dunlin_buf *out = dn_git(mem, folder, args, err);
	struct dn_map *names;

	if (out == NULL)
		return NULL;
	names = dn_map_new(mem);
	for (size_t at = 0; at < out->len; at += strlen(out->s + at) + 1)
		dn_map_put(names, out->s + at, names);
	dn_free(out);
	return names;
}
