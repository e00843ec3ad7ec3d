#!/bin/sh
# A revision is split where a strong lock would be held over what lasts: others do not wait, the end
# is the same, and what is between the parts can be killed.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# config KEY...: in place of what there was
config() {
	{
		printf '[dunlin]\nscript_location = %%(here)s\n'
		printf '%s\n' "$@"
	} >"$h/dunlin.ini"
}

# again NAME: an empty database in place of $db
again() {
	pg_fresh "$db"
}

# outcome: catalog and data and what is recorded
outcome() {
	pg_schema "$db"
	sql "SELECT count(*), sum(a), count(x), min(x), max(x) FROM big"
	sql "SELECT string_agg(id, ' ' ORDER BY id), (SELECT count(*) FROM dunlin_journal
	    WHERE state <> 'done') FROM dunlin_revision"
}

# -- Who writes to a table that is locked does not wait for what is done to another. --
project stall
revision 001 <<'SQL'
CREATE TABLE big (id int PRIMARY KEY, a int);
CREATE TABLE hot (id int PRIMARY KEY, n int);
INSERT INTO big SELECT i, 0 FROM generate_series(1, 20000) i;
INSERT INTO hot VALUES (1, 0);
SQL
revision 002 <<'SQL'
ALTER TABLE hot ADD COLUMN x int;
UPDATE big SET a = 1 WHERE id = 1 AND pg_sleep(2) IS NOT NULL;
ALTER TABLE big ADD COLUMN x int;
SQL

# stall: upgrade while somebody writes; leaves $longest, in milliseconds
stall() {
	again
	run -q upgrade 001
	(
		printf '%s\n' '\timing on'
		yes 'UPDATE hot SET n = n + 1 WHERE id = 1;'
	) | psql -XqAt "$db" >"$scratch/times" 2>&1 &
	writer=$!
	until [ -s "$scratch/times" ]; do sleep 0.1; done
	run upgrade head
	sleep 0.5 # for the write that waited to end
	psql -XqAt postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	    WHERE datname = '$db' AND pid <> pg_backend_pid()" >/dev/null
	wait "$writer" 2>/dev/null
	longest=$(awk '$1 == "Time:" { t = $2 + 0; if (t > max) max = t } END { printf "%d", max }' \
	    "$scratch/times")
	echo "# with $1 the longest of $(grep -c Time: "$scratch/times") writes: $longest ms"
}
config 'online = off'
stall 'online = off'
done_ok 'unsplit'
[ "$longest" -ge 1900 ] && ok 'unsplit, a writer waits for the whole UPDATE' ||
	not_ok 'unsplit, a writer waits for the whole UPDATE' "$longest ms"
config 'online_threshold = 64kB'
stall 'online_threshold = 64kB'
done_ok 'split'
[ "$longest" -lt 1500 ] && ok 'split, nobody waits for it' || not_ok 'split, nobody waits for it' \
	"$longest ms"

# -- The same catalog, the same rows; killed anywhere, the next run goes on. --
project same
revision 001 <<'SQL'
CREATE TABLE big (id int PRIMARY KEY, a int);
CREATE TABLE other (id int PRIMARY KEY, a int);
INSERT INTO big SELECT i, i FROM generate_series(1, 2000) i;
SQL
revision 002 <<'SQL'
SET app.word = 'kept';
ALTER TABLE other ADD COLUMN b int;
ALTER TABLE big ADD COLUMN x text;
UPDATE big SET x = current_setting('app.word') || id % 7, a = a + 1
	FROM (SELECT pg_sleep(current_setting('app.pause', true)::float)) s;
ALTER TABLE big ALTER x SET DEFAULT 'none';
UPDATE other SET b = 1;
CREATE TABLE late (id int PRIMARY KEY, big_id int REFERENCES big);
INSERT INTO late VALUES (1, 1);
SQL
config 'online = off'
run upgrade head
done_ok 'in one transaction'
outcome >"$scratch/whole"
again
config 'online_threshold = 8kB'
run -q upgrade 001
run plan head
like 'the plan says why it is split' "$out" \
    'split, for big has [0-9]+ kB; up to online_threshold \(8 kB\) it would not be'
like 'in how many parts' "$out" 'transaction \(part 3 of 3\)'
like 'what is locked first' "$out" \
    '^ +LOCK TABLE ONLY "public"."big", ONLY "public"."other" IN ACCESS EXCLUSIVE MODE$'
empty "no line is wider than 100 columns" "$(printf '%s\n' "$out" | grep -E '.{101}')"
run plan head --json
is 'JSON says the same' "$(printf '%s\n' "$out" | python3 -c "import json, sys
r = json.load(sys.stdin)['revisions'][0]
print(r['split']['places'], r['split']['largest'], len(r['segments']),
    [s['before'] for g in r['segments'] for s in g['steps'] if 'before' in s])")" \
    "2 public.big 3 [['LOCK TABLE ONLY \"public\".\"big\", ONLY \"public\".\"other\" IN ACCESS EXCLUSIVE MODE']]"
config 'online_threshold = 1GB'
run plan head
like 'it says what would split it' "$out" \
    'not split, for big has [0-9]+ kB; above online_threshold \(1 GB\) it would be, into 3 parts'
config 'online_threshold = 8kB'
run upgrade head
done_ok 'in several'
is 'were run' "$(sql "SELECT max(segment) FROM dunlin_journal WHERE revision = '002'")" 3
outcome >"$scratch/split"
is 'the same comes of it' "$(diff "$scratch/whole" "$scratch/split")" ''

# paused: begin the upgrade in the background; returns when the second of the three parts is at work
paused() {
	again
	run -q upgrade 001
	PGOPTIONS='-c app.pause=60' "$DUNLIN" -q -c "$h/dunlin.ini" -d "$url" upgrade head \
	    >"$scratch/killed.out" 2>&1 &
	dunlin_pid=$!
	until [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")" = 1 ]; do
		sleep 0.1
	done
}

# end_sleep: end the session that is at work, and see it gone
end_sleep() {
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'" \
	    >/dev/null
	until [ "$(sql "SELECT count(*) FROM pg_stat_activity
	    WHERE application_name = 'dunlin'")" = 0 ]; do sleep 0.1; done
}

# resumed NAME
resumed() {
	is "$1: the first part is done, and kept" "$(sql "SELECT count(*) FROM dunlin_journal
	    WHERE revision = '002' AND state = 'done'")" 3
	run upgrade head
	done_ok "$1: the next run goes on"
	like "$1: it says so" "$out" "revision '002' stopped after step 3 of 8; continuing"
	outcome >"$scratch/killed"
	is "$1: to the same end" "$(diff "$scratch/whole" "$scratch/killed")" ''
}

paused
end_sleep
wait "$dunlin_pid"
is 'when the server ends the session, the run fails' $? 1
resumed 'the session ended between the parts'
paused
{
	kill -9 "$dunlin_pid"
	wait "$dunlin_pid"
} 2>/dev/null
end_sleep
resumed 'killed between the parts'

# -- A plan in a file holds the sizes. --
again
config 'online_threshold = 1MB'
run -q upgrade 001
run -q plan head --out "$scratch/plan.json"
done_ok 'a plan in a file'
sql 'INSERT INTO big SELECT i, i FROM generate_series(2001, 60000) i'
run upgrade --plan "$scratch/plan.json"
is 'it is refused when a table has grown too large for it' "$status" 1
like 'which is said' "$out" "what would run is not the plan in .*: the steps of revision '002' are other ones"
config 'online = always'
sql 'DELETE FROM big WHERE id > 2000' && sql 'VACUUM FULL big'
run -q plan head --out "$scratch/plan.json"
sql 'INSERT INTO big SELECT i, i FROM generate_series(2001, 60000) i'
run upgrade --plan "$scratch/plan.json"
done_ok 'with online = always it depends on the files alone'

# -- Partitions are summed; who may not LOCK a table does not. --
project parts
revision 001 <<'SQL'
CREATE TABLE parted (id int NOT NULL, a int) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM (0) TO (2000);
CREATE TABLE part2 PARTITION OF parted FOR VALUES FROM (2000) TO (9000);
INSERT INTO parted SELECT i, i FROM generate_series(1, 4000) i;
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE mine (id int PRIMARY KEY);
SQL
config 'online_threshold = 100kB'
run -q upgrade head
revision 002 <<'SQL'
ALTER TABLE parted ADD COLUMN x int;
UPDATE parted SET x = 1;
SQL
run plan head
like 'the partitions of a table are summed' "$out" 'split, for parted has 1[4-9][0-9] kB'
rm "$h/versions/002_x.sql"
sql 'CREATE ROLE limited; GRANT ALL ON SCHEMA public TO limited; ALTER TABLE mine OWNER TO limited;
	GRANT ALL ON dunlin_revision, dunlin_journal, dunlin_layout, dunlin_lock TO limited;
	GRANT REFERENCES ON parent TO limited'
revision 002 <<'SQL'
ALTER TABLE mine ADD COLUMN x int;
CREATE TABLE child (id int REFERENCES parent);
CREATE INDEX mine_x ON mine (x);
SQL
config 'online_threshold = 0' 'role = limited'
sql 'INSERT INTO mine VALUES (1); INSERT INTO parent VALUES (1)'
run plan head
unlike 'a table on which one has no right is not locked first' "$out" 'LOCK TABLE'
run upgrade head
done_ok 'and what needs no such right runs'

# -- A table that somebody keeps to himself is waited for, as with any lock. --
project busy
revision 001 <<'SQL'
CREATE TABLE big (id int PRIMARY KEY, a int);
INSERT INTO big SELECT i, i FROM generate_series(1, 2000) i;
SQL
run -q upgrade head
revision 002 <<'SQL'
ALTER TABLE big ADD COLUMN x int;
UPDATE big SET x = 1;
SQL
psql -XqAt "$db" -c BEGIN -c 'LOCK TABLE big' -c 'SELECT pg_sleep(3)' -c COMMIT >/dev/null &
until [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'
    AND pid <> pg_backend_pid()")" = 1 ]; do sleep 0.1; done
run upgrade head
done_ok 'a table of which not even the size can be asked'
wait
tap_done
