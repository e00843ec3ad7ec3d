# maria.sh - a private MariaDB server for a shell test: source it after tap.sh
#
# maria_start          start it.  Where no server is installed the rest of the test is skipped, or
#                      fails where one must be
# maria_new NAME       a database of it, afresh
# maria_url NAME       its URL
# maria_sql NAME SQL   what the statements give, a line for each row
# maria_schema NAME    all but dunlin's own tables
# maria_stop           stop it; harmless when it was not started.  Happens by itself when the shell
#                      ends
case $srcdir in
/*) maria_script=$srcdir/tests/support/mariacluster.sh ;;
*) maria_script=$PWD/$srcdir/tests/support/mariacluster.sh ;;
esac
maria_dir=

maria_start() {
	maria_status=0
	maria_vars=$(sh "$maria_script" start $$) || maria_status=$?
	case $maria_status in
	0) eval "$maria_vars" ;;
	77)
		[ "$tap_count" -gt 0 ] || skip_all 'no MariaDB server'
		ok '# SKIP no MariaDB server'
		tap_done
		;;
	*)
		not_ok 'start a MariaDB server'
		tap_done
		;;
	esac
}

maria_new() {
	sh "$maria_script" createdb "$maria_dir" "$1"
}

maria_url() {
	echo "mariadb://dunlin@localhost/$1?socket=$maria_socket"
}

maria_sql() {
	mariadb --no-defaults -u root -S "$maria_socket" -N -B "$1" -e "$2"
}

maria_schema() {
	mariadb-dump --no-defaults -u root -S "$maria_socket" --no-data --skip-comments \
	    --skip-add-drop-table --routines --triggers \
	    --ignore-table="$1.dunlin_revision" --ignore-table="$1.dunlin_journal" \
	    --ignore-table="$1.dunlin_layout" "$1" | grep -v -e '^/\*' -e '^$' |
		sed -e 's/ AUTO_INCREMENT=[0-9]*//' -e "s/\`$1\`\.//g"
}

maria_stop() {
	[ -n "$maria_dir" ] || return 0
	sh "$maria_script" stop "$maria_dir"
	maria_dir=
}
