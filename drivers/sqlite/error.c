/* error.c - what SQLite says of its last failure */
#include "config.h"

#include "sqlite_codes.h"
#include "sqlite.h"

bool
dn_sqlite_error(struct sqlite_conn *c, const char *sql, struct dunlin_error *err)
{
	struct sqlite_failure failure = {
		.rc = sqlite3_extended_errcode(c->db),
		.os_error = sqlite3_system_errno(c->db),
		.message = sqlite3_errmsg(c->db),
		.canceled = c->canceled != 0,
		.sql = sql,
		.offset = -1,
	};

#if SQLITE_VERSION_NUMBER >= 3038000
	failure.offset = sqlite3_error_offset(c->db);
#endif
	return sqlite_report(&failure, err);
}
