/* history.c - dunlin history */
#include "config.h"

#include "cli/command.h"

static bool
history_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	(void) args;
	return dunlin_history(project, err);
}

static const struct cli_option history_options[] = { CLI_OPTION_JSON, { .name = NULL } };

const struct cli_command cli_history = {
	.name = "history",
	.args = "",
	.summary = "list the revisions, newest first",
	.flags = CLI_PROJECT,
	.options = history_options,
	.run = history_run,
};
