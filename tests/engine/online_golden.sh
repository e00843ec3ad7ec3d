#!/bin/sh
# The golden file of safer forms for this version of the server: a run does what it says, and gives the
# catalog that the statements themselves give.
set -u
. "$srcdir/tests/engine/online_lib.sh"

golden=$srcdir/tests/golden/online
version=$(psql -XqAtc 'SHOW server_version_num' postgres)
case $version in
14000[0-3]) file=14.3.txt ;;
1[2-7]????) file=12-17.txt ;;
*) file=18.txt ;;
esac

for mode in off always; do
	project $mode
	echo "online = $mode" >>"$h/dunlin.ini"
	revision 001 <"$golden/before.sql"
	revision 002 <"$golden/next.sql"
	run -q upgrade 001
	sql "INSERT INTO parent SELECT i FROM generate_series(1, 9) i;
		INSERT INTO t SELECT i, i, 'b', i FROM generate_series(1, 9) i;
		INSERT INTO m SELECT i, i, '2024-01-02' FROM generate_series(1, 9) i"
	run upgrade head --allow-rewrite
	done_ok "online = $mode"
	pg_schema $mode >"$scratch/schema.$mode"
done
sed -e '/^--/d' -e 's/ for each partition//' "$golden/$file" >"$scratch/want"
psql -XqAt -F '' always -c "SELECT segment, E'\t', statement, ';' FROM dunlin_journal
	WHERE revision = '002' ORDER BY step" >"$scratch/got"
is "on $version its steps are those of $file" "$(diff "$scratch/want" "$scratch/got")" ''
is 'the same catalog' "$(grep -c 'CREATE TABLE' "$scratch/schema.off")$(
	diff "$scratch/schema.off" "$scratch/schema.always")" 6
tap_done
