/* test_behaviour.c - what translated schemas do on a real SQLite */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "suites.h"
#include "translate_check.h"

static void
test_constraints_hold(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr,
	    "CREATE TABLE p (id serial PRIMARY KEY, code varchar(3) UNIQUE, k uuid NOT NULL "
	    "DEFAULT gen_random_uuid(), ok boolean DEFAULT false, CONSTRAINT p_code CHECK "
	    "(code ~ '^[a-z]+$'));"
	    "CREATE TABLE c (a integer PRIMARY KEY, p integer REFERENCES p ON DELETE CASCADE);");
	takes(tr, "PRAGMA foreign_keys = ON");
	takes(tr, "INSERT INTO p (code) VALUES ('abc')");
	takes(tr, "INSERT INTO c VALUES (1, 1)");
	refuses(tr, "INSERT INTO p (code) VALUES ('abc')", "UNIQUE");
	refuses(tr, "INSERT INTO p (code) VALUES ('abcd')", "ck_p_code_type");
	refuses(tr, "INSERT INTO p (code) VALUES ('A')", "p_code");
	refuses(tr, "INSERT INTO p (k) VALUES ('no')", "ck_p_k_type");
	refuses(tr, "INSERT INTO p (k) VALUES (NULL)", "NOT NULL");
	refuses(tr, "INSERT INTO p (ok) VALUES (7)", "ck_p_ok_type");
	refuses(tr, "INSERT INTO c VALUES (NULL, 1)", "NOT NULL");
	refuses(tr, "INSERT INTO c (p) VALUES (1)", "NOT NULL");
	refuses(tr, "INSERT INTO c VALUES (2, 99)", "FOREIGN KEY");
	CHECK_STR(translate_query(tr, "SELECT id, code, length(k), ok FROM p"), "1|abc|36|0");
	takes(tr, "DELETE FROM p");
	CHECK_STR(translate_query(tr, "SELECT count(*) FROM c"), "0");
	talloc_free(tr);
}

/* Everything that a rebuild could lose: rows of children, numbers, triggers, views, row numbers. */
static void
test_rebuild_loses_nothing(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE p (id serial PRIMARY KEY, a text);"
		"CREATE TABLE c (k text, p integer REFERENCES p ON DELETE CASCADE);"
		"INSERT INTO p (a) VALUES ('1'), ('2'), ('3');"
		"INSERT INTO c VALUES ('x', 1), ('y', 2), ('z', 2);");
	takes(tr, "DELETE FROM p WHERE id = 3");
	takes(tr, "DELETE FROM c WHERE k = 'x'");
	takes(tr, "CREATE TABLE log (x)");
	takes(tr, "CREATE TRIGGER tr AFTER INSERT ON p BEGIN INSERT INTO log VALUES (new.a); END");
	takes(tr, "CREATE TRIGGER other AFTER INSERT ON log BEGIN UPDATE p SET a = a; END");
	takes(tr, "CREATE VIEW v AS SELECT a FROM p");
	run(tr, "ALTER TABLE p ALTER COLUMN a SET NOT NULL;"
		"ALTER TABLE c ALTER COLUMN k SET NOT NULL;");
	takes(tr, "PRAGMA foreign_keys = ON");
	CHECK_STR(translate_query(tr, "SELECT rowid, k FROM c"), "2|y\n3|z");
	takes(tr, "INSERT INTO p (a) VALUES ('4')");
	refuses(tr, "INSERT INTO p (a) VALUES (NULL)", "NOT NULL");
	CHECK_STR(translate_query(tr, "SELECT * FROM p"), "1|1\n2|2\n4|4");
	CHECK_STR(translate_query(tr, "SELECT * FROM log"), "4");
	CHECK_STR(translate_query(tr, "SELECT count(*) FROM v"), "3");
	refuses(tr, "INSERT INTO c VALUES ('q', 9)", "FOREIGN KEY");
	takes(tr, "DELETE FROM p WHERE id = 2");
	CHECK_STR(translate_query(tr, "SELECT count(*) FROM c"), "0");
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	CHECK_STR(translate_query(tr, "SELECT name FROM sqlite_temp_master"), "dunlin_dangling");
	talloc_free(tr);
}

/* What does not fit its new form stops the revision, and nothing has changed. */
static void
test_rebuild_refuses_rows(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (a text, b integer); INSERT INTO t VALUES ('long', NULL);");
	CHECK(!translate_run(tr, "x.sql", "ALTER TABLE t ALTER COLUMN a TYPE varchar(3)", NULL));
	CHECK(strstr(dunlin_error_message(tr->err), "ck_t_a_type") != NULL);
	CHECK_STR(translate_query(tr, "SELECT a, b FROM t"), "long|NULL");
	talloc_free(tr);
}

/* The same of a check that triggers keep, whether the table is edited or made anew. */
static void
test_check_behind_refuses_rows(void)
{
	for (int edits = 0; edits < 2; edits++) {
		struct translate *tr = translate_new(NULL);

		tr->edits = edits != 0;
		run(tr, "CREATE TABLE t (a text); INSERT INTO t VALUES ('xyz'), ('xyw');");
		CHECK(!translate_run(tr, "x.sql",
		    "ALTER TABLE t ADD CONSTRAINT form CHECK (a ~ '^(x|y)+z$')", NULL));
		CHECK(
		    strstr(dunlin_error_message(tr->err), "form of table 't' is violated") != NULL);
		CHECK_STR(translate_query(tr, "SELECT a FROM t"), "xyz\nxyw");
		talloc_free(tr);
	}
}

/* What a revision leaves dangling is named, and what dangled before is not held against it. */
static void
test_dangling_rows_are_named(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE p (id integer PRIMARY KEY);"
		"CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p);");
	CHECK(!translate_run(tr, "x.sql", "INSERT INTO c VALUES (5, 7)", NULL));
	CHECK(strstr(dunlin_error_message(tr->err), "1 row(s) of table 'c' (rowid 1)") != NULL);
	CHECK(strstr(dunlin_error_message(tr->err), "table 'p' does not have") != NULL);
	takes(tr, "PRAGMA foreign_keys = OFF");
	takes(tr, "INSERT INTO c VALUES (1, 8)");
	run(tr, "ALTER TABLE c ADD COLUMN a text");
	takes(tr, "BEGIN");
	takes(tr, dn_dialect_find("sqlite")->dangling->note[1]);
	takes(tr, dn_dialect_find("sqlite")->dangling->note[2]);
	takes(tr, dn_dialect_find("sqlite")->script_check);
	takes(tr, "INSERT INTO c VALUES (2, 8, NULL)");
	refuses(tr, dn_dialect_find("sqlite")->script_check, "no row violates a foreign key");
	talloc_free(tr);
}

/* As pg_dump --inserts writes the rows of GENERATED ALWAYS AS IDENTITY. */
static void
test_overriding_system_value(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, a text);"
		"INSERT INTO t (id, a) OVERRIDING SYSTEM VALUE VALUES (7, 'x');");
	CHECK_STR(translate_query(tr, "SELECT * FROM t"), "7|x");
	run(tr, "GRANT SELECT ON t TO PUBLIC");
	CHECK(
	    strstr(tr->notices->s, "test.sql:1:1: nothing on SQLite corresponds to GRANT") != NULL);
	talloc_free(tr);
}

static void
test_schema_prefix_is_said(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE plain (a integer)");
	CHECK(strstr(tr->notices->s, "SQLite has no schemas") == NULL);
	run(tr, "CREATE SCHEMA x; CREATE TABLE x.a (a integer);");
	CHECK(strstr(tr->notices->s, "table 'x.a' is 'x__a' there") != NULL);
	CHECK_STR(translate_query(tr, "SELECT count(*) FROM x__a"), "0");
	talloc_free(tr);
}

static void
test_untranslatable_notice(void)
{
	struct translate *tr = translate_new(NULL);

	tr->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	run(tr, "CREATE TABLE t (a integer);\n"
		"CREATE VIEW v AS SELECT md5('x');\n"
		"CREATE TABLE bad (a integer, \"A\" integer);\n"
		"ALTER TABLE t ADD COLUMN b text;\n");
	CHECK_STR(translate_query(tr, "SELECT name FROM sqlite_master"), "t");
	CHECK_STR(translate_query(tr, "SELECT name FROM pragma_table_info('t')"), "a\nb");
	CHECK(strstr(tr->notices->s, "test.sql:2:1: left out: CREATE VIEW 'v'") != NULL);
	CHECK(strstr(tr->notices->s, "test.sql:3:1: left out: CREATE TABLE 'bad'") != NULL);
	run(tr, "CREATE TABLE ro (id int PRIMARY KEY, r int4range);\n"
		"CREATE TABLE z (id int REFERENCES ro);");
	run(tr, "DROP TABLE ro CASCADE");
	/* Later mentions name what hid the table, and are left out as well. */
	run(tr, "CREATE INDEX ON bad (a); DROP VIEW v;");
	run(tr, "DROP TABLE bad");
	talloc_free(tr);
}

/* What would have been made with a table is not there either, by whatever name. */
static void
test_goes_without_what_was_left_out(void)
{
	struct translate *tr = translate_new(NULL);

	tr->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	run(tr, "CREATE TABLE bad (a integer) INHERITS (good);\n"
		"CREATE INDEX ON bad (a); DROP INDEX bad_a_idx;");
	run(tr, "ALTER TABLE bad SET SCHEMA app; ALTER TABLE app.bad RENAME TO worse;"
		"ALTER TABLE app.worse ADD COLUMN b integer; DROP TABLE app.worse;");
	run(tr, "CREATE TABLE t (id int, h text);"
		"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
		"'BEGIN NEW.h := md5(NEW.h); RETURN NEW; END';"
		"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();");
	CHECK(strstr(tr->notices->s, "left out: CREATE TRIGGER 't'") != NULL);
	takes(tr, "INSERT INTO t VALUES (1, 'x')");
	CHECK_STR(translate_query(tr, "SELECT name FROM sqlite_master"), "t");
	talloc_free(tr);
}

/* The rest of the table is there, holds, and stays so when it is made anew. */
static void
test_goes_without_constraints(void)
{
	struct translate *tr = translate_new(NULL);

	tr->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	run(tr, "CREATE TABLE bad (a integer PRIMARY KEY, \"A\" integer);\n"
		"CREATE TABLE t (id int CONSTRAINT pos CHECK (id > 0), a int, \n"
		" CONSTRAINT far EXCLUDE USING gist (int4range(id, id) WITH &&));");
	CHECK(strstr(tr->notices->s, "test.sql:3:2: left out: the constraint 'far'") != NULL);
	takes(tr, "INSERT INTO t (id) VALUES (1)");
	refuses(tr, "INSERT INTO t (id) VALUES (0)", "pos");
	run(tr, "ALTER TABLE t ADD CONSTRAINT gone FOREIGN KEY (a) REFERENCES bad (a);"
		"ALTER TABLE t ADD COLUMN b int REFERENCES bad (a), ALTER COLUMN id SET NOT NULL;");
	CHECK(strstr(tr->notices->s, "left out: the constraint 'gone'") != NULL);
	CHECK(strstr(tr->notices->s, "left out: the constraint 't_b_fkey'") != NULL);
	takes(tr, "INSERT INTO t (id, a, b) VALUES (2, 3, 4)");
	refuses(tr, "INSERT INTO t (a) VALUES (2)", "NOT NULL");
	run(tr, "ALTER TABLE t RENAME CONSTRAINT far TO away; ALTER TABLE t DROP CONSTRAINT away;");
	CHECK_STR(translate_query(tr, "SELECT id, a, b FROM t"), "1|NULL|NULL\n2|3|4");
	talloc_free(tr);
}

/* So is one whose unique index is beyond SQLite, however often it is made anew. */
static void
test_goes_without_indexes(void)
{
	struct translate *tr = translate_new(NULL);

	tr->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	run(tr, "CREATE TABLE t (id int, a text);\nCREATE UNIQUE INDEX u ON t (quote_ident(a));\n"
		"CREATE UNIQUE INDEX v ON t (id);");
	CHECK(strstr(tr->notices->s, "test.sql:2:1: left out: CREATE INDEX 'u'") != NULL);
	run(tr, "CREATE UNIQUE INDEX w ON t (quote_ident(a), id);");
	run(tr, "ALTER TABLE t ALTER a TYPE int USING length(a); ALTER INDEX u RENAME TO x;");
	run(tr, "ALTER TABLE t RENAME TO tt; DROP INDEX x;");
	takes(tr, "INSERT INTO tt VALUES (1, 2)");
	refuses(tr, "INSERT INTO tt VALUES (1, 3)", "UNIQUE");
	talloc_free(tr);
}

/* A column that nothing generates there has what the application writes into it. */
static void
test_generated_elsewhere(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (id int, g text GENERATED ALWAYS AS (md5('x')) STORED);");
	takes(tr, "INSERT INTO t VALUES (1, 'kept')");
	run(tr, "ALTER TABLE t ALTER COLUMN id TYPE text; ALTER TABLE t RENAME COLUMN g TO h;");
	CHECK_STR(translate_query(tr, "SELECT id, h FROM t"), "1|kept");
	run(tr, "ALTER TABLE t ALTER COLUMN h DROP EXPRESSION, ALTER COLUMN id TYPE varchar(9);");
	CHECK_STR(translate_query(tr, "SELECT id, h FROM t"), "1|kept");
	talloc_free(tr);
}

/* Only where columns share a sequence do their numbers differ from PostgreSQL's. */
static void
test_shared_sequence_is_said(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE SEQUENCE s; CREATE TABLE a (id int PRIMARY KEY DEFAULT nextval('s'));"
		"ALTER TABLE a ADD COLUMN n int; ALTER TABLE a RENAME COLUMN id TO key;");
	run(tr, "ALTER TABLE a ALTER COLUMN n TYPE text;");
	CHECK(strstr(tr->notices->s, "of sequence 's'") == NULL);
	run(tr, "CREATE TABLE b (id int PRIMARY KEY DEFAULT nextval('s'));");
	CHECK(strstr(tr->notices->s, "column 'id' of table 'b' shares") != NULL);
	talloc_free(tr);
	tr = translate_new(NULL);
	run(tr, "CREATE SEQUENCE s INCREMENT 2;"
		"CREATE TABLE a (id int PRIMARY KEY DEFAULT nextval('s'));");
	CHECK(strstr(tr->notices->s, "of sequence 's'") != NULL);
	talloc_free(tr);
}

static void
test_hidden_is_named(void)
{
	struct translate *tr = translate_new(NULL);

	tr->untranslatable = DN_UNTRANSLATABLE_NOTICE;
	run(tr, "\nCREATE TABLE bad (a integer) INHERITS (good);");
	tr->untranslatable = DN_UNTRANSLATABLE_ERROR;
	CHECK(!translate_run(tr, "b.sql", "\n CREATE INDEX ON bad (a)", NULL));
	CHECK_INT(dunlin_error_code(tr->err), DUNLIN_E_UNTRANSLATABLE);
	CHECK(strstr(dunlin_error_message(tr->err),
		  "'bad' comes from CREATE TABLE in test.sql:2, which SQLite did not run") != NULL);
	CHECK_INT(dunlin_error_line(tr->err), 2);
	CHECK(strstr(dunlin_error_hint(tr->err), "untranslatable = notice") != NULL);
	talloc_free(tr);
}

static void
test_unknown_table(void)
{
	struct translate *tr = translate_new(NULL);

	takes(tr, "CREATE TABLE legacy (a, b)");
	run(tr, "CREATE INDEX ix ON legacy (a); ALTER TABLE legacy ADD COLUMN c integer;"
		"ALTER TABLE legacy RENAME TO kept;");
	CHECK_STR(translate_query(tr, "SELECT name FROM pragma_table_info('kept')"), "a\nb\nc");
	CHECK(!translate_run(tr, "b.sql", "ALTER TABLE kept ALTER COLUMN a SET NOT NULL", NULL));
	CHECK(strstr(dunlin_error_message(tr->err), "does not say what columns") != NULL);
	run(tr, "INSERT INTO kept (a, b) VALUES (1, now()), (2, CURRENT_DATE);"
		"UPDATE kept SET b = now() WHERE a < 2 AND b <= now();");
	CHECK_STR(translate_query(tr, "SELECT a, datetime(b) IS NOT NULL FROM kept ORDER BY a"),
	    "1|1\n2|1");
	talloc_free(tr);
}

static char *
read_file(const void *mem, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = dn_new_array(mem, char, 65536);

	CHECK(f != NULL);
	if (f != NULL) {
		text[fread(text, 1, 65535, f)] = '\0';
		fclose(f);
	}
	return text;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* The lines of the stored schema in alphabetical order: a dump orders them in its own way. */
static const char *
schema_lines(struct translate *tr)
{
	char *text = dn_strdup(
	    tr, translate_query(tr, "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"));
	char **lines = NULL, *rest = NULL;
	size_t n = 0;
	struct dunlin_buf *out = dn_buf_new(tr);

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (line[strlen(line) - 1] == ',')
			line[strlen(line) - 1] = '\0';
		dn_push(tr, lines, n, line);
	}
	qsort(lines, n, sizeof *lines, compare_lines);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(out, "%s\n", lines[i]);
	return out->s;
}

/* What an author writes and what pg_dump makes of it on a server give the same tables. */
static void
test_dump_equals_history(void)
{
	static const char *const files[] = { DN_TOP "/migrations/versions/001_initial_schema.sql",
		DN_TOP "/migrations/versions/002_project_capture.sql" };
	struct translate *history = translate_new(NULL), *dump = translate_new(NULL);

	for (size_t i = 0; i < 2; i++) {
		char *text = read_file(history, files[i]);
		char *downgrade = strstr(text, "-- dunlin: downgrade");

		if (downgrade != NULL)
			*downgrade = '\0';
		run(history, text);
	}
	run(dump, read_file(dump, DN_TOP "/tests/golden/catalog-002.sql"));
	CHECK(strlen(schema_lines(history)) > 2000);
	CHECK(strcmp(schema_lines(history), schema_lines(dump)) == 0);
	if (strcmp(schema_lines(history), schema_lines(dump)) != 0)
		CHECK_STR(schema_lines(history), schema_lines(dump));
	talloc_free(history);
	talloc_free(dump);
}

/* More rows than are kept at once: they come again from the source, in several statements. */
static void
test_long_insert(void)
{
	struct translate *tr = translate_new(NULL);
	struct dunlin_buf *sql = dn_buf_new(tr), *out = dn_buf_new(tr);
	const int rows = 100000;

	dunlin_buf_puts(sql, "CREATE TABLE t (id int PRIMARY KEY, b boolean, s text DEFAULT 'd');"
			     "INSERT INTO t VALUES ");
	for (int i = 0; i < rows; i++)
		dunlin_buf_printf(sql, "%s(%d, %s, %s)", i == 0 ? "" : ",\n", i,
		    i % 2 ? "true" : "'f'",
		    i < 10 ? "DEFAULT"
			   : "'a text that makes the row so long that all of them are above eight "
			     "megabytes'");
	CHECK(sql->len > 8 << 20);
	CHECK(translate_run(tr, "long.sql", sql->s, out));
	CHECK_STR(dunlin_error_message(tr->err), "");
	CHECK_STR(translate_query(tr, "SELECT count(*), sum(id), sum(b), sum(s = 'd') FROM t"),
	    "100000|4999950000|50000|10");
	talloc_free(tr);
}

CU_TestInfo behaviour_tests[] = { TEST(test_constraints_hold), TEST(test_rebuild_loses_nothing),
	TEST(test_rebuild_refuses_rows), TEST(test_check_behind_refuses_rows),
	TEST(test_dangling_rows_are_named), TEST(test_overriding_system_value),
	TEST(test_schema_prefix_is_said), TEST(test_untranslatable_notice),
	TEST(test_goes_without_what_was_left_out), TEST(test_goes_without_constraints),
	TEST(test_goes_without_indexes), TEST(test_generated_elsewhere),
	TEST(test_shared_sequence_is_said), TEST(test_hidden_is_named), TEST(test_unknown_table),
	TEST(test_dump_equals_history), TEST(test_long_insert), CU_TEST_INFO_NULL };
