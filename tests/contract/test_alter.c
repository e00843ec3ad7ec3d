/* test_alter.c - what statements make of a schema and its rows, the same on both engines */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "dialect/translate.h"
#include "dntest.h"
#include "sql/sql.h"
#include "suites.h"

/*
 * alter.cases: a title behind "####", sections with a line "-- next" between, "----", then what is
 * tried: "+ sql" both must take, "- sql" both must refuse, "? sql" has the same answer on both,
 * "notice: text" is among SQLite's notices, "error: text" is what SQLite says instead of taking it
 * all.  A schema is a prefix on SQLite: "app." is "app__" in what is tried.
 */
static PGconn *pg;

static const char clean[] =
    "DO $$ DECLARE s text; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE "
    "'pg\\_%' AND nspname <> 'information_schema' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', "
    "s); END LOOP; EXECUTE 'CREATE SCHEMA public'; END $$";

int
alter_setup(void)
{
	pg = contract_pg("contract_alter");
	return 0;
}

int
alter_teardown(void)
{
	if (pg != NULL)
		PQfinish(pg);
	return 0;
}

/* A statement, and where it is a COPY its lines. */
static bool
alter_pg_statement(const char *sql, const char *data, size_t len)
{
	PGresult *result;
	bool ok;

	if (data == NULL)
		return contract_pg_run(pg, sql);
	PQclear(PQexec(pg, sql));
	if (PQputCopyData(pg, data, (int) len) != 1 || PQputCopyEnd(pg, NULL) != 1)
		return false;
	result = PQgetResult(pg);
	ok = PQresultStatus(result) == PGRES_COMMAND_OK;
	PQclear(result);
	PQclear(PQgetResult(pg));
	return ok;
}

static bool
alter_pg_section(const void *mem, const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_source src = { "alter.cases", text, strlen(text) };
	struct dn_statements *list = dn_sql_parse(mem, &src, (struct dn_span){ 0, src.len }, err);
	bool ok = list != NULL;

	if (!ok)
		printf("# %s\n", dunlin_error_message(err));
	for (size_t i = 0; ok && i < list->n; i++) {
		const struct dn_statement *st = list->items[i];
		struct dn_span data = st->changes[0]->data;
		char *sql = dn_strndup(mem, text + st->span.start, st->span.end - st->span.start);

		ok = alter_pg_statement(
		    sql, data.end > 0 ? text + data.start : NULL, data.end - data.start);
		if (!ok)
			printf("# PostgreSQL: %s# %s\n", PQerrorMessage(pg), sql);
	}
	return contract_pg_run(pg, "DISCARD TEMP") && ok;
}

/* Both get the sections; false when PostgreSQL does not take them, which is the case's fault. */
static bool
alter_apply(struct translate *tr, char *text, bool *translated)
{
	bool ok = true;

	*translated = true;
	for (char *next; ok && text != NULL; text = next) {
		next = strstr(text, "-- next\n");
		if (next != NULL) {
			*next = '\0';
			next += strlen("-- next\n");
		}
		ok = alter_pg_section(tr, text);
		*translated = *translated && translate_run(tr, "alter.cases", text, NULL);
	}
	return ok;
}

/* "app." as SQLite has it. */
static const char *
alter_prefixed(const void *mem, const char *sql)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (const char *dot; (dot = strstr(sql, "app.")) != NULL; sql = dot + strlen("app.")) {
		dunlin_buf_put(buf, sql, (size_t) (dot - sql));
		dunlin_buf_puts(buf, "app__");
	}
	dunlin_buf_puts(buf, sql);
	return buf->s;
}

static char *
alter_pg_answer(const void *mem, const char *sql)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	PGresult *result = PQexec(pg, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		dunlin_buf_printf(buf, "error: %s", PQresultErrorMessage(result));
	for (int row = 0; row < PQntuples(result); row++) {
		dunlin_buf_puts(buf, row == 0 ? "" : "\n");
		for (int i = 0; i < PQnfields(result); i++)
			dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : "|",
			    PQgetisnull(result, row, i) ? "NULL" : PQgetvalue(result, row, i));
	}
	PQclear(result);
	return buf->s;
}

static void
alter_fail(const char *title, const char *what, const char *sql, const char *why)
{
	printf("# %s: %s: %s: %s\n", title, what, sql, why == NULL ? "" : why);
	CU_assertImplementation(CU_FALSE, __LINE__, title, __FILE__, "", CU_FALSE);
}

static void
alter_try(struct translate *tr, const char *title, char sign, const char *sql)
{
	const char *there = alter_prefixed(tr, sql), *message, *want, *got;
	bool pg_takes;

	if (sign == '?') {
		want = alter_pg_answer(tr, sql);
		got = translate_query(tr, there);
		if (strcmp(got, want) != 0)
			alter_fail(title, sql, want, got);
		return;
	}
	pg_takes = contract_pg_run(pg, sql);
	message = translate_exec(tr, there);
	if (pg_takes != (sign == '+'))
		alter_fail(title, "PostgreSQL", sql, pg_takes ? "taken" : PQerrorMessage(pg));
	if ((message == NULL) != (sign == '+'))
		alter_fail(title, "SQLite", sql, message == NULL ? "taken" : message);
}

static void
alter_line(struct translate *tr, const char *title, const char *line, bool translated)
{
	const char *message = dunlin_error_message(tr->err);

	if (strncmp(line, "error: ", 7) == 0) {
		if (translated || strstr(message, line + 7) == NULL)
			alter_fail(title, "SQLite", line, translated ? "translated" : message);
	} else if (strncmp(line, "notice: ", 8) == 0) {
		if (strstr(tr->notices->s, line + 8) == NULL)
			alter_fail(title, "SQLite", line, tr->notices->s);
	} else if (strchr("+-?", line[0]) != NULL && line[1] == ' ') {
		alter_try(tr, title, line[0], line + 2);
	} else {
		alter_fail(title, "not understood", line, "");
	}
}

static void
alter_case(const char *title, char *sections, char *lines)
{
	struct translate *tr = translate_new(NULL);
	bool translated, wanted = strncmp(lines, "error: ", 7) != 0;
	char *rest = NULL;

	contract_pg_run(pg, clean);
	contract_pg_run(pg, "DISCARD TEMP");
	if (!alter_apply(tr, sections, &translated))
		alter_fail(title, "PostgreSQL", "", "refused");
	else if (wanted && !translated)
		alter_fail(title, "SQLite", "", dunlin_error_message(tr->err));
	if (wanted == translated) {
		translate_exec(tr, "PRAGMA foreign_keys = ON");
		for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest))
			alter_line(tr, title, line, translated);
		CHECK_STR(translate_query(tr, "PRAGMA foreign_key_check"), "");
		CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	} else if (!wanted) {
		alter_fail(title, "SQLite", lines, "translated");
	}
	dn_free(tr);
}

static char *
alter_read(const void *mem)
{
	const char *name = getenv("DUNLIN_ALTER_CASES");
	struct dn_source src = { .text = "" };

	dn_file_read(mem, name != NULL ? name : DN_TEST_CONTRACT "/alter.cases", "alter.cases",
	    DUNLIN_E_FILE, &src, NULL);
	return dn_strdup(mem, src.text);
}

static void
test_cases(void)
{
	void *mem = dn_new_context(NULL);
	const char *only = getenv("DUNLIN_ALTER_CASE");
	char *at = strstr(alter_read(mem), "#### ");
	size_t n = 0;

	for (char *next; pg != NULL && at != NULL; at = next, n++) {
		char *sql = strchr(at, '\n'), *lines = strstr(at, "\n----\n");

		next = strstr(at + 5, "\n#### ");
		if (next != NULL)
			*next++ = '\0';
		if (sql == NULL || lines == NULL) {
			alter_fail(at, "not a case", "", "");
			continue;
		}
		*sql = *lines = '\0';
		if (only == NULL || strstr(at, only) != NULL)
			alter_case(at + 5, sql + 1, lines + strlen("\n----\n"));
	}
	CHECK(pg == NULL || n > 50);
	dn_free(mem);
}

CU_TestInfo alter_tests[] = { TEST(test_cases), CU_TEST_INFO_NULL };
