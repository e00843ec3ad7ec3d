#!/bin/sh
# Through a pooler: sixteen at once, a lease that is taken over, a holder that finds out too late.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/pgbouncer.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$scratch"' EXIT

pg_start
make_history "$scratch/h" 2
printf '[dunlin]\nscript_location = %%(here)s\npooler = session\n' >"$scratch/h/session.ini"

bouncer_start session
race_rounds 'PgBouncer, session mode' "$scratch/h/session.ini" "$(bouncer_url race)"
is 'they used the lock' "$(psql -Atc 'SELECT count(*) FROM dunlin_lock' race)" 0
bouncer_stop
bouncer_start transaction
race_rounds 'PgBouncer, transaction mode' "$scratch/h/dunlin.ini" "$(bouncer_url race)"
like 'they used the lease' "$(psql -Atc 'SELECT token FROM dunlin_lock' race)" '^[1-9]'
tap_done
