#!/bin/sh
# Who waits for the lock holds nothing, says for whom, gives up in time; `dunlin lock` shows and ends.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
lock_wait = 20s
[short]
script_location = %(here)s
lock_wait = 700ms
application_name = impatient
INI
cat >"$scratch/h/versions/001_table.sql" <<'SQL'
-- dunlin: upgrade
CREATE TABLE t (id integer PRIMARY KEY, n integer);
INSERT INTO t SELECT i, i FROM generate_series(1, 1000) i;
-- dunlin: downgrade
DROP TABLE t;
SQL
dn() { "$DUNLIN" -c "$scratch/h/dunlin.ini" "$@"; }

pg_start
createdb a
url=$(pg_url a)

is_held() { [ -n "$(dn -q -d "$url" lock)" ]; }

is 'nobody holds the lock of an empty database' "$(dn -q -d "$url" lock)" ''
succeeds 'the table' dn -q -d "$url" upgrade head
is 'nobody holds it afterwards' "$(dn -q -d "$url" lock)" ''
is 'and JSON says so' "$(dn -q -d "$url" lock --json | tr -d ' \n')" '{"schema":1,"holders":[]}'

# A long revision holds the lock.
cat >"$scratch/h/versions/002_long.sql" <<'SQL'
-- dunlin: upgrade
SELECT pg_sleep(4);
-- dunlin: downgrade
SELECT 1;
SQL
dn -d "$url" upgrade head >"$scratch/long" 2>&1 &
long=$!
succeeds 'a migration holds the lock' until_true is_held
pid=$(psql -Atc "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted" a)
shown=$(dn -q -d "$url" lock)
like 'its process is shown' "$shown" "^ *pid +$pid\$"
like 'its application' "$shown" '^ *application +dunlin$'
like 'its user' "$shown" "^ *user +$PGUSER\$"
like 'where it is' "$shown" '^ *host +local$'
like 'since when' "$shown" '^ *since +20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$'
like 'as JSON too' "$(dn -q -d "$url" lock --json | tr -d ' \n')" "\"kind\":\"lock\",\"pid\":$pid,"
dn -q -d "$url" lock --exit-code >/dev/null 2>&1
is '--exit-code tells that it is held' $? 5

like 'who is up to date does not wait for it' \
    "$(dn -d "$url" -n short upgrade 001 2>&1)" 'nothing to do: '
before=$(date +%s)
dn -d "$url" -n short upgrade head >"$scratch/out" 2>&1
is 'at the deadline the status is 5' $? 5
[ $(($(date +%s) - before)) -lt 4 ] && ok 'it does not wait for longer' ||
    not_ok 'it does not wait for longer'
like 'the error names the holder' "$(cat "$scratch/out")" \
    "error.*pid $pid, application 'dunlin', user '$PGUSER', host local, since 20"

dn -d "$url" upgrade head >"$scratch/second" 2>&1 &
second=$!
wait "$long"
is 'the first succeeds' $? 0
wait "$second"
is 'the one that waited succeeds' $? 0
like 'it said whom it waited for' "$(cat "$scratch/second")" "waiting for it \(pid $pid,"
like 'and that nothing was left' "$(cat "$scratch/second")" 'nothing left to do'
is 'it said once that it waits' "$(grep -c 'waiting for it' "$scratch/second")" 1

# A transaction that is open keeps a concurrent index waiting, and with it the first migration.
cat >"$scratch/h/versions/003_index.sql" <<'SQL'
-- dunlin: upgrade
CREATE INDEX CONCURRENTLY ix_t_n ON t (n);
-- dunlin: downgrade
DROP INDEX CONCURRENTLY ix_t_n;
SQL
(
	echo 'BEGIN; INSERT INTO t VALUES (0, 0);'
	sleep 3
	echo 'COMMIT;'
) | psql -q a >/dev/null &
holder=$!
is_open() { [ "$(psql -Atc "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction'" a)" = 1 ]; }
until_true is_open
dn -d "$url" upgrade head >"$scratch/first" 2>&1 &
first=$!
until_true is_held
dn -d "$url" upgrade head >"$scratch/waiter" 2>&1 &
waiter=$!
is_waiting() { grep -q 'waiting for it' "$scratch/waiter"; }
succeeds 'a second migrator waits while an index is built' until_true is_waiting
is 'the waiter holds no snapshot' "$(psql -Atc "SELECT count(*) FROM pg_stat_activity
    WHERE application_name = 'dunlin' AND backend_xmin IS NOT NULL AND state <> 'active'" a)" 0
wait "$first"
is 'the index is built without a deadlock' $? 0
wait "$waiter"
is 'the waiter goes on after it' $? 0
wait "$holder"
is 'the index is valid' "$(psql -Atc "SELECT indisvalid FROM pg_index
    WHERE indexrelid = 'ix_t_n'::regclass" a)" t

# Ended from outside.
cat >"$scratch/h/versions/004_stuck.sql" <<'SQL'
-- dunlin: upgrade
SELECT pg_sleep(600);
-- dunlin: downgrade
SELECT 1;
SQL
dn -d "$url" upgrade head >"$scratch/stuck" 2>&1 &
stuck=$!
until_true is_held
said=$(dn -d "$url" lock --break 2>&1)
is '--break succeeds' $? 0
like 'it says what it ends' "$said" "ending the session that holds the lock \(pid [0-9]+, app"
is 'the lock is free' "$(dn -q -d "$url" lock)" ''
wait "$stuck"
is 'who was ended fails' $? 1
like '--break of nothing says so' "$(dn -d "$url" lock --break 2>&1)" 'nobody holds the lock'

rm "$scratch/h/versions/004_stuck.sql"
succeeds 'SQLite' dn -q -d "sqlite:///$scratch/s.db" stamp 001
like 'SQLite has no lock between transactions' \
    "$(dn -d "sqlite:///$scratch/s.db" lock 2>&1)" 'no lock outside of a running transaction'

# Let go of by a statement of a revision: who has it then must not meet the rest of that.
createdb gone
url=$(pg_url gone)
rm "$scratch/h/versions"/*
cat >"$scratch/h/versions/001_lets_go.sql" <<'SQL'
CREATE TABLE before_it (a int);
SELECT pg_advisory_unlock_all();
SELECT pg_sleep(3);
CREATE TABLE behind_it (a int);
SQL
echo 'CREATE TABLE two (a int);' >"$scratch/h/versions/002_two.sql"
dn -d "$url" upgrade head >"$scratch/out" 2>&1 &
first=$!
sleeps() { [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3)%'
    AND pid <> pg_backend_pid()" gone)" -gt 0 ]; }
until_true sleeps
dn -d "$url" upgrade head >"$scratch/second" 2>&1 &
second=$!
wait "$first"
first_status=$?
wait "$second"
second_status=$?
is 'one of the two stops' "$(printf '%s\n' "$first_status" "$second_status" | sort -u | tr '\n' ' ')" '0 5 '
like 'and says what let go of the lock' "$(cat "$scratch/out" "$scratch/second")" \
    'a statement of the revision let go of the lock'
is 'each is recorded once' "$(psql -Atc 'SELECT count(*), count(DISTINCT id) FROM dunlin_revision' gone)" '2|2'

# Nobody had it meanwhile: it is taken again, for what comes behind that revision.
createdb again
url=$(pg_url again)
sed 's/pg_sleep(3)/1/' "$scratch/h/versions/001_lets_go.sql" >"$scratch/001" && mv "$scratch/001" "$scratch/h/versions/001_lets_go.sql"
echo 'SELECT pg_sleep(2);' >"$scratch/h/versions/003_long.sql"
dn -d "$url" upgrade head >"$scratch/out" 2>&1 &
first=$!
is_at_003() { [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(2)%'
    AND pid <> pg_backend_pid()" again)" -gt 0 ]; }
until_true is_at_003
like 'who let go of the lock has it again behind that revision' "$(dn -q -d "$url" lock)" '^ *pid'
wait "$first"
is 'and succeeds' $? 0
unlike 'without a word about it' "$(cat "$scratch/out")" '^warning'
tap_done
