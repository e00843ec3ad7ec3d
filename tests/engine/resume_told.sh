#!/bin/sh
# Steps of which the catalog tells nothing: directives, --step; edited files; stamp.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# -- unknowable --
project unknown
revision 001 <<'SQL'
-- dunlin: transaction off
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE TABLE u (a int);
SQL
run upgrade head --step done
is '--step without a question is an error' "$status" 2
like 'it says so' "$out" 'no step was begun'
is 'nothing was done' "$(sql "SELECT to_regclass('t') IS NULL")" t
run upgrade head
done_ok 'a revision without transactions'
run upgrade head --step again
is '--step is an error where nothing is to do' "$status" 2
for answer in done again; do
	crashed 001 2
	sql 'DROP TABLE u; DELETE FROM t'
	[ $answer = again ] || sql 'INSERT INTO t VALUES (1)'
	run upgrade head
	is "$answer: the next run stops" "$status" 1
	like "$answer: it shows the place" "$out" '001_x.sql:5:1.*step 2 of 3 was begun'
	like "$answer: it shows the statement" "$out" 'INSERT INTO t VALUES'
	like "$answer: it says what to do" "$out" 'step done.*step again'
	run upgrade head --step $answer
	done_ok "$answer: told, it goes on"
	is "$answer: once" "$(sql 'SELECT count(*) FROM t')" 1
	recorded "$answer" 001
done
crashed 001 3
run upgrade head --step done
done_ok 'the last step may be the one'
recorded 'last' 001
run upgrade head --step perhaps
is 'there are two answers' "$status" 2

# The name that the server gives is not sure where a partition has indexes of the whole.
project nameless
revision 001 <<'SQL'
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p DEFAULT;
INSERT INTO p VALUES (1, 1), (2, 1);
CREATE INDEX ON p (b);
SQL
revision 002 <<'SQL'
CREATE INDEX CONCURRENTLY ON p1 (b) WHERE a > 0;
SQL
run upgrade head
done_ok 'another index that has the name is not in the way'
for answer in done again; do
	crashed 002 1
	[ $answer = done ] || sql 'DROP INDEX p1_b_idx1'
	run upgrade head
	is "nameless, $answer: the next run stops" "$status" 1
	like "nameless, $answer: it asks" "$out" '002_x.sql:3:1.*nothing tells whether it was done'
	run upgrade head --step $answer
	done_ok "nameless, $answer: told, it goes on"
	is "nameless, $answer: there is one" "$(sql "SELECT count(*) FROM pg_index WHERE indrelid = 'p1'::regclass
		AND indpred IS NOT NULL")" 1
	recorded "nameless, $answer" 002
done
revision 003 <<'SQL'
CREATE INDEX CONCURRENTLY ON p1 ((1 / (a - 1)));
SQL
run upgrade head
is 'one without a name that fails' "$status" 1
sql 'DROP INDEX p1_expr_idx; DELETE FROM p WHERE a = 1'
run upgrade head
like 'may have left half of it, so somebody is asked' "$out" 'nothing tells whether it was done'
run upgrade head --step again
done_ok 'told, it is built'

# What the server refused was not done: no question.
project refused
revision 001 <<'SQL'
-- dunlin: transaction off
CREATE TABLE t (a int CHECK (a > 0));
INSERT INTO t VALUES (0);
SQL
run upgrade head
is 'a refused statement' "$status" 1
sql 'ALTER TABLE t DROP CONSTRAINT t_a_check'
run upgrade head
done_ok 'is run again without a question'

url=sqlite:///$scratch/refused.db
sed -i 's/VALUES (0)/VALUES (-1)/' "$h/versions/001_x.sql"
run upgrade head
is 'a refused statement on SQLite' "$status" 1
sed -i 's/VALUES (-1)/VALUES (1)/' "$h/versions/001_x.sql"
run upgrade head
done_ok 'may be corrected there'

# -- repeatable, done-when --
project told
revision 001 <<'SQL'
-- dunlin: transaction off
CREATE TABLE t (a int);
-- dunlin: repeatable
INSERT INTO t SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t);
-- dunlin: done-when SELECT count(*) = 2 FROM t
INSERT INTO t VALUES (2);
INSERT INTO t VALUES (3);
SQL
run upgrade head
done_ok 'directives, undisturbed'
crashed 001 2
sql 'DELETE FROM t WHERE a > 1'
run upgrade head
done_ok 'repeatable is run again'
is 'repeatable: the data' "$(sql "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t")" '1 2 3'
crashed 001 3
sql 'DELETE FROM t WHERE a > 2'
run upgrade head
done_ok 'done-when: it is done'
is 'done: the data' "$(sql "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t")" '1 2 3'
crashed 001 3
sql 'DELETE FROM t WHERE a > 1'
run upgrade head
done_ok 'done-when: it is not done'
is 'not done: the data' "$(sql "SELECT string_agg(a::text, ' ' ORDER BY a) FROM t")" '1 2 3'
crashed 001 4
run upgrade head
is 'a directive is for one statement' "$status" 1
run upgrade head --step done
done_ok 'and the next one has none'
sed -i 's/SELECT count.*/SELECT 7/' "$h/versions/001_x.sql"
crashed 001 3
run upgrade head
is 'done-when must say yes or no' "$status" 1
like 'and its place is shown' "$out" "001_x.sql:7:1.*'done-when' must give one row"

# -- an edited file, stamp, downgrade --
project edited
revision 001 <<'SQL'
CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
CREATE UNIQUE INDEX CONCURRENTLY j ON t ((1 / a));
SQL
sql 'CREATE TABLE t_rows (a int); INSERT INTO t_rows VALUES (0)'
sed -i 's/^CREATE INDEX CONC/INSERT INTO t SELECT a FROM t_rows;\n&/' "$h/versions/001_x.sql"
run upgrade head
is 'a division by zero' "$status" 1
cp "$h/versions/001_x.sql" "$scratch/kept"
sed -i 's/a int/a int, b int/' "$h/versions/001_x.sql"
run upgrade head
is 'what is done must not change' "$status" 1
like 'the error names the step' "$out" '001_x.sql:3:1.*step 1 has been changed'
sed 's/1 \/ a/a/' "$scratch/kept" >"$h/versions/001_x.sql"
run upgrade head
is 'a step that was refused may' "$status" 0
crashed 001 4
cp "$scratch/kept" "$h/versions/001_x.sql"
run upgrade head
is 'a step that was begun must not change' "$status" 1
like 'the error says that it was begun' "$out" 'stopped in step 4 of 4, and step 4'
run stamp 001
done_ok 'stamp'
is 'stamp ends the partial run' "$(sql "SELECT count(*) FROM dunlin_journal
	WHERE state IN ('intended', 'started')")" 0

# -- half way down --
project down
revision 001 <<'SQL'
CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
-- dunlin: downgrade
DROP INDEX CONCURRENTLY i;
DROP TABLE t;
SQL
run upgrade head
run downgrade base
done_ok 'a downgrade of two transactions'
run upgrade head
sql "UPDATE dunlin_journal SET state = CASE step WHEN 1 THEN 'started' ELSE 'intended' END
	WHERE direction = 'downgrade'"
sql 'DROP INDEX i'
run status
like 'status shows that it goes down' "$out" 'partial +001 .*downgrade stopped'
revision 002 <<'SQL'
CREATE TABLE other (a int);
SQL
run upgrade head
is 'nothing goes up before it is down' "$status" 1
like 'and the error says so' "$out" "its downgrade stopped in step 1 of 2"
run downgrade base
done_ok 'the downgrade is finished'
is 'it is' "$(sql "SELECT to_regclass('t') IS NULL AND count(*) = 0 FROM dunlin_revision")" t
db=edited h=$scratch/edited url=$(pg_url edited)
run downgrade base
like 'after it nothing is partial' "$out" 'upgrade|downgrade'
unlike 'after it nothing is partial any more' "$out" 'partial'
tap_done
