# json.sh - the last run's JSON, which is in $out; source it after tap.sh
#
# json EXPRESSION       what it is of the document d, in Python's words
# conforms NAME DEF     each document is what DEF in doc/dunlin.schema.json says, and has no member
#                       that is not there
json() {
	printf '%s\n' "$out" | python3 -c "import json, sys; d = json.load(sys.stdin); print($1)" 2>&1
}

conforms() {
	if [ -z "${CI:-}" ] && ! python3 -c 'import jsonschema' 2>/dev/null; then
		ok "$1 # SKIP no python3-jsonschema"
		return
	fi
	empty "$1" "$(printf '%s\n' "$out" |
		python3 "$srcdir/tests/support/schema.py" "$srcdir/doc/dunlin.schema.json" "$2" 2>&1)"
}
