/* status.c - dunlin status */
#include "config.h"

#include "cli/command.h"

static bool
status_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_status(project, options->exit_code, err);
}

static const struct cli_option status_options[] = {
	{
	    .name = "exit-code",
	    .help = "exit with 3 when revisions are pending, 4 when files differ",
	    .offset = offsetof(struct cli_options, exit_code),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_status = {
	.name = "status",
	.args = "",
	.summary = "compare the database's revisions with the files",
	.flags = CLI_PROJECT,
	.options = status_options,
	.run = status_run,
};
