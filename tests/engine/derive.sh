#!/bin/sh
# Downgrades that nobody wrote: up, derived down and up again leave what was there before.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"

# revision NAME: the section is standard input
revision() {
	{ printf -- '-- %s\n-- dunlin: upgrade\n' "$1"; cat; } >"$h/versions/$1.sql"
}

# The history that ships, without its downgrade sections.
for f in "$srcdir"/migrations/versions/*.sql; do
	sed '/^-- dunlin: downgrade/,$d' "$f" >"$h/versions/$(basename "$f")"
done
revision 010_new <<'END'
CREATE TABLE parent (id integer PRIMARY KEY, name varchar(20) NOT NULL UNIQUE);
CREATE TABLE child (
	id serial PRIMARY KEY,
	parent_id integer REFERENCES parent ON DELETE CASCADE,
	kind varchar(8) DEFAULT 'a' NOT NULL CHECK (kind IN ('a', 'b')),
	price numeric(10,2) CHECK (price > 0),
	at timestamptz DEFAULT now(),
	twice integer GENERATED ALWAYS AS (length(kind) * 2) STORED
);
CREATE INDEX ix_child_kind ON child (kind DESC, price) WHERE price IS NOT NULL;
INSERT INTO parent VALUES (1, 'x');
INSERT INTO child (parent_id, kind) VALUES (1, 'b');
END
revision 011_add <<'END'
ALTER TABLE child ADD COLUMN note varchar(20) DEFAULT 'it''s' NOT NULL;
CREATE UNIQUE INDEX uq_child_lower ON child (lower(note), id);
ALTER TABLE parent ADD CONSTRAINT ck_name CHECK (length(name) BETWEEN 1 AND 20 AND name <> 'no');
END
revision 012_rename <<'END'
ALTER TABLE child RENAME COLUMN kind TO sort;
ALTER TABLE child RENAME TO kid;
ALTER INDEX ix_child_kind RENAME TO ix_kid_sort;
ALTER TABLE kid ALTER COLUMN sort SET DEFAULT 'b';
CREATE TABLE child (id integer PRIMARY KEY);
END
revision 013_change <<'END'
ALTER TABLE kid ALTER COLUMN note TYPE varchar(200);
ALTER TABLE kid ALTER COLUMN note DROP NOT NULL;
ALTER TABLE kid ALTER COLUMN note DROP DEFAULT;
ALTER TABLE kid ALTER COLUMN price SET NOT NULL;
ALTER TABLE parent DROP CONSTRAINT parent_name_key;
ALTER TABLE parent DROP CONSTRAINT ck_name;
END
revision 014_drop <<'END'
DROP INDEX uq_child_lower;
ALTER TABLE kid DROP COLUMN note;
DROP TABLE child;
END
sed -i '/INSERT INTO child/d' "$h/versions/010_new.sql"
dunlin() { "$DUNLIN" -q -c "$h/dunlin.ini" -d "$url" "$@"; }

# each NAME SCHEMA: one revision after the other, up, down and up again
each() {
	for id in 001 002 010 011 012 013 014; do step "$id" "$1" "$2"; done
}

step() {
	before=$($3)
	out=$(dunlin upgrade "$1" 2>&1) || { not_ok "$2: $1 up" "$out"; return; }
	behind=$($3)
	out=$(dunlin downgrade -1 --allow-data-loss 2>&1) || { not_ok "$2: $1 down" "$out"; return; }
	is "$2: $1 is undone" "$($3)" "$before"
	out=$(dunlin upgrade "$1" 2>&1) || { not_ok "$2: $1 up again" "$out"; return; }
	is "$2: $1 is done again" "$($3)" "$behind"
}

# SQLite keeps the text of what it was told, so its catalog is compared by what it means.
sqlite_catalog() {
	sqlite3 "$scratch/d.db" "SELECT m.type, m.name, m.tbl_name, c.* FROM sqlite_master m
	    LEFT JOIN pragma_table_xinfo(m.name) c WHERE m.name NOT LIKE '%dunlin%' AND m.name <> 'sqlite_sequence' ORDER BY 1, 2, 4;
	    SELECT m.name, f.* FROM sqlite_master m, pragma_foreign_key_list(m.name) f ORDER BY 1, 2;
	    SELECT name, replace(replace(replace(sql, char(10), ' '), '  ', ' '), '\"', '') FROM sqlite_master
	    WHERE type = 'index' AND name NOT LIKE '%dunlin%' ORDER BY 1"
}
# Since 18 NOT NULL has a name, which no model holds: that of the table when it was made.
pg_catalog() { pg_schema d | sed 's/^CONSTRAINT \(.*\)[.][a-z_]*_not_null NOT NULL/\1 NOT NULL/' | sort; }

url=sqlite:///$scratch/d.db
each sqlite sqlite_catalog
succeeds 'sqlite: all of it goes' dunlin downgrade base --allow-data-loss
is 'sqlite: nothing is left' "$(sqlite_catalog)" ''

pg_start
createdb d
url=$(pg_url d)
each postgresql pg_catalog
like 'a derived section is shown' "$("$DUNLIN" -c "$h/dunlin.ini" show 014)" \
    '^-- lossy: column .note. of table .kid. comes back empty$'
like 'a script says that it is derived' \
    "$("$DUNLIN" -c "$h/dunlin.ini" -d "$url" downgrade --sql 014:013)" \
    '^-- Derived from its upgrade section: lossy$'
succeeds 'postgresql: all of it goes' dunlin downgrade base --allow-data-loss
is 'postgresql: nothing is left' "$(psql -Atc "SELECT count(*) FROM pg_class c JOIN pg_namespace n
    ON n.oid = relnamespace WHERE nspname = 'public' AND relname !~ 'dunlin'" d)" 0

revision 020_settings <<'END'
CREATE INDEX ix_f ON parent (name) WITH (fillfactor = 50);
END
# What cannot be derived is refused before anything is touched, with the place.
dunlin upgrade head
n=20
refused() {
	n=$((n + 1))
	revision "0${n}_no" </dev/stdin
	succeeds "$1: up" dunlin upgrade "0$n"
	before=$(pg_catalog)
	out=$(dunlin downgrade base 2>&1)
	is "$1: refused" "$?" 1
	like "$1: says where and why" "$out" "$2"
	is "$1: nothing was touched" "$(pg_catalog)" "$before"
	psql -q -d d -c "DELETE FROM dunlin_revision WHERE id = '0$n'"
	rm "$h/versions/0${n}_no.sql"
}
refused data '021_no.sql:4:1: error: .*UPDATE: nobody knows' <<'END'
CREATE TABLE ok (id integer);
UPDATE parent SET name = name || '!';
END
psql -q -d d -c 'DROP TABLE ok'
refused function '022_no.sql:3:1: error: .*CREATE FUNCTION' <<'END'
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
END
refused settings "023_no.sql:3:1: error: .*index 'ix_f' was made with settings" <<'END'
DROP INDEX ix_f;
END
tap_done
