/* test_random.c - random histories: what PostgreSQL takes leaves the same rows on SQLite */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dialect/translate.h"
#include "dntest.h"
#include "random_rows.h"
#include "random_statement.h"
#include "suites.h"

/*
 * Statements are made up from the few names and values below, most of them about what is there.
 * The server refuses many; those that it takes are a section, which SQLite must take, too, and come
 * to the same rows.  Then both are asked to take rows, good and bad.  DUNLIN_TEST_SEED
 * is the number of the first, DUNLIN_TEST_HISTORIES how many: the same ones unless somebody says.
 */
enum { HISTORIES = 40, SECTIONS = 6, STATEMENTS = 8, ROWS = 4 };

static PGconn *pg;

static const char start[] = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');\n"
			    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);\n";
int
random_setup(void)
{
	pg = contract_pg("contract_random");
	return 0;
}

int
random_teardown(void)
{
	if (pg != NULL)
		PQfinish(pg);
	return 0;
}
static bool
on_server(const char *sql)
{
	PGresult *result = PQexec(pg, sql);
	bool ok =
	    PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

	PQclear(result);
	return ok;
}

/* What the server takes of some statements; false when not even their COMMIT. */
static bool
section(const void *mem, struct dunlin_buf *text)
{
	on_server("BEGIN");
	for (unsigned i = 0; i < STATEMENTS; i++) {
		struct dunlin_buf *sql = dn_buf_new(mem);

		random_statement(mem, sql);
		on_server("SAVEPOINT s");
		if (on_server(sql->s))
			dunlin_buf_printf(text, "%s;\n", sql->s);
		else
			on_server("ROLLBACK TO s");
	}
	return on_server("SET CONSTRAINTS ALL IMMEDIATE");
}

/* False, and said, when a table has other rows on one engine. */
static bool
rows_agree(struct translate *tr, const void *mem)
{
	char *list = random_server_rows(mem, pg,
		 "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = "
		 "'public'::regnamespace ORDER BY 1"),
	     *rest = NULL;

	for (char *table = strtok_r(list, "\n", &rest); table != NULL;
	     table = strtok_r(NULL, "\n", &rest)) {
		char *want =
		    random_sorted(mem, random_server_rows(mem, pg, random_rows(mem, table, 0)));
		char *got = random_sorted(mem, translate_query(tr, random_rows(mem, table, 1)));

		if (strcmp(got, want) == 0)
			continue;
		printf("# rows of %s: SQLite\n%s# PostgreSQL\n%s", table, got, want);
		return false;
	}
	return true;
}

/* A row, or a change, that both take or both refuse. */
static bool
try_agrees(struct translate *tr, const void *mem)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	const char *message;
	bool taken;

	if (random_pick(4) == 0)
		random_change(mem, sql);
	else
		random_row(mem, sql);
	taken = on_server(sql->s);
	message = translate_exec(tr, sql->s);
	if (taken == (message == NULL))
		return true;
	printf("# %s: PostgreSQL: %s# SQLite: %s\n", sql->s, taken ? "taken\n" : PQerrorMessage(pg),
	    message == NULL ? "taken" : message);
	return false;
}

static bool
tries_agree(struct translate *tr, const void *mem)
{
	bool ok = true;

	translate_exec(tr, "PRAGMA foreign_keys = ON");
	for (unsigned i = 0; ok && i < ROWS; i++)
		ok = try_agrees(tr, mem);
	translate_exec(tr, "PRAGMA foreign_keys = OFF");
	return ok && rows_agree(tr, mem);
}

/* The section on SQLite; *OVER when it has something that SQLite cannot have. */
static bool
section_agrees(struct translate *tr, const void *mem, const char *text, bool *over)
{
	if (!translate_run(tr, "random.sql", text, NULL)) {
		*over = dunlin_error_code(tr->err) == DUNLIN_E_UNTRANSLATABLE;
		if (*over && getenv("DUNLIN_TEST_SEED") != NULL)
			printf("# over: %s\n", dunlin_error_message(tr->err));
		on_server("ROLLBACK");
		if (!*over)
			printf("# SQLite: %s\n", dunlin_error_message(tr->err));
		return *over;
	}
	return on_server("COMMIT") && rows_agree(tr, mem) && tries_agree(tr, mem);
}

static bool
history(const void *mem, unsigned *done)
{
	struct translate *tr = translate_new(mem);
	struct dunlin_buf *all = dn_buf_new(mem), *text;
	bool ok, over = false;

	tr->edits = random_pick(3) != 0;
	contract_pg_run(pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	ok = contract_pg_run(pg, start) && translate_run(tr, "start.sql", start, NULL);
	for (unsigned i = 0; ok && !over && i < SECTIONS; i++) {
		text = dn_buf_new(mem);
		if (!section(mem, text)) {
			on_server("ROLLBACK");
			continue;
		}
		dunlin_buf_printf(all, "-- next\n%s", text->s);
		ok = section_agrees(tr, mem, text->s, &over);
		*done += ok && !over;
	}
	if (!ok)
		printf("# %s\n", all->s);
	return ok;
}

static void
test_random(void)
{
	const char *seed = getenv("DUNLIN_TEST_SEED"), *count = getenv("DUNLIN_TEST_HISTORIES");
	unsigned long long first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
	unsigned n = count != NULL ? (unsigned) strtoul(count, NULL, 10) : HISTORIES, done = 0;

	for (unsigned i = 0; pg != NULL && i < n; i++) {
		void *mem = dn_new_context(NULL);

		random_start(pg, first + i);
		if (!history(mem, &done)) {
			printf("# DUNLIN_TEST_SEED=%llu DUNLIN_TEST_HISTORIES=1\n", first + i);
			CHECK(!"a random history is the same on both");
		}
		dn_free(mem);
	}
	printf(
	    "# %u sections of %u histories the same, from DUNLIN_TEST_SEED=%llu\n", done, n, first);
	CHECK(pg == NULL || n < 10 || done > n);
}

CU_TestInfo random_tests[] = { TEST(test_random), CU_TEST_INFO_NULL };
