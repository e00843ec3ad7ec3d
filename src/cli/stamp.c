/* stamp.c - dunlin stamp */
#include "config.h"

#include "cli/command.h"

static bool
stamp_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	return dunlin_stamp(project, args[0], err);
}

static const struct cli_option stamp_options[] = { CLI_OPTION_WAIT, { .name = NULL } };

const struct cli_command cli_stamp = {
	.name = "stamp",
	.args = "TARGET",
	.summary = "record that the database is at TARGET, running nothing",
	.details = "\n" CLI_TARGETS "\n",
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = stamp_options,
	.run = stamp_run,
};
