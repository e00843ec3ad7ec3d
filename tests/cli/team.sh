#!/bin/sh
# team.sh - what people do with one history on several branches: rebase, check --against; on SQLite
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/json.sh"
. "$srcdir/tests/support/db_sqlite.sh"

dunlin() {
	run -c r/dunlin.ini -d "$url" -q "$@"
}

run init r
db_new team
dunlin revision -m base
dunlin revision -m ours
dunlin revision -m theirs --head 001 --splice --rev-id t1
dunlin revision -m later --rev-id t2 --head t1
printf 'SELECT 1;\r\nSELECT 2;\r\n' >r/versions/z9.sql

# rebase
refused "what needs it cannot come before it" 1 "^error: revision 't1' cannot follow 't2', which needs it" \
	-c r/dunlin.ini -d "$url" rebase t1 t2
refused "nor it itself" 1 "^error: revision 't1' cannot follow itself" -c r/dunlin.ini -d "$url" rebase t1 t1
dunlin rebase z9 base
is "a file without the directive gets one" "$status:$out:$(tr '\r\n' '.,' <r/versions/z9.sql)" \
	"0:$work/r/versions/z9.sql:-- dunlin: revises base.,SELECT 1;.,SELECT 2;.,"
refused "several heads" 1 "^error: 't1' could follow several heads: 002 \(ours\), z9" \
	-c r/dunlin.ini -d "$url" rebase t1
rm r/versions/z9.sql
cp r/versions/t1_theirs.sql before
dunlin rebase t1
is "without a parent it is the other head" "$status:$(diff before r/versions/t1_theirs.sql | grep '^[<>]')" \
	"0:< -- dunlin: revises 001
> -- dunlin: revises 002"
dunlin heads
is "then there is one" "$out" "t2 (head)"
refused "then there is no other head" 1 "^error: there is no other head for 't1' to follow" \
	-c r/dunlin.ini -d "$url" rebase t1
dunlin upgrade t1
cp r/versions/t1_theirs.sql before
refused "not what the database has" 1 "^error: revision 't1' is applied to sqlite:" \
	-c r/dunlin.ini -d "$url" rebase t1 001
same_file "and its file stays" r/versions/t1_theirs.sql before
dunlin rebase t2 001
is "what it has not can go" "$status" 0

# check --against
if ! git --version >/dev/null 2>&1; then
	[ -z "${CI:-}" ] || not_ok "git is there"
	ok "check --against # SKIP no git"
	tap_done
fi
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
commit() {
	git -C g add -A
	git -C g commit -qm "$1"
}
git init -qb main g
run init g/db
against() {
	run -c g/db/dunlin.ini -q check --against "$@"
}
echo 'CREATE TABLE a (id integer);' >g/db/versions/001_a.sql
echo 'CREATE TABLE b (id integer);' >g/db/versions/002_b.sql
commit start
git -C g checkout -qb mine
printf -- '-- mine\n-- dunlin: revises 002\nCREATE TABLE m (id integer);\n' >g/db/versions/m3_mine.sql
against main
is "one head is fine" "$status:$out" "0:"
git -C g checkout -qf main
printf -- '-- theirs\n-- dunlin: revises 002\nCREATE TABLE t (id integer);\n' >g/db/versions/t3_theirs.sql
mv g/db/versions/m3_mine.sql kept.sql
commit theirs
git -C g checkout -qf mine
mv kept.sql g/db/versions/m3_mine.sql
against main
is "two heads are not, before anything is committed" "$status:$out" "1:heads      m3  mine
           t3  theirs"
against main --json
conforms "the same as JSON" merge
is "the heads" "$(json '[(p["problem"], [r["revision"] for r in p["revisions"]]) for p in d["problems"]]')" \
	"[('heads', ['m3', 't3'])]"
like "and the way out is said" "$err" "^error: a merge with 'main' would leave the history wrong$"
commit mine
run -c g/db/dunlin.ini -q revision -m again --head m3 --rev-id t3
against main
like "an id that both made" "$status:$out" "^1:duplicate +id 't3' is in two files: $work/g/db/versions/t3_again.sql and main:./t3_theirs.sql$"
against main --json
conforms "as JSON" merge
is "its files" "$(json '[(p["revision"], len(p["files"])) for p in d["problems"] if p["problem"] == "duplicate"]')" "[('t3', 2)]"
rm g/db/versions/t3_again.sql
printf -- '-- other\n-- dunlin: revises 002\nCREATE TABLE o (id integer);\n' >g/db/versions/t3_theirs.sql
against main
like "a file that both made" "$out" "^duplicate +id 't3' is in two files: "
rm g/db/versions/t3_theirs.sql
sed -i 's/revises 002/revises t3/' g/db/versions/m3_mine.sql
against main
like "a parent that the other branch has not yet brought" "$status:$err" "^1:.*error: revision 'm3' revises 't3', which is in no file"
sed -i 's/revises t3/revises 002/' g/db/versions/m3_mine.sql
git -C g checkout -qf main
echo 'CREATE TABLE b2 (id integer);' >>g/db/versions/002_b.sql
echo '-- a comment more' >>g/db/versions/001_a.sql
commit changed
git -C g checkout -qf mine
against main
is "a file that was there and was changed; a comment is no change" \
	"$status:$(printf '%s\n' "$out" | grep changed)" "1:changed    002_b.sql  (main)"
against main --json
conforms "that as JSON" merge
is "where" "$(json '[(p["file"], p["in"]) for p in d["problems"] if p["problem"] == "changed"]')" "[('002_b.sql', ['main'])]"
git -C g rm -q --cached db/versions/001_a.sql
rm g/db/versions/001_a.sql
sed -i '1i -- dunlin: revises base' g/db/versions/002_b.sql
against main
like "one that was removed" "$out" '^removed +001_a.sql  \(here\)$'
against nowhere
like "a branch that is none" "$err" '^error: `git merge-base` failed$'
against -x
like "an option is no branch" "$status:$err" "^2:error: '-x' is no branch"
tap_done
