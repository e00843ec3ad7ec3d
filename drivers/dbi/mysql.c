/* mysql.c - MariaDB and MySQL behind libdbi: the connection */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mysql.h"

static const struct dbi_door mysql_door_list[] = {
#define X(name) { #name, offsetof(struct mysql_doors, name) },
	MYSQL_DOORS(X)
#undef X
};

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
	if (strcmp(key, "socket") == 0 || strcmp(key, "unix_socket") == 0)
		return "mysql_unix_socket";
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(key, known[i]) == 0)
			return key;
	return strncmp(key, "mysql_", 6) == 0 ? key : NULL;
}

/* The words of several clients: ssl, ssl-mode, sslmode, ssl_ca, tls, useSSL, requireSSL. */
static bool
my_wants_tls(const char *key, const char *value)
{
	static const char *const not [] = { "0", "false", "no", "off", "disable", "disabled",
		"allow", "prefer", "preferred" };

	if (strncasecmp(key, "ssl", 3) != 0 && strncasecmp(key, "tls", 3) != 0 &&
	    strcasecmp(key, "usessl") != 0 && strcasecmp(key, "use_ssl") != 0 &&
	    strcasecmp(key, "requiressl") != 0)
		return false;
	for (size_t i = 0; value != NULL && i < sizeof not / sizeof not [0]; i++)
		if (strcasecmp(value, not [i]) == 0)
			return false;
	return true;
}

/* What would be sent in the clear although the URL says otherwise. */
static bool
my_no_tls(const char *key, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "parameter '%s' of the database URL asks for an encrypted connection, which libdbi's "
	    "driver cannot make",
	    key);
	dunlin_error_set_hint(
	    err, "Connect by a socket or through a tunnel, and leave the parameter out.");
	return false;
}

static bool
my_has_database(const struct dbi_link *l, struct dunlin_error *err)
{
	const char *name = dbi_conn_get_option(l->conn, "dbname");

	if (name != NULL && name[0] != '\0')
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG, "the database URL names no database");
	dunlin_error_set_hint(
	    err, "Write mariadb://USER@HOST/DATABASE or dbi:mysql?dbname=DATABASE.");
	return false;
}

static bool
my_options(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *key, *value;

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
		else if (my_wants_tls(key, value))
			return my_no_tls(key, err);
		else
			dn_dbi_ignored(how, key);
	return my_has_database(l, err);
}

static bool
my_refused(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
    struct dunlin_error *err)
{
	int number = dbi_conn_error(l->conn, NULL);
	enum dunlin_code code =
	    number < 0 ? DUNLIN_E_CONNECT : dn_dbi_mysql_class((unsigned) number);

	(void) how;
	if (code == DUNLIN_E_GONE)
		code = DUNLIN_E_UNREACHABLE;
	else if (code != DUNLIN_E_ABSENT && code != DUNLIN_E_UNREACHABLE)
		code = DUNLIN_E_CONNECT;
	return dunlin_error_set(err, code, "cannot connect to MariaDB or MySQL: %s",
	    text == NULL ? "no reason given" : text);
}

/* MariaDB has sequences, a type for uuids and a dialect of its own; MySQL from 8 on the other. */
static bool
my_find_dialect(struct dbi_link *l, struct dunlin_error *err)
{
	char version[VERSIONSTRING_LENGTH] = "";
	unsigned number = dbi_conn_get_engine_version(l->conn);

	dbi_conn_get_engine_version_string(l->conn, version);
	l->dialect = number >= 100700 ? "mysql" : number >= 80016 ? "mysql8" : NULL;
	if (l->dialect != NULL)
		return true;
	dunlin_error_set(
	    err, DUNLIN_E_UNSUPPORTED, "the server is version %s, which is too old", version);
	dunlin_error_set_hint(err, "MariaDB is needed from 10.7 on, MySQL from 8.0.16 on.");
	return false;
}

/* libdbi asks for the older character set of that name, which has no characters beyond 16 bits. */
static bool
my_opened(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	struct mysql_doors *my = l->doors = dn_dbi_alloc(sizeof *my);
	static const char read_only[] = "SET SESSION TRANSACTION READ ONLY";

	if (!dn_dbi_doors(
		l, mysql_door_list, sizeof mysql_door_list / sizeof mysql_door_list[0], my, err) ||
	    !my_find_dialect(l, err))
		return false;
	if (my->mysql_set_character_set(l->client, "utf8mb4") != 0 ||
	    (how->read_only &&
		my->mysql_real_query(l->client, read_only, sizeof read_only - 1) != 0))
		return dn_dbi_mysql_report(l, NULL, err);
	return true;
}

static long
my_backend_pid(struct dbi_link *l)
{
	return (long) ((const struct mysql_doors *) l->doors)->mysql_thread_id(l->client);
}

/* On a connection of its own: the one at hand waits for the answer. */
void
dn_dbi_mysql_kill(struct dbi_link *l)
{
	static const char *const keys[] = { "host", "port", "username", "password", "dbname",
		"mysql_unix_socket" };
	dbi_conn other = dbi_conn_new_r(l->backend->name, l->instance);
	char sql[64];

	if (other == NULL)
		return;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *value = dbi_conn_get_option(l->conn, keys[i]);
		int number = dbi_conn_get_option_numeric(l->conn, keys[i]);

		if (value != NULL)
			dbi_conn_set_option(other, keys[i], value);
		else if (number > 0)
			dbi_conn_set_option_numeric(other, keys[i], number);
	}
	snprintf(sql, sizeof sql, "KILL QUERY %ld", my_backend_pid(l));
	if (dbi_conn_connect(other) == 0) {
		dbi_result result = dbi_conn_query(other, sql);

		if (result != NULL)
			dbi_result_free(result);
	}
	dbi_conn_close(other);
}

const struct dbi_backend dn_dbi_mysql = {
	.name = "mysql",
	.dialect = "mysql",
	.package = "libdbd-mysql",
	.product = "",
	.version = "SELECT concat(if(version() LIKE '%MariaDB%', 'MariaDB ', 'MySQL '), "
		   "substring_index(version(), '-', 1))",
	.caps = DUNLIN_CAP_SERVER,
	.options = my_options,
	.refused = my_refused,
	.opened = my_opened,
	.exec = dn_dbi_mysql_exec,
	.backend_pid = my_backend_pid,
};
