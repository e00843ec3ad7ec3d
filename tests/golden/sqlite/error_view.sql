CREATE TABLE t (a integer, s text);
CREATE VIEW v AS SELECT a, md5(s) FROM t;
