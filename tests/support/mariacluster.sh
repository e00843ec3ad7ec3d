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
# enough, for the first try.  A socket's path may have some hundred bytes.
make_dir() {
	base=${TMPDIR:-/tmp}
	free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
	[ "$1" -gt 1 ] || [ ! -w /dev/shm ] || [ "${free:-0}" -lt 500000 ] || base=/dev/shm
	[ "${#base}" -le 60 ] || base=/tmp
	dir=$(mktemp -d "$base/dunlin-maria.XXXXXX") || exit 1
	mkdir "$dir/tmp" && chmod 755 "$dir" || return 1
	[ -z "$user" ] || chown "$user" "$dir" "$dir/tmp"
}

# Whatever starts with a tmpdir, the bootstrap included, clears it of the temporary tables that
# others have there, who fail then: so each has its own.  A machine has few places for asynchronous
# input and output, and all of them share these.  Nothing has to outlive the tests, but whoever kills
# a client must find what it committed.
shared_options() {
	echo "--tmpdir=$dir/tmp --innodb-use-native-aio=0 --innodb-buffer-pool-size=32M
	    --innodb-log-file-size=16M --innodb-doublewrite=0 --innodb-flush-method=nosync
	    --innodb-flush-log-at-trx-commit=0"
}

# shellcheck disable=SC2046
install_files() {
	mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal \
	    --skip-test-db --skip-name-resolve ${user:+--user="$user"} $(shared_options) >"$dir/log" 2>&1
}

# The file has the number of the server from here on, for exec keeps it.
# shellcheck disable=SC2046
run_server() {
	echo $$ >"$dir/server"
	exec mariadbd --no-defaults ${user:+--user="$user"} --datadir="$dir/data" \
	    --socket="$dir/socket" --skip-networking --skip-log-bin $(shared_options) --sync-frm=0 \
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

# Only what the server of this directory is: the number of one that crashed may be another's by now.
server_is_there() {
	pid=$(cat "$1/server" 2>/dev/null) || return 1
	case $({ tr '\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null) in
	*"$1"*) return 0 ;;
	*) return 1 ;;
	esac
}

stop() {
	for _ in $(seq 100); do
		server_is_there "$1" || break
		kill -KILL "$pid" 2>/dev/null || :
		sleep 0.1
	done
	rm -rf "$1" 2>/dev/null || { sleep 1 && rm -rf "$1"; }
}

# Must outlive a signal to the whole group of the tests.
watch_owner() {
	trap '' HUP INT TERM
	while [ -d "$dir" ] && kill -0 "$1" 2>/dev/null; do sleep 0.3; done
	[ ! -d "$dir" ] || stop "$dir"
}

tell_why() {
	echo "the MariaDB server in $dir does not start:"
	cat "$dir/log" "$dir"/data/*.err 2>/dev/null || :
	df -Pk "$dir"
	grep -E '^(MemTotal|MemAvailable|SwapFree|Shmem):' /proc/meminfo 2>/dev/null || :
}

# shellcheck disable=SC2086
start_once() {
	make_dir "$1" || return 1
	if command -v setsid >/dev/null 2>&1; then detach=setsid; else detach=; fi
	$detach sh "$self" watch "$dir" "$2" >/dev/null 2>&1 </dev/null &
	install_files || return 1
	$detach sh "$self" run "$dir" >>"$dir/log" 2>&1 </dev/null &
	wait_for_server $! && root -e "CREATE USER dunlin@localhost;
	    GRANT ALL ON *.* TO dunlin@localhost WITH GRANT OPTION" >>"$dir/log" 2>&1
}

start() {
	for try in 1 2 3; do
		if start_once "$try" "$1"; then
			printf "maria_dir='%s'\nmaria_socket='%s/socket'\n" "$dir" "$dir"
			return 0
		fi
		tell_why >&2
		stop "$dir"
	done
	return 1
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
