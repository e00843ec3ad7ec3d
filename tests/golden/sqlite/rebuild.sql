CREATE TABLE p (id bigserial PRIMARY KEY, name text, amount text, old integer, CONSTRAINT p_name CHECK (name <> ''));
CREATE TABLE c (p_id bigint NOT NULL REFERENCES p ON DELETE CASCADE, n integer, parent integer, PRIMARY KEY (p_id));
CREATE INDEX ix_p_name ON p (name);
INSERT INTO p (id, name, amount, old) VALUES (5, 'a', '10', 1), (9, 'b', '20', 2);
INSERT INTO c VALUES (5, 1, NULL), (9, 2, 1);
-- next
ALTER TABLE p ALTER COLUMN amount TYPE integer USING amount::integer;
ALTER TABLE p DROP COLUMN old;
ALTER TABLE p RENAME COLUMN name TO title;
ALTER TABLE p DROP CONSTRAINT p_name;
ALTER TABLE p ADD CONSTRAINT p_amount CHECK (amount > 0);
ALTER TABLE p ALTER COLUMN title TYPE varchar(30);
CREATE INDEX ix_p_amount ON p (amount);
DROP INDEX ix_p_name;
-- next
ALTER TABLE c DROP CONSTRAINT c_p_id_fkey;
ALTER TABLE c ADD CONSTRAINT fk_c_p_id FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE RESTRICT;
-- next
DROP TABLE p CASCADE;
