#!/usr/bin/env bash
# fold.sh - revisions of mixed DDL onto a fresh SQLite file, folded and replayed, beside sqlite3
#
# usage: bench/fold.sh [BUILD [PAIRS [REVISIONS]]]; `make bench` calls it.  sqlite3 gets what the
# replayed run executes, as its journal has it, in one transaction.  All files are in a folder in
# memory where there is one: nobody waits for a disk, for a revision is a transaction and so would
# sync a thousand times as often as the script.  The three run in turns.
set -eu
if [ -d /dev/shm ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:-build}" && pwd)
pairs=${2:-3}
revisions=${3:-1000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The program itself: the script around it would be measured too.
export LD_LIBRARY_PATH=$build/.libs DUNLIN_DRIVER_PATH=$build/drivers/sqlite/.libs
dunlin=$build/.libs/dunlin

mkdir "$dir/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$dir/auto.ini"
printf '[dunlin]\nscript_location = %%(here)s\nfold = off\n' >"$dir/off.ini"
awk -v SEED=7 -v COUNT="$revisions" -v DATA=0 -v DIR="$dir/versions" -f "$top/tests/plan/fold.awk"

# clock NAME COMMAND...: add the microseconds that it takes, on a file that is not there
clock() {
	local to=$dir/$1.times start end
	rm -f "$dir/$1.db"
	shift
	start=${EPOCHREALTIME//[.,]/}
	"$@" >/dev/null
	end=${EPOCHREALTIME//[.,]/}
	echo $((end - start)) >>"$to"
}

plain() { sqlite3 "$dir/plain.db" <"$dir/plain.sql"; }

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

"$dunlin" -q -c "$dir/off.ini" -d "sqlite:///$dir/off.db" upgrade head 2>/dev/null
{
	echo 'PRAGMA foreign_keys = OFF; BEGIN;'
	sqlite3 "$dir/off.db" "SELECT statement || ';' FROM dunlin_journal ORDER BY rowid"
	echo 'COMMIT;'
} >"$dir/plain.sql"
for ((i = 0; i < pairs; i++)); do
	for mode in auto off; do
		clock $mode "$dunlin" -q -c "$dir/$mode.ini" -d "sqlite:///$dir/$mode.db" upgrade head \
		    2>/dev/null
	done
	clock plain plain
done
for mode in auto off; do
	awk -v d="$(median "$dir/$mode.times")" -v p="$(median "$dir/plain.times")" -v n="$pairs" \
	    -v name="$([ $mode = auto ] && echo folded || echo replayed)" -v count="$revisions" 'BEGIN {
		printf "%-20s %5d revisions  dunlin %8.1f ms  sqlite3 %8.1f ms  ratio %.3f  (medians of %d pairs)\n",
		    name, count, d / 1000, p / 1000, d / p, n
	}'
done
