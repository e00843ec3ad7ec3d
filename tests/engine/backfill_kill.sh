#!/bin/sh
# kill -9 behind each message of a run in batches: the next one goes on where the journal says, and
# no row is met twice.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

needs_shim
h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\nbackfill_pause = 0\n' >"$h/dunlin.ini"
cat >"$h/versions/001_start.sql" <<'SQL'
CREATE TABLE t (a text, b int, n int NOT NULL, PRIMARY KEY (b, a));
INSERT INTO t SELECT 'it''s ' || i % 3, i / 3, 0 FROM generate_series(1, 90) i;
CREATE TABLE gone (id uuid PRIMARY KEY, n int NOT NULL);
INSERT INTO gone SELECT gen_random_uuid(), i FROM generate_series(1, 40) i;
SQL
cat >"$h/versions/002_next.sql" <<'SQL'
ALTER TABLE t ADD COLUMN m int;
-- dunlin: backfill batch=20
UPDATE t SET n = n + 1, m = b WHERE b > 3;
-- dunlin: backfill batch=15
DELETE FROM gone WHERE n > 20;
UPDATE t SET n = n + 100;
SQL
dunlin() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url killed)" "$@" >"$scratch/out" 2>&1
}
state() {
	psql -XqAt killed -c 'SELECT n, count(*), count(m) FROM t GROUP BY n ORDER BY n' \
	    -c 'SELECT count(*), max(n) FROM gone' \
	    -c "SELECT string_agg(id, ' ' ORDER BY id), count(*) FROM dunlin_revision" \
	    -c "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'"
}
# back: as after the first revision
back() {
	psql -Xq postgres -c 'SET client_min_messages = warning' \
	    -c 'DROP DATABASE IF EXISTS killed WITH (FORCE)' -c 'CREATE DATABASE killed TEMPLATE start'
}
pg_start
createdb start
"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url start)" upgrade 001
back
succeeds 'an undisturbed run' env LD_PRELOAD="$shim" DUNLIN_KILL_COUNT="$scratch/count" \
    "$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url killed)" upgrade head
is 'meets each row once' "$(state | tr '\n' ' ')" '100|11|0 101|79|79 20|20 001 002|2 0 '
state >"$scratch/want"
count=$(cat "$scratch/count")
bad='' n=1 middle=0
while [ "$n" -le "$count" ]; do
	back
	( export LD_PRELOAD="$shim" DUNLIN_KILL_AT=$n; dunlin upgrade head ) 2>/dev/null
	[ $? -eq 137 ] || bad="$bad
message $n: it was not killed"
	middle=$((middle + $(psql -XqAt killed -c "SELECT count(*) FROM dunlin_journal
	    WHERE state = 'started'")))
	dunlin upgrade head && state >"$scratch/got" || bad="$bad
message $n: $(cat "$scratch/out")"
	cmp -s "$scratch/want" "$scratch/got" || bad="$bad
message $n: $(diff "$scratch/want" "$scratch/got")"
	n=$((n + 1))
done
empty "killed behind each of $count messages, the next run comes to the same" "$bad"
is 'most of them were in the middle of batches' "$((middle > count / 3))" 1
tap_done
