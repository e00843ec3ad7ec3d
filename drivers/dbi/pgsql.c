/* pgsql.c - PostgreSQL behind libdbi: the connection */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "pgsql.h"

#define PGSQL_TIMEOUT_S "10"

static const struct dbi_door pgsql_door_list[] = {
#define X(name) { #name, offsetof(struct pgsql_doors, name) },
	PGSQL_DOORS(X)
#undef X
};

/* libdbi's word for a parameter of the URL; NULL: libpq's, with "pgsql_" before. */
static const char *
pgsql_word(const char *key)
{
	static const char *const known[] = { "host", "port", "username", "password", "dbname" };

	if (strcmp(key, "user") == 0)
		return "username";
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return key;
	return strncmp(key, "pgsql_", 6) == 0 ? key : NULL;
}

static bool
pgsql_is_libpq(const PQconninfoOption *known, const char *key)
{
	for (; known != NULL && known->keyword != NULL; known++)
		if (strcmp(known->keyword, key) == 0)
			return true;
	return false;
}

static void
pgsql_set(struct dbi_link *l, const char *key, const char *value)
{
	struct dunlin_buf *buf = dunlin_buf_new();

	dunlin_buf_printf(buf, "pgsql_%s", key);
	dbi_conn_set_option(l->conn, buf->s, value);
	dunlin_buf_free(buf);
}

static void
pgsql_set_param(struct dbi_link *l, const struct dunlin_connect *how, const PQconninfoOption *known,
    const char *key, const char *value)
{
	const char *word = pgsql_word(key);

	if (word != NULL && strcmp(word, "port") == 0)
		dbi_conn_set_option_numeric(l->conn, word, (int) strtol(value, NULL, 10));
	else if (word != NULL)
		dbi_conn_set_option(l->conn, word, value);
	else if (pgsql_is_libpq(known, key))
		pgsql_set(l, key, value);
	else
		dn_dbi_ignored(how, key);
}

static bool
pgsql_options(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct pgsql_doors *pg = l->doors = dn_dbi_alloc(sizeof *pg);
	PQconninfoOption *known;
	const char *key, *value;

	if (!dn_dbi_doors(
		l, pgsql_door_list, sizeof pgsql_door_list / sizeof pgsql_door_list[0], pg, err))
		return false;
	dbi_conn_set_option(l->conn, "encoding", "UTF-8"); /* places are counted in it */
	pgsql_set(l, "connect_timeout", PGSQL_TIMEOUT_S);
	pgsql_set(l, "fallback_application_name", how->application_name);
	known = pg->PQconndefaults();
	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++)
		pgsql_set_param(l, how, known, key, value == NULL ? "" : value);
	pg->PQconninfoFree(known);
	return true;
}

/* libdbi has no SQLSTATE of it and shows libpq's text alone. */
static bool
pgsql_passes(const char *text)
{
	static const char *const passing[] = { "Connection refused", "No such file or directory",
		"could not translate host name", "timeout expired", "the database system is",
		"server closed the connection unexpectedly" };

	for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
		if (strstr(text, passing[i]) != NULL)
			return true;
	return false;
}

static bool
pgsql_refused(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
    struct dunlin_error *err)
{
	const char *database = dbi_conn_get_option(l->conn, "dbname");
	enum dunlin_code code = DUNLIN_E_CONNECT;

	(void) how;
	text = text == NULL ? "no reason given" : text;
	if (strstr(text, "database \"") != NULL && strstr(text, "does not exist") != NULL)
		code = DUNLIN_E_ABSENT;
	else if (pgsql_passes(text))
		code = DUNLIN_E_UNREACHABLE;
	dunlin_error_set(err, code, "cannot connect to database '%s' through libdbi: %.*s",
	    database == NULL ? "" : database, (int) strcspn(text, "\n"), text);
	if (code == DUNLIN_E_UNREACHABLE)
		dunlin_error_set_hint(
		    err, "Check that the server runs, and host and port in the URL.");
	return false;
}

/* libpq would print them. */
static void
pgsql_notice(void *payload, const PGresult *res)
{
	struct dbi_link *l = payload;
	const struct pgsql_doors *pg = l->doors;
	const char *severity = pg->PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *text = pg->PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);

	if (severity == NULL || text == NULL)
		return;
	if (l->exec != NULL && DUNLIN_EXEC_HAS(l->exec, notice))
		l->exec->notice(l->exec->notice_payload, severity, text);
	else if (l->notice != NULL)
		l->notice(l->notice_payload, severity, text);
}

static bool
pgsql_opened(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	(void) how, (void) err;
	((struct pgsql_doors *) l->doors)->PQsetNoticeReceiver(l->client, pgsql_notice, l);
	return true;
}

static long
pgsql_backend_pid(struct dbi_link *l)
{
	return ((const struct pgsql_doors *) l->doors)->PQbackendPID(l->client);
}

const struct dbi_backend dn_dbi_pgsql = {
	.name = "pgsql",
	.dialect = "postgresql",
	.package = "libdbd-pgsql",
	.product = "PostgreSQL",
	.version = "SHOW server_version",
	.caps = DUNLIN_CAP_TRANSACTIONAL_DDL | DUNLIN_CAP_SERVER,
	.options = pgsql_options,
	.refused = pgsql_refused,
	.opened = pgsql_opened,
	.exec = dn_dbi_pgsql_exec,
	.copy = dn_dbi_pgsql_copy,
	.backend_pid = pgsql_backend_pid,
};
