/* bar.h - the last line of a terminal, drawn again and again */
#ifndef DN_CLI_BAR_H
#define DN_CLI_BAR_H

#include <stdio.h>

#include <dunlin/dunlin.h>

/* Draw what EVENT says; when the run ends there is no bar any more. */
void cli_bar_show(const struct dunlin_event *event);
/* Around a message: take the bar off the terminal, and put it back if it was there. */
void cli_bar_clear(void);
void cli_bar_draw(void);

/*
 * The line that shows EVENT on WIDTH columns, the last left free; free() it.  For EVENTs that
 * are nothing to show it is "".
 */
char *cli_bar_text(const struct dunlin_event *event, unsigned width);

#endif
