#!/bin/sh
# kill -9 behind the messages of an upgrade in safer forms.
set -u

before() {
	cat <<'SQL'
CREATE TABLE parent (id INTEGER PRIMARY KEY);
INSERT INTO parent SELECT i FROM generate_series(0, 9) i;
CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, note VARCHAR(40), k INTEGER);
INSERT INTO t SELECT i, i, 'note ' || i, i % 10 FROM generate_series(1, 5000) i;
CREATE INDEX ix_old ON t (note);
SQL
}

next() {
	cat <<'SQL'
CREATE INDEX ix_t_note ON t (lower(note), id DESC);
DROP INDEX ix_old;
UPDATE t SET k = (k + 1) % 10;
ALTER TABLE t ALTER n SET NOT NULL, ADD CONSTRAINT t_n UNIQUE (n), ADD CHECK (n > 0);
ALTER TABLE t ADD COLUMN d INTEGER DEFAULT 3 REFERENCES parent;
ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY (k, n);
ALTER TABLE t ADD FOREIGN KEY (k) REFERENCES parent;
ALTER TABLE t ADD COLUMN u UUID NOT NULL DEFAULT gen_random_uuid() CHECK (u IS NOT NULL);
INSERT INTO t VALUES (-1, 5001, 'once', 5);
SQL
}

rows() {
	echo 'SELECT count(*), sum(n), sum(k), sum(d), count(DISTINCT note), count(DISTINCT u) FROM t;'
}

# Behind the UPDATE nobody knows the rows of before.
returns=0
. "$srcdir/tests/engine/online_kill.inc"
