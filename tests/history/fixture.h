/* fixture.h - a temporary directory of revisions */
#ifndef DN_TESTS_HISTORY_FIXTURE_H
#define DN_TESTS_HISTORY_FIXTURE_H

#include "base/error.h"
#include "history/history.h"

extern void *mem;             /* freed behind each suite */
extern const char *directory; /* empty when a suite starts */

int fixture_setup(void);
/* Fails when anything was not freed or the directory cannot be removed. */
int fixture_teardown(void);

/* Write NAME with TEXT; the path. */
const char *fixture_write(const char *name, const char *text);
const char *fixture_write_bytes(const char *name, const char *text, size_t len);
/* Remove all files; false when one stays.  No check: suites end with it too. */
bool fixture_clear(void);
/* What is in the directory, sorted, with a blank behind each. */
const char *fixture_list(void);
const char *fixture_read(const char *path);

/* "name.sql:2:4: message [hint]", without the place where there is none. */
const char *error_text(const struct dunlin_error *err);
/* The history in PATH. */
struct dn_history *history_open_at(const char *path, struct dunlin_error *err);
/* The directory's history, or NULL and a failed check. */
struct dn_history *history_open(void);
/* The error that opening gives. */
const char *history_error(void);
/* "001 002 " */
const char *ids(struct dn_revision *const *list, size_t n);

#endif
