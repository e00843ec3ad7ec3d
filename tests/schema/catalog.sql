-- What test_apply prints of the model, printed by PostgreSQL of its catalog.
\pset format unaligned
\pset tuples_only on
WITH rel AS (
	SELECT c.oid, n.nspname, c.relname, c.relkind
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
), owner AS (
	SELECT d.objid AS seq, d.refobjid AS tab, d.refobjsubid AS att
	FROM pg_depend d JOIN rel s ON s.oid = d.objid AND s.relkind = 'S'
	WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
	AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
), lines AS (
	SELECT 1 AS kind, nspname || '.' || relname AS what, 0 AS part, '' AS name, 0 AS n,
		'table ' || nspname || '.' || relname AS line
	FROM rel WHERE relkind = 'r'
	UNION ALL
	SELECT 1, r.nspname || '.' || r.relname, 1, '', a.attnum,
		'  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
		|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
		|| CASE WHEN a.attidentity = 'a' THEN ' always'
			WHEN a.attidentity = 'd' THEN ' by default'
			WHEN a.attgenerated = 's' THEN ' generated'
			WHEN NOT a.atthasdef THEN ''
			WHEN EXISTS (SELECT FROM owner o JOIN pg_depend x ON x.refobjid = o.seq
				AND x.classid = 'pg_attrdef'::regclass AND x.objid = d.oid
				WHERE o.tab = r.oid AND o.att = a.attnum) THEN ' serial'
			ELSE ' default' END
	FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
	WHERE r.relkind = 'r'
	UNION ALL
	SELECT 1, r.nspname || '.' || r.relname, 2, c.conname COLLATE "C", 0,
		'  ' || CASE c.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
			WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclude' END
		|| ' ' || c.conname
		|| CASE WHEN c.conkey IS NULL THEN '' ELSE ' (' ||
			(SELECT string_agg(a.attname, ', ' ORDER BY CASE WHEN c.contype = 'c'
				THEN a.attnum ELSE k.n END)
			FROM unnest(c.conkey) WITH ORDINALITY k(att, n)
			JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.att
			WHERE c.conindid = 0 OR c.contype = 'f' OR k.n <= (SELECT indnkeyatts FROM pg_index i
				WHERE i.indexrelid = c.conindid)) || ')' END
		|| CASE WHEN c.contype <> 'f' THEN '' ELSE ' -> '
			|| (SELECT nspname || '.' || relname FROM rel f WHERE f.oid = c.confrelid)
			|| ' (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n)
			FROM unnest(c.confkey) WITH ORDINALITY k(att, n)
			JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.att) || ')'
			|| ' by ' || (SELECT relname FROM rel i WHERE i.oid = c.conindid) END
		|| CASE WHEN c.condeferrable THEN ' deferrable' ELSE '' END
		|| CASE WHEN c.condeferred THEN ' deferred' ELSE '' END
		|| CASE WHEN c.convalidated THEN '' ELSE ' not valid' END
	FROM rel r JOIN pg_constraint c ON c.conrelid = r.oid
	WHERE r.relkind = 'r' AND c.contype IN ('p', 'u', 'f', 'c', 'x')
	UNION ALL
	SELECT 1, r.nspname || '.' || r.relname, 3, x.relname COLLATE "C", 0,
		'  ' || CASE WHEN i.indisunique THEN 'unique ' ELSE '' END || 'index '
		|| xn.nspname || '.' || x.relname || ' ('
		|| (SELECT string_agg(coalesce(a.attname, '?'), ', ' ORDER BY k.n)
			FROM unnest(i.indkey) WITH ORDINALITY k(att, n)
			LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.att AND k.att > 0)
		|| ')' || CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END
	FROM rel r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class x ON x.oid = i.indexrelid
	JOIN pg_namespace xn ON xn.oid = x.relnamespace
	WHERE r.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_constraint c
		WHERE c.conindid = x.oid AND c.contype IN ('p', 'u', 'x'))
	UNION ALL
	SELECT 2, r.nspname || '.' || r.relname, 0, '', 0,
		'sequence ' || r.nspname || '.' || r.relname
		|| coalesce((SELECT ' owned by ' || t.nspname || '.' || t.relname || '.' || a.attname
			FROM owner o JOIN rel t ON t.oid = o.tab
			JOIN pg_attribute a ON a.attrelid = o.tab AND a.attnum = o.att
			WHERE o.seq = r.oid), '')
	FROM rel r WHERE r.relkind = 'S'
	UNION ALL
	SELECT 3, n.nspname || '.' || t.typname, 0, '', 0,
		'enum ' || n.nspname || '.' || t.typname || ' ('
		|| coalesce((SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
			FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'
	UNION ALL
	SELECT 4, n.nspname || '.' || t.typname, 0, '', 0,
		'domain ' || n.nspname || '.' || t.typname || ' '
		|| format_type(t.typbasetype, t.typtypmod)
		|| CASE WHEN t.typnotnull THEN ' not null' ELSE '' END
		|| CASE WHEN t.typdefaultbin IS NULL THEN '' ELSE ' default' END
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
	WHERE t.typtype = 'd' AND n.nspname <> 'information_schema'
	UNION ALL
	SELECT 4, n.nspname || '.' || t.typname, 1, c.conname COLLATE "C", 0,
		'  check ' || c.conname || CASE WHEN c.convalidated THEN '' ELSE ' not valid' END
	FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
	JOIN pg_constraint c ON c.contypid = t.oid AND c.contype = 'c'
	WHERE n.nspname <> 'information_schema'
)
SELECT line FROM lines
ORDER BY kind, what COLLATE "C", part, name COLLATE "C", n, line COLLATE "C";
