#!/bin/sh
# fold.sh - a history made at once on an empty SQLite file is what running it gives
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_sqlite.sh"
. "$srcdir/tests/support/sqlite_facts.sh"

# start: no revisions yet
start() {
	rm -rf h
	mkdir -p h/versions
	printf '[dunlin]\nscript_location = %%(here)s\n' >h/auto.ini
	printf '[dunlin]\nscript_location = %%(here)s\nfold = off\n' >h/off.ini
}

# history CHANGE...: write the files of h/versions anew, one for each argument
history() {
	start
	number=0
	for change; do
		number=$((number + 1))
		printf '%s\n' "$change" >"h/versions/00${number}_step.sql"
	done
}

# both ARGUMENT...: on an empty database each; leaves what each said in *.err and made in *.db
both() {
	for mode in auto off; do
		db_new "$mode"
		run -c h/$mode.ini -d "$url" "$@"
		sed 's/([0-9.]* ms)//; s/[a-z]*\.db//' err >$mode.err
		facts "$db_file" >$mode.facts
		recorded "$db_file" >>$mode.facts
	done
}

# same NAME: the last one succeeded, and both are the same
same() {
	done_ok "$1"
	same_file "... folded as replayed" auto.facts off.facts
	same_file "... and what is said" auto.err off.err
}

# nothing NAME PATTERN: the same error, and nothing is done
nothing() {
	is "$1" "$status" 1
	like "... with its place" "$err" "$2"
	same_file "... is the same" auto.err off.err
	db_new off
	before=$(db_dump)
	db_file=auto.db
	is "... and nothing is done" "$(db_dump)" "$before"
}

folded() {
	run -c h/auto.ini -d "sqlite:///fresh.db" plan head --json
	printf '%s\n' "$out" | sed -n 's/.*"folded": \([0-9]*\).*/\1/p'
}

seed=${DUNLIN_TEST_SEED:-1}
for i in 1 2 3 4; do
	history
	awk -v SEED=$((seed + i)) -v COUNT=40 -v DATA=$((i > 2)) -v DIR=h/versions \
		-f "$srcdir/tests/plan/fold.awk"
	both upgrade head
	same "a random history, DUNLIN_TEST_SEED=$((seed + i - 1))"
	[ $i -gt 2 ] || is "... all of it is folded" "$(folded)" 40
	for table in $(db_tables); do
		db_file=$work/auto.db
		a=$(db_sql "SELECT count(*), max(id) FROM \"$table\"")
		db_file=$work/off.db
		[ "$a" = "$(db_sql "SELECT count(*), max(id) FROM \"$table\"")" ] ||
			not_ok "... the rows of $table"
	done
done

history 'CREATE TABLE a (id serial PRIMARY KEY, n integer); CREATE VIEW v AS SELECT n FROM a;' \
	'ALTER TABLE a RENAME TO b; CREATE TABLE a (id text PRIMARY KEY, b_id integer REFERENCES b);' \
	'ALTER TABLE b RENAME COLUMN n TO m; CREATE VIEW w AS SELECT n FROM v; CREATE SCHEMA s;' \
	'SET search_path TO s; CREATE TABLE a (x json); CREATE INDEX ON a ((x::text));' \
	'DROP TABLE a CASCADE; CREATE TABLE a (id citext UNIQUE);' \
	"INSERT INTO b (m) VALUES (7); ALTER TABLE b ADD COLUMN k integer;" \
	'CREATE TABLE later (id integer); ALTER TABLE b ALTER COLUMN m SET NOT NULL;' \
	'ALTER TABLE later ADD COLUMN n text; ALTER TABLE b DROP COLUMN k;'
run -c h/auto.ini -d sqlite:///fresh.db plan head
like "the plan says what is folded" "$out" '^  folded into 005$'
like "... and that it is one transaction" "$out" 'the first 5 revisions are one transaction'
unlike "... and of no other" "$out" 'folded into 00[^5]'
both upgrade head
same "up to what is about rows"
is "... which are there" "$(db_sql 'SELECT m FROM b')" 7
is "... the journal has what was run" "$(
	db_file=auto.db
	db_sql 'SELECT group_concat(DISTINCT revision) FROM dunlin_journal')" 005,006,007,008

history "CREATE TABLE m (id integer, at date, k text) PARTITION BY RANGE (at);
CREATE TABLE m_old PARTITION OF m FOR VALUES FROM (MINVALUE) TO ('2020-01-01');" \
	"CREATE TABLE m_new PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
PARTITION BY LIST (k); CREATE TABLE m_a PARTITION OF m_new FOR VALUES IN ('a');" \
	'CREATE VIEW v AS SELECT id, day FROM (SELECT id, at AS day FROM m_new) x; ALTER TABLE m RENAME TO n;' \
	'ALTER TABLE n RENAME COLUMN at TO day; ALTER TABLE n ADD COLUMN c text;' 'DROP TABLE m_old;'
both upgrade head
same "partitions"
is "... all of it is folded" "$(folded)" 5

history "CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS integer CHECK (VALUE > 0);
CREATE TABLE t (e e NOT NULL DEFAULT 'a', d d, n serial);" "ALTER TYPE e ADD VALUE 'b'; ALTER TYPE e ADD VALUE 'c' BEFORE 'b';" \
	"ALTER TYPE e RENAME VALUE 'a' TO 'first'; ALTER TYPE e RENAME TO f; CREATE INDEX i ON t (e) WHERE e = 'first';" \
	'ALTER DOMAIN d ADD CHECK (VALUE < 9); ALTER DOMAIN d SET DEFAULT 4; ALTER DOMAIN d SET NOT NULL;' \
	'CREATE SCHEMA s; ALTER TYPE f SET SCHEMA s; ALTER DOMAIN d RENAME TO g; CREATE TABLE u (e s.f, g g);'
both upgrade head
same "enums and domains"
is "... all of it is folded" "$(folded)" 5

function='RETURNS trigger LANGUAGE plpgsql AS $$BEGIN'
history 'CREATE TABLE t (id integer PRIMARY KEY, n integer, at timestamp); CREATE TABLE log (id serial, n integer);' \
	"CREATE FUNCTION f() $function NEW.at := now(); RETURN NEW; END\$\$;
CREATE FUNCTION g() $function INSERT INTO log (n) VALUES (NEW.n); RETURN NULL; END\$\$;
CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER b AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();" \
	'ALTER TABLE log RENAME COLUMN n TO m; ALTER TABLE t RENAME TO u; CREATE VIEW v AS SELECT id, n FROM u;' \
	"CREATE OR REPLACE FUNCTION g() $function INSERT INTO log (m) VALUES (NEW.n), (1); RETURN NULL; END\$\$;
ALTER TRIGGER a ON u RENAME TO c; ALTER FUNCTION f() RENAME TO h; CREATE SCHEMA s; ALTER FUNCTION g() SET SCHEMA s;" \
	'CREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM u WHERE id = OLD.id;
CREATE RULE q AS ON DELETE TO log DO INSTEAD NOTHING; CREATE TABLE t (id integer);' \
	"CREATE FUNCTION gone() $function NEW.id := 1; RETURN NEW; END\$\$; CREATE TRIGGER d BEFORE INSERT ON t
FOR EACH ROW EXECUTE FUNCTION gone();" 'DROP TRIGGER d ON t; DROP FUNCTION gone(); DROP RULE q ON log;'
both upgrade head
same "functions, triggers and rules"
is "... all of it is folded" "$(folded)" 7
is "... and they do what they are to" "$(
	db_sql 'INSERT INTO u (id, n) VALUES (1, 5), (2, 6); DELETE FROM v WHERE id = 1;
		SELECT (SELECT group_concat(m) FROM log), (SELECT group_concat(id) FROM u)')" '5,1,6,1|2'

history 'CREATE SCHEMA s; CREATE TABLE s.t (id integer); CREATE TABLE s.log (id integer);' \
	"SET search_path TO s; CREATE FUNCTION f() $function INSERT INTO log VALUES (NEW.id); RETURN NULL; END\$\$;
CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();" 'CREATE TABLE log (k integer);'
both upgrade head
same "a function made with another search_path"
is "... writes where it did then" "$(
	db_sql 'INSERT INTO s__t VALUES (7); SELECT (SELECT count(*) FROM log), (SELECT id FROM s__log)')" '0|7'

start
cp "$srcdir"/migrations/versions/*.sql h/versions
both upgrade head
same "the history that ships"
is "... all of it is folded" "$(folded)" "$(ls h/versions | wc -l)"

# single FILE: as a history with a revision for each statement, but for those on rows
single() {
	start
	awk 'function revision() {
		if (text !~ /^(-- next|INSERT|UPDATE|DELETE|TRUNCATE|COPY)/)
			print text >sprintf("h/versions/%03d_step.sql", ++n)
		text = ""
	}
	/^----/ { exit }
	/^$|^####/ { next }
	{ text = text (text == "" ? "" : "\n") $0 }
	/;$|^-- next/ && gsub(/\$\$/, "$$", text) % 2 == 0 { revision() }' "$1"
}
mkdir cases
awk '/^####/ { close(out); out = sprintf("cases/%03d.sql", ++n) } { print >out }' \
	"$srcdir/tests/contract/alter.cases"
for case in cases/*.sql "$srcdir"/tests/golden/sqlite/*.sql; do
	single "$case"
	both upgrade head
	cmp -s auto.facts off.facts && cmp -s auto.err off.err && continue
	not_ok "$(head -n 1 "$case")" "$(diff auto.facts off.facts; diff auto.err off.err)"
done
ok "what the other tests make"

run -c h/auto.ini -d sqlite:///frozen.db plan head --out plan.json
run -c h/off.ini -d sqlite:///frozen.db upgrade --plan plan.json
is "a folded plan is another" "$status" 1
run -c h/auto.ini -d sqlite:///frozen.db upgrade --plan plan.json
done_ok "... and can be run"
db_new there
db_sql 'CREATE TABLE mine (x)'
run -c h/auto.ini -d "$url" plan head
unlike "a database with a table is not empty" "$out" 'folded'
run -c h/auto.ini -d sqlite:///fresh.db upgrade head --sql
like "a script is not folded" "$out" 'ALTER TABLE a RENAME TO b|ALTER TABLE .*RENAME'

set -- 'CREATE TABLE a (id integer);' 'ALTER TABLE a ADD COLUMN n text;'
history "$@" '-- dunlin: only sqlite
CREATE TABLE raw (x);
-- dunlin: end' 'ALTER TABLE a ADD COLUMN m text;'
is "it ends before a block for SQLite" "$(folded)" 2
history "$1" 'CREATE TABLE s (id serial PRIMARY KEY);' "SELECT setval('s_id_seq', 7);"
is "... before a number that is set" "$(folded)" 2
history "CREATE TABLE i (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);" \
	"CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (e e, n serial);" \
	'ALTER TABLE i ALTER COLUMN id RESTART WITH 7;' 'ALTER TABLE t ALTER COLUMN e SET NOT NULL;'
is "... and one that is to come next" "$(folded)" 2
both upgrade head
same "... which is run behind it"
printf 'types = strict\n' | tee -a h/off.ini >>h/auto.ini
both upgrade head
same "... and in strict tables"
is "... which they are" "$(
	db_sql 'SELECT name FROM pragma_table_list WHERE strict ORDER BY 1' | tr '\n' ' ')" "i t "
history "$@" '-- dunlin: transaction off
CREATE TABLE b (x integer);'
is "... and what has no transaction" "$(folded)" 2
history "$@" '-- dunlin: only postgresql
CREATE TABLE raw (x integer);
-- dunlin: end'
is "but not before a block for others" "$(folded)" 3
printf 'transaction = none\n' >>h/auto.ini
is "without transactions nothing is folded" "$(folded)" 0
history "$@" 'CREATE TABLE p (n integer, EXCLUDE USING gist (n WITH &&));'
printf 'untranslatable = notice\n' | tee -a h/off.ini >>h/auto.ini
is "nor where something was left out" "$(folded)" 0
both upgrade head
same "... which is as it was"
history "$@" 'DROP INDEX nowhere;'
is "... or what nobody made is changed" "$(folded)" 0
history "$1" 'CREATE TABLE b (x integer);'
printf 'transaction = run\n' | tee -a h/off.ini >>h/auto.ini
both upgrade head
same "a run that is one transaction"

history "$@" 'CREATE TABLE p (n integer, EXCLUDE USING gist (n WITH &&));' 'CREATE TABLE q (id integer);'
both upgrade head
nothing "what cannot be translated" '003_step.sql:[0-9:]* error: .*exclusion'
history "$@" 'ALTER TABLE a ADD COLUMN n integer;' 'CREATE TABLE q (id integer);'
both upgrade head
nothing "what contradicts the files before" '003_step.sql:1:[0-9]+: error: .*n'
history "$@" 'CREATE TABLE q (id integer); ALTER TABLE q ADD EXCLUDE USING gist (id WITH &&);' 'DROP TABLE q;'
both upgrade head
nothing "what is gone in the end" '003_step.sql:1:[0-9]+: error: .*exclusion'
history "$@" 'CREATE TABLE q (id integer);
CREATE TABLE dunlin_journal (id integer);' 'ALTER TABLE q ADD COLUMN r text;'
db_new auto
before=$(db_dump)
run -c h/auto.ini -d "$url" upgrade head
is "what SQLite refuses" "$status" 1
like "... has its place" "$err" '003_step.sql:2:1: error: .*dunlin_journal'
like "... and goes with all that it was folded with" "$err" "'001' to '004', which are folded, were rolled"
is "... of which nothing is left" "$(db_dump)" "$before"
tap_done
