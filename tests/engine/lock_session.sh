#!/bin/sh
# Sixteen processes at once through a pooler that keeps a session for each client.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/pgbouncer.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$scratch"' EXIT

pg_start
make_history "$scratch/h" 2
printf '[dunlin]\nscript_location = %%(here)s\npooler = session\n' >"$scratch/h/dunlin.ini"
bouncer_start session
race_rounds 'PgBouncer, session mode' "$scratch/h/dunlin.ini" "$(bouncer_url race)"
is 'they used the lock' "$(psql -Atc 'SELECT count(*) FROM dunlin_lock' race)" 0
tap_done
