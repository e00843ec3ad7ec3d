/* library.c - what the command tells the library, and where results go */
#include "config.h"

#include "cli/message.h"
#include "cli/progress.h"
#include "cli/terminal.h"

/*
 * Who has read enough may go away: that is no error, and what is under way goes on to its end.
 */
static bool
library_write(void *payload, const char *text, size_t len)
{
	(void) payload;
	return fwrite(text, 1, len, stdout) == len || cli_is_unread(stdout);
}

void
cli_library_options(const struct cli_options *options, struct dunlin_options *out)
{
	*out = (struct dunlin_options){
		.size = sizeof(*out),
		.config = options->config,
		.section = options->section,
		.database = options->database,
		.log = cli_log,
		.log_payload = (void *) (uintptr_t) options,
		.write = library_write,
		.json = options->json,
		.verbose = options->verbose,
		.observe = options->quiet ? NULL : cli_observe,
		.observe_payload = (void *) (uintptr_t) options,
		.show_values = options->show_values,
		.wait = options->wait,
		.types = options->types,
		.enums = options->enums,
		.placeholders = options->placeholders,
		.tag = options->tag,
		.width = cli_width(stdout),
		.color = cli_has_color(stdout),
	};
}

bool
cli_assume_large(struct dunlin *project, const char *command, const struct cli_options *options,
    struct dunlin_error *err)
{
	if (options->large != NULL && !options->sql)
		return cli_usage_error(err, command,
		    "'--assume-large' is for '--sql': a database is asked how large its tables "
		    "are");
	for (size_t i = 0; options->large != NULL && options->large[i] != NULL; i++)
		dunlin_assume_large(project, options->large[i]);
	return true;
}
