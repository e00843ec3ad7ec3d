#!/bin/sh
# Statements on rows in batches: along any key, no row twice and none left out, whatever ends the
# run in between; refused where rows cannot be taken one by one.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# -- Along any key. --
project keys
echo 'backfill_pause = 0' >>"$h/dunlin.ini"
revision 001 <<'SQL'
CREATE TABLE ints (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO ints SELECT 3 * i - 50, 0 FROM generate_series(1, 100) i;
CREATE TABLE words ("The key" text PRIMARY KEY, n int NOT NULL);
INSERT INTO words SELECT repeat(chr(34 + i), i % 3 + 1), 0 FROM generate_series(1, 91) i;
CREATE TABLE pairs (a text COLLATE "C", b timestamptz, c int, n int NOT NULL, PRIMARY KEY (b, a));
INSERT INTO pairs SELECT 'it''s \' || i % 7, timestamptz '2020-01-01 UTC' + i / 9 * interval '1.000001 s', i, 0
    FROM generate_series(1, 100) i ON CONFLICT DO NOTHING;
CREATE TABLE uuids (id uuid PRIMARY KEY, n int NOT NULL);
INSERT INTO uuids SELECT md5(i::text)::uuid, 0 FROM generate_series(1, 100) i;
CREATE TABLE numbers (id numeric PRIMARY KEY, n int NOT NULL);
INSERT INTO numbers SELECT i / 7.0, 0 FROM generate_series(-50, 50) i;
CREATE TABLE floats (id float8 PRIMARY KEY, n int NOT NULL);
INSERT INTO floats SELECT i / 7.0::float8, 0 FROM generate_series(-50, 50) i;
CREATE TABLE bins (id bytea PRIMARY KEY, n int NOT NULL);
INSERT INTO bins SELECT sha256(i::text::bytea), 0 FROM generate_series(1, 100) i;
CREATE TABLE parted (id int, n int NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (40);
CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT i, 0 FROM generate_series(1, 100) i;
CREATE SCHEMA "Other";
CREATE TABLE "Other"."Odd" ("Id" int PRIMARY KEY, n int NOT NULL);
INSERT INTO "Other"."Odd" SELECT i, 0 FROM generate_series(1, 100) i;
CREATE TABLE heir () INHERITS (ints);
INSERT INTO heir VALUES (1, 0);
CREATE TABLE none (id int PRIMARY KEY, n int NOT NULL);
CREATE VIEW seen AS SELECT * FROM uuids;
CREATE TABLE keyless (id int, n int);
SQL
run upgrade head
done_ok 'tables with keys of all kinds'
{
	echo '-- the file says it'
	echo '-- dunlin: backfill batch=7'
	echo '-- dunlin: upgrade'
	for t in 'ONLY ints' words pairs uuids numbers floats bins parted none; do
		echo "UPDATE $t SET n = n + 1;"
	done
	cat <<-'SQL'
	-- dunlin: backfill batch=30
	UPDATE "Other"."Odd" AS "O d" SET n = "O d".n + /* WHERE */ (SELECT count(*) FROM none WHERE true) + 1 -- one
	    FROM words w WHERE w."The key" = '}}' AND "Id" > 10 OR w."The key" = '}}' AND CASE WHEN "Id" < 6 THEN true END;
	DELETE FROM ints USING uuids u WHERE ints.id = -47 AND u.id = md5('1')::uuid OR false;
	INSERT INTO keyless VALUES (1, 1);
	SQL
} | sed 's/DELETE FROM/DELETE FROM ONLY/' >"$h/versions/002_x.sql"
run plan head
like 'the plan has the batches' "$out" '^  a transaction for every 30 rows: batched, each tried again after a lock timeout$'
like 'and what they stand for' "$out" '^  in place of UPDATE words SET n = n \+ 1, which would hold ROW EXCLUSIVE over: data, its rows would$'
empty 'no line is wider than 100 columns' "$(printf '%s\n' "$out" | grep -E '.{101}')"
run plan head --json
is 'JSON has it, too' "$(printf '%s\n' "$out" | python3 -c "import json, sys
print(*[s.get('batch_rows') for g in json.load(sys.stdin)['revisions'][0]['segments'] for s in g['steps']])")" \
    '7 7 7 7 7 7 7 7 7 30 7 None'
run upgrade head
done_ok 'an UPDATE along each key'
for t in 'ONLY ints 99' 'words 91' 'pairs 79' 'uuids 100' 'numbers 101' 'floats 101' 'bins 100' 'parted 100'; do
	is "each row of ${t% *} once" "$(sql "SELECT count(*), sum(n), max(n) FROM ${t% *}")" \
	    "${t##* }|${t##* }|1"
done
is 'a condition stays one' "$(sql 'SELECT string_agg("Id"::text, $$,$$ ORDER BY "Id") FROM "Other"."Odd" WHERE n = 0')" \
    6,7,8,9,10
is 'each batch has written how far it is' "$(sql "SELECT \"cursor\" FROM dunlin_journal
	WHERE revision = '002' AND step = 10")" "'100'"

# -- What cannot be taken apart. --
refused() {
	rm -f "$h"/versions/003_x.sql
	printf '%s\n-- dunlin: backfill batch=10\n%s;\n' "${3-}" "$2" | revision 003
	run upgrade head
	is "$2: refused" "$status" 1
	like "with its place, and why: $1" "$out" "003_x.sql:[0-9]+:1: error: .*$1"
}
refused 'primary key, so a row could be met twice' 'UPDATE uuids SET n = 1, id = gen_random_uuid()'
refused 'UPDATE of .keyless. cannot be run in batches: the table has no primary key' 'UPDATE keyless SET n = 1'
refused 'the history does not know the table' 'DELETE FROM elsewhere'
refused 'reads other rows of the table' 'UPDATE uuids SET n = (SELECT max(n) FROM uuids x)'
refused 'reads other rows of the table' 'UPDATE uuids SET n = s.n FROM seen s WHERE s.id <> uuids.id'
refused 'reads other rows of the table' 'DELETE FROM parted WHERE id IN (SELECT id FROM parted_1)'
refused 'RETURNING' 'DELETE FROM uuids RETURNING n'
refused 'LIMIT' 'DELETE FROM uuids WHERE n IN (SELECT n FROM words ORDER BY 1 LIMIT 5)'
refused 'writes more than one table' 'WITH w AS (DELETE FROM words RETURNING n) UPDATE uuids SET n = w.n FROM w'
refused 'other tables inherit from the table' 'UPDATE ints SET n = 1'
together="CREATE TABLE made (id int PRIMARY KEY, up int CONSTRAINT made_up REFERENCES made, n int);
CREATE TABLE above (id int PRIMARY KEY);
CREATE TABLE below (id int PRIMARY KEY, above int REFERENCES above ON DELETE CASCADE, n int, UNIQUE (n) DEFERRABLE);
ALTER TABLE above ADD below int CONSTRAINT to_below REFERENCES below;
CREATE FUNCTION next_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN UPDATE made SET n = NEW.n WHERE id = NEW.id + 1; RETURN NULL; END';
CREATE FUNCTION moves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := NEW.id + 100; RETURN NEW; END';
CREATE TRIGGER tells AFTER UPDATE OF n ON made FOR EACH ROW EXECUTE FUNCTION next_one();
CREATE TRIGGER moves BEFORE UPDATE ON below FOR EACH ROW EXECUTE FUNCTION moves();"
refused "rows that it deletes refer to each other by 'made_up'" 'DELETE FROM made WHERE id > 3' "$together"
refused "rows that it deletes refer to each other by 'to_below'" 'DELETE FROM above' "$together"
refused "'below_n_key' is DEFERRABLE" 'UPDATE below SET n = -n' "$together"
refused "trigger 'moves' sets the primary key" 'UPDATE below SET above = 1' "$together"
refused "trigger 'tells' has to do with other rows" 'UPDATE made SET n = 1' "$together"
printf '%s\n-- dunlin: backfill batch=10\n%s;\n' "$together" 'UPDATE made SET up = NULL' | revision 003
run upgrade head --sql
done_ok 'a trigger of another column is not in the way'
refused 'stands before INSERT, which has no batches' 'INSERT INTO keyless VALUES (1) ON CONFLICT DO NOTHING'
refused 'stands before ALTER TABLE, which has no batches' 'ALTER TABLE keyless ADD x int'
refused 'LOCK in line 3 is there to hold' 'UPDATE uuids SET n = 2' 'LOCK TABLE uuids;'
is 'nothing was done' "$(sql 'SELECT count(*) FROM keyless'):$(sql 'SELECT max(n) FROM uuids')" 1:1
rm -f "$h"/versions/003_x.sql
revision 003 <<'SQL'
-- dunlin: backfill batch=10
UPDATE uuids SET n = 2;
SQL
run upgrade head --transaction run
is 'and it cannot share one transaction' "$status" 1
like 'which is said' "$out" "003_x.sql:4:1: error: revision '003' cannot share one transaction"
run -q upgrade head --transaction none
done_ok 'without transactions it has its own all the same'
is 'and did it' "$(sql 'SELECT min(n), max(n) FROM uuids')" '2|2'

# -- Who has a row is waited for, shortly; standbys are, too. --
printf 'lock_timeout = 100ms\nlock_retry = 20s\n' >>"$h/dunlin.ini"
revision 004 <<'SQL'
-- dunlin: backfill batch=40
UPDATE uuids SET n = 3;
SQL
psql -Xq keys -c 'BEGIN' -c 'UPDATE uuids SET n = n WHERE id = (SELECT max(id::text)::uuid FROM uuids)' \
    -c "SELECT 'held'" -c 'SELECT pg_sleep(1.5)' -c ROLLBACK >"$scratch/held" &
until grep -q held "$scratch/held"; do sleep 0.05; done
run upgrade head
wait
done_ok 'a row that another has'
like 'is waited for shortly, and the batch tried again' "$out" "revision '004' is tried again: .*lock timeout"
is 'and all is done' "$(sql 'SELECT min(n), max(n) FROM uuids')" '3|3'
sql "ALTER SYSTEM SET wal_receiver_status_interval = '1s'"
port=$((PGPORT + 1))
succeeds 'a standby starts' sh "$pg_script" standby "$pg_dir" "$port"
psql -XqAt -p "$port" keys -c 'SELECT pg_wal_replay_pause()' >/dev/null
printf 'lock_retry = 1s\nbackfill_lag = 200ms\n' >>"$scratch/more"
sed -i -e '/lock_retry/d' "$h/dunlin.ini"
cat "$scratch/more" >>"$h/dunlin.ini"
revision 005 <<'SQL'
SET ROLE nobody_special; -- who may not see standbys, and not write the journal
-- dunlin: backfill batch=10
UPDATE uuids SET n = 4;
SQL
sql 'CREATE ROLE nobody_special; GRANT SELECT, UPDATE ON uuids TO nobody_special'
sql 'CREATE TABLE noise AS SELECT 1' # something that it is behind with
sleep 1.5
run upgrade head
is 'one that is behind is waited for until time is over' "$status" 1
like 'the error names it' "$out" "005_x.sql:5:1: error: .*standby '[^']+' at local is behind by [0-9]+ ms, more than backfill_lag allows"
like 'and says how to go on' "$out" 'hint: Run the same command again when it has caught up'
is 'the step is begun' "$(sql "SELECT state FROM dunlin_journal WHERE revision = '005' AND step = 2")" started
sed -i 's/lock_retry.*/lock_retry = 60s/' "$h/dunlin.ini"
"$DUNLIN" -c "$h/dunlin.ini" -d "$url" upgrade head >"$scratch/lag" 2>&1 &
pid=$!
until grep -q 'waiting for it' "$scratch/lag" || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
psql -XqAt -p "$port" keys -c 'SELECT pg_wal_replay_resume()' >/dev/null
wait $pid
is 'it goes on when the standby has caught up' "$?" 0
is 'and all is done' "$(sql 'SELECT min(n), max(n) FROM uuids')" '4|4'
revision 006 <<'SQL'
-- dunlin: backfill batch=10
UPDATE uuids SET n = 4;
SQL
sql 'CREATE ROLE blind LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO blind'
sql 'ALTER TABLE dunlin_journal OWNER TO blind'
keep=$url url="postgresql://blind@/keys?host=$PGHOST&port=$PGPORT"
run upgrade head
url=$keep
done_ok 'who may not see standbys waits for none'
is 'which is said once' "$(printf '%s\n' "$out" | grep -c '^notice: without the rights of pg_read_all_stats')" 1

# -- Ctrl-C; how far it is. --
sed -i -e 's/backfill_lag.*/backfill_lag = 0/' -e 's/backfill_pause.*/backfill_pause = 400ms/' "$h/dunlin.ini"
revision 007 <<'SQL'
-- dunlin: backfill batch=5
UPDATE uuids SET n = n + 1;
SQL
sql 'ANALYZE uuids'
env --default-signal=INT "$DUNLIN" -c "$h/dunlin.ini" -d "$url" upgrade head --json >"$scratch/events" 2>"$scratch/err" &
pid=$!
tries=200
until grep -q '"progress"' "$scratch/events" || [ $tries -eq 0 ]; do tries=$((tries - 1)); sleep 0.05; done
kill -INT $pid
wait $pid
is 'Ctrl-C ends it' "$?" 130
like 'it told how many rows were done, of how many' "$(grep '"progress"' "$scratch/events")" \
    '"done":[0-9]+,"total":100,"unit":"rows"'
somewhere=$(sql 'SELECT count(*) FROM uuids WHERE n = 5')
is 'in the middle' "$((somewhere > 0 && somewhere < 100 && somewhere % 5 == 0))" 1
sed -i -e 's/backfill_pause.*/backfill_pause = 0/' "$h/dunlin.ini"
run upgrade head
done_ok 'the next run goes on'
like 'says so' "$out" "revision '007' stopped in step 1 of 1; continuing"
is 'no row was met twice, and none left out' "$(sql 'SELECT min(n), max(n) FROM uuids')" '5|5'

# -- Through libdbi it is the same, and on SQLite one statement. --
cat >"$h/versions/008_x.sql" <<'SQL'
-- dunlin: backfill batch=30
UPDATE words SET n = n + 1;
SQL
url="dbi:pgsql?host=$PGHOST&port=$PGPORT&user=$PGUSER&dbname=keys"
run upgrade head
done_ok 'through libdbi'
is 'in batches, too' "$(sql "SELECT count(*) FROM dunlin_journal WHERE revision = '008'
	AND \"cursor\" IS NOT NULL"):$(sql 'SELECT min(n), max(n) FROM words')" '1:2|2'
mkdir -p "$scratch/lite/versions"
cat >"$scratch/lite/versions/001_x.sql" <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, n int);
INSERT INTO t VALUES (1, 1), (2, 2);
-- dunlin: backfill batch=1
UPDATE t SET n = n + (SELECT count(*) FROM t);
SQL
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/lite/dunlin.ini"
h=$scratch/lite url=sqlite:///$scratch/lite/a.db
run upgrade head
done_ok 'on SQLite it is one statement, without a word'
unlike 'not even that' "$out" 'batch|backfill'
is 'and is done' "$(sqlite3 "$scratch/lite/a.db" 'SELECT group_concat(n) FROM t')" 3,4
tap_done
