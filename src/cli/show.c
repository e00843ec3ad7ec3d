/* show.c - dunlin show */
#include "config.h"

#include "cli/command.h"

static bool
show_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	return dunlin_show(project, args[0], err);
}

static const struct cli_option show_options[] = { CLI_OPTION_JSON, { .name = NULL } };

const struct cli_command cli_show = {
	.name = "show",
	.args = "REVISION",
	.summary = "print one revision: its place, its message, its file",
	.details = "\n" CLI_REVISIONS,
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = show_options,
	.run = show_run,
};
