/* plan.c - dunlin plan */
#include "config.h"

#include "cli/command.h"

static bool
plan_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const struct dunlin_plan_options plan = {
		.size = sizeof(plan),
		.target = args[0],
		.down = options->down,
		.out = options->out,
	};

	if (options->transaction != NULL &&
	    !dunlin_set_transaction(project, options->transaction, err))
		return false;
	return dunlin_plan(project, &plan, err);
}

static const struct cli_option plan_options[] = {
	{
	    .name = "down",
	    .help = "plan a downgrade",
	    .offset = offsetof(struct cli_options, down),
	    .excludes = "out",
	},
	{
	    .name = "out",
	    .value = "FILE",
	    .help = "write the plan to FILE, for 'upgrade --plan'",
	    .offset = offsetof(struct cli_options, out),
	},
	CLI_OPTION_TRANSACTION,
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_plan = {
	.name = "plan",
	.args = "TARGET",
	.summary = "show what an upgrade would run, what it locks and for how long",
	.details = "\n" CLI_TARGETS,
	.min_args = 1,
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = plan_options,
	.run = plan_run,
};
