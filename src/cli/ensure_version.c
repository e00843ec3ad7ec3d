/* ensure_version.c - dunlin ensure_version */
#include "config.h"

#include "cli/command.h"

static bool
ensure_version_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_ensure_version(project, options->sql, err);
}

static const struct cli_option ensure_version_options[] = { CLI_OPTION_WAIT, CLI_OPTION_SQL,
	{ .name = NULL } };

const struct cli_command cli_ensure_version = {
	.name = "ensure_version",
	.args = "",
	.summary = "make the tables that record what is applied",
	.flags = CLI_PROJECT,
	.options = ensure_version_options,
	.run = ensure_version_run,
};
