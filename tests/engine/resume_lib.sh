# resume_lib.sh - what the tests of resuming share: a project of their own, and a crash to order
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT

# project NAME: an empty one, and an empty database
project() {
	h=$scratch/$1 db=$1
	mkdir -p "$h/versions"
	printf '[dunlin]\nscript_location = %%(here)s\n' >"$h/dunlin.ini"
	createdb "$db"
	url=$(pg_url "$db")
}

# revision ID: its file is standard input
revision() {
	{ printf -- '-- revision %s\n-- dunlin: upgrade\n' "$1"; cat; } >"$h/versions/$1_x.sql"
}

run() {
	status=0
	"$DUNLIN" -c "$h/dunlin.ini" -d "$url" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	out=$(cat "$scratch/out" "$scratch/err")
}

sql() {
	psql -XqAt -v ON_ERROR_STOP=1 "$db" -c "$1"
}

# crashed REVISION STEP: the state of a run that was killed while this step ran
crashed() {
	sql "UPDATE dunlin_journal SET state = CASE WHEN step < $2 THEN 'done' WHEN step = $2 THEN
		'started' ELSE 'intended' END WHERE revision = '$1'" 
	sql "DELETE FROM dunlin_revision WHERE id = '$1'"
}

done_ok() {
	if [ "$status" -eq 0 ]; then ok "$1"; else not_ok "$1" "$out"; fi
}

recorded() {
	is "$1: recorded once, nothing is left open" \
	    "$(sql "SELECT count(*) FROM dunlin_revision WHERE id = '$2'"):$(sql "SELECT count(*)
		FROM dunlin_journal WHERE state <> 'done'")" 1:0
}

invalidate() {
	sql "UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = '$1'::regclass"
}

valid() {
	sql "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('$1')"
}

pg_start
