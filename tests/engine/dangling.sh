#!/bin/sh
# SQLite: whatever way a revision takes to leave a row without what it refers to, it is found,
# though only the tables are looked through that it can concern.
set -u
. "$srcdir/tests/support/tap.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
h=$scratch/h
db=$scratch/x.db
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\nfold = off\n' >"$h/dunlin.ini"
dunlin() { "$DUNLIN" -c "$h/dunlin.ini" -d "sqlite:///$db" "$@"; }
revision() { { echo "-- $1"; echo "-- dunlin: upgrade"; cat; } >"$h/versions/$1.sql"; }

revision 001_base <<'END'
CREATE EXTENSION citext;
CREATE TABLE p (id integer PRIMARY KEY, code citext UNIQUE, n integer);
CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p, code citext REFERENCES p (code));
CREATE TABLE loose (id integer PRIMARY KEY, p integer);
CREATE TABLE log (id integer PRIMARY KEY, p integer);
CREATE TABLE relay (id integer PRIMARY KEY, p integer);
CREATE TABLE "Say ""when""" (id integer PRIMARY KEY);
CREATE TABLE heard (id integer PRIMARY KEY, s integer REFERENCES "Say ""when""");
CREATE TABLE bare (id integer PRIMARY KEY, c integer REFERENCES c ON DELETE CASCADE);
CREATE TABLE last (id integer PRIMARY KEY, b integer REFERENCES bare);
INSERT INTO p VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO c VALUES (1, 1, 'A'), (2, 2, NULL);
INSERT INTO loose VALUES (1, 7);
INSERT INTO "Say ""when""" VALUES (1);
INSERT INTO heard VALUES (1, 1);
INSERT INTO bare VALUES (1, 1);
INSERT INTO last VALUES (1, 1);
-- dunlin: only sqlite
CREATE VIEW v AS SELECT id FROM p;
CREATE TRIGGER v_gone INSTEAD OF DELETE ON v BEGIN DELETE FROM p WHERE id = OLD.id; END;
CREATE TRIGGER logged AFTER INSERT ON log BEGIN INSERT INTO relay VALUES (NEW.id, NEW.p); END;
CREATE TRIGGER relayed AFTER INSERT ON "relay" WHEN NEW.p > 0 BEGIN
    SELECT 1; UPDATE OR IGNORE [p] SET id = id + 100 WHERE id = NEW.p; END;
-- dunlin: end
END
succeeds 'the base is made' dunlin -q upgrade 001
# Of tables that the history does not know, one with a row that dangles already.
sqlite3 "$db" 'CREATE TABLE theirs (id INTEGER PRIMARY KEY, p REFERENCES P (id), l REFERENCES relay (id));
    INSERT INTO theirs VALUES (1, 1, NULL), (2, 77, 77)'
cp "$db" "$scratch/base.db"

# try NAME SQL...: leaves $out and $status of a revision for each SQL, on the base
try() {
	rm -f "$h"/versions/00[2-9]*
	cp "$scratch/base.db" "$db"
	number=2
	for sql in "$@"; do
		printf '%s\n' "$sql" | revision "00${number}_x"
		number=$((number + 1))
	done
	status=0
	out=$(dunlin -v upgrade head 2>&1) || status=$?
}

# found NAME CHILD PARENT SQL...: the last is refused for a row of CHILD
found() {
	name=$1 child=$2 parent=$3
	shift 3
	try "$@"
	like "$name" "$out" "the revision would leave .* of table '$child'.*: table '$parent' does not have"
	is "$name: all of it is rolled back" "$(sqlite3 "$db" 'SELECT count(*) FROM dunlin_revision')" $#
	unlike "$name: not by looking through all tables" "$out" 'pragma_foreign_key_check AS'
}

# fine NAME SQL...: nothing is held against it
fine() {
	name=$1
	shift
	try "$@"
	is "$name" "$status $(printf '%s\n' "$out" | grep error:)" '0 '
	unlike "$name: without looking through all tables" "$out" 'pragma_foreign_key_check AS'
}

# native SQL: as a block
native() { printf -- '-- dunlin: only sqlite\n%s\n-- dunlin: end\n' "$1"; }

found 'rows that are added' c p "INSERT INTO c VALUES (3, 9, NULL)"
found 'rows that are changed' c p "UPDATE c SET p = 9 WHERE id = 1"
found 'rows that are deleted' c p "DELETE FROM p WHERE id = 1"
found 'a key that is changed' c p "UPDATE p SET id = 10 WHERE id = 1"
found 'rows of a WITH' c p "WITH g AS (DELETE FROM p WHERE id = 1 RETURNING id) INSERT INTO log (id) SELECT id FROM g"
found 'rows that cascade' last bare "DELETE FROM c WHERE id = 1"
found 'a conflict' c p "INSERT INTO p VALUES (1, 'a', 1) ON CONFLICT (id) DO UPDATE SET id = 50"
found 'a merge' c p "MERGE INTO p USING c ON p.id = c.p WHEN MATCHED THEN DELETE"
found 'a column of another type' c p "ALTER TABLE p ALTER COLUMN code TYPE text USING code || '!'"
found 'a column of another collation' c p "ALTER TABLE p ALTER COLUMN code TYPE text"
found 'a foreign key over rows' loose p "ALTER TABLE loose ADD FOREIGN KEY (p) REFERENCES p"
found 'a column with a default' loose p "ALTER TABLE loose ADD COLUMN q integer DEFAULT 9 REFERENCES p"
found 'a name with capitals and quotes' heard 'Say "when"' 'DELETE FROM "Say ""when"""'
found 'a table that is renamed first' c q "ALTER TABLE p RENAME TO q; DELETE FROM q WHERE id = 1"
found 'a table that was renamed' c q "ALTER TABLE p RENAME TO q" "DELETE FROM q WHERE id = 1"
found 'a table that was renamed twice' d r "ALTER TABLE p RENAME TO q; ALTER TABLE c RENAME TO d" \
    "ALTER TABLE q RENAME TO r" "INSERT INTO d VALUES (8, 8, NULL)"
found 'a table that was renamed, and not named again' d p "ALTER TABLE c RENAME TO d" "DELETE FROM p WHERE id = 1"
found 'a table that is new' e c "CREATE TABLE e (id integer PRIMARY KEY, c integer REFERENCES c)" \
    "INSERT INTO e VALUES (1, 9)"
found 'a new one over an old one' e c "CREATE TABLE e (id integer PRIMARY KEY, c integer REFERENCES c)
    ; INSERT INTO e VALUES (1, 2)" "INSERT INTO log (id) VALUES (9)" "DELETE FROM c WHERE id = 2"
found 'a row more than before' theirs P "$(native 'UPDATE theirs SET p = 78 WHERE id = 1')"
found 'a trigger over two others' c p "INSERT INTO log (id, p) VALUES (1, 1)"
found 'a trigger of a table that is renamed' c p \
    "ALTER TABLE log RENAME TO note; INSERT INTO note (id, p) VALUES (1, 1)"
found 'a trigger that is new' c p "$(native 'CREATE TRIGGER g AFTER UPDATE OF n ON loose BEGIN DELETE FROM p; END;
    CREATE TRIGGER h AFTER UPDATE ON loose BEGIN UPDATE "loose" SET n = 1; END;' | sed 's/OF n/OF p/; s/SET n/SET id/')
UPDATE loose SET p = 8"
found 'a view' c p "$(native 'DELETE FROM v WHERE id = 1;')"
found 'a row that is replaced' c p "$(native "INSERT OR REPLACE INTO main.p (id, code) VALUES (2, 'a');")"
found 'REPLACE' c p "$(native "REPLACE INTO 'p' (id, code) VALUES (2, 'a');")"
found 'a table that is dropped' c p "$(native 'DROP TABLE IF EXISTS p;')"
found 'a comment between' c p "$(native 'DELETE /* FROM c */ FROM -- c
    `p`;')"
found 'a table that the history does not know' theirs relay "INSERT INTO relay (id) VALUES (5)" \
    "$(native 'UPDATE theirs SET l = 5 WHERE id = 1;')" "DELETE FROM relay WHERE id = 5"

fine 'what dangled before' "ALTER TABLE p ADD COLUMN x integer" \
    "UPDATE p SET n = 3" "$(native 'UPDATE theirs SET p = 79 WHERE id = 2;')"
fine 'what dangled before in tables that are renamed' "ALTER TABLE p RENAME TO q" \
    "$(native 'ALTER TABLE theirs RENAME TO ours;')" \
    "ALTER TABLE q RENAME TO r; ALTER TABLE c RENAME TO q; ALTER TABLE r RENAME TO p"
fine 'a table that is dropped with all that refer to it' \
    "DROP TABLE last; DROP TABLE bare; DELETE FROM c; DROP TABLE heard"
fine 'a key that is dropped first' "ALTER TABLE c DROP CONSTRAINT c_p_fkey, DROP CONSTRAINT c_code_fkey;
    UPDATE c SET p = 9, code = 'none'"
fine 'what is added with what it refers to' "INSERT INTO c VALUES (5, 5, NULL); INSERT INTO p VALUES (5)"

# What no unique key stands behind any more cannot be asked.
try "$(native 'DROP INDEX p_code_key;')"
like 'an index that is dropped' "$out" 'foreign key mismatch'
# Behind what may do anything, all are looked through.
try "$(native "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'p integer',
    'p integer REFERENCES p') WHERE name = 'loose'; PRAGMA writable_schema = RESET;")" "DELETE FROM p WHERE id = 2"
like 'a schema that is edited' "$out" "would leave .* of table 'loose'"

# Tables of dunlin's own, too.
try "CREATE TABLE x (id integer)"
sqlite3 "$db" "CREATE TABLE noted (r REFERENCES dunlin_revision (id)); INSERT INTO noted VALUES ('002')"
out=$(dunlin -q downgrade 001 2>&1)
like 'a revision that somebody refers to' "$out" "would leave .* of table 'noted'"

# looked N: how often tables are asked about in a history of N revisions
looked() {
	rm -rf "$h/versions" "$db"
	mkdir "$h/versions"
	awk -v KIND="$2" -v COUNT="$1" -v DIR="$h/versions" -f "$srcdir/bench/growth.awk"
	dunlin -v upgrade head >"$scratch/log" 2>&1 || cat "$scratch/log"
	awk '/pragma_foreign_key_check AS|sqlite_master AS m, pragma_foreign_key_list/ { all++ }
	    /pragma_foreign_key_(check|list)\(t/ { n = gsub(/\(.[a-z_0-9]+.\)/, ""); some += n }
	    END { print all + 0, some + 0 }' "$scratch/log"
}
for kind in fk star insert index; do
	few=$(looked 60 $kind)
	many=$(looked 180 $kind)
	is "$kind: all tables are read once" "${many%% *}" 1
	[ "${many#* }" -gt 0 ] && [ "${many#* }" -le $((${few#* } * 4)) ] && linear=yes ||
		linear="$few, then $many"
	is "$kind: those that a revision concerns are in proportion to the history" "$linear" yes
done
tap_done
