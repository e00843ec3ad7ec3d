#!/usr/bin/python3
"""What SQLAlchemy binds on SQLite for its types."""
import datetime as d
import decimal
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from probe import row

client = "sqlalchemy"
version = sa.__version__
engine = sa.create_engine("sqlite://")
naive = d.datetime(2024, 1, 2, 3, 4, 5, 678901)
aware = naive.replace(tzinfo=d.timezone(d.timedelta(hours=5, minutes=30)))
u = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")


class GUID(sa.types.TypeDecorator):
    """The recipe "Backend-agnostic GUID Type" of its manual, as SQLite gets it."""

    impl = sa.CHAR(32)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else "%.32x" % value.int


class Array(sa.types.TypeDecorator):
    impl = sa.JSON
    cache_ok = True


cases = [
    ("timestamp", "DateTime, naive", sa.DateTime(), naive),
    ("timestamp", "DateTime, no microseconds", sa.DateTime(), naive.replace(microsecond=0)),
    ("timestamptz", "DateTime(timezone=True), aware", sa.DateTime(timezone=True), aware),
    ("timestamptz", "DateTime(timezone=True), UTC", sa.DateTime(timezone=True),
     naive.replace(tzinfo=d.timezone.utc)),
    ("timestamp", "TIMESTAMP", sa.TIMESTAMP(), naive),
    ("timestamptz", "postgresql.TIMESTAMP(timezone=True)",
     postgresql.TIMESTAMP(timezone=True), naive),
    ("date", "Date", sa.Date(), naive.date()),
    ("date", "Date, given a datetime", sa.Date(), naive),
    ("time", "Time", sa.Time(), naive.time()),
    ("time", "Time, no microseconds", sa.Time(), d.time(3, 4, 5)),
    ("interval", "Interval", sa.Interval(), d.timedelta(days=1, seconds=5)),
    ("uuid", "GUID recipe", GUID(), u),
    ("uuid", "String, str(UUID)", sa.String(36), str(u)),
    ("boolean", "Boolean, True", sa.Boolean(), True),
    ("boolean", "Boolean, False", sa.Boolean(), False),
    ("boolean", "Boolean, 1", sa.Boolean(), 1),
    ("json", "JSON, dict", sa.JSON(), {"a": [1, None], "b": "é"}),
    ("jsonb", "JSON, str", sa.JSON(), "x"),
    ("jsonb", "JSON, None", sa.JSON(), None),
    ("jsonb", "JSON(none_as_null=True), None", sa.JSON(none_as_null=True), None),
    ("jsonb", "postgresql.JSONB().with_variant(JSON, 'sqlite')",
     postgresql.JSONB().with_variant(sa.JSON(), "sqlite"), {"a": 1}),
    ("varchar[]", "postgresql.ARRAY(String).with_variant(JSON, 'sqlite')",
     postgresql.ARRAY(sa.String()).with_variant(sa.JSON(), "sqlite"), ["a", "b c"]),
    ("varchar[]", "the same, []",
     postgresql.ARRAY(sa.String()).with_variant(sa.JSON(), "sqlite"), []),
    ("varchar[]", "postgresql.ARRAY(String) itself", postgresql.ARRAY(sa.String()), ["a"]),
    ("integer[]", "JSON, list of int", sa.JSON(), [1, 2, None]),
    ("boolean[]", "JSON, list of bool", sa.JSON(), [True, False]),
    ("numeric(10,2)", "Numeric(10, 2), Decimal", sa.Numeric(10, 2), decimal.Decimal("12.50")),
    ("numeric(10,2)", "Numeric(10, 2), int", sa.Numeric(10, 2), 12),
    ("numeric", "Numeric, Decimal of 20 digits", sa.Numeric(),
     decimal.Decimal("1234567890123456.7891")),
    ("double precision", "Float", sa.Float(), 0.1),
    ("double precision", "Float, inf", sa.Float(), float("inf")),
    ("bytea", "LargeBinary", sa.LargeBinary(), b"\x00\xff"),
    ("integer", "Integer", sa.Integer(), 5),
    ("bigint", "BigInteger", sa.BigInteger(), 2 ** 40),
    ("varchar(20)", "String(20)", sa.String(20), "pending"),
    ("varchar(20)", "Enum", sa.Enum("pending", "active", name="e"), "active"),
    ("text", "Text", sa.Text(), "x"),
    ("inet", "postgresql.INET", postgresql.INET(), "10.0.0.1"),
    ("uuid", "postgresql.UUID(as_uuid=True)", postgresql.UUID(as_uuid=True), u),
]
for type_, what, satype, value in cases:
    with engine.begin() as connection:
        raw = connection.connection
        raw.execute("DROP TABLE IF EXISTS probe")
        raw.execute("CREATE TABLE probe (v)")
        try:
            table = sa.Table("probe", sa.MetaData(), sa.Column("v", satype))
            connection.execute(table.insert().values(v=value))
        except Exception as e:
            row(client, version, type_, what, error=e)
            continue
        row(client, version, type_, what, raw)
