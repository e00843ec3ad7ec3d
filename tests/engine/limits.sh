#!/bin/sh
# limits.sh - large files, long histories, wide tables, long names: what fits, and in what memory
#
# DUNLIN_TEST_MB: how large a revision file is; 50 of them must fit into 600 MB of memory.
# DUNLIN_TEST_REVISIONS: how long a history is.
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
mb=${DUNLIN_TEST_MB:-9}
count=${DUNLIN_TEST_REVISIONS:-2000}

# start: an empty history
start() {
	rm -rf h
	mkdir -p h/versions
	printf '[dunlin]\nscript_location = %%(here)s\n' >h/dunlin.ini
}

# repeat LINE: $mb megabytes of it, with numbers from 1 on in place of "#"
repeat() {
	awk -v MB="$mb" -v F="$1" 'BEGIN {
		pieces = split(F, piece, "#")
		for (i = 1; n < MB * 1000000; i++) {
			s = piece[1]
			for (k = 2; k <= pieces; k++)
				s = s i piece[k]
			n += length(s) + 1
			print s
		}
	}'
}

# peak NAME ARGUMENT...: run it; $kb is the most memory that it had
peak() {
	"$DUNLIN" -q -c h/dunlin.ini "$@" >out 2>err </dev/null &
	pid=$!
	kb=0
	slack=1
	while kill -0 $pid 2>/dev/null; do
		now=$(awk '/^VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null)
		[ -z "$now" ] || kb=$now
		! grep -qs libasan /proc/$pid/maps || slack=4
		sleep 0.05
	done
	status=0
	wait $pid || status=$?
	out=$(cat out)
	err=$(head -c 2000 err)
}

# fits NAME: the last run had as much memory as is allowed: in proportion to the file, and what one
# statement of some megabytes takes of SQLite; a sanitizer keeps for a while what was freed
fits() {
	most=$(((250000 + mb * 7000) * slack))
	if [ "$kb" -gt 0 ] && [ "$kb" -le $most ]; then
		ok "$1"
	else
		not_ok "$1" "$kb kB of $most kB"
	fi
}

values='CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b varchar(60), c text);'
filler=$(printf '%2000s' '' | tr ' ' x)
large() {
	start
	{
		printf -- '-- large\n-- dunlin: upgrade\n%s\n' "$values"
		case $1 in
		rows) repeat "INSERT INTO t (id, a, b, c) VALUES (#, 7, 'name #', NULL);" ;;
		one)
			echo 'INSERT INTO t (id, a, b, c) VALUES'
			repeat "(#, 7, 'name #', NULL),"
			echo "(0, 7, 'last', NULL);"
			;;
		copy)
			echo 'COPY t (id, a, b, c) FROM stdin;'
			repeat '#	7	name #	\\N'
			echo '\.'
			;;
		alters) repeat 'ALTER TABLE t ALTER COLUMN a SET DEFAULT #;' | head -n "${2:-100000000}" ;;
		comment) printf '/*\n' && repeat 'DROP TABLE t; -- #' && printf '*/\n' ;;
		# A server keeps some 10 kB for each statement that is run in it.
		block) printf 'DO $$ BEGIN\n' && repeat "PERFORM #, '$filler';" && printf 'END $$;\n' ;;
		esac
		printf 'CREATE TABLE behind (id integer);\n'
	} >h/versions/001_large.sql
}

limits_large() {
	for kind in rows one copy comment block alters; do
		# The server keeps a lock for each default that it makes.
		large $kind $([ $engine = sqlite ] || echo 3000)
		db_new large
		peak -d "$url" upgrade head
		done_ok "$engine: a file of $mb MB: $kind"
		fits "... in memory that is in proportion"
	done
}

# revisions N: as many, on a few tables
revisions() {
	start
	awk -v N="$1" 'BEGIN {
		for (i = 1; i <= N; i++) {
			f = sprintf("h/versions/%05d_r.sql", i)
			t = (i - 1) % 20
			print (i <= 20 ? "CREATE TABLE t" t " (id integer, a integer);" \
			    : "ALTER TABLE t" t " ALTER COLUMN a SET DEFAULT " i ";") >f
			close(f)
		}
	}'
}
limits_revisions() {
	for n in $((count / 4)) $count; do
		revisions $n
		db_new revisions
		peak -d "$url" upgrade head
		done_ok "$engine: $n revisions"
		is "... are applied" "$(db_sql 'SELECT count(*) FROM dunlin_revision')" $n
		[ $n -eq $count ] || few=$kb
	done
	[ "$kb" -le $((few * 5)) ] && linear=yes || linear="$few kB, then $kb kB"
	is "... memory is linear in the history" "$linear" yes
}

# cost N: processor time of planning the way back of N revisions that nobody wrote a downgrade for
cost() {
	start
	awk -v N="$1" 'BEGIN {
		for (i = 1; i <= N; i++) {
			f = sprintf("h/versions/%05d_t.sql", i)
			print "CREATE TABLE t" i " (id serial PRIMARY KEY, a integer REFERENCES t" (i > 1 ? i - 1 : 1) ");" >f
			close(f)
		}
	}'
	db_new cost
	"$DUNLIN" -q -c h/dunlin.ini -d "$url" upgrade head 2>/dev/null
	(
		"$DUNLIN" -q -c h/dunlin.ini -d "$url" plan --down base >out 2>err
		times >took
		awk 'NR == 2 { gsub("m", " "); gsub("s", ""); print int(($1 * 60 + $2 + $3 * 60 + $4) * 1000) }' took
	)
}
limits_back() {
	few=$(cost 300)
	many=$(cost 1200)
	[ "$many" -le $((few * 8 + 100)) ] && linear=yes || linear="$few ms, then $many ms"
	is "$engine: the way back takes time in proportion to the history" "$linear" yes
	is "... all of it" "$(grep -c 'DROP TABLE' out)" 1200
}

# é is two bytes: 63 fall into the middle of one.
long=$(awk 'BEGIN { for (i = 0; i < 32; i++) printf "é" }')
cut=$(awk 'BEGIN { for (i = 0; i < 31; i++) printf "é" }')
plain=$(awk 'BEGIN { for (i = 0; i < 70; i++) printf "n" }')
deep=$(awk 'BEGIN { for (i = 0; i < 900; i++) printf "("; printf "a > 0"; for (i = 0; i < 900; i++) printf ")" }')
limits_names() {
	start
	{
		awk 'BEGIN {
			printf "CREATE TABLE wide (c0 integer"
			for (i = 1; i < 1000; i++) printf ", c%d integer DEFAULT %d", i, i
			print ");"
		}'
		printf 'ALTER TABLE wide ALTER COLUMN c999 SET NOT NULL, DROP COLUMN c500;\n'
		printf 'CREATE TABLE %s (%s integer, %s integer UNIQUE);\n' "$long" "$long" "$plain"
		printf 'ALTER TABLE %s RENAME COLUMN %s TO a;\n' "$cut" "$cut"
		printf 'ALTER TABLE %sbehind ADD CONSTRAINT deep CHECK (%s);\n' "$long" "$deep"
	} >h/versions/001_wide.sql
	db_new names
	run -c h/dunlin.ini -d "$url" upgrade head
	done_ok "$engine: wide, long and deep"
	is "... the name is cut where the server cuts it" "$(db_tables | grep -v wide)" "$cut"
	db_sql "INSERT INTO $cut (a) VALUES (0)" >/dev/null 2>&1 && not_ok "... the condition holds"
	db_sql "INSERT INTO $cut (a, $(printf %.63s "$plain")) VALUES (1, 2)" >/dev/null 2>&1 ||
		not_ok "... and the column's"
	db_sql "INSERT INTO wide (c0) VALUES (1)" >/dev/null
	is "... values of the wide table" "$(db_sql 'SELECT c1 + c998 + c999 FROM wide')" 1998
	start
	printf 'CREATE TABLE a (a integer CHECK (%s%s%s));\n' "$(printf %.101s "$deep")" "$deep" \
		"$(printf '%s' "$deep" | tail -c 101)" >h/versions/001_deep.sql
	run -c h/dunlin.ini -d "$url" upgrade head --sql
	is "... nested too deep" "$status" 1
	like "... is said with its place" "$err" '001_deep.sql:1:[0-9]+: error: nested more than 1000'
}

for engine in sqlite postgresql; do
	. "$srcdir/tests/support/db_$engine.sh"
	limits_names
	limits_large
	limits_revisions
	[ $engine != sqlite ] || limits_back
done
tap_done
