#!/bin/sh
# The network is cut before or in the middle of a message, of the client or of the server: a clear
# error that is true, and the next run finishes.  DUNLIN_TEST_KILLS says how often.
set -u
. "$srcdir/tests/engine/fault_lib.sh"

times=${DUNLIN_TEST_KILLS:-40}
make_mixed_history "$scratch/h"
pg_start
count_messages

# cut_all NAME ACTION OPTION COUNT MOST
cut_all() {
	bad= tried=0
	for n in $(spread "$4" "$5"); do harmed "$3 $n" "$3" "$n" -a "$2"; done
	all_well "$1"
}
cut_all 'cut before a message of the client' cut -u $((times / 4)) "$sent"
cut_all 'cut before a message of the server' cut -s $((times / 4)) "$received"
cut_all 'cut in a message of the client' tear -u $((times / 8)) "$sent"
cut_all 'cut in a message of the server' tear -s $((times / 8)) "$received"
tap_done
