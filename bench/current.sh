#!/usr/bin/env bash
# current.sh - how long `dunlin current` on SQLite takes beside `sqlite3 FILE 'select 1'`
#
# usage: bench/current.sh [BUILD [PAIRS]]; `make bench` calls it.  The two run in turns, so that
# what else the machine does meets both.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:-build}" && pwd)
pairs=${2:-100}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# The program itself: libtool's script around it would be most of the time.
export LD_LIBRARY_PATH=$build/.libs
dunlin=("$build/.libs/dunlin" -c "$top/migrations/dunlin.ini" -d "sqlite:///$dir/bench.db")
sqlite=(sqlite3 "$dir/bench.db" 'select 1')
"${dunlin[@]}" -q upgrade head

# Microseconds that a command takes, appended to a file.
clock() {
	local to=$1 start=${EPOCHREALTIME//[.,]/} end
	shift
	"$@" >/dev/null
	end=${EPOCHREALTIME//[.,]/}
	echo $((end - start)) >>"$to"
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

for ((i = 0; i < pairs; i++)); do
	clock "$dir/dunlin" "${dunlin[@]}" current
	clock "$dir/sqlite" "${sqlite[@]}"
done
awk -v d="$(median "$dir/dunlin")" -v s="$(median "$dir/sqlite")" -v n="$pairs" 'BEGIN {
	printf "dunlin current       %7.2f ms\n", d / 1000
	printf "sqlite3 \"select 1\"   %7.2f ms\n", s / 1000
	printf "ratio                %7.2f    (medians of %d pairs)\n", d / s, n
}'
