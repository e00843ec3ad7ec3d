#!/bin/sh
# A server that is older than the least is refused, whatever is asked of it.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project old
revision 001 <<'SQL'
CREATE TABLE t (id int);
SQL
for command in current 'plan head' 'upgrade head' 'stamp head'; do
	# shellcheck disable=SC2086
	run $command
	is "$command" "$status" 1
	like "$command: why" "$out" "^error: the server is of version $pg_major, and the least that works is 12$"
done
is 'nothing was made' "$(sql "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" 0
tap_done
