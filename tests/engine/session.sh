#!/bin/sh
# The session: what is pinned holds in each revision and is put back after it; and whatever others
# put in the way of dunlin's own statements (a search path, tables, functions, operators, types) has
# no effect on them.
set -u
. "$srcdir/tests/engine/kill_lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

pg_start
sql() { PGOPTIONS='-c search_path=pg_catalog' psql -XqAt -v ON_ERROR_STOP=1 a -c "$1"; }
dn() { "$DUNLIN" -c "$scratch/h/dunlin.ini" -n "$section" -d "$(pg_url a)" "$@"; }
mkdir -p "$scratch/h/versions"

# -- pinned, and reset --
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
role = owner
schema = app
application_name = pinned
session.work_mem = 7MB
session.statement_timeout = 77s
[lease]
script_location = %(here)s
role = owner
schema = app
application_name = pinned
session.work_mem = 7MB
session.statement_timeout = 77s
pooler = transaction
INI
look="SELECT current_user::text AS u, current_schema()::text AS s,
    current_setting('application_name') AS a, current_setting('work_mem') AS w,
    current_setting('statement_timeout') AS t"
echo "CREATE TABLE first AS $look;" >"$scratch/h/versions/001_first.sql"
cat >"$scratch/h/versions/002_set.sql" <<'SQL'
SET work_mem = '9MB';
SET statement_timeout = 0;
SET application_name = 'other';
SET search_path = public;
SET ROLE other;
CREATE TABLE public.others (a int);
SQL
echo "CREATE TABLE third AS $look;" >"$scratch/h/versions/003_third.sql"
cat >"$scratch/h/versions/004_failing.sql" <<'SQL'
SET work_mem = '9MB';
SELECT 1/0;
SQL
psql -q postgres -c 'CREATE ROLE owner' -c 'CREATE ROLE other'
for section in dunlin lease; do
	pg_fresh a
	sql 'CREATE SCHEMA app AUTHORIZATION owner; GRANT CREATE ON SCHEMA public TO owner, other;
	    GRANT other TO owner' 2>/dev/null
	dn -q upgrade 003 >"$scratch/out" 2>&1
	is "$section: three revisions" $? 0
	[ -s "$scratch/out" ] && sed 's/^/# /' "$scratch/out"
	for table in first third; do
		is "$section: what the $table sees" "$(sql "SELECT * FROM app.$table")" \
		    'owner|app|pinned|7MB|77s'
	done
	is "$section: who owns what" "$(sql "SELECT string_agg(relname || ' ' || relowner::regrole, ', '
	    ORDER BY relname) FROM pg_class WHERE relname IN ('first', 'third', 'others',
	    'dunlin_revision')")" 'dunlin_revision owner, first owner, others other, third owner'
	dn -q upgrade head >"$scratch/out" 2>&1
	is "$section: a failing one" $? 1
	is "$section: leaves the others" "$(sql 'SELECT count(*) FROM app.dunlin_revision')" 3
done

# -- in the way --
rm "$scratch/h/versions"/*
make_history "$scratch/h" 2
cat >"$scratch/h/dunlin.ini" <<'INI'
[dunlin]
script_location = %(here)s
[lease]
script_location = %(here)s
pooler = transaction
INI
# The author's own statements name what they use.
for f in "$scratch/h/versions"/*.sql; do
	id=$(basename "$f" _step.sql)
	printf -- '-- dunlin: upgrade\nCREATE TABLE public.t%s (a pg_catalog.int4);\n' "$id" >"$f"
	printf -- '-- dunlin: downgrade\nDROP TABLE public.t%s;\n' "$id" >>"$f"
done
cat >"$scratch/h/versions/003_index.sql" <<'SQL'
-- dunlin: upgrade
CREATE INDEX CONCURRENTLY i ON public.t001 (a);
SELECT 1;
-- dunlin: downgrade
DROP INDEX CONCURRENTLY public.i;
SQL

# A schema that the search path has: all functions and operators of the server, the names of common
# types, and operators of pairs of types that would fit better than the server's own.
cat >"$scratch/evil.sql" <<'SQL'
CREATE SCHEMA evil;
SET search_path = pg_catalog;
CREATE TEMP TABLE plain AS SELECT oid FROM pg_type WHERE typtype = 'b' AND typname !~ '^_pg_|^pg_';
CREATE TEMP TABLE shadowed AS SELECT p.oid, proname, proargtypes, prorettype FROM pg_proc p
    WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND NOT proretset
    AND prorettype IN (SELECT oid FROM plain)
    AND NOT EXISTS (SELECT 1 FROM unnest(proargtypes) t WHERE t NOT IN (SELECT oid FROM plain));
DO $do$
DECLARE r record;
BEGIN
	FOR r IN SELECT * FROM shadowed LOOP
		EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L',
		    r.proname, (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY n)
			FROM unnest(r.proargtypes) WITH ORDINALITY u(t, n)),
		    format_type(r.prorettype, NULL),
		    format('BEGIN RAISE EXCEPTION %L; END', 'evil function ' || r.proname));
	END LOOP;
	FOR r IN SELECT o.oprname, o.oprleft, o.oprright, s.proname FROM pg_operator o
	    JOIN shadowed s ON s.oid = o.oprcode LOOP
		EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.%I, %s RIGHTARG = %s)',
		    r.oprname, r.proname, CASE WHEN r.oprleft = 0 THEN '' ELSE
		    'LEFTARG = ' || format_type(r.oprleft, NULL) || ',' END,
		    format_type(r.oprright, NULL));
	END LOOP;
	FOR r IN SELECT op, a.t AS oprleft, b.t AS oprright
	    FROM unnest('{=,<>,<,>,||,~~,~}'::text[]) op,
		unnest('{text,name,varchar,bpchar,oid,int2,int4,int8,regclass}'::regtype[]) a(t),
		unnest('{text,name,varchar,bpchar,oid,int2,int4,int8,regclass}'::regtype[]) b(t)
	    WHERE NOT EXISTS (SELECT 1 FROM pg_operator o WHERE o.oprname = op AND oprleft = a.t
		AND oprright = b.t) LOOP
		EXECUTE format('CREATE FUNCTION evil.%I(%s, %s) RETURNS bool LANGUAGE plpgsql AS %L',
		    'fits ' || r.op, r.oprleft, r.oprright,
		    format('BEGIN RAISE EXCEPTION %L; END', 'evil operator ' || r.op));
		EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.%I, LEFTARG = %s, RIGHTARG = %s)',
		    r.op, 'fits ' || r.op, r.oprleft, r.oprright);
	END LOOP;
	FOR r IN SELECT unnest('{text,name,oid,regclass,timestamptz,jsonb}'::text[]) AS t LOOP
		EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.int4 CHECK (VALUE = 4711)', r.t);
	END LOOP;
END $do$;
CREATE FUNCTION evil.bad_state(int8) RETURNS int8 LANGUAGE plpgsql
    AS $$BEGIN RAISE EXCEPTION 'evil aggregate'; END$$;
CREATE AGGREGATE evil.count(*) (SFUNC = evil.bad_state, STYPE = int8, INITCOND = '7');
CREATE TABLE evil.dunlin_revision (id pg_catalog.text PRIMARY KEY);
INSERT INTO evil.dunlin_revision VALUES ('001'), ('002');
CREATE TABLE evil.dunlin_journal (run pg_catalog.text);
CREATE VIEW evil.pg_class AS SELECT 1 AS nothing;
CREATE VIEW evil.pg_namespace AS SELECT 1 AS nothing;
CREATE VIEW evil.pg_locks AS SELECT 1 AS nothing;
CREATE VIEW evil.pg_stat_activity AS SELECT 1 AS nothing;
CREATE VIEW evil.pg_index AS SELECT 1 AS nothing;
SQL
pg_fresh evil_template
succeeds 'everything is shadowed' psql -Xq -v ON_ERROR_STOP=1 -f "$scratch/evil.sql" evil_template
like 'that is much' "$(PGOPTIONS='-c search_path=pg_catalog' psql -XqAt evil_template -c \
    "SELECT count(*) FROM pg_proc WHERE pronamespace = 'evil'::regnamespace")" '^[1-9][0-9]{3}$'
for section in dunlin lease; do
	pg_fresh calm
	"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -n "$section" -d "$(pg_url calm)" upgrade 002
	pg_fresh a
	psql -Xq postgres -c 'DROP DATABASE a' -c 'CREATE DATABASE a TEMPLATE evil_template' \
	    -c 'ALTER DATABASE a SET search_path = evil, pg_catalog, public' 2>/dev/null
	last=head
	[ "$section" = dunlin ] || last=002
	for arguments in current status lock "plan $last" "upgrade $last" "upgrade $last" current \
	    status history 'downgrade 001' "upgrade $last" 'downgrade base' 'stamp 002' 'stamp base' \
	    "upgrade 002"; do
		# shellcheck disable=SC2086
		dn $arguments >"$scratch/out" 2>&1 && ok "$section: $arguments" ||
			not_ok "$section: $arguments" "$(cat "$scratch/out")"
	done
	is "$section: the tables are where they belong" "$(sql "SELECT string_agg(oid::regclass::text,
	    ' ' ORDER BY relname) FROM pg_class WHERE relname IN ('t001', 't002', 'dunlin_revision')
	    AND relnamespace = 'public'::regnamespace")" \
	    'public.dunlin_revision public.t001 public.t002'
	is "$section: the other table is as it was" \
	    "$(sql 'SELECT * FROM evil.dunlin_revision ORDER BY 1')" '001
002'
	is "$section: what is recorded" "$(sql "SELECT string_agg(id, ' ' ORDER BY id)
	    FROM public.dunlin_revision")" '001 002'
done
tap_done
