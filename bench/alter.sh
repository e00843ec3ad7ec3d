#!/usr/bin/env bash
# alter.sh - a constraint more on a table of SQLite with many rows: edited, and made anew
#
# usage: bench/alter.sh [BUILD [ROWS]]; `make bench` calls it.  The same revision is run, which edits
# the stored schema and looks at the rows, and as a script, which makes the table anew.
set -eu
build=$(cd "${1:-build}" && pwd)
rows=${2:-1000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export LD_LIBRARY_PATH=$build/.libs
mkdir "$dir/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$dir/dunlin.ini"
cat >"$dir/versions/001_rows.sql" <<SQL
-- rows
-- dunlin: upgrade
CREATE TABLE t (id serial PRIMARY KEY, a integer NOT NULL, b varchar(60) NOT NULL, c text);
-- dunlin: only sqlite
INSERT INTO t (a, b) WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < $rows)
    SELECT i, 'some text of a usual length, number ' || i FROM i;
-- dunlin: end
CREATE INDEX ix_a ON t (a);
CREATE INDEX ix_b ON t (b);
SQL
cat >"$dir/versions/002_check.sql" <<'SQL'
-- a constraint
-- dunlin: upgrade
ALTER TABLE t ADD CONSTRAINT ck_a CHECK (a > 0);
SQL
dunlin() { "$build/.libs/dunlin" -q -c "$dir/dunlin.ini" -d "sqlite:///$1" "${@:2}"; }
dunlin "$dir/x.db" upgrade 001
dunlin "$dir/x.db" upgrade --sql 001:002 >"$dir/script"

# Milliseconds that a command takes, the least of three, each on a copy.
least() {
	local best= start end
	for _ in 1 2 3; do
		cp "$dir/x.db" "$dir/copy.db"
		sync "$dir/copy.db"
		start=${EPOCHREALTIME//[.,]/}
		"$@" >/dev/null
		end=${EPOCHREALTIME//[.,]/}
		if [ -z "$best" ] || [ $((end - start)) -lt "$best" ]; then best=$((end - start)); fi
	done
	echo "$best"
}
script() { sqlite3 "$dir/copy.db" <"$dir/script"; }
edited=$(least dunlin "$dir/copy.db" upgrade head)
anew=$(least script)
awk -v e="$edited" -v a="$anew" -v n="$rows" 'BEGIN {
	printf "a CHECK on %d rows, edited     %8.1f ms\n", n, e / 1000
	printf "the same, the table made anew       %8.1f ms\n", a / 1000
	printf "ratio                               %8.3f    (least of three)\n", e / a
}'
