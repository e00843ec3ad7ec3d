CREATE TABLE p (
    id serial PRIMARY KEY,
    code varchar(9) UNIQUE,
    at timestamptz DEFAULT now(),
    ok boolean NOT NULL DEFAULT false
);
CREATE TABLE c (
    p integer REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE,
    tags text[],
    note text
);
-- next
INSERT INTO p (code, ok) VALUES ('a', 't'), ('b', DEFAULT) ON CONFLICT (code) DO UPDATE SET ok = excluded.ok WHERE NOT p.ok;
INSERT INTO c (p, tags, note) SELECT id, '{x,y}', code || ok FROM p ON CONFLICT DO NOTHING;
WITH s AS (SELECT max(id) AS m FROM p) INSERT INTO c (p) SELECT m FROM s;
UPDATE p SET at = at + interval '1 month', code = upper(code) WHERE at > '2024-01-01T00:00:00+01:00';
UPDATE p SET ok = true FROM c WHERE c.p = p.id AND 'x' = ANY (c.tags);
UPDATE p SET id = id + 10;
UPDATE c SET (tags, note) = (SELECT array_agg(code), min(code) FROM p), p = DEFAULT;
DELETE FROM c USING p AS q WHERE q.id = c.p AND NOT q.ok;
DELETE FROM p WHERE id IN (SELECT p FROM c);
TRUNCATE c, p RESTART IDENTITY;
SELECT setval('p_id_seq', (SELECT max(id) FROM p));
SELECT count(*) FROM p;
CREATE TABLE made AS SELECT DISTINCT ON (code) code, id FROM p ORDER BY code, id DESC;
