#!/bin/sh
# branches_sqlite.sh - a database with several heads
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

db_columns() {
	sqlite3 "$db_file" "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'dunlin%' ORDER BY 1" | tr '\n' ' ' | sed 's/ $//'
}

. "$srcdir/tests/engine/branches.inc"
tap_done
