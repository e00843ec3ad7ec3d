#!/usr/bin/env python3
"""The statements of queries.sql and queries_mariadb.sql on PostgreSQL and on MariaDB: the same rows, or a line that says why.

mariadb_queries.py DUNLIN FOLDER PSQL-COMMAND MARIADB-COMMAND

What cannot be translated is left out; what differs is a line of queries_mariadb.txt.  Statements
that change rows are run in a transaction that is rolled back.
"""
import json
import re
import shlex
import subprocess
import sys
import tempfile

dunlin, folder = sys.argv[1:3]
psql, mariadb = shlex.split(sys.argv[3]), shlex.split(sys.argv[4])
SESSION = (
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; SET SESSION time_zone = '+00:00', sql_mode = "
    "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_AUTO_VALUE_ON_ZERO,SIMULTANEOUS_ASSIGNMENT,TIME_ROUND_FRACTIONAL', group_concat_max_len = 1073741824, "
    "max_recursive_iterations = 4294967295;\n"
)
TABLES = ["a ORDER BY id", "b ORDER BY id", "c ORDER BY pos, note", "d ORDER BY id",
          "empty ORDER BY id, name"]
# No statement sees the numbers that another one has taken.
NUMBER = ("DO $$ BEGIN PERFORM setval('a_id_seq', 6); END $$;\n",
          "ALTER TABLE a AUTO_INCREMENT = 7;\n")
MARK = "CREATE TABLE dn_mark%d (a int);\n"


def run(command, text):
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False)
    return done.returncode, done.stdout


def translate(text, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        status, out = run([dunlin, "translate", "-q", "--to", "mysql", *options, file.name], "")
    assert status == 0, out
    return out


def impossible(text):
    """The lines of the statements that cannot be translated."""
    findings = json.loads(translate(text, "--report", "--json"))["findings"]
    return {f["line"] for f in findings if f["fidelity"] == "impossible"}


def answers(command, begin, mark, texts):
    """What each text gives when all are run in one session."""
    script = begin + "".join("%s\n%s\n" % (mark % n, t) for n, t in enumerate(texts))
    parts = re.split(r"^dn_mark (\d+)\n", run(command, script)[1], flags=re.M)[1:]
    return {int(n): text for n, text in zip(parts[::2], parts[1::2])}


def value(text):
    """One form for what both print in their own."""
    if text in ("t", "f"):
        return "1" if text == "t" else "0"
    if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text):
        number = float(text)
        return "%.10g" % (0 if number == 0 else number)
    time = re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)?(\+00)?", text)
    if time:
        return time[1] + (time[2] or "").rstrip("0").rstrip(".")
    return document(text) if text[:1] in ("{", "[", '"') else text.replace("\\\\", "\\")


def document(text):
    """JSON, or an array as PostgreSQL prints it, as JSON; an empty one of either is the same."""
    inner = re.sub(r"\bNULL\b", "null", text[1:-1])
    if text[0] == "{" and re.fullmatch(r"[tf](,[tf])*", inner):
        inner = inner.replace("t", "true").replace("f", "false")
    words = [
        word if re.fullmatch(r'-?[\d.]+|null|".*"', word) else json.dumps(word)
        for word in inner.split(",")
    ]
    for form in (text, "[" + inner + "]", "[" + ",".join(words) + "]"):
        try:
            return json.dumps(element(json.loads(form)), sort_keys=True).replace("{}", "[]")
        except ValueError:
            continue
    return text


def element(read):
    """What PostgreSQL prints of an array does not tell text from numbers and booleans."""
    if not isinstance(read, list):
        return read
    return [json.loads(e) if isinstance(e, str) and re.fullmatch(r"-?[\d.]+|true|false", e) else e
            for e in read]


def rows(text, ordered):
    lines = ["\t".join(map(value, line.split("\t"))) for line in text.rstrip("\n").split("\n")]
    return lines if ordered else sorted(lines)


def asks(query):
    return re.match(r"SELECT|VALUES|WITH|\(", query) and not re.search(
        r"RETURNING|[()] ?(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\b", query)


def changes(statement, tables):
    looks = "".join("SELECT * FROM %s;\n" % t for t in tables)
    return "BEGIN;\n" + statement + ";\n" + looks + "ROLLBACK;"


def forms(query, sql):
    """What to run on PostgreSQL and on MariaDB."""
    if asks(query):
        return query + ";", sql + ";"
    quiet = query if query.startswith("WITH") else re.sub(r"\sRETURNING .*", "", query)
    return (NUMBER[0] + changes(quiet, TABLES),
            NUMBER[1] + changes(sql, [t.replace("note", "note IS NULL, note") for t in TABLES]))


def failed(text):
    return re.search(r"^ERROR\b.*", text, re.M)


def compare(query, left, right):
    """None when both come to the same, else what differs."""
    if failed(left) or failed(right):
        return None if failed(left) and failed(right) else "%s: %s" % (
            ("PostgreSQL", failed(left)[0]) if failed(left) else ("MariaDB", failed(right)[0]))
    ordered = not asks(query) or "ORDER BY" in query.rsplit(")", 1)[-1]
    want, got = rows(left, ordered), rows(right, ordered)
    return None if want == got else "want %s, got %s" % (
        [r for r in want if r not in got][:2], [r for r in got if r not in want][:2])


def lines(name):
    with open("%s/%s" % (folder, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("--")]


def main():
    schema = "\n".join(lines("queries_rows.sql")) + "\n"
    known = dict.fromkeys(lines("queries_mariadb.txt"), False)
    # What makes tables cannot be rolled back there, nor can what sets a number.
    listed = lines("queries.sql") + lines("queries_mariadb.sql")
    tried = [line for line in listed if not re.search(
        r"\b(CREATE|ALTER|DROP|TRUNCATE|INTO made|setval)\b|;|\n", line)]
    queries = [line[1:].strip() if line[0] in "!~" else line for line in tried]
    first = schema.count("\n") + 1
    left_out = impossible(schema + "".join(q + ";\n" for q in queries))
    kept = [n for n in range(len(queries)) if first + n not in left_out]
    sql = translate(schema + "".join(MARK % n + queries[n] + ";\n" for n in kept))
    parts = re.split(r"CREATE TABLE `dn_mark\d+` \([^;]*;\n", sql)
    made = run(psql, schema), run(mariadb, SESSION + parts[0])
    assert made[0][0] == 0 and made[1][0] == 0, made
    pairs = [forms(queries[n], part.strip().rstrip(";")) for n, part in zip(kept, parts[1:])]
    want = answers(psql, "SET TimeZone = 'UTC';\n", "\\echo dn_mark %d", [p[0] for p in pairs])
    got = answers(mariadb, SESSION, "SELECT 'dn_mark %d';", [p[1] for p in pairs])
    for at, n in enumerate(kept):
        differs = compare(queries[n], want.get(at, ""), got.get(at, ""))
        if differs is None:
            continue
        if tried[n] in known:
            known[tried[n]] = True
        else:
            print("%s\n  %s\n  %s" % (tried[n], parts[at + 1].strip(), differs))
    print("".join("no difference any more: %s\n" % k for k, used in known.items() if not used), end="")
    print("# %d statements, %d of them not translated" % (len(queries), len(left_out)))
    if len(kept) < 500:
        print("only %d are translated" % len(kept))


main()
