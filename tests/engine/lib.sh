# lib.sh - what the engine's tests share: a generated history and the schema it must give
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"

scratch=$(mktemp -d)

# make_history DIRECTORY COUNT: revisions of several tables and indexes each
make_history() {
	mkdir -p "$1/versions"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$1/dunlin.ini"
	i=1
	while [ "$i" -le "$2" ]; do
		id=$(printf '%03d' "$i")
		{
			printf -- '-- revision %s\n-- dunlin: upgrade\n' "$i"
			for t in a b c d; do
				printf 'CREATE TABLE t_%s_%s (id SERIAL PRIMARY KEY, n INTEGER NOT NULL DEFAULT %s,' \
				    "$id" "$t" "$i"
				printf ' note VARCHAR(40) UNIQUE, at TIMESTAMPTZ DEFAULT now());\n'
				printf 'CREATE INDEX ix_t_%s_%s_n ON t_%s_%s (n);\n' "$id" "$t" "$id" "$t"
			done
			printf -- '-- dunlin: downgrade\n'
			for t in a b c d; do printf 'DROP TABLE t_%s_%s;\n' "$id" "$t"; done
		} >"$1/versions/${id}_step.sql"
		i=$((i + 1))
	done
}

# sqlite_schema FILE: everything but dunlin's own tables
sqlite_schema() {
	sqlite3 "$1" "SELECT type, name, sql FROM sqlite_master
	    WHERE name NOT LIKE '%dunlin%' ORDER BY name"
}

# pg_schema DATABASE
pg_schema() {
	pg_dump -s --no-owner -T 'dunlin_*' "$1" | grep -v -e '^--' -e '^\\' -e '^SET ' -e '^$'
}
