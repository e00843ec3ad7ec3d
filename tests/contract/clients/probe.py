"""One line of clients.tsv: what a client left in the untyped column probe.v."""
import sys


def line(*fields):
    sys.stdout.write("\t".join(str(f) for f in fields) + "\n")


def row(client, version, type_, what, db=None, error=None, query="SELECT typeof(v), "
        "CASE typeof(v) WHEN 'blob' THEN hex(v) WHEN 'real' THEN printf('%!.17g', v) "
        "ELSE v END FROM probe"):
    if error is not None:
        line(client, version, type_, what, "refused", type(error).__name__)
        return
    storage, stored = db.execute(query).fetchone()[:2]
    stored = "" if stored is None else str(stored)
    for c, e in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t")):
        stored = stored.replace(c, e)
    line(client, version, type_, what, storage, stored)
