-- What PostgreSQL's catalog says of the tables of schema public, in the words of facts_sqlite.sql
\pset format unaligned
\pset tuples_only on
\pset fieldsep '\t'
CREATE TEMP VIEW tables AS SELECT oid, relname::text AS name FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relname NOT LIKE 'dunlin\_%';
CREATE TEMP VIEW actions AS SELECT * FROM (VALUES ('a', 'no action'), ('r', 'restrict'),
  ('c', 'cascade'), ('n', 'set null'), ('d', 'set default')) AS a (code, name);
CREATE FUNCTION pg_temp.names(rel oid, keys int2[]) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(lower(coalesce(attname::text, '(expression)')), ','
     ORDER BY lower(coalesce(attname::text, '(expression)')) COLLATE "C")
   FROM unnest(keys) AS k LEFT JOIN pg_attribute ON attrelid = rel AND attnum = k AND k > 0 $$;

SELECT 'table', lower(name) FROM tables;
SELECT 'column', lower(name), lower(attname),
  CASE WHEN attnotnull THEN 'not null' ELSE 'null' END
FROM tables t JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped;
SELECT 'key', lower(name), pg_temp.names(t.oid, conkey)
FROM tables t JOIN pg_constraint ON conrelid = t.oid AND contype = 'p';
SELECT DISTINCT 'unique', lower(name), pg_temp.names(t.oid, (string_to_array(indkey::text, ' ')::int2[])[1:indnkeyatts]),
  CASE WHEN indpred IS NULL THEN 'all' ELSE 'where' END
FROM tables t JOIN pg_index ON indrelid = t.oid AND indisunique AND NOT indisprimary;
SELECT DISTINCT 'foreign key', lower(t.name), pg_temp.names(t.oid, conkey), lower(r.name),
  pg_temp.names(r.oid, confkey), 'delete ' || d.name || ', update ' || u.name
FROM tables t JOIN pg_constraint ON conrelid = t.oid AND contype = 'f'
JOIN tables r ON r.oid = confrelid
JOIN actions d ON d.code = confdeltype JOIN actions u ON u.code = confupdtype;
