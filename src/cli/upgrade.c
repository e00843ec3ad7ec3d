/* upgrade.c - dunlin upgrade */
#include "config.h"

#include "cli/command.h"

static bool
upgrade_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	if (!cli_assume_large(project, "upgrade", options, err))
		return false;
	if (options->plan != NULL && args[0] != NULL)
		return cli_usage_error(err, "upgrade", "'--plan' says all: no TARGET beside it");
	if (options->transaction != NULL &&
	    !dunlin_set_transaction(project, options->transaction, err))
		return false;
	if (options->allow_rewrite)
		dunlin_allow_rewrite(project);
	if (options->plan != NULL)
		return dunlin_upgrade_plan(project, options->plan, err);
	if (options->step != NULL && !dunlin_decide_step(project, options->step, err))
		return false;
	return dunlin_upgrade(project, args[0], options->sql, err);
}

static const struct cli_option upgrade_options[] = {
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	CLI_OPTION_SQL,
	CLI_OPTION_TAG,
	CLI_OPTION_STEP,
	CLI_OPTION_TRANSACTION,
	CLI_OPTION_REWRITE,
	CLI_OPTION_LARGE,
	{
	    .name = "plan",
	    .value = "FILE",
	    .help = "run the plan in FILE, and nothing that differs from it",
	    .offset = offsetof(struct cli_options, plan),
	    .excludes = "sql",
	},
	{ .name = NULL },
};

const struct cli_command cli_upgrade = {
	.name = "upgrade",
	.args = "TARGET",
	.summary = "run the revisions that lead to TARGET",
	.details = "\n" CLI_TARGETS CLI_RANGE,
	.min_args = 1,
	.max_args = 1,
	.instead = offsetof(struct cli_options, plan),
	.flags = CLI_PROJECT,
	.options = upgrade_options,
	.run = upgrade_run,
};
