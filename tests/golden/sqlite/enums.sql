CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE TABLE people (name text, feels mood NOT NULL DEFAULT 'ok', felt mood[]);
INSERT INTO people VALUES ('a', 'sad', '{sad,ok}');
