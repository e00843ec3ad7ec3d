# db_sqlite.sh - databases for cli.sh: files in $work
engine=sqlite

# db_new, for who reaches it another way.
db_make() {
	db_file=$work/$1.db
	rm -f "$db_file" "$db_file"-*
	: >"$db_file" # a database without anything
	url=sqlite:///$db_file
}

db_new() {
	db_make "$1"
}

db_dump() {
	if [ -e "$db_file" ]; then sqlite3 "$db_file" .dump; else echo 'no file'; fi
}

db_tables() {
	sqlite3 "$db_file" "SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'dunlin%' AND name NOT LIKE 'sqlite%' ORDER BY name"
}

db_sql() {
	sqlite3 "$db_file" "$1"
}
