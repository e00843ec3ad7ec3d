#!/bin/sh
# How long a type change lasts is what the server does to a copy: whatever the history does not know of
# the table.  The expectation is what it says of the table itself.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

project retype
revision 001 <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, plain varchar(50), lower varchar(50), part varchar(50), test varchar(50),
	n int, small numeric(10, 2), at timestamp, "Odd one" text, r int, own varchar(5));
INSERT INTO t SELECT i, 'a', 'b', 'c', 'd', i, i, now(), 'e', i, 'f' FROM generate_series(1, 1000) i;
CREATE INDEX t_at ON t (at);
CREATE TABLE other (id int PRIMARY KEY, r int REFERENCES t (id));
SQL
run -q upgrade head
# What nobody told the history.
sql 'CREATE INDEX ON t (lower(lower));
	CREATE INDEX ON t (id) WHERE part IS NOT NULL;
	ALTER TABLE t ADD CHECK (length(test) < 60)'
echo 'online_threshold = 8kB' >>"$h/dunlin.ini"

# class STATEMENT: what the server says of it
class() {
	psql -XqAt "$db" -c 'BEGIN' -c 'SET client_min_messages = debug1' -c "$1" -c 'ROLLBACK' 2>&1 |
		awk '/rewriting table/ { c = 3 } /building index/ && c < 2 { c = 2 }
		    /verifying table/ && c < 1 { c = 1 }
		    END { split("metadata,scan,index build,rewrite", names, ","); print names[c + 1] }'
}
is_exact() {
	revision 002 <<-SQL
	$1;
	SQL
	run plan head --json
	is "$1" "$(printf '%s\n' "$out" | python3 -c "import json, sys
r = json.load(sys.stdin)['revisions'][0]
s = [s for g in r['segments'] for s in g['steps']][0]
print(s.get('in_place_of', s)['class'])")" "$(class "$1")"
}
is_exact 'ALTER TABLE t ALTER plain TYPE varchar(100)'
is_exact 'ALTER TABLE public.t ALTER plain TYPE varchar(10)'
is_exact 'ALTER TABLE t ALTER lower TYPE varchar(100)'
is_exact 'ALTER TABLE ONLY t ALTER part TYPE text'
is_exact 'ALTER TABLE t ALTER test TYPE varchar(100)'
is_exact 'ALTER TABLE t ALTER plain TYPE text, ALTER test TYPE text'
is_exact 'ALTER TABLE t ALTER n TYPE bigint'
is_exact 'ALTER TABLE t ALTER n TYPE oid'
is_exact 'ALTER TABLE t ALTER small TYPE numeric(12, 2)'
is_exact 'ALTER TABLE t ALTER small TYPE numeric(12, 4)'
is_exact 'ALTER TABLE t ALTER at TYPE timestamptz'
is_exact "ALTER TABLE t ALTER n TYPE int USING n + 1"
is_exact 'ALTER TABLE t ALTER "Odd one" TYPE text COLLATE "C"'
is_exact "ALTER TABLE t ALTER own TYPE varchar(10)"
run upgrade head
done_ok 'what rewrites nothing is not refused'
revision 003 <<'SQL'
ALTER TABLE t ALTER at TYPE timestamptz;
SQL
sql "ALTER DATABASE $db SET timezone = 'Europe/Vienna'"
run plan head
like 'what is written anew only here is refused' "$out" '^  ! refused without --allow-rewrite$'
is 'there it is' "$(class 'ALTER TABLE t ALTER at TYPE timestamptz')" rewrite
sql "ALTER DATABASE $db SET timezone = 'UTC'"
run upgrade head
done_ok 'and only here'

# Where something before it makes the table another, the history says what it can.
revision 004 <<'SQL'
CREATE INDEX t_later ON t (lower(plain));
ALTER TABLE t ALTER plain TYPE varchar(200);
SQL
run plan head
like 'an index that is yet to come' "$out" 'ALTER plain TYPE varchar\(200\) +ACCESS EXCLUSIVE on t +index build$'

is 'nothing is left of it' "$(sql "SELECT count(*) FROM pg_class WHERE relpersistence = 't'")" 0
tap_done
