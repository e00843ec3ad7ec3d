/* sqlite3.c - SQLite behind libdbi */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sqlite3.h>

#include "sqlite_codes.h"
#include "dbi.h"

#define SQLITE3_DOORS(X)                \
	X(sqlite3_bind_null)            \
	X(sqlite3_bind_text64)          \
	X(sqlite3_bind_blob64)          \
	X(sqlite3_bind_zeroblob)        \
	X(sqlite3_bind_parameter_count) \
	X(sqlite3_bind_parameter_name)  \
	X(sqlite3_busy_handler)         \
	X(sqlite3_column_blob)          \
	X(sqlite3_column_bytes)         \
	X(sqlite3_column_count)         \
	X(sqlite3_column_text)          \
	X(sqlite3_column_type)          \
	X(sqlite3_db_config)            \
	X(sqlite3_errmsg)               \
	X(sqlite3_exec)                 \
	X(sqlite3_extended_errcode)     \
	X(sqlite3_finalize)             \
	X(sqlite3_interrupt)            \
	X(sqlite3_prepare_v2)           \
	X(sqlite3_progress_handler)     \
	X(sqlite3_step)                 \
	X(sqlite3_system_errno)         \
	SQLITE3_DOORS_NEWER(X)
#if SQLITE_VERSION_NUMBER >= 3038000
#define SQLITE3_DOORS_NEWER(X) X(sqlite3_error_offset)
#else
#define SQLITE3_DOORS_NEWER(X)
#endif

struct sqlite3_doors {
	SQLITE3_DOORS(DBI_DOOR_MEMBER)
};

static const struct dbi_door sqlite3_door_list[] = {
#define X(name) { #name, offsetof(struct sqlite3_doors, name) },
	SQLITE3_DOORS(X)
#undef X
};

static bool
lite_fail(struct dbi_link *l, const char *sql, struct dunlin_error *err)
{
	const struct sqlite3_doors *s = l->doors;
	struct sqlite_failure failure = {
		.rc = s->sqlite3_extended_errcode(l->client),
		.os_error = s->sqlite3_system_errno(l->client),
		.message = s->sqlite3_errmsg(l->client),
		.canceled = l->canceled != 0,
		.sql = sql,
		.offset = -1,
	};

#if SQLITE_VERSION_NUMBER >= 3038000
	failure.offset = s->sqlite3_error_offset(l->client);
#endif
	return sqlite_report(&failure, err);
}

/* ---- open ---------------------------------------------------------------------------------- */

static bool
lite_is_ours(const char *key)
{
	static const char *const known[] = { "dbname", "sqlite3_dbdir", "sqlite3_timeout" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return true;
	return false;
}

/* libdbi wants a file's folder and its name apart. */
static void
lite_set_file(struct dbi_link *l, const struct dunlin_connect *how, const char *file)
{
	const char *folder = dn_dbi_param(how, "sqlite3_dbdir"), *slash = strrchr(file, '/');
	struct dunlin_buf *buf = dunlin_buf_new();

	if (folder != NULL)
		dunlin_buf_printf(buf, "%s/", folder);
	if (slash != NULL)
		dunlin_buf_put(buf, file, (size_t) (slash - file) + 1);
	if (buf->len == 0)
		dunlin_buf_puts(buf, "./");
	dbi_conn_set_option(l->conn, "sqlite3_dbdir", buf->s);
	dbi_conn_set_option(l->conn, "dbname", slash == NULL ? file : slash + 1);
	dunlin_buf_puts(buf, dbi_conn_get_option(l->conn, "dbname"));
	dbi_conn_set_option(l->conn, "dunlin_path", buf->s);
	dunlin_buf_free(buf);
}

static bool
lite_set_timeout(struct dbi_link *l, const char *value, struct dunlin_error *err)
{
	char *end;
	long ms = strtol(value, &end, 10);

	if (end == value || *end != '\0' || ms < 0 || ms > 1000000000)
		return dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "parameter 'sqlite3_timeout' is no number of milliseconds");
	l->busy_timeout_ms = (unsigned) ms;
	return true;
}

/* libdbi would make the file whether it is wanted or not. */
static bool
lite_is_there(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *path = dbi_conn_get_option(l->conn, "dunlin_path");
	struct stat st;

	if ((how->create && !how->read_only) || stat(path, &st) == 0 || errno != ENOENT)
		return true;
	dunlin_error_set(err, DUNLIN_E_ABSENT, "no such database '%s'", path);
	dunlin_error_set_hint(err, "Check the path%s; an upgrade makes a new one.",
	    path[0] == '/' ? "" : ": it is relative to the working directory");
	return false;
}

static bool
lite_options(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *file = dn_dbi_param(how, "dbname"), *key, *value;
	const char *timeout = dn_dbi_param(how, "sqlite3_timeout");

	if (file == NULL || *file == '\0') {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "the URL names no file");
		dunlin_error_set_hint(err, "Write dbi:sqlite3?dbname=FILE; is a variable in it "
					   "empty?");
		return false;
	}
	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++)
		if (!lite_is_ours(key))
			dn_dbi_ignored(how, key);
	if (timeout != NULL && !lite_set_timeout(l, timeout, err))
		return false;
	if (strcmp(file, ":memory:") == 0) {
		dbi_conn_set_option(l->conn, "sqlite3_dbdir", ".");
		dbi_conn_set_option(l->conn, "dbname", file);
		dbi_conn_set_option(l->conn, "dunlin_path", file);
		return true;
	}
	lite_set_file(l, how, file);
	return lite_is_there(l, how, err);
}

static bool
lite_refused(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
    struct dunlin_error *err)
{
	(void) how;
	return dunlin_error_set(err, DUNLIN_E_CONNECT, "cannot open database '%s': %s",
	    dbi_conn_get_option(l->conn, "dunlin_path"), text == NULL ? "no reason given" : text);
}

/* SQLite's own handler cannot be interrupted. */
static int
lite_busy(void *payload, int count)
{
	struct dbi_link *l = payload;
	int64_t now = dn_dbi_now_ms();

	if (count == 0)
		l->busy_until = now + l->busy_timeout_ms;
	if (l->canceled || now >= l->busy_until)
		return 0;
	nanosleep(&(struct timespec){ .tv_nsec = count < 10 ? 1000000 : 20000000 }, NULL);
	return 1;
}

static int
lite_progress(void *payload)
{
	return ((struct dbi_link *) payload)->canceled;
}

/* Nothing is read until the first statement, which would be late to learn that it is no database.
 */
static bool
lite_check(struct dbi_link *l, struct dunlin_error *err)
{
	const struct sqlite3_doors *s = l->doors;
	int rc = s->sqlite3_exec(l->client, "PRAGMA schema_version", NULL, NULL, NULL) & 0xff;

	if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		return true;
	return dunlin_error_set(err, DUNLIN_E_CONNECT, "cannot open database '%s': %s",
	    dbi_conn_get_option(l->conn, "dunlin_path"), s->sqlite3_errmsg(l->client));
}

static bool
lite_opened(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct sqlite3_doors *s = l->doors = dn_dbi_alloc(sizeof *s);

	if (!dn_dbi_doors(l, sqlite3_door_list,
		sizeof sqlite3_door_list / sizeof sqlite3_door_list[0], s, err))
		return false;
	/* As drivers/sqlite has it, so that both mean the same. */
	s->sqlite3_db_config(l->client, SQLITE_DBCONFIG_DQS_DDL, 0, (int *) NULL);
	s->sqlite3_db_config(l->client, SQLITE_DBCONFIG_DQS_DML, 0, (int *) NULL);
	s->sqlite3_db_config(l->client, SQLITE_DBCONFIG_DEFENSIVE, 0, (int *) NULL);
	s->sqlite3_busy_handler(l->client, lite_busy, l);
	s->sqlite3_progress_handler(l->client, 1000, lite_progress, l);
	if (!lite_check(l, err))
		return false;
	return !how->read_only ||
	       s->sqlite3_exec(l->client, "PRAGMA query_only = ON", NULL, NULL, NULL) ==
		   SQLITE_OK ||
	       lite_fail(l, NULL, err);
}

/* ---- run ----------------------------------------------------------------------------------- */

/* A statement, or NULL and ERR; also NULL for text that holds none (then *BLANK). */
static sqlite3_stmt *
lite_one(struct dbi_link *l, const char *sql, bool *blank, struct dunlin_error *err)
{
	const struct sqlite3_doors *s = l->doors;
	sqlite3_stmt *stmt, *more = NULL;
	const char *tail;

	if (s->sqlite3_prepare_v2(l->client, sql, -1, &stmt, &tail) != SQLITE_OK) {
		lite_fail(l, sql, err);
		return NULL;
	}
	*blank = stmt == NULL;
	while (*tail != '\0') {
		const char *rest = tail;

		if (s->sqlite3_prepare_v2(l->client, rest, -1, &more, &tail) == SQLITE_OK &&
		    more == NULL)
			continue;
		s->sqlite3_finalize(more);
		s->sqlite3_finalize(stmt);
		dunlin_error_set(err, DUNLIN_E_SYNTAX, "more than one statement");
		dunlin_error_set_offset(err, (size_t) (rest - sql));
		return NULL;
	}
	return stmt;
}

static int
lite_bind(
    const struct sqlite3_doors *s, sqlite3_stmt *stmt, int i, const struct dunlin_value *value)
{
	if (value->kind == DUNLIN_NULL)
		return s->sqlite3_bind_null(stmt, i);
	if (value->kind == DUNLIN_TEXT)
		return s->sqlite3_bind_text64(
		    stmt, i, value->data, value->len, SQLITE_STATIC, SQLITE_UTF8);
	if (value->len == 0)
		return s->sqlite3_bind_zeroblob(stmt, i, 0);
	return s->sqlite3_bind_blob64(stmt, i, value->data, value->len, SQLITE_STATIC);
}

static bool
lite_bind_all(struct dbi_link *l, sqlite3_stmt *stmt, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	const struct sqlite3_doors *s = l->doors;
	size_t highest = 0;

	for (int i = 1; i <= s->sqlite3_bind_parameter_count(stmt); i++) {
		const char *name = s->sqlite3_bind_parameter_name(stmt, i);
		size_t n = name != NULL && name[0] == '$' ? strtoul(name + 1, NULL, 10) : 0;

		if (n == 0 || n > exec->nparams)
			return dunlin_error_set(err, DUNLIN_E_SQL, "there is no parameter '%s'",
			    name == NULL ? "?" : name);
		highest = n > highest ? n : highest;
		if (lite_bind(s, stmt, i, &exec->params[n - 1]) != SQLITE_OK)
			return lite_fail(l, exec->sql, err);
	}
	return highest == exec->nparams ||
	       dunlin_error_set(err, DUNLIN_E_SQL,
		   "%zu parameters were given but the statement uses %zu", exec->nparams, highest);
}

struct lite_row {
	const struct sqlite3_doors *s;
	sqlite3_stmt *stmt;
};

static void
lite_column(void *payload, size_t i, struct dunlin_value *value)
{
	const struct lite_row *row = payload;
	int type = row->s->sqlite3_column_type(row->stmt, (int) i);

	if (type == SQLITE_NULL)
		return;
	value->kind = type == SQLITE_BLOB ? DUNLIN_BLOB : DUNLIN_TEXT;
	value->data = type == SQLITE_BLOB
			  ? row->s->sqlite3_column_blob(row->stmt, (int) i)
			  : (const char *) row->s->sqlite3_column_text(row->stmt, (int) i);
	value->len = (size_t) row->s->sqlite3_column_bytes(row->stmt, (int) i);
}

static bool
lite_run(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	const struct sqlite3_doors *s = l->doors;
	bool blank = false, ok;
	sqlite3_stmt *stmt = lite_one(l, exec->sql, &blank, err);
	struct lite_row row = { s, stmt };
	int rc = SQLITE_DONE;

	if (stmt == NULL)
		return blank;
	ok = lite_bind_all(l, stmt, exec, err);
	while (ok && (rc = s->sqlite3_step(stmt)) == SQLITE_ROW)
		ok = dunlin_exec_row(
		    exec, (size_t) s->sqlite3_column_count(stmt), lite_column, &row, err);
	if (ok && rc != SQLITE_DONE)
		ok = lite_fail(l, exec->sql, err);
	s->sqlite3_finalize(stmt);
	return ok;
}

static void
lite_cancel(struct dbi_link *l)
{
	((const struct sqlite3_doors *) l->doors)->sqlite3_interrupt(l->client);
}

const struct dbi_backend dn_dbi_sqlite3 = {
	.name = "sqlite3",
	.dialect = "sqlite",
	.package = "libdbd-sqlite3",
	.product = "SQLite",
	.version = "SELECT sqlite_version()",
	.caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_EDITABLE_SCHEMA,
	.options = lite_options,
	.refused = lite_refused,
	.opened = lite_opened,
	.exec = lite_run,
	.cancel = lite_cancel,
};
