#!/bin/sh
# What the role bounds, statements and waits, ends none of ours; what the project says does.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/pgbouncer.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
ini() { printf '[dunlin]\nscript_location = %%(here)s\n%s\n' "$1" >"$scratch/h/dunlin.ini"; }
ini ''
pg_start
bouncer_start transaction
createdb t
psql -q postgres -c "ALTER ROLE dunlin SET lock_timeout = '300ms'" \
    -c "ALTER ROLE dunlin SET statement_timeout = '600ms'" \
    -c "ALTER ROLE dunlin SET idle_in_transaction_session_timeout = '300ms'" \
    -c "ALTER ROLE dunlin SET idle_session_timeout = '300ms'"
url=$(pg_url t)
run() { "$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@"; }
# Behind it an old transaction, that of a writer, which whoever is CONCURRENT waits for.
writer() {
	PGAPPNAME=writer PGOPTIONS='-c statement_timeout=0 -c idle_in_transaction_session_timeout=0' \
	    psql -qAtc BEGIN -c 'INSERT INTO big VALUES (1)' -c "SELECT pg_sleep($1)" -c ROLLBACK t \
	    >/dev/null &
	until [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'writer'
	    AND query LIKE '%pg_sleep%'" t)" = 1 ]; do sleep 0.1; done
}
revision() { printf '%s\n' "$2" >"$scratch/h/versions/00$1_r.sql"; }

revision 1 'CREATE TABLE big (n int) PARTITION BY LIST (n); CREATE TABLE big_1 PARTITION OF big FOR VALUES IN (1);
    CREATE TABLE seen (name text, value text);'
succeeds 'the tables' run -q upgrade head
revision 2 'SELECT pg_sleep(1.2);'
succeeds 'a statement takes longer than the role allows' run -q upgrade head
n=3
for statement in 'CREATE INDEX CONCURRENTLY ix ON big_1 (n)' 'REINDEX INDEX CONCURRENTLY ix' \
    'DROP INDEX CONCURRENTLY ix' 'ALTER TABLE big DETACH PARTITION big_1 CONCURRENTLY'; do
	writer 2
	revision $n "$statement;"
	succeeds "$statement waits" run -q upgrade head
	is 'and has not stopped half way' "$(psql -Atc 'SELECT count(*) FROM pg_index i
	    WHERE NOT indisvalid' -c 'SELECT count(*) FROM pg_inherits WHERE inhdetachpending' t)" '0
0'
	n=$((n + 1))
done

# What is in force in a revision.
look="INSERT INTO seen SELECT name, setting FROM pg_settings WHERE name IN ('lock_timeout',
    'statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',
    'transaction_timeout') AND setting <> '0';"
seen() { psql -qAtF= -c 'SELECT * FROM seen ORDER BY 1' -c 'DELETE FROM seen' t; }
revision 7 "$look"
succeeds 'a look' run -q upgrade head
is 'nothing bounds a revision' "$(seen)" ''
revision 8 "SET statement_timeout = '7s'; $look"
succeeds 'an author may' run -q upgrade head
is 'for his revision' "$(seen)" 'statement_timeout=7000'
revision 9 "$look"
url=$(bouncer_url t)
succeeds 'through a pooler, too' run -q upgrade head
is 'nothing does' "$(seen)" ''
url=$(pg_url t)
ini 'session.statement_timeout = 9s
session.lock_timeout = 8s'
for i in 1 2; do
	psql -qc "DELETE FROM dunlin_revision WHERE id = '009'" t
	run -q upgrade head
	is "what the project says holds ($i)" "$(seen)" 'lock_timeout=8000
statement_timeout=9000'
	url=$(bouncer_url t)
done
url=$(pg_url t)
# Waits for strong locks are the key's, or with 0 the server's.
for key in 700ms=700 0=300; do
	psql -qc "DELETE FROM dunlin_revision WHERE id = '009'" t
	ini "lock_timeout = ${key%=*}"
	revision 9 "ALTER TABLE seen ADD COLUMN IF NOT EXISTS more int; $look"
	run -q upgrade head
	is "lock_timeout = ${key%=*}" "$(psql -qAtF= -c 'SELECT name, value FROM seen' -c 'DELETE FROM seen' t)" \
	    "lock_timeout=${key#*=}"
done
tap_done
