#!/usr/bin/env python3
"""online_random.py - a history made up of changes that a server takes, for online_random.sh

    online_random.py SEED STATEMENTS FOLDER DATABASE

Tables of several kinds, and statements about them: each is run in DATABASE by itself, and what the
server takes is written to FOLDER as revisions.  Nothing else decides what is right.
"""
import random
import subprocess
import sys

TYPES = ["int", "bigint", "varchar(10)", "text", "numeric(8,2)", "date", "boolean"]
CONST = {"int": "7", "bigint": "8", "varchar(10)": "'v'", "text": "'it''s; \"'", "numeric(8,2)": "1.5",
    "date": "'2020-02-02'", "boolean": "true"}
VOLATILE = {"int": "(random() * 0 + 3)::int", "bigint": "(random() * 0 + 3)::bigint",
    "varchar(10)": "left(gen_random_uuid()::text, 0) || 'w'", "text": "left(gen_random_uuid()::text, 0)",
    "numeric(8,2)": "(random() * 0 + 3)::numeric", "date": "'epoch'::date + (random() * 0)::int",
    "boolean": "random() < 2"}
NOISE = [" ", "\n\t", " /* ; ' */ ", " -- don't \"\n  "]


class Server:
    """psql, which answers each statement before the next is made up."""

    def __init__(self, database):
        self.p = subprocess.Popen(["psql", "-XqAt", database], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def ask(self, sql):
        self.p.stdin.write(sql + "\n;\n\\echo :SQLSTATE\n\\echo -end-\n")
        self.p.stdin.flush()
        lines = []
        for line in self.p.stdout:
            if line == "-end-\n":
                return lines[-1] == "00000", lines[:-1]
            lines.append(line.rstrip("\n"))
        raise SystemExit("psql is gone")


class Maker:
    def __init__(self, seed, server):
        self.r = random.Random(seed)
        self.s = server
        self.n = 0

    def name(self, prefix):
        self.n += 1
        return self.r.choice(["{}{}", "{}_{}", '"{} {}"']).format(prefix, self.n)

    def column(self, t):
        rows = self.s.ask("SELECT quote_ident(attname), format_type(atttypid, atttypmod) FROM pg_attribute "
            f"WHERE attrelid = '{t}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1")[1]
        return self.r.choice(rows + self.fresh).split("|")

    def constraint(self, t):
        rows = self.s.ask("SELECT quote_ident(conname) FROM pg_constraint WHERE "
            f"conrelid = '{t}'::regclass ORDER BY 1")[1]
        return self.r.choice(rows or ["none"])

    def table(self):
        rows = self.s.ask("SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') ORDER BY 1")[1]
        return self.r.choice(rows)

    def named(self):
        return f"CONSTRAINT {self.name('con')} " if self.r.random() < 0.6 else ""

    def new_column(self):
        r, kind = self.r, self.r.choice(TYPES)
        if r.random() < 0.15:
            how = r.choice(["ALWAYS AS IDENTITY", "BY DEFAULT AS IDENTITY (START 5 INCREMENT 2)"])
            return f"ADD COLUMN {self.name('k_')} int GENERATED {how}"
        if r.random() < 0.1:
            return f"ADD COLUMN {self.name('k_')} serial"
        c = self.name("c")
        self.fresh = self.fresh + [f"{c}|{kind}"]
        parts = [f"ADD COLUMN {c} {kind}"]
        default = r.random()
        if default < 0.65:
            parts.append(f"DEFAULT {(CONST if default < 0.35 else VOLATILE)[kind]}")
        if r.random() < 0.4:
            parts.append("NOT NULL")
        if r.random() < 0.25:
            parts.append(f"{self.named()}CHECK ({c} IS DISTINCT FROM NULL OR {c} IS NULL)")
        if r.random() < 0.1 and default >= 0.65:
            parts.append(f"{self.named()}UNIQUE")
        if r.random() < 0.2 and kind == "int":
            parts.append(f"{self.named()}REFERENCES ref (id) ON DELETE CASCADE")
        return self.r.choice(NOISE).join(parts)

    def new_constraint(self, t):
        r, (c, kind), (d, _) = self.r, self.column(t), self.column(t)
        valid = r.choice(["", "", " NOT VALID"])
        late = r.choice(["", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"])
        return "ADD " + self.named() + r.choice([
            f"CHECK ({c} IS NOT NULL OR {c} IS NULL){valid}",
            f"CHECK ({c} IS NOT NULL){valid}",
            f"CHECK ({c} IS NULL OR {c}::text <> 'x') NO INHERIT{valid}",
            f"UNIQUE ({c}, {d}){late}" if c != d else f"UNIQUE ({c}){late}",
            f"UNIQUE NULLS NOT DISTINCT ({c})",
            f"UNIQUE (id) INCLUDE ({c})",
            f"UNIQUE (id){late} WITH (fillfactor = 80)",
            f"PRIMARY KEY (id){late}",
            f"FOREIGN KEY ({c}) REFERENCES ref (id) ON UPDATE CASCADE{late}{valid}",
            f"FOREIGN KEY (id) REFERENCES ref{late}{valid}",
            f"EXCLUDE USING btree (id WITH =){late}",
        ])

    def retype(self, t):
        c, kind = self.column(t)
        wide = {"integer": "bigint", "character varying(10)": "varchar(20)", "numeric(8,2)": "numeric(9,2)",
            "character varying(20)": "text"}
        return f"ALTER COLUMN {c} TYPE {wide.get(kind, kind)}"

    def command(self, t):
        r, (c, kind) = self.r, self.column(t)
        return r.choice([
            self.new_column, self.new_column, self.new_column,
            lambda: self.new_constraint(t), lambda: self.new_constraint(t), lambda: self.new_constraint(t),
            lambda: self.retype(t),
            lambda: f"ALTER {c} SET NOT NULL", lambda: f"ALTER COLUMN {c} SET NOT NULL",
            lambda: f"ALTER {c} DROP NOT NULL",
            lambda: f"ALTER {c} SET DEFAULT NULL", lambda: f"ALTER {c} DROP DEFAULT",
            lambda: f"ALTER {c} SET STATISTICS {r.choice([0, 10, 500])}",
            lambda: f"ALTER {c} SET STORAGE {r.choice(['PLAIN', 'EXTERNAL', 'MAIN'])}",
            lambda: f"ALTER {c} SET (n_distinct = {r.choice([5, -1])})",
            lambda: f"ALTER {c} ADD GENERATED ALWAYS AS IDENTITY", lambda: f"ALTER {c} DROP IDENTITY IF EXISTS",
            lambda: f"DROP COLUMN {c}", lambda: f"DROP CONSTRAINT {self.constraint(t)}",
            lambda: f"VALIDATE CONSTRAINT {self.constraint(t)}",
            lambda: f"SET (fillfactor = {r.choice([60, 90])})",
        ])()

    def alter(self, t):
        """Of many commands, each of which the server takes beside the others."""
        noise = self.r.choice(NOISE)
        head = f"ALTER TABLE {'ONLY ' if self.r.random() < 0.08 else ''}{t}{noise}"
        taken = []
        for _ in range(self.r.choice([1, 2, 3, 5, 8, 12])):
            more = taken + [self.command(t)]
            if self.s.ask(f"BEGIN\n;\n{head}" + f",{noise}".join(more))[0]:
                taken = more
            self.s.ask("ROLLBACK")
        self.fresh = []
        return head + f",{noise}".join(taken)

    def index(self, t):
        (c, _), (d, _) = self.column(t), self.column(t)
        unique = self.r.choice(["", "", "UNIQUE "])
        name = self.name("ix") if self.r.random() < 0.6 else ""
        part = self.r.choice([c, f"{c}, {d}", f"({c}::text)" if unique == "" else c, f"id, {c} DESC",
            f"{c} NULLS FIRST"])
        where = self.r.choice(["", "", f" WHERE {c} IS NOT NULL"])
        return f"CREATE {unique}INDEX {name} ON {t} ({part}){where}"

    def other(self, t):
        c, _ = self.column(t)
        indexes = self.s.ask("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = "
            f"'{t}'::regclass ORDER BY 1")[1]
        return self.r.choice([
            f"DROP INDEX {self.r.choice(indexes or ['none'])}",
            f"COMMENT ON COLUMN {t}.{c} IS 'of {self.n}'",
            f"COMMENT ON CONSTRAINT {self.constraint(t)} ON {t} IS 'of {self.n}'",
            f"ALTER TABLE {t} RENAME COLUMN {c} TO {self.name('r')}",
            f"ALTER TABLE {t} RENAME CONSTRAINT {self.constraint(t)} TO {self.name('rc')}",
            f"ALTER TABLE {t} RENAME TO {self.name('tab')}",
            f"GRANT SELECT ({c}) ON {t} TO PUBLIC",
            f"CREATE STATISTICS {self.name('st')} ON id, {c} FROM {t}",
            f"UPDATE {t} SET {c} = {c} WHERE id < 20",
        ])

    def partition(self):
        lower = self.r.randrange(100, 10 ** 9, 50)
        new = self.name("new")
        self.queue = [f"ALTER TABLE part ATTACH PARTITION {new} FOR VALUES FROM ({lower}) TO ({lower + 50})"]
        return f"CREATE TABLE {new} (LIKE part INCLUDING DEFAULTS INCLUDING GENERATED)"

    queue, fresh = [], []

    def statement(self):
        if self.queue:
            return self.queue.pop()
        t, kind = self.table(), self.r.random()
        if kind < 0.6:
            return self.alter(t)
        if kind < 0.8:
            return self.index(t)
        return self.other(t) if kind < 0.95 else self.partition()


BEGIN = """CREATE TABLE ref (id int PRIMARY KEY, a int);
INSERT INTO ref SELECT i, i FROM generate_series(0, 90) i;
CREATE TABLE plain (id int PRIMARY KEY, a int, b varchar(10), c numeric(8,2) DEFAULT 1.5);
INSERT INTO plain SELECT i, i % 5, CASE WHEN i % 7 > 0 THEN 'b' || i END FROM generate_series(1, 60) i;
CREATE TABLE bare (id int, a int NOT NULL, b text);
INSERT INTO bare SELECT i, i, 'b' FROM generate_series(1, 30) i;
CREATE TABLE part (id int, a int, b varchar(10)) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (50);
CREATE TABLE part_2 PARTITION OF part DEFAULT;
INSERT INTO part SELECT i, i, 'b' || i FROM generate_series(1, 80) i;
CREATE TABLE keyed (id int PRIMARY KEY, d int) PARTITION BY LIST (id);
CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (1, 2, 3);
INSERT INTO keyed VALUES (1, 1), (2, NULL);"""
# Where there are such, less is sure about names.
HEIRS = """;
CREATE TABLE base (id int NOT NULL, a int, b text);
CREATE TABLE heir (z int) INHERITS (base);
INSERT INTO base SELECT i, i, 'b' FROM generate_series(1, 9) i;
INSERT INTO heir SELECT i, i, 'b', i FROM generate_series(10, 19) i;"""


def main():
    seed, count, folder, database = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    server = Server(database)
    begin = BEGIN.rstrip(";") + HEIRS if seed % 4 == 0 else BEGIN
    for statement in begin.split(";\n"):
        assert server.ask(statement.rstrip(";"))[0], statement
    maker, taken = Maker(seed, server), [begin]
    while len(taken) <= count:
        statement = maker.statement()
        if server.ask(statement)[0]:
            taken.append(statement + ";")
    # Some share a revision.
    number, at = 1, 1
    with open(f"{folder}/0001_x.sql", "w") as file:
        file.write(taken[0] + "\n")
    while at < len(taken):
        n, number = maker.r.choice([1, 1, 2, 3]), number + 1
        with open(f"{folder}/{number:04}_x.sql", "w") as file:
            file.write("\n".join(taken[at:at + n]) + "\n")
        at += n


main()
