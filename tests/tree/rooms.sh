#!/bin/sh
# rooms.sh - who includes whom, and what only some rooms may do
set -u
. "$srcdir/tests/support/tap.sh"
cd "$srcdir" || exit 99

code() {
	find "$@" -name '*.[ch]' | LC_ALL=C sort | xargs ${AWK:-awk} -f tests/tree/code.awk
}

# Rooms in the order of src/local.mk: what is included must stand before, or be the room itself.
rooms=$(sed -n 's:^include .*%D%/\([a-z]*\)/local.mk:\1:p' src/local.mk | tr '\n' ' ')
like "the order of the rooms is known" "$rooms" '^base .* cli $'
empty "data goes one way: no room includes a later one" "$(code src |
	${AWK:-awk} -v rooms="$rooms" '
	BEGIN { n = split(rooms, room, " "); for (i = 1; i <= n; i++) place[room[i]] = i }
	match($0, /#[ \t]*include[ \t]*"[a-z]+\//) {
		split($0, path, "/")
		from = path[2]
		to = substr($0, RSTART, RLENGTH)
		sub(/.*"/, "", to); sub(/\//, "", to)
		if (!(to in place) || place[to] > place[from])
			print
	}')"
empty "cli uses the public headers alone" \
	"$(code src/cli | grep -E '#[ 	]*include "' | grep -Ev '"(config\.h|cli/[a-z_]+\.h)"')"
empty "drivers use the public headers alone" \
	"$(code drivers | grep -E '#[ 	]*include "' | grep -Ev '"(config|[a-z_]+)\.h"')"
empty "the public headers include nothing of ours but themselves" \
	"$(code include | grep -E '#[ 	]*include' | grep -Ev '<(dunlin/)?[a-z]+\.h>')"
empty "pg_query.h is included in src/sql only" \
	"$(code src drivers include | grep -E 'include.*pg_query' | grep -v '^src/sql/')"

# The library never prints and never exits; src/cli does, and tests may.
word='(^|[^A-Za-z0-9_>.])'
empty "only cli prints or exits" "$(code src drivers include | grep -v '^src/cli/' |
	grep -E "$word((v?f?printf|puts|fputs|putchar|perror|_?exit|quick_exit) *\(|std(out|err)([^A-Za-z0-9_]|\$))")"
empty "no function that cannot know its bounds" "$(code src drivers tests include |
	grep -E "$word(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets) *\(")"
empty "signals and the environment of the process are set by cli alone" \
	"$(code src drivers | grep -v '^src/cli/' | grep -E "$word(sigaction|signal|setenv|putenv|setlocale|chdir) *\(")"

marks='TO''DO|FIX''ME'
empty "no marks of unfinished work" \
	"$(grep -rnE "$marks" src drivers include tests migrations bench doc bootstrap Makefile.am configure.ac)"
empty "every C file says first what it is" "$(find src drivers include tests bench -name '*.[ch]' |
	while read -r f; do
		head -n 1 "$f" | grep -qF "/* ${f##*/} - " || echo "$f"
	done)"
empty "every test that is a script can be run" \
	"$(find tests -name '*.sh' ! -perm -u+x -exec grep -l '^tap_done$' {} +)"
tap_done
