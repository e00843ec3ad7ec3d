/* rebase.c - dunlin rebase */
#include "config.h"

#include "cli/command.h"

static bool
rebase_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) options;
	return dunlin_rebase(project, args[0], args[1], err);
}

static const struct cli_option rebase_options[] = { CLI_OPTION_WAIT, CLI_OPTION_JSON,
	{ .name = NULL } };

const struct cli_command cli_rebase = {
	.name = "rebase",
	.args = "REVISION [PARENT]",
	.summary = "let a revision follow another one",
	.details = "\nWithout PARENT it follows the other head.  The file is changed, unless the\n"
		   "database has the revision.\n",
	.min_args = 1,
	.max_args = 2,
	.flags = CLI_PROJECT,
	.options = rebase_options,
	.run = rebase_run,
};
