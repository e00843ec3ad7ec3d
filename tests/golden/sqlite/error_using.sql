CREATE TABLE t (a text);
-- next
ALTER TABLE t ALTER a TYPE integer USING a::integer * 2;
