#!/bin/sh
# squash_postgresql.sh - squash.inc on postgresql
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"

db_use() {
	export PGDATABASE="$1"
}

. "$srcdir/tests/cli/squash.inc"
