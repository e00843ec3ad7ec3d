/* test_history.c - the tables of the shipped history on both engines: columns, constraints,
 * defaults */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/sqlite/table/type.h"
#include "dntest.h"
#include "pgcluster.h"
#include "shipped.h"
#include "suites.h"

/* A column as PostgreSQL's catalog has it. */
struct history_column {
	const char *table, *name, *type, *parent; /* parent: the table that it refers to, or "" */
	unsigned taken;
};

static void *mem;
static PGconn *pg;
static sqlite3 *lite;
static char *directory, *said;

static bool
history_upgrade(const char *url)
{
	const char *program = getenv("DUNLIN");

	return system(dn_sprintf(mem, "'%s' -c '%s/dunlin.ini' -d '%s' upgrade head 2>>'%s/said'",
		   program != NULL ? program : DN_TEST_BUILDDIR "/dunlin", DN_TEST_MIGRATIONS, url,
		   directory)) == 0;
}

static bool
history_both(const char *sql)
{
	return contract_pg_run(pg, sql) && contract_sqlite_run(lite, sql);
}

static char *
history_read(const char *path)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	FILE *file = fopen(path, "r");
	int c;

	while (file != NULL && (c = getc(file)) != EOF)
		dunlin_buf_printf(buf, "%c", c);
	if (file != NULL)
		fclose(file);
	return buf->s;
}

int
history_setup(void)
{
	char template[] = "/tmp/dunlin-contract.XXXXXX";
	const char *url;
	char *file;

	mem = talloc_new(NULL);
	directory = dn_strdup(mem, mkdtemp(template));
	file = dn_sprintf(mem, "%s/contract.db", directory);
	pgcluster_use_modules();
	url = pgcluster_url("contract_history");
	if (url == NULL)
		return 0;
	if (!history_upgrade(url) || !history_upgrade(dn_sprintf(mem, "sqlite:///%s", file))) {
		printf("# %s", history_read(dn_sprintf(mem, "%s/said", directory)));
		return 1;
	}
	pg = contract_pg_open("contract_history");
	said = history_read(dn_sprintf(mem, "%s/said", directory));
	lite = contract_sqlite(file);
	for (size_t i = 0; shipped_given[i] != NULL; i++)
		if (!history_both(shipped_given[i]))
			return 1;
	return 0;
}

int
history_teardown(void)
{
	static const char *const names[] = { "contract.db", "contract.db-journal", "said" };

	sqlite3_close(lite);
	if (pg != NULL)
		PQfinish(pg);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(dn_sprintf(mem, "%s/%s", directory, names[i]));
	rmdir(directory);
	return talloc_free(mem);
}

static struct history_column *
history_columns(size_t *n)
{
	struct history_column *columns = NULL;
	PGresult *result = PQexec(pg,
	    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),"
	    " coalesce((SELECT r.relname FROM pg_constraint k JOIN pg_class r ON r.oid = "
	    "k.confrelid"
	    " WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum]), '')"
	    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
	    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"
	    " AND c.relname NOT LIKE 'dunlin%' ORDER BY c.relname, a.attnum");

	*n = 0;
	for (int i = 0; i < PQntuples(result); i++) {
		struct history_column column = { dn_strdup(mem, PQgetvalue(result, i, 0)),
			dn_strdup(mem, PQgetvalue(result, i, 1)),
			dn_strdup(mem, PQgetvalue(result, i, 2)),
			dn_strdup(mem, PQgetvalue(result, i, 3)), 0 };

		dn_push(mem, columns, *n, column);
	}
	PQclear(result);
	return columns;
}

static bool
history_insert_pg(const char *sql, const struct dunlin_value *value)
{
	return contract_pg_query(mem, pg, sql, 1, value) != NULL;
}

static bool
history_insert_sqlite(const char *sql, const struct dn_type *type, const struct dunlin_value *value)
{
	sqlite3_stmt *st = NULL;
	bool ok;

	if (sqlite3_prepare_v2(lite, sql, -1, &st, NULL) != SQLITE_OK) {
		printf("# %s: %s\n", sql, sqlite3_errmsg(lite));
		return false;
	}
	contract_bind(st, 1, type, value);
	ok = contract_step(st);
	sqlite3_finalize(st);
	return ok;
}

/* A row with the value on both engines, and of what the column refers to; undone afterwards. */
static void
history_try(struct history_column *column, const struct contract_case *c)
{
	struct dn_type *type = contract_type(mem, column->type);
	char *sql = shipped_insert(mem, column->table, column->name);
	/* a null for a key that SQLite counts is a difference of its own */
	bool counted = strcmp(column->name, "id") == 0 && type->kind == DN_TYPE_INTEGER;
	const char *shown = counted && c->value.kind == DUNLIN_NULL ? "serial" : c->type;
	bool in_pg, in_sqlite;

	CHECK(history_both("BEGIN"));
	if (column->parent[0] != '\0') {
		char *parent = shipped_insert(mem, column->parent, "id");

		CHECK(contract_pg_run(pg, "SAVEPOINT parent"));
		if (!history_insert_pg(parent, &c->value))
			CHECK(contract_pg_run(pg, "ROLLBACK TO parent"));
		(void) history_insert_sqlite(parent, type, &c->stored);
	}
	in_pg = history_insert_pg(sql, &c->value);
	in_sqlite = history_insert_sqlite(sql, type, &c->stored);
	contract_compare(dn_sprintf(mem, "%s.%s", column->table, column->name), shown, c->name,
	    in_pg, in_sqlite, NULL);
	column->taken += in_pg;
	contract_pg_run(pg, "ROLLBACK");
	contract_sqlite_run(lite, "ROLLBACK");
}

/* The length of a varchar(n): cases.tsv has those of 20 characters. */
static void
history_try_lengths(struct history_column *column)
{
	static const struct {
		const char *name, *unit;
		int more;
	} lengths[] = { { "as long as may be", "x", 0 }, { "one character more", "x", 1 },
		{ "characters of four bytes", "\xf0\x9f\x90\xa6", 0 },
		{ "one of them more", "\xf0\x9f\x90\xa6", 1 } };
	int n = contract_type(mem, column->type)->mods[0];

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		struct dunlin_buf *buf = dn_buf_new(mem);
		struct contract_case c = { column->type, lengths[i].name, true,
			{ DUNLIN_TEXT, NULL, 0 }, { DUNLIN_TEXT, NULL, 0 } };

		for (int k = 0; k < n + lengths[i].more; k++)
			dunlin_buf_puts(buf, lengths[i].unit);
		c.value.data = buf->s;
		c.value.len = buf->len;
		c.stored = c.value;
		history_try(column, &c);
	}
}

static const char *
history_case_type(const char *type)
{
	if (strcmp(type, "timestamp with time zone") == 0)
		return "timestamptz";
	if (strcmp(type, "character varying[]") == 0)
		return "varchar[]";
	return strncmp(type, "character varying(", 18) == 0 ? "varchar(20)" : type;
}

static void
test_columns(void)
{
	size_t ncolumns = 0, ncases, tried = 0;
	struct history_column *columns = pg == NULL ? NULL : history_columns(&ncolumns);
	struct contract_case *cases = contract_cases(mem, &ncases);

	for (size_t i = 0; i < ncolumns; i++) {
		const char *type = history_case_type(columns[i].type);

		if (strncmp(columns[i].type, "character varying(", 18) == 0)
			history_try_lengths(&columns[i]);
		for (size_t k = 0; k < ncases; k++) {
			if (strcmp(cases[k].type, type) != 0)
				continue;
			history_try(&columns[i], &cases[k]);
			tried++;
		}
		/* a word that a CHECK does not list is in no case; test_constraints has those */
		if (columns[i].taken == 0 && strcmp(type, "varchar(20)") != 0)
			dntest_str_eq("nothing taken", "something",
			    dn_sprintf(mem, "%s.%s", columns[i].table, columns[i].name), __FILE__,
			    __LINE__);
	}
	if (pg != NULL) {
		CHECK_INT(ncolumns, 44);
		CHECK(tried > 1000);
	}
}

/* SQLite has no word DEFAULT in VALUES. */
static const char *
history_for_sqlite(const char *sql)
{
	return strstr(sql, "DEFAULT") == NULL
		   ? sql
		   : "INSERT INTO acquisition_requests (url, reason) VALUES ('u', 'r')";
}

static void
test_constraints(void)
{
	for (size_t i = 0; i < shipped_nstatements; i++) {
		const struct shipped_statement *s = &shipped_statements[i];
		bool in_pg, in_sqlite;

		if (pg == NULL)
			return;
		CHECK(history_both("BEGIN"));
		in_pg = contract_pg_run(pg, s->sql);
		in_sqlite =
		    sqlite3_exec(lite, history_for_sqlite(s->sql), NULL, NULL, NULL) == SQLITE_OK;
		contract_compare("statement", s->what, "", in_pg, in_sqlite, NULL);
		if (in_pg != s->good)
			dntest_str_eq(in_pg ? "taken" : "refused", s->good ? "taken" : "refused",
			    s->what, __FILE__, __LINE__);
		CHECK(history_both("ROLLBACK"));
	}
}

static void
history_count(const char *table, const char *want)
{
	char *sql = dn_sprintf(mem, "SELECT count(*) FROM %s", table);

	dntest_str_eq(contract_pg_query(mem, pg, sql, 0, NULL), want, table, __FILE__, __LINE__);
	dntest_str_eq(contract_sqlite_query(mem, lite, sql), want, table, __FILE__, __LINE__);
}

static void
test_cascade(void)
{
	if (pg == NULL)
		return;
	CHECK(history_both("BEGIN"));
	CHECK(history_both(shipped_insert(mem, "query_history", NULL)));
	CHECK(history_both(shipped_insert(mem, "decision_sources", NULL)));
	history_count("query_history", "1");
	history_count("decision_sources", "1");
	CHECK(history_both("DELETE FROM projects WHERE id = '" PROJECT "'"));
	history_count("projects", "0");
	history_count("decisions", "0");
	history_count("query_history", "0");
	history_count("decision_sources", "0");
	CHECK(history_both("ROLLBACK"));
}

/* The text with every digit as 9 and every letter of a uuid as x. */
static char *
history_form(const char *text)
{
	char *form = dn_strdup(mem, text == NULL ? "(null)" : text);

	for (char *s = form; *s != '\0'; s++)
		*s = *s >= '0' && *s <= '9' ? '9' : *s;
	return form;
}

static void
test_defaults_of_history(void)
{
	static const char *const same[] = { "SELECT status FROM acquisition_requests",
		"SELECT priority FROM acquisition_requests", "SELECT status FROM sources",
		"SELECT status FROM projects WHERE name = 'Example'",
		"SELECT description FROM sources", "SELECT completed_at FROM projects",
		"SELECT length(CAST(id AS text)) FROM projects WHERE name = 'Example'",
		"SELECT substr(CAST(id AS text), 15, 1) FROM projects WHERE name = 'Example'" };
	static const char created[] = "SELECT CAST(created_at AS text) FROM sources";
	struct dunlin_value value;
	char *text;

	if (pg == NULL)
		return;
	CHECK(history_both("BEGIN"));
	CHECK(history_both(shipped_insert(mem, "acquisition_requests", NULL)));
	CHECK(history_both(shipped_insert(mem, "sources", NULL)));
	CHECK(history_both(shipped_insert(mem, "projects", NULL)));
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		char *got = contract_sqlite_query(mem, lite, same[i]);

		dntest_str_eq(got == NULL ? "" : got, contract_pg_query(mem, pg, same[i], 0, NULL),
		    same[i], __FILE__, __LINE__);
	}
	/* what the server makes and what a COPY of it brings is of the default's form */
	text = contract_pg_query(mem, pg, created, 0, NULL);
	dn_value_stored(mem, contract_type(mem, "timestamptz"), text, &value);
	CHECK_STR(dn_strndup(mem, history_form(value.data), 20), "9999-99-99 99:99:99.");
	CHECK_STR(
	    history_form(contract_sqlite_query(mem, lite, created)), "9999-99-99 99:99:99.999");
	CHECK(history_both("ROLLBACK"));
}

static void
test_ids_count_up(void)
{
	static const char ids[] =
	    "SELECT count(*) FROM sources a JOIN sources b ON b.id = a.id + 1";

	if (pg == NULL)
		return;
	CHECK(history_both("BEGIN"));
	CHECK(history_both(
	    "INSERT INTO sources (url, title, source_type, authority_tier) VALUES"
	    " ('1', 't', 'blog', 'tier_2_trusted'), ('2', 't', 'blog', 'tier_2_trusted'),"
	    " ('3', 't', 'blog', 'tier_2_trusted')"));
	CHECK_STR(contract_pg_query(mem, pg, ids, 0, NULL), "2");
	CHECK_STR(contract_sqlite_query(mem, lite, ids), "2");
	CHECK(history_both("ROLLBACK"));
}

static void
test_notice_once(void)
{
	const char *first = said == NULL ? NULL : strstr(said, "SQLite keeps and compares values");

	if (pg == NULL)
		return;
	CHECK(first != NULL);
	CHECK(first != NULL && strstr(first + 1, "SQLite keeps and compares values") == NULL);
}

static void
test_known_is_needed(void)
{
	if (pg != NULL)
		contract_check_known();
}

CU_TestInfo history_tests[] = { TEST(test_columns), TEST(test_constraints), TEST(test_cascade),
	TEST(test_defaults_of_history), TEST(test_ids_count_up), TEST(test_notice_once),
	TEST(test_known_is_needed), CU_TEST_INFO_NULL };
