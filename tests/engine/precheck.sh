#!/bin/sh
# What of the rows that are there would make a run fail is found before anything is run.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project rows
revision 001 <<'SQL'
CREATE TABLE p (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
INSERT INTO p SELECT i, i, i FROM generate_series(1, 10) i;
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c int, "Odd" int, UNIQUE (id, c));
INSERT INTO t SELECT i, nullif(i % 7, 0), 'b' || i % 4, i, i % 3 FROM generate_series(1, 20) i;
INSERT INTO t VALUES (99, 5, NULL, NULL, NULL), (98, 5, NULL, NULL, NULL);
CREATE TABLE heir () INHERITS (p);
INSERT INTO heir VALUES (1, 1, 1), (1, 1, 1), (50, 50, NULL);
CREATE TABLE parts (id int, n int) PARTITION BY LIST (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
INSERT INTO parts VALUES (1, 1), (1, 1), (1, NULL);
CREATE TABLE keyless (a int);
INSERT INTO keyless VALUES (NULL);
CREATE TABLE gone (a int, b int);
CREATE SCHEMA away;
CREATE TABLE away.kept (a int);
INSERT INTO away.kept VALUES (1);
CREATE TABLE base (a int);
CREATE TABLE base_heir () INHERITS (base);
INSERT INTO base_heir VALUES (NULL);
CREATE TABLE known (id int PRIMARY KEY);
INSERT INTO known VALUES (1);
ALTER TABLE known ENABLE ROW LEVEL SECURITY;
CREATE TABLE knows (id int);
INSERT INTO knows VALUES (1);
INSERT INTO gone SELECT i, nullif(i, 2) FROM generate_series(1, 3) i;
CREATE TABLE empty (id int);
CREATE FUNCTION slow(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
    'BEGIN PERFORM pg_sleep(0.2); RETURN i; END';
SQL
run upgrade head
done_ok 'tables with rows'

# each is tried for real, too: what is said to fail does, and what is said to hold does not
n=0
told() {
	rm -f "$h"/versions/002_x.sql
	revision 002
	run upgrade head "$@"
}
# fails STATEMENT COUNT: with the place, how many, and nothing is run
fails() {
	n=$((n + 1))
	printf 'CREATE TABLE made_%s (id int);\n%s;\n' "$n" "$1" >"$scratch/sql"
	told <"$scratch/sql"
	is "$1: refused" "$status" 1
	like "with the place and how many: $2" "$out" \
	    "002_x.sql:4:1: error: revision '002' would fail: $2"
	like 'and what to do' "$out" '^hint: Nothing was done.  Before it, '
	is 'nothing was run' "$(sql "SELECT to_regclass('made_$n')")" ''
	sed -i 's/precheck.*//' "$h/dunlin.ini"
	echo 'precheck = off' >>"$h/dunlin.ini"
	run upgrade head
	is 'the server refuses it, too' "$status" 1
	like 'when it is there' "$out" "error: revision '002' was rolled back"
	sed -i 's/precheck.*//' "$h/dunlin.ini"
}
fails 'ALTER TABLE t ALTER a SET NOT NULL' "2 rows of table 't' without a value in column 'a'"
fails 'ALTER TABLE parts ALTER n SET NOT NULL' "1 row of table 'parts' without a value in column 'n'"
fails 'ALTER TABLE keyless ADD PRIMARY KEY (a)' "1 row of table 'keyless' without a value"
fails 'ALTER TABLE t ADD z int NOT NULL' "22 rows of table 't' without a value for the new column 'z'"
fails 'ALTER TABLE t ADD UNIQUE (b)' "4 values of 'b' more than once in table 't'"
fails 'ALTER TABLE t ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (b, "Odd", c)' "1 value of 'b', 'Odd', 'c' more than once"
fails 'CREATE UNIQUE INDEX ON t ((lower(b)), "Odd") WHERE id < 50' "8 values of the index more than once in table 't'"
fails 'CREATE UNIQUE INDEX ON parts_1 (n)' "1 value of the index more than once in table 'parts_1'"
fails 'ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p' "10 rows of table 't' with 'c' that table 'p' does not have"
fails 'ALTER TABLE t ADD FOREIGN KEY (a, c) REFERENCES p (a, b)' "12 rows of table 't' with 'a', 'c' that"
fails 'ALTER TABLE t ADD FOREIGN KEY (a, c) REFERENCES p (a, b) MATCH FULL' "16 rows of table 't' with 'a', 'c' that"
fails "ALTER TABLE t ADD CHECK (\"Odd\" < 2 /* not '%s' */)" "7 rows of table 't' outside of CHECK"
fails 'ALTER TABLE p ADD CHECK (id < 50)' "1 row of table 'p' outside of CHECK"
fails 'ALTER TABLE t ADD CHECK (t."Odd" < 2 AND t.c < 100)' "7 rows of table 't' outside of CHECK"
fails 'CREATE UNIQUE INDEX t_odd ON t ("Odd") WHERE t.c > 0' "3 values of index 't_odd' more than once in table 't'"

holds() {
	told
	done_ok "$1"
	sql "DELETE FROM dunlin_revision WHERE id = '002'"
}
holds 'what is fine is run' <<'SQL'
ALTER TABLE t ALTER id SET NOT NULL, ADD UNIQUE (c), ADD CHECK (a < 8), ADD CHECK (b > '');
ALTER TABLE p ADD UNIQUE (a), ADD CHECK (id > 4) NO INHERIT NOT VALID;
ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES t (id), ADD FOREIGN KEY (b) REFERENCES p;
ALTER TABLE empty ADD n int NOT NULL, ADD PRIMARY KEY (id);
ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES empty NOT VALID;
SQL
holds 'ONLY is only that table' <<'SQL'
ALTER TABLE ONLY base ALTER a SET NOT NULL;
SQL
sql 'CREATE ROLE owner LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO owner; GRANT ALL ON SCHEMA public TO owner;
	ALTER TABLE knows OWNER TO owner'
superuser=$url url="postgresql://owner@/rows?host=$PGHOST&port=$PGPORT"
holds 'rows that a policy hides are there' <<'SQL'
ALTER TABLE knows ADD FOREIGN KEY (id) REFERENCES known;
SQL
url=$superuser
sql 'ALTER TABLE t DROP CONSTRAINT t_c_fkey; ALTER TABLE p DROP CONSTRAINT p_a_fkey'
holds 'what the run itself changes first is not asked about' <<'SQL'
UPDATE t SET a = 0 WHERE a IS NULL;
ALTER TABLE t ALTER a SET NOT NULL;
CREATE TABLE q (id int PRIMARY KEY);
INSERT INTO q SELECT c FROM t WHERE c IS NOT NULL;
ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES q;
ALTER TABLE parts RENAME TO other;
DELETE FROM other WHERE n IS NULL;
ALTER TABLE other ALTER n SET NOT NULL;
ALTER TABLE keyless ADD x int;
DO $$ BEGIN UPDATE keyless SET a = 1, x = 1; END $$;
ALTER TABLE keyless ALTER x SET NOT NULL, ALTER a SET NOT NULL;
SQL

# -- All of them are said; values only when they are asked for. --
sql 'ALTER TABLE keyless ALTER a DROP NOT NULL, ALTER x DROP NOT NULL; UPDATE keyless SET a = NULL'
told <<'SQL'
ALTER TABLE keyless ALTER a SET NOT NULL;
ALTER TABLE t ADD UNIQUE (b);
SQL
like 'the first is the error' "$out" "002_x.sql:3:1: error: revision '002' would fail: 1 row"
like 'the others are warnings' "$out" "^warning: .*002_x.sql:4: 4 values of 'b' more than once in table 't'$"
unlike 'without values' "$out" 'b1'
run plan head
like 'the plan says so' "$out" '^prechecks of rows: 2 in the way$'
like 'and that it is refused' "$out" '^! `dunlin upgrade` would refuse this:'
run plan head --json
is 'as JSON' "$(printf '%s\n' "$out" | python3 -c "import json, sys
for p in json.JSONDecoder().raw_decode(sys.stdin.read())[0]['prechecks']:
    print(p['kind'], p['state'], p['line'], p['rows'], p['at_least'], p.get('sample'))")" \
    'nulls fails 3 1 False None
duplicates fails 4 4 False None'
told --show-values <<'SQL'
ALTER TABLE t ADD UNIQUE (b);
SQL
like 'with --show-values they are there' "$out" '^detail: .*b1(;|$)'
told --show-values <<'SQL'
ALTER TABLE keyless ALTER a SET NOT NULL;
ALTER TABLE t ADD UNIQUE (b);
SQL
like 'behind each warning, too' "$out" "^warning: .*002_x.sql:4: 4 values of 'b' more .* 't': b[0-3]; b[0-3]; b[0-3]; b[0-3]$"

# -- In time, and never in the way. --
told <<'SQL'
SELECT 1;
SQL
echo 'precheck_timeout = 300ms' >>"$h/dunlin.ini"
sql "DELETE FROM dunlin_revision WHERE id = '002'"
told <<'SQL'
ALTER TABLE keyless ADD CHECK (a > 0);
ALTER TABLE t ADD CHECK (slow(id) < 5);
ALTER TABLE t ADD UNIQUE (b);
SQL
is 'what takes too long is found out when it runs' "$status" 1
like 'which is a notice' "$out" '^notice: 2 of 3 questions about rows were not answered within precheck_timeout'
like 'not an error' "$out" "error: revision '002' was rolled back: "
sed -i 's/precheck_timeout.*/precheck_timeout = 3s/' "$h/dunlin.ini"
echo 'online = off' >>"$h/dunlin.ini"
psql -Xq rows -c BEGIN -c 'LOCK TABLE keyless' -c "SELECT 'held'" -c 'SELECT pg_sleep(2)' -c ROLLBACK >"$scratch/held" &
until grep -q held "$scratch/held"; do sleep 0.05; done
told <<'SQL'
ALTER TABLE keyless ADD CHECK (a > 5);
ALTER TABLE t ADD UNIQUE (b);
SQL
wait
like 'a table that somebody has is not waited for' "$out" '^notice: 1 of 2 questions'
like 'the rest is asked all the same' "$out" "002_x.sql:4:1: error: revision '002' would fail: 4 values of 'b'"
sed -i -e 's/precheck_timeout.*//' -e 's/online.*//' "$h/dunlin.ini"

# -- What is dropped. --
told <<'SQL'
ALTER TABLE gone RENAME TO gone_2;
ALTER TABLE gone_2 DROP COLUMN b;
DROP TABLE gone_2, empty;
DROP SCHEMA away CASCADE;
SQL
done_ok 'a DROP is what its author wants'
like 'and a notice' "$out" \
    "^notice: the upgrade drops data: column 'b' of table 'gone' \(2 rows\), table 'gone' \(3 rows\), table 'kept' \(1 row\)$"
revision 003 <<'SQL'
CREATE SCHEMA later;
CREATE TABLE later.some (a int);
INSERT INTO later.some VALUES (1), (2);
-- dunlin: downgrade
DROP SCHEMA later CASCADE;
SQL
run upgrade head
run downgrade 002
is 'a downgrade drops no schema with rows in it' "$status" 1
like 'and says what it has' "$out" "error: the downgrade would drop data: table 'some' \(2 rows\)"
run downgrade 002 --allow-data-loss
done_ok 'unless it may'

# -- One way to the server, and none when there is nothing to do. --
revision 003 <<'SQL'
ALTER TABLE t ADD CHECK (id > 0), ADD CHECK (id < 1000), ADD UNIQUE (id, b);
ALTER TABLE p ADD CHECK (a > 0);
SQL
sql "ALTER DATABASE rows SET log_statement = 'all'; ALTER DATABASE rows SET log_min_messages = 'log'"
: >"$pg_dir/data/log"
run upgrade head
done_ok 'what is there holds'
is 'it was asked' "$(grep -ac 'NOT (id > 0)' "$pg_dir/data/log")" 1
: >"$pg_dir/data/log"
run upgrade head
is 'who is up to date asks nothing' "$(grep -ac 'transaction_read_only' "$pg_dir/data/log")" 0

# -- Through libdbi it is the same; SQLite says it as well when it runs. --
url="dbi:pgsql?host=$PGHOST&port=$PGPORT&user=$PGUSER&dbname=rows"
sql "ALTER DATABASE rows RESET ALL; DELETE FROM dunlin_revision WHERE id > '001'"
rm "$h/versions/003_x.sql"
told <<'SQL'
ALTER TABLE t ADD UNIQUE (b);
SQL
like 'through libdbi' "$out" "002_x.sql:3:1: error: revision '002' would fail: 4 values of 'b'"
mkdir -p "$scratch/lite/versions"
printf '[dunlin]\nscript_location = %%(here)s\nprecheck_timeout = 1s\n' >"$scratch/lite/dunlin.ini"
cp "$h/versions/001_x.sql" "$scratch/001"
h=$scratch/lite url=sqlite:///$scratch/lite/a.db
cat >"$h/versions/001_x.sql" <<'SQL'
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
INSERT INTO t VALUES (1, NULL, 'x'), (2, 2, 'x');
SQL
run upgrade head
done_ok 'rows on SQLite'
for s in 'ALTER TABLE t ALTER a SET NOT NULL' 'ALTER TABLE t ADD UNIQUE (b)' 'CREATE UNIQUE INDEX ON t (b)' \
    'ALTER TABLE t ADD CHECK (a > 5)' 'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p' 'ALTER TABLE t ADD z int NOT NULL'; do
	printf -- '-- x\n%s;\n' "$s" >"$h/versions/002_x.sql"
	run upgrade head
	is "$s: refused" "$status" 1
	like 'with its place, by name' "$out" "002_x.sql:2:1: error: revision '002' was rolled back: .*(t|t_b_idx|t_b_key|t_a_check)"
done

# -- Rows that go with what has them; a function that answers otherwise. --
project others
revision 001 <<'SQL'
CREATE TABLE base (id int PRIMARY KEY, a int);
CREATE SCHEMA away;
CREATE TABLE away.heir () INHERITS (base);
CREATE TABLE heir () INHERITS (base);
CREATE TABLE left_heir () INHERITS (base);
INSERT INTO base VALUES (1, 1), (2, 2);
INSERT INTO away.heir VALUES (3, NULL);
INSERT INTO heir VALUES (4, NULL);
INSERT INTO left_heir VALUES (5, NULL);
CREATE TABLE parts (id int, n int) PARTITION BY LIST (n);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE parts_11 PARTITION OF parts_1 DEFAULT;
INSERT INTO parts VALUES (NULL, 1);
CREATE SCHEMA old;
CREATE TABLE old.t (a int);
INSERT INTO old.t VALUES (NULL);
CREATE SCHEMA new;
CREATE TABLE new.t (a int);
CREATE FUNCTION fits(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 100';
CREATE FUNCTION apart(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
SQL
run upgrade head
done_ok 'tables with kin'
holds 'a table that is dropped takes its rows with it, and one that no longer inherits' <<'SQL'
DROP TABLE heir;
DROP SCHEMA away CASCADE;
ALTER TABLE left_heir NO INHERIT base;
ALTER TABLE base ALTER a SET NOT NULL;
SQL
holds 'so does a partition of a partition' <<'SQL'
DROP TABLE parts_11;
ALTER TABLE parts ALTER id SET NOT NULL;
SQL
holds 'a schema that has the name of another has its own rows' <<'SQL'
ALTER SCHEMA old RENAME TO older;
ALTER SCHEMA new RENAME TO old;
ALTER TABLE old.t ALTER a SET NOT NULL;
SQL
holds 'what a function says by then is not known' <<'SQL'
CREATE OR REPLACE FUNCTION fits(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE OR REPLACE FUNCTION apart(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
ALTER TABLE base ADD CHECK (fits(a));
CREATE UNIQUE INDEX ON base (apart(id));
SQL
told <<'SQL'
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
ALTER TABLE base ADD CHECK (abs(a) > 1);
SQL
like 'one that is new changes none' "$out" "error: revision '002' would fail: 1 row of table 'base' outside of CHECK"
tap_done
