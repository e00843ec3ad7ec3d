/* config.c - dunlin config */
#include "config.h"

#include "cli/command.h"

static bool
config_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	(void) args;
	return dunlin_config(project, err);
}

static const struct cli_option config_options[] = { CLI_OPTION_JSON, { .name = NULL } };

const struct cli_command cli_config = {
	.name = "config",
	.args = "",
	.summary = "list every setting, its value and where it comes from",
	.flags = CLI_PROJECT,
	.options = config_options,
	.run = config_run,
};
