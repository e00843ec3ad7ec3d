#!/bin/sh
# What is told of a run: events as JSON, lines, a bar on a terminal, nothing with -q.
set -u
. "$srcdir/tests/engine/lib.sh"
trap 'pg_stop; rm -rf "$scratch"' EXIT
unset NO_COLOR
case $srcdir in /*) ;; *) srcdir=$PWD/$srcdir ;; esac
manual=$srcdir/doc/dunlin-json.5

mkdir -p "$scratch/h/versions" "$scratch/s/versions" "$scratch/e/versions" "$scratch/r/versions"
for d in h s e r; do printf '[dunlin]\nscript_location = %%(here)s\n' >"$scratch/$d/dunlin.ini"; done
echo 'CREATE TABLE big (n int); INSERT INTO big SELECT generate_series(1, 1000);' >"$scratch/h/versions/001_big.sql"
printf -- '-- An index\nCREATE INDEX CONCURRENTLY ix_big_n ON big (n);\n' >"$scratch/h/versions/002_ix.sql"
cat >"$scratch/h/versions/003_more.sql" <<'SQL'
-- More
CREATE TABLE more (n int);
DO $$ BEGIN PERFORM pg_sleep(4.5); END $$;
CREATE TABLE most (n int);
SQL
pg_start
run() { "$DUNLIN" -c "$scratch/h/dunlin.ini" -d "$@"; }

# old_report DATABASE: an old transaction there, which the index has to wait for
old_report() {
	PGAPPNAME=old_report psql -qAtc 'BEGIN ISOLATION LEVEL REPEATABLE READ' \
	    -c 'SELECT 1 FROM big LIMIT 1' -c 'SELECT pg_sleep(5)' -c COMMIT "$1" >/dev/null &
	until [ "$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(5)'
	    AND application_name = 'old_report' AND datname = '$1'" "$1")" = 1 ]; do sleep 0.1; done
}

# on_terminal NAME URL ARGUMENT...: the command on a terminal of 80 columns; leaves what it wrote in
# $scratch/NAME.tty
on_terminal() {
	tty=$scratch/$1.tty
	{
		echo 'stty cols 80'
		echo "exec '$DUNLIN' -c '$scratch/h/dunlin.ini' -d \"\$@\""
	} >"$scratch/$1.sh"
	words="sh '$scratch/$1.sh'"
	shift
	for word; do words="$words '$word'"; done
	SHELL=/bin/sh script -qec "$words" "$tty.raw" </dev/null >/dev/null 2>&1
	# Without the lines of script itself.
	sed -e '/^Script started on /d' -e '/^Script done on /d' "$tty.raw" >"$tty"
}

# All of this takes its time, and takes it at once.
for db in json tty quiet dumb; do
	createdb $db
	run "$(pg_url $db)" -q upgrade 001 || not_ok "prepare $db"
done
old_report json
run "$(pg_url json)" upgrade head --json >"$scratch/json.out" 2>"$scratch/json.err" &
json_pid=$!
old_report tty
TERM=xterm on_terminal tty "$(pg_url tty)" upgrade head &
tty_pid=$!
run "$(pg_url quiet)" -q upgrade 002 || not_ok 'prepare quiet'
TERM=xterm on_terminal quiet "$(pg_url quiet)" -q upgrade head &
quiet_pid=$!
run "$(pg_url dumb)" -q upgrade 002 || not_ok 'prepare dumb'
TERM=dumb on_terminal dumb "$(pg_url dumb)" upgrade head &
dumb_pid=$!
echo 'CREATE TABLE t (n int);' >"$scratch/s/versions/001_t.sql"
{ echo 'BEGIN IMMEDIATE;'; sleep 6; echo 'COMMIT;'; } | sqlite3 "$scratch/s.db" &
sleep 0.5
"$DUNLIN" -c "$scratch/s/dunlin.ini" -d "sqlite:///$scratch/s.db" upgrade head --json >"$scratch/s.out" \
    2>"$scratch/s.err" &
sqlite_pid=$!
run "$(pg_url json)" upgrade head --json >"$scratch/second.out" 2>"$scratch/second.err" &
second_pid=$!
most_quiet=0 most_dumb=0
while kill -0 $dumb_pid 2>/dev/null || kill -0 $quiet_pid 2>/dev/null; do
	for db in quiet dumb; do
		n=$(psql -Atc "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dunlin'
		    AND datname = '$db'")
		eval "[ $n -le \$most_$db ] || most_$db=$n"
	done
	sleep 0.2
done
wait $json_pid && ok 'a run with --json' || not_ok 'a run with --json' "$(cat "$scratch/json.err")"
wait $second_pid && ok 'another one behind it' || not_ok 'another one behind it' "$(cat "$scratch/second.err")"
wait $sqlite_pid && ok 'one on SQLite' || not_ok 'one on SQLite' "$(cat "$scratch/s.err")"
wait $tty_pid $quiet_pid $dumb_pid

# -- events --
cat >"$scratch/events.py" <<'PY'
import json, re, sys
class Event(dict):
    __getattr__ = dict.get
events = [Event(json.loads(line)) for line in open(sys.argv[1])]
def of(kind, **members):
    return [e for e in events if e.event == kind and all(e.get(k) == v for k, v in members.items())]
print(eval(sys.argv[2]))
PY
events() { python3 "$scratch/events.py" "$scratch/$1.out" "$2" 2>&1; }
is 'each line is an event with its schema and its time' "$(events json '{
    (e.schema, bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", e.time))) for e in events}')" '{(1, True)}'
is 'what happens, in its order' "$(events json '[e.event for e in events if e.event != "progress"]')" \
    "['begin', 'plan', 'revision', 'step', 'step-done', 'revision-done', 'revision', 'revision-done', 'end']"
is 'the run' "$(events json '[(e.direction, e.target, e.database) for e in of("begin")]')" \
    "[('upgrade', 'head', '$(pg_url json)')]"
is 'what is to be done' "$(events json '[(e.revisions, e.steps) for e in of("plan")]')" '[(2, 4)]'
is 'the revisions' "$(events json '[(e.revision, e.message, e.steps) for e in of("revision")]')" \
    "[('002', 'An index', 1), ('003', 'More', 3)]"
is 'the step outside a transaction, with its place' \
    "$(events json '[(e.step, e.steps, e.statement, e.line, e.file.split("/")[-1]) for e in of("step")]')" \
    "[(1, 1, 'CREATE INDEX CONCURRENTLY ix_big_n ON big (n)', 2, '002_ix.sql')]"
is 'what the server does for it, and who is in the way' "$(events json '{(e.phase, e.object, e.unit,
    e.holder["application"]) for e in of("progress", revision="002") if e.holder}')" \
    "{('waiting for old snapshots', 'public.big', 'sessions', 'old_report')}"
is 'with his process' "$(events json '{type(e.holder["pid"]) for e in of("progress", revision="002") if e.holder}')" \
    "{<class 'int'>}"
is 'which of the statements that were sent together is at work' \
    "$(events json '{(e.step, e.steps, e.statement[:2], e.line) for e in of("progress", revision="003")}')" \
    "{(2, 3, 'DO', 3)}"
is 'how long it took' \
    "$(events json '[2000 < of("step-done")[0].ms < 20000] + [4400 < e.ms < 20000 for e in of("revision-done", revision="003")]')" \
    '[True, True]'
is 'that all is done' \
    "$(events json '[(e.ok, e.error, e.exit_status, e.revisions_done) for e in of("end")]')" '[(True, None, 0, 2)]'
is 'who waits for the lock knows for whom' \
    "$(events second '{(e["for"], e.holder["application"]) for e in of("wait")}')" "{('lock', 'dunlin')}"
is 'not more often than each second' "$(events second '2 <= len(of("wait")) <= of("wait")[-1].ms / 1000 + 2')" True
is 'and that nothing was left' "$(events second '[(e.ok, e.revisions_done) for e in of("end")]')" '[(True, 0)]'
is 'SQLite cannot be asked, but it lasts' \
    "$(events s '{(e.revision, e.phase) for e in of("progress")}')" "{('001', None)}"

# -- lines --
lines=$(cat "$scratch/json.err")
like 'without a terminal there are lines' "$lines" \
    "^dunlin: still at revision '002', step 1 of 1, after [0-9]+ s: waiting for old snapshots \(public.big\), 0 of 1 sessions; in the way: pid [0-9]+, application 'old_report', "
like 'of each step that lasts' "$lines" "^dunlin: still at revision '003', step 2 of 3, after [0-9]+ s: DO "
said=$(grep -c 'still at' "$scratch/json.err")
is 'from time to time' "$(events json "2 <= $said < len(of('progress'))")" True
unlike 'and no bar' "$lines" "$(printf '[\r\033]')"
dumb=$(cat "$scratch/dumb.tty")
like 'a dumb terminal has lines, too' "$dumb" "^dunlin: still at revision '003', step 2 of 3"
unlike 'and no bar' "$dumb" "$(printf '[\033]')"

# -- quiet --
is 'with -q there is nothing' "$(cat "$scratch/quiet.tty")" ''
is 'and no second connection, as there is where somebody looks on' "$most_quiet $most_dumb" '1 2'

# -- the bar --
cat >"$scratch/screen.py" <<'PY'
# What a terminal of 80 columns shows of a file: "seen" all that ever stood on its last line,
# "left" the lines in the end.
import re, sys
text = open(sys.argv[2], newline="").read()
left, line, column, seen, widest = [], [], 0, [], 0
for piece in re.findall(r"\033\[[0-9;]*[A-Za-z]|.|\n", text, re.S):
    if piece == "\r":
        seen.append("".join(line))
        column = 0
    elif piece == "\n":
        left.append("".join(line))
        line, column = [], 0
    elif piece == "\033[K":
        del line[column:]
    elif piece[0] != "\033":
        line[column:column + 1] = [piece]
        column += 1
        if line[0] == "[":
            widest = max(widest, len(line))
print(widest if sys.argv[1] == "widest" else "\n".join({"seen": seen, "left": left}[sys.argv[1]]))
PY
screen() { python3 "$scratch/screen.py" "$1" "$scratch/$2.tty"; }
seen=$(screen seen tty)
like 'on a terminal there is a bar' "$seen" \
    '^\[-{12}\] 1/2 002 pid [0-9]+ old_report is in the way, .* 0:[0-9]+$'
like 'for the run and its steps' "$seen" '^\[###---------\] 1/2 002 CREATE INDEX CONCURRENTLY'
like 'with what is at work' "$seen" '^\[######------\] 2/2 003 DO .* 0:[0-9]+$'
is 'as wide as the terminal without its last column' "$(screen widest tty)" 79
is 'in the end the lines are left, each whole' "$(screen left tty | sed -e 's/([0-9.]* ms)//' -e 's/ *$//')" \
    "dunlin: database $(pg_url tty)
dunlin: upgraded   002  An index
dunlin: upgraded   003  More"
unlike 'without lines of progress' "$seen" 'still at'

# -- what goes wrong --
cat >"$scratch/e/versions/001_t.sql" <<'SQL'
CREATE TABLE t (n int CONSTRAINT t_key UNIQUE);
INSERT INTO t VALUES (1);
  INSERT INTO t VALUES (1);
SQL
createdb wrong
for values in '' --show-values; do
	# shellcheck disable=SC2086
	"$DUNLIN" $values -c "$scratch/e/dunlin.ini" -d "$(pg_url wrong)" upgrade head --json >"$scratch/e$values.out" 2>/dev/null
	is "a failure is an exit status${values:+ with $values}" $? 1
done
is 'and the last event' "$(events e '(events[-1].event, events[-1].ok, events[-1].exit_status)')" "('end', False, 1)"
is 'which has the error whole' "$(events e '[events[-1].error[k] for k in ("code", "sqlstate", "line", "column", "detail")]')" \
    "['DUNLIN_E_CONSTRAINT', '23505', 3, 3, None]"
like 'in its words' "$(events e 'events[-1].error["message"]')" "^revision '001' was rolled back: duplicate key"
like 'with its file' "$(events e 'events[-1].error["file"]')" '/001_t\.sql$'
is 'values of rows only where they are asked for' "$(events e--show-values 'events[-1].error["detail"]')" \
    'Key (n)=(1) already exists.'
echo 'CREATE TABLE t (n int);' >"$scratch/r/versions/001_t.sql"
"$DUNLIN" -q -c "$scratch/r/dunlin.ini" -d "$(pg_url wrong)" upgrade head
echo 'ALTER TABLE IF EXISTS nowhere ADD COLUMN m int; ALTER TABLE t ADD COLUMN m int;' >"$scratch/r/versions/002_m.sql"
PGAPPNAME=reader psql -qAtc BEGIN -c 'SELECT * FROM t' -c 'SELECT pg_sleep(2)' -c COMMIT wrong >/dev/null &
sleep 0.5
"$DUNLIN" -c "$scratch/r/dunlin.ini" -d "$(pg_url wrong)" upgrade head --json >"$scratch/r.out" 2>/dev/null
is 'what is tried again is told, with who was in the way' \
    "$(events r '{(e.revision, e.reason, e.holder["application"]) for e in of("retry")}')" \
    "{('002', 'canceling statement due to lock timeout', 'reader')}"
cp "$scratch/r.out" "$scratch/retry.out"
printf -- '-- x\nSELECT pg_sleep(20);\n' >"$scratch/r/versions/003_x.sql"
"$DUNLIN" -c "$scratch/r/dunlin.ini" -d "$(pg_url wrong)" upgrade head --json >"$scratch/r.out" 2>/dev/null &
pid=$!
until grep -q '"revision":"003"' "$scratch/r.out"; do sleep 0.1; done
kill -TERM $pid
wait $pid
is 'a signal ends it' $? 143
is 'and the events' "$(events r '(events[-1].event, events[-1].error["code"], events[-1].exit_status)')" \
    "('end', 'DUNLIN_E_CANCELED', 1)"
"$DUNLIN" -c "$scratch/r/dunlin.ini" -d "postgresql://127.0.0.1:1/x" upgrade head --wait=500ms --json \
    >"$scratch/nobody.out" 2>/dev/null

# -- the manual --
cat >"$scratch/manual.py" <<'PY'
# What dunlin-json(5) says of events: kind -> members, those in bold.
import json, re, shlex, sys
page, members, kind = open(sys.argv[1]).read().replace(r"\-", "-").split(".SH EVENTS")[1], {}, None
for line in page.split(".SH ")[0].splitlines():
    macro, *words = shlex.split(line) if re.match(r"\.(B|BR|I|IR|TP|PP)\b", line) else [""]
    kind = "" if macro == ".TP" else None if macro == ".PP" else kind
    about = re.match(r"\.I (error|holder)$", line)
    if about and kind is None:
        kind = about[1]
    elif kind == "" and macro == ".B":
        kind = words[0]
    elif kind and macro in (".B", ".BR") and words[0][0] != "-":
        members.setdefault(kind, set()).add(words[0])
always, seen = {"schema", "event", "time"}, {}
for name in sys.argv[2:]:
    for event in map(json.loads, open(name)):
        seen.setdefault(event["event"], set()).update(set(event) - always)
        for part in "error", "holder":
            if event.get(part):
                seen.setdefault(part, set()).update(event[part])
for kind in sorted(set(members) | set(seen)):
    for what, list in ("not seen", members.get(kind, set()) - seen.get(kind, set())), (
        "not in the manual", seen.get(kind, set()) - members.get(kind, set())):
        if list:
            print(kind, what, *sorted(list))
print(len(members))
PY
is 'events have what the manual says, all of it and nothing else' \
    "$(cd "$scratch" && python3 manual.py "$manual" json.out second.out s.out e.out e--show-values.out \
    retry.out r.out nobody.out 2>&1)" 13
echo 'CREATE TABLE x (n int);' >"$scratch/r/versions/003_x.sql"
if "$DUNLIN" -c "$scratch/r/dunlin.ini" -d "$(pg_url wrong)" upgrade +1 --json >/dev/full 2>"$scratch/err"; then
	not_ok 'events that cannot be written are an error'
else
	like 'events that cannot be written are an error' "$(cat "$scratch/err")" 'error: cannot write'
fi
is 'and stop nothing' "$(psql -Atc 'SELECT count(*) FROM dunlin_revision' wrong)" 3
"$DUNLIN" -c "$scratch/r/dunlin.ini" upgrade head --sql --json >/dev/null 2>"$scratch/err"
is '--sql has no events' $? 2
tap_done
