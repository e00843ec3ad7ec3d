#!/bin/sh
# What PostgreSQL's SQL becomes for MariaDB and MySQL 8, which a real MariaDB takes: each NAME.sql of
# tests/golden/mysql has NAME.mariadb and NAME.mysql8 beside it.  UPDATE=1 writes these anew.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/maria.sh"
golden=$srcdir/tests/golden/mysql
scratch=$(mktemp -d)
trap 'maria_stop; rm -rf "$scratch"' EXIT

maria_start
for file in "$golden"/*.sql; do
	name=$(basename "$file" .sql)
	"$DUNLIN" translate -q --to mysql "$file" >"$scratch/mariadb" 2>"$scratch/said"
	empty "$name: no error on the way to MariaDB" "$(grep '^.*error:' "$scratch/said")"
	"$DUNLIN" translate -q --to mysql8 "$file" >"$scratch/mysql8" 2>"$scratch/said8"
	sed -n 's/.*error: /-- /p' "$scratch/said8" >>"$scratch/mysql8"
	for dialect in mariadb mysql8; do
		[ -z "${UPDATE:-}" ] || cp "$scratch/$dialect" "$golden/$name.$dialect"
		empty "$name: for $dialect" "$(diff "$golden/$name.$dialect" "$scratch/$dialect" 2>&1)"
	done
	maria_new "$name"
	{
		# As dunlin's sessions are.
		echo "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;"
		echo "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE';"
		cat "$scratch/mariadb"
	} | mariadb --no-defaults -u root -S "$maria_socket" "$name" >/dev/null 2>"$scratch/refused"
	empty "$name: MariaDB takes all of it, and works as each statement says" \
	    "$(cat "$scratch/refused")"
done

echo 'CREATE TABLE q (a int REFERENCES unseen);' >"$scratch/unseen.sql"
like 'a key that the history has not seen is refused' \
    "$("$DUNLIN" translate --to mysql "$scratch/unseen.sql" 2>&1)" \
    'unseen.sql:1:23: error: .*the history does not say what key table .unseen. has'

# refused WHAT SQL PATTERN: nothing there means the same
refused() {
	printf '%s\n' "$2" >"$scratch/refused.sql"
	like "$1 is refused" "$("$DUNLIN" translate --to mysql "$scratch/refused.sql" 2>&1)" "error: .*$3"
}

refused 'a sequence that ends' 'CREATE SEQUENCE s MAXVALUE 10;' 'a sequence with MAXVALUE or CYCLE'
refused 'a sequence that begins again' 'CREATE SEQUENCE s CYCLE;' 'a sequence with MAXVALUE or CYCLE'
refused 'a sequence that counts down' 'CREATE SEQUENCE s INCREMENT -1;' 'or that counts down'
refused 'an identity that ends' \
    'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (MAXVALUE 5) PRIMARY KEY);' 'MAXVALUE or CYCLE'
refused 'another step of an identity' 'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
ALTER TABLE t ALTER COLUMN id SET INCREMENT BY 5;' 'numbers go on is not known'
refused 'a row that is too wide for the keys in it' "CREATE TABLE p (k text PRIMARY KEY);
CREATE TABLE t (id int$(seq -f ', f%g text REFERENCES p' -s '' 22));" 'a row has 65535 bytes there'
refused 'a foreign key of one column twice' 'CREATE TABLE p (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE t (a int, FOREIGN KEY (a, a) REFERENCES p);' 'a foreign key names a column once'
acted='CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (a int REFERENCES p ON DELETE SET NULL, b int GENERATED ALWAYS AS (a + 1) STORED'
refused 'a CHECK of what is computed from what a key sets' "$acted CHECK (b > 0));" 'no CHECK reads'
refused 'NOT NULL of it' "$acted NOT NULL);" 'NOT NULL of what is generated'
# MariaDB looks at what the view says that is written to, PostgreSQL also at those below it.
views='CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id, n FROM t WHERE n > 0 WITH CHECK OPTION;
CREATE VIEW w AS SELECT id, n FROM v WHERE n < 9'
refused 'a view over a checked one' "$views;" 'over one that has a CHECK OPTION'
refused 'LOCAL over a checked one' "$views WITH LOCAL CHECK OPTION;" 'over one that has a CHECK OPTION'
# One row a day is no new value for each row, so another row's key may be met, and must be.
cat >"$scratch/met.sql" <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, d date UNIQUE DEFAULT CURRENT_DATE, s text);
INSERT INTO t (id, s) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET s = EXCLUDED.s;
INSERT INTO t (id, s) VALUES (2, 'b') ON CONFLICT (id) DO UPDATE SET s = EXCLUDED.s;
SQL
maria_new met
"$DUNLIN" translate -q --to mysql "$scratch/met.sql" |
	mariadb --no-defaults -u root -S "$maria_socket" met >"$scratch/out" 2>&1
like 'a row of another key is not updated' "$(cat "$scratch/out")" '^ERROR'
is '... and stays as it is' "$(maria_sql met 'SELECT id, s FROM t')" '1	a'
# What PostgreSQL cuts, wherever in USING that is, and blanks of char(n) go.
cat >"$scratch/cut.sql" <<'SQL'
CREATE DOMAIN two AS varchar(2);
CREATE TABLE t (id int, a varchar(3), b varchar(9), c varchar(9), d text);
INSERT INTO t VALUES (1, 'abc', 'abcdef', 'abcdef', 'abc  ');
ALTER TABLE t ALTER a TYPE varchar(5) USING a::varchar(2);
ALTER TABLE t ALTER b TYPE varchar(9) USING b::varchar(3)::varchar(9);
ALTER TABLE t ALTER c TYPE text USING c::two;
ALTER TABLE t ALTER d TYPE varchar(8) USING d::char(5)::varchar(8);
SQL
maria_new cut
{
	echo "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;"
	"$DUNLIN" translate -q --to mysql "$scratch/cut.sql"
} | mariadb --no-defaults -u root -S "$maria_socket" cut >"$scratch/out" 2>&1
is 'a cast in USING cuts text' "$(maria_sql cut 'SELECT a, b, c, hex(d) FROM t' 2>&1)" \
    'ab	abc	ab	616263'
# A key that may be set by another table has a range all the same.
cat >"$scratch/range.sql" <<'SQL'
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE k (a smallint REFERENCES p ON UPDATE CASCADE ON DELETE SET NULL);
INSERT INTO p VALUES (1), (2), (40000);
INSERT INTO k VALUES (1), (2);
DELETE FROM p WHERE id = 2;
INSERT INTO k SELECT 40000;
SQL
# Text of a cast is compared as all other is, in a CHECK, an index and a view, and char(n) is read.
cat >"$scratch/kept.sql" <<'SQL'
CREATE TABLE t (id int, a varchar(9) CHECK (a::text <> 'x'), n int, c char(4));
CREATE INDEX ON t (coalesce(a, n::text), upper(c));
CREATE UNIQUE INDEX ON t (c) WHERE n::text <> a;
CREATE VIEW v AS SELECT coalesce(a, n::text) AS b, a::varchar(1) = a AS d FROM t;
INSERT INTO t VALUES (1, 'x ', 1, 'c'), (2, NULL, 5, 'c');
SQL
maria_new kept
{
	echo "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;"
	"$DUNLIN" translate -q --to mysql "$scratch/kept.sql"
} | mariadb --no-defaults -u root -S "$maria_socket" kept >"$scratch/out" 2>&1
is 'text of a cast in what is kept' "$(cat "$scratch/out"; maria_sql kept 'SELECT * FROM v' 2>&1)" 'x 	0
5	NULL'
maria_new range
"$DUNLIN" translate -q --to mysql "$scratch/range.sql" |
	mariadb --no-defaults -u root -S "$maria_socket" range >"$scratch/out" 2>&1
like 'a key beyond its column is refused' "$(cat "$scratch/out")" '^ERROR 1264.*Out of range'
for sql in 'INSERT INTO k (a) VALUES (40000)' 'UPDATE k SET a = 40000' 'UPDATE p SET id = 50000 WHERE id = 1'; do
	like "a key beyond its column's type is refused: $sql" "$(maria_sql range "$sql" 2>&1)" \
	    'ERROR 1264.*Out of range'
done
is '... and the rows stay' "$(maria_sql range 'SELECT a FROM k ORDER BY a')" 'NULL
1'
# Rows that refer to each other go together, but none to which one that stays refers.
cat >"$scratch/self.sql" <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t);
INSERT INTO t VALUES (1, 1), (2, 1), (3, 2), (4, NULL), (5, 4);
DELETE FROM t WHERE id < 4;
DELETE FROM t WHERE id = 4;
SQL
maria_new self
"$DUNLIN" translate -q --to mysql "$scratch/self.sql" |
	mariadb --no-defaults -u root -S "$maria_socket" -N self >"$scratch/out" 2>&1
is 'rows that refer to each other go' "$(grep -c '^1$' "$scratch/out")" 1
like 'a row to which another refers is refused' "$(cat "$scratch/out")" '^ERROR 1242'

# What is refused before anything runs: statements, and what is said of them.
while IFS='	' read -r sql want; do
	printf '%s\n' "$sql" >"$scratch/refused.sql"
	"$DUNLIN" translate -q --to mysql "$scratch/refused.sql" >/dev/null 2>"$scratch/said"
	like "refused: $want" "$(cat "$scratch/said")" "$want"
done <"$srcdir/tests/dialect/mysql_refused.tsv"
tap_done
