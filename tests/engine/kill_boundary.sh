#!/bin/sh
# kill -9 behind every single message to the server: the next run always comes to the same end.
# Every other one from $first on; kill_boundary_even.sh has the rest.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

needs_shim
make_mixed_history "$scratch/h"
pg_start
pg_fresh calm
succeeds 'an undisturbed run' env LD_PRELOAD="$shim" DUNLIN_KILL_COUNT="$scratch/count" \
    "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(pg_url calm)" upgrade head
outcome calm >"$scratch/calm"
count=$(cat "$scratch/count")
echo "# $count messages"

bad=
n=${first:-1} tried=0
while [ "$n" -le "$count" ]; do
	pg_fresh killed
	( export LD_PRELOAD="$shim" DUNLIN_KILL_AT=$n; upgrade killed ) 2>/dev/null
	[ $? -eq 137 ] || bad="$bad
message $n: it was not killed"
	upgrade killed || bad="$bad
message $n: $(cat "$scratch/out")"
	outcome killed >"$scratch/killed"
	cmp -s "$scratch/calm" "$scratch/killed" || bad="$bad
message $n: $(diff "$scratch/calm" "$scratch/killed")"
	n=$((n + 2)) tried=$((tried + 1))
done
empty "killed behind each of $tried messages, the next run reaches the same catalog and data" "$bad"
tap_done
