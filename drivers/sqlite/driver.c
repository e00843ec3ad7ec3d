/* driver.c - SQLite: one file or memory, one session */
#include "config.h"

#include <dunlin/driver.h>

#include <stdio.h>
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

	if (c->adopted)
		dn_sqlite_give_back(c);
	else
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
		if (exec_bind_one(stmt, i, &exec->params[n - 1]) != SQLITE_OK)
			return dn_sqlite_error(c, exec->sql, err);
	}
	if (highest < exec->nparams)
		return dunlin_error_set(err, DUNLIN_E_SQL,
		    "%zu parameters were given but the statement uses %zu", exec->nparams, highest);
	return true;
}

static void
sqlite_column(void *payload, size_t i, struct dunlin_value *value)
{
	sqlite3_stmt *stmt = payload;
	int type = sqlite3_column_type(stmt, (int) i);

	if (type == SQLITE_NULL)
		return;
	value->kind = type == SQLITE_BLOB ? DUNLIN_BLOB : DUNLIN_TEXT;
	value->data = type == SQLITE_BLOB ? sqlite3_column_blob(stmt, (int) i)
					  : (const char *) sqlite3_column_text(stmt, (int) i);
	value->len = (size_t) sqlite3_column_bytes(stmt, (int) i);
}

static bool
exec_step(struct sqlite_conn *c, sqlite3_stmt *stmt, const struct dunlin_exec *exec,
    struct dunlin_error *err)
{
	int rc;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (!dunlin_exec_row(
			exec, (size_t) sqlite3_column_count(stmt), sqlite_column, stmt, err))
			return false;
	return rc == SQLITE_DONE || dn_sqlite_error(c, exec->sql, err);
}

static bool
exec_once(struct sqlite_conn *c, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	bool blank = false, ok;
	sqlite3_stmt *stmt;

	stmt = exec_prepare(c, exec->sql, &blank, err);
	if (stmt == NULL)
		return blank;
	ok = exec_bind(c, stmt, exec, err) && exec_step(c, stmt, exec, err);
	sqlite3_finalize(stmt);
	return ok;
}

/*
 * An application's connection keeps its own busy and progress handlers, which SQLite does not tell
 * of, so they could not be put back: what found a lock is run again here.
 */
static bool
exec_patiently(struct sqlite_conn *c, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct dunlin_error *own = err == NULL ? dunlin_error_new() : err;
	bool ok = false;

	for (int count = 0; !ok; count++) {
		ok = exec_once(c, exec, own);
		if (ok || dunlin_error_code(own) != DUNLIN_E_BUSY || !dn_sqlite_wait(c, count))
			break;
		dunlin_error_clear(own);
	}
	if (c->canceled && dunlin_error_code(own) == DUNLIN_E_BUSY) {
		dunlin_error_clear(own);
		dunlin_error_set(own, DUNLIN_E_CANCELED, "canceled");
	}
	if (err == NULL)
		dunlin_error_free(own);
	return ok;
}

static bool
sqlite_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct sqlite_conn *c = (struct sqlite_conn *) conn;

	c->canceled = 0;
	if (!dunlin_exec_check(exec, err))
		return false;
	return c->adopted ? exec_patiently(c, exec, err) : exec_once(c, exec, err);
}

static const char *
sqlite_server(struct dunlin_conn *conn)
{
	struct sqlite_conn *c = (struct sqlite_conn *) conn;

	snprintf(c->server, sizeof c->server, "SQLite %s", sqlite3_libversion());
	return c->server;
}

static const char *const sqlite_schemes[] = { "sqlite", "sqlite3", NULL };

static struct dunlin_conn *sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err);
static struct dunlin_conn *
sqlite_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err);

DUNLIN_DRIVER_DEFINE(sqlite, .schemes = sqlite_schemes,
    .caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_EDITABLE_SCHEMA | DUNLIN_CAP_STORES,
    .open = sqlite_open, .close = sqlite_close, .dialect = sqlite_dialect, .exec = sqlite_exec,
    .cancel = sqlite_cancel, .version = PACKAGE_VERSION, .server = sqlite_server,
    .adopt = sqlite_adopt, .handle_url = dn_sqlite_handle_url);

static struct dunlin_conn *
sqlite_base(struct sqlite_conn *c)
{
	if (c == NULL)
		return NULL;
	c->base.driver = &DUNLIN_DRIVER_SYMBOL(sqlite);
	return &c->base;
}

static struct dunlin_conn *
sqlite_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	return sqlite_base(dn_sqlite_open(how, err));
}

static struct dunlin_conn *
sqlite_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err)
{
	return sqlite_base(dn_sqlite_adopt(handle, how, err));
}
