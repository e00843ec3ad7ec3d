CREATE TABLE t (id integer PRIMARY KEY, name text);
UPDATE t SET name = (SELECT name FROM t
                     ORDER BY id FETCH FIRST ROW WITH TIES) WHERE id = 1;
