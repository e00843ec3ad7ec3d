#!/bin/sh
# offline_sqlite.sh - offline.py on SQLite
# DUNLIN_TEST_SEED says which graphs, DUNLIN_TEST_GRAPHS how many.
set -u
. "$srcdir/tests/support/tap.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/engine/offline.py" sqlite \
	"$scratch" "${DUNLIN_TEST_GRAPHS:-25}" "${DUNLIN_TEST_SEED:-1}"
