/* handle.c - a project over a connection that the application has */
#include "config.h"

#include <dunlin/pq.h>
#include <dunlin/sqlite.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "engine/driver.h"

/* What it is connected to; a driver is asked that serves the scheme of KIND. */
static struct dunlin_url *
handle_url(const void *mem, void *handle, const char *kind, struct dunlin_error *err)
{
	struct dunlin_buf *text = dn_buf_new(mem);
	struct dunlin_url *url = dn_url_parse(text, kind, err);
	const struct dunlin_driver *driver = url == NULL ? NULL : dn_driver_find(url, err);
	struct dunlin_url *found = NULL;

	if (driver != NULL &&
	    (!DUNLIN_DRIVER_HAS(driver, adopt) || !DUNLIN_DRIVER_HAS(driver, handle_url)))
		dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		    "the %s driver takes no connection of an application", driver->name);
	else if (driver != NULL && driver->handle_url(handle, text, err))
		found = dn_url_parse(mem, text->s, err);
	dn_free(text); /* may hold a password */
	return found;
}

static struct dunlin *
handle_open(
    void *handle, const char *kind, const struct dunlin_options *options, struct dunlin_error *err)
{
	struct dunlin *project;

	if (handle == NULL) {
		dunlin_error_set(err, DUNLIN_E_USAGE, "there is no connection to migrate over");
		return NULL;
	}
	project = dunlin_open(options, err);
	if (project == NULL)
		return NULL;
	project->handle = handle;
	project->url = handle_url(project, handle, kind, err);
	if (project->url != NULL)
		return project;
	dunlin_close(project);
	return NULL;
}

struct dunlin *
dunlin_open_sqlite(
    struct sqlite3 *db, const struct dunlin_options *options, struct dunlin_error *err)
{
	return handle_open(db, "sqlite://", options, err);
}

struct dunlin *
dunlin_open_pq(struct pg_conn *conn, const struct dunlin_options *options, struct dunlin_error *err)
{
	struct dunlin *project = handle_open(conn, "postgresql://", options, err);

	/* The application may have had another one; its settings come back at the end. */
	if (project != NULL)
		dn_map_put(project->settings, "client_encoding", (void *) (uintptr_t) "UTF8");
	return project;
}
