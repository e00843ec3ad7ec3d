#!/bin/sh
# bad_postgresql.sh - bad input on PostgreSQL
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/cli/bad.inc"

# What a row holds is shown on demand alone.
file 003_x.sql <<'SQL'
CREATE TABLE t (a text UNIQUE);
INSERT INTO t VALUES ('secret value'), ('secret value');
SQL
bad "a duplicate key" 1 '003_x\.sql:2:1: error: .*duplicate key'
unlike "values of rows are not shown" "$err" '^detail: .*secret value'
dunlin --show-values upgrade head
like "--show-values shows them" "$err" '^detail: .*secret value'
clean

file 003_x.sql <<'SQL'
-- Third
CREATE EXTENSION no_such_extension;
SQL
bad "an extension that is not there" 1 '003_x\.sql:2:[0-9]+: error: .*no_such_extension'
clean

# Connections.
good=$url
url=$(pg_url no_such_database)
for command in current 'upgrade head' 'downgrade base'; do
	# shellcheck disable=SC2086
	refused "no such database: $command" 1 'error: .*no_such_database' -c $ini -d "$url" $command
done
db_sql "CREATE ROLE with_password LOGIN PASSWORD 'right'"
url="postgresql://with_password:wr0ngsecret@/postgres?host=$PGHOST&port=$PGPORT"
refused "a wrong password" 1 'error: .*password authentication failed' -c $ini -d "$url" upgrade head
unlike "it is not printed" "$err" wr0ngsecret
refused "nor with -v" 1 'error: .*password authentication failed' -v -c $ini -d "$url" upgrade head
unlike "it is not printed with -v" "$err" wr0ngsecret
url="postgresql://with_password@/postgres?host=$PGHOST&port=1"
refused "no server there" 1 "error: .*(No such file|refused|connect)" -c $ini -d "$url" upgrade head
url="postgresql://127.0.0.1:1/x"
refused "no server at a port" 1 "error: .*(refused|connect)" -c $ini -d "$url" upgrade head
url=$good

# Ctrl-C stops the statement on the server, and nothing of the revision stays.
printf 'CREATE TABLE t (a int);\nSELECT pg_sleep(300);\n' | file 003_x.sql
before=$(db_dump)
started=$(date +%s)
"$DUNLIN" -c $ini -d "$url" upgrade head >out 2>err &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$(db_sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(300)%'
		AND state = 'active' AND pid <> pg_backend_pid()")" = 0 ] || break
	sleep 0.25
done
kill -TERM $pid
wait $pid 2>/dev/null
status=$?
[ $status -ne 0 ] && ok "a canceled upgrade fails" || not_ok "a canceled upgrade fails"
[ $(($(date +%s) - started)) -lt 60 ] && ok "it ends soon" || not_ok "it ends soon"
like "it says so" "$(cat err)" 'error: .*cancel'
is "nothing of the revision stays" "$(db_dump)" "$before"
is "the statement does not run on" "$(db_sql "SELECT count(*) FROM pg_stat_activity
	WHERE query LIKE '%pg_sleep(300)%' AND state = 'active' AND pid <> pg_backend_pid()")" 0
clean
dunlin upgrade head
done_ok "and the next upgrade finds nothing in its way"
tap_done
