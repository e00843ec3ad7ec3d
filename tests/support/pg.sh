# pg.sh - a private PostgreSQL server for a shell test: source it after tap.sh
#
# pg_start      start it; createdb, psql, pg_dump ... without -h, -p and -U then go to it.  Where no
#               server is installed the rest of the test is skipped, or fails where one must be.
#               $pg_major is the first number of its version
# pg_fresh NAME an empty database, in place of the one that was, whoever is in that
# pg_url NAME   the URL of a database of it
# pg_down       stop it, to be started again
# pg_up [OPTION]...  start it again, with options of its own
# pg_stop       stop it; harmless when it was not started.  Happens by itself when the shell ends
case $srcdir in
/*) pg_script=$srcdir/tests/support/pgcluster.sh ;;
*) pg_script=$PWD/$srcdir/tests/support/pgcluster.sh ;;
esac
pg_dir=

pg_start() {
	pg_status=0
	pg_vars=$(sh "$pg_script" start $$) || pg_status=$?
	case $pg_status in
	0) eval "$pg_vars" ;;
	77)
		[ "$tap_count" -gt 0 ] || skip_all 'no PostgreSQL server'
		ok '# SKIP no PostgreSQL server'
		tap_done
		;;
	*)
		not_ok 'start a PostgreSQL server'
		tap_done
		;;
	esac
}

pg_fresh() {
	sh "$pg_script" createdb "$pg_dir" "$1"
}

pg_url() {
	echo "postgresql://$PGUSER@/$1?host=$PGHOST&port=$PGPORT"
}

pg_stop() {
	[ -n "$pg_dir" ] || return 0
	sh "$pg_script" stop "$pg_dir"
	pg_dir=
}

pg_down() {
	sh "$pg_script" down "$pg_dir"
}

pg_up() {
	sh "$pg_script" up "$pg_dir" "$@"
}
