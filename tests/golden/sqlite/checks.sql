CREATE DOMAIN tag AS text CONSTRAINT tag_form CHECK (VALUE ~ '^(x|y)+z$');
CREATE TABLE t (
	id integer PRIMARY KEY,
	key text CONSTRAINT key_form CHECK (key ~ '^(x|y)+z$' OR id < 0),
	due timestamptz DEFAULT now() + interval '1 day' CONSTRAINT is_due CHECK (due > now()),
	token text NOT NULL DEFAULT md5('x'),
	place geometry(Point, 4326),
	search tsvector GENERATED ALWAYS AS (to_tsvector('english', key)) STORED,
	CONSTRAINT valid CHECK (is_valid(token))
);
CREATE TABLE u (id integer PRIMARY KEY, value tag);
-- next
ALTER TABLE u ADD COLUMN a text[] CONSTRAINT a_known CHECK (a <@ ARRAY['x', 'y']);
ALTER TABLE t DROP CONSTRAINT key_form;
