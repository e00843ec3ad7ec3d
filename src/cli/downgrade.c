/* downgrade.c - dunlin downgrade */
#include "config.h"

#include "cli/command.h"

static bool
downgrade_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	if (!cli_assume_large(project, "downgrade", options, err))
		return false;
	if (options->transaction != NULL &&
	    !dunlin_set_transaction(project, options->transaction, err))
		return false;
	if (options->step != NULL && !dunlin_decide_step(project, options->step, err))
		return false;
	if (options->allow_rewrite)
		dunlin_allow_rewrite(project);
	if (options->allow_data_loss)
		dunlin_allow_data_loss(project);
	return dunlin_downgrade(project, args[0], options->sql, err);
}

static const struct cli_option downgrade_options[] = { CLI_OPTION_WAIT, CLI_OPTION_JSON,
	CLI_OPTION_SQL, CLI_OPTION_TAG, CLI_OPTION_STEP, CLI_OPTION_TRANSACTION, CLI_OPTION_REWRITE,
	CLI_OPTION_LARGE,
	{
	    .name = "allow-data-loss",
	    .help = "drop tables and columns although they hold rows",
	    .offset = offsetof(struct cli_options, allow_data_loss),
	},
	{ .name = NULL } };

const struct cli_command cli_downgrade = {
	.name = "downgrade",
	.args = "TARGET",
	.summary = "undo the revisions after TARGET",
	.details = "\n" CLI_TARGETS CLI_RANGE,
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = downgrade_options,
	.run = downgrade_run,
};
