/* revision.c - dunlin revision */
#include "config.h"

#include <dunlin/driver.h>

#include "cli/command.h"

static bool
revision_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const char *const parents[] = { options->head, NULL };
	const struct dunlin_revision_options revision = {
		.size = sizeof(revision),
		.message = options->message,
		.id = options->rev_id,
		.parents = options->head == NULL ? NULL : parents,
		.splice = options->splice,
		.labels = options->labels,
		.depends_on = options->depends_on,
		.version_path = options->version_path,
		.print = options->sql,
	};

	(void) args;
	if (options->autogenerate) {
		dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		    "'--autogenerate' is not there yet: nothing compares the database with a "
		    "schema");
		dunlin_error_set_hint(
		    err, "Leave it out, and write the statements into the new file.");
		return false;
	}
	return dunlin_revision(project, &revision, err);
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
	    .name = "autogenerate",
	    .help = "with what differs from the database; not there yet",
	    .offset = offsetof(struct cli_options, autogenerate),
	},
	{
	    .name = "head",
	    .value = "REVISION",
	    .help = "what it follows, instead of head; base for nothing",
	    .offset = offsetof(struct cli_options, head),
	},
	CLI_OPTION_SPLICE,
	CLI_OPTION_BRANCH_LABEL,
	{
	    .name = "depends-on",
	    .value = "REVISION",
	    .help = "what must be applied before it; may come again",
	    .offset = offsetof(struct cli_options, depends_on),
	    .many = true,
	},
	{
	    .name = "version-path",
	    .value = "FOLDER",
	    .help = "one of version_locations to put it into",
	    .offset = offsetof(struct cli_options, version_path),
	},
	CLI_OPTION_REV_ID,
	{
	    .name = "sql",
	    .help = "write its text to stdout, and no file",
	    .offset = offsetof(struct cli_options, sql),
	    .excludes = "json",
	},
	CLI_OPTION_JSON,
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
