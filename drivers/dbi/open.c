/* open.c - from a URL to a connection of libdbi, and to the functions behind it */
#include "config.h"

#include <dbi/dbi-dev.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "dbi.h"

static const struct dbi_backend *const open_backends[] = { &dn_dbi_pgsql, &dn_dbi_sqlite3,
	&dn_dbi_mysql };
#define OPEN_NBACKENDS (sizeof open_backends / sizeof open_backends[0])

void *
dn_dbi_alloc(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		abort();
	return p;
}

int64_t
dn_dbi_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

const struct dbi_backend *
dn_dbi_backend(const struct dunlin_url *url, struct dunlin_error *err)
{
	const char *scheme = dunlin_url_get(url, DUNLIN_URL_SCHEME);
	const char *name = dunlin_url_get(url, DUNLIN_URL_DATABASE);

	if (strcmp(scheme, "dbi") != 0)
		return &dn_dbi_mysql;
	for (size_t i = 0; i < OPEN_NBACKENDS; i++)
		if (strcmp(open_backends[i]->name, name) == 0)
			return open_backends[i];
	dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
	    "dunlin does not speak what the libdbi driver '%s' connects to", name);
	dunlin_error_set_hint(err, "It knows dbi:pgsql, dbi:sqlite3 and dbi:mysql.");
	return NULL;
}

const char *
dn_dbi_param(const struct dunlin_connect *how, const char *key)
{
	const char *k, *value, *found = NULL;

	for (size_t i = 0; dunlin_url_param(how->url, i, &k, &value); i++)
		if (strcmp(k, key) == 0)
			found = value;
	return found;
}

void
dn_dbi_ignored(const struct dunlin_connect *how, const char *key)
{
	struct dunlin_buf *buf;

	if (how->notice == NULL || strncasecmp(key, "pool", 4) == 0 ||
	    strcmp(key, "max_overflow") == 0)
		return;
	buf = dunlin_buf_new();
	dunlin_buf_printf(buf, "parameter '%s' of the database URL is ignored", key);
	how->notice(how->notice_payload, "", buf->s);
	dunlin_buf_free(buf);
}

/*
 * libdbi's own list first; where it lacks a name, the library is asked that libdbi's driver has
 * loaded, as libdbi does for those of its list.
 */
bool
dn_dbi_doors(struct dbi_link *l, const struct dbi_door *list, size_t n, void *doors,
    struct dunlin_error *err)
{
	dbi_driver driver = dbi_conn_get_driver(l->conn);

	for (size_t i = 0; i < n; i++) {
		void *found = dbi_driver_specific_function(driver, list[i].name);

		if (found == NULL && l->module == NULL)
			l->module = dlopen(
			    dbi_driver_get_filename(driver), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
		if (found == NULL && l->module != NULL)
			found = dlsym(l->module, list[i].name);
		if (found == NULL)
			return dunlin_error_set(err, DUNLIN_E_CONNECT,
			    "the libdbi driver '%s' has no '%s'", l->backend->name, list[i].name);
		memcpy((char *) doors + list[i].at, &found, sizeof found);
	}
	return true;
}

static bool
open_missing(const struct dbi_backend *backend, struct dunlin_error *err)
{
	dunlin_error_set(
	    err, DUNLIN_E_CONFIG, "the libdbi driver '%s' is not installed", backend->name);
	dunlin_error_set_hint(err, "Install the package %s.", backend->package);
	return false;
}

/* Where libdbi's drivers are: as told, or beside libdbi itself, which does not tell its own folder.
 */
static void
open_folder(struct dunlin_buf *path)
{
	const char *folder = secure_getenv("DUNLIN_DBI_PATH"), *slash;
	Dl_info libdbi;

	if (folder != NULL)
		dunlin_buf_puts(path, folder);
	else if (dladdr((void *) (uintptr_t) dbi_initialize_r, &libdbi) != 0 &&
		 (slash = strrchr(libdbi.dli_fname, '/')) != NULL)
		dunlin_buf_printf(
		    path, "%.*s/dbd", (int) (slash - libdbi.dli_fname), libdbi.dli_fname);
}

/* libdbi loads whatever is there, be it for another database, and would die with a damaged one. */
static bool
open_all_whole(const char *folder, struct dunlin_error *err)
{
	DIR *dir = opendir(folder);
	bool ok = true;

	for (struct dirent *e; dir != NULL && ok && (e = readdir(dir)) != NULL;) {
		struct dunlin_buf *path = dunlin_buf_new();
		size_t len = strlen(e->d_name);

		dunlin_buf_printf(path, "%s/%s", folder, e->d_name);
		ok = len < 3 || strcmp(e->d_name + len - 3, ".so") != 0 ||
		     dunlin_module_is_whole(path->s);
		if (!ok) {
			dunlin_error_set(err, DUNLIN_E_CONFIG,
			    "libdbi's driver '%s' is damaged: its end is missing", path->s);
			dunlin_error_set_hint(err, "Install its package again.");
		}
		dunlin_buf_free(path);
	}
	if (dir != NULL)
		closedir(dir);
	return ok;
}

/*
 * A driver that is there and cannot be loaded: libdbi would print why, and say that there is none.
 * *HELD, unless NULL, is to be let go of once libdbi has it.
 */
static bool
open_module(const struct dbi_backend *backend, void **held, struct dunlin_error *err)
{
	struct dunlin_buf *path = dunlin_buf_new();
	bool there, ok;

	*held = NULL;
	open_folder(path);
	ok = open_all_whole(path->s, err);
	dunlin_buf_printf(path, "/libdbd%s.so", backend->name);
	there = ok && access(path->s, F_OK) == 0;
	if (there)
		*held = dlopen(path->s, RTLD_NOW | RTLD_LOCAL);
	dunlin_buf_free(path);
	if (!there || *held != NULL)
		return ok;
	dunlin_error_set(err, DUNLIN_E_CONFIG, "the libdbi driver '%s' cannot be loaded: %s",
	    backend->name, dlerror());
	dunlin_error_set_hint(err, "Install the package %s again.", backend->package);
	return false;
}

static bool
open_start(struct dbi_link *l, struct dunlin_error *err)
{
	void *held;
	int n;

	if (!open_module(l->backend, &held, err))
		return false;
	/* NULL: where libdbi was built to look. */
	n = dbi_initialize_r(secure_getenv("DUNLIN_DBI_PATH"), &l->instance);
	if (held != NULL)
		dlclose(held);
	if (n <= 0)
		return open_missing(l->backend, err);
	dbi_set_verbosity_r(0, l->instance); /* it would print */
	l->conn = dbi_conn_new_r(l->backend->name, l->instance);
	return l->conn != NULL || open_missing(l->backend, err);
}

/* libdbi puts its number before the text. */
static const char *
open_text(struct dbi_link *l)
{
	const char *text = NULL, *rest;
	int number = dbi_conn_error(l->conn, &text);

	if (text == NULL || text[0] == '\0')
		return NULL;
	rest = text + strspn(text, "-0123456789");
	return number != 0 && strncmp(rest, ": ", 2) == 0 ? rest + 2 : text;
}

static bool
open_connect(struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err)
{
	if (!l->backend->options(l, how, err))
		return false;
	if (dbi_conn_connect(l->conn) < 0)
		return l->backend->refused(l, how, open_text(l), err);
	l->client = ((dbi_conn_t *) l->conn)->connection;
	return l->backend->opened(l, how, err);
}

struct dbi_link *
dn_dbi_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	const struct dbi_backend *backend = dn_dbi_backend(how->url, err);
	struct dbi_link *l;

	if (backend == NULL)
		return NULL;
	l = dn_dbi_alloc(sizeof *l);
	l->backend = backend;
	l->notice = how->notice;
	l->notice_payload = how->notice_payload;
	if (DUNLIN_CONNECT_HAS(how, progress)) {
		l->progress = how->progress;
		l->progress_payload = how->progress_payload;
	}
	l->busy_timeout_ms = how->busy_timeout_ms;
	if (open_start(l, err) && open_connect(l, how, err))
		return l;
	dn_dbi_free(l);
	return NULL;
}

void
dn_dbi_free(struct dbi_link *l)
{
	if (l->conn != NULL)
		dbi_conn_close(l->conn);
	if (l->instance != NULL)
		dbi_shutdown_r(l->instance);
	if (l->module != NULL)
		dlclose(l->module);
	free(l->doors);
	free(l);
}
