-- What a MariaDB database says of its tables, one fact a line, in the words of facts_postgresql.sql
SET group_concat_max_len = 65536;
SET @computed = '^(unhex\\(sha2\\()?case when .* then `([^`]*)` end(,256\\)\\))?$';
CREATE TEMPORARY TABLE tables AS SELECT table_name AS name FROM information_schema.tables
WHERE table_schema = database() AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'dunlin\_%';
-- The invisible columns of an index: what it computes, the condition of a unique one, and hashes
-- beside what they are of.
CREATE TEMPORARY TABLE helpers AS
SELECT table_name, column_name, generation_expression REGEXP @computed AS partial,
  CASE WHEN generation_expression REGEXP '^unhex\\(sha2\\(`[^`]*`,256\\)\\)$' THEN NULL
    WHEN generation_expression REGEXP @computed
    THEN regexp_replace(generation_expression, @computed, '\\2') ELSE '(expression)' END AS stands_for
FROM information_schema.columns
WHERE table_schema = database() AND extra LIKE '%INVISIBLE%';

SELECT 'table', lower(name) FROM tables;
SELECT 'column', lower(table_name), lower(column_name),
  CASE WHEN is_nullable = 'NO' THEN 'not null' ELSE 'null' END
FROM information_schema.columns JOIN tables ON name = table_name
WHERE table_schema = database() AND extra NOT LIKE '%INVISIBLE%';
SELECT CASE index_name WHEN 'PRIMARY' THEN 'key' ELSE 'unique' END, lower(s.table_name),
  lower(group_concat(CASE WHEN h.column_name IS NULL THEN s.column_name ELSE stands_for END
    ORDER BY BINARY lower(coalesce(stands_for, s.column_name)))),
  CASE WHEN index_name = 'PRIMARY' THEN '' WHEN max(coalesce(partial, 0)) THEN 'where' ELSE 'all' END
FROM information_schema.statistics s JOIN tables ON name = s.table_name
LEFT JOIN helpers h ON h.table_name = s.table_name AND h.column_name = s.column_name
WHERE table_schema = database() AND NOT non_unique
GROUP BY s.table_name, index_name;
SELECT 'foreign key', lower(k.table_name),
  lower(group_concat(column_name ORDER BY BINARY lower(column_name))), lower(k.referenced_table_name),
  lower(group_concat(referenced_column_name ORDER BY BINARY lower(referenced_column_name))),
  lower(concat('delete ', delete_rule, ', update ', update_rule))
FROM information_schema.key_column_usage k
JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema
  AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
JOIN tables ON name = k.table_name
WHERE k.constraint_schema = database()
GROUP BY k.table_name, k.constraint_name;
