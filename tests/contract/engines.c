/* engines.c - PostgreSQL and SQLite as their clients reach them */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "contract.h"
#include "dntest.h"
#include "pgcluster.h"

PGconn *
contract_pg_open(const char *database)
{
	const char *keys[] = { "host", "port", "user", "dbname", NULL };
	const char *values[] = { pgcluster_host(), pgcluster_port(), "dunlin", database, NULL };
	PGconn *pg = PQconnectdbParams(keys, values, 0);

	if (PQstatus(pg) != CONNECTION_OK || !contract_pg_run(pg, "SET TimeZone = 'UTC'") ||
	    !contract_pg_run(pg, "SET client_min_messages = error")) {
		printf("Bail out! %s", PQerrorMessage(pg));
		exit(1);
	}
	return pg;
}

PGconn *
contract_pg(const char *database)
{
	return pgcluster_url(database) == NULL ? NULL : contract_pg_open(database);
}

bool
contract_pg_run(PGconn *pg, const char *sql)
{
	PGresult *result = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

char *
contract_pg_query(
    const void *mem, PGconn *pg, const char *sql, int n, const struct dunlin_value *params)
{
	const char **values = dn_new_array(mem, const char *, (unsigned) n + 1);
	char *answer = NULL;
	PGresult *result;

	for (int i = 0; i < n; i++)
		values[i] = params[i].data;
	result = PQexecParams(pg, sql, n, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0)
		answer = dn_strdup(mem, PQgetvalue(result, 0, 0));
	else if (PQresultStatus(result) == PGRES_COMMAND_OK ||
		 PQresultStatus(result) == PGRES_TUPLES_OK)
		answer = dn_strdup(mem, "");
	PQclear(result);
	dn_free(values);
	return answer;
}

sqlite3 *
contract_sqlite(const char *file)
{
	sqlite3 *db;

	if (sqlite3_open(file == NULL ? ":memory:" : file, &db) != SQLITE_OK ||
	    !contract_sqlite_run(db, "PRAGMA foreign_keys = ON")) {
		printf("Bail out! %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	return db;
}

bool
contract_sqlite_run(sqlite3 *db, const char *sql)
{
	bool ok = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;

	if (!ok)
		printf("# %s: %s\n", sql, sqlite3_errmsg(db));
	return ok;
}

char *
contract_sqlite_query(const void *mem, sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;
	char *answer = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		printf("# %s: %s\n", sql, sqlite3_errmsg(db));
	else if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_type(st, 0) != SQLITE_NULL)
		answer = dn_strdup(mem, (const char *) sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return answer;
}

bool
contract_step(sqlite3_stmt *st)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		continue;
	sqlite3_reset(st);
	return rc == SQLITE_DONE;
}

static bool
bind_integer(sqlite3_stmt *st, int i, const char *text)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0)
		return false;
	sqlite3_bind_int64(st, i, n);
	return true;
}

static bool
bind_real(sqlite3_stmt *st, int i, const char *text)
{
	char *end;
	double x;

	errno = 0;
	x = strtod(text, &end);
	/* a NaN would be bound as NULL, and hexadecimal is C's own */
	if (end == text || *end != '\0' || x != x || strpbrk(text, "xX") != NULL)
		return false;
	sqlite3_bind_double(st, i, x);
	return true;
}

static bool
bind_hex(sqlite3_stmt *st, int i, const char *hex)
{
	size_t len = strlen(hex), n = 0;
	unsigned char *bytes = dn_new_array(NULL, unsigned char, (unsigned) len / 2 + 1);
	bool ok = len % 2 == 0 && strspn(hex, "0123456789abcdefABCDEF") == len;

	for (; ok && n < len / 2; n++) {
		char digits[3] = { hex[2 * n], hex[2 * n + 1], '\0' };

		bytes[n] = (unsigned char) strtol(digits, NULL, 16);
	}
	if (ok)
		sqlite3_bind_blob(st, i, bytes, (int) n, SQLITE_TRANSIENT);
	dn_free(bytes);
	return ok;
}

void
contract_bind(sqlite3_stmt *st, int i, const struct dn_type *type, const struct dunlin_value *value)
{
	if (value->kind == DUNLIN_NULL) {
		sqlite3_bind_null(st, i);
		return;
	}
	switch (type->dims > 0 ? DN_TYPE_TEXT : type->kind) {
	case DN_TYPE_SMALLINT:
	case DN_TYPE_INTEGER:
	case DN_TYPE_BIGINT:
	case DN_TYPE_OID:
	case DN_TYPE_BOOLEAN:
		if (bind_integer(st, i, value->data) || bind_real(st, i, value->data))
			return;
		break;
	case DN_TYPE_REAL:
	case DN_TYPE_DOUBLE:
		if (bind_real(st, i, value->data))
			return;
		break;
	case DN_TYPE_BYTEA:
		if (strncmp(value->data, "\\x", 2) == 0 && bind_hex(st, i, value->data + 2))
			return;
		break;
	default: break;
	}
	sqlite3_bind_text(st, i, value->data, (int) value->len, SQLITE_TRANSIENT);
}

void
contract_bind_as(sqlite3_stmt *st, int i, const char *storage, const struct dunlin_value *value)
{
	bool ok = true;

	if (strcmp(storage, "null") == 0)
		sqlite3_bind_null(st, i);
	else if (strcmp(storage, "integer") == 0)
		ok = bind_integer(st, i, value->data);
	else if (strcmp(storage, "real") == 0)
		ok = bind_real(st, i, value->data);
	else if (strcmp(storage, "blob") == 0)
		ok = bind_hex(st, i, value->data);
	else if (strcmp(storage, "bytes") == 0)
		sqlite3_bind_blob(st, i, value->data, (int) value->len, SQLITE_TRANSIENT);
	else
		sqlite3_bind_text(st, i, value->data, (int) value->len, SQLITE_TRANSIENT);
	CHECK(ok);
}
