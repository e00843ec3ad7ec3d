/* adopt.c - migrate over an application's own connection, and give it back as it was */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>

#include "sqlite.h"

static const char *
adopt_obstacle(sqlite3 *db)
{
	if (!sqlite3_get_autocommit(db))
		return "has an open transaction";
	for (sqlite3_stmt *s = NULL; (s = sqlite3_next_stmt(db, s)) != NULL;)
		if (sqlite3_stmt_busy(s))
			return "has a statement that is not run to its end";
	return NULL;
}

struct sqlite_conn *
dn_sqlite_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *obstacle = adopt_obstacle(handle);
	struct sqlite_conn *c;

	if (obstacle != NULL) {
		dunlin_error_set(
		    err, DUNLIN_E_CONNECT, "the application's SQLite connection %s", obstacle);
		dunlin_error_set_hint(err, "End it before the migration.");
		return NULL;
	}
	c = dn_sqlite_alloc(sizeof *c);
	c->db = handle;
	c->adopted = true;
	c->busy_timeout_ms = how->busy_timeout_ms;
	dn_sqlite_configure(c->db, NULL, c->configured);
	return c;
}

void
dn_sqlite_give_back(struct sqlite_conn *c)
{
	if (!sqlite3_get_autocommit(c->db))
		sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	dn_sqlite_configure(c->db, c->configured, NULL);
}

bool
dn_sqlite_handle_url(void *handle, struct dunlin_buf *url, struct dunlin_error *err)
{
	const char *path = sqlite3_db_filename(handle, "main");

	(void) err;
	dunlin_buf_puts(url, path == NULL || path[0] == '\0' ? "sqlite://" : "sqlite:///");
	for (; path != NULL && *path != '\0'; path++)
		if (isalnum((unsigned char) *path) || *path == '/')
			dunlin_buf_put(url, path, 1);
		else
			dunlin_buf_printf(url, "%%%02X", (unsigned char) *path);
	return true;
}
