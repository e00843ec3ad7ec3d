/* database.c - which database: the command line, the environment, .env, dunlin.ini */
#include <config.h> /* not the header of this folder that has its name */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "config/config.h"
#include "config/env.h"
#include "config/path.h"

/* The names of the environment and of .env, the more particular one first. */
static const char *const database_names[] = { "DUNLIN_DATABASE_URL", "DATABASE_URL" };
enum { DATABASE_NAMES = sizeof database_names / sizeof *database_names };

struct database {
	const void *mem;
	const struct dn_config *config;
	struct dn_config_origin from; /* where TEXT was found, or nowhere yet */
	char *text;
	const char *folder;          /* a relative file is seen from there; NULL: from here */
	const struct dn_source *src; /* where TEXT stands, or NULL */
	size_t at;
};

static void
database_found(
    struct database *db, enum dn_config_source source, const char *where, const char *text)
{
	db->from.source = source;
	db->from.where = where;
	db->text = dn_strdup(db->mem, text);
}

/* False and ERR when it is there and needs a variable that is not. */
static bool
database_from_ini(struct database *db, struct dunlin_error *err)
{
	const struct dn_config *config = db->config;
	const char *url = dn_config_get(config, "url"), *section;

	if (!dn_config_ready(config, "url", err))
		return false;
	if (url == NULL)
		return true;
	database_found(db, DN_FROM_FILE, config->ini->src.file, url);
	db->from = dn_config_origin(config, "url");
	db->folder = config->here;
	db->src = &config->ini->src;
	db->at = dn_ini_offset(dn_config_find(config, "url", &section), 0);
	return true;
}

static void
database_from_environment(struct database *db)
{
	for (size_t i = 0; i < DATABASE_NAMES && db->from.where == NULL; i++) {
		const char *text = getenv(database_names[i]);

		if (text != NULL)
			database_found(db, DN_FROM_ENVIRONMENT, database_names[i], text);
	}
}

/* Is FOLDER where the project begins? */
static bool
database_is_top(const struct database *db, const char *folder)
{
	static const char *const marks[] = { "dunlin.ini", ".git" };
	struct stat st, here;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		char *mark = dn_path_join(db->mem, folder, marks[i]);
		bool found = stat(mark, &st) == 0;

		dn_free(mark);
		if (found)
			return true;
	}
	return stat(folder, &st) == 0 && stat(db->config->here, &here) == 0 &&
	       st.st_dev == here.st_dev && st.st_ino == here.st_ino;
}

/*
 * The nearest .env from the working directory up to where the project begins; without such a
 * folder above, nothing above belongs to the project.
 */
static char *
database_find_env(const struct database *db)
{
	char *folder = dn_path_absolute(db->mem, "."), *nearest = NULL;
	struct stat st;

	for (bool first = true;; first = false) {
		char *path = dn_path_join(db->mem, folder, ".env");
		bool top = database_is_top(db, folder);

		/* A folder of that name is a Python environment. */
		if (nearest == NULL && stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
			nearest = path;
			top = top || first;
		}
		if (top)
			return nearest;
		if (strcmp(folder, "/") == 0)
			return NULL;
		folder = dn_path_folder(db->mem, folder);
	}
}

/* Whoever can write it can send the migrations to a database of his own. */
static const char *
database_distrust(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0)
		return "it cannot be read";
	if (!S_ISREG(st.st_mode))
		return "it is not a regular file";
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return "it belongs to another user";
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "others may write to it (chmod go-w)";
	return NULL;
}

static bool
database_from_env_file(struct database *db, const struct dn_log *log, struct dunlin_error *err)
{
	char *path = database_find_env(db);
	const char *reason = path == NULL ? NULL : database_distrust(path);
	struct dn_source *src;

	if (reason != NULL)
		dn_log(log, DUNLIN_NOTICE, "%s is ignored: %s", path, reason);
	if (path == NULL || reason != NULL)
		return true;
	src = dn_new(db->mem, struct dn_source);
	if (!dn_file_read(db->mem, path, path, DUNLIN_E_CONFIG, src, err))
		return false;
	for (size_t i = 0; i < DATABASE_NAMES && db->from.where == NULL; i++) {
		struct dunlin_error *own = dn_error_new(db->mem);
		char *text = dn_env_get(db->mem, src, database_names[i], &db->at, own);

		if (text != NULL) {
			unsigned column;

			database_found(db, DN_FROM_FILE, path, text);
			dn_source_locate(src, db->at, &db->from.line, &column);
			db->folder = dn_path_folder(db->mem, path);
			db->src = src;
		} else if (own->code != DUNLIN_OK)
			return dn_error_copy(err, own);
	}
	return true;
}

static bool
database_search(
    struct database *db, const char *database, const struct dn_log *log, struct dunlin_error *err)
{
	const struct dn_config *config = db->config;

	if (database != NULL)
		database_found(db, DN_FROM_OPTION, "-d", database);
	else if (config->named && dn_ini_get(config->ini, config->section, "url") != NULL &&
		 !database_from_ini(db, err))
		return false;
	if (db->from.where == NULL)
		database_from_environment(db);
	if (db->from.where == NULL && !database_from_env_file(db, log, err))
		return false;
	if (db->from.where == NULL && !database_from_ini(db, err))
		return false;
	if (db->from.where != NULL)
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG, "no database is given");
	dunlin_error_set_hint(err,
	    "Give one with -d URL, in DUNLIN_DATABASE_URL or DATABASE_URL, in .env, or as 'url = "
	    "...' in %s.",
	    config->ini->src.file);
	return false;
}

/* A secret that is missing must not lead to another database. */
static bool
database_check_empty(const struct database *db, struct dunlin_error *err)
{
	if (db->text[strspn(db->text, " \t\r\n")] != '\0')
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG, "the database URL is empty");
	dunlin_error_set_hint(err, "Give it a value, or take %s away.", db->from.where);
	return false;
}

static struct dunlin_url *
database_parse(const void *mem, const struct database *db, struct dunlin_error *err)
{
	struct dunlin_url *url =
	    database_check_empty(db, err) ? dn_url_parse(mem, db->text, err) : NULL;
	const char *file;

	if (url == NULL) {
		if (db->src == NULL)
			dunlin_error_prefix(err, "%s: ", db->from.where);
		dn_error_at(err, db->src, db->at);
		return NULL;
	}
	file = dn_url_file(url);
	if (db->folder != NULL && file != NULL) {
		char *path = dn_path_join(db->mem, db->folder, file);

		dn_url_set_database(url, path);
	}
	return url;
}

struct dunlin_url *
dn_config_database(const void *mem, const struct dn_config *config, const char *database,
    struct dn_config_origin *from, const struct dn_log *log, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct database db = { .mem = scratch, .config = config };
	struct dunlin_url *url = NULL;

	if (database_search(&db, database, log, err))
		url = database_parse(mem, &db, err);
	*from = db.from;
	if (db.from.where != NULL && db.from.source == DN_FROM_FILE)
		from->where = url == NULL ? "" : dn_strdup(url, db.from.where);
	dn_free(scratch);
	return url;
}
