# kill_lib.sh - a history of everything that can be half done, and its undisturbed outcome
. "$srcdir/tests/engine/lib.sh"

# make_mixed_history DIRECTORY
make_mixed_history() {
	mkdir -p "$1/versions"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$1/dunlin.ini"
	cat >"$1/versions/001_tables.sql" <<-'SQL'
	-- plain DDL and data
	-- dunlin: upgrade
	CREATE TYPE mood AS ENUM ('sad', 'glad');
	CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER NOT NULL, note VARCHAR(40), m mood);
	CREATE TABLE p (a INTEGER) PARTITION BY LIST (a);
	CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
	INSERT INTO t (n, note, m) SELECT i, 'note ' || i, 'sad' FROM generate_series(1, 2000) i;
	CREATE INDEX ix_old ON t (note);
	SQL
	cat >"$1/versions/002_indexes.sql" <<-'SQL'
	-- concurrent indexes between transactions
	-- dunlin: upgrade
	ALTER TABLE t ADD COLUMN k INTEGER;
	CREATE UNIQUE INDEX CONCURRENTLY ux_t_n ON t (n) WHERE n > 0;
	CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_t_note ON t (lower(note), id DESC);
	UPDATE t SET k = coalesce(k, 0) + n;
	DROP INDEX CONCURRENTLY ix_old;
	SQL
	cat >"$1/versions/003_values.sql" <<-'SQL'
	-- a value and its use, a partition that goes, housekeeping
	-- dunlin: upgrade
	ALTER TYPE mood ADD VALUE 'mad';
	UPDATE t SET m = 'mad' WHERE n > 1000;
	INSERT INTO t (n, note) VALUES (-1, 'once');
	ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;
	REINDEX TABLE CONCURRENTLY t;
	VACUUM t;
	SQL
}

# outcome DATABASE: catalog and data and what is recorded
outcome() {
	pg_schema "$1"
	psql -XqAt "$1" -c "SELECT count(*), sum(n), sum(k), count(DISTINCT note) FROM t" \
	    -c "SELECT m, count(*) FROM t GROUP BY m ORDER BY m" \
	    -c "SELECT string_agg(id, ' ' ORDER BY id), count(*) FROM dunlin_revision" \
	    -c "SELECT count(*) FROM dunlin_journal WHERE state <> 'done'" \
	    -c "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
}

# upgrade DATABASE: its output goes to $scratch/out
upgrade() {
	"$DUNLIN" -q -c "$scratch/h/dunlin.ini" -d "$(pg_url "$1")" upgrade head >"$scratch/out" 2>&1
}

# numbers SEED COUNT LIMIT: random ones, a space between
numbers() {
	awk -v seed="$1" -v n="$2" -v limit="$3" \
	    'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%.3f ", rand() * limit }'
}

# needs_shim: $shim is what kills behind a message, to be preloaded
needs_shim() {
	shim=$PWD/tests/support/.libs/killshim.so
	[ -f "$shim" ] || skip_all 'no module to preload'
	# A sanitizer wants to be loaded first.
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
	export ASAN_OPTIONS
}

# Of a test whose own dunlin() writes to $scratch/out; what is wrong is a line more of $bad.
#
# killed N ARGUMENT...      a run that is killed behind message N
# messages ARGUMENT...      how many a run sends, and its exit status
killed() {
	n=$1
	shift
	( export LD_PRELOAD="$shim" DUNLIN_KILL_AT="$n"; dunlin "$@" ) 2>/dev/null
	[ $? -eq 137 ] || bad="$bad
message $n of $1: it was not killed: $(cat "$scratch/out")"
}

messages() {
	status=0
	LD_PRELOAD="$shim" DUNLIN_KILL_COUNT="$scratch/count" dunlin "$@" || status=$?
	cat "$scratch/count"
	return $status
}
