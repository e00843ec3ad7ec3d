#!/bin/sh
# job_dbi_sqlite3.sh - the main job on SQLite through libdbi, and the same schema as without
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/support/dbi.inc"

db_run_script() {
	sqlite3 "$db_file" <"$1"
}

dbi_url() {
	url="dbi:sqlite3?dbname=$db_file"
}

. "$srcdir/tests/cli/job.inc"

ini=m/dunlin.ini
db_schema() {
	sqlite3 "$db_file" "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
}
same_through_libdbi db_schema

# SQLite through libdbi's own query would print here: it looks for a table in every SELECT.
dunlin -q current
is "nothing is printed beside the answer" "$status:$out:$err" '0:002 (head):'
contract_prints_nothing "dbi:sqlite3?dbname=$work/contract.db"

url=dbi:sqlite3?dbname=absent.db
dunlin current
like "a file that is not there" "$err" "^error: .*no such database .*absent.db"
is "and is not made" "$(ls absent.db m/absent.db 2>/dev/null)" ''
# What answers there is not spoken yet, but connected to.
url=mariadb://root@127.0.0.1:1/x
dunlin current
like "no MariaDB server" "$err" "^error: cannot connect to MariaDB or MySQL: .*127\.0\.0\.1"
url=dbi:firebird?dbname=x
dunlin current
like "a driver without a dialect" "$err" "^error: .*'firebird'"

url='mariadb://root@127.0.0.1:1?socket=x'
dunlin current
is "a URL without a database" "$status:$err" "2:error: the database URL names no database
hint: Write mariadb://USER@HOST/DATABASE or dbi:mysql?dbname=DATABASE."
# The password would be sent in the clear.
for param in ssl-mode=REQUIRED useSSL=true ssl_ca=ca.pem tls=yes; do
	url="mariadb://root@127.0.0.1:1/x?$param"
	dunlin current
	like "encryption that is not to be had: $param" "$status:$err" \
		"^2:error: parameter '${param%=*}' of the database URL asks for an encrypted connection"
done
url=mariadb://root@127.0.0.1:1/x?ssl-mode=PREFERRED
dunlin current
like "and one that need not be" "$err" "^notice: parameter 'ssl-mode' of the database URL is ignored"

# libdbi's drivers are packages of their own.
mkdir none
DUNLIN_DBI_PATH=$work/none
export DUNLIN_DBI_PATH
# missing NAME URL
missing() {
	url=$2
	dunlin current
	is "a driver that is not there: $1" "$err" "error: the libdbi driver '$1' is not installed
hint: Install the package libdbd-$1."
}
dbi_url
missing sqlite3 "$url"
missing pgsql 'dbi:pgsql?dbname=x'
missing mysql 'dbi:mysql?dbname=x'
missing mysql mariadb://127.0.0.1/x
# libdbi would print why.
echo nonsense >none/libdbdsqlite3.so
url="dbi:sqlite3?dbname=$db_file"
dunlin current
is "one that is none" "$err" "error: the libdbi driver 'sqlite3' cannot be loaded: $work/none/libdbdsqlite3.so: file too short
hint: Install the package libdbd-sqlite3 again."
# It would die while it loads one that is none of ours.
rm none/libdbdsqlite3.so
find_dbd() {
	find /usr/lib /usr/lib64 /usr/local/lib -name libdbdsqlite3.so 2>/dev/null | head -n 1
}
head -c 5000 "$(find_dbd)" >none/libdbdother.so
dunlin current
is "one whose end is missing" "$err" "error: libdbi's driver '$work/none/libdbdother.so' is damaged: its end is missing
hint: Install its package again."
tap_done
