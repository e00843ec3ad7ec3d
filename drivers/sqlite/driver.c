/* driver.c - SQLite: one file or memory, one session */
#include "config.h"

#include <dunlin/driver.h>

#include <stdlib.h>
#include <string.h>

#include "sqlite_codes.h"
#include "sqlite.h"

static const char *
sqlite_dialect(struct dunlin_conn *conn)
{
	(void) conn;
	return "sqlite";
}

static void
sqlite_close(struct dunlin_conn *conn)
{
	struct sqlite_conn *c = (struct sqlite_conn *) conn;

	sqlite3_close(c->db);
	free(c);
}

/*
 * sqlite3_interrupt() does nothing until a statement runs and does not end a wait for a lock: the
 * flag, which the progress and busy handlers read, covers both.
 */
static void
sqlite_cancel(struct dunlin_conn *conn)
{
	struct sqlite_conn *c = (struct sqlite_conn *) conn;

	c->canceled = 1;
	sqlite3_interrupt(c->db);
}

/* A statement, or NULL and ERR; also NULL for text that holds none (then *BLANK). */
static sqlite3_stmt *
exec_prepare(struct sqlite_conn *c, const char *sql, bool *blank, struct dunlin_error *err)
{
	const char *tail;
	sqlite3_stmt *stmt, *more = NULL;

	if (sqlite3_prepare_v2(c->db, sql, -1, &stmt, &tail) != SQLITE_OK) {
		dn_sqlite_error(c, sql, err);
		return NULL;
	}
	*blank = stmt == NULL;
	/* SQLite would run the first and say nothing of the rest. */
	while (*tail != '\0') {
		const char *rest = tail;

		if (sqlite3_prepare_v2(c->db, rest, -1, &more, &tail) == SQLITE_OK && more == NULL)
			continue; /* white space, a comment or ";" */
		sqlite3_finalize(more);
		sqlite3_finalize(stmt);
		dunlin_error_set(err, DUNLIN_E_SYNTAX, "more than one statement");
		dunlin_error_set_offset(err, (size_t) (rest - sql));
		return NULL;
	}
	return stmt;
}

static int
exec_bind_one(sqlite3_stmt *stmt, int index, const struct dunlin_value *value)
{
	switch (value->kind) {
	case DUNLIN_NULL: return sqlite3_bind_null(stmt, index);
	case DUNLIN_TEXT:
		return sqlite3_bind_text64(
		    stmt, index, value->data, value->len, SQLITE_STATIC, SQLITE_UTF8);
	case DUNLIN_BLOB:
		/* No data would be taken for NULL. */
		return value->len == 0 ? sqlite3_bind_zeroblob(stmt, index, 0)
				       : sqlite3_bind_blob64(
					     stmt, index, value->data, value->len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

/* By their numbers, so that the order of use does not matter; as many as there are. */
static bool
exec_bind(struct sqlite_conn *c, sqlite3_stmt *stmt, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	size_t highest = 0;

	for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++) {
		const char *name = sqlite3_bind_parameter_name(stmt, i);
		size_t n = name != NULL && name[0] == '$' ? strtoul(name + 1, NULL, 10) : 0;

		if (n == 0)
			return dunlin_error_set(err, DUNLIN_E_SQL,
			    "'%s' is not a parameter of the form $1", name == NULL ? "?" : name);
		if (n > exec->nparams)
			return dunlin_error_set(err, DUNLIN_E_SQL, "there is no parameter $%zu", n);
		if (n > highest)
			highest = n;
		if (exec->params[n - 1].kind == DUNLIN_TEXT &&
		    memchr(exec->params[n - 1].data, '\0', exec->params[n - 1].len) != NULL)
			return dunlin_error_set(
			    err, DUNLIN_E_SQL, "parameter $%zu contains a NUL byte", n);
		if (exec_bind_one(stmt, i, &exec->params[n - 1]) != SQLITE_OK)
			return dn_sqlite_error(c, exec->sql, err);
	}
	if (highest < exec->nparams)
		return dunlin_error_set(err, DUNLIN_E_SQL,
		    "%zu parameters were given but the statement uses %zu", exec->nparams, highest);
	return true;
}

/* The row as text.  Values of BLOBs are put into HEX, whose memory may still move: first all. */
static bool
exec_row(sqlite3_stmt *stmt, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	int ncols = sqlite3_column_count(stmt);
	const char **values = dn_sqlite_alloc(((size_t) ncols + 1) * sizeof *values);
	struct dunlin_buf *hex = dunlin_buf_new();
	bool ok;

	for (int i = 0; i < ncols; i++) {
		if (sqlite3_column_type(stmt, i) != SQLITE_BLOB)
			continue;
		sqlite_put_hex(
		    hex, sqlite3_column_blob(stmt, i), (size_t) sqlite3_column_bytes(stmt, i));
		dunlin_buf_put(hex, "", 1);
	}
	for (size_t i = 0, at = 0; i < (size_t) ncols; i++) {
		if (sqlite3_column_type(stmt, (int) i) == SQLITE_BLOB) {
			values[i] = hex->s + at;
			at += strlen(values[i]) + 1;
		} else {
			values[i] = (const char *) sqlite3_column_text(stmt, (int) i);
		}
	}
	ok = exec->row(exec->row_payload, (size_t) ncols, values, err);
	dunlin_buf_free(hex);
	free(values);
	return ok;
}

static bool
exec_step(struct sqlite_conn *c, sqlite3_stmt *stmt, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	int rc;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (exec->row != NULL && !exec_row(stmt, exec, err))
			return false;
	return rc == SQLITE_DONE || dn_sqlite_error(c, exec->sql, err);
}

static bool
sqlite_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct sqlite_conn *c = (struct sqlite_conn *) conn;
	bool blank = false, ok;
	sqlite3_stmt *stmt;

	c->canceled = 0;
	stmt = exec_prepare(c, exec->sql, &blank, err);
	if (stmt == NULL)
		return blank;
	ok = exec_bind(c, stmt, exec, err) && exec_step(c, stmt, exec, err);
	sqlite3_finalize(stmt);
	return ok;
}

static const char *const sqlite_schemes[] = { "sqlite", "sqlite3", NULL };

static struct dunlin_conn *sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err);

DUNLIN_DRIVER_DEFINE(sqlite, .schemes = sqlite_schemes,
    .caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_EDITABLE_SCHEMA, .open = sqlite_open,
    .close = sqlite_close, .dialect = sqlite_dialect, .exec = sqlite_exec, .cancel = sqlite_cancel);

static struct dunlin_conn *
sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct sqlite_conn *c = dn_sqlite_open(how, err);

	if (c == NULL)
		return NULL;
	c->base.driver = &DUNLIN_DRIVER_SYMBOL(sqlite);
	return &c->base;
}
