/* contract.h - both engines side by side: what one takes, the other must take */
#ifndef DN_TESTS_CONTRACT_H
#define DN_TESTS_CONTRACT_H

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "base/map.h"
#include "dialect/dialect.h"

/* A line of a .tsv file; \N is DUNLIN_NULL. */
struct contract_row {
	struct dunlin_value *fields;
	size_t n;
};

/* One thing to try: a line of cases.tsv. */
struct contract_case {
	const char *type, *name;
	bool good;
	struct dunlin_value value;  /* as text, for PostgreSQL */
	struct dunlin_value stored; /* what clients bind on SQLite for it */
};

/* Lines of tests/contract/NAME without comments; never NULL.  Ends the program when it cannot. */
struct contract_row *contract_read(const void *mem, const char *name, size_t *n);
struct contract_case *contract_cases(const void *mem, size_t *n);

/* "varchar(20)", "text[]": a type as SQL writes it. */
struct dn_type *contract_type(const void *mem, const char *text);

/* -- PostgreSQL: one connection, in UTC -- */

/* A new database, or one that is there; NULL: no server is installed. */
PGconn *contract_pg(const char *database);
PGconn *contract_pg_open(const char *database);
/* False when the server refuses it; the connection stays usable outside a transaction. */
bool contract_pg_run(PGconn *pg, const char *sql);
/* The same with parameters as text; the first value of the result, or "", owned by MEM; NULL when
 * it was refused. */
char *contract_pg_query(
    const void *mem, PGconn *pg, const char *sql, int n, const struct dunlin_value *params);

/* -- SQLite -- */

/* An empty database in memory, or FILE, with foreign keys on. */
sqlite3 *contract_sqlite(const char *file);
bool contract_sqlite_run(sqlite3 *db, const char *sql);
/* Bind VALUE as clients bind a TYPE. */
void contract_bind(
    sqlite3_stmt *st, int i, const struct dn_type *type, const struct dunlin_value *value);
/* Bind VALUE in a storage class by its name: as typeof() gives it, a blob in hex, or "bytes". */
void
contract_bind_as(sqlite3_stmt *st, int i, const char *storage, const struct dunlin_value *value);
/* Run to the end; false when refused.  Resets the statement. */
bool contract_step(sqlite3_stmt *st);
/* The first value of a query as text owned by MEM; NULL for null, no row or an error. */
char *contract_sqlite_query(const void *mem, sqlite3 *db, const char *sql);

/* -- what may differ -- */

/*
 * Hold the answers for (TYPE, NAME) together: PostgreSQL's yes is SQLite's, and its no is too
 * unless known.tsv says otherwise with a notice code, which must be in SAID.
 */
void contract_compare(const char *where, const char *type, const char *name, bool pg, bool sqlite,
    const struct dn_map *said);
/* Does strict.tsv say that a STRICT table refuses what PostgreSQL takes and clients bind? */
bool contract_strict_refuses(const char *type, const char *name);
/* Every line of known.tsv and strict.tsv was needed. */
void contract_check_known(void);

#endif
