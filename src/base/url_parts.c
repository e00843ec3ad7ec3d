/* url_parts.c - the parts of a URL, and what they mean for "dbi:NAME?..." */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/url_parts.h"

/* The parameter of libdbi that holds what is DUNLIN_URL_DATABASE elsewhere. */
#define URL_DBI_DATABASE "dbname"

static bool
url_is_dbi(const struct dunlin_url *url)
{
	return strcmp(url->part[DUNLIN_URL_SCHEME], "dbi") == 0;
}

static struct url_param *
url_find(const struct dunlin_url *url, const char *key)
{
	for (size_t i = url->nparams; i-- > 0;)
		if (strcmp(url->params[i].key, key) == 0)
			return &url->params[i];
	return NULL;
}

void
dn_url_set_database(struct dunlin_url *url, const char *database)
{
	char *copy = dn_strdup_null(url, database);
	struct url_param *param, added = { .value = copy };

	if (!url_is_dbi(url)) {
		url->part[DUNLIN_URL_DATABASE] = copy;
		return;
	}
	param = url_find(url, URL_DBI_DATABASE);
	if (param != NULL) {
		param->value = copy;
		return;
	}
	added.key = dn_strdup(url, URL_DBI_DATABASE);
	dn_push(url, url->params, url->nparams, added);
}

bool
dn_url_has_password(const struct dunlin_url *url)
{
	return url->part[DUNLIN_URL_PASSWORD] != NULL || url_find(url, "password") != NULL ||
	       url_find(url, "passfile") != NULL;
}

void
dn_url_add_param(struct dunlin_url *url, const char *key, const char *value)
{
	struct url_param param = { dn_strdup(url, key), dn_strdup(url, value), true };

	dn_push(url, url->params, url->nparams, param);
}

void
dn_url_add_password(struct dunlin_url *url, const char *password)
{
	if (url_is_dbi(url)) {
		dn_url_add_param(url, "password", password);
		return;
	}
	url->part[DUNLIN_URL_PASSWORD] = dn_strdup(url, password);
	url->added_password = true;
}

const char *
dn_url_engine(const struct dunlin_url *url)
{
	return url->part[url_is_dbi(url) ? DUNLIN_URL_DATABASE : DUNLIN_URL_SCHEME];
}

const char *
dn_url_file(const struct dunlin_url *url)
{
	const struct url_param *param;

	if (strcmp(url->part[DUNLIN_URL_SCHEME], "sqlite") == 0)
		return url->part[DUNLIN_URL_DATABASE];
	if (!url_is_dbi(url) || strcmp(dn_url_engine(url), "sqlite3") != 0 ||
	    url_find(url, "sqlite3_dbdir") != NULL)
		return NULL;
	param = url_find(url, URL_DBI_DATABASE);
	return param == NULL || strcmp(param->value, ":memory:") == 0 ? NULL : param->value;
}

const char *
dunlin_url_get(const struct dunlin_url *url, enum dunlin_url_part part)
{
	return part < URL_PARTS ? url->part[part] : NULL;
}

bool
dunlin_url_param(const struct dunlin_url *url, size_t i, const char **key, const char **value)
{
	if (i >= url->nparams)
		return false;
	*key = url->params[i].key;
	*value = url->params[i].value;
	return true;
}
