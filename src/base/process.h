/* process.h - run another program and wait for it */
#ifndef DN_BASE_PROCESS_H
#define DN_BASE_PROCESS_H

#include <dunlin/driver.h>

struct dn_process {
	const char *const *argv; /* the first is looked for in PATH; ended by NULL */
	const char *cwd;         /* NULL: ours */
	struct dunlin_buf *out;  /* gets what it writes, and it has nothing to read; NULL: stderr */
};
/*
 * Run it.  What it prints is no result of ours, so it goes to stderr.  False and ERR (CODE), which
 * begins with WHAT and does not name the program, when it cannot be run or fails.
 */
bool dn_process_run(const struct dn_process *process, enum dunlin_code code, const char *what,
    struct dunlin_error *err);

#endif
