#!/bin/sh
# repeatable_postgresql.sh - repeatable.inc on postgresql
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"

db_run_script() {
	psql -qX -v ON_ERROR_STOP=1 -f "$1"
}

. "$srcdir/tests/cli/repeatable.inc"
