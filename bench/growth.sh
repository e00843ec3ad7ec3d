#!/usr/bin/env bash
# growth.sh - what a revision costs on SQLite in a history twice or four times as long
#
# usage: bench/growth.sh [BUILD [KIND... [-- COUNT...]]]; kinds are those of growth.awk.  For each
# the processor's milliseconds per 1,000 revisions: folded, replayed, what sqlite3 takes for the
# same statements with a transaction for each revision ("floor"), the derived way back, its floor,
# and commands that read.
set -eu
if [ -d /dev/shm ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:-build}" && pwd)
shift || true
kinds=() counts=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do kinds+=("$1"); shift; done
[ $# -eq 0 ] || { shift; counts=("$@"); }
[ ${#kinds[@]} -gt 0 ] || kinds=($(grep -o 'KIND == "[a-z]*") \(add\|{\)' "$top/bench/growth.awk" |
    cut -d'"' -f2 | sort -u))
[ ${#counts[@]} -gt 0 ] || counts=(500 1000 2000)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LD_LIBRARY_PATH=$build/.libs DUNLIN_DRIVER_PATH=$build/drivers/sqlite/.libs
dunlin=$build/.libs/dunlin

# cpu COMMAND...: leaves in $ms what of the processor it takes
cpu() {
	local user system TIMEFORMAT='%U %S'
	read -r user system < <({ time timeout 120 "$@" >"$dir/out" 2>"$dir/err" || echo "$? $(head -c 300 "$dir/err")" >"$dir/failed"; } 2>&1)
	[ ! -s "$dir/failed" ] || { echo "failed: $* $(cat "$dir/failed")" >&2; rm "$dir/failed"; }
	ms=$(awk -v u="$user" -v s="$system" -v n="$count" 'BEGIN { printf "%.0f", (u + s) * 1000000 / n }')
}

# statements DIRECTION: what the journal has of the last run, as a script
statements() {
	echo 'PRAGMA foreign_keys = OFF;'
	sqlite3 "$dir/off.db" "SELECT iif(lag(revision) OVER w IS revision, '', iif(lag(revision) OVER w
	    IS NULL, '', 'COMMIT;' || char(10)) || 'BEGIN IMMEDIATE;' || char(10)) || statement || ';'
	    FROM dunlin_journal WHERE direction = '$1' WINDOW w AS (ORDER BY rowid) ORDER BY rowid" 2>/dev/null || true
	echo 'COMMIT;'
}

printf '%-10s %6s %8s %8s %8s %8s %8s %8s %8s %8s %8s\n' kind count folded replayed floor down floor plan sql status check
for kind in "${kinds[@]}"; do
	for count in "${counts[@]}"; do
		rm -rf "$dir"/*
		mkdir "$dir/versions"
		printf '[dunlin]\nscript_location = %%(here)s\n' >"$dir/auto.ini"
		printf '[dunlin]\nscript_location = %%(here)s\nfold = off\n' >"$dir/off.ini"
		awk -v KIND="$kind" -v COUNT="$count" -v DIR="$dir/versions" -f "$top/bench/growth.awk"
		row=
		cpu "$dunlin" -q -c "$dir/auto.ini" -d "sqlite:///$dir/auto.db" upgrade head; row+=" $ms"
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/off.db" upgrade head; row+=" $ms"
		statements upgrade >"$dir/up.sql"; cpu sqlite3 "$dir/plain.db" ".read $dir/up.sql"; row+=" $ms"
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/auto.db" status; status=$ms
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/auto.db" check; check=$ms
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/off.db" downgrade base; row+=" $ms"
		statements downgrade >"$dir/down.sql"; cpu sqlite3 "$dir/plain.db" ".read $dir/down.sql"; row+=" $ms"
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/new.db" plan head; row+=" $ms"
		cpu "$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/new.db" upgrade head --sql; row+=" $ms"
		printf '%-10s %6d %8d %8d %8d %8d %8d %8d %8d %8d %8d\n' "$kind" "$count" $row $status $check
	done
done
