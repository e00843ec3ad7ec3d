#!/bin/sh
# plan_postgresql.sh - plans on PostgreSQL
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/plan/plan.inc"

db_new locks
dunlin upgrade 001
cat >h/versions/004_locks.sql <<'SQL'
-- locks
ALTER TABLE orders ADD CONSTRAINT state_ok CHECK (state IN ('new', 'done'));
ALTER TABLE invoices ADD COLUMN at timestamptz DEFAULT clock_timestamp();
CREATE ROLE someone PASSWORD 'secret';
VACUUM orders;
DROP TABLE items;
SQL
dunlin plan head
# What is too long for its column stands on a line of its own, before its locks.
steps=$(printf '%s\n' "$out" | awk '/^                    / { sub(/^ +/, " ") } /^ +[0-9]+ / { printf "\n" } { printf "%s", $0 } !/^ +[0-9]+ / { print "" }')
like "a foreign key locks what it points to" "$steps" 'CREATE TABLE invoices .* SHARE ROW EXCLUSIVE on orders +metadata'
like "a CHECK is a scan under the strongest lock" "$steps" 'state_ok.* ACCESS EXCLUSIVE on orders +scan'
like "a concurrent index is not" "$steps" 'CONCURRENTLY .* SHARE UPDATE EXCLUSIVE on items +index build'
like "a table of the run is nobody's yet" "$steps" 'ALTER TABLE invoices .* - +metadata'
like "a dropped table locks what it points to" "$out" 'DROP TABLE items +ACCESS EXCLUSIVE on items, orders'
like "what is held over a scan is said" "$out" '! holds ACCESS EXCLUSIVE on orders over a scan'
like "a transaction that locks is tried again" "$out" 'atomic, tried again after a lock timeout'
like "a concurrent index is looked up, and is not" "$out" 'transaction: probed, not tried again'
like "VACUUM is run again" "$out" 'transaction: repeatable, not tried again'
like "the summary has the strongest lock" "$out" 'strongest lock on what is there: ACCESS EXCLUSIVE$'
like "and what is not atomic" "$out" '^not atomic: step 1 of 003, step 4 of 004$'
unlike "no password is shown" "$out" secret
dunlin plan head --json
is "JSON has the locks by table" "$(json "[l for r in d['revisions'] for g in r['segments']
	for s in g['steps'] if s['statement'] == 'DROP TABLE items' for l in s['locks']] == [
	{'table': 'public.items', 'lock': 'ACCESS EXCLUSIVE'},
	{'table': 'public.orders', 'lock': 'ACCESS EXCLUSIVE'}]")" True
unlike "and no password" "$out" secret
conforms "its members are those of the schema" plan
tap_done
