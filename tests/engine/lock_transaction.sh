#!/bin/sh
# Sixteen processes at once through a pooler that lends a session for each transaction.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/pgbouncer.sh"
trap 'bouncer_stop; pg_stop; rm -rf "$scratch"' EXIT

pg_start
make_history "$scratch/h" 2
bouncer_start transaction
race_rounds 'PgBouncer, transaction mode' "$scratch/h/dunlin.ini" "$(bouncer_url race)"
like 'they used the lease' "$(psql -Atc 'SELECT token FROM dunlin_lock' race)" '^[1-9]'
tap_done
