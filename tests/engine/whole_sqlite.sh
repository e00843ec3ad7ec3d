#!/bin/sh
# A run as one transaction on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/engine/whole.inc"
tap_done
