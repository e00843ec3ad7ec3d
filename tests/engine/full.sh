#!/bin/sh
# The disk is full, where the tables are and where the log is: a clear error, and with more room the
# next run finishes.  Small file systems in memory, which only root can make.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; umount "$scratch/small" "$scratch/log" 2>/dev/null; rm -rf "$scratch"' EXIT

# small NAME SIZE
small() {
	mkdir "$scratch/$1" && mount -t tmpfs -o "size=$2" tmpfs "$scratch/$1" 2>/dev/null &&
		chown "$(stat -c %U "$pg_dir/data")" "$scratch/$1" && chmod 700 "$scratch/$1"
}

pg_start
chmod 755 "$scratch"
if ! small small 6m; then
	if [ "${CI:-}" = true ]; then
		not_ok 'a file system of its own' 'mount -t tmpfs is not permitted'
	else
		ok '# SKIP mount -t tmpfs is not permitted'
	fi
	tap_done
fi
mkdir -p "$scratch/h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
echo 'CREATE TABLE one (a int);' >"$scratch/h/versions/001_one.sql"
cat >"$scratch/h/versions/002_two.sql" <<'SQL'
CREATE TABLE two (a int, b text) TABLESPACE small;
INSERT INTO two SELECT n, repeat('x', 1000) FROM generate_series(1, 8000) n;
CREATE INDEX CONCURRENTLY two_b ON two ((md5(a::text) || md5(b))) WITH (fillfactor = 10) TABLESPACE small;
INSERT INTO two SELECT n, repeat('y', 1000) FROM generate_series(1, 8000) n;
SQL
psql -q postgres -c "CREATE TABLESPACE small LOCATION '$scratch/small'"
createdb a
run() {
	status=0
	"$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$(pg_url a)" upgrade head >"$scratch/out" 2>&1 ||
		status=$?
}

# full NAME PLACE: the run fails there
full() {
	run
	is "$1: it fails" "$status" 1
	like "$1: it says where and why" "$(cat "$scratch/out")" \
	    "$2: error: revision '002'.*No space left on device"
	like "$1: it says what to do" "$(cat "$scratch/out")" '^hint: '
	is "$1: what was done before stays" \
	    "$(psql -At a -c 'SELECT id FROM dunlin_revision')" 001
}
full 'a table' '002_two.sql:2:1'
mount -o remount,size=12m "$scratch/small"
full 'an index' '002_two.sql:3:1'
mount -o remount,size=18m "$scratch/small"
full 'a table again' '002_two.sql:4:1'
mount -o remount,size=100m "$scratch/small"
run
is 'with more room it finishes' "$status" 0
is 'all is there once' "$(psql -At a -c 'SELECT count(*) FROM two')" 16000
is 'the index is whole' \
    "$(psql -At a -c "SELECT indisvalid FROM pg_index WHERE indexrelid = 'two_b'::regclass")" t
is 'nothing is open' "$(psql -At a -c "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'")" 0

# The log: the server itself ends, and cannot start before there is room.
small log 50m
owner=$(stat -c %U "$pg_dir/data")
as_owner() { if [ -n "$(id -un | grep -x "$owner")" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi; }
ctl() { (cd / && as_owner "$(command -v pg_ctl)" -D "$pg_dir/data" -l "$pg_dir/data/log" -w "$@") >/dev/null 2>&1; }
psql -q postgres -c "ALTER SYSTEM SET synchronous_commit = on" \
    -c "ALTER SYSTEM SET max_wal_size = '1GB'" -c "ALTER SYSTEM SET wal_recycle = off"
ctl -m fast stop
mv "$pg_dir/data/pg_wal"/* "$scratch/log"
rmdir "$pg_dir/data/pg_wal"
ln -s "$scratch/log" "$pg_dir/data/pg_wal"
succeeds 'the log is on a small disk' ctl start
echo 'CREATE TABLE three (a int);' >"$scratch/h/versions/003_three.sql"
cat >"$scratch/h/versions/004_four.sql" <<'SQL'
CREATE TABLE four (a int, b text);
INSERT INTO four SELECT n, repeat('x', 1000) FROM generate_series(1, 80000) n;
SQL
run
is 'the log: it fails' "$status" 1
like 'the log: it says which revision' "$(cat "$scratch/out")" "error: .*revision '004' was rolled back: could not write to file .?pg_wal"
like 'the log: it says what to do' "$(cat "$scratch/out")" '^hint: '
ctl -m immediate stop
mount -o remount,size=500m "$scratch/log"
succeeds 'the log: with room the server starts' ctl start
run
is 'the log: the next run finishes' "$status" 0
is 'the log: all is there once' "$(psql -At a -c 'SELECT count(*) FROM four')" 80000
is 'the log: each is recorded once' "$(psql -At a -c 'SELECT count(*), count(DISTINCT id)
	FROM dunlin_revision')" '4|4'
tap_done
