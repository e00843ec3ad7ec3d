/* test_sweep.c - every text of sweep.tsv in a column of every type, beside what PostgreSQL says */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dialect/translate.h"
#include "dntest.h"
#include "suites.h"

/* A text, and what PostgreSQL made of it in the column at hand. */
struct sweep_text {
	const struct dunlin_value *text;
	bool good;
	bool moves;  /* "now": another value each time */
	long rank;   /* among the good ones, by PostgreSQL's order; 0: it has none */
	long stored; /* the same of what a revision stored on SQLite; 0: refused */
};

/*
 * A line of sweep.tsv: "odd" is refused although PostgreSQL takes it, for no client binds it,
 * "never" even as a literal of a revision.
 */
struct sweep_odd {
	const char *kind, *type, *text; /* type "*": all */
	bool used;
};

static PGconn *sweep_pg;
static struct sweep_odd *sweep_odds;
static size_t sweep_nodds;
static void *sweep_mem;
static struct sweep_text *sweep_texts;
static size_t sweep_n;

static const char sweep_types[] =
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE DOMAIN evens AS integer CHECK (VALUE "
    "% 2 = 0); CREATE DOMAIN shorts AS varchar(3) CHECK (VALUE <> '') NOT NULL";
static const char sweep_taken[] =
    "CREATE FUNCTION taken(i int, v text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN EXECUTE "
    "format('INSERT INTO sweep VALUES (%s, %L)', i, v); RETURN true; EXCEPTION WHEN OTHERS THEN "
    "RETURN false; END $$";

int
sweep_setup(void)
{
	sweep_pg = contract_pg("sweep");
	sweep_mem = dn_new_context(NULL);
	return sweep_pg != NULL &&
	       !(contract_pg_run(sweep_pg, "CREATE EXTENSION citext; CREATE EXTENSION hstore") &&
		   contract_pg_run(sweep_pg, sweep_types) &&
		   contract_pg_run(sweep_pg, sweep_taken));
}

int
sweep_teardown(void)
{
	if (sweep_pg != NULL)
		PQfinish(sweep_pg);
	dn_free(sweep_mem);
	return 0;
}

/* -- PostgreSQL's answers ------------------------------------------------------------------- */

static void
sweep_ask(const void *mem, const char *type)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	PGresult *result;

	CHECK(contract_pg_run(sweep_pg,
	    dn_sprintf(mem, "DROP TABLE IF EXISTS sweep; CREATE TABLE sweep (i int, v %s)", type)));
	for (size_t i = 0; i < sweep_n; i++) {
		char *quoted =
		    PQescapeLiteral(sweep_pg, sweep_texts[i].text->data, sweep_texts[i].text->len);

		dunlin_buf_printf(
		    sql, "%s taken(%zu, %s)", i == 0 ? "VALUES (" : "), (", i, quoted);
		PQfreemem(quoted);
	}
	dunlin_buf_puts(sql, ")");
	result = PQexec(sweep_pg, sql->s);
	CHECK_INT(PQntuples(result), (int) sweep_n);
	for (size_t i = 0; i < sweep_n; i++)
		sweep_texts[i].good = PQgetvalue(result, (int) i, 0)[0] == 't';
	PQclear(result);
	result = PQexec(sweep_pg, "SELECT i, dense_rank() OVER (ORDER BY v) FROM sweep");
	for (int i = 0; i < PQntuples(result); i++)
		sweep_texts[strtol(PQgetvalue(result, i, 0), NULL, 10)].rank =
		    strtol(PQgetvalue(result, i, 1), NULL, 10);
	PQclear(result);
}

/* -- SQLite's ------------------------------------------------------------------------------- */

static bool
sweep_is_verbose(void)
{
	return getenv("DUNLIN_TEST_SWEEP") != NULL;
}

/* As a literal of a revision. */
static bool
sweep_write(struct translate *tr, size_t i)
{
	char *quoted =
	    PQescapeLiteral(sweep_pg, sweep_texts[i].text->data, sweep_texts[i].text->len);
	bool ok = translate_run(
	    tr, "sweep.sql", dn_sprintf(tr, "INSERT INTO sweep VALUES (%zu, %s)", i, quoted), NULL);

	PQfreemem(quoted);
	return ok;
}

static sqlite3_stmt *
sweep_prepare(struct translate *tr, const char *sql)
{
	sqlite3_stmt *st = NULL;

	CHECK_INT(sqlite3_prepare_v2(tr->db, sql, -1, &st, NULL), SQLITE_OK);
	return st;
}

/* What is refused although PostgreSQL takes it; a STRICT table says that it does so. */
static void
sweep_refused(struct translate *tr, const char *type, const char *how, size_t i)
{
	if (tr->types == DN_TYPES_STRICT && dn_map_get(tr->said, "strict-types") != NULL)
		return;
	for (size_t k = 0; k < sweep_nodds; k++) {
		struct sweep_odd *odd = &sweep_odds[k];

		if ((strcmp(how, "bound") == 0 || strcmp(odd->kind, "never") == 0) &&
		    (strcmp(odd->type, "*") == 0 || strcmp(odd->type, type) == 0) &&
		    strcmp(odd->text, sweep_texts[i].text->data) == 0) {
			odd->used = true;
			return;
		}
	}
	dntest_str_eq("refused", "taken",
	    dn_sprintf(tr, "%s, %s, types %d: '%s'", type, how, (int) tr->types,
		sweep_texts[i].text->data),
	    __FILE__, __LINE__);
}

/* Returns how many are taken that PostgreSQL refuses. */
static unsigned
sweep_bind(struct translate *tr, const char *type)
{
	sqlite3_stmt *st = sweep_prepare(tr, "INSERT INTO sweep (v) VALUES (?)");
	unsigned more = 0;

	for (size_t i = 0; i < sweep_n; i++) {
		bool taken;

		contract_bind_as(st, 1, "text", sweep_texts[i].text);
		taken = contract_step(st);
		if (!taken && sweep_texts[i].good)
			sweep_refused(tr, type, "bound", i);
		if (taken && !sweep_texts[i].good) {
			more++;
			if (sweep_is_verbose() && tr->types == DN_TYPES_ENFORCED)
				printf("# more: %s: '%s'\n", type, sweep_texts[i].text->data);
		}
	}
	sqlite3_finalize(st);
	translate_exec(tr, "DELETE FROM sweep");
	return more;
}

/* Returns how many pairs are compared in another way than PostgreSQL does. */
static unsigned
sweep_order(struct translate *tr, const char *type)
{
	sqlite3_stmt *st;
	unsigned n = 0;

	for (size_t i = 0; i < sweep_n; i++)
		if (sweep_texts[i].good && !sweep_write(tr, i))
			sweep_refused(tr, type, "written", i);
	st = sweep_prepare(tr, "SELECT i, dense_rank() OVER (ORDER BY v) FROM sweep");
	while (sqlite3_step(st) == SQLITE_ROW)
		sweep_texts[sqlite3_column_int(st, 0)].stored = sqlite3_column_int(st, 1);
	sqlite3_finalize(st);
	for (size_t i = 0; i < sweep_n; i++)
		for (size_t j = 0; j < i; j++) {
			const struct sweep_text *a = &sweep_texts[i], *b = &sweep_texts[j];

			if (a->moves || b->moves || a->rank == 0 || b->rank == 0 ||
			    a->stored == 0 || b->stored == 0 ||
			    ((a->rank > b->rank) == (a->stored > b->stored) &&
				(a->rank < b->rank) == (a->stored < b->stored)))
				continue;
			n++;
			if (sweep_is_verbose())
				printf("# order: %s: '%s' %c '%s'\n", type, b->text->data,
				    "<=>"[(b->rank > a->rank) - (b->rank < a->rank) + 1],
				    a -> text -> data);
		}
	return n;
}

/* -- the test ------------------------------------------------------------------------------- */

/* MOST: so many texts more may be taken, and so many pairs compare differently, where CODE is said.
 */
static void
sweep_type(const char *type, const long most[2], const char *code)
{
	unsigned more[3], order = 0;

	for (size_t i = 0; i < sweep_n; i++)
		sweep_texts[i].rank = sweep_texts[i].stored = 0;
	sweep_ask(sweep_mem, type);
	for (int mode = 0; mode < 3; mode++) {
		struct translate *tr = translate_new(sweep_mem);

		tr->types = (enum dn_types) mode;
		CHECK(translate_run(tr, "sweep.sql", sweep_types, NULL));
		CHECK(translate_run(tr, "sweep.sql",
		    dn_sprintf(tr, "CREATE TABLE sweep (i int, v %s)", type), NULL));
		more[mode] = sweep_bind(tr, type);
		if (mode == DN_TYPES_ENFORCED)
			order = sweep_order(tr, type);
		if (mode != DN_TYPES_PLAIN && more[mode] + order > 0 && strcmp(code, "-") != 0 &&
		    dn_map_get(tr->said, code) == NULL)
			dntest_str_eq("no notice", code, type, __FILE__, __LINE__);
		dn_free(tr);
	}
	if (more[DN_TYPES_ENFORCED] > most[0] || more[DN_TYPES_STRICT] > most[0] || order > most[1])
		dntest_str_eq(dn_sprintf(sweep_mem, "%u, %u, %u", more[DN_TYPES_ENFORCED],
				  more[DN_TYPES_STRICT], order),
		    "no more than sweep.tsv says", type, __FILE__, __LINE__);
	if (sweep_is_verbose())
		printf("type\t%s\t%u\t%u\t%s\n", type, more[DN_TYPES_ENFORCED], order, code);
}

static void
sweep_read(const struct contract_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dunlin_value *f = rows[i].fields;
		struct sweep_text text = { .text = &f[1], .moves = strcmp(f[0].data, "now") == 0 };
		struct sweep_odd odd = { .kind = f[0].data };

		if (text.moves || strcmp(f[0].data, "text") == 0)
			dn_push(sweep_mem, sweep_texts, sweep_n, text);
		if (text.moves || strcmp(f[0].data, "text") == 0 || strcmp(f[0].data, "type") == 0)
			continue;
		odd.type = f[1].data;
		odd.text = f[2].data;
		dn_push(sweep_mem, sweep_odds, sweep_nodds, odd);
	}
}

/* Valgrind, under which all types take minutes, says that it is there. */
static bool
sweep_is_slow(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}

static void
test_sweep(void)
{
	size_t n, tried = 0;
	const char *only = sweep_is_slow() ? "date" : getenv("DUNLIN_TEST_SWEEP");
	struct contract_row *rows = contract_read(sweep_mem, "sweep.tsv", &n);

	if (sweep_pg == NULL) {
		dntest_skip("no PostgreSQL server is installed");
		return;
	}
	sweep_read(rows, n);
	for (size_t i = 0; i < n; i++) {
		const struct dunlin_value *f = rows[i].fields;
		long most[2];

		if (strcmp(f[0].data, "type") != 0 ||
		    (only != NULL && *only != '\0' && strcmp(only, f[1].data) != 0))
			continue;
		most[0] = strtol(f[2].data, NULL, 10);
		most[1] = strtol(f[3].data, NULL, 10);
		sweep_type(f[1].data, most, f[4].data);
		tried++;
	}
	CHECK(tried > 30 || only != NULL);
	for (size_t k = 0; only == NULL && k < sweep_nodds; k++)
		if (!sweep_odds[k].used)
			dntest_str_eq("taken", "refused", sweep_odds[k].text, __FILE__, __LINE__);
}

CU_TestInfo sweep_tests[] = { TEST(test_sweep), CU_TEST_INFO_NULL };
