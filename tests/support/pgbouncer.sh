# pgbouncer.sh - a private PgBouncer before the server of pg.sh: source it after that
#
# bouncer_start MODE   session or transaction; skips the rest of the test where it is not installed
# bouncer_url NAME     the URL of a database through it
# bouncer_stop         harmless when it was not started
bouncer_dir=

bouncer_as_user() {
	if [ "$(id -u)" -eq 0 ]; then
		runuser -u "$(stat -c %U "$pg_dir/data")" -- "$@"
	else
		"$@"
	fi
}

bouncer_start() {
	bouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer) || {
		if [ "${CI:-}" = true ]; then not_ok 'start PgBouncer' 'it is not installed'; fi
		[ "${CI:-}" = true ] || ok '# SKIP no PgBouncer'
		tap_done
	}
	bouncer_dir=$(bouncer_as_user mktemp -d "${TMPDIR:-/tmp}/dunlin-pgb.XXXXXX")
	bouncer_port=$(($(od -An -N2 -tu2 /dev/urandom) % 20000 + 20000))
	bouncer_as_user sh -c 'cat >"$0/users"; chmod 755 "$0"' "$bouncer_dir" <<-TXT
	"$PGUSER" ""
	TXT
	bouncer_as_user sh -c 'cat >"$0/ini"' "$bouncer_dir" <<-TXT
	[databases]
	* = host=$PGHOST port=$PGPORT
	[pgbouncer]
	listen_addr =
	listen_port = $bouncer_port
	unix_socket_dir = $bouncer_dir
	auth_type = trust
	auth_file = $bouncer_dir/users
	logfile = $bouncer_dir/log
	pidfile = $bouncer_dir/pid
	pool_mode = $1
	default_pool_size = 20
	max_client_conn = 200
	TXT
	bouncer_as_user "$bouncer" -q -d "$bouncer_dir/ini" || {
		not_ok 'start PgBouncer' "$(cat "$bouncer_dir/log")"
		tap_done
	}
	bouncer_tries=50
	while [ ! -S "$bouncer_dir/.s.PGSQL.$bouncer_port" ] && [ "$bouncer_tries" -gt 0 ]; do
		bouncer_tries=$((bouncer_tries - 1))
		sleep 0.1
	done
}

bouncer_url() {
	echo "postgresql://$PGUSER@/$1?host=$bouncer_dir&port=$bouncer_port"
}

bouncer_stop() {
	[ -n "$bouncer_dir" ] || return 0
	[ ! -f "$bouncer_dir/pid" ] || kill -INT "$(cat "$bouncer_dir/pid")" 2>/dev/null || :
	sleep 0.2
	rm -rf "$bouncer_dir"
	bouncer_dir=
}
