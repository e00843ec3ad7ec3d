#!/bin/sh
# look.sh - what the plan says beyond the statements: what is done, what would be refused or lost
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/support/pgbouncer.sh"
. "$srcdir/tests/support/json.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$work"' EXIT

# revision NUMBER: its text from stdin.  What fails half way must be begun.
revision() {
	mkdir -p h/versions
	printf '[dunlin]\nscript_location = %%(here)s\nprecheck = off\n' >h/dunlin.ini
	cat >"h/versions/00$1_r.sql"
}
project() {
	rm -rf h
	db_new "$1"
}
# flat TEXT: on one line
flat() {
	printf '%s' "$1" | tr -s '\n ' ' '
}
dunlin() {
	run -c h/dunlin.ini -d "$url" "$@"
}

# -- a partial revision --
project partial
revision 1 <<'SQL'
-- a table
CREATE TABLE t (a int, b int);
INSERT INTO t VALUES (1, 1), (1, 2);
SQL
revision 2 <<'SQL'
-- half of it
ALTER TABLE t ADD COLUMN c int;
CREATE INDEX CONCURRENTLY i ON t (b);
CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);
ALTER TABLE t ADD CHECK (a > 0);
SQL
dunlin upgrade 001
dunlin plan head
unlike "nothing is done of what was not begun" "$out" 'done|stopped'
dunlin upgrade head
is "an upgrade stops half way" "$status" 1
like "steps that are done are counted" "$err" 'Steps 1 to 2 of 4 of revision .002. are done'
dunlin plan head
done_ok "a plan of the rest"
like "it says where it goes on" "$out" '^002  half of it  \(stopped after step 2 of 4, goes on with step 3\)$'
like "a part that is done says so" "$out" '^  transaction \(part 1 of 4\): done$'
like "a step that is done has no lock any more" "$out" '^ +2  CREATE INDEX CONCURRENTLY i ON t \(b\) +done$'
like "the next one has" "$out" '^ +3  CREATE UNIQUE .* SHARE UPDATE EXCLUSIVE on t +index build$'
like "the sum counts them" "$out" '^1 revision, 4 steps of which 2 are done; '
like "and not what is not atomic of them" "$out" '^not atomic: step 3 of 002$'
dunlin plan head --json
is "JSON has the state of each step" "$(json "[s['state'] for g in d['revisions'][0]['segments']
	for s in g['steps']]")" "['done', 'done', 'pending', 'pending']"
is "and where it goes on" "$(json "d['revisions'][0]['resumes_at']")" 3
is "nothing is in the way" "$(json "'refused' in d")" False
db_sql "UPDATE dunlin_journal SET state = 'started' WHERE step = 3"
dunlin plan head
like "a step that was begun" "$out" '^002 .*\(stopped in step 3 of 4, goes on with step 3\)$'
like "says what comes of it" "$out" '! was begun, and its end is not known: it is looked for first$'
dunlin plan head --json
is "in JSON, too" "$(json "[s['state'] for g in d['revisions'][0]['segments']
	for s in g['steps']]")" "['done', 'done', 'begun', 'pending']"
sed -i 's/COLUMN c int/COLUMN d int/' h/versions/002_r.sql
dunlin plan head
done_ok "a plan of a file whose done part was changed"
like "says that it would be refused" "$out" '^! .dunlin upgrade. would refuse this:$'
like "and why" "$(flat "$out")" 'stopped in step 3 of 4, and step 1 has been changed'
dunlin upgrade head
like "as it is" "$err" 'stopped in step 3 of 4, and step 1 has been changed'

project first
revision 1 <<'SQL'
CREATE INDEX CONCURRENTLY i ON nowhere (a);
SQL
dunlin upgrade head
dunlin status
like "nothing is done: no step 0 is spoken of" "$out" 'its upgrade stopped before step 1 of 1; next: CREATE'
dunlin plan head
unlike "nor in the plan" "$out" 'stopped|done'

# -- behind a pooler --
bouncer_start transaction
project pooled
direct=$url
url=$(bouncer_url pooled)
revision 1 <<'SQL'
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (a int);
SQL
dunlin upgrade head
revision 2 <<'SQL'
CREATE INDEX CONCURRENTLY i ON t (a);
SQL
dunlin plan head
done_ok "a plan through a pooler"
like "says what upgrade would do" "$out" '^! .dunlin upgrade. would refuse this:$'
like "with its place" "$(flat "$out")" '002_r.sql:1:1: revision .002. has a statement that runs outside a transaction'
like "and the way out" "$(flat "$out")" 'direct_url'
empty "no line is wider than 100 columns" "$(printf '%s\n' "$out" | grep -E '.{101}' | grep -v ^database)"
dunlin plan head --json
conforms "its members are those of the schema" plan
is "JSON has the line" "$(json "d['refused']['line']")" 1
export DUNLIN_DIRECT_URL="$direct"
dunlin plan head
unlike "round the pooler it is not refused" "$out" refuse
unset DUNLIN_DIRECT_URL

revision 2 <<'SQL'
CREATE TEMP TABLE x AS SELECT 1 AS a;
ALTER TYPE mood ADD VALUE 'ok';
INSERT INTO t SELECT a FROM x;
SQL
dunlin upgrade head
is "a temporary table in two transactions is refused" "$status" 1
like "where it is used" "$err" '002_r.sql:3:1: error: revision .002. uses a temporary table of an earlier transaction'
is "before anything is done" "$(db_sql "SELECT count(*) FROM pg_enum")" 1
dunlin plan head
like "the plan says so" "$(flat "$out")" 'would refuse this: .*002_r.sql:3:1.*temporary'

revision 2 <<'SQL'
CREATE TEMP TABLE x AS SELECT 1 AS a;
INSERT INTO t SELECT a FROM x;
SQL
dunlin upgrade head
done_ok "in one transaction it is none of the pooler's"
is "its rows are where they were wanted" "$(db_sql 'SELECT a FROM t')" 1
is "and nobody finds it in the session that he is lent" \
	"$(psql -qAtd "$url" -c "SELECT to_regclass('pg_temp.x') IS NULL")" t

# -- temporary tables without a pooler --
project temporary
revision 1 <<'SQL'
CREATE TABLE t (a int);
CREATE TEMP TABLE x AS SELECT 1 AS a;
CREATE INDEX CONCURRENTLY i ON t (a);
INSERT INTO t SELECT a FROM x;
SQL
dunlin plan head
like "the plan says that who continues has none" "$(flat "$out")" \
	'! the temporary table .x. of step 2 is used in step 4, another part: who continues'
empty "within 100 columns" "$(printf '%s\n' "$out" | grep -E '.{101}' | grep -v ^database)"
unlike "once" "$err" temporary
dunlin plan head --json
conforms "its members are those of the schema, too" plan
is "JSON has it" "$(json "d['revisions'][0]['lost']")" \
	"{'temporary': 'x', 'made_in_step': 2, 'used_in_step': 4}"
dunlin upgrade head
done_ok "the same session has it"
like "with a notice" "$err" "001_r.sql:2: the temporary table 'x' is used in line 4, in another part"
is "so it works" "$(db_sql 'SELECT a FROM t')" 1

project torn
revision 1 <<'SQL'
CREATE TABLE t (a int);
INSERT INTO t VALUES (1), (1);
CREATE TEMP TABLE x AS SELECT 2 AS a;
CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);
INSERT INTO t SELECT a FROM x;
SQL
dunlin upgrade head
is "a run stops in between" "$status" 1
db_sql 'DELETE FROM t; INSERT INTO t VALUES (1)'
dunlin upgrade head
is "who continues has it no more" "$status" 1
like "and is told what to do" "$(flat "$err")" 'relation "x" does not exist.*correct the rest'
sed -i 's/^INSERT INTO t SELECT a.*/CREATE TEMP TABLE IF NOT EXISTS x AS SELECT 2 AS a;\n&/' h/versions/001_r.sql
dunlin upgrade head
done_ok "made again behind what is done it is there"
unlike "and that needs no notice" "$err" temporary
is "all is done" "$(db_sql 'SELECT count(*) FROM t')" 2

project apart
revision 1 <<'SQL'
CREATE TEMP TABLE x AS SELECT 1 AS a;
CREATE TABLE t AS SELECT a FROM x;
SQL
revision 2 <<'SQL'
CREATE TABLE x (a text);
CREATE TABLE u AS SELECT a FROM x;
SQL
dunlin upgrade head
done_ok "a temporary table ends with its revision"
is "what came of it is there" "$(db_sql 'SELECT a FROM t')" 1
project single
revision 1 <<'SQL'
-- dunlin: transaction off
CREATE TABLE t (a int);
CREATE TEMP TABLE x AS SELECT 1 AS a;
INSERT INTO t SELECT a FROM x;
SQL
dunlin upgrade head
done_ok "statements by themselves share a session"
like "and need the notice" "$err" "the temporary table 'x' is used in line 4"

# -- a long plan --
project long
for i in 1 2 3 4 5 6 7 8 9; do
	{
		echo "-- revision $i"
		for t in a b c d e f g h i j; do
			echo "CREATE TABLE t${i}_$t (id int PRIMARY KEY);"
		done
		[ "$i" != 5 ] || echo 'ALTER TABLE big ADD CHECK (a > 0);'
	} | revision "$i"
done
db_sql 'CREATE TABLE big (a int)'
dunlin plan head
like "what nobody waits for is counted" "$out" '^001 to 004: 4 revisions$'
like "with its steps" "$out" '^  40 steps, nothing of what is there is locked$'
like "also in a revision that does more" "$out" '^ +1 to 10: 10 steps, nothing of what is there is locked$'
like "what locks is shown" "$out" '^ +11  ALTER TABLE big ADD CHECK \(a > 0\) +ACCESS EXCLUSIVE on big +scan$'
like "and named in the end" "$out" '^long under a strong lock: 005$'
succeeds "it is short" test "$(printf '%s\n' "$out" | wc -l)" -lt 24
dunlin plan head -v
like "-v shows all" "$out" '^ +10  CREATE TABLE t9_j \(id int PRIMARY KEY\) +- +metadata$'
unlike "and counts nothing" "$out" ' to 0[0-9][0-9]: '
dunlin plan head --json
conforms "its members of a long one are those of the schema" plan
is "so does JSON" "$(json "sum(len(g['steps']) for r in d['revisions'] for g in r['segments'])")" 91
tap_done
