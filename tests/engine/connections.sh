#!/bin/sh
# No connection is left: a clear error.  No second one: the lease is renewed all the same.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
[lease]
script_location = %(here)s
pooler = transaction
lease_time = 1s
INI
echo 'CREATE TABLE one (a int);' >"$scratch/h/versions/001_one.sql"
echo 'CREATE TABLE two (a int); SELECT pg_sleep(2);' >"$scratch/h/versions/002_two.sql"
pg_start
createdb a
psql -q a -c 'CREATE ROLE app LOGIN' -c 'GRANT ALL ON SCHEMA public TO app' \
    -c 'ALTER SYSTEM SET max_connections = 6' -c 'ALTER SYSTEM SET max_wal_senders = 0' \
    -c 'ALTER SYSTEM SET superuser_reserved_connections = 3'
succeeds 'the server restarts' sh "$pg_script" restart "$pg_dir" fast
url="postgresql://app:wr0ngsecret@/a?host=$PGHOST&port=$PGPORT"
run() {
	status=0
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@" >"$scratch/out" 2>&1 || status=$?
}

# hold ROLE COUNT: so many sessions of it, until release
held=
hold() {
	tries=50
	until [ "$(sleepers)" = "$2" ] || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		psql -qAt -U "$1" a -c 'SELECT pg_sleep(300)' >/dev/null 2>&1 &
		held="$held $!"
		sleep 0.3 # the one that counts is a session, too
	done
}
sleepers() {
	psql -At a -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
}
release() {
	psql -qAt a -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE wait_event = 'PgSleep'" >/dev/null
	# shellcheck disable=SC2086
	wait $held
	held=
}

# full NAME PATTERN
full() {
	run upgrade head
	is "$1: it fails" "$status" 1
	like "$1: it says why" "$(cat "$scratch/out")" "error: cannot connect .*'app'.*$2"
	like "$1: it says what to do" "$(cat "$scratch/out")" '^hint: All connections are in use'
	unlike "$1: without the password" "$(cat "$scratch/out")" wr0ngsecret
}
hold app 3
full 'the rest is reserved' 'reserved'
release
psql -q a -c 'ALTER ROLE app CONNECTION LIMIT 1'
hold app 1
full 'of one role' 'too many connections for role'
release

# A revision that takes longer than the lease, which nobody can renew meanwhile.
run -n lease upgrade head
is 'one connection is enough, with a lease' "$status" 0
is 'all is done' "$(psql -At a -c 'SELECT count(*) FROM dunlin_revision')" 2
tap_done
