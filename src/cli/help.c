/* help.c - `dunlin help`, --help: printed from the tables */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/options.h"
#include "cli/terminal.h"

enum { HELP_NARROW = 20 }; /* in less nothing is folded */

/* "-c, --config FILE" or "--wait[=DURATION]" in LABEL, indented as if each had a letter. */
static void
help_option_label(const struct cli_option *row, char label[static 64])
{
	char letter[5] = "    ";

	if (row->letter != 0)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	snprintf(label, 64, "%s--%s%s%s%s", letter, row->name,
	    row->value == NULL   ? ""
	    : row->usual != NULL ? "[="
				 : " ",
	    row->value != NULL ? row->value : "", row->usual != NULL ? "]" : "");
}

/* A label and TEXT, below it where it is wider than others; on a terminal folded at its width. */
static void
help_print_row(FILE *to, const char *label, int width, const char *text)
{
	size_t columns = cli_width(to), indent = (size_t) width + 3, len = strlen(label);
	size_t room = columns > indent + HELP_NARROW ? columns - indent : strlen(text);

	if (len > (size_t) width)
		fprintf(to, "  %s\n%*s", label, (int) indent, "");
	else
		fprintf(to, "  %-*s ", width, label);
	while (strlen(text) > room) {
		for (len = room; len > 0 && text[len] != ' ';)
			len--;
		len = len == 0 ? room : len;
		fprintf(to, "%.*s\n%*s", (int) len, text, (int) indent, "");
		text += len + strspn(text + len, " ");
	}
	fprintf(to, "%s\n", text);
}

static void
help_print_options(FILE *to, const char *title, const struct cli_option *row)
{
	char label[64];

	if (row == NULL)
		return;
	fprintf(to, "\n%s:\n", title);
	for (; row->name != NULL; row++) {
		struct dunlin_buf *text = dunlin_buf_new();

		help_option_label(row, label);
		dunlin_buf_puts(text, row->help);
		if (row->env != NULL)
			dunlin_buf_printf(text, " [%s]", row->env);
		help_print_row(to, label, 27, text->s);
		dunlin_buf_free(text);
	}
}

/* "revision --message MESSAGE", "upgrade TARGET": the command with what it needs. */
static struct dunlin_buf *
help_synopsis(const struct cli_command *command)
{
	struct dunlin_buf *synopsis = dunlin_buf_new();

	dunlin_buf_puts(synopsis, command->name);
	for (const struct cli_option *row = command->options; row != NULL && row->name; row++)
		if (row->required)
			dunlin_buf_printf(synopsis, " --%s %s", row->name, row->value);
	if (command->args[0] != '\0')
		dunlin_buf_printf(synopsis, " %s", command->args);
	return synopsis;
}

static void
help_print_command(FILE *to, const struct cli_command *command)
{
	struct dunlin_buf *synopsis = help_synopsis(command);

	fprintf(to, "usage: dunlin %s [OPTION]...\n\n%s\n", synopsis->s, command->summary);
	dunlin_buf_free(synopsis);
	if (command->details != NULL)
		fputs(command->details, to);
	help_print_options(to, "options", command->options);
	help_print_options(to, "global options", cli_global_options);
}

/* Where a group begins in the list of commands. */
static const struct {
	const struct cli_command *first;
	const char *title;
} help_groups[] = {
	{ &cli_init, "make revisions" },
	{ &cli_upgrade, "run them" },
	{ &cli_current, "look at the database" },
	{ &cli_history, "look at the files" },
	{ &cli_translate, "more" },
};

static void
help_print_title(FILE *to, const struct cli_command *command)
{
	for (size_t i = 0; i < sizeof help_groups / sizeof *help_groups; i++)
		if (help_groups[i].first == command)
			fprintf(to, "\n%s:\n", help_groups[i].title);
}

static void
help_print_commands(FILE *to)
{
	fputs("usage: dunlin [OPTION]... COMMAND [OPERAND]...\n\n"
	      "One migration history in PostgreSQL's SQL, run on it, on SQLite and on MariaDB.\n",
	    to);
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		if ((cli_commands[i]->flags & CLI_HIDDEN) != 0)
			continue;
		help_print_title(to, cli_commands[i]);
		struct dunlin_buf *synopsis = help_synopsis(cli_commands[i]);

		help_print_row(to, synopsis->s, 32, cli_commands[i]->summary);
		dunlin_buf_free(synopsis);
	}
	help_print_options(to, "options", cli_global_options);
	fputs("\nexit status: 0 done, 1 error, 2 usage or configuration, 3 revisions are pending,\n"
	      "4 the database differs from the files, 5 another migration holds the lock\n"
	      "\n'dunlin help COMMAND' and dunlin-COMMAND(1) tell more about one.\n",
	    to);
}

void
cli_print_help(bool to_stderr, const struct cli_command *command)
{
	FILE *to = to_stderr ? stderr : stdout;

	if (command != NULL)
		help_print_command(to, command);
	else
		help_print_commands(to);
}

static bool
help_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	const struct cli_command *command = NULL;

	(void) project;
	(void) options;
	if (args[0] != NULL) {
		command = cli_find_command(args[0], err);
		if (command == NULL)
			return false;
	}
	cli_print_help(false, command);
	return true;
}

const struct cli_command cli_help = {
	.name = "help",
	.args = "[COMMAND]",
	.summary = "tell about dunlin, or about one command",
	.max_args = 1,
	.run = help_run,
};
