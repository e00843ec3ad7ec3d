/* null.c - a driver outside of the tree: it answers SELECTs of constants, and stores nothing */

/*
 * Something to begin with: a driver needs this header and its manual, dunlin-driver(3).  Where this
 * one reads a statement itself, yours hands it to a client library.
 */
#include <dunlin/driver.h>

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A connection is a struct of the driver's own that begins with the library's. */
struct null_conn {
	struct dunlin_conn base;
};

/* One statement on its way. */
struct null_run {
	const struct dunlin_exec *exec;
	const char *at; /* in its text */
	struct dunlin_value *values;
	size_t n;
	char *texts; /* the values of string constants, one behind the other */
	size_t len;
	size_t highest; /* number of a parameter that is used */
	struct dunlin_error *err;
};

/* ---- words --------------------------------------------------------------------------------- */

/* White space and comments. */
static void
null_skip(struct null_run *r)
{
	for (;;) {
		const char *end;

		while (isspace((unsigned char) *r->at))
			r->at++;
		if (strncmp(r->at, "--", 2) == 0) {
			r->at += strcspn(r->at, "\n");
		} else if (strncmp(r->at, "/*", 2) == 0 &&
			   (end = strstr(r->at + 2, "*/")) != NULL) {
			r->at = end + 2;
		} else {
			return;
		}
	}
}

/* A failure at a place: its class, the message, and how many bytes it is from the start. */
static bool
null_syntax(struct null_run *r)
{
	dunlin_error_set(r->err, DUNLIN_E_SYNTAX, "syntax error near '%.20s'", r->at);
	dunlin_error_set_offset(r->err, (size_t) (r->at - r->exec->sql));
	return false;
}

/* Step over WORD, whatever its case, if it is next. */
static bool
null_word(struct null_run *r, const char *word)
{
	size_t len = strlen(word);

	null_skip(r);
	if (strncasecmp(r->at, word, len) != 0 || isalnum((unsigned char) r->at[len]))
		return false;
	r->at += len;
	return true;
}

static bool
null_sign(struct null_run *r, char sign)
{
	null_skip(r);
	if (*r->at != sign)
		return false;
	r->at++;
	return true;
}

/* ---- SELECT constant, ... ------------------------------------------------------------------- */

/* 'text', in which two quotes are one. */
static bool
null_string(struct null_run *r, struct dunlin_value *value)
{
	const char *open = r->at++;

	value->kind = DUNLIN_TEXT;
	value->data = r->texts + r->len;
	for (;; r->at++) {
		if (*r->at == '\0') {
			r->at = open;
			return null_syntax(r);
		}
		if (*r->at == '\'' && *++r->at != '\'')
			break;
		r->texts[r->len++] = *r->at;
	}
	value->len = (size_t) (r->texts + r->len - value->data);
	r->texts[r->len++] = '\0';
	return true;
}

static bool
null_parameter(struct null_run *r, struct dunlin_value *value)
{
	char *end;
	size_t n = strtoul(r->at + 1, &end, 10);

	if (n == 0)
		return null_syntax(r);
	if (n > r->exec->nparams)
		return dunlin_error_set(
		    r->err, DUNLIN_E_SQL, "there is no parameter $%lu", (unsigned long) n);
	if (n > r->highest)
		r->highest = n;
	*value = r->exec->params[n - 1];
	r->at = end;
	return true;
}

static bool
null_number(struct null_run *r, struct dunlin_value *value)
{
	size_t len = strspn(r->at, "0123456789");

	if (len == 0)
		return null_syntax(r);
	value->kind = DUNLIN_TEXT;
	value->data = memcpy(r->texts + r->len, r->at, len);
	value->len = len;
	r->len += len;
	r->texts[r->len++] = '\0';
	r->at += len;
	return true;
}

static bool
null_constant(struct null_run *r, struct dunlin_value *value)
{
	if (null_word(r, "NULL"))
		return true; /* as it is: of the kind DUNLIN_NULL */
	if (*r->at == '\'')
		return null_string(r, value);
	return *r->at == '$' ? null_parameter(r, value) : null_number(r, value);
}

/* Nothing is FROM anywhere. */
static bool
null_select(struct null_run *r)
{
	do {
		struct dunlin_value value = { DUNLIN_NULL, NULL, 0 };

		if (!null_constant(r, &value))
			return false;
		r->values[r->n++] = value;
	} while (null_sign(r, ','));
	if (null_word(r, "FROM")) {
		null_skip(r);
		return null_syntax(r);
	}
	return true;
}

/* Statements that would change something: this is where they go. */
static bool
null_discard(struct null_run *r)
{
	static const char *const known[] = { "BEGIN", "COMMIT", "ROLLBACK", "INSERT", "UPDATE",
		"DELETE", "DROP" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (null_word(r, known[i])) {
			r->at += strcspn(r->at, ";");
			return true;
		}
	return null_syntax(r);
}

/* One statement, or none; then nothing but ";". */
static bool
null_statement(struct null_run *r, bool *select)
{
	null_skip(r);
	*select = false;
	if (*r->at != '\0' && *r->at != ';') {
		*select = null_word(r, "SELECT");
		if (!(*select ? null_select(r) : null_discard(r)))
			return false;
	}
#ifndef FAULT_SECOND
	while (null_sign(r, ';'))
		continue;
	null_skip(r);
	if (*r->at != '\0')
		return null_syntax(r);
#endif
	return r->highest == r->exec->nparams ||
	       dunlin_error_set(r->err, DUNLIN_E_SQL,
		   "%lu parameters were given but the statement uses %lu",
		   (unsigned long) r->exec->nparams, (unsigned long) r->highest);
}

/* The library asks for the columns of a row one by one, and makes text of bytes. */
static void
null_column(void *payload, size_t i, struct dunlin_value *value)
{
	const struct null_run *r = payload;

	*value = r->values[i];
#ifdef FAULT_NULL
	if (value->kind == DUNLIN_NULL)
		*value = (struct dunlin_value){ DUNLIN_TEXT, "", 0 };
#endif
}

/* ---- the driver ---------------------------------------------------------------------------- */

static bool
null_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	size_t size = 2 * strlen(exec->sql) + 2; /* more than all constants with their ends */
	struct null_run r = { .exec = exec, .at = exec->sql, .err = err };
	bool ok, select;

	(void) conn;
#ifdef FAULT_CRASH
	if (err == NULL)
		abort();
#endif
#ifndef FAULT_PARAMETERS
	if (!dunlin_exec_check(exec, err))
		return false;
#endif
	r.texts = malloc(size);
	r.values = calloc(size, sizeof *r.values);
	if (r.texts == NULL || r.values == NULL)
		abort(); /* as the library does: a migration goes on where it was ended */
	ok = null_statement(&r, &select);
#ifdef FAULT_CLASS
	if (!ok && err != NULL && dunlin_error_code(err) == DUNLIN_E_SYNTAX) {
		dunlin_error_clear(err);
		dunlin_error_set(err, DUNLIN_E_SQL, "something is wrong");
	}
#endif
	ok = ok && (!select || dunlin_exec_row(exec, r.n, null_column, &r, err));
#ifdef FAULT_ROW
	ok = true;
#endif
	free(r.values);
	free(r.texts);
	return ok;
}

static const char *
null_dialect(struct dunlin_conn *conn)
{
	(void) conn;
	return "sqlite";
}

static const char *
null_server(struct dunlin_conn *conn)
{
	(void) conn;
	return "nothing at all";
}

static void
null_close(struct dunlin_conn *conn)
{
#ifdef FAULT_LEAK
	(void) open("/dev/null", O_RDONLY);
#endif
	free(conn);
}

/* What the URL has and nobody knows is named; its value may be secret. */
static void
null_ignore(const struct dunlin_connect *how, const char *key, const char *value)
{
	struct dunlin_buf *text = dunlin_buf_new();

#ifdef FAULT_SECRET
	dunlin_buf_printf(text, "'%s' of the URL is ignored: %s", key, value);
#else
	(void) value;
	dunlin_buf_printf(text, "parameter '%s' of the database URL is ignored", key);
#endif
	how->notice(how->notice_payload, "", text->s);
	dunlin_buf_free(text);
}

static struct dunlin_conn *null_open(const struct dunlin_connect *how, struct dunlin_error *err);

static const char *const null_schemes[] = { "null", NULL };

/* What it cannot do it does not claim: no capability, and of the optional functions one. */
DUNLIN_DRIVER_DEFINE(null, .schemes = null_schemes, .open = null_open, .close = null_close,
    .dialect = null_dialect, .exec = null_exec, .version = "1.0", .server = null_server);

static struct dunlin_conn *
null_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct null_conn *c = calloc(1, sizeof *c);
	const char *key, *value;

	if (c == NULL)
		abort();
	if (dunlin_url_get(how->url, DUNLIN_URL_HOST) != NULL) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "there is nobody at a host");
		dunlin_error_set_hint(err, "Write null:// and nothing behind it.");
		free(c);
		return NULL;
	}
	for (size_t i = 0; how->notice != NULL && dunlin_url_param(how->url, i, &key, &value); i++)
		null_ignore(how, key, value);
#ifndef FAULT_DRIVER
	c->base.driver = &DUNLIN_DRIVER_SYMBOL(null);
#endif
	return &c->base;
}
