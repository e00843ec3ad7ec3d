/* url.h - database URLs; how drivers read them is in driver.h */
#ifndef DN_BASE_URL_H
#define DN_BASE_URL_H

#include <dunlin/driver.h>

/*
 * Parse scheme[+driver]://[user[:password]@]host[:port][,...]/database?key=value&...
 * "sqlite:///relative", "sqlite:////absolute", "sqlite://" in memory, "dbi:NAME?...".
 * NULL and ERR (DUNLIN_E_CONFIG, without the text of the URL beyond its scheme) when it is none.
 */
struct dunlin_url *dn_url_parse(const void *mem, const char *text, struct dunlin_error *err);
/* Put another database in its place: a path that has been made absolute.  NULL: none. */
void dn_url_set_database(struct dunlin_url *url, const char *database);
/* Is there a password, or a parameter that says where one is? */
bool dn_url_has_password(const struct dunlin_url *url);
/* Add what another place has; dn_url_redact() does not show it. */
void dn_url_add_password(struct dunlin_url *url, const char *password);
void dn_url_add_param(struct dunlin_url *url, const char *key, const char *value);
/* What is at the other end: the scheme, or the name behind "dbi:". */
const char *dn_url_engine(const struct dunlin_url *url);
/* The path of the file that it names; NULL: in memory, or none. */
const char *dn_url_file(const struct dunlin_url *url);
/* The URL for people: user, host, port, database and harmless parameters; passwords as ***. */
char *dn_url_redact(const void *mem, const struct dunlin_url *url);

#endif
