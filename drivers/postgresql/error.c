/* error.c - SQLSTATEs as error classes, and why there is no connection */
#include "config.h"

#include <string.h>

#include "pg_fields.h"
#include "pg.h"

bool
dn_pg_error(struct pg_conn *c, const PGresult *res, const char *sql, struct dunlin_error *err)
{
	struct pg_failure failure = {
		.field = PQresultErrorField,
		.res = res,
		.text = PQresultErrorMessage(res),
		.sql = sql,
		.lost = PQstatus(c->pg) == CONNECTION_BAD,
		.canceled = c->canceled != 0,
	};

	return pg_report(&failure, err);
}

bool
dn_pg_error_conn(struct pg_conn *c, struct dunlin_error *err)
{
	bool bad = PQstatus(c->pg) == CONNECTION_BAD;
	const char *text = PQerrorMessage(c->pg);

	if (text[0] == '\0')
		text = "the connection was lost";
	return dunlin_error_set(
	    err, bad ? DUNLIN_E_GONE : DUNLIN_E_SQL, "%.*s", (int) strcspn(text, "\n"), text);
}
