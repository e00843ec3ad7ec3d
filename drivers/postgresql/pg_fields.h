/* pg_fields.h - what the fields of a failed result say, wherever libpq's functions come from */
#ifndef DN_DRIVERS_PG_FIELDS_H
#define DN_DRIVERS_PG_FIELDS_H

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libpq-fe.h>

#include <dunlin/driver.h>

/* A statement that failed. */
struct pg_failure {
	char *(*field)(const PGresult *res, int code); /* PQresultErrorField() */
	const PGresult *res;
	const char *text; /* the whole message */
	const char *sql;
	bool lost;     /* the connection is */
	bool canceled; /* somebody wanted it */
};

/*
 * By SQLSTATE or its first characters.  (PostgreSQL manual, appendix A)  A lost connection is not
 * here: 08006 may also be a foreign server's, in a session that goes on.
 */
static const struct error_class {
	const char *sqlstate;
	enum dunlin_code code;
} error_classes[] = {
	{ "23", DUNLIN_E_CONSTRAINT },
	{ "25006", DUNLIN_E_READONLY },
	{ "40001", DUNLIN_E_RETRY },
	{ "40P01", DUNLIN_E_RETRY },
	{ "42601", DUNLIN_E_SYNTAX },
	{ "53100", DUNLIN_E_FULL },
	{ "55P03", DUNLIN_E_BUSY },
};

static inline enum dunlin_code
error_code(const struct pg_failure *f, const char *sqlstate)
{
	const char *severity = f->field(f->res, PG_DIAG_SEVERITY_NONLOCALIZED);

	/* FATAL ends the session, whatever the reason. */
	if (severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0))
		return DUNLIN_E_GONE;
	if (f->lost)
		return DUNLIN_E_GONE;
	if (sqlstate == NULL)
		return DUNLIN_E_SQL;
	if (strcmp(sqlstate, "57014") == 0) /* also statement_timeout's */
		return f->canceled ? DUNLIN_E_CANCELED : DUNLIN_E_SQL;
	for (size_t i = 0; i < sizeof error_classes / sizeof error_classes[0]; i++)
		if (strncmp(sqlstate, error_classes[i].sqlstate,
			strlen(error_classes[i].sqlstate)) == 0)
			return error_classes[i].code;
	return DUNLIN_E_SQL;
}

/* POSITION counts characters from 1. */
static inline void
error_set_position(struct dunlin_error *err, const char *sql, const char *position)
{
	const char *p = sql;

	for (const char *d = position; *d != '\0'; d++)
		if (!isdigit((unsigned char) *d))
			return;
	for (unsigned long n = strtoul(position, NULL, 10); n > 1 && *p != '\0'; n--) {
		p++;
		while (((unsigned char) *p & 0xc0) == 0x80)
			p++;
	}
	dunlin_error_set_offset(err, (size_t) (p - sql));
}

/* "COPY t, line 3, column c": the place in the data belongs to the message, the value does not. */
static inline size_t
error_copy_place(const char *context)
{
	const char *value;

	if (context == NULL || strncmp(context, "COPY ", 5) != 0)
		return 0;
	value = strstr(context, ": \"");
	return value == NULL ? strcspn(context, "\n") : (size_t) (value - context);
}

static inline void
error_set_message(struct dunlin_error *err, enum dunlin_code code, const struct pg_failure *f)
{
	const char *text = f->field(f->res, PG_DIAG_MESSAGE_PRIMARY);
	const char *context = f->field(f->res, PG_DIAG_CONTEXT);
	size_t place = error_copy_place(context);

	if (text == NULL) { /* libpq's own: the first line says what, the rest guesses why */
		text = f->text;
		dunlin_error_set(err, code, "%.*s", (int) strcspn(text, "\n"), text);
	} else if (place > 0)
		dunlin_error_set(err, code, "%s (%.*s)", text, (int) place, context);
	else
		dunlin_error_set(err, code, "%s", text);
}

/* May hold values of rows: the command decides whether it is shown. */
static inline void
error_set_detail(struct dunlin_error *err, const struct pg_failure *f)
{
	const char *detail = f->field(f->res, PG_DIAG_MESSAGE_DETAIL);
	const char *context = f->field(f->res, PG_DIAG_CONTEXT);
	struct dunlin_buf *buf;

	if (detail == NULL && context == NULL)
		return;
	buf = dunlin_buf_new();
	if (detail != NULL)
		dunlin_buf_puts(buf, detail);
	if (detail != NULL && context != NULL)
		dunlin_buf_puts(buf, "\n");
	if (context != NULL)
		dunlin_buf_puts(buf, context);
	dunlin_error_set_detail(err, buf->s);
	dunlin_buf_free(buf);
}

/* Set ERR; returns false. */
static inline bool
pg_report(const struct pg_failure *f, struct dunlin_error *err)
{
	const char *sqlstate = f->field(f->res, PG_DIAG_SQLSTATE);
	const char *hint = f->field(f->res, PG_DIAG_MESSAGE_HINT);
	const char *position = f->field(f->res, PG_DIAG_STATEMENT_POSITION);
	enum dunlin_code code = error_code(f, sqlstate);

	if (err == NULL || dunlin_error_code(err) != DUNLIN_OK)
		return false;
	error_set_message(err, code, f);
	error_set_detail(err, f);
	dunlin_error_set_sqlstate(err, sqlstate);
	if (hint != NULL)
		dunlin_error_set_hint(err, "%s", hint);
	if (code == DUNLIN_E_READONLY)
		dunlin_error_set_hint(err, "Give the address of the primary server if this is a "
					   "standby, or lift default_transaction_read_only.");
	if (position != NULL)
		error_set_position(err, f->sql, position);
	return false;
}

/* The server answers COMMIT of a failed transaction with success and the word ROLLBACK. */
static inline bool
pg_check_commit(const char *status, const char *sql, struct dunlin_error *err)
{
	const char *word = sql + strspn(sql, " \t\r\n");

	if (strcmp(status, "ROLLBACK") != 0 ||
	    (strncasecmp(word, "commit", 6) != 0 && strncasecmp(word, "end", 3) != 0))
		return true;
	return dunlin_error_set(err, DUNLIN_E_SQL,
	    "the transaction had failed and was rolled back instead of committed");
}

#endif
