#!/bin/sh
# How often the client waits for the server, counted by a proxy between them.
set -u
. "$srcdir/tests/engine/lib.sh"
proxy_pid=
trap 'kill $proxy_pid 2>/dev/null; pg_stop; rm -rf "$scratch"' EXIT

make_history "$scratch/h" 12
cat >"$scratch/h/versions/013_data.sql" <<'SQL'
-- data
-- dunlin: upgrade
SET work_mem = '8MB';
INSERT INTO t_001_a (note) SELECT 'n' || g FROM generate_series(1, 100) g;
COPY t_001_b (n, note) FROM STDIN;
1	one
2	two
\.
SELECT count(*) FROM t_001_a;
-- dunlin: downgrade
DELETE FROM t_001_b;
DELETE FROM t_001_a;
SQL
pg_start
createdb trips
# With a delay no answer comes while the client still speaks, which would be counted as another turn.
"$(dirname "$DUNLIN")/tests/support/pgproxy" -d 20 "$scratch/.s.PGSQL.1" "$PGHOST/.s.PGSQL.$PGPORT" \
    >>"$scratch/turns" &
proxy_pid=$!
while [ ! -S "$scratch/.s.PGSQL.1" ]; do sleep 0.1; done
url="postgresql://$PGUSER@/trips?host=$scratch&port=1"

# through NAME ARGUMENT...: run the command through the proxy; leaves $trips, without connecting
through() {
	name=$1
	shift
	: >"$scratch/turns"
	succeeds "$name" "$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@"
	until [ -s "$scratch/turns" ]; do sleep 0.05; done
	trips=$(awk '{ n += $2 - 1 } END { print n }' "$scratch/turns")
	echo "# $name: $trips round trips"
}

# at_most NAME WANT
at_most() {
	if [ "$trips" -le "$2" ]; then ok "$1"; else not_ok "$1" "$trips, not at most $2"; fi
}

through 'upgrade the first two, with the tables that dunlin keeps' upgrade 002
base=$trips
through 'upgrade ten more' upgrade 012
# Each has eight statements of its own, and none waits for the answer to another.
at_most 'ten more revisions cost no more of them than the first two' "$base"
is 'on one connection' "$(wc -l <"$scratch/turns")" 1
through 'upgrade a COPY between other statements' upgrade 013
through 'an upgrade with nothing to do' upgrade head
at_most 'seeing that costs at most three round trips' 3
is 'one connection' "$(wc -l <"$scratch/turns")" 1
is 'everything was done' "$(psql -Atc 'SELECT count(*) FROM t_001_a' trips)" 100
is 'with the data of the COPY' "$(psql -Atc 'SELECT count(*) FROM t_001_b' trips)" 2
is 'each is recorded with the time that it took' \
    "$(psql -Atc "SELECT count(*) FROM dunlin_revision WHERE duration_ms BETWEEN 0 AND 60000" trips)" 13
# A change to a table that is there is two round trips, too; where there is something to split, the
# sizes are one more, for the whole run.
echo 'ALTER TABLE t_001_a ADD COLUMN x int;' >"$scratch/h/versions/014_x.sql"
echo 'UPDATE t_001_a SET x = 1; ALTER TABLE t_001_b ADD COLUMN x int;' >"$scratch/h/versions/015_x.sql"
through 'upgrade two that change tables' upgrade 015
one=$trips
echo 'ALTER TABLE t_003_a ADD COLUMN x int; UPDATE t_003_a SET x = 1;' >"$scratch/h/versions/016_x.sql"
echo 'ALTER TABLE t_003_b ADD COLUMN x int; UPDATE t_003_b SET x = 1;' >"$scratch/h/versions/017_x.sql"
through 'upgrade two that would be split' upgrade 017
at_most 'the sizes are asked once for the run' $((one + 1))
psql -q -c 'DELETE FROM dunlin_revision WHERE id > $$013$$' -c 'ALTER TABLE t_001_a DROP COLUMN x' \
    -c 'ALTER TABLE t_001_b DROP COLUMN x' -c 'ALTER TABLE t_003_a DROP COLUMN x' \
    -c 'ALTER TABLE t_003_b DROP COLUMN x' trips
rm "$scratch"/h/versions/01[4-7]*
through 'downgrade ten in one transaction' downgrade 003 --allow-data-loss --transaction run
through 'upgrade the same, too' upgrade 012 --transaction run
at_most 'one transaction is one more, for how long each took is recorded behind them' $((base + 1))
is 'each is recorded with its journal' "$(psql -Atc "SELECT count(*) FROM dunlin_revision r
    WHERE EXISTS (SELECT 1 FROM dunlin_journal j WHERE j.revision = r.id AND j.state = 'done'
    GROUP BY run HAVING count(*) > 1)" trips)" 12
through 'downgrade all' downgrade base --allow-data-loss
at_most 'all of that in two more, for the rows that would go are counted' $((base + 2))
tap_done
