#!/bin/sh
# What PostgreSQL's SQL becomes for MariaDB and MySQL 8, which a real MariaDB takes: each NAME.sql of
# tests/golden/mysql has NAME.mariadb and NAME.mysql8 beside it.  UPDATE=1 writes these anew.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/maria.sh"
golden=$srcdir/tests/golden/mysql
scratch=$(mktemp -d)
trap 'maria_stop; rm -rf "$scratch"' EXIT

maria_start
for file in "$golden"/*.sql; do
	name=$(basename "$file" .sql)
	"$DUNLIN" translate -q --to mysql "$file" >"$scratch/mariadb" 2>"$scratch/said"
	empty "$name: no error on the way to MariaDB" "$(grep '^.*error:' "$scratch/said")"
	"$DUNLIN" translate -q --to mysql8 "$file" >"$scratch/mysql8" 2>"$scratch/said8"
	sed -n 's/.*error: /-- /p' "$scratch/said8" >>"$scratch/mysql8"
	for dialect in mariadb mysql8; do
		[ -z "${UPDATE:-}" ] || cp "$scratch/$dialect" "$golden/$name.$dialect"
		empty "$name: for $dialect" "$(diff "$golden/$name.$dialect" "$scratch/$dialect" 2>&1)"
	done
	maria_new "$name"
	{
		# As dunlin's sessions are.
		echo "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;"
		echo "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE';"
		cat "$scratch/mariadb"
	} | mariadb --no-defaults -u root -S "$maria_socket" "$name" >/dev/null 2>"$scratch/refused"
	empty "$name: MariaDB takes all of it, and works as each statement says" \
	    "$(cat "$scratch/refused")"
done
tap_done
