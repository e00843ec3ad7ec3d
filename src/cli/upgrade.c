/* upgrade.c - dunlin upgrade */
#include "config.h"

#include "cli/command.h"

static bool
upgrade_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	return dunlin_upgrade(project, args[0], options->sql, err);
}

static const struct cli_option upgrade_options[] = { CLI_OPTION_SQL, { .name = NULL } };

const struct cli_command cli_upgrade = {
	.name = "upgrade",
	.args = "TARGET",
	.summary = "run the revisions that lead to TARGET",
	.details = "\n" CLI_TARGETS CLI_RANGE,
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = upgrade_options,
	.run = upgrade_run,
};
