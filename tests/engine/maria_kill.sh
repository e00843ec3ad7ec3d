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

# what DATABASE: catalog and data and what is recorded
what() {
	maria_schema "$1"
	for table in t q p; do maria_sql "$1" "SELECT * FROM $table" 2>/dev/null; done
	maria_sql "$1" "SELECT group_concat(id) FROM dunlin_revision; SELECT count(*) FROM
	    dunlin_journal WHERE state <> 'done'"
}

# run DATABASE COMMAND TARGET: its output goes to $scratch/out
run() {
	"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(maria_url "$1")" $2 "$3" >"$scratch/out" 2>&1
}

# each_message COMMAND TARGET BEFORE: BEFORE is what a fresh database is upgraded to, or nothing
each_message() {
	maria_new calm
	[ -z "$3" ] || run calm upgrade "$3"
	succeeds "an undisturbed $1" env LD_PRELOAD="$shim" DUNLIN_KILL_COUNT="$scratch/count" \
	    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(maria_url calm)" $1 "$2"
	what calm >"$scratch/calm"
	count=$(cat "$scratch/count") bad='' n=$((${DUNLIN_TEST_SEED:-1} % step + 1)) tried=0
	echo "# $1: $count messages, every $step from $n on"
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
	empty "$1: killed behind each of $tried messages, the next run reaches the same" "$bad"
}

maria_start
step=${DUNLIN_TEST_STEP:-6}
each_message upgrade head ''
each_message 'downgrade --allow-data-loss' base head
tap_done
