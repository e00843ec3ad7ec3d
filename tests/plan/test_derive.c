/* test_derive.c - downgrades that nobody wrote: what is printed, what is said of it, what is not */
#include "config.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "dntest.h"
#include "plan/derive.h"
#include "plan/replays.h"

static void *mem;
static struct dunlin_error *err;

static int
setup(void)
{
	mem = talloc_new(NULL);
	err = dn_error_new(mem);
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static struct dn_revision *
revision_of(const char *id, const char *text)
{
	struct dn_source source = { dn_sprintf(mem, "%s.sql", id), text, strlen(text) };

	return dn_revision_from_text(mem, id, &source, err);
}

static const struct dn_derived *
derive(const char *dialect, const char *before, const char *section)
{
	struct dn_plan_options options = { .dialect = dn_dialect_find(dialect) };
	struct dn_revision *all[] = { revision_of("r1", before), revision_of("r2", section) };
	struct dn_range range = { .direction = DN_DOWN, .revisions = &all[1], .n = 1 };
	struct dn_map *map;

	dunlin_error_clear(err);
	map = dn_derive(mem, &options, &range, all, 2, err);
	return map == NULL ? NULL : dn_map_get(map, "r2");
}

/* The statements without the comments, or the error behind its first ": ". */
static const char *
down_of(const char *dialect, const char *before, const char *section)
{
	const struct dn_derived *derived = derive(dialect, before, section);
	const char *text;

	if (derived == NULL) {
		text = strstr(dunlin_error_message(err), "derived: ");
		return text == NULL ? dunlin_error_message(err) : text + strlen("derived: ");
	}
	for (text = derived->source.text; strncmp(text, "--", 2) == 0;)
		text = strchr(text, '\n') + 1;
	return text;
}

#define T "CREATE TABLE t (id integer PRIMARY KEY, a text, b varchar(20) DEFAULT 'x' NOT NULL);"

static const struct {
	const char *before, *section, *down;
} reversible[] = {
	{ T, "CREATE TABLE u (id serial PRIMARY KEY, t integer REFERENCES t);", "DROP TABLE u;\n" },
	{ T, "ALTER TABLE t ADD COLUMN c integer; UPDATE t SET c = 1;",
	    "UPDATE: nobody knows the rows from before" },
	{ T, "CREATE TABLE u (id integer); INSERT INTO u VALUES (1); COMMENT ON TABLE u IS 'u';",
	    "DROP TABLE u;\n" },
	{ T, "ALTER TABLE t ADD COLUMN c integer; COMMENT ON COLUMN t.c IS 'c';",
	    "ALTER TABLE t DROP COLUMN c;\n" },
	{ T, "COMMENT ON COLUMN t.a IS 'a';", "COMMENT: the model does not hold what it did" },
	{ T, "ALTER TABLE t ALTER a SET NOT NULL, ALTER b DROP NOT NULL, ALTER b DROP DEFAULT;",
	    "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;\n"
	    "ALTER TABLE t ALTER COLUMN b SET NOT NULL;\n"
	    "ALTER TABLE t ALTER COLUMN b SET DEFAULT 'x';\n" },
	{ "CREATE TABLE t (id integer, j jsonb DEFAULT '{}'::jsonb, n integer DEFAULT 1 + 2);",
	    "ALTER TABLE t ALTER j DROP DEFAULT, ALTER n SET DEFAULT (1 + 2) * (3);",
	    "ALTER TABLE t ALTER COLUMN j SET DEFAULT ('{}'::jsonb);\n"
	    "ALTER TABLE t ALTER COLUMN n DROP DEFAULT;\n"
	    "ALTER TABLE t ALTER COLUMN n SET DEFAULT (1 + 2);\n" },
	{ "CREATE TABLE t (id integer, at timestamp);"
	  "ALTER TABLE t ALTER at SET DEFAULT now() AT TIME ZONE 'UTC';",
	    "ALTER TABLE t DROP COLUMN at;",
	    "ALTER TABLE t ADD COLUMN at timestamp without time zone DEFAULT (now() AT TIME ZONE "
	    "'UTC');\n" },
	{ T, "ALTER TABLE t ALTER b TYPE varchar(200);",
	    "ALTER TABLE t ALTER COLUMN b DROP DEFAULT;\n"
	    "ALTER TABLE t ALTER COLUMN b TYPE character varying(20);\n"
	    "ALTER TABLE t ALTER COLUMN b SET DEFAULT 'x';\n" },
	{ T, "CREATE INDEX i ON t (lower(a)); ALTER TABLE t ADD CHECK (b <> '');",
	    "DROP INDEX i;\nALTER TABLE t DROP CONSTRAINT t_b_check;\n" },
	{ T "CREATE INDEX i ON t (a DESC NULLS LAST, lower(b)) WHERE a LIKE 'x%';", "DROP INDEX i;",
	    "CREATE INDEX i ON t (a DESC NULLS LAST, (lower(b))) WHERE a LIKE 'x%';\n" },
	{ T "ALTER TABLE t ADD CONSTRAINT ck CHECK (a IN ('1', '2') AND NOT b IS NULL);",
	    "ALTER TABLE t RENAME a TO c; ALTER TABLE t DROP CONSTRAINT ck;",
	    "ALTER TABLE t RENAME COLUMN c TO a;\n"
	    "ALTER TABLE t ADD CONSTRAINT ck CHECK (a IN ('1', '2') AND NOT b IS NULL);\n" },
	{ T, "ALTER TABLE t RENAME TO u; CREATE TABLE t (id integer);",
	    "DROP TABLE t;\nALTER TABLE u RENAME TO t;\n" },
	{ T, "ALTER TABLE t RENAME a TO c; ALTER TABLE t RENAME c TO d; ALTER TABLE t RENAME TO u;",
	    "ALTER TABLE u RENAME TO t;\nALTER TABLE t RENAME COLUMN d TO c;\n"
	    "ALTER TABLE t RENAME COLUMN c TO a;\n" },
	{ "CREATE SEQUENCE s; CREATE TABLE w (id bigint DEFAULT nextval('s')); ALTER SEQUENCE s "
	  "RENAME TO \"S\";",
	    "DROP TABLE w;", "CREATE TABLE w (\n\tid bigint DEFAULT nextval('\"S\"')\n);\n" },
	{ "CREATE SEQUENCE s; CREATE TABLE w (id bigint DEFAULT nextval('s'));",
	    "ALTER SEQUENCE s RENAME TO r;", "ALTER TABLE r RENAME TO s;\n" },
	{ "CREATE TABLE p (id integer, a integer) PARTITION BY RANGE (id); CREATE TABLE q "
	  "PARTITION "
	  "OF p FOR VALUES FROM (0) TO (9); CREATE INDEX ON p (a);",
	    "CREATE INDEX CONCURRENTLY ON q (a);",
	    "what the server called an index of partition 'q' is not known" },
	{ "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p integer);",
	    "ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p ON DELETE CASCADE;",
	    "ALTER TABLE c DROP CONSTRAINT fk;\n" },
	{ "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p integer CONSTRAINT fk "
	  "REFERENCES p ON DELETE SET NULL DEFERRABLE);",
	    "ALTER TABLE c DROP CONSTRAINT fk;",
	    "ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL "
	    "DEFERRABLE;\n" },
	{ "SELECT 1;",
	    "CREATE TYPE m AS ENUM ('a', 'b'); CREATE SEQUENCE s START 7;"
	    "CREATE TABLE x (m m); CREATE SCHEMA app; CREATE TABLE app.y (id integer);",
	    "DROP TABLE app.y;\nDROP TABLE x;\nDROP SEQUENCE s;\nDROP TYPE m;\nDROP SCHEMA "
	    "app;\n" },
	{ "CREATE TABLE x (); CREATE TABLE y ();",
	    "CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (a integer REFERENCES a, id "
	    "integer PRIMARY KEY); ALTER TABLE a ADD b integer CONSTRAINT loop REFERENCES b;",
	    "ALTER TABLE a DROP CONSTRAINT loop;\nDROP TABLE b;\nDROP TABLE a;\n" },
	{ "CREATE TYPE m AS ENUM ('a');", "ALTER TYPE m ADD VALUE 'b';",
	    "ALTER TYPE: the model does not hold what it did" },
	{ T, "CREATE VIEW v AS SELECT * FROM t;",
	    "CREATE VIEW: the model does not hold what it did" },
	/* What was not understood may have altered what the model says. */
	{ T "ALTER TABLE t INHERIT p;", "ALTER TABLE t ADD c integer;",
	    "ALTER TABLE t DROP COLUMN c;\n" },
	{ T "ALTER TABLE t INHERIT p;", "ALTER TABLE t ALTER a TYPE bigint;",
	    "not all of table 't' is known from the files" },
	{ T "ALTER TABLE t INHERIT p;", "ALTER TABLE t DROP COLUMN a;",
	    "not all of table 't' is known from the files" },
	{ "CREATE TYPE m AS ENUM ('a'); CREATE TABLE e (id integer, m m); ALTER TYPE m RENAME TO "
	  "n;",
	    "ALTER TABLE e DROP COLUMN m;", "ALTER TABLE e ADD COLUMN m n;\n" },
	{ "CREATE TYPE m AS ENUM ('a'); CREATE TABLE e (id integer, m m); ALTER TYPE m RENAME TO "
	  "n;",
	    "DROP TABLE e;", "CREATE TABLE e (\n\tid integer,\n\tm n\n);\n" },
	{ T, "DROP TABLE other;", "DROP TABLE: what it drops is not known from the files" },
	{ T, "ALTER TABLE other ADD COLUMN x integer;",
	    "not all of table 'other' is known from the files" },
	{ "CREATE SEQUENCE s INCREMENT 5;", "DROP SEQUENCE s;",
	    "what sequence 's' was like before is not kept in the model" },
	{ "CREATE TABLE t (id integer) WITH (fillfactor = 50);", "DROP TABLE t;",
	    "table 't' was made with settings that are not kept in the model" },
	{ T, "-- dunlin: only postgresql\nCREATE TABLE u ();\n-- dunlin: end\n",
	    "the model does not hold what an 'only' block did" },
	{ T, "SET search_path = app; CREATE TABLE u (id integer);", "DROP TABLE app.u;\n" },
};

static void
test_statements(void)
{
	for (size_t i = 0; i < sizeof reversible / sizeof *reversible; i++)
		CHECK_STR(down_of("postgresql", reversible[i].before, reversible[i].section),
		    reversible[i].down);
}

static void
test_label(void)
{
	const struct dn_derived *derived =
	    derive("postgresql", T, "ALTER TABLE t ADD COLUMN c integer;");

	CHECK_STR(derived->label, "reversible");
	CHECK_STR(derived->source.text, "-- derived from the upgrade section of r2: reversible\n"
					"ALTER TABLE t DROP COLUMN c;\n");
	derived = derive("postgresql", T, "ALTER TABLE t DROP COLUMN a;");
	CHECK_STR(derived->source.text,
	    "-- derived from the upgrade section of r2: lossy\n"
	    "-- lossy: column 'a' of table 't' comes back empty, and as the last one\n"
	    "ALTER TABLE t ADD COLUMN a text;\n");
	derived = derive("postgresql", T, "ALTER TABLE t ALTER id TYPE text;");
	CHECK_STR(derived->source.text,
	    "-- derived from the upgrade section of r2: lossy\n"
	    "-- lossy: values of column 'id' of table 't' are converted back\n"
	    "ALTER TABLE t ALTER COLUMN id TYPE integer USING id::integer;\n");
	derived = derive("postgresql", T, "CREATE TABLE IF NOT EXISTS u (id integer);");
	CHECK_STR(derived->source.text,
	    "-- derived from the upgrade section of r2: lossy\n"
	    "-- lossy: 'u' is dropped, though IF NOT EXISTS may have found it there\n"
	    "DROP TABLE u;\n");
}

/* What an author wrote comes back by the byte; a new name in it is the only reason to print it. */
static void
test_written(void)
{
	CHECK_STR(
	    down_of("postgresql",
		"CREATE TABLE t (a text DEFAULT  upper( 'x' ), b date CHECK (b  >  now() AT TIME "
		"ZONE 'UTC'), g int GENERATED ALWAYS AS (1+ 1) STORED);",
		"DROP TABLE t;"),
	    "CREATE TABLE t (\n\ta text DEFAULT upper( 'x' ),\n\tb date,\n\tg integer GENERATED "
	    "ALWAYS AS (1+ 1) STORED,\n\tCONSTRAINT t_b_check CHECK (b  >  now() AT TIME ZONE "
	    "'UTC')\n);\n");
}

static void
test_nothing_to_derive(void)
{
	struct dn_plan_options options = { .dialect = dn_dialect_find("postgresql") };
	struct dn_revision *revision =
	    revision_of("r", "CREATE TABLE t ();\n-- dunlin: downgrade\n");
	struct dn_range range = { .direction = DN_DOWN, .revisions = &revision, .n = 1 };
	struct dn_map *map = dn_derive(mem, &options, &range, &revision, 1, err);

	CHECK_INT(dn_map_count(map), 0);
}

/* The statement's place is the error's. */
static void
test_place(void)
{
	CHECK(derive("postgresql", T, "CREATE TABLE u ();\n\n  UPDATE t SET a = 'x';") == NULL);
	CHECK_STR(dunlin_error_file(err), "r2.sql");
	CHECK_INT(dunlin_error_line(err), 3);
	CHECK_INT(dunlin_error_column(err), 3);
}

/* Of the N revisions the last is undone. */
static const char *
undone(struct dn_replays *replays, struct dn_revision **all, size_t n)
{
	struct dn_plan_options options = { .dialect = dn_dialect_find("sqlite"),
		.replays = replays };
	struct dn_range range = { .direction = DN_DOWN, .revisions = &all[n - 1], .n = 1 };
	const struct dn_derived *derived;
	struct dn_map *map;

	dunlin_error_clear(err);
	map = dn_derive(mem, &options, &range, all, n, err);
	if (map == NULL)
		return dn_strdup(mem, dunlin_error_message(err));
	derived = dn_map_get(map, all[n - 1]->id);
	return derived == NULL ? "written" : derived->source.text;
}

/* What one leaves for the next changes nothing, also where one failed or another way was gone. */
static void
test_replays(void)
{
	struct dn_replays *replays = dn_replays_new(mem);
	struct dn_revision *all[] = { revision_of("r1", T),
		revision_of("r2", "ALTER TABLE t ADD COLUMN n integer DEFAULT 1;"),
		revision_of("r3", "UPDATE t SET n = 2;"),
		revision_of("r4", "CREATE INDEX i ON t (n);\n-- dunlin: downgrade\nDROP INDEX i;"),
		revision_of("r5", "ALTER TABLE t RENAME TO u; CREATE TABLE t (n integer);"),
		revision_of("r6", "ALTER TABLE u DROP COLUMN n; DROP TABLE t;") };
	struct dn_revision *other[] = { all[0], all[1], all[4], all[5] };
	size_t done, n = sizeof all / sizeof *all;

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 1; i <= n; i++)
			CHECK_STR(undone(replays, all, i), undone(NULL, all, i));
	for (size_t i = n; i >= 1; i--)
		CHECK_STR(undone(replays, all, i), undone(NULL, all, i));
	for (size_t i = 4; i >= 1; i--)
		CHECK_STR(undone(replays, other, i), undone(NULL, other, i));
	undone(replays, all, n);
	dn_replays_take(mem, replays, all, n, &done);
	CHECK_INT(done, n - 1);
	dn_replays_take(mem, replays, all, n, &done);
	CHECK_INT(done, n - 1);
	all[0]->cut = true;
	dn_replays_take(mem, replays, all, n, &done);
	CHECK_INT(done, 0);
}

static CU_TestInfo tests[] = { TEST(test_statements), TEST(test_label), TEST(test_written),
	TEST(test_nothing_to_derive), TEST(test_place), TEST(test_replays), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = {
	{ "derive", NULL, NULL, (CU_SetUpFunc) setup, (CU_TearDownFunc) teardown, tests },
	CU_SUITE_INFO_NULL,
};
