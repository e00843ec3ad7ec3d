-- Every table as JSON: its columns with their types, its checks, and the tables that it refers to
SELECT json_build_object('name', relname, 'oid', c.oid::int,
    'columns', (
        SELECT json_agg(json_build_object(
            'name', attname, 'key', attnum,
            'type', coalesce(base.typname, element.typname, t.typname),
            'kind', coalesce(element.typtype, t.typtype),
            'array', t.typcategory = 'A',
            'full', format_type(t.oid, atttypmod),
            'mod', CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE atttypmod END,
            'notNull', attnotnull OR t.typnotnull,
            'made', attgenerated <> '' OR attidentity = 'a',
            'numbered', attidentity <> ''
                OR coalesce(pg_get_expr(adbin, adrelid) LIKE 'nextval(%', false),
            'labels', (SELECT json_agg(enumlabel ORDER BY enumsortorder)
                FROM pg_enum WHERE enumtypid = t.oid)
            ) ORDER BY attnum)
        FROM pg_attribute
        JOIN pg_type t ON t.oid = atttypid
        LEFT JOIN pg_type base ON base.oid = t.typbasetype
        LEFT JOIN pg_type element ON element.oid = t.typelem AND t.typcategory = 'A'
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
    'checks', (
        SELECT coalesce(json_agg(json_build_object(
            'keys', conkey, 'text', pg_get_constraintdef(k.oid), 'name', conname)), '[]')
        FROM pg_constraint k WHERE conrelid = c.oid AND contype = 'c'),
    'parents', (
        SELECT coalesce(json_agg(json_build_object(
            'keys', conkey, 'table', confrelid::int, 'refs', confkey) ORDER BY k.oid), '[]')
        FROM pg_constraint k WHERE conrelid = c.oid AND contype = 'f')) AS t
FROM pg_class c
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname NOT LIKE 'dunlin\_%'
ORDER BY relname
