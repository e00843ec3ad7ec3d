-- Statements on rows
CREATE TABLE a (id serial PRIMARY KEY, name text, n integer, f boolean, ts timestamptz, j jsonb);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a, code varchar(10) UNIQUE);
CREATE TABLE s (k varchar(10) PRIMARY KEY, v integer NOT NULL DEFAULT 0);
INSERT INTO a (name, n, f, ts, j) VALUES
    ('it''s \ one', 1, 't', '2024-01-31 10:20:30+02', '{"k": "v"}'), (NULL, DEFAULT, NULL, now(), NULL)
    RETURNING id;
INSERT INTO b SELECT id, id, 'c' || id FROM a WHERE name ILIKE '%one%' ORDER BY n DESC NULLS LAST;
INSERT INTO s (k, v) VALUES ('x', 1) ON CONFLICT (k) DO UPDATE SET v = s.v + excluded.v WHERE s.v < 10;
INSERT INTO s (k) VALUES ('x') ON CONFLICT DO NOTHING;
INSERT INTO s DEFAULT VALUES ON CONFLICT DO NOTHING;
UPDATE a SET name = coalesce(name, 'none'), n = n / 2, ts = ts + interval '1 day' WHERE NOT f OR f IS NULL;
UPDATE a SET n = b.id FROM b WHERE b.a_id = a.id AND b.code LIKE 'c%';
DELETE FROM b USING a WHERE a.id = b.a_id AND a.n IS DISTINCT FROM 7;
WITH few AS (SELECT id FROM a WHERE n > 5) UPDATE a SET f = true FROM few WHERE few.id = a.id;
WITH few AS (SELECT id, name FROM a) INSERT INTO s (k) SELECT left(name, 3) FROM few WHERE name ~ '^z+$';
SELECT setval('a_id_seq', 10);
SELECT count(*) FILTER (WHERE f), string_agg(name, ',' ORDER BY name), max(ts) FROM a;
CREATE VIEW v AS SELECT name, j ->> 'k' AS k, extract(year FROM ts) AS y FROM a;
TRUNCATE s;
COPY s (k, v) FROM stdin;
one	1
t\\wo	2
\.
