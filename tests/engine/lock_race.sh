#!/bin/sh
# Sixteen processes upgrade one database at once, round after round.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

pg_start
make_history "$scratch/h" 3
race_rounds 'directly' "$scratch/h/dunlin.ini" "$(pg_url race)"
tap_done
