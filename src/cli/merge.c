/* merge.c - dunlin merge */
#include "config.h"

#include <limits.h>

#include "cli/command.h"

static bool
merge_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const struct dunlin_revision_options revision = {
		.size = sizeof(revision),
		.message = options->message,
		.id = options->rev_id,
		.parents = (const char *const *) args,
		.merge = true,
		.splice = options->splice,
		.labels = options->labels,
	};

	return dunlin_revision(project, &revision, err);
}

static const struct cli_option merge_options[] = {
	{
	    .name = "message",
	    .letter = 'm',
	    .value = "MESSAGE",
	    .help = "what is merged, in one line",
	    .offset = offsetof(struct cli_options, message),
	},
	CLI_OPTION_BRANCH_LABEL,
	CLI_OPTION_REV_ID,
	CLI_OPTION_SPLICE,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_merge = {
	.name = "merge",
	.args = "REVISION...",
	.summary = "make a revision that follows several",
	.details =
	    "\nREVISION is a head, a unique prefix of one, a branch label, or heads for all.\n",
	.min_args = 1,
	.max_args = INT_MAX,
	.flags = CLI_PROJECT,
	.options = merge_options,
	.run = merge_run,
};
