#!/bin/sh
# Others who read and write single rows meanwhile wait no longer than a few times what is to be expected;
# bench/stalls.sh has the figures of large tables.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"
scratch=$(mktemp -d)
trap 'pg_stop; rm -rf "$scratch"' EXIT

pg_start # or skip
pg_stop
command -v pgbench >/dev/null || { ok '# SKIP no pgbench'; tap_done; }
for row in check index default parts; do
	if DUNLIN_BENCH_RATE=50 DUNLIN_BENCH_LOCK_TIMEOUT=200 bash "$srcdir/bench/stalls.sh" . 20000 $row \
	    >"$scratch/out" 2>&1; then
		ok "$row: $(tail -n 1 "$scratch/out")"
	else
		not_ok "$row" "$(cat "$scratch/out")"
	fi
done
tap_done
