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

# Column for column and name for name those of the history that this one descends from.  Other
# releases of pg_dump print the same catalog in other words.
ini=m/dunlin.ini
case $(pg_dump --version) in
*' 15.'*)
	db_new catalog
	for revision in 001 002; do
		dunlin -q upgrade $revision
		db_catalog >"catalog-$revision"
		same_file "the catalog at $revision, to the byte" "catalog-$revision" \
			"$srcdir/tests/golden/catalog-$revision.sql"
	done
	dunlin -q downgrade 001
	db_catalog >catalog-back
	same_file "the catalog at 001 again" catalog-back "$srcdir/tests/golden/catalog-001.sql"
	db_new script
	dunlin upgrade base:head --sql
	db_run_script "$work/out"
	db_catalog >catalog-script
	same_file "the catalog of the script" catalog-script "$srcdir/tests/golden/catalog-002.sql"
	;;
*)
	ok "the catalogs # SKIP they are as release 15 prints them"
	;;
esac
db_new guarded
dunlin -q upgrade 001
dunlin upgrade base:001 --sql
db_run_script "$work/out" 2>refusal && not_ok "a script refuses a database that has its revision" ||
	ok "a script refuses a database that has its revision"

# The URL as applications have it.
database=$PGDATABASE
DATABASE_URL="postgresql+asyncpg://$PGUSER@/$database?host=$PGHOST&port=$PGPORT" "$DUNLIN" -c $ini \
	current >out 2>err
is "the application's own DATABASE_URL" "$?:$(cat out err)" 0:001
tap_done
