# tap.sh - TAP from a shell script: source it, end with tap_done
tap_count=0
tap_failed=0

ok() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

# not_ok NAME [DIAGNOSTIC]
not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	[ -z "${2:-}" ] || printf '%s\n' "$2" | head -n 40 | sed 's/^/#   /'
}

# is NAME GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "got  '$2'
want '$3'"
	fi
}

# empty NAME TEXT: what was found is the diagnostic
empty() {
	if [ -z "$2" ]; then ok "$1"; else not_ok "$1" "$2"; fi
}

# like NAME TEXT PATTERN: one line of TEXT matches the extended regular expression
like() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		ok "$1"
	else
		not_ok "$1" "no line matches /$3/ in
$2"
	fi
}

# unlike NAME TEXT PATTERN
unlike() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		not_ok "$1" "a line matches /$3/ in
$2"
	else
		ok "$1"
	fi
}

# succeeds NAME COMMAND...: its output is the diagnostic
succeeds() {
	tap_name=$1
	shift
	if tap_out=$("$@" 2>&1); then ok "$tap_name"; else not_ok "$tap_name" "$tap_out"; fi
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

tap_done() {
	echo "1..$tap_count"
	[ "$tap_failed" -eq 0 ]
	exit
}
