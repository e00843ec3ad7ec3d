/* list_templates.c - dunlin list_templates */
#include "config.h"

#include "cli/command.h"

static bool
list_templates_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_options library;

	(void) project;
	(void) args;
	cli_library_options(options, &library);
	return dunlin_list_templates(&library, err);
}

static const struct cli_option list_templates_options[] = { CLI_OPTION_JSON, { .name = NULL } };

const struct cli_command cli_list_templates = {
	.name = "list_templates",
	.args = "",
	.summary = "list what init can make",
	.options = list_templates_options,
	.run = list_templates_run,
};
