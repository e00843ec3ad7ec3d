#!/bin/sh
# verify --down: what leads back and what does not, on databases that are gone afterwards.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT
unset DUNLIN_DATABASE_URL DATABASE_URL
cd "$scratch" || exit 99

# project NAME
project() {
	h=$scratch/$1
	mkdir -p "$h/versions"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
}

# revision ID: its file, behind the first line, is standard input
revision() { { echo "-- revision $1"; cat; } >"$h/versions/$1.sql"; }

run() {
	status=0
	"$DUNLIN" -c "$h/dunlin.ini" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	out=$(cat "$scratch/out" "$scratch/err")
}

# result ENGINE REVISION: the word before it
result() {
	sed -n "/^$1,/,/^\$/p" "$scratch/out" | sed -n "s/^  \([a-z]*\) *$2  .*/\1/p"
}

databases() { psql -XAtc 'SELECT count(*) FROM pg_database' postgres; }

pg_start
createdb app
url=$(pg_url app)
psql -Xqc "CREATE TABLE t (mine integer)" app
pg_dump app | grep -v '^\\' >"$scratch/app"
count=$(databases)

# -- what leads back --
project good
revision 001 <<'SQL'
CREATE TABLE t (id SERIAL PRIMARY KEY, kind VARCHAR(8) NOT NULL CHECK (kind IN ('a', 'b')));
CREATE INDEX ix_t_kind ON t (kind);
SQL
revision 002 <<'SQL'
-- dunlin: upgrade
CREATE INDEX CONCURRENTLY ix_t_id ON t (id, kind);
ALTER TABLE t ADD COLUMN note TEXT;
INSERT INTO t (kind) VALUES ('a');
-- dunlin: downgrade
ALTER TABLE t DROP COLUMN note;
DROP INDEX CONCURRENTLY ix_t_id;
SQL
revision 003 <<'SQL'
ALTER TABLE t DROP COLUMN note;
SQL
run -d "$url" verify --down
is 'a history that leads back' "$status" 0
for engine in sqlite postgresql; do
	is "$engine: each of it" "$(result $engine '00[123]' | tr '\n' ' ')" 'ok ok ok '
done
is 'labels' "$(sed -n 's/.*(\(.*\)).*/\1/p' "$scratch/out" | head -n 3 | tr '\n' ' ')" \
    'derived: reversible written derived: lossy '
like 'what is lost' "$out" "lossy +column 'note' of table 't' comes back empty"
run verify --down 002
is 'without a database' "$status" 0
like 'SQLite alone, which is said' "$out" 'no database is given'
is 'one revision' "$(grep -c '^  ok' "$scratch/out"):$(result sqlite 002)" 1:ok
run -d "$url" verify --down --scratch sqlite:// 001:
is 'SQLite alone, by choice; a range without its beginning' \
    "$status:$(grep -c postgresql "$scratch/out"):$(grep -o '^  ok *00[0-9]' "$scratch/out" | grep -o '00.' | tr '\n' ' ')" '0:0:002 003 '
run verify --down 002.. --json
is 'from one on, as JSON' "$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(d["schema"], *[(r["revision"], r["result"], r["downgrade"]) for r in d["scratches"][0]["revisions"]])' \
    "$scratch/out")" "1 ('002', 'ok', 'written') ('003', 'ok', 'lossy')"
run verify --down base:001
is 'up to one' "$(result sqlite '00[0-9]')" ok
run verify 001
like 'without --down' "$status:$out" "2:error: what is to be verified.*'--down'"
run verify --down 009
is 'no such revision' "$status" 1

# -- what does not --
project bad
revision 001 <<'SQL'
-- dunlin: upgrade
CREATE TABLE t (a INTEGER NOT NULL, b INTEGER);
CREATE INDEX i ON t (a);
-- dunlin: downgrade
DROP TABLE t;
SQL
revision 002 <<'SQL'
-- dunlin: upgrade
CREATE INDEX j ON t (b);
ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 7;
-- dunlin: downgrade
DROP INDEX i;
SQL
revision 003 <<'SQL'
-- dunlin: upgrade
CREATE TABLE u (a INTEGER);
-- dunlin: downgrade
DROP TABLE u;
DROP TABLE never;
SQL
revision 004 <<'SQL'
INSERT INTO t (a) VALUES (1);
SQL
revision 005 <<'SQL'
-- dunlin: upgrade
CREATE TABLE v (a INTEGER);
CREATE TABLE IF NOT EXISTS w (a INTEGER);
-- dunlin: downgrade
DROP TABLE v;
ALTER TABLE w RENAME COLUMN a TO b;
SQL
run -d "$url" verify --down
is 'a history that does not' "$status" 1
like 'how many of it' "$out" '^error: 8 downgrades are not proved'
for engine in sqlite postgresql; do
	is "$engine: each for itself" "$(result $engine '00[0-9]' | tr '\n' ' ')" \
	    'ok differs irreversible irreversible differs '
done
like 'what is left' "$out" '^ +left +index CREATE INDEX j ON public.t USING btree \(b\)'
like 'a column that is left' "$out" '^ +left +column public.t.c integer default 7'
like 'what is missing' "$out" '^ +missing +index CREATE INDEX i ON'
like 'on SQLite as well' "$out" '^ +left +TABLE t: c integer DEFAULT 7'
like 'why one cannot be undone, with its place' "$out" '003.sql:6:1: .*never'
like 'and one that nobody wrote' "$out" '004.sql:2:1: .*nobody knows the rows from before'

project words
revision 001 <<'SQL'
-- dunlin: upgrade
CREATE TABLE t (a INTEGER);
-- dunlin: downgrade
DELETE FROM t WHERE md5(a::text) = '';
DROP TABLE t;
SQL
revision 002 <<'SQL'
ALTER TABLE t ADD b INTEGER;
SQL
run -d "$url" verify --down
is 'a downgrade that SQLite has no words for' \
    "$status:$(result sqlite '00[12]' | tr '\n' ' '):$(result postgresql '00[12]' | tr '\n' ' ')" \
    '0:untried ok :ok ok '

project twice
revision 001 <<'SQL'
-- dunlin: upgrade
CREATE SEQUENCE s;
CREATE TABLE t (a INTEGER);
DO $$ BEGIN IF nextval('s') > 0 AND to_regclass('kept') IS NULL THEN CREATE TABLE x (a int); END IF; END $$;
-- dunlin: downgrade
DROP TABLE x, t;
DROP SEQUENCE s;
SQL
run -d "$url" verify --down
is 'what SQLite cannot have is no failure where PostgreSQL proves it' \
    "$status:$(result sqlite 001):$(result postgresql 001)" 0:untried:ok
printf -- '-- two\nCREATE TABLE two (a integer);\n' >"$h/versions/002.sql"
run -d "$url" verify --down 002
is 'nor where it is not asked for' "$status:$(result sqlite 001):$(result postgresql '00[12]')" 0:untried:ok
run verify --down 001
is 'but it is where nothing does' "$status:$(result sqlite 001)" 1:untried

# -- all that a catalog has --
project all
revision 001 <<'SQL'
-- dunlin: upgrade
CREATE SCHEMA s_schema;
CREATE TYPE s_enum AS ENUM ('x');
CREATE DOMAIN s_domain AS integer CHECK (VALUE > 0);
CREATE TYPE s_composite AS (s_part integer);
CREATE UNLOGGED TABLE s_table (s_column integer GENERATED ALWAYS AS IDENTITY, b text COLLATE "C");
ALTER TABLE s_table ADD CONSTRAINT s_check CHECK (s_column > 0) NOT VALID, REPLICA IDENTITY FULL;
ALTER TABLE s_table ENABLE ROW LEVEL SECURITY;
CREATE POLICY s_policy ON s_table USING (s_column > 1);
CREATE INDEX s_index ON s_table (b);
CREATE STATISTICS s_statistics ON s_column, b FROM s_table;
CREATE SEQUENCE s_sequence START 5;
CREATE VIEW s_view AS SELECT b FROM s_table;
CREATE MATERIALIZED VIEW s_matview AS SELECT b FROM s_table;
CREATE FUNCTION s_function() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER s_trigger BEFORE INSERT ON s_table FOR EACH ROW EXECUTE FUNCTION s_function();
CREATE RULE s_rule AS ON DELETE TO s_table DO INSTEAD NOTHING;
CREATE OPERATOR <%%> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4pl);
CREATE AGGREGATE s_aggregate (integer) (SFUNC = int4pl, STYPE = integer);
CREATE TABLE s_parent (a integer) PARTITION BY LIST (a);
CREATE TABLE s_child PARTITION OF s_parent FOR VALUES IN (1);
CREATE PUBLICATION s_publication;
GRANT SELECT ON s_table TO PUBLIC;
COMMENT ON COLUMN s_table.b IS 's_comment';
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
-- dunlin: downgrade
SELECT 1;
SQL
run -d "$url" verify --down
is 'a downgrade that does nothing' "$status:$(result postgresql 001)" 1:differs
missing=
for word in 'schema s_schema' "enum public.s_enum .*'x'" 'domain public.s_domain .*integer' \
    'constraint s_domain_check on public.s_domain: CHECK' 'type public.s_composite' \
    'column public.s_composite.s_part integer' 'table public.s_table .*unlogged row security replica identity f' \
    'column public.s_table.s_column integer not null identity always' 'column public.s_table.b text collate' \
    'constraint s_check on public.s_table: .*NOT VALID' 'policy s_policy on public.s_table' \
    'index CREATE INDEX s_index' 'statistics CREATE STATISTICS public.s_statistics' \
    'sequence public.s_sequence .*start 5' 'view public.s_view .*as  *SELECT' 'materialized view public.s_matview' \
    'routine public.s_function' 'trigger CREATE TRIGGER s_trigger' 'rule CREATE RULE s_rule' 'operator .*<%%>' \
    'routine public.s_aggregate' 'partitioned table public.s_parent .*by LIST' \
    'table public.s_child .*FOR VALUES IN \(1\) inherits public.s_parent' 'publication s_publication' \
    'grant on public.s_table: SELECT to public' 'comment on .*s_comment' 'default acl'; do
	grep -qE "^ +left +$word" "$scratch/out" || missing="$missing
$word"
done
empty 'each kind of object is seen' "$missing"

# -- the server --
project cluster
revision 001 <<'SQL'
-- create user accounts: a comment that does nothing
CREATE TABLE t (a INTEGER DEFAULT length('drop role x'));
-- dunlin: downgrade
DROP TABLE t;
SQL
run -d "$url" verify --down
is 'words in comments and strings do nothing' "$status" 0
for statement in 'CREATE ROLE x' 'GRANT a TO b' 'COMMENT ON DATABASE app IS NULL' 'ALTER SYSTEM RESET ALL' \
    "DO \$\$ BEGIN EXECUTE 'x'; CREATE  USER x; END \$\$"; do
	printf -- '-- two\n%s;\n' "$statement" >"$h/versions/002.sql"
	run -d "$url" verify --down
	like "not on a server in use: $statement" "$status:$out" '^1:.*002.sql:2:1: error: the statement concerns the whole server'
done
like 'what to do' "$out" 'hint: .*--scratch URL'
printf -- '-- two\n-- dunlin: upgrade\nCREATE ROLE x;\n-- dunlin: downgrade\nDROP ROLE x;\n' >"$h/versions/002.sql"
run verify --down --scratch "$url"
is 'on one for trying' "$status:$(result postgresql 002)" 0:ok

h=$scratch/good
psql -Xqc 'CREATE ROLE plain LOGIN' app
run -d "postgresql://plain@/app?host=$PGHOST&port=$PGPORT" verify --down
like 'who may not make a database' "$out" 'error: cannot make a scratch database: permission denied'
like 'and what is missing' "$out" 'hint: .*CREATEDB.*--scratch'
printf 'role = plain\nschema = own\nversion_table_schema = elsewhere\n' >>"$h/dunlin.ini"
run -d "$url" verify --down
is 'a role, a schema, a place for the version table' "$status:$(result postgresql 003)" 0:ok

# -- stopped --
project slow
revision 001 <<'SQL'
CREATE TABLE t (a INTEGER);
SELECT pg_sleep(60);
SQL
"$DUNLIN" -c "$h/dunlin.ini" -d "$url" verify --down >"$scratch/out" 2>&1 &
pid=$!
until [ "$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'
    AND pid <> pg_backend_pid()" postgres)" -gt 0 ]; do sleep 0.1; done
is 'it is there while it runs' "$(databases)" $((count + 1))
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
is 'a signal ends it' "$status" 143
is 'no scratch database is left of all that' "$(databases)" "$count"
pg_dump app | grep -v '^\\' >"$scratch/now"
succeeds 'and the database itself is as it was' cmp "$scratch/app" "$scratch/now"
tap_done
