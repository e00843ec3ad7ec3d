/* stamp.c - dunlin stamp */
#include "config.h"

#include <limits.h>

#include "cli/command.h"

static bool
stamp_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	if (options->sql && options->purge)
		return cli_usage_error(err, "stamp", "Can't use --purge with --sql mode");
	if (options->sql)
		return dunlin_stamp_script(project, (const char *const *) args, err);
	return dunlin_stamp(project, (const char *const *) args, options->purge, err);
}

static const struct cli_option stamp_options[] = {
	{
	    .name = "purge",
	    .help = "forget first what is recorded, whatever it is",
	    .offset = offsetof(struct cli_options, purge),
	},
	CLI_OPTION_SQL,
	CLI_OPTION_TAG,
	CLI_OPTION_WAIT,
	{ .name = NULL },
};

const struct cli_command cli_stamp = {
	.name = "stamp",
	.args = "TARGET...",
	.summary = "record that the database is at TARGET, running nothing",
	.details = "\nTARGET is head, heads, base, a revision or a unique prefix of one, a branch\n"
		   "label, or BRANCH@head.  Branches that no TARGET is on stay where they "
		   "are.\n" CLI_RANGE,
	.min_args = 1,
	.max_args = INT_MAX,
	.flags = CLI_PROJECT,
	.options = stamp_options,
	.run = stamp_run,
};
