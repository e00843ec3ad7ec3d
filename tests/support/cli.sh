# cli.sh - run the command as a user does; source it after tap.sh
#
# A test works in $work, an empty folder.  A file db_ENGINE.sh says what a database is:
#   db_new NAME   make an empty one and set $url
#   db_dump       print all that is in the one of $url, the same bytes for the same contents
#   db_tables     its tables but dunlin's own, one a line, sorted
#   db_sql SQL    run something
srcdir=$(cd "$srcdir" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
unset DUNLIN_CONFIG DUNLIN_DATABASE_URL DATABASE_URL
cd "$work" || exit 99

# run ARGUMENT...: leaves $out, $err and $status
run() {
	status=0
	"$DUNLIN" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

what_happened() {
	printf 'status %s\nstdout:\n%s\nstderr:\n%s\n' "$status" "$out" "$err"
}

# done_ok NAME: the last run succeeded
done_ok() {
	if [ "$status" -eq 0 ]; then ok "$1"; else not_ok "$1" "$(what_happened)"; fi
}

# one_error STATUS PATTERN: the last run printed one error that matches, nothing else on stdout
one_error() {
	[ "$status" -eq "$1" ] || return 1
	[ "$(printf '%s\n' "$err" | grep -cE '^([^ ]+: )?error: ')" -eq 1 ] || return 1
	[ -z "$out" ] || return 1
	printf '%s\n' "$err" | grep -Eq -e "$2"
}

# refused NAME STATUS PATTERN ARGUMENT...: one clear error, and nothing changed in the database
refused() {
	refused_name=$1 refused_status=$2 refused_pattern=$3
	shift 3
	before=$(db_dump)
	run "$@"
	after=$(db_dump)
	if ! one_error "$refused_status" "$refused_pattern"; then
		not_ok "$refused_name" "want status $refused_status and /$refused_pattern/, got
$(what_happened)"
	elif [ "$before" != "$after" ]; then
		not_ok "$refused_name" "the database changed:
$after"
	else
		ok "$refused_name"
	fi
}

# same_file NAME GOT WANT
same_file() {
	succeeds "$1" diff -u "$3" "$2"
}
