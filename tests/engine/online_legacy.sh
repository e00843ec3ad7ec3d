#!/bin/sh
# Tables that the history has never seen, as in a database that was stamped: what needs to know no more than
# that they are tables has its safer form, with the catalog that the statements themselves give.
set -u
. "$srcdir/tests/engine/online_lib.sh"

project legacy
revision 001 <<'SQL'
CREATE TABLE made (id int);
SQL
revision 002 <<'SQL'
CREATE INDEX legacy_b ON legacy (b, lower(c));
ALTER TABLE legacy ADD CONSTRAINT legacy_a CHECK (a > 0), ADD CONSTRAINT legacy_o FOREIGN KEY (o) REFERENCES other;
ALTER TABLE legacy ALTER a SET NOT NULL;
ALTER TABLE "Old"."Odd one" ADD CONSTRAINT "Odd key" PRIMARY KEY (id, "B b");
ALTER TABLE legacy DROP CONSTRAINT legacy_c, ADD CONSTRAINT legacy_c UNIQUE (c) INCLUDE (b);
SQL
old() {
	createdb "$1"
	psql -Xq "$1" <<-'SQL'
	CREATE TABLE other (id int PRIMARY KEY);
	INSERT INTO other SELECT generate_series(1, 10);
	CREATE TABLE legacy (id int PRIMARY KEY, a int, b text, c text, o int, CONSTRAINT legacy_c UNIQUE (c));
	INSERT INTO legacy SELECT i, i, 'b', 'c' || i, 1 + i % 10 FROM generate_series(1, 2000) i;
	CREATE SCHEMA "Old";
	CREATE TABLE "Old"."Odd one" (id int, "B b" text);
	INSERT INTO "Old"."Odd one" SELECT i, i FROM generate_series(1, 2000) i;
	CREATE TABLE parts (id int, a int) PARTITION BY LIST (id);
	CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
	INSERT INTO parts SELECT 1, i FROM generate_series(1, 2000) i;
	SQL
}
for db in off auto; do
	old $db
	url=$(pg_url $db)
	printf '[dunlin]\nscript_location = %%(here)s\nonline = %s\nonline_threshold = 8kB\n' $db >"$h/dunlin.ini"
	run -q stamp 001
	loud $db
	: >"$pg_dir/data/log"
	run upgrade head
	done_ok "online = $db"
	eval "$db=\$(scans)"
	pg_schema $db >"$scratch/$db.schema"
done
is 'every scan is seen' "$(printf '%s\n' "$off" | grep -c STATEMENT)" 7
empty 'none under a strong lock is left' "$auto"
is 'the same catalog' "$(diff "$scratch/off.schema" "$scratch/auto.schema")" ''
recorded 'it is done' 002

# What it would have to know it says.
# kept STATEMENT WHY
kept() {
	rm -f "$h"/versions/003_x.sql
	printf '%s;\n' "$1" | revision 003
	run plan head
	like "$1" "$out" "no safer form: $2"
}
kept 'CREATE INDEX ON legacy (a)' 'the name that the server would make up is not sure: give it one'
kept 'ALTER TABLE legacy ADD CHECK (a < 5000)' 'the name that the server would make up is not sure: give it one'
kept 'ALTER TABLE legacy ADD u uuid DEFAULT gen_random_uuid()' 'the history does not know the table well enough'
kept 'CREATE INDEX parts_a ON parts (a)' 'the history does not know the table well enough'
kept 'ALTER TABLE legacy ADD n int GENERATED ALWAYS AS (a + 1) STORED' 'a column can only be generated from the start'
tap_done
