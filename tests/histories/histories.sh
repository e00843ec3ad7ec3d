#!/bin/sh
# histories.sh - real histories: on all engines, compared, and with the same rows
#
# What is found stays in DUNLIN_HISTORIES, where that is set, for report.js; what may differ and why
# is in differences.tsv.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/pg.sh"
. "$srcdir/tests/support/maria.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/sqlite_facts.sh"
here=$srcdir/tests/histories
out=${DUNLIN_HISTORIES:-$work/histories}
export DUNLIN_DIFFER_MET="$out/met"
rm -rf "$out"
mkdir -p "$out"
: >"$DUNLIN_DIFFER_MET"

cache=$("$srcdir/tests/support/fetch.sh" "$here/lock.tsv") || {
	not_ok "fetch the packages"
	tap_done
}
ok "fetch the packages"
export NODE_PATH="$cache/recorder/node_modules"
pg_start
maria_start
export DUNLIN_TEST_MARIADB="$maria_socket"
if ! "$here/extract.sh" "$cache" "$out" >"$out/extract.log" 2>&1; then
	not_ok "extract the histories" "$(cat "$out/extract.log")"
	tap_done
fi
ok "extract the histories"

# unlisted HISTORY AGAINST FILE: differences that are not in the list
unlisted() {
	node "$here/differ.js" "$here/differences.tsv" "$1" "$2" <"$3"
}

# facts_of sqlite FILE, facts_of postgresql DATABASE, facts_of mariadb DATABASE
facts_of() {
	case $1 in
	sqlite) sqlite3 "$2" <"$here/facts_sqlite.sql" ;;
	postgresql) psql -qX -d "$2" -f "$here/facts_postgresql.sql" ;;
	mariadb) maria_sql "$2" "source $here/facts_mariadb.sql" | sed 's/\t$//' ;;
	esac | LC_ALL=C sort -u
}

# On MariaDB the two are one: foreign keys are never looked at later.
restricted() {
	sed 's/no action/restrict/g' "$1" | LC_ALL=C sort -u
}

# difference ONE OTHER: "- " what only ONE has, "+ " what only OTHER has
difference() {
	LC_ALL=C comm -23 "$1" "$2" | sed 's/^/- /'
	LC_ALL=C comm -13 "$1" "$2" | sed 's/^/+ /'
}

upgrade() {
	"$DUNLIN" -q -c "$h/dunlin.ini" -d "$1" upgrade "$2"
}

# Each schema that the project itself expects behind a revision.
expected() {
	createdb expected
	for file in "$h"/expected/*.sql; do
		revision=$(basename "$file" .sql)
		upgrade "sqlite:///$h/stepwise.db" "$revision" >>"$h/stepwise.log" 2>&1
		psql -qX -d expected -c 'SET client_min_messages = error' \
			-c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' -f "$file" \
			>>"$h/stepwise.log" 2>&1
		facts_of postgresql expected >"$h/facts.expected"
		facts_of sqlite "$h/stepwise.db" >"$h/facts.stepwise"
		difference "$h/facts.expected" "$h/facts.stepwise" | sed "s/^/$revision /"
	done >"$h/differs.expected"
	dropdb expected
}

# The tables of the history itself.
tables="type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'dunlin%' AND name NOT LIKE 'mine!_%' ESCAPE '!'"

# contents FILE: every row of every table, with its number, and the highest number that each has given
contents() {
	{
		sqlite3 "$1" "SELECT printf('SELECT %Q, rowid, * FROM \"%w\" ORDER BY rowid;',
			name, name) FROM sqlite_schema WHERE $tables ORDER BY name"
		sqlite3 "$1" "SELECT 'SELECT * FROM ' || name || ' ORDER BY 1;' FROM sqlite_schema
			WHERE name IN ('dunlin_sequence', 'mine_rowless', 'mine_strict')"
		echo 'SELECT * FROM sqlite_sequence WHERE seq > 0 ORDER BY 1;'
	} | sqlite3 -cmd '.mode quote' "$1"
}

# all FILE: its schema, the rows of revisions, and all others but for moments and random numbers
all() {
	facts "$1"
	recorded "$1"
	contents "$1" | sed -E "s/'[0-9]{4}-[0-9-]+ [0-9:.]+'/'then'/g; s/'[0-9a-f-]{36}'/'uuid'/g"
}

# Each revision run by itself gives what is made at once.
replayed() {
	{ cat "$h/dunlin.ini" && echo 'fold = off'; } >"$h/off.ini"
	"$DUNLIN" -q -c "$h/off.ini" -d "sqlite:///$h/off.db" upgrade head >"$h/off.log" 2>&1
	all "$h/off.db" >"$h/off.all"
	all "$h/sqlite.db" | diff "$h/off.all" - | head -n 20
}

# What a user has made in the database, which the history does not know.
meddle() {
	{
		echo 'CREATE TABLE mine_strict (a integer, b any) STRICT;'
		echo 'CREATE TABLE mine_rowless (a text PRIMARY KEY, b) WITHOUT ROWID;'
		echo "INSERT INTO mine_strict VALUES (1, 'x'), (2, 3.0); INSERT INTO mine_rowless VALUES ('a', 1);"
		sqlite3 "$h/sqlite.db" "SELECT printf('CREATE VIEW \"mine_%w\" AS SELECT * FROM \"%w\";
			CREATE INDEX \"mine_i_%w\" ON \"%w\" (\"%w\" DESC);
			CREATE TRIGGER \"mine_t_%w\" AFTER UPDATE OF \"%w\" ON \"%w\" BEGIN
			INSERT INTO mine_strict VALUES (old.rowid, new.\"%w\"); END;', t.name, t.name,
			t.name, t.name, c.name, t.name, c.name, t.name, c.name)
			FROM (SELECT * FROM sqlite_schema WHERE $tables) t, pragma_table_info(t.name) c
			WHERE c.cid = 0"
	} >"$h/meddle.sql"
	sqlite3 -bail "$h/sqlite.db" ".read $h/meddle.sql" 2>&1
}

pages() {
	sqlite3 "$h/sqlite.db" "SELECT name, rootpage FROM sqlite_schema WHERE $tables"
}

# revision ID CHANGE: of every table, CHANGE being a format()
revision() {
	{
		echo '-- dunlin: upgrade'
		psql -qXAt -d "$name" -c "SELECT format('ALTER TABLE %I $2;', relname) FROM pg_class
			WHERE relkind IN ('r', 'p') AND NOT relispartition
			AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'dunlin%'
			ORDER BY relname"
	} >"$h/versions/$1.sql"
}

# Each table is edited and made anew with rows in it, where foreign keys were on until then.
kept() {
	meddle
	facts "$h/sqlite.db" >"$h/kept.facts"
	contents "$h/sqlite.db" >"$h/contents"
	pages >"$h/pages"
	printf '%s\n' '-- dunlin: transaction off' '-- dunlin: upgrade' '-- dunlin: only sqlite' \
		'PRAGMA foreign_keys = ON;' '-- dunlin: end' >"$h/versions/zzz2.sql"
	revision zzz1 'ADD CONSTRAINT dn_kept CHECK (1 < 2), ADD COLUMN dn_kept integer'
	revision zzz3 'ALTER COLUMN dn_kept TYPE text'
	revision zzz4 'DROP COLUMN dn_kept, DROP CONSTRAINT dn_kept'
	upgrade "sqlite:///$h/sqlite.db" zzz3 >"$h/kept.log" 2>&1 || cat "$h/kept.log"
	pages | grep -Fxf "$h/pages" | sed 's/^/not made anew: /'
	upgrade "sqlite:///$h/sqlite.db" zzz4 >"$h/kept.log" 2>&1 || cat "$h/kept.log"
	contents "$h/sqlite.db" | diff "$h/contents" -
	facts "$h/sqlite.db" | diff "$h/kept.facts" -
	sqlite3 "$h/sqlite.db" 'PRAGMA integrity_check; PRAGMA foreign_key_check' | grep -v '^ok$'
	rm "$h"/versions/zzz?.sql
}

# catalog DATABASE: all of it, but for the moment that a default was written down
catalog() {
	pg_dump -s --no-owner -T 'dunlin_*' "$1" | grep -v '^\\' |
		sed -E "s/'[0-9]{4}-[0-9-]+ [0-9:.]+\+00'/'then'/g"
}

# on_both: a database for each mode, with COUNT revisions
on_both() {
	for mode in off always; do
		createdb "online_$mode"
		[ "$1" -eq 0 ] || steps "$mode" "$1"
	done
}

# steps MODE COUNT: so many revisions more
steps() {
	"$DUNLIN" -q -c "$h/$1.ini" -d "$(pg_url "online_$1")" upgrade "+$2" 2>&1
}

# fill: some rows into each table that has none
fill() {
	for mode in off always; do
		psql -qX -d "online_$mode" -f "$here/fill.sql" 2>&1
	done
}

# rows_of DATABASE: how many each table has
rows_of() {
	psql -qXAt -d "$1" -c "SELECT format('SELECT %L, count(*) FROM %s;', oid::regclass, oid::regclass)
		FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
		AND relname NOT LIKE 'dunlin%' ORDER BY relname" | psql -qXAt -d "$1"
}

# compared: what differs; then both are gone
compared() {
	for mode in off always; do
		catalog "online_$mode" >"$h/catalog.$mode"
		rows_of "online_$mode" >"$h/rows.$mode"
		psql -qXAt -d "online_$mode" -c "SELECT statement FROM dunlin_journal WHERE
			statement ~ 'CONCURRENTLY|VALIDATE CONSTRAINT'" >>"$h/safer.$mode"
		dropdb "online_$mode"
	done
	diff "$h/catalog.off" "$h/catalog.always" | head -n 20
	diff "$h/rows.off" "$h/rows.always" | head -n 20
}

# Each revision by itself, with rows in the tables that are there by then: every statement as it is written,
# and in its safer form.  What made-up rows do not allow is done without them.
online() {
	for mode in off always; do
		{ grep -v '^script_location' "$h/dunlin.ini"
		printf 'script_location = %s\nonline = %s\n' "$h" "$mode"; } >"$h/$mode.ini"
	done
	on_both 0
	done=0
	for revision in "$h"/versions/*.sql; do
		if ! steps off 1 >"$h/off.step"; then
			echo "${revision##*/}: $(grep -m 1 error: "$h/off.step")" >>"$h/unfilled"
			compared
			on_both "$done"
			steps off 1 || break
		fi
		steps always 1 || break
		done=$((done + 1))
		! grep -qi 'create table' "$revision" || fill
	done
	compared
	catalog "$name" | diff - "$h/catalog.off" | head -n 20
}

# The same on MariaDB: its catalog beside PostgreSQL's and the project's own.
check_mariadb() {
	maria_new "$name"
	upgrade "$(maria_url "$name")" head >"$h/mariadb.log" 2>&1
	sed -n 's/^.*error: /error: /p' "$h/mariadb.log" >"$h/differs.mariadb-upgrade"
	empty "$name: head on MariaDB" \
		"$(unlisted "$name" mariadb-upgrade "$h/differs.mariadb-upgrade")"
	"$DUNLIN" -c "$h/dunlin.ini" translate --to mysql --report --json >"$h/fidelity.mariadb.json"
	facts_of mariadb "$name" >"$h/facts.mariadb"
	restricted "$h/facts.postgresql" >"$h/facts.postgresql-restricted"
	restricted "$h/facts.mariadb" >"$h/facts.mariadb-restricted"
	difference "$h/facts.postgresql-restricted" "$h/facts.mariadb-restricted" \
		>"$h/differs.mariadb-postgresql"
	empty "$name: MariaDB has what PostgreSQL's catalog has" \
		"$(unlisted "$name" mariadb-postgresql "$h/differs.mariadb-postgresql")"
	[ -e "$h/twin.mariadb" ] || return 0
	maria_new twin
	maria_sql twin "source $h/twin.mariadb" >"$h/twin.log" 2>&1 ||
		not_ok "$name: the project's own schema for MariaDB" "$(cat "$h/twin.log")"
	facts_of mariadb twin >"$h/facts.twin-mariadb"
	restricted "$h/facts.twin-mariadb" >"$h/facts.twin-restricted"
	difference "$h/facts.twin-restricted" "$h/facts.postgresql-restricted" \
		>"$h/differs.mariadb-twin"
	empty "$name: what the project's own schema for MariaDB has" \
		"$(unlisted "$name" mariadb-twin "$h/differs.mariadb-twin")"
}

# check_rows ENGINE AGAINST: both take and refuse the same
check_rows() {
	grep -v '^rows' "$h/rows.$1" >"$h/differs.$2"
	empty "$name: PostgreSQL and $1 take and refuse the same rows" \
		"$(unlisted "$name" "$2" "$h/differs.$2")"
}

check_history() {
	name=$(basename "$h")
	createdb "$name"
	succeeds "$name: head on PostgreSQL" upgrade "$(pg_url "$name")" head
	empty "$name: the same catalog and rows in safer forms" "$(online)"
	echo "# $(wc -l <"$h/safer.always") statements of safer forms, $(awk -F'|' '$2 > 0' "$h/rows.off" |
		wc -l) of $(wc -l <"$h/rows.off") tables with rows, $(cat "$h/unfilled" 2>/dev/null |
		wc -l) times without"
	upgrade "sqlite:///$h/sqlite.db" head >"$h/sqlite.log" 2>&1
	sed -n 's/^.*error: /error: /p' "$h/sqlite.log" >"$h/differs.upgrade"
	empty "$name: head on SQLite" "$(unlisted "$name" upgrade "$h/differs.upgrade")"
	empty "$name: folded as replayed" "$(replayed)"
	"$DUNLIN" -c "$h/dunlin.ini" translate --to sqlite --report --json >"$h/fidelity.json"

	facts_of postgresql "$name" >"$h/facts.postgresql"
	facts_of sqlite "$h/sqlite.db" >"$h/facts.sqlite"
	difference "$h/facts.postgresql" "$h/facts.sqlite" >"$h/differs.postgresql"
	empty "$name: SQLite has what PostgreSQL's catalog has" \
		"$(unlisted "$name" postgresql "$h/differs.postgresql")"
	if [ -e "$h/twin.db" ]; then
		facts_of sqlite "$h/twin.db" >"$h/facts.twin"
		difference "$h/facts.twin" "$h/facts.postgresql" >"$h/differs.twin"
		empty "$name: what the project's own schema for SQLite has" \
			"$(unlisted "$name" twin "$h/differs.twin")"
	fi
	if [ -d "$h/expected" ]; then
		expected
		empty "$name: SQLite has what the project expects behind each revision" \
			"$(unlisted "$name" expected "$h/differs.expected")"
	fi
	check_mariadb
	PGDATABASE=$name node "$here/rows.js" "$h" "sqlite=$h/sqlite.db" "mariadb=$name" \
		2>"$h/rows.log" || not_ok "$name: rows" "$(cat "$h/rows.log")"
	empty "$name: rows stay when their tables change" "$(kept)"
	check_rows sqlite rows
	check_rows mariadb mariadb-rows
	dropdb "$name"
}

for h in "$out"/*/; do
	h=${h%/}
	check_history
done
# But for NULL where a key numbers itself: there the column may as well be left out.
for engine in sqlite mariadb; do
	is "$engine: at most one row in a hundred is taken that PostgreSQL refuses" \
		"$(cat "$out"/*/rows.$engine |
		awk -F'\t' '$1 == "accepted" && $5 !~ /next number/ { n++ } $1 == "rows" { bad += $3 }
			END { n += 0; print n * 100 <= bad ? "yes" : "no: " n " of " bad }')" yes
done
empty "every line of differences.tsv is still true" \
	"$(node "$here/differ.js" --unmet "$here/differences.tsv")"
tap_done
