"""mysql_alter.py - do statements on MariaDB's tables work as they say, and is that the best way?

usage: mysql_alter.py CASES DIRECTORY SOCKET

Each case is a revision.  Of each statement of its plan that says how it works, the server is asked for
every better way first: it must refuse them, and take the one that is said.  Behind "-- dearer: WHY" a
statement says more than the server needs.
"""
import json
import os
import re
import shutil
import subprocess
import sys

cases, directory, socket = sys.argv[1:]
# From what nobody notices to what keeps writers waiting, and how `plan` calls it.
WAYS = [("INSTANT", "NONE", "instant"), ("NOCOPY", "NONE", "in place"), ("INPLACE", "NONE", "in place"),
        ("INPLACE", "SHARED", "blocks writes"), ("COPY", "NONE", "in place"),
        ("COPY", "SHARED", "blocks writes")]
# Of dunlin's sessions what matters here.
SESSION = ("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin; SET SESSION time_zone = '+00:00', sql_mode ="
           " 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,SIMULTANEOUS_ASSIGNMENT';\n")


def mariadb(database, *statements):
    """What the server says to each: None, or its error's number and text."""
    text = SESSION + "".join(s + ";\n" for s in statements)
    out = subprocess.run(["mariadb", "--no-defaults", "-u", "root", "-S", socket, "-f", database], input=text,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    errors = {int(m[1]): m[0] for m in re.finditer(r"(?m)^ERROR \d+ .* at line (\d+): .*$", out)}
    return [errors.get(2 + i) for i in range(len(statements))]


def plan(name, text):
    """The steps of a revision that has the text; or what is wrong with it."""
    options = re.findall(r"\[(.*)\]$", name)
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory + "/versions")
    with open(directory + "/dunlin.ini", "w") as f:
        f.write("\n".join(["[dunlin]", "script_location = %(here)s"] + options) + "\n")
    with open(directory + "/versions/001_alter.sql", "w") as f:
        f.write(text)
    mariadb("", "DROP DATABASE IF EXISTS alter_list", "CREATE DATABASE alter_list CHARACTER SET latin1")
    ran = subprocess.run([os.environ["DUNLIN"], "-q", "-c", directory + "/dunlin.ini", "-d",
                          "mariadb://dunlin@localhost/alter_list?socket=" + socket, "plan", "head", "--json"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        return None, ran.stderr
    revisions = json.loads(ran.stdout)["revisions"]
    return [step for r in revisions for s in r["segments"] for step in s["steps"]], None


def try_step(step, dearer):
    """Run it on the server; what is wrong, or None."""
    sql = step["statement"]
    said = re.search(r", ALGORITHM=(\w+), LOCK=(\w+)$", sql)
    if said is None:
        refused = mariadb("alter_list", sql)[0]
        if refused is None and sql.startswith("ALTER TABLE ") and " RENAME TO " not in sql and "how" in step:
            return "%s does not say how" % sql
        return refused and "%s\n%s" % (sql, refused)
    own = next(i for i, way in enumerate(WAYS) if way[:2] == said.groups())
    tries = ["%s, ALGORITHM=%s, LOCK=%s" % (sql[:said.start()], *way[:2]) for way in WAYS[:own + 1]]
    answers = mariadb("alter_list", *tries)
    best = next((i for i, answer in enumerate(answers) if answer is None), None)
    unable = re.compile("ERROR (1845|1846) ")
    odd = [a for a in answers[:best] if not unable.match(a)]
    if best is None or odd:
        return "%s\n%s" % (sql, (odd or answers)[-1])
    if WAYS[own][2] != step.get("how"):
        return "%s\nplan says '%s'" % (sql, step.get("how"))
    if (best < own) != dearer:
        return "%s\nthe server would do it with %s, LOCK=%s" % (sql, *WAYS[best][:2])
    return None


def try_case(name, text):
    """What is wrong with it, and how many statements say how they work."""
    steps, wrong = plan(name, text)
    if wrong is not None:
        return [wrong], 0
    lines = text.split("\n")
    bad, said = [], 0
    for step in steps:
        dearer = lines[step["line"] - 2].startswith("-- dearer: ")
        said += "how" in step
        wrong = try_step(step, dearer and step is [s for s in steps if s["line"] == step["line"]][-1])
        if wrong is not None:
            bad.append("line %d: %s" % (step["line"], wrong))
    return bad, said


with open(cases) as f:
    sections = re.split(r"(?m)^== ", f.read())[1:]
failed = 0
for n, section in enumerate(sections, 1):
    name, text = section.split("\n", 1)
    bad, said = try_case(name, text)
    failed += bad != []
    print("%s %d - %s: %d statements" % ("not ok" if bad else "ok", n, name, said))
    for one in bad:
        print("\n".join("#   " + line for line in one.split("\n")))
print("1..%d" % len(sections))
sys.exit(failed > 0)
