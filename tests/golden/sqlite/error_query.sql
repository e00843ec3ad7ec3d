CREATE TABLE t (id integer PRIMARY KEY, name text);
UPDATE t SET name = (SELECT string_agg(name, ',' ORDER BY id)
                     FROM t) WHERE id = 1;
