/* url.c - database URLs: parsed as libpq does, shown without their passwords */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/url_parts.h"

#define URL_ENCODE_HINT                                                                   \
	"In a user name or password write '@' as %%40, '/' as %%2F, ':' as %%3A, '?' as " \
	"%%3F and '%%' as %%25."

/* A piece of the text that is being parsed. */
struct url_text {
	const char *s;
	size_t len;
};

static int
url_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char) tolower((unsigned char) c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
url_decode(
    const void *mem, char **out, struct url_text text, const char *what, struct dunlin_error *err)
{
	char *s = dn_strndup(mem, text.s, text.len), *to = s;

	for (const char *p = text.s, *end = p + text.len; p < end; p++) {
		int high, low;

		if (*p != '%') {
			*to++ = *p;
			continue;
		}
		high = end - p > 2 ? url_hex(p[1]) : -1;
		low = high >= 0 ? url_hex(p[2]) : -1;
		if (low < 0 || (high == 0 && low == 0)) {
			dunlin_error_set(err, DUNLIN_E_CONFIG,
			    "the database URL has a '%%' in its %s that %s", what,
			    low < 0 ? "two hexadecimal digits do not follow" : "is a zero byte");
			dunlin_error_set_hint(err, "Write '%%' itself as %%25.");
			return false;
		}
		*to++ = (char) (high << 4 | low);
		p += 2;
	}
	*to = '\0';
	*out = s;
	return true;
}

/* What is empty is absent. */
static bool
url_set(struct dunlin_url *url, enum dunlin_url_part part, struct url_text text, const char *what,
    struct dunlin_error *err)
{
	return text.len == 0 || url_decode(url, &url->part[part], text, what, err);
}

/* Take what stands before the first of STOPS off TEXT; the stop itself stays. */
static struct url_text
url_until(struct url_text *text, const char *stops)
{
	struct url_text head = *text;

	for (head.len = 0; head.len < text->len; head.len++)
		if (strchr(stops, text->s[head.len]) != NULL)
			break;
	text->s += head.len;
	text->len -= head.len;
	return head;
}

/* Is the next character C?  Then step over it. */
static bool
url_skip(struct url_text *text, char c)
{
	if (text->len == 0 || *text->s != c)
		return false;
	text->s++;
	text->len--;
	return true;
}

static bool
url_fail(struct dunlin_error *err, const char *message, const char *hint)
{
	dunlin_error_set(err, DUNLIN_E_CONFIG, "%s", message);
	if (hint == NULL)
		dunlin_error_set_hint(err, URL_ENCODE_HINT);
	else
		dunlin_error_set_hint(err, "%s", hint);
	return false;
}

static bool
url_read_user(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	struct url_text user = url_until(&text, ":");

	return url_set(url, DUNLIN_URL_USER, user, "user name", err) &&
	       (!url_skip(&text, ':') || url_set(url, DUNLIN_URL_PASSWORD, text, "password", err));
}

static bool
url_is_port(struct url_text text)
{
	unsigned long port = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!isdigit((unsigned char) text.s[i]))
			return false;
		port = port * 10 + (unsigned long) (text.s[i] - '0');
		if (port > 65535)
			return false;
	}
	return text.len == 0 || port > 0;
}

/* One of the hosts, "name:port" or "[address]:port"; nothing of it is ever in an error. */
static bool
url_read_host(struct dunlin_url *url, struct url_text text, struct dunlin_buf *hosts,
    struct dunlin_buf *ports, struct dunlin_error *err)
{
	struct url_text host;
	char *name;

	if (url_skip(&text, '[')) {
		host = url_until(&text, "]");
		if (!url_skip(&text, ']') || (text.len > 0 && *text.s != ':'))
			return url_fail(err, "the database URL has an unfinished '[address]'",
			    "Write an IPv6 address as [::1], and its port as [::1]:5432.");
	} else
		host = url_until(&text, ":");
	if (url_skip(&text, ':') && !url_is_port(text))
		return url_fail(
		    err, "the port in the database URL is not a number from 1 to 65535", NULL);
	if (!url_decode(url, &name, host, "host", err))
		return false;
	dunlin_buf_puts(hosts, name);
	dunlin_buf_put(ports, text.s, text.len);
	dn_free(name);
	return true;
}

/* As libpq wants them: "a,b" and "1,2", where an empty one means the default. */
static bool
url_read_hosts(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	struct dunlin_buf *hosts = dn_buf_new(url), *ports = dn_buf_new(url);
	bool more;

	do {
		struct url_text host = url_until(&text, ",");

		if (!url_read_host(url, host, hosts, ports, err))
			return false;
		more = url_skip(&text, ',');
		if (more) {
			dunlin_buf_puts(hosts, ",");
			dunlin_buf_puts(ports, ",");
		}
	} while (more);
	if (hosts->len > 0)
		url->part[DUNLIN_URL_HOST] = dn_strdup(url, hosts->s);
	if (ports->s[strspn(ports->s, ",")] != '\0')
		url->part[DUNLIN_URL_PORT] = dn_strdup(url, ports->s);
	dn_free(hosts);
	dn_free(ports);
	return true;
}

/* Names of unknown parameters are shown, so nothing but a name may pass for one. */
static bool
url_is_key(const char *s)
{
	size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

	return len > 0 && s[len] == '\0';
}

static bool
url_read_params(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	while (text.len > 0) {
		struct url_text value = url_until(&text, "&"), key;
		struct url_param param = { .added = false };

		url_skip(&text, '&');
		if (value.len == 0)
			continue;
		key = url_until(&value, "=");
		if (!url_skip(&value, '='))
			return url_fail(
			    err, "a parameter in the database URL is not 'name=value'", NULL);
		if (!url_decode(url, &param.key, key, "parameters", err) ||
		    !url_decode(url, &param.value, value, "parameters", err))
			return false;
		if (!url_is_key(param.key))
			return url_fail(
			    err, "a parameter in the database URL has no proper name", NULL);
		dn_push(url, url->params, url->nparams, param);
	}
	return true;
}

/*
 * Clients disagree about a '@', '/' or '?' that stands raw in a password, and each reading puts a
 * piece of it where it would be shown: in the host, the port, the database.  So one '@' at most,
 * and where it ends the user.
 */
static bool
url_is_ambiguous(struct url_text authority, struct url_text path, struct url_text query)
{
	struct url_text all = { authority.s, authority.len + path.len + query.len };

	if (authority.len == 0)
		return false;
	url_until(&all, "@");
	if (!url_skip(&all, '@'))
		return false;
	if (memchr(all.s, '@', all.len) != NULL || memchr(path.s, '@', path.len) != NULL)
		return true;
	return memchr(query.s, '@', query.len) != NULL &&
	       memchr(authority.s, ':', authority.len) != NULL;
}

/* What follows "scheme://". */
static bool
url_read_rest(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	struct url_text authority = url_until(&text, "/?"), path = url_until(&text, "?");

	if (url_is_ambiguous(authority, path, text))
		return url_fail(err,
		    "the database URL has a '@', '/' or '?' in it that could be part of a "
		    "password or not",
		    NULL);
	if (memchr(authority.s, '@', authority.len) != NULL) {
		struct url_text user = url_until(&authority, "@");

		url_skip(&authority, '@');
		if (!url_read_user(url, user, err))
			return false;
	}
	url_skip(&path, '/');
	url_skip(&text, '?');
	return url_read_hosts(url, authority, err) &&
	       url_set(url, DUNLIN_URL_DATABASE, path, "database", err) &&
	       url_read_params(url, text, err);
}

/*
 * A file has no host and must have a name: neither "sqlite://name" nor "sqlite:///" with nothing
 * behind it, as an empty variable leaves it, may pass for the database in memory.
 */
static bool
url_check_sqlite(struct dunlin_url *url, bool named, struct dunlin_error *err)
{
	char **part = url->part;

	if (part[DUNLIN_URL_HOST] != NULL || part[DUNLIN_URL_PORT] != NULL ||
	    part[DUNLIN_URL_USER] != NULL || part[DUNLIN_URL_PASSWORD] != NULL)
		return url_fail(err, "an sqlite URL has no user and no host",
		    "Write sqlite:///name.db for a file beside you, sqlite:////path/name.db for "
		    "an absolute path.");
	if (named && (part[DUNLIN_URL_DATABASE] == NULL || *part[DUNLIN_URL_DATABASE] == '\0'))
		return url_fail(err, "the sqlite URL names no file",
		    "Write sqlite:///name.db, or sqlite:// for a database in memory; is a "
		    "variable in it empty?");
	if (part[DUNLIN_URL_DATABASE] != NULL && strcmp(part[DUNLIN_URL_DATABASE], ":memory:") == 0)
		part[DUNLIN_URL_DATABASE] = NULL;
	return true;
}

/* "dbi:NAME?key=value": the name of a driver instead of hosts. */
static bool
url_read_dbi(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	struct url_text name = url_until(&text, "?");

	url_skip(&text, '?');
	if (!url_set(url, DUNLIN_URL_DATABASE, name, "driver name", err) ||
	    !url_read_params(url, text, err))
		return false;
	if (url->part[DUNLIN_URL_DATABASE] == NULL || !url_is_key(url->part[DUNLIN_URL_DATABASE]))
		return url_fail(err, "a dbi URL needs the name of a libdbi driver",
		    "Write dbi:NAME?host=...&dbname=....");
	return true;
}

/* Reads "scheme[+driver]:" off TEXT. */
static bool
url_read_scheme(struct dunlin_url *url, struct url_text *text, struct dunlin_error *err)
{
	struct url_text all = *text, scheme = url_until(text, ":"), name = url_until(&scheme, "+");
	char *s = dn_strndup(url, name.s, name.len);

	url->part[DUNLIN_URL_SCHEME] = s;
	if (!url_skip(text, ':') || !url_is_key(s) || !isalpha((unsigned char) *s))
		return memchr(all.s, '=', all.len) != NULL
			   ? url_fail(err, "the database is given as 'key=value', not as a URL",
				 "Write it as postgresql://user@host:5432/database.")
			   : url_fail(err, "the database is not given as a URL",
				 "Write it as postgresql://user@host:5432/database or "
				 "sqlite:///file.db.");
	for (; *s != '\0'; s++)
		*s = (char) tolower((unsigned char) *s);
	return true;
}

/* White space around it, as in a secret's file that ends with a newline, is not part of it. */
static struct url_text
url_trim(const char *s)
{
	struct url_text text = { s + strspn(s, " \t\r\n"), 0 };

	text.len = strlen(text.s);
	while (text.len > 0 && strchr(" \t\r\n", text.s[text.len - 1]) != NULL)
		text.len--;
	return text;
}

static bool
url_read(struct dunlin_url *url, struct url_text text, struct dunlin_error *err)
{
	const char *scheme;
	bool named;

	for (size_t i = 0; i < text.len; i++)
		if (iscntrl((unsigned char) text.s[i]))
			return url_fail(err, "the database URL has a control character in it",
			    "Write it percent-encoded, a newline as %0A.");
	if (!url_read_scheme(url, &text, err))
		return false;
	scheme = url->part[DUNLIN_URL_SCHEME];
	if (strcmp(scheme, "dbi") == 0)
		return url_read_dbi(url, text, err);
	if (!url_skip(&text, '/') || !url_skip(&text, '/'))
		return url_fail(err, "the database URL has no '//' after its scheme",
		    "Write it as postgresql://user@host:5432/database or sqlite:///file.db.");
	named = text.len > 0 && text.s[0] == '/';
	return url_read_rest(url, text, err) &&
	       (strcmp(scheme, "sqlite") != 0 || url_check_sqlite(url, named, err));
}

struct dunlin_url *
dn_url_parse(const void *mem, const char *text, struct dunlin_error *err)
{
	struct dunlin_url *url = dn_new(mem, struct dunlin_url);

	if (url_read(url, url_trim(text), err))
		return url;
	dn_free(url);
	return NULL;
}
