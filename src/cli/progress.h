/* progress.h - what a run does, on stderr: a bar on a terminal, else a line from time to time */
#ifndef DN_CLI_PROGRESS_H
#define DN_CLI_PROGRESS_H

#include "cli/command.h"

/* A dunlin_observe_fn; PAYLOAD is the struct cli_options. */
void cli_observe(void *payload, const struct dunlin_event *event);

#endif
