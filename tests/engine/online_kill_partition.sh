#!/bin/sh
# The same of what is numbered, of column types, and of partitioned tables.
set -u

before() {
	cat <<'SQL'
CREATE TABLE parent (id INTEGER PRIMARY KEY);
INSERT INTO parent SELECT i FROM generate_series(0, 9) i;
CREATE TABLE t (id INTEGER PRIMARY KEY, e VARCHAR(9) CHECK (e <> 'x'));
INSERT INTO t SELECT i, 'a' FROM generate_series(1, 3000) i;
CREATE TABLE m (id INTEGER NOT NULL, k INTEGER, d DATE) PARTITION BY RANGE (d);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE m_rest PARTITION OF m DEFAULT;
INSERT INTO m SELECT i, i % 10, '2024-05-01' FROM generate_series(1, 1000) i;
INSERT INTO m SELECT i, i % 10, '2023-05-01' FROM generate_series(1, 1000) i;
CREATE TABLE coming (LIKE m INCLUDING ALL);
INSERT INTO coming SELECT i, i % 10, '2026-05-01' FROM generate_series(1, 1000) i;
SQL
}

next() {
	cat <<'SQL'
ALTER TABLE t ADD s BIGSERIAL;
ALTER TABLE t ADD i INTEGER GENERATED ALWAYS AS IDENTITY;
ALTER TABLE t ALTER e TYPE VARCHAR(20);
ALTER TABLE m ATTACH PARTITION coming FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE UNIQUE INDEX ix_m ON m (id, d);
ALTER TABLE m ADD FOREIGN KEY (k) REFERENCES parent;
SQL
}

rows() {
	cat <<'SQL'
SELECT count(*), count(DISTINCT s), count(DISTINCT i) FROM t;
SELECT last_value = (SELECT max(i) FROM t) FROM t_i_seq;
SELECT tableoid::regclass, count(*) FROM m GROUP BY 1 ORDER BY 1;
SQL
}

returns=7
. "$srcdir/tests/engine/online_kill.inc"
