#!/bin/sh
# SQLite: what a revision was to make of a table is compared with what the database keeps of it, a
# script comes to the same as a run, and whoever has changed a table finds it as it was.
set -u
. "$srcdir/tests/support/tap.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
dunlin() { "$DUNLIN" -q -c "$h/dunlin.ini" -d "sqlite:///$db" "$@"; }
revision() { { echo "-- $1"; echo "-- dunlin: upgrade"; cat; } >"$h/versions/$1.sql"; }

revision 001_new <<'END'
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id serial PRIMARY KEY, a varchar(8), b integer, up integer REFERENCES t);
CREATE INDEX ix_a ON t (a);
INSERT INTO p VALUES (1);
INSERT INTO t (a, b, up) VALUES ('x', 1, NULL), ('y', NULL, 1);
END
revision 002_edit <<'END'
ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN a TYPE varchar(9), ADD CHECK (b > 0);
ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES p;
END
revision 003_anew <<'END'
ALTER TABLE t ALTER COLUMN b TYPE text USING b::text, DROP CONSTRAINT t_b_check, DROP CONSTRAINT t_b_fkey;
ALTER TABLE t ADD COLUMN c text DEFAULT 'c';
END
revision 004_both <<'END'
ALTER TABLE t ALTER COLUMN c SET DEFAULT 'd';
INSERT INTO t (a) VALUES ('z');
ALTER TABLE t ALTER COLUMN c SET NOT NULL;
ALTER TABLE p ADD CHECK (id < 100);
-- dunlin: downgrade
ALTER TABLE p DROP CONSTRAINT p_id_check;
ALTER TABLE t ALTER COLUMN c DROP NOT NULL;
DELETE FROM t WHERE a = 'z';
ALTER TABLE t ALTER COLUMN c SET DEFAULT 'c';
END

# What the file keeps, as it is meant: dunlin's own rows have other times.
facts() {
	sqlite3 "$1" "SELECT m.name, c.* FROM sqlite_schema m, pragma_table_xinfo(m.name) c
	        WHERE m.type IN ('table', 'index') AND m.name NOT LIKE '%dunlin%' ORDER BY 1, 2;
	    SELECT m.name, f.* FROM sqlite_schema m, pragma_foreign_key_list(m.name) f ORDER BY 1, 2, 3;
	    SELECT replace(sql, '\"', '') FROM sqlite_schema WHERE tbl_name IN ('t', 'p') ORDER BY 1;
	    SELECT rowid, * FROM t; SELECT * FROM p; SELECT * FROM sqlite_sequence;
	    PRAGMA integrity_check; PRAGMA foreign_key_check"
}

db=$scratch/run.db
for id in 001 002 003 004; do
	succeeds "$id is run" dunlin upgrade "$id"
	[ "$id" = 001 ] && first=$(facts "$db")
done
db=$scratch/one.db
succeeds 'all of it is run at once' dunlin upgrade head
is 'to the same' "$(facts "$scratch/one.db")" "$(facts "$scratch/run.db")"
db=$scratch/script.db
dunlin upgrade --sql head >"$scratch/script.sql"
succeeds 'a script is run' sqlite3 "$scratch/script.db" ".read $scratch/script.sql"
is 'to the same, too' "$(facts "$scratch/script.db")" "$(facts "$scratch/run.db")"
succeeds 'and where the schema is defended' sqlite3 "$scratch/defended.db" '.dbconfig defensive on' \
    ".read $scratch/script.sql"
is 'to the same as well' "$(facts "$scratch/defended.db")" "$(facts "$scratch/run.db")"
unlike 'for it does not edit the schema' "$(cat "$scratch/script.sql")" writable_schema
db=$scratch/run.db
for id in 003 002 001; do succeeds "back to $id" dunlin downgrade "$id" --allow-data-loss; done
is 'and what 001 made is there again, but a number stays taken' \
    "$(facts "$db" | sed 's/^t|3$/t|2/')" "$first"
is 'the file is whole behind the way back' \
    "$(sqlite3 "$db" 'PRAGMA integrity_check; PRAGMA foreign_key_check; SELECT a, b FROM t')" 'ok
x|1
y|'

# meddled NAME SQL REVISION PATTERN: somebody else's SQL is before the revision, which stops
meddled() {
	db=$scratch/meddled.db
	rm -f "$db"
	dunlin upgrade "$(printf '%03d' $(($3 - 1)))"
	sqlite3 "$db" "$2"
	before=$(sqlite3 "$db" .dump)
	out=$(dunlin upgrade "00$3" 2>&1) && not_ok "$1" 'it was run'
	like "$1" "$out" "$4"
	is "$1: nothing is changed" "$(sqlite3 "$db" .dump)" "$before"
}
meddled 'a column more, before an edit' "ALTER TABLE t ADD COLUMN mine text DEFAULT 'kept'" 2 \
    "002_edit.sql:3:1: .*table 't' has no columns but those of the history: id, a, b, up"
meddled 'a column more, before the table is made anew' "ALTER TABLE t ADD COLUMN mine text" 3 \
    "table 't' has no columns but those of the history: id, a, b, up"
meddled 'a row that must not be, behind a constraint' "INSERT INTO t (a, b) VALUES ('w', 7)" 2 \
    "1 row\\(s\\) of table 't' .* that violate a foreign key"
meddled 'a row that a CHECK refuses' "INSERT INTO t (a, b) VALUES ('w', -1)" 2 \
    "002_edit.sql:3:1: .*: sqlite: CHECK constraint failed: t_b_check of table 't' is violated by some row"
meddled 'a row without a value' "INSERT INTO t (b) VALUES (1)" 2 \
    "002_edit.sql:3:1: .*: sqlite: CHECK constraint failed: NOT NULL of column 'a' of table 't'"
mkdir "$scratch/kept"
cp "$h"/versions/* "$scratch/kept/"
# What a downgrade has brought back is in another place, and in every row: an edit would change rows.
rm "$h"/versions/*
revision 001_new <<'END'
CREATE TABLE t (a integer, b text DEFAULT 'b', c text);
CREATE TABLE u (a integer, b text DEFAULT 'b');
INSERT INTO t VALUES (1, 'x', 'c');
INSERT INTO u VALUES (1, 'x');
END
revision 002_drop <<'END'
ALTER TABLE t DROP COLUMN b;
ALTER TABLE u DROP COLUMN b;
END
db=$scratch/back.db
dunlin upgrade 002
dunlin downgrade 001 --allow-data-loss
was=$(sqlite3 "$db" 'SELECT a, b, c FROM t; SELECT a, b FROM u')
revision 002_drop <<'END'
ALTER TABLE t ALTER COLUMN c SET NOT NULL, ALTER COLUMN b SET DEFAULT 'other';
ALTER TABLE u ALTER COLUMN b SET DEFAULT 'other';
END
succeeds 'another revision follows a downgrade' dunlin upgrade 002
is 'and no row is changed' "$(sqlite3 "$db" 'SELECT a, b, c FROM t; SELECT a, b FROM u')" "$was"
is 'nor what the file is' "$(sqlite3 "$db" 'PRAGMA integrity_check')" ok
rm "$h"/versions/*
cp "$scratch"/kept/* "$h/versions/"
# What somebody has made beside the history is no matter, and is what it was behind an edit and a
# rebuild: it may be about the tables that are changed, and foreign keys may be on.
foreign() {
	sqlite3 "$db" "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name LIKE 'mine%' ORDER BY 2;
	    SELECT name, wr, strict FROM pragma_table_list WHERE name LIKE 'mine%' ORDER BY 1;
	    SELECT * FROM mine_strict; SELECT * FROM mine_rowless; SELECT * FROM mine_log"
}
db=$scratch/meddled.db
rm -f "$db"
dunlin upgrade 001
sqlite3 "$db" "CREATE TABLE mine_log (a);
    CREATE TABLE mine_strict (id integer PRIMARY KEY, t integer REFERENCES t ON DELETE CASCADE, x any) STRICT;
    CREATE TABLE mine_rowless (k text PRIMARY KEY, p integer REFERENCES p ON DELETE CASCADE) WITHOUT ROWID;
    INSERT INTO mine_strict VALUES (7, 1, 1.0), (8, 2, '1'); INSERT INTO mine_rowless VALUES ('k', 1);
    CREATE INDEX mine_b ON t (b) WHERE b > 0; CREATE UNIQUE INDEX mine_a ON t (lower(a), id DESC);
    CREATE VIEW mine_view AS SELECT t.a, s.x FROM t JOIN mine_strict s ON s.t = t.id;
    CREATE VIEW mine_views AS SELECT count(*) AS n FROM mine_view;
    CREATE TRIGGER mine_t AFTER INSERT ON t BEGIN INSERT INTO mine_log VALUES (new.a); END;
    CREATE TRIGGER mine_gone AFTER DELETE ON t BEGIN INSERT INTO mine_log VALUES ('gone'); END;
    CREATE TRIGGER mine_into INSTEAD OF INSERT ON mine_view BEGIN INSERT INTO t (a) VALUES (new.a); END;
    CREATE TRIGGER mine_from AFTER UPDATE ON mine_strict BEGIN UPDATE t SET b = NULL WHERE id = new.t; END"
before=$(foreign)
{ echo '-- dunlin: transaction off'; printf 'PRAGMA foreign_keys = ON;\n' |
    sed '1i -- dunlin: only sqlite
$a -- dunlin: end'; } | revision 001a_on
succeeds 'what somebody has made beside it is no matter' dunlin upgrade head
is 'and is still there, its rows with it' "$(foreign)" "$before
z"
is 'and does what it did' "$(sqlite3 "$db" "PRAGMA foreign_keys = ON;
    SELECT b FROM t INDEXED BY mine_b WHERE b > 0; SELECT * FROM mine_view; SELECT n FROM mine_views;
    INSERT INTO mine_view (a) VALUES ('w'); UPDATE mine_strict SET x = 2 WHERE id = 7;
    SELECT id, a, b FROM t; DELETE FROM t WHERE id = 2; SELECT id FROM mine_strict;
    SELECT * FROM mine_log; PRAGMA integrity_check; PRAGMA foreign_key_check")" "1
x|1.0
y|1
2
1|x|
2|y|
3|z|
4|w|
7
z
w
gone
ok"
# The index of a key that comes or goes cannot change places: what would go with its table is said.
revision 005_key <<'END'
ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE, ADD PRIMARY KEY (id, a);
END
out=$(dunlin upgrade 005 2>&1) && not_ok 'a key changes under what somebody has made' 'it was run'
like 'a key that changes would take it along, which is an error' "$out" \
    "table 't' has no index or trigger but those of the history"
is 'and nothing is changed' "$(sqlite3 "$db" "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'mine%';
    SELECT count(*) FROM t")" '11
3'
# A key's index that comes has nothing to change places with: the old table is dropped, which with
# foreign keys on would take along the rows that refer to it.
rm "$h"/versions/*
revision 001_new <<'END'
CREATE TABLE q (a integer UNIQUE, k text NOT NULL, up integer REFERENCES q (a) ON DELETE CASCADE);
CREATE TABLE r (a integer REFERENCES q (a) ON DELETE CASCADE, b integer REFERENCES q (a) ON DELETE SET NULL);
INSERT INTO q VALUES (1, 'x', 2), (2, 'y', 1), (3, 'z', 3);
INSERT INTO r VALUES (1, 2), (3, 3);
END
{ echo '-- dunlin: transaction off'; printf 'PRAGMA foreign_keys = ON;\n' |
    sed '1i -- dunlin: only sqlite
$a -- dunlin: end'; } | revision 002_on
revision 003_key <<'END'
ALTER TABLE q ADD PRIMARY KEY (k);
END
db=$scratch/key.db
dunlin upgrade 001
rows() { sqlite3 "$db" 'SELECT rowid, * FROM q; SELECT rowid, * FROM r; PRAGMA foreign_key_check'; }
before=$(rows)
succeeds 'a key is added to what others refer to, foreign keys being on' dunlin upgrade head
is 'which keep their rows' "$(rows)" "$before"
is '... and the table has the key' "$(sqlite3 "$db" "SELECT origin FROM pragma_index_list('q')
    ORDER BY 1; PRAGMA integrity_check")" 'c
pk
ok'
# A table in SQLite's own words stays as it is when tables beside it are made anew.
rm "$h"/versions/*
revision 001_own <<'END'
CREATE TABLE t (a integer);
INSERT INTO t VALUES (1), (2);
-- dunlin: only sqlite
CREATE TABLE own_strict (a integer, b any) STRICT;
CREATE TABLE own_rowless (a text PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER own_trigger AFTER INSERT ON own_rowless BEGIN INSERT INTO own_strict VALUES (1, new.a); END;
CREATE INDEX own_index ON t (a DESC);
INSERT INTO own_rowless VALUES ('x');
-- dunlin: end
END
revision 002_anew <<'END'
ALTER TABLE t ALTER COLUMN a TYPE text USING a::text || '.';
END
db=$scratch/own.db
dunlin upgrade 001
own=$(sqlite3 "$db" "SELECT * FROM sqlite_schema WHERE name LIKE 'own%' ORDER BY 2" | cut -d'|' -f1-3,5)
succeeds 'tables of a block stand beside a table that is made anew' dunlin upgrade head
is 'and are what they were' "$(sqlite3 "$db" "SELECT * FROM sqlite_schema WHERE name LIKE 'own%' ORDER BY 2" |
    cut -d'|' -f1-3,5)" "$own"
is 'with their rows' "$(sqlite3 "$db" 'SELECT * FROM own_rowless; SELECT * FROM own_strict;
    SELECT rowid, a FROM t INDEXED BY own_index ORDER BY a; PRAGMA integrity_check')" 'x
1|x
1|1.
2|2.
ok'
tap_done
