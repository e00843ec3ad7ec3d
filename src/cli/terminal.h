/* terminal.h - what the user's terminal shows, and what he wants of it */
#ifndef DN_CLI_TERMINAL_H
#define DN_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Is TO one that can move its cursor? */
bool cli_is_terminal(FILE *to);
/*
 * Are there to be colours?  NO_COLOR: none; CLICOLOR_FORCE: always; CLICOLOR=0: none; else on a
 * terminal that is not dumb.  A variable that is empty is as if it were not set.
 */
bool cli_has_color(FILE *to);
/* Its columns, COLUMNS before what it says itself; 0: TO is no terminal. */
size_t cli_width(FILE *to);
/* Has the program that read TO, a pipe, gone away? */
bool cli_is_unread(FILE *to);

#endif
