-- queries_mariadb.sql - statements beside those of queries.sql, over the same rows: what MariaDB
-- would do in another way, or would not call an error, if it were only told so
SELECT 7 / 2 AS a, -7 / 2 AS b, 7 % -3 AS c, -7 % 3 AS d, 7.0 / 2 AS e, 1 / 3.0 AS f, mod(-7, 3) AS g, div(-7, 2) AS h
SELECT id, n / 2 AS a, n % 4 AS b, n / -3 AS c, x / 3 AS d, r / 4 AS e FROM a
SELECT round(2.5) AS a, round(-2.5) AS b, round(3.5::double precision) AS c, round(2.5::double precision) AS d, trunc(-2.7) AS e, ceil(-0.5) AS f, round(1234.567, -2) AS g, 2.5::int AS h, 3.5::int AS i, (-2.5)::int AS j, 0.5::double precision::int AS k, 1.5::double precision::int AS l
SELECT id, x::int AS a, r::int AS b, round(x) AS c, round(r) AS d FROM a
SELECT '12'::int AS a, ' 12 '::int AS b, '-3'::bigint AS c, '1.50'::numeric AS d, '1e3'::double precision AS e
UPDATE c SET pos = note::int WHERE note = 'none'
UPDATE d SET label = ('1.5'::text || '')::int::text WHERE id = 1
UPDATE d SET label = (label || '1.5')::int::text WHERE id < 0
UPDATE d SET label = (id || '.5')::int::text WHERE id = 2
UPDATE d SET label = (id || 'e3')::int::text WHERE id = 2
UPDATE d SET label = (id || '')::int::text WHERE id = 2
UPDATE d SET label = ('0x' || id)::int::text WHERE id = 2
UPDATE d SET label = (left(label, 0))::int::text WHERE id = 2
UPDATE d SET label = (id || '99999999999')::bigint::text WHERE id = 2
DELETE FROM d WHERE label::int > 3
DELETE FROM c WHERE 10 / (pos - 1) > 2
DELETE FROM c WHERE 10 % (pos - 1) > 2
DELETE FROM c WHERE mod(10, pos - 1) > 2
UPDATE c SET pos = 10 / (pos - 1)
DELETE FROM c WHERE note::date > '2020-01-01'
DELETE FROM c WHERE note::numeric > 1
DELETE FROM c WHERE note::boolean
DELETE FROM c WHERE ln(pos - 5) > 1
UPDATE c SET pos = sqrt(pos - 5)
UPDATE c SET pos = power(0, -pos)
INSERT INTO empty SELECT id, note::date::text FROM d, c
INSERT INTO empty SELECT n, 'q' FROM a WHERE n IS NULL
SELECT id FROM a WHERE NOT f
SELECT id FROM a WHERE f IS NOT TRUE
SELECT id, f IS UNKNOWN AS a, f = true AS b, f <> (n > 0) AS c, f AND n > 0 AS d, f OR n > 0 AS e FROM a
SELECT id, f::text AS a, f::int AS b, (n::boolean) AS c FROM a
SELECT id, coalesce(f, false) AS a, coalesce(f, n > 5) AS b, CASE WHEN f THEN 'y' ELSE 'n' END AS c, CASE f WHEN true THEN 1 WHEN false THEN 0 END AS d FROM a
SELECT id FROM a WHERE name LIKE 'A%'
SELECT id FROM a WHERE name ILIKE 'A%'
SELECT id FROM a WHERE name LIKE '%\_%' ESCAPE '\'
SELECT 'a%b' LIKE 'a!%b' ESCAPE '!' AS a, 'axb' LIKE 'a!%b' ESCAPE '!' AS b, 'a\b' LIKE 'a\\b' AS c, 'a ' = 'a' AS d, 'a ' LIKE 'a' AS e, '' LIKE '%' AS f, 'é' ILIKE 'É' AS g, 'ß' = 'ss' AS h, 'ä' = 'a' AS i, 'A' < 'a' AS j, 'Z' < 'a' AS k
SELECT name || n AS a, name || NULL AS b, n || '' AS c, name || f AS d, name || x AS e, name || d AS g FROM a
SELECT name || ts AS a, name || t AS b, r || '' AS c FROM a
SELECT x::text AS a, r::text AS b, n::text AS c, ts::text AS d, t::text AS e, d::text AS g, u::text AS h, f::text AS i, m::text AS j FROM a
SELECT j::text AS a FROM a WHERE id = 6
SELECT tags::text AS a FROM a
SELECT id, n IS DISTINCT FROM 1 AS a, name IS NOT DISTINCT FROM NULL AS b, n IS DISTINCT FROM NULL AS c FROM a
SELECT id FROM a WHERE n NOT IN (1, NULL)
SELECT id FROM a WHERE n NOT IN (SELECT n FROM a)
SELECT id FROM a WHERE n IN (SELECT n FROM a ORDER BY id LIMIT 2)
SELECT id FROM a WHERE (n, name) IN (SELECT n, name FROM a WHERE id < 3)
SELECT id FROM a WHERE (n, name) = (1, 'alpha')
SELECT id FROM a WHERE (n, id) < (2, 3)
SELECT id FROM a WHERE n = ALL (SELECT 1)
SELECT id FROM a WHERE n > ALL (SELECT n FROM a WHERE n < 0)
SELECT id FROM a WHERE n > ALL (SELECT n FROM a WHERE false)
SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id AND b.ok)
DELETE FROM d WHERE id IN (SELECT id FROM d ORDER BY id DESC LIMIT 1)
DELETE FROM d WHERE id = (SELECT max(id) FROM d)
DELETE FROM d x USING d y WHERE x.up = y.id AND y.label = 'left'
DELETE FROM d WHERE NOT EXISTS (SELECT 1 FROM d c WHERE c.up = d.id)
UPDATE d SET label = label || '!' WHERE id IN (SELECT up FROM d)
UPDATE d SET label = (SELECT min(label) FROM d AS x) || id
UPDATE d SET label = (SELECT count(*) FROM d AS x WHERE x.up = d.id)::text || id
UPDATE d SET label = y.label || d.id FROM d y WHERE d.up = y.id
UPDATE b SET code = upper(code), amount = amount + 1 WHERE a_id = 1
UPDATE a SET n = b.id FROM b WHERE b.a_id = a.id AND b.id <> 1
UPDATE a SET n = n + 1, id = id - 10 WHERE id = 6
UPDATE b SET id = id + 1 WHERE id > 4
UPDATE d SET id = id + 10 WHERE id = 5
UPDATE c SET pos = -pos, note = pos::text
INSERT INTO d SELECT id + 10, id, label || 'x' FROM d
INSERT INTO d (id, label) VALUES (1, 'q') ON CONFLICT DO NOTHING
INSERT INTO d (id, label) VALUES (9, 'root') ON CONFLICT DO NOTHING
INSERT INTO d (id, label) VALUES (1, 'q') ON CONFLICT (id) DO UPDATE SET label = d.label || excluded.label
INSERT INTO d (id, label) VALUES (1, 'left') ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) VALUES (9, 'root') ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) VALUES (1, 'q') ON CONFLICT (id) DO UPDATE SET label = excluded.label WHERE d.label <> 'root'
INSERT INTO empty DEFAULT VALUES
INSERT INTO a DEFAULT VALUES
INSERT INTO b (id) VALUES (77), (DEFAULT)
INSERT INTO a (id, name) OVERRIDING SYSTEM VALUE VALUES (-60, 'x')
INSERT INTO c (pos) SELECT pos + 100 FROM c WHERE note IS NULL
INSERT INTO b (id, code, amount) VALUES (50, 'waytoolongcode', 1)
INSERT INTO b (id, code, amount) VALUES (50, 'x', 1.005), (51, 'y', 2.345), (52, 'z', -1.005)
INSERT INTO b (id, code, amount) VALUES (50, 'x', 123456789.5)
INSERT INTO b (id, code) VALUES (50, 'x         ')
INSERT INTO b (id, code) VALUES (50, 'x              ')
INSERT INTO a (n) VALUES (2147483648)
INSERT INTO a (n) VALUES (1.5), (2.5), (-1.5)
INSERT INTO a (n) VALUES ('12'), (' 7 ')
INSERT INTO a (n) VALUES ('abc')
INSERT INTO a (n) VALUES ('1.5')
INSERT INTO a (f) VALUES ('yes'), ('f'), ('0')
INSERT INTO a (f) VALUES ('maybe')
INSERT INTO a (f) VALUES (2)
INSERT INTO a (d) VALUES ('2024-02-30')
INSERT INTO a (d) VALUES ('0000-00-00')
INSERT INTO a (ts) VALUES ('2024-01-01 10:00:00+02'), ('2024-01-01T10:00:00Z'), ('2024-01-01')
INSERT INTO a (j) VALUES ('{"a":1,"a":2}'), ('[1, 2]'), ('null'), (NULL)
INSERT INTO a (j) VALUES ('{bad}')
INSERT INTO a (u) VALUES ('nope')
INSERT INTO a (u) VALUES ('{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12}'), ('A0EEBC999C0B4EF8BB6D6BB9BD380A13')
SELECT sum(n) AS a, avg(n) AS b, min(name) AS c, max(name) AS d, count(*) AS e, count(n) AS f, count(DISTINCT n) AS g, sum(x) AS h, sum(r) AS i FROM a
SELECT sum(n) AS a, count(*) AS b, max(name) AS c FROM a WHERE false
SELECT bool_and(f) AS a, bool_or(f) AS b, every(n > 0) AS c FROM a
SELECT count(*) FILTER (WHERE f) AS a, sum(n) FILTER (WHERE n > 0) AS b, string_agg(name, ',' ORDER BY id) FILTER (WHERE f) AS c FROM a
SELECT string_agg(name, ', ' ORDER BY name DESC, id) AS a, string_agg(name, '' ORDER BY id) AS b FROM a
SELECT string_agg(name, ',' ORDER BY n NULLS FIRST, id DESC) AS a FROM a
SELECT string_agg(n::text, '|' ORDER BY id) AS a FROM a
SELECT length(string_agg(repeat('x', 2000), ',')) AS a FROM d
SELECT name, count(*) AS c FROM a GROUP BY name HAVING count(*) > 1
SELECT lower(name) AS l, sum(n) AS s FROM a GROUP BY lower(name) ORDER BY l NULLS FIRST
SELECT name, sum(n) AS s FROM a GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1
SELECT DISTINCT name FROM a ORDER BY name DESC NULLS LAST
SELECT DISTINCT f, n > 0 AS p FROM a
SELECT id, row_number() OVER (ORDER BY n DESC, id) AS a, rank() OVER (ORDER BY n) AS b, sum(n) OVER (PARTITION BY f ORDER BY id) AS c, lag(name) OVER (ORDER BY id) AS d FROM a
SELECT id, first_value(name) OVER (PARTITION BY f ORDER BY id DESC) AS a, last_value(name) OVER (PARTITION BY f ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS b, ntile(2) OVER (ORDER BY id) AS c, count(*) OVER () AS d FROM a
SELECT id, sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS a, avg(n) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS b FROM a
SELECT id, sum(n) OVER (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a FROM a
SELECT id, count(*) OVER (ORDER BY n) AS a, sum(n) OVER (ORDER BY n DESC) AS b FROM a
SELECT id, count(*) FILTER (WHERE f) OVER (PARTITION BY name) AS a FROM a
SELECT id FROM a WHERE d BETWEEN '2024-01-01' AND '2024-12-31'
SELECT d + 1 AS a, d - 1 AS b, d - date '2024-01-01' AS c, d + interval '1 month' AS e, t + interval '1 month' AS f, ts - interval '1 year' AS g, d + 7 * 2 AS h FROM a
SELECT extract(epoch FROM ts) AS a, extract(second FROM t) AS b, date_part('dow', d) AS c, extract(week FROM d) AS e, extract(isodow FROM d) AS f, extract(doy FROM d) AS g, extract(year FROM ts) AS h FROM a
SELECT id FROM a WHERE ts > '2024-01-01' AND ts < '2024-12-31 23:59:59+02'
SELECT id FROM a WHERE ts = '2024-01-31 12:20:30.25+02'
SELECT id FROM a WHERE d = '2024-01-31'::timestamp
SELECT id FROM a WHERE t > d
SELECT j ->> 'k' AS a, j -> 'n' AS b, j ->> 'n' AS c, j ->> 'b' AS d, j -> 'l' -> 1 AS e, j #>> '{o,p}' AS g FROM a
SELECT id, (j ->> 'n')::numeric AS a FROM a WHERE id < 3
SELECT id, (j ->> 'b')::boolean AS a FROM a WHERE id < 3
SELECT id FROM a WHERE j ->> 'k' = 'v'
SELECT id FROM a WHERE j ->> 'k' IS NULL
SELECT id FROM a WHERE j -> 'k' = '"v"'
SELECT id FROM a WHERE j = '"s"'
SELECT id FROM a WHERE j = '{"k": "w", "b": false, "n": 2.5, "l": []}'
SELECT id FROM a WHERE j @> '{"k": "v"}'
SELECT id FROM a WHERE j @> '{"n": 1}'
SELECT j -> 'x' AS a, j -> 0 AS b, j ->> 1 AS c, j -> -1 AS d FROM a
SELECT id, jsonb_typeof(j) AS a, jsonb_typeof(j -> 'n') AS b, jsonb_typeof(j -> 'k') AS c FROM a
SELECT jsonb_array_length(j -> 'l') AS a FROM a WHERE id < 3
SELECT jsonb_build_object('a', n, 'b', name) AS q FROM a
SELECT jsonb_build_object('a', x, 'b', d, 'c', r) AS q FROM a
SELECT tags[1] AS a, nums[2] AS b, array_length(tags, 1) AS c, cardinality(nums) AS d, tags[5] AS e, tags[0] AS g FROM a
SELECT id, 'x' = ANY (tags) AS a, 7 = ANY (nums) AS b FROM a
SELECT id FROM a WHERE tags @> ARRAY['x']
SELECT id FROM a WHERE tags = ARRAY['x', 'y']
SELECT id FROM a WHERE tags = '{x,y}'
SELECT id FROM a WHERE nums = '{1, 2, 3}'
SELECT id FROM a WHERE tags <> '{}'
SELECT replace('aAa', 'a', 'b') AS a, replace('abc', '', 'x') AS b, repeat('ab', 2) AS c, repeat('ab', -1) AS d, lpad('7', 3, '0') AS e, lpad('12345', 3, '0') AS g, rpad('a', 3, 'xy') AS h, trim('  a  ') AS i, ltrim('  a') AS j, concat('a', NULL, 1) AS k, concat_ws(',', 'a', NULL, 'b') AS l, ascii('ä') AS m, initcap('hello world') AS n
SELECT md5('a') AS a, md5('ä') AS b, md5(NULL) AS c, to_hex(255) AS d, chr(65) AS e, sign(-2.5) AS g, abs(-3) AS h
SELECT greatest(1, NULL, 2) AS a, least(NULL, 1) AS b, nullif(1, 1) AS c, coalesce(NULL, NULL, 3) AS d
SELECT greatest(name, 'b') AS a, least(n, 0) AS b FROM a
SELECT name ~ 'a' AS a, name ~* '^A' AS b, name !~ 'a$' AS c, name ~ '\d' AS d, name ~ '^[[:alpha:]]+$' AS e FROM a
SELECT regexp_replace(name, 'a', 'X') AS a, regexp_replace(name, 'A', 'X', 'gi') AS b FROM a
SELECT 1 AS "A b", 2 AS "select", 'it''s' AS q, E'a\\b' AS r, 'a\b' AS s, $$x'y$$ AS t
SELECT NULL = NULL AS a, NULL AND false AS b, NULL OR true AS c, NOT NULL::boolean AS d, 1 = 1 AS e, true > false AS f
SELECT 5 & 3 AS a, 5 | 3 AS b, 5 # 3 AS c, ~5 AS d, 1 << 3 AS e, -8 >> 1 AS f, 2 ^ 10 AS g, |/ 16 AS h, @ -5 AS i
SELECT id FROM a WHERE n = 1.0
SELECT id FROM a WHERE n::text = '1'
SELECT id FROM a WHERE x = 1.50
SELECT id FROM a WHERE r = 1.25
SELECT id FROM a WHERE m > 'sad'
SELECT id FROM a WHERE m = 'happy'
SELECT max(m) AS a, min(m) AS b FROM a
SELECT id, m FROM a ORDER BY m DESC NULLS LAST, id
SELECT id FROM a ORDER BY name COLLATE "C" NULLS FIRST, id
SELECT id, name FROM a ORDER BY name DESC, id
SELECT id FROM a UNION SELECT id FROM b ORDER BY 1
SELECT n FROM a UNION ALL SELECT id FROM d ORDER BY 1 NULLS FIRST LIMIT 3
SELECT id FROM a INTERSECT ALL SELECT id FROM d
SELECT id FROM a EXCEPT SELECT id FROM d
SELECT n FROM a EXCEPT ALL SELECT 1
WITH RECURSIVE t (id, path) AS (SELECT id, label FROM d WHERE up IS NULL UNION ALL SELECT d.id, t.path || '/' || d.label FROM d JOIN t ON d.up = t.id) SELECT * FROM t
WITH RECURSIVE t (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 2000) SELECT count(*), max(i) FROM t
WITH RECURSIVE t (i, s) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, s || 'xxxxxxxxxxxx' FROM t WHERE i < 4) SELECT * FROM t
WITH RECURSIVE t (i, s) AS (SELECT 1, 1.5 UNION ALL SELECT i + 1, s / 3 FROM t WHERE i < 4) SELECT i, round(s, 4) FROM t
WITH x AS (SELECT id FROM d), y AS (SELECT id FROM x WHERE id > 2) UPDATE c SET note = 'y' WHERE pos IN (SELECT id FROM y)
WITH x AS (SELECT max(pos) AS p FROM c) DELETE FROM c USING x WHERE c.pos = x.p
WITH x AS (SELECT id + 20 AS id, label FROM d) INSERT INTO empty SELECT * FROM x
INSERT INTO empty VALUES (1, 'a'), (2, NULL) RETURNING id
SELECT count(*) AS c FROM a, b WHERE a.id = b.a_id OR b.a_id IS NULL
SELECT a.id, b.id AS i FROM a LEFT JOIN b ON b.a_id = a.id AND b.ok ORDER BY a.id, b.id NULLS FIRST
SELECT * FROM d NATURAL LEFT JOIN (SELECT id, code FROM b) AS q
SELECT a.id FROM a LEFT JOIN (b JOIN c ON c.b_id = b.id) ON b.a_id = a.id
SELECT id, CASE WHEN n > 0 THEN n ELSE name::int END AS q FROM a WHERE n > 0
SELECT id FROM a OFFSET 2 ROWS FETCH NEXT 2 ROWS ONLY
SELECT id FROM a ORDER BY n LIMIT 3
SELECT id FROM a ORDER BY f DESC, n DESC, id
SELECT (SELECT name FROM a WHERE id = 1) AS a, (SELECT name FROM a WHERE id = -1) AS b
SELECT (SELECT id FROM a) AS a
SELECT id, (SELECT count(*) FROM b WHERE b.a_id = a.id) AS c, (SELECT code FROM b WHERE b.a_id = a.id ORDER BY id DESC LIMIT 1) AS k FROM a
UPDATE a SET u = gen_random_uuid() WHERE id = 1 AND false
UPDATE a SET j = jsonb_set(j, '{k}', '"z"') WHERE id = 1
UPDATE a SET tags = array_append(tags, 'new') WHERE tags IS NOT NULL
UPDATE a SET tags = tags || '{n}' WHERE id = 1
UPDATE a SET n = DEFAULT, name = DEFAULT WHERE id = 1
UPDATE b SET amount = DEFAULT, ok = DEFAULT
UPDATE b SET amount = amount * 1.1, ok = NOT ok
UPDATE b SET amount = amount / 3
UPDATE b SET at = at + interval '1 day', a_id = NULL WHERE id = 1
UPDATE b SET at = now() WHERE at > now() + interval '1 day'
UPDATE a SET name = trim(name) || ' ' WHERE id < 3
UPDATE a SET name = n WHERE id = 1
UPDATE a SET name = x WHERE id < 3
UPDATE a SET name = r WHERE id < 3
UPDATE a SET name = ts WHERE id < 3
UPDATE a SET name = d WHERE id < 3
UPDATE a SET name = f WHERE id < 3
UPDATE a SET n = x WHERE id < 3
UPDATE a SET n = r WHERE id < 3
UPDATE a SET x = n, r = n, t = ts, d = ts WHERE id < 3
SELECT regexp_replace(name, 'a', 'X') AS a, regexp_replace(name, 'a', 'X', 'g') AS b, regexp_replace(name, 'A', '', 'gi') AS c, regexp_replace(name, '(l)(p)', '<\2\1>') AS d, regexp_replace(name, '^a|a$', '_') AS e, regexp_replace(name, 'a$', '_') AS f FROM a
SELECT regexp_replace('a1b22', '[[:digit:]]', '#') AS a, regexp_replace('a1b22', '[[:digit:]]+', '#', 'g') AS b, regexp_replace('x]y]', '[]]', '', 'g') AS c, regexp_replace('äöü', '[^a-z]', '?', 'g') AS d, regexp_replace('a.b.c', '\.', '') AS e, regexp_replace('aXbX', '(?:X)', '-') AS f, regexp_replace(E'a\nb', '.b', 'c') AS g
SELECT substring(name FROM '[lp]+') AS a, substring('x12y3' FROM '[0-9]+') AS b, substring('x' FROM '[0-9]+') AS c FROM a
SELECT concat(name, n, f) AS a, concat_ws('-', f, name, d) AS b, concat(x) AS c, concat(t) AS d FROM a
SELECT greatest(n, id, 3) AS a, least(n, NULL, 3, id) AS b, greatest(name, 'b') AS c, greatest(d, '2024-01-01') AS d, least(NULL, n) AS e FROM a
SELECT split_part('a,b,,c', ',', 1) AS a, split_part('a,b,,c', ',', 3) AS b, split_part('a,b,,c', ',', 4) AS c, split_part('a,b,,c', ',', 5) AS d, split_part('', ',', 1) AS e, split_part('a--b--c', '--', 2) AS f, split_part(name, 'a', 1) AS g, split_part(name, 'A', 2) AS h FROM a
SELECT translate(name, 'al', 'xy') AS a, translate(name, 'alp', 'x') AS b, btrim(name, 'a') AS c, ltrim(name, 'a') AS d, rtrim(name, 'a') AS e FROM a
SELECT to_timestamp(0) AS a, to_timestamp(-1.5) AS b, to_timestamp(n) AS c FROM a
SELECT DISTINCT ON (f) f, name, n FROM a ORDER BY f NULLS FIRST, n DESC NULLS LAST, id
SELECT DISTINCT ON (m) m AS id, id AS m FROM a ORDER BY m DESC, id LIMIT 2
INSERT INTO empty SELECT DISTINCT ON (name) id, upper(name) FROM a ORDER BY name, id DESC
SELECT m, f, count(*) AS c FROM a GROUP BY CUBE (m, f) ORDER BY 1, 2, 3
SELECT grouping(m) AS g, m, sum(n) AS s FROM a GROUP BY ROLLUP (m) HAVING count(*) > 1 ORDER BY 1, 2
SELECT a.id, t.v FROM a CROSS JOIN LATERAL unnest(a.tags) AS t (v) WHERE t.v <> 'x'
SELECT id, (SELECT count(*) FROM unnest(a.nums) AS n WHERE n > 1) AS c FROM a
SELECT v FROM jsonb_array_elements_text('["a", 1, true, null, "A "]'::jsonb) AS v
SELECT v FROM jsonb_array_elements('["a", 1, true, null, [1], {"a": 2}]'::jsonb) AS v
SELECT a.id, s.m, s.f FROM a, LATERAL (SELECT b.id AS m, b.ok AS f FROM b WHERE b.a_id = a.id) AS s ORDER BY a.id, s.m
SELECT a.id, s.at FROM a LEFT JOIN LATERAL (SELECT d.label, d.id * 1.5 AS at FROM d WHERE d.id > a.id ORDER BY d.id LIMIT 1) AS s ON s.label <> 'leaf' ORDER BY a.id
SELECT g FROM generate_series(-2, 2) AS g
SELECT g FROM generate_series(5, 1) AS g
SELECT g FROM generate_series('2024-01-31'::timestamp, '2024-06-01', '1 month') AS g
INSERT INTO empty SELECT g, 'n' || g FROM generate_series(10, 14, 2) AS g
WITH made AS (INSERT INTO b (id, code) SELECT id + 100, label FROM d WHERE up IS NULL RETURNING id, code, amount) INSERT INTO empty SELECT id, code || amount FROM made
WITH made AS (INSERT INTO a (id, name) VALUES (-1, 'x'), (-2, 'y') ON CONFLICT DO NOTHING RETURNING *) UPDATE d SET label = made.name || d.id FROM made WHERE made.id = -d.id
WITH gone AS (DELETE FROM c WHERE b_id IS NULL OR pos = 9 RETURNING *), kept AS (SELECT count(*) AS k FROM c) INSERT INTO empty SELECT k, note FROM gone, kept WHERE pos = 9
WITH moved AS (UPDATE d SET label = label || '!' WHERE up = 1 RETURNING id, label) INSERT INTO empty SELECT * FROM moved
WITH moved AS (UPDATE b SET amount = b.amount + x.pos FROM c AS x WHERE x.b_id = b.id AND x.pos = 1 RETURNING b.id, b.amount) INSERT INTO empty SELECT id, amount::text FROM moved
MERGE INTO d USING (VALUES (1, 'one'), (9, 'nine'), (NULL, 'none')) AS s (id, label) ON s.id = d.id WHEN MATCHED THEN UPDATE SET label = s.label WHEN NOT MATCHED AND s.id IS NOT NULL THEN INSERT (id, label) VALUES (s.id, s.label)
MERGE INTO d USING (VALUES (1, 'one'), (1, 'two')) AS s (id, label) ON s.id = d.id WHEN MATCHED THEN UPDATE SET label = s.label
MERGE INTO b USING c ON c.b_id = b.id AND c.pos = 1 WHEN MATCHED AND b.ok THEN UPDATE SET amount = coalesce(amount, 0) + 1 WHEN MATCHED THEN DELETE
SELECT t + interval '1 month' AS a, t + interval '1 year 2 mons 3 days 04:05:06' AS b, t - interval '1.5 hours' AS c, t + interval '1 month - 1 day' AS d, t + interval '-2 weeks' AS e, t + interval '250 milliseconds' AS f, d + interval '90 min' AS g, ts - interval '-00:30' AS h FROM a
SELECT d + interval '1 month' AS a, d - interval '1 mon 1 day' AS b, date '2024-01-31' + interval '1 month 1 day' AS c, timestamp '2024-03-31' - interval '1 month' AS d FROM a
SELECT to_char(t, 'YYYY-MM-DD HH24:MI:SS') AS a, to_char(d, 'YYYYMMDD') AS b, to_char(t, 'DD Mon YY, HH12:MI AM') AS c, to_char(t, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS d, to_char(d, 'IYYY-IW DDD Dy') AS e, to_char(ts, '"100%"YYYY') AS f FROM a
SELECT date_trunc('quarter', t) AS a, date_trunc('quarter', ts) AS b, extract(isoyear FROM d) AS c FROM a
UPDATE a SET (n, name) = (SELECT b.id, b.code FROM b WHERE b.a_id = a.id ORDER BY 1 DESC LIMIT 1)
UPDATE d SET (label, up) = (SELECT x.label || '+', count(*) FROM d AS x WHERE x.id = d.up GROUP BY x.label)
SELECT id, ARRAY(SELECT code FROM b WHERE b.a_id = a.id ORDER BY code DESC) AS c FROM a
SELECT id FROM a WHERE j ? 'k' OR j ? 's'
SELECT '["a", "b"]'::jsonb ? 'a' AS a, '{"a b": 1}'::jsonb ? 'a b' AS b, '"a"'::jsonb ? 'a' AS c, '1'::jsonb ? '1' AS d, '{}'::jsonb ?| ARRAY['a', 'b'] AS e
SELECT m, count(*) AS c, row_number() OVER (ORDER BY m) AS s FROM a GROUP BY ROLLUP (m)
SELECT f, count(*) FILTER (WHERE f) AS c FROM a GROUP BY ROLLUP (f)
WITH gone AS (DELETE FROM c WHERE random() < 2 RETURNING *) INSERT INTO empty SELECT count(*), 'x' FROM gone
SELECT t - d AS q FROM a
SELECT d - t AS q FROM a
SELECT extract(epoch FROM t - d) AS q FROM a
SELECT d + time '10:00' AS a, d + t::time AS b FROM a
SELECT d + 3 AS a, 3 + d AS b, d - n AS c, n + d AS f FROM a
SELECT t + '1 day' AS q FROM a
UPDATE b SET at = at + '1 day'
SELECT time '23:00' + interval '2 hours' AS a
SELECT extract(epoch FROM interval '1 day') AS q
SELECT extract(epoch FROM t::time) AS q FROM a
SELECT id FROM a WHERE d < 'tomorrow'
SELECT id FROM a WHERE t > 'yesterday'::timestamp
SELECT to_char(t, 'SSSS') AS q FROM a
SELECT id, j -> 0 AS a, j ->> 0 AS b, j ->> 1 AS c FROM a
SELECT '[[1, 2], 3]'::jsonb -> 0 -> 1 AS a, '{"k": [5]}'::jsonb -> 'k' ->> 0 AS b, NULL::jsonb -> 0 AS c, '5'::jsonb -> 0 AS d
UPDATE a SET n = jsonb_array_length(j)
UPDATE a SET n = jsonb_array_length(j) WHERE id = 3
SELECT id, array_length(tags, 2) AS q FROM a
SELECT id, r = ANY ('{1.25,0}'::double precision[]) AS q FROM a
SELECT id, t = ANY ('{2024-01-31 10:20:30.25}'::timestamp[]) AS q FROM a
SELECT id FROM a ORDER BY nums LIMIT 3
SELECT id FROM a ORDER BY j, id
SELECT bit_and(n) AS a, bit_or(n) AS b FROM a
SELECT bit_and(n) AS a, bit_or(n) AS b FROM a WHERE false
SELECT n >> 1 AS a, 5 >> 1 AS b FROM a
UPDATE a SET r = sqrt(n)
UPDATE a SET r = acos(n)
SELECT sqrt(x + 1) AS a, sqrt(16) AS b, acos(0.5) AS d, asin(1) AS e FROM a
SELECT lpad(name, 6) AS a, lpad(name, -1, 'x') AS b, rpad(name, 3, '') AS c, rpad(name, -2) AS d FROM a
SELECT g FROM generate_series('2024-01-01'::date, '2024-01-10'::date, '0 days') AS g
SELECT min(nums) AS a FROM a
SELECT greatest(nums, '{2}') AS q FROM a
SELECT regexp_replace('aaa', 'a', 'b', 1, 2) AS q
-- literals that the server would read in another way, or not at all
SELECT id FROM a WHERE d = '01/31/2024'
SELECT id FROM a WHERE d IN ('Jan 31, 2024', '28-Feb-2023', '29 February 2020')
SELECT id FROM a WHERE d BETWEEN '1/1/2024' AND '12/31/2024'
SELECT id FROM a WHERE ts > '01/01/2024' AND ts < '2024-01-31 01:00 PM'
SELECT CASE d WHEN '01/31/2024' THEN 1 ELSE 0 END AS v FROM a
INSERT INTO a (d, t, ts) VALUES ('2/1/2024', '1/2/2024 3:04:05 pm', '2024-01-31+02'), ('20240131', '2024-12-31 24:00', 'Jan 8 1999 4:05 AM UTC'), ('2024.02.01', '2024-01-31 23:59:60', '31-Jan-2024 10:00 -0800')
INSERT INTO a (t, ts) VALUES ('2024-01-31 10:20:30.9999999', '2024-12-31 23:59:59.9999995'), ('2024-01-31 10:20:30.1234565', '2024-01-31 10:20:30.1234575+00')
SELECT id FROM a WHERE d = '24-01-31'
INSERT INTO a (d) VALUES ('2024:01:31')
INSERT INTO a (t) VALUES ('2024-01-31 10')
INSERT INTO a (t) VALUES ('20240131102030')
INSERT INTO a (ts) VALUES ('2024-01-31 10:00 Europe/Berlin')
INSERT INTO a (ts) VALUES ('0001-01-01 00:00:00+02')
SELECT id FROM a WHERE n = 'alpha'
SELECT id FROM a WHERE f = 'maybe'
SELECT id FROM a WHERE m = 'nope'
UPDATE a SET nums = '{1,x}'
UPDATE a SET nums = '{007,+5}'
SELECT '5'::time AS v
SELECT t::timestamp(0) AS a, t::timestamp(1) AS b, ts::timestamptz(0) AS c FROM a
INSERT INTO empty SELECT id, (id || '')::time::text FROM a
INSERT INTO empty SELECT id, (id || ':30')::time::text FROM a
UPDATE a SET d = ('24-0' || id || '-01')::date
UPDATE a SET d = ('2024-0' || id || '-01')::date
UPDATE a SET t = ('2024-0' || id || '-01 10:0' || id)::timestamp
-- integers within their types
UPDATE a SET n = n + 2147483647 - 2147483647 WHERE id = 1
UPDATE a SET x = id * 1000000000 WHERE id > 2
UPDATE a SET x = id * 1000000000 WHERE id < 3
DELETE FROM a WHERE n + 2147483647 > 0
DELETE FROM a WHERE n + 2147483637 > 0 AND n < 10
INSERT INTO empty SELECT 1, sum(n * 1000000000)::text FROM a
INSERT INTO empty SELECT id, (id::smallint * 10000::smallint)::text FROM a
INSERT INTO empty SELECT id, (n * 100000)::smallint::text FROM a
INSERT INTO empty SELECT id, (x * 100000000000)::int::text FROM a
INSERT INTO empty SELECT id, (x * 1e18)::bigint::text FROM a
INSERT INTO empty SELECT id, (id || '0000000000')::int::text FROM a
INSERT INTO empty SELECT id, abs(-2147483648 - n + n)::text FROM a WHERE id = 4
UPDATE a SET n = n / (id - 2147483649) WHERE id = 1
SELECT 1 << 31 AS a, 1 << 32 AS b, 1::bigint << 40 AS c, 1::smallint << 15 AS d, -8 >> 33 AS e, n << 3 AS g, n >> 1 AS h FROM a
SELECT to_hex(-1) AS a, to_hex(n) AS b, to_hex(n::bigint) AS c FROM a
SELECT cbrt(-8) AS a, stddev(n) AS b, var_pop(n) AS c FROM a
INSERT INTO empty SELECT id, substr(name, 2, n) FROM a
INSERT INTO empty SELECT id, substr(name, 1, -1) FROM a
SELECT ascii('ä') AS a, ascii('') AS b, ascii('😀') AS c, length('😀') AS d, ascii(name) AS e FROM a
INSERT INTO empty SELECT id, extract(hour FROM d)::text FROM a
SELECT id FROM a WHERE (n, name) IS NULL
SELECT id FROM a WHERE (n, name) IS NOT NULL
SELECT id FROM a ORDER BY id LIMIT NULL OFFSET NULL
SELECT id, name::char(7) LIKE '%a' AS a, name::char(5) LIKE 'alpha' AS b, name::char(7) ~ 'a$' AS c FROM a
-- rows that meet one row twice
INSERT INTO d (id, label) VALUES (1, 'q'), (1, 'r') ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) VALUES (11, 'q'), (12, 'r') ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) VALUES (length('q'), 'q'), (1, 'r') ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) SELECT 1, name FROM a WHERE name IS NOT NULL ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) SELECT id + 3, 'z' || id FROM a ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO empty (id, name) SELECT n, name FROM a WHERE n IS NOT NULL ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO empty (id, name) SELECT n, max(name) FROM a WHERE n IS NOT NULL GROUP BY n ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO empty SELECT id, name FROM a UNION SELECT id + 10, label FROM d ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO c (b_id, pos, note) VALUES (NULL, 1, 'n'), (NULL, 1, 'm') ON CONFLICT (b_id, pos) DO UPDATE SET note = excluded.note
INSERT INTO c (b_id, pos, note) SELECT b_id, pos, 'n' FROM c ON CONFLICT (b_id, pos) DO UPDATE SET note = excluded.note
-- JSON
SELECT jsonb_build_object('a', 1, 'a', 2) ->> 'a' AS a, '{"b": 1, "a": 2, "a": 3}'::jsonb ->> 'a' AS b, '{"a": "\u00e4\u0041\ud83d\ude00"}'::jsonb ->> 'a' AS c
SELECT jsonb_build_object(name, n) ->> 'alpha' AS a FROM a WHERE name IS NOT NULL
UPDATE a SET j = jsonb_build_object(name, n)
UPDATE a SET j = (SELECT jsonb_object_agg(label, id) FROM d)
UPDATE a SET j = (SELECT jsonb_object_agg(code, id) FROM b)
INSERT INTO a (j) VALUES ('{"bb": 1e2, "a": 1.50, "c": [1 , 2], "a": -0.0}')
INSERT INTO a (j) VALUES ('"\u0000"')
INSERT INTO a (j) VALUES ('{a: 1}')
INSERT INTO empty SELECT a.id, e FROM a, jsonb_array_elements_text(j) AS e WHERE a.id = 6
INSERT INTO empty SELECT 7, k FROM a, jsonb_object_keys(j) AS k WHERE a.id = 5
INSERT INTO empty SELECT a.id, e FROM a, jsonb_array_elements_text(j -> 'l') AS e WHERE a.id = 2
UPDATE a SET j = jsonb_set(j, '{k}', '"x"')
UPDATE a SET j = jsonb_set(j, '{l,x}', '1') WHERE id = 1
UPDATE a SET j = jsonb_set(j, '{n,x}', '1') WHERE id = 1
SELECT j IS DISTINCT FROM '{"n": 2.50, "k": "w", "b": false, "l": []}' AS v, j IN ('{"n": 2.50, "k": "w", "b": false, "l": []}', '"s"') AS w FROM a
SELECT count(*) AS c FROM a GROUP BY j ORDER BY 1
SELECT count(DISTINCT j) AS c FROM (VALUES ('{"a": 1.0}'::jsonb), ('{"a": 1}')) AS v (j)
SELECT DISTINCT tags FROM a
SELECT id, n = ANY ('{1,2}') AS v FROM a
SELECT id, (j -> 'n')::numeric AS a, (j -> 'n')::int AS b, (j -> 'b')::boolean AS c FROM a WHERE id < 3
UPDATE a SET n = (j -> 'n')::int
UPDATE a SET name = j::text
SELECT encode('\x0102'::bytea || '\x03', 'hex') AS v
SELECT id, octet_length('\x0102'::bytea || '\x03') AS v FROM a
-- text that is no number, of the one row of a key, which the server reads before it is strict
INSERT INTO b (id, amount) SELECT 9, label::numeric FROM d WHERE id = 1
INSERT INTO b (id, amount) SELECT 9, label::numeric(4,1) FROM d WHERE id = 1
INSERT INTO b (id, amount) SELECT 9, label::double precision FROM d WHERE id = 1
SELECT label::numeric AS q FROM d
UPDATE a SET x = (' ' || id || '.5e1 ')::numeric, r = ('-.' || id)::double precision, n = ('+' || id || '.')::numeric(4,1)
UPDATE a SET t = ('0000-02-28 05:00:' || 30)::timestamp WHERE id = 3
-- fewer values than columns
INSERT INTO empty SELECT 7
INSERT INTO empty VALUES (7) ON CONFLICT (id) DO NOTHING
INSERT INTO b SELECT id + 10, id FROM a
INSERT INTO c WITH q AS (SELECT 1 AS n) SELECT n, 5 FROM q UNION SELECT 2, 7
-- blanks at the end of char(n)
SELECT id FROM a WHERE name::char(7) = 'alpha  '
SELECT id FROM a WHERE name::char(7) BETWEEN 'alpha ' AND 'b '
SELECT id FROM a WHERE name::char(7) IN ('alpha  ', 'x')
SELECT id FROM a WHERE name::char(7) = ANY (ARRAY['alpha ', 'x'])
SELECT id, CASE name::char(7) WHEN 'alpha ' THEN 1 ELSE 0 END AS q FROM a
INSERT INTO empty SELECT id, (name || '   ')::char(7) FROM a
INSERT INTO empty SELECT id, (name || '   ')::char(7) || '|' FROM a
INSERT INTO empty SELECT id, coalesce(name::char(7), 'x ') || '|' FROM a
SELECT concat(name::char(7), '|') AS q FROM a
SELECT octet_length(name::char(7)) AS q FROM a
SELECT jsonb_build_object('k', name::char(7)) ->> 'k' AS q FROM a
-- numbers as text that is cut
INSERT INTO empty SELECT id, n::varchar(1) FROM a
INSERT INTO empty SELECT id, (x::numeric(6,2))::varchar(3) FROM a
INSERT INTO empty SELECT id, d::char(4) || d::varchar(7) FROM a
INSERT INTO empty SELECT id, f::varchar(2) || f::char(1) FROM a
INSERT INTO empty SELECT id, (name || '      ')::varchar(6) || '|' FROM a
SELECT id, lag(n, 1, 7) OVER (ORDER BY id) AS a, lead(n, 2, -1) OVER (ORDER BY id) AS b, lag(name, 1, 'none') OVER (PARTITION BY f ORDER BY id) AS c, lead(id, 0, -1) OVER (ORDER BY id) AS d, lag(id, 100, NULL) OVER (ORDER BY id) AS e, lag(x, 1, 1.5) OVER (ORDER BY id) AS g, lead(n, 1, id) OVER w AS h FROM a WINDOW w AS (PARTITION BY f ORDER BY id DESC)
SELECT id, lag(n, id, 7) OVER (ORDER BY id) AS a FROM a
SELECT id, lag(n, 1, 7.5) OVER (ORDER BY id) AS a FROM a
SELECT id, j #> '{o, p}' AS a, j #>> '{o,p}' AS b, j #>> ARRAY['l', '0'] AS c, j #>> '{l,1}' AS d, j #>> '{"no such",p}' AS e FROM a
SELECT id, j #>> '{o,p}' AS b, j #>> ARRAY['l', '0'] AS c, j #>> '{l,1}' AS d, j #>> '{l,99}' AS e, j #>> '{o,0}' AS g, j #>> '{k}' AS h, j #>> '{0}' AS i, j #>> '{k,0}' AS k FROM a
SELECT '[10, [20, {"0": "x", "a": null}]]'::jsonb #>> '{1,1,0}' AS a, '[10, [20, {"0": "x", "a": null}]]'::jsonb #>> '{1,1,a}' AS b, '5'::jsonb #>> '{0}' AS c, '{"0": {"1": true}}'::jsonb #>> '{0,1}' AS d, '[1, 2]'::jsonb #>> '{01}' AS e, '{"NULL": 1}'::jsonb #>> ARRAY['NULL'] AS g, '[[1]]'::jsonb #> '{0,0}' AS h
SELECT '[1, 2]'::jsonb #>> '{-1}' AS a
SELECT '{"a": {"b": "c d"}}'::jsonb #>> '{}' AS a
SELECT '{"a": 1, "b": {"a": 2}}'::jsonb - 'a' AS a, '{"a": 1}'::jsonb - 'b' AS b, '{}'::jsonb - 'a' AS c, '[1, 2, 3]'::jsonb - 1 AS d, '[1]'::jsonb - 7 AS e, '[1, "b"]'::jsonb - 'a' AS g, NULL::jsonb - 'a' AS h, '{"a b": 1, "c": "it''s"}'::jsonb - 'a b' AS i
INSERT INTO a (id, name) VALUES (DEFAULT, 'p'), (DEFAULT, 'q')
INSERT INTO a (id, name) VALUES (DEFAULT, 'p') RETURNING id
INSERT INTO a (id, name) SELECT 50, 'p'
INSERT INTO a (id, name) VALUES (NULL, 'p')
SELECT '5'::jsonb - 'a' AS a
SELECT '{"a": 1}'::jsonb - 1 AS a
SELECT '5'::jsonb - 1 AS a
SELECT '{"a": 1}'::jsonb - ARRAY['a'] AS a
UPDATE a SET j = j - 'k' WHERE id < 4
SELECT id, j - 'k' AS a, j - 'no such' AS b FROM a WHERE id < 4
SELECT a.name, b.code FROM a FULL JOIN b ON b.a_id = a.id
SELECT a.id, b.* FROM a FULL JOIN b ON b.a_id = a.id AND a.n > 2
SELECT * FROM a AS x FULL OUTER JOIN (SELECT id, code FROM b WHERE id > 1) AS y ON x.id = y.id
SELECT count(*) AS c, count(x.id) AS d, count(y.id) AS e FROM a x FULL JOIN a y ON x.id = y.n
SELECT x.id, y.id AS w FROM empty x FULL JOIN a y ON x.id = y.id
SELECT x.id, y.id AS w FROM a x FULL JOIN empty y ON x.id = y.id
SELECT x.id, y.id AS w FROM empty x FULL JOIN empty y ON x.id = y.id
SELECT x.id, y.id AS w FROM a x FULL JOIN a y ON x.id = y.id + 3 WHERE x.id IS NULL OR y.id IS NULL
SELECT x.n, y.n AS w FROM a x FULL JOIN a y ON x.n = y.n AND x.f = y.f
SELECT x.id, y.id AS w, z.id AS v FROM c x LEFT JOIN (SELECT d.id FROM d FULL JOIN b ON b.id = d.id) y ON y.id = x.pos JOIN a z ON z.id = x.pos
SELECT x.id, y.id AS w, b.id AS v FROM a x FULL JOIN d y ON x.id = y.id LEFT JOIN b ON b.id = y.id
SELECT x.id, y.id AS w, b.id AS v FROM b FULL JOIN a x ON x.id = b.id, d y WHERE y.id < 2
SELECT coalesce(x.id, y.id) AS i, count(*) AS c FROM a x FULL JOIN d y ON x.id = y.id GROUP BY coalesce(x.id, y.id)
SELECT x.id, y.id AS w FROM a x FULL JOIN d y ON true
SELECT x.id, y.id AS w FROM a x FULL JOIN d y ON x.id = (SELECT max(b.id) FROM b WHERE b.id = y.id)
SELECT id, name FROM a FULL JOIN d USING (id)
INSERT INTO empty SELECT coalesce(a.id, d.id + 100), d.label FROM a FULL JOIN d ON a.id = d.id + 2 WHERE coalesce(a.id, d.id) IS NOT NULL
SELECT j - '{k,n}'::text[] AS a FROM a WHERE id < 4
SELECT '[1, 2, 3]'::jsonb - '1'::int AS a, '[1, 2, 3]'::jsonb - 1::int AS b
SELECT '[1, 2, 3]'::jsonb - 1::text AS a
SELECT '{"1": 1, "2": 2}'::jsonb - '1'::text AS a, '{"1": 1, "2": 2}'::jsonb - '2'::varchar AS b
SELECT '{"a\\b": 2, "c": 1}'::jsonb - 'a\b' AS a
SELECT count(d.*) AS x, count(b.*) AS y, count(*) AS z FROM d FULL JOIN b ON b.a_id = d.id
SELECT count(d.*) AS x FROM d JOIN b ON b.a_id = d.id
SELECT count(a.*) AS x FROM b LEFT JOIN a ON b.a_id = a.id
SELECT d.id, s.r > 2 AS a FROM (SELECT random() AS r, id FROM b) s FULL JOIN d ON d.id = s.id
