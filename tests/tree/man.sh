#!/bin/sh
# man.sh - dunlin(1) names what the option table has, and nothing else
set -u
. "$srcdir/tests/support/tap.sh"
table=$(tests/tree/print_options) || exit 99
# Text as read: without font changes and escapes.
page=$(sed -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/\\&//g' "$srcdir/doc/dunlin.1")

missing=$(printf '%s\n' "$table" | while read -r kind command words; do
	case $kind in command) words=$command ;; summary) continue ;; esac
	for word in $words; do
		printf '%s\n' "$page" | grep -qE -e "(^|[^A-Za-z-])$word([^A-Za-z-]|\$)" ||
			echo "$kind $command $word"
	done
done)
empty "every command, option and variable of the table is in dunlin(1)" "$missing"

known=$(printf '%s\n' "$table" | grep -oE -e '--[a-z-]+')
empty "every long option in dunlin(1) is in the table" \
	"$(printf '%s\n' "$page" | grep -oE -e '(^|[^A-Za-z-])--[a-z][a-z-]+' | grep -oE -e '--[a-z-]+' |
		LC_ALL=C sort -u | while read -r word; do
		printf '%s\n' "$known" | grep -qxF -e "$word" || echo "$word"
	done)"
# The page of each command has its summary, and the options that its table has.
empty "there is a page for each command, and no other" "$(printf '%s\n' "$table" |
	sed -n 's|^command \(.*\)|doc/dunlin-\1.1|p' | sort >man.want; ls doc/dunlin-*.1 | diff man.want -)"
empty "the pages of commands have their summaries and their options" "$(printf '%s\n' "$table" |
	sed -n 's/^command //p' | while read -r command; do
	sed -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/"//g' -e 's/ *, */, /g' "doc/dunlin-$command.1" >man.page
	printf '%s\n' "$table" | sed -n "s/^summary $command //p" >man.want
	sed -n "s/^dunlin-$command - //p" man.page | diff man.want -
	printf '%s\n' "$table" | sed -n "s/^option $command //p" | LC_ALL=C sort >man.want
	sed -n '/^\.SH OPTIONS/,/^\.SH TARGETS\|^\.SH EXIT/p' man.page | grep -A1 '^\.TP' |
		sed -n -e 's/^\.[A-Z]* \(-[a-z], \)*\(--[a-z-]*\).*/\2 \1/p' | sed -e 's/[ ,]*$//' |
		LC_ALL=C sort | diff man.want - | sed "s/^/$command: /"
done)"
rm -f man.want man.page

# The names of driver.h: functions and types, constants, members of structs.
names() {
	${AWK:-awk} -f "$srcdir/tests/tree/code.awk" "$srcdir/include/dunlin/driver.h" | sed 's/^[^:]*:[0-9]*://' |
		${AWK:-awk} '
		/^#/ { next }
		/^(typedef )?struct [a-z_]+ \{/ { inside = 1 }
		/^\};/ { inside = 0 }
		inside && match($0, /\(\*[a-z_]+\)/) { print substr($0, RSTART + 2, RLENGTH - 3); next }
		inside && !/[(]/ && /;/ {
			n = split($0, part, /[,;]/)
			for (i = 1; i < n; i++)
				if (match(part[i], /[a-z_]+ *$/))
					print substr(part[i], RSTART)
		}'
	grep -oE '(dunlin|DUNLIN)_[A-Za-z_]+' "$srcdir/include/dunlin/driver.h" |
		grep -vxE 'DUNLIN_(DRIVER_H|DRIVER_VISIBILITY|API|PRINTF)|dunlin_driver_'
}
page=$(sed -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/\\&//g' "$srcdir/doc/dunlin-driver.3")
names=$(names | LC_ALL=C sort -u)
like "members of structs are found" "$names" '^busy_timeout_ms$'
like "functions of a driver are found" "$names" '^backend_pid$'
empty "every name of driver.h is in dunlin-driver(3)" "$(for name in $names; do
	printf '%s\n' "$page" | grep -qE -e "(^|[^A-Za-z_])$name([^A-Za-z_]|\$)" || echo "$name"
done)"
empty "every name of ours in dunlin-driver(3) is in the headers" \
	"$(printf '%s\n' "$page" | grep -oE '(dunlin|DUNLIN)_[A-Za-z_]+' | LC_ALL=C sort -u |
		grep -vxE 'DUNLIN_DRIVER_PATH|dunlin_contract_' | while read -r name; do
		cat "$srcdir"/include/dunlin/*.h | grep -qE -e "(^|[^A-Za-z_])$name([^A-Za-z_]|\$)" || echo "$name"
	done)"

# JSON: what the schema defines is in dunlin-json(5) in bold, and the commands that write it are named.
schema=$srcdir/doc/dunlin.schema.json
bold=$(sed -n -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/^\.\(B\|BR\|TQ\) //p' "$srcdir/doc/dunlin-json.5" | tr -cs 'a-z_-' '\n' | sort -u)
empty "every member in the schema is in dunlin-json(5)" "$(python3 -c '
import json, sys
def members(node):
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if key == "properties":
            yield from value
        if isinstance(value, (dict, list)):
            yield from members(value)
print(*sorted(set(members(json.load(open(sys.argv[1]))))), sep="\n")' "$schema" 2>&1 |
	while read -r word; do
		printf '%s\n' "$bold" | grep -qxF -e "$word" || echo "$word"
	done)"
is "the schema names every command with --json" \
	"$(grep -o '`dunlin [a-z_-]*' "$schema" | sed 's/.* //' | sort -u)" \
	"$(printf '%s\n' "$table" | sed -n 's/^option \(.*\) --json$/\1/p' | sort)"

for page in "$srcdir"/doc/*.[1-9] doc/dunlin-*.1; do
	if command -v man >/dev/null 2>&1; then
		empty "${page##*/} formats without warnings" \
			"$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)"
	else
		ok "${page##*/} formats without warnings # SKIP no man"
	fi
done
tap_done
