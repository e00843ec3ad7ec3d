/* open.c - from a URL to an open SQLite database */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "sqlite.h"

/* What the URL's parameters say. */
struct open_options {
	const char *path; /* NULL: memory */
	const char *vfs;
	int flags;
	bool create, read_only;
	unsigned busy_timeout_ms;
};

void *
dn_sqlite_alloc(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		abort();
	return p;
}

int64_t
dn_sqlite_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

bool
dn_sqlite_wait(struct sqlite_conn *c, int count)
{
	int64_t now = dn_sqlite_now_ms();

	if (count == 0)
		c->busy_until = now + c->busy_timeout_ms;
	if (c->canceled || now >= c->busy_until)
		return false;
	nanosleep(&(struct timespec){ .tv_nsec = count < 10 ? 1000000 : 20000000 }, NULL);
	return true;
}

/* SQLite's own handler cannot be interrupted. */
static int
open_busy(void *payload, int count)
{
	return dn_sqlite_wait(payload, count);
}

static int
open_progress(void *payload)
{
	return ((struct sqlite_conn *) payload)->canceled;
}

/* What other clients put in their URLs and what has no meaning here. */
static bool
open_is_foreign(const char *key)
{
	static const char *const known[] = { "cached_statements", "check_same_thread",
		"connection_limit", "detect_types", "isolation_level", "max_overflow", "pool_size",
		"pool_timeout", "socket_timeout", "transaction_mode", "uri" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcasecmp(key, known[i]) == 0)
			return true;
	return false;
}

static bool
open_read_mode(struct open_options *o, const char *value, struct dunlin_error *err)
{
	if (strcmp(value, "ro") == 0)
		o->read_only = true;
	else if (strcmp(value, "rw") == 0)
		o->create = false;
	else if (strcmp(value, "rwc") == 0)
		o->create = true;
	else if (strcmp(value, "memory") == 0)
		o->path = NULL;
	else
		return dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "parameter 'mode' is none of ro, rw, rwc, memory");
	return true;
}

static bool
open_read_cache(struct open_options *o, const char *value, struct dunlin_error *err)
{
	if (strcmp(value, "shared") == 0)
		o->flags |= SQLITE_OPEN_SHAREDCACHE;
	else if (strcmp(value, "private") == 0)
		o->flags |= SQLITE_OPEN_PRIVATECACHE;
	else
		return dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "parameter 'cache' is none of shared, private");
	return true;
}

/* VALUE times SCALE is milliseconds. */
static bool
open_read_timeout(struct open_options *o, const char *key, const char *value, double scale,
    struct dunlin_error *err)
{
	char *end;
	double number = strtod(value, &end);

	if (end == value || *end != '\0' || !(number >= 0) || number * scale > 1e9)
		return dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "parameter '%s' is not a time from 0 up", key);
	o->busy_timeout_ms = (unsigned) (number * scale);
	return true;
}

static bool
open_read_param(const struct dunlin_connect *how, struct open_options *o, const char *key,
    const char *value, struct dunlin_error *err)
{
	struct dunlin_buf *buf;

	if (strcmp(key, "mode") == 0)
		return open_read_mode(o, value, err);
	if (strcmp(key, "cache") == 0)
		return open_read_cache(o, value, err);
	if (strcmp(key, "busy_timeout") == 0 || strcmp(key, "_busy_timeout") == 0)
		return open_read_timeout(o, key, value, 1, err);
	if (strcmp(key, "timeout") == 0) /* Python's, in seconds */
		return open_read_timeout(o, key, value, 1000, err);
	if (strcmp(key, "vfs") == 0)
		o->vfs = value;
	else if (how->notice != NULL && !open_is_foreign(key)) {
		buf = dunlin_buf_new();
		dunlin_buf_printf(buf, "parameter '%s' of the database URL is ignored", key);
		how->notice(how->notice_payload, "", buf->s);
		dunlin_buf_free(buf);
	}
	return true;
}

static bool
open_read(const struct dunlin_connect *how, struct open_options *o, struct dunlin_error *err)
{
	const char *key, *value;

	o->path = dunlin_url_get(how->url, DUNLIN_URL_DATABASE);
	o->create = how->create;
	o->read_only = how->read_only;
	o->busy_timeout_ms = how->busy_timeout_ms;
	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++)
		if (!open_read_param(how, o, key, value == NULL ? "" : value, err))
			return false;
	if (o->path != NULL && (o->path[0] == '\0' || strcmp(o->path, ":memory:") == 0))
		o->path = NULL;
	if (o->path == NULL) { /* nothing can be there before */
		o->create = true;
		o->read_only = false;
	}
	o->create = o->create && !o->read_only;
	return true;
}

/* Builds of SQLite with URIs on would read a file name that begins with "file:" as one. */
static char *
open_file_name(const char *path)
{
	const char *before = path != NULL && strncmp(path, "file:", 5) == 0 ? "./" : "";

	return sqlite3_mprintf("%s%s", before, path == NULL ? ":memory:" : path);
}

/* Is the directory there that PATH would be in? */
static bool
open_has_folder(const char *path)
{
	const char *slash = path == NULL ? NULL : strrchr(path, '/');
	char *folder;
	struct stat st;
	bool there;

	if (slash == NULL || slash == path)
		return true;
	folder = sqlite3_mprintf("%.*s", (int) (slash - path), path);
	there = folder != NULL && stat(folder, &st) == 0 && S_ISDIR(st.st_mode);
	sqlite3_free(folder);
	return there;
}

static void
open_error(struct sqlite_conn *c, const struct open_options *o, struct dunlin_error *err)
{
	int os_error = c->db == NULL ? ENOMEM : sqlite3_system_errno(c->db);
	const char *path = o->path == NULL ? ":memory:" : o->path, *why;
	struct stat st;

	if (o->path != NULL && stat(o->path, &st) != 0 && errno == ENOENT && !o->create) {
		dunlin_error_set(err, DUNLIN_E_ABSENT, "no such database '%s'", path);
		dunlin_error_set_hint(err, "%s",
		    path[0] == '/' ? "Check the path; an upgrade makes a new one."
				   : "Check the path: sqlite:///name is relative to the working "
				     "directory, sqlite:////name is absolute; an upgrade makes a "
				     "new one.");
		return;
	}
	if (o->path != NULL && stat(o->path, &st) == 0 && S_ISDIR(st.st_mode))
		why = strerror(EISDIR);
	else if (os_error == ENOENT && open_has_folder(o->path))
		why = strerror(EACCES); /* SQLite looked for the file that it could not make */
	else if (os_error != 0)
		why = strerror(os_error);
	else
		why = c->db == NULL ? "out of memory" : sqlite3_errmsg(c->db);
	dunlin_error_set(err, DUNLIN_E_CONNECT, "cannot open database '%s': %s", path, why);
	if (o->path != NULL && os_error == ENOENT && !open_has_folder(o->path))
		dunlin_error_set_hint(err, "Make the directory first.");
}

/*
 * Behind every CREATE SQLite goes through all of sqlite_schema, and with thousands of tables that
 * is more than the 2 MB of pages that it keeps by itself.  Memory is taken as pages are read.
 */
#define OPEN_CACHE "PRAGMA cache_size = -65536"

/*
 * SQLite reads nothing until the first statement, which would be the wrong place to learn that the
 * file is none of its own.  A lock is no reason to fail: it may be gone by then.
 */
static bool
open_check(struct sqlite_conn *c, const struct open_options *o, struct dunlin_error *err)
{
	int rc = sqlite3_exec(c->db, "PRAGMA schema_version;" OPEN_CACHE, NULL, NULL, NULL) & 0xff;

	if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return true;
	if (rc == SQLITE_NOTADB) {
		dunlin_error_set(err, DUNLIN_E_CONNECT, "'%s' is not an SQLite database", o->path);
		dunlin_error_set_hint(
		    err, "Check the path; an encrypted database looks like this too.");
	} else if (rc == SQLITE_CORRUPT) {
		dunlin_error_set(err, DUNLIN_E_CONNECT, "database '%s' is damaged: %s", o->path,
		    sqlite3_errmsg(c->db));
		dunlin_error_set_hint(err, "Restore it from a backup.");
	} else {
		open_error(c, o, err);
	}
	return false;
}

void
dn_sqlite_configure(sqlite3 *db, const int *to, int *before)
{
	static const int options[SQLITE_NCONFIGURED] = {
		/* "name" that is no column is a mistake, not a string. */
		SQLITE_DBCONFIG_DQS_DDL,
		SQLITE_DBCONFIG_DQS_DML,
		/* Builds that are defensive from the start keep the schema from being edited. */
		SQLITE_DBCONFIG_DEFENSIVE,
	};

	for (size_t i = 0; i < SQLITE_NCONFIGURED; i++) {
		if (before != NULL)
			sqlite3_db_config(db, options[i], -1, &before[i]);
		sqlite3_db_config(db, options[i], to == NULL ? 0 : to[i], (int *) NULL);
	}
}

static bool
open_database(struct sqlite_conn *c, const struct open_options *o, struct dunlin_error *err)
{
	int flags = o->flags | (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	char *name = open_file_name(o->path);
	int rc;

	if (name == NULL)
		abort();
	/* No two threads use it at once, and each column of a row would lock it three times. */
	flags |= SQLITE_OPEN_NOMUTEX;
	if (o->create)
		flags |= SQLITE_OPEN_CREATE;
	rc = sqlite3_open_v2(name, &c->db, flags, o->vfs);
	sqlite3_free(name);
	if (rc != SQLITE_OK) {
		open_error(c, o, err);
		return false;
	}
	sqlite3_extended_result_codes(c->db, 1);
	dn_sqlite_configure(c->db, NULL, NULL);
	c->busy_timeout_ms = o->busy_timeout_ms;
	sqlite3_busy_handler(c->db, open_busy, c);
	sqlite3_progress_handler(c->db, 1000, open_progress, c);
	return open_check(c, o, err);
}

struct sqlite_conn *
dn_sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct open_options o = { 0 };
	struct sqlite_conn *c;

	if (!open_read(how, &o, err))
		return NULL;
	c = dn_sqlite_alloc(sizeof *c);
	if (!open_database(c, &o, err)) {
		sqlite3_close(c->db);
		free(c);
		return NULL;
	}
	return c;
}
