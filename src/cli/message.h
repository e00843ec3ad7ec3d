/* message.h - what goes to stderr: log lines and the one error */
#ifndef DN_CLI_MESSAGE_H
#define DN_CLI_MESSAGE_H

#include <stdio.h>

#include "cli/command.h"

/* A dunlin_log_fn; PAYLOAD is the struct cli_options. */
void cli_log(void *payload, enum dunlin_level level, const char *message);
/* Print ERR: its place, message, source line, detail (with SHOW_VALUES) and hint. */
void cli_print_error(const struct dunlin_error *err, bool show_values);

/*
 * The line of FILE with a caret under COLUMN, both from 1 and in characters.  A long line is cut
 * around the column, tabs stay, what steers a terminal and what is a password does not.
 * Nothing when there is no such line.  KEYS_ONLY: it is of a configuration, whose values are not
 * shown.
 */
void cli_print_excerpt(FILE *to, const char *file, unsigned line, unsigned column, bool keys_only);

#endif
