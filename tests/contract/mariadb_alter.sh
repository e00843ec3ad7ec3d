#!/bin/sh
# What statements make of a schema and its rows is the same on MariaDB as on PostgreSQL.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"
. "$srcdir/tests/support/maria.sh"
work=$(mktemp -d)
trap 'pg_stop; maria_stop; rm -rf "$work"' EXIT
export PGOPTIONS='-c client_min_messages=warning'

pg_start
maria_start
python3 "$srcdir/tests/contract/mariadb_alter.py" "$srcdir/tests/contract/alter_mariadb.cases" "$work" \
    "$maria_socket" "$(pg_url alter)" >"$work/answers" 2>&1
while IFS= read -r line; do
	case $line in
	'ok '*) ok "${line#ok }" ;;
	'not ok '*) not_ok "${line#not ok }" "$(sed -n "/^# /p" "$work/answers")" ;;
	esac
done <"$work/answers"
is 'all cases were tried' "$(tail -n 1 "$work/answers")" "# $(grep -c '^####' \
    "$srcdir/tests/contract/alter_mariadb.cases") cases"
tap_done
