#!/bin/sh
# job_sqlite.sh - the main job on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

db_run_script() {
	sqlite3 "$db_file" <"$1"
}

. "$srcdir/tests/cli/job.inc"

# What SQLite is to enforce as PostgreSQL does; the contract tests have every column.
ini=m/dunlin.ini
db_new enforce
dunlin upgrade head
like "one notice on foreign keys" "$err" '^notice: .*foreign_keys'
db_sql "INSERT INTO acquisition_requests (url, reason, status) VALUES ('u', 'r', 'nonsense')" 2>refusal
like "an unknown enum value is refused" "$(cat refusal)" 'acquisition_request_status_check'

url=sqlite:///new.db
dunlin upgrade head
is "upgrade makes the file" "$status:$(db_file=new.db db_tables)" "0:$tables_002"

# `current` is for scripts that run it often: no libpq, whatever the modules bring.
libraries=$(LD_DEBUG=libs "$DUNLIN" -c $ini -d "$url" current 2>&1)
unlike "current on SQLite loads no libpq" "$libraries" 'libpq\.so'
unlike "and no libdbi" "$libraries" 'libdb[id]'
dunlin -q upgrade head
libraries=$(LD_DEBUG=libs "$DUNLIN" -c $ini -d "$url" downgrade 001 2>&1)
unlike "nor does a run" "$libraries" 'libpq\.so|libdb[id]'
tap_done
