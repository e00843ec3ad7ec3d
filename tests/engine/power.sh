#!/bin/sh
# SQLite: the process is killed, or the power goes and what was not synced is gone, in part or whole.
# The next run finishes.  At each sync, and at moments in between: DUNLIN_TEST_KILLS says how many,
# DUNLIN_TEST_SEED which.
set -u
. "$srcdir/tests/engine/sqlite_lib.sh"

seed=${DUNLIN_TEST_SEED:-1}
kills=${DUNLIN_TEST_KILLS:-40}
echo "# seed $seed"

# The numbers of the operations that are a sync; of COUNT others, also of the end.
syncs() { awk '$1 == "sync" { print NR }' "$scratch/log"; }
moments() {
	awk -v seed="$seed" -v n="$1" -v most="$((count + 1))" \
	    'BEGIN { srand(seed); for (i = 0; i < n; i++) print 1 + int(rand() * most) }'
}

# each LOSS NUMBER...
each() {
	loss=$1
	shift
	bad= tried=0
	for n; do
		disturbed "before operation $n" DUNLIN_POWER_AT="$n" DUNLIN_POWER_LOSS="$loss" \
		    DUNLIN_POWER_SEED="$seed$n"
	done
	empty "$mode: $loss is lost, $tried times" "$bad"
}

# shellcheck disable=SC2046
for mode in delete wal; do
	calm "$mode"
	echo "# $count operations, $(syncs | wc -l) of them syncs"
	each none $(moments "$kills")
	each all $(syncs) $((count + 1))
	each some $(moments "$kills")
	kills=$((kills / 2)) # the second mode has fewer kinds of moments
done

# Where syncs do nothing all of that must be seen, or the disk of this test is too good.
mode=delete
calm delete
fresh
dies DUNLIN_POWER_AT="$((count + 1))" DUNLIN_POWER_LOSS=all DUNLIN_POWER_LIES=1
is 'nothing is there that was not synced' "$(ls "$db" 2>/dev/null)" ''
lost=0
for n in $(moments 12); do
	fresh
	dies DUNLIN_POWER_AT="$n" DUNLIN_POWER_LOSS=some DUNLIN_POWER_SEED="$n" DUNLIN_POWER_LIES=1
	upgrade A=b && outcome >"$scratch/after" && cmp -s "$scratch/calm" "$scratch/after" ||
		lost=$((lost + 1))
done
echo "# $lost of 12 are broken where syncs do nothing"
[ "$lost" -gt 0 ] && ok 'what syncs are for is seen' || not_ok 'what syncs are for is seen'
tap_done
