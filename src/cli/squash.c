/* squash.c - dunlin squash */
#include "config.h"

#include "cli/command.h"

static bool
squash_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const struct dunlin_squash_options squash = {
		.size = sizeof squash,
		.message = options->message,
		.reduce = options->reduce,
	};

	return dunlin_squash(project, args[0], &squash, err);
}

static const struct cli_option squash_options[] = {
	{
	    .name = "message",
	    .letter = 'm',
	    .value = "MESSAGE",
	    .help = "what it does, in one line",
	    .offset = offsetof(struct cli_options, message),
	},
	{
	    .name = "reduce",
	    .help = "write the tables that come of the first of them, not how they came",
	    .offset = offsetof(struct cli_options, reduce),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_squash = {
	.name = "squash",
	.args = "FROM:TO",
	.summary = "make one revision of several, which does the same",
	.details = "\nIt has the id and the file of TO; the other files are removed.  A database\n"
		   "that has all of them has it.\n",
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = squash_options,
	.run = squash_run,
};
