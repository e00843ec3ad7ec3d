/* sqlite.h - what the files of the SQLite driver share */
#ifndef DN_DRIVERS_SQLITE_H
#define DN_DRIVERS_SQLITE_H

#include <signal.h>

#include <sqlite3.h>

#include <dunlin/driver.h>

struct sqlite_conn {
	struct dunlin_conn base; /* must be first */
	sqlite3 *db;
	volatile sig_atomic_t canceled;
	unsigned busy_timeout_ms;
	int64_t busy_until; /* of the wait that is going on */
};

/* Zeroed; never NULL. */
void *dn_sqlite_alloc(size_t size);
/* All but the connection's driver; NULL and ERR on failure. */
struct sqlite_conn *dn_sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err);
/* Set ERR from the connection's last error, in the text SQL; returns false. */
bool dn_sqlite_error(struct sqlite_conn *c, const char *sql, struct dunlin_error *err);

#endif
