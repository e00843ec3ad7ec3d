CREATE TABLE t (a integer, b geometry);
