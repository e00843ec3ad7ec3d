#!/bin/sh
# A server that may not be written to: a standby, or a database that is read-only by default.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

make_history "$scratch/h" 2
pg_start
createdb a
run() {
	status=0
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$@" >"$scratch/out" 2>&1 || status=$?
}
run "$(pg_url a)" upgrade 001
is 'the first revision is done' "$status" 0
port=$((PGPORT + 1))
succeeds 'a standby starts' sh "$pg_script" standby "$pg_dir" "$port"
standby="postgresql://$PGUSER@/a?host=$PGHOST&port=$port"
is 'it is one' "$(psql -At "$standby" -c 'SELECT pg_is_in_recovery()')" t

# Who only reads does not care.
run "$standby" current
is 'current works there' "$status" 0
like 'and shows what is done' "$(cat "$scratch/out")" '^001'
run "$standby" status
is 'so does status' "$status" 0
run "$standby" lock
is 'and lock' "$status" 0
run "$standby" upgrade 001
is 'what is up to date is left alone' "$status" 0
like 'it says so' "$(cat "$scratch/out")" 'nothing to do'

# read_only NAME URL: a clear error, and nothing is changed
read_only() {
	for arguments in 'upgrade head' 'downgrade base' 'stamp 002'; do
		# shellcheck disable=SC2086
		run "$2" $arguments
		is "$1: $arguments fails" "$status" 1
		like "$1: $arguments says why" "$(cat "$scratch/out")" 'error: .*(read-only|recovery)'
		like "$1: $arguments says what to do" "$(cat "$scratch/out")" '^hint: .*primary'
	done
	is "$1: nothing is changed" \
	    "$(psql -At a -c 'SELECT string_agg(id, $$ $$) FROM dunlin_revision')" 001
}
read_only standby "$standby"
psql -q postgres -c 'ALTER DATABASE a SET default_transaction_read_only = on'
read_only 'read-only by default' "$(pg_url a)"
psql -q postgres -c 'ALTER DATABASE a RESET default_transaction_read_only'
run "$(pg_url a)" upgrade head
is 'the primary goes on' "$status" 0
tap_done
