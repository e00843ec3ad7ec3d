/* random_rows.c - rows of two servers in one order */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "random_rows.h"

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

char *
random_sorted(const void *mem, const char *text)
{
	char *copy = dn_strdup(mem, text), *rest = NULL, *lines[512];
	struct dunlin_buf *buf = dn_buf_new(mem);
	size_t n = 0;

	for (char *line = strtok_r(copy, "\n", &rest); line != NULL && n < 512;
	     line = strtok_r(NULL, "\n", &rest))
		lines[n++] = line;
	qsort(lines, n, sizeof *lines, by_bytes);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s\n", lines[i]);
	return buf->s;
}

char *
random_server_rows(const void *mem, PGconn *pg, const char *sql)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	PGresult *result = PQexec(pg, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		dunlin_buf_puts(buf, PQerrorMessage(pg));
	for (int i = 0; i < PQntuples(result); i++)
		dunlin_buf_printf(buf, "%s\n", PQgetvalue(result, i, 0));
	PQclear(result);
	return buf->s;
}
