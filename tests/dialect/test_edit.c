/* test_edit.c - tables that are changed under their rows: nothing is lost, and the same is refused
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "dntest.h"
#include "suites.h"
#include "translate_check.h"

/* A revision is refused so, and nothing of it is left. */
static void
stops(struct translate *tr, const char *sql, const char *why)
{
	const char *schema = translate_query(tr, "SELECT sql FROM sqlite_master");
	struct dunlin_error *err = tr->err;
	bool ok;

	tr->err = dn_error_new(tr);
	ok = translate_run(tr, "test.sql", sql, NULL);
	CHECK(!ok);
	if (!ok && strstr(dunlin_error_message(tr->err), why) == NULL)
		CHECK_STR(dunlin_error_message(tr->err), why);
	CHECK_STR(translate_query(tr, "SELECT sql FROM sqlite_master"), schema);
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	tr->err = err;
}

/* Every kind of constraint, rows that refer to each other, themselves and on; twice, as a run does
 * it and as a script. */
static const char world[] =
    "CREATE TABLE grand (id integer PRIMARY KEY, code varchar(4) UNIQUE);"
    "CREATE TABLE parent (id serial PRIMARY KEY, g integer REFERENCES grand ON DELETE CASCADE,"
    "    up integer REFERENCES parent ON DELETE SET NULL, n numeric(6,2) DEFAULT 1 CHECK (n >= 0),"
    "    twice integer GENERATED ALWAYS AS (id * 2) STORED, note text);"
    "CREATE TABLE child (a text, b integer, p integer NOT NULL REFERENCES parent ON DELETE CASCADE"
    "    ON UPDATE CASCADE, gone text, PRIMARY KEY (a, b));"
    "CREATE TABLE leaf (a text, b integer, k uuid PRIMARY KEY, FOREIGN KEY (a, b) REFERENCES child"
    "    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);"
    "CREATE INDEX ix_note ON parent (lower(note)) WHERE note IS NOT NULL;"
    "CREATE UNIQUE INDEX ux_child ON child (p, b);"
    "INSERT INTO grand VALUES (1, 'a'), (2, 'b');"
    "INSERT INTO parent (g, up, note) VALUES (1, NULL, 'x'), (1, 1, 'y'), (2, 2, 'z'), (2, 3, "
    "NULL);"
    "INSERT INTO child VALUES ('q', 1, 1, 'v'), ('q', 2, 3, 'w'), ('r', 1, 3, NULL);"
    "INSERT INTO leaf VALUES ('q', 2, '00000000-0000-0000-0000-000000000001'),"
    "    ('r', 1, '00000000-0000-0000-0000-000000000002'),"
    "    (NULL, NULL, '00000000-0000-0000-0000-000000000003');";

/* One of each way to change a table, for every table; rows stay what they are. */
static const char *const changes[] = {
	"ALTER TABLE grand ALTER COLUMN code SET NOT NULL, ALTER COLUMN code TYPE varchar(8);"
	"ALTER TABLE parent ALTER COLUMN g SET NOT NULL;"
	"ALTER TABLE child ADD CHECK (b > 0); ALTER TABLE leaf ADD CHECK (b < 100);",
	"ALTER TABLE parent DROP CONSTRAINT parent_n_check, ALTER COLUMN n SET DEFAULT 2,"
	"    ALTER COLUMN twice DROP EXPRESSION;"
	"ALTER TABLE leaf ADD FOREIGN KEY (b) REFERENCES grand;",
	"ALTER TABLE grand ADD COLUMN extra text DEFAULT 'e', ADD COLUMN at timestamptz DEFAULT "
	"now();"
	"ALTER TABLE parent ALTER COLUMN id TYPE bigint, ADD COLUMN u uuid DEFAULT "
	"gen_random_uuid();"
	"ALTER TABLE child ALTER COLUMN p TYPE text USING p::text, DROP CONSTRAINT child_p_fkey;"
	"ALTER TABLE child ALTER COLUMN p TYPE integer USING p::integer;"
	"ALTER TABLE child ADD FOREIGN KEY (p) REFERENCES parent ON DELETE CASCADE;"
	"ALTER TABLE leaf ALTER COLUMN k TYPE text;",
	"ALTER TABLE grand ALTER COLUMN extra SET DEFAULT 'f';"
	"ALTER TABLE child DROP COLUMN gone; ALTER TABLE leaf DROP CONSTRAINT leaf_b_fkey;"
	"ALTER TABLE parent RENAME COLUMN note TO remark; ALTER TABLE parent ADD UNIQUE (remark);",
};

static const char contents[] =
    "SELECT rowid, id, code FROM grand; SELECT rowid, id, g, up, n, twice, remark FROM parent;"
    "SELECT rowid, a, b, p FROM child; SELECT rowid, a, b, k FROM leaf";

static void
rows_are_kept(bool edits, enum dn_types types)
{
	struct translate *tr = translate_new(NULL);
	const char *before;

	tr->edits = edits;
	tr->types = types;
	run(tr, world);
	takes(tr, "INSERT INTO parent (g, note) VALUES (1, 'gone')");
	takes(tr, "DELETE FROM parent WHERE note = 'gone'");
	before = translate_query(tr,
	    "SELECT rowid, id, code FROM grand; SELECT rowid, id, g, up, n, twice, note FROM "
	    "parent; SELECT rowid, a, b, p FROM child; SELECT rowid, a, b, k FROM leaf");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		takes(tr, "PRAGMA foreign_keys = ON");
		run(tr, changes[i]);
		CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
		CHECK_STR(translate_query(tr, "PRAGMA foreign_key_check"), "");
	}
	CHECK_STR(translate_query(tr, contents), before);
	CHECK_STR(translate_query(tr, "SELECT DISTINCT extra FROM grand"), "e");
	CHECK_STR(translate_query(tr, "SELECT count(DISTINCT u) FROM parent"), "4");
	/* What was given out is not given out again, and the keys still do what they did. */
	takes(tr, "PRAGMA foreign_keys = ON");
	takes(tr, "INSERT INTO parent (g, remark) VALUES (1, 'next')");
	CHECK_STR(translate_query(tr, "SELECT id, n = 2 FROM parent WHERE remark = 'next'"), "6|1");
	refuses(tr, "INSERT INTO leaf (k, b) VALUES ('m', 101)", "leaf_b_check");
	refuses(tr, "INSERT INTO child VALUES ('z', 1, 77)", "FOREIGN KEY");
	refuses(tr, "INSERT INTO parent (g) VALUES (NULL)", "NOT NULL");
	takes(tr, "DELETE FROM grand WHERE id = 2");
	CHECK_STR(
	    translate_query(tr, "SELECT count(*) FROM child; SELECT count(*) FROM leaf"), "1\n1");
	CHECK_STR(
	    translate_query(tr, "SELECT name FROM sqlite_master WHERE name GLOB 'dunlin*'"), "");
	CHECK_STR(
	    translate_query(tr, "SELECT DISTINCT strict FROM pragma_table_list WHERE schema = "
				"'main' AND type = 'table' AND name NOT GLOB 'sqlite*'"),
	    types == DN_TYPES_STRICT ? "1" : "0");
	talloc_free(tr);
}

static void
test_rows_are_kept(void)
{
	static const enum dn_types types[] = { DN_TYPES_ENFORCED, DN_TYPES_STRICT, DN_TYPES_PLAIN };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		rows_are_kept(true, types[i]);
		rows_are_kept(false, types[i]);
	}
}

/* Rows that are older than a column read its default from the schema: it may not just change. */
static void
test_old_rows_keep_defaults(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (id integer, d text DEFAULT 'd'); INSERT INTO t (id) VALUES (1);");
	run(tr, "ALTER TABLE t ADD COLUMN a text DEFAULT 'old'; ALTER TABLE t ADD COLUMN b text;");
	run(tr, "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'new', ALTER COLUMN b SET DEFAULT 'x',"
		"ALTER COLUMN d DROP DEFAULT");
	run(tr, "INSERT INTO t (id) VALUES (2)");
	CHECK_STR(translate_query(tr, "SELECT * FROM t"), "1|d|old|NULL\n2|NULL|new|x");
	run(tr, "ALTER TABLE t ALTER COLUMN a DROP DEFAULT");
	CHECK_STR(translate_query(tr, "SELECT a FROM t"), "old\nnew");
	talloc_free(tr);
}

/* Each kind of edit finds the rows that PostgreSQL would refuse it for. */
static void
test_edits_look_at_rows(void)
{
	static const char *const refused[][2] = {
		{ "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
		    "NOT NULL of column 'b' of table 't'" },
		{ "ALTER TABLE t ADD COLUMN d integer NOT NULL", "NOT NULL column" },
		{ "ALTER TABLE t ADD CHECK (a <> ''); ALTER TABLE t ADD COLUMN d text NOT NULL",
		    "NOT NULL of column 'd' of table 't'" },
		{ "ALTER TABLE t ADD CONSTRAINT small CHECK (c < 5)", "small of table 't'" },
		{ "ALTER TABLE t ALTER COLUMN a TYPE varchar(3)", "ck_t_a_type" },
		{ "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p", "violate a foreign key" },
		{ "ALTER TABLE t ADD FOREIGN KEY (c, b) REFERENCES q MATCH FULL", "match_full" },
	};
	struct translate *tr;

	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		tr = translate_new(NULL);
		run(tr, "CREATE TABLE p (id integer PRIMARY KEY);"
			"CREATE TABLE q (a integer, b integer, PRIMARY KEY (a, b));"
			"CREATE TABLE t (a text, b integer, c integer);"
			"INSERT INTO t VALUES ('long', NULL, 5);");
		stops(tr, refused[i][0], refused[i][1]);
		talloc_free(tr);
	}
}

/* A condition that is unknown is not false. */
static void
test_edits_take_rows(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (b integer, c integer);"
		"INSERT INTO t VALUES (NULL, 5);");
	run(tr, "ALTER TABLE t ADD CONSTRAINT positive CHECK (b > 0)");
	run(tr, "INSERT INTO p VALUES (5);"
		"ALTER TABLE t ADD CHECK (c > 4), ADD FOREIGN KEY (c) REFERENCES p");
	refuses(tr, "INSERT INTO t VALUES (0, 5)", "positive");
	refuses(tr, "INSERT INTO t VALUES (1, 4)", "t_c_check");
	takes(tr, "INSERT INTO t VALUES (NULL, 5)");
	run(tr, "ALTER TABLE t DROP CONSTRAINT positive, DROP CONSTRAINT t_c_fkey");
	takes(tr, "PRAGMA foreign_keys = ON");
	takes(tr, "INSERT INTO t VALUES (0, 7)");
	talloc_free(tr);
}

/* What a block for SQLite has made of a table is there behind an edit and a rebuild. */
static void
foreign_objects_stay(enum dn_types types)
{
	struct translate *tr = translate_new(NULL);

	tr->types = types;
	run(tr, "CREATE TABLE t (id integer PRIMARY KEY, a text, b text);"
		"INSERT INTO t VALUES (1, 'x', 'y'), (2, 'z', 'y');");
	takes(tr, "CREATE TABLE log (a)");
	takes(tr, "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END");
	takes(tr, "CREATE INDEX mine ON t (a, b) WHERE a > 'y'");
	takes(tr, "CREATE VIEW v AS SELECT * FROM t");
	run(tr, "ALTER TABLE t ALTER COLUMN a SET NOT NULL");
	run(tr, "ALTER TABLE t ALTER COLUMN b TYPE bytea USING NULL");
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	takes(tr, "INSERT INTO t VALUES (3, 'w', NULL)");
	CHECK_STR(translate_query(tr, "SELECT * FROM log"), "w");
	CHECK_STR(
	    translate_query(tr, "SELECT id, b FROM t INDEXED BY mine WHERE a > 'y'"), "2|NULL");
	CHECK_STR(translate_query(tr, "SELECT count(*) FROM v"), "3");
	/* A script is run by others, who get no statement that edits the schema. */
	tr->edits = false;
	stops(tr, "ALTER TABLE t ALTER COLUMN a DROP NOT NULL", "no index or trigger but those");
	takes(tr, "DROP TRIGGER tr; DROP INDEX mine");
	run(tr, "ALTER TABLE t ALTER COLUMN a DROP NOT NULL");
	talloc_free(tr);
}

static void
test_foreign_objects_stay(void)
{
	foreign_objects_stay(DN_TYPES_ENFORCED);
	foreign_objects_stay(DN_TYPES_STRICT);
}

/* A trigger numbers part of a key behind the row, whatever the table thinks of NULL in keys. */
static void
test_counted_keys(void)
{
	static const enum dn_types types[] = { DN_TYPES_ENFORCED, DN_TYPES_STRICT, DN_TYPES_PLAIN };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct translate *tr = translate_new(NULL);

		tr->types = types[i];
		run(tr,
		    "CREATE DOMAIN d AS bigint; CREATE SEQUENCE s;"
		    "CREATE TABLE t (a integer, id serial, PRIMARY KEY (a, id));"
		    "CREATE TABLE u (id d DEFAULT nextval('s') PRIMARY KEY, a integer, n integer, "
		    "FOREIGN KEY (a, n) REFERENCES t);"
		    "INSERT INTO t (a) VALUES (1), (1); INSERT INTO u (a, n) VALUES (1, 2);");
		CHECK_STR(
		    translate_query(tr, "SELECT * FROM t; SELECT * FROM u"), "1|1\n1|2\n1|1|2");
		refuses(tr, "INSERT INTO t VALUES (1, 2)", "UNIQUE");
		refuses(tr, "INSERT INTO t (id) VALUES (7)", "NOT NULL");
		run(tr, "ALTER TABLE t ALTER id DROP DEFAULT; ALTER TABLE u ADD b integer NOT NULL "
			"DEFAULT 3");
		refuses(tr, "INSERT INTO t (a) VALUES (1)", "NOT NULL");
		run(tr, "ALTER TABLE t ALTER id SET DEFAULT nextval('t_id_seq');"
			"INSERT INTO t (a) VALUES (1)");
		CHECK_STR(
		    translate_query(tr, "SELECT max(id) FROM t; SELECT * FROM u"), "3\n1|1|2|3");
		talloc_free(tr);
	}
}

/* Tables that a block for SQLite has made in forms of their own, beside one that is made anew. */
static void
test_foreign_tables_stay(void)
{
	static const char kept[] = "SELECT * FROM tags; SELECT * FROM log; SELECT name, wr, strict "
				   "FROM pragma_table_list WHERE name IN ('tags', 'log')";
	struct translate *tr = translate_new(NULL);
	const char *before;

	tr->types = DN_TYPES_STRICT;
	run(tr, "CREATE TABLE t (id text PRIMARY KEY, a text, b integer);"
		"INSERT INTO t VALUES ('x', 'y', 1), ('z', 'y', 2);");
	takes(tr, "CREATE TABLE tags (t text REFERENCES t ON DELETE CASCADE, tag any, PRIMARY KEY "
		  "(t, tag)) STRICT, WITHOUT ROWID; INSERT INTO tags VALUES ('x', 1), ('z', 'two');"
		  "CREATE TABLE log (id text PRIMARY KEY) WITHOUT ROWID;"
		  "CREATE TRIGGER tr AFTER DELETE ON t BEGIN INSERT INTO log VALUES (old.id); END");
	before = translate_query(tr, kept);
	run(tr, "ALTER TABLE t ALTER COLUMN b TYPE text USING b::text, ADD CHECK (b <> '3')");
	run(tr, "ALTER TABLE t DROP CONSTRAINT t_b_check, DROP COLUMN a");
	CHECK_STR(translate_query(tr, kept), before);
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check; PRAGMA foreign_key_check"), "ok");
	takes(tr, "PRAGMA foreign_keys = ON; DELETE FROM t WHERE id = 'x'");
	CHECK_STR(translate_query(tr, "SELECT * FROM tags; SELECT * FROM log"), "z|two\nx");
	talloc_free(tr);
}

/* One without row numbers cannot be copied with these: then nothing is done. */
static void
test_without_rowid_stops(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (id text PRIMARY KEY, a text)");
	takes(tr, "DROP TABLE t; CREATE TABLE t (id text PRIMARY KEY, a text) WITHOUT ROWID;"
		  "INSERT INTO t VALUES ('x', 'y')");
	stops(tr, "ALTER TABLE t ALTER COLUMN a TYPE bytea USING NULL", "rowid");
	tr->edits = false;
	stops(tr, "ALTER TABLE t ALTER COLUMN a SET NOT NULL", "rowid");
	CHECK_STR(translate_query(tr, "SELECT * FROM t"), "x|y");
	talloc_free(tr);
}

/* A column that the history does not know would not be copied, and an edit would hide it. */
static void
test_unknown_columns_stop(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE t (a text); INSERT INTO t VALUES ('x');");
	takes(tr, "ALTER TABLE t ADD COLUMN mine text DEFAULT 'kept'");
	stops(tr, "ALTER TABLE t ALTER COLUMN a SET NOT NULL", "is not as expected");
	stops(tr, "ALTER TABLE t ALTER COLUMN a TYPE bytea USING NULL", "has no columns but those");
	tr->edits = false;
	stops(tr, "ALTER TABLE t ALTER COLUMN a SET NOT NULL", "has no columns but those");
	CHECK_STR(translate_query(tr, "SELECT * FROM t"), "x|kept");
	talloc_free(tr);
}

/* STRICT and WITHOUT ROWID of a block's table are nobody's business; names need quotes. */
static void
test_odd_names(void)
{
	struct translate *tr = translate_new(NULL);

	run(tr, "CREATE TABLE \"a (b\" (\"select\" text PRIMARY KEY, \"it's\" integer, \"q\"\"q\" "
		"text);"
		"CREATE INDEX \"an index\" ON \"a (b\" (\"it's\");"
		"INSERT INTO \"a (b\" VALUES ('k', 1, 'q');");
	run(tr, "ALTER TABLE \"a (b\" ALTER COLUMN \"it's\" SET NOT NULL;"
		"ALTER TABLE \"a (b\" ADD CONSTRAINT \"it's \"\"so\"\"\" CHECK (\"it's\" > 0);");
	run(tr, "ALTER TABLE \"a (b\" DROP COLUMN \"q\"\"q\"");
	CHECK_STR(translate_query(tr, "SELECT * FROM \"a (b\""), "k|1");
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	refuses(tr, "INSERT INTO \"a (b\" VALUES ('k', 2)", "UNIQUE");
	refuses(tr, "INSERT INTO \"a (b\" VALUES ('l', 0)", "it's \"so\"");
	talloc_free(tr);
}

/* Connections that are open see the new schema, and one that has read goes on. */
static void
test_others_see_it(void)
{
	char path[] = "/tmp/dunlin-edit-XXXXXX";
	struct translate *tr = translate_new(NULL);
	sqlite3 *other = NULL;

	CHECK(mkdtemp(path) != NULL);
	sqlite3_close(tr->db);
	CHECK(sqlite3_open(dn_sprintf(tr, "%s/x.db", path), &tr->db) == SQLITE_OK);
	CHECK(sqlite3_open(dn_sprintf(tr, "%s/x.db", path), &other) == SQLITE_OK);
	run(tr, "CREATE TABLE t (a text, b integer); INSERT INTO t VALUES ('x', 1);");
	CHECK(sqlite3_exec(other, "INSERT INTO t VALUES (NULL, 2)", NULL, NULL, NULL) == SQLITE_OK);
	CHECK(sqlite3_exec(other, "DELETE FROM t WHERE b = 2", NULL, NULL, NULL) == SQLITE_OK);
	run(tr, "ALTER TABLE t ALTER COLUMN a SET NOT NULL");
	CHECK(sqlite3_exec(other, "INSERT INTO t VALUES (NULL, 2)", NULL, NULL, NULL) ==
	      SQLITE_CONSTRAINT);
	run(tr, "ALTER TABLE t ALTER COLUMN a TYPE bytea USING NULL, ALTER COLUMN a DROP NOT NULL");
	CHECK(sqlite3_exec(other, "INSERT INTO t VALUES (NULL, 2)", NULL, NULL, NULL) == SQLITE_OK);
	CHECK_STR(translate_query(tr, "SELECT b FROM t; PRAGMA integrity_check"), "1\n2\nok");
	sqlite3_close(other);
	unlink(dn_sprintf(tr, "%s/x.db", path));
	rmdir(path);
	talloc_free(tr);
}

CU_TestInfo edit_tests[] = { TEST(test_rows_are_kept), TEST(test_old_rows_keep_defaults),
	TEST(test_edits_look_at_rows), TEST(test_edits_take_rows), TEST(test_foreign_objects_stay),
	TEST(test_counted_keys), TEST(test_foreign_tables_stay), TEST(test_without_rowid_stops),
	TEST(test_unknown_columns_stop), TEST(test_odd_names), TEST(test_others_see_it),
	CU_TEST_INFO_NULL };
