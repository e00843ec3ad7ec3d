#!/bin/sh
# run.sh - libFuzzer on each target for FUZZ_SECONDS (60), FUZZ_JOBS (2) at a time
#
# SRCDIR TARGET...; FUZZ_DIR (./fuzz) keeps the corpus of each target, which starts from its seeds
# and from files of the tests, and what it died of.  The same FUZZ_SEED (1) tries the same inputs
# in the same order; 0 is another one each time.  The end sums up as `make check` does.
set -u
srcdir=$1
shift
dir=${FUZZ_DIR:-fuzz}

# What both engines are compared with is good to begin with: eight queries in a file, as views, over
# the tables that they are about, and what alters tables.
seed_translate() {
	tests=$srcdir/tests
	cp "$tests"/golden/sqlite/*.sql "$1"
	awk -v dir="$1" -v rows="$tests/contract/queries_rows.sql" '
		/^--/ { next }
		n++ % 8 == 0 {
			close(out)
			out = dir "/queries-" n
			while ((getline line <rows) > 0) print line >out
			close(rows)
			print "-- next" >out
		}
		{ sub(/^[!~]/, ""); print (/^(SELECT|VALUES|WITH)/ ? "CREATE VIEW v" n " AS " : "") $0 ";" >out }
	' "$tests/contract/queries.sql"
	awk -v dir="$1" '
		/^####/ { close(out); out = dir "/alter-" ++n; next }
		/^----/ { close(out); out = "" }
		out != "" { print >out }
	' "$tests/contract/alter.cases"
}

# What it died of, so that who has only the log can try it.
show_input() {
	for input in "$1"-crash-* "$1"-leak-* "$1"-oom-* "$1"-timeout-*; do
		[ -f "$input" ] || continue
		echo "# died of the input (base64, then as it is):"
		base64 "$input" | sed 's/^/# /'
		cat "$input"
		echo
	done
}

# Hangs are what takes five seconds; what a parser keeps for itself is not lost.
run() {
	name=$(basename "$1")
	mkdir -p "$dir/$name"
	case $name in
	fuzz_translate) seed_translate "$dir/$name" ;;
	fuzz_revision) cp "$srcdir"/migrations/versions/*.sql "$dir/$name" ;;
	esac
	if DUNLIN_FUZZ_SEEDS=$dir/$name "$1" -seed="${FUZZ_SEED:-1}" \
		-max_total_time="${FUZZ_SECONDS:-60}" -timeout=5 -rss_limit_mb=2048 -max_len=8192 \
		-artifact_prefix="$dir/$name-" "$dir/$name" >"$dir/$name.log" 2>&1; then
		tail -n 1 "$dir/$name.log"
		echo "ok - $name"
	else
		tail -n 60 "$dir/$name.log"
		show_input "$dir/$name"
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
