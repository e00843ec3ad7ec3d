#!/bin/sh
# placeholder_postgresql.sh - placeholder.inc on postgresql
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/cli/placeholder.inc"
