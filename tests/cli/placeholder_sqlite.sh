#!/bin/sh
# placeholder_sqlite.sh - placeholder.inc on sqlite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/cli/placeholder.inc"
