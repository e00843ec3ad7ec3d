/* expect.c - what a case expects of a connection, and what is said where it is otherwise */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "contract/case.h"

/* Of a text that is shown: the values of the cases are long. */
enum { EXPECT_SHOWN = 100 };

bool
dn_contract_check(struct dn_contract *c, bool ok, const char *fmt, ...)
{
	va_list ap;

	if (ok)
		return true;
	va_start(ap, fmt);
	dn_buf_vprintf(c->why, fmt, ap);
	va_end(ap);
	dunlin_buf_puts(c->why, "\n");
	return false;
}

/* One line, cut. */
static char *
expect_show(const void *mem, const char *text)
{
	size_t len = strlen(text);
	char *shown = len <= EXPECT_SHOWN
			  ? dn_strdup(mem, text)
			  : dn_sprintf(mem, "%.*s... (%zu bytes)", EXPECT_SHOWN, text, len);

	for (char *s = shown; (s = strchr(s, '\n')) != NULL;)
		*s = '/';
	return shown;
}

void
dn_contract_is(struct dn_contract *c, const char *what, const char *got, const char *want)
{
	void *scratch;

	if (got != NULL && strcmp(got, want) == 0)
		return;
	scratch = dn_new_context(NULL);
	dn_contract_check(c, false, "%s: got '%s', want '%s'", expect_show(scratch, what),
	    got == NULL ? "(none)" : expect_show(scratch, got), expect_show(scratch, want));
	dn_free(scratch);
}

static const char *
expect_code_name(enum dunlin_code code)
{
	static const char *const names[] = {
#define X(name, status, text) #name,
		DUNLIN_CODES(X)
#undef X
	};

	return (size_t) code < sizeof names / sizeof names[0] ? names[code] : "an unknown class";
}

static struct dn_drive *
expect_drive(struct dn_contract *c, struct dn_drive *d)
{
	return d == NULL ? &c->d : d;
}

bool
dn_contract_does(struct dn_contract *c, struct dn_drive *d, const char *sql)
{
	d = expect_drive(c, d);
	if (dn_drive_run(d, sql))
		return true;
	dn_contract_is(c, sql, dunlin_error_message(d->err), "success");
	return false;
}

void
dn_contract_gives(struct dn_contract *c, struct dn_drive *d, const char *sql, const char *rows)
{
	d = expect_drive(c, d);
	if (dn_contract_does(c, d, sql))
		dn_contract_is(c, sql, d->rows->s, rows);
}

/* (PostgreSQL manual, appendix A) */
static void
expect_sqlstate(struct dn_contract *c, const struct dn_drive *d, const char *sql)
{
	static const struct {
		enum dunlin_code code;
		const char *start;
	} states[] = {
		{ DUNLIN_E_SYNTAX, "42601" },
		{ DUNLIN_E_CONSTRAINT, "23" },
		{ DUNLIN_E_BUSY, "55P03" },
		{ DUNLIN_E_READONLY, "25006" },
		{ DUNLIN_E_CANCELED, "57014" },
	};
	const char *state = dunlin_error_sqlstate(d->err);

	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (states[i].code == dn_drive_code(d) &&
		    strncmp(state, states[i].start, strlen(states[i].start)) != 0)
			dn_contract_check(c, false, "'%s': SQLSTATE is '%s', want '%s'", sql, state,
			    states[i].start);
}

void
dn_contract_code(
    struct dn_contract *c, const struct dn_drive *d, const char *sql, enum dunlin_code code)
{
	if (dn_drive_code(d) != code)
		dn_contract_is(c, sql, expect_code_name(dn_drive_code(d)), expect_code_name(code));
	else if (c->words->tells_sqlstates)
		expect_sqlstate(c, d, sql);
}

bool
dn_contract_fails(struct dn_contract *c, struct dn_drive *d, const char *sql, enum dunlin_code code)
{
	d = expect_drive(c, d);
	if (dn_drive_run(d, sql)) {
		dn_contract_is(c, sql, "success", expect_code_name(code));
		return false;
	}
	dn_contract_code(c, d, sql, code);
	return true;
}

struct dn_drive *
dn_contract_second(struct dn_contract *c, unsigned busy_timeout_ms, bool read_only)
{
	c->second = (struct dn_drive){
		.create = !read_only,
		.read_only = read_only,
		.busy_timeout_ms = busy_timeout_ms,
	};
	if (dn_drive_open(&c->second, c->url))
		return &c->second;
	dn_contract_is(c, "a second connection", dunlin_error_message(c->second.err), "success");
	dn_drive_close(&c->second);
	return NULL;
}

void
dn_contract_end_second(struct dn_contract *c)
{
	c->d.stuck = c->d.stuck || c->second.stuck;
	dn_drive_close(&c->second);
}

void
dn_contract_make(struct dn_contract *c, const char *name, const char *columns)
{
	char *sql = dn_sprintf(NULL, "CREATE TABLE dunlin_contract_%s (%s)", name, columns);

	dn_contract_drop(c, name);
	dn_contract_does(c, NULL, sql);
	dn_free(sql);
}

void
dn_contract_drop(struct dn_contract *c, const char *name)
{
	char *sql = dn_sprintf(NULL, "DROP TABLE IF EXISTS dunlin_contract_%s", name);

	dn_contract_does(c, NULL, sql);
	dn_free(sql);
}
