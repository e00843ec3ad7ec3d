/* history.c - dunlin history */
#include "config.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "cli/command.h"

/* Can the terminal be sent more than ASCII? */
static bool
history_has_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t) 0);
	bool utf8 = locale != (locale_t) 0 && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;

	if (locale != (locale_t) 0)
		freelocale(locale);
	return utf8;
}

static bool
history_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const char *form = options->format;

	(void) args;
	if (options->graph && form == NULL)
		form = history_has_utf8() ? "graph" : "ascii";
	if (form != NULL)
		return dunlin_draw(project, options->range, options->indicate_current, form, err);
	return dunlin_history(project, options->range, options->indicate_current, err);
}

static const struct cli_option history_options[] = {
	{
	    .name = "rev-range",
	    .letter = 'r',
	    .value = "FROM:TO",
	    .help = "from one to the other, each a revision or symbol, or left out",
	    .offset = offsetof(struct cli_options, range),
	},
	{
	    .name = "indicate-current",
	    .letter = 'i',
	    .help = "mark where the database is",
	    .offset = offsetof(struct cli_options, indicate_current),
	},
	{
	    .name = "graph",
	    .help = "draw how the lines part and meet",
	    .offset = offsetof(struct cli_options, graph),
	    .excludes = "format json",
	},
	{
	    .name = "format",
	    .value = "FORM",
	    .help = "a drawing for documents: mermaid or dot",
	    .offset = offsetof(struct cli_options, format),
	    .choices = (const char *const[]){ "mermaid", "dot", NULL },
	    .excludes = "json",
	},
	CLI_OPTION_WAIT,
	CLI_OPTION_JSON,
	{ .name = NULL },
};

const struct cli_command cli_history = {
	.name = "history",
	.args = "",
	.summary = "list the revisions, newest first",
	.flags = CLI_PROJECT,
	.options = history_options,
	.run = history_run,
};
