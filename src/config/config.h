/* config.h - dunlin.ini, the environment and .env: what this project is and where its database is */
#ifndef DN_CONFIG_CONFIG_H
#define DN_CONFIG_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "base/map.h"
#include "base/url.h"

/* One key of dunlin.ini; the table is the source of validation, defaults and dunlin.ini(5). */
struct dn_config_key {
	const char *name;     /* "script_location"; a trailing "." is a prefix: "session." */
	const char *fallback; /* NULL: none */
	const char *help;     /* one line */
	bool secret;	      /* never printed */
};
extern const struct dn_config_key dn_config_keys[]; /* ended by a NULL name */

struct dn_config {
	const char *file; /* absolute path of the ini, NULL when there is none */
	const char *here; /* its folder */
	const char *section;
	struct dn_map *values; /* key -> char *, of the section over [DEFAULT]; %(name)s resolved */
};

/*
 * Read FILE, or the first there is of $DUNLIN_CONFIG, ./dunlin.ini and ./migrations/dunlin.ini.
 * NULL and ERR (DUNLIN_E_CONFIG, with file, line and column) when none is there or it is wrong: an
 * unknown key (with the nearest known one as the hint), a missing section, a bad %.
 * SECTION NULL: [dunlin].
 */
struct dn_config *dn_config_open(const void *mem, const char *file, const char *section,
    const struct dn_log *log, struct dunlin_error *err);
/* The value or the key's fallback; NULL when neither is there. */
const char *dn_config_get(const struct dn_config *config, const char *key);
/* "true/false, yes/no, on/off, 1/0". */
bool dn_config_bool(const struct dn_config *config, const char *key, bool *value, struct dunlin_error *err);
/* A path value made absolute from HERE. */
char *dn_config_path(const void *mem, const struct dn_config *config, const char *value);

/*
 * Which database: DATABASE (from -d), the url of a section that was named, DUNLIN_DATABASE_URL,
 * DATABASE_URL, .env, url in the ini.  *FROM says which it was.  NULL and ERR (DUNLIN_E_CONFIG)
 * when there is none.  sqlite:///relative is taken from the working directory with -d and from the
 * environment, from HERE when it stands in the ini.
 */
struct dunlin_url *dn_config_database(const void *mem, const struct dn_config *config,
    const char *database, const char **from, const struct dn_log *log, struct dunlin_error *err);

#endif
