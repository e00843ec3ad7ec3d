/* process.c - run another program and wait for it */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"

static int
process_prepare(
    const struct dn_process *process, posix_spawn_file_actions_t *actions, const int pipe[2])
{
	int failed = 0;

	if (process->out != NULL) {
		failed = posix_spawn_file_actions_addopen(
		    actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		if (failed == 0)
			failed = posix_spawn_file_actions_adddup2(actions, pipe[1], STDOUT_FILENO);
	} else
		failed = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO);
	if (failed == 0 && process->cwd != NULL)
		failed = posix_spawn_file_actions_addchdir_np(actions, process->cwd);
	return failed;
}

/* A signal that our program ignores is not the other's business. */
static int
process_start(const struct dn_process *process, const int pipe[2], pid_t *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t usual;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed != 0)
		return failed;
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	failed = process_prepare(process, &actions, pipe);
	if (failed == 0)
		failed = posix_spawnp(child, process->argv[0], &actions, &attributes,
		    (char *const *) (uintptr_t) process->argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static void
process_read(int fd, struct dunlin_buf *out)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			dunlin_buf_put(out, piece, (size_t) n);
}

static bool
process_verdict(
    int failed, int status, enum dunlin_code code, const char *what, struct dunlin_error *err)
{
	if (failed != 0)
		return dunlin_error_set(err, code, "%s cannot be run: %s", what, strerror(failed));
	if (WIFSIGNALED(status))
		return dunlin_error_set(err, code, "%s was ended by a signal", what);
	if (WEXITSTATUS(status) != 0)
		return dunlin_error_set(
		    err, code, "%s failed with status %d", what, WEXITSTATUS(status));
	return true;
}

bool
dn_process_run(const struct dn_process *process, enum dunlin_code code, const char *what,
    struct dunlin_error *err)
{
	int pipe[2] = { -1, -1 }, status = 0, failed = 0;
	pid_t child;

	if (process->out != NULL && pipe2(pipe, O_CLOEXEC) != 0)
		failed = errno;
	if (failed == 0)
		failed = process_start(process, pipe, &child);
	if (pipe[1] >= 0)
		close(pipe[1]);
	if (failed == 0 && process->out != NULL)
		process_read(pipe[0], process->out);
	if (pipe[0] >= 0)
		close(pipe[0]);
	while (failed == 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return process_verdict(failed, status, code, what, err);
}
