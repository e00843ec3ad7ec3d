/* random_statement.h - statements made up from few names and values, most about what is there */
#ifndef DN_TESTS_RANDOM_STATEMENT_H
#define DN_TESTS_RANDOM_STATEMENT_H

#include <libpq-fe.h>

#include "base/buf.h"

/* Statements are about the schema public on CONN; the same SEED gives the same ones. */
void random_start(PGconn *conn, unsigned long long seed);
/* 0 to N - 1. */
unsigned random_pick(unsigned n);
/* Append one of any kind, that the server may refuse; a row; a change of rows. */
void random_statement(const void *mem, struct dunlin_buf *sql);
void random_row(const void *mem, struct dunlin_buf *sql);
void random_change(const void *mem, struct dunlin_buf *sql);
/* All rows of a table or view, one text each: ENGINE 0 is PostgreSQL, 1 SQLite, 2
 * MariaDB. */
char *random_rows(const void *mem, const char *table, int engine);

#endif
