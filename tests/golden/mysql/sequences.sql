-- Sequences, which MariaDB has and MySQL has not
CREATE SEQUENCE ticket START 100;
CREATE TABLE t (id serial PRIMARY KEY, n integer NOT NULL DEFAULT nextval('ticket'), m serial);
INSERT INTO t (id) VALUES (DEFAULT), (7);
ALTER SEQUENCE ticket RESTART WITH 500;
SELECT setval('ticket', 600, false);
ALTER TABLE t ALTER COLUMN m DROP DEFAULT;
ALTER TABLE t DROP CONSTRAINT t_pkey;
ALTER TABLE t ADD PRIMARY KEY (n);
DROP TABLE t;
DROP SEQUENCE ticket;
