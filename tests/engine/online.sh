#!/bin/sh
# The safer form of a statement: the same catalog and the same rows as the statement itself gives,
# and nobody who writes waits for what lasts.
set -u
. "$srcdir/tests/engine/online_lib.sh"

project plain
revision 001 <<'SQL'
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent SELECT i FROM generate_series(1, 50) i;
SQL
# statement NAME: a table of that name and, from standard input, what is done to it
number=1
statement() {
	cat >>"$h/versions/001_x.sql" <<-SQL
	CREATE TABLE $1 (id int PRIMARY KEY, a int, b text, c int NOT NULL, "Odd one" int);
	INSERT INTO $1 SELECT i, i, 'b' || i, i % 7, i FROM generate_series(1, 500) i;
	CREATE INDEX $1_b ON $1 (b);
	ALTER TABLE $1 ADD CONSTRAINT $1_c CHECK (c >= 0);
	SQL
	number=$((number + 1))
	revision "$(printf '%03d' $number)"
}
statement ix <<'SQL'
CREATE INDEX ON ix (a, lower(b) DESC) INCLUDE (c) WHERE a > 3; -- no name
CREATE /* and */ UNIQUE INDEX IF NOT EXISTS "Ix odd" ON public.ix USING btree ("Odd one") WITH (fillfactor = 80);
SQL
statement dix <<'SQL'
CREATE INDEX dix_a ON dix (a);
DROP INDEX IF EXISTS dix_b, public.dix_a RESTRICT;
SQL
statement chk <<'SQL'
ALTER TABLE chk ADD CHECK (a > 0 AND b <> '--' /* ; */);
ALTER TABLE ONLY chk ADD CONSTRAINT "Odd" CHECK ("Odd one" < 1000) NO INHERIT;
ALTER TABLE IF EXISTS chk DROP CONSTRAINT chk_c, ADD CONSTRAINT chk_c CHECK (c IN (0, 1, 2, 3, 4, 5, 6, 7));
SQL
statement fk <<'SQL'
ALTER TABLE fk ADD FOREIGN KEY (a) REFERENCES parent ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.fk ADD CONSTRAINT fk_self FOREIGN KEY (id) REFERENCES fk (id) MATCH FULL;
SQL
statement nn <<'SQL'
ALTER TABLE nn ALTER COLUMN a SET NOT NULL;
ALTER TABLE nn ALTER "Odd one" SET NOT NULL, ALTER b SET NOT NULL, ALTER c SET NOT NULL;
SQL
statement uq <<'SQL'
ALTER TABLE uq ADD UNIQUE (b, "Odd one") INCLUDE (c);
ALTER TABLE uq ADD CONSTRAINT uq_a UNIQUE NULLS NOT DISTINCT (a) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE uq DROP CONSTRAINT uq_a, ADD CONSTRAINT uq_a UNIQUE (a);
SQL
statement pk <<'SQL'
ALTER TABLE pk DROP CONSTRAINT pk_pkey;
ALTER TABLE pk ADD PRIMARY KEY (a, "Odd one");
ALTER TABLE pk DROP CONSTRAINT pk_pkey, ADD CONSTRAINT pk_new PRIMARY KEY (b);
SQL
statement several <<'SQL'
ALTER TABLE several ADD COLUMN d int DEFAULT 5,		-- plain
	ADD CONSTRAINT several_d CHECK (d > 1),
	ALTER a SET NOT NULL,
	ADD CONSTRAINT several_u UNIQUE (a),
	ALTER b SET DEFAULT 'a, b',
	DROP CONSTRAINT several_c,
	ADD UNIQUE (d, id),
	ADD FOREIGN KEY (d) REFERENCES parent;
SQL
statement col <<'SQL'
ALTER TABLE col ADD COLUMN d int DEFAULT 3 CHECK (d > 0) NOT NULL CONSTRAINT col_parent REFERENCES parent DEFERRABLE,
	ADD COLUMN IF NOT EXISTS f int;
ALTER TABLE col ADD e text UNIQUE CONSTRAINT e_short CHECK (length(e) < 9) DEFAULT NULL;
SQL
statement fill <<'SQL'
ALTER TABLE fill DROP CONSTRAINT fill_pkey, ADD CONSTRAINT fill_pkey PRIMARY KEY (b, "Odd one");
ALTER TABLE fill ADD COLUMN d float DEFAULT /* new */ random() CONSTRAINT d_much CHECK (d < 2) NOT NULL, ADD x int;
ALTER TABLE public.fill ADD "Key" uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();
SQL
statement keyless <<'SQL'
ALTER TABLE keyless DROP CONSTRAINT keyless_pkey;
ALTER TABLE keyless ADD d bool DEFAULT clock_timestamp() > '2000-01-01';
SQL
cat >>"$h/versions/001_x.sql" <<'SQL'
UPDATE fk SET a = 1 + id % 50;
INSERT INTO fill SELECT i, i, 'b' || i, 0, i FROM generate_series(501, 5000) i;
SQL
cat >"$h/versions/090_x.sql" <<'SQL'
-- what is made in the run keeps its plain form, and so does what is told to
-- dunlin: upgrade
CREATE TABLE fresh (id int, a int);
CREATE INDEX fresh_a ON fresh (a);
ALTER TABLE fresh ADD CHECK (a > 0);
-- dunlin: online off
CREATE INDEX ix_told ON ix (id, a);
SQL
rows() {
	for t in $(sql "SELECT tablename FROM pg_tables WHERE schemaname = 'public'
	    AND tablename NOT LIKE 'dunlin%' AND tablename <> 'fill' ORDER BY 1"); do
		sql "SELECT '$t', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $t t"
	done
	sql 'SELECT count(*), sum(a), count(d), count(DISTINCT d) > 4000, count(DISTINCT "Key") FROM fill'
}
echo 'online = off' >>"$h/dunlin.ini"
run -q upgrade 001
loud plain
run upgrade head
done_ok 'online = off'
{ pg_schema plain; rows; } >"$scratch/off"
is 'every scan is seen' "$(scans ' fresh | keyless | ix_told ' | wc -l)" 34
: >"$pg_dir/data/log"

sed -i 's/^online.*/online = always/' "$h/dunlin.ini"
again() {
	createdb always
	db=always url=$(pg_url always)
	run -q upgrade 001
}
again
# What each statement locks of what was there before, and which reads or writes every row.
note 'ix|dix|chk|fk|nn|uq|pk|several|col|fill'
loud always
run upgrade head
done_ok 'online = always'
noted
is 'while a constraint is validated, nobody is kept from writing' \
    "$(sql "SELECT count(*) FROM dunlin_locks WHERE tag LIKE '%VALIDATE'")" 0
is 'nor while an index is built or dropped, but where that was told' \
    "$(sql "SELECT string_agg(tag || ' ' || tab || ' ' || mode, ', ') FROM dunlin_locks
	WHERE tag LIKE '% INDEX'")" 'CREATE INDEX ix ShareLock'
empty 'no statement reads or writes every row under a lock on it' "$(scans ' fresh | keyless | ix_told ')"
is 'rows are filled some at a time' "$(sql "SELECT count(*) FROM dunlin_journal WHERE cursor IS NOT NULL
	AND statement LIKE 'UPDATE %'")" 2
pg_schema always >"$scratch/once"
{ cat "$scratch/once"; rows; } >"$scratch/on"
is 'the same catalog and rows' "$(diff "$scratch/off" "$scratch/on")" ''
is 'nothing is left to be done' "$(sql "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'")" 0

# -- The way back, too: what is derived gets the same forms. --
run downgrade 001 --allow-data-loss
done_ok 'down'
is 'indexes are dropped so that nobody waits' "$(sql "SELECT count(*) > 1 FROM dunlin_journal
	WHERE direction = 'downgrade' AND statement LIKE 'DROP INDEX CONCURRENTLY %'")" t
run upgrade head
done_ok 'and up again'
is 'it is what it was' "$(pg_schema always | diff "$scratch/once" -)" ''

# -- The history that ships, revision by revision. --
for mode in off always; do
	createdb "shipped_$mode"
	printf '[dunlin]\nscript_location = %s\nonline = %s\n' "$(cd "$srcdir/migrations" && pwd)" \
		"$mode" >"$scratch/ini"
	"$DUNLIN" -q -c "$scratch/ini" -d "$(pg_url "shipped_$mode")" upgrade 001 &&
		"$DUNLIN" -q -c "$scratch/ini" -d "$(pg_url "shipped_$mode")" upgrade head
	pg_schema "shipped_$mode" >"$scratch/shipped.$mode"
done
is 'the history that ships gives the same catalog' \
    "$(grep -c 'CREATE TABLE' "$scratch/shipped.always")$(diff "$scratch/shipped.off" "$scratch/shipped.always")" 6

# -- What is replaced is said, and why something is not. --
project told
revision 001 <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
INSERT INTO t SELECT i, i, i FROM generate_series(1, 2000) i;
SQL
run -q upgrade head
revision 002 <<'SQL'
ALTER TABLE t ADD CONSTRAINT t_a CHECK (a > 0),
	ADD EXCLUDE USING btree (b WITH =);
ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a + 1) STORED;
CREATE TABLE u (id int, t int REFERENCES t);
ALTER TABLE u ALTER t SET NOT NULL;
SET LOCAL lock_timeout = '1s';
CREATE INDEX t_b ON t (b);
SQL
run plan head
like 'what would be replaced, were the table large' "$out" \
    '^  1 statement would be replaced for tables above online_threshold \(8 MB\)$'
unlike 'and else nothing is' "$out" 'NOT VALID'
echo 'online_threshold = 8kB' >>"$h/dunlin.ini"
run plan head
like 'what is replaced' "$out" \
    '^  in place of ALTER TABLE t ADD CONSTRAINT t_a CHECK \(a > 0\), \.\.\. which would hold'
like 'why' "$out" '^    over: index build, the constraint'
like 'by what' "$out" '^ +2  ALTER TABLE t VALIDATE CONSTRAINT "t_a" +SHARE UPDATE EXCLUSIVE on t +scan$'
like 'what of it is not' "$out" '^  ! no safer form: an exclusion constraint can only be added at once$'
like 'what is not' "$out" '^  ! no safer form: a column can only be generated from the start$'
like 'what is in the way' "$out" '^  ! no safer form: SET in line 8 ends with its transaction$'
empty 'no line is wider than 100 columns' "$(printf '%s\n' "$out" | grep -E '.{101}')"
run plan head --json
is 'JSON says the same' "$(printf '%s\n' "$out" | python3 -c "import json, sys
r = json.load(sys.stdin)['revisions'][0]
for s in [s for g in r['segments'] for s in g['steps']]:
    print(s['step'], s.get('in_place_of', {}).get('class'), s.get('no_safer_form'))")" \
    '1 index build an exclusion constraint can only be added at once
2 index build an exclusion constraint can only be added at once
3 None a column can only be generated from the start
4 None None
5 None None
6 None None
7 None SET in line 8 ends with its transaction'

# -- A type that is stored another way. --
rm "$h"/versions/002_x.sql
revision 002 <<'SQL'
ALTER TABLE t ALTER a TYPE bigint;
SQL
run plan head
like 'what would write a large table anew is refused, the plan says' "$out" \
    '^  ! refused without --allow-rewrite$'
run upgrade head
is 'it is' "$status" 1
like 'with its place' "$out" "002_x.sql:3:1: error: revision '002' would write every row of 'public.t' anew"
like 'and the way out' "$out" 'hint: Nothing was done.  Add a column of the new type'
is 'nothing was done' "$(sql "SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 't'::regclass
	AND attname = 'a'")" integer
run upgrade head --allow-rewrite
done_ok 'it is done when that is allowed'
revision 003 <<'SQL'
ALTER TABLE t ADD s varchar(5);
ALTER TABLE t ALTER s TYPE varchar(50);
SQL
run upgrade head
done_ok 'what writes nothing is not refused'
tap_done
