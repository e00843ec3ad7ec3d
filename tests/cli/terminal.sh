#!/bin/sh
# terminal.sh - what a terminal gets, what a pipe gets, and who decides about colours
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
unset NO_COLOR CLICOLOR CLICOLOR_FORCE COLUMNS
TERM=xterm
export TERM
esc=$(printf '\033')
mkdir -p p/versions
printf '[dunlin]\nscript_location = %%(here)s\n' >p/dunlin.ini
printf -- '-- First of all, with a message that is longer than the terminal is wide\nCREATE TABLE a (n int);\n' \
	>p/versions/001_a.sql
printf -- '-- Äé\nCREATE TABLE b (n int);\n' >p/versions/ab2.sql
db_new terminal

# shown COLUMNS ARGUMENT...: on a terminal
shown() {
	columns=$1
	shift
	python3 "$srcdir/tests/support/terminal.py" "$columns" "$DUNLIN" -c p/dunlin.ini -d "$url" "$@"
}

plain='001 -> ab2 (head), Äé
<base> -> 001, First of all, with a message that is longer than the terminal is wide'
run -c p/dunlin.ini history
is "a pipe gets plain lines" "$out" "$plain"
is "a wide terminal gets columns" "$(NO_COLOR=1 shown 200 history)" \
'001    -> ab2 (head), Äé
<base> -> 001,        First of all, with a message that is longer than the terminal is wide'
is "a narrow one folds the last" "$(NO_COLOR=1 shown 60 history)" \
'001    -> ab2 (head), Äé
<base> -> 001,        First of all, with a message that is
                      longer than the terminal is wide'
is "a drawing is cut" "$(NO_COLOR=1 LC_ALL=C shown 30 history --graph)" \
'*  ab2 (head), Äé
*  001, First of all, with a ~'
is "with a sign of one column" "$(NO_COLOR=1 LC_ALL=C.UTF-8 shown 30 history --graph)" \
'●  ab2 (head), Äé
●  001, First of all, with a …'
is "nowhere else" "$(NO_COLOR=1 LC_ALL=C.UTF-8 shown 200 history --graph | tail -n 1)" \
'●  001, First of all, with a message that is longer than the terminal is wide'
# Not through libtool's script, whose shell sets COLUMNS anew.
build=$(dirname "$DUNLIN")
is "COLUMNS counts more" "$(DUNLIN=$build/.libs/dunlin
	[ -x "$DUNLIN" ] || DUNLIN=$build/dunlin
	NO_COLOR=1 COLUMNS=60 LD_LIBRARY_PATH=$build/.libs shown 200 history | wc -l)" 3
is "colours where they help" "$(shown 200 history | head -n 1)" "001    -> ab2$esc[32m (head)$esc[0m, Äé"
run -c p/dunlin.ini -d "$url" upgrade head
is "status" "$(shown 200 status | tail -n 1)" "$esc[32mup to date$esc[0m"

# colored NAME yes|no COMMAND...
colored() {
	name=$1 want=$2
	shift 2
	got=no
	case $("$@" 2>&1) in *"$esc["*) got=yes ;; esac
	is "$name" "$got" "$want"
}
piped() { run -c p/dunlin.ini history; printf '%s\n' "$out" "$err"; }
failed() { run -c p/dunlin.ini show nix; printf '%s\n' "$out" "$err"; }
colored "a terminal has colours" yes shown 80 history
colored "a pipe has none" no piped
colored "nor have errors to a file" no failed
NO_COLOR=1 colored "NO_COLOR" no shown 80 history
NO_COLOR='' colored "NO_COLOR that is empty" yes shown 80 history
CLICOLOR=0 colored "CLICOLOR=0" no shown 80 history
CLICOLOR=1 colored "CLICOLOR=1" yes shown 80 history
export CLICOLOR_FORCE NO_COLOR
CLICOLOR_FORCE=1 NO_COLOR=
colored "CLICOLOR_FORCE for a pipe" yes piped
colored "and for errors" yes failed
CLICOLOR_FORCE=0
colored "CLICOLOR_FORCE=0" no piped
CLICOLOR_FORCE=1 NO_COLOR=1
colored "NO_COLOR counts more" no piped
unset CLICOLOR_FORCE NO_COLOR
TERM=dumb colored "a dumb terminal" no shown 80 history
is "a dumb one still has columns" "$(TERM=dumb shown 200 history | head -n 1)" '001    -> ab2 (head), Äé'
colored "JSON never" no shown 80 history --json

# A file may hold what steers a terminal.
printf -- '-- evil \033[2J\033]0;x\007 message\n-- dunlin: revises ab2\nSELECT 1;\n' >p/versions/ab3.sql
unlike "what would steer it is not sent" "$(NO_COLOR=1 shown 80 history)" "$esc"
unlike "nor when its file is shown" "$(NO_COLOR=1 shown 80 show ab3)" "$esc"
run -c p/dunlin.ini show ab3
like "which a pipe gets as it is" "$out" "$esc"
NO_COLOR=1 shown 80 plan head >wide
is "the plan is no wider than the terminal" "$(awk 'length > 80' wide | grep -vc '^database')" 0
for command in '' $("$DUNLIN" help | sed -n -e '/^options:/q' -e 's/^  \([a-z_-]*\).*/\1/p'); do
	# shellcheck disable=SC2086
	is "help $command, too" "$(shown 80 help $command | awk 'length > 80')" ''
done
run help upgrade
like "in a pipe a line is a line" "$out" '^.{90}'
tap_done
