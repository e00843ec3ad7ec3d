#!/bin/sh
# A process that is killed at any moment leaves a database that the next one finishes.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

make_history "$scratch/h" 10
seed=${DUNLIN_TEST_SEED:-1}
echo "# seed $seed"
delays=$(awk -v seed="$seed" 'BEGIN { srand(seed); for (i = 0; i < 25; i++) printf "%.3f ", rand() * 0.12 }')

# torture NAME URL: kill it until it gets through, at most as often as there are delays
torture() {
	kills=0
	for delay in $delays; do
		"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$2" upgrade head >"$scratch/out" 2>&1 &
		pid=$!
		sleep "$delay"
		kill -9 "$pid" 2>/dev/null && kills=$((kills + 1))
		wait "$pid" 2>/dev/null
	done
	echo "# $1: killed $kills times"
	succeeds "$1: the next one finishes" \
	    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$2" upgrade head
}

succeeds 'an undisturbed run' \
    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "sqlite:///$scratch/calm.db" upgrade head
torture sqlite "sqlite:///$scratch/killed.db"
is 'sqlite: the schema is that of an undisturbed run' \
    "$(sqlite_schema "$scratch/killed.db")" "$(sqlite_schema "$scratch/calm.db")"
is 'sqlite: the file is sound' "$(sqlite3 "$scratch/killed.db" 'PRAGMA integrity_check')" ok

pg_start
createdb calm
createdb killed
succeeds 'an undisturbed run on PostgreSQL' \
    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(pg_url calm)" upgrade head
torture postgresql "$(pg_url killed)"
is 'postgresql: the schema is that of an undisturbed run' "$(pg_schema killed)" "$(pg_schema calm)"
is 'postgresql: each revision is recorded once' \
    "$(psql -Atc 'SELECT count(*), count(DISTINCT id) FROM dunlin_revision' killed)" '10|10'
tap_done
