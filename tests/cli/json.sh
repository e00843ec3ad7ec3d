#!/bin/sh
# json.sh - what every command with --json writes, held against doc/dunlin.schema.json
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/json.sh"
. "$srcdir/tests/support/db_sqlite.sh"
seen= project=h

# written NAME STATUS DEFINITION ARGUMENT...: with --json it ends so and writes that
written() {
	name=$1 want=$2 definition=$3
	shift 3
	seen="$seen $1"
	run -q -c "$project/dunlin.ini" -d "$url" "$@" --json
	is "$name: status" "$status" "$want"
	conforms "$name" "$definition"
}

db_new json
run init h
written "a first revision" 0 revisions revision -m 'Erste "Zeile" ü' --branch-label one
is "it is what was made" "$(json 'd["revisions"][0]["message"]')" 'Erste "Zeile" ü'
sed -i 's/^-- dunlin: upgrade$/&\nCREATE TABLE t (n int);/; $aDROP TABLE t;' h/versions/001_erste_zeile_ü.sql
written "a second one" 0 revisions revision -m left --rev-id l1
written "another base" 0 revisions revision -m alone --rev-id n1 --head base
written "a third one" 0 revisions revision -m right --rev-id r1 --head 001 --splice --depends-on n1
is "its place" "$(json '[d["revisions"][0][k] for k in ("parents", "depends_on", "children", "branches", "head")]')" \
	"[['001'], ['n1'], [], ['one'], True]"
written "branches" 0 branches branches
written "heads" 0 heads heads
written "a merge" 0 revisions merge heads --rev-id m1 -m 'back together'
is "its parents" "$(json 'sorted(d["revisions"][0]["parents"])')" "['l1', 'r1']"
written "a plan" 0 plan plan heads
written "an upgrade" 0 event upgrade l1
written "current" 0 current current
is "it knows the time" "$(json 'd["current"][0]["duration_ms"] >= 0 and d["current"][0]["applied_at"][:2]')" 20
written "current -c, which fails" 3 current current -c
written "what is pending" 3 status check
is "how many" "$(json '(d["applied"], d["pending"], [r["state"] for r in d["revisions"]])')" "(2, 3, ['pending', 'pending', 'pending'])"
written "status" 3 status status --exit-code
written "history" 0 history history
is "newest first" "$(json '[r["revision"] for r in d["history"]]')" "['m1', 'l1', 'r1', 'n1', '001']"
written "history -i" 0 history history -i
is "where the database is" "$(json '[r["revision"] for r in d["history"] if r.get("current")]')" "['l1']"
written "show" 0 revisions show one
written "config" 0 settings config
written "a lock that nobody has" 0 lock lock
written "verify" 0 verify verify --down --scratch sqlite://
written "the plan of a downgrade" 0 plan plan 001 --down
written "a downgrade" 0 event downgrade base
sed -i 's/^-- dunlin: upgrade$/&\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$;/' h/versions/l1_left.sql
written "a report" 0 report translate --report --to sqlite
run -c h/dunlin.ini -d "$url" plan heads --json
is "a plan that fails writes nothing" "$status:$out" 1:
written "an upgrade that fails" 1 event upgrade heads
is "the last event says so" "$(printf '%s\n' "$out" | tail -n 1 | python3 -c 'import json, sys
e = json.load(sys.stdin); print(e["event"], e["exit_status"], e["error"]["code"], e["error"]["line"])')" \
	"end 1 DUNLIN_E_UNTRANSLATABLE 6"
written "templates" 0 templates list_templates
written "the drivers" 0 drivers drivers
db_new scratch
written "a driver's contract" 0 driver_test driver-test
run -c h/dunlin.ini -d "$url" heads --json --no-such-option
is "what fails before it has something to tell writes nothing" "$status:$out" 2:

db_new moved
written "a rebase" 0 revisions rebase r1 base
is "its new place" "$(json 'd["revisions"][0]["parents"]')" "[]"
run init q
project=q
written "the first of two" 0 revisions revision -m one
written "the second" 0 revisions revision -m two
written "a squash" 0 revisions squash 001:002
is "what it replaces" "$(json '[(r["revision"], r["replaces"]) for r in d["revisions"]]')" "[('002', ['001'])]"

tested=$(printf '%s\n' $seen | sort -u)
is "every command with --json was asked" "$tested" \
	"$("$OLDPWD/tests/tree/print_options" | sed -n 's/^option \(.*\) --json$/\1/p' | sort)"
tap_done
