/* refusal.c - why there is no connection, out of libpq's text */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"

/* One reason; the same of several addresses is given once. */
struct refusal {
	char sqlstate[6]; /* of the first */
	bool lasts;       /* one of them does not go away by waiting */
	struct dunlin_buf *text;
};

static bool
refusal_ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), len = strlen(end);

	return n >= len && strcmp(text + n - len, end) == 0;
}

/*
 * Is it what is said where a server is not there yet?  libpq has no numbers for it: the words are
 * the system's, in whatever language.
 */
static bool
refusal_passes(const char *sqlstate, const char *text)
{
	static const int numbers[] = { ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH };
	static const int names[] = {
		EAI_NONAME,
		EAI_AGAIN,
		EAI_FAIL,
#ifdef EAI_NODATA
		EAI_NODATA,
#endif
	};

	if (sqlstate[0] != '\0')
		return strcmp(sqlstate, "57P03") == 0;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (refusal_ends_with(text, strerror(numbers[i])))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (refusal_ends_with(text, gai_strerror(names[i])))
			return true;
	/* Of the socket, not of some certificate; and what forwards to nobody yet. */
	return strcmp(text, strerror(ENOENT)) == 0 ||
	       strcmp(text, "server closed the connection unexpectedly") == 0;
}

/*
 * "FATAL:  28P01: password ..." of a verbose message: the severity is translated, the five
 * characters never are.  What follows them, or else LINE.
 */
static const char *
refusal_take_sqlstate(char sqlstate[static 6], const char *line)
{
	const char *colon = strstr(line, ":  ");
	size_t n = 0;

	if (colon == NULL)
		return line;
	colon += 3;
	while (n < 5 && (isdigit((unsigned char) colon[n]) || isupper((unsigned char) colon[n])))
		n++;
	if (n < 5 || strncmp(colon + 5, ": ", 2) != 0)
		return line;
	memcpy(sqlstate, colon, 5);
	return colon + 7;
}

/* Without "connection to server at ... failed: ", which the message says in its own words. */
static const char *
refusal_skip_place(const char *line)
{
	static const char before[] = "connection to server ", after[] = " failed: ";
	const char *end;

	if (strncmp(line, before, strlen(before)) != 0)
		return line;
	end = strstr(line, after);
	return end == NULL ? line : end + strlen(after);
}

static void
refusal_add(struct refusal *r, const char *line, struct dunlin_error *err)
{
	char sqlstate[6] = "";
	const char *text;

	/* Places in the server's source, and guesses that start with a tab. */
	if (line[0] == '\0' || line[0] == '\t' || strncmp(line, "LOCATION:", 9) == 0)
		return;
	if (strncmp(line, "HINT:  ", 7) == 0) {
		dunlin_error_set_hint(err, "%s", line + 7);
		return;
	}
	text = refusal_take_sqlstate(sqlstate, refusal_skip_place(line));
	/* What is added to a reason is none of its own. */
	if (strncmp(line, "DETAIL:  ", 9) != 0)
		r->lasts = r->lasts || !refusal_passes(sqlstate, text);
	if (r->sqlstate[0] == '\0')
		memcpy(r->sqlstate, sqlstate, sizeof sqlstate);
	if (strstr(r->text->s, text) != NULL)
		return;
	if (r->text->len > 0)
		dunlin_buf_puts(r->text, "; ");
	dunlin_buf_puts(r->text, text);
}

static void
refusal_read(struct refusal *r, const char *message, struct dunlin_error *err)
{
	char *lines = dn_pg_alloc(strlen(message) + 1);

	memcpy(lines, message, strlen(message) + 1);
	for (char *line = lines, *end; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		refusal_add(r, line, err);
	}
	free(lines);
}

static const char *
refusal_hint(const char *sqlstate, const PGconn *pg)
{
	if (PQconnectionNeedsPassword(pg))
		return "Give the password in the URL, by password_command or passfile in "
		       "dunlin.ini, "
		       "in PGPASSWORD or in ~/.pgpass.";
	if (strcmp(sqlstate, "3D000") == 0)
		return "Create the database first, or correct its name in the URL.";
	if (strncmp(sqlstate, "28", 2) == 0)
		return "Check user and password, and the server's pg_hba.conf.";
	if (strcmp(sqlstate, "57P03") == 0)
		return "The server is starting or stopping.";
	if (strcmp(sqlstate, "53300") == 0)
		return "All connections are in use; try again, or raise max_connections.";
	return sqlstate[0] == '\0' ? "Check that the server runs, and host and port in the URL."
				   : NULL;
}

bool
dn_pg_error_no_connection(
    PGconn *pg, enum dunlin_code code, const char *text, struct dunlin_error *err)
{
	const char *host = PQhost(pg), *port = PQport(pg), *user = PQuser(pg), *db = PQdb(pg);

	if (host == NULL || port == NULL || user == NULL || db == NULL)
		return dunlin_error_set(err, code, "cannot connect: %s", text);
	return dunlin_error_set(err, code,
	    "cannot connect to database '%s' at '%s%s%s' as '%s': %s", db, host,
	    port[0] == '\0' ? "" : ":", port, user, text);
}

bool
dn_pg_error_connect(PGconn *pg, struct dunlin_error *err)
{
	struct refusal r = { .text = dunlin_buf_new() };
	const char *hint;

	refusal_read(&r, PQerrorMessage(pg), err);
	if (strcmp(r.sqlstate, "3D000") == 0)
		dunlin_error_set(err, DUNLIN_E_ABSENT, "no such database '%s' at '%s:%s'", PQdb(pg),
		    PQhost(pg), PQport(pg));
	dn_pg_error_no_connection(pg,
	    r.lasts || r.text->len == 0 ? DUNLIN_E_CONNECT : DUNLIN_E_UNREACHABLE, r.text->s, err);
	dunlin_error_set_sqlstate(err, r.sqlstate);
	hint = refusal_hint(r.sqlstate, pg);
	if (hint != NULL)
		dunlin_error_set_hint(err, "%s", hint);
	dunlin_buf_free(r.text);
	return false;
}
