#!/bin/sh
# Partitioned tables in safer forms: partition by partition, with the names that the server gives, and
# the same catalog and rows as the statements themselves give.
set -u
. "$srcdir/tests/engine/online_lib.sh"

project off
revision 001 <<'SQL'
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent SELECT i FROM generate_series(1, 50) i;
CREATE TABLE m (id int NOT NULL, d date NOT NULL, a int, v varchar(10), CONSTRAINT m_a CHECK (a > 0)) PARTITION BY RANGE (d, id);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2024-01-01', 0) TO ('2025-01-01', 0);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2025-01-01', 0) TO ('2026-01-01', 0) PARTITION BY LIST (v);
CREATE TABLE m2a PARTITION OF m2 FOR VALUES IN ('a', 'b');
CREATE TABLE "M2 rest" PARTITION OF m2 DEFAULT;
CREATE TABLE m_rest PARTITION OF m DEFAULT;
INSERT INTO m SELECT i, '2024-01-02', i, 'a' FROM generate_series(1, 50) i;
INSERT INTO m SELECT i, '2025-01-02', i, 'c' FROM generate_series(1, 50) i;
CREATE INDEX m1_has ON m1 (a, lower(v) DESC) WHERE id > 3;
CREATE TABLE mn (LIKE m INCLUDING ALL);
INSERT INTO mn SELECT i, '2026-02-02', i, 'c' FROM generate_series(1, 50) i;
CREATE TABLE mn2 (LIKE m INCLUDING ALL);
INSERT INTO mn2 SELECT i, '2027-01-01', i, 'c' FROM generate_series(1, 9) i;
CREATE TABLE hash (id int PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE hash0 PARTITION OF hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hash1 (LIKE hash INCLUDING ALL);
CREATE TABLE list (id bigint, v varchar(9)) PARTITION BY LIST (lower(v));
CREATE TABLE list1 (LIKE list);
INSERT INTO list1 VALUES (1, 'A'), (2, NULL);
CREATE TABLE wide (a bigint, b text, c numeric) PARTITION BY RANGE (a, b, c);
CREATE TABLE wide1 (LIKE wide);
INSERT INTO wide1 VALUES (1, 'a', 5), (1, 'b', 0), (2, '', -1), (7, 'x', 2), (7, 'x', -2), (7, 'w', 9);
CREATE TABLE rest (a bigint, b text, c int) PARTITION BY RANGE (a, b);
CREATE TABLE rest1 PARTITION OF rest FOR VALUES FROM (MINVALUE, MINVALUE) TO (7, 'x');
CREATE TABLE rest2 PARTITION OF rest FOR VALUES FROM (10, MINVALUE) TO (10, 'b');
CREATE TABLE rest3 PARTITION OF rest FOR VALUES FROM (20, 'c') TO (20, 'd');
CREATE TABLE rest0 (LIKE rest);
INSERT INTO rest0 VALUES (7, 'x', 1), (NULL, 'a', 2), (10, 'b', 3), (20, 'd', 4), (100, NULL, 5);
CREATE TABLE lists (a int, b text) PARTITION BY LIST (b);
CREATE TABLE lists1 PARTITION OF lists FOR VALUES IN ('a', 'b');
CREATE TABLE lists2 PARTITION OF lists FOR VALUES IN ('c');
CREATE TABLE lists0 (LIKE lists);
INSERT INTO lists0 VALUES (1, 'd'), (2, NULL);
CREATE TABLE nulls (LIKE lists) PARTITION BY LIST (b);
CREATE TABLE nulls1 PARTITION OF nulls FOR VALUES IN (NULL, 'b');
CREATE TABLE nulls0 (LIKE lists);
INSERT INTO nulls0 VALUES (1, 'd');
CREATE TABLE k (id int, d date, a int, "Odd one" text) PARTITION BY RANGE (d);
CREATE TABLE k1 PARTITION OF k FOR VALUES FROM ('2024-01-01') TO ('2024-03-01');
CREATE TABLE k2 PARTITION OF k FOR VALUES FROM ('2024-03-01') TO ('2024-06-01') PARTITION BY HASH (id);
CREATE TABLE "K2 zero" PARTITION OF k2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE k2_with_a_name_as_long_as_that_of_any_table_of_the_server_ööö PARTITION OF k2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE k_rest PARTITION OF k DEFAULT;
INSERT INTO k SELECT i, date '2023-12-01' + i, i, 'text ' || i FROM generate_series(1, 300) i;
ALTER TABLE k1 ADD CONSTRAINT k1_own UNIQUE (d, id);
CREATE UNIQUE INDEX k_rest_own ON k_rest (d, id);
CREATE TABLE kept (id int NOT NULL, a text, b int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE kept1 PARTITION OF kept FOR VALUES FROM (0) TO (10);
CREATE TABLE kept2 PARTITION OF kept FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
CREATE TABLE kept2_rest PARTITION OF kept2 DEFAULT;
CREATE TABLE kept3 PARTITION OF kept DEFAULT;
INSERT INTO kept SELECT i, 'a' || i, i % 3 FROM generate_series(1, 30) i;
ALTER TABLE kept1 ADD UNIQUE (id, b) WITH (fillfactor = 80), ADD CONSTRAINT kept1_late UNIQUE (id, b) WITH (fillfactor = 70) DEFERRABLE;
CREATE INDEX ON kept1 (a DESC);
CREATE INDEX ON kept2 (a);
CREATE INDEX ON kept3 (a text_pattern_ops);
CREATE INDEX ON kept3 (a COLLATE "C");
CREATE INDEX ON kept3 (a) WHERE b > 0;
CREATE INDEX ON kept3 (a) INCLUDE (b);
CREATE INDEX ON kept3 USING hash (a);
CREATE UNIQUE INDEX kept3_aim ON kept3 (id);
CREATE TABLE aims (id int REFERENCES kept3 (id));
CREATE TABLE k1_pkey (x int, CONSTRAINT "K2 zero_d_id_Odd one_key" CHECK (x > 0));
SQL
revision 002 <<'SQL'
ALTER TABLE k ADD UNIQUE (d, id);
ALTER TABLE public.k ADD CONSTRAINT "Key of the whole" UNIQUE (d, id, "Odd one") INCLUDE (a) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE IF EXISTS k ADD PRIMARY KEY (id, "Odd one", d);
ALTER TABLE k DROP CONSTRAINT k_d_id_key;
CREATE INDEX m1_mine ON m1 (v, a);
ALTER TABLE m1 ADD CONSTRAINT m1_check CHECK (id > 0), ADD CONSTRAINT m1_key UNIQUE (id);
ALTER TABLE public."M2 rest" ALTER id SET NOT NULL, ALTER v SET NOT NULL;
ALTER TABLE m1 ADD CONSTRAINT m1_parent FOREIGN KEY (id) REFERENCES parent;
ALTER TABLE list1 ADD CONSTRAINT list1_key PRIMARY KEY (id);
ALTER TABLE m ATTACH PARTITION mn FOR VALUES FROM ('2026-01-01', 5) TO ('2027-01-01', MINVALUE);
ALTER TABLE rest ATTACH PARTITION rest0 DEFAULT;
ALTER TABLE lists ATTACH PARTITION lists0 DEFAULT;
ALTER TABLE nulls ATTACH PARTITION nulls0 DEFAULT;
ALTER TABLE m ATTACH PARTITION mn2 FOR VALUES FROM ('2027-01-01', 0) TO ('2027-01-01', 10);
ALTER TABLE hash ATTACH PARTITION hash1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE list ATTACH PARTITION list1 FOR VALUES IN ('a', NULL, 'b');
ALTER TABLE wide ATTACH PARTITION wide1 FOR VALUES FROM (1, 'a', MINVALUE) TO (7, 'x', 3);
CREATE INDEX ix_m ON m (a, lower(v) DESC) WHERE id > 3;
CREATE UNIQUE INDEX ON public.m (d, id, v);
ALTER TABLE m ADD FOREIGN KEY (a) REFERENCES parent;
ALTER TABLE m ADD CHECK (a < 5000);
ALTER TABLE m ALTER a SET NOT NULL;
CREATE UNIQUE INDEX ix_kept ON kept (id, b);
ALTER TABLE kept ADD UNIQUE (id, b);
CREATE INDEX ON kept (a);
CREATE INDEX gone ON m (v);
DROP INDEX gone;
SQL
rows() {
	sql "SELECT md5(string_agg(m::text || tableoid::regclass, ',' ORDER BY m::text)) FROM m"
	sql "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
	sql "SELECT conrelid::regclass, conname, convalidated, conislocal, coninhcount, conparentid <> 0
		FROM pg_constraint WHERE conrelid::regclass::text !~ 'dunlin|pg_' ORDER BY 1, 2"
	sql "SELECT indrelid::regclass, indexrelid::regclass, inhparent::regclass FROM pg_index
		LEFT JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid::regclass::text ~* '^.?[km]'
		ORDER BY 1, 2"
}
# From 18 on a partition's key would make its NOT NULL its own.
but=
[ "$(sql 'SHOW server_version_num')" -lt 180000 ] || but='ADD PRIMARY KEY [(]id, "Odd one", d[)]'
for mode in off always; do
	[ $mode = off ] || { createdb always; db=always url=$(pg_url always); }
	printf '[dunlin]\nscript_location = %%(here)s\nonline = %s\n' $mode >"$h/dunlin.ini"
	run -q upgrade 001
	loud $mode
	note 'm|m1|m2|m2a|m_rest|mn|mn2|hash|hash1|rest0|lists0|nulls0|list|list1|parent|k|k1|k2.*|.K2 zero.|k_rest'
	: >"$pg_dir/data/log"
	run upgrade head
	done_ok "online = $mode"
	noted
	eval "$mode=\$(scans)"
	{ pg_schema $mode; rows; } >"$scratch/is.$mode"
done
is 'every scan is seen' "$(printf '%s\n' "$off" | grep -c STATEMENT)" 72
empty 'none under a strong lock is left' "$(printf '%s' "$always" | grep -vE -e "${but:-^$}")"
is 'the same catalog and rows' "$(diff "$scratch/is.off" "$scratch/is.always")" ''
is 'while constraints are validated and indexes built, nobody is kept from writing' "$(sql "SELECT
	count(*) FROM dunlin_locks WHERE tag LIKE '%VALIDATE' OR tag LIKE '%CONCURRENTLY'")" 0
is 'what a partition has already is taken over' "$(sql "SELECT count(*) FROM pg_indexes
	WHERE tablename = 'm1' AND indexdef LIKE '%DESC%'")" 1
tap_done
