CREATE TABLE t (a integer, b integer);
UPDATE t SET a = a /# b;
