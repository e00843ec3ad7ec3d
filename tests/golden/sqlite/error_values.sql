CREATE TABLE t (a integer, b integer);
INSERT INTO t (a, b) VALUES (1, 2), (3);
