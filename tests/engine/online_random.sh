#!/bin/sh
# Histories that are made up: what a server came to by their statements one by one is what an upgrade
# with online = always comes to, killed on its way as often as DUNLIN_TEST_KILLS says.  DUNLIN_TEST_HISTORIES=N, DUNLIN_TEST_SEED=N.
set -u
. "$srcdir/tests/engine/resume_lib.sh"

# whole DATABASE: its catalog, and its rows but for what was numbered
whole() {
	pg_schema "$1" | grep -v -e 'dunlin_[a-z]* ' -e '_dn_'
	psql -XqAt "$1" <<-'SQL'
	SELECT format('SELECT %L, (SELECT jsonb_object_agg(k, v) FROM jsonb_each(to_jsonb(t)) e (k, v) WHERE
		k !~ ''^k_'')::text FROM ONLY %s t ORDER BY 2', c.oid::regclass, c.oid::regclass)
	FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^dunlin_'
	ORDER BY c.oid::regclass::text \gexec
	SELECT conrelid::regclass, conname, contype, convalidated, conislocal, coninhcount FROM pg_constraint
	WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '^dunlin_' ORDER BY 1, 2;
	SELECT indrelid::regclass, indexrelid::regclass, indisvalid, indisprimary FROM pg_index
	WHERE indrelid::regclass::text !~ '^(dunlin_|pg_)' ORDER BY 1, 2;
	SQL
}

# upgraded KILLS: after so many runs that were killed
upgraded() {
	left=$1
	while [ "$left" -gt 0 ]; do
		left=$((left - 1))
		timeout -s KILL "0.$(awk -v s="$seed$left" 'BEGIN { srand(s); printf "%03d", 20 + rand() * 300 }')" \
		    "$DUNLIN" -q -c "$h/dunlin.ini" -d "$url" upgrade head >/dev/null 2>&1
	done
	run upgrade head
}

count=${DUNLIN_TEST_HISTORIES:-4} first=${DUNLIN_TEST_SEED:-601}
for n in $(seq "$count"); do
	seed=$((first + n - 1)) kills=${DUNLIN_TEST_KILLS:-0}
	project "always_$seed"
	printf 'online = always\nbackfill_pause = 0\n' >>"$h/dunlin.ini"
	createdb "naive_$seed"
	python3 "$srcdir/tests/engine/online_random.py" "$seed" 25 "$h/versions" "naive_$seed" || exit 1
	upgraded "$kills"
	done_ok "seed $seed, killed $kills times: it is done"
	whole "naive_$seed" >"$scratch/naive"
	whole "always_$seed" >"$scratch/always"
	is "seed $seed: the same catalog and rows" "$(diff "$scratch/naive" "$scratch/always")" ''
	dropdb "naive_$seed"
	dropdb "$db"
done
tap_done
