/* current.c - dunlin current */
#include "config.h"

#include "cli/command.h"

static bool
current_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	(void) args;
	return dunlin_current(project, err);
}

static const struct cli_option current_options[] = { CLI_OPTION_WAIT, CLI_OPTION_JSON,
	{ .name = NULL } };

const struct cli_command cli_current = {
	.name = "current",
	.args = "",
	.summary = "print the revision that the database is at",
	.flags = CLI_PROJECT,
	.options = current_options,
	.run = current_run,
};
