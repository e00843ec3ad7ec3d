#!/bin/sh
# Where a COMMIT waits for synchronous standbys, an upgrade does so without its locks: others go on, it is
# said which standby it is, there is an end, and the same command goes on.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project sync
printf 'online = always\nlock_retry = 2s\nbackfill_pause = 0\nbackfill_lag = 0\n' >>"$h/dunlin.ini"
revision 001 <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, n int);
INSERT INTO t SELECT i, i FROM generate_series(1, 100) i;
SQL
run -q upgrade head
port=$((PGPORT + 1))
succeeds 'a standby starts' sh "$pg_script" standby "$pg_dir" "$port"
on_standby() {
	psql -XqAt -p "$port" postgres -c "$1" >/dev/null
}
# It must have what is committed, and show it.
sql "ALTER SYSTEM SET synchronous_standby_names = '*'"
sql 'SELECT pg_reload_conf()' >/dev/null
sql "ALTER DATABASE $db SET synchronous_commit = remote_apply"
tries=100
until [ "$(sql 'SELECT count(*) FROM pg_stat_replication WHERE sync_state = $$sync$$')" = 1 ] ||
	[ $tries -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
is 'it is a synchronous one' "$((tries > 0))" 1
# gives_up NAME WHO
gives_up() {
	began=$(date +%s)
	run upgrade head
	took=$(($(date +%s) - began))
	is "$1: it gives up" "$status" 1
	is "$1: in time" "$((took >= 2 && took < 10))" 1
	like "$1: it says on whom it waits" "$out" "^notice: waiting until what is committed .*: $2"
	like "$1: and so does the error" "$out" "error: .*what is committed has not reached .*: $2"
	like "$1: with how to go on" "$out" '^hint: What is done stays done: run the same command again'
}
goes_on() {
	run upgrade head
	done_ok "$1"
	recorded "$1" "$2"
}

on_standby 'SELECT pg_wal_replay_pause()'
revision 002 <<'SQL'
ALTER TABLE t ALTER n SET NOT NULL;
SQL
sed -i 's/^lock_retry.*/lock_retry = 30s/' "$h/dunlin.ini"
"$DUNLIN" -c "$h/dunlin.ini" -d "$url" upgrade head >"$scratch/waits" 2>&1 &
pid=$!
tries=100
until grep -q 'waiting until' "$scratch/waits" || [ $tries -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
is 'others write meanwhile' "$(sql "SET synchronous_commit = local; SET lock_timeout = '500ms'; UPDATE t
	SET n = n WHERE id = 1 RETURNING id")" 1
kill -0 $pid
is 'while it still waits' "$?" 0
on_standby 'SELECT pg_wal_replay_resume()'
wait $pid
is 'it ends when the standby has all' "$?" 0
recorded 'with it' 002
sql 'CREATE ROLE blind; GRANT SELECT, UPDATE ON t TO blind'
is 'which it has' "$(psql -XqAt -p "$port" "$db" -c 'SELECT attnotnull FROM pg_attribute
	WHERE attrelid = $$t$$::regclass AND attname = $$n$$')" t

sed -i 's/^lock_retry.*/lock_retry = 2s/' "$h/dunlin.ini"
on_standby 'SELECT pg_wal_replay_pause()'
revision 003 <<'SQL'
SET SESSION AUTHORIZATION blind; -- who does not see standbys
-- dunlin: backfill batch=40
UPDATE t SET n = n + 1;
SQL
gives_up 'one that is paused' "standby 'walreceiver' at local"
is 'batches stop behind the first, at the latest' \
    "$(sql 'SELECT count(*) <= 40 FROM t WHERE n = id + 1')" t
on_standby 'SELECT pg_wal_replay_resume()'
goes_on 'when it goes on, so does the upgrade' 003
is 'no row is met twice' "$(sql 'SELECT count(*) FROM t WHERE n = id + 1')" 100

sh "$pg_script" down_standby "$pg_dir"
revision 004 <<'SQL'
ALTER TABLE t ADD CHECK (n > 0);
SQL
gives_up 'one that is gone' 'none is there of those that synchronous_standby_names has: [*]$'
recorded 'all is done here' 004
run upgrade head
done_ok 'and nothing is left to do'
sql 'ALTER TABLE t ADD CHECK (n > 1)' &
sleep 0.5
is 'what is committed in another way waits' "$(sql "SELECT count(*) FROM pg_stat_activity WHERE
	wait_event = 'SyncRep'")" 1
# What the project pins is left to it.
printf 'session.synchronous_commit = local\n' >>"$h/dunlin.ini"
revision 005 <<'SQL'
CREATE TABLE u (id int);
SQL
run upgrade head
done_ok 'who wants no replication does not wait'
sql "ALTER SYSTEM RESET synchronous_standby_names"
sql 'SELECT pg_reload_conf()' >/dev/null
wait
tap_done
