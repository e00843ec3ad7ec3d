CREATE DOMAIN email AS varchar(50) NOT NULL DEFAULT 'x@y' CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (id integer PRIMARY KEY, e email, m mood DEFAULT 'sad');
-- next
ALTER DOMAIN email DROP NOT NULL;
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'fine';
