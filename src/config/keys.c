/* keys.c - the keys of dunlin.ini and what their values may be */
#include <config.h> /* not the header of this folder that has its name */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "config/keys.h"

static const char *const untranslatable_choices[] = { "error", "notice", NULL };

static const char *const types_choices[] = { "enforced", "strict", "plain", NULL };

static const char *const enums_choices[] = { "check", "native", NULL };

static const char *const pooler_choices[] = { "auto", "none", "session", "transaction", NULL };

static const char *const transaction_choices[] = { "revision", "run", "none", NULL };

static const char *const online_choices[] = { "auto", "always", "off", NULL };

static const char *const precheck_choices[] = { "on", "off", NULL };

static const char *const fold_choices[] = { "auto", "off", NULL };

/* Without the key: white space and commas. */
static const char *const separator_choices[] = { "any", "os", ":", ";", "space", "newline", NULL };

static const char *const bool_choices[] = { "false", "true", NULL };

const struct dn_config_key dn_config_keys[] = {
	{
	    .name = "script_location",
	    .fallback = ".",
	    .help = "folder with versions/ and the template of new revisions",
	},
	{
	    .name = "version_locations",
	    .help = "folders with revisions, in place of versions/",
	},
	{
	    .name = "path_separator",
	    .fallback = "any",
	    .help = "what stands between them: any, os, :, ;, space, newline",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = separator_choices,
	},
	{
	    .name = "recursive_version_locations",
	    .fallback = "false",
	    .help = "read the folders below them, too: false, true",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = bool_choices,
	},
	{
	    .name = "file_template",
	    .fallback = "%(rev)s_%(slug)s",
	    .help = "name of a new file, without .sql, in Python's form",
	},
	{
	    .name = "truncate_slug_length",
	    .fallback = "40",
	    .help = "how much of the message is in that name",
	    .kind = DN_CONFIG_COUNT,
	},
	{
	    .name = "timezone",
	    .fallback = "UTC",
	    .help = "time zone of dates in new files",
	},
	{
	    .name = "url",
	    .help = "the database, where nothing else says which",
	    .secret = true,
	},
	{
	    .name = "password_command",
	    .help = "writes the password that url does not have",
	    .secret = true,
	},
	{
	    .name = "passfile",
	    .help = "file with the passwords of servers, as libpq's (PostgreSQL)",
	},
	{
	    .name = "role",
	    .help = "role to become after connecting (PostgreSQL)",
	},
	{
	    .name = "schema",
	    .help = "search_path of every revision (PostgreSQL)",
	},
	{
	    .name = "application_name",
	    .fallback = "dunlin",
	    .help = "name of the session that others see (PostgreSQL)",
	},
	{
	    .name = "session.",
	    .help = "setting that every revision starts with (PostgreSQL)",
	},
	{
	    .name = "version_table_schema",
	    .help = "schema of dunlin's own tables; else schema (PostgreSQL)",
	},
	{
	    .name = "table_prefix",
	    .fallback = "dunlin_",
	    .help = "what the names of dunlin's own tables begin with",
	},
	{
	    .name = "transaction",
	    .fallback = "revision",
	    .help = "what is one transaction: revision, run, none",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = transaction_choices,
	},
	{
	    .name = "fold",
	    .fallback = "auto",
	    .help = "make what a history comes to on an empty database: auto, off (SQLite)",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = fold_choices,
	},
	{
	    .name = "online",
	    .fallback = "auto",
	    .help = "keep locks on tables short: auto, always, off (PostgreSQL)",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = online_choices,
	},
	{
	    .name = "online_threshold",
	    .fallback = "8MB",
	    .help = "with online = auto, the size from which a table is spared (PostgreSQL)",
	    .kind = DN_CONFIG_SIZE,
	},
	{
	    .name = "precheck",
	    .fallback = "on",
	    .help = "look first whether rows would make a run fail: on, off (PostgreSQL)",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = precheck_choices,
	},
	{
	    .name = "precheck_timeout",
	    .fallback = "5s",
	    .help = "how long that may take (PostgreSQL)",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "lock_timeout",
	    .fallback = "500ms",
	    .help = "how long to wait for a lock on a table that others use (PostgreSQL)",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "lock_retry",
	    .fallback = "5m",
	    .help = "how long to try again after such a wait or a deadlock",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "backfill_pause",
	    .fallback = "10ms",
	    .help = "between two batches of rows that are filled (PostgreSQL)",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "backfill_lag",
	    .fallback = "10s",
	    .help = "how far a standby may be behind meanwhile; 0: any time (PostgreSQL)",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "lock_wait",
	    .fallback = "60s",
	    .help = "how long to wait while another migration runs",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "pooler",
	    .fallback = "auto",
	    .help = "what stands before the server: auto, none, session, transaction",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = pooler_choices,
	},
	{
	    .name = "direct_url",
	    .help = "the same database without the pooler, for what writes (PostgreSQL)",
	    .secret = true,
	},
	{
	    .name = "lease_time",
	    .fallback = "30s",
	    .help = "behind a pooler, when a lock that is not renewed is free",
	    .kind = DN_CONFIG_DURATION,
	},
	{
	    .name = "untranslatable",
	    .fallback = "error",
	    .help = "a statement that the database cannot have: error, notice",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = untranslatable_choices,
	},
	{
	    .name = "enums",
	    .fallback = "check",
	    .help = "columns of a list of words: check, native (MariaDB, MySQL)",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = enums_choices,
	},
	{
	    .name = "types",
	    .fallback = "enforced",
	    .help = "what columns refuse: enforced, strict, plain (SQLite)",
	    .kind = DN_CONFIG_CHOICE,
	    .choices = types_choices,
	},
	{ .name = NULL },
};

static bool
key_matches(const struct dn_config_key *key, const char *name)
{
	size_t len = strlen(key->name);

	if (key->name[len - 1] == '.')
		return strncmp(key->name, name, len) == 0 && name[len] != '\0';
	return strcmp(key->name, name) == 0;
}

const struct dn_config_key *
dn_config_key_find(const char *name)
{
	for (const struct dn_config_key *key = dn_config_keys; key->name != NULL; key++)
		if (key_matches(key, name))
			return key;
	return NULL;
}

bool
dn_config_key_unknown(struct dunlin_error *err, const char *name)
{
	struct dunlin_nearest nearest = { .word = name };

	for (const struct dn_config_key *key = dn_config_keys; key->name != NULL; key++)
		dunlin_nearest_add(&nearest, key->name);
	dunlin_error_set(err, DUNLIN_E_CONFIG, "unknown key '%s'", name);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s%s'?", nearest.name,
		    nearest.name[strlen(nearest.name) - 1] == '.' ? "NAME" : "");
	else
		dunlin_error_set_hint(err,
		    "The keys are in dunlin.ini(5); one of your own is allowed where a value uses "
		    "it as %%(name)s.");
	return false;
}

bool
dn_config_parse_duration(const char *text, unsigned *ms)
{
	static const struct {
		const char *unit;
		unsigned ms;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "min", 60000 },
		{ "h", 3600000 } };
	const unsigned day = 24 * 3600000;
	unsigned long long n = 0;
	const char *s = text;

	for (; isdigit((unsigned char) *s) && n <= day; s++)
		n = n * 10 + (unsigned) (*s - '0');
	if (s == text || n > day)
		return false;
	while (*s == ' ')
		s++;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcmp(s, units[i].unit) == 0 && n * units[i].ms <= day) {
			*ms = (unsigned) (n * units[i].ms);
			return true;
		}
	return false;
}

bool
dn_size_parse(const char *text, unsigned long long *bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	const unsigned long long most = 1ull << 50;
	unsigned long long n = 0;
	const char *s = text;

	for (; isdigit((unsigned char) *s) && n <= most; s++)
		n = n * 10 + (unsigned) (*s - '0');
	if (s == text || n > most)
		return false;
	while (*s == ' ')
		s++;
	*bytes = n;
	if (*s == '\0')
		return true;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strcasecmp(s, units[i]) == 0 && n <= most >> (10 * i)) {
			*bytes = n << (10 * i);
			return true;
		}
	return false;
}

bool
dn_choice_parse(const char *const *choices, const char *text, unsigned *choice)
{
	for (unsigned i = 0; choices[i] != NULL; i++)
		if (strcmp(choices[i], text) == 0) {
			*choice = i;
			return true;
		}
	return false;
}

static bool
key_is_count(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < 4 && strspn(text, "0123456789") == len &&
	       strtoul(text, NULL, 10) >= 1 && strtoul(text, NULL, 10) <= 200;
}

bool
dn_config_key_check(const struct dn_config_key *key, const char *text, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	unsigned long long bytes;
	unsigned ignored;

	if (key->kind == DN_CONFIG_DURATION && !dn_config_parse_duration(text, &ignored)) {
		dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "%s is no duration of up to a day", key->name);
		dunlin_error_set_hint(err, "Write it as 500ms, 60s, 2m or 1h.");
		return false;
	}
	if (key->kind == DN_CONFIG_SIZE && !dn_size_parse(text, &bytes)) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "%s is no size of up to 1024 TB", key->name);
		dunlin_error_set_hint(err, "Write it as 64kB, 8MB or 1GB.");
		return false;
	}
	if (key->kind == DN_CONFIG_COUNT && !key_is_count(text)) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "%s is no number from 1 to 200", key->name);
		dunlin_error_set_hint(err, "Write it in digits.");
		return false;
	}
	if (key->kind != DN_CONFIG_CHOICE || dn_choice_parse(key->choices, text, &ignored))
		return true;
	buf = dunlin_buf_new();
	for (size_t i = 0; key->choices[i] != NULL; i++)
		dunlin_buf_printf(buf, "%s'%s'", i == 0 ? "" : " or ", key->choices[i]);
	dunlin_error_set(err, DUNLIN_E_CONFIG, "%s is none of its values", key->name);
	dunlin_error_set_hint(err, "Write %s.", buf->s);
	dunlin_buf_free(buf);
	return false;
}
