#!/bin/sh
# readme.sh - the session in README.md: its commands are run, and their output is compared
#
# Lines with "$ " are commands, "> " goes on with one, all others are output, stderr included.  Only
# times and the folder are other ones.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
mkdir bin shop
printf '#!/bin/sh\nexec "%s" "$@"\n' "$DUNLIN" >bin/dunlin
chmod +x bin/dunlin
PATH=$work/bin:$PATH
export LC_ALL=C.UTF-8
awk '/^## A team/ { team = 1 } team && /^```$/ { exit } show { print } team && /^```console$/ { show = 1 }' \
	"$srcdir/README.md" >session
[ -s session ] || { echo "Bail out! README.md has no session"; exit 99; }
# Each command is printed as it stands there before it is run.
awk -v quote="'" '
	function flush() { if (command != "") printf "%s%s", shown, command; shown = command = "" }
	function take(line) {
		command = command substr(line, 3) "\n"
		gsub(quote, quote "\\" quote quote, line)
		shown = shown "echo " quote line quote "\n"
	}
	/^\$ / { flush(); take($0) }
	/^> / { take($0) }
	END { flush() }
' session >script
cd shop || exit 99
sh ../script >../got 2>&1 </dev/null
cd .. || exit 99
plain() {
	sed -e "s|$work/shop|/srv/shop|g" -e 's/([0-9.]* ms)/(N ms)/'
}
plain <session >want
plain <got >got.plain
same_file "what README.md shows is what happens" got.plain want
tap_done
