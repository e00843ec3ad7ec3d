-- What foreign keys do, and keys in which nulls are like each other.
CREATE TABLE owner (id int PRIMARY KEY, kind varchar(10), UNIQUE (id, kind));
CREATE TABLE thing (
    id int PRIMARY KEY,
    owner_id int REFERENCES owner ON DELETE SET DEFAULT,
    must int NOT NULL REFERENCES owner (id) ON DELETE SET NULL,
    note text
);
CREATE TABLE whole (id int PRIMARY KEY, owner_id int, kind varchar(10),
    FOREIGN KEY (owner_id, kind) REFERENCES owner (id, kind) MATCH FULL);
ALTER TABLE thing DROP CONSTRAINT thing_owner_id_fkey;
ALTER TABLE thing ALTER must DROP NOT NULL;
CREATE TABLE place (id int PRIMARY KEY REFERENCES place (id), a text, b int,
    UNIQUE NULLS NOT DISTINCT (a, b));
CREATE UNIQUE INDEX place_first ON place ((b % 3)) NULLS NOT DISTINCT WHERE a IS NOT NULL;
ALTER TABLE place DROP CONSTRAINT place_a_b_key;
-- Rows without a primary key are stored by a unique one.
CREATE TABLE loose (a int UNIQUE, b int NOT NULL UNIQUE, c int);
ALTER TABLE loose ALTER a SET NOT NULL;
CREATE INDEX loose_c ON loose (c);
ALTER TABLE loose DROP CONSTRAINT loose_b_key;
ALTER TABLE loose ALTER a DROP NOT NULL;
ALTER TABLE loose ADD COLUMN d boolean DEFAULT true;
ALTER TABLE loose ALTER d TYPE text;

-- a range that no CHECK can have
CREATE TABLE wide (id bigint PRIMARY KEY);
CREATE TABLE narrow (a integer CONSTRAINT narrow_a REFERENCES wide ON UPDATE CASCADE ON DELETE SET NULL, s text);
ALTER TABLE narrow ADD COLUMN z smallint REFERENCES wide ON DELETE SET NULL;
ALTER TABLE narrow RENAME COLUMN a TO b;
ALTER TABLE narrow RENAME CONSTRAINT narrow_a TO narrow_b;
ALTER TABLE narrow ALTER COLUMN z TYPE bigint;
ALTER TABLE narrow DROP COLUMN b;
