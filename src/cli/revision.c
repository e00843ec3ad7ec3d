/* revision.c - dunlin revision */
#include "config.h"

#include "cli/command.h"

static bool
revision_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	(void) args;
	return dunlin_revision(project, options->message, options->rev_id, err);
}

static const struct cli_option revision_options[] = {
	{
	    .name = "message",
	    .letter = 'm',
	    .value = "MESSAGE",
	    .help = "what the revision does, in one line",
	    .offset = offsetof(struct cli_options, message),
	    .required = true,
	},
	{
	    .name = "rev-id",
	    .value = "ID",
	    .help = "its id, instead of a generated one",
	    .offset = offsetof(struct cli_options, rev_id),
	},
	{ .name = NULL },
};

const struct cli_command cli_revision = {
	.name = "revision",
	.args = "",
	.summary = "make a new revision file after the head",
	.flags = CLI_PROJECT,
	.options = revision_options,
	.run = revision_run,
};
