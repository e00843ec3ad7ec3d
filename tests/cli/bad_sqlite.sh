#!/bin/sh
# bad_sqlite.sh - bad input on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/cli/bad.inc"

# What PostgreSQL takes and SQLite has no form for.
file 003_x.sql <<'SQL'
-- Third
CREATE TABLE t (a int);
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
SQL
bad "a statement that cannot be translated" 1 '003_x\.sql:3:1: error: .*FUNCTION'
like "the way out by a block" "$err" '^hint: .*only postgresql'
like "the way out by the configuration" "$err" '^hint: .*untranslatable = notice|untranslatable = notice'
cp m/dunlin.ini m/notice.ini
printf 'untranslatable = notice\n' >>m/notice.ini
ini=m/notice.ini
dunlin upgrade head
is "untranslatable = notice: status" "$status" 0
like "untranslatable = notice: a notice" "$err" '^notice: .*003_x\.sql:3'
dunlin -q downgrade 002 2>/dev/null
ini=m/dunlin.ini
clean

db_new block
file 003_x.sql <<'SQL'
-- Third
CREATE TABLE t (a int);
-- dunlin: only postgresql
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- dunlin: end
SQL
dunlin upgrade head
done_ok "the block for PostgreSQL alone is left out"
like "the rest ran" "$(db_tables)" '^t$'
clean

# SQLite's parser has an end that an author's text may reach.
db_new deep
dunlin -q upgrade 002
{
	printf -- '-- Third\nCREATE TABLE t (a int);\nUPDATE t SET a = '
	awk 'BEGIN {
		for (i = 0; i < 30; i++) printf "CASE WHEN a > 1 THEN 1 ELSE "
		printf "a"
		for (i = 0; i < 30; i++) printf " END"
		print ";"
	}'
} | file 003_x.sql
bad "a statement that is nested too deep for SQLite" 1 '003_x\.sql:3:1: error: .*parser stack overflow'
like "too deep: the way out" "$err" '^hint: .*in parts'
clean

# Errors in a file leave no empty database behind.
db_new absent
rm "$db_file"
printf 'SELEC 1;\n' | file 001_bad.sql
rm "$versions"/001_i* "$versions"/002*
bad "an error in the first file makes no database" 1 '001_bad\.sql:1:1: error: '
clean
refused "current of a database that is not there" 1 'error: .*absent\.db' -c $ini -d "$url" current
refused "downgrade of a database that is not there" 1 'error: .*absent\.db' -c $ini -d "$url" downgrade base
url=sqlite:///$work/no/such/folder/x.db
refused "a folder that is not there" 1 'error: .*no/such/folder/x\.db' -c $ini -d "$url" upgrade head
echo 'This is no database, it only looks long enough to be one: 0123456789' >"$work/text.db"
url=sqlite:///$work/text.db
refused "a file that is no database" 1 '^error: ' -c $ini -d "$url" upgrade head

# Ctrl-C stops a statement, and nothing of the revision stays.
db_new canceled
dunlin -q upgrade 002
file 003_x.sql <<'SQL'
-- Third
CREATE TABLE t (a int);
-- dunlin: only sqlite
INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;
-- dunlin: end
SQL
before=$(db_dump)
"$DUNLIN" -v -c $ini -d "$url" upgrade head >out 2>err &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	! grep -q RECURSIVE err || break
	sleep 0.25
done
kill -TERM $pid
wait $pid 2>/dev/null
is "a canceled upgrade ends by the signal" "$?" 143
like "it says so" "$(cat err)" 'error: .*cancel'
is "nothing of the revision stays" "$(db_dump)" "$before"
clean

# As somebody who may only read.  Root may write everything.
db_new readonly
dunlin -q upgrade 001
chmod 444 "$db_file"
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$work"
	as_reader=$(command -v setpriv >/dev/null && setpriv --reuid=65534 --regid=65534 --clear-groups \
		test -x "$DUNLIN" && echo 'setpriv --reuid=65534 --regid=65534 --clear-groups')
else
	as_reader=env
fi
if [ -n "$as_reader" ]; then
	before=$(db_dump)
	# shellcheck disable=SC2086
	$as_reader "$DUNLIN" -c $ini -d "$url" upgrade head >out 2>err
	status=$? out=$(cat out) err=$(cat err)
	one_error 1 'error: .*(read-?only|readonly)' && ok "a read-only file" ||
		not_ok "a read-only file" "$(what_happened)"
	is "a read-only file is not changed" "$(db_dump)" "$before"
else
	ok "a read-only file # SKIP cannot become another user"
fi

# A full disk: a file system of 200 kB, in its own mount namespace.
cat >full.sh <<'SH'
set -u
mkdir -p disk && mount -t tmpfs -o size=200k dunlin-test disk || exit 77
"$DUNLIN" -q -c "$1" -d "sqlite:///$PWD/disk/x.db" upgrade 001 || exit 78
sqlite3 disk/x.db .dump >before
"$DUNLIN" -c "$1" -d "sqlite:///$PWD/disk/x.db" upgrade head >out 2>err
status=$?
sqlite3 disk/x.db .dump >after
exit $status
SH
{
	printf 'CREATE TABLE t (a text);\n'
	awk 'BEGIN { for (i = 0; i < 4000; i++) print "INSERT INTO t VALUES (\047" i " 012345678901234567890123456789012345678901234567890123456789\047);" }'
} | file 003_x.sql
if unshare -rm true 2>/dev/null; then
	unshare -rm sh full.sh $ini >full.log 2>&1
	status=$?
else
	status=77
fi
if [ $status -eq 77 ]; then
	ok "a full disk # SKIP no mount namespace here"
else
	out=$(cat out) err=$(cat err full.log)
	one_error 1 'error: .*full' && ok "a full disk" || not_ok "a full disk" "$(what_happened)"
	same_file "a full disk changes nothing" after before
fi
clean
tap_done
