/* init.c - dunlin init */
#include "config.h"

#include "cli/command.h"

static bool
init_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_options library;

	(void) project;
	cli_library_options(options, &library);
	return dunlin_init(args[0], options->layout, &library, err);
}

static const struct cli_option init_options[] = {
	{
	    .name = "template",
	    .letter = 't',
	    .value = "NAME",
	    .help = "what list_templates names, generic",
	    .offset = offsetof(struct cli_options, layout),
	},
	{ .name = NULL },
};

const struct cli_command cli_init = {
	.name = "init",
	.args = "DIRECTORY",
	.summary = "make DIRECTORY with a dunlin.ini and room for revisions",
	.min_args = 1,
	.max_args = 1,
	.options = init_options,
	.run = init_run,
};
