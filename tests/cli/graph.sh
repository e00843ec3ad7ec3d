#!/bin/sh
# graph.sh - making and listing branches, as a user does; on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"

dunlin() {
	run -c h/dunlin.ini -d "$url" "$@"
}

# made NAME FILE LINES: the last run made FILE, whose directives are these
made() {
	is "$1" "$status:$out" "0:$work/h/versions/$2"
	is "$1: its header" "$(sed -n 's/^-- dunlin: \(rev\|dep\|lab\)/\1/p' "h/versions/$2" | tr '\n' ';')" "$3"
}

run init h
db_new graph
dunlin revision -m 'First of all'
made "a first revision" 001_first_of_all.sql 'revision 001;revises base;'
dunlin revision -m left --branch-label left
made "a label" 002_left.sql 'revision 002;revises 001;label left;'
refused "what is followed already" 1 'Revision 001 is not a head revision; please specify --splice' \
	-c h/dunlin.ini -d "$url" revision -m right --head 001
dunlin revision -m right --head 001 --splice --rev-id r1 --branch-label right --depends-on left
made "a branch" r1_right.sql 'revision r1;revises 001;depends-on left;label right;'
refused "two heads are one too many" 1 'Multiple heads are present; please specify the head revision' \
	-c h/dunlin.ini -d "$url" revision -m more
dunlin revision -m more --head right@head --rev-id 003
made "the head of a branch" 003_more.sql 'revision 003;revises r1;'
dunlin revision -m alone --head base --rev-id n1
made "a second base" n1_alone.sql 'revision n1;revises base;'
dunlin revision -m text --head n1 --sql --depends-on r1 --depends-on 002
is "with --sql its text, and no file" "$(printf '%s\n' "$out" | sed -n 's/^-- dunlin: dep/dep/p'):$(ls h/versions | wc -l)" \
	"depends-on r1, 002:5"
refused "a label again" 1 "label 'left' names revision '002' already" \
	-c h/dunlin.ini -d "$url" revision -m x --head n1 --branch-label left
refused "a path of nowhere" 2 'Path .*elsewhere is not represented in current version locations' \
	-c h/dunlin.ini -d "$url" revision -m x --head n1 --version-path elsewhere
refused "one is nothing to merge" 1 'nothing to merge' -c h/dunlin.ini -d "$url" merge n1
dunlin merge heads -m together --rev-id m1
made "a merge of what nothing needs" m1_together.sql 'revision m1;revises 003, n1;'

# Drawings: what lines do, in both alphabets.
dunlin revision -m 'on "it" <goes>' --head m1 --rev-id n2
LC_ALL=C.UTF-8 run -c h/dunlin.ini history --graph
is "a graph" "$status:$out" "0:●  n2 (right) (head), on \"it\" <goes>
●  m1 (right), together
├─╮
● │  003 (right), more
● │  r1 (right), right
│ │ ●  002 (left) (effective head), left
│ ● │  n1, alone
├───╯
●  001, First of all"
LC_ALL=C run -c h/dunlin.ini history --graph -r r1:n2
is "a graph in ASCII" "$status:$out" "0:*  n2 (right) (head), on \"it\" <goes>
*  m1 (right), together
*  003 (right), more
*  r1 (right), right"
dunlin history --format dot
is "for Graphviz" "$(printf '%s\n' "$out" | grep -cE '^	r[0-9]+ -> r[0-9]+( \[style = dashed\])?;$')" 7
like "a label there" "$out" '^	r[0-9]+ \[label = "n2 \(right\) \(head\), on \\"it\\" <goes>"\];$'
dunlin history --format mermaid
is "for Mermaid" "$(printf '%s\n' "$out" | sed -n 1p):$(printf '%s\n' "$out" | grep -cE '^    r[0-9]+ (-->|-\.->) r[0-9]+$')" 'flowchart BT:7'
like "a label there, too" "$out" '^    r[0-9]+\["n2 .* #quot;it#quot; #lt;goes#gt;"\]$'
refused "a form that is none" 2 "there is no drawing 'svg'" -c h/dunlin.ini -d "$url" history --format svg
refused "two forms" 2 "'--graph' and '--json' exclude each other" -c h/dunlin.ini -d "$url" history --graph --json
rm h/versions/n2_*.sql

# The listings; Alembic's words are compared in tests/history/alembic.sh.
dunlin branches --json
like "branches as JSON" "$out" '"children": \['
dunlin heads -v --json
like "heads as JSON" "$out" '"revision": "m1"'
dunlin history -r r1:m1
is "a range" "$(printf '%s\n' "$out" | sed 's/.* -> \([^ ]*\) .*/\1/' | tr '\n' ' ')" "m1 003 r1 "
dunlin upgrade 001:002
is "a range without --sql" "$status:$err" "2:dunlin: database $url
error: Range revision not allowed
hint: Where it begins is where the database is: name where it is to end.  A range is for --sql."
dunlin downgrade base --sql
like "no range with it" "$status:$err" '^2:error: downgrade with --sql requires <fromrev>:<torev>$'
dunlin history -r 001
like "half a range" "$status:$err" '^2:error: History range requires \[start\]:\[end\]'
dunlin history -r m1:001
like "a range the wrong way" "$status:$err" '^1:error: Requested range m1:001 does not refer'
dunlin history -r -1:head --json
is "from one below the head, as one word" "$status:$(printf '%s\n' "$out" | grep -c '"path"')" "1:0"
dunlin upgrade 002
dunlin history -i -r current:
like "where the database is is marked" "$out" '^001 -> 002 \(left\) \(effective head\) \(current\), left$'
dunlin current -v
like "current -v says of which database" "$out" '^Current revision\(s\) for sqlite:///.*graph.db:$'
dunlin current -c
is "-c: not on all heads" "$status:$out" "3:002 (effective head)"
like "in Alembic's words" "$err" '^error: Database is not on all head revisions$'
dunlin check
like "check" "$status:$err" '^3:error: Target database is not up to date\.$'
dunlin upgrade heads
dunlin current --check-heads
is "on all heads" "$status:$out" "0:002 (effective head)
m1 (head) (mergepoint)"
dunlin check
is "nothing to check" "$status:$out" "0:"
echo '-- more' >>h/versions/001_first_of_all.sql
echo 'SELECT 1;' >>h/versions/n1_alone.sql
dunlin check
is "a file that was changed" "$status" 4
dunlin show left
like "show of a label" "$out" '^Rev: 002 \(head\)$'
dunlin history -v -i
is "Alembic's marks in blocks" "$(printf '%s\n' "$out" | sed -n 's/^Rev: //p' | tr '\n' ';')" \
	"m1 (head) (mergepoint) (current);003;r1;002 (head) (current);n1;001 (branchpoint);"
dunlin show current
like "show current" "$out" '^Merges: 003, n1$'
dunlin show base
like "base is no file" "$status:$err" "^1:error: No revision files indicated by symbol 'base'"
EDITOR='sed -n 1p' VISUAL='' dunlin edit left
is "edit runs the editor with its file" "$status:$out" "0:-- left"
EDITOR=false VISUAL='' dunlin edit left
like "an editor that fails" "$status:$err" "^1:error: the editor 'false' failed"
db_new ensured
dunlin ensure_version
is "ensure_version makes the tables alone" "$status:$(db_sql 'SELECT count(*) FROM dunlin_revision')" 0:0
dunlin ensure_version
done_ok "again it does nothing"
db_new printed
dunlin ensure_version --sql
printf '%s\n' "$out" | sqlite3 "$db_file"
dunlin upgrade 001
done_ok "its statements make the same tables"

# What is stamped, as a script.
db_new stamped
dunlin stamp m1 --sql
like "nothing but SQL" "$err" '^$'
printf '%s\n' "$out" | sqlite3 "$db_file"
db_rows=$(db_sql 'SELECT id, parents, checksum, token_checksum, source FROM dunlin_revision ORDER BY id')
db_new stamped_online
dunlin stamp m1
is "the script records what stamp does" "$db_rows" \
	"$(db_sql 'SELECT id, parents, checksum, token_checksum, source FROM dunlin_revision ORDER BY id')"
dunlin stamp m1:r1 --sql
printf '%s\n' "$out" | sqlite3 "$db_file"
dunlin current
is "and back" "$out" "002 (effective head)
r1"
dunlin stamp 003:m1 --sql
is "from where it is not, it is refused" "$(printf '%s\n' "$out" | sqlite3 "$db_file" 2>&1 | sed -n 's/.*\(revision .* is not applied\).*/\1/p')" \
	"revision '003' is not applied"
refused "from two places" 2 'only supports a single starting revision' -c h/dunlin.ini -d "$url" stamp --sql r1:003 002:003
refused "--purge without a connection" 2 "Can't use --purge with --sql mode" -c h/dunlin.ini -d "$url" stamp --sql --purge r1
refused "--autogenerate is not there yet" 1 "'--autogenerate' is not there yet" -c h/dunlin.ini -d "$url" revision -m x --autogenerate

# Layouts of init.
run list_templates
like "list_templates" "$out" '^multidb - '
refused "one that is none" 2 "No such template 'x'" init -t x h2
run init -t multidb m
dunlin_of() {
	section=$1
	shift
	run -c m/dunlin.ini -n "$section" "$@"
}
dunlin_of first revision -m one
is "each database has a folder" "$status:$out" "0:$work/m/first/001_one.sql"
dunlin_of second revision -m other
dunlin_of second upgrade head
dunlin_of second current
is "and a history" "$status:$out" "0:001 (head)"
dunlin_of first current
is "the other one is not touched" "$status:$out" "1:"

# Several locations, folders below them, names, a time zone.
mkdir -p l/a/deep l/b
cat >l/dunlin.ini <<'INI'
[DEFAULT]
script_location = ../h
version_locations = %(here)s/a
	%(here)s/b, c
recursive_version_locations = true
file_template = %%(year)d/%%(rev)s-%%(slug)s
truncate_slug_length = 8
timezone = Asia/Tokyo
[dunlin]
[post_write_hooks]
hooks = note, tail
note.type = exec
note.executable = sh
note.options = -c 'echo "$0 $1" >>hooked' REVISION_SCRIPT_FILENAME "two words"
note.cwd = %(here)s
tail.type = exec
tail.executable = sed
tail.options = -n 1p
INI
printf -- '-- dunlin: revises base\nCREATE TABLE a (id INTEGER);\n' >l/a/deep/a1.sql
printf -- '-- dunlin: revises base\nCREATE TABLE b (id INTEGER);\n' >l/b/b1.sql
run -c l/dunlin.ini heads
is "two locations, one with a folder" "$status:$out" "0:a1 (head)
b1 (head)"
like "one that is not there is told of" "$err" "'.*/c' of version_locations is not there yet"
year=$(TZ=Asia/Tokyo date +%Y)
run -c l/dunlin.ini revision -m 'A very long message' --head b1 --rev-id b2
is "a new one goes beside its parent, by the template of names" "$status:$out" \
	"0:$work/l/b/$year/b2-a_very_.sql"
is "a hook gets it" "$(cat l/hooked)" "$work/l/b/$year/b2-a_very_.sql two words"
like "what a hook prints is no result" "$err" '^-- A very long message$'
run -c l/dunlin.ini revision -m x --head base
is "a base does not know where to go" "$status" 2
like "and the option is named" "$err" '^error: Multiple version locations present, please specify --version-path'
run -c l/dunlin.ini revision -m x --head base --version-path c --rev-id c1
is "unless it is said" "$status:$out" "0:$work/l/c/$year/c1-x.sql"
sed -i 's/^tail.executable = .*/tail.executable = false/' l/dunlin.ini
run -c l/dunlin.ini revision -m y --head c1 --rev-id c2
is "a hook that fails" "$status" 1
like "it is named" "$err" "^error: hook 'tail' failed with status 1"
like "and what it runs" "$err" "^hint: It runs 'false'; the new file is there: '.*/c2-y.sql'"
sed -i 's/^tail.type = .*/tail.type = module/' l/dunlin.ini
run -c l/dunlin.ini revision -m y --head c2 --rev-id c3
is "a hook of another type" "$status" 2
like "it is named, too" "$err" "^error: hook 'tail' of \[post_write_hooks\] is not of a known type"
is "before there is a file" "$(find l -name 'c3*')" ''
sed -i 's/^tail.type = .*/tail.type = exec\ntail.cwd = nowhere/' l/dunlin.ini
refused "a hook without its folder" 2 "hook 'tail' of \[post_write_hooks\] is to run where there is no folder" \
	-c l/dunlin.ini revision -m y --head c2 --rev-id c3
sed -i 's/^timezone = .*/timezone = Nowhere/' l/dunlin.ini
run -c l/dunlin.ini revision -m y --head c2 --rev-id c4
like "a time zone that is none" "$status:$err" "^2:error: Can't locate timezone: Nowhere"

# What the database has and the files have not is where it is.
run init gone
printf 'CREATE TABLE a (id integer);\n' >gone/versions/001_a.sql
printf 'CREATE TABLE b (id integer);\n' >gone/versions/002_b.sql
db_new gone
run -q -c gone/dunlin.ini -d "$url" upgrade head
rm gone/versions/002_b.sql
run -c gone/dunlin.ini -d "$url" current
is "a revision whose file is gone" "$status:$out" "0:002 (not in the files)"
run -c gone/dunlin.ini -d "$url" history -i
is "and not the one before it" "$status:$out" "0:<base> -> 001 (head)"
run -c gone/dunlin.ini -d "$url" status
like "status says it, too" "$out" '^at +002$'
run -c gone/dunlin.ini -d "$url" check
is "check says where to look" "$status:$err" "4:error: the database and the revision files differ
hint: \`dunlin status\` shows in what."
tap_done
