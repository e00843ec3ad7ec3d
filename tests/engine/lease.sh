#!/bin/sh
# The lease behind a pooler: renewed, taken over from the dead, refused to who comes back too late.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/pgbouncer.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$scratch"' EXIT

pg_start
bouncer_start transaction
createdb a
url=$(bouncer_url a)
mkdir -p "$scratch/h/versions"
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
lease_time = 2s
lock_wait = 20s
session.statement_timeout = 77s
[short]
script_location = %(here)s
lease_time = 2s
lock_wait = 500ms
INI
dn() { "$DUNLIN" -c "$scratch/h/dunlin.ini" "$@"; }
# run NAME: in the background, as a process of which $! is the number
run() {
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" upgrade head >"$scratch/$1" 2>&1 &
}
is_held() { [ -n "$(dn -q -d "$url" lock)" ]; }
# revision NUMBER SQL
revision() {
	printf -- '-- dunlin: upgrade\n%s\n-- dunlin: downgrade\nSELECT 1;\n' "$2" \
	    >"$scratch/h/versions/00$1_r.sql"
}

revision 1 "CREATE TABLE seen AS SELECT current_setting('statement_timeout') AS timeout;"
succeeds 'the first run makes its tables' dn -q -d "$url" upgrade head
is 'what is pinned holds in its transactions' "$(psql -Atc 'SELECT timeout FROM seen' a)" 77s
is 'and nowhere else' "$(psql -Atd "$url" -c 'SHOW statement_timeout')" 0
is 'the lease is given back' "$(dn -q -d "$url" lock)" ''

revision 2 'SET statement_timeout = 1234; CREATE TABLE two (id integer);'
succeeds 'a revision that sets something' dn -q -d "$url" upgrade head
is 'leaves nothing of it in the session that others get' \
    "$(psql -Atd "$url" -c 'SHOW statement_timeout')" 0

# Longer than the lease: renewed meanwhile.
revision 3 'SELECT pg_sleep(7);'
run long
long=$!
succeeds 'a migration holds the lease' until_true is_held
like 'it is shown with its token' "$(dn -q -d "$url" lock)" '^ *token +[0-9]+$'
like 'its process is that on its host' "$(dn -q -d "$url" lock)" "^ *pid +$long\$"
dn -q -d "$(pg_url a)" -n short upgrade head >"$scratch/out" 2>&1
is 'one that comes directly waits for it too' $? 5
sleep 1.8
dn -d "$url" -n short upgrade head >"$scratch/out" 2>&1
is 'past its length nobody else gets it' $? 5
like 'the error names the holder' "$(cat "$scratch/out")" "pid $long, application 'dunlin', user"
wait "$long"
is 'the long one succeeds' $? 0

# Killed: the next one waits until the lease is past, and says whose it was.
revision 4 'SELECT pg_sleep(1); CREATE TABLE four (id integer);'
run dead
dead=$!
until_true is_held
kill -9 "$dead"
wait "$dead" 2>/dev/null
before=$(psql -Atc 'SELECT token FROM dunlin_lock' a)
dn -d "$url" upgrade head >"$scratch/out" 2>&1
is 'the lease of the dead is taken over' $? 0
like 'with a notice that names him' "$(cat "$scratch/out")" "took over the lock .*pid $dead, "
is 'the token grew' "$(psql -Atc "SELECT token > $before FROM dunlin_lock" a)" t

# Stopped, overtaken, continued: its transaction must not commit.
revision 5 'SELECT pg_sleep(1); CREATE TABLE five (id integer);'
run late
late=$!
until_true is_held
kill -STOP "$late"
run out
next=$!
is_taken() { grep -q 'took over' "$scratch/out"; }
succeeds 'the lease of one that sleeps is taken over' until_true is_taken
kill -CONT "$late"
wait "$late"
is 'who comes back too late stops' $? 5
like 'and says why' "$(cat "$scratch/late")" 'another migration has taken over the lock'
wait "$next"
is 'the other one succeeds' $? 0
is 'each revision is there once' "$(psql -Atc 'SELECT count(*), count(DISTINCT id) FROM dunlin_revision' a)" '5|5'

# Broken by hand: what is at work is ended, for it has locks, and nothing else.
revision 6 'LOCK TABLE five; SELECT pg_sleep(60); CREATE TABLE six (id integer);'
psql -qAtc BEGIN -c 'SELECT count(*) FROM dunlin_lock' -c 'SELECT pg_sleep(8)' \
    -c "SELECT 'still there'" a >"$scratch/bystander" &
bystander=$!
run broken
broken=$!
until_true is_held
is_at_work() { [ "$(psql -Atc "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'" a)" = 1 ]; }
until_true is_at_work
like '--break says what it does' "$(dn -d "$url" lock --break 2>&1)" 'taking the lease away'
is 'the statement is at work no more' \
    "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'" a)" 0
is 'its locks are free' "$(psql -Atc 'SET lock_timeout = 100' -c 'SELECT count(*) FROM five' a | tail -n 1)" 0
wait "$broken"
is 'whose lease was taken stops' $? 1
like 'and says why' "$(cat "$scratch/broken")" "revision '006' was rolled back: terminating connection due to administrator command"
wait "$bystander"
like 'who only reads the table is left alone' "$(cat "$scratch/bystander")" 'still there'
is 'without a trace' "$(psql -Atc "SELECT to_regclass('six') IS NULL" a)" t
revision 6 'CREATE TABLE six (id integer);'
succeeds 'the next one does it' dn -q -d "$url" upgrade head

# Outside a transaction.
revision 7 'CREATE INDEX CONCURRENTLY ix_two ON two (id);'
dn -d "$url" upgrade head >"$scratch/out" 2>&1
is 'a concurrent index is refused through a pooler' $? 1
like 'the hint says how' "$(cat "$scratch/out")" 'direct_url'
like 'the error has its place' "$(cat "$scratch/out")" '007_r.sql:2'
createdb b
DUNLIN_DIRECT_URL=$(pg_url b) dn -d "$url" upgrade head >"$scratch/out" 2>&1
is 'a direct URL of another database is refused' $? 2
DUNLIN_DIRECT_URL=$(pg_url a) dn -d "$url" upgrade head >"$scratch/out" 2>&1
is 'with the right one it runs' $? 0
is 'the index is there' "$(psql -Atc "SELECT indisvalid FROM pg_index
    WHERE indexrelid = 'ix_two'::regclass" a)" t
tap_done
