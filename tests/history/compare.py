"""compare.py - what Alembic answers about random graphs, and whether we say the same

usage: compare.py DIRECTORY ASK GRAPHS SEED

Writes each graph as revision files into DIRECTORY, gives the same graph to Alembic, puts a lot of
questions to both, and prints TAP, a test for each kind of question.
"""
import itertools
import os
import random
import re
import subprocess
import sys
import types
import warnings

import sqlalchemy
from alembic import util
from alembic.runtime.migration import HeadMaintainer
from alembic.script import ScriptDirectory
from alembic.script.base import Script
from alembic.script.revision import RevisionMap

directory, ask, graphs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(seed)
PRINTED = 15  # so many graphs are also shown by the command itself
os.makedirs(os.path.join(directory, "versions"))


class OrderedMap(RevisionMap):
    """What a revision depends on is a set in Alembic, so in any order: here it is as written."""

    def _normalize_depends_on(self, revisions, map_):
        super()._normalize_depends_on(revisions, map_)
        for rev in revisions:
            kept = set(rev._normalized_resolved_dependencies)
            rev._normalized_resolved_dependencies = tuple(
                util.dedupe_tuple(d for d in rev._resolved_dependencies if d in kept)
            )


class Graph:
    """A random graph, in Alembic and as files."""

    def __init__(self, number):
        self.path = os.path.join(directory, "g%03d" % number)
        self.revisions = []
        self.labels = []
        count = random.randint(1, random.choice((6, 15, 40)))
        self.bushy = random.random()
        for i in range(count):
            self.add(i, count)
        # The files are in another order than the graph.
        order = list(self.revisions)
        if random.random() < 0.7:
            random.shuffle(order)
        self.write(order)
        self.script = ScriptDirectory(directory)
        self.script.revision_map = OrderedMap(lambda: [self.as_script(r) for r in order])
        self.map = self.script.revision_map
        self.map._revision_map
        self.place = {r["id"]: i for i, r in enumerate(order)}
        self.ids = [r["id"] for r in self.revisions]

    def new_id(self):
        """Six digits, of which the first four are often those of another."""
        while True:
            new = "%06x" % random.randrange(1 << 24)
            if self.revisions and random.random() < 0.2:
                new = random.choice(self.revisions)["id"][:4] + new[4:]
            if all(r["id"] != new for r in self.revisions):
                return new

    def add(self, i, count):
        before = [r["id"] for r in self.revisions]
        used = {p for r in self.revisions for p in r["parents"]}
        heads = [r for r in before if r not in used]
        new = {"id": self.new_id(), "parents": [], "needs": [], "labels": []}
        kind = random.random()
        if len(heads) > 1 and kind < 0.15:
            new["parents"] = random.sample(heads, random.randint(2, min(4, len(heads))))
        elif before and kind < 0.15 + 0.3 * self.bushy:
            new["parents"] = [random.choice(before)]
        elif heads and kind < 0.95:
            new["parents"] = [random.choice(heads)]
        if before and random.random() < 0.15:
            needs = before + self.labels
            needs = random.sample(needs, random.randint(1, min(2, len(needs))))
            new["needs"] = [n for n in needs if n not in new["parents"]]
        if random.random() < 0.12:
            new["labels"] = ["%s%d" % (random.choice(("left", "right", "shop")), i)]
            self.labels += new["labels"]
        self.revisions.append(new)

    def write(self, order):
        os.mkdir(self.path)
        for i, rev in enumerate(order):
            with open(os.path.join(self.path, "%02d.sql" % i), "w") as f:
                f.write("-- What %s does\n" % rev["id"])
                f.write("-- dunlin: revision %s\n" % rev["id"])
                f.write("-- dunlin: revises %s\n" % (", ".join(rev["parents"]) or "base"))
                if rev["needs"]:
                    f.write("-- dunlin: depends-on %s\n" % ", ".join(rev["needs"]))
                if rev["labels"]:
                    f.write("-- dunlin: label %s\n" % ", ".join(rev["labels"]))

    @staticmethod
    def as_script(rev):
        module = types.SimpleNamespace(
            __doc__="What %s does" % rev["id"],
            down_revision=tuple(rev["parents"]) or None,
            branch_labels=tuple(rev["labels"]),
            depends_on=tuple(rev["needs"]),
            upgrade=None,
            downgrade=None,
        )
        return Script(module, rev["id"], "")

    def sorted(self, ids):
        return sorted(ids, key=self.place.__getitem__)

    def closure(self, rows):
        revisions = self.map.get_revisions(tuple(rows))
        return self.sorted(r.revision for r in self.map._get_ancestor_nodes(revisions))

    def move(self, rows, steps):
        """The rows of the version table behind the steps."""
        table = sqlalchemy.Table(
            "v", sqlalchemy.MetaData(), sqlalchemy.Column("version_num", sqlalchemy.String)
        )
        impl = types.SimpleNamespace(_exec=lambda statement: None)
        context = types.SimpleNamespace(impl=impl, as_sql=True, _version=table)
        maintainer = HeadMaintainer(context, rows)
        for step in steps:
            maintainer.update_to_step(step)
        return tuple(self.sorted(maintainer.heads))

    def up(self, rows, target):
        return self.script._upgrade_revs(target, rows)

    def down(self, rows, target):
        return self.script._downgrade_revs(target, rows)

    def random_rows(self):
        """Where a database may be.  Alembic's own bookkeeping breaks down at some merges."""
        rows = ()
        for _ in range(random.randint(0, 4)):
            try:
                if not rows or random.random() < 0.7:
                    steps = self.up(rows, random.choice(self.ids))
                else:
                    steps = self.down(rows, random.choice(self.closure(rows)))
                rows = self.tips(self.move(rows, steps))
            except (util.CommandError, KeyError, AssertionError):
                pass
        return rows

    def tips(self, rows):
        """Behind what depends on its own ancestor Alembic's table has rows that others imply."""
        implied = set()
        for row in rows:
            implied.update(set(self.closure([row])) - {row})
        return tuple(r for r in rows if r not in implied)


class Broken(Exception):
    """Alembic has an answer, but none that anybody could want."""


class Symbols:
    """Everything that can be said of a place in a graph."""

    def __init__(self, graph):
        self.graph = graph

    def name(self):
        kind = random.random()
        rev = random.choice(self.graph.ids)
        if kind < 0.15:
            return rev[: random.randint(4, 5)]
        if kind < 0.3 and self.graph.labels:
            return random.choice(self.graph.labels)
        if kind < 0.33:
            return random.choice(("zzzzzz", "nolabel"))
        return rev

    def steps(self, sign=None):
        return "%s%d" % (sign or random.choice("+-"), random.choice((1, 1, 1, 2, 2, 3, 5)))

    def target(self):
        kind = random.random()
        if kind < 0.2:
            return random.choice(("head", "heads", "base"))
        if kind < 0.4:
            return self.steps()
        if kind < 0.5:
            return random.choice((self.name(), "head")) + self.steps()
        if kind < 0.85:
            what = random.choice(("head", "head", "heads", "base", None, None, self.name()))
            return "%s@%s" % (self.name(), what or self.steps())
        if kind < 0.9:
            return "%s@%s%s" % (self.name(), self.name(), self.steps())
        return self.name()

    def end(self):
        kind = random.random()
        if kind < 0.2:
            return ""
        if kind < 0.3:
            return "current"
        if kind < 0.4:
            return random.choice(("head", "heads", "base"))
        if kind < 0.5:
            # Alembic looks for a label there, so a prefix finds none.
            branch = random.choice(self.graph.ids + self.graph.labels)
            return "%s@%s" % (branch, random.choice(("base", "head", "heads")))
        return self.name()

    def upper(self):
        return self.end() if random.random() < 0.85 else self.steps("+")


def ids(revisions):
    return [r.revision for r in revisions]


class Comparison:
    def __init__(self):
        self.questions = []
        self.expected = []
        self.graph = None
        self.rows = ()

    def put(self, verb, rest, expected):
        self.questions.append("%s\t%s\n" % (verb, rest))
        self.expected.append((verb, rest, expected, self.graph, self.rows))

    def ask(self, verb, rest, function):
        """Alembic's answer: ids, an error in its words, or None where it breaks down."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                answer = function()
            except util.CommandError as err:
                answer = "! %s" % err
            except Exception:
                answer = None
        if any("ambiguous" in str(w.message) for w in caught):
            answer = "! ambiguous"
        self.put(verb, rest, answer)

    def listing(self, text):
        """As alembic.command.history() has it."""
        graph = self.graph
        base, head = text.split(":")
        if head == "current":
            head = self.rows
            if not head:
                raise Broken("an empty tuple is false, so Alembic lists all up to heads")
        if base == "current":
            base = self.rows
        try:
            return ids(self.walk(graph, base, head))
        except util.CommandError as err:
            if "overlaps" in str(err):
                raise Broken("a head that another head depends on is no reason") from err
            raise

    @staticmethod
    def walk(graph, base, head):
        return graph.script.walk_revisions(base=base or "base", head=head or "heads")

    def upgrade(self, target):
        """Heads of a branch of which one depends on another are refused: then without that."""
        graph = self.graph
        try:
            return ids(s.revision for s in graph.up(self.rows, target))
        except util.CommandError as err:
            if "overlaps" not in str(err):
                raise
        heads = graph.tips(ids(graph.script.get_revisions(target)))
        return ids(s.revision for s in graph.up(self.rows, heads))

    def stamp(self, targets):
        graph = self.graph
        revisions = ids(graph.script.get_revisions(tuple(targets)))
        if len(revisions) > 1 and set(revisions) & set(self.rows):
            raise Broken("it forgets those that are there already")
        rows = graph.move(self.rows, graph.script._stamp_revs(tuple(targets), self.rows))
        return graph.sorted(ids(graph.script.get_all_current(rows)))

    def of_graph(self, graph):
        self.graph, self.rows = graph, ()
        script = graph.script
        self.put("open", graph.path, [])
        self.put("heads", "", list(script.get_heads()))
        self.put("ends", "", ids(script.get_revisions("heads")))
        self.put(
            "branches",
            "",
            sorted(
                "%s=%s" % (r, label) for r in graph.ids for label in graph.map.get_revision(r).branch_labels
            ),
        )
        self.ask("history", ":", lambda: self.listing(":"))
        for _ in range(6):
            self.of_database(graph, Symbols(graph))

    def of_database(self, graph, symbols):
        script = graph.script
        self.rows = rows = graph.random_rows()
        self.put("applied", " ".join(graph.closure(rows)), [])
        self.put("tips", "", list(rows))
        self.put("current", "", graph.sorted(ids(script.get_all_current(rows))))
        for _ in range(8):
            target = symbols.target()
            self.ask("upgrade", target, lambda: self.upgrade(target))
        for _ in range(8):
            target = symbols.target()
            self.ask("downgrade", target, lambda: ids(s.revision for s in graph.down(rows, target)))
        for _ in range(4):
            text = "%s:%s" % (symbols.end(), symbols.upper())
            self.ask("history", text, lambda: self.listing(text))
        for _ in range(3):
            target = random.choice((symbols.name(), "head", "heads", "base"))
            if random.random() < 0.3:
                target = "%s@%s" % (symbols.name(), random.choice(("head", "heads", "base")))
            self.ask("stamp", target, lambda: self.stamp([target]))
        name = symbols.end() or "head"
        self.ask("show", name, lambda: graph.sorted(ids(script.get_revisions(name))))


def differs(verb, rest, expected, got, graph):
    refused = got.startswith("!")
    if expected is None:
        return verb in ("upgrade", "downgrade") and not refused
    # Unknown branches are errors, and so is base as a target of an upgrade: there Alembic does
    # nothing and says nothing.
    if "nolabel" in rest or "zzzzzz" in rest or (verb == "upgrade" and rest.endswith("base")):
        return not refused
    # So is a beginning that several revisions have; Alembic does not always look.
    if "No such branch" in got:
        return rest.partition("@")[0] in graph.ids + graph.labels
    if isinstance(expected, str):
        return not refused
    if refused:
        return True
    words = got.split()
    if verb in ("branches", "current", "stamp", "show", "ends", "tips"):
        return sorted(words) != sorted(expected)
    return words != expected


def printed(text):
    """Lines in which the order of words in parentheses, a set in Alembic, does not count."""
    words = re.compile(r"\(([^()]*)\)")
    text = re.sub(r" \n", "\n", text)
    return words.sub(lambda m: "(%s)" % ", ".join(sorted(m.group(1).split(", "))), text)


def blocks(text):
    """Branch points with what follows them, a set as well."""
    return [[b.split("\n")[0]] + sorted(b.split("\n")[1:]) for b in text.strip().split("\n\n")]


def alembic_prints(graph):
    script = graph.script
    for rev in script.walk_revisions():
        yield "history", rev.cmd_format(
            False, include_branches=True, include_doc=True, include_parents=True
        )
        if rev.is_branch_point:
            yield "branches", "%s\n%s\n" % (
                rev.cmd_format(False, include_branches=True),
                "\n".join(
                    "%s -> %s"
                    % (" " * len(rev.revision), script.get_revision(r).cmd_format(False, True))
                    for r in rev.nextrev
                ),
            )
    for rev in script.get_revisions(script.get_heads()):
        yield "heads", rev.cmd_format(False, include_branches=True, tree_indicators=False)


def compare_prints(graph):
    """What the commands print, to the word; one line of difference, or None."""
    ini = os.path.join(directory, os.path.basename(graph.path) + ".ini")
    with open(ini, "w") as f:
        f.write("[dunlin]\nversion_locations = %%(here)s/%s\n" % os.path.basename(graph.path))
    expected = {"history": "", "heads": "", "branches": ""}
    for command, line in alembic_prints(graph):
        expected[command] += line + "\n"
    for command, text in expected.items():
        got = subprocess.run(
            [os.environ["DUNLIN"], "-c", ini, command], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        as_list = blocks if command == "branches" else lambda t: t.split("\n")
        for ours, theirs in itertools.zip_longest(as_list(printed(got)), as_list(printed(text))):
            if ours != theirs:
                return "%s of %s: Alembic %s, ours %s" % (command, graph.path, theirs, ours)
    return None


def main():
    comparison = Comparison()
    all_graphs = [Graph(number) for number in range(graphs)]
    for graph in all_graphs:
        comparison.of_graph(graph)
    answers = subprocess.run(
        [ask], input="".join(comparison.questions), stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split("\n")[:-1]
    assert len(answers) == len(comparison.questions), "an answer for each question"
    tests = {}
    for (verb, rest, expected, graph, rows), got in zip(comparison.expected, answers):
        test = tests.setdefault(verb, {"n": 0, "refused": 0, "broken": 0, "bad": []})
        test["n"] += 1
        test["broken"] += expected is None
        test["refused"] += isinstance(expected, str)
        if differs(verb, rest, expected, got, graph):
            test["bad"].append(
                "%s at '%s': %s %s\n#     Alembic %s\n#     ours    %s"
                % (graph.path, " ".join(rows), verb, rest, expected, got)
            )
    for number, (verb, test) in enumerate(tests.items(), 1):
        print(
            "%s %d - %s: %d questions about %d graphs, seed %d; Alembic refuses %d, breaks down at %d"
            % (
                "not ok" if test["bad"] else "ok",
                number,
                verb,
                test["n"],
                graphs,
                seed,
                test["refused"],
                test["broken"],
            )
        )
        for bad in test["bad"][:10]:
            print("#   " + bad)
        if len(test["bad"]) > 10:
            print("#   and %d more" % (len(test["bad"]) - 10))
    bad = [d for d in map(compare_prints, all_graphs[:PRINTED]) if d]
    print("%s %d - history, branches and heads print the same" % ("not ok" if bad else "ok", len(tests) + 1))
    for line in bad[:10]:
        print("#   " + line)
    print("1..%d" % (len(tests) + 1))


main()
