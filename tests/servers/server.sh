#!/bin/sh
# server.sh - what only a server can answer, asked of one of another version than is installed
#
#   server.sh MAJOR     its package is in lock.tsv; the tests of other rooms run on it as they are
set -u
. "$srcdir/tests/support/tap.sh"
major=$1
here=$srcdir/tests/servers

cache=$("$srcdir/tests/support/fetch.sh" "$here/lock.tsv" "postgresql-$major") || {
	not_ok "fetch PostgreSQL $major"
	tap_done
}
# Where the user that the server runs as may read it, and with the names that its libraries go by.
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
for part in bin lib share; do cp -r "$cache/postgresql-$major/native/$part" "$dir"; done
PATH=$PATH:/sbin:/usr/sbin ldconfig -n "$dir/lib"
if [ "${major%%.*}" -gt "$(pg_dump --version | awk '{ print int($3) }')" ]; then
	cp "$here/pg_dump.sh" "$dir/bin/pg_dump"
	cp "$here/schema.sql" "$dir/bin"
fi
chmod -R a+rX "$dir"
export DUNLIN_TEST_PG_BINDIR="$dir/bin" DUNLIN_TEST_REQUIRE_SERVERS=1

# on TEST: its results as our own; one that ends before its plan is a failure more
on() {
	status=0 started=$(date +%s)
	case $1 in
	*.sh) timeout 300 sh "$srcdir/tests/$1" ;;
	*) timeout 300 "${DUNLIN%/*}/tests/$1" ;;
	esac >"$dir/out" 2>&1 || status=$?
	[ -z "${DUNLIN_TEST_TIMES:-}" ] || echo "# $1: $(($(date +%s) - started)) s"
	awk -v at="$major ${1##*/}:" -v status=$status '
		/^(not )?ok / { ran++; bad += /^not/; sub(/ok [0-9]+ -/, "ok - " at) }
		/^1[.][.]/ { plan = substr($1, 4); next }
		{ print }
		END {
			if (ran == 0 || ran != plan || (status != 0 && bad == 0))
				print "not ok - " at " ends with status " status
		}' "$dir/out" >"$dir/tap"
	cat "$dir/tap"
	tap_count=$((tap_count + $(grep -cE '^(not )?ok ' "$dir/tap")))
	tap_failed=$((tap_failed + $(grep -c '^not ok ' "$dir/tap")))
}

# What differs most is between the oldest and the newest: they have more, the oldest the driver's too.
tests='
	cli/job_postgresql.sh plan/test_classify
	engine/online.sh engine/online_partition.sh engine/online_golden.sh engine/newer.sh
	engine/retype.sh engine/resume.sh engine/backfill.sh'
more='engine/lock.sh engine/derive.sh engine/verify.sh engine/progress.sh'
case $major in
11) tests=servers/old.sh ;;
12) tests="$tests $more drivers/test_contract" ;;
14.3) tests=engine/online_golden.sh ;;
18) tests="$tests $more" ;;
esac
for test in ${DUNLIN_TEST_ON_SERVER:-$tests}; do on "$test"; done
tap_done
