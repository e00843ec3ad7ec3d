CREATE TABLE t (value text);
-- next
ALTER TABLE t ALTER value TYPE integer USING value::integer * 2;
