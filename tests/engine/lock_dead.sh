#!/bin/sh
# The lock of a process that was killed in the middle of a long statement is soon free.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

make_history "$scratch/h" 2
printf -- '-- dunlin: upgrade\nSELECT pg_sleep(600);\n-- dunlin: downgrade\nSELECT 1;\n' \
    >"$scratch/h/versions/003_long.sql"
pg_start
createdb a
url=$(pg_url a)
"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" upgrade head >"$scratch/out" 2>&1 &
holder=$!
sleeping() {
	psql -Atc "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'" a
}
tries=100
until [ -n "$(sleeping)" ] || [ "$tries" -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
like 'the third revision runs' "$(sleeping)" '^[0-9]+$'
like 'under the lock' "$("$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" lock)" '^lock$'
kill -9 "$holder"
wait "$holder" 2>/dev/null
tries=25
until [ -z "$("$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" lock)" ] || [ "$tries" -eq 0 ]; do
	tries=$((tries - 1))
	sleep 1
done
is 'the lock is free although the statement would take minutes' \
    "$("$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" lock)" ''
is 'the statement is gone' "$(sleeping)" ''
tap_done
