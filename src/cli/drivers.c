/* drivers.c - dunlin drivers */
#include "config.h"

#include "cli/command.h"

static bool
drivers_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_options library;

	(void) project, (void) args;
	cli_library_options(options, &library);
	return dunlin_drivers(&library, err);
}

static const struct cli_option drivers_options[] = {
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_drivers = {
	.name = "drivers",
	.args = "",
	.summary = "list the drivers: what they serve, what they can, where they are",
	.options = drivers_options,
	.run = drivers_run,
};
