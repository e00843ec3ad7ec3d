#!/bin/sh
# What a file asserts is checked where it stands, on PostgreSQL, on SQLite and in a script.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# on PROJECT URL: both have the same files and the same answers
on() {
	engine=$1
	h=$scratch/$1 db=$1 url=$2
	mkdir -p "$h/versions"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
	cat >"$h/versions/001_x.sql" <<-'SQL'
	-- it stands at either end, and in between
	-- dunlin: upgrade
	-- dunlin: assert SELECT 1 < 2
	CREATE TABLE t (id int PRIMARY KEY, a text);
	-- dunlin: assert SELECT count(*) = 0 FROM t
	INSERT INTO t VALUES (1, 'it''s'), (2, NULL);
	-- dunlin: assert SELECT count(*) = 2 AND min(a) = 'it''s' FROM t
	-- dunlin: downgrade
	-- dunlin: assert SELECT bool_or(id = 9) FROM t
	DROP TABLE t;
	SQL
	printf -- '-- nothing else\n-- dunlin: assert WITH n AS (SELECT count(*) AS c FROM t) SELECT c = 2 FROM n\n' \
	    >"$h/versions/002_x.sql"
	run plan head
	like "$engine: the plan has it as one step" "$out" '^ +3  assert SELECT count\(\*\) = 0 FROM t( +-.*)?$'
	run upgrade head
	done_ok "$engine: what is so is no error"
	for a in 'SELECT count(*) > 5 FROM t' 'SELECT max(a) IS NULL AND NULL FROM t' 'SELECT NULL' \
	    "SELECT true FROM t WHERE a = 'x''%'"; do
		printf 'CREATE TABLE u (id int);\nINSERT INTO t VALUES (3);\n  -- dunlin: assert  %s\nSELECT 1;\n' \
		    "$a" >"$h/versions/003_x.sql"
		run upgrade head
		is "$engine: $a: an error" "$status" 1
		like "$engine: with its place" "$out" \
		    "003_x.sql:3:22: error: revision '003' was rolled back: assertion does not hold: SELECT"
		like "$engine: and what it means" "$out" '^hint: The query gave false, NULL or no row'
		is "$engine: nothing of it stays" "$(rows t),$(rows dunlin_revision)" 2,2
	done
	printf -- '-- dunlin: assert SELECT nope FROM t\n' >"$h/versions/003_x.sql"
	run upgrade head
	is "$engine: a query that is none: an error" "$status" 1
	like "$engine: at its place" "$out" '003_x.sql:1:[0-9]+: error: .*nope'
	for a in 'SELECT 1; SELECT 2' 'SELECT 1 INTO t' 'WITH a AS (SELECT 1) DELETE FROM t'; do
		printf -- '-- dunlin: assert %s\n' "$a" >"$h/versions/003_x.sql"
		run upgrade head
		like "$engine: $a: no query" "$out" "003_x.sql:1:19: error: directive 'assert': it needs one query"
	done
	printf 'SELECT 1\n-- dunlin: assert SELECT true\n;\n' >"$h/versions/003_x.sql"
	run upgrade head
	like "$engine: not within a statement" "$out" "003_x.sql:2:1: error: misplaced directive 'assert'"
	printf -- '-- dunlin: upgrade\n-- dunlin: only sqlite\n-- dunlin: assert SELECT sqlite_version() > 2\nSELECT 1;
-- dunlin: end\n-- dunlin: only postgresql\n-- dunlin: assert SELECT version() ~ $$PostgreSQL$$\n-- dunlin: end\n' \
	    >"$h/versions/003_x.sql"
	run upgrade head
	done_ok "$engine: in a block it is that dialect's"
	run plan 002 --down
	rm "$h/versions/002_x.sql" "$h/versions/003_x.sql"
}
rows() {
	if [ "$engine" = lite ]; then
		sqlite3 "$scratch/lite/a.db" "SELECT count(*) FROM $1"
	else
		sql "SELECT count(*) FROM $1"
	fi
}

createdb big
on big "$(pg_url big)"
sql "DELETE FROM dunlin_revision WHERE id > '001'"
run downgrade base --allow-data-loss
like 'a downgrade has its own' "$out" "001_x.sql:9:19: error: revision '001' was rolled back: assertion does not hold"
sql "INSERT INTO t VALUES (9)"
run downgrade base --allow-data-loss
done_ok 'which may be so'

# -- In parts, and outside a transaction. --
run -q upgrade head
revision 002 <<'SQL'
CREATE INDEX CONCURRENTLY t_a ON t (a);
INSERT INTO t VALUES (3);
-- dunlin: assert SELECT count(*) = 4 FROM t
SQL
run upgrade head
is 'what is behind a part that is done' "$status" 1
like 'says so' "$out" "002_x.sql:5:19: error: revision '002' stopped: assertion does not hold"
is 'its own part is rolled back' "$(rows t),$(valid t_a)" 2,t
sql 'INSERT INTO t VALUES (8)'
run upgrade head
done_ok 'the next run goes on'
is 'from there' "$(rows t)" 4
printf -- '-- dunlin: transaction off\n-- dunlin: assert SELECT count(*) = 0 FROM t\n' \
    >"$h/versions/003_x.sql"
run upgrade head
like 'without a transaction nothing is rolled back' "$out" "error: revision '003' stopped: assertion does not hold"
sql 'DELETE FROM t'
run upgrade head
done_ok 'and it is asked again'
is 'alone' "$(rows t)" 0

# -- A script has it as a guard. --
for engine in big lite; do
	h=$scratch/script.$engine
	mkdir -p "$h/versions"
	cp "$scratch/big/dunlin.ini" "$h"
	printf 'CREATE TABLE s (id int);\n-- dunlin: assert SELECT count(*) = 1 FROM s\nCREATE TABLE s2 (id int);\n' \
	    >"$h/versions/001_x.sql"
	url=postgresql:///x
	[ "$engine" = big ] || url=sqlite:///x.db
	run upgrade head --sql
	if [ "$engine" = big ]; then
		createdb guarded
		psql -Xq -f "$scratch/out" guarded >"$scratch/said" 2>&1
		left=$(psql -XqAt guarded -c "SELECT count(*) FROM pg_class WHERE relname IN ('s', 's2')")
	else
		sqlite3 "$scratch/guarded.db" <"$scratch/out" >"$scratch/said" 2>&1
		left=$(sqlite3 "$scratch/guarded.db" "SELECT count(*) FROM sqlite_master WHERE name IN ('s', 's2')")
	fi
	is "$engine: a script ends there" "$left" 0
	like "$engine: and says why" "$(cat "$scratch/said")" 'assertion does not hold: SELECT count\(\*\) = 1 FROM s'
done

mkdir "$scratch/lite"
on lite "sqlite:///$scratch/lite/a.db"
tap_done
