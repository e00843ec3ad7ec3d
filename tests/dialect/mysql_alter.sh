#!/bin/sh
# mysql_alter.sh - how each kind of ALTER works on MariaDB: as the statement says, and no better way
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/maria.sh"
scratch=$(mktemp -d)
trap 'maria_stop; rm -rf "$scratch"' EXIT
maria_start
PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/dialect/mysql_alter.py" \
    "$srcdir/tests/dialect/mysql_alter.cases" "$scratch/h" "$maria_socket"
