/* current.c - dunlin current */
#include "config.h"

#include "cli/command.h"

static bool
current_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_current(project, options->check_heads, err);
}

static const struct cli_option current_options[] = {
	{
	    .name = "check-heads",
	    .letter = 'c',
	    .help = "exit with 3 unless all heads are applied",
	    .offset = offsetof(struct cli_options, check_heads),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_current = {
	.name = "current",
	.args = "",
	.summary = "print the revisions that the database is at",
	.details = "\n-c behind 'current' checks heads: name the configuration before it.\n",
	.flags = CLI_PROJECT,
	.options = current_options,
	.run = current_run,
};
