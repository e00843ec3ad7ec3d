#!/bin/sh
# On MariaDB: who waits for get_lock() or for a table's definition says so, gives up in time, and is
# run again.
set -u
. "$srcdir/tests/engine/lib.sh"
. "$srcdir/tests/support/maria.sh"
trap 'maria_stop; rm -rf "$scratch"' EXIT

mkdir -p "$scratch/h/versions"
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
lock_timeout = 1s
lock_retry = 1500ms
[patient]
script_location = %(here)s
lock_timeout = 1s
lock_retry = 60s
lock_wait = 60s
[short]
script_location = %(here)s
lock_wait = 700ms
INI
cat >"$scratch/h/versions/001_table.sql" <<'SQL'
-- dunlin: upgrade
CREATE TABLE t (id integer PRIMARY KEY, n integer);
INSERT INTO t VALUES (1, 1);
SQL
cat >"$scratch/h/versions/002_columns.sql" <<'SQL'
-- dunlin: upgrade
ALTER TABLE t ADD COLUMN a integer;
ALTER TABLE t ADD COLUMN b integer;
SQL
# dn ARGUMENT...: $out has its messages and $status its exit status
dn() {
	out=$("$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$url" "$@" 2>&1)
	status=$?
}
columns() {
	maria_sql a "SELECT group_concat(column_name ORDER BY ordinal_position)
	    FROM information_schema.columns WHERE table_schema = 'a' AND table_name = 't'"
}
# The pid of who holds get_lock(), or nothing.
holder() {
	"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$url" lock | sed -n 's/^  pid *//p'
}
is_held() { [ -n "$(holder)" ]; }
waits() { [ -n "$(maria_sql a "SELECT 1 FROM information_schema.processlist
    WHERE state LIKE 'Waiting for table metadata lock'")" ]; }

maria_start
maria_new a
url=$(maria_url a)
dn -q upgrade 001

# A transaction that has read the table keeps its definition from changing.
mkfifo "$scratch/reader"
mariadb --no-defaults -n -u root -S "$maria_socket" a <"$scratch/reader" >/dev/null 2>&1 &
reader=$!
exec 9>"$scratch/reader"
echo 'BEGIN; SELECT * FROM t;' >&9
until_true [ "$(maria_sql a "SELECT count(*) FROM information_schema.innodb_trx")" = 1 ]

dn upgrade head
is "a table that is in use is not waited for without end" "$status" 1
like "it is tried again" "$out" "^dunlin: revision '002' is tried again: .*[Ll]ock wait timeout"
like "then given up at its place" "$out" "002_columns\.sql:2:1: error: revision '002' stopped: .*[Ll]ock wait"
like "with what to do" "$out" '^hint: It was tried [23] times; run the same command again'
is "nothing was done" "$(columns)" 'id,n'
is "the lock is free" "$(holder)" ''

# Meanwhile another one waits for who waits.
"$DUNLIN" -q -n patient -c "$scratch/h/dunlin.ini" -d "$url" upgrade head >"$scratch/first" 2>&1 &
first=$!
until_true is_held && until_true waits
pid=$(holder)
dn -n short upgrade head
is "who gets no lock in time ends with 5" "$status" 5
like "it says for whom it waits" "$out" \
	"^dunlin: another migration is running on this database; waiting for it \(pid $pid, user 'dunlin', host localhost\)"
like "and who had it" "$out" "^error: another migration has held the lock on this database for 0\.7 s: pid $pid, "
dn -q lock
unlike "since when is not known there" "$out" since
dn -q -n short current
like "who only asks does not wait" "$status:$out" '^0:001$'
echo 'COMMIT;' >&9
exec 9>&-
wait "$reader"
wait "$first"
is "the first one ends once the table is free" "$?:$(cat "$scratch/first")" 0:
is "both columns are there" "$(columns)" 'id,n,a,b'
dn upgrade head
is "and the second finds nothing to do" "$status" 0

# A client that is gone leaves its ALTER running, and with it the lock.
maria_sql a 'DELETE FROM dunlin_revision WHERE id = "002"; ALTER TABLE t DROP COLUMN a, DROP COLUMN b'
mkfifo "$scratch/other"
mariadb --no-defaults -n -u root -S "$maria_socket" a <"$scratch/other" >/dev/null 2>&1 &
reader=$!
exec 9>"$scratch/other"
echo 'BEGIN; SELECT * FROM t;' >&9
"$DUNLIN" -q -n patient -c "$scratch/h/dunlin.ini" -d "$url" upgrade head >"$scratch/first" 2>&1 &
first=$!
until_true is_held && until_true waits
dn -q lock --break
is "the holder can be ended" "$status" 0
wait "$first"
is "which says so" "$?" 1
echo 'COMMIT;' >&9
exec 9>&-
wait "$reader"
dn upgrade head
is "the next run goes on" "$status:$(columns)" '0:id,n,a,b'
tap_done
