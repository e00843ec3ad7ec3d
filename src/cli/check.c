/* check.c - dunlin check */
#include "config.h"

#include "cli/command.h"

static bool
check_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	if (options->against != NULL)
		return dunlin_check_against(project, options->against, err);
	return dunlin_check(project, err);
}

static const struct cli_option check_options[] = {
	{
	    .name = "against",
	    .value = "GITREF",
	    .help = "look at what a merge with that branch would leave wrong instead",
	    .offset = offsetof(struct cli_options, against),
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_check = {
	.name = "check",
	.args = "",
	.summary = "fail when revisions are pending or files were changed",
	.details =
	    "\nThe exit status is 3 when a revision is pending, and 4 when the database has\n"
	    "something else than the files.\n",
	.flags = CLI_PROJECT,
	.options = check_options,
	.run = check_run,
};
