/* check.c - dunlin check */
#include "config.h"

#include "cli/command.h"

static bool
check_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	(void) args;
	return dunlin_check(project, err);
}

static const struct cli_option check_options[] = { CLI_OPTION_WAIT, CLI_OPTION_JSON,
	{ .name = NULL } };

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
