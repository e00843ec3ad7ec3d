#!/bin/sh
# Steps outside a transaction: each half-done state that a crash leaves is healed by the next run.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# -- CREATE INDEX CONCURRENTLY --
project cic
revision 001 <<'SQL'
CREATE TABLE t (a int, b text);
INSERT INTO t SELECT n, n::text FROM generate_series(1, 100) n;
CREATE UNIQUE INDEX CONCURRENTLY "T Idx" ON t USING btree (lower(b) text_pattern_ops DESC, a)
    INCLUDE (b) WITH (fillfactor = 70) WHERE a > 0 AND (t.*) IS NOT NULL;
CREATE INDEX CONCURRENTLY ON t (a);
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_three ON public.t (b);
SQL
run upgrade head
done_ok 'an undisturbed run'
calm=$(pg_schema cic)
for step in 3 4 5; do
	crashed 001 $step
	[ $step -gt 3 ] || sql 'DROP INDEX t_a_idx'
	[ $step -gt 4 ] || sql 'DROP INDEX t_three'
	run upgrade head
	done_ok "step $step was built, and nobody saw it"
	is "step $step: the same catalog" "$(pg_schema cic)" "$calm"
	recorded "step $step" 001
done
for index in '"T Idx"' t_a_idx t_three; do
	case $index in t_a_idx) step=4 ;; t_three) step=5 ;; *) step=3 ;; esac
	crashed 001 $step
	[ $step -gt 3 ] || sql 'DROP INDEX t_a_idx'
	[ $step -gt 4 ] || sql 'DROP INDEX t_three'
	invalidate "$index"
	run upgrade head
	done_ok "$index was left invalid"
	is "$index is valid now" "$(valid "$index")" t
	is "$index: the same catalog" "$(pg_schema cic)" "$calm"
	crashed 001 $step
	sql "DROP INDEX $index"
	[ $step -gt 3 ] || sql 'DROP INDEX t_a_idx'
	[ $step -gt 4 ] || sql 'DROP INDEX t_three'
	run upgrade head
	done_ok "$index was not begun"
	is "$index was not begun: the same catalog" "$(pg_schema cic)" "$calm"
done
crashed 001 4
sql 'DROP INDEX t_a_idx, t_three; CREATE INDEX t_a_idx ON t (a, b)'
run upgrade head
is 'another index of that name is an error' "$status" 1
like 'it says what stands there' "$out" 'something else has the name.*btree \(a, b\)'
like 'it says where' "$out" '001_x.sql:7:1'
sql 'DROP INDEX t_a_idx'
run upgrade head
done_ok 'without it the run goes on'

# -- a step that fails cleans up behind itself --
project fails
revision 001 <<'SQL'
CREATE TABLE t (a int);
INSERT INTO t VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);
SQL
run upgrade head
is 'a unique violation fails' "$status" 1
is 'the invalid index is gone' "$(sql "SELECT to_regclass('u') IS NULL")" t
run status
like 'status shows the partial revision' "$out" '^partial +001 .*after step 2 of 3; next: CREATE'
run status --json
like 'status --json has it too' "$out" '"partial": \['
run current
like 'current shows it' "$out" '^001 \(partial\)'
run downgrade base
is 'a downgrade would undo what is done' "$status" 1
like 'and counts the rows of that' "$out" "would drop data: table 't' \\(2 rows\\)"
sql 'DELETE FROM t'
run upgrade head
done_ok 'corrected, it goes on'
recorded 'corrected' 001

# -- IF NOT EXISTS over an invalid index, the first time --
project first
revision 001 <<'SQL'
CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);
SQL
sql 'CREATE TABLE t (a int); CREATE INDEX i ON t (a)'
invalidate i
run upgrade head
done_ok 'IF NOT EXISTS over an invalid index of the same definition'
is 'it is valid now' "$(valid i)" t
revision 002 <<'SQL'
CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON t (a);
SQL
sql 'CREATE INDEX j ON t (a DESC)'
invalidate j
run upgrade head
is 'IF NOT EXISTS over another invalid index fails' "$status" 1
like 'and says so' "$out" 'a DESC\) \(invalid\)'
sql 'DROP INDEX j; CREATE INDEX j ON t (a DESC)'
run upgrade head
done_ok 'over a valid one it is what the author asked for'

# -- DROP, DETACH, REINDEX --
project others
revision 001 <<'SQL'
CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE t (a int PRIMARY KEY, b text);
CREATE INDEX gone ON t (b);
SQL
# Before 14 there is no such DETACH.
detaches() { [ "$pg_major" -ge 14 ]; }
detach='ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY'
detaches || detach='ANALYZE p'
revision 002 <<SQL
DROP INDEX CONCURRENTLY gone;
$detach;
REINDEX (VERBOSE) TABLE CONCURRENTLY t;
VACUUM (ANALYZE) t;
SQL
run upgrade head
done_ok 'drop, detach, reindex, vacuum undisturbed'
calm=$(pg_schema others)
crashed 002 1
if detaches; then
	run upgrade head
	is 'dropping what was dropped: a detach that nobody marked still fails' "$status" 1
	sql 'ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)'
fi
run upgrade head
done_ok 'the index is gone already'
recorded 'drop' 002
crashed 002 1
sql 'CREATE INDEX gone ON t (b)'
! detaches || sql 'ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)'
invalidate gone
run upgrade head
done_ok 'the index was half dropped'
is 'drop: the same catalog' "$(pg_schema others)" "$calm"
if detaches; then
	crashed 002 2
	run upgrade head
	done_ok 'the partition is detached already'
	crashed 002 2
	sql 'ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)'
	sql "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p1'::regclass"
	run upgrade head
	done_ok 'a pending detach is finished'
	like 'by FINALIZE' "$out" 'DETACH PARTITION p1 FINALIZE'
	is 'detach: the same catalog' "$(pg_schema others)" "$calm"
fi
crashed 002 3
sql 'CREATE INDEX t_pkey_ccnew ON t (a); CREATE INDEX other_ccnew ON t (b)'
invalidate t_pkey_ccnew
run upgrade head
done_ok 'a reindex left an index behind'
is 'only what is invalid is dropped' "$(sql "SELECT string_agg(relname, ' ' ORDER BY relname)
	FROM pg_class WHERE relname LIKE '%\\_cc%'")" other_ccnew
crashed 002 4
run upgrade head
done_ok 'VACUUM is repeated'

# -- what all databases share --
revision 003 <<'SQL'
CREATE DATABASE made;
ALTER SYSTEM SET work_mem = '5MB';
DROP DATABASE made;
SQL
run upgrade head
done_ok 'CREATE and DROP DATABASE, ALTER SYSTEM'
crashed 003 1
sql 'CREATE DATABASE made'
run upgrade head
done_ok 'the database was made'
crashed 003 2
sql 'CREATE DATABASE made'
run upgrade head
done_ok 'ALTER SYSTEM is repeated'
crashed 003 3
run upgrade head
done_ok 'the database was dropped'
recorded 'shared' 003

# -- somebody builds it right now --
project busy
revision 001 <<'SQL'
CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
SQL
run upgrade head
crashed 001 2
sql 'DROP INDEX i'
psql -Xq "$db" -c 'BEGIN' -c 'INSERT INTO t VALUES (1)' -c 'SELECT pg_sleep(2)' -c 'COMMIT' \
    >/dev/null &
while [ "$(sql "SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass")" = 0 ]; do
	sleep 0.05
done
psql -Xq "$db" -c 'CREATE INDEX CONCURRENTLY i ON t (a)' &
while [ "$(sql 'SELECT count(*) FROM pg_stat_progress_create_index WHERE index_relid <> 0')" = 0 ]; do
	sleep 0.05
done
run upgrade head
done_ok 'an index that is being built is waited for'
like 'it says so' "$out" 'process [0-9]+ is at work on it already'
wait
is 'it was not dropped' "$(valid i)" t

# -- what the session was SET to holds for the rest --
project session
revision 001 <<'SQL'
CREATE SCHEMA s;
CREATE TABLE s.t (a int);
SET search_path = s;
CREATE INDEX CONCURRENTLY i ON t (a);
SQL
run upgrade head
done_ok 'SET and a concurrent index'
crashed 001 4
sql 'DROP INDEX s.i'
run upgrade head
done_ok 'the search path is that of the steps before'
is 'the index is where it belongs' "$(sql "SELECT to_regclass('s.i') IS NOT NULL")" t
tap_done
