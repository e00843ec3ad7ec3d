"""offline.py - scripts of random graphs, run on one database, against the same moves online on another

usage: offline.py ENGINE DIRECTORY GRAPHS SEED

Of each graph the moves are: from base up to some revision, from there up to one behind it or to all
heads, then down to an ancestor or to base.  Each is run by the command on one database, and as the
script of its range on the other one, by the engine's own shell.  What both hold after each move must be
the same, and each script the same to the byte when it is made again; run again it is refused.
"""
import difflib
import os
import random
import re
import shutil
import subprocess
import sys

engine, directory, graphs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(seed)
dunlin = os.environ["DUNLIN"]


class Graph:
    """Revisions that work on their own tables and on those of what they need."""

    def __init__(self, path):
        self.path = path
        self.revisions = []
        self.bushy = random.random()
        for i in range(random.randint(2, random.choice((4, 8, 14)))):
            self.add(i)
        os.makedirs(os.path.join(path, "versions"))
        with open(os.path.join(path, "dunlin.ini"), "w") as f:
            f.write("[dunlin]\nscript_location = %(here)s\n")
        for rev in self.revisions:
            with open(os.path.join(path, "versions", rev["id"] + ".sql"), "w") as f:
                f.write(self.text(rev))

    def closure(self, ids):
        seen, todo = set(), list(ids)
        by_id = {r["id"]: r for r in self.revisions}
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += by_id[one]["parents"] + by_id[one]["needs"]
        return seen

    def heads(self):
        used = {p for r in self.revisions for p in r["parents"]}
        return [r["id"] for r in self.revisions if r["id"] not in used]

    def add(self, i):
        before, heads, kind = [r["id"] for r in self.revisions], self.heads(), random.random()
        new = {"id": "r%02d" % i, "parents": [], "needs": [], "up": [], "down": [], "tables": [], "data": False}
        if len(heads) > 1 and kind < 0.3:
            new["parents"] = random.sample(heads, random.randint(2, min(3, len(heads))))
        elif before and kind < 0.3 + 0.4 * self.bushy:
            new["parents"] = [random.choice(before)]
        elif heads and kind < 0.95:
            new["parents"] = [random.choice(heads)]
        if before and random.random() < 0.15:
            need = random.choice(before)
            if need not in new["parents"]:
                new["needs"] = [need]
        there = self.closure(new["parents"] + new["needs"])
        tables = [t for r in self.revisions if r["id"] in there for t in r["tables"]]
        self.revisions.append(new)
        for j in range(random.randint(0 if len(new["parents"]) > 1 else 1, 3)):
            self.work(new, "%02d%d" % (i, j), tables)
        # A derived downgrade needs a revision whose every change is held as tables and the like.
        new["written"] = new["data"] or random.random() < 0.5

    def work(self, new, n, tables):
        """One statement, and what undoes it."""
        table = random.choice(tables) if tables else None
        kind = "table" if table is None else random.choice(
            ("table", "column", "index", "check", "insert", "update", "view", "only", "type"))
        if kind == "table":
            to = ", up_id integer REFERENCES %s (id)" % table if table and random.random() < 0.5 else ""
            up = ("CREATE TABLE t%s (id integer PRIMARY KEY, name varchar(20) NOT NULL, n integer"
                  " DEFAULT 0, CONSTRAINT t%s_small CHECK (n < 1000)%s)" % (n, n, to))
            down = "DROP TABLE t%s" % n
            new["tables"].append("t" + n)
            tables.append("t" + n)
        elif kind == "column":
            up = "ALTER TABLE %s ADD COLUMN c%s %s" % (
                table, n, random.choice(("integer", "text NOT NULL DEFAULT 'it''s'", "timestamp")))
            down = "ALTER TABLE %s DROP COLUMN c%s" % (table, n)
        elif kind == "index":
            up = "CREATE INDEX %si%s ON %s (name, n)" % (
                random.choice(("", "CONCURRENTLY ")), n, table)
            down = "DROP INDEX i%s" % n
        elif kind == "check":
            up = "ALTER TABLE %s ADD CONSTRAINT k%s CHECK (n > -%s)" % (table, n, n)
            down = "ALTER TABLE %s DROP CONSTRAINT k%s" % (table, n)
        elif kind == "insert":
            up = "INSERT INTO %s (id, name) VALUES (%d, 'a;b'), (%d, 'two\nlines')" % (
                table, int(n) * 2 + 2, int(n) * 2 + 3)
            down = "DELETE FROM %s WHERE id IN (%d, %d)" % (table, int(n) * 2 + 2, int(n) * 2 + 3)
        elif kind == "update":
            up, down = ("UPDATE %s SET n = n %s 1" % (table, sign) for sign in "+-")
        elif kind == "view":
            up = "CREATE VIEW v%s AS SELECT id, name FROM %s WHERE n >= 0" % (n, table)
            down = "DROP VIEW v%s" % n
        elif kind == "only":
            up, down = ("%s\n-- dunlin: only sqlite\n%s;\n-- dunlin: end\n"
                        "-- dunlin: only postgresql\n%s;\n-- dunlin: end\n"
                        "-- dunlin: only mysql\n%s;\n-- dunlin: end\n" % ("", s, s, s) for s in (
                            "CREATE TABLE o%s (id integer)" % n, "DROP TABLE o%s" % n))
        else:
            up = "ALTER TABLE %s ALTER COLUMN n SET DEFAULT %d" % (table, int(n))
            down = "ALTER TABLE %s ALTER COLUMN n SET DEFAULT 0" % table
        new["data"] = new["data"] or kind in ("insert", "update", "view", "only", "type")
        new["up"].append(up)
        new["down"].insert(0, down)

    @staticmethod
    def text(rev):
        lines = ["-- What %s does" % rev["id"], "-- dunlin: revision %s" % rev["id"],
                 "-- dunlin: revises %s" % (", ".join(rev["parents"]) or "base")]
        if rev["needs"]:
            lines.append("-- dunlin: depends-on %s" % ", ".join(rev["needs"]))
        lines += ["-- dunlin: upgrade"] + [s + (";" if s[0] != "\n" else "") for s in rev["up"]]
        if rev["written"] or not rev["up"]:
            lines += ["-- dunlin: downgrade"] + [s + (";" if s[0] != "\n" else "") for s in rev["down"]]
        return "\n".join(lines) + "\n"

    def moves(self):
        """Up, further up, down: as (verb, from, to)."""
        first = random.choice(self.revisions)["id"]
        behind = [r["id"] for r in self.revisions if first in self.closure([r["id"]])]
        second = random.choice(behind + ["heads"])
        below = self.closure(self.heads() if second == "heads" else [second])
        applied = [r for r in self.revisions if r["id"] in below]
        # What others only depend on, and nothing follows, is no target: Alembic says so, too.
        below -= {n for r in applied for n in r["needs"]} - {p for r in applied for p in r["parents"]}
        third = random.choice(sorted(below) + ["base", "base"])
        return [("upgrade", "base", first), ("upgrade", first, second), ("downgrade", second, third)]


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


class Sqlite:
    def __init__(self, name):
        self.file = os.path.join(directory, name + ".db")
        open(self.file, "w").close()
        self.url = "sqlite:///" + self.file

    def script(self, sql):
        return run("sqlite3", self.file, input=sql)

    def dump(self):
        """All but dunlin's tables, in an order of its own: objects, then rows."""
        out = run("sqlite3", self.file, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE"
                  " tbl_name NOT LIKE 'dunlin%' ORDER BY type, name; SELECT id, parents, message,"
                  " checksum, token_checksum, source FROM dunlin_revision ORDER BY id").stdout
        tables = run("sqlite3", self.file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND"
                     " name NOT LIKE 'dunlin%' AND name NOT LIKE 'sqlite%' ORDER BY 1").stdout.split()
        # ALTER TABLE ... RENAME, by which a script makes tables anew, quotes every name.
        out = re.sub(r'"(\w+)"', r"\1", out)
        return out + run("sqlite3", self.file, "".join(
            "SELECT '%s', * FROM %s ORDER BY 1, 2;" % (t, t) for t in tables)).stdout

    def drop(self):
        os.unlink(self.file)


class Postgresql:
    def __init__(self, name):
        self.name = name
        run("createdb", name, check=True)
        self.url = "postgresql://%s@/%s?host=%s&port=%s" % (
            os.environ["PGUSER"], name, os.environ["PGHOST"], os.environ["PGPORT"])

    def script(self, sql):
        return run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.name, input=sql)

    def dump(self):
        out = run("pg_dump", "--no-owner", "--inserts", "-T", "dunlin_*", self.name).stdout
        rows = run("psql", "-qAtX", "-d", self.name, "-c", "SELECT id, parents, message, checksum,"
                   " token_checksum, source FROM dunlin_revision ORDER BY id").stdout
        return re.sub(r"(?m)^\\(un)?restrict .*$", "", out) + rows

    def drop(self):
        run("dropdb", "-f", self.name)


class Mariadb:
    def __init__(self, name):
        self.name = name
        self.mariadb = ["--no-defaults", "-u", "dunlin", "-S", os.environ["MARIA_SOCKET"]]
        self.sql("CREATE DATABASE %s CHARACTER SET latin1" % name, "")
        self.url = "mariadb://dunlin@localhost/%s?socket=%s" % (name, os.environ["MARIA_SOCKET"])

    def sql(self, sql, name):
        return run("mariadb", *self.mariadb, "-N", "-B", "-e", sql, name, check=True).stdout

    def script(self, sql):
        return run("mariadb", *self.mariadb, self.name, input=sql)

    def dump(self):
        tables = [t for t in self.sql("SHOW TABLES", self.name).split() if t.startswith("dunlin_")]
        out = run("mariadb-dump", *self.mariadb, "--skip-comments", "--skip-extended-insert", "--routines",
                  "--triggers", *("--ignore-table=%s.%s" % (self.name, t) for t in tables), self.name).stdout
        return out.replace("`%s`." % self.name, "") + self.sql(
            "SELECT id, parents, message, checksum, token_checksum, source FROM dunlin_revision ORDER BY id",
            self.name)

    def drop(self):
        self.sql("DROP DATABASE %s" % self.name, "")


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql, "mariadb": Mariadb}


def told(result):
    return "%s%s(status %d)" % (result.stdout[-2000:], result.stderr, result.returncode)


def try_graph(number):
    """What went wrong, or None."""
    graph = Graph(os.path.join(directory, "g%03d" % number))
    online, offline = (ENGINES[engine](side + str(number)) for side in ("online", "offline"))
    config = os.path.join(graph.path, "dunlin.ini")
    for verb, start, end in graph.moves():
        what = "%s %s:%s" % (verb, start, end)
        loss = ["--allow-data-loss"] if verb == "downgrade" else []
        ran = run(dunlin, "-c", config, "-d", online.url, "-q", verb, end, *loss)
        if ran.returncode != 0:
            return "%s online: %s" % (what, told(ran))
        script = [run(dunlin, "-c", config, "-d", online.url, verb, start + ":" + end, "--sql",
                      env=dict(os.environ, TZ=zone, LC_ALL="C", USER=zone)) for zone in ("UTC", "Asia/Tokyo")]
        if script[0].returncode != 0:
            return "%s --sql: %s" % (what, told(script[0]))
        if script[0].stdout != script[1].stdout:
            return "%s --sql is not the same twice" % what
        ran = offline.script(script[0].stdout)
        if ran.returncode != 0 or (engine == "sqlite" and ran.stderr):
            return "%s as a script: %s\n%s" % (what, told(ran), script[0].stdout)
        if online.dump() != offline.dump():
            return "%s: the databases differ\n%s" % (what, "\n".join(difflib.unified_diff(
                online.dump().split("\n"), offline.dump().split("\n"), "online", "offline", lineterm="")))
        if "-- Running" not in script[0].stdout:
            continue
        ran = offline.script(script[0].stdout)
        if ran.returncode == 0 or online.dump() != offline.dump():
            return "%s as a script, once more: %s" % (what, told(ran))
    online.drop()
    offline.drop()
    shutil.rmtree(graph.path)
    return None


print("# seed %d" % seed)
failed = 0
for i in range(graphs):
    wrong = try_graph(i)
    failed += wrong is not None
    print("%s %d - graph %d: scripts do what runs do" % ("ok" if wrong is None else "not ok", i + 1, i))
    if wrong is not None:
        print("\n".join("#   " + line for line in wrong.split("\n")[:200]))
print("1..%d" % graphs)
sys.exit(failed > 0)
