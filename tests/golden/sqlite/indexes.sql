CREATE TABLE t (a integer, b text, c text NOT NULL, d timestamptz, e jsonb, tags text[]);
CREATE INDEX ON t (a);
CREATE UNIQUE INDEX t_low ON t (lower(b));
CREATE INDEX CONCURRENTLY t_part ON t (a DESC NULLS LAST, b) INCLUDE (c) WHERE a > 3 AND b IS NOT NULL;
CREATE INDEX t_ops ON t (b text_pattern_ops);
CREATE UNIQUE INDEX t_nnd ON t (b, c) NULLS NOT DISTINCT;
CREATE INDEX t_gin ON t USING gin (tags);
CREATE INDEX t_hash ON t USING hash (b);
-- next
CREATE INDEX t_later ON t (d, c);
CREATE UNIQUE INDEX IF NOT EXISTS t_low ON t (b);
ALTER INDEX t_later RENAME TO t_later2;
DROP INDEX t_gin, t_hash;
DROP INDEX IF EXISTS t_part, nowhere;
ALTER TABLE t ADD CONSTRAINT t_c_key UNIQUE (c);
ALTER TABLE t RENAME CONSTRAINT t_c_key TO uq_t_c;
CREATE UNIQUE INDEX t_b ON t (b);
ALTER TABLE t ADD CONSTRAINT uq_t_b UNIQUE USING INDEX t_b;
ALTER TABLE t DROP CONSTRAINT uq_t_c;
