#!/usr/bin/env bash
# upgrade.sh - `dunlin upgrade head` on PostgreSQL beside psql with each file in BEGIN and COMMIT
#
# usage: bench/upgrade.sh [BUILD [PAIRS [REVISIONS]]]; `make bench` calls it.  The server is a
# private one, on a file system in memory where there is one, for most of the time would go into
# making files.  The two run in turns, each on an empty database, so that what else the machine does
# meets both: each revision as a transaction, and all as one; then the first through a proxy that
# adds 1 ms each way, and a run with nothing to do.
set -eu
if [ -d /dev/shm ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:-build}" && pwd)
pairs=${2:-3}
revisions=${3:-1000}
dir=$(mktemp -d)
srcdir=$top
. "$top/tests/support/tap.sh"
. "$top/tests/support/pg.sh"
proxy_pid=
trap '[ -z "$proxy_pid" ] || kill "$proxy_pid"; pg_stop; rm -rf "$dir"' EXIT
pg_start

# The programs themselves: scripts around them would be measured too.
export LD_LIBRARY_PATH=$build/.libs DUNLIN_DRIVER_PATH=$build/drivers/postgresql/.libs
dunlin=$build/.libs/dunlin
psql=$(pg_config --bindir 2>/dev/null)/psql
[ -x "$psql" ] || psql=$(ls -d /usr/lib/postgresql/*/bin/psql | tail -n 1)

# history COUNT: as a history, and as the script that psql gets
history() {
	local i id
	mkdir -p "$dir/$1/versions" "$dir/$1/plain"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$dir/$1/dunlin.ini"
	for ((i = 1; i <= $1; i++)); do
		printf -v id %04d "$i"
		cat >"$dir/$1/plain/$id.sql" <<-SQL
			CREATE TABLE t$id (
			    id bigint PRIMARY KEY,
			    name varchar(80) NOT NULL,
			    state varchar(20) NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done')),
			    created_at timestamptz NOT NULL DEFAULT now()
			);
			CREATE INDEX ix_t${id}_name ON t$id (name);
			ALTER TABLE t$id ADD COLUMN note text;
			INSERT INTO t$id (id, name) VALUES (1, 'one'), (2, 'two');
			COMMENT ON TABLE t$id IS 'number $i';
		SQL
		{
			printf -- '-- step %s\n-- dunlin: upgrade\n' "$i"
			cat "$dir/$1/plain/$id.sql"
			printf -- '-- dunlin: downgrade\nDROP TABLE t%s;\n' "$id"
		} >"$dir/$1/versions/${id}_step.sql"
		printf 'BEGIN;\n\\i %s\nCOMMIT;\n' "$dir/$1/plain/$id.sql" >>"$dir/$1/revision.sql"
		printf '\\i %s\n' "$dir/$1/plain/$id.sql" >>"$dir/$1/run.sql"
	done
}

# clock FILE COMMAND...: add the microseconds that it takes
clock() {
	local to=$1 start=${EPOCHREALTIME//[.,]/} end
	shift
	"$@" >/dev/null
	end=${EPOCHREALTIME//[.,]/}
	echo $((end - start)) >>"$to"
}

fresh() {
	dropdb --if-exists bench 2>/dev/null
	createdb bench
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# compare NAME COUNT HOST PORT TRANSACTION
compare() {
	local i url="postgresql://$PGUSER@/bench?host=$3&port=$4" single=
	[ -d "$dir/$2" ] || history "$2"
	[ "$5" = revision ] || single=-1
	for ((i = 0; i < pairs; i++)); do
		fresh
		clock "$dir/$1.dunlin" "$dunlin" -q -c "$dir/$2/dunlin.ini" -d "$url" upgrade head \
		    --transaction "$5"
		fresh
		clock "$dir/$1.psql" "$psql" -q -X $single -v ON_ERROR_STOP=1 -h "$3" -p "$4" -d bench \
		    -f "$dir/$2/$5.sql"
	done
	awk -v d="$(median "$dir/$1.dunlin")" -v p="$(median "$dir/$1.psql")" -v n="$pairs" \
	    -v name="$1" -v count="$2" 'BEGIN {
		printf "%-20s %5d revisions  dunlin %8.1f ms  psql %8.1f ms  ratio %.2f  (medians of %d pairs)\n",
		    name, count, d / 1000, p / 1000, p / d, n
	}'
}

# proxy OPTION...
proxy() {
	"$build/tests/support/pgproxy" "$@" "$dir/.s.PGSQL.1" "$PGHOST/.s.PGSQL.$PGPORT" \
	    >"$dir/turns" &
	proxy_pid=$!
	while kill -0 "$proxy_pid" && [ ! -S "$dir/.s.PGSQL.1" ]; do sleep 0.05; done
}

compare socket "$revisions" "$PGHOST" "$PGPORT" revision
compare 'one-transaction' "$revisions" "$PGHOST" "$PGPORT" run
proxy -d 1
compare '1-ms-each-way' $((revisions / 10)) "$dir" 1 revision
fresh
url="postgresql://$PGUSER@/bench?host=$dir&port=1"
"$dunlin" -q -c "$dir/$((revisions / 10))/dunlin.ini" -d "$url" upgrade head
"$dunlin" -q -c "$dir/$((revisions / 10))/dunlin.ini" -d "$url" upgrade head
sleep 0.1
awk 'END { printf "up to date           %d round trips after connecting\n", $2 - 1 }' "$dir/turns"
