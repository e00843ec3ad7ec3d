#!/bin/sh
# A script for large tables, which somebody else runs: the same catalog and rows as the upgrade's,
# with what must have its own transaction marked.
set -u
. "$srcdir/tests/engine/online_lib.sh"

project plain
revision 001 <<'SQL'
CREATE TABLE p (id int PRIMARY KEY);
INSERT INTO p SELECT generate_series(0, 9);
CREATE TABLE t (id int, a text, n int, PRIMARY KEY (a, id));
INSERT INTO t SELECT i, 'it''s ' || i % 7, i FROM generate_series(1, 5000) i;
CREATE TABLE u (id int PRIMARY KEY, n int);
SQL
revision 002 <<'SQL'
CREATE INDEX t_n ON t (n);
CREATE INDEX u_n ON u (n);
ALTER TABLE t ALTER n SET NOT NULL, ADD CHECK (n > 0);
ALTER TABLE t ADD COLUMN r uuid NOT NULL DEFAULT gen_random_uuid();
-- dunlin: backfill batch=700
UPDATE t SET n = n + 1 WHERE n > 10 OR a = 'it''s 3';
ALTER TABLE u ADD FOREIGN KEY (n) REFERENCES p;
SQL
rows() {
	psql -XqAt "$1" -c 'SELECT count(*), sum(n), count(r), count(DISTINCT r) FROM t' \
	    -c "SELECT string_agg(id, ' ' ORDER BY id) FROM dunlin_revision"
}
run -q upgrade head
{ pg_schema plain; rows plain; } >"$scratch/plain.state"
# scripted NAME OPTION...: a script of 002, run by psql
scripted() {
	createdb "$1"
	url=$(pg_url "$1")
	run -q upgrade 001
	name=$1
	shift
	run upgrade 001:002 --sql "$@"
	done_ok "$name: a script"
	cp "$scratch/out" "$scratch/$name.sql"
	psql -Xq -f "$scratch/$name.sql" "$name" >"$scratch/said" 2>&1
	is "$name: psql runs it" "$(cat "$scratch/said")" ''
	{ pg_schema "$name"; rows "$name"; } >"$scratch/$name.state"
	is "$name: the same catalog and rows" "$(diff "$scratch/plain.state" "$scratch/$name.state")" ''
}
scripted none
unlike 'without the option statements stay' "$(cat "$scratch/none.sql")" 'CONCURRENTLY|NOT VALID'
scripted one --assume-large t
like 'a large table is spared' "$(cat "$scratch/one.sql")" '^CREATE INDEX CONCURRENTLY "?t_n"? ON t'
unlike 'another is not' "$(cat "$scratch/one.sql")" 'CONCURRENTLY u_n|FOREIGN KEY .* NOT VALID'
like 'what runs outside of a transaction is marked' "$(cat "$scratch/one.sql")" '^-- Part [0-9]+ of [0-9]+, outside a transaction$'
like 'what is one of its own, too' "$(cat "$scratch/one.sql")" '^-- Part [0-9]+ of [0-9]+, a transaction of its own$'
like 'and batches' "$(cat "$scratch/one.sql")" '^-- Part [0-9]+ of [0-9]+, outside a transaction: each 700 rows are one of their own$'
like 'and what it stands for' "$(cat "$scratch/one.sql")" '^-- In place of ALTER TABLE t ALTER n SET NOT NULL, ADD CHECK \(n > 0\)$'
scripted all --assume-large all
like 'or all of them' "$(cat "$scratch/all.sql")" 'FOREIGN KEY .* NOT VALID'
scripted two --assume-large public.t --assume-large u
is 'by name or all: the same' "$(diff "$scratch/all.sql" "$scratch/two.sql")" ''
# What partitions there are, and what they have, is for psql to ask.
cat >"$h/versions/003_x.sql" <<'SQL'
CREATE TABLE parts (id int, n int NOT NULL) PARTITION BY LIST (id);
SQL
cat >"$h/versions/004_x.sql" <<'SQL'
CREATE INDEX parts_n ON parts (n, lower('it''s :n'));
ALTER TABLE parts ADD PRIMARY KEY (n, id);
ALTER TABLE parts ADD CONSTRAINT "Parent" FOREIGN KEY (n) REFERENCES p;
SQL
for name in plain parts; do
	url=$(pg_url $name)
	[ $name = plain ] || { createdb parts; run -q upgrade 002; }
	run -q upgrade 003
	for i in 1 2; do
		psql -Xq $name -c "CREATE TABLE \"Part $i\" PARTITION OF parts FOR VALUES IN ($i)" \
			-c "INSERT INTO parts SELECT $i, i FROM generate_series(0, 9) i"
	done
	psql -Xq $name -c 'ALTER TABLE "Part 1" ADD CONSTRAINT had UNIQUE (n, id)'
done
url=$(pg_url plain)
run -q upgrade 004
run upgrade 003:004 --sql --assume-large all
cp "$scratch/out" "$scratch/parts.sql"
like 'partitions are taken one by one in a script, too' "$out" \
    '^-- Part [0-9]+ of [0-9]+, outside a transaction: for each partition that lacks it$'
like 'with what is run for them' "$out" '^-- CREATE INDEX CONCURRENTLY ON "parts" \(n, lower'
loud parts
psql -Xq -v VERBOSITY=terse -f "$scratch/parts.sql" parts >"$scratch/said" 2>&1
is 'psql runs it' "$(grep -v -e 'will rename index' "$scratch/said")" ''
pg_schema plain >"$scratch/plain.state"
pg_schema parts >"$scratch/parts.state"
is 'the same catalog' "$(diff "$scratch/plain.state" "$scratch/parts.state")" ''
empty 'and no index is built under a lock' "$(scans)"
run upgrade 001:002 --sql --assume-large tt --assume-large t
done_ok 'a name that nothing is about'
like 'is a notice' "$out" "^notice: 'tt' of --assume-large changes nothing"
run upgrade head --assume-large t
is 'without --sql it is an error' "$status" 2
like 'which says why' "$out" "error: '--assume-large' is for '--sql'"
run upgrade base:002 --sql --assume-large all
unlike 'what the script makes itself keeps its plain form' "$out" 'CREATE INDEX CONCURRENTLY'
url=sqlite:///x.db
run upgrade base:001 --sql --assume-large all
done_ok 'SQLite has no use for it, without a word'
unlike 'really' "$out" 'assume'
tap_done
