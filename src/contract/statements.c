/* statements.c - cases: statements, rows and parameters */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "contract/case.h"
#include "dialect/dialect.h"

static void
case_dialect(struct dn_contract *c)
{
	const struct dunlin_driver *driver = c->d.driver;
	unsigned schema = DUNLIN_CAP_EDITABLE_SCHEMA;

	dn_contract_check(c, c->d.conn->driver == driver, "open() has not set conn->driver");
	dn_contract_check(
	    c, dn_dialect_find(c->words->dialect) != NULL, "the dialect is not known");
	dn_contract_check(c, driver->dialect(c->d.conn) == driver->dialect(c->d.conn),
	    "dialect() is another text each time");
	dn_contract_check(c, (c->caps & schema) == 0 || strcmp(c->words->dialect, "sqlite") == 0,
	    "DUNLIN_CAP_EDITABLE_SCHEMA is SQLite's alone");
	if (DUNLIN_DRIVER_HAS(driver, server) && driver->server(c->d.conn) != NULL)
		dn_contract_check(c, driver->server(c->d.conn)[0] != '\0', "server() is empty");
}

static void
case_rows(struct dn_contract *c)
{
	dn_contract_gives(c, NULL, "SELECT 1, NULL, 'x', '', 'é'", "1|(null)|x||é\n");
	dn_contract_gives(c, NULL, "SELECT NULL", "(null)\n");
	dn_contract_gives(c, NULL, "/* a */ SELECT 1; -- b", "1\n");
	dn_contract_gives(c, NULL, "SELECT 'a;b', '$1', 'it''s'", "a;b|$1|it's\n");
	dn_contract_gives(c, NULL, "SELECT 1;;", "1\n");
}

static void
case_blank(struct dn_contract *c)
{
	dn_contract_gives(c, NULL, "", "");
	dn_contract_gives(c, NULL, " \n;", "");
	dn_contract_gives(c, NULL, "-- nothing", "");
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

static void
case_queries(struct dn_contract *c)
{
	dn_contract_gives(c, NULL,
	    "SELECT 1, NULL, 'x', '' UNION ALL SELECT 2, 'y', NULL, 'é' ORDER BY 1",
	    "1|(null)|x|\n2|y|(null)|é\n");
	dn_contract_gives(c, NULL, "SELECT 1 WHERE 1 = 0", "");
	if (dn_contract_does(c, NULL, c->words->many_rows))
		dn_contract_check(c, c->d.nrows == 100000, "%zu of 100000 rows", c->d.nrows);
}

static void
case_tables(struct dn_contract *c)
{
	dn_contract_make(c, "t", "a INTEGER, b TEXT");
	dn_contract_gives(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1, 'x'), (2, NULL)", "");
	dn_contract_gives(c, NULL, "UPDATE dunlin_contract_t SET a = 3 WHERE a = 1", "");
	dn_contract_gives(
	    c, NULL, "SELECT b, a FROM dunlin_contract_t ORDER BY a", "(null)|2\nx|3\n");
	dn_contract_gives(
	    c, NULL, "INSERT INTO dunlin_contract_t VALUES (4, 'y') RETURNING b, a", "y|4\n");
	dn_contract_drop(c, "t");
}

static void
contract_params(struct dn_contract *c, const char *sql, const struct dunlin_value *params, size_t n,
    const char *rows)
{
	if (dn_drive_run_params(&c->d, sql, params, n))
		dn_contract_is(c, sql, c->d.rows->s, rows);
	else
		dn_contract_is(c, sql, dunlin_error_message(c->d.err), "success");
}

/* In any order, twice, with quotes in them, NULL, empty. */
static void
case_text_parameters(struct dn_contract *c)
{
	static const struct dunlin_value params[] = { DN_DRIVE_TEXT("first; '"),
		DN_DRIVE_TEXT("$1 é") };
	static const struct dunlin_value nulls[] = { DN_DRIVE_NULL, DN_DRIVE_TEXT("") };

	contract_params(c, c->words->text_param, params, 2, "$1 é|first; '|$1 é\n");
	contract_params(c, c->words->text_param, nulls, 2, "|(null)|\n");
}

static void
case_bytes(struct dn_contract *c)
{
	static const struct dunlin_value blob = { DUNLIN_BLOB, "\0\x7f\xff'", 4 };
	static const struct dunlin_value empty = { DUNLIN_BLOB, NULL, 0 };

	contract_params(c, c->words->blob_param, &blob, 1, "\\x007fff27\n");
	contract_params(c, c->words->blob_param, &empty, 1, "\\x\n");
}

static void
case_big_values(struct dn_contract *c)
{
	size_t len = 16u << 20;
	char *text = memset(dn_new_array(NULL, char, len + 1), 'x', len);
	struct dunlin_value params[2] = { DN_DRIVE_NULL, { DUNLIN_TEXT, text, len } };

	if (dn_drive_run_params(&c->d, c->words->text_param, params, 2))
		dn_contract_check(c, c->d.rows->len == 2 * len + strlen("|(null)|\n"),
		    "of two values of 16 MB %zu bytes came back", c->d.rows->len);
	else
		dn_contract_is(c, "16 MB", dunlin_error_message(c->d.err), "success");
	dn_free(text);
}

static void
case_big_statement(struct dn_contract *c)
{
	struct dunlin_buf *sql = dunlin_buf_new();

	dunlin_buf_puts(sql, "SELECT '");
	for (int i = 0; i < 1000000; i++)
		dunlin_buf_puts(sql, "12345678");
	dunlin_buf_puts(sql, "'");
	if (dn_contract_does(c, NULL, sql->s))
		dn_contract_check(c, c->d.rows->len == 8000001,
		    "of a value of 8 MB in the statement %zu bytes came back", c->d.rows->len);
	dunlin_buf_free(sql);
}

static bool
row_refuse(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) values;
	++*(int *) payload;
	return dunlin_error_set(err, DUNLIN_E_FILE, "enough");
}

static void
contract_refuse_rows(struct dn_contract *c, const char *sql)
{
	int calls = 0;
	struct dunlin_exec exec = { .size = sizeof exec, .row = row_refuse, .row_payload = &calls };

	exec.sql = sql;
	dunlin_error_clear(c->d.err);
	dn_contract_check(c, !c->d.driver->exec(c->d.conn, &exec, c->d.err),
	    "exec() succeeds although the row function has refused");
	dn_contract_check(c, calls == 1, "the row function is called %d times", calls);
	dn_contract_is(c, "its error", dunlin_error_message(c->d.err), "enough");
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

static void
case_row_function(struct dn_contract *c)
{
	struct dunlin_exec exec = { .size = sizeof exec, .sql = "SELECT 1" };

	contract_refuse_rows(c, "SELECT 1");
	if ((c->caps & DUNLIN_CAP_STORES) != 0)
		contract_refuse_rows(c, c->words->many_rows);
	dn_contract_check(c, c->d.driver->exec(c->d.conn, &exec, NULL),
	    "exec() fails when nobody wants the rows, nor the error");
}

static void
case_ddl_is_rolled_back(struct dn_contract *c)
{
	dn_contract_drop(c, "t");
	dn_contract_does(c, NULL, "BEGIN");
	dn_contract_does(c, NULL, "CREATE TABLE dunlin_contract_t (a INTEGER)");
	dn_contract_does(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1)");
	dn_contract_does(c, NULL, "ROLLBACK");
	dn_contract_fails(c, NULL, "SELECT * FROM dunlin_contract_t", DUNLIN_E_SQL);
}

/*
 * What a transaction with an error in it comes to differs: all of it or nothing is kept.  But
 * COMMIT must not succeed where nothing is.
 */
static void
case_commit(struct dn_contract *c)
{
	bool committed;

	dn_contract_make(c, "t", "a INTEGER PRIMARY KEY");
	dn_contract_does(c, NULL, "BEGIN");
	dn_contract_does(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1)");
	dn_contract_fails(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1)", DUNLIN_E_CONSTRAINT);
	committed = dn_drive_run(&c->d, "COMMIT");
	dn_contract_gives(
	    c, NULL, "SELECT count(*) FROM dunlin_contract_t", committed ? "1\n" : "0\n");
	dn_contract_drop(c, "t");
	dn_contract_does(c, NULL, "BEGIN");
	dn_contract_does(c, NULL, "COMMIT");
}

const struct dn_contract_case dn_contract_statements[] = {
	{ "dialect", "a connection knows its driver and a dialect", 0, case_dialect },
	{ "rows", "values come as text, NULL as NULL", 0, case_rows },
	{ "blank", "text without a statement does nothing", 0, case_blank },
	{ "queries", "all rows come, in their order", DUNLIN_CAP_STORES, case_queries },
	{ "tables", "what is written can be read", DUNLIN_CAP_STORES, case_tables },
	{ "text-parameters", "texts and NULL go in by number", 0, case_text_parameters },
	{ "bytes", "bytes go in, and come as \\x and hex digits", 0, case_bytes },
	{ "big-values", "a value of 16 MB goes in and comes back", 0, case_big_values },
	{ "big-statement", "a statement of 8 MB is run", 0, case_big_statement },
	{ "row-function", "the row function can stop the rows", 0, case_row_function },
	{ "commit", "COMMIT succeeds where something is kept", DUNLIN_CAP_STORES, case_commit },
	{ "rollback", "ROLLBACK undoes DDL", DUNLIN_CAP_STORES | DUNLIN_CAP_TRANSACTIONAL_DDL,
	    case_ddl_is_rolled_back },
	{ .name = NULL },
};
