-- keys.sql - what keys need there that they do not need in PostgreSQL: names and types of their own,
-- room for text, an order among statements
CREATE TABLE people (id SERIAL UNIQUE, name TEXT, code VARCHAR(40), born TIMESTAMPTZ DEFAULT '-infinity');
CREATE TABLE posts (id BIGSERIAL PRIMARY KEY, person BIGINT,
    CONSTRAINT person_there FOREIGN KEY (person) REFERENCES people (id) ON DELETE SET NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, person SMALLINT, text TEXT,
    CONSTRAINT person_there FOREIGN KEY (person) REFERENCES people (id));
-- Both sides get the type together.
ALTER TABLE people ALTER COLUMN id TYPE BIGINT;
ALTER TABLE notes RENAME CONSTRAINT person_there TO note_person;
ALTER TABLE posts DROP CONSTRAINT person_there;

-- All of a key is 768 characters.
CREATE TABLE places (id INTEGER, name TEXT, PRIMARY KEY (name, id));
CREATE TABLE entries (a VARCHAR(700), b VARCHAR(20), PRIMARY KEY (a, b));
CREATE TABLE files (folder VARCHAR(16), path VARCHAR(2048), PRIMARY KEY (folder, path));
CREATE INDEX ix_path ON files (path);

-- Case does not count, and what a foreign key sets is no part of a stored column.
CREATE INDEX ix_code ON people (code);
CREATE INDEX "IX_Code" ON people (code, name);
ALTER INDEX ix_code RENAME TO ix_people_code;
CREATE TABLE seats (id INTEGER PRIMARY KEY, nr INTEGER, person BIGINT REFERENCES people (id) ON DELETE SET NULL);
CREATE UNIQUE INDEX ux_seat ON seats (person) WHERE nr > 0;

-- 40 characters have one byte for their length, 128 two; JSON is never changed in place.
ALTER TABLE people ALTER COLUMN code TYPE VARCHAR(60);
ALTER TABLE people ALTER COLUMN code TYPE VARCHAR(128);
CREATE TABLE settings (id INTEGER PRIMARY KEY, of JSONB NOT NULL, at TEXT, CHECK (at <> ''));
ALTER TABLE settings ALTER COLUMN of DROP NOT NULL;
-- The value gets a column of its own, which takes the place of the other.
ALTER TABLE settings ALTER COLUMN at TYPE INTEGER USING length(at) + 1, DROP CONSTRAINT settings_at_check;
ALTER TABLE settings ALTER COLUMN at SET NOT NULL;

-- What is asked by its name when it is used follows nobody.
CREATE SEQUENCE counted;
CREATE TABLE counts (id INTEGER NOT NULL DEFAULT nextval('counted'::text) PRIMARY KEY, n INTEGER UNIQUE, m INTEGER);
ALTER SEQUENCE counted RENAME TO counted_new;
ALTER TABLE counts ALTER COLUMN id SET DEFAULT nextval('counted_new'::text);
INSERT INTO counts (id, n, m) SELECT id, id, 1 FROM settings ON CONFLICT (n) DO UPDATE SET m = counts.m + excluded.m WHERE counts.m > 0;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'counts' AND column_name = 'gone') THEN
        UPDATE counts SET gone = 1;
    END IF;
END $$;
