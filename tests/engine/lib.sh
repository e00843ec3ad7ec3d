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

# race_rounds NAME INI URL: sixteen processes at once upgrade the fresh database "race", as often as
# DUNLIN_TEST_ROUNDS says
race_rounds() {
	race_bad=
	race_round=0
	revisions=$(ls "${2%/*}/versions" | wc -l)
	pg_fresh race
	while [ "$race_round" -lt "${DUNLIN_TEST_ROUNDS:-10}" ]; do
		race_round=$((race_round + 1))
		psql -q -c 'SET client_min_messages = warning' -c 'DROP SCHEMA public CASCADE' \
		    -c 'CREATE SCHEMA public' race
		race_pids=
		for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
			"$DUNLIN" -c "$2" -d "$3" upgrade head >"$scratch/race.$n" 2>&1 &
			race_pids="$race_pids $!"
		done
		for race_pid in $race_pids; do
			wait "$race_pid" || race_bad="$race_bad round $race_round: a process failed;"
		done
		[ "$(cat "$scratch"/race.* | grep -c 'upgraded ')" -eq "$revisions" ] ||
			race_bad="$race_bad round $race_round: not once each;"
		[ "$(psql -Atc 'SELECT count(*) FROM dunlin_revision' race)" = "$revisions" ] ||
			race_bad="$race_bad round $race_round: not recorded once each;"
		[ -z "$race_bad" ] || race_bad="$race_bad
$(cat "$scratch"/race.* | grep -v -e database -e upgraded -e waiting | sort | uniq -c | head -n 8)"
	done
	empty "$1: sixteen at once, each revision once, in $race_round rounds" "$race_bad"
}

# until_true COMMAND...: within ten seconds
until_true() {
	tries=100
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}
