/* params.c - what a database URL says, in libpq's words */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pg.h"

static void
params_add(struct pg_params *p, const char *key, const char *value)
{
	if (value == NULL)
		return;
	p->keys[p->n] = key;
	p->values[p->n++] = value;
}

/* The words of Node's, JDBC's and asyncpg's "ssl" for libpq's sslmode. */
static const char *
params_ssl_mode(const char *value)
{
	static const char *const on[] = { "", "1", "on", "true", "yes", "no-verify" };
	static const char *const off[] = { "0", "off", "false", "no" };

	for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
		if (strcasecmp(value, on[i]) == 0)
			return "require";
	for (size_t i = 0; i < sizeof off / sizeof off[0]; i++)
		if (strcasecmp(value, off[i]) == 0)
			return "disable";
	return value;
}

/* In "options" white space ends an argument unless a backslash is before it. */
static void
params_put_escaped(struct dunlin_buf *buf, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr(" \t\n\v\f\r\\", s[i]) != NULL)
			dunlin_buf_puts(buf, "\\");
		dunlin_buf_put(buf, s + i, 1);
	}
}

/* Names of schemas with "," between, each taken as it is. */
static void
params_put_schemas(struct dunlin_buf *buf, const char *names)
{
	for (;;) {
		size_t len = strcspn(names, ",");

		dunlin_buf_puts(buf, "\"");
		for (size_t i = 0; i < len; i++) {
			if (names[i] == '"')
				dunlin_buf_puts(buf, "\"");
			params_put_escaped(buf, names + i, 1);
		}
		dunlin_buf_puts(buf, "\"");
		if (names[len] == '\0')
			return;
		dunlin_buf_puts(buf, ",");
		names += len + 1;
	}
}

/* Given at the start it is the session's default: RESET comes back to it. */
static void
params_set_search_path(struct pg_params *p, const char *key, const char *value)
{
	if (p->options->len > 0)
		dunlin_buf_puts(p->options, " ");
	dunlin_buf_puts(p->options, "-c search_path=");
	if (strcmp(key, "schema") == 0)
		params_put_schemas(p->options, value);
	else
		params_put_escaped(p->options, value, strlen(value));
}

static bool
params_is_libpq(const PQconninfoOption *known, const char *key)
{
	for (; known != NULL && known->keyword != NULL; known++)
		if (strcmp(known->keyword, key) == 0)
			return true;
	return false;
}

/* What other clients and their pools put in the same URL and what has no meaning here. */
static bool
params_is_foreign(const char *key)
{
	static const char *const known[] = { "binary_parameters", "command_timeout",
		"conn_health_checks", "conn_max_age", "connection_limit", "default_query_exec_mode",
		"idle_timeout", "max_inactive_connection_lifetime", "max_lifetime", "max_overflow",
		"max_size", "min_size", "pgbouncer", "prefer_simple_protocol",
		"prepared_statement_cache_size", "prepared_statements", "reaping_frequency",
		"socket_timeout", "statement_cache_capacity", "statement_cache_size" };

	if (strncasecmp(key, "pool", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcasecmp(key, known[i]) == 0)
			return true;
	return false;
}

static void
params_ignore(const struct dunlin_connect *how, const char *key)
{
	struct dunlin_buf *buf;

	if (how->notice == NULL || params_is_foreign(key))
		return;
	buf = dunlin_buf_new();
	dunlin_buf_printf(buf, "parameter '%s' of the database URL is ignored", key);
	how->notice(how->notice_payload, "", buf->s);
	dunlin_buf_free(buf);
}

/* True when KEY is one of ours.  The last of a key counts, as for libpq. */
static bool
params_translate(struct pg_params *p, const char *key, const char *value)
{
	if (strcmp(key, "ssl") == 0)
		params_add(p, "sslmode", params_ssl_mode(value));
	else if (strcmp(key, "schema") == 0 || strcmp(key, "search_path") == 0)
		params_set_search_path(p, key, value);
	else
		return false;
	return true;
}

static void
params_read_url(
    struct pg_params *p, const struct dunlin_connect *how, const PQconninfoOption *known)
{
	const char *key, *value;

	for (size_t i = 0; dunlin_url_param(how->url, i, &key, &value); i++) {
		value = value == NULL ? "" : value;
		if (strcmp(key, "options") == 0 || params_translate(p, key, value))
			continue;
		if (strcmp(key, "sslmode") == 0)
			value = params_ssl_mode(value);
		if (params_is_libpq(known, key))
			params_add(p, key, value);
		else
			params_ignore(how, key);
	}
}

/* What the URL or else the environment has; a search path is added to it. */
static const char *
params_options(const struct dunlin_url *url)
{
	const char *key, *value, *options = NULL;

	for (size_t i = 0; dunlin_url_param(url, i, &key, &value); i++)
		if (strcmp(key, "options") == 0)
			options = value;
	return options != NULL ? options : getenv("PGOPTIONS");
}

void
dn_pg_params_read(struct pg_params *p, const struct dunlin_connect *how)
{
	PQconninfoOption *known = PQconndefaults();
	const char *key, *value, *options = params_options(how->url);
	size_t n = 16; /* more than are added here */

	while (dunlin_url_param(how->url, n - 16, &key, &value))
		n++;
	p->keys = dn_pg_alloc(n * sizeof *p->keys);
	p->values = dn_pg_alloc(n * sizeof *p->values);
	p->options = dunlin_buf_new();
	if (options != NULL)
		dunlin_buf_puts(p->options, options);
	params_add(p, "host", dunlin_url_get(how->url, DUNLIN_URL_HOST));
	params_add(p, "port", dunlin_url_get(how->url, DUNLIN_URL_PORT));
	params_add(p, "user", dunlin_url_get(how->url, DUNLIN_URL_USER));
	params_add(p, "password", dunlin_url_get(how->url, DUNLIN_URL_PASSWORD));
	params_add(p, "dbname", dunlin_url_get(how->url, DUNLIN_URL_DATABASE));
	params_add(p, "fallback_application_name", how->application_name);
	params_read_url(p, how, known);
	if (p->options->len > 0)
		params_add(p, "options", p->options->s);
	params_add(p, "client_encoding", "UTF8"); /* places in statements are counted in it */
	PQconninfoFree(known);
}

void
dn_pg_params_free(struct pg_params *p)
{
	dunlin_buf_free(p->options);
	free(p->keys);
	free(p->values);
}
