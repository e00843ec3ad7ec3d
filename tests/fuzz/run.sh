#!/bin/sh
# run.sh - libFuzzer on each target for FUZZ_SECONDS (60), FUZZ_JOBS (2) at a time
#
# SRCDIR TARGET...; FUZZ_DIR (./fuzz) keeps the corpus of each target, which starts from its seeds
# and from files of the tests, and what it died of.  The end sums up as `make check` does.
set -u
srcdir=$1
shift
dir=${FUZZ_DIR:-fuzz}

# Hangs are what takes five seconds; what a parser keeps for itself is not lost.
run() {
	name=$(basename "$1")
	mkdir -p "$dir/$name"
	case $name in
	fuzz_translate) cp "$srcdir"/tests/golden/sqlite/*.sql "$dir/$name" ;;
	fuzz_revision) cp "$srcdir"/migrations/versions/*.sql "$dir/$name" ;;
	esac
	if DUNLIN_FUZZ_SEEDS=$dir/$name "$1" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=5 \
		-rss_limit_mb=2048 -max_len=4096 -artifact_prefix="$dir/$name-" "$dir/$name" \
		>"$dir/$name.log" 2>&1; then
		tail -n 1 "$dir/$name.log"
		echo "ok - $name"
	else
		tail -n 60 "$dir/$name.log"
		echo "not ok - $name"
	fi >"$dir/$name.end"
}

jobs=0
for target; do
	mkdir -p "$dir"
	run "$target" &
	jobs=$((jobs + 1))
	[ $((jobs % ${FUZZ_JOBS:-2})) -ne 0 ] || wait
done
wait
cat "$dir"/*.end
failed=$(grep -c '^not ok' "$dir"/*.end | awk -F: '{ n += $NF } END { print n }')
echo "# PASS: $((jobs - failed))"
echo "# FAIL: $failed"
[ "$failed" -eq 0 ]
