#!/bin/sh
# extract.sh - the migrations of each package as a history of dunlin's
#
#   extract.sh CACHE OUT     CACHE as fetch.sh printed it; PostgreSQL as the environment says, and
#                            MariaDB at the socket DUNLIN_TEST_MARIADB
#
# OUT/NAME gets dunlin.ini and versions/; twin.db where the project has a schema of its own for
# SQLite, twin.mariadb with the SQL of one for MariaDB; expected/REVISION.sql where it has one for
# PostgreSQL that its migrations lead to.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=$1
out=$2

# start NAME PACKAGE...: the revisions and twins that follow are of this history
start() {
	history=$out/$1
	number=0
	mkdir -p "$history/versions"
	shift
	for package in "$@"; do
		awk -F'\t' -v name="$package" '$2 == name { print $2, $3 }' "$here/lock.tsv"
	done >"$history/packages"
	cat >"$history/dunlin.ini" <<-TXT
	[dunlin]
	script_location = %(here)s
	untranslatable = notice
	TXT
}

# revision TITLE FILE...: some are a mix for people and programs, with comments of other kinds
revision() {
	title=$1
	shift
	number=$((number + 1))
	id=$(printf %04d "$number")
	{
		printf -- '-- %s\n-- dunlin: revision %s\n\n' "$title" "$id"
		for file in "$@"; do
			sed 's/^#.*//' "$file"
			echo
		done
	} >"$history/versions/${id}_$(printf %s "$title" | tr -c 'a-zA-Z0-9_\n' _).sql"
}

# expect FILE...: the whole schema after the last revision
expect() {
	mkdir -p "$history/expected"
	cat "$@" >"$history/expected/$id.sql"
}

twin() {
	cat "$@" | sqlite3 "$history/twin.db" >/dev/null
}

twin_mariadb() {
	cat "$@" >>"$history/twin.mariadb"
}

openqa() {
	cd "$cache/openqa/usr/share/openqa/dbicdh/PostgreSQL"
	start openqa openqa
	first=$(ls deploy | sort -n | head -n 1)
	revision "deploy $first" "deploy/$first"/*.sql
	for step in $(ls upgrade | sort -n); do
		for file in "upgrade/$step"/*.sql; do
			revision "$step $(basename "$file" .sql)" "$file"
		done
		expect "deploy/${step#*-}"/*.sql
	done
}

roundcube() {
	cd "$cache/roundcube-core/usr/share/roundcube/SQL"
	start roundcube roundcube-core
	revision base "$here/roundcube-2008.sql"
	for file in postgres/*.sql; do
		revision "$(basename "$file" .sql)" "$file"
	done
	expect postgres.initial.sql
	twin sqlite.initial.sql
	twin_mariadb mysql.initial.sql
}

# Each file of these makes the tables of one module; the first makes the table that all register in.
kamailio() {
	cd "$cache"
	start kamailio kamailio-postgres-modules kamailio-sqlite-modules kamailio-mysql-modules
	postgresql=kamailio-postgres-modules/usr/share/kamailio/postgres
	sqlite=kamailio-sqlite-modules/usr/share/kamailio/db_sqlite
	mysql=kamailio-mysql-modules/usr/share/kamailio/mysql
	revision standard $postgresql/standard-create.sql
	twin $sqlite/standard-create.sql
	twin_mariadb $mysql/standard-create.sql
	for file in $postgresql/*-create.sql; do
		name=$(basename "$file")
		[ "$name" != standard-create.sql ] || continue
		revision "${name%-create.sql}" "$file"
		twin "$sqlite/$name"
		twin_mariadb "$mysql/$name"
	done
}

freeradius() {
	cd "$cache/freeradius-config/etc/freeradius/3.0/mods-config/sql"
	start freeradius freeradius-config
	for part in main cui dhcp ippool ippool-dhcp moonshot-targeted-ids; do
		revision "$part" "$part/postgresql/schema.sql"
		twin "$part/sqlite/schema.sql"
		twin_mariadb "$part/mysql/schema.sql"
	done
	revision process-radacct main/postgresql/process-radacct.sql
	twin main/sqlite/process-radacct-schema.sql
	sed '/^DELIMITER/,$d' main/mysql/process-radacct.sql >>"$history/twin.mariadb"
	revision 'ippool procedure' ippool/postgresql/procedure.sql
	revision 'ippool-dhcp procedure' ippool-dhcp/postgresql/procedure.sql
}

ejabberd() {
	cd "$cache/ejabberd/usr/share/ejabberd/sql"
	start ejabberd ejabberd
	revision 'one host' pg.sql
	twin lite.sql
	twin_mariadb mysql.sql
	start ejabberd-new ejabberd
	revision 'several hosts' pg.new.sql
	twin lite.new.sql
	twin_mariadb mysql.new.sql
}

pdns() {
	cd "$cache"
	start pdns pdns-backend-pgsql pdns-backend-sqlite3 pdns-backend-mysql
	revision schema pdns-backend-pgsql/usr/share/pdns-backend-pgsql/schema/schema.pgsql.sql
	twin pdns-backend-sqlite3/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql
	twin_mariadb pdns-backend-mysql/usr/share/pdns-backend-mysql/schema/schema.mysql.sql \
	    pdns-backend-mysql/usr/share/pdns-backend-mysql/schema/enable-foreign-keys.mysql.sql
}

# record NAME PACKAGE: those that only a program can tell
record() {
	start "$1" "$2"
	createdb "record-$1"
	mariadb --no-defaults -u root -S "$DUNLIN_TEST_MARIADB" -e "CREATE DATABASE \`record-$1\`"
	psql -q -d "record-$1" -c 'CREATE EXTENSION "uuid-ossp"'
	NODE_PATH=$cache/recorder/node_modules PGDATABASE=record-$1 \
		node "$here/record.js" "$cache" "$1" "$history"
	dropdb "record-$1"
	mariadb --no-defaults -u root -S "$DUNLIN_TEST_MARIADB" -e "DROP DATABASE \`record-$1\`"
}

mkdir -p "$out"
out=$(cd "$out" && pwd)
cache=$(cd "$cache" && pwd)
openqa
roundcube
kamailio
freeradius
ejabberd
pdns
record flowise flowise
record n8n-db @n8n/db
