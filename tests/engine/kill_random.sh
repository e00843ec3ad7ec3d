#!/bin/sh
# kill -9 of dunlin, and apart of its backend, at random moments: the next run finishes.
# DUNLIN_TEST_KILLS says how often, DUNLIN_TEST_SEED when.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

seed=${DUNLIN_TEST_SEED:-1}
kills=${DUNLIN_TEST_KILLS:-20}
echo "# seed $seed"
make_mixed_history "$scratch/h"
pg_start
pg_fresh calm
upgrade calm # the first run reads much from the disk
pg_fresh calm
started=$(date +%s%N)
upgrade calm
is 'an undisturbed run' $? 0
limit=$(( ($(date +%s%N) - started) / 1000000 ))
outcome calm >"$scratch/calm"

kill_client() {
	kill -9 "$1" 2>/dev/null
}

# Exact: the session that has the name and is in the database.
kill_backend() {
	psql -XqAt postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = 'killed' AND backend_type = 'client backend'" >/dev/null
}

# torture WHO SEED: again and again on one database until it gets through, then afresh
torture() {
	bad= landed=0 tried=0
	pg_fresh killed
	for delay in $(numbers "$2" $((kills * 4)) "$(awk "BEGIN { print $limit / 1000 }")"); do
		[ "$landed" -lt "$kills" ] || break
		tried=$((tried + 1))
		"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(pg_url killed)" upgrade head \
		    >"$scratch/out" 2>&1 &
		pid=$!
		sleep "$delay"
		"kill_$1" "$pid"
		status=0
		wait "$pid" 2>/dev/null || status=$?
		if [ "$status" -ne 0 ]; then
			landed=$((landed + 1))
			# Every third time the next run is a disturbed one, too.
			[ $((landed % 3)) -ne 0 ] || continue
			upgrade killed || bad="$bad
after $delay s: $(cat "$scratch/out")"
		fi
		outcome killed >"$scratch/killed" 2>&1
		cmp -s "$scratch/calm" "$scratch/killed" || bad="$bad
after $delay s: $(diff "$scratch/calm" "$scratch/killed")"
		pg_fresh killed
	done
	echo "# $1: $landed of $tried landed"
	upgrade killed || bad="$bad
at the end: $(cat "$scratch/out")"
	outcome killed >"$scratch/killed" 2>&1
	cmp -s "$scratch/calm" "$scratch/killed" || bad="$bad
at the end: $(diff "$scratch/calm" "$scratch/killed")"
	empty "$1 killed $landed times at random: the same catalog and data" "$bad"
}

torture client "$seed"
torture backend "$((seed + 1))"
tap_done
