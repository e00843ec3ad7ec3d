/* complete.c - what a shell may complete a word to, from the option tables and the history */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/command.h"

enum { COMPLETE_WORDS = 1000, COMPLETE_TEXT = 100000 };

/* The command line so far. */
struct complete {
	char text[COMPLETE_TEXT], *words[COMPLETE_WORDS];
	size_t nwords;
	const char *word; /* the last one, which is to be completed */
	const struct cli_command *command;
	const struct cli_option *pending; /* the word is its value */
	int noperands;
	bool only_operands; /* behind "--" */
	const char *config, *section;
	int kept; /* how much of WORD stays before what is printed */
};

/* ---- what was typed ---------------------------------------------------------------------- */

/*
 * One word on each line of stdin, not as arguments: a URL among them would be seen by ps.  The
 * newlines in a word are the shell's to replace.
 */
static void
complete_read(struct complete *c)
{
	size_t len = fread(c->text, 1, sizeof c->text - 1, stdin);
	char *rest = c->text, *word;

	c->word = "";
	if (len > 0 && c->text[len - 1] == '\n')
		c->text[len - 1] = '\0';
	while (c->nwords < COMPLETE_WORDS && (word = strsep(&rest, "\n")) != NULL)
		c->words[c->nwords++] = word;
	if (c->nwords > 0)
		c->word = c->words[--c->nwords];
}

static const struct cli_option *
complete_find_in(const struct cli_option *rows, const char *name, size_t len, char letter)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if (letter != 0 ? rows->letter == letter
				: strncmp(rows->name, name, len) == 0 && rows->name[len] == '\0')
			return rows;
	return NULL;
}

/* The row with that long name, or that letter; the command's own first. */
static const struct cli_option *
complete_find(const struct complete *c, const char *name, size_t len, char letter)
{
	const struct cli_option *row = NULL;

	if (c->command != NULL)
		row = complete_find_in(c->command->options, name, len, letter);
	return row != NULL ? row : complete_find_in(cli_global_options, name, len, letter);
}

/* What leads to the history. */
static void
complete_set(struct complete *c, const struct cli_option *row, const char *value)
{
	if (row->offset == offsetof(struct cli_options, config))
		c->config = value;
	else if (row->offset == offsetof(struct cli_options, section))
		c->section = value;
}

static void
complete_take_long(struct complete *c, const char *name)
{
	size_t len = strcspn(name, "=");
	const struct cli_option *row = complete_find(c, name, len, 0);

	if (row == NULL || row->value == NULL)
		return;
	if (name[len] == '=')
		complete_set(c, row, name + len + 1);
	else if (row->usual == NULL)
		c->pending = row;
}

static void
complete_take_letters(struct complete *c, const char *letters)
{
	for (; *letters != '\0'; letters++) {
		const struct cli_option *row = complete_find(c, NULL, 0, *letters);

		if (row == NULL || row->value == NULL)
			continue;
		if (letters[1] != '\0')
			complete_set(c, row, letters + 1);
		else
			c->pending = row;
		return;
	}
}

static void
complete_take_operand(struct complete *c, const char *word)
{
	if (c->command != NULL) {
		c->noperands++;
		return;
	}
	for (size_t i = 0; cli_commands[i] != NULL; i++)
		if (strcmp(cli_commands[i]->name, word) == 0)
			c->command = cli_commands[i];
}

static void
complete_take(struct complete *c, const char *word)
{
	if (c->pending != NULL) {
		complete_set(c, c->pending, word);
		c->pending = NULL;
	} else if (c->only_operands || word[0] != '-' || isdigit((unsigned char) word[1])) {
		complete_take_operand(c, word);
	} else if (strcmp(word, "--") == 0) {
		c->only_operands = true;
	} else if (word[1] == '-') {
		complete_take_long(c, word + 2);
	} else {
		complete_take_letters(c, word + 1);
	}
}

/* ---- what it may become ------------------------------------------------------------------ */

static void
complete_put(const struct complete *c, const char *prefix, const char *text, const char *about)
{
	struct dunlin_buf *word = dunlin_buf_new();

	dunlin_buf_printf(word, "%.*s%s%s", c->kept, c->word, prefix, text);
	if (strncmp(word->s, c->word, strlen(c->word)) == 0)
		printf("%s\t%.*s\n", word->s, (int) strcspn(about, "\r\n\t"), about);
	dunlin_buf_free(word);
}

static bool
complete_put_word(void *payload, const char *word, const char *about)
{
	complete_put(payload, "", word, about);
	return true;
}

static void
complete_project_options(const struct complete *c, struct dunlin_options *options)
{
	*options = (struct dunlin_options){
		.size = sizeof(*options),
		.config = c->config,
		.section = c->section,
	};
}

/* In a range what stands behind the colon, on a branch what stands behind its '@'. */
static void
complete_revisions(struct complete *c, bool current)
{
	struct dunlin_options options;
	const char *word = c->word + c->kept, *colon = strrchr(word, ':');
	const char *at = strrchr(colon == NULL ? word : colon, '@');
	const char *from = at != NULL ? at : colon;
	struct dunlin *project;

	if (from != NULL)
		c->kept = (int) (from + 1 - c->word);
	complete_put(c, "", "head", at != NULL ? "the newest of the branch" : "the newest");
	complete_put(
	    c, "", "heads", at != NULL ? "the newest of the branch" : "all that are newest");
	complete_put(c, "", "base", "before the first");
	if (current && at == NULL)
		complete_put(c, "", "current", "where the database is");
	complete_project_options(c, &options);
	project = dunlin_open(&options, NULL);
	if (project != NULL)
		dunlin_symbols(project, complete_put_word, c, NULL);
	dunlin_close(project);
}

static void
complete_sections(struct complete *c)
{
	struct dunlin_options options;

	complete_project_options(c, &options);
	dunlin_sections(&options, complete_put_word, c, NULL);
}

static void
complete_commands(const struct complete *c)
{
	for (size_t i = 0; cli_commands[i] != NULL; i++)
		if ((cli_commands[i]->flags & CLI_HIDDEN) == 0)
			complete_put(c, "", cli_commands[i]->name, cli_commands[i]->summary);
}

/* What PLACEHOLDER stands for, as it is in usage: "TARGET...", "[FILE]". */
static void
complete_value(struct complete *c, const char *placeholder)
{
	size_t len;
	char name[32];

	placeholder += *placeholder == '[';
	len = strcspn(placeholder, ".] ");
	snprintf(name, sizeof name, "%.*s", (int) len, placeholder);
	if (strcmp(name, "FILE") == 0)
		puts(":files");
	else if (strcmp(name, "FOLDER") == 0 || strcmp(name, "DIRECTORY") == 0)
		puts(":folders");
	else if (strcmp(name, "TARGET") == 0 || strcmp(name, "RANGE") == 0)
		complete_revisions(c, false);
	else if (strcmp(name, "REVISION") == 0 || strcmp(name, "FROM:TO") == 0)
		complete_revisions(c, true);
	else if (strcmp(name, "SECTION") == 0)
		complete_sections(c);
	else if (strcmp(name, "COMMAND") == 0)
		complete_commands(c);
}

static void
complete_option_value(struct complete *c, const struct cli_option *row)
{
	for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
		complete_put(c, "", row->choices[i], row->help);
	if (row->choices == NULL && row->value != NULL)
		complete_value(c, row->value);
}

static void
complete_options(const struct complete *c, const struct cli_option *rows)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		complete_put(c, "--", rows->name, rows->help);
}

static void
complete_word(struct complete *c)
{
	const char *equals = strchr(c->word, '=');

	if (c->pending != NULL) {
		complete_option_value(c, c->pending);
	} else if (!c->only_operands && strncmp(c->word, "--", 2) == 0 && equals != NULL) {
		const struct cli_option *row =
		    complete_find(c, c->word + 2, (size_t) (equals - c->word - 2), 0);

		c->kept = (int) (equals + 1 - c->word);
		if (row != NULL)
			complete_option_value(c, row);
	} else if (!c->only_operands && c->word[0] == '-') {
		complete_options(c, c->command == NULL ? NULL : c->command->options);
		complete_options(c, cli_global_options);
	} else if (c->command == NULL) {
		complete_commands(c);
	} else if (c->noperands < c->command->max_args) {
		complete_value(c, c->command->args);
	}
}

static bool
complete_run(struct dunlin *project, const struct cli_options *options, char **args,
    struct dunlin_error *err)
{
	struct complete *c = calloc(1, sizeof *c);

	(void) project;
	(void) options;
	(void) args;
	(void) err;
	if (c == NULL)
		abort();
	complete_read(c);
	for (size_t i = 0; i < c->nwords; i++)
		complete_take(c, c->words[i]);
	complete_word(c);
	free(c);
	return true;
}

/*
 * The scripts in completions/ ask it: the words behind "dunlin" on the lines of stdin, the last one
 * up to the cursor.  It writes what that may become, each with a tab and what it is, or ":files" or
 * ":folders".
 */
const struct cli_command cli_complete = {
	.name = "__complete",
	.args = "",
	.summary = "write what the last word of stdin may become, for a shell",
	.flags = CLI_HIDDEN,
	.run = complete_run,
};
