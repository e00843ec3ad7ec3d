#!/bin/sh
# MariaDB commits each statement on the schema by itself.  kill -9 behind every single message to
# the server, up and down: the next run always comes to the same end.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
. "$srcdir/tests/support/maria.sh"
trap 'maria_stop; rm -rf "$scratch"' EXIT

needs_shim
mkdir -p "$scratch/h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
cat >"$scratch/h/versions/001_steps.sql" <<-'SQL'
-- each kind of step once
-- dunlin: upgrade
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE p (id SERIAL PRIMARY KEY, name VARCHAR(40) UNIQUE);
CREATE TABLE t (id INTEGER PRIMARY KEY, n SERIAL, note TEXT, m mood, old INTEGER);
INSERT INTO p (id, name) VALUES (1, 'a'), (2, 'b');
INSERT INTO t (id, n, note, old) SELECT id, id, 'note ' || id, 7 FROM p;
ALTER TABLE t ADD COLUMN p_id INTEGER;
UPDATE t SET p_id = id, old = old + 1;
ALTER TABLE t ALTER COLUMN p_id SET NOT NULL;
ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (p_id) REFERENCES p (id);
ALTER TABLE t ADD CONSTRAINT t_n CHECK (n > 0);
CREATE UNIQUE INDEX t_note ON t (lower(note)) WHERE old > 0;
ALTER TYPE mood ADD VALUE 'mad';
CREATE VIEW v AS SELECT id, note FROM t WHERE n > 0;
ALTER TABLE t RENAME COLUMN note TO remark;
ALTER TABLE p RENAME TO q;
ALTER TABLE t DROP COLUMN old CASCADE;
-- dunlin: downgrade
DROP VIEW v;
DROP TABLE t;
DROP TABLE q;
DROP TYPE mood;
SQL

# Statements on rows that are several there, on tables where what is done twice or not at all is seen.
# Numbers that nobody counts, for those of a run that was killed are gone.
mkdir -p "$scratch/rows/versions"
cp "$scratch/h/dunlin.ini" "$scratch/rows"
cat >"$scratch/rows/versions/001_start.sql" <<-'SQL'
-- rows
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, f BOOLEAN NOT NULL, note TEXT);
CREATE TABLE q (id SERIAL PRIMARY KEY, what TEXT, n INTEGER DEFAULT 0);
INSERT INTO t (id, n, f, note) VALUES (1, 10, true, 'a'), (2, 20, false, 'b'), (3, 30, true, 'c'),
    (4, 40, false, 'd'), (5, 50, false, 'e'), (6, 60, false, 'f');
SQL
cat >"$scratch/rows/versions/002_several.sql" <<-'SQL'
-- each kind of them
-- dunlin: upgrade
WITH gone AS (DELETE FROM t WHERE f RETURNING id, note) INSERT INTO q (what, n) SELECT note, id FROM gone;
WITH made AS (INSERT INTO q (what, n) SELECT note, id FROM t WHERE id < 5 RETURNING what, n)
UPDATE t SET n = t.n + made.n FROM made WHERE made.n = t.id;
MERGE INTO t USING q ON q.n = t.id WHEN MATCHED AND t.id = 2 THEN DELETE
    WHEN MATCHED THEN UPDATE SET n = t.n + 100
    WHEN NOT MATCHED THEN INSERT (id, n, f, note) VALUES (q.n + 100, 1, true, q.what);
UPDATE t SET n = n + 1 WHERE 100 / n < 50;
DELETE FROM t WHERE 10 / n > 5 AND id = 103;
ALTER TABLE t ADD COLUMN k INTEGER NOT NULL DEFAULT 0;
WITH more AS (UPDATE t SET k = k + 1 WHERE id > 4 RETURNING id), less AS (DELETE FROM q WHERE n > 3 RETURNING n)
INSERT INTO q (what, n) SELECT 'more', id FROM more UNION ALL SELECT 'less', n FROM less;
INSERT INTO t (id, n, f) SELECT id + 1000, n, f FROM t WHERE id > 4 ON CONFLICT (id) DO UPDATE SET n = t.n + 1;
UPDATE t SET id = id + 5000;
SQL

# what DATABASE: catalog and data and what is recorded
what() {
	maria_schema "$1" | sed 's/ AUTO_INCREMENT=[0-9]*//'
	for table in t p; do maria_sql "$1" "SELECT * FROM $table" 2>/dev/null; done
	maria_sql "$1" "SELECT name FROM q" 2>/dev/null || maria_sql "$1" "SELECT what, n FROM q ORDER BY 1, 2" 2>/dev/null
	maria_sql "$1" "SELECT group_concat(id) FROM dunlin_revision; SELECT count(*) FROM
	    dunlin_journal WHERE state <> 'done'"
}

# run DATABASE COMMAND TARGET: its output goes to $scratch/out
run() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(maria_url "$1")" $2 "$3" >"$scratch/out" 2>&1
}

# each_message COMMAND TARGET BEFORE NAME: of the history $h; BEFORE is what a fresh database is upgraded to, or nothing
each_message() {
	maria_new calm
	[ -z "$3" ] || run calm upgrade "$3"
	succeeds "an undisturbed $4" env LD_PRELOAD="$shim" DUNLIN_KILL_COUNT="$scratch/count" \
	    "$DUNLIN" -q -c "$h/dunlin.ini" -d "$(maria_url calm)" $1 "$2"
	what calm >"$scratch/calm"
	count=$(cat "$scratch/count") bad='' n=$((${DUNLIN_TEST_SEED:-1} % step + 1)) tried=0
	echo "# $4: $count messages, every $step from $n on"
	while [ "$n" -le "$count" ]; do
		maria_new killed
		[ -z "$3" ] || run killed upgrade "$3"
		( export LD_PRELOAD="$shim" DUNLIN_KILL_AT=$n; run killed "$1" "$2" ) 2>/dev/null
		[ $? -eq 137 ] || bad="$bad
message $n: it was not killed"
		run killed "$1" "$2" || bad="$bad
message $n: $(cat "$scratch/out")"
		what killed >"$scratch/killed"
		cmp -s "$scratch/calm" "$scratch/killed" || bad="$bad
message $n: $(diff "$scratch/calm" "$scratch/killed")"
		n=$((n + step)) tried=$((tried + 1))
	done
	empty "$4: killed behind each of $tried messages, the next run reaches the same" "$bad"
}

maria_start
step=${DUNLIN_TEST_STEP:-6}
h=$scratch/h
each_message upgrade head '' 'upgrade'
each_message 'downgrade --allow-data-loss' base head 'downgrade'
h=$scratch/rows
each_message upgrade head 001 'statements on rows that are several'
like '... which did something' "$(cat "$scratch/calm")" "^6006	"
# Of a statement that is one nobody knows there whether it was done.
sed -i -e '1i -- dunlin: transaction off' -e '/ON CONFLICT/d' -e '/id + 5000/d' \
    -e '/ [/] n /d' "$h/versions/002_several.sql"
each_message upgrade head 001 'the same outside a transaction'
tap_done
