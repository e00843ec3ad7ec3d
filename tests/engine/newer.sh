#!/bin/sh
# What the built-in grammar does not know and a newer server does: it runs as written where it is said to
# be for PostgreSQL alone, and anything may be behind it.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project newer
revision 001 <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t VALUES (1, 2), (2, 3);
SQL
run -q upgrade head
revision 002 <<'SQL'
ALTER TABLE t ADD COLUMN v int GENERATED ALWAYS AS (a + 1) VIRTUAL;
SQL
run upgrade head
is 'outside of a block it is a syntax error' "$status" 1
like 'with its place' "$out" '002_x.sql:3:60: error: syntax error at or near "VIRTUAL"'
like 'and the way out' "$out" "^hint: This is the grammar of PostgreSQL [0-9]+\..*'-- dunlin: only postgresql'"
revision 002 <<'SQL'
ALTER TABLE t ADD COLUMN b int;
-- dunlin: only postgresql
UPDATE t SET b = a;
ALTER TABLE t ADD COLUMN v int GENERATED ALWAYS AS (a + 1) VIRTUAL;
ALTER TABLE t ADD CONSTRAINT t_a_there NOT NULL a NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT t_a_there;
-- dunlin: end
SQL
revision 003 <<'SQL'
ALTER TABLE t RENAME COLUMN v TO w;
ALTER TABLE t ALTER a SET NOT NULL;
SQL
run plan head
like 'it is said to run as it is' "$out" \
    '^notice: .*/002_x.sql:6: the grammar of PostgreSQL [0-9]+ does not know this statement: it runs as it is written'
like 'and may do anything' "$(echo "$out" | tr -s ' \n' ' ')" ' 3 ALTER TABLE t ADD COLUMN v int [A-Z (a+1)]* unknown unknown 4'
run upgrade head
if [ "$pg_major" -ge 18 ]; then
	done_ok 'it runs'
	is 'as it is written' "$(sql 'SELECT id, a, b, w FROM t ORDER BY id')" "1|2|2|3
2|3|3|4"
	is 'and so does what follows' "$(sql "SELECT conname FROM pg_constraint
		WHERE conrelid = 't'::regclass AND contype = 'n' AND conname LIKE '%a%there'")" t_a_there
	run downgrade 001
	is 'nothing is derived of it' "$status" 1
	like 'for nobody knows it' "$out" "the model does not hold what an 'only' block did"
	run -q upgrade head
	done_ok 'the database is still known'
else
	is 'an older server refuses it' "$status" 1
	like 'in its place' "$out" '002_x.sql:6:60: error: .*syntax error at or near "VIRTUAL"'
	is 'and nothing of the revision stays' "$(sql "SELECT count(*) FROM pg_attribute
		WHERE attrelid = 't'::regclass AND attname = 'b'")" 0
fi
url=sqlite:///$scratch/newer.db
rm "$h/versions/003_x.sql"
run -q upgrade head
done_ok 'on SQLite the block is left out'
tap_done
