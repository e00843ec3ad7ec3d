#!/bin/sh
# offline_postgresql.sh - offline.py on PostgreSQL
# DUNLIN_TEST_SEED says which graphs, DUNLIN_TEST_GRAPHS how many.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"
scratch=$(mktemp -d)
pg_start
trap 'rm -rf "$scratch"; pg_stop' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/engine/offline.py" postgresql \
	"$scratch" "${DUNLIN_TEST_GRAPHS:-8}" "${DUNLIN_TEST_SEED:-1}"
