-- fill.sql - some rows in every table that has none, as far as they can be made up: the same each time
SET client_min_messages = error;
DO $$
DECLARE
	t record;
	before int := -1;
	filled int := 0;
	sql text;
BEGIN
	WHILE filled > before LOOP
		before := filled;
		FOR t IN SELECT c.oid, c.oid::regclass AS name,
			string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
			string_agg(CASE
				-- What a foreign key points to, or one of the words in a CHECK.
				WHEN f.oid IS NOT NULL THEN format(
					'(SELECT (array_agg(r.%1$I ORDER BY r.%1$I))[1 + i %% count(*)::int] FROM %2$s r)',
					(SELECT b.attname FROM pg_attribute b WHERE b.attrelid = f.confrelid
						AND b.attnum = f.confkey[1]), f.confrelid::regclass)
				WHEN k.word IS NOT NULL THEN format('%L', k.word)
				WHEN e.label IS NOT NULL THEN format('%L', e.label)
				WHEN y.typelem <> 0 AND y.typcategory = 'A' THEN '''{}'''
				WHEN y.typcategory = 'S' AND a.attname ~* 'id$' AND a.atttypmod < 0 THEN 'md5(i::text)::uuid'
				WHEN y.typcategory = 'S' AND a.atttypmod > 4 THEN format('left(i || ''-%s'', %s)', a.attname, a.atttypmod - 4)
				WHEN y.typcategory = 'S' THEN format('i || ''-%s''', a.attname)
				WHEN y.typcategory = 'N' THEN 'i'
				WHEN y.typcategory = 'B' THEN 'i % 2 = 0'
				WHEN y.typcategory = 'D' THEN format('(timestamp ''2020-01-01'' + i * interval ''1 day'')::%s', format_type(a.atttypid, a.atttypmod))
				WHEN y.typcategory = 'T' THEN 'i * interval ''1 hour'''
				WHEN y.typname = 'uuid' THEN 'md5(i::text)::uuid'
				WHEN y.typname IN ('json', 'jsonb') THEN '''{}'''
				WHEN y.typname IN ('inet', 'cidr') THEN '(''10.0.0.'' || i)::inet'
				WHEN y.typname = 'bytea' THEN 'decode(md5(i::text), ''hex'')'
				ELSE 'NULL' END, ', ' ORDER BY a.attnum) AS items
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
				AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = ''
			JOIN pg_type y ON y.oid = a.atttypid
			LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
			LEFT JOIN LATERAL (SELECT * FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
				AND f.conkey = ARRAY[a.attnum] LIMIT 1) f ON true
			LEFT JOIN LATERAL (SELECT substring(pg_get_constraintdef(k.oid) FROM '''([^'']*)''') AS word
				FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
				AND k.conkey = ARRAY[a.attnum] LIMIT 1) k ON true
			LEFT JOIN LATERAL (SELECT min(l.enumlabel) AS label FROM pg_enum l WHERE l.enumtypid = y.oid) e ON true
			WHERE c.relkind = 'r' AND pg_relation_size(c.oid) = 0 AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
			AND c.relname NOT LIKE 'dunlin%' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval%'
			GROUP BY c.oid ORDER BY c.oid
		LOOP
			sql := format('INSERT INTO %s (%s) SELECT %s FROM generate_series(1, 20) i', t.name, t.columns, t.items);
			BEGIN
				EXECUTE sql;
			EXCEPTION WHEN others THEN
				BEGIN
					EXECUTE replace(sql, '(1, 20)', '(1, 1)');
				EXCEPTION WHEN others THEN CONTINUE;
				END;
			END;
			filled := filled + 1;
		END LOOP;
	END LOOP;
END $$;
