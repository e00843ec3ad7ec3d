# db_postgresql.sh - databases for cli.sh, on a private server
. "$srcdir/tests/support/pg.sh"
engine=postgresql
export PSQLRC=/dev/null PGTZ=UTC
pg_start

# db_new, for who reaches it another way.
db_make() {
	pg_fresh "$1"
	export PGDATABASE="$1"
	url=$(pg_url "$1")
}

db_new() {
	db_make "$1"
}

# The tokens of \restrict are other ones in each dump.
db_dump() {
	pg_dump --no-owner | grep -vE '^\\(un)?restrict '
}

db_tables() {
	psql -qAt -c "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
		WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)' AND relname !~ '^dunlin'
		ORDER BY relname COLLATE \"C\""
}

db_sql() {
	psql -qAt -v ON_ERROR_STOP=1 -c "$1"
}

# What pg_dump says of the schema, without comments, settings and dunlin's own tables.
db_catalog() {
	pg_dump -s --no-owner --no-privileges -T 'dunlin_*' | sed -e '/^--/d' -e '/^\\/d' \
		-e '/^SET /d' -e '/^SELECT pg_catalog/d' -e '/^$/d'
}
