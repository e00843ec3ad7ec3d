CREATE TABLE t (id integer PRIMARY KEY, name text);
UPDATE t SET name = (SELECT count(*) FROM t
                     GROUP BY ROLLUP (name)) WHERE id = 1;
