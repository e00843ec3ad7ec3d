/* test_random_maria.c - random histories: what PostgreSQL takes leaves the same rows on MariaDB */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "contract/drive.h"
#include "dialect/dialect.h"
#include "dntest.h"
#include "mariacluster.h"
#include "pgcluster.h"
#include "random_rows.h"
#include "random_statement.h"
#include "sql/sql.h"
#include "suites.h"

/*
 * As test_random.c, but a statement is a transaction of its own, since it commits there.  What is
 * not translated is undone on PostgreSQL, and the history goes on without it; what is translated
 * MariaDB must take.  The translation begins anew with each statement, so that one that is refused
 * leaves nothing behind in the model.
 */
enum { HISTORIES = 12, STATEMENTS = 40, TRIES = 12 };

static PGconn *pg;
static struct dn_drive maria;

static const char start[] = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');\n"
			    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);\n";

struct history {
	const void *mem;
	struct dunlin_buf *all;   /* what both have taken */
	struct dunlin_buf *there; /* what MariaDB got of it */
	const char *why;          /* it did not take the last one */
	char state[6];            /* of PostgreSQL's refusal */
	unsigned done, refused;
};

int
random_maria_setup(void)
{
	const char *url;

	pgcluster_use_modules();
	if (!pgcluster_start() || (url = mariacluster_url("contract_random")) == NULL)
		return 0;
	pg = contract_pg("contract_random_maria");
	return pg == NULL || !dn_drive_open(&maria, url);
}

int
random_maria_teardown(void)
{
	if (maria.conn != NULL)
		dn_drive_close(&maria);
	if (pg != NULL)
		PQfinish(pg);
	return 0;
}

static bool
maria_fresh(void)
{
	static const char *const fresh[] = { "DROP DATABASE IF EXISTS contract_random",
		"CREATE DATABASE contract_random CHARACTER SET latin1", "USE contract_random" };
	const char *const *session = dn_dialect_find("mysql")->session;

	for (size_t i = 0; i < sizeof fresh / sizeof fresh[0]; i++)
		if (!dn_drive_run(&maria, fresh[i]))
			return false;
	for (size_t i = 0; session[i] != NULL; i++)
		if (!dn_drive_run(&maria, session[i]))
			return false;
	return true;
}

/* Behind TEXT, which was translated before, SQL: its outputs, or NULL and ERR. */
static struct dn_translation *
maria_translate(
    const void *mem, const char *text, const char *sql, size_t *first, struct dunlin_error *err)
{
	char *both = dn_sprintf(mem, "%s%s;\n", text, sql);
	struct dn_source *src = dn_new(mem, struct dn_source);
	struct dn_statements *list;
	struct dn_translation *t;

	*src = (struct dn_source){ "random.sql", both, strlen(both) };
	list = dn_sql_parse((void *) (uintptr_t) mem, src, (struct dn_span){ 0, src->len }, err);
	t = dn_translation_new(mem, dn_dialect_find("mysql"), dn_schema_new(mem), NULL);
	if (list == NULL)
		return NULL;
	*first = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->span.start < strlen(text))
			*first = t->noutputs;
		if (!t->dialect->statement(t, list->items[i], err))
			return NULL;
		if (list->items[i]->span.start < strlen(text))
			*first = t->noutputs;
	}
	return t;
}

/* In a transaction, which each statement on the schema ends. */
static bool
maria_run(struct history *h, const struct dn_translation *t, size_t first)
{
	bool ok = dn_drive_run(&maria, "START TRANSACTION");

	for (size_t i = first; ok && i < t->noutputs; i++) {
		dunlin_buf_printf(h->there, "%s;\n", t->outputs[i]->sql);
		ok = dn_drive_run(&maria, t->outputs[i]->sql);
	}
	if (ok)
		return true;
	h->why = dn_strdup(h->mem, dunlin_error_message(maria.err));
	dunlin_buf_printf(h->there, "-- %s\n", h->why);
	return false;
}

static char *
maria_rows(const void *mem, const char *sql)
{
	return dn_strdup(mem, dn_drive_rows(&maria, sql));
}

static bool
rows_agree(const struct history *h)
{
	char *list = random_server_rows(h->mem, pg,
		 "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = "
		 "'public'::regnamespace ORDER BY 1"),
	     *rest = NULL;

	for (char *table = strtok_r(list, "\n", &rest); table != NULL;
	     table = strtok_r(NULL, "\n", &rest)) {
		char *want = random_sorted(
		    h->mem, random_server_rows(h->mem, pg, random_rows(h->mem, table, 0)));
		char *got =
		    random_sorted(h->mem, maria_rows(h->mem, random_rows(h->mem, table, 2)));

		if (strcmp(got, want) == 0)
			continue;
		printf("# rows of %s: MariaDB\n%s# PostgreSQL\n%s", table, got, want);
		return false;
	}
	return true;
}

/*
 * It asks for a value that each row needs where there is no row, either, and looks at a default
 * before it is used; it takes a null for a column that it computes.
 */
static bool
is_known(const struct history *h, bool there)
{
	static const char *const whys[] = { "doesn't have a default value", "Invalid default value",
		"Cannot cast 'int' as 'uuid'" };

	if (there)
		return strcmp(h->state, "428C9") == 0; /* ERRCODE_GENERATED_ALWAYS */
	for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
		if (strstr(h->why, whys[i]) != NULL)
			return true;
	return false;
}

static bool
on_server(struct history *h, const char *sql)
{
	PGresult *result = PQexec(pg, sql);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	snprintf(h->state, sizeof h->state, "%s", state == NULL ? "" : state);
	PQclear(result);
	return h->state[0] == '\0';
}

/* TRIED: both may refuse it.  False, and said, when they do not agree. */
static bool
step(struct history *h, bool tried)
{
	struct dunlin_error *err = dn_error_new(h->mem);
	struct dunlin_buf *sql = dn_buf_new(h->mem);
	struct dn_translation *t;
	size_t first = 0, keep = h->there->len;
	bool taken, there;

	if (!tried)
		random_statement(h->mem, sql);
	else if (random_pick(4) == 0)
		random_change(h->mem, sql);
	else
		random_row(h->mem, sql);
	contract_pg_run(pg, "BEGIN");
	taken = on_server(h, sql->s) && on_server(h, "SET CONSTRAINTS ALL IMMEDIATE");
	t = taken || tried ? maria_translate(h->mem, h->all->s, sql->s, &first, err) : NULL;
	if (t == NULL) {
		contract_pg_run(pg, "ROLLBACK");
		h->refused += taken;
		if (taken && getenv("DUNLIN_TEST_SEED") != NULL)
			printf("# refused: %s: %s\n", dunlin_error_message(err), sql->s);
		return !taken || dunlin_error_code(err) == DUNLIN_E_UNTRANSLATABLE;
	}
	there = maria_run(h, t, first);
	dn_drive_run(&maria, taken && there ? "COMMIT" : "ROLLBACK");
	if (taken && there)
		dunlin_buf_printf(h->all, "%s;\n", sql->s);
	contract_pg_run(pg, taken && there ? "COMMIT" : "ROLLBACK");
	if (taken == there || is_known(h, there)) {
		if (!there)
			dn_buf_truncate(h->there, keep);
		h->done++;
		return rows_agree(h);
	}
	printf("# %s: PostgreSQL: %s# MariaDB: %s\n", sql->s,
	    taken ? "taken\n" : PQerrorMessage(pg), there ? "taken" : "refused");
	return false;
}

static bool
history(struct history *h)
{
	size_t first;
	struct dn_translation *t;
	bool ok;

	contract_pg_run(pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	t = maria_translate(h->mem, "", start, &first, NULL);
	ok = contract_pg_run(pg, start) && maria_fresh() && t != NULL && maria_run(h, t, 0);
	dn_drive_run(&maria, "COMMIT");
	dunlin_buf_puts(h->all, start);
	for (unsigned i = 0; ok && i < STATEMENTS; i++)
		ok = step(h, false);
	for (unsigned i = 0; ok && i < TRIES; i++)
		ok = step(h, true);
	if (!ok)
		printf("# %s\n# MariaDB got\n%s\n", h->all->s, h->there->s);
	return ok;
}

static void
test_random(void)
{
	const char *seed = getenv("DUNLIN_TEST_SEED"), *count = getenv("DUNLIN_TEST_HISTORIES");
	unsigned long long first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
	unsigned n = count != NULL ? (unsigned) strtoul(count, NULL, 10) : HISTORIES;
	struct history all = { 0 };

	for (unsigned i = 0; pg != NULL && i < n; i++) {
		void *mem = dn_new_context(NULL);
		struct history h = { mem, dn_buf_new(mem), dn_buf_new(mem), "", "", 0, 0 };

		random_start(pg, first + i);
		if (!history(&h)) {
			printf("# DUNLIN_TEST_SEED=%llu DUNLIN_TEST_HISTORIES=1\n", first + i);
			CHECK(!"a random history is the same on both");
		}
		all.done += h.done;
		all.refused += h.refused;
		dn_free(mem);
	}
	printf("# %u statements of %u histories the same, %u refused, from DUNLIN_TEST_SEED=%llu\n",
	    all.done, n, all.refused, first);
	CHECK(pg == NULL || n < 10 || all.done > 10 * n);
}

CU_TestInfo random_maria_tests[] = { TEST(test_random), CU_TEST_INFO_NULL };
