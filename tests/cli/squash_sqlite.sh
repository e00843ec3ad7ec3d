#!/bin/sh
# squash_sqlite.sh - squash.inc on sqlite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

db_use() {
	db_file=$work/$1.db
}

# The names of checks that dunlin makes follow no RENAME.
db_catalog() {
	sqlite3 "$db_file" "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'dunlin%' ORDER BY 1, 2" |
		sed -e 's/"//g' -e 's/ck_a_[a-z]*_type/ck_a_type/'
}

. "$srcdir/tests/cli/squash.inc"
