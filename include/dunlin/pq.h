/* pq.h - migrate over a PostgreSQL connection of libpq that the application has */
#ifndef DUNLIN_PQ_H
#define DUNLIN_PQ_H

#include <dunlin/dunlin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pg_conn; /* PGconn of <libpq-fe.h> */

/*
 * As dunlin_open(), for the database that CONN is connected to, whatever OPTIONS and the
 * configuration say of one.  NULL and ERR where there is no driver for it, or CONN is not
 * connected.
 *
 * CONN stays the application's: it outlives the project, and dunlin_close() does not finish it.
 * From the first verb that needs the database until dunlin_close() nothing else may use CONN.  The
 * verb fails with DUNLIN_E_CONNECT when CONN has an open transaction, a statement that is not run
 * to its end or a pipeline, or its session an advisory lock or a temporary table, which a migration
 * would let go of.  dunlin_close() puts back what was changed: every setting that pg_settings
 * shows, role and session authorization, the notice receiver, blocking or not; statements that the
 * application has prepared stay.  What no server lists is lost: settings with a prefix that no
 * module defines, such as app.user.  Where the application has a notice receiver of its own (a
 * notice processor is none), that one, and not dunlin, hears what the server says.
 *
 * Who looks on at a statement that lasts does so over a second connection, made from what CONN was
 * made from, its password included.
 */
DUNLIN_API struct dunlin *dunlin_open_pq(
    struct pg_conn *conn, const struct dunlin_options *options, struct dunlin_error *err);

#ifdef __cplusplus
}
#endif

#endif
