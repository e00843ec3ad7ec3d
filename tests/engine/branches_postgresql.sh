#!/bin/sh
# branches_postgresql.sh - a database with several heads
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"

db_columns() {
	psql -qAt -c "SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name !~ '^dunlin' ORDER BY 1" | tr '\n' ' ' |
		sed 's/ $//'
}

. "$srcdir/tests/engine/branches.inc"
tap_done
