/* translate_check.h - what a translated database must do, as checks */
#ifndef DN_TESTS_TRANSLATE_CHECK_H
#define DN_TESTS_TRANSLATE_CHECK_H

#include "translate.h"

/* A section of PostgreSQL's SQL is translated and runs. */
void run(struct translate *tr, const char *sql);
/* SQLite's SQL runs. */
void takes(struct translate *tr, const char *sql);
/* It does not, with a message that contains WHY. */
void refuses(struct translate *tr, const char *sql, const char *why);

#endif
