#!/bin/sh
# kill -9 behind the messages of an upgrade in safer forms: the next run comes to the same end,
# though the table has grown or shrunk past the threshold meanwhile; and what an earlier run began
# as it was written goes on so.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

needs_shim
h=$scratch/h
mkdir -p "$h/versions"
cat >"$h/versions/001_start.sql" <<'SQL'
-- what is there
-- dunlin: upgrade
CREATE TABLE parent (id INTEGER PRIMARY KEY);
INSERT INTO parent SELECT i FROM generate_series(0, 9) i;
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, note VARCHAR(40), k INTEGER);
INSERT INTO t SELECT i, i, 'note ' || i, i % 10 FROM generate_series(1, 5000) i;
CREATE INDEX ix_old ON t (note);
SQL
cat >"$h/versions/002_next.sql" <<'SQL'
-- each kind of form
-- dunlin: upgrade
CREATE INDEX ix_t_note ON t (lower(note), id DESC);
DROP INDEX ix_old;
UPDATE t SET k = (k + 1) % 10;
ALTER TABLE t ALTER n SET NOT NULL, ADD CONSTRAINT t_n UNIQUE (n), ADD CHECK (n > 0);
ALTER TABLE t ADD COLUMN d INTEGER DEFAULT 3 REFERENCES parent;
ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY (k, n);
ALTER TABLE t ADD FOREIGN KEY (k) REFERENCES parent;
ALTER TABLE t ADD COLUMN u UUID NOT NULL DEFAULT gen_random_uuid() CHECK (u IS NOT NULL);
INSERT INTO t VALUES (-1, 5001, 'once', 5);
SQL
# threshold SIZE
threshold() {
	printf '[dunlin]\nscript_location = %%(here)s\nonline_threshold = %s\n' "$1" >"$h/dunlin.ini"
}

dunlin() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url "$db")" "$@" >"$scratch/out" 2>&1
}

# state: catalog, rows, what is recorded and what is open
state() {
	pg_schema "$db"
	psql -XqAt "$db" -c "SELECT count(*), sum(n), sum(k), sum(d), count(DISTINCT note), count(DISTINCT u) FROM t" \
	    -c "SELECT string_agg(id, ' ' ORDER BY id), count(*) FROM dunlin_revision" \
	    -c "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'" \
	    -c "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
}

# back: as after the first revision
back() {
	psql -Xq postgres -c 'SET client_min_messages = warning' \
	    -c "DROP DATABASE IF EXISTS $db WITH (FORCE)" -c "CREATE DATABASE $db TEMPLATE start"
}

pg_start
db=start
fresh start
threshold 1GB
dunlin upgrade 001
db=calm
back
dunlin upgrade head
is 'as it is written, it is one transaction' \
    "$(psql -XqAt calm -c "SELECT max(segment) FROM dunlin_journal WHERE revision = '002'")" 1
state >"$scratch/calm"
db=killed
back
threshold 8kB
succeeds 'an undisturbed run in safer forms' env LD_PRELOAD="$shim" \
    DUNLIN_KILL_COUNT="$scratch/count" "$DUNLIN" -q -c "$h/dunlin.ini" -d "$(pg_url killed)" \
    upgrade head
state >"$scratch/killed"
is 'comes to the same' "$(diff "$scratch/calm" "$scratch/killed")" ''
count=$(cat "$scratch/count")
echo "# $count messages"

# goes_on WHERE: the next run, with the table below the threshold now, which was above it, comes to
# the same end
resumed=0
goes_on() {
	done=$(psql -XqAt killed -c "SELECT count(*) FROM dunlin_journal WHERE revision = '002'
	    AND state = 'done'")
	[ "$done" -eq 0 ] || { threshold 1GB; resumed=$((resumed + 1)); }
	dunlin upgrade head || bad="$bad
$1, $done steps done: $(cat "$scratch/out")"
	state >"$scratch/killed"
	cmp -s "$scratch/calm" "$scratch/killed" || bad="$bad
$1, $done steps done: $(diff "$scratch/calm" "$scratch/killed")"
	threshold 8kB
}

bad=
n=1 tried=0
while [ "$n" -le "$count" ]; do
	back
	( export LD_PRELOAD="$shim" DUNLIN_KILL_AT=$n; dunlin upgrade head ) 2>/dev/null
	[ $? -eq 137 ] || bad="$bad
message $n: it was not killed"
	goes_on "message $n"
	n=$((n + 3)) tried=$((tried + 1))
done
empty "killed behind each of $tried messages, the next run reaches the same catalog and rows" "$bad"

# What is sent together is run though the client is gone: here the session ends at each statement.
bad=
n=1 resumed=0
while [ "$n" -lt 60 ]; do
	back
	psql -Xq killed <<-SQL
	CREATE SEQUENCE met;
	CREATE FUNCTION meet() RETURNS event_trigger LANGUAGE plpgsql SET search_path = public AS \$\$ BEGIN
		IF nextval('met') = $n THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
	END \$\$;
	CREATE EVENT TRIGGER meet ON ddl_command_start EXECUTE FUNCTION meet();
	SQL
	dunlin upgrade head && break
	psql -Xq killed -c 'DROP EVENT TRIGGER meet; DROP FUNCTION meet; DROP SEQUENCE met'
	goes_on "statement $n"
	n=$((n + 1))
done
empty "ended at each of $((n - 1)) statements, the next run reaches the same" "$bad"
is 'most of them were in the middle' "$((resumed > n - 4))" 1
tap_done
