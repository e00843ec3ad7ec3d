# sqlite_lib.sh - a history of all that a SQLite file goes through, and a run that dies to order
. "$srcdir/tests/support/tap.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
db=$scratch/x.db

shim=$PWD/tests/support/.libs/powershim.so
[ -f "$shim" ] || skip_all 'no module to preload'
# A sanitizer wants to be loaded first.
ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
export ASAN_OPTIONS

mkdir -p "$scratch/h/versions"
printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/h/dunlin.ini"
cat >"$scratch/h/versions/001_tables.sql" <<'SQL'
-- plain DDL and data
-- dunlin: upgrade
CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER NOT NULL, note VARCHAR(40),
    m VARCHAR(8) CONSTRAINT ck_m CHECK (m IN ('sad', 'glad')));
CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER REFERENCES t);
-- dunlin: only sqlite
INSERT INTO t (n, note, m) WITH RECURSIVE i (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 400)
    SELECT i, 'a note of some length, number ' || i, 'sad' FROM i;
-- dunlin: end
INSERT INTO child (id, t_id) VALUES (1, 7), (2, 400);
CREATE INDEX ix_old ON t (note);
SQL
cat >"$scratch/h/versions/002_indexes.sql" <<'SQL'
-- concurrent indexes between transactions
-- dunlin: upgrade
ALTER TABLE t ADD COLUMN k INTEGER;
CREATE UNIQUE INDEX CONCURRENTLY ux_t_n ON t (n) WHERE n > 0;
CREATE INDEX CONCURRENTLY ix_t_note ON t (lower(note), id DESC);
-- dunlin: only sqlite
UPDATE t SET k = coalesce(k, 0) + n;
-- dunlin: end
DROP INDEX CONCURRENTLY ix_old;
SQL
cat >"$scratch/h/versions/003_values.sql" <<'SQL'
-- a value and its use, and a table that is made anew
-- dunlin: upgrade
ALTER TABLE t DROP CONSTRAINT ck_m;
ALTER TABLE t ADD CONSTRAINT ck_m CHECK (m IN ('sad', 'glad', 'mad'));
-- dunlin: only sqlite
UPDATE t SET m = 'mad' WHERE n > 200;
-- dunlin: end
INSERT INTO t (n, note) VALUES (-1, 'once');
ALTER TABLE t ALTER COLUMN note SET NOT NULL;
ALTER TABLE t ADD CONSTRAINT ck_n CHECK (n > -10);
SQL
cat >"$scratch/h/versions/004_single.sql" <<'SQL'
-- without a transaction around it
-- dunlin: transaction off
-- dunlin: upgrade
-- dunlin: only sqlite
-- dunlin: done-when SELECT count(*) = 1 FROM sqlite_schema WHERE name = 'u'
CREATE TABLE u (a INTEGER);
-- dunlin: repeatable
INSERT INTO u (a) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM u);
-- dunlin: done-when SELECT count(*) = 2 FROM u
INSERT INTO u (a) VALUES (2);
-- dunlin: end
SQL

# upgrade [VARIABLE=VALUE...]: its output goes to $scratch/out
upgrade() {
	env "$@" "$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "sqlite:///$db" upgrade head \
	    >"$scratch/out" 2>&1
}

# dies VARIABLE=VALUE...: an upgrade with the shim
dies() {
	( upgrade LD_PRELOAD="$shim" "$@" ) 2>/dev/null
	[ $? -eq 137 ]
}

# Everything in the file, but when it was done, and that it is whole.
outcome() {
	sqlite3 "$db" "PRAGMA integrity_check" "PRAGMA foreign_key_check" \
	    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name" \
	    "SELECT * FROM t ORDER BY id" "SELECT * FROM child" "SELECT * FROM u" \
	    "SELECT id FROM dunlin_revision ORDER BY id" \
	    "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'" 2>&1
}

# fresh: an empty database of journal mode $mode
fresh() {
	rm -f "$db" "$db"-*
	[ "$mode" = delete ] || sqlite3 "$db" "PRAGMA journal_mode = $mode" >/dev/null
}

# calm MODE: an undisturbed run; leaves what it comes to, and a line for each operation on files
calm() {
	mode=$1
	fresh
	rm -f "$scratch/log"
	upgrade LD_PRELOAD="$shim" DUNLIN_POWER_LOG="$scratch/log" || {
		not_ok "$mode: an undisturbed run" "$(cat "$scratch/out")"
		tap_done
	}
	outcome >"$scratch/calm"
	is "$mode: an undisturbed run" "$(head -n 1 "$scratch/calm")" ok
	count=$(wc -l <"$scratch/log")
}

# disturbed WHAT VARIABLE=VALUE...: one that dies and one after it; what is wrong is added to $bad
disturbed() {
	what=$1
	shift
	fresh
	dies "$@" || bad="$bad
$what: it did not die: $(cat "$scratch/out")"
	upgrade A=b || bad="$bad
$what: $(cat "$scratch/out")"
	outcome >"$scratch/after"
	cmp -s "$scratch/calm" "$scratch/after" || bad="$bad
$what: $(diff "$scratch/calm" "$scratch/after" | head -n 10)"
	tried=$((tried + 1))
}
