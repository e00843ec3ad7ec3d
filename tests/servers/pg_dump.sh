#!/bin/sh
# pg_dump.sh - in the place of a pg_dump that is older than the server, and so refuses it: the schema
# and the rows of a database as lines to compare
#
#   pg_dump.sh [-s] [-T PATTERN] [--no-owner] [--no-privileges] [--version] [DATABASE]
set -u
rows=1 left_out='' database=${PGDATABASE:-}
while [ $# -gt 0 ]; do
	case $1 in
	-s) rows=0 ;;
	-T)
		left_out="^$(printf %s "$2" | sed 's/[*]/.*/g')"
		shift
		;;
	--no-owner | --no-privileges) ;;
	--version)
		echo 'pg_dump (none that knows this server)'
		exit
		;;
	-*)
		echo "pg_dump.sh: '$1' is not known here" >&2
		exit 1
		;;
	*) database=$1 ;;
	esac
	shift
done
psql -qX -v ON_ERROR_STOP=1 -v rows="$rows" -v left_out="$left_out" -d "$database" -f "${0%/*}/schema.sql"
