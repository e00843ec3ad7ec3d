/* errors.c - cases: what is refused, with which class and at which place */
#include "config.h"

#include <fcntl.h>
#include <string.h>

#include "base/mem.h"
#include "contract/case.h"

static void
case_wrong_parameters(struct dn_contract *c)
{
	static const struct dunlin_value params[] = { DN_DRIVE_TEXT("a"), DN_DRIVE_TEXT("b"),
		DN_DRIVE_TEXT("c") };
	static const struct dunlin_value nul = { DUNLIN_TEXT, "a\0b", 3 };
	const char *sql = c->words->text_param;

	for (size_t n = 1; n <= 3; n += 2) {
		dn_contract_check(c, !dn_drive_run_params(&c->d, sql, params, n),
		    "'%s' is run with %zu parameters", sql, n);
		dn_contract_code(c, &c->d, sql, DUNLIN_E_SQL);
	}
	dn_contract_check(c, !dn_drive_run_params(&c->d, c->words->blob_param, &nul, 1),
	    "a text with a NUL byte is taken");
	dn_contract_code(c, &c->d, "a text with a NUL byte", DUNLIN_E_SQL);
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

static void
case_one_statement(struct dn_contract *c)
{
	dn_contract_fails(c, NULL, "SELECT 1; SELECT 2", DUNLIN_E_SYNTAX);
	dn_contract_is(c, "rows of 'SELECT 1; SELECT 2'", c->d.rows->s, "");
	dn_contract_fails(c, NULL, "SELECT 1; nonsense", DUNLIN_E_SYNTAX);
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
	if ((c->caps & DUNLIN_CAP_STORES) == 0)
		return;
	dn_contract_drop(c, "t");
	dn_contract_fails(c, NULL,
	    "CREATE TABLE dunlin_contract_t (a INTEGER); CREATE TABLE dunlin_contract_u (a "
	    "INTEGER)",
	    DUNLIN_E_SYNTAX);
	dn_contract_fails(c, NULL, "SELECT * FROM dunlin_contract_t", DUNLIN_E_SQL);
}

/* Behind BEFORE, in bytes. */
static void
contract_fails_at(struct dn_contract *c, const char *sql, enum dunlin_code code, const char *before)
{
	long at = (long) strlen(before);

	if (!dn_contract_fails(c, NULL, sql, code) || !c->words->tells_places)
		return;
	dn_contract_check(c, dn_drive_offset(&c->d) == at,
	    "'%s': the offset of the error is %ld, want %ld", sql, dn_drive_offset(&c->d), at);
}

static void
case_syntax(struct dn_contract *c)
{
	contract_fails_at(c, "SELECT 'éü' FROM WHERE", DUNLIN_E_SYNTAX, "SELECT 'éü' FROM ");
	dn_contract_fails(c, NULL, "CREATE TABLE t (", DUNLIN_E_SYNTAX);
	dn_contract_fails(c, NULL, "SELECT 'open", DUNLIN_E_SYNTAX);
	dn_contract_check(
	    c, dunlin_error_message(c->d.err)[0] != '\0', "an error without a message");
	dn_contract_check(
	    c, strchr(dunlin_error_message(c->d.err), '\n') == NULL, "a message of several lines");
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

/* A name in quotes is a name, and never a string. */
static void
case_unknown_names(struct dn_contract *c)
{
	contract_fails_at(
	    c, "SELECT 'éü\xf0\x9f\x90\xa6', nope", DUNLIN_E_SQL, "SELECT 'éü\xf0\x9f\x90\xa6', ");
	if (!c->words->quotes_text)
		contract_fails_at(c, "SELECT \"nope\"", DUNLIN_E_SQL, "SELECT ");
	dn_contract_fails(c, NULL, "SELECT * FROM dunlin_contract_nope", DUNLIN_E_SQL);
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

static void
case_constraints(struct dn_contract *c)
{
	static const char *const refused[] = {
		"INSERT INTO dunlin_contract_t VALUES (1, 2, 1)",
		"INSERT INTO dunlin_contract_t VALUES (2, 1, 1)",
		"INSERT INTO dunlin_contract_t VALUES (2, NULL, 1)",
		"INSERT INTO dunlin_contract_t VALUES (2, 0, 1)",
		"INSERT INTO dunlin_contract_t VALUES (2, 2, 7)",
		"INSERT INTO dunlin_contract_t VALUES (2, 2, 1), (1, 3, 1)",
	};

	if (c->words->foreign_keys != NULL)
		dn_contract_does(c, NULL, c->words->foreign_keys);
	dn_contract_make(c, "t",
	    "a INTEGER PRIMARY KEY, b INTEGER NOT NULL UNIQUE CHECK (b > 0), "
	    "c INTEGER REFERENCES dunlin_contract_t (a)");
	dn_contract_does(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1, 1, 1)");
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		dn_contract_fails(c, NULL, refused[i], DUNLIN_E_CONSTRAINT);
	dn_contract_gives(c, NULL, "SELECT count(*) FROM dunlin_contract_t", "1\n");
	dn_contract_drop(c, "t");
}

static void
case_no_error_wanted(struct dn_contract *c)
{
	struct dunlin_exec exec = { .size = sizeof exec, .sql = "nonsense" };

	dn_contract_check(c, !c->d.driver->exec(c->d.conn, &exec, NULL), "'nonsense' succeeds");
	dn_contract_gives(c, NULL, "SELECT 1", "1\n");
}

/* Names what it does not know, never the value, which may be secret. */
static void
case_unknown_url_parameters(struct dn_contract *c)
{
	struct dn_drive second = { .create = true };
	char *url = dn_sprintf(c->why, "%s%cdunlin_whatever=hunter2&pool_size=3", c->url,
	    strchr(c->url, '?') == NULL ? '?' : '&');

	if (dn_drive_open(&second, url)) {
		dn_contract_check(c, strstr(second.notices->s, "'dunlin_whatever'") != NULL,
		    "an unknown parameter of the URL is ignored without a notice that names it");
		dn_contract_check(c, strstr(second.notices->s, "hunter2") == NULL,
		    "the value of an unknown parameter is shown");
	} else
		dn_contract_is(
		    c, "an unknown parameter", dunlin_error_message(second.err), "it is ignored");
	dn_drive_close(&second);
	dn_free(url);
}

static size_t
contract_open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static void
case_nothing_is_left(struct dn_contract *c)
{
	size_t before = contract_open_files();
	struct dn_drive *second = dn_contract_second(c, 0, false);

	if (second == NULL)
		return;
	dn_drive_run(second, "SELECT 1, NULL");
	dn_drive_run(second, "nonsense");
	dn_contract_end_second(c);
	dn_contract_check(c, contract_open_files() == before,
	    "%zu files are open before a connection is, and %zu when it is closed", before,
	    contract_open_files());
}

const struct dn_contract_case dn_contract_errors[] = {
	{ "wrong-parameters", "parameters too few, too many, with a NUL are refused", 0,
	    case_wrong_parameters },
	{ "one-statement", "a second statement is refused, and none is run", 0,
	    case_one_statement },
	{ "syntax", "what cannot be read is DUNLIN_E_SYNTAX, at its place", 0, case_syntax },
	{ "unknown-names", "what is not there is DUNLIN_E_SQL, at its place", DUNLIN_CAP_STORES,
	    case_unknown_names },
	{ "constraints", "a row that is refused is DUNLIN_E_CONSTRAINT", DUNLIN_CAP_STORES,
	    case_constraints },
	{ "no-error-wanted", "an error that nobody wants does no harm", 0, case_no_error_wanted },
	{ "url-parameters", "an unknown parameter of the URL is named, and its value is not", 0,
	    case_unknown_url_parameters },
	{ "nothing-is-left", "a connection that is closed leaves no file open", 0,
	    case_nothing_is_left },
	{ .name = NULL },
};
