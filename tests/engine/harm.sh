#!/bin/sh
# A server, or what stands before it, that answers with garbage or not at all: a clear error in time.
set -u
. "$srcdir/tests/engine/fault_lib.sh"

times=${DUNLIN_TEST_KILLS:-40}
make_mixed_history "$scratch/h"
pg_start
count_messages

# harm_all NAME ACTION COUNT FIRST LAST
harm_all() {
	bad= tried=0
	for n in $(spread "$3" "$5" "$4"); do harmed "message $n" -s "$n" -a "$2"; done
	all_well "$1"
}
harm_all 'garbage at the start of the session' garbage 2 1 15
harm_all 'a length that cannot be at the start' length 2 1 15
harm_all 'a length without end at the start' huge 2 1 15
harm_all 'garbage later' garbage $((times / 8)) 17 "$received"
harm_all 'a length that cannot be later' length $((times / 8)) 17 "$received"

# Silence at the start: connect_timeout is the limit, two seconds the shortest.
bad= tried=0
for n in 1 9; do
	pg_fresh broken
	before=$(date +%s)
	PGCONNECT_TIMEOUT=1 through broken -s "$n" -a silence
	what="message $n"
	clear_error
	grep -q 'error: cannot connect .*no answer in time$' "$scratch/out" ||
		complaint "$(cat "$scratch/out")"
	[ $(($(date +%s) - before)) -lt 20 ] || complaint 'it waits too long'
done
empty 'silence at the start of the session' "$bad"

# Silence in the middle: nobody knows how long a statement takes, but Ctrl-C ends the wait.
mkdir -p "$scratch/sleep/versions"
cat >"$scratch/sleep/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
lease_time = 2s
[lease]
script_location = %(here)s
lease_time = 2s
pooler = transaction
INI
echo 'CREATE TABLE s (a int); SELECT pg_sleep(300);' >"$scratch/sleep/versions/001_sleep.sql"

# start SECTION: on a database of that name; leaves its process in $pid
start() {
	pg_fresh "$1"
	env --default-signal=INT "$DUNLIN" -c "$scratch/sleep/dunlin.ini" -n "$1" \
	    -d "postgresql://$PGUSER@/$1?host=$scratch&port=1" upgrade head \
	    >"$scratch/$1" 2>&1 &
	pid=$!
}

# running: three sessions, for the lease is renewed by one of its own, and the statements run
running() {
	[ "$(psql -XqAt postgres -c "SELECT count(*), count(*) FILTER (WHERE wait_event = 'PgSleep')
		FROM pg_stat_activity WHERE datname IN ('dunlin', 'lease')")" = '3|2' ]
}

# ended SECTION PROCESS STATUS
ended() {
	status=0
	wait "$2" 2>/dev/null || status=$?
	is "$1: the signal ends it" "$status" "$3"
	like "$1: it says so" "$(cat "$scratch/$1")" 'error: .*canceled, but the server did not answer'
}

proxy_start
start dunlin
first=$pid
start lease
tries=200
until running || [ "$tries" -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
succeeds 'two wait for the server' running
kill -USR1 "$proxy_pid"
sleep 1.5 # the lease is to be renewed meanwhile
before=$(date +%s)
kill -INT "$first"
kill -TERM "$pid"
ended dunlin "$first" 130
ended lease "$pid" 143
[ $(($(date +%s) - before)) -lt 30 ] && ok 'in time' || not_ok 'in time'
tap_done
