/* config.c - find dunlin.ini and read one section of it */
#include <config.h> /* not the header of this folder that has its name */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "config/keys.h"
#include "config/path.h"

static const char default_section[] = "dunlin";

/* A file that is there and cannot be read is the one that is meant. */
static bool
config_is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static const char *
config_search(const char *file, struct dunlin_error *err)
{
	static const char *const places[] = { "dunlin.ini", "migrations/dunlin.ini" };
	const char *env = getenv("DUNLIN_CONFIG");

	if (file != NULL)
		return file;
	if (env != NULL && *env != '\0')
		return env;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (config_is_there(places[i]))
			return places[i];
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "no configuration: neither dunlin.ini nor migrations/dunlin.ini is here");
	dunlin_error_set_hint(err,
	    "Make one with 'dunlin init migrations', name one with -c FILE or DUNLIN_CONFIG, or go "
	    "to the folder of one.");
	return NULL;
}

static bool
config_check_section(const struct dn_config *config, struct dunlin_error *err)
{
	struct dunlin_buf *buf;

	if (dn_map_get(config->ini->sections, config->section) != NULL)
		return true;
	dn_error_in(err, DUNLIN_E_CONFIG, &config->ini->src, 0, "there is no section [%s]",
	    config->section);
	if (dn_map_count(config->ini->sections) == 0) {
		dunlin_error_set_hint(err, "Put '[%s]' on a line above the keys.", config->section);
		return false;
	}
	buf = dunlin_buf_new();
	dn_map_each (config->ini->sections, e)
		dunlin_buf_printf(buf, "%s[%s]", buf->len == 0 ? "" : ", ", e->key);
	dunlin_error_set_hint(err, "It has %s.", buf->s);
	dunlin_buf_free(buf);
	return false;
}

static void
config_add_used(void *payload, const char *name)
{
	dn_map_put(payload, name, payload);
}

static void
config_find_used(struct dn_config *config)
{
	config->used = dn_map_new(config);
	dn_map_each (config->ini->sections, s) {
		const struct dn_ini_section *section = s->value;

		dn_map_each (section->values, v)
			dn_ini_each_name(((struct dn_ini_value *) v->value)->text, config_add_used,
			    config->used);
	}
}

/* Who needs no secret need not have its variable. */
static bool
config_expand(struct dn_config *config, const struct dn_config_key *key, const char *name,
    const struct dn_ini_value *value, char **text, struct dunlin_error *err)
{
	struct dn_ini_scope scope = { config->ini, config->section, config->here, false };
	struct dunlin_error *own = dn_error_new(config->unset);

	*text = dn_ini_expand(config->values, &scope, value, own);
	if (*text != NULL && (**text != '\0' || *value->text == '\0' || !key->secret))
		return true;
	if (*text == NULL && (!key->secret || !scope.unset))
		return dn_error_copy(err, own);
	if (*text != NULL) /* one that is missing must not lead to another */
		dn_error_in(own, DUNLIN_E_CONFIG, &config->ini->src, dn_ini_offset(value, 0),
		    "what %s is made of is empty", name);
	dn_map_put(config->unset, name, own);
	return true;
}

static bool
config_set(struct dn_config *config, const struct dn_config_key *key, const char *name,
    const struct dn_ini_value *value, struct dunlin_error *err)
{
	char *text;

	if (!config_expand(config, key, name, value, &text, err))
		return false;
	if (text == NULL || *text == '\0')
		return true;
	if (!dn_config_key_check(key, text, err)) {
		dn_error_at(err, &config->ini->src, dn_ini_offset(value, 0));
		return false;
	}
	dn_map_put(config->values, name, text);
	return true;
}

/* The keys of a section; those that the chosen section has as well are left to it. */
static bool
config_read_section(struct dn_config *config, const char *name, struct dunlin_error *err)
{
	const struct dn_ini_section *section = dn_map_get(config->ini->sections, name);
	bool chosen = strcmp(name, config->section) == 0;

	if (section == NULL)
		return true;
	dn_map_each (section->values, e) {
		const struct dn_config_key *key = dn_config_key_find(e->key);
		const struct dn_ini_value *value = e->value;

		if (key == NULL && dn_map_get(config->used, e->key) == NULL) {
			dn_config_key_unknown(err, e->key);
			dn_error_at(err, &config->ini->src, value->key_at);
			return false;
		}
		if (key == NULL ||
		    (!chosen && dn_ini_get(config->ini, config->section, e->key) != NULL))
			continue;
		if (!config_set(config, key, e->key, value, err))
			return false;
	}
	return true;
}

/* FOUND is what messages call it. */
static struct dn_ini *
config_read_file(const void *mem, const char *path, const char *found, struct dunlin_error *err)
{
	struct dn_source src;

	return dn_file_read(mem, path, found, DUNLIN_E_CONFIG, &src, err)
		   ? dn_ini_read(mem, &src, err)
		   : NULL;
}

struct dn_ini *
dn_config_ini(const void *mem, const char *file, struct dunlin_error *err)
{
	const char *found = config_search(file, err);

	return found == NULL ? NULL
			     : config_read_file(mem, dn_path_absolute(mem, found), found, err);
}

static bool
config_read(struct dn_config *config, const char *file, struct dunlin_error *err)
{
	config->ini = config_read_file(config, config->file, file, err);
	if (config->ini == NULL || !config_check_section(config, err))
		return false;
	config_find_used(config);
	return (strcmp(config->section, "DEFAULT") == 0 ||
		   config_read_section(config, "DEFAULT", err)) &&
	       config_read_section(config, config->section, err);
}

struct dn_config *
dn_config_open(const void *mem, const char *file, const char *section, const struct dn_log *log,
    struct dunlin_error *err)
{
	const char *found = config_search(file, err);
	struct dn_config *config;

	if (found == NULL)
		return NULL;
	config = dn_new(mem, struct dn_config);
	config->file = dn_path_absolute(config, found);
	config->here = dn_path_folder(config, config->file);
	config->section = dn_strdup(config, section == NULL ? default_section : section);
	config->named = section != NULL;
	config->values = dn_map_new(config);
	config->unset = dn_map_new(config);
	if (!config_read(config, found, err)) {
		dn_free(config);
		return NULL;
	}
	dn_log(log, DUNLIN_DEBUG, "configuration: [%s] of %s", config->section, config->file);
	return config;
}

const char *
dn_config_get(const struct dn_config *config, const char *key)
{
	const char *value = dn_map_get(config->values, key);
	const struct dn_config_key *row = dn_config_key_find(key);

	assert(row != NULL);
	return value == NULL ? row->fallback : value;
}

bool
dn_config_ready(const struct dn_config *config, const char *key, struct dunlin_error *err)
{
	const struct dunlin_error *unset = dn_map_get(config->unset, key);

	return unset == NULL || dn_error_copy(err, unset);
}

unsigned
dn_config_duration(const struct dn_config *config, const char *key)
{
	unsigned ms = 0;
	bool ok = dn_config_parse_duration(dn_config_get(config, key), &ms);

	assert(ok); /* checked when it was read */
	(void) ok;
	return ms;
}

unsigned long long
dn_config_size(const struct dn_config *config, const char *key)
{
	unsigned long long bytes = 0;
	bool ok = dn_size_parse(dn_config_get(config, key), &bytes);

	assert(ok); /* checked when it was read */
	(void) ok;
	return bytes;
}

size_t
dn_config_count(const struct dn_config *config, const char *key)
{
	return strtoul(dn_config_get(config, key), NULL, 10); /* checked when it was read */
}

const char **
dn_config_list(const void *mem, const struct dn_config *config, const char *key, size_t *n)
{
	static const char *const separators[] = { " \t\n,", ":", ":", ";", " ", "\n" };
	const char *value = dn_config_get(config, key), **list = NULL;
	const char *set = separators[dn_config_choice(config, "path_separator")];

	*n = 0;
	for (size_t len; value != NULL && *value != '\0'; value += len) {
		const char *start = value + strspn(value, " \t\n"), *end;

		len = strcspn(value, set);
		end = value + len;
		len += *end != '\0';
		while (end > start && strchr(" \t\n", end[-1]) != NULL)
			end--;
		if (end > start)
			dn_push(mem, list, *n, dn_strndup(mem, start, (size_t) (end - start)));
	}
	return list;
}

bool
dn_config_other(const void *mem, const struct dn_config *config, const char *section,
    const char *key, char **value, struct dunlin_error *err)
{
	const struct dn_ini_value *found = dn_ini_get(config->ini, section, key);
	struct dn_ini_scope scope = { config->ini, section, config->here, false };

	*value = found == NULL ? NULL : dn_ini_expand(mem, &scope, found, err);
	return found == NULL || *value != NULL;
}

unsigned
dn_config_choice(const struct dn_config *config, const char *key)
{
	unsigned choice = 0;
	bool ok =
	    dn_choice_parse(dn_config_key_find(key)->choices, dn_config_get(config, key), &choice);

	assert(ok); /* checked when it was read */
	(void) ok;
	return choice;
}

char *
dn_config_path(const void *mem, const struct dn_config *config, const char *value)
{
	return dn_path_join(mem, config->here, value);
}

const struct dn_ini_value *
dn_config_find(const struct dn_config *config, const char *key, const char **section)
{
	const char *const sections[] = { config->section, "DEFAULT" };

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		const struct dn_ini_value *value = dn_ini_get(config->ini, sections[i], key);

		*section = sections[i];
		if (value != NULL)
			return value;
	}
	return NULL;
}

struct dn_config_origin
dn_config_origin(const struct dn_config *config, const char *key)
{
	struct dn_config_origin origin = { .source = DN_FROM_DEFAULT };
	const struct dn_ini_value *value = dn_config_find(config, key, &origin.section);
	unsigned column;

	if (value == NULL ||
	    (dn_map_get(config->values, key) == NULL && dn_map_get(config->unset, key) == NULL))
		return (struct dn_config_origin){ .source = DN_FROM_DEFAULT };
	origin.source = DN_FROM_FILE;
	origin.where = config->ini->src.file;
	dn_source_locate(&config->ini->src, dn_ini_offset(value, 0), &origin.line, &column);
	return origin;
}

void
dn_config_error_at(const struct dn_config *config, const char *key, struct dunlin_error *err)
{
	const char *section;
	const struct dn_ini_value *value = dn_config_find(config, key, &section);

	if (value != NULL)
		dn_error_at(err, &config->ini->src, dn_ini_offset(value, 0));
}
