/* options.h - what the user asked for: the command line against the option table */
#ifndef DN_CLI_OPTIONS_H
#define DN_CLI_OPTIONS_H

#include "cli/command.h"

struct cli_request {
	const struct cli_command *command; /* NULL: none was named */
	struct cli_options options;
	char **args; /* operands, ended by NULL */
	int nargs;
	size_t nwords;
	const char **lists[3]; /* values of options that may come again */
	char **secrets;        /* values that were taken out of argv, ended by NULL */
};

/*
 * Global options may stand before and after the command, its own after it.  "-" followed by
 * digits is an operand: `downgrade -1`.  Values point into ARGV; secret ones are overwritten
 * there.  On failure OUT holds what was read so far.  Free OUT in both cases.
 */
bool cli_parse(int argc, char **argv, struct cli_request *out, struct dunlin_error *err);
void cli_request_free(struct cli_request *request);

/* Help on stdout or stderr.  COMMAND NULL: the list of commands. */
void cli_print_help(bool to_stderr, const struct cli_command *command);

#endif
