/* driver.c - find the driver for a URL: built in first, then modules */
#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/builtin.h"
#include "engine/driver.h"

#define X(name) extern const struct dunlin_driver dunlin_driver_##name;
DN_BUILTIN_DRIVERS
#undef X

static const struct dunlin_driver *const driver_builtin[] = {
#define X(name) &dunlin_driver_##name,
	DN_BUILTIN_DRIVERS
#undef X
	    NULL,
};

/* The schemes that this project has drivers for, installed or not. */
static const struct driver_scheme {
	const char *scheme, *module;
} driver_schemes[] = {
	{ "postgresql", "postgresql" },
	{ "postgres", "postgresql" },
	{ "sqlite", "sqlite" },
	{ "sqlite3", "sqlite" },
	{ "mariadb", "dbi" },
	{ "mysql", "dbi" },
	{ "dbi", "dbi" },
};
#define DRIVER_NSCHEMES (sizeof driver_schemes / sizeof driver_schemes[0])

static const struct driver_scheme *
driver_known(const char *scheme)
{
	for (size_t i = 0; i < DRIVER_NSCHEMES; i++)
		if (strcmp(driver_schemes[i].scheme, scheme) == 0)
			return &driver_schemes[i];
	return NULL;
}

static bool
driver_serves(const struct dunlin_driver *drv, const char *scheme)
{
	for (size_t i = 0; drv->schemes[i] != NULL; i++)
		if (strcmp(drv->schemes[i], scheme) == 0)
			return true;
	return false;
}

static const struct dunlin_driver *
driver_find_builtin(const char *scheme)
{
	for (size_t i = 0; driver_builtin[i] != NULL; i++)
		if (driver_serves(driver_builtin[i], scheme))
			return driver_builtin[i];
	return NULL;
}

static bool
driver_error_unknown(const char *scheme, struct dunlin_error *err)
{
	struct dunlin_buf *list = dunlin_buf_new();
	struct dunlin_nearest nearest = { .word = scheme };

	for (size_t i = 0; i < DRIVER_NSCHEMES; i++) {
		dunlin_buf_printf(list, "%s%s", i == 0 ? "" : ", ", driver_schemes[i].scheme);
		dunlin_nearest_add(&nearest, driver_schemes[i].scheme);
	}
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "unknown scheme '%s' in the database URL (known: %s)", scheme, list->s);
	if (nearest.name != NULL)
		dunlin_error_set_hint(err, "Did you mean '%s'?", nearest.name);
	dunlin_buf_free(list);
	return false;
}

/* The required members of a driver that is new enough to have them. */
static const char *
driver_missing(const struct dunlin_driver *drv)
{
	if (drv->name == NULL)
		return "name";
	if (drv->schemes == NULL)
		return "schemes";
	if (drv->open == NULL)
		return "open";
	if (drv->close == NULL)
		return "close";
	if (drv->dialect == NULL)
		return "dialect";
	return drv->exec == NULL ? "exec" : NULL;
}

static bool
driver_check(const struct dunlin_driver *drv, const char *path, const char *module,
    const char *scheme, struct dunlin_error *err)
{
	const char *missing;

	if (drv->abi_major != DUNLIN_DRIVER_ABI_MAJOR) {
		dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "driver module '%s' has interface %u.%u and this dunlin %u.%u", path,
		    (unsigned) drv->abi_major, (unsigned) drv->abi_minor, DUNLIN_DRIVER_ABI_MAJOR,
		    DUNLIN_DRIVER_ABI_MINOR);
		dunlin_error_set_hint(err, "Install the driver and dunlin from the same version.");
		return false;
	}
	if (drv->size < offsetof(struct dunlin_driver, cancel))
		return dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "driver module '%s' is too small: %zu bytes of at least %zu", path, drv->size,
		    offsetof(struct dunlin_driver, cancel));
	missing = driver_missing(drv);
	if (missing != NULL)
		return dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "driver module '%s' lacks '%s'", path, missing);
	if (strcmp(drv->name, module) != 0)
		return dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "driver module '%s' names itself '%s', not '%s'", path, drv->name, module);
	if (scheme != NULL && !driver_serves(drv, scheme))
		return dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "driver module '%s' does not serve '%s'", path, scheme);
	return true;
}

/*
 * Once found good a module stays loaded: its functions are in use as long as the program is. SCHEME
 * NULL: whatever it serves.
 */
static const struct dunlin_driver *
driver_load(const char *path, const char *module, const char *scheme, struct dunlin_error *err)
{
	const struct dunlin_driver *drv;
	void *handle;

	if (!dunlin_module_is_whole(path)) {
		dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "driver module '%s' is damaged: its end is missing", path);
		dunlin_error_set_hint(err, "Install the %s driver again.", module);
		return NULL;
	}
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL) {
		/* Its text names the file. */
		dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "cannot load a driver module: %s", dlerror());
		dunlin_error_set_hint(
		    err, "Install the %s driver and the client library it needs.", module);
		return NULL;
	}
	drv = dlsym(handle, "dunlin_driver_entry");
	if (drv == NULL)
		dunlin_error_set(err, DUNLIN_E_CONFIG,
		    "'%s' is no driver module: it has no 'dunlin_driver_entry'", path);
	if (drv == NULL || !driver_check(drv, path, module, scheme, err)) {
		dlclose(handle);
		return NULL;
	}
	return drv;
}

/* The module's file in a list of directories, or NULL.  An empty entry is not "here". */
static char *
driver_search(const void *mem, const char *dirs, const char *module)
{
	for (const char *s = dirs; s != NULL && *s != '\0';) {
		size_t len = strcspn(s, ":");
		char *path = dn_sprintf(mem, "%.*s/%s.so", (int) len, s, module);

		if (len > 0 && access(path, F_OK) == 0)
			return path;
		s += len;
		s += *s == ':';
	}
	return NULL;
}

static bool
driver_error_missing(
    const char *scheme, const char *module, const char *dirs, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "the driver for '%s' is not installed: there is no '%s.so' in %s%s%s", scheme, module,
	    dirs == NULL ? "" : dirs, dirs == NULL || *dirs == '\0' ? "" : ":", DN_DRIVER_DIR);
	dunlin_error_set_hint(err,
	    "Install the package dunlin-%s, or name the module's directory in "
	    "DUNLIN_DRIVER_PATH.",
	    module);
	return false;
}

static const struct dunlin_driver *
driver_find_module(const void *mem, const char *scheme, struct dunlin_error *err)
{
	const struct driver_scheme *known = driver_known(scheme);
	const char *module = known == NULL ? scheme : known->module;
	const char *dirs = secure_getenv("DUNLIN_DRIVER_PATH");
	char *path;

	/* A scheme that becomes a file name must not lead elsewhere. */
	if (strchr(module, '/') != NULL || module[0] == '.' || module[0] == '\0') {
		driver_error_unknown(scheme, err);
		return NULL;
	}
	path = driver_search(mem, dirs, module);
	if (path == NULL)
		path = driver_search(mem, DN_DRIVER_DIR, module);
	if (path != NULL)
		return driver_load(path, module, scheme, err);
	if (known == NULL)
		driver_error_unknown(scheme, err);
	else
		driver_error_missing(scheme, module, dirs, err);
	return NULL;
}

const struct dunlin_driver *
dn_driver_find(const struct dunlin_url *url, struct dunlin_error *err)
{
	const char *scheme = dunlin_url_get(url, DUNLIN_URL_SCHEME);
	const struct dunlin_driver *drv = driver_find_builtin(scheme);
	void *scratch;

	if (drv != NULL)
		return drv;
	scratch = dn_new_context(NULL);
	drv = driver_find_module(scratch, scheme, err);
	dn_free(scratch);
	return drv;
}

unsigned
dn_driver_caps(const struct dunlin_driver *driver, const struct dunlin_url *url)
{
	unsigned caps = DUNLIN_DRIVER_HAS(driver, url_caps) ? driver->url_caps(url) : driver->caps;

	/* Nobody said so before there was a word for it. */
	return driver->abi_minor < 4 ? caps | DUNLIN_CAP_STORES : caps;
}

/* ---- all that there are -------------------------------------------------------------------- */

#define TRAIT(name, function)                                             \
	{                                                                 \
		name, 0, offsetof(struct dunlin_driver, function),        \
		    offsetof(struct dunlin_driver, function) +            \
			sizeof(((struct dunlin_driver *) NULL)->function) \
	}

const struct dn_driver_trait dn_driver_traits[] = {
	{ "transactional-ddl", DUNLIN_CAP_TRANSACTIONAL_DDL, 0, 0 },
	{ "server", DUNLIN_CAP_SERVER, 0, 0 },
	{ "editable-schema", DUNLIN_CAP_EDITABLE_SCHEMA, 0, 0 },
	{ "stores", DUNLIN_CAP_STORES, 0, 0 },
	TRAIT("cancel", cancel),
	TRAIT("copy", copy),
	TRAIT("batch", batch),
	TRAIT("backend-pid", backend_pid),
	TRAIT("url-caps", url_caps),
	TRAIT("adopt", adopt),
	{ NULL, 0, 0, 0 },
};

bool
dn_driver_has(const struct dunlin_driver *driver, const struct dn_driver_trait *trait)
{
	void (*function)(void);

	if (trait->cap != 0)
		return (driver->caps & trait->cap) != 0;
	if (driver->size < trait->end)
		return false;
	memcpy(&function, (const char *) driver + trait->at, sizeof function);
	return function != NULL;
}

const char *
dn_driver_file(const struct dunlin_driver *driver)
{
	Dl_info info;

	for (size_t i = 0; driver_builtin[i] != NULL; i++)
		if (driver_builtin[i] == driver)
			return NULL;
	return dladdr(driver, &info) == 0 ? NULL : info.dli_fname;
}

struct driver_listing {
	const void *mem;
	struct dn_map *seen; /* names of modules: the first directory wins */
	void (*each)(void *payload, const struct dn_driver_found *found);
	void *payload;
};

static void
listing_add(struct driver_listing *l, const char *path, const char *name)
{
	struct dn_driver_found found = { .name = name, .path = path };
	struct dunlin_error *err;

	if (dn_map_get(l->seen, name) != NULL)
		return;
	dn_map_put(l->seen, name, (void *) (uintptr_t) path);
	found.err = err = dn_error_new(l->mem);
	found.driver = driver_load(path, name, NULL, err);
	l->each(l->payload, &found);
}

static int
listing_is_module(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 3 && strcmp(entry->d_name + len - 3, ".so") == 0;
}

static void
listing_add_directory(struct driver_listing *l, const char *directory)
{
	struct dirent **entries;
	int n = scandir(directory, &entries, listing_is_module, alphasort);

	for (int i = 0; i < n; i++) {
		const char *file = entries[i]->d_name;

		listing_add(l, dn_sprintf(l->mem, "%s/%s", directory, file),
		    dn_strndup(l->mem, file, strlen(file) - 3));
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

void
dn_driver_each(void (*each)(void *payload, const struct dn_driver_found *found), void *payload)
{
	void *scratch = dn_new_context(NULL);
	struct driver_listing l = { scratch, dn_map_new(scratch), each, payload };
	const char *s = secure_getenv("DUNLIN_DRIVER_PATH");

	for (size_t i = 0; driver_builtin[i] != NULL; i++) {
		struct dn_driver_found found = { driver_builtin[i], driver_builtin[i]->name, NULL,
			NULL };

		dn_map_put(l.seen, found.name, (void *) (uintptr_t) found.name);
		each(payload, &found);
	}
	while (s != NULL && *s != '\0') {
		size_t len = strcspn(s, ":");

		if (len > 0)
			listing_add_directory(&l, dn_strndup(scratch, s, len));
		s += len;
		s += *s == ':';
	}
	listing_add_directory(&l, DN_DRIVER_DIR);
	dn_free(scratch);
}
