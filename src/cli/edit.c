/* edit.c - dunlin edit */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dunlin/driver.h>

#include "cli/command.h"

/* Through the shell, for the variable may have options in it; the path stays one word. */
static void
edit_exec(const char *editor, const char *path)
{
	struct dunlin_buf *command = dunlin_buf_new();

	signal(SIGPIPE, SIG_DFL); /* which we ignore */
	dunlin_buf_printf(command, "exec %s \"$1\"", editor);
	execl("/bin/sh", "sh", "-c", command->s, "sh", path, (char *) NULL);
	_exit(127);
}

static const char *
edit_editor(void)
{
	const char *editor = getenv("VISUAL");

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	return editor == NULL || *editor == '\0' ? "vi" : editor;
}

static bool
edit_file(void *payload, const char *path, struct dunlin_error *err)
{
	const char *editor = edit_editor();
	int status = 0;
	pid_t child = fork();

	(void) payload;
	if (child == 0)
		edit_exec(editor, path);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	dunlin_error_set(err, DUNLIN_E_FAILED, "the editor '%s' failed", editor);
	dunlin_error_set_hint(err, "VISUAL or EDITOR says which it is.");
	return false;
}

static bool
edit_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	return dunlin_files(project, args[0], edit_file, NULL, err);
}

static const struct cli_option edit_options[] = { CLI_OPTION_WAIT, { .name = NULL } };

const struct cli_command cli_edit = {
	.name = "edit",
	.args = "REVISION",
	.summary = "open the file of a revision in VISUAL or EDITOR",
	.details = "\n" CLI_REVISIONS,
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = edit_options,
	.run = edit_run,
};
