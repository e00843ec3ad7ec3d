#!/bin/sh
# What the database says while a revision runs, and at its end, is told with the place of the
# statement; and how long it took is what the server needed.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

h=$scratch/h/versions
mkdir -p "$h"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
pg_start
createdb t
url=$(pg_url t)
run() {
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@" >"$scratch/out" 2>"$scratch/err"
	status=$?
	out=$(cat "$scratch/out") err=$(cat "$scratch/err")
}
revision() { cat >"$h/${1}_r.sql"; }

# -- notices --
revision 001 <<'SQL'
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED, n int);
CREATE INDEX ix ON c (id);
CREATE TABLE IF NOT EXISTS c (x text);
SQL
revision 002 <<'SQL'
DO $$ BEGIN RAISE NOTICE 'first'; END $$;
DO $$ BEGIN RAISE WARNING 'second'; RAISE DEBUG 'never'; END $$;
SELECT 1;
DROP TABLE IF EXISTS nothing;
CREATE INDEX IF NOT EXISTS ix ON c (id);
CREATE INDEX IF NOT EXISTS ix ON c ((id + 1));
COPY p FROM STDIN;
1
\.
SQL
printf 'CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON c (id DESC);\n' >"$h/003_r.sql"
cp "$h/002_r.sql" "$scratch/002"
run upgrade head
is 'revisions that the server says something of' $status 0
is 'each word of it has its place, and there is no other' \
    "$(printf '%s\n' "$err" | sed -n "s|^\([a-z]*\): $h/00\([0-9_a-z.]*:[0-9]*\): |\1 \2 |p" | sort -k2,2 -s)" \
    "$(cat <<'TXT'
notice 1_r.sql:4 relation "c" already exists, skipping
notice 2_r.sql:1 first
warning 2_r.sql:2 second
notice 2_r.sql:4 table "nothing" does not exist, skipping
notice 2_r.sql:5 relation "ix" already exists, skipping
notice 2_r.sql:6 relation "ix" already exists, skipping
warning 2_r.sql:6 this index was not made: under its name there is another one, CREATE INDEX ix ON public.c USING btree (id)
warning 3_r.sql:1 this index was not made: under its name there is another one, CREATE INDEX ix ON public.c USING btree (id)
notice 3_r.sql:1 relation "ix" already exists, skipping
TXT
)"
is 'nothing else is a notice' "$(printf '%s\n' "$err" | grep -c -e '^notice' -e '^warning')" 9
createdb quiet
url=$(pg_url quiet)
run -q upgrade head
is 'with -q only warnings are left' "$(printf '%s\n' "$err" | grep -vc '^warning: ')" 0
createdb json
url=$(pg_url json)
run upgrade 002 --json
is 'as events they have it, too' "$(printf '%s\n' "$out" | python3 -c '
import json, sys
for e in map(json.loads, sys.stdin):
    if e["event"] == "message":
        print(e["revision"], e["step"], e["line"], e["level"], e["text"][:18])')" '001 4 4 notice relation "c" alrea
002 1 1 notice first
002 2 2 warning second
002 4 4 notice table "nothing" do
002 5 5 notice relation "ix" alre
002 6 6 notice relation "ix" alre
002 6 6 warning this index was not'

# -- at the end of a transaction --
url=$(pg_url t)
# at_end NAME LINE MESSAGE HINT: what is in revision 004 fails so, and leaves nothing
at_end() {
	cat >"$h/004_r.sql"
	run upgrade head
	is "$1: an error" $status 1
	like "$1: with its place" "$err" "^$h/004_r.sql:$2: error: revision '004' was rolled back: at the end of its transaction: $3"
	like "$1: what it has besides" "$err" "$4"
	unlike "$1: nothing about a transaction that is over" "$err" '^warning'
	run upgrade head --json
	is "$1: the event has it whole" "$(printf '%s\n' "$out" | python3 -c '
import json, sys
e = [json.loads(line) for line in sys.stdin][-1]["error"]
print(e["sqlstate"], "%d:%d" % (e["line"], e["column"]), e["file"].split("/")[-1])')" "${5:+$5 }$2 004_r.sql"
}
not_known='^hint: It was tested when all statements had run'
at_end 'a deferred key' 2:1 'insert or update on table "c" violates foreign key constraint "c_id_fkey"$' '^detail: ' 23503 <<'SQL'
INSERT INTO p VALUES (5);
INSERT INTO c VALUES (7);
UPDATE p SET id = 6 WHERE id = 5;
SQL
at_end 'one of several' 1:1 'insert or update on table "c"' "$not_known" 23503 <<'SQL'
INSERT INTO c VALUES (7);
INSERT INTO c VALUES (8);
SQL
at_end 'a trigger' 4:1 'too late$' '^hint: give up$' P0001 <<'SQL'
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE NOTICE 'late'; RAISE EXCEPTION 'too late' USING HINT = 'give up'; END $$;
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON p DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
INSERT INTO p VALUES (9);
SQL
cat >"$h/004_r.sql" <<'SQL'
INSERT INTO c VALUES (7);
SQL
echo 'INSERT INTO p VALUES (77);' >"$h/005_r.sql"
run upgrade head --transaction run
like 'in one transaction for all it may be due to another revision' "$err" \
    "^$h/004_r.sql:1:1: error: .*at the end of its transaction: insert or update on table \"c\""
rm "$h/005_r.sql"
is 'nothing of it is left' "$(psql -Atc 'SELECT count(*) FROM c' -c 'SELECT count(*) FROM dunlin_revision' t)" '0
3'
rm "$h"/*
revision 001 <<'SQL'
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED);
SQL
url=sqlite:///$scratch/s.db
run -q upgrade head
sqlite_error() {
	cat >"$h/004_r.sql"
	run upgrade head
	is "SQLite, $1: an error" $status 1
	like "SQLite, $1: with its place" "$err" "^$h/004_r.sql:$2: error: revision '004' was rolled back: at the end of its transaction: .*table 'c'"
	[ -z "$3" ] || like "SQLite, $1: a hint" "$err" "$3"
}
sqlite_error 'a deferred key' 3:1 '' <<'SQL'

INSERT INTO p VALUES (5);
INSERT INTO c VALUES (7);
SQL
sqlite_error 'one of several' 1:1 "$not_known" <<'SQL'
INSERT INTO c VALUES (7);
INSERT INTO c VALUES (8);
SQL
url=$(pg_url t)

# -- too late --
printf 'CREATE TABLE x (a int);\nSET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n' >"$h/004_r.sql"
for f in 001 002 003; do cp "$scratch/002" "$h/${f}_r.sql"; done
createdb late
url=$(pg_url late)
run upgrade 004
is 'SET TRANSACTION is refused' $status 1
like 'before anything is done, with its place' "$err" "^$h/004_r.sql:2:1: error: SET TRANSACTION is too late"
like 'and what to write instead' "$err" '^hint: .*session.default_transaction_isolation'
is 'nothing is done' "$(psql -Atc "SELECT count(*) FROM pg_class WHERE relname = 'dunlin_revision'" late)" 0
printf '[dunlin]\nscript_location = %%(here)s\nsession.default_transaction_isolation = serializable\n' >"$scratch/h/dunlin.ini"
rm "$h"/*
echo "CREATE TABLE x AS SELECT current_setting('transaction_isolation') AS i;" >"$h/001_r.sql"
run upgrade head
is 'which does what it says' "$(psql -Atc 'SELECT i FROM x' late)" serializable
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"

# Half of an index is never taken for one.
rm "$h"/*
printf 'CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (1);\n' >"$h/001_r.sql"
createdb half
url=$(pg_url half)
run -q upgrade head
psql -qc 'CREATE UNIQUE INDEX CONCURRENTLY ix ON t (a)' half 2>/dev/null
printf 'SELECT 1;\nCREATE UNIQUE INDEX IF NOT EXISTS ix ON t (a);\n' >"$h/002_r.sql"
run upgrade head
is 'over an invalid index IF NOT EXISTS is an error' $status 1
like 'with its place' "$err" "^$h/002_r.sql:2:1: error: revision '002' was rolled back: the index was there already, but it is invalid"
like 'and what to do' "$err" '^hint: .*REINDEX INDEX CONCURRENTLY'
psql -qc 'DELETE FROM t' -c 'REINDEX INDEX CONCURRENTLY ix' half
run upgrade head
is 'which helps' $status 0

# The parser speaks before the statement is known to have begun.
long=$(printf '%070d' 0 | tr 0 x)
printf 'SELECT 1;\nSELECT 2;\nCREATE TABLE %s (a int);\nSELECT 3;\n' "$long" >"$h/003_r.sql"
run upgrade head
like 'a name that is too long has its place' "$err" "^notice: $h/003_r.sql:3: identifier \"x*\" will be truncated"

# -- times --
rm "$h"/*
i=1
while [ $i -le 9 ]; do
	echo "SELECT pg_sleep(0.$i); CREATE TABLE t_$i (a int);" >"$h/00${i}_r.sql"
	i=$((i + 1))
done
echo "CREATE INDEX CONCURRENTLY ix ON t_1 (a); SELECT pg_sleep(0.4);" >"$h/010_r.sql"
printf -- '-- dunlin: online off\nCREATE TYPE e AS ENUM ($$a$$);\n' | tr '$' "'" | sed "s/''/'/g" >"$h/011_r.sql"
echo "ALTER TYPE e ADD VALUE 'b'; SELECT pg_sleep(0.6); CREATE TABLE e_ (v e DEFAULT 'b');" >"$h/012_r.sql"
createdb times
url=$(pg_url times)
run upgrade head --json
is 'revisions that are sent together' $status 0
printf '%s\n' "$out" | python3 -c '
import json, sys
for e in map(json.loads, sys.stdin):
    if e["event"] == "revision-done":
        print(e["revision"], e["ms"])' >"$scratch/event"
psql -AtF' ' -c 'SELECT id, duration_ms FROM dunlin_revision ORDER BY id' times >"$scratch/table"
sed -n 's/^dunlin: upgraded *\([0-9]*\) .*(\([0-9.]*\) ms)$/\1 \2/p' "$scratch/err" >"$scratch/text"
# What was slept, and up to 0.4 s more, or twice as long.
for of in event table text; do
	bad=$(awk 'BEGIN { want[10] = 400; want[11] = 0; want[12] = 600; for (i = 1; i < 10; i++) want[i] = 100 * i }
	    { n++; w = want[$1 + 0]; if ($2 < w || $2 > 2 * w + 400) print }
	    END { if (n != 12) print n " of them" }' "$scratch/$of")
	empty "the $of has the time that each took" "$bad"
done
empty 'none took no time' "$(grep ' 0\.0$' "$scratch/text")"
tap_done
