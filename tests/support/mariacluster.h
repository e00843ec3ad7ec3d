/* mariacluster.h - a MariaDB server of the test program's own */
#ifndef DN_TESTS_MARIACLUSTER_H
#define DN_TESTS_MARIACLUSTER_H

/*
 * The URL of a database NAME, made afresh; the server starts on first use and stops when the
 * program ends, however it does.  NULL when none is installed: skip the test.  Where one must be
 * there (as of pgcluster_start()) the program ends with "Bail out!".  The user "dunlin" may do all
 * and has no password.  The string is valid until the next call.
 */
const char *mariacluster_url(const char *name);
/* The same in libdbi's own words. */
const char *mariacluster_dbi_url(const char *name);

#endif
