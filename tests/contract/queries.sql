-- queries.sql - one statement a line: over the rows of queries_rows.sql both engines must come to
-- the same rows.  What begins with SELECT, VALUES or WITH is compared as a view, in order when it
-- ends with ORDER BY; anything else by what it leaves in the tables.  Behind a "!" both refuse it;
-- behind a "~" it cannot be translated, where anything said would be another thing.
SELECT * FROM a
SELECT id, name FROM a WHERE n > 0
SELECT a.*, b.code FROM a JOIN b ON b.a_id = a.id
SELECT a.name, b.code FROM a LEFT JOIN b ON b.a_id = a.id
SELECT a.name, b.code FROM a RIGHT JOIN b ON b.a_id = a.id
SELECT a.name, b.code FROM a FULL JOIN b ON b.a_id = a.id
SELECT x.id, y.id AS yid FROM d AS x, d AS y WHERE x.id = y.up
SELECT x.id, y.id AS yid FROM d x CROSS JOIN d y WHERE y.up IS NULL
SELECT id, label, note FROM d JOIN (SELECT pos AS id, note FROM c) AS s USING (id)
SELECT * FROM d JOIN (SELECT pos AS id, note FROM c) AS s USING (id)
SELECT * FROM d FULL JOIN (SELECT pos AS id, note FROM c) AS s USING (id)
SELECT id FROM d RIGHT JOIN (SELECT pos AS id, note FROM c) AS s USING (id)
SELECT * FROM d NATURAL JOIN (SELECT id, code FROM b) AS s
SELECT b.code, c.note, a.name FROM a, b LEFT JOIN c ON c.b_id = b.id WHERE a.id = b.a_id
SELECT a.name FROM a JOIN (b JOIN c ON c.b_id = b.id) ON b.a_id = a.id
SELECT s.p, s.q FROM (SELECT id, name FROM a) AS s (p, q)
SELECT s.p, s.name FROM a AS s (p)
SELECT s.p, s.q FROM (VALUES (1, 'x'), (2, NULL)) AS s (p, q)
VALUES (1, 'a', true), (2, NULL, false)
SELECT n FROM a ORDER BY n
SELECT n FROM a ORDER BY n DESC
SELECT n, id FROM a ORDER BY n NULLS FIRST, id
SELECT n, id FROM a ORDER BY n DESC NULLS LAST, id DESC
SELECT id AS n, n AS id FROM a ORDER BY n
SELECT id, n + 1 AS m FROM a ORDER BY m, id
SELECT id, n FROM a ORDER BY 2 DESC, 1
SELECT id FROM a ORDER BY coalesce(n, 0), id
SELECT id, m FROM a ORDER BY m, id
SELECT id, m FROM a ORDER BY m DESC, id
SELECT id, f FROM a ORDER BY f, id
SELECT id, ts FROM a ORDER BY ts, id
SELECT id FROM a ORDER BY id LIMIT 2
SELECT id FROM a ORDER BY id LIMIT 2 OFFSET 1
SELECT id FROM a ORDER BY id OFFSET 3
SELECT id FROM a ORDER BY id LIMIT ALL
SELECT id FROM a ORDER BY id FETCH FIRST 2 ROWS ONLY
SELECT id FROM a ORDER BY id FETCH FIRST ROW ONLY
SELECT id FROM a ORDER BY id LIMIT 1 + 1
SELECT DISTINCT name FROM a
SELECT DISTINCT n, x FROM a
SELECT DISTINCT ON (name) name, id FROM a ORDER BY name, id DESC
SELECT DISTINCT ON (n) n, name, id FROM a ORDER BY n NULLS FIRST, id DESC
SELECT DISTINCT ON (a_id) a_id, code FROM b ORDER BY a_id, amount DESC NULLS LAST, id LIMIT 3
SELECT DISTINCT ON (1) name AS k, id FROM a ORDER BY k, id
SELECT name, count(*) FROM a GROUP BY name
SELECT name AS k, count(*) AS c FROM a GROUP BY k
SELECT count(*) AS c, name FROM a GROUP BY 2
SELECT name, sum(n) FROM a GROUP BY name HAVING count(*) > 1
SELECT count(*) AS c, count(n) AS e, count(DISTINCT n) AS g, sum(n), avg(n), min(n), max(n) FROM a
SELECT count(*) AS c, sum(id) AS s, max(name) AS m, avg(id) AS v FROM empty
SELECT sum(x), avg(x), min(x), max(x) FROM a
SELECT count(*) FILTER (WHERE n > 0) AS c, sum(n) FILTER (WHERE f) AS s FROM a
SELECT bool_and(f) AS x, bool_or(f) AS y, every(n > 0) AS z FROM a
SELECT string_agg(label, ',') AS s FROM d WHERE id = 1
SELECT string_agg(note, '-') AS s FROM c WHERE pos = 2
SELECT array_agg(id) AS s FROM d WHERE id = 3
SELECT array_agg(name) AS s FROM a WHERE false
SELECT jsonb_agg(f) AS s FROM a WHERE id = 1
SELECT json_agg(ts) AS s FROM a WHERE id = 1
SELECT jsonb_object_agg(label, id) AS s FROM d WHERE id < 2
SELECT string_agg(label, ',' ORDER BY id DESC) AS s FROM d
SELECT up, string_agg(label, '/' ORDER BY label) AS s, count(*) AS c FROM d GROUP BY up ORDER BY 1
SELECT array_agg(n ORDER BY n) AS a, array_agg(n ORDER BY n DESC NULLS LAST, id) AS b, jsonb_agg(f ORDER BY id) AS c FROM a
SELECT coalesce(string_agg(name, '-' ORDER BY name, id), 'none') AS s FROM a WHERE n > 100
SELECT coalesce(string_agg(DISTINCT note, '-' ORDER BY note), 'none') AS s, max(pos) AS m FROM c
SELECT string_agg(DISTINCT name, ',') AS s, array_agg(DISTINCT n) AS t, count(DISTINCT name) AS c FROM a
SELECT f, jsonb_agg(DISTINCT name) AS s, string_agg(DISTINCT lower(name), '' ORDER BY lower(name) DESC) AS t FROM a GROUP BY f
SELECT a.id, (SELECT string_agg(code, ',' ORDER BY code DESC) FROM b WHERE b.a_id = a.id) AS s FROM a
SELECT f, string_agg(name, ',' ORDER BY id) FILTER (WHERE n > 0) AS s FROM a GROUP BY f HAVING count(*) > 1
SELECT b.a_id, a.name FROM a JOIN b ON a.id = b.a_id GROUP BY b.a_id, a.id
SELECT lower(name) AS l, count(*) FROM a GROUP BY lower(name)
SELECT name, count(*) AS c, sum(n) AS s FROM a GROUP BY ROLLUP (name)
SELECT name, f, count(*) AS c, grouping(name, f) AS g FROM a GROUP BY CUBE (name, f) ORDER BY 4, 1, 2
SELECT name, f, max(n) AS m FROM a GROUP BY GROUPING SETS ((name), (f), (name, f), ())
SELECT coalesce(name, 'all') AS k, sum(n) AS s, count(n) FILTER (WHERE f) AS c FROM a GROUP BY f, ROLLUP (name) HAVING count(*) > 0 ORDER BY k, s, c
SELECT lower(name) AS l, count(*) AS c FROM a GROUP BY ROLLUP (1)
SELECT id, name FROM empty GROUP BY GROUPING SETS ((id, name), ())
SELECT name, n, count(*) AS c FROM a GROUP BY ROLLUP ((name, n), f) UNION ALL SELECT 'x', 0, 0
SELECT id FROM a UNION SELECT id FROM b
SELECT id FROM a UNION ALL SELECT id FROM b
SELECT id FROM a INTERSECT SELECT id FROM b
SELECT id FROM a EXCEPT SELECT id FROM b
SELECT 1 AS q UNION SELECT 2 UNION SELECT 1 ORDER BY q
SELECT id AS q FROM a EXCEPT (SELECT id FROM b UNION SELECT 6)
(SELECT id FROM a ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM b ORDER BY id DESC LIMIT 1)
SELECT id, name FROM a UNION ALL SELECT id, code FROM b ORDER BY 1, 2
SELECT d FROM a UNION SELECT '2024-01-31'
SELECT id FROM a WHERE id IN (SELECT a_id FROM b)
SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b)
SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b WHERE a_id IS NOT NULL)
SELECT id FROM a WHERE id = ANY (SELECT a_id FROM b)
SELECT id FROM a WHERE id <> ALL (SELECT a_id FROM b WHERE a_id IS NOT NULL)
SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id)
SELECT id FROM a WHERE NOT EXISTS (SELECT FROM b WHERE a_id = a.id)
SELECT id, (SELECT count(*) FROM b WHERE a_id = a.id) AS c FROM a
SELECT id, (SELECT code FROM b WHERE a_id = a.id ORDER BY id LIMIT 1) FROM a
SELECT id, ARRAY(SELECT code FROM b WHERE a_id = a.id ORDER BY id) AS codes FROM a
SELECT id FROM a WHERE (n, name) = (1, 'alpha')
SELECT id FROM a WHERE (n, name) IN ((1, 'alpha'), (2, 'Beta'))
SELECT id FROM a WHERE (n, name) NOT IN ((1, 'alpha'), (2, 'Beta'))
SELECT id FROM a WHERE (id, id) IN (SELECT a_id, a_id FROM b)
SELECT id FROM b WHERE (amount, id) < (7, 5)
WITH d AS (SELECT id + 1 AS id FROM d) SELECT id FROM d
WITH d AS (SELECT id FROM c AS x JOIN d ON d.id = x.pos), c AS (SELECT id AS pos FROM d) SELECT c.pos, e.id FROM c LEFT JOIN public.d AS e ON e.id = c.pos
WITH a AS (SELECT id FROM a WHERE n > 0) UPDATE a SET name = 'with' FROM a AS x WHERE x.id = a.id
WITH d AS (SELECT 1 AS id) DELETE FROM d WHERE id IN (SELECT id FROM public.d WHERE up IS NULL AND NOT EXISTS (SELECT 1 FROM public.d AS e WHERE e.up = d.id))
WITH x AS (SELECT id, n FROM a WHERE n > 0) SELECT x.id, b.code FROM x JOIN b ON b.a_id = x.id
WITH x (p, q) AS (SELECT id, n FROM a), y AS MATERIALIZED (SELECT max(q) AS m FROM x) SELECT p FROM x, y WHERE q = m
WITH RECURSIVE t AS (SELECT id, up, 0 AS depth FROM d WHERE up IS NULL UNION ALL SELECT d.id, d.up, t.depth + 1 FROM d JOIN t ON d.up = t.id) SELECT * FROM t ORDER BY id
WITH RECURSIVE t (i) AS (VALUES (1) UNION SELECT i + 1 FROM t WHERE i < 5) SELECT i FROM t
WITH RECURSIVE p AS (SELECT id, label AS path FROM d WHERE up IS NULL UNION ALL SELECT d.id, p.path || '/' || d.label FROM d JOIN p ON d.up = p.id) SELECT path FROM p ORDER BY 1
SELECT g FROM generate_series(1, 5) AS g
SELECT g FROM generate_series(5, 1, -2) AS g
SELECT n FROM generate_series(1, 3) AS s (n)
SELECT * FROM generate_series(3, 1)
SELECT generate_series(1, 3) AS g
WITH w AS (SELECT s, s + interval '1 day' AS e FROM (SELECT timestamp '2024-01-01' AS t) AS q CROSS JOIN LATERAL (SELECT generate_series(q.t, q.t + interval '2 days', interval '1 day') AS s) AS x) SELECT s, e FROM w
SELECT g FROM generate_series('2024-01-30'::timestamp, '2024-02-02'::timestamp, interval '1 day') AS g
SELECT g FROM generate_series('2024-01-01'::date, '2024-04-01'::date, '1 month') AS g
SELECT a.id, tag FROM a, unnest(tags) AS tag
SELECT a.id, t.v FROM a CROSS JOIN LATERAL unnest(a.nums) AS t (v)
SELECT a.id, num FROM a LEFT JOIN unnest(a.nums) AS num ON true
SELECT id, unnest(tags) AS t FROM a
SELECT u.v, u.o FROM unnest(ARRAY['p', 'q']) WITH ORDINALITY AS u (v, o)
SELECT v FROM unnest('{3,1,2}'::int[]) AS v ORDER BY v
SELECT a.id, e.key, e.value FROM a, jsonb_each(j) AS e WHERE a.id = 1
SELECT a.id, e.key, e.value FROM a, jsonb_each_text(j) AS e WHERE a.id IN (1, 4) AND key NOT IN ('l', 'o')
SELECT a.id, k FROM a, jsonb_object_keys(j) AS k WHERE a.id = 2
SELECT a.id, e FROM a, jsonb_array_elements(j) AS e WHERE a.id = 5
SELECT a.id, e.value FROM a, jsonb_array_elements_text(j) AS e WHERE a.id = 5
WITH w AS (SELECT * FROM jsonb_array_elements_text('["p", "q"]') AS e, jsonb_object_keys('{"r": 1}') AS k) SELECT w.k, w.value FROM w
SELECT s.value, s.n FROM (SELECT x.value, y.n FROM json_array_elements_text('["p", "q"]') AS x, unnest(ARRAY[1, 2]) WITH ORDINALITY AS y (m, n)) AS s
SELECT e ->> 'q' AS q FROM jsonb_array_elements('[{"q": 1}, {"q": "x"}, {}]'::jsonb) AS e
-- LATERAL, and functions that know what is before them
SELECT a.id, s.code FROM a CROSS JOIN LATERAL (SELECT code FROM b WHERE b.a_id = a.id ORDER BY amount DESC NULLS LAST LIMIT 1) AS s
SELECT a.id, s.* FROM a LEFT JOIN LATERAL (SELECT code, amount, at, ok FROM b WHERE b.a_id = a.id AND b.id < 9 ORDER BY id DESC LIMIT 1) AS s ON true
SELECT a.id, s.c, s.m FROM a, LATERAL (SELECT count(*), max(code) FROM b WHERE b.a_id = a.id) AS s (c, m) WHERE s.c > 0
SELECT a.id, s.w, t.q FROM a, LATERAL (SELECT r * 0.1 AS w) AS s, LATERAL (SELECT s.w + a.n AS q) AS t
SELECT a.id, s.x, s.j, s.l FROM a, LATERAL (SELECT a.j -> 'b' AS x, a.j, a.tags AS l) AS s WHERE a.id < 5
SELECT a.id, s.k FROM a, LATERAL (SELECT unnest(a.tags) AS k) AS s
SELECT a.id, g FROM a, generate_series(1, a.n) AS g
SELECT a.id, g.v, g.o FROM a, generate_series(a.id, a.id + 4, 2) WITH ORDINALITY AS g (v, o) WHERE a.id < 3
SELECT x.s + interval '1 day' AS s FROM (SELECT timestamp '2024-01-01' AS t) AS q, generate_series(q.t, q.t + interval '3 days', interval '1 day') AS x (s)
SELECT a.id, w FROM a, string_to_table(a.name || ',' || a.id, ',') AS w
SELECT a.id, w FROM a, regexp_split_to_table(a.name || '-z', '-') AS w
SELECT a.id, e.value ->> 'x' AS v FROM a LEFT JOIN LATERAL jsonb_each(a.j) AS e ON e.key = 'o' WHERE a.id < 5
SELECT a.id, (SELECT string_agg(t, '+' ORDER BY t) FROM unnest(a.tags) AS t) AS s FROM a
UPDATE a SET n = s.c FROM b CROSS JOIN LATERAL (SELECT count(*) AS c FROM c WHERE c.b_id = b.id) AS s WHERE b.a_id = a.id AND b.id <> 2
INSERT INTO empty SELECT b.id, s.note FROM b, LATERAL (SELECT note FROM c WHERE c.b_id = b.id ORDER BY pos LIMIT 1) AS s
-- how values are written out, bytes and elements
SELECT encode('\xdead', 'hex') AS a, encode('abc', 'hex') AS b, encode(decode('DEADbeef', 'hex'), 'hex') AS c
INSERT INTO empty (id, name) SELECT 1, encode(decode('00ff', 'hex'), 'hex')
SELECT v::text AS a, 'x' || v AS b FROM (VALUES (1.0::double precision), (0.1), (-3), (1e15), (1e14), (123456789.125), (1e-5), (1.5e-7), (1e20), (0.30000000000000004), (1::double precision / 3), (2::double precision / 3 * 100), (-0.5), (NULL)) AS t (v)
SELECT id, r::text AS a, r || '' AS b, concat(r, '!') AS c FROM a
SELECT v::text AS a FROM (VALUES (29782233303203.8125::double precision), (1131044647597035.25), (-25031175895858.8125), (9007199254740993), (9007199254740994), (18014398509481988), (72057594037927936), (1234567890123456789), (9.1e18), (66.66666666666667), (0.1 + 0.2::double precision), (1e-6), (1::double precision / 30000), (899999999999999.5), (0.0001), (1e5 - 1::double precision / 68719476736)) AS t (v)
SELECT v::real::text AS a, 'r' || v::real AS b FROM (VALUES (0.1::double precision), (1.0 / 3), (123456.7), (1234567.8), (999999.5), (1e6), (1e5), (16777217), (-2.5), (0), (0.0001), (0.00001234567), (3.4e18), (1e-6), (1.5e-7), (100.5), (8388608.5), (0.30000001), (NULL)) AS t (v)
SELECT random()::text <> '' AS a, length((random() * 0)::real::text) AS b
SELECT ARRAY[1, 2]::text[] AS a, ARRAY['1', '2']::int[] AS b, ARRAY[true, NULL]::text[] AS c, ARRAY[]::int[] AS d, ARRAY['t', 'f']::boolean[] AS e, ARRAY['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11']::uuid[] AS f
UPDATE a SET tags = ARRAY['1', 'x'], nums = ARRAY['7', '8']::int[] WHERE id = 1
~SELECT 10::bit(4) AS a
~SELECT decode('3q2+7w==', 'base64') AS a
SELECT length('x' || random()) > 3 AS a
-- casts by the name of a type, what a column keeps of a literal, and what is refused by its name
SELECT text(n) AS a, int4(x) AS b, date(ts) AS c, int8(r) AS e, float8(n) / 2 AS f, bool(n) AS g FROM a
SELECT jsonb('{"b": 1, "a": [1, null]}') AS a, json('{"a": 1}') AS b, uuid('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11') AS c, date('2024-1-5') AS e, jsonb(name) AS f FROM (VALUES ('[1]'), (NULL)) AS v (name)
SELECT date(t) AS a, count(*) AS c FROM a GROUP BY date(t) ORDER BY 1
UPDATE a SET d = date(ts), name = text(id), n = int4('7')
SELECT v, jsonb_strip_nulls(v) AS a FROM (VALUES ('{"a": null, "b": {"c": null, "d": [null, {"e": null, "f": 1}]}, "x y": null, "p.q": null, "": null}'::jsonb), ('null'), ('[null]'), ('{}'), ('1'), ('{"é": null, "n": 0, "f": false, "s": ""}'), (NULL)) AS t (v)
UPDATE a SET j = jsonb_strip_nulls(j)
SELECT div(7, 2) AS a, div(-7, 2) AS b, div(n, 2) AS c, div(id, 2) * 1.5 AS d FROM a
SELECT id FROM b WHERE code = 'one   ' OR at = '2024-01-01 00:00:00.0' OR code IN ('two  ', 'three')
SELECT '2024-01-02 03:04:05.678'::timestamp(0) AS a, timestamp(1) '2024-01-02 03:04:05.678' AS b, 'Infinity'::double precision > 1e300 AS c, '-inf'::numeric < 0 AS d
SELECT coalesce(code, 'one             ') AS a, CASE WHEN id > 2 THEN code ELSE 'two             ' END AS b, coalesce(amount, 1.239) AS c FROM b
INSERT INTO a (id, ts, t, d) VALUES (90, 'Jan 2, 2024 3:04 PM EST', '20240102T030405', '1/2/2024'), (91, '2024-01-02 24:00+01', '2024-01-02 03:04:05.1234567', 'J2460312')
INSERT INTO b (id, code, amount) VALUES (70, 'one       ', 1.005), (71, 'äöüß         ', 99999999.994), (72, 'ten', -0.004), (73, 'p', '9.995')
UPDATE b SET amount = 1.005, code = 'blanks            ' WHERE id = 1
!INSERT INTO b (id, code) VALUES (70, 'one         !')
!INSERT INTO b (id, amount) VALUES (70, 99999999.995)
SELECT trunc(x, 2) AS a FROM a
~SELECT div(x, 2) AS a FROM a
~SELECT bit_and(n) AS a FROM a
~SELECT stddev(n) AS a, variance(n) AS b FROM a
~SELECT tags[1:2] AS a FROM a
~SELECT ts + make_interval(days => n) AS a FROM a
~SELECT make_timestamp(2024, 2, 29, 1, 2, 3.5) AS a
~SELECT t AT TIME ZONE 'EST' AS a FROM a
~SELECT (date '2024-01-01', date '2024-02-01') OVERLAPS (date '2024-01-15', date '2024-03-01') AS a
~SELECT id FROM a INTERSECT ALL SELECT a_id FROM b
~SELECT n FROM a EXCEPT ALL SELECT id FROM b
~SELECT n FROM a ORDER BY n FETCH FIRST 2 ROWS WITH TIES
~SELECT j.id FROM d JOIN (SELECT id FROM b) s USING (id) AS j
~SELECT id FROM a TABLESAMPLE SYSTEM (50)
~SELECT encode('\xdeadbeef', 'base64') AS a
~SELECT encode('\xdead', 'escape') AS a
~SELECT encode(('\x' || '6162')::bytea, 'hex') AS a
~SELECT regexp_replace(name, '(.)(.)', '\2\1', 'g') AS a FROM a
~SELECT regexp_replace(name, 'a', 'x', 1, 2) AS a FROM a
CREATE SEQUENCE s; ALTER TABLE empty ALTER name SET DEFAULT nextval('s')::text; INSERT INTO empty VALUES (1), (2)
~CREATE SEQUENCE s; CREATE TABLE made AS SELECT nextval('s') AS n, label FROM d
~INSERT INTO a (name) VALUES ('x'); INSERT INTO empty SELECT lastval(), 'x'
-- windows
SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM a
SELECT id, rank() OVER (PARTITION BY name ORDER BY n) AS r, dense_rank() OVER (ORDER BY n) AS q FROM a
SELECT id, lag(n) OVER (ORDER BY id) AS p, lead(n, 2, -1) OVER (ORDER BY id) AS q FROM a
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM a
SELECT id, count(*) OVER () AS c, max(id) OVER (PARTITION BY f) AS m FROM a
SELECT id, first_value(id) OVER w AS f, last_value(id) OVER w AS l FROM a WINDOW w AS (PARTITION BY name ORDER BY id)
SELECT id, ntile(2) OVER (ORDER BY id) AS t, percent_rank() OVER (ORDER BY id) AS p FROM a
SELECT id, sum(n) FILTER (WHERE n > 0) OVER (ORDER BY id) AS s FROM a
SELECT n / 2 AS a, n % 3 AS b, n / 2.0 AS c, -n AS d, n * n AS e, abs(n) AS f FROM a
SELECT x / 2 AS a, x + n AS b, x * 2 AS c, round(x) AS d FROM a
SELECT n / id AS a, id % nullif(n, 1) AS b, x / id AS c, 100 / (n + 100) AS d, id / nullif(n - 1, 0) AS e FROM a
SELECT 7 / 2 AS a, -7 / 2 AS b, 7 % 3 AS c, -7 % 3 AS d, 7.0 / 2 AS e, 2 ^ 3 AS f, 5 # 3 AS g, 6 & 3 AS h, 6 | 3 AS i, 1 << 3 AS k
SELECT ceil(1.2) AS a, ceil(-1.2) AS b, floor(1.8) AS c, floor(-1.2) AS d, trunc(-1.7) AS e, sign(-3) AS f, power(2, 10) AS g, sqrt(16) AS h
SELECT ceil(x) AS a, floor(x) AS b, trunc(x) AS c FROM a
SELECT round(2.567, 2) AS a, round(-2.5) AS b, mod(7, 3) AS c
SELECT n::text AS a, f::text AS b, n::bigint AS c, x::integer AS d, n::numeric / 2 AS e, n::float / 2 AS g FROM a
SELECT '42'::int AS a, '4.5'::numeric AS b, 't'::boolean AS c, 'x'::text AS d, '2024-01-05'::date AS e, 5::text AS f
SELECT (j ->> 'n')::numeric AS q FROM a WHERE id IN (1, 2)
SELECT (j ->> 'n')::int AS q FROM a WHERE id IN (1, 4)
SELECT (j ->> 'b')::boolean AS q FROM a WHERE id IN (1, 2, 4)
SELECT d::timestamp AS a, ts::date AS b, t::date AS c, ts::timestamp AS e FROM a
SELECT t::text AS a, d::text AS b FROM a
SELECT name::varchar(3) AS a, x::numeric(6,1) AS b, (n > 0)::int AS c FROM a
SELECT 1::boolean AS a, 0::boolean AS b, true::int AS c, n::boolean AS e FROM a
SELECT x::int AS a FROM (VALUES (0.5), (1.5), (2.5), (-0.5), (2.4)) AS v (x)
SELECT name || '!' AS a, name || n AS b, 'x' || NULL AS c, name || f AS d FROM a WHERE f IS NOT NULL
SELECT 'a' || 1 || 'b' AS a, 'is ' || true AS b, 'on ' || d AS c FROM a
SELECT concat(name, n, f) AS a, concat_ws('-', name, n, NULL, 'z') AS b FROM a
SELECT upper(name) AS a, lower(name) AS b, length(name) AS c, char_length(name) AS d FROM a
SELECT substr(name, 2) AS a, substr(name, 2, 2) AS b, substring(name FROM 2 FOR 3) AS c, left(name, 2) AS d, right(name, 2) AS e FROM a
SELECT left(name, -1) AS a, right(name, -1) AS b, left(name, n) AS c, right(name, n) AS d FROM a
SELECT substr(name, n) AS a, substr(name, n, 3) AS b, substring(name, n, 2) AS c FROM a WHERE n > -5
SELECT substr('abcdef', -1, 4) AS a, substr('abcdef', 0, 3) AS b, substr('abcdef', -2) AS c
SELECT trim(name) AS a, ltrim(name, 'a') AS b, rtrim(name, 'a') AS c, btrim(name, 'ab') AS d, trim(both 'x' from 'xxyx') AS e, trim(leading from '  z ') AS f FROM a
SELECT replace(name, 'a', '_') AS a, position('p' IN name) AS b, strpos(name, 'z') AS c, reverse(name) AS d, repeat(name, 2) AS e FROM a
SELECT lpad(name, 7, '*') AS a, rpad(name, 7, 'xy') AS b, lpad('7', 3, '0') AS c, lpad('abcdef', 3) AS d, lpad(name, 2, '-') AS e FROM a
SELECT split_part('a,b,c', ',', 2) AS a, split_part('a,b', ',', 5) AS b, split_part('a"b/c', '/', 1) AS c, split_part(name, '-', 1) AS d FROM a
SELECT string_to_array('a,b,c', ',') AS a, string_to_array('', ',') AS b, array_to_string(tags, '+') AS c FROM a
SELECT ascii(name) AS a, chr(65) AS b, to_hex(255) AS c, starts_with(name, 'al') AS d, name ^@ 'B' AS e FROM a WHERE name <> ''
SELECT translate(name, 'ab', 'xy') AS a, translate(name, 'lph', 'L') AS b, initcap(name || ' two-three x') AS c, overlay(name PLACING 'ZZ' FROM 2) AS d, overlay(name PLACING 'ZZ' FROM 2 FOR 1) AS e FROM a
SELECT format('%s-%s %% %2$s', name, n) AS a, format('none') AS b, format('%s', f) AS c, rpad(name, 8) || '|' AS d, bit_length(name) AS e FROM a
SELECT split_part(name, 'p', 1) AS a, split_part(name || 'xx' || n, 'xx', 2) AS b, split_part('a.b.c', '.', -1) AS c, split_part('a"\u001f"b', '"', 2) AS d, split_part('a--b--c', '--', id) AS e, split_part(name, '', 1) AS g FROM a
SELECT string_to_array(name, 'a') AS a, string_to_array('a,,b', ',', '') AS b, array_to_string(tags, '+', '?') AS c, array_upper(nums, 1) AS d, array_lower(nums, 1) AS e, array_replace(tags, 'x', 'q') AS g, array_replace(nums, 7, 8) AS h FROM a
SELECT encode(convert_to(name, 'UTF8'), 'hex') AS a, length(md5(random()::text)) AS b, make_date(2024, id, 29) AS c FROM a
SELECT round(sin(r)::numeric, 6) AS a, round(degrees(r)::numeric, 6) AS b, round(pi()::numeric, 9) AS c, round(log(100.0)::numeric, 6) AS d FROM a
SELECT coalesce(name, 'none') AS a, coalesce(n, id) AS b, nullif(name, 'alpha') AS c, nullif(n, 1) AS d FROM a
SELECT coalesce(x, 0) AS a, coalesce(f, true) AS b, coalesce(f, 'f') AS c, coalesce(d, '2000-01-02') AS e, coalesce(j, '{}') AS g FROM a
SELECT coalesce(ts, '1999-01-01T00:00:00Z') AS a, coalesce(t, d) AS b FROM a
SELECT greatest(n, id) AS a, least(n, id) AS b, greatest(n, id, 3) AS c, least(n, NULL, 3) AS d, greatest(d, '2024-01-01') AS e FROM a
SELECT num_nulls(n, x) AS a, num_nonnulls(n, x, f) AS b FROM a
SELECT CASE WHEN n > 0 THEN 'pos' WHEN n < 0 THEN 'neg' ELSE 'nil' END AS a, CASE name WHEN 'alpha' THEN 1 WHEN 'Beta' THEN 2 END AS b FROM a
SELECT CASE WHEN f THEN ts ELSE '2000-01-01' END AS a, CASE f WHEN 't' THEN 1 ELSE 0 END AS b FROM a
SELECT id FROM a WHERE f
SELECT id FROM a WHERE NOT f
SELECT id FROM a WHERE f IS TRUE
SELECT id FROM a WHERE f IS NOT TRUE
SELECT id FROM a WHERE f IS FALSE
SELECT id FROM a WHERE f IS UNKNOWN
SELECT id FROM a WHERE f = 't' OR f = 'no'
SELECT id FROM a WHERE n BETWEEN 1 AND 2
SELECT id FROM a WHERE n NOT BETWEEN 1 AND 2
SELECT id FROM a WHERE n BETWEEN SYMMETRIC 2 AND 1
SELECT id FROM a WHERE n NOT BETWEEN SYMMETRIC 2 AND 1
SELECT id FROM a WHERE n IS DISTINCT FROM 1
SELECT id FROM a WHERE name IS NOT DISTINCT FROM NULL
SELECT id FROM a WHERE n IN (1, 2, NULL)
SELECT id FROM a WHERE n NOT IN (1, 2)
SELECT id FROM a WHERE n NOT IN (1, NULL)
SELECT id FROM a WHERE name LIKE 'a%'
SELECT id FROM a WHERE name LIKE '%_a'
SELECT id FROM a WHERE name NOT LIKE 'b%'
SELECT id FROM a WHERE name ILIKE 'B%'
SELECT id FROM a WHERE name LIKE ANY (ARRAY['a%', 'B%'])
SELECT a.id, d.id AS k FROM a JOIN d ON a.name LIKE '%' || substr(d.label, 1, 1) || '%'
SELECT p FROM (VALUES ('a%'), ('A%'), ('%\_%'), ('[a]%'), ('_____'), ('*'), ('%\\%'), (NULL)) AS v (p) WHERE 'alpha' LIKE p OR 'a_b' LIKE p OR '[a]x' LIKE p OR '*' LIKE p OR 'a\b' LIKE p
SELECT p FROM (VALUES ('AL%'), ('%PH_'), ('x')) AS v (p) WHERE 'alpha' ILIKE p
SELECT p FROM (VALUES ('AL%'), ('%ph_'), ('x')) AS v (p) WHERE 'alpha' NOT LIKE p
SELECT 'now'::timestamptz >= now() - interval '1 minute' AS a, 'today'::date = current_date AS b, 'epoch'::timestamp AS c
SELECT length(md5(random()::text)::uuid::text) AS a, length(uuid_in(md5(random()::text)::cstring)::text) AS b
SELECT id FROM a WHERE name ~ '^[a-z]+$'
SELECT id FROM a WHERE name !~ '^al'
SELECT id FROM a WHERE n > ALL (SELECT a_id FROM b WHERE a_id IS NOT NULL)
SELECT id, n > ALL (SELECT a_id FROM b) AS x, n >= ANY (SELECT a_id FROM b) AS y, n < ALL (SELECT id FROM empty) AS z, n = ALL (SELECT 1) AS w, NOT n <> ANY (SELECT 2) AS v FROM a
SELECT id, n > ALL (nums) AS x, n <= ANY (nums) AS y, n >= ALL (ARRAY[1, id]) AS z FROM a
SELECT id FROM a WHERE name LIKE ANY (tags) OR d < ANY (SELECT d FROM a)
-- regular expressions
SELECT id FROM a WHERE name ~* '^(AL|be)'
SELECT id FROM a WHERE name !~* 'A$'
SELECT v, v ~ 'a.c' AS a, v ~ '^a+b*c?$' AS b, v ~ '(^|,)b(,|$)' AS c, v ~ '[^a-c]' AS d, v ~ 'a{2,3}' AS e, v ~ '^(ab|a)(c|bcd)$' AS f, v ~ '^$' AS g, v ~ '' AS h FROM (VALUES ('abc'), ('aac'), ('b'), ('a,b'), ('aab'), ('abcd'), (''), ('xyz'), ('a' || chr(10) || 'c'), (NULL)) AS t (v)
SELECT v, v ~ '\d+\.\d+' AS a, v ~ '^\S+@\S+\.[a-z]{2,}$' AS b, v ~ '\s' AS c, v ~ '[[:digit:]]{3}-' AS d, v ~ '^[-+]?[0-9]+$' AS e, v ~ '[]^-]' AS f, v ~ '\*|\?|\[' AS g, v ~ 'x*?y' AS h FROM (VALUES ('1.25'), ('me@example.org'), ('a b'), ('555-1'), ('-12'), ('a]b'), ('a-b'), ('a^b'), ('a*b'), ('a?'), ('[x'), ('xxy'), (chr(233))) AS t (v)
SELECT v, v ~ '^(?:a|b(?:c|d)+)*e$' AS a, v ~ 'É' AS c FROM (VALUES ('e'), ('abcde'), ('bcdcde'), ('be'), ('É')) AS t (v) WHERE v !~ 'É' OR v ~ '.'
SELECT v, v SIMILAR TO 'a%' AS a, v SIMILAR TO '(b|c)_+' AS b, v NOT SIMILAR TO '[a-c]{2}.' AS c FROM (VALUES ('abc'), ('bd'), ('cd'), ('ab.'), ('b'), ('')) AS t (v)
SELECT v, regexp_replace(v, '[^a-z0-9]+', '-', 'g') AS a, regexp_replace(v, '[^a-z0-9]+', '-') AS b, regexp_replace(v, '^\s+|\s+$', '', 'g') AS c, regexp_replace(v, '^', '>') AS d, regexp_replace(v, '$', '<') AS e, regexp_replace(v, 'L', '_', 'gi') AS f, regexp_replace(v, 'l|lo', '<\&>', 'g') AS g FROM (VALUES ('hello'), ('  Hello, World! '), ('a--b'), (''), ('lo'), (NULL)) AS t (v)
SELECT v, regexp_replace(v, '^.*/([^/]+)$', 'ex-\1') AS a, regexp_replace(v, '/[^/]+$', '/') AS b, regexp_replace(v, '([a-z])/', '\1:\\', 'g') AS c, regexp_replace(v, '^(.*)/.*$', '\1') AS d FROM (VALUES ('/a/b/c'), ('/x'), ('none'), ('')) AS t (v)
SELECT v, substring(v FROM '[0-9]+') AS a, substring(v FROM '://([^/:]+)') AS b, substring(v, 'x(.*)y') AS c, (regexp_match(v, '^([a-z]+):'))[1] AS d, substring(v FROM 'a+(a*)b?$') AS e, substring(v FROM '(^|y)[0-9x]') AS f, substring(v FROM 'a(b?)') AS g FROM (VALUES ('https://host:80/p'), ('x1y2y3'), ('aaab'), ('12 and 3'), (''), (NULL)) AS t (v)
SELECT w FROM regexp_split_to_table('p|q||r', '\|') AS w
UPDATE a SET name = lower(regexp_replace(name, '[aeiou]', '*', 'g')) WHERE name ~ 'a.*a'
DELETE FROM b WHERE code ~ 'o.e$|^t.*e'
-- arrays and json
SELECT id FROM a WHERE n = ANY (ARRAY[1, 2])
SELECT id FROM a WHERE n = ANY ('{1,10}'::int[])
SELECT id FROM a WHERE 'x' = ANY (tags)
SELECT id FROM a WHERE NOT 'x' = ANY (tags)
SELECT id FROM a WHERE 'x' <> ALL (tags)
SELECT id, n = ANY (nums) AS q FROM a
SELECT id FROM a WHERE n = ANY (string_to_array('1,2', ',')::int[])
SELECT id, tags[1] AS a, tags[2] AS b, nums[3] AS c, tags[n] AS d FROM a
SELECT id, array_length(tags, 1) AS a, cardinality(nums) AS b FROM a
SELECT id, tags || 'new'::text AS a, tags || ARRAY['p', 'q'] AS b, 'first'::text || tags AS c, tags || '{r,s}' AS e, tags || NULL AS f, array_append(nums, 9) AS d FROM a
SELECT id, array_remove(tags, 'x') AS a, array_position(tags, 'x') AS b, array_cat(nums, '{5}') AS c, array_prepend(0, nums) AS e FROM a
SELECT id FROM a WHERE tags @> ARRAY['x']
SELECT id FROM a WHERE tags @> '{}'
SELECT id FROM a WHERE tags <@ ARRAY['x', 'y', 'z']
SELECT id FROM a WHERE tags && ARRAY['y', 'q']
SELECT id FROM a WHERE tags = '{x,y}'
SELECT ARRAY[n, id] AS a, ARRAY[name] AS b, ARRAY[f] AS c FROM a
SELECT id, j -> 'k' AS a, j ->> 'k' AS b, j -> 'n' AS c, j ->> 'n' AS d, j ->> 'b' AS e, j -> 'l' AS f FROM a
SELECT id, j -> 0 AS a, j ->> 1 AS b, j -> -1 AS c FROM a WHERE id = 5
SELECT id, j #> '{o, p}' AS a, j #>> '{ "o" ,p }' AS b, j #>> ARRAY['l', '0'] AS c, j #> '{}'::text[] AS d, j #>> '{"no such",p}' AS e FROM a
UPDATE a SET j = j #- '{o, p}' WHERE jsonb_typeof(j) = 'object'
UPDATE a SET j = jsonb_set(j, ARRAY['o', 'p'], '7') WHERE jsonb_typeof(j) = 'object'
SELECT id, j #> '{o,p}' AS a, j #>> '{o,p}' AS b, j #>> '{l,0}' AS c, j -> 'o' ->> 'p' AS d FROM a
SELECT id, j ->> name AS a FROM a WHERE id = 1
SELECT id FROM a WHERE j ? 'k'
SELECT id FROM a WHERE j ?| ARRAY['q', 'b']
SELECT id FROM a WHERE j ?& ARRAY['k', 'b']
SELECT id FROM a WHERE j @> '{"k": "v"}'
SELECT id FROM a WHERE j @> '{"b": true}'
SELECT id FROM a WHERE j @> '{"k": null}'
SELECT id FROM a WHERE j @> '["k"]'
SELECT id FROM a WHERE j @> '{}'
SELECT v, v @> '{"a": {"b": 1}}' AS a, v @> '{"a": {}}' AS b, v @> '{"l": [2, "x"]}' AS c, v @> '"s"' AS d, v @> '1' AS e, v @> '[]' AS f, '{"b": 1}'::jsonb <@ (v -> 'a') AS g, v @> '{"n": null}' AS h FROM (VALUES ('{"a": {"b": 1, "c": 2}, "l": [1, 2, "x"]}'::jsonb), ('{"a": {"b": "1"}}'), ('{"a": 1}'), ('{"a": {"b": 1.0}}'), ('"s"'), ('["s", 1]'), ('[["s"]]'), ('{"l": {"0": 2}}'), ('{"n": null}'), ('{"n": [null]}'), ('[]'), (NULL)) AS t (v)
SELECT id FROM a WHERE j @> jsonb_build_object('k', left(name, 0) || 'v')
SELECT v, jsonb_set(v, '{a,b}', '9') AS a, jsonb_set(v, '{a,z}', '9') AS b, jsonb_set(v, '{x,y}', '9') AS c, jsonb_set(v, '{l,1}', '"q"') AS d, jsonb_set(v, '{l,7}', '"q"') AS e, jsonb_set(v, '{l,7}', '"q"', false) AS f, v #- '{a,b}' AS g, v #- '{l,0}' AS h, v #- '{l}' AS i FROM (VALUES ('{"a": {"b": 1}, "l": [1, 2]}'::jsonb), ('{"a": 1, "l": {"1": 2, "0": 3}}'), ('{}'), (NULL)) AS t (v)
SELECT v, v - 'a' AS a, v - ARRAY['a', 'b'] AS b, v ? 'a' AS c FROM (VALUES ('{"a": 1, "c": 2}'::jsonb), ('["a", "b", 1, ["a"]]'), ('[]'), (NULL)) AS t (v)
SELECT '"a"'::jsonb ? 'a' AS a, '["x", 2]'::jsonb - 1 AS b, '["x", 2]'::jsonb - -1 AS c
SELECT id, j - 'k' AS a FROM a WHERE id IN (1, 2)
SELECT id, j || '{"z": 1}' AS a, j || '{"k": {"x": null}}'::jsonb AS b FROM a WHERE id IN (1, 2, 3, 4)
SELECT jsonb_set(j, '{k}', '"new"') AS a, jsonb_set(j, '{zz}', '1', false) AS b, jsonb_set(j, '{f}', to_jsonb(f)) AS c FROM a WHERE id < 5
SELECT jsonb_build_object('a', n, 'b', f, 'c', name, 'd', ts, 'e', j, 'f', tags, 'g', d, 'h', t) AS q FROM a
SELECT jsonb_build_array(n, f, name, NULL) AS a, to_jsonb(name) AS b, to_jsonb(n) AS c, to_jsonb(f) AS d, to_jsonb(tags) AS e FROM a
SELECT jsonb_typeof(j) AS a, jsonb_typeof(j -> 'b') AS b, jsonb_array_length(j -> 'l') AS c FROM a WHERE id < 5 AND (j -> 'l') IS NOT NULL
SELECT jsonb_extract_path_text(j, 'o', 'p') AS a, '{"a": [1, 2]}'::jsonb #>> '{a,1}' AS b FROM a WHERE id < 5
SELECT id FROM a WHERE j IS NULL OR j = 'null'
SELECT ts + interval '1 day' AS a, ts - interval '2 hours' AS b, ts + interval '1 month' AS c, ts - interval '1 year 2 days' AS d, t + '90 minutes'::interval AS e FROM a
SELECT d + 1 AS a, d - 30 AS b, d + interval '1 month' AS c, d - '2023-01-01'::date AS e, d + interval '1 hour' AS f FROM a
SELECT ts + '1 day' AS a, ts + n * interval '1 day' AS b, d - n AS c, t + (n || ' days')::interval AS e FROM a
SELECT id, ts + interval '1 millisecond' AS a, ts - interval '5 ms' AS b, t + interval '1 day 1.25 seconds' AS c, d - interval '0.5 seconds' AS e, t + '1500 milliseconds'::interval AS f FROM a
SELECT x + interval '0.75 seconds' AS a, x - interval '1 month 0.25 seconds' AS b FROM (VALUES ('2024-12-31 23:59:59.5'::timestamp), ('2024-03-31 00:00:00.000001'), ('2024-01-01 00:00:00.25')) AS v (x)
SELECT id FROM a WHERE ts - t > interval '10 ms'
SELECT id, timestamp 'epoch' + n * interval '1 millisecond' AS a, ts - n * interval '0.3 seconds' AS b, d + 1001 * interval '-1 ms' AS c, t + (n || ' ms')::interval AS e FROM a
SELECT d + interval '1 month' AS a FROM (VALUES ('2024-01-29'::date), ('2024-01-30'), ('2024-01-31'), ('2023-12-31'), ('2024-02-29')) AS v (d)
SELECT d - interval '1 month' AS a, d + interval '1 year' AS b, d + interval '13 months' AS c FROM (VALUES ('2024-03-31'::date), ('2024-02-29'), ('2024-05-31')) AS v (d)
SELECT id FROM a WHERE ts > '2024-01-01'
SELECT id FROM a WHERE ts >= '2024-01-31T11:20:30.25+01:00'
SELECT id FROM a WHERE ts - t > interval '1 second' OR ts - t = '0 seconds'
SELECT id FROM a WHERE '2024-06-01'::timestamptz - ts > interval '100 days'
SELECT id FROM a WHERE d = ts::date
SELECT id FROM a WHERE d < ts
SELECT id FROM a WHERE d <= t
SELECT id FROM a WHERE d BETWEEN '2023-01-01' AND '2024-06-01'
SELECT extract(year FROM ts) AS a, extract(month FROM d) AS b, extract(dow FROM t) AS c, extract(epoch FROM ts) AS e, extract(doy FROM d) AS f, extract(isodow FROM d) AS g, extract(quarter FROM d) AS h, date_part('hour', ts) AS i, extract(second FROM ts) AS k, extract(week FROM d) AS l FROM a
SELECT to_char(w, 'YYYY') || '-' || lpad((floor(extract(epoch FROM (w - (date_trunc('year', w) - extract(dow FROM date_trunc('year', w))::int * interval '1 day'))) / 604800) + 1)::text, 2, '0') AS week FROM (SELECT ts AS w FROM a) AS s
SELECT extract(epoch FROM x - y) AS a, date_part('epoch', x - y) > 0.5 AS b FROM (VALUES ('2024-03-31 10:00:00.678'::timestamp, '2024-03-31 09:00:00'::timestamp), ('1960-01-01 00:00:00.001', '1970-01-01 00:00:00'), ('2024-01-02', '2024-01-02 00:00:00.5'), (NULL, '2024-01-01')) AS v (x, y)
SELECT extract(epoch FROM (ts - t)) AS a, extract(epoch FROM ts)::bigint AS b, extract(day FROM d)::int AS c FROM a
SELECT date_trunc('day', ts) AS a, date_trunc('month', t) AS b, date_trunc('year', ts) AS c, date_trunc('hour', t) AS e, date_trunc('week', ts) AS f, date_trunc('quarter', t) AS g, date_trunc('month', d) AS h, date_trunc('minute', t) AS i FROM a
SELECT date_trunc('milliseconds', ts) AS a, date_trunc('milliseconds', t) AS b, date_trunc('microseconds', ts) AS c, date_trunc('milliseconds', d) AS e FROM a
SELECT to_char(ts, 'YYYY-MM-DD') AS a, to_char(t, 'HH24:MI:SS') AS b, to_char(d, 'YYYYMMDD') AS c, to_char(ts, 'YYYY/MM') AS e FROM a
SELECT to_char(ts, 'FMMonth FMDD, YYYY') AS a, to_char(t, 'Mon DD Dy') AS b, to_char(t, 'HH12:MI AM') AS c, to_char(d, 'Day|MONTH|') AS e, to_char(t, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS f, to_char(d, 'IYYY-"W"IW') AS g, to_char(d, 'YY Q D ID FMMM FMDDD') AS h FROM a
SELECT ts + interval '1.5 hours' AS a, ts - interval '0.5 day' AS b, extract(isoyear FROM d) AS c, extract(decade FROM d) AS e, extract(milliseconds FROM t) AS f FROM a WHERE id IN (1, 2, 4, 6)
SELECT j #>> '{}' AS g, (j -> 'n') #>> '{}' AS h FROM a WHERE id IN (3, 6)
SELECT ts AT TIME ZONE 'UTC' AS a, t AT TIME ZONE 'utc' AS b, timezone('UTC', ts) AS c FROM a
SELECT to_timestamp(1700000000) AS a, to_timestamp(1700000000.5) AS b
SELECT now() = now() AS a, now() > '2020-01-01' AS b, current_date >= '2020-01-01' AS c, current_timestamp::date = now()::date AS d, now() - interval '1 day' < now() AS e
SELECT random() BETWEEN 0 AND 1 AS a, length(gen_random_uuid()::text) AS b
SELECT timestamp '2024-01-01 10:00' AS a, date '2024-1-5' AS b, timestamptz '2024-01-01 10:00+02' AS c, interval '1 day' > interval '23 hours' AS d
SELECT id FROM a WHERE m = 'ok'
SELECT id, m::text AS q FROM a WHERE m IN ('ok', 'sad')
SELECT id FROM a WHERE m::text = 'happy' OR u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
SELECT u::text AS q FROM a WHERE u::text LIKE 'a0%'
SELECT id FROM a WHERE u = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'
SELECT id FROM a WHERE name COLLATE "C" < 'b'
SELECT id FROM b WHERE amount = 7 AND NOT ok FOR UPDATE
SELECT r * 2 AS a, r > 0 AS b, r::int AS c, r::text AS e FROM a WHERE id IN (1, 2)
SELECT E'it''s\n' || U&'\0041' AS a, '' AS b, NULL AS c, 1 AS "select"
SELECT t.code AS "From", x."Weird Name" FROM b t JOIN (SELECT id, name AS "Weird Name" FROM a) x ON x.id = t.a_id
SELECT count(*) FROM (SELECT 1 FROM a LIMIT 2) s
SELECT max(id) FROM a HAVING max(id) > 100
SELECT 1 AS a WHERE EXISTS (SELECT 1 FROM empty)
SELECT id FROM empty
SELECT a_id, sum(amount) AS s FROM b GROUP BY a_id ORDER BY s DESC, a_id
SELECT a_id, count(*) AS c FROM b GROUP BY a_id ORDER BY count(*) DESC, a_id NULLS FIRST
-- UPDATE
UPDATE a SET n = n + 1
UPDATE a SET name = upper(name), f = NOT f WHERE id < 3
UPDATE a SET f = 't', ts = '2024-05-05T10:00:00+02:00', d = '2024-05-05', u = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12', tags = '{p,q}', j = '{"z": 1}', m = 'sad' WHERE id = 2
UPDATE a SET f = 'no', x = '3.25', n = '5' WHERE id = 1
UPDATE a SET n = DEFAULT, name = DEFAULT WHERE id = 1
UPDATE b SET amount = DEFAULT, at = DEFAULT, ok = DEFAULT
UPDATE b SET amount = amount * 1.1
UPDATE a SET n = x WHERE x IS NOT NULL
UPDATE a SET n = x::int, r = n, x = n / 2
UPDATE a SET name = n WHERE n = 10
UPDATE a SET name = f, d = ts, t = d, ts = t
UPDATE a SET (n, name) = (1, 'both') WHERE id = 2
UPDATE a SET (n, name) = (SELECT b.id, b.code FROM b WHERE b.a_id = a.id ORDER BY b.id LIMIT 1)
UPDATE a SET (n, x) = ROW (id, 7.5), name = 'r'
UPDATE a SET n = b.id FROM b WHERE b.a_id = a.id AND b.ok
UPDATE a AS q SET name = s.code FROM (SELECT a_id, max(code) AS code FROM b GROUP BY a_id) s WHERE s.a_id = q.id
UPDATE a SET name = b.code || c.pos FROM b JOIN c ON c.b_id = b.id WHERE b.a_id = a.id AND c.pos = 2
UPDATE a SET n = (SELECT count(*) FROM b WHERE b.a_id = a.id)
UPDATE a SET n = NULL WHERE id IN (SELECT a_id FROM b)
UPDATE a SET name = 'x' WHERE id NOT IN (SELECT a_id FROM b)
WITH s AS (SELECT a_id, count(*) AS c FROM b GROUP BY a_id) UPDATE a SET n = s.c FROM s WHERE s.a_id = a.id
WITH s AS (SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM a) UPDATE a SET n = s.r FROM s WHERE s.id = a.id
UPDATE d SET label = p.label || '/' || d.label FROM d p WHERE p.id = d.up
UPDATE a SET name = coalesce(name, 'gone'), j = coalesce(j, '{}'::jsonb) || '{"new": true}' WHERE id = 3
UPDATE a SET j = jsonb_set(j, '{k}', to_jsonb(name)) WHERE j ? 'k'
UPDATE a SET j = j - 'k' WHERE jsonb_typeof(j) = 'object'
UPDATE a SET tags = array_append(tags, 'z') WHERE tags IS NOT NULL
UPDATE a SET tags = ARRAY(SELECT code FROM b WHERE b.a_id = a.id ORDER BY b.id)
UPDATE a SET nums = ARRAY[id, n]
UPDATE a SET ts = ts + interval '1 month', d = d + 1, t = date_trunc('day', t)
UPDATE a SET d = (date_trunc('month', d) + interval '1 month - 1 day')::date
UPDATE a SET f = (n > 0), n = CASE WHEN f THEN 1 ELSE 0 END
UPDATE a SET f = CASE WHEN n > 0 THEN true ELSE false END WHERE n IS NOT NULL
UPDATE a SET m = CASE WHEN n > 0 THEN 'happy'::mood ELSE 'sad' END
UPDATE a SET m = 'ok' WHERE m::text = 'sad' RETURNING id
UPDATE a SET name = j ->> 'k' WHERE j ->> 'k' IS NOT NULL
UPDATE a SET name = trim(both ' ' from replace(name, 'a', ' '))
UPDATE b SET id = id + 100
UPDATE b SET id = 50 WHERE id = 1
UPDATE empty SET name = 'x'
UPDATE c SET pos = pos + 10 WHERE b_id IS NULL OR note LIKE 'f%'
UPDATE a SET x = NULL WHERE x IS NOT DISTINCT FROM 1.5
UPDATE a SET name = (SELECT string_agg(code, ', ' ORDER BY id DESC) FROM b WHERE b.a_id = a.id)
UPDATE a SET name = 'x' FROM d WHERE a.name LIKE left(d.label, 1) || '%'
-- DELETE
DELETE FROM c
DELETE FROM b WHERE id = 1
DELETE FROM b WHERE ok
DELETE FROM a WHERE id = 1
DELETE FROM a WHERE id IN (1, 2)
DELETE FROM a
DELETE FROM d WHERE id = 1
DELETE FROM d WHERE up IS NULL
DELETE FROM c USING b WHERE b.id = c.b_id AND b.code = 'one'
DELETE FROM c AS x USING c AS y WHERE x.note = y.note AND x.pos > y.pos
DELETE FROM c USING a, b WHERE b.id = c.b_id AND a.id = b.a_id AND a.name = 'alpha'
DELETE FROM a USING a AS b WHERE a.name = b.name AND a.id > b.id
DELETE FROM a x USING a y WHERE x.ctid > y.ctid AND x.name = y.name AND x.n = y.n
DELETE FROM a WHERE ctid NOT IN (SELECT min(ctid) FROM a GROUP BY name)
DELETE FROM b WHERE NOT EXISTS (SELECT 1 FROM a WHERE a.id = b.a_id)
DELETE FROM b WHERE a_id IS NULL RETURNING *
WITH old AS (SELECT id FROM b WHERE amount < 10) DELETE FROM b USING old WHERE old.id = b.id
WITH old AS (SELECT id FROM b WHERE amount < 10) DELETE FROM b WHERE id IN (SELECT id FROM old)
DELETE FROM a WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY name ORDER BY id) AS r FROM a) s WHERE r > 1)
DELETE FROM empty WHERE name IS NULL
-- WITH that changes rows
WITH gone AS (DELETE FROM c WHERE pos = 1 RETURNING *) INSERT INTO empty SELECT row_number() OVER (ORDER BY b_id, note), note FROM gone
WITH gone AS (DELETE FROM b WHERE ok RETURNING id, code AS k) INSERT INTO empty (id, name) SELECT id, k || '!' FROM gone
WITH gone (i, k) AS (DELETE FROM b USING a WHERE a.id = b.a_id AND a.name = 'alpha' RETURNING b.id, a.name || b.code) INSERT INTO empty SELECT i, k FROM gone
WITH made AS (INSERT INTO a (name, f) VALUES ('one', true), ('two', 'f') RETURNING id, name, f) INSERT INTO empty SELECT id, name || f FROM made
WITH made AS (INSERT INTO a (name) VALUES ('parent') RETURNING id AS p) INSERT INTO b (id, a_id, code) VALUES (90, (SELECT p FROM made), 'x'), (91, (SELECT p FROM made), 'y')
WITH made AS (INSERT INTO a (name) SELECT label FROM d ORDER BY id RETURNING id, name), more AS (INSERT INTO b (id, a_id, code) SELECT id + 100, id, name FROM made RETURNING id) INSERT INTO empty (id) SELECT id FROM more
WITH made AS (INSERT INTO a (name) VALUES ('late') RETURNING id) INSERT INTO empty SELECT count(*), 'rows' FROM a
WITH made AS (INSERT INTO a (name) VALUES ('late') RETURNING id) INSERT INTO empty SELECT id, (SELECT max(name) FROM a WHERE name LIKE 'l%') FROM made
WITH gone AS (DELETE FROM b WHERE amount > 8 RETURNING a_id) UPDATE a SET n = (SELECT count(*) FROM b WHERE b.a_id = a.id), name = 'had' FROM gone WHERE gone.a_id = a.id
WITH moved AS (UPDATE b SET amount = coalesce(amount, 0) + 1 WHERE a_id IS NOT NULL RETURNING id, amount, code) INSERT INTO empty SELECT id, code || ' ' || (amount > 8) FROM moved
WITH moved AS (UPDATE b SET ok = NOT ok FROM a WHERE a.id = b.a_id AND a.name = 'alpha' RETURNING b.id, b.ok) INSERT INTO empty SELECT id, ok::text FROM moved
WITH moved AS (UPDATE a SET n = 77 WHERE id < 3 RETURNING id), left_over AS (SELECT id, n FROM a) INSERT INTO empty SELECT left_over.id, n::text FROM left_over JOIN moved USING (id)
WITH ids AS (SELECT id, gen_random_uuid() AS k FROM d), gone AS (DELETE FROM c WHERE pos = 9 RETURNING pos) INSERT INTO empty SELECT x.id, (x.k = y.k)::text FROM ids AS x JOIN ids AS y USING (id)
WITH one AS (DELETE FROM c WHERE note = 'first' RETURNING pos), two AS (DELETE FROM d WHERE label = 'leaf' RETURNING label) INSERT INTO empty SELECT pos, label FROM one, two
WITH gone AS (DELETE FROM c RETURNING b_id, pos, note) INSERT INTO c SELECT b_id, pos + 50, note FROM gone
WITH gone AS (DELETE FROM a WHERE id = 6 RETURNING name) UPDATE a SET name = gone.name || '2' FROM gone WHERE a.name = gone.name AND a.id <> 6
WITH gone AS (DELETE FROM a WHERE id = 1 RETURNING id) INSERT INTO empty SELECT b.id, b.code FROM b JOIN gone ON gone.id = b.a_id
WITH put AS (INSERT INTO b (id, code, amount) VALUES (1, 'one', 1), (40, 'forty', 2) ON CONFLICT (id) DO UPDATE SET amount = 99 RETURNING id, amount) INSERT INTO empty SELECT id, (amount > 10)::text FROM put
WITH put AS (INSERT INTO b (id, code) VALUES (1, 'one'), (40, 'forty') ON CONFLICT DO NOTHING RETURNING id) INSERT INTO empty (id) SELECT id FROM put
WITH gone AS (DELETE FROM c WHERE pos = 9) UPDATE d SET label = upper(label)
WITH gone AS (DELETE FROM c WHERE pos = 9 RETURNING pos) SELECT count(*) FROM gone
WITH RECURSIVE tree AS (SELECT id FROM d WHERE id = 2 UNION ALL SELECT d.id FROM d JOIN tree ON d.up = tree.id), gone AS (DELETE FROM c WHERE b_id IN (SELECT id FROM tree) RETURNING pos) INSERT INTO empty SELECT id, 'tree' FROM tree
WITH one AS (INSERT INTO a (name) VALUES ('q') RETURNING id), two AS (INSERT INTO a (name) VALUES ('r') RETURNING id) INSERT INTO empty (id) SELECT id FROM one UNION ALL SELECT id FROM two
-- INSERT
INSERT INTO empty VALUES (1, 'one'), (2, DEFAULT)
INSERT INTO empty (name, id) VALUES (lower('ABC') || 'd', 1 + 2), (NULL, (SELECT max(id) FROM a))
INSERT INTO empty SELECT id, name FROM a
INSERT INTO empty (id) SELECT id FROM a WHERE n > 0
INSERT INTO empty (id, name) SELECT b.id, a.name || '-' || b.code FROM a JOIN b ON b.a_id = a.id
INSERT INTO empty SELECT row_number() OVER (ORDER BY id), n::text FROM a
INSERT INTO empty SELECT g, 'row ' || g FROM generate_series(1, 20) AS g
INSERT INTO empty SELECT id + 10, tag FROM a, unnest(tags) AS tag WHERE id = 5 LIMIT 1
INSERT INTO empty SELECT 1, 'x' WHERE NOT EXISTS (SELECT 1 FROM empty)
INSERT INTO empty SELECT 1, 'x' WHERE EXISTS (SELECT 1 FROM empty)
INSERT INTO empty VALUES (1, 'x'), (1, 'y') ON CONFLICT DO NOTHING
INSERT INTO empty SELECT id, name FROM a UNION SELECT id + 100, code FROM b
INSERT INTO empty SELECT id, name FROM a UNION ALL SELECT id, code FROM b ON CONFLICT DO NOTHING
INSERT INTO empty (id, name) SELECT q.id, q.code FROM (SELECT id, code FROM b ORDER BY id LIMIT 2) AS q ON CONFLICT (id) DO UPDATE SET name = excluded.name
INSERT INTO d (id, label) SELECT id, (SELECT max(label) || 'x' FROM d) FROM (SELECT min(id) AS id FROM d) AS q ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO d (id, label) SELECT 1, string_agg(label, ',' ORDER BY label DESC) FROM d ON CONFLICT (id) DO UPDATE SET label = excluded.label
WITH w AS (SELECT id, label FROM d) INSERT INTO d (id, label) SELECT id, label || '!' FROM w ON CONFLICT (id) DO UPDATE SET label = excluded.label
INSERT INTO empty (SELECT id, name FROM a ORDER BY id LIMIT 2)
WITH s AS (SELECT id, name FROM a WHERE n = 1) INSERT INTO empty SELECT * FROM s
WITH s (p) AS (VALUES (7), (8)) INSERT INTO empty (id) SELECT p FROM s ON CONFLICT (id) DO NOTHING
INSERT INTO a (name) VALUES ('new') RETURNING id
INSERT INTO a DEFAULT VALUES
INSERT INTO a (id, name, f, ts, d, u, j, tags, nums, m) VALUES (50, 'l', 'yes', '2024-01-01 00:00+05:30', '2024-02-29', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A13', '{"a":[1]}', ARRAY['a','b'], '{1,NULL}', 'ok')
INSERT INTO a (id, name, ts, d) SELECT 60, name, ts + interval '1 day', ts FROM a WHERE id = 1
INSERT INTO a (id, name, f, u, m) SELECT 61, 'lit', 'off', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A14', 'happy'
INSERT INTO a (id, ts, f) SELECT v.i, v.w::timestamptz, v.b FROM (VALUES (70, '2024-01-01 00:00:00', true), (71, NULL, false)) AS v (i, w, b)
INSERT INTO b (id, code, amount) VALUES (1, 'one', 1) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, code = b.code || '!'
INSERT INTO b (id, code, amount) VALUES (1, 'one', 1), (9, 'nine', DEFAULT) ON CONFLICT (id) DO NOTHING
INSERT INTO b AS q (id, code, amount) VALUES (20, 'one', 3) ON CONFLICT (code) DO UPDATE SET amount = q.amount + excluded.amount WHERE q.amount > 5
INSERT INTO b (id, amount) SELECT id, 1 FROM b ON CONFLICT (id) DO UPDATE SET amount = b.amount + 1, at = '2024-01-01T00:00:00Z', ok = 't'
INSERT INTO d (id, label) VALUES (77, 'leaf') ON CONFLICT ON CONSTRAINT d_label DO UPDATE SET up = NULL, label = excluded.label || '2'
INSERT INTO d (id, label) VALUES (1, 'zzz') ON CONFLICT ON CONSTRAINT d_pkey DO NOTHING
INSERT INTO c (b_id, pos) VALUES (1, 1), (1, 3) ON CONFLICT (b_id, pos) DO UPDATE SET note = 'again'
INSERT INTO b (id, code) VALUES (30, 'x'), (31, DEFAULT), (32, 'y') ON CONFLICT DO NOTHING
INSERT INTO c SELECT id, 100, code FROM b WHERE a_id IS NOT NULL
INSERT INTO c (pos, note) SELECT count(*), max(code) FROM b
-- IFs of DO blocks that ask rows
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM empty WHERE id = 1) THEN INSERT INTO empty VALUES (1, 'x'), (2, DEFAULT); INSERT INTO empty (name, id) VALUES ('y', 3); ELSE INSERT INTO empty VALUES (4, 'no'); END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 5) THEN UPDATE d SET id = 70 WHERE id = 5; UPDATE d SET label = 'upd' WHERE id = 70; DELETE FROM d WHERE label = 'other'; ELSE DELETE FROM d; END IF; END $$
DO $$ BEGIN IF (SELECT count(*) FROM a) > 5 THEN INSERT INTO empty SELECT id, name FROM a WHERE n > 0 ORDER BY id; END IF; IF (SELECT count(*) FROM empty) > 100 THEN DELETE FROM c; END IF; END $$
DO $$ BEGIN IF (SELECT max(n) FROM a WHERE id > 100) > 5 THEN DELETE FROM c; ELSIF (SELECT max(n) FROM a) = 10 THEN INSERT INTO c VALUES (1, 3, 'elsif'); ELSE DELETE FROM c; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM empty) THEN IF (SELECT 1 / count(*) FROM empty) = 1 THEN DELETE FROM c; END IF; ELSE IF EXISTS (SELECT 1 FROM d WHERE up IS NULL) AND NOT EXISTS (SELECT 1 FROM b WHERE code = 'none') THEN UPDATE c SET note = 'nested' WHERE pos = 1; ELSE DELETE FROM c; END IF; END IF; END $$
DO $$ DECLARE k text := 'root'; BEGIN IF EXISTS (SELECT 1 FROM d WHERE label = k) THEN INSERT INTO empty (id, name) VALUES (7, k) ON CONFLICT (id) DO UPDATE SET name = excluded.name; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN INSERT INTO a (id, name) VALUES (nextval('a_id_seq'), 'n'); INSERT INTO a (name) SELECT label FROM d ORDER BY id DESC; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'd' AND column_name = 'label') THEN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN DELETE FROM empty; UPDATE d SET label = 'cat' WHERE id = 1; END IF; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN INSERT INTO b (id, code, at) SELECT 100, 'q', now() WHERE false UNION ALL SELECT 101, 'r', '2024-01-01'; UPDATE b SET amount = 3 FROM a WHERE a.id = b.a_id AND a.name = 'alpha'; DELETE FROM c USING b WHERE b.id = c.b_id AND b.code = 'two'; END IF; END $$
DO $$ BEGIN IF (SELECT f FROM a WHERE id = 3) THEN DELETE FROM c; ELSE INSERT INTO empty VALUES (1, 'null is else'); END IF; END $$
DO $$ BEGIN IF (SELECT count(*) FROM d) = 5 AND to_regclass('public.d') IS NOT NULL THEN INSERT INTO empty VALUES (1, 'mixed'); END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN WITH x AS (SELECT id, label FROM d) INSERT INTO empty SELECT id, label FROM x; END IF; END $$
~DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN TRUNCATE empty; END IF; END $$
~DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN CREATE TABLE made (id int); END IF; END $$
~DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN PERFORM setval('a_id_seq', 100); END IF; END $$
DO $$ BEGIN IF to_regclass('public.nope') IS NOT NULL OR (EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'd' AND column_name = 'label') AND NOT (SELECT count(*) FROM d) = 6) THEN INSERT INTO empty VALUES (1, 'mixed'); END IF; END $$
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM d x WHERE x.id = 99) THEN UPDATE d x SET label = label || 'u' WHERE EXISTS (SELECT 1 FROM d WHERE d.up = x.id); END IF; END $$
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM d WHERE label = '') THEN INSERT INTO d SELECT g, NULL, 'l' || g FROM generate_series(10, 20) g; END IF; IF EXISTS (SELECT 1 FROM d WHERE id = 20) THEN DELETE FROM d WHERE id > 15; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 99) THEN RAISE EXCEPTION 'there are % of them', 5; END IF; INSERT INTO empty VALUES (1, 'went on'); END $$
DO $$ BEGIN IF (SELECT count(*) FROM d) = 0 THEN RAISE EXCEPTION 'none' USING ERRCODE = 'P0001', HINT = 'x'; ELSE RAISE NOTICE 'fine'; END IF; END $$
!DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN RAISE EXCEPTION 'it''s there'; END IF; END $$
!DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM d WHERE id = 99) THEN RAISE 'x'; END IF; END $$
!DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'd') THEN RAISE EXCEPTION '$'; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'nope') THEN RAISE EXCEPTION '$'; END IF; END $$
!DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN INSERT INTO empty VALUES (1, 'a'); IF NOT EXISTS (SELECT 1 FROM empty WHERE id = 2) THEN RAISE EXCEPTION '$.a'; END IF; END IF; END $$
DO $$ DECLARE n integer; BEGIN SELECT count(*) INTO n FROM d WHERE id = 99; IF n > 0 THEN RAISE EXCEPTION 'there are %', n; END IF; INSERT INTO empty VALUES (1, 'went on'); END $$
!DO $$ DECLARE n bigint; m int := 1; BEGIN SELECT count(*) INTO n FROM d WHERE id = m; IF n > 0 OR m > 7 THEN RAISE EXCEPTION 'there are %', n; END IF; END $$
DO $$ DECLARE gone boolean; top text; BEGIN SELECT NOT EXISTS (SELECT 1 FROM d WHERE id = 99) INTO gone; SELECT INTO top label FROM d ORDER BY id; IF gone AND top <> 'nope' THEN INSERT INTO empty VALUES (2, top); END IF; END $$
DO $$ DECLARE n integer; BEGIN SELECT count(*) INTO n FROM empty; INSERT INTO empty SELECT n, 'count'; SELECT count(*) INTO n FROM empty; IF n = 1 THEN INSERT INTO empty VALUES (5, 'one'); ELSE INSERT INTO empty VALUES (6, 'more'); END IF; END $$
DO $$ DECLARE n integer; BEGIN SELECT amount * 10 INTO n FROM b WHERE id = 999; IF n IS NULL THEN INSERT INTO empty VALUES (7, 'none'); END IF; END $$
DO $$ DECLARE n integer; BEGIN SELECT count(*) INTO n FROM pg_tables WHERE tablename = 'nope'; IF n = 0 THEN CREATE TABLE made (id integer); END IF; END $$
~DO $$ DECLARE n integer; BEGIN SELECT count(*) INTO n FROM d; DELETE FROM d; IF n > 0 THEN INSERT INTO empty VALUES (1, 'rows'); END IF; END $$
~DO $$ DECLARE n integer; BEGIN SELECT count(*) INTO STRICT n FROM d; IF n > 0 THEN INSERT INTO empty VALUES (1, 'rows'); END IF; END $$
~DO $$ DECLARE n integer; m integer; BEGIN SELECT count(*), 1 INTO n, m FROM d; IF n > 0 THEN INSERT INTO empty VALUES (1, 'rows'); END IF; END $$
-- columns without a name, and two of one
SELECT * FROM (SELECT 1) AS s
SELECT s."?column?" + 1 AS q FROM (SELECT id * 2 FROM a) AS s
SELECT j.p, j.q, j.name FROM (SELECT name, code AS name, code || '!' AS name FROM a JOIN b ON b.a_id = a.id) AS j (p, q)
SELECT j.p, j.q FROM (SELECT name, code AS name FROM a JOIN b ON b.a_id = a.id UNION SELECT 'x', 'y') AS j (p, q)
WITH x AS (SELECT 2, 3) SELECT x.*, 1 AS one FROM (SELECT * FROM x) AS x (a, b)
INSERT INTO empty SELECT * FROM (SELECT a.id AS id, b.code AS id FROM a JOIN b ON b.a_id = a.id AND b.id = (SELECT max(id) FROM b AS o WHERE o.a_id = a.id)) AS s
INSERT INTO empty SELECT * FROM (SELECT 1, 'x' UNION ALL SELECT 3, 'y') AS s
INSERT INTO empty WITH x AS (SELECT 2, 'two') SELECT * FROM x
INSERT INTO empty WITH RECURSIVE x AS (SELECT 1, 'r' UNION ALL SELECT * FROM (SELECT "?column?" + 1, 's' FROM (SELECT 1) AS o) AS n WHERE false) SELECT * FROM x
DELETE FROM c WHERE pos IN (SELECT * FROM (SELECT 1) AS s)
WITH x AS (SELECT 1) DELETE FROM c WHERE pos IN (TABLE x)
INSERT INTO empty SELECT * FROM (SELECT 7, 'seven') AS s WHERE NOT EXISTS (SELECT 1 FROM empty WHERE id = 7)
INSERT INTO empty (id, name) SELECT * FROM (SELECT id AS k, id::text AS k FROM a) AS s
-- MERGE
MERGE INTO empty AS e USING a ON e.id = a.id WHEN MATCHED THEN UPDATE SET name = a.name WHEN NOT MATCHED THEN INSERT VALUES (a.id, a.name)
MERGE INTO b USING (SELECT id, code || '+' AS code, amount FROM b WHERE id < 4 UNION ALL SELECT id + 50, label, 1 FROM d) AS s ON s.id = b.id WHEN MATCHED AND b.ok THEN DELETE WHEN MATCHED AND s.amount > 1 THEN UPDATE SET code = s.code, amount = b.amount * 2, ok = 't', at = DEFAULT WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED AND s.id > 52 THEN INSERT (id, code, amount, ok) VALUES (s.id, s.code, DEFAULT, 'yes')
MERGE INTO a AS t USING b ON b.a_id = t.id AND b.ok WHEN MATCHED AND t.n IS NULL THEN DO NOTHING WHEN MATCHED THEN UPDATE SET n = t.n + b.id, name = (SELECT max(name) FROM a)
WITH s AS (SELECT id, label FROM d WHERE up IS NULL) MERGE INTO c USING s ON c.pos = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (pos, note) VALUES (s.id, s.label)
-- sequences
INSERT INTO a (id, name) VALUES (nextval('a_id_seq'), 'x'), (nextval('a_id_seq'::regclass), 'y'); INSERT INTO empty VALUES (currval('a_id_seq'), 'last')
INSERT INTO a (id, name) SELECT nextval('a_id_seq'), code FROM b WHERE id < 4 ORDER BY code
INSERT INTO a VALUES (nextval('a_id_seq'), 'z'); INSERT INTO b (id, a_id) VALUES (99, currval(pg_get_serial_sequence('a', 'id')))
CREATE SEQUENCE s START 10 INCREMENT 5; ALTER TABLE d ADD COLUMN num bigint; UPDATE d SET num = nextval('s') WHERE id > 1; UPDATE d SET num = nextval('s'::regclass), label = label || num WHERE num IS NULL
CREATE SEQUENCE s; ALTER TABLE c ADD COLUMN num bigint; UPDATE c SET num = nextval('s'); ALTER TABLE c ALTER COLUMN num SET DEFAULT nextval('s'); INSERT INTO c (pos, note) VALUES (7, 'next'), (8, 'after')
CREATE SEQUENCE s START 5; CREATE TABLE made (id bigint, name text); INSERT INTO made SELECT nextval('s'), label FROM d ORDER BY id
CREATE SEQUENCE s START 5; CREATE TABLE made (id bigint, name text); INSERT INTO made VALUES (nextval('s'), 'a'), (nextval('s'), 'b')
CREATE SEQUENCE s START 5; INSERT INTO empty (id, name) VALUES (nextval('s'), 'a')
CREATE SEQUENCE s START 5; INSERT INTO empty (id, name) SELECT nextval('s'), label FROM d ORDER BY id
CREATE SEQUENCE s; UPDATE d SET label = 'L' || nextval('s')
CREATE SEQUENCE s; UPDATE d SET label = lpad(nextval('s')::text, 4, '0') WHERE up IS NOT NULL
CREATE SEQUENCE s; SELECT nextval('s'); SELECT nextval('s'); INSERT INTO empty (id) VALUES (nextval('s'))
CREATE SEQUENCE s; SELECT setval('s', 40); INSERT INTO empty (id) VALUES (nextval('s'))
CREATE SEQUENCE s; SELECT setval('s', (SELECT max(id) FROM a)); INSERT INTO empty (id) VALUES (nextval('s'))
WITH n AS (INSERT INTO a (name) VALUES ('w') RETURNING id) INSERT INTO b (id, a_id) SELECT 70, id FROM n
CREATE SEQUENCE s; SELECT setval('s', 100); ALTER TABLE d ALTER id SET DEFAULT nextval('s'); INSERT INTO d (label) VALUES ('x')
CREATE SEQUENCE s START 500; ALTER TABLE d ALTER id SET DEFAULT nextval('s'); INSERT INTO d (label) VALUES ('x')
CREATE SEQUENCE s; CREATE TABLE made (id bigint, name text); INSERT INTO made VALUES (nextval('s'), 'a'), (nextval('s'), 'b'); ALTER TABLE made ALTER id SET DEFAULT nextval('s'); ALTER TABLE made ADD PRIMARY KEY (id); INSERT INTO made (name) VALUES ('c')
CREATE SEQUENCE s START 10; CREATE TABLE made (id bigint PRIMARY KEY, name text); INSERT INTO made VALUES (nextval('s'), 'a'), (nextval('s'), 'b'); SELECT nextval('s'); ALTER TABLE made ALTER id SET DEFAULT nextval('s'); INSERT INTO made (name) VALUES ('c')
CREATE SEQUENCE s; CREATE TABLE made (id bigint, name text); INSERT INTO made SELECT nextval('s'), label FROM d ORDER BY label DESC NULLS FIRST, id; INSERT INTO made SELECT nextval('s') + 1000, name FROM empty; INSERT INTO made VALUES (nextval('s'), 'z')
CREATE SEQUENCE s; CREATE TABLE made (id text, name text); INSERT INTO made SELECT 'N-' || lpad(nextval('s')::text, 3, '0'), a.name FROM a JOIN b ON b.a_id = a.id ORDER BY b.id
CREATE SEQUENCE s INCREMENT 10 START 3; CREATE TABLE made (id bigint, name text); INSERT INTO made SELECT nextval('s'), label FROM d WHERE id > 2 ORDER BY 2; INSERT INTO made VALUES (-nextval('s'), 'neg'), (1, 'one'), (nextval('s') * 2, 'twice')
CREATE SEQUENCE s; CREATE TABLE made (id bigint, n bigint); INSERT INTO made SELECT nextval('s'), count(*) FROM d
CREATE SEQUENCE s; CREATE TABLE made (id bigint, n bigint); INSERT INTO made SELECT nextval('s'), x.id FROM (SELECT DISTINCT a_id AS id FROM b) x WHERE x.id IS NOT NULL ORDER BY x.id; INSERT INTO made (id) SELECT id + 10 FROM made
CREATE SEQUENCE s; CREATE TABLE made (id bigint PRIMARY KEY, name text); INSERT INTO made VALUES (nextval('s'), 'a'); INSERT INTO made VALUES (nextval('s'), 'a') ON CONFLICT DO NOTHING; INSERT INTO made SELECT nextval('s') - 1, 'b' ON CONFLICT (id) DO NOTHING; INSERT INTO made VALUES (nextval('s'), 'c')
CREATE SEQUENCE s; DO $$ BEGIN IF EXISTS (SELECT 1 FROM d) THEN INSERT INTO empty VALUES (nextval('s'), 'y'); ELSE INSERT INTO empty SELECT nextval('s'), 'n'; END IF; INSERT INTO empty VALUES (nextval('s'), 'after'); END $$
CREATE SEQUENCE s; INSERT INTO empty VALUES (nextval('s'), 'x'); INSERT INTO b (id, a_id) VALUES (70, currval('s')); ALTER SEQUENCE s RESTART WITH 50; INSERT INTO empty VALUES (nextval('s'), 'r')
CREATE SEQUENCE s; INSERT INTO empty VALUES (nextval('s'), 'x'); ALTER SEQUENCE s RENAME TO s2; INSERT INTO empty VALUES (nextval('s2'), 'r')
CREATE SEQUENCE s; INSERT INTO empty VALUES (nextval('s'), 'x'); DROP SEQUENCE s; CREATE SEQUENCE s; DELETE FROM empty; INSERT INTO empty VALUES (nextval('s'), 'r')
CREATE SEQUENCE s; SELECT setval('s', 7, false); INSERT INTO empty VALUES (nextval('s'), 'x'); SELECT setval('s', nextval('s') + 10); INSERT INTO empty VALUES (nextval('s'), 'y')
CREATE SEQUENCE s; SELECT setval('s', coalesce((SELECT max(id) FROM a), 1)); INSERT INTO empty VALUES (nextval('s'), 'x')
CREATE SEQUENCE s; UPDATE d SET label = 'L' || nextval('s') WHERE up IS NOT NULL
CREATE SEQUENCE s; UPDATE d SET label = lpad(nextval('s')::text, 4, '0')
~CREATE SEQUENCE s; INSERT INTO empty SELECT coalesce(up, nextval('s')) + id * 10, label FROM d
~CREATE SEQUENCE s; INSERT INTO empty SELECT nextval('s'), label FROM d LIMIT 1
~CREATE SEQUENCE s; INSERT INTO empty SELECT nextval('s'), label FROM d ORDER BY 1
~CREATE SEQUENCE s; UPDATE d SET label = CASE WHEN up IS NULL THEN label ELSE 'x' || nextval('s') END
~CREATE SEQUENCE s; INSERT INTO empty VALUES (nextval('s'), 'a' || nextval('s'))
~CREATE SEQUENCE s; INSERT INTO empty (id, name) SELECT nextval('s'), unnest(tags) FROM a
CREATE SEQUENCE s; INSERT INTO empty (id, name) SELECT nextval('s'), 'g' || g FROM generate_series(1, 3) AS g
CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 50; INSERT INTO empty VALUES (nextval('s'), 'r')
CREATE SCHEMA q; CREATE SEQUENCE q.s START 4; INSERT INTO empty VALUES (nextval('q.s'), 'r'); ALTER SEQUENCE q.s SET SCHEMA public; INSERT INTO empty VALUES (nextval('s'), 't'); ALTER SEQUENCE s SET SCHEMA q; ALTER SCHEMA q RENAME TO q2; INSERT INTO empty VALUES (nextval('q2.s'), 'u')
CREATE SEQUENCE s; ALTER TABLE c ADD COLUMN num bigint DEFAULT nextval('s'); INSERT INTO c (pos) VALUES (70); INSERT INTO empty VALUES (nextval('s'), 'too'); ALTER TABLE a ALTER COLUMN name SET DEFAULT 'dd'; INSERT INTO a (n) VALUES (3)
~UPDATE empty SET id = nextval('a_id_seq')
~INSERT INTO empty (id, name) VALUES (nextval('a_id_seq'), 'taken')
-- TRUNCATE, setval
TRUNCATE empty
TRUNCATE TABLE c, d
TRUNCATE a CASCADE
TRUNCATE b, c
SELECT setval('a_id_seq', 100); INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', 100, false); INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', (SELECT max(id) + 5 FROM a)); INSERT INTO a (name) VALUES ('next')
SELECT setval(pg_get_serial_sequence('"a"','id'), coalesce(max("id"), 1), max("id") IS NOT null) FROM "a"; INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM a WHERE false; INSERT INTO a (id, name) SELECT 99, 'before' WHERE false; DELETE FROM c; DELETE FROM b; DELETE FROM a; INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', 200, (SELECT count(*) FROM d) > 1000); INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', 200, NULL::boolean); INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', max(id) + 7, max(n) > 1000000) FROM a; INSERT INTO a (name) VALUES ('next')
CREATE SEQUENCE s INCREMENT 5; SELECT setval('s', max(id) + 20, min(id) IS NULL) FROM a; INSERT INTO empty VALUES (nextval('s'), 'x'); SELECT setval('s', max(id) + 40, min(id) IS NOT NULL) FROM a; INSERT INTO empty VALUES (nextval('s'), 'y')
SELECT setval(pg_get_serial_sequence('a', 'id'), coalesce(max(id), 1)) FROM a; INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', coalesce((SELECT max(id) + 1 FROM a), 1), false); INSERT INTO a (name) VALUES ('next')
TRUNCATE a RESTART IDENTITY CASCADE; INSERT INTO a (name) VALUES ('first')
-- tables and views
CREATE TABLE made AS SELECT id, name, f, ts, tags, x FROM a WHERE id < 4
CREATE TABLE made (p, q) AS SELECT id, count(*) OVER () FROM a
CREATE TABLE made AS SELECT id, name FROM a WITH NO DATA
SELECT id, label INTO made FROM d WHERE up = 1
CREATE TABLE made AS TABLE d; ALTER TABLE made ADD COLUMN extra text DEFAULT 'e'; UPDATE made SET extra = label WHERE id > 2
CREATE VIEW v AS SELECT id, name FROM a WHERE f; CREATE TABLE made AS SELECT * FROM v
CREATE VIEW v (p, q) AS SELECT id, name FROM a; ALTER TABLE a RENAME COLUMN name TO title; CREATE TABLE made AS SELECT p, q FROM v; ALTER TABLE a RENAME COLUMN title TO name
CREATE VIEW v AS SELECT * FROM d; ALTER TABLE d ADD COLUMN late integer; CREATE TABLE made AS SELECT * FROM v
CREATE VIEW v AS SELECT d.id, u.label FROM d LEFT JOIN d AS u ON u.id = d.up; CREATE VIEW w AS SELECT label, count(*) AS c FROM v GROUP BY label; ALTER TABLE d RENAME TO dd; CREATE TABLE made AS SELECT * FROM w; ALTER TABLE dd RENAME TO d
CREATE VIEW v AS SELECT id FROM d; CREATE OR REPLACE VIEW v AS SELECT id, label FROM d; CREATE TABLE made AS SELECT * FROM v
CREATE VIEW v AS SELECT id, label FROM d; ALTER VIEW v RENAME TO w; CREATE TABLE made AS SELECT * FROM w; DROP VIEW w
CREATE VIEW v AS SELECT id, label FROM d; ALTER VIEW v RENAME COLUMN label TO l; CREATE TABLE made AS SELECT l FROM v
CREATE MATERIALIZED VIEW v AS SELECT id, label FROM d; REFRESH MATERIALIZED VIEW v; CREATE TABLE made AS SELECT label FROM v
CREATE VIEW v AS SELECT id, label FROM d; CREATE VIEW w AS SELECT id FROM v; DROP VIEW v CASCADE; CREATE VIEW w AS SELECT 1 AS one; CREATE TABLE made AS SELECT * FROM w
CREATE VIEW v AS SELECT id, label FROM d; ALTER TABLE d DROP COLUMN label CASCADE; CREATE VIEW v AS SELECT id FROM d; CREATE TABLE made AS SELECT * FROM v
CREATE VIEW v AS SELECT code FROM b; DROP TABLE b CASCADE; CREATE TABLE b (id int); CREATE VIEW v AS SELECT id FROM b
CREATE VIEW v AS SELECT label FROM d; ALTER TABLE d ALTER COLUMN up SET DEFAULT 3; ALTER TABLE d ALTER COLUMN id TYPE bigint; CREATE TABLE made AS SELECT * FROM v
-- what both refuse
!UPDATE a SET n = 1 / (n - 1)
!MERGE INTO a USING b ON b.a_id = a.id WHEN MATCHED THEN UPDATE SET n = b.id
!UPDATE a SET n = 5 % (n + 7)
!UPDATE a SET x = x / (x - 1.5)
!UPDATE a SET n = name::int
!UPDATE a SET f = name::boolean
!UPDATE a SET d = name::date WHERE id = 1
!UPDATE a SET ts = (name || ' 10:00')::timestamptz
!UPDATE a SET u = name::uuid
!UPDATE a SET x = name::numeric
!UPDATE a SET j = name::jsonb
!UPDATE a SET nums = tags::int[] WHERE id = 1
!UPDATE a SET m = name::mood WHERE id = 1
!UPDATE b SET code = 'much too long a code' WHERE id = 1
!UPDATE b SET ok = NULL
!UPDATE b SET ok = (code = 'none')
!UPDATE b SET code = 'one'
!UPDATE b SET a_id = 1000
!UPDATE a SET id = id + 1000 WHERE id = 1
!INSERT INTO b (id, code) SELECT id, 'one' FROM a
!INSERT INTO b (id) VALUES (1)
!INSERT INTO b (id, a_id) VALUES (900, 900) ON CONFLICT DO NOTHING
!INSERT INTO c (b_id, pos) SELECT 1, NULL
!CREATE VIEW v AS SELECT id FROM d; DROP TABLE d
!CREATE VIEW v AS SELECT label FROM d; ALTER TABLE d DROP COLUMN label
!CREATE VIEW v AS SELECT label FROM d; ALTER TABLE d ALTER COLUMN label TYPE varchar(20)
!CREATE VIEW v AS SELECT label FROM d; CREATE VIEW w AS SELECT label FROM v; DROP VIEW v
-- what has no counterpart
SELECT s::timestamptz AS a FROM (VALUES ('2020-01-01 10:00:00+02'), ('2020-01-01 00:30:00-0130'), ('2020-06-01T10:00:00Z'), ('2020-06-01 10:00:00+05:30'), ('2020-01-01 10:00:00'), ('2020-01-01'), (NULL)) AS v (s)
SELECT row_to_json(s) AS a, to_jsonb(s) AS b, to_json(s)::text AS c FROM (SELECT id, name, n AS "N", f, d, tags FROM a WHERE id < 5) s ORDER BY s.id
SELECT row_to_json(d) AS r, to_jsonb(d) ->> 'label' AS l, d IS NULL AS n, d IS NOT NULL AS m FROM d ORDER BY id
SELECT count(d) AS c, count(b) AS e, count(*) AS g FROM d LEFT JOIN b ON b.id = d.id + 3
SELECT d.id, to_jsonb(c) AS c, c IS NULL AS n FROM d LEFT JOIN c ON c.b_id = d.id + 3 ORDER BY d.id
SELECT json_agg(d) AS a, jsonb_agg(d) FILTER (WHERE d.up IS NOT NULL) AS b FROM d WHERE id = 2
SELECT jsonb_agg(d ORDER BY id DESC) AS a, json_agg(s) AS b FROM d JOIN (SELECT 1 AS id, 'x' AS y) s USING (id)
SELECT row_to_json(ROW(1, 'a', true)) AS a, to_jsonb(ROW(id, label)) AS b FROM d ORDER BY id
SELECT jsonb_build_object('d', d, 'n', count(*)) AS a FROM d GROUP BY d.id
SELECT id, (SELECT jsonb_agg(c) FROM c WHERE c.b_id = b.id) AS cs FROM b ORDER BY id
INSERT INTO empty SELECT id + 50, row_to_json(d)::text FROM d
UPDATE a SET j = to_jsonb(d) FROM d WHERE d.id = a.id
DELETE FROM a USING b WHERE b.a_id = a.id AND b IS NOT NULL
SELECT id, unnest(tags) AS t, unnest(nums) AS n FROM a
SELECT unnest(ARRAY[1, 2, 3]) AS a, unnest(ARRAY['x']) AS b, generate_series(5, 6) AS c
SELECT id, jsonb_array_elements(j -> 'l') AS e, generate_series(1, 2) AS g, unnest(tags) FROM a WHERE id < 3
INSERT INTO empty (id, name) SELECT generate_series(20, 22), unnest(ARRAY['p', 'q'])
SELECT v, '|' || to_char(v, '9999') || '|' AS c0, '|' || to_char(v, '0000') || '|' AS c1, '|' || to_char(v, '9990.00') || '|' AS c2, '|' || to_char(v, '999.99') || '|' AS c3, '|' || to_char(v, 'FM999.99') || '|' AS c4, '|' || to_char(v, 'FM990.00') || '|' AS c5, '|' || to_char(v, 'FM9999') || '|' AS c6, '|' || to_char(v, '9,999') || '|' AS c7, '|' || to_char(v, 'FM9,999,999.00') || '|' AS c8, '|' || to_char(v, '9G999D9') || '|' AS c9, '|' || to_char(v, 'S999') || '|' AS c10, '|' || to_char(v, '999S') || '|' AS c11, '|' || to_char(v, 'MI999') || '|' AS c12, '|' || to_char(v, '999MI') || '|' AS c13, '|' || to_char(v, '999PR') || '|' AS c14, '|' || to_char(v, 'FM999PR') || '|' AS c15, '|' || to_char(v, 'FMS999.0') || '|' AS c16, '|' || to_char(v, 'FM999MI') || '|' AS c17, '|' || to_char(v, '99') || '|' AS c18, '|' || to_char(v, '9') || '|' AS c20, '|' || to_char(v, '0.9') || '|' AS c21, '|' || to_char(v, 'FM0.99') || '|' AS c22, '|' || to_char(v, '9909') || '|' AS c23, '|' || to_char(v, 'FM09') || '|' AS c24, '|' || to_char(v, 'FM0009.0099') || '|' AS c25, '|' || to_char(v, '000,000') || '|' AS c26, '|' || to_char(v, '9,9,9') || '|' AS c27 FROM (VALUES (0), (1), (-1), (12), (-12.5), (0.5), (-0.5), (0.004), (-0.004), (999.995), (1234.56), (-1234.5), (99.9), (1234567), (NULL)) AS t (v)
SELECT id, to_char(id, '000') AS a, to_char(n, 'S9') AS b, to_char(x, 'FM9990.0') AS c, to_char(n * 100, '9,999') AS e FROM a ORDER BY id
SELECT extract(year FROM age(x, y)) AS a0, extract(month FROM age(x, y)) AS a1, extract(day FROM age(x, y)) AS a2, extract(hour FROM age(x, y)) AS a3, extract(minute FROM age(x, y)) AS a4, extract(second FROM age(x, y)) AS a5, extract(epoch FROM age(x, y)) AS a6 FROM (VALUES ('2024-03-31 10:00:00'::timestamp, '2024-01-31 09:00:00'::timestamp), ('2024-03-01 00:00:00', '2024-01-31 12:30:00'), ('2020-02-29 01:02:03.25', '2024-02-28 05:06:07'), ('2024-01-31 12:30:00', '2024-03-01 00:00:00'), ('2024-12-31 23:59:59', '2024-12-31 23:59:59'), ('2023-03-01 05:00:00', '2023-02-28 06:00:00'), ('2024-05-01 00:00:00', '2000-02-29 23:59:59.5'), (NULL, '2024-01-01 00:00:00')) AS v (x, y)
SELECT extract(year FROM x - y) AS b0, extract(month FROM x - y) AS b1, extract(day FROM x - y) AS b2, extract(hour FROM x - y) AS b3, extract(minute FROM x - y) AS b4, extract(second FROM x - y) AS b5, extract(epoch FROM x - y) AS b6 FROM (VALUES ('2024-03-31 10:00:00'::timestamp, '2024-01-31 09:00:00'::timestamp), ('2024-03-01 00:00:00', '2024-01-31 12:30:00'), ('2020-02-29 01:02:03.25', '2024-02-28 05:06:07'), ('2024-01-31 12:30:00', '2024-03-01 00:00:00'), ('2024-12-31 23:59:59', '2024-12-31 23:59:59'), ('2023-03-01 05:00:00', '2023-02-28 06:00:00'), ('2024-05-01 00:00:00', '2000-02-29 23:59:59.5'), (NULL, '2024-01-01 00:00:00')) AS v (x, y)
SELECT id, age(ts, '2020-01-01 00:00:00+00') > interval '1 year 2 mons' AS a, date_part('year', age(d, date '2000-01-01')) AS y, age(d) > interval '50 years' AS o, extract(day FROM ts - '2020-01-01'::timestamptz) AS e FROM a
SELECT extract(epoch FROM interval '1 year 2 months 3 days') AS a, extract(month FROM interval '14 months') AS b, extract(epoch FROM n * interval '1 month') AS c FROM a WHERE n > 0
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS a, percentile_cont(0.3) WITHIN GROUP (ORDER BY r DESC) AS b, percentile_disc(0.5) WITHIN GROUP (ORDER BY name) AS c, percentile_disc(0) WITHIN GROUP (ORDER BY n DESC) AS e, percentile_disc(1) WITHIN GROUP (ORDER BY ts) AS f, mode() WITHIN GROUP (ORDER BY n) AS g, mode() WITHIN GROUP (ORDER BY name) AS h FROM a
SELECT f, count(*) AS c, percentile_cont(0.25) WITHIN GROUP (ORDER BY n) FILTER (WHERE n > -5) AS p, 1 + percentile_disc(0.75) WITHIN GROUP (ORDER BY n) AS q, mode() WITHIN GROUP (ORDER BY d DESC) AS m FROM a GROUP BY f ORDER BY f NULLS FIRST
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS a, percentile_disc(0.5) WITHIN GROUP (ORDER BY name) AS b, mode() WITHIN GROUP (ORDER BY name) AS c FROM empty
SELECT s::uuid AS a, (s::uuid)::text AS b FROM (VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'), ('{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}'), ('a0eebc999c0b4ef8bb6d6bb9bd380a11'), ('a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11'), (NULL)) AS v (s)
SELECT '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'::uuid AS a, uuid 'a0eebc999c0b4ef8bb6d6bb9bd380a11' AS b, id FROM a WHERE u = '{A0EEBC999C0B4EF8BB6D6BB9BD380A11}'
UPDATE a SET u = '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A12}' WHERE id = 1
UPDATE a SET u = 'A0EEBC999C0B4EF8BB6D6BB9BD380A13' WHERE id = 2
UPDATE a SET u = v.name::uuid FROM (VALUES ('{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A14}')) AS v (name) WHERE id = 3
!UPDATE a SET u = v.s::uuid FROM (VALUES ('{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A14')) AS v (s) WHERE id = 3
!UPDATE a SET u = v.s::uuid FROM (VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1')) AS v (s) WHERE id = 3
~SELECT array_agg(d) AS a FROM d
~SELECT count(DISTINCT d) AS a FROM d
~SELECT d::text AS a FROM d
~SELECT d AS a FROM d
~SELECT row_to_json(s) AS a FROM d LEFT JOIN (SELECT id FROM a) s ON s.id = d.id
~SELECT age(ts) AS a FROM a
~SELECT extract(century FROM age(ts)) AS a FROM a
~SELECT k.key, k.o FROM a, jsonb_object_keys(j) WITH ORDINALITY AS k (key, o)
~SELECT jsonb_object_keys(j), generate_series(1, 2) FROM a
~SELECT percentile_cont(ARRAY[0.25, 0.5]) WITHIN GROUP (ORDER BY n) AS a FROM a
~SELECT mode() WITHIN GROUP (ORDER BY m) AS a FROM a
~SELECT rank(1) WITHIN GROUP (ORDER BY n) AS a FROM a
~WITH moved AS (UPDATE a SET n = 1 WHERE id = 1 RETURNING id) UPDATE a SET n = 2 WHERE id = 2
~WITH gone AS (DELETE FROM a WHERE id = 1 RETURNING id) UPDATE b SET a_id = NULL WHERE a_id = 1
~WITH moved AS (UPDATE b SET ok = true FROM a WHERE a.id = b.a_id RETURNING b.id, a.name) INSERT INTO empty SELECT id, name FROM moved
~SELECT id FROM a WHERE name ~* 'É'
~SELECT id FROM a WHERE name ~ '(a)\1'
~SELECT id FROM a WHERE name ~ 'a(?=b)'
~SELECT id FROM a WHERE name ~ '\ma'
~SELECT regexp_replace(name, 'a*', '-', 'g') AS x FROM a
~SELECT regexp_replace(name, 'a.*?a', '-') AS x FROM a
~SELECT substring(name FROM '(a)|(b)') AS x FROM a
~SELECT translate(name, 'ab', 'ba') AS x FROM a
~SELECT format('%L', name) AS x FROM a
~SELECT md5(name) AS x FROM a
~SELECT j @> '[[1]]' AS x FROM a
~SELECT jsonb_set(j, '{l,0,x}', '1') AS x FROM a
~SELECT to_char(x, 'L999') AS a FROM a
~SELECT to_char(x, '999TH') AS a FROM a
~SELECT to_char(x, 'RN') AS a FROM a
~SELECT to_char(x, '9.99EEEE') AS a FROM a
~SELECT to_char(x, '99V9') AS a FROM a
~SELECT to_char(x, '.99') AS a FROM a
~SELECT to_char(x, '9"x"9') AS a FROM a
~SELECT to_char(r, '9.9') AS a FROM a
~SELECT to_char(n, name) AS a FROM a WHERE name = '9'
~SELECT to_char(ts, 'DDth') AS x FROM a
~SELECT ts + interval '12 microseconds' AS x FROM a
~SELECT 1 AS x FROM pg_class
~SELECT table_name FROM information_schema.tables
SELECT v::text AS t FROM (VALUES (1e15::double precision), (1234567890123456), (1e14), (-1e15), (1e16), (123456789012345678), (1e100), (1e-5)) AS x (v)
SELECT (r * 1e15)::text AS t, (r * 1e16 / 3) || 'x' AS c FROM a
~SELECT name, count(*) OVER () AS w FROM a GROUP BY ROLLUP (name)
SELECT j ->> 0 AS x, j -> 0 AS y, j ->> -1 AS z, j -> 1 AS w, j ->> n AS v, j ->> (n - 1) AS u FROM a
SELECT '"s"'::json ->> 0 AS x, '5'::jsonb -> -1 AS y, 'null'::jsonb ->> 0 AS z, '"s"'::jsonb #>> '{0}' AS v
SELECT '2024-01-05'::date::timestamp AS t, 'yes'::text::boolean AS b, '05'::text::int AS n
~SELECT '{1,2}'::text::int[] AS x
~SELECT '08:00:2B:01:02:03'::text::macaddr AS x
SELECT ARRAY['1'::int, '02'::int] AS x, ARRAY['t'::boolean] AS y, ARRAY['2024-1-5'::date] AS z, ARRAY['1', '02']::int[] AS w
SELECT ARRAY['abc', 'd']::varchar(3)[] AS x, ARRAY[1.5, 2.0]::numeric(4,1)[] AS y
~SELECT ARRAY['abcdef']::varchar(3)[] AS n
~SELECT ARRAY[1.25]::numeric(4,1)[] AS n
~SELECT ARRAY[1.7]::int[] AS n
~SELECT m, sum(count(*)) OVER () AS s FROM a GROUP BY ROLLUP (m)
~MERGE INTO d USING (SELECT id, random() AS z FROM d) AS s ON s.id = d.id WHEN MATCHED AND s.z < 0.5 THEN DELETE WHEN MATCHED THEN UPDATE SET up = 1
-- functions in each other: the translation must not take twice as long with each level
SELECT id, lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(lower(name)))))))))))))))))))))))))))) AS q FROM a
SELECT id, coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(coalesce(name, 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x'), 'x') AS q FROM a
~SELECT id, lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(lpad(name, 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9), 9) AS q FROM a
!INSERT INTO empty VALUES (1, 'x'), (1, 'y') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
!INSERT INTO empty VALUES (1, 'x'), ('1', 'y') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
!INSERT INTO empty SELECT 1, label FROM d ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
!INSERT INTO empty SELECT up, label FROM d WHERE up IS NOT NULL ON CONFLICT ON CONSTRAINT empty_pkey DO UPDATE SET name = EXCLUDED.name
!INSERT INTO c (b_id, pos, note) SELECT 1, 1, label FROM d ON CONFLICT (b_id, pos) DO UPDATE SET note = EXCLUDED.note
INSERT INTO c (b_id, pos, note) SELECT NULL, 1, label FROM d ON CONFLICT (b_id, pos) DO UPDATE SET note = EXCLUDED.note
INSERT INTO c (b_id, pos, note) VALUES (NULL, 1, 'p'), (NULL, 1, 'q'), (2, 1, 'r') ON CONFLICT (b_id, pos) DO UPDATE SET note = EXCLUDED.note
INSERT INTO empty VALUES (1, 'x'), (2, 'y') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
INSERT INTO empty VALUES (1, 'x'), (1, 'y') ON CONFLICT (id) DO NOTHING
INSERT INTO empty SELECT id, label FROM d ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
INSERT INTO d SELECT id, up, label || 'x' FROM d ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label
!DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN INSERT INTO empty VALUES (1, 'x'), (1, 'y') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name; END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 99) THEN INSERT INTO empty VALUES (1, 'x'), (1, 'y') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name; END IF; END $$
INSERT INTO d VALUES (1, NULL, 'p'), (1, NULL, 'q') ON CONFLICT (id) DO UPDATE SET label = EXCLUDED.label WHERE false
INSERT INTO empty SELECT 1, label FROM d WHERE false ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
DO $$ BEGIN UPDATE d SET label = 'z' WHERE id = 99; IF NOT FOUND THEN INSERT INTO empty VALUES (1, 'no'); END IF; END $$
DO $$ BEGIN UPDATE d SET label = 'z' WHERE id = 1; IF NOT FOUND THEN INSERT INTO empty VALUES (1, 'no'); ELSE INSERT INTO empty VALUES (2, 'yes'); END IF; END $$
DO $$ BEGIN UPDATE d SET id = 99 WHERE id = 5; IF FOUND THEN INSERT INTO empty VALUES (1, 'yes'); END IF; END $$
DO $$ DECLARE w int := 5; BEGIN UPDATE d AS x SET label = a.name FROM a WHERE a.id = x.id AND x.id = w; IF FOUND THEN INSERT INTO empty VALUES (w, 'yes'); ELSE DELETE FROM c; END IF; END $$
DO $$ BEGIN DELETE FROM c USING b WHERE c.b_id = b.id AND b.code = 'none'; IF FOUND THEN INSERT INTO empty VALUES (1, 'yes'); ELSIF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN INSERT INTO empty VALUES (2, 'other'); ELSE INSERT INTO empty VALUES (3, 'third'); END IF; END $$
DO $$ BEGIN DELETE FROM empty; IF NOT FOUND THEN INSERT INTO empty VALUES (1, 'yes'); END IF; DELETE FROM empty; IF FOUND THEN INSERT INTO empty VALUES (4, 'again'); END IF; END $$
DO $$ BEGIN IF EXISTS (SELECT 1 FROM d WHERE id = 1) THEN UPDATE d SET label = 'q' WHERE up = 77; IF NOT FOUND THEN INSERT INTO empty VALUES (1, 'in'); END IF; ELSE UPDATE d SET label = 'w' WHERE id = 1; IF FOUND THEN INSERT INTO empty VALUES (2, 'out'); END IF; END IF; END $$
!DO $$ BEGIN UPDATE d SET label = 'z' WHERE id = 99; IF NOT FOUND THEN RAISE EXCEPTION 'none'; END IF; END $$
DO $$ DECLARE n int; BEGIN DELETE FROM c WHERE pos = 1; GET DIAGNOSTICS n = ROW_COUNT; RAISE NOTICE 'gone: %', n; END $$
DO $$ DECLARE n int; BEGIN DELETE FROM c WHERE pos = 1; GET CURRENT DIAGNOSTICS n := ROW_COUNT; RAISE NOTICE 'gone: %', n; UPDATE d SET label = NULL; END $$
~DO $$ DECLARE n int; BEGIN DELETE FROM c WHERE pos = 1; GET DIAGNOSTICS n = ROW_COUNT; INSERT INTO empty VALUES (n, 'gone'); END $$
~DO $$ DECLARE n int; BEGIN DELETE FROM c WHERE pos = 1; GET DIAGNOSTICS n = ROW_COUNT; IF n > 1 THEN INSERT INTO empty VALUES (n, 'gone'); END IF; END $$
!DO $$ DECLARE v int; BEGIN SELECT id INTO v FROM d WHERE label = 'nothing'; IF NOT FOUND THEN RAISE EXCEPTION 'none'; END IF; INSERT INTO empty VALUES (v, 'v'); END $$
DO $$ DECLARE v int; BEGIN SELECT id INTO v FROM d WHERE label = 'left'; IF FOUND THEN INSERT INTO empty VALUES (v, 'v'); END IF; END $$
DO $$ DECLARE v int; BEGIN SELECT id INTO v FROM d WHERE label = 'leff'; IF FOUND THEN INSERT INTO empty VALUES (v, 'v'); ELSE INSERT INTO empty VALUES (3, 'w'); END IF; END $$
DO $$ BEGIN PERFORM 1 FROM d WHERE id = 1; IF NOT FOUND THEN RAISE EXCEPTION 'none'; END IF; END $$
DO $$ BEGIN PERFORM * FROM d WHERE id = 1 AND EXISTS (SELECT 1 FROM a); IF FOUND THEN INSERT INTO empty VALUES (1, 'y'); END IF; END $$
~DO $$ BEGIN INSERT INTO empty SELECT id, label FROM d WHERE id = 1; IF FOUND THEN DELETE FROM c; END IF; END $$
~DO $$ BEGIN UPDATE d SET label = 'z' WHERE id = 1; INSERT INTO empty VALUES (1, 'x'); IF FOUND THEN DELETE FROM c; END IF; END $$
~DO $$ BEGIN UPDATE a SET f = n IS DISTINCT FROM id WHERE id = 1; IF FOUND THEN DELETE FROM c; END IF; END $$
DO $$ DECLARE i int; BEGIN FOR i IN 1..3 LOOP INSERT INTO empty VALUES (i, 'x' || i); END LOOP; END $$
DO $$ BEGIN FOR i IN -1..1 LOOP INSERT INTO empty VALUES (i + 10, 'x'); UPDATE d SET label = label || i WHERE id = 1; END LOOP; END $$
DO $$ DECLARE i text := 'kept'; BEGIN FOR i IN 1 .. 2 LOOP FOR j IN 5..6 LOOP INSERT INTO empty VALUES (i * 10 + j, 'x'); END LOOP; END LOOP; INSERT INTO empty VALUES (1, i); END $$
DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['p', 'q'] LOOP FOR k IN 1..2 LOOP INSERT INTO d (id, label) VALUES (100 + k * 10 + length(t) + ascii(t), t || k); END LOOP; END LOOP; END $$
DO $$ BEGIN FOR i IN 1..2 LOOP IF EXISTS (SELECT 1 FROM d WHERE id = i AND up IS NULL) THEN INSERT INTO empty VALUES (i, 'root'); END IF; END LOOP; END $$
DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE TABLE made_%s (id int)', i); END LOOP; INSERT INTO made_2 VALUES (1); END $$
DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE 'ALTER TABLE empty ADD COLUMN c' || i || ' int'; END LOOP; INSERT INTO empty VALUES (1, 'x', 2, 3); END $$
SELECT x.u, x.v FROM unnest(ARRAY[1,2], ARRAY['p','q']) AS x (u, v)
INSERT INTO empty SELECT u.x, u.y FROM unnest(ARRAY[1,2,3], ARRAY['p','q']) AS u(x, y)
INSERT INTO empty SELECT * FROM unnest('{1,2}'::int[], '{p,q}'::text[]) AS u(x, y)
INSERT INTO empty (id, name) SELECT x, y FROM unnest(ARRAY[1,2], ARRAY['p','q']) WITH ORDINALITY AS u(x, y, o)
SELECT a.id, u.p, u.q FROM a, unnest(nums, tags) AS u (p, q)
SELECT a.id, u.p, u.q FROM a CROSS JOIN LATERAL unnest(nums, tags) WITH ORDINALITY AS u (p, q, o)
SELECT a.id, u.* FROM a LEFT JOIN LATERAL unnest(nums, tags) WITH ORDINALITY AS u (p, q, o) ON true
SELECT * FROM unnest(ARRAY[3,NULL,1], ARRAY['p', 'q'], '{t,f,t,t}'::boolean[]) AS u (x, y, z)
UPDATE d SET label = u.l FROM unnest(ARRAY[1,3], ARRAY['eins','''drei']) AS u (i, l) WHERE d.id = u.i
INSERT INTO a (name, x, d) SELECT n, v, w FROM unnest(ARRAY['p','q'], ARRAY[1.50, NULL]::numeric[], ARRAY['2024-02-29', NULL]::date[]) AS u (n, v, w)
SELECT u.b FROM unnest(ARRAY[]::int[], ARRAY[1.25]::float8[]) AS u (a, b)
INSERT INTO a (name, ts) SELECT u.n, u.t FROM unnest(ARRAY['p'], ARRAY['2024-01-01 10:00+02']::timestamptz[]) u(n, t)
INSERT INTO empty (id, name) SELECT * FROM unnest(ARRAY[1, 2], ARRAY['Ä"', '']) AS u ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name
SELECT unnest FROM unnest(ARRAY[1]) AS unnest
SELECT id, trunc(x, 1) AS a, trunc(x, 0) AS b, trunc(x, 2) AS c, trunc(x, -1) AS e FROM a
SELECT trunc(v, 2) AS a, trunc(v, 1) AS b, trunc(v, 5) AS c FROM (VALUES (1.15), (-1.15), (0.29), (123.456), (99.999), (12345678901234.5), (0.00001), (-99.995), (100000000000000), (123456789012345), (-0.005), (0), (1234567.895), (4.35), (0.57), (NULL)) AS s (v)
SELECT trunc(n / 3.0, 2) AS a FROM a
SELECT trunc(amount, 1) AS a, trunc(amount * 1.1, 2) AS b FROM b
SELECT extract(century FROM t) AS a, extract(millennium FROM t) AS b, extract(microseconds FROM t) AS c, extract(decade FROM ts) AS e FROM a
SELECT extract(julian FROM d) AS a, date_part('century', d) AS b FROM a
SELECT extract(timezone FROM ts) AS a, extract(timezone_hour FROM ts) AS b, date_part('timezone_minute', ts) AS c FROM a
SELECT v, extract(century FROM v) AS a, extract(millennium FROM v) AS b, extract(decade FROM v) AS c, date_trunc('century', v) AS e, date_trunc('millennium', v) AS f, date_trunc('decade', v) AS g FROM (VALUES (timestamp '2000-12-31 23:59:59.999999'), ('2001-01-01'), ('1900-05-05'), ('1901-01-01'), ('1000-01-01'), ('0100-12-31'), (NULL)) AS s (v)
SELECT extract(microseconds FROM v) AS a FROM (VALUES (timestamp '2000-12-31 23:59:59.999999'), ('2001-01-01 00:00:00.000001'), ('2001-01-01 00:00:07.1')) AS s (v)
SELECT date_trunc('century', ts) AS a, date_trunc('decade', d) AS b, date_trunc('millennium', t) AS c FROM a
SELECT date_trunc('day', ts, 'UTC') AS a, date_trunc('year', ts, 'utc') AS b FROM a
~SELECT date_trunc('day', ts, 'Europe/Berlin') AS a FROM a
~SELECT extract(julian FROM t) AS a FROM a
SELECT to_date('2024-01-31', 'YYYY-MM-DD') AS a, to_date('29.02.2020', 'DD.MM.YYYY') AS b, to_date('12/31/1999', 'MM/DD/YYYY') AS c, to_date('20240131', 'YYYYMMDD') AS e
SELECT to_timestamp('2024-01-31 10:20:30', 'YYYY-MM-DD HH24:MI:SS') AS a, to_timestamp('31/01/2024 23:59', 'DD/MM/YYYY HH24:MI') AS b, to_timestamp('2024-01-31', 'YYYY-MM-DD') AS c
INSERT INTO a (name, d, ts, t) VALUES ('p', to_date('31/12/2023', 'DD/MM/YYYY'), to_timestamp('2024-01-31 10:20:30', 'YYYY-MM-DD HH24:MI:SS'), to_date('2024-02-29', 'YYYY-MM-DD'))
UPDATE a SET d = to_date('2024-02-29', 'YYYY-MM-DD') + 1, ts = to_timestamp('2024', 'YYYY') WHERE id = 99
SELECT id FROM a WHERE d < to_date('2024-01-31', 'YYYY-MM-DD')
~SELECT to_date('2024-1-31', 'YYYY-MM-DD') AS a
~SELECT to_date(name, 'YYYY-MM-DD') AS a FROM a WHERE id = 99
~SELECT to_date('2024-01-31', 'YYYY-DDD') AS a FROM a WHERE id = 99
SELECT to_date('2024-02', 'YYYY-MM') AS a, to_timestamp('2024 11', 'YYYY HH24') AS b
~SELECT to_date('2024-01-31 ', 'YYYY-MM-DD') AS a
INSERT INTO d VALUES (1, NULL, 'p'), (1, NULL, 'q') ON CONFLICT (id) DO UPDATE SET id = d.id + 100
INSERT INTO d SELECT 3, NULL, 'p' || id FROM a WHERE id < 3 ON CONFLICT (id) DO UPDATE SET id = d.id + 100
~DO $$ BEGIN PERFORM id FROM d WHERE id = 3 INTERSECT SELECT id FROM a WHERE id = 3; IF FOUND THEN DELETE FROM c; END IF; END $$
~DO $$ DECLARE v int; BEGIN SELECT id INTO v FROM d WHERE id = 3 EXCEPT SELECT id FROM a; IF NOT FOUND THEN DELETE FROM c; END IF; END $$
~INSERT INTO a (name) VALUES ('x') ON CONFLICT (id) DO UPDATE SET n = EXCLUDED.id
~CREATE SEQUENCE s; ALTER TABLE empty ADD no text DEFAULT 'N' || nextval('s'); INSERT INTO empty VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.no
~CREATE SEQUENCE s; ALTER TABLE empty ADD no text DEFAULT 'N' || nextval('s'); INSERT INTO empty VALUES (1, 'x', 'own'), (2, 'y', DEFAULT) ON CONFLICT (id) DO UPDATE SET name = 'z' WHERE EXCLUDED.no > 'N2'
CREATE SEQUENCE s; ALTER TABLE empty ADD no text DEFAULT 'N' || nextval('s'); INSERT INTO empty VALUES (1, 'x', 'p'); INSERT INTO empty VALUES (1, 'y', 'own'), (2, 'y', 'two') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.no
INSERT INTO a (id, name) VALUES (1, 'x'), (20, 'y') ON CONFLICT (id) DO UPDATE SET n = EXCLUDED.id + 7
INSERT INTO a (id, name) SELECT id, label FROM d ON CONFLICT (id) DO UPDATE SET n = EXCLUDED.id + 7
DO $$ DECLARE v int; BEGIN FOREACH v IN ARRAY ARRAY[1, 2] LOOP INSERT INTO empty VALUES (v, v); SELECT 40 + count(*) INTO v FROM d; END LOOP; END $$
DO $$ BEGIN FOR i IN 0..1 LOOP EXECUTE format('INSERT INTO empty VALUES (%s, %L)', i, 'x' || i); END LOOP; END $$
DO $$ BEGIN FOR i IN -1..0 LOOP EXECUTE 'UPDATE d SET label = ''l' || i || ''' WHERE id = 2 + ' || i; END LOOP; END $$
~SELECT setval('a_id_seq', id * 10) FROM a ORDER BY id
~SELECT setval('a_id_seq', id * 10, n IS NULL) FROM a ORDER BY id
SELECT setval('a_id_seq', id * 10) FROM a ORDER BY id DESC LIMIT 1; INSERT INTO a (name) VALUES ('next')
SELECT setval('a_id_seq', m * 10) FROM (SELECT max(id) AS m FROM a) AS x; INSERT INTO a (name) VALUES ('next')
SELECT count(a.*) AS x, count(b.*) AS y FROM b LEFT JOIN a ON b.a_id = a.id
SELECT a.f, count(c.*) AS x FROM a LEFT JOIN b ON b.a_id = a.id LEFT JOIN c ON c.b_id = b.id GROUP BY a.f
SELECT count(s.*) AS x FROM (SELECT id FROM a) AS s
~SELECT count(s.*) AS x FROM b LEFT JOIN (SELECT id FROM a WHERE n > 1) AS s ON b.a_id = s.id
