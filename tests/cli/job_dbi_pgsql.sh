#!/bin/sh
# job_dbi_pgsql.sh - the main job on PostgreSQL through libdbi, and the same catalog as without
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/support/dbi.inc"

db_run_script() {
	psql -q -v ON_ERROR_STOP=1 -f "$1" >/dev/null
}

dbi_url() {
	url="dbi:pgsql?host=$PGHOST&port=$PGPORT&user=$PGUSER&dbname=$PGDATABASE"
}

. "$srcdir/tests/cli/job.inc"

ini=m/dunlin.ini
same_through_libdbi db_catalog

# NOTICEs are the command's to show; libpq would print them by itself.
dunlin -q current
is "nothing is printed beside the answer" "$status:$out:$err" '0:002 (head):'

contract_prints_nothing "$url"

# A password goes where it must, whatever is in it, and nowhere else.
db_sql "CREATE ROLE with_password SUPERUSER LOGIN PASSWORD 'it''s \\ \"x'"
dbi_url
url=$(printf '%s' "$url" | sed "s/user=$PGUSER/user=with_password/")
dunlin -q current
is "no password: refused" "$status" 1
url="$url&password=it%27s%20%5C%20%22x"
dunlin current
like "a password with quotes" "$status:$out:$err" '^0:002'
url="$url-wrong"
dunlin current
like "a wrong password is refused" "$err" '^error: .*cannot connect'
unlike "and not shown" "$err" "it's"

db_new there
dbi_url
url=$(printf '%s' "$url" | sed 's/dbname=there/dbname=not_there/')
dunlin current
like "a database that is not there" "$err" '^error: .*not_there'
tap_done
