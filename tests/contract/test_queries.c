/* test_queries.c - the same statements over the same rows leave the same rows on both engines */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/translate.h"
#include "dntest.h"
#include "suites.h"

static PGconn *queries_pg;

/* A file of this folder, whole. */
static char *
queries_read(const void *mem, const char *name)
{
	char *path = dn_sprintf(mem, DN_TEST_CONTRACT "/%s", name);
	FILE *f = fopen(path, "r");
	struct dunlin_buf *buf = dn_buf_new(mem);
	char block[4096];
	size_t n;

	if (f == NULL) {
		printf("Bail out! %s\n", path);
		exit(1);
	}
	while ((n = fread(block, 1, sizeof block, f)) > 0)
		dunlin_buf_put(buf, block, n);
	fclose(f);
	return buf->s;
}

int
queries_setup(void)
{
	char *sql;
	void *mem;

	queries_pg = contract_pg("queries");
	if (queries_pg == NULL)
		return 0;
	mem = dn_new_context(NULL);
	sql = queries_read(mem, "queries_rows.sql");
	if (!contract_pg_run(queries_pg, sql)) {
		printf("Bail out! queries_rows.sql: %s\n", PQerrorMessage(queries_pg));
		exit(1);
	}
	dn_free(mem);
	return 0;
}

int
queries_teardown(void)
{
	PQfinish(queries_pg);
	return 0;
}

/* -- values in one form -------------------------------------------------------------------- */

static bool
queries_is_in(Oid type, const Oid *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == type)
			return true;
	return false;
}

/* pg_type.oid, which are fixed. */
static const Oid numbers[] = { 20, 21, 23, 26, 700, 701, 1700 };
static const Oid jsons[] = { 114, 3802 };
static const Oid arrays[] = { 1000, 1005, 1007, 1009, 1015, 1016, 1021, 1022, 1231, 1115, 1185,
	1182, 2951 };
static const Oid times[] = { 1114, 1184 };

static const char *
queries_ask(const void *mem, const char *sql, const char *text)
{
	struct dunlin_value value = { DUNLIN_TEXT, text, strlen(text) };
	const char *answer = contract_pg_query(mem, queries_pg, sql, 1, &value);

	return answer == NULL ? dn_sprintf(mem, "refused: %s", text) : answer;
}

/* Without an offset and zeros behind the seconds. */
static const char *
queries_time(const void *mem, const char *text)
{
	char *copy = dn_strdup(mem, text);
	size_t len = strlen(copy);

	if (len > 3 && strcmp(copy + len - 3, "+00") == 0)
		copy[len -= 3] = '\0';
	while (strchr(copy, '.') != NULL && (copy[len - 1] == '0' || copy[len - 1] == '.'))
		copy[--len] = '\0';
	return copy;
}

static const char *
queries_number(const void *mem, const char *text)
{
	char *end;
	double x = strtod(text, &end);

	return *end == '\0' && end != text ? dn_sprintf(mem, "%.12g", x == 0 ? 0 : x) : text;
}

/* What PostgreSQL gave, as SQLite should have it; what SQLite gave, in the same form. */
static const char *
queries_form(const void *mem, Oid type, const char *text, bool pg)
{
	if (text == NULL)
		return "NULL";
	if (type == 16)
		return !pg ? text : text[0] == 't' ? "1" : "0";
	if (queries_is_in(type, numbers, sizeof numbers / sizeof *numbers))
		return queries_number(mem, text);
	if (queries_is_in(type, times, sizeof times / sizeof *times))
		return queries_time(mem, text);
	if (queries_is_in(type, jsons, sizeof jsons / sizeof *jsons))
		return queries_ask(mem, "SELECT $1::jsonb::text", text);
	if (!queries_is_in(type, arrays, sizeof arrays / sizeof *arrays))
		return text;
	if (!pg)
		return queries_ask(mem, "SELECT $1::jsonb::text", text);
	return queries_ask(mem,
	    dn_sprintf(mem, "SELECT to_jsonb($1::text::%s)::text",
		contract_pg_query(
		    mem, queries_pg, dn_sprintf(mem, "SELECT %u::regtype::text", type), 0, NULL)),
	    text);
}

/* -- results ------------------------------------------------------------------------------- */

struct result {
	char **rows;
	size_t n;
	Oid *types; /* of PostgreSQL's columns */
	int ncolumns;
};

static int
result_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static const char *
result_text(const void *mem, struct result *r, bool ordered)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	if (!ordered && r->n > 0)
		qsort(r->rows, r->n, sizeof *r->rows, result_compare);
	for (size_t i = 0; i < r->n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : " / ", r->rows[i]);
	return buf->s;
}

static bool
result_pg(const void *mem, const char *sql, struct result *r)
{
	PGresult *result = PQexec(queries_pg, sql);
	bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

	*r = (struct result){ .ncolumns = ok ? PQnfields(result) : 0 };
	if (!ok)
		printf("# %s: %s", sql, PQerrorMessage(queries_pg));
	r->types = dn_new_array(mem, Oid, (unsigned) r->ncolumns + 1);
	for (int i = 0; i < r->ncolumns; i++)
		r->types[i] = PQftype(result, i);
	for (int row = 0; ok && row < PQntuples(result); row++) {
		struct dunlin_buf *line = dn_buf_new(mem);

		for (int i = 0; i < r->ncolumns; i++)
			dunlin_buf_printf(line, "%s%s", i == 0 ? "" : "|",
			    queries_form(mem, r->types[i],
				PQgetisnull(result, row, i) ? NULL : PQgetvalue(result, row, i),
				true));
		dn_push(mem, r->rows, r->n, line->s);
	}
	PQclear(result);
	return ok;
}

static bool
result_sqlite(
    const void *mem, sqlite3 *db, const char *sql, const struct result *like, struct result *r)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	*r = (struct result){ .rows = NULL };
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		struct dunlin_buf *line = dn_buf_new(mem);

		rc = sqlite3_step(st);
		if (rc != SQLITE_ROW)
			break;
		for (int i = 0; i < sqlite3_column_count(st); i++)
			dunlin_buf_printf(line, "%s%s", i == 0 ? "" : "|",
			    queries_form(mem, i < like->ncolumns ? like->types[i] : 0,
				(const char *) sqlite3_column_text(st, i), false));
		dn_push(mem, r->rows, r->n, line->s);
	}
	if (rc != SQLITE_DONE)
		printf("# %s: %s\n", sql, sqlite3_errmsg(db));
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

static bool
queries_compare(struct translate *tr, const char *line, const char *sql, bool ordered)
{
	struct result pg, sqlite;
	const char *want, *got;

	if (!result_pg(tr, sql, &pg) || !result_sqlite(tr, tr->db, sql, &pg, &sqlite)) {
		printf("# %s\n", line);
		return false;
	}
	want = result_text(tr, &pg, ordered);
	got = result_text(tr, &sqlite, ordered);
	if (strcmp(want, got) == 0)
		return true;
	printf("# %s\n#   %s\n#   PostgreSQL %s\n#   SQLite     %s\n", line, sql, want, got);
	return false;
}

/* -- one line ------------------------------------------------------------------------------ */

static bool
queries_is_select(const char *line)
{
	return strncmp(line, "SELECT setval", 13) != 0 && strstr(line, " INTO ") == NULL &&
	       (strncmp(line, "SELECT", 6) == 0 || strncmp(line, "VALUES", 6) == 0 ||
		   (strncmp(line, "WITH", 4) == 0 && strstr(line, "UPDATE ") == NULL &&
		       strstr(line, "INSERT ") == NULL && strstr(line, "DELETE ") == NULL));
}

/* An ORDER BY that nothing closes is that of the whole. */
static bool
queries_is_ordered(const char *line)
{
	const char *order = NULL;

	for (const char *s = line; (s = strstr(s, "ORDER BY")) != NULL; s++)
		order = s;
	for (int depth = 0; order != NULL && *order != '\0'; order++) {
		depth += (*order == '(') - (*order == ')');
		if (depth < 0)
			return false;
	}
	return order != NULL;
}

static bool
queries_tables(struct translate *tr, const char *line)
{
	static const char *const tables[] = { "a", "b", "c", "d", "empty", "made" };
	bool ok = true;

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		char *there = contract_pg_query(tr, queries_pg,
		    dn_sprintf(tr, "SELECT to_regclass('%s') IS NOT NULL", tables[i]), 0, NULL);

		if (there != NULL && there[0] == 't')
			ok = queries_compare(
				 tr, line, dn_sprintf(tr, "SELECT * FROM %s", tables[i]), false) &&
			     ok;
	}
	return ok;
}

static bool
queries_run(struct translate *tr, const char *line)
{
	bool select = queries_is_select(line);
	const char *sql = select ? dn_sprintf(tr, "CREATE VIEW q AS %s", line) : line;

	if (!contract_pg_run(queries_pg, sql)) {
		printf("# PostgreSQL refuses: %s\n# %s", sql, PQerrorMessage(queries_pg));
		return false;
	}
	if (!translate_run(tr, "queries.sql", sql, NULL)) {
		printf("# %s\n#   %s\n", line, dunlin_error_message(tr->err));
		return false;
	}
	return select ? queries_compare(tr, line, "SELECT * FROM q", queries_is_ordered(line))
		      : queries_tables(tr, line);
}

/* The server takes it. */
static bool
queries_untranslatable(struct translate *tr, const char *line)
{
	bool select = queries_is_select(line);
	const char *sql = select ? dn_sprintf(tr, "CREATE VIEW q AS %s", line) : line;
	bool pg = contract_pg_run(queries_pg, sql);
	bool sqlite = !translate_run(tr, "queries.sql", sql, NULL) &&
		      dunlin_error_code(tr->err) == DUNLIN_E_UNTRANSLATABLE;

	if (!pg || !sqlite)
		printf("# %s\n#   PostgreSQL %s, translated %s\n", line,
		    pg ? "takes it" : "refuses", sqlite ? "not" : "for SQLite");
	return pg && sqlite;
}

/* Both refuse it when it runs: that it cannot be translated is no refusal. */
static bool
queries_refuse(struct translate *tr, const char *line)
{
	bool pg = !contract_pg_run(queries_pg, line);
	bool sqlite = !translate_run(tr, "queries.sql", line, NULL) &&
		      dunlin_error_code(tr->err) != DUNLIN_E_UNTRANSLATABLE;

	if (!pg || !sqlite)
		printf("# %s\n#   PostgreSQL %s, SQLite %s: %s\n", line,
		    pg ? "refuses" : "takes it", sqlite ? "refuses" : "does not",
		    dunlin_error_message(tr->err));
	return pg && sqlite;
}

static void
test_queries(void)
{
	const char *only = getenv("DUNLIN_TEST_QUERIES");
	char *lines, *rows, *rest = NULL;
	unsigned n = 0, wrong = 0;
	void *mem;

	if (queries_pg == NULL) {
		dntest_skip("no PostgreSQL server is installed");
		return;
	}
	mem = dn_new_context(NULL);
	lines = queries_read(mem, "queries.sql");
	rows = queries_read(mem, "queries_rows.sql");
	for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct translate *tr;

		if (line[0] == '\0' || strncmp(line, "--", 2) == 0 ||
		    (only != NULL && strstr(line, only) == NULL))
			continue;
		tr = translate_new(NULL);
		n++;
		CHECK(translate_run(tr, "queries_rows.sql", rows, NULL));
		CHECK_STR(dunlin_error_message(tr->err), "");
		/* No transaction holds a sequence back. */
		contract_pg_run(queries_pg, "SELECT setval('a_id_seq', 6); BEGIN");
		if (line[0] == '!'   ? !queries_refuse(tr, line + 1)
		    : line[0] == '~' ? !queries_untranslatable(tr, line + 1)
				     : !queries_run(tr, line))
			wrong++;
		contract_pg_run(queries_pg, "ROLLBACK");
		dn_free(tr);
	}
	printf("# %u statements compared, %u wrong\n", n, wrong);
	CHECK_INT(wrong, 0);
	CHECK(n > 300 || only != NULL);
	dn_free(mem);
}

CU_TestInfo queries_tests[] = { TEST(test_queries), CU_TEST_INFO_NULL };
