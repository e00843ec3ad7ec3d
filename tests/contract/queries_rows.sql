-- queries_rows.sql - the tables that the statements of queries.sql work on
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE a (
    id serial PRIMARY KEY,
    name text,
    n integer,
    x numeric,
    f boolean,
    ts timestamptz,
    t timestamp,
    d date,
    j jsonb,
    tags text[],
    nums integer[],
    m mood,
    u uuid,
    r double precision
);
INSERT INTO a (name, n, x, f, ts, t, d, j, tags, nums, m, u, r) VALUES
    ('alpha', 1, 1.5, true, '2024-01-31 10:20:30.25+00', '2024-01-31 10:20:30.25', '2024-01-31',
     '{"k": "v", "n": 1, "b": true, "l": [1, 2, 3], "o": {"p": "q"}}', '{x,y}', '{1,2,3}', 'ok',
     'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 1.25),
    ('Beta', 2, 2.5, false, '2023-02-28 23:59:59+00', '2023-02-28 23:59:59', '2023-02-28',
     '{"k": "w", "n": 2.5, "b": false, "l": []}', '{}', '{}', 'happy', NULL, -0.5),
    ('gamma', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('', -7, -0.5, true, '2020-02-29 00:00:00+00', '2020-02-29 00:00:00', '2020-02-29',
     '{"k": null, "n": "1"}', '{x,NULL}', '{NULL,7}', 'sad', NULL, 0),
    (NULL, 10, 100, false, '2024-12-31 12:00:00+00', '2024-12-31 12:00:00', '2024-12-31',
     '[1, "k", null]', '{"a b",x}', '{10}', 'sad', NULL, 3),
    ('alpha', 1, 1.5, NULL, '2024-01-31 10:20:30.25+00', NULL, '2024-02-01', '"s"', '{y}', '{2}',
     'ok', NULL, 2.5);
CREATE TABLE b (
    id integer PRIMARY KEY,
    a_id integer REFERENCES a (id) ON DELETE CASCADE,
    code varchar(10) UNIQUE,
    amount numeric(10,2) DEFAULT 5,
    at timestamptz DEFAULT '2000-01-01 00:00:00+00',
    ok boolean NOT NULL DEFAULT false
);
INSERT INTO b VALUES (1, 1, 'one', 10.5, '2024-01-01 00:00:00+00', true),
    (2, 1, 'two', 20, '2024-02-01 00:00:00+00', false),
    (3, 2, 'three', NULL, NULL, true),
    (4, NULL, NULL, 7, '2024-03-01 00:00:00+00', false),
    (5, 5, 'five', 7, '2024-03-01 00:00:00+00', false);
CREATE TABLE c (
    b_id integer REFERENCES b ON DELETE SET NULL ON UPDATE CASCADE,
    pos integer NOT NULL,
    note text,
    UNIQUE (b_id, pos)
);
INSERT INTO c VALUES (1, 1, 'first'), (1, 2, 'second'), (2, 1, NULL), (NULL, 1, 'none'),
    (5, 9, 'first');
CREATE TABLE d (
    id integer PRIMARY KEY,
    up integer REFERENCES d ON DELETE CASCADE,
    label text,
    CONSTRAINT d_label UNIQUE (label)
);
INSERT INTO d VALUES (1, NULL, 'root'), (2, 1, 'left'), (3, 1, 'right'), (4, 2, 'leaf'),
    (5, NULL, 'other');
CREATE TABLE empty (id integer PRIMARY KEY, name text);
