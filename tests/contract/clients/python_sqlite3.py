#!/usr/bin/python3
"""What Python's sqlite3 module binds, by its default adapters and as people write it."""
import datetime as d
import decimal
import json
import sqlite3
import sys
import uuid
import zoneinfo

from probe import row

client = "python-sqlite3"
version = "%d.%d.%d" % sys.version_info[:3]
db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE probe (v)")
u = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
utc = d.timezone.utc
naive = d.datetime(2024, 1, 2, 3, 4, 5, 678901)
old = d.datetime(1900, 1, 2, 3, 4, 5, tzinfo=zoneinfo.ZoneInfo("Europe/Amsterdam"))
delhi = d.timezone(d.timedelta(hours=5, minutes=30))

for type_, what, value in [
    ("timestamp", "datetime", naive),
    ("timestamp", "datetime without microseconds", naive.replace(microsecond=0)),
    ("timestamp", "datetime.isoformat()", naive.isoformat()),
    ("timestamp", "datetime.timestamp()", naive.replace(tzinfo=utc).timestamp()),
    ("timestamp", "int(datetime.timestamp())", int(naive.replace(tzinfo=utc).timestamp())),
    ("timestamp", "datetime.max", d.datetime.max),
    ("timestamp", "datetime.min", d.datetime.min),
    ("timestamptz", "datetime", naive),
    ("timestamptz", "datetime in UTC", naive.replace(tzinfo=utc)),
    ("timestamptz", "datetime at +05:30", naive.replace(tzinfo=delhi)),
    ("timestamptz", "datetime at -05:00, no microseconds",
     d.datetime(2024, 1, 2, 3, 4, 5, tzinfo=d.timezone(d.timedelta(hours=-5)))),
    ("timestamptz", "datetime before standard time (offset with seconds)", old),
    ("timestamptz", "datetime.isoformat() in UTC", naive.replace(tzinfo=utc).isoformat()),
    ("timestamptz", "datetime.isoformat() at -05:00",
     naive.replace(tzinfo=d.timezone(d.timedelta(hours=-5))).isoformat()),
    ("timestamptz", "isoformat() with Z",
     naive.replace(tzinfo=utc).isoformat().replace("+00:00", "Z")),
    ("timestamptz", "strftime %z", naive.replace(tzinfo=utc).strftime("%Y-%m-%dT%H:%M:%S%z")),
    ("timestamptz", "isoformat(timespec='minutes')",
     naive.replace(tzinfo=utc).isoformat(timespec="minutes")),
    ("timestamptz", "time.time() like float", naive.replace(tzinfo=utc).timestamp()),
    ("date", "date", naive.date()),
    ("date", "datetime at midnight", d.datetime(2024, 1, 2)),
    ("date", "date.isoformat()", naive.date().isoformat()),
    ("time", "time", naive.time()),
    ("time", "str(time)", str(naive.time())),
    ("time", "time.isoformat() without microseconds", d.time(3, 4, 5).isoformat()),
    ("time", "time.isoformat(timespec='minutes')", d.time(3, 4, 5).isoformat("minutes")),
    ("timetz", "str(time) in UTC", str(naive.replace(tzinfo=utc).timetz())),
    ("interval", "timedelta", d.timedelta(days=1, seconds=5)),
    ("interval", "str(timedelta)", str(d.timedelta(days=1, seconds=5))),
    ("interval", "timedelta.total_seconds()", d.timedelta(days=1, seconds=5).total_seconds()),
    ("uuid", "UUID", u),
    ("uuid", "str(UUID)", str(u)),
    ("uuid", "str(UUID).upper()", str(u).upper()),
    ("uuid", "UUID.hex", u.hex),
    ("uuid", "UUID.bytes", u.bytes),
    ("uuid", "UUID.hex of digits alone", "12345678901234567890123456789012"),
    ("boolean", "True", True),
    ("boolean", "False", False),
    ("json", "dict", {"a": 1}),
    ("json", "json.dumps(dict)", json.dumps({"a": [1, None], "b": "é"})),
    ("jsonb", "json.dumps(str)", json.dumps("x")),
    ("jsonb", "json.dumps(int)", json.dumps(5)),
    ("jsonb", "json.dumps(None)", json.dumps(None)),
    ("json", "json.dumps(list, indent=1)", json.dumps([1, {"a": True}], indent=1)),
    ("text[]", "list", ["a"]),
    ("text[]", "json.dumps(list of str)", json.dumps(["a", "b c", 'd"e']),),
    ("varchar[]", "json.dumps([])", json.dumps([])),
    ("integer[]", "json.dumps(list of int, indent=1)", json.dumps([1, 2], indent=1)),
    ("numeric(10,2)", "Decimal", decimal.Decimal("12.50")),
    ("numeric(10,2)", "str(Decimal)", str(decimal.Decimal("12.50"))),
    ("numeric(10,2)", "float", 12.5),
    ("numeric(10,2)", "int", 12),
    ("numeric", "str(Decimal) of 30 digits", "123456789012345678901234567890.12"),
    ("numeric", "str(Decimal('NaN'))", str(decimal.Decimal("NaN"))),
    ("numeric", "str(Decimal('1E+3'))", str(decimal.Decimal("1E+3"))),
    ("numeric", "str(Decimal('Infinity'))", str(decimal.Decimal("Infinity"))),
    ("double precision", "float", 0.1),
    ("double precision", "int", 1),
    ("double precision", "inf", float("inf")),
    ("double precision", "nan", float("nan")),
    ("double precision", "str(inf)", str(float("inf"))),
    ("bytea", "bytes", b"\x00\xffa"),
    ("bytea", "bytearray", bytearray(b"\x00")),
    ("bytea", "memoryview", memoryview(b"ab")),
    ("integer", "int", 5),
    ("integer", "str(int)", "5"),
    ("bigint", "int", 2 ** 63 - 1),
    ("varchar(20)", "str", "é" * 20),
    ("text", "str", "x\ny"),
    ("inet", "str(ip_address)", "10.0.0.1"),
]:
    try:
        db.execute("DELETE FROM probe")
        db.execute("INSERT INTO probe VALUES (?)", (value,))
    except Exception as e:  # what the module itself refuses is a result too
        row(client, version, type_, what, error=e)
        continue
    row(client, version, type_, what, db)
