#!/bin/sh
# alembic.sh - random graphs: what Alembic answers, we answer
# DUNLIN_TEST_SEED says which graphs, DUNLIN_TEST_GRAPHS how many.
set -u
. "$srcdir/tests/support/tap.sh"
# Debian's package is for the system's Python, which need not be the first in the path.
for python in python3 /usr/bin/python3; do
	"$python" -c 'import alembic' 2>/dev/null && break
	python=
done
if [ -z "$python" ]; then
	[ -z "${CI:-}" ] || { echo "Bail out! no Python has alembic"; exit 99; }
	skip_all "no Python has alembic"
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The order of Python's sets is not to differ from run to run.
PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 "$python" "$srcdir/tests/history/compare.py" \
	"$scratch/graphs" tests/history/ask "${DUNLIN_TEST_GRAPHS:-300}" \
	"${DUNLIN_TEST_SEED:-1}"
