#!/bin/sh
# The safer forms on every version of the server that is installed here, beside the newest, on which
# every test runs.
set -u
. "$srcdir/tests/support/tap.sh"

# all: the programs of each version, the newest first
all() {
	for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -rV); do
		[ ! -x "$dir/initdb" ] || echo "$dir"
	done
}
dirs=$(all)
ok "the newest of $(printf '%s\n' "$dirs" | grep -c .) has the other tests: $(printf '%s\n' "$dirs" | head -n 1)"
for dir in $(printf '%s\n' "$dirs" | tail -n +2); do
	for test in online online_partition retype; do
		succeeds "$test with $dir" env DUNLIN_TEST_PG_BINDIR="$dir" sh "$srcdir/tests/engine/$test.sh"
	done
done
tap_done
