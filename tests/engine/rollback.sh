#!/bin/sh
# Rolling back keeps rows unless told otherwise, and does without the files where it safely can.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
printf -- '-- one\nCREATE TABLE a (id integer PRIMARY KEY, n integer);\n' >"$h/versions/001.sql"
printf -- '-- two\nALTER TABLE a ADD COLUMN note text;\nCREATE TABLE b (id integer);\n' \
    >"$h/versions/002.sql"
cat >"$h/versions/003.sql" <<'END'
-- three
-- dunlin: upgrade
ALTER TABLE b RENAME TO c;
-- dunlin: downgrade
ALTER TABLE c RENAME TO b;
END

dunlin() { "$DUNLIN" -q -c "$h/dunlin.ini" -d "$url" "$@" 2>&1; }
catalog() { query "$tables"; }

# rollback NAME: query SQL runs SQL on the database, tables lists its tables
rollback() {
	dunlin upgrade head
	query 'INSERT INTO a (id, note) VALUES (1, NULL), (2, NULL)'
	before=$(catalog)
	succeeds "$1: a column without a value and an empty table go" dunlin downgrade 001
	dunlin upgrade head
	is "$1: and come back" "$(catalog)" "$before"
	query "UPDATE a SET note = 'x' WHERE id = 1"
	query 'INSERT INTO c VALUES (1), (2), (3)'
	out=$(dunlin downgrade base)
	is "$1: rows are not dropped" "$?" 1
	like "$1: whose they are is said, by today's names" "$out" "would drop data: table 'c' \\(3 rows\\), column 'note' of table 'a' \\(1 row\\), table 'a' \\(2 rows\\)$"
	is "$1: nothing was touched" "$(catalog)" "$before"
	is "$1: all is still applied" "$(query 'SELECT count(*) FROM dunlin_revision')" 3
	succeeds "$1: allowed, they go" dunlin downgrade 001 --allow-data-loss
	is "$1: the other rows stay" "$(query 'SELECT count(*) FROM a')" 2

	dunlin upgrade head
	mkdir "$h/old"
	mv "$h"/versions/00[23].sql "$h/old"
	out=$(dunlin upgrade head)
	out=$("$DUNLIN" -c "$h/dunlin.ini" -d "$url" downgrade 001 2>&1)
	is "$1: what has no file any more is rolled back" "$?" 0
	like "$1: its text is shown first" "$out" '^ *ALTER TABLE c RENAME TO b;'
	is "$1: and gone" "$(query 'SELECT count(*) FROM dunlin_revision')" 1
	mv "$h/old"/* "$h/versions" && rmdir "$h/old"

	cat >"$h/versions/004.sql" <<'END'
CREATE TABLE m (id integer) PARTITION BY LIST (id);
CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1);
END
	echo 'CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2);' >"$h/versions/005.sql"
	dunlin upgrade head
	query 'INSERT INTO m VALUES (1), (2)'
	out=$(dunlin downgrade -1)
	like "$1: rows of a partition are not dropped" "$out" "would drop data: table 'm_2' \\(1 row\\)$"
	succeeds "$1: allowed, the partition goes" dunlin downgrade -1 --allow-data-loss
	is "$1: with its rows" "$(query 'SELECT id FROM m')" 1
	succeeds "$1: then the table with the others" dunlin downgrade -1 --allow-data-loss
	rm "$h"/versions/00[45].sql
}

url=sqlite:///$scratch/r.db
tables="SELECT m.name, c.* FROM sqlite_master m, pragma_table_info(m.name) c
    WHERE m.name NOT LIKE '%dunlin%' ORDER BY 1, 2"
query() { sqlite3 "$scratch/r.db" "$1"; }
rollback sqlite

pg_start
createdb r
url=$(pg_url r)
tables="SELECT attrelid::regclass, attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
    AND attrelid::regclass::text !~ 'pg_|dunlin|sql_|information' ORDER BY 1, 2"
query() { psql -qAtc "$1" r; }
rollback postgresql

# Text that another role could have written is not run.
dunlin upgrade head
query 'CREATE ROLE writer; GRANT UPDATE (source) ON dunlin_revision TO writer'
mkdir "$h/old"
mv "$h/versions/003.sql" "$h/old"
out=$(dunlin downgrade -1)
is 'text that others could have written is refused' "$?" 1
like 'and why' "$out" 'may have been written by others'
is 'nothing was touched' "$(query 'SELECT count(*) FROM dunlin_revision')" 3
query 'REVOKE ALL ON dunlin_revision FROM writer; REVOKE UPDATE (source) ON dunlin_revision FROM writer'
succeeds 'the owner alone is trusted' dunlin downgrade -1
tap_done
