#!/bin/sh
# repeatable_sqlite.sh - repeatable.inc on sqlite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

db_run_script() {
	sqlite3 "$db_file" <"$1"
}

. "$srcdir/tests/cli/repeatable.inc"
