/* driver.c - any database that libdbi has a driver for and dunlin a dialect */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "dbi.h"

static const char *
dbi_dialect(struct dunlin_conn *conn)
{
	const struct dbi_link *l = (struct dbi_link *) conn;

	return l->dialect != NULL ? l->dialect : l->backend->dialect;
}

static void
dbi_close(struct dunlin_conn *conn)
{
	dn_dbi_free((struct dbi_link *) conn);
}

/* Forget an earlier cancel(). */
static void
dbi_begin(struct dbi_link *l)
{
	l->canceled = 0;
	l->cancel_until = 0;
}

static bool
dbi_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct dbi_link *l = (struct dbi_link *) conn;
	bool ok;

	dbi_begin(l);
	l->exec = exec;
	ok = dunlin_exec_check(exec, err) && l->backend->exec(l, exec, err);
	l->exec = NULL;
	return ok;
}

static void
dbi_cancel(struct dunlin_conn *conn)
{
	struct dbi_link *l = (struct dbi_link *) conn;

	l->canceled = 1;
	if (l->backend->cancel != NULL)
		l->backend->cancel(l);
}

static bool
dbi_copy(struct dunlin_conn *conn, const char *sql, const char *data, size_t len,
    struct dunlin_error *err)
{
	struct dbi_link *l = (struct dbi_link *) conn;

	dbi_begin(l);
	if (l->backend->copy == NULL)
		return dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		    "there is no COPY through libdbi's driver '%s'", l->backend->name);
	return l->backend->copy(l, sql, data, len, err);
}

static long
dbi_backend_pid(struct dunlin_conn *conn)
{
	struct dbi_link *l = (struct dbi_link *) conn;

	return l->backend->backend_pid == NULL ? 0 : l->backend->backend_pid(l);
}

static unsigned
dbi_url_caps(const struct dunlin_url *url)
{
	const struct dbi_backend *backend = dn_dbi_backend(url, NULL);

	return backend == NULL ? 0 : backend->caps | DUNLIN_CAP_STORES;
}

static bool
dbi_take_version(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dbi_link *l = payload;

	(void) ncols, (void) err;
	snprintf(l->server, sizeof l->server, "%s%s%s through libdbi", l->backend->product,
	    l->backend->product[0] == '\0' ? "" : " ", values[0] == NULL ? "" : values[0]);
	return true;
}

static const char *
dbi_server(struct dunlin_conn *conn)
{
	struct dbi_link *l = (struct dbi_link *) conn;
	struct dunlin_exec exec = {
		.size = sizeof exec,
		.sql = l->backend->version,
		.row = dbi_take_version,
		.row_payload = l,
	};

	return dbi_exec(conn, &exec, NULL) ? l->server : NULL;
}

static const char *const dbi_schemes[] = { "mariadb", "mysql", "dbi", NULL };

static struct dunlin_conn *dbi_open(const struct dunlin_connect *how, struct dunlin_error *err);

DUNLIN_DRIVER_DEFINE(dbi, .schemes = dbi_schemes, .open = dbi_open, .close = dbi_close,
    .dialect = dbi_dialect, .exec = dbi_exec, .cancel = dbi_cancel, .copy = dbi_copy,
    .backend_pid = dbi_backend_pid, .url_caps = dbi_url_caps, .version = PACKAGE_VERSION,
    .server = dbi_server);

static struct dunlin_conn *
dbi_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct dbi_link *l = dn_dbi_open(how, err);

	if (l == NULL)
		return NULL;
	l->base.driver = &DUNLIN_DRIVER_SYMBOL(dbi);
	return &l->base;
}
