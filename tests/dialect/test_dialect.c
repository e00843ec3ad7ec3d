/* test_dialect.c - the registry, PostgreSQL's own text, splitting, COPY, guards */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/copy.h"
#include "dntest.h"
#include "sql/sql.h"
#include "suites.h"
#include "translate.h"

static void *mem;
static size_t blocks;

static int
setup(void)
{
	blocks = talloc_total_blocks(NULL);
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static void
test_find(void)
{
	CHECK_STR(dn_dialect_find("sqlite")->name, "sqlite");
	CHECK_STR(dn_dialect_find("postgresql")->name, "postgresql");
	CHECK(dn_dialect_find("oracle") == NULL);
	for (size_t i = 0; dn_dialects[i] != NULL; i++) {
		CHECK(dn_dialects[i]->statement != NULL && dn_dialects[i]->guard != NULL);
		CHECK(dn_dialects[i]->begin != NULL && dn_dialects[i]->has_table != NULL);
	}
}

static void
test_postgresql_is_verbatim(void)
{
	static const char text[] = "/* one */ create  TABLE t (a int /* x */);\n"
				   "COPY t (a) FROM stdin;\n1\n2\n\\.\n"
				   "CREATE INDEX CONCURRENTLY ON t (a); VACUUM t;";
	struct dn_source src = { "f.sql", text, sizeof text - 1 };
	struct dn_span all = { 0, sizeof text - 1 };
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_statements *list = dn_sql_parse(mem, &src, all, err);
	struct dn_schema *schema = dn_schema_new(mem);
	struct dn_translation *t =
	    dn_translation_new(mem, dn_dialect_find("postgresql"), schema, NULL);

	CHECK(list != NULL && list->n == 4);
	for (size_t i = 0; list != NULL && i < list->n; i++)
		CHECK(t->dialect->statement(t, list->items[i], err));
	CHECK_INT(t->noutputs, 4);
	CHECK_STR(t->outputs[0]->sql, "create  TABLE t (a int /* x */)");
	CHECK(t->outputs[0]->verbatim && !t->outputs[0]->no_transaction);
	CHECK_STR(t->outputs[1]->sql, "COPY t (a) FROM stdin");
	CHECK(t->outputs[1]->copy_in);
	CHECK_INT(t->outputs[1]->copy_data.end - t->outputs[1]->copy_data.start, 4);
	CHECK(t->outputs[2]->no_transaction && t->outputs[3]->no_transaction);
	CHECK(dn_map_count(schema->indexes) == 1);
}

/* A database may have casts of its own, which PostgreSQL knows (CREATE CAST ... AS IMPLICIT). */
static void
test_postgresql_says_what_it_compares(void)
{
	static const char text[] = "CREATE TABLE p (id uuid PRIMARY KEY);\n"
				   "CREATE TABLE c (id text REFERENCES p);";
	static const char *const takes[] = { "postgresql", "sqlite", "mysql" };
	struct dn_source src = { "f.sql", text, sizeof text - 1 };
	struct dn_span all = { 0, sizeof text - 1 };

	for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
		struct dunlin_error *err = dn_error_new(mem);
		struct dn_statements *list = dn_sql_parse(mem, &src, all, err);
		struct dn_translation *t =
		    dn_translation_new(mem, dn_dialect_find(takes[i]), dn_schema_new(mem), NULL);

		CHECK(t->dialect->statement(t, list->items[0], err));
		CHECK_INT(t->dialect->statement(t, list->items[1], err), i == 0);
	}
}

static const char *
quoted(const char *dialect, const char *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_dialect_find(dialect)->identifier(buf, name);
	dunlin_buf_puts(buf, " ");
	dn_dialect_find(dialect)->literal(buf, name);
	return buf->s;
}

static void
test_quoting(void)
{
	CHECK_STR(quoted("sqlite", "plain_1"), "plain_1 'plain_1'");
	CHECK_STR(quoted("sqlite", "a\"b'c"), "\"a\"\"b'c\" 'a\"b''c'");
	CHECK_STR(quoted("sqlite", "table"), "\"table\" 'table'");
	CHECK_STR(quoted("sqlite", "1a"), "\"1a\" '1a'");
	CHECK_STR(quoted("sqlite", "Upper"), "\"Upper\" 'Upper'");
	CHECK_STR(quoted("sqlite", ""), "\"\" ''");
	CHECK_STR(quoted("postgresql", "a\"b'c"), "\"a\"\"b'c\" 'a\"b''c'");
}

/* Every word of SQLite's list, here by what SQLite itself says. */
static void
test_quoting_keywords(void)
{
	struct translate *tr = translate_new(mem);

	for (int i = 0; i < sqlite3_keyword_count(); i++) {
		const char *word;
		char *name, *sql;
		int n;

		sqlite3_keyword_name(i, &word, &n);
		name = dn_strndup(tr, word, (size_t) n);
		for (char *p = name; *p != '\0'; p++)
			*p = (char) (*p | 0x20);
		name = dn_strndup(tr, quoted("sqlite", name), strcspn(quoted("sqlite", name), " "));
		sql = dn_sprintf(
		    tr, "CREATE TABLE %s (%s text DEFAULT 'x' CHECK (%s <> ''))", name, name, name);
		CHECK_STR(translate_exec(tr, sql), NULL);
	}
	dn_free(tr);
}

static const char *
split(const char *text)
{
	struct dn_source src = { "f.sql", text, strlen(text) };
	struct dn_span span = { 0, src.len }, statement;
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_buf *out = dn_buf_new(mem);

	for (;;) {
		if (!dn_dialect_find("sqlite")->split(&src, &span, &statement, err)) {
			dunlin_buf_printf(
			    out, "error %u:%u", dunlin_error_line(err), dunlin_error_column(err));
			return out->s;
		}
		if (statement.start == statement.end)
			return out->s;
		dunlin_buf_puts(out, "<");
		dunlin_buf_put(out, text + statement.start, statement.end - statement.start);
		dunlin_buf_puts(out, ">");
	}
}

static void
test_sqlite_split(void)
{
	CHECK_STR(split(""), "");
	CHECK_STR(split(" ; ;-- x\n"), "");
	CHECK_STR(split("a;b"), "<a><b>");
	CHECK_STR(split("a 'x;''y' \"p;\" [q;] `r;` b; c"), "<a 'x;''y' \"p;\" [q;] `r;` b><c>");
	CHECK_STR(split("-- ;\na /* ; */ b;"), "<a /* ; */ b>");
	CHECK_STR(split("CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = CASE WHEN b "
			"THEN 1 END; DELETE FROM y; END; SELECT 1;"),
	    "<CREATE TRIGGER t AFTER INSERT ON x BEGIN UPDATE x SET a = CASE WHEN b THEN 1 END; "
	    "DELETE FROM y; END><SELECT 1>");
	CHECK_STR(split("create temp trigger t begin select 1; end ; b"),
	    "<create temp trigger t begin select 1; end><b>");
	CHECK_STR(split("CREATE TABLE end (a); END;"), "<CREATE TABLE end (a)><END>");
	CHECK_STR(split("a;\nb 'x"), "<a>error 2:3");
}

/* The rows of WIDTH fields; "error" behind the last for what is none. */
static const char *
copy(struct dn_copy_form form, size_t width, const char *data)
{
	struct dn_source source = { .text = data, .len = strlen(data) };
	struct dn_change change = { .data = { 0, source.len }, .copy = &form };
	struct dn_copy reader = dn_copy_open(&source, &change);
	struct dunlin_buf *out = dn_buf_new(mem);
	const char *fields[3];

	while (dn_copy_line(&reader)) {
		if (!dn_copy_row(out, &reader, fields, width, NULL))
			return dn_sprintf(out, "%serror", out->s);
		for (size_t i = 0; i < width; i++)
			dunlin_buf_printf(out, "<%s>", fields[i] == NULL ? "NULL" : fields[i]);
		dunlin_buf_puts(out, "!");
	}
	return out->s;
}

/* PostgreSQL's manual, COPY, "Text Format". */
static void
test_copy_text(void)
{
	struct dn_copy_form form = { .delimiter = '\t', .null = "\\N" };
	struct dn_copy_form bar = { .delimiter = '|', .null = "", .header = true };

	CHECK_STR(copy(form, 2, ""), "");
	CHECK_STR(copy(form, 2, "a\tb\n\\N\t\\\\N"), "<a><b>!<NULL><\\N>!");
	CHECK_STR(copy(form, 3, "\\N\t\\\\N\t\n"), "<NULL><\\N><>!");
	CHECK_STR(copy(form, 1, "\na\tb"), "<>!error");
	CHECK_STR(copy(form, 2, "a\tb\na"), "<a><b>!error");
	CHECK_STR(copy(form, 1, "a\\tb\\nc\\\\d\\x4a\\112\\q\\x\n"), "<a\tb\nc\\dJJqx>!");
	CHECK_STR(copy(form, 1, "x\r\n\\N\r\ny"), "<x>!<NULL>!<y>!");
	CHECK_STR(copy(form, 2, "a\\\tb\tc\n"), "<a\tb><c>!");
	CHECK_STR(copy(form, 1, "\\1234\\x414\n"), "<S4A4>!");
	CHECK_STR(copy(bar, 2, "a|b|c\n|\\N\na\\||\t\n"), "<NULL><N>!<a|><\t>!");
}

/* PostgreSQL's manual, COPY, "CSV Format"; what is asked here was put to a server. */
static void
test_copy_csv(void)
{
	struct dn_copy_form form = { true, false, ',', '"', '"', "" };
	struct dn_copy_form other = { true, true, ';', '\'', '\\', "n/a" };

	CHECK_STR(copy(form, 2, "a,b\n,\"\"\n"), "<a><b>!<NULL><>!");
	CHECK_STR(copy(form, 2, "\"a,\"\"b\nc\"\"\",x\"y\"z"), "<a,\"b\nc\"><xyz>!");
	CHECK_STR(copy(form, 1, "\n\\N\n a \n"), "<NULL>!<\\N>!< a >!");
	CHECK_STR(copy(form, 2, "a,\r\n\"\r\",b\r\n"), "<a><NULL>!<\r><b>!");
	CHECK_STR(copy(form, 2, "a,b\n\"a,b\n"), "<a><b>!error");
	CHECK_STR(copy(other, 2, "'x\ny';z\nn/a;'n/a'\n'it\\'s';'\\\\\\a'\n"),
	    "<NULL><n/a>!<it's><\\\\a>!");
}

static const char *
guard(struct translate *tr, const char *id, int wanted)
{
	struct dunlin_buf *sql = dn_buf_new(tr);
	const char *message;

	dn_dialect_find("sqlite")->guard(sql, "rev", id, wanted);
	message = translate_exec(tr, sql->s);
	if (message != NULL)
		translate_exec(tr, "DROP TABLE temp.dunlin_guard");
	return message;
}

static void
test_sqlite_guard(void)
{
	struct translate *tr = translate_new(mem);

	translate_exec(tr, "CREATE TABLE rev (id); INSERT INTO rev VALUES ('001')");
	CHECK_STR(guard(tr, "001", 1), NULL);
	CHECK_STR(guard(tr, "002", 0), NULL);
	CHECK_STR(
	    guard(tr, "001", 0), "CHECK constraint failed: revision '001' is already applied");
	CHECK_STR(guard(tr, "o'x", 1), "CHECK constraint failed: revision 'o'x' is not applied");
	dn_free(tr);
}

static void
test_postgresql_guard(void)
{
	struct dunlin_buf *sql = dn_buf_new(mem);

	dn_dialect_find("postgresql")->guard(sql, "\"public\".\"r\"", "a'$dunlin$%", 0);
	CHECK_STR(sql->s,
	    "DO $dunlin1$ BEGIN IF (SELECT pg_catalog.count(*) FROM \"public\".\"r\" WHERE id = "
	    "'a''$dunlin$%') <> 0 THEN RAISE EXCEPTION 'revision ''%'' is already applied', "
	    "'a''$dunlin$%'; END IF; END $dunlin1$");
}

static void
test_notice_once(void)
{
	struct translate *tr = translate_new(mem);

	CHECK(translate_run(
	    tr, "f.sql", "CREATE TABLE t (a text[]); CREATE TABLE u (b text[])", NULL));
	CHECK(strstr(tr->notices->s, "JSON") != NULL);
	CHECK(strstr(strstr(tr->notices->s, "JSON") + 1, "JSON") == NULL);
	dn_free(tr);
}

static void
test_nothing_is_left(void)
{
	struct translate *tr;

	talloc_free(mem);
	CHECK_INT(talloc_total_blocks(NULL), blocks);
	mem = talloc_new(NULL);
	tr = translate_new(mem);
	CHECK(translate_run(tr, "f.sql",
	    "CREATE TABLE t (a serial PRIMARY KEY, b text); INSERT INTO t (b) VALUES ('x');",
	    NULL));
	CHECK(translate_run(tr, "f.sql", "ALTER TABLE t ALTER b SET NOT NULL", NULL));
	CHECK(!translate_run(
	    tr, "f.sql", "CREATE TABLE u (EXCLUDE USING gist (b WITH <>), b int)", NULL));
	dn_free(tr);
	CHECK_INT(talloc_total_blocks(mem), 1);
}

static CU_TestInfo dialect_tests[] = { TEST(test_find), TEST(test_postgresql_is_verbatim),
	TEST(test_postgresql_says_what_it_compares), TEST(test_quoting),
	TEST(test_quoting_keywords), TEST(test_sqlite_split), TEST(test_copy_text),
	TEST(test_copy_csv), TEST(test_sqlite_guard), TEST(test_postgresql_guard),
	TEST(test_notice_once), TEST(test_nothing_is_left), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = {
	{ "dialect", setup, teardown, NULL, NULL, dialect_tests },
	{ "behaviour", NULL, NULL, NULL, NULL, behaviour_tests },
	{ "edit", NULL, NULL, NULL, NULL, edit_tests },
	{ "golden", NULL, NULL, NULL, NULL, golden_tests },
	{ "expressions", NULL, NULL, NULL, NULL, expression_tests },
	CU_SUITE_INFO_NULL,
};
