#!/bin/sh
# Statements on rows leave on MariaDB the rows that they leave on PostgreSQL.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"
. "$srcdir/tests/support/maria.sh"
trap 'pg_stop; maria_stop' EXIT
export PGOPTIONS='-c client_min_messages=warning'

pg_start
maria_start
createdb queries
maria_new queries
empty 'each statement that is translated comes to the same rows on both' \
    "$(python3 "$srcdir/tests/contract/mariadb_queries.py" "$DUNLIN" "$srcdir/tests/contract" \
	"psql -XqAt -F '	' -P null=NULL queries" \
	"mariadb --no-defaults -u root -S $maria_socket -N -B --unbuffered --force queries" 2>&1 | grep -v '^# ')"
tap_done
