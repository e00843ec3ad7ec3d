#!/bin/sh
# mariacluster.sh - a MariaDB server of the tests' own: temporary, local socket only
#
#   mariacluster.sh start OWNER   prints shell assignments that lead to it; when the process OWNER
#                                 is gone, however it ended, the server stops and its files go
#   mariacluster.sh stop DIRECTORY
#   mariacluster.sh createdb DIRECTORY NAME      afresh, in a character set that is not ours
#
# Exit status 77: no server is installed, and nobody asked that there be one.
set -eu

find_programs() {
	PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/libexec
	for name in mariadbd mariadb-install-db mariadb; do
		command -v "$name" >/dev/null 2>&1 && continue
		echo "there is no $name on this machine" >&2
		[ "${CI:-}" = true ] || [ "${DUNLIN_TEST_REQUIRE_SERVERS:-}" = 1 ] || exit 77
		exit 1
	done
}

# The server refuses to run as root unless it is told to.
find_user() {
	[ "$(id -u)" -eq 0 ] || return 0
	if id mysql >/dev/null 2>&1; then echo mysql; else echo nobody; fi
}

# Each statement on a schema is synced to the disk, whatever the server is told: memory, if there is
# enough.  A socket's path may have some hundred bytes.
make_dir() {
	base=${TMPDIR:-/tmp}
	free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
	[ ! -w /dev/shm ] || [ "${free:-0}" -lt 500000 ] || base=/dev/shm
	[ "${#base}" -le 60 ] || base=/tmp
	dir=$(mktemp -d "$base/dunlin-maria.XXXXXX")
	chmod 755 "$dir"
	[ -z "$user" ] || chown "$user" "$dir"
}

install_files() {
	mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal \
	    --skip-test-db --skip-name-resolve ${user:+--user="$user"} >"$dir/log" 2>&1
}

# A server that starts clears its tmpdir of what other servers have in it, so each has its own.
# Nothing has to outlive the tests, but whoever kills a client must find what it committed.
run_server() {
	exec mariadbd --no-defaults ${user:+--user="$user"} --datadir="$dir/data" \
	    --socket="$dir/socket" --pid-file="$dir/pid" --tmpdir="$dir" --skip-networking --skip-log-bin \
	    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=32M \
	    --innodb-log-file-size=16M --innodb-doublewrite=0 --innodb-flush-method=nosync --sync-frm=0 \
	    --performance-schema=0 --max-connections=60 --max-allowed-packet=64M
}

root() {
	mariadb --no-defaults -u root -S "$dir/socket" "$@"
}

wait_for_server() {
	for _ in $(seq 600); do
		! root -e 'SELECT 1' >/dev/null 2>&1 || return 0
		kill -0 "$1" 2>/dev/null || break
		sleep 0.1
	done
	return 1
}

stop() {
	[ ! -s "$1/pid" ] || kill -KILL "$(cat "$1/pid")" 2>/dev/null || :
	rm -rf "$1"
}

# Must outlive a signal to the whole group of the tests.
watch_owner() {
	trap '' HUP INT TERM
	while [ -d "$dir/data" ] && kill -0 "$1" 2>/dev/null; do sleep 0.3; done
	[ ! -d "$dir" ] || stop "$dir"
}

start() {
	make_dir
	trap 'stop "$dir"' EXIT
	if command -v setsid >/dev/null 2>&1; then detach=setsid; else detach=; fi
	# shellcheck disable=SC2086
	if ! install_files || ! { $detach sh "$self" run "$dir" >>"$dir/log" 2>&1 </dev/null &
		wait_for_server $!; } || ! root -e "CREATE USER dunlin@localhost; GRANT ALL ON *.* TO dunlin@localhost WITH GRANT OPTION"; then
		cat "$dir/log" >&2 || :
		exit 1
	fi
	trap - EXIT
	# shellcheck disable=SC2086
	$detach sh "$self" watch "$dir" "$1" >/dev/null 2>&1 </dev/null &
	cat <<-TXT
	maria_dir='$dir'
	maria_socket='$dir/socket'
	TXT
}

case $0 in
/*) self=$0 ;;
*) self=$PWD/$0 ;;
esac
find_programs
user=$(find_user)
dir=${2:-}
cd /
case ${1:-} in
start) start "$2" ;;
run) run_server ;;
stop) stop "$2" ;;
watch) watch_owner "$3" ;;
createdb)
	root -e "DROP DATABASE IF EXISTS \`$3\`; CREATE DATABASE \`$3\` CHARACTER SET latin1"
	;;
*) exit 2 ;;
esac
