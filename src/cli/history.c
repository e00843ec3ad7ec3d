/* history.c - dunlin history */
#include "config.h"

#include "cli/command.h"

static bool
history_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_history(project, options->range, options->indicate_current, err);
}

static const struct cli_option history_options[] = {
	{
	    .name = "rev-range",
	    .letter = 'r',
	    .value = "FROM:TO",
	    .help = "from one to the other, each a revision or symbol, or left out",
	    .offset = offsetof(struct cli_options, range),
	},
	{
	    .name = "indicate-current",
	    .letter = 'i',
	    .help = "mark where the database is",
	    .offset = offsetof(struct cli_options, indicate_current),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_history = {
	.name = "history",
	.args = "",
	.summary = "list the revisions, newest first",
	.flags = CLI_PROJECT,
	.options = history_options,
	.run = history_run,
};
