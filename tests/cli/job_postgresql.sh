#!/bin/sh
# job_postgresql.sh - the main job on PostgreSQL, and the catalogs that it must give
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"

db_run_script() {
	psql -q -v ON_ERROR_STOP=1 -f "$1" >/dev/null
}

. "$srcdir/tests/cli/job.inc"

# golden REVISION: the catalog that must come out, as what is installed prints it.  It was written by
# release 15 of pg_dump, of a server that has gen_random_uuid() itself; elsewhere psql makes it.
golden() {
	case $(pg_dump --version):$pg_major in
	*' 15.'*:1[3-9]) cp "$srcdir/tests/golden/catalog-$1.sql" "golden-$1" ;;
	*)
		sed '/^-- dunlin: downgrade/,$d' m/versions/"$1"_*.sql |
			psql -q -d golden -v ON_ERROR_STOP=1 >/dev/null
		(PGDATABASE=golden && db_catalog) >"golden-$1"
		;;
	esac
}

# Column for column and name for name those of the history that this one descends from.
ini=m/dunlin.ini
pg_fresh golden
golden 001
golden 002
like 'it has tables' "$(cat golden-001)" '^CREATE TABLE public.sources'
db_new catalog
for revision in 001 002; do
	dunlin -q upgrade $revision
	db_catalog >"catalog-$revision"
	same_file "the catalog at $revision, to the byte" "catalog-$revision" golden-$revision
done
dunlin -q downgrade 001
db_catalog >catalog-back
same_file "the catalog at 001 again" catalog-back golden-001
db_new script
dunlin upgrade base:head --sql
db_run_script "$work/out"
db_catalog >catalog-script
same_file "the catalog of the script" catalog-script golden-002
db_new guarded
dunlin -q upgrade 001
dunlin upgrade base:001 --sql
db_run_script "$work/out" 2>refusal && not_ok "a script refuses a database that has its revision" ||
	ok "a script refuses a database that has its revision"

# What cannot run in a transaction runs outside of one, by itself.
cat >m/versions/003_concurrently.sql <<'SQL'
-- An index without a lock
-- dunlin: upgrade
CREATE INDEX CONCURRENTLY ix_sources_reason ON acquisition_requests (reason);
VACUUM sources;
SET search_path = '';
-- dunlin: downgrade
DROP INDEX CONCURRENTLY public.ix_sources_reason;
SQL
cat >m/versions/004_after.sql <<'SQL'
-- The path is again what it was
CREATE TABLE after_path (a int);
SQL
db_new concurrent
dunlin upgrade head
done_ok "statements that cannot run in a transaction"
is "the index is there and valid, the path was reset" "$(db_sql "SELECT indisvalid, 'after_path'::regclass
	FROM pg_index WHERE indexrelid = 'public.ix_sources_reason'::regclass")" 't|after_path'
rm m/versions/004*
dunlin -q upgrade head
rm m/versions/003*

# What pg_dump writes, where it knows the server, is a first migration, data and all; on SQLite too.
first_migration() {
	db_new dumped
	dunlin -q upgrade head
	db_sql "INSERT INTO acquisition_requests (url, reason) VALUES ('http://x/', E'tab\t, backslash \\\\, new\nline'), ('y', '')" >out
	pg_dump --no-owner -T 'dunlin_*' >dump.sql
	db_sql 'SELECT * FROM acquisition_requests ORDER BY id' >dumped.rows
	mkdir -p dump/versions
	printf '[dunlin]\nscript_location = %%(here)s\n' >dump/dunlin.ini
	{
		printf -- '-- All that was there\n-- dunlin: revision d1\n-- dunlin: upgrade\n'
		cat dump.sql
	} >dump/versions/d1_all.sql
	db_new by_psql
	db_run_script dump.sql
	db_catalog >psql.catalog
	db_new restored
	run -c dump/dunlin.ini -d "$url" upgrade head
	done_ok "the output of pg_dump as a first migration"
	db_catalog >restored.catalog
	db_sql 'SELECT * FROM acquisition_requests ORDER BY id' >restored.rows
	same_file "it makes the catalog that psql makes of it" restored.catalog psql.catalog
	same_file "and the same rows" restored.rows dumped.rows
	run -c dump/dunlin.ini -d sqlite:///restored.db upgrade head
	done_ok "the output of pg_dump on SQLite"
	is "its rows on SQLite" "$(sqlite3 restored.db 'SELECT url, length(reason) FROM acquisition_requests ORDER BY id')" \
		"$(psql -qAt -d dumped -c 'SELECT url, length(reason) FROM acquisition_requests ORDER BY id')"
}
case $(pg_dump --version) in
*none*) ;;
*) first_migration ;;
esac

# The URL as applications have it.
db_new application
dunlin -q upgrade 001
database=$PGDATABASE
DATABASE_URL="postgresql+asyncpg://$PGUSER@/$database?host=$PGHOST&port=$PGPORT" "$DUNLIN" -c $ini \
	current >out 2>err
is "the application's own DATABASE_URL" "$?:$(cat out err)" 0:001
tap_done
