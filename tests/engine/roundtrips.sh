#!/bin/sh
# How often the client waits for the server, counted by a proxy between them.
set -u
. "$srcdir/tests/engine/lib.sh"
proxy_pid=
cutter_pid=
trap 'kill $proxy_pid $cutter_pid 2>/dev/null; pg_stop; rm -rf "$scratch"' EXIT

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
"$(dirname "$DUNLIN")/tests/support/pgproxy" "$scratch/.s.PGSQL.1" "$PGHOST/.s.PGSQL.$PGPORT" \
    >>"$scratch/turns" &
proxy_pid=$!
while [ ! -S "$scratch/.s.PGSQL.1" ]; do sleep 0.1; done
url="postgresql://$PGUSER@/trips?host=$scratch&port=1"

# through NAME ARGUMENT...: run the command through the proxy; leaves $trips, without connecting
through() {
	name=$1
	shift
	: >"$scratch/turns"
	succeeds "$name" "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" "$@"
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
# Each revision has eight statements of its own.
at_most 'ten more revisions are at most two round trips each' $((base - 2 + 20))
through 'upgrade a COPY between other statements' upgrade 013
through 'an upgrade with nothing to do' upgrade head
at_most 'seeing that costs at most three round trips' 3
is 'one connection' "$(wc -l <"$scratch/turns")" 1
is 'everything was done' "$(psql -Atc 'SELECT count(*) FROM t_001_a' trips)" 100
is 'with the data of the COPY' "$(psql -Atc 'SELECT count(*) FROM t_001_b' trips)" 2
is 'each is recorded with the time that it took' \
    "$(psql -Atc "SELECT count(*) FROM dunlin_revision WHERE duration_ms BETWEEN 0 AND 60000" trips)" 13
through 'downgrade all' downgrade base --allow-data-loss
at_most 'that is at most two round trips for each revision, too' $((base - 2 + 26))

# The same through a proxy that cuts the connection somewhere among the revisions.
"$(dirname "$DUNLIN")/tests/support/pgproxy" -t 18 "$scratch/.s.PGSQL.2" \
    "$PGHOST/.s.PGSQL.$PGPORT" >/dev/null &
cutter_pid=$!
while [ ! -S "$scratch/.s.PGSQL.2" ]; do sleep 0.1; done
cut_url="postgresql://$PGUSER@/trips?host=$scratch&port=2"
status=0
"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$cut_url" upgrade head 2>"$scratch/err" || status=$?
is 'a connection that is cut is an error' "$status" 1
like 'that says so' "$(cat "$scratch/err")" 'error: .*(connection|server)'
like 'and does not claim to know what came of the COMMIT' "$(cat "$scratch/err")" \
    "whether revision '[0-9]+' was committed is not known: "
count=$(psql -Atc 'SELECT count(*) FROM dunlin_revision' trips)
echo "# $count revisions were done"
if [ "$count" -gt 0 ] && [ "$count" -lt 13 ]; then ok 'half way'; else not_ok 'half way'; fi
is 'each whole or not at all' \
    "$(psql -Atc "SELECT count(*) FROM pg_class WHERE relname ~ '^t_[0-9]+_[a-d]$'" trips)" \
    $((count * 4))
through 'the next one goes on' upgrade head
is 'to the end' "$(psql -Atc 'SELECT count(*) FROM dunlin_revision' trips)" 13
tap_done
