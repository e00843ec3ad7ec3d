#!/bin/sh
# report.sh - translate --report: each statement counts by its worst part, and is named with its place
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"

cat >one.sql <<'SQL'
CREATE TABLE plain (a text, b text NOT NULL);
CREATE TABLE checked (id serial PRIMARY KEY, a varchar(20), b boolean);
CREATE INDEX ON plain USING gin (a);
SQL
cat >two.sql <<'SQL'
CREATE TABLE loose (a inet, b boolean, c xml);
ALTER TABLE plain DROP COLUMN a;
ALTER TABLE loose ADD COLUMN d text;
ALTER TABLE loose ADD COLUMN e numeric, ADD COLUMN f text COLLATE "de_DE";

  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
INSERT INTO plain (b) VALUES ('x');
COMMENT ON TABLE plain IS 'x';
SQL

# line NAME: the counts behind it, as words
line() {
	printf '%s\n' "$out" | sed -n "s/^$1  *\([0-9]\)/\1/p" | tr -s ' '
}

run translate --to sqlite --report one.sql two.sql
done_ok "a report of files"
is "all statements" "$(line all)" "5 2 2 1"
is "by kind: tables" "$(line 'CREATE TABLE')" "1 1 1 0"
is "only what a statement is about counts, not the rest of its table" "$(line 'ALTER TABLE')" "2 0 1 0"
is "an index that is left out is as good" "$(line 'CREATE INDEX')" "0 1 0 0"
is "a function" "$(line 'CREATE FUNCTION')" "0 0 0 1"
like "in which place, which code" "$out" '^  two\.sql:1:1: CREATE TABLE: unchecked-type$'
is "a code counts once for a statement" \
	"$(printf '%s\n' "$out" | grep -c '^  two\.sql:1:1: CREATE TABLE: unchecked-type$')" 1
like "two codes of one statement" "$out" '^  two\.sql:4:1: ALTER TABLE: numeric-precision$'
like "the other" "$out" '^  two\.sql:4:1: ALTER TABLE: collation$'
like "what is impossible, and why" "$out" "^  two\.sql:6:3: CREATE FUNCTION 'f' cannot be translated"
like "a code is explained once" "$out" \
	'^  numeric-precision \(approximated, 1 statement\): SQLite keeps 15 digits'
is "nothing is said besides" "$err" ''

run translate --to sqlite --report --json one.sql two.sql
json=$(printf '%s' "$out" | tr -d ' \n')
like "JSON: its schema and the counts" "$json" \
	'^\{"schema":1,"dialect":"sqlite","statements":10,"counts":\{"exact":5,"enforced":2,"approximated":2,"impossible":1\}'
like "JSON: a finding" "$json" \
	'\{"fidelity":"approximated","code":"collation","file":"two.sql","line":4,"column":1,"statement":"ALTERTABLE","message":"'

run translate --to postgresql --report one.sql two.sql
is "PostgreSQL gets what is written" "$(line all)" "10 0 0 0"

mkdir -p p/versions
printf '[dunlin]\nscript_location = %%(here)s\n' >p/dunlin.ini
cp one.sql p/versions/001_one.sql
{
	cat two.sql
	printf -- '-- dunlin: downgrade\nCREATE DOMAIN not_seen AS int;\n'
} >p/versions/002_two.sql
run -c p/dunlin.ini translate --to sqlite --report
is "a project's whole history, upwards" "$(line all)" "5 2 2 1"
run translate --to sqlite --report
like "no project and no files" "$status:$err" '^2:.*error: .*dunlin\.ini'
run translate --to sqlite --report one.sql nowhere.sql
like "a file that is not there" "$status:$err" "^1:error: cannot read 'nowhere.sql'"
run translate --to sqlite one.sql two.sql
like "several files are for a report" "$status:$err" "^2:error: unexpected operand 'two.sql'"
run translate --to sqlite --report one.sql one.sql
like "a history that contradicts itself" "$status:$err" "^1:one\.sql:1:1: error: .*'plain' already exists"
tap_done
