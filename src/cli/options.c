/* options.c - the command line against the option table */
#include "config.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "cli/options.h"

#define OPTION(member) offsetof(struct cli_options, member)

const struct cli_option cli_global_options[] = {
	{
	    .name = "config",
	    .letter = 'c',
	    .value = "FILE",
	    .help = "read FILE, not ./dunlin.ini or ./migrations/dunlin.ini",
	    .offset = OPTION(config),
	    .env = "DUNLIN_CONFIG",
	},
	{
	    .name = "name",
	    .letter = 'n',
	    .value = "SECTION",
	    .help = "use this section of it, with the url it names",
	    .offset = OPTION(section),
	},
	{
	    .name = "database",
	    .letter = 'd',
	    .value = "URL",
	    .help = "the database: sqlite:///FILE, postgresql://HOST/NAME",
	    .offset = OPTION(database),
	    .env = "DUNLIN_DATABASE_URL",
	    .secret = true,
	},
	{
	    .name = "placeholder",
	    .letter = 'x',
	    .value = "KEY=VALUE",
	    .help = "what ${KEY} in revision files stands for",
	    .offset = OPTION(placeholders),
	    .many = true,
	},
	{
	    .name = "quiet",
	    .letter = 'q',
	    .help = "print warnings and errors only",
	    .offset = OPTION(quiet),
	},
	{
	    .name = "verbose",
	    .letter = 'v',
	    .help = "print each statement, and results with all details",
	    .offset = OPTION(verbose),
	},
	{
	    .name = "show-values",
	    .help = "print values of rows: in errors, and which are in the way",
	    .offset = OPTION(show_values),
	},
	{
	    .name = "help",
	    .letter = 'h',
	    .help = "print help and exit",
	    .offset = OPTION(help),
	},
	{
	    .name = "version",
	    .letter = 'V',
	    .help = "print the version and exit",
	    .offset = OPTION(version),
	},
	{ .name = NULL },
};

enum { MAX_ROWS = 24, FIRST_LONG = 256 };

/* What getopt_long() wants, from the rows of the global options and of one command. */
struct option_table {
	const struct cli_option *rows[MAX_ROWS];
	struct option longs[MAX_ROWS + 1];
	char shorts[3 + 2 * MAX_ROWS];
	size_t nrows;
};

static void
options_add_rows(struct option_table *table, const struct cli_option *row)
{
	size_t end = strlen(table->shorts);

	for (; row != NULL && row->name != NULL; row++) {
		size_t i = table->nrows++;

		assert(i < MAX_ROWS);
		table->rows[i] = row;
		table->longs[i] = (struct option){
			.name = row->name,
			.has_arg = row->value == NULL   ? no_argument
				   : row->usual != NULL ? optional_argument
							: required_argument,
			.val = FIRST_LONG + (int) i,
		};
		if (row->letter == 0)
			continue;
		table->shorts[end++] = row->letter;
		if (row->value != NULL)
			table->shorts[end++] = ':';
	}
	table->shorts[end] = '\0';
}

/* "-" gives operands where they stand, ":" tells a missing value from an unknown option. */
static void
options_make_table(struct option_table *table, const struct cli_command *command)
{
	*table = (struct option_table){ .shorts = "-:" };
	if (command != NULL)
		options_add_rows(table, command->options);
	options_add_rows(table, cli_global_options);
}

static const struct cli_option *
options_find(const struct option_table *table, int c)
{
	for (size_t i = 0; i < table->nrows; i++)
		if (c == FIRST_LONG + (int) i || (c != 0 && c == table->rows[i]->letter))
			return table->rows[i];
	return NULL;
}

/* The value lives on in a copy; the letters in argv, which `ps` shows, become 'x'. */
static const char *
options_hide(struct cli_request *out, char *value)
{
	size_t n = 0;

	while (out->secrets[n] != NULL)
		n++;
	out->secrets[n] = strdup(value);
	memset(value, 'x', strlen(value));
	return out->secrets[n];
}

/* A list holds as many as there are words at most. */
static void
options_append(struct cli_request *out, const char ***list, const char *value)
{
	size_t n = 0;

	if (*list == NULL) {
		size_t i = 0;

		while (out->lists[i] != NULL)
			i++;
		*list = out->lists[i] = calloc(out->nwords + 1, sizeof(char *));
		if (*list == NULL)
			abort();
	}
	while ((*list)[n] != NULL)
		n++;
	(*list)[n] = value;
}

static void
options_store(struct cli_request *out, const struct cli_option *row, char *value)
{
	void *member = (char *) &out->options + row->offset;

	if (row->many)
		options_append(out, member, value);
	else if (row->value == NULL)
		*(bool *) member = true;
	else if (value == NULL)
		*(const char **) member = row->usual;
	else
		*(const char **) member = row->secret ? options_hide(out, value) : value;
}

static const char *
request_name(const struct cli_request *out)
{
	return out->command != NULL ? out->command->name : NULL;
}

static bool
options_unknown(const struct option_table *table, const struct cli_request *out, const char *word,
    struct dunlin_error *err)
{
	struct dunlin_nearest nearest = { .word = word + 2 };
	size_t len = strcspn(word, "="); /* what follows could be a password */

	if (strncmp(word, "--", 2) != 0)
		return cli_usage_error(err, request_name(out), "unknown option '-%c'", optopt);
	for (size_t i = 0; i < table->nrows; i++)
		dunlin_nearest_add(&nearest, table->rows[i]->name);
	if (nearest.name == NULL)
		return cli_usage_error(
		    err, request_name(out), "unknown option '%.*s'", (int) len, word);
	return cli_usage_error(err, request_name(out),
	    "unknown option '%.*s', did you mean '--%s'?", (int) len, word, nearest.name);
}

static bool
options_complain(const struct option_table *table, const struct cli_request *out, int c,
    const char *word, struct dunlin_error *err)
{
	const struct cli_option *row = options_find(table, optopt);

	if (row == NULL)
		return options_unknown(table, out, word, err);
	if (c == ':')
		return cli_usage_error(err, request_name(out), "option '--%s' needs a value: %s",
		    row->name, row->value);
	return cli_usage_error(err, request_name(out), "option '--%s' takes no value", row->name);
}

static bool
options_take(const struct option_table *table, struct cli_request *out, int c, const char *word,
    struct dunlin_error *err)
{
	const struct cli_option *row = options_find(table, c);

	if (row == NULL)
		return options_complain(table, out, c, word, err);
	options_store(out, row, optarg);
	return true;
}

/* "-1", "-12": as many revisions back. */
static bool
is_relative(const char *word)
{
	return word[0] == '-' && word[1] != '\0' &&
	       strspn(word + 1, "0123456789") == strlen(word + 1);
}

/* The first operand names the command, and with it the rows that may follow. */
static bool
options_operand(
    struct option_table *table, struct cli_request *out, char *word, struct dunlin_error *err)
{
	if (out->command != NULL) {
		out->args[out->nargs++] = word;
		return true;
	}
	out->command = cli_find_command(word, err);
	if (out->command == NULL)
		return false;
	options_make_table(table, out->command);
	return true;
}

static bool
options_has(const struct cli_request *out, size_t offset, bool is_switch)
{
	const void *member = (const char *) &out->options + offset;

	return is_switch ? *(const bool *) member : *(const char *const *) member != NULL;
}

static bool
options_has_row(const struct cli_request *out, const struct cli_option *row)
{
	return options_has(out, row->offset, row->value == NULL);
}

static bool
options_check_required(const struct cli_request *out, struct dunlin_error *err)
{
	const struct cli_command *command = out->command;

	for (const struct cli_option *row = command->options; row != NULL && row->name; row++)
		if (row->required && !options_has_row(out, row))
			return cli_usage_error(err, command->name, "'%s' needs '--%s %s'",
			    command->name, row->name, row->value);
	return true;
}

static bool
options_excludes(const struct cli_option *row, const char *name)
{
	const char *at = row->excludes;
	size_t n = strlen(name);

	for (; at != NULL; at = strchr(at, ' '), at += at != NULL)
		if (strncmp(at, name, n) == 0 && strchr(" ", at[n]) != NULL)
			return true;
	return false;
}

static bool
options_check_exclusions(const struct cli_request *out, struct dunlin_error *err)
{
	const struct cli_option *rows = out->command->options;

	for (const struct cli_option *row = rows; row != NULL && row->name; row++)
		for (const struct cli_option *other = rows; other->name; other++)
			if (options_excludes(row, other->name) && options_has_row(out, row) &&
			    options_has_row(out, other))
				return cli_usage_error(err, out->command->name,
				    "'--%s' and '--%s' exclude each other", row->name, other->name);
	return true;
}

static bool
options_has_instead(const struct cli_request *out)
{
	return out->command->instead != 0 && options_has(out, out->command->instead, false);
}

static bool
options_check_operands(const struct cli_request *out, struct dunlin_error *err)
{
	const struct cli_command *command = out->command;

	if (command == NULL || out->options.help || out->options.version)
		return true;
	if (out->nargs < command->min_args && !options_has_instead(out))
		return cli_usage_error(
		    err, command->name, "'%s' needs an operand: %s", command->name, command->args);
	if (out->nargs > command->max_args)
		return cli_usage_error(err, command->name, "unexpected operand '%s' of '%s'",
		    out->args[command->max_args], command->name);
	return options_check_required(out, err) && options_check_exclusions(out, err);
}

bool
cli_parse(int argc, char **argv, struct cli_request *out, struct dunlin_error *err)
{
	struct option_table table;

	*out = (struct cli_request){
		.args = calloc((size_t) argc + 1, sizeof(char *)),
		.secrets = calloc((size_t) argc + 1, sizeof(char *)),
		.nwords = (size_t) argc,
	};
	if (out->args == NULL || out->secrets == NULL)
		abort();
	options_make_table(&table, NULL);
	while (optind < argc) {
		char *word = argv[optind];
		int c = 1;

		if (is_relative(word)) {
			optarg = word;
			optind++;
		} else {
			c = getopt_long(argc, argv, table.shorts, table.longs, NULL);
		}
		if (c == -1)
			break;
		if (c == 1 ? !options_operand(&table, out, optarg, err)
			   : !options_take(&table, out, c, word, err))
			return false;
	}
	while (optind < argc)
		if (!options_operand(&table, out, argv[optind++], err))
			return false;
	return options_check_operands(out, err);
}

void
cli_request_free(struct cli_request *request)
{
	for (size_t i = 0; request->secrets[i] != NULL; i++)
		free(request->secrets[i]);
	for (size_t i = 0; i < sizeof(request->lists) / sizeof(*request->lists); i++)
		free(request->lists[i]);
	free(request->secrets);
	free(request->args);
}
