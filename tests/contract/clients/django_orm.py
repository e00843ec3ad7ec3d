#!/usr/bin/python3
"""What Django binds on SQLite for its fields."""
import datetime as d
import decimal
import uuid

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    USE_TZ=True, TIME_ZONE="Europe/Amsterdam", DEFAULT_AUTO_FIELD="django.db.models.AutoField")
django.setup()

from django.db import connection, models  # noqa: E402
from probe import row  # noqa: E402

client = "django"
version = django.get_version()
naive = d.datetime(2024, 1, 2, 3, 4, 5, 678901)
utc = naive.replace(tzinfo=d.timezone.utc)
u = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")

cases = [
    ("timestamptz", "DateTimeField, UTC", models.DateTimeField(), utc),
    ("timestamptz", "DateTimeField, no microseconds", models.DateTimeField(),
     utc.replace(microsecond=0)),
    ("timestamptz", "DateTimeField, +05:30", models.DateTimeField(),
     naive.replace(tzinfo=d.timezone(d.timedelta(hours=5, minutes=30)))),
    ("timestamptz", "DateTimeField, text with T and Z", models.DateTimeField(),
     "2024-01-02T03:04:05Z"),
    ("date", "DateField", models.DateField(), naive.date()),
    ("date", "DateField, text", models.DateField(), "2024-01-02"),
    ("time", "TimeField", models.TimeField(), naive.time()),
    ("time", "TimeField, no microseconds", models.TimeField(), d.time(3, 4, 5)),
    ("interval", "DurationField", models.DurationField(), d.timedelta(days=1, seconds=5)),
    ("uuid", "UUIDField", models.UUIDField(), u),
    ("uuid", "UUIDField, digits alone", models.UUIDField(),
     uuid.UUID("12345678901234567890123456789012")),
    ("boolean", "BooleanField, True", models.BooleanField(), True),
    ("boolean", "BooleanField, 'f'", models.BooleanField(), "f"),
    ("jsonb", "JSONField, dict", models.JSONField(), {"a": [1, None], "b": "é"}),
    ("jsonb", "JSONField, str", models.JSONField(), "x"),
    ("jsonb", "JSONField, Value('null')", models.JSONField(), None),
    ("varchar[]", "JSONField, list", models.JSONField(), ["a", "b c"]),
    ("numeric(10,2)", "DecimalField", models.DecimalField(max_digits=10, decimal_places=2),
     decimal.Decimal("12.5")),
    ("numeric(10,2)", "DecimalField, negative",
     models.DecimalField(max_digits=10, decimal_places=2), decimal.Decimal("-0.01")),
    ("double precision", "FloatField", models.FloatField(), 0.1),
    ("bytea", "BinaryField", models.BinaryField(), b"\x00\xff"),
    ("integer", "IntegerField", models.IntegerField(), 5),
    ("integer", "IntegerField, text", models.IntegerField(), "5"),
    ("bigint", "BigIntegerField", models.BigIntegerField(), 2 ** 40),
    ("smallint", "SmallIntegerField", models.SmallIntegerField(), -5),
    ("varchar(20)", "CharField", models.CharField(max_length=20), "pending"),
    ("text", "TextField", models.TextField(), "x"),
    ("inet", "GenericIPAddressField", models.GenericIPAddressField(), "10.0.0.1"),
    ("inet", "GenericIPAddressField, IPv6", models.GenericIPAddressField(),
     "2001:0db8::0001"),
]
for n, (type_, what, field, value) in enumerate(cases):
    field.db_column = "v"
    model = type("Probe%d" % n, (models.Model,), {
        "id": models.AutoField(primary_key=True), "v": field, "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "probe", "db_table": "probe"})})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probe")
        cursor.execute("CREATE TABLE probe (id INTEGER PRIMARY KEY, v)")
    try:
        model.objects.create(v=value)
    except Exception as e:
        row(client, version, type_, what, error=e)
        continue
    # its converters go by declared type, of which v has none
    row(client, version, type_, what, connection.connection)
