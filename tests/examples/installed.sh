#!/bin/sh
# installed.sh - the examples, built against what `make install` makes, with pkg-config alone
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/pg.sh"
build=$OLDPWD
root=$work/root

# Nothing but what was installed: not the build's drivers, nor an uninstalled library.
unset DUNLIN_DRIVER_PATH MAKEFLAGS MFLAGS MAKELEVEL
succeeds "make install" make -s -C "$build" install "DESTDIR=$root"
pc=$(find "$root" -name libdunlin.pc)
lib=${pc%/pkgconfig/*}
export PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_PATH="${pc%/*}"
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 # below the root they are none
export LD_LIBRARY_PATH="$lib" DUNLIN_DRIVER_PATH="$lib/dunlin/drivers"
DUNLIN=$(find "$root" -path '*/bin/dunlin')
is "no .la is installed" "$(find "$root" -name '*.la')" ''

cp -r "$srcdir/examples/driver-null" "$srcdir/examples/app" .
chmod -R u+w driver-null app
# A library with a sanitizer asks for the same of who uses it.
strict="-std=c11 -Wall -Wextra -Werror ${SAN_CFLAGS:-}"

# ---- a driver outside of the tree ------------------------------------------------------------
succeeds "driver-null is built" make -s -C driver-null "CC=${CC:-cc}" "CFLAGS=$strict"
DUNLIN_DRIVER_PATH=$work/driver-null:$DUNLIN_DRIVER_PATH
run drivers
like "it is listed" "$out" '^null 1\.0$'
like "with its place" "$out" "^  from +$work/driver-null/null\.so$"
like "and its schemes" "$out" '^  schemes +null$'
run driver-test null://
done_ok "it keeps its contract"
unlike "no case has failed" "$out" '^failed'
like "what it does not claim is not asked" "$out" '^not claimed +busy .*\(DUNLIN_CAP_STORES\)$'
like "what it claims is" "$out" '^ok +syntax '
run -q -c app/migrations/dunlin.ini -d null:// upgrade head
is "no history is run over it" "$status:$err" "1:error: the null driver stores nothing: no history can be run over it"
run driver-test 'null://somewhere'
is "a database that is not there" "$status" 2
like "is the driver's own error" "$err" '^error: there is nobody at a host'

DUNLIN_DRIVER_PATH=$lib/dunlin/drivers
succeeds "it is installed beside the others" make -s -C driver-null install "DESTDIR=$root" \
	"PKG_CONFIG=env -u PKG_CONFIG_SYSROOT_DIR ${PKG_CONFIG:-pkg-config}"
run -d null:// driver-test --json
done_ok "and found there"
like "by its path" "$out" "\"path\": \"$lib/dunlin/drivers/null\.so\""

# Each fault is found by the case that is about it, and by no other.
fault() {
	mkdir "$1"
	make -s -B -C driver-null "CC=${CC:-cc}" "CFLAGS=$strict -Wno-unused -D$1" >/dev/null 2>log
	mv driver-null/null.so "$1"
	DUNLIN_DRIVER_PATH=$work/$1
	run driver-test null://
	is "$1: $2" "$status:$(printf '%s\n' "$out" | sed -n 's/^failed  *\([^ ]*\) .*/\1/p' | tr '\n' ' ')" "1:$2 "
	like "$1: one error" "$err" "^error: driver 'null' does not keep its contract: "
}
fault FAULT_DRIVER dialect
fault FAULT_NULL 'rows text-parameters big-values'
fault FAULT_ROW 'row-function wrong-parameters one-statement syntax no-error-wanted'
fault FAULT_PARAMETERS wrong-parameters
fault FAULT_SECOND one-statement
fault FAULT_CLASS 'one-statement syntax'
fault FAULT_SECRET url-parameters
fault FAULT_LEAK nothing-is-left
mkdir FAULT_CRASH
make -s -B -C driver-null "CC=${CC:-cc}" "CFLAGS=$strict -Wno-unused -DFAULT_CRASH" >/dev/null 2>log
mv driver-null/null.so FAULT_CRASH
DUNLIN_DRIVER_PATH=$work/FAULT_CRASH
run driver-test null://
is "one that crashes: the cases before it are seen" "$status:$(printf '%s\n' "$out" | sed -n '$s/^ok *\([a-z-]*\) .*/\1/p')" \
	134:big-statement
DUNLIN_DRIVER_PATH=$lib/dunlin/drivers

# ---- programs that migrate over their own connection -------------------------------------------
# app PROGRAM PACKAGE: what is not below the root is where the system has it.
app() {
	# shellcheck disable=SC2046
	succeeds "$1.c is built" ${CC:-cc} $strict -o "$1" "$srcdir/examples/app/$1.c" \
		$("${PKG_CONFIG:-pkg-config}" --cflags --libs libdunlin) \
		$(env -u PKG_CONFIG_SYSROOT_DIR -u PKG_CONFIG_PATH "${PKG_CONFIG:-pkg-config}" --cflags --libs "$2")
}
# started PROGRAM DATABASE [TEXT]: leaves $out, $err and $status
started() {
	program=$1 database=$2
	shift 2
	status=0
	"./$program" "$database" app/migrations/dunlin.ini "$@" >out 2>err || status=$?
	out=$(cat out)
	err=$(cat err)
}

app sqlite sqlite3
started sqlite notes.db 'first'
is "a new database is made" "$status:$out" "0:1 open: first"
like "it says so" "$err" '^upgraded +002 '
started sqlite notes.db 'second'
is "one that is up to date is used" "$status:$out" "0:1 open: first
2 open: second"
unlike "and not migrated again" "$err" '^upgraded'
is "dunlin's command sees the same" "$("$DUNLIN" -q -c app/migrations/dunlin.ini -d sqlite:///notes.db current 2>&1)" '002 (head)'
"$DUNLIN" -q -c app/migrations/dunlin.ini -d sqlite:///notes.db downgrade 001 --allow-data-loss 2>log
started sqlite notes.db
is "an old one is brought up to date" "$status:$out" "0:1 open: first
2 open: second"
started sqlite /nowhere/notes.db
is "no database" "$status" 1

pg_start
app pq libpq
createdb notes
started pq "dbname=notes host=$PGHOST port=$PGPORT user=$PGUSER" 'first'
is "PostgreSQL: a new database" "$status:$out" "0:1 open: first"
like "it is said which" "$err" '^database postgresql://.*notes'
like "and what" "$err" '^upgraded +002 '
started pq "dbname=notes host=$PGHOST port=$PGPORT user=$PGUSER" 'second'
is "PostgreSQL: again" "$status:$out" "0:1 open: first
2 open: second"
# Many that start at once take turns.
createdb many
for i in 1 2 3 4; do
	"./pq" "dbname=many host=$PGHOST port=$PGPORT user=$PGUSER" app/migrations/dunlin.ini "n$i" >"many.$i" 2>&1 &
done
wait
is "four that start at once" "$(psql -qAt -d many -c 'SELECT count(*) FROM notes')" 4
tap_done
