#!/bin/sh
# pgcluster.sh - a PostgreSQL server of the tests' own: temporary, local socket only
#
#   pgcluster.sh start OWNER      prints shell assignments that lead to it; when the process OWNER
#                                 is gone, however it ended, the server stops and its files go
#   pgcluster.sh stop DIRECTORY
#   pgcluster.sh restart DIRECTORY MODE      fast or immediate, as pg_ctl has it
#   pgcluster.sh standby DIRECTORY PORT      a second server that follows it, in the same directory
#   pgcluster.sh down_standby DIRECTORY      stop that one
#   pgcluster.sh down DIRECTORY              only the server; what it has stays
#   pgcluster.sh up DIRECTORY [OPTION]...    start it again, with options of its own
#   pgcluster.sh createdb DIRECTORY NAME     afresh
#
# DUNLIN_TEST_PG_BINDIR has the server's programs, where another than the newest that is installed is
# to be tested; what it lacks of the clients' is looked for in PATH.
#
# Exit status 77: no server is installed, and nobody asked that there be one.
set -eu

find_bindir() {
	for dir in "${DUNLIN_TEST_PG_BINDIR:-}" \
	    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* |
		sort -rV) "$(pg_config --bindir 2>/dev/null || :)" \
	    "$(dirname "$(command -v initdb || echo /nowhere/initdb)")"; do
		if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
			echo "$dir"
			return
		fi
	done
	echo 'there is no PostgreSQL server on this machine' >&2
	[ "${CI:-}" = true ] || [ "${DUNLIN_TEST_REQUIRE_SERVERS:-}" = 1 ] || exit 77
	exit 1
}

# The server refuses to run as root.
find_user() {
	[ "$(id -u)" -eq 0 ] || return 0
	if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

as_user() {
	if [ -z "$user" ]; then
		"$@"
	elif command -v runuser >/dev/null 2>&1; then
		runuser -u "$user" -- "$@"
	else
		su -s /bin/sh "$user" -c 'exec "$0" "$@"' -- "$@"
	fi
}

# A socket's path may have some hundred bytes.
make_dir() {
	base=${TMPDIR:-/tmp}
	[ "${#base}" -le 60 ] || base=/tmp
	dir=$(mktemp -d "$base/dunlin-pg.XXXXXX")
	[ -z "$user" ] || chown "$user" "$dir"
}

make_cluster() {
	as_user "$bindir/initdb" -D "$dir/data" -U dunlin -A trust --encoding=UTF8 --locale=C \
	    --no-sync >"$dir/log" 2>&1
	as_user sh -c 'cat >"$0/pg_hba.conf"' "$dir/data" <<-'TXT'
	local all with_password scram-sha-256
	local replication all trust
	local all all trust
	TXT
	as_user sh -c 'cat >>"$0/postgresql.conf"' "$dir/data" <<-TXT
	listen_addresses = ''
	unix_socket_directories = '$dir'
	port = $port
	fsync = off
	synchronous_commit = off
	full_page_writes = off
	shared_buffers = 32MB
	max_connections = 60
	log_min_messages = fatal
	TXT
}

stop() {
	for data in "$1/standby" "$1/data"; do
		[ ! -d "$data" ] || as_user "$bindir/pg_ctl" -D "$data" -m immediate -w -t 20 stop \
		    >/dev/null 2>&1 || :
	done
	rm -rf "$1"
}

restart() {
	as_user "$bindir/pg_ctl" -D "$1/data" -l "$1/data/log" -m "$2" -w -t 60 restart >/dev/null
}

# A server that came without pg_basebackup is copied while it is down.
copy_to_standby() {
	if [ -x "$bindir/pg_basebackup" ]; then
		as_user "$bindir/pg_basebackup" -h "$1" -p "$(port_of "$1")" -U dunlin \
		    -D "$1/standby" -R -c fast --no-sync
		return
	fi
	as_user "$bindir/pg_ctl" -D "$1/data" -m fast -w -t 60 stop >/dev/null
	as_user cp -R "$1/data" "$1/standby"
	as_user touch "$1/standby/standby.signal"
	as_user sh -c 'echo "primary_conninfo = '\''host=$1 port=$2 user=dunlin'\''" >>"$0"' \
	    "$1/standby/postgresql.auto.conf" "$1" "$(port_of "$1")"
	as_user "$bindir/pg_ctl" -D "$1/data" -l "$1/data/log" -w -t 60 start >/dev/null
}

standby() {
	copy_to_standby "$1"
	as_user "$bindir/pg_ctl" -D "$1/standby" -l "$1/standby/log" -o "-p $2" -w -t 60 start \
	    >/dev/null
}

# The function of later versions, as their users have it.
with_uuids() {
	psql -q -X -h "$dir" -p "$port" -U dunlin -d template1 -c 'CREATE EXTENSION pgcrypto'
}

# Must outlive a signal to the whole group of the tests.
watch_owner() {
	trap '' HUP INT TERM
	while [ -d "$dir/data" ] && kill -0 "$1" 2>/dev/null; do sleep 0.3; done
	[ ! -d "$dir" ] || stop "$dir"
}

start() {
	major=$("$bindir/postgres" --version | awk '{ print int($3) }')
	make_dir
	port=$(($(od -An -N2 -tu2 /dev/urandom) % 20000 + 20000))
	trap 'stop "$dir"' EXIT
	if ! make_cluster || ! as_user "$bindir/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w -t 60 \
	    start >>"$dir/log" 2>&1; then
		cat "$dir/log" "$dir/data/log" >&2 || :
		exit 1
	fi
	[ "$major" -ge 13 ] || with_uuids
	trap - EXIT
	if command -v setsid >/dev/null 2>&1; then detach=setsid; else detach=; fi
	# shellcheck disable=SC2086
	$detach sh "$self" watch "$dir" "$1" >/dev/null 2>&1 </dev/null &
	cat <<-TXT
	unset PGHOSTADDR PGPASSWORD PGPASSFILE PGSERVICE PGSERVICEFILE PGOPTIONS PGSSLMODE PGAPPNAME
	pg_dir='$dir'
	PGHOST='$dir'
	PGPORT=$port
	PGUSER=dunlin
	PGDATABASE=postgres
	PATH='$bindir':"\$PATH"
	pg_major=$major
	export PGHOST PGPORT PGUSER PGDATABASE PATH
	TXT
}

port_of() {
	sed -n 's/^port = //p' "$1/data/postgresql.conf" | tail -n 1
}

# Before 13 a DROP DATABASE ends nobody, but it waits some seconds for those who are ended.
create() {
	psql -q -X -h "$1" -p "$(port_of "$1")" -U dunlin -d postgres -v ON_ERROR_STOP=1 \
	    -o /dev/null -c 'SET client_min_messages = warning' \
	    -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$2'" \
	    -c "DROP DATABASE IF EXISTS \"$2\"" -c "CREATE DATABASE \"$2\""
}

case $0 in
/*) self=$0 ;;
*) self=$PWD/$0 ;;
esac
cd / # the other user may not enter where this was called
bindir=$(find_bindir)
PATH=$bindir:$PATH
user=$(find_user)
case ${1:-} in
start) start "$2" ;;
stop) stop "$2" ;;
standby) standby "$2" "$3" ;;
restart) restart "$2" "$3" ;;
watch)
	dir=$2
	watch_owner "$3"
	;;
down_standby) as_user "$bindir/pg_ctl" -D "$2/standby" -m immediate -w -t 60 stop >/dev/null ;;
down) as_user "$bindir/pg_ctl" -D "$2/data" -m fast -w -t 60 stop >/dev/null ;;
up)
	dir=$2
	shift 2
	as_user "$bindir/pg_ctl" -D "$dir/data" -l "$dir/data/log" -w -t 60 -o "$*" start \
	    >/dev/null
	;;
createdb) create "$2" "$3" ;;
*) exit 2 ;;
esac
