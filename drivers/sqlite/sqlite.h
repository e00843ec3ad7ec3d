/* sqlite.h - what the files of the SQLite driver share */
#ifndef DN_DRIVERS_SQLITE_H
#define DN_DRIVERS_SQLITE_H

#include <signal.h>

#include <sqlite3.h>

#include <dunlin/driver.h>

/* What of sqlite3_db_config() is set while a connection is ours. */
#define SQLITE_NCONFIGURED 3

struct sqlite_conn {
	struct dunlin_conn base; /* must be first */
	sqlite3 *db;
	volatile sig_atomic_t canceled;
	unsigned busy_timeout_ms;
	int64_t busy_until; /* of the wait that is going on */
	char server[32];
	/* Of an application's connection: what it is to be given back with. */
	bool adopted;
	int configured[SQLITE_NCONFIGURED];
};

/* Zeroed; never NULL. */
void *dn_sqlite_alloc(size_t size);
/* All but the connection's driver; NULL and ERR on failure. */
struct sqlite_conn *dn_sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err);
int64_t dn_sqlite_now_ms(void);
/* Wait a little for somebody else's lock; false when time, until c->busy_until, is over. */
bool dn_sqlite_wait(struct sqlite_conn *c, int count);
/* Set that TO values, as the driver needs it when NULL; BEFORE, unless NULL, gets what it was. */
void dn_sqlite_configure(sqlite3 *db, const int *to, int *before);
/* adopt.c: as of driver.h; and give an adopted connection back, before C is freed. */
struct sqlite_conn *
dn_sqlite_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err);
bool dn_sqlite_handle_url(void *handle, struct dunlin_buf *url, struct dunlin_error *err);
void dn_sqlite_give_back(struct sqlite_conn *c);
/* Set ERR from the connection's last error, in the text SQL; returns false. */
bool dn_sqlite_error(struct sqlite_conn *c, const char *sql, struct dunlin_error *err);

#endif
