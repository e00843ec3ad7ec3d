/* verify.c - dunlin verify */
#include "config.h"

#include "cli/command.h"

static bool
verify_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct dunlin_verify_options verify = {
		.size = sizeof verify,
		.range = args[0],
		.scratch = options->scratch,
	};

	if (!options->down)
		return cli_usage_error(
		    err, "verify", "what is to be verified?  '--down': that downgrades lead back");
	return dunlin_verify(project, &verify, err);
}

static const struct cli_option verify_options[] = {
	{
	    .name = "down",
	    .help = "try each revision up, down and up again",
	    .offset = offsetof(struct cli_options, down),
	},
	{
	    .name = "scratch",
	    .value = "URL",
	    .help = "the server for scratch databases; sqlite://: SQLite alone",
	    .offset = offsetof(struct cli_options, scratch),
	    .secret = true,
	},
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_verify = {
	.name = "verify",
	.args = "[RANGE]",
	.summary = "prove on scratch databases that downgrades lead back",
	.details =
	    "\n"
	    "RANGE is a revision, REV.. for it and all after it, or A:B for those after A up\n"
	    "to B; all without one.  The scratch databases are made and dropped again: one of\n"
	    "SQLite in memory, and one on the server of the PostgreSQL database, if that is\n"
	    "what is configured, or of --scratch.\n",
	.max_args = 1,
	.flags = CLI_PROJECT,
	.options = verify_options,
	.run = verify_run,
};
