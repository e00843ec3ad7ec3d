-- All that a schema is, in lines: what stands in for pg_dump on a server that is newer than it
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' '
\pset recordsep '\n'
SET search_path = pg_catalog;
CREATE FUNCTION pg_temp.own(schema oid) RETURNS boolean LANGUAGE sql AS
$$ SELECT nspname !~ '^pg_' AND nspname <> 'information_schema' FROM pg_namespace WHERE oid = schema $$;
CREATE TEMP VIEW rel AS SELECT * FROM pg_class
WHERE pg_temp.own(relnamespace) AND NOT (:'left_out' <> '' AND relname ~ :'left_out');

SELECT 'CREATE SCHEMA', nspname FROM pg_namespace WHERE pg_temp.own(oid) AND nspname <> 'public' ORDER BY 2;
SELECT 'CREATE EXTENSION', extname FROM pg_extension ORDER BY 2;
SELECT 'CREATE TYPE', t.oid::regtype::text, format_type(nullif(typbasetype, 0), typtypmod), typnotnull, typdefault,
  (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
  (SELECT string_agg(concat(conname, ' ', pg_get_constraintdef(oid)), ', ' ORDER BY conname) FROM pg_constraint
   WHERE contypid = t.oid)
FROM pg_type t WHERE pg_temp.own(typnamespace) AND typtype IN ('e', 'd', 'r') ORDER BY 2;
SELECT CASE relkind WHEN 'r' THEN 'CREATE TABLE' WHEN 'p' THEN 'CREATE TABLE partitioned' WHEN 'S' THEN
  'CREATE SEQUENCE' WHEN 'v' THEN 'CREATE VIEW' ELSE concat('CREATE ', relkind) END, oid::regclass::text, relpersistence,
  array_to_string(reloptions, ', '), relrowsecurity, relforcerowsecurity, relreplident,
  pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), reloftype::regtype,
  (SELECT string_agg(concat(inhparent::regclass), ', ' ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = rel.oid),
  CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END, array_to_string(relacl, ', ')
FROM rel WHERE relkind NOT IN ('i', 'I') ORDER BY 2;
SELECT 'COLUMN', concat(oid::regclass, '.', attname), row_number() OVER (PARTITION BY oid ORDER BY attnum),
  format_type(atttypid, atttypmod), nullif(attcollation, 100)::regcollation, attnotnull, attidentity, attgenerated,
  attstorage, pg_get_expr(adbin, adrelid), attislocal, attinhcount, nullif(attstattarget, -1),
  array_to_string(attoptions, ', '), array_to_string(attacl, ', ')
FROM rel JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN (SELECT adrelid, adnum, adbin FROM pg_attrdef) d ON adrelid = attrelid AND adnum = attnum
WHERE relkind NOT IN ('i', 'I', 'S') ORDER BY 2;
SELECT 'CONSTRAINT', concat(conrelid::regclass, '.', conname), pg_get_constraintdef(c.oid), convalidated, conislocal,
  coninhcount, CASE WHEN contype IN ('c', 'n') THEN connoinherit END, (SELECT concat(p.conrelid::regclass, '.', p.conname) FROM pg_constraint p
  WHERE p.oid = c.conparentid)
FROM rel JOIN pg_constraint c ON conrelid = rel.oid ORDER BY 2;
SELECT 'INDEX', pg_get_indexdef(indexrelid), indisvalid, indisready, indislive, indisclustered, indisreplident,
  (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = indexrelid)
FROM rel JOIN pg_index ON indrelid = oid ORDER BY 2;
SELECT 'SEQUENCE', seqrelid::regclass::text, format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache,
  seqcycle, (SELECT concat(refobjid::regclass, ' ', refobjsubid > 0, ' ', (SELECT attname FROM pg_attribute
  WHERE attrelid = refobjid AND attnum = refobjsubid)) FROM pg_depend WHERE classid = 'pg_class'::regclass
  AND objid = seqrelid AND deptype IN ('a', 'i') AND refclassid = 'pg_class'::regclass)
FROM rel JOIN pg_sequence ON seqrelid = oid ORDER BY 2;
SELECT 'TRIGGER', pg_get_triggerdef(t.oid), tgenabled FROM rel JOIN pg_trigger t ON tgrelid = rel.oid
WHERE NOT tgisinternal ORDER BY 2;
SELECT 'RULE', pg_get_ruledef(r.oid), ev_enabled FROM rel JOIN pg_rewrite r ON ev_class = rel.oid
WHERE rulename <> '_RETURN' ORDER BY 2;
SELECT 'POLICY', polrelid::regclass::text, polname, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid),
  pg_get_expr(polwithcheck, polrelid) FROM pg_policy ORDER BY 2, 3;
SELECT 'STATISTICS', pg_get_statisticsobjdef(oid) FROM pg_statistic_ext ORDER BY 2;
SELECT 'ROUTINE', CASE WHEN prokind = 'a' THEN concat(oid::regprocedure) ELSE pg_get_functiondef(oid) END,
  array_to_string(proacl, ', ')
FROM pg_proc WHERE pg_temp.own(pronamespace) ORDER BY 2;
SELECT 'EVENT TRIGGER', evtname, evtevent, evtfoid::regproc, evtenabled FROM pg_event_trigger ORDER BY 2;
SELECT 'COMMENT', pg_describe_object(classoid, objoid, objsubid), description FROM pg_description
WHERE objoid >= 16384 ORDER BY 2;
\if :rows
SELECT format('SELECT %1$L, t.* FROM %1$s t %2$s', oid::regclass,
  CASE relkind WHEN 'r' THEN 'ORDER BY t::text' END) FROM rel
WHERE relkind IN ('r', 'S') ORDER BY oid::regclass::text
\gexec
\endif
