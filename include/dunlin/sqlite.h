/* sqlite.h - migrate over an SQLite connection that the application has */
#ifndef DUNLIN_SQLITE_H
#define DUNLIN_SQLITE_H

#include <dunlin/dunlin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3; /* of <sqlite3.h> */

/*
 * As dunlin_open(), for the database that DB is connected to, whatever OPTIONS and the
 * configuration say of one.  NULL and ERR where there is no driver for it.
 *
 * DB stays the application's: it outlives the project, and dunlin_close() does not close it.  From
 * the first verb that needs the database until dunlin_close() nothing else may use DB.  The verb
 * fails with DUNLIN_E_CONNECT when DB has an open transaction or a statement that is not run to its
 * end.  dunlin_close() puts back what was changed: foreign_keys and the other pragmas of the
 * connection, the settings of sqlite3_db_config(); the handlers, hooks, functions and collations of
 * the application are never touched.  The key lock_wait says how long is waited for a lock,
 * whatever the connection's own busy timeout is.
 *
 * The program must use the same SQLite library as libdunlin: the shared one, not a copy of its own.
 */
DUNLIN_API struct dunlin *dunlin_open_sqlite(
    struct sqlite3 *db, const struct dunlin_options *options, struct dunlin_error *err);

#ifdef __cplusplus
}
#endif

#endif
