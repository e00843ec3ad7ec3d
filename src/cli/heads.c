/* heads.c - dunlin heads */
#include "config.h"

#include "cli/command.h"

static bool
heads_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_heads(project, options->resolve_dependencies, err);
}

static const struct cli_option heads_options[] = {
	{
	    .name = "resolve-dependencies",
	    .help = "leave out those that others depend on",
	    .offset = offsetof(struct cli_options, resolve_dependencies),
	},
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_heads = {
	.name = "heads",
	.args = "",
	.summary = "list the revisions that nothing follows",
	.flags = CLI_PROJECT,
	.options = heads_options,
	.run = heads_run,
};
