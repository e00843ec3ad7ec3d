#!/bin/sh
# --wait: a server that is still starting is waited for, anything else is an error at once.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'kill $waiter 2>/dev/null; pg_stop; rm -rf "$scratch"' EXIT
waiter=

make_history "$scratch/h" 1
# run URL ARGUMENT...: leaves $status, $ms and what was said in $said
run() {
	status=0
	began=$(date +%s%N)
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	ms=$((($(date +%s%N) - began) / 1000000))
	said=$(cat "$scratch/err")
}
# within NAME FROM TO: the last run took so many milliseconds
within() {
	if [ "$ms" -ge "$2" ] && [ "$ms" -le "$3" ]; then ok "$1"; else not_ok "$1" "$ms ms"; fi
}
# background URL ARGUMENT...: the same meanwhile, from when it says that it waits
background() {
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$@" >"$scratch/out" 2>"$scratch/err" &
	waiter=$!
	n=0
	until grep -q 'waiting for the server' "$scratch/err" || [ $n -ge 100 ]; do
		n=$((n + 1))
		sleep 0.1
	done
}

# Nobody ever comes.
nobody="postgresql://u@/x?host=$scratch"
run "$nobody" upgrade head
is 'without --wait it fails' "$status" 1
within 'at once' 0 900
like 'says why' "$said" 'error: cannot connect .*: No such file or directory$'
like 'and that one can wait' "$said" '^hint: .*--wait'
run "$nobody" upgrade head --wait=1s
is 'with --wait it fails, too, when nobody comes' "$status" 1
within 'after that time' 1000 4000
like 'which it says' "$said" 'error: waited 1\.[0-9] s for the server: cannot connect '
is 'and once that it waits' "$(grep -c '^dunlin: waiting for the server for up to 1.0 s: ' "$scratch/err")" 1
unlike 'with a hint about something else' "$said" '^hint:.*--wait'
run "postgresql://u@127.0.0.1:1/x" status --wait=1s
like 'the same of a port' "$said" 'waited 1\.[0-9] s .*Connection refused'
run 'postgresql://u@no-such-host.invalid/x' current --wait=1s
like 'and of a name that nobody knows' "$said" 'error: waited [0-9.]+ s .*could not translate host name'
run "$nobody" upgrade head --wait=soon
is 'a duration that is none is a usage error' "$status" 2
like 'which says so' "$said" "error: 'soon' is no duration"
background "$nobody" upgrade head --wait=60s
began=$(date +%s%N)
kill -TERM $waiter
wait $waiter 2>/dev/null
status=$? waiter=
is 'a signal ends the wait' $status 143
ms=$((($(date +%s%N) - began) / 1000000))
within 'at once' 0 900

# It comes while it is waited for.
pg_start
createdb waited
psql -qc "CREATE ROLE with_password LOGIN PASSWORD 'right'"
url=$(pg_url waited)
pg_down
background "$url" upgrade head --wait --json
sleep 0.5
pg_up
wait $waiter
status=$? waiter=
is 'it connects when the server is there' $status 0
is 'and does what it was told to' "$(psql -Atc 'SELECT count(*) FROM dunlin_revision' waited)" 1
is 'who reads events is told, too' "$(python3 -c '
import json, sys
events = [json.loads(line) for line in sys.stdin]
print([e["event"] for e in events][:2], {e.get("for") for e in events if e["event"] == "wait"})' \
    <"$scratch/out")" "['begin', 'wait'] {'server'}"
for command in current status 'plan head' lock 'stamp head' 'downgrade base --allow-data-loss'; do
	# shellcheck disable=SC2086
	run "$url" $command --wait=5s
	is "$command --wait" "$status" 0
done

# What does not go away by waiting.
run "postgresql://with_password:wrong@/waited?host=$PGHOST&port=$PGPORT" current --wait=20s
like 'a wrong password is an error' "$said" 'error: cannot connect .*password authentication failed'
within 'at once' 0 2000
run "$(pg_url nowhere)" current --wait=20s
like 'so is a database that is not there' "$said" "error: no such database 'nowhere'"
within 'at once' 0 2000
unlike 'and --wait is nothing for it' "$said" '^hint:.*--wait'
pg_down
pg_up -c listen_addresses=127.0.0.1
run "postgresql://dunlin@127.0.0.1:$PGPORT/waited?sslmode=require" current --wait=20s
like 'so is encryption that it has not' "$said" 'error: cannot connect .*SSL'
within 'at once' 0 2000

# 57P03: it is there, but takes nobody yet.
pg_down
touch "$pg_dir/data/standby.signal"
pg_up -c hot_standby=off
run "$url" current
like 'a server that takes nobody yet' "$said" 'error: cannot connect .*the database system is not accepting connections'
like 'may be waited for' "$said" '^hint: The server is starting or stopping\. .*--wait'
background "$url" upgrade head --wait
pg_down
rm "$pg_dir/data/standby.signal"
pg_up
wait $waiter
status=$? waiter=
is 'until it does' $status 0
tap_done
