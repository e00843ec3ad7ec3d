/* redact.c - a database URL as people may see it */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/url_parts.h"

/*
 * Of a parameter that is not among these the value is not shown: what is unknown may be secret.
 * (libpq manual, 34.1.2; SQLite's URI file names)
 */
static const char *const redact_harmless[] = { "application_name", "charset", "client_encoding",
	"connect_timeout", "dbname", "host", "hostaddr", "mode", "passfile", "pgbouncer", "port",
	"schema", "search_path", "service", "ssl", "sslmode", "sslrootcert", "target_session_attrs",
	"user", "username", NULL };

/* Percent-encode blanks, control characters, '%' and RESERVED; the rest stays readable. */
static void
redact_put(struct dunlin_buf *buf, const char *s, const char *reserved)
{
	for (; *s != '\0'; s++)
		if (iscntrl((unsigned char) *s) || *s == ' ' || *s == '%' ||
		    strchr(reserved, *s) != NULL)
			dunlin_buf_printf(buf, "%%%02X", (unsigned) (unsigned char) *s);
		else
			dunlin_buf_put(buf, s, 1);
}

/* Hosts and ports are lists of one length, or the ports are absent. */
static void
redact_hosts(struct dunlin_buf *buf, const char *host, const char *port)
{
	char *name;

	for (;;) {
		size_t hlen = strcspn(host, ","), plen = strcspn(port, ",");

		name = dn_strndup(buf, host, hlen);
		if (strchr(name, ':') != NULL) {
			dunlin_buf_puts(buf, "[");
			redact_put(buf, name, "/?@[]");
			dunlin_buf_puts(buf, "]");
		} else
			redact_put(buf, name, "/?@[]");
		dn_free(name);
		if (plen > 0)
			dunlin_buf_printf(buf, ":%.*s", (int) plen, port);
		host += hlen;
		port += plen;
		if (*host == '\0' && *port == '\0')
			return;
		dunlin_buf_puts(buf, ",");
		host += *host == ',';
		port += *port == ',';
	}
}

static bool
redact_is_harmless(const char *key)
{
	for (const char *const *name = redact_harmless; *name != NULL; name++)
		if (strcmp(*name, key) == 0)
			return true;
	return false;
}

static void
redact_params(struct dunlin_buf *buf, const struct dunlin_url *url)
{
	const char *before = "?";

	for (size_t i = 0; i < url->nparams; i++) {
		const struct url_param *param = &url->params[i];

		if (param->added)
			continue;
		dunlin_buf_puts(buf, before);
		redact_put(buf, param->key, "&=");
		dunlin_buf_puts(buf, "=");
		if (redact_is_harmless(param->key))
			redact_put(buf, param->value, "&@");
		else
			dunlin_buf_puts(buf, "***");
		before = "&";
	}
}

static void
redact_user(struct dunlin_buf *buf, const char *user, bool password)
{
	if (user != NULL)
		redact_put(buf, user, ":@/?");
	if (password)
		dunlin_buf_puts(buf, ":***");
	if (user != NULL || password)
		dunlin_buf_puts(buf, "@");
}

static const char *
redact_part(const struct dunlin_url *url, enum dunlin_url_part part)
{
	const char *s = dunlin_url_get(url, part);

	return s == NULL ? "" : s;
}

char *
dn_url_redact(const void *mem, const struct dunlin_url *url)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *scheme = redact_part(url, DUNLIN_URL_SCHEME);
	const char *database = redact_part(url, DUNLIN_URL_DATABASE);
	bool dbi = strcmp(scheme, "dbi") == 0;

	dunlin_buf_printf(buf, "%s:%s", scheme, dbi ? "" : "//");
	redact_user(buf, dunlin_url_get(url, DUNLIN_URL_USER),
	    dunlin_url_get(url, DUNLIN_URL_PASSWORD) != NULL && !url->added_password);
	redact_hosts(buf, redact_part(url, DUNLIN_URL_HOST), redact_part(url, DUNLIN_URL_PORT));
	if (*database != '\0') {
		dunlin_buf_puts(buf, dbi ? "" : "/");
		redact_put(buf, database, "?@");
	}
	redact_params(buf, url);
	return dn_buf_steal(mem, buf);
}
