/* pgcluster.h - a PostgreSQL server of the test program's own, and how drivers are found in tests
 */
#ifndef DN_TESTS_PGCLUSTER_H
#define DN_TESTS_PGCLUSTER_H

#include <stdbool.h>

/*
 * Start the server on first use; it stops when the program ends, however it does.  False when none
 * is installed: skip the test.  Where one must be there (CI=true or DUNLIN_TEST_REQUIRE_SERVERS=1)
 * and when it does not start, the program ends with "Bail out!".
 */
bool pgcluster_start(void);

/*
 * The URL of a database NAME, made afresh; NULL when there is no server.  The user is the superuser
 * "dunlin" without a password; a user "with_password" made by a test needs one (scram-sha-256).
 * The string is valid until the next call.
 */
const char *pgcluster_url(const char *name);
/* The same through libdbi. */
const char *pgcluster_dbi_url(const char *name);
/* The parts of the URL: the socket's directory, and the port. */
const char *pgcluster_host(void);
const char *pgcluster_port(void);

/*
 * Let dn_driver_find() see the modules of the build directory, and them the libdunlin there, when
 * the program was not started by `make check`.
 */
void pgcluster_use_modules(void);

#endif
