#!/bin/sh
# Several processes that upgrade one database at once apply each revision exactly once.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

make_history "$scratch/h" 12
reference=$scratch/reference.db
succeeds 'one process alone upgrades' \
    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "sqlite:///$reference" upgrade head

# race NAME URL: eight at once
race() {
	pids=
	for n in 1 2 3 4 5 6 7 8; do
		"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$2" upgrade head >"$scratch/out.$n" 2>&1 &
		pids="$pids $!"
	done
	failed=0
	for pid in $pids; do wait "$pid" || failed=$((failed + 1)); done
	[ "$failed" -eq 0 ] || tail -n 4 "$scratch"/out.* | sed 's/^/# /'
	is "$1: all eight processes succeed" "$failed" 0
	is "$1: every revision was run by one of them" \
	    "$(cat "$scratch"/out.* | grep -c '^.*upgraded ')" 12
}

race sqlite "sqlite:///$scratch/race.db"
is 'sqlite: the schema is that of one process' \
    "$(sqlite_schema "$scratch/race.db")" "$(sqlite_schema "$reference")"
is 'sqlite: twelve revisions are recorded' \
    "$(sqlite3 "$scratch/race.db" 'SELECT count(*) FROM dunlin_revision')" 12

pg_start
createdb alone
createdb race
succeeds 'one process alone upgrades PostgreSQL' \
    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(pg_url alone)" upgrade head
race postgresql "$(pg_url race)"
is 'postgresql: the schema is that of one process' "$(pg_schema race)" "$(pg_schema alone)"
is 'postgresql: twelve revisions are recorded' \
    "$(psql -Atc 'SELECT count(*) FROM dunlin_revision' race)" 12
tap_done
