/* sqlite_codes.h - SQLite's result codes as error classes, wherever its functions come from */
#ifndef DN_DRIVERS_SQLITE_CODES_H
#define DN_DRIVERS_SQLITE_CODES_H

#include <errno.h>
#include <string.h>

#include <sqlite3.h>

#include <dunlin/driver.h>

/* What SQLite says of the last failure. */
struct sqlite_failure {
	int rc; /* extended */
	int os_error;
	const char *message;
	bool canceled;
	const char *sql; /* or NULL */
	int offset;      /* in it, or -1 */
};

static inline bool
error_is_no_space(int os_error)
{
	return os_error == ENOSPC || os_error == EDQUOT || os_error == EFBIG;
}

/* SQLITE_ERROR is also an unknown table; these three texts are all that its parser has. */
static inline bool
error_is_syntax(const char *message)
{
	return strstr(message, "syntax error") != NULL ||
	       strcmp(message, "incomplete input") == 0 ||
	       strncmp(message, "unrecognized token", strlen("unrecognized token")) == 0;
}

static inline enum dunlin_code
error_class(int rc, int os_error, const char *message)
{
	/* A reader whose snapshot is out of date can only start its transaction again. */
	if (rc == SQLITE_BUSY_SNAPSHOT)
		return DUNLIN_E_RETRY;
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return DUNLIN_E_BUSY;
	case SQLITE_CONSTRAINT: return DUNLIN_E_CONSTRAINT;
	case SQLITE_READONLY: return DUNLIN_E_READONLY;
	case SQLITE_INTERRUPT: return DUNLIN_E_CANCELED;
	case SQLITE_FULL: return DUNLIN_E_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN: return error_is_no_space(os_error) ? DUNLIN_E_FULL : DUNLIN_E_SQL;
	case SQLITE_ERROR: return error_is_syntax(message) ? DUNLIN_E_SYNTAX : DUNLIN_E_SQL;
	default: return DUNLIN_E_SQL;
	}
}

/* "disk I/O error" alone helps nobody: the extended code and the system's own word say which. */
static inline bool
error_needs_cause(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_CORRUPT:
	case SQLITE_PROTOCOL: return true;
	default: return false;
	}
}

/* The parser of many versions keeps a hundred symbols, whatever the limits of the connection. */
static inline bool
error_is_depth(int rc, const char *message)
{
	return (rc & 0xff) == SQLITE_ERROR &&
	       (strcmp(message, "parser stack overflow") == 0 ||
		   strncmp(message, "Expression tree is too large", 28) == 0);
}

static inline void
error_set_hint(int rc, const char *message, struct dunlin_error *err)
{
	if (error_is_depth(rc, message))
		dunlin_error_set_hint(err,
		    "What is nested in this statement is too deep for this SQLite: write it in "
		    "parts, with WITH, a view, or several statements.");
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		dunlin_error_set_hint(err, "Another connection is writing; let it finish, or raise "
					   "busy_timeout (milliseconds) in the URL.");
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		dunlin_error_set_hint(err, "Restore the file from a backup, or check its path; "
					   "PRAGMA integrity_check shows the damage.");
		break;
	case SQLITE_FULL: dunlin_error_set_hint(err, "Free space, then run it again."); break;
	case SQLITE_READONLY:
		dunlin_error_set_hint(err, "Make the file and its directory writable, and do not "
					   "open it with mode=ro.");
		break;
	default: break;
	}
}

/* Set ERR; returns false. */
static inline bool
sqlite_report(const struct sqlite_failure *f, struct dunlin_error *err)
{
	enum dunlin_code code = error_class(f->rc, f->os_error, f->message);

	/* A wait for a lock that cancel() ended, and a statement that it kept from starting. */
	if (f->canceled && ((f->rc & 0xff) == SQLITE_BUSY || (f->rc & 0xff) == SQLITE_INTERRUPT))
		return dunlin_error_set(err, DUNLIN_E_CANCELED, "canceled");
	if (!error_needs_cause(f->rc))
		dunlin_error_set(err, code, "%s", f->message);
	else if (f->os_error == 0)
		dunlin_error_set(err, code, "%s (extended code %d)", f->message, f->rc);
	else
		dunlin_error_set(err, code, "%s (extended code %d: %s)", f->message, f->rc,
		    strerror(f->os_error));
	error_set_hint(f->rc, f->message, err);
	if (f->offset >= 0 && f->sql != NULL && (size_t) f->offset <= strlen(f->sql))
		dunlin_error_set_offset(err, (size_t) f->offset);
	return false;
}

#endif
