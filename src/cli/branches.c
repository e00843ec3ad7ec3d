/* branches.c - dunlin branches */
#include "config.h"

#include "cli/command.h"

static bool
branches_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	(void) args;
	return dunlin_branches(project, err);
}

static const struct cli_option branches_options[] = { CLI_OPTION_JSON, { .name = NULL } };

const struct cli_command cli_branches = {
	.name = "branches",
	.args = "",
	.summary = "list the revisions that several others follow",
	.flags = CLI_PROJECT,
	.options = branches_options,
	.run = branches_run,
};
