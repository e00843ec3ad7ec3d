#!/bin/sh
# kill -9 behind every message of an upgrade, then a downgrade: the catalog and the rows of before.
# An upgrade after it comes to what an undisturbed one does.  The same with the downgrade killed.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

needs_shim
h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
cat >"$h/versions/001_start.sql" <<'SQL'
-- what is there
-- dunlin: upgrade
CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER NOT NULL, note VARCHAR(40));
INSERT INTO t (n, note) SELECT i, 'note ' || i FROM generate_series(1, 500) i;
CREATE INDEX ix_old ON t (note);
SQL
cat >"$h/versions/002_next.sql" <<'SQL'
-- transactions between indexes; what is written as its downgrade undoes only the whole
-- dunlin: upgrade
ALTER TABLE t ADD COLUMN k INTEGER;
CREATE UNIQUE INDEX CONCURRENTLY ux_t_n ON t (n) WHERE n > 0;
CREATE TABLE made (id INTEGER PRIMARY KEY REFERENCES t (id));
ALTER TABLE t RENAME COLUMN note TO remark;
DROP INDEX CONCURRENTLY ix_old;
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_t_remark ON t (lower(remark), id DESC);
VACUUM t;
ALTER TABLE t ADD CONSTRAINT t_n_check CHECK (n > 0);
-- dunlin: downgrade
ALTER TABLE t DROP CONSTRAINT t_n_check;
DROP INDEX CONCURRENTLY ix_t_remark;
CREATE INDEX ix_old ON t (remark);
ALTER TABLE t RENAME COLUMN remark TO note;
DROP TABLE made;
DROP INDEX CONCURRENTLY ux_t_n;
ALTER TABLE t DROP COLUMN k;
SQL

dunlin() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url undo)" "$@" >"$scratch/out" 2>&1
}

# state FILE: catalog, rows, what is recorded and what is open
state() {
	{
		pg_schema undo
		psql -XqAt undo -c 'SELECT count(*), sum(n), sum(id) FROM t' \
		    -c 'SELECT id FROM dunlin_revision ORDER BY id' \
		    -c "SELECT revision, state FROM dunlin_journal WHERE state IN ('intended', 'started')" \
		    -c 'SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid'
	} >"$1"
}

# expect STATE WHEN
expect() {
	state "$scratch/now"
	cmp -s "$scratch/$1" "$scratch/now" || bad="$bad
$2: $(diff "$scratch/$1" "$scratch/now")"
}

pg_start
createdb undo
succeeds 'what is there' dunlin upgrade 001
state "$scratch/before"
count=$(messages upgrade head) || not_ok "upgrade head"
state "$scratch/after"
succeeds 'the whole goes by what is written' dunlin downgrade 001
expect before 'an undisturbed round'

bad=
n=1
while [ "$n" -le "$count" ]; do
	killed "$n" upgrade head
	dunlin downgrade 001 || bad="$bad
message $n: $(cat "$scratch/out")"
	expect before "message $n, then down"
	n=$((n + 1))
done
dunlin upgrade head || bad="$bad$(cat "$scratch/out")"
expect after 'and up again'
empty "killed behind each of $count messages, a downgrade leads back" "$bad"

# The downgrade is killed: half of the index is there when it begins.
half_way() {
	dunlin downgrade 001
	psql -Xq undo -c 'CREATE TABLE ux_t_n ()'
	dunlin upgrade head
	psql -Xq undo -c 'DROP TABLE ux_t_n' -c 'CREATE UNIQUE INDEX ux_t_n ON t (n) WHERE n > 0' \
	    -c "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ux_t_n'::regclass" \
	    -c "UPDATE dunlin_journal SET state = 'started' WHERE step = 2 AND state = 'intended'"
}
bad=
half_way
is 'half an index, half way up' "$(psql -XqAt undo -c "SELECT string_agg(step || ' ' || state, ', ' ORDER BY
    step) FROM dunlin_journal WHERE state IN ('intended', 'started') AND step < 4")" \
    '2 started, 3 intended'
count=$(messages downgrade 001) || not_ok "downgrade 001"
expect before 'half an index, then down'
n=1 tried=0
while [ "$n" -le "$count" ]; do
	half_way
	killed "$n" downgrade 001
	dunlin downgrade 001 || bad="$bad
message $n: $(cat "$scratch/out")"
	expect before "message $n of a downgrade, then again"
	n=$((n + 3)) tried=$((tried + 1))
done
dunlin upgrade head || bad="$bad$(cat "$scratch/out")"
expect after 'and up again'
empty "the downgrade killed behind $tried of $count messages, the next one ends it" "$bad"
tap_done
