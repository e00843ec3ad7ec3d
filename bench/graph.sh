#!/usr/bin/env bash
# graph.sh - how long heads, history and current take with many revisions, on SQLite
#
# usage: bench/graph.sh [BUILD [REVISIONS [ROUNDS]]]; `make bench` calls it.  Shown is the least
# processor time of all rounds, which the rest of the machine disturbs least, and what of it the
# system took, then the median of the real time.  The last line is a program that opens and reads
# each file and does nothing else.
set -eu
build=$(cd "${1:-build}" && pwd)
revisions=${2:-10000} rounds=${3:-20}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Lines that part and meet, a label now and then.
mkdir "$dir/versions"
printf '[dunlin]\nscript_location = %%(here)s\nurl = sqlite:///bench.db\n' >"$dir/dunlin.ini"
awk -v n="$revisions" -v dir="$dir/versions" 'BEGIN {
	srand(1)
	for (i = 1; i <= n; i++) {
		file = sprintf("%s/%05d_x.sql", dir, i)
		k = heads > 0 ? int(rand() * heads) + 1 : 0
		r = rand()
		parents = k == 0 ? "base" : head[k]
		if (heads > 1 && (r < 0.05 || heads > 6)) {
			other = k % heads + 1
			parents = parents ", " head[other]
			head[other] = head[heads--]
			if (k > heads) k = other
		} else if (k == 0 || r < 0.1) {
			k = ++heads
		}
		head[k] = sprintf("%05d", i)
		printf "-- What %05d does\n-- dunlin: revision %05d\n-- dunlin: revises %s\n", i, i, parents >file
		if (i % 500 == 7) printf "-- dunlin: label l%d\n", i >file
		printf "\nCREATE TABLE t%d (id integer PRIMARY KEY, name varchar(20));\n", i >file
		printf "-- dunlin: downgrade\nDROP TABLE t%d;\n", i >file
		close(file)
	}
}'

# The program itself: libtool's script around it would be a part of the time.
export LD_LIBRARY_PATH=$build/.libs
dunlin=("$build/.libs/dunlin" -c "$dir/dunlin.ini")
: >"$dir/bench.db"
"${dunlin[@]}" -q stamp heads

row() {
	local name=$1 TIMEFORMAT='%R %U %S'
	shift
	for ((i = 0; i < rounds; i++)); do
		{ time "$@" >/dev/null; } 2>&1
	done | sort -n | awk -v name="$name" '{
		real[NR] = $1
		if (NR == 1 || $2 + $3 < best) { best = $2 + $3; sys = $3 }
	} END {
		printf "%-10s %6.0f ms processor, %4.0f of it the system; %6.0f ms real\n", name,
			1000 * best, 1000 * sys, 1000 * real[int((NR + 1) / 2)]
	}'
}
echo "$revisions revisions"
row heads "${dunlin[@]}" heads
row history "${dunlin[@]}" history
row current "${dunlin[@]}" current
row 'read only' grep -rlm1 '^-- What' "$dir/versions"
