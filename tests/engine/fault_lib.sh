# fault_lib.sh - runs with a proxy between dunlin and the server that does harm at a message
. "$srcdir/tests/engine/kill_lib.sh"
proxy_pid=
trap 'proxy_stop; pg_stop; rm -rf "$scratch"' EXIT
seed=${DUNLIN_TEST_SEED:-1}
echo "# seed $seed"

# proxy_start OPTION...: leaves what it counts in $scratch/proxied
proxy_start() {
	rm -f "$scratch/.s.PGSQL.1"
	"$(dirname "$DUNLIN")/tests/support/pgproxy" "$@" "$scratch/.s.PGSQL.1" \
	    "$PGHOST/.s.PGSQL.$PGPORT" >"$scratch/proxied" 2>&1 &
	proxy_pid=$!
	until [ -S "$scratch/.s.PGSQL.1" ]; do sleep 0.01; done
}

proxy_stop() {
	[ -n "$proxy_pid" ] || return 0
	kill -TERM "$proxy_pid" 2>/dev/null
	wait "$proxy_pid" 2>/dev/null
	proxy_pid=
}

# through DATABASE OPTION...: an upgrade through such a proxy; leaves $status and $scratch/out
through() {
	through_db=$1
	shift
	proxy_start "$@"
	status=0
	timeout -k 5 60 "$DUNLIN" -c "$scratch/h/dunlin.ini" \
	    -d "postgresql://$PGUSER:wr0ngsecret@/$through_db?host=$scratch&port=1" upgrade head \
	    >"$scratch/out" 2>&1 || status=$?
	proxy_stop
}

# count_messages: of an undisturbed run, those of the client and those of the server
count_messages() {
	pg_fresh calm
	through calm
	is 'an undisturbed run' "$status" 0
	[ "$status" -eq 0 ] || { sed 's/^/# /' "$scratch/out"; tap_done; }
	outcome calm >"$scratch/calm"
	sent=$(awk '{ print $8 }' "$scratch/proxied")
	received=$(awk '{ print $9 }' "$scratch/proxied")
	[ "${sent:-0}" -gt 0 ] && [ "${received:-0}" -gt 0 ] || {
		not_ok 'messages are counted' "$(cat "$scratch/proxied")"
		tap_done
	}
	echo "# $sent messages of the client, $received of the server"
}

# spread COUNT MOST [FIRST]: numbers from FIRST (or 1) to MOST, evenly from a random start; all if
# there are no more
spread() {
	awk -v seed="$seed" -v n="$1" -v most="$2" -v first="${3:-1}" 'BEGIN {
		srand(seed); step = (most - first + 1) / n; if (step < 1) step = 1
		for (at = first + rand() * step; at < most + 1; at += step) print int(at) }'
}

# quiet: wait until the server has ended what nobody waits for any more
quiet() {
	quiet_tries=200
	until [ "$(psql -XqAt postgres -c "SELECT count(*) FROM pg_stat_activity
		WHERE datname = 'broken' AND backend_type = 'client backend'" 2>/dev/null)" = 0 ] ||
	    [ "$quiet_tries" -eq 0 ]; do
		quiet_tries=$((quiet_tries - 1))
		sleep 0.05
	done
}

# revisions: those that are recorded, one a line
revisions() {
	psql -XqAt broken -c "SELECT id FROM dunlin_revision" 2>/dev/null
}

# complaint WHAT: something is wrong
complaint() {
	bad="$bad
$what: $1"
}

# said_is_true: what the failed run said of each revision is what the server knows
said_is_true() {
	revisions >"$scratch/recorded"
	sed -n 's/^dunlin: upgraded *\([^ ]*\) .*/\1/p' "$scratch/out" >"$scratch/upgraded"
	for id in $(cat "$scratch/upgraded"); do
		grep -qx "$id" "$scratch/recorded" || complaint "$id was said to be done"
	done
	for id in $(sed -n "s/.*revision '\([^']*\)' \(was rolled back\|stopped\):.*/\1/p" \
	    "$scratch/out"); do
		! grep -qx "$id" "$scratch/recorded" || complaint "$id was said to be undone"
	done
	for id in $(cat "$scratch/recorded"); do
		grep -qx "$id" "$scratch/upgraded" || grep -q "whether revision '$id' was" \
		    "$scratch/out" || complaint "$id is done, and nothing was said of it"
	done
}

# clear_error: one, that says what to do, without the password
clear_error() {
	case $status in
	0) complaint 'no error' ;;
	124 | 137) complaint "it hung: $(cat "$scratch/out")" ;;
	1) ;;
	*) complaint "status $status: $(cat "$scratch/out")" ;;
	esac
	[ "$(grep -c 'error: ' "$scratch/out")" -eq 1 ] || complaint "not one error: $(cat "$scratch/out")"
	grep -q '^hint: [A-Z].*\.$' "$scratch/out" || complaint "no hint: $(cat "$scratch/out")"
	! grep -q wr0ngsecret "$scratch/out" || complaint "the password: $(cat "$scratch/out")"
}

# finishes: the next run, undisturbed, comes to the same end
finishes() {
	upgrade broken || complaint "the next run: $(cat "$scratch/out")"
	outcome broken >"$scratch/broken"
	cmp -s "$scratch/calm" "$scratch/broken" ||
		complaint "$(diff "$scratch/calm" "$scratch/broken" | head -n 10)"
}

# harmed WHAT OPTION...: one run with harm, and one after it; complaints go to $bad
harmed() {
	what=$1
	shift
	pg_fresh broken
	through broken "$@"
	quiet
	# Giving the lock back and saying goodbye are messages, too.
	[ "$status" -eq 0 ] && [ "$(grep -c '^dunlin: upgraded' "$scratch/out")" -eq \
	    "$(ls "$scratch/h/versions" | wc -l)" ] || clear_error
	said_is_true
	finishes
	tried=$((tried + 1))
}

# all_well NAME: something was tried, and nothing is wrong with any of it
all_well() {
	[ "$tried" -gt 0 ] || complaint 'nothing was tried'
	empty "$1, $tried times" "$bad"
}
