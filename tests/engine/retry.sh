#!/bin/sh
# A change to a table that others use waits shortly, lets them through and is tried again.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
printf '[dunlin]\nscript_location = %%(here)s\nlock_retry = 20s\n' >"$scratch/h/dunlin.ini"
echo 'CREATE TABLE "T t" (a int); INSERT INTO "T t" VALUES (1);' >"$scratch/h/versions/001_t.sql"
pg_start
createdb retry
url=$(pg_url retry)
run() { "$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@"; }
succeeds 'the table is made' run -q upgrade head

# A reader that stays for SECONDS, and is there before this returns.
reader() {
	PGAPPNAME=slow_reader psql -qAtc 'BEGIN' -c 'SELECT a FROM "T t"' \
	    -c "SELECT pg_sleep($1)" -c 'COMMIT' retry >/dev/null &
	reader_pid=$!
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity
		    WHERE application_name = 'slow_reader' AND query LIKE '%pg_sleep%'" \
		    retry)" = 1 ] && break
		sleep 0.1
	done
}

echo 'ALTER TABLE "T t" ADD COLUMN b int;' >"$scratch/h/versions/002_b.sql"
reader 4
run upgrade head >"$scratch/out" 2>&1 &
upgrade_pid=$!
# Meanwhile others read: none of them waits for as long as the reader stays.
longest=0
while kill -0 $reader_pid 2>/dev/null; do
	start=$(date +%s%N)
	psql -Atc 'SELECT count(*) FROM "T t"' retry >/dev/null
	took=$((($(date +%s%N) - start) / 1000000))
	[ "$took" -le "$longest" ] || longest=$took
	sleep 0.05
done
wait $upgrade_pid
is 'the upgrade gets through in the end' $? 0
echo "# the longest wait of another reader: $longest ms"
[ "$longest" -lt 2500 ] && ok 'nobody waits for long' || not_ok 'nobody waits for long' "$longest ms"
like 'it says that it is tried again' "$(cat "$scratch/out")" "revision '002' is tried again"
like 'and who is in the way' "$(cat "$scratch/out")" "in the way: pid [0-9]+, application 'slow_reader'"
is 'the column is there once' \
    "$(psql -Atc "SELECT count(*) FROM information_schema.columns WHERE table_name = 'T t'" retry)" 2

# When time runs out it is an error, and nothing is changed.
printf '[dunlin]\nscript_location = %%(here)s\nlock_retry = 1s\n' >"$scratch/h/dunlin.ini"
echo 'ALTER TABLE "T t" ADD COLUMN c int;' >"$scratch/h/versions/003_c.sql"
reader 6
run upgrade head >"$scratch/out" 2>&1
is 'out of time is an error' $? 1
like 'it names the lock' "$(cat "$scratch/out")" 'error: .*lock timeout'
like 'and what to do' "$(cat "$scratch/out")" "hint: .*slow_reader.*lock_retry"
is 'nothing is recorded' "$(psql -Atc "SELECT count(*) FROM dunlin_revision" retry)" 2
wait $reader_pid

# A configured lock_timeout is the author's.
printf '[dunlin]\nscript_location = %%(here)s\nsession.lock_timeout = 0\n' >"$scratch/h/dunlin.ini"
reader 2
run upgrade head >"$scratch/out" 2>&1
is 'with session.lock_timeout it waits as told' $? 0
unlike 'and is not tried again' "$(cat "$scratch/out")" 'tried again'

# A new table needs no patience: nothing is sent for it.
echo 'CREATE TABLE u (a int);' >"$scratch/h/versions/004_u.sql"
rm "$scratch/h/dunlin.ini"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
run -v upgrade head >"$scratch/out" 2>&1
unlike 'a table of its own is not waited for' "$(cat "$scratch/out")" 'SET LOCAL lock_timeout'

# What is PREPAREd stays after a rollback; the next try must not find it.
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
run -q upgrade head >"$scratch/out" 2>&1
echo 'PREPARE px AS SELECT 1; ALTER TABLE "T t" ADD COLUMN e int;' >"$scratch/h/versions/009_e.sql"
reader 2
run upgrade head --transaction run >"$scratch/out" 2>&1
is 'a transaction that PREPAREs is tried again' $? 0
like 'as it says' "$(cat "$scratch/out")" 'is tried again'
wait $reader_pid

# -- who is in the way, and of what --
# session NAME SQL...: another one, which is there before this returns and goes when it is told to
session() {
	session_name=$1
	shift
	for sql; do set -- "$@" -c "$sql"; shift; done
	PGAPPNAME=$session_name psql -qAt "$@" -c 'SELECT pg_sleep(30)' retry >/dev/null 2>&1 &
	until [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity
	    WHERE application_name = '$session_name' AND query LIKE '%pg_sleep%'" retry)" = 1 ]; do
		sleep 0.1
	done
}
gone() {
	psql -qAtc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	    WHERE application_name = ANY ('{$1}')" retry >/dev/null
	wait
}
ini() { printf '[dunlin]\nscript_location = %%(here)s\n%s\n' "$1" >"$scratch/h/dunlin.ini"; }
ini ''
echo 'CREATE TABLE parts (n int) PARTITION BY LIST (n); CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);
    CREATE TABLE target (n int PRIMARY KEY);' >"$scratch/h/versions/010_p.sql"
run -q upgrade head

ini 'lock_retry = 0'
echo 'ALTER TABLE "T t" ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES target NOT VALID;' >"$scratch/h/versions/011_fk.sql"
session innocent BEGIN 'SELECT count(*) FROM target'
session guilty BEGIN 'INSERT INTO target VALUES (1)'
run upgrade head >"$scratch/out" 2>&1
is 'without tries a lock timeout is an error' $? 1
like 'that names who is in the way, and not who only reads' "$(cat "$scratch/out")" \
    "error: revision '011' was rolled back: in the way is pid [0-9]+, application 'guilty', .*: canceling statement due to lock timeout"
gone 'innocent,guilty'
echo 'ALTER TABLE parts ADD COLUMN m int;' >"$scratch/h/versions/011_fk.sql"
session child BEGIN 'SELECT count(*) FROM part'
run upgrade head >"$scratch/out" 2>&1
like 'a partition is in the way of what is done to all' "$(cat "$scratch/out")" "in the way is pid [0-9]+, application 'child'"
gone child
ini 'session.lock_timeout = 300ms'
echo 'CREATE INDEX CONCURRENTLY ix ON target (n);' >"$scratch/h/versions/011_fk.sql"
session writer BEGIN 'INSERT INTO target VALUES (1)'
run upgrade head >"$scratch/out" 2>&1
is 'what the project bounds ends a concurrent index' $? 1
like 'which names who is in the way' "$(cat "$scratch/out")" "stopped: in the way is pid [0-9]+, application 'writer'.*lock timeout"
gone writer
ini ''
run -q upgrade head

# The clock of the tries starts with the failure, however long it took to get there.
ini 'lock_retry = 1s'
echo 'SELECT pg_sleep(1.3); ALTER TABLE "T t" ADD COLUMN f int;' >"$scratch/h/versions/012_f.sql"
session reader BEGIN 'SELECT a FROM "T t"'
run upgrade head --transaction run >"$scratch/out" 2>&1 &
upgrade_pid=$!
until grep -q 'tried again' "$scratch/out" || ! kill -0 $upgrade_pid 2>/dev/null; do sleep 0.1; done
like 'what took long before it failed is tried again' "$(cat "$scratch/out")" "tried again.*application 'reader'"
wait $upgrade_pid
gone reader
run -q upgrade head

# Not even sizes can be asked.
ini 'online_threshold = 64kB'
echo 'ALTER TABLE "T t" ADD COLUMN g int; UPDATE "T t" SET g = 1;' >"$scratch/h/versions/013_g.sql"
session owner BEGIN 'LOCK TABLE "T t" IN ACCESS EXCLUSIVE MODE'
run upgrade head --json >"$scratch/json" 2>"$scratch/out" &
upgrade_pid=$!
tries=100
until grep -q 'size' "$scratch/out" || [ $tries = 0 ]; do sleep 0.1; tries=$((tries - 1)); done
like 'who waits to ask for a size says so' "$(cat "$scratch/out")" "not even its size .*\(pid [0-9]+, application 'owner'"
like 'as an event, too' "$(cat "$scratch/json")" '"event":"wait",.*"for":"table","holder":\{.*"application":"owner"'
gone owner &
wait $upgrade_pid
is 'and goes on when it can' $? 0

# A deadlock names the other.
echo 'UPDATE target SET n = n; SELECT pg_sleep(1); ALTER TABLE "T t" ADD COLUMN h int;' >"$scratch/h/versions/014_h.sql"
psql -qc 'INSERT INTO target VALUES (5)' -c 'ALTER SYSTEM SET deadlock_timeout = $$200ms$$' -c 'SELECT pg_reload_conf()' retry >/dev/null
ini 'session.lock_timeout = 0
online = off'
run upgrade head >"$scratch/out" 2>&1 &
upgrade_pid=$!
until [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(1)'" retry)" = 1 ]; do sleep 0.05; done
PGAPPNAME=deadlock PGOPTIONS='-c deadlock_timeout=20s' psql -qAtc BEGIN -c 'SELECT count(*) FROM "T t"' \
    -c 'UPDATE target SET n = n' -c 'SELECT pg_sleep(1)' -c COMMIT retry >/dev/null 2>&1 &
wait $upgrade_pid
is 'a deadlock is tried again' $? 0
like 'and names the other' "$(cat "$scratch/out")" "tried again: deadlock detected; in the way: pid [0-9]+, application 'deadlock'"
wait
tap_done
