CREATE TABLE t (a integer);
UPDATE t SET a = 1;
