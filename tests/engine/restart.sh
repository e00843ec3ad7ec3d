#!/bin/sh
# The server goes away in the middle of a run: one process of it killed, all of them, or restarted.
# The next run finishes.  DUNLIN_TEST_KILLS says how often.
set -u
. "$srcdir/tests/engine/fault_lib.sh"

times=${DUNLIN_TEST_KILLS:-40}
make_mixed_history "$scratch/h"
pg_start
# What is said to be done must be there after a crash, whatever the other tests need no time for.
psql -Xq postgres -c 'ALTER SYSTEM SET synchronous_commit = on' -c 'SELECT pg_reload_conf()' >/dev/null
count_messages

# gone NAME COUNT COMMAND: before a message of the client, or of the server
gone() {
	bad= tried=0
	for n in $(spread "$(($2 - $2 / 2))" "$sent"); do
		harmed "$1 before message $n" -u "$n" -a "$3"
	done
	for n in $(spread "$(($2 / 2))" "$received"); do
		harmed "$1 before answer $n" -s "$n" -a "$3"
	done
	all_well "$1"
}
gone 'its process is ended' $((times / 5)) "psql -XqAt postgres -c 'SELECT pg_terminate_backend('\$BACKEND')'"
gone 'its process is killed' $((times / 12)) 'kill -9 $BACKEND'
gone 'the server is restarted at once' $((times / 12)) "sh '$pg_script' restart '$pg_dir' immediate"
gone 'the server is restarted in order' $((times / 12)) "sh '$pg_script' restart '$pg_dir' fast"
tap_done
