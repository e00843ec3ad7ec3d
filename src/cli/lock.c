/* lock.c - dunlin lock */
#include "config.h"

#include "cli/command.h"

static bool
lock_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_lock(project, options->end_lock, options->exit_code, err);
}

static const struct cli_option lock_options[] = {
	{
	    .name = "break",
	    .help = "end it: the session that holds it, or its lease",
	    .offset = offsetof(struct cli_options, end_lock),
	},
	{
	    .name = "exit-code",
	    .help = "exit with 5 when a migration holds it",
	    .offset = offsetof(struct cli_options, exit_code),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_lock = {
	.name = "lock",
	.args = "",
	.summary = "show which migration holds the lock, or end it",
	.flags = CLI_PROJECT,
	.options = lock_options,
	.run = lock_run,
};
