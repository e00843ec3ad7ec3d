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
tap_done
