/* pgsql.h - PostgreSQL behind libdbi: what its files share */
#ifndef DN_DRIVERS_DBI_PGSQL_H
#define DN_DRIVERS_DBI_PGSQL_H

#include <libpq-fe.h>

#include "dbi.h"

#define PGSQL_DOORS(X)          \
	X(PQbackendPID)         \
	X(PQcancel)             \
	X(PQclear)              \
	X(PQcmdStatus)          \
	X(PQconndefaults)       \
	X(PQconninfoFree)       \
	X(PQconsumeInput)       \
	X(PQerrorMessage)       \
	X(PQfreeCancel)         \
	X(PQfreemem)            \
	X(PQgetCancel)          \
	X(PQgetCopyData)        \
	X(PQgetResult)          \
	X(PQgetisnull)          \
	X(PQgetvalue)           \
	X(PQisBusy)             \
	X(PQnfields)            \
	X(PQntuples)            \
	X(PQputCopyData)        \
	X(PQputCopyEnd)         \
	X(PQresultErrorField)   \
	X(PQresultErrorMessage) \
	X(PQresultStatus)       \
	X(PQsendQueryParams)    \
	X(PQsetNoticeReceiver)  \
	X(PQsetSingleRowMode)   \
	X(PQsocket)             \
	X(PQstatus)

struct pgsql_doors {
	PGSQL_DOORS(DBI_DOOR_MEMBER)
};

bool
dn_dbi_pgsql_exec(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err);
bool dn_dbi_pgsql_copy(
    struct dbi_link *l, const char *sql, const char *data, size_t len, struct dunlin_error *err);

#endif
