#!/usr/bin/env python3
"""The cases of alter_mariadb.cases on both servers: revisions, then statements that both take or refuse.

mariadb_alter.py CASES FOLDER MARIADB-SOCKET POSTGRESQL-URL

A case has a title behind "####", sections with a line "-- next" between, each a revision, "----", then
"+ sql" that both take, "- sql" that both refuse, "? sql" that has the same rows on both: what both
servers read alike.  In brackets at the end of the title is a key of dunlin.ini.
"""
import os
import re
import shutil
import subprocess
import sys

cases, folder, socket, postgresql = sys.argv[1:]
folder += "/alter"
# What dunlin-mysql(7) wants of applications.
SESSION = (
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,"
    "NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_AUTO_VALUE_ON_ZERO'"
)


def run(*command, text=None):
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    return done.returncode == 0, done.stdout


def psql(database, sql):
    return run("psql", "-XqAt", "-F", "\t", "-P", "null=NULL", "-d", database, "-c", sql)


def mariadb(database, sql):
    return run("mariadb", "--no-defaults", "-u", "root", "-S", socket, "-N", "-B", database,
               text=SESSION + ";\n" + sql + ";\n")


def upgrade(options, sections):
    """Each section a revision, on both: None, or what was wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder + "/versions")
    with open(folder + "/dunlin.ini", "w", encoding="utf-8") as file:
        file.write("\n".join(["[dunlin]", "script_location = %(here)s"] + options) + "\n")
    for number, section in enumerate(sections):
        with open(f"{folder}/versions/{number + 1:03}_case.sql", "w", encoding="utf-8") as file:
            file.write(section)
    psql("postgres", "DROP DATABASE IF EXISTS alter")
    psql("postgres", "CREATE DATABASE alter")
    mariadb("", "DROP DATABASE IF EXISTS alter_cases; CREATE DATABASE alter_cases CHARACTER SET latin1")
    for url in (postgresql, "mariadb://dunlin@localhost/alter_cases?socket=" + socket):
        good, said = run(os.environ["DUNLIN"], "-q", "-c", folder + "/dunlin.ini", "-d", url, "upgrade",
                         "head")
        if not good:
            return said or "the command died"
    return None


def differs(kind, sql):
    """What is not as it should be, or None."""
    there, rows = psql("alter", sql)
    here, answer = mariadb("alter_cases", sql)
    if kind == "?" and there and here:
        return None if rows == answer else f"{rows} is {answer} on MariaDB"
    wanted = kind != "-"
    return None if there == here == wanted else f"PostgreSQL: {rows or 'taken'}, MariaDB: {answer or 'taken'}"


def main():
    with open(cases, encoding="utf-8") as file:
        texts = re.split(r"^#### ", file.read(), flags=re.M)[1:]
    for text in texts:
        title, rest = text.split("\n", 1)
        before, tried = rest.split("\n----\n", 1)
        wrong = upgrade(re.findall(r"\[(.*)\]$", title), before.split("\n-- next\n"))
        found = [wrong] if wrong else []
        for line in tried.splitlines() if not wrong else []:
            difference = differs(line[0], line[2:]) if line else None
            found += [f"{line}: {difference}"] if difference else []
        for difference in found:
            print("# " + difference.strip().replace("\n", "\n# "))
        print(("not ok " if found else "ok ") + title, flush=True)
    print(f"# {len(texts)} cases")


main()
