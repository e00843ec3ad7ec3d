/* mysql.c - MariaDB and MySQL behind libdbi: the connection, for a dialect that is not there yet */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "dbi.h"

static void
my_set(struct dbi_link *l, const char *key, const char *value)
{
	if (value == NULL)
		return;
	if (strcmp(key, "port") == 0)
		dbi_conn_set_option_numeric(l->conn, key, (int) strtol(value, NULL, 10));
	else
		dbi_conn_set_option(l->conn, key, value);
}

static const char *
my_word(const char *key)
{
	static const char *const known[] = { "host", "port", "username", "password", "dbname" };

	if (strcmp(key, "user") == 0)
		return "username";
	if (strcmp(key, "socket") == 0)
		return "mysql_unix_socket";
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return key;
	return strncmp(key, "mysql_", 6) == 0 ? key : NULL;
}

static bool
my_options(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *key, *value;

	(void) err;
	dbi_conn_set_option(l->conn, "encoding", "UTF-8");
	my_set(l, "host", dunlin_url_get(how->url, DUNLIN_URL_HOST));
	my_set(l, "port", dunlin_url_get(how->url, DUNLIN_URL_PORT));
	my_set(l, "username", dunlin_url_get(how->url, DUNLIN_URL_USER));
	my_set(l, "password", dunlin_url_get(how->url, DUNLIN_URL_PASSWORD));
	if (strcmp(dunlin_url_get(how->url, DUNLIN_URL_SCHEME), "dbi") != 0)
		my_set(l, "dbname", dunlin_url_get(how->url, DUNLIN_URL_DATABASE));
	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++)
		if (my_word(key) != NULL)
			my_set(l, my_word(key), value == NULL ? "" : value);
		else
			dn_dbi_ignored(how, key);
	return true;
}

/* The client's and the server's numbers.  (MariaDB manual, error codes) */
static enum dunlin_code
my_class(int number)
{
	switch (number) {
	case 1049: return DUNLIN_E_ABSENT;      /* ER_BAD_DB_ERROR */
	case 1040:                              /* ER_CON_COUNT_ERROR */
	case 1053:                              /* ER_SERVER_SHUTDOWN */
	case 2002:                              /* CR_CONNECTION_ERROR, of a socket */
	case 2003:                              /* CR_CONN_HOST_ERROR */
	case 2005:                              /* CR_UNKNOWN_HOST */
	case 2013: return DUNLIN_E_UNREACHABLE; /* CR_SERVER_LOST */
	default: return DUNLIN_E_CONNECT;
	}
}

static bool
my_refused(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
    struct dunlin_error *err)
{
	(void) how;
	return dunlin_error_set(err, my_class(dbi_conn_error(l->conn, NULL)),
	    "cannot connect to MariaDB or MySQL: %s", text == NULL ? "no reason given" : text);
}

/* Until there is a dialect: which server it was that answered. */
static bool
my_opened(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	char version[VERSIONSTRING_LENGTH] = "";

	(void) how;
	dbi_conn_get_engine_version_string(l->conn, version);
	dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
	    "connected to version %s of MariaDB or MySQL, but dunlin does not speak its SQL yet",
	    version);
	dunlin_error_set_hint(err, "PostgreSQL and SQLite are what histories run on today.");
	return false;
}

const struct dbi_backend dn_dbi_mysql = {
	.name = "mysql",
	.dialect = "mysql",
	.package = "libdbd-mysql",
	.product = "MariaDB or MySQL",
	.version = "SELECT version()",
	.caps = DUNLIN_CAP_SERVER,
	.options = my_options,
	.refused = my_refused,
	.opened = my_opened,
};
