#!/bin/sh
# maria_refused.sh - what MariaDB refuses is not done: the statement may be another one in the next run
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/maria.sh"
trap 'maria_stop; rm -rf "$scratch"' EXIT
h=$scratch/h
mkdir -p "$h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
cat >"$h/versions/001_start.sql" <<'SQL'
-- what is there
CREATE TABLE t (id integer PRIMARY KEY, n integer, words text);
INSERT INTO t VALUES (1, 5, 'some words');
-- dunlin: only mysql
CREATE FULLTEXT INDEX t_words ON t (words);
-- dunlin: end
SQL

upgrade() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$(maria_url refused)" upgrade head >"$scratch/out" 2>&1
}

maria_start
maria_new refused
succeeds 'what is there' upgrade
echo 'ALTER TABLE t ADD COLUMN k integer;' >"$h/versions/002_way.sql"
upgrade
is 'a way that the server has not for this table' $? 1
like '... is its error' "$(cat "$scratch/out")" 'ALGORITHM=INSTANT is not supported'
like '... with a way out' "$(cat "$scratch/out")" 'hint: .*-- dunlin: online off'
sed -i '1i -- dunlin: online off' "$h/versions/002_way.sql"
succeeds '... which leads on' upgrade
cat >"$h/versions/003_check.sql" <<'SQL'
ALTER TABLE t ADD COLUMN l integer;
ALTER TABLE t ADD CONSTRAINT t_n CHECK (n < 5);
ALTER TABLE t ADD COLUMN m integer;
SQL
sed -i 's/^ALTER/-- dunlin: online off\n&/' "$h/versions/003_check.sql"
upgrade
is 'a constraint that a row violates' $? 1
upgrade
is '... again' $? 1
sed -i 's/n < 5/n < 6/' "$h/versions/003_check.sql"
succeeds '... may be another one' upgrade
is '... and all is there' "$(maria_sql refused "SELECT group_concat(column_name ORDER BY
    ordinal_position) FROM information_schema.columns WHERE table_schema = database() AND
    table_name = 't'; SELECT check_clause FROM information_schema.check_constraints WHERE
    constraint_schema = database() AND constraint_name = 't_n'")" 'id,n,words,k,l,m
`n` < 6'
tap_done
