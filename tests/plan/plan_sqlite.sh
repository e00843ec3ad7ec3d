#!/bin/sh
# plan_sqlite.sh - plans on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/plan/plan.inc"

dunlin plan head
like "every step is atomic there" "$out" 'each revision is atomic'
unlike "and no table has a lock of its own" "$out" 'EXCLUSIVE|timeout'
empty "a long statement has no line for the lock that it has not" \
	"$(printf '%s\n' "$out" | awk '/^ +[0-9]+  / && gap { print } { gap = NF == 0 }')"

rm -f absent.db
run -c h/dunlin.ini -d sqlite:///absent.db plan head --out absent.json
done_ok "a plan for a database that is not there"
succeeds "does not make it" test ! -e absent.db
refused "a plan for another database" 1 'it was made for sqlite:///absent.db, this is' \
	-c h/dunlin.ini -d "$url" upgrade --plan absent.json
run -c h/dunlin.ini -d sqlite:///absent.db upgrade --plan absent.json
done_ok "the upgrade makes it"
tap_done
