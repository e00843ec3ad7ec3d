-- what the server has less room for than PostgreSQL: rows, keys, what indexes compute
CREATE TABLE wide (id int PRIMARY KEY, k varchar(300) UNIQUE, v varchar(20000), c0 varchar(255), c1 varchar(255), c2 varchar(255), c3 varchar(255), c4 varchar(255), c5 varchar(255), c6 varchar(255), c7 varchar(255), c8 varchar(255), c9 varchar(255), c10 varchar(255), c11 varchar(255), c12 varchar(255), c13 varchar(255), c14 varchar(255), c15 varchar(255), c16 varchar(255), c17 varchar(255), c18 varchar(255), c19 varchar(255), c20 varchar(255), c21 varchar(255), c22 varchar(255), c23 varchar(255), c24 varchar(255), c25 varchar(255), c26 varchar(255), c27 varchar(255), c28 varchar(255), c29 varchar(255), c30 varchar(255), c31 varchar(255), c32 varchar(255), c33 varchar(255), c34 varchar(255), c35 varchar(255), c36 varchar(255), c37 varchar(255), c38 varchar(255), c39 varchar(255), c40 varchar(255), c41 varchar(255), c42 varchar(255), c43 varchar(255), c44 varchar(255), c45 varchar(255), c46 varchar(255), c47 varchar(255), c48 varchar(255), c49 varchar(255), c50 varchar(255), c51 varchar(255), c52 varchar(255), c53 varchar(255), c54 varchar(255), c55 varchar(255), c56 varchar(255), c57 varchar(255), c58 varchar(255), c59 varchar(255), c60 varchar(255), c61 varchar(255), c62 varchar(255), c63 varchar(255), c64 varchar(255), c65 varchar(255), c66 varchar(255), c67 varchar(255), c68 varchar(255), c69 varchar(255));
CREATE TABLE inside (id int PRIMARY KEY, c0 varchar(20), c1 varchar(60), c2 varchar(60), c3 varchar(60), c4 varchar(60), c5 varchar(60), c6 varchar(60), c7 varchar(60), c8 varchar(60), c9 varchar(60), c10 varchar(60), c11 varchar(60), c12 varchar(60), c13 varchar(60), c14 varchar(60), c15 varchar(60), c16 varchar(60), c17 varchar(60), c18 varchar(60), c19 varchar(60), c20 varchar(60), c21 varchar(60), c22 varchar(60), c23 varchar(60), c24 varchar(60), c25 varchar(60), c26 varchar(60), c27 varchar(60), c28 varchar(60), c29 varchar(60), c30 varchar(60), c31 varchar(60), c32 varchar(60), c33 varchar(60), c34 varchar(60), c35 varchar(60), c36 varchar(60), c37 varchar(60), c38 varchar(60), c39 varchar(60));
CREATE INDEX ON wide (c1);
ALTER TABLE wide DROP COLUMN v;

CREATE TABLE keys (a varchar(500), b varchar(500), c int, PRIMARY KEY (a, b));
CREATE TABLE refers (a varchar(500), b varchar(500), FOREIGN KEY (a, b) REFERENCES keys);
DROP TABLE refers;
CREATE TABLE texts (c text UNIQUE, d int);
CREATE TABLE reading (c text REFERENCES texts (c), d text CONSTRAINT d REFERENCES texts (c));
ALTER TABLE reading DROP COLUMN c;
ALTER TABLE reading DROP CONSTRAINT d;
ALTER TABLE texts DROP CONSTRAINT texts_c_key;

CREATE TABLE computed (d varchar(3), i int);
CREATE INDEX i1 ON computed (lower(d), (d || d || 'x'), md5(d));
CREATE INDEX i2 ON computed (repeat(d, 10));
CREATE INDEX i3 ON computed (coalesce(d, 'abcdefgh'), (CASE WHEN d = 'a' THEN 'abcdefghijk' ELSE d END), lower(d::text));
CREATE INDEX i4 ON computed (replace(d, 'a', 'bbbbbb'), (i::text), lpad(d, 20, 'x'));
INSERT INTO computed VALUES ('aaa', -2147483648), (NULL, NULL), ('', 0);
CREATE UNIQUE INDEX i5 ON computed (i, d, i);

CREATE TABLE blanks (a char(5) DEFAULT 'ab   ', b char(3) DEFAULT '   ');
ALTER TABLE blanks ALTER a TYPE varchar(8), ALTER b TYPE text;

CREATE TABLE whole (id int, k int, g int GENERATED ALWAYS AS (k + 1) STORED) PARTITION BY LIST (k);
CREATE TABLE part (id int, k int, g int GENERATED ALWAYS AS (k + 1) STORED);
INSERT INTO part VALUES (1, 1), (2, 1);
ALTER TABLE whole ATTACH PARTITION part FOR VALUES IN (1);
CREATE INDEX ON part (id);
ALTER TABLE part RENAME TO part1;

CREATE VIEW one AS SELECT 1 AS x;
CREATE VIEW two AS SELECT 1 AS x UNION SELECT 2;
CREATE VIEW three AS SELECT x FROM two;

CREATE TABLE tree (id int PRIMARY KEY, up int REFERENCES tree, n int);
INSERT INTO tree VALUES (1, 1, 0), (2, 1, 0), (3, 2, 0), (4, NULL, 0), (5, 4, 0);
DELETE FROM tree WHERE id <= 3;
DELETE FROM tree AS t USING computed AS c WHERE c.i = 0 AND t.n = c.i AND t.id > 4;
TRUNCATE tree;
INSERT INTO tree VALUES (1, 1, 0), (2, 1, 0);
DELETE FROM tree;
