#!/bin/sh
# types.sh - the key types on SQLite: what is made, added to, rebuilt and undone in each mode, and
# that a database keeps its mode
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

# What comes first, what alters it, and what must be rebuilt.
mkdir versions
cat >versions/001_a.sql <<'SQL'
-- make
-- dunlin: revision 001
-- dunlin: revises base

-- dunlin: upgrade
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (
	id bigserial PRIMARY KEY, s smallint, b boolean DEFAULT true, v varchar(3), m mood,
	u uuid, c varchar(9) CONSTRAINT written CHECK (c IN ('x', 'y')) NOT NULL
);
INSERT INTO t (s, c) VALUES (1, 'x');
SQL
cat >versions/002_b.sql <<'SQL'
-- alter
-- dunlin: revision 002
-- dunlin: revises 001

-- dunlin: upgrade
ALTER TABLE t ADD COLUMN added uuid, ADD COLUMN n numeric(5,2) DEFAULT 1.5;
CREATE TABLE r (id int PRIMARY KEY, ts timestamptz NOT NULL DEFAULT now(), x text);
INSERT INTO r (id) VALUES (7);
SQL
cat >versions/003_c.sql <<'SQL'
-- rebuild
-- dunlin: revision 003
-- dunlin: revises 002

-- dunlin: upgrade
ALTER TABLE r ALTER COLUMN x TYPE varchar(2), ADD CHECK (id > 0);
ALTER TABLE t ALTER COLUMN s TYPE integer;
SQL

# mode NAME: the key, and another database
mode() {
	printf '[dunlin]\ntypes = %s\n' "$1" >dunlin.ini
	db_new "$1"
}

strict_tables() {
	db_sql "SELECT group_concat(name || strict) FROM (SELECT name, strict FROM pragma_table_list
		WHERE schema = 'main' AND name IN ('r', 't') ORDER BY name)"
}

takes() {
	succeeds "$1" db_sql "$2"
}

refuses() {
	if db_sql "$2" >sql.out 2>&1; then
		not_ok "$1" "taken: $2"
	else
		like "$1" "$(cat sql.out)" "${3:-constraint failed}"
	fi
}

for each in enforced strict plain; do
	mode "$each"
	run -d "$url" upgrade head
	done_ok "$each: upgrade, with a column added and two tables rebuilt"
	run -d "$url" current
	like "$each: it is there" "$out" 003
	case $each in
	strict) is "$each: every table is STRICT, rebuilt or not" "$(strict_tables)" "r1,t1" ;;
	*) is "$each: no table is STRICT" "$(strict_tables)" "r0,t0" ;;
	esac
	is "$each: rows are kept" "$(db_sql 'SELECT s, b, c, n FROM t; SELECT id, x FROM r')" \
		"$(printf '1|1|x|1.5\n7|')"
	refuses "$each: the author's CHECK holds" "INSERT INTO t (c) VALUES ('z')" written
	refuses "$each: one that came with a rebuild holds" "INSERT INTO r (id) VALUES (-1)"
	refuses "$each: NOT NULL holds" "INSERT INTO t (s) VALUES (1)"
	takes "$each: what PostgreSQL takes" "INSERT INTO t (s, b, v, m, u, added, n, c) VALUES (1, 0,
		'abc', 'ok', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', x'00112233445566778899aabbccddeeff',
		'12.50', 'y')"
	is "$each: digits stay text" "$(db_sql "INSERT INTO t (u, c) VALUES ('00112233445566778899001122334455', 'x') RETURNING u")" \
		00112233445566778899001122334455
	for bad in "s) VALUES (3000000000" "b) VALUES (2" "v) VALUES ('abcd'" "m) VALUES ('glad'" \
		"u) VALUES ('no'" "added) VALUES ('no'" "n) VALUES (1000"; do
		sql="INSERT INTO t (c, $(printf %s "$bad" | sed "s/VALUES (/VALUES ('x', /"))"
		if [ "$each" = plain ]; then
			takes "$each: $bad" "$sql"
		else
			refuses "$each: $bad" "$sql" '_type|cannot store'
		fi
	done
	[ "$each" != plain ] || db_sql "DELETE FROM t WHERE id > 1"
done

mode strict
run -d "$url" verify --down --scratch sqlite://
done_ok "strict tables go down and up again"
run -d "$url" upgrade 002
printf '[dunlin]\ntypes = plain\n' >dunlin.ini
refused "a database keeps its types" 2 \
	"dunlin.ini:2:[0-9]+: error: the tables of this database were made with types = strict, not plain" \
	-d "$url" upgrade head
like "and the ways out are said" "$err" '^hint: Write types = strict; .*base'
refused "downgrades too" 2 'made with types = strict' -d "$url" downgrade --allow-data-loss base
run -d "$url" status
done_ok "who only reads may"
printf '[dunlin]\ntypes = strict\n' >dunlin.ini
run -d "$url" downgrade --allow-data-loss base
done_ok "back to base"
printf '[dunlin]\ntypes = plain\n' >dunlin.ini
run -d "$url" upgrade 001
done_ok "where nothing is applied, it may be changed"
takes "and counts" "INSERT INTO t (c, s) VALUES ('x', 'no number')"
run -d "$url" upgrade head
done_ok "from then on"

run -d sqlite:// upgrade --sql head
done_ok "a script"
like "keeps it too" "$out" "INSERT INTO \"?dunlin_layout\"? SELECT 1, 'plain'"
printf 'CREATE TABLE t (a smallint);' >one.sql
run translate --to sqlite --types strict one.sql
like "translate --types" "$out" '^\) STRICT;'
run translate --to sqlite --types loose one.sql
if one_error 2 "unknown types 'loose'"; then ok "unknown types"; else not_ok "unknown types" "$(what_happened)"; fi
like "are told" "$err" "hint: Write 'enforced' or 'strict' or 'plain'"

printf "CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE t (m m);" >enum.sql
run translate --to mysql --enums native enum.sql
like "translate --enums" "$out" "\`m\` enum\('a', 'b'\)"
run translate --to mysql enum.sql
like "and without" "$out" "CHECK \(\`m\` IN \('a', 'b'\)\)"
run translate --to mysql --enums silly enum.sql
if one_error 2 "unknown enums 'silly'"; then ok "unknown enums"; else not_ok "unknown enums" "$(what_happened)"; fi
tap_done
