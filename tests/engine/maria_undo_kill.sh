#!/bin/sh
# On MariaDB what is done of an upgrade goes back step by step.  kill -9 behind messages of an
# upgrade, then a downgrade: the catalog and the rows of before.  The same with the downgrade killed.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
. "$srcdir/tests/support/maria.sh"
trap 'maria_stop; rm -rf "$scratch"' EXIT

needs_shim
h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
cat >"$h/versions/001_start.sql" <<'SQL'
-- what is there
-- dunlin: upgrade
CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER NOT NULL, note VARCHAR(40));
INSERT INTO t (n, note) VALUES (1, 'one'), (2, 'two'), (3, 'three');
CREATE INDEX ix_old ON t (note);
SQL
cat >"$h/versions/002_next.sql" <<'SQL'
-- a statement that fails stands behind the others; what is written undoes only the whole
-- dunlin: upgrade
ALTER TABLE t ADD COLUMN k INTEGER;
CREATE UNIQUE INDEX ux_t_note ON t (lower(note)) WHERE n > 0;
CREATE TABLE made (id INTEGER PRIMARY KEY REFERENCES t (id));
ALTER TABLE t RENAME COLUMN note TO remark;
DROP INDEX ix_old;
ALTER TABLE t ALTER COLUMN n SET DEFAULT 5;
ALTER TABLE t ADD CONSTRAINT t_n_check CHECK (n > 1);
-- dunlin: downgrade
ALTER TABLE t DROP CONSTRAINT t_n_check;
SQL

dunlin() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(maria_url undo)" "$@" >"$scratch/out" 2>&1
}

# state FILE: catalog, rows, what is recorded and what is open
state() {
	{
		maria_schema undo
		maria_sql undo "SELECT count(*), sum(n), sum(id) FROM t; SELECT id FROM dunlin_revision;
		    SELECT revision, state FROM dunlin_journal WHERE state IN ('intended', 'started')"
	} >"$1"
}

# expect WHEN
expect() {
	state "$scratch/now"
	cmp -s "$scratch/before" "$scratch/now" || bad="$bad
$1: $(diff "$scratch/before" "$scratch/now")"
}

maria_start
maria_new undo
succeeds 'what is there' dunlin upgrade 001
state "$scratch/before"
count=$(messages upgrade head)
like 'it stops at a row' "$(cat "$scratch/out")" 'Steps 1 to 7 of 8 of revision'
bad=
succeeds 'what is done goes back' dunlin downgrade 001
expect 'a failed upgrade, then down'

step=${DUNLIN_TEST_STEP:-4}
n=$((${DUNLIN_TEST_SEED:-1} % step + 1)) tried=0
while [ "$n" -le "$count" ]; do
	killed "$n" upgrade head
	dunlin downgrade 001 || bad="$bad
message $n: $(cat "$scratch/out")"
	expect "message $n, then down"
	n=$((n + step)) tried=$((tried + 1))
done
empty "killed behind $tried of $count messages, a downgrade leads back" "$bad"

bad=
dunlin upgrade head
count=$(messages downgrade 001)
n=$((${DUNLIN_TEST_SEED:-1} % step + 1)) tried=0
while [ "$n" -le "$count" ]; do
	dunlin upgrade head
	killed "$n" downgrade 001
	dunlin downgrade 001 || bad="$bad
message $n: $(cat "$scratch/out")"
	expect "message $n of a downgrade, then again"
	n=$((n + step)) tried=$((tried + 1))
done
empty "the downgrade killed behind $tried of $count messages, the next one ends it" "$bad"

sed -i '/t_n_check/d' "$h/versions/002_next.sql"
succeeds 'mended, it goes up' dunlin upgrade head
tap_done
