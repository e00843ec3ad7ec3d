#!/usr/bin/env bash
# stalls.sh - the longest that others wait while a table of PostgreSQL is migrated under load: by the
# statement itself, and by dunlin
#
# usage: bench/stalls.sh [BUILD [ROWS [ROW...]]]; `make bench` calls it.  A server of its own is
# started.  Its clients (pgbench) read and write single rows at a steady rate; the figure is the
# longest of their transactions; the first row has it without any migration.  The bound is what is to
# be expected at most: the tables of one transaction that are locked so that others cannot write,
# times lock_timeout, and the work that is done under these locks, as an idle server does it.  Exit
# status 1: dunlin was above five times the bound and what clients wait without a migration, of which
# the first row saw two seconds, so that it may be 20 ms.
set -eu
build=$(cd "${1:-build}" && pwd)
srcdir=$(cd "$(dirname "$0")/.." && pwd)
rows=${2:-1000000}
shift $(($# < 2 ? $# : 2))
wanted=" ${*:-check fk unique index change null default identity varchar bigint attach parts} "
timeout_ms=${DUNLIN_BENCH_LOCK_TIMEOUT:-500}
rate=${DUNLIN_BENCH_RATE:-200}
dir=$(mktemp -d)
trap 'sh "$srcdir/tests/support/pgcluster.sh" stop "$pg_dir"; rm -rf "$dir"' EXIT
eval "$(sh "$srcdir/tests/support/pgcluster.sh" start $$)"
psql -Xqd postgres -c 'ALTER SYSTEM SET max_wal_size = "4GB"' -c 'ALTER SYSTEM SET shared_buffers = "256MB"' \
    -c 'SELECT pg_reload_conf()' >/dev/null
export DUNLIN_DRIVER_PATH=${DUNLIN_DRIVER_PATH:-$build/drivers/postgresql/.libs}
[ -n "${DUNLIN:-}" ] || { DUNLIN=$build/.libs/dunlin; export LD_LIBRARY_PATH=$build/.libs; }

mkdir -p "$dir/versions"
cat >"$dir/dunlin.ini" <<INI
[dunlin]
script_location = %(here)s
online_threshold = 64kB
lock_timeout = ${timeout_ms}ms
INI
cat >"$dir/versions/001_start.sql" <<'SQL'
-- what is there
-- dunlin: upgrade
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE big (id int PRIMARY KEY, n int, k int NOT NULL DEFAULT 0, b varchar(50), p int,
	CONSTRAINT big_b CHECK (b <> ''));
CREATE TABLE parts (id int NOT NULL, k int NOT NULL DEFAULT 0, d date NOT NULL) PARTITION BY RANGE (d);
CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
CREATE TABLE coming (LIKE parts INCLUDING ALL);
SQL
dunlin() { "$DUNLIN" -q -c "$dir/dunlin.ini" -d "postgresql://$PGUSER@/$1?host=$PGHOST&port=$PGPORT" "${@:2}"; }
createdb start
dunlin start upgrade 001
psql -Xqd start -c "INSERT INTO parent SELECT generate_series(0, 999)" \
    -c "INSERT INTO big SELECT i, i, 0, 'text ' || i, i % 1000 FROM generate_series(1, $rows) i" \
    -c "INSERT INTO parts SELECT i, 0, '2024-05-01' FROM generate_series(1, $rows / 2) i" \
    -c "INSERT INTO parts SELECT i, 0, '2023-05-01' FROM generate_series($rows / 2 + 1, $rows) i" \
    -c "INSERT INTO coming SELECT i, 0, '2025-05-01' FROM generate_series(1, $rows / 10) i" \
    -c 'CREATE INDEX ON parts1 (id)' -c 'CREATE INDEX ON parts_rest (id)' -c 'VACUUM ANALYZE'
cat >"$dir/load.sql" <<SQL
\\set id random(1, $rows)
UPDATE big SET k = k + 1 WHERE id = :id;
SELECT b FROM big WHERE id = :id;
UPDATE parts_rest SET k = k + 1 WHERE id = :id;
SELECT id FROM parent WHERE id = :id % 1000;
SQL

# fresh: the database "run" as it was before
fresh() {
	psql -Xqd postgres -c 'SET client_min_messages = warning' -c 'DROP DATABASE IF EXISTS run WITH (FORCE)' \
	    -c 'CREATE DATABASE run TEMPLATE start'
	psql -Xqd run -c "SELECT count(*) FROM big, (SELECT count(*) FROM parts) x" >/dev/null
}
# longest COMMAND...: milliseconds of the longest transaction of others meanwhile
longest() {
	fresh
	rm -f "$dir"/log.*
	(cd "$dir" && exec pgbench -n -f load.sql -c 4 -j 1 -R "$rate" -T 600 -l --log-prefix=log run >out 2>&1) &
	local load=$!
	sleep 1
	"$@" >"$dir/said" 2>&1 || cat "$dir/said" >&2
	sleep 0.7
	psql -Xqd postgres -Atc "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
	    WHERE application_name = 'pgbench'" >/dev/null
	wait $load || :
	cat "$dir"/log.* | awk '{ if ($3 + 0 > max) max = $3 + 0 } END { printf "%.0f", max / 1000 }'
}
naive() { psql -Xqd run -v ON_ERROR_STOP=1 -f "$dir/statement.sql"; }
ours() { dunlin run upgrade head; }
# work: milliseconds that an idle server is at one transaction with strong locks at most
work() {
	fresh
	psql -Xqd run -c "ALTER DATABASE run SET log_min_duration_statement = 0" \
	    -c "ALTER DATABASE run SET log_min_messages = log"
	: >"$pg_dir/data/log"
	ours >/dev/null 2>&1 || :
	awk '/duration:/ && /(ALTER|LOCK) TABLE|CREATE (UNIQUE )?INDEX/ && !/VALIDATE|CONCURRENTLY|dunlin_/ {
		for (i = 1; i < NF; i++) if ($i == "duration:") if ($(i + 1) + 0 > max) max = $(i + 1) + 0
	} END { printf "%.0f", max + 0.5 }' "$pg_dir/data/log"
}
# locks: tables that one transaction locks so, at most
locks() {
	dunlin run plan head --json | python3 -c '
import json, sys
strong = ("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")
print(max(len({l["table"] for s in g["steps"] for l in s["locks"] if l["lock"] in strong})
    for r in json.load(sys.stdin)["revisions"] for g in r["segments"]))'
}
status=0
# row NAME WORDS: what standard input has
row() {
	cat >"$dir/statement.sql"
	[[ $wanted == *" $1 "* ]] || return 0
	{ printf -- '-- %s\n-- dunlin: upgrade\n' "$2"; cat "$dir/statement.sql"; } >"$dir/versions/002_next.sql"
	local before after bound n ms
	fresh
	n=$(locks)
	before=$(longest naive)
	if [ "$1" = bigint ]; then
		printf '%-30s %10s %10s\n' "$2" "$before" refused
		return
	fi
	ms=$(work)
	after=$(longest ours)
	bound=$((n * timeout_ms + ms))
	printf '%-30s %10s %10s %10s   %s x %s + %s\n' "$2" "$before" "$after" "$bound" "$n" "$timeout_ms" "$ms"
	[ "$after" -le $((5 * (bound + (base > 20 ? base : 20)))) ] || { echo "$2: above five times the bound" >&2; status=1; }
}
printf '%s rows, %s transactions a second; the longest that one of them took, in ms\n' "$rows" "$rate"
printf '%-30s %10s %10s %10s   %s\n' '' statement dunlin bound 'locks x lock_timeout + work'
base=$(longest sleep 2)
printf '%-30s %10s\n' 'no migration' "$base"
row check 'ADD CHECK' <<'SQL'
ALTER TABLE big ADD CONSTRAINT big_n CHECK (n > 0);
SQL
row fk 'ADD FOREIGN KEY' <<'SQL'
ALTER TABLE big ADD CONSTRAINT big_p FOREIGN KEY (p) REFERENCES parent;
SQL
row unique 'ADD UNIQUE' <<'SQL'
ALTER TABLE big ADD CONSTRAINT big_n UNIQUE (n);
SQL
row index 'CREATE INDEX' <<'SQL'
CREATE INDEX big_n ON big (n);
SQL
row change 'another CHECK' <<'SQL'
ALTER TABLE big DROP CONSTRAINT big_b, ADD CONSTRAINT big_b CHECK (b <> 'x');
SQL
row null 'SET NOT NULL' <<'SQL'
ALTER TABLE big ALTER n SET NOT NULL;
SQL
row default 'ADD COLUMN, volatile default' <<'SQL'
ALTER TABLE big ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();
SQL
row identity 'ADD COLUMN, identity' <<'SQL'
ALTER TABLE big ADD COLUMN i bigint GENERATED ALWAYS AS IDENTITY;
SQL
row varchar 'varchar(50) to varchar(100)' <<'SQL'
ALTER TABLE big ALTER b TYPE varchar(100);
SQL
row bigint 'int to bigint' <<'SQL'
ALTER TABLE big ALTER n TYPE bigint;
SQL
row attach 'ATTACH PARTITION' <<'SQL'
ALTER TABLE parts ATTACH PARTITION coming FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
SQL
row parts 'CREATE INDEX on partitions' <<'SQL'
CREATE INDEX parts_k ON parts (k, d);
SQL
exit $status
