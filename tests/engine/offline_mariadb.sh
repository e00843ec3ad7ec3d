#!/bin/sh
# offline_mariadb.sh - offline.py on MariaDB
# DUNLIN_TEST_SEED says which graphs, DUNLIN_TEST_GRAPHS how many.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/maria.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; maria_stop' EXIT
maria_start
MARIA_SOCKET=$maria_socket PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/engine/offline.py" \
	mariadb "$scratch" "${DUNLIN_TEST_GRAPHS:-8}" "${DUNLIN_TEST_SEED:-1}"
