#!/bin/sh
# pipe.sh - results into programs that read them, some of them, or none
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
mkdir -p p/versions
printf '[dunlin]\nscript_location = %%(here)s\n' >p/dunlin.ini
n=0
while [ $n -lt 300 ]; do
	n=$((n + 1))
	printf -- '-- Revision %d\nCREATE TABLE t%d (n int);\nINSERT INTO t%d VALUES (1);\n' $n $n $n \
		>"p/versions/$(printf %03d $n)_r.sql"
done
dunlin() {
	"$DUNLIN" -c p/dunlin.ini -d "$url" "$@"
}

db_new read
if command -v jq >/dev/null 2>&1; then
	is "jq reads the events" "$(dunlin -q upgrade 003 --json | jq -r 'select(.event == "revision-done").revision' | tr '\n' ' ')" '001 002 003 '
elif [ -n "${CI:-}" ]; then
	not_ok "there is jq"
else
	ok "jq reads the events # SKIP not installed"
fi
is "stdin is left to who wants it" "$(printf 'mine' | { dunlin -q upgrade 004 >/dev/null 2>&1; cat; })" mine

# ended NAME COMMAND...: what it prints is read by nobody; it ends well and says nothing
ended() {
	name=$1
	shift
	{ { "$@" 2>err; echo $? >status; } | :; }
	is "$name" "$(cat status):$(cat err)" 0:
}
ended "history to nobody" dunlin history
ended "history -v to nobody" dunlin -q history -v
ended "JSON to nobody" dunlin history --json
ended "a script to nobody" dunlin -q upgrade base:head --sql
ended "help to nobody" dunlin help

# A run goes on to its end: half of it would be worse than events that nobody has read.
db_new unread
ended "a run to nobody" dunlin -q upgrade 150 --json
is "it is done" "$(dunlin current)" 150
dunlin -q upgrade head --json 2>err | head -n 3 >first
is "three events are read" "$(wc -l <first)" 3
is "nothing is said" "$(cat err)" ''
is "all is done" "$(dunlin current)" '300 (head)'
is "the journal has no run that has not ended" "$(db_sql "SELECT count(*) FROM dunlin_journal
	WHERE state IN ('intended', 'started')")" 0
db_new both
{ dunlin upgrade head --json 2>&1; echo $? >status; } | head -n 1 >/dev/null
is "with messages into the same pipe" "$(cat status):$(dunlin current)" '0:300 (head)'
db_new closed
dunlin -q upgrade 001 >&- 2>err
is "a closed stdout" "$?:$(dunlin current)" 0:001

if [ -e /dev/full ]; then
	dunlin history >/dev/full 2>err
	like "a disk that is full is an error" "$?:$(cat err)" '^1:error: cannot write the (output|result)'
fi
tap_done
