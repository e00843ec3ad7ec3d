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

# What would leave the migration without its lock, or rows with nobody who reads them.
file 003_x.sql <<'SQL'
CREATE TABLE t (a text);
COPY t TO STDOUT;
SQL
bad "a COPY to the client" 1 '003_x\.sql:2:1: error: COPY TO STDOUT has nowhere to go'
file 003_x.sql <<'SQL'
CREATE TABLE t (a text);
DISCARD ALL;
SQL
bad "DISCARD ALL" 1 '003_x\.sql:2:1: error: DISCARD ALL would drop the lock'
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

# A signal stops the statement on the server, and nothing of the revision stays.
sleeping() {
	db_sql "SELECT count(*) FROM pg_stat_activity
		WHERE query LIKE '%pg_sleep(300)%' AND state = 'active' AND pid <> pg_backend_pid()"
}
printf 'CREATE TABLE t (a int);\nSELECT pg_sleep(300);\n' | file 003_x.sql
before=$(db_dump)
for signal in TERM HUP; do
	started=$(date +%s)
	"$DUNLIN" -c $ini -d "$url" upgrade head >out 2>err &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ "$(sleeping)" = 0 ] || break
		sleep 0.25
	done
	kill -$signal $pid
	wait $pid 2>/dev/null
	status=$?
	[ $status -ne 0 ] && ok "$signal: the upgrade fails" || not_ok "$signal: the upgrade fails"
	[ $(($(date +%s) - started)) -lt 60 ] && ok "$signal: it ends soon" ||
		not_ok "$signal: it ends soon"
	like "$signal: it says so" "$(cat err)" 'error: .*cancel'
	is "$signal: nothing of the revision stays" "$(db_dump)" "$before"
	is "$signal: the statement does not run on" "$(sleeping)" 0
done

# What a revision leaves in its session is not there in the next.
printf 'CREATE TEMP TABLE tt (a int);\nPREPARE pp AS SELECT 1;\n' | file 003_x.sql
file 004_y.sql <<'SQL'
DO $$BEGIN IF to_regclass('tt') IS NOT NULL OR EXISTS (SELECT FROM pg_prepared_statements) THEN
RAISE 'something is left'; END IF; END$$;
SQL
dunlin upgrade head
done_ok "every revision starts from the same session"
rm -f versions/004_y.sql
dunlin stamp 002
clean
dunlin upgrade head
done_ok "and the next upgrade finds nothing in its way"
tap_done
