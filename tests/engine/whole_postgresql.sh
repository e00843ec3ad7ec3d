#!/bin/sh
# A run as one transaction on PostgreSQL
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
. "$srcdir/tests/engine/whole.inc"

# What one revision SETs is not there in the next, nor the search path of dunlin's own statements.
db_new session
rm h/versions/*
echo "CREATE TABLE seen (what text); SET work_mem = '9MB'; SET app.x = 'set';" >h/versions/001_set.sql
cat >h/versions/002_seen.sql <<'SQL'
INSERT INTO seen VALUES (current_setting('work_mem')), (current_setting('app.x', true)),
	(current_setting('search_path')), (current_setting('lock_timeout'));
SQL
dunlin upgrade head
done_ok "revisions that SET"
is "what one SETs is not there in the next" "$(db_sql "SELECT string_agg(what, '|') FROM seen")" \
	"4MB||\"\$user\", public|0"

# A lock that others hold is waited for shortly, and all is tried again.
echo 'CREATE TABLE before_it (id int);' >h/versions/003_before.sql
echo 'ALTER TABLE seen ADD COLUMN more int;' >h/versions/004_more.sql
psql -XqAt session -c BEGIN -c 'LOCK TABLE seen' -c 'SELECT pg_sleep(3)' -c COMMIT >/dev/null &
until [ "$(psql -XqAtc "SELECT count(*) FROM pg_locks WHERE relation = 'seen'::regclass
    AND mode = 'AccessExclusiveLock'" session)" = 1 ]; do sleep 0.1; done
dunlin upgrade head
done_ok "behind a lock"
like "it was tried again" "$err" "revision '004' is tried again"
wait

# The time for waiting is not that of the revisions before, which may last.
echo "SELECT pg_sleep(1.5);" >h/versions/005_long.sql
echo 'ALTER TABLE seen ADD COLUMN last int;' >h/versions/006_last.sql
echo 'CREATE TABLE behind (id int);' >h/versions/007_behind.sql
printf 'lock_retry = 1s\n' >>h/dunlin.ini
mkfifo orders
psql -XqAt session <orders >locked &
exec 3>orders
printf 'BEGIN;\nLOCK TABLE seen;\nSELECT 1;\n' >&3
until [ -s locked ]; do sleep 0.1; done
"$DUNLIN" -c h/dunlin.ini -d "$url" upgrade head 2>said 3>&- &
pid=$!
until grep -q 'tried again' said || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
exec 3>&-
status=0
wait $pid || status=$?
err=$(cat said) out=
done_ok "behind a lock that comes late"
is "each is recorded with its own time" "$(db_sql "SELECT string_agg(id, ' ' ORDER BY id)
    FROM dunlin_revision WHERE duration_ms >= 1500")" 005

# Many go together; the one that fails is told from those before and behind it.
for n in 08 09 10 11 12 13 14 15 16 17 18 19; do
	echo "CREATE TABLE many_$n (id int);" >"h/versions/0${n}_many.sql"
done
printf 'CREATE TABLE fails (id int);\nINSERT INTO fails\n\tVALUES (1), (nothing);\n' >h/versions/014_many.sql
before=$(db_dump)
dunlin upgrade head
is "a failure between others" "$status" 1
like "has its place" "$err" '014_many.sql:3:15: error: .*at revision .014.: .*nothing'
is "and nothing of them is kept" "$(db_dump)" "$before"
rm h/versions/0[01][0-9]_many.sql h/versions/005* h/versions/006* h/versions/007*
db_sql "DELETE FROM dunlin_revision WHERE id > '004'"

# What needs several transactions is refused by name.
echo 'CREATE INDEX CONCURRENTLY seen_what ON seen (what);' >h/versions/005_index.sql
dunlin upgrade head
is "a concurrent index is refused" "$status" 1
like "with its place" "$err" "005_index.sql:1:1: error: revision '005' cannot share one transaction"
dunlin upgrade head --transaction revision
done_ok "not with one for each"
dunlin upgrade head --sql --transaction run
is "a script of it is refused, too" "$status" 1
dunlin upgrade 004 --sql --transaction run
is "a script is one transaction behind its tables" "$(printf '%s\n' "$out" | grep -c '^COMMIT;$')" 2
db_new script
printf '%s\n' "$out" >script.sql
psql -Xq -f script.sql script >psql.out 2>&1
is "it runs" "$?:$(db_sql "SELECT count(*) FROM dunlin_revision")" 0:4

# What only the server knows to be refused says how to write it.
db_new outside
rm h/versions/*
cat >h/versions/001_parted.sql <<'SQL'
CREATE TABLE parted (id int) PARTITION BY RANGE (id);
CREATE INDEX parted_id ON parted (id);
CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
SQL
for statement in 'REINDEX TABLE parted' 'CALL commits()'; do
	printf -- '%s;\n' "$statement" >h/versions/002_apart.sql
	dunlin upgrade head --transaction revision
	is "$statement is refused" "$status" 1
	like "and how to write it is said" "$err" 'hint: .*transaction off'
	printf -- '-- dunlin: transaction off\n%s;\n' "$statement" >h/versions/002_apart.sql
	dunlin upgrade head --transaction revision
	done_ok "written so, it runs"
	db_sql "DELETE FROM dunlin_revision WHERE id = '002'"
done
tap_done
