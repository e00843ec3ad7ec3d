#!/bin/sh
# Who holds a table is waited for politely: it is said who that is, there is an end, and the same command
# goes on.  A long reader, who keeps a strong lock away and an index CONCURRENTLY; and an autovacuum
# that prevents wraparound, which no waiting ends.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project held
printf 'online = always\nlock_timeout = 100ms\nlock_retry = 2s\n' >>"$h/dunlin.ini"
revision 001 <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, n int);
INSERT INTO t SELECT i, i FROM generate_series(1, 100000) i;
SQL
run -q upgrade head
revision 002 <<'SQL'
ALTER TABLE t ADD CONSTRAINT t_n CHECK (n > 0);
SQL
revision 003 <<'SQL'
CREATE INDEX t_n_ix ON t (n);
SQL
# holder SQL: a session that did so in a transaction, which stays open until it is let go
holder() {
	rm -f "$scratch/go"
	mkfifo "$scratch/go"
	PGAPPNAME=holder psql -Xq "$db" <"$scratch/go" >/dev/null 2>&1 &
	holder=$!
	exec 9>"$scratch/go"
	printf 'BEGIN ISOLATION LEVEL REPEATABLE READ;\n%s;\n' "$1" >&9
}
let_go() {
	exec 9>&-
	wait "$holder"
}
# gives_up NAME FROM: within FROM ... FROM + 8 s it fails, and says who holds it
gives_up() {
	began=$(date +%s)
	run upgrade head
	took=$(($(date +%s) - began))
	is "$1: it gives up" "$status" 1
	is "$1: in time" "$((took >= $2 && took <= $2 + 8))" 1
	like "$1: it says who is in the way" "$out" "in the way.*$3"
	like "$1: and that it can be run again" "$out" '^hint: .*[Rr]un the same command again'
}
# vacuumed TABLE WORDS: until an autovacuum of it is at work that says so
vacuumed() {
	n=0
	while [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE
	    'autovacuum: VACUUM%public.$1%' AND query LIKE '%$2%'")" -eq 0 ] && [ $n -lt 300 ]; do
		n=$((n + 1))
		sleep 0.1
	done
	is "an autovacuum of $1 is there ($2)" "$((n < 300))" 1
}
reads='SELECT count(*) FROM t'
holder "$reads" reader
sql "ALTER DATABASE $db SET log_statement = 'all'; ALTER DATABASE $db SET log_min_messages = 'error'"
gives_up 'a reader' 2 "application 'holder'"
sql "ALTER DATABASE $db RESET log_statement; ALTER DATABASE $db RESET log_min_messages"
is 'who waited behind it gets through before the next try, which is away for as long as it was there' \
    "$(awk '{ split($2, t, ":"); now = (t[1] * 60 + t[2]) * 60 + t[3] }
	/due to lock timeout/ { ended = now; n++ }
	/: ALTER TABLE t ADD CONSTRAINT/ && !/STATEMENT:/ && ended > 0 { if (now - ended < 0.1 && now >= ended) soon++; ended = 0 }
	END { print (n > 1), soon + 0 }' "$pg_dir/data/log")" '1 0'
is 'others read and write meanwhile' "$(sql "SET lock_timeout = '500ms'; UPDATE t SET n = n WHERE id = 1
	RETURNING id")" 1
let_go
run upgrade 002
done_ok 'without him it goes on'
holder "$reads" reader
gives_up 'a reader and an index' 2 "application 'holder'"
let_go
holder 'SELECT 1'
gives_up 'who has but an old snapshot, and an index' 2 "application 'holder'"
let_go
run upgrade head
done_ok 'without him the index is built'
is 'and valid' "$(valid t_n_ix)" t

# -- An autovacuum that prevents wraparound is not ended by who waits. --
sql "ALTER TABLE t SET (autovacuum_enabled = off, autovacuum_freeze_max_age = 100000, autovacuum_vacuum_cost_delay = 100,
	autovacuum_vacuum_cost_limit = 1)"
sql "ALTER SYSTEM SET autovacuum_naptime = '1s'"
sql 'SELECT pg_reload_conf()' >/dev/null
sql "CREATE TEMP TABLE x (i int); DO \$\$ BEGIN FOR i IN 1 .. 100100 LOOP
	BEGIN INSERT INTO x VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
	END LOOP; END \$\$"
vacuumed t 'to prevent wraparound'
revision 004 <<'SQL'
ALTER TABLE t ADD CONSTRAINT t_less CHECK (n < 1000000);
SQL
gives_up 'an autovacuum to prevent wraparound' 2 'to prevent wraparound'
is 'it is still there' "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE
	'autovacuum: VACUUM%public.t (to prevent wraparound)'")" 1
# Now the lock that nobody waits behind.
revision 004 <<'SQL'
CREATE INDEX t_less_ix ON t (n, id);
SQL
gives_up 'an index beside it' 2 'to prevent wraparound'
sed -i 's/^lock_retry.*/lock_retry = 1m/' "$h/dunlin.ini"
sql "ALTER SYSTEM SET autovacuum = off"
sql "SELECT pg_reload_conf()" >/dev/null
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE
	'autovacuum: VACUUM%public.t (to prevent wraparound)'" >/dev/null
run upgrade head
done_ok 'when it is over, it goes on'

# -- Any other autovacuum gives way, but only to who waits long enough. --
sql "CREATE TABLE u (id int, n int) WITH (autovacuum_vacuum_threshold = 0,
	autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)"
sql "INSERT INTO u SELECT i, i FROM generate_series(1, 100000) i"
sql "UPDATE u SET n = 1 WHERE id % 3 = 0"
sql "ALTER SYSTEM SET autovacuum = on"
sql "SELECT pg_reload_conf()" >/dev/null
vacuumed u 'VACUUM'
revision 005 <<'SQL'
ALTER TABLE u ADD CONSTRAINT u_n CHECK (n > 0);
SQL
run upgrade head
done_ok 'an autovacuum gives way'
like 'which was there' "$out" "in the way.*autovacuum: VACUUM.* public.u'"
tap_done
