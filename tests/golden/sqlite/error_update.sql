CREATE TABLE t (a integer, s text);
UPDATE t SET s = md5(s);
