#!/bin/sh
# The same of keys of partitioned tables, of the default partition, and of what is done to a partition.
set -u

before() {
	cat <<'SQL'
CREATE TABLE m (id INTEGER, k INTEGER, d DATE) PARTITION BY RANGE (d);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (id);
CREATE TABLE m2_rest PARTITION OF m2 DEFAULT;
CREATE TABLE rest (LIKE m INCLUDING ALL);
INSERT INTO m SELECT i, i % 10, '2024-05-01' FROM generate_series(1, 1000) i;
INSERT INTO m SELECT i, i % 10, '2025-05-01' FROM generate_series(1, 1000) i;
INSERT INTO rest SELECT i, i % 10, '2023-05-01' FROM generate_series(1, 1000) i;
ALTER TABLE m1 ADD CONSTRAINT m1_had UNIQUE (d, id);
SQL
}

next() {
	cat <<'SQL'
ALTER TABLE m ATTACH PARTITION rest DEFAULT;
ALTER TABLE m ADD UNIQUE (d, id);
ALTER TABLE m ADD PRIMARY KEY (id, k, d);
ALTER TABLE rest ADD CONSTRAINT rest_k CHECK (k < 10), ADD CONSTRAINT rest_id UNIQUE (id);
SQL
}

rows() {
	echo 'SELECT tableoid::regclass, count(*), sum(id) FROM m GROUP BY 1 ORDER BY 1;'
}

# What a table had of its own before it became a partition nobody knows.
returns=0
. "$srcdir/tests/engine/online_kill.inc"
