#!/bin/sh
# Ctrl-C and SIGTERM, whatever dunlin waits for: it ends on the server too, the journal is exact, the
# status says so, and the next run finishes.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
lock_timeout = 0s
[lease]
script_location = %(here)s
pooler = transaction
lease_time = 3s
INI
cat >"$scratch/h/versions/001_tables.sql" <<'SQL'
CREATE TABLE t (a int);
CREATE TABLE gate (closed boolean);
INSERT INTO t VALUES (1), (2);
INSERT INTO gate VALUES (true);
CREATE FUNCTION wait_at_gate() RETURNS void LANGUAGE plpgsql AS
    'BEGIN IF (SELECT closed FROM gate) THEN PERFORM pg_sleep(300); END IF; END';
SQL
cat >"$scratch/h/versions/002_step.sql" <<'SQL'
ALTER TABLE t ADD COLUMN b int;
SQL
pg_start
run() { "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -n "$section" -d "$(pg_url a)" "$@"; }
sql() { psql -XqAt a -c "$1"; }

# others CONDITION: sessions but this one, and that of $holder
others() {
	sql "SELECT count(*) FROM pg_stat_activity WHERE datname = 'a' AND pid <> pg_backend_pid()
		AND application_name = 'dunlin' AND $1"
}

# remaining: others, once those whose client is gone have had a moment to end
remaining() {
	tries=60
	until [ "$(others true)" = 0 ] || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.05
	done
	others true
}

# until_there CONDITION
until_there() {
	tries=200
	until [ "$(others "$1")" != 0 ] || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.05
	done
	[ "$tries" -gt 0 ]
}

# recorded: revisions, and steps of the journal by their state
recorded() {
	sql "SELECT count(*) FROM dunlin_revision" &&
		sql "SELECT revision, step, state FROM dunlin_journal WHERE state <> 'done' ORDER BY 1, 2"
}

# canceled NAME SIGNAL CONDITION JOURNAL: a run that gets SIGNAL once the server shows CONDITION
canceled() {
	before=$(recorded)
	env --default-signal=INT "$DUNLIN" -c "$scratch/h/dunlin.ini" -n "$section" \
	    -d "$(pg_url a)" upgrade head >"$scratch/out" 2>&1 &
	pid=$!
	until_there "$3" && ok "$1: it waits" || not_ok "$1: it waits" "$(cat "$scratch/out")"
	started=$(date +%s)
	kill -"$2" "$pid"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	is "$1: ended by the signal" "$status" "$([ "$2" = INT ] && echo 130 || echo 143)"
	[ $(($(date +%s) - started)) -lt 10 ] && ok "$1: soon" || not_ok "$1: soon"
	like "$1: it says so" "$(cat "$scratch/out")" 'error: .*cancel'
	is "$1: nothing runs on" "$(remaining)" 0
	is "$1: the journal" "$(recorded)" "${4:-$before}"
}

# again SECTION: a new database, with the tables in it
again() {
	section=$1
	pg_fresh a
	run upgrade 001
	sql 'CREATE TABLE IF NOT EXISTS held (a int)'
}

# finishes NAME WANT
finishes() {
	sql 'UPDATE gate SET closed = false'
	succeeds "$1: the next run finishes" run upgrade head
	is "$1: nothing is open" "$(recorded)" "$2"
}

# hold SQL: a transaction that has done it, until let_go
hold() {
	PGAPPNAME=holder psql -Xq a -c BEGIN -c "$1" -c 'SELECT pg_sleep(300)' >/dev/null 2>&1 &
	tries=200
	until [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holder'
	    AND wait_event = 'PgSleep'")" != 0 ] || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.05
	done
}
let_go() {
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holder'" >/dev/null
}

for section in dunlin lease; do
	again "$section"
	hold 'LOCK TABLE t IN ACCESS EXCLUSIVE MODE'
	canceled "$section: a lock on a table" TERM "wait_event_type = 'Lock'"
	let_go
	finishes "$section: a lock on a table" 2

	echo 'CREATE TABLE three (a int); SELECT wait_at_gate();' >"$scratch/h/versions/003_gate.sql"
	again "$section"
	canceled "$section: a statement" INT "wait_event = 'PgSleep'" 2
	is "$section: a statement: nothing of it stays" "$(sql "SELECT to_regclass('three') IS NULL")" t
	finishes "$section: a statement" 3

	# The migration that has the lock is not disturbed.
	again "$section"
	"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -n "$section" -d "$(pg_url a)" upgrade head \
	    >/dev/null 2>&1 &
	first=$!
	until_there "wait_event = 'PgSleep'"
	env --default-signal=INT "$DUNLIN" -c "$scratch/h/dunlin.ini" -n "$section" \
	    -d "$(pg_url a)" upgrade head >"$scratch/out" 2>&1 &
	second=$!
	tries=200
	until grep -q 'waiting for it' "$scratch/out" || [ "$tries" -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.05
	done
	started=$(date +%s)
	kill -INT "$second"
	status=0
	wait "$second" 2>/dev/null || status=$?
	is "$section: the migration lock: ended by the signal" "$status" 130
	[ $(($(date +%s) - started)) -lt 10 ] && ok "$section: the migration lock: soon" ||
		not_ok "$section: the migration lock: soon"
	like "$section: the migration lock: it says so" "$(cat "$scratch/out")" 'error: .*cancel'
	kill "$first"
	wait "$first" 2>/dev/null
	is "$section: the migration lock: nothing runs on" "$(remaining)" 0
	finishes "$section: the migration lock" 3
	rm "$scratch/h/versions/003_gate.sql"
done

# A concurrent index waits for transactions, and so would its removal: the next run heals it.
cat >"$scratch/h/versions/003_index.sql" <<'SQL'
CREATE TABLE three (a int);
CREATE INDEX CONCURRENTLY t_a ON t (a);
UPDATE t SET a = a + 1;
SQL
for signal in INT TERM; do
	again dunlin
	run upgrade 002
	hold 'INSERT INTO t VALUES (3)'
	canceled "a concurrent index, $signal" "$signal" \
	    "query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'" "2
003|2|started
003|3|intended"
	let_go
	finishes "a concurrent index, $signal" 3
	is "a concurrent index, $signal: nothing invalid is left" \
	    "$(sql 'SELECT count(*) FROM pg_index WHERE NOT indisvalid')" 0
	is "a concurrent index, $signal: the data once" \
	    "$(sql "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t")" '2 3'
done
tap_done
