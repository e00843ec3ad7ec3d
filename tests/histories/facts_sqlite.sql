-- What a SQLite database says of its tables, one fact a line, in the words of facts_postgresql.sql
.mode list
.separator "	"
CREATE TEMP VIEW tables AS SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'dunlin_*';
-- No row of a key is NULL: a key that SQLite would let be NULL is declared so by accident.
CREATE TEMP VIEW key_columns AS
SELECT t.name AS tbl, c.name AS col, c.pk AS nr FROM tables t, pragma_table_xinfo(t.name) c
WHERE c.pk > 0;
CREATE TEMP VIEW unique_columns AS
SELECT t.name AS tbl, i.name AS idx, coalesce(c.name, '(expression)') AS col, i.partial
FROM tables t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
WHERE i."unique" AND i.origin <> 'pk';
CREATE TEMP VIEW references_of AS
SELECT t.name AS tbl, f.id, f."table" AS ref, f."from" AS col,
  coalesce(f."to", (SELECT k.col FROM key_columns k WHERE k.tbl = f."table" COLLATE NOCASE
    AND k.nr = f.seq + 1)) AS ref_col, f.on_delete, f.on_update
FROM tables t, pragma_foreign_key_list(t.name) f;

SELECT 'table', lower(name) FROM tables;
SELECT 'column', lower(t.name), lower(c.name),
  CASE WHEN c."notnull" OR c.pk > 0 THEN 'not null' ELSE 'null' END
FROM tables t, pragma_table_xinfo(t.name) c;
SELECT 'key', lower(tbl), lower(group_concat(col, ',')) FROM (SELECT * FROM key_columns
  ORDER BY tbl, lower(col)) GROUP BY tbl;
SELECT DISTINCT 'unique', lower(tbl), lower(group_concat(col, ',')),
  CASE WHEN partial THEN 'where' ELSE 'all' END
FROM (SELECT * FROM unique_columns ORDER BY tbl, idx, lower(col)) GROUP BY tbl, idx;
SELECT DISTINCT 'foreign key', lower(tbl), lower(group_concat(col, ',')), lower(ref),
  lower(group_concat(ref_col, ',')), lower('delete ' || on_delete || ', update ' || on_update)
FROM (SELECT * FROM references_of ORDER BY tbl, id, lower(col)) GROUP BY tbl, id;
