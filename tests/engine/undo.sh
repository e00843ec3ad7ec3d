#!/bin/sh
# A downgrade undoes what is done of an upgrade that stopped, or says before it touches anything why
# it cannot; an upgrade says what to do about a downgrade that stopped.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# stopped WHAT REVISION STEP: make the journal say that the upgrade is in (WHAT started) or before
# (intended) this step, as after a kill; what the test has done to the database must fit
stopped() {
	sql "UPDATE dunlin_journal SET state = CASE WHEN step < $3 THEN 'done' WHEN step = $3 THEN
		'$1' ELSE 'intended' END WHERE revision = '$2' AND direction = 'upgrade' AND state = 'done'"
	sql "DELETE FROM dunlin_revision WHERE id = '$2'"
}

open_steps() { sql "SELECT count(*) FROM dunlin_journal WHERE state IN ('intended', 'started')"; }

# refuses NAME PATTERN ARGUMENT...
refuses() {
	name=$1 pattern=$2
	shift 2
	pg_schema "$db" >"$scratch/then"
	run "$@"
	is "$name: refused" "$status" 1
	like "$name: and why" "$out" "$pattern"
	pg_schema "$db" >"$scratch/now"
	succeeds "$name: nothing was touched" cmp "$scratch/then" "$scratch/now"
}

# -- which target means it --
project target
revision 001 <<'SQL'
CREATE TABLE t (a int, note text);
INSERT INTO t VALUES (1, 'x');
SQL
revision 002 <<'SQL'
CREATE TABLE two (a int);
SQL
revision 003 <<'SQL'
ALTER TABLE t ADD COLUMN b int;
CREATE INDEX CONCURRENTLY i ON t (a);
ALTER TABLE t RENAME note TO remark;
CREATE INDEX CONCURRENTLY j ON t ((1 / (a - 1)));
-- dunlin: downgrade
SELECT 'this undoes the whole, and is not run' / 0;
SQL
run upgrade 001
pg_schema $db >"$scratch/one"
run upgrade 002
pg_schema $db >"$scratch/two"
run upgrade head
is 'an upgrade stops half way' "$status" 1
run status
like 'status says how to go on and how to go back' "$out" \
    '`dunlin upgrade` continues it, `dunlin downgrade -1` undoes what is done'
run plan -1 --down
like 'the plan of a downgrade is to undo it' "$out" '1 +ALTER TABLE t RENAME COLUMN remark TO note'
like 'and says what it is derived from' "$out" '^003 .*\(derived: reversible\)'
run downgrade -1
done_ok 'downgrade -1 undoes it'
pg_schema $db >"$scratch/now"
succeeds 'the catalog is that of before' cmp "$scratch/two" "$scratch/now"
is 'nothing is open' "$(open_steps)" 0
run upgrade head
run downgrade 002
done_ok 'so does a downgrade to what is before it'
run upgrade head
refuses 'to itself' "'003' is partial: .*stopped after step 3 of 4" downgrade 003
like 'to itself: what to do is said' "$out" 'undo it with .dunlin downgrade -1'
run downgrade 001
done_ok 'a downgrade to further down undoes it first'
pg_schema $db >"$scratch/now"
succeeds 'and then the others' cmp "$scratch/one" "$scratch/now"
sed -i 's/1 . (a - 1)/a/' "$h/versions/003_x.sql"
run upgrade head
done_ok 'after that it is a revision like others'
run downgrade -1
is 'whole, it goes by what is written' "$status" 1
like 'which is an error here' "$out" 'this undoes the whole'

# -- nothing is done, and the file is wrong by now --
project nothing
revision 001 <<'SQL'
CREATE TABLE t (a int);
SQL
revision 002 <<'SQL'
ALTER TABLE t ADD b int DEFAULT 1 / 0;
CREATE INDEX CONCURRENTLY i ON t (a);
SQL
sql 'CREATE TABLE t (a int); INSERT INTO t VALUES (1)'
sed -i 's/CREATE TABLE/& IF NOT EXISTS/' "$h/versions/001_x.sql"
run upgrade head
is 'the first step fails' "$status" 1
echo 'NOT SQL' >>"$h/versions/002_x.sql"
run downgrade -1
done_ok 'where nothing is done, downgrade -1 ends the run'
is 'and no more than that' "$(sql 'SELECT string_agg(id, $$ $$) FROM dunlin_revision'):$(open_steps)" 001:0

# -- what cannot be undone --
project cannot
revision 001 <<'SQL'
CREATE TABLE t (a int);
INSERT INTO t VALUES (0);
SQL
revision 002 <<'SQL'
UPDATE t SET a = 0;
CREATE INDEX CONCURRENTLY i ON t ((1 / a));
-- dunlin: downgrade
DROP INDEX i;
SQL
run upgrade head
refuses 'rows that were changed' '002_x.sql:3:1.*what is done of revision .002. cannot be undone by itself: UPDATE' \
    downgrade -1
like 'the ways out are said' "$out" 'Finish it with `dunlin upgrade`, and then downgrade; or undo by hand.*stamp'
refuses 'on the way to base' 'cannot be undone by itself' downgrade base
sed -i 's/UPDATE.*/CREATE TABLE kept AS TABLE t;/' "$h/versions/002_x.sql"
refuses 'a file that was changed' 'step 1 has been changed since it was run' downgrade -1

project loss
revision 001 <<'SQL'
CREATE TABLE t (a int);
INSERT INTO t VALUES (0);
SQL
revision 002 <<'SQL'
CREATE TABLE kept (a int);
INSERT INTO kept VALUES (1), (2);
CREATE INDEX CONCURRENTLY i ON t ((1 / a));
SQL
run upgrade head
refuses 'rows' "would drop data: table 'kept' \(2 rows\)" downgrade -1
run downgrade -1 --allow-data-loss
done_ok 'they may be allowed to go'
is 'and are gone' "$(sql "SELECT to_regclass('kept') IS NULL")" t

# -- a step that was begun --
project begun
revision 001 <<'SQL'
CREATE TABLE t (a int);
INSERT INTO t VALUES (7);
SQL
revision 002 <<'SQL'
ALTER TABLE t ADD b int;
CREATE INDEX CONCURRENTLY i ON t (a);
DROP INDEX CONCURRENTLY i;
SQL
run upgrade 001
pg_schema $db >"$scratch/one"
for state in done half none; do
	run upgrade head
	stopped started 002 2
	[ $state = none ] || sql 'CREATE INDEX i ON t (a)'
	[ $state != half ] || invalidate i
	run plan -1 --down
	like "$state: the plan says that it does not know" "$out" "step 2 of '002' was begun"
	run downgrade -1
	done_ok "an index, $state"
	pg_schema $db >"$scratch/now"
	succeeds "$state: as before" cmp "$scratch/one" "$scratch/now"
	is "$state: nothing is open" "$(open_steps)" 0
done

project told
revision 001 <<'SQL'
CREATE TABLE t (a int);
SQL
revision 002 <<'SQL'
-- dunlin: transaction off
CREATE TABLE u (a int);
ALTER TABLE t ADD b int;
CREATE TABLE v (a int);
SQL
for answer in done again; do
	run upgrade head
	stopped started 002 2
	sql 'DROP TABLE v'
	[ $answer = done ] || sql 'ALTER TABLE t DROP b'
	refuses "$answer" 'step 2 of 3 was begun.*nothing tells.*ALTER TABLE' downgrade -1
	like "$answer: the way out is said" "$out" 'dunlin downgrade ... --step done.*or .--step again. where it has not'
	run downgrade -1 --step $answer
	done_ok "$answer: told, it undoes"
	is "$answer: all of it" "$(sql "SELECT string_agg(attname, ' ') || (to_regclass('u') IS NULL) FROM pg_attribute
	    WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped")" atrue
	is "$answer: nothing is open" "$(open_steps)" 0
done
run upgrade head
stopped intended 002 3
sql 'DROP TABLE v'
run downgrade -1 --step done
is 'an answer without a question' "$status" 2
run downgrade -1
done_ok 'is not needed'

# -- a downgrade that stopped, and nothing pending --
project down
revision 001 <<'SQL'
CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
-- dunlin: downgrade
DROP INDEX CONCURRENTLY i;
DROP TABLE t;
SQL
run upgrade head
sql 'CREATE VIEW stands_on_it AS TABLE t'
run downgrade base
is 'a downgrade stops half way' "$status" 1
run upgrade head
is 'an upgrade does not say that all is well' "$status" 1
like 'but what is' "$out" "'001' is partial: its downgrade stopped after step 1 of 2"
like 'and what to do' "$out" 'run .dunlin downgrade. again'
sql 'DROP VIEW stands_on_it'
run downgrade -1
done_ok 'the downgrade goes on'
run upgrade head
done_ok 'and then up'

# -- SQLite, without transactions --
project lite
url=sqlite:///$scratch/lite.db
revision 001 <<'SQL'
CREATE TABLE t (a int, note text);
SQL
revision 002 <<'SQL'
-- dunlin: transaction off
CREATE TABLE u (a int);
CREATE INDEX i ON t (a);
INSERT INTO u VALUES (1), (1);
CREATE UNIQUE INDEX j ON u (a);
CREATE TABLE v (a int);
SQL
run upgrade 001
sqlite_schema "$scratch/lite.db" >"$scratch/one"
run upgrade head
is 'SQLite: an upgrade stops half way' "$status" 1
like 'SQLite: behind some steps' "$out" 'Steps? 1( to [2-9])? of [0-9]+ of revision .002. (is|are) done'
run downgrade -1
is 'SQLite: rows are kept' "$status" 1
like 'SQLite: and counted' "$out" "would drop data: table 'u' \(2 rows\)"
run downgrade -1 --allow-data-loss
done_ok 'SQLite: it is undone'
sqlite_schema "$scratch/lite.db" >"$scratch/now"
succeeds 'SQLite: as before' cmp "$scratch/one" "$scratch/now"
is 'SQLite: nothing is open' "$(sqlite3 "$scratch/lite.db" \
    "SELECT count(*) FROM dunlin_journal WHERE state IN ('intended', 'started')")" 0

# A table that is made anew is several steps.
revision 002 <<'SQL'
-- dunlin: transaction off
CREATE TABLE u (a int);
ALTER TABLE t ALTER COLUMN a TYPE text;
CREATE TABLE v (a int);
SQL
lite() { sqlite3 "$scratch/lite.db" "$1"; }
run upgrade head
done_ok 'SQLite: a table is made anew'
steps=$(lite "SELECT max(step) FROM dunlin_journal WHERE revision = '002' AND state = 'done' AND direction = 'upgrade'")
lite "DELETE FROM dunlin_revision WHERE id = '002'; DROP TABLE v;
    UPDATE dunlin_journal SET state = 'intended' WHERE revision = '002' AND state = 'done' AND
	direction = 'upgrade' AND step = $steps"
cp "$scratch/lite.db" "$scratch/kept.db"
run downgrade -1
done_ok 'SQLite: behind that it is undone'
sqlite_schema "$scratch/lite.db" | tr -d '"' >"$scratch/now"
succeeds 'SQLite: by making it anew' cmp "$scratch/one" "$scratch/now"
cp "$scratch/kept.db" "$scratch/lite.db"
lite "UPDATE dunlin_journal SET state = 'intended' WHERE step > 2 AND state = 'done' AND
    direction = 'upgrade' AND revision = '002'"
run downgrade -1
is 'SQLite: within it is not' "$status" 1
like 'SQLite: and why' "$out" "stopped inside of a statement that is several steps"

# -- a file that is gone --
project gone
revision 001 <<'SQL'
CREATE TABLE t (a int);
SQL
revision 002 <<'SQL'
CREATE TABLE u (a int);
CREATE INDEX CONCURRENTLY i ON u (a);
SELECT 1/0;
SQL
run upgrade head
is 'gone: it stops' "$status" 1
mv "$scratch"/gone/versions/002*.sql "$scratch/"
for arguments in 'upgrade head' 'downgrade -1'; do
	# shellcheck disable=SC2086
	run $arguments
	is "gone: $arguments is refused" "$status" 1
	like "gone: $arguments says that the file is missing" "$out" \
	    "revision '002' is partial .*no file of the history has it"
done
run status --exit-code
is 'gone: status does not call it up to date' "$status" 3
unlike 'gone: nor does its text' "$out" 'up to date'
tap_done
