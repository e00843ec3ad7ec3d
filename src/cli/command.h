/* command.h - a command is one const struct and one function */
#ifndef DN_CLI_COMMAND_H
#define DN_CLI_COMMAND_H

#include <dunlin/dunlin.h>

/* Where an option's value goes: a member of struct cli_options. */
struct cli_options {
	const char *config, *section, *database;
	const char *message, *rev_id, *dialect;
	bool quiet, verbose, json, sql, help, version, exit_code;
};

/* One row gives parsing, usage, help, completion and the manual's check. */
struct cli_option {
	const char *name;  /* long, without dashes */
	char letter;	   /* short, or 0 */
	const char *value; /* placeholder, NULL for a switch */
	const char *help;  /* one line, lower case, no full stop */
	size_t offset;	   /* in struct cli_options: const char *, or bool for a switch */
};

enum cli_flag {
	CLI_PROJECT = 1 << 0, /* main opens the project first */
};

struct cli_command {
	const char *name;
	const char *args;    /* operands in usage: "TARGET" */
	const char *summary; /* one line for `dunlin help` */
	int min_args, max_args;
	unsigned flags;
	const struct cli_option *options; /* its own; ended by a NULL name; NULL: none */
	bool (*run)(struct dunlin *project, const struct cli_options *options, char **args,
	    struct dunlin_error *err);
};

extern const struct cli_command *const cli_commands[]; /* in the order of help; ended by NULL */
extern const struct cli_option cli_global_options[];

#endif
