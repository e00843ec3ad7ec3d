/* config.h - dunlin.ini, the environment and .env: what this project is and where its database is
 */
#ifndef DN_CONFIG_CONFIG_H
#define DN_CONFIG_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "base/map.h"
#include "base/url.h"
#include "config/ini.h"

enum dn_config_kind {
	DN_CONFIG_TEXT,
	DN_CONFIG_DURATION,
	DN_CONFIG_SIZE,
	DN_CONFIG_COUNT, /* from 1 to 200 */
	DN_CONFIG_CHOICE,
};

/* One key of dunlin.ini; the table is the source of validation, defaults and dunlin.ini(5). */
struct dn_config_key {
	const char *name;     /* "script_location"; a trailing "." is a prefix: "session." */
	const char *fallback; /* NULL: none */
	const char *help;     /* one line */
	bool secret;          /* never printed, and needed by who connects only */
	enum dn_config_kind kind;
	const char *const *choices; /* of a DN_CONFIG_CHOICE, ended by NULL; the first is usual */
};
extern const struct dn_config_key dn_config_keys[]; /* ended by a NULL name */
/* The row of a key, also of one with a prefix; NULL when there is none. */
const struct dn_config_key *dn_config_key_find(const char *name);

struct dn_config {
	const char *file; /* absolute path of the ini */
	const char *here; /* its folder */
	const char *section;
	bool named;            /* the section was asked for by its name */
	struct dn_map *values; /* key -> char *, of the section over [DEFAULT]; expanded */
	struct dn_map *unset;  /* key -> struct dunlin_error *: its variable is not set */
	struct dn_map *used;   /* names that some value of the file uses: keys of one's own */
	char *password;        /* what password_command has said, or NULL */
	struct dn_ini *ini;
};

/*
 * Read FILE, or the first there is of $DUNLIN_CONFIG, ./dunlin.ini and ./migrations/dunlin.ini.
 * NULL and ERR (DUNLIN_E_CONFIG, with file, line and column) when none is there or it is wrong: an
 * unknown key that no %(name)s uses (with the nearest known one as the hint), a bad value, a
 * missing section, a bad %(.  SECTION NULL: [dunlin].  A value that is empty is as if absent.
 */
struct dn_config *dn_config_open(const void *mem, const char *file, const char *section,
    const struct dn_log *log, struct dunlin_error *err);
/* Only the file, whatever its sections have. */
struct dn_ini *dn_config_ini(const void *mem, const char *file, struct dunlin_error *err);
/* The value or the key's fallback; NULL when neither is there. */
const char *dn_config_get(const struct dn_config *config, const char *key);
/*
 * False and ERR when KEY is secret and its value needs a variable that is not set: who does not
 * connect can do without.
 */
bool dn_config_ready(const struct dn_config *config, const char *key, struct dunlin_error *err);
/* A duration in milliseconds: "500ms", "60s", "2m", "1h", a number of seconds. */
unsigned dn_config_duration(const struct dn_config *config, const char *key);
/* One that stands elsewhere; false when TEXT is none of up to a day. */
bool dn_config_parse_duration(const char *text, unsigned *ms);
/* A size in bytes: "64kB", "8MB", "1GB", a number of bytes. */
unsigned long long dn_config_size(const struct dn_config *config, const char *key);
/* A number from 1 to 200. */
size_t dn_config_count(const struct dn_config *config, const char *key);
/* Which of the key's choices, from 0; for an enum in the same order. */
unsigned dn_config_choice(const struct dn_config *config, const char *key);
/* A path value made absolute from HERE. */
char *dn_config_path(const void *mem, const struct dn_config *config, const char *value);
/*
 * The parts of a value that lists several, between separators by path_separator; without that
 * between white space and commas.  *N of them, children of MEM; none without a value.
 */
const char **
dn_config_list(const void *mem, const struct dn_config *config, const char *key, size_t *n);
/*
 * KEY of another SECTION than the configured one, expanded; NULL in *VALUE when it is not there.
 * False and ERR when it cannot be expanded.
 */
bool dn_config_other(const void *mem, const struct dn_config *config, const char *section,
    const char *key, char **value, struct dunlin_error *err);
/* Where KEY's value stands: the value in the file and its *SECTION; NULL when it is a fallback. */
const struct dn_ini_value *
dn_config_find(const struct dn_config *config, const char *key, const char **section);
/* Say so in ERR; nothing when it is a fallback. */
void dn_config_error_at(const struct dn_config *config, const char *key, struct dunlin_error *err);

/* Where a value comes from. */
enum dn_config_source { DN_FROM_DEFAULT, DN_FROM_FILE, DN_FROM_ENVIRONMENT, DN_FROM_OPTION };
struct dn_config_origin {
	enum dn_config_source source;
	const char *where;   /* the file, the variable or the option; NULL: none */
	const char *section; /* of the configuration, or NULL */
	unsigned line;
};
/* KEY's, of the file. */
struct dn_config_origin dn_config_origin(const struct dn_config *config, const char *key);

/*
 * Which database: DATABASE (from -d), the url of a section that was named, DUNLIN_DATABASE_URL,
 * DATABASE_URL, .env, url in the ini.  FROM says which it was, as long as the URL is there.  NULL
 * and ERR (DUNLIN_E_CONFIG) when there is none, then without a place, or it is none.
 * sqlite:///relative is taken from the working directory with -d and from the environment, from the
 * folder of the file when it stands in .env or in the ini.
 */
struct dunlin_url *
dn_config_database(const void *mem, const struct dn_config *config, const char *database,
    struct dn_config_origin *from, const struct dn_log *log, struct dunlin_error *err);

/*
 * Before connecting to URL: the password that password_command says, once, or the file that
 * passfile names, unless the URL has a password of its own or needs none.  False and ERR when the
 * command fails or the file cannot be read.
 */
bool dn_config_password(struct dn_config *config, struct dunlin_url *url, struct dunlin_error *err);

#endif
