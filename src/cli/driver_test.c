/* driver_test.c - dunlin driver-test */
#include "config.h"

#include <stdio.h>

#include "cli/command.h"

static bool
driver_test_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_options library;

	(void) project;
	cli_library_options(options, &library);
	/* When the driver ends us, the last line is the case before. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	return dunlin_driver_test(&library, args[0] == NULL ? options->database : args[0], err);
}

static const struct cli_option driver_test_options[] = {
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_driver_test = {
	.name = "driver-test",
	.args = "URL",
	.summary = "hold a driver to its contract, on a scratch database",
	.details = "\nURL may also be given with -d, which hides its password from ps.\n",
	.min_args = 1,
	.max_args = 1,
	.instead = offsetof(struct cli_options, database),
	.options = driver_test_options,
	.run = driver_test_run,
};
