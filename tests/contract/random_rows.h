/* random_rows.h - rows of two servers in one order */
#ifndef DN_TESTS_RANDOM_ROWS_H
#define DN_TESTS_RANDOM_ROWS_H

#include <libpq-fe.h>

/* The first value of each row, a line each; or the error. */
char *random_server_rows(const void *mem, PGconn *pg, const char *sql);
/* The lines in order of their bytes. */
char *random_sorted(const void *mem, const char *text);

#endif
