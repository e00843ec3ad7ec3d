/* project.c - open a project, and as much of it as a verb needs */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "engine/await.h"
#include "engine/lock/lock.h"

static const char session_prefix[] = "session.";

/* What the session starts with; the role last, for it may lack the right to set the rest. */
static void
project_collect_settings(struct dunlin *project)
{
	static const char *const keys[][2] = { { "schema", "search_path" }, { "role", "role" } };
	size_t len = strlen(session_prefix);

	project->settings = dn_map_new(project);
	dn_map_each (project->config->values, e)
		if (strncmp(e->key, session_prefix, len) == 0)
			dn_map_put(project->settings, e->key + len, e->value);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *value = dn_config_get(project->config, keys[i][0]);

		if (value != NULL)
			dn_map_put(project->settings, keys[i][1], dn_strdup(project, value));
	}
}

/* The schemas that unqualified names are looked for in, as the configuration lists them. */
static void
project_collect_search_path(struct dunlin *project)
{
	const char *path = dn_config_get(project->config, "schema");

	for (size_t len; path != NULL && *path != '\0'; path += len) {
		path += strspn(path, " ,\"");
		len = strcspn(path, " ,\"");
		if (len > 0)
			dn_push(project, project->search_path, project->nsearch_path,
			    dn_strndup(project, path, len));
	}
}

/* What a run does, to the report and to who looks on.  Events that are lost do not stop it. */
static void
project_observe(void *payload, const struct dunlin_event *event)
{
	struct dunlin *project = payload;

	if (project->report.json && !dn_report_event(&project->report, event, NULL))
		project->events_lost = true;
	if (project->observe != NULL)
		project->observe(project->observe_payload, event);
}

static void
project_set_observers(struct dunlin *project, const struct dunlin_options *o)
{
	const struct dn_log log = { o->log, o->log_payload };
	bool seen = o->observe != NULL || o->json;

	project->observe = o->observe;
	project->observe_payload = o->observe_payload;
	project->progress = dn_progress_new(project, &log, seen ? project_observe : NULL, project);
	if (seen || o->log != NULL)
		project->log = (struct dn_log){ dn_progress_log, project->progress };
}

struct dn_report
dn_project_report(const struct dunlin_options *options)
{
	struct dunlin_options o = { 0 };

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	return (struct dn_report){
		.write = o.write,
		.payload = o.write_payload,
		.json = o.json,
		.verbose = o.verbose,
		.show_values = o.show_values,
		.width = o.width,
		.color = o.color,
	};
}

static bool
project_set_wait(struct dunlin *project, const char *wait, struct dunlin_error *err)
{
	if (wait == NULL || dn_config_parse_duration(wait, &project->wait_ms))
		return true;
	dunlin_error_set(
	    err, DUNLIN_E_USAGE, "'%s' is no duration of up to a day to wait for", wait);
	dunlin_error_set_hint(err, "Write it as 500ms, 60s, 2m or 1h.");
	return false;
}

static bool
project_set_placeholders(
    struct dunlin *project, const struct dunlin_options *o, struct dunlin_error *err)
{
	const char *const *list = o->placeholders;

	project->placeholders = dn_map_new(project);
	for (; list != NULL && *list != NULL; list++)
		if (!dn_placeholder_add(project->placeholders, *list, err))
			return false;
	return o->tag == NULL || dn_placeholder_add(project->placeholders,
				     dn_sprintf(project, "tag=%s", o->tag), err);
}

struct dunlin *
dunlin_open(const struct dunlin_options *options, struct dunlin_error *err)
{
	struct dunlin *project = dn_new(NULL, struct dunlin);
	struct dunlin_options o = { 0 };

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	project_set_observers(project, &o);
	project->report = dn_project_report(options);
	project->database = dn_strdup_null(project, o.database);
	project->said = dn_map_new(project);
	if (project_set_wait(project, o.wait, err) && project_set_placeholders(project, &o, err))
		project->config = dn_config_open(project, o.config, o.section, &project->log, err);
	if (project->config == NULL) {
		dn_free(project);
		return NULL;
	}
	project->transaction =
	    (enum dn_transaction) dn_config_choice(project->config, "transaction");
	project_collect_settings(project);
	project_collect_search_path(project);
	return project;
}

void
dunlin_close(struct dunlin *project)
{
	if (project == NULL)
		return;
	if (project->session != NULL) {
		struct dn_session *session = project->session;

		project->session = NULL; /* a signal must not find it half closed */
		dn_free(session);
	}
	dn_free(project);
}

void
dunlin_cancel(struct dunlin *project)
{
	struct dn_session *session = project->session;
	struct dunlin *scratch = project->scratch;

	project->canceled = 1;
	if (session != NULL)
		dn_session_cancel(session);
	if (scratch != NULL)
		dunlin_cancel(scratch);
}

/* Where the revisions are: what the configuration lists, else versions beside the template. */
static void
project_locations(const void *mem, const struct dunlin *project, struct dn_locations *locations)
{
	const struct dn_config *config = project->config;
	const char *home = dn_config_get(config, "script_location");

	locations->recursive = dn_config_choice(config, "recursive_version_locations") == 1;
	locations->paths = dn_config_list(mem, config, "version_locations", &locations->n);
	for (size_t i = 0; i < locations->n; i++)
		locations->paths[i] = dn_config_path(mem, config, locations->paths[i]);
	if (locations->n == 0)
		dn_push(mem, locations->paths, locations->n,
		    dn_sprintf(mem, "%s/versions", dn_config_path(mem, config, home)));
}

/* A name that is wrong must be seen: what is there would look like all that there is. */
static void
project_say_missing(const struct dunlin *project)
{
	const struct dn_locations *locations = &project->history->locations;

	for (size_t i = 0; locations->n > 1 && i < locations->n; i++)
		if (access(locations->paths[i], F_OK) != 0)
			dn_log(&project->log, DUNLIN_NOTICE,
			    "'%s' of version_locations is not there yet", locations->paths[i]);
}

bool
dn_project_history(struct dunlin *project, struct dunlin_error *err)
{
	struct dn_locations locations = { 0 };
	void *scratch;

	if (project->history != NULL)
		return true;
	scratch = dn_new_context(NULL);
	project_locations(scratch, project, &locations);
	project->history = dn_history_open(project, &locations, err);
	dn_free(scratch);
	for (size_t i = 0; project->history != NULL && i < project->history->n; i++)
		project->history->revisions[i]->placeholders = project->placeholders;
	if (project->history == NULL)
		return false;
	for (size_t i = 0; i < project->history->nrepeatables; i++)
		project->history->repeatables[i]->placeholders = project->placeholders;
	project_say_missing(project);
	return dn_project_read_hooks(project, err);
}

bool
dn_project_url(struct dunlin *project, struct dunlin_error *err)
{
	struct dn_config_origin from;

	if (project->url == NULL)
		project->url = dn_config_database(
		    project, project->config, project->database, &from, &project->log, err);
	return project->url != NULL;
}

void
dn_project_session_options(struct dunlin *project, struct dn_session_options *options)
{
	options->url = project->url;
	options->log = &project->log;
	options->busy_timeout_ms = dn_config_duration(project->config, "lock_wait");
	options->lock_timeout_ms = dn_config_duration(project->config, "lock_timeout");
	options->lock_retry_ms = dn_config_duration(project->config, "lock_retry");
	options->backfill_pause_ms = dn_config_duration(project->config, "backfill_pause");
	options->backfill_lag_ms = dn_config_duration(project->config, "backfill_lag");
	options->application_name = dn_config_get(project->config, "application_name");
	options->settings = project->settings;
	options->pooler = (enum dn_pooler) dn_config_choice(project->config, "pooler");
	options->lease_ms = dn_config_duration(project->config, "lease_time");
	options->canceled = &project->canceled;
}

bool
dn_project_connect(struct dunlin *project, enum dn_access access, struct dunlin_error *err)
{
	struct dn_session_options options = { 0 };
	struct dunlin_error *own;

	if (project->session != NULL)
		return true;
	if (!dn_project_url(project, err) ||
	    (project->handle == NULL && !dn_config_password(project->config, project->url, err)))
		return false;
	dn_project_session_options(project, &options);
	options.handle = project->handle;
	options.read_only = access == DN_ACCESS_READ;
	options.create = access == DN_ACCESS_CREATE;
	options.opened = &project->session;
	options.wait_ms = project->wait_ms;
	options.progress = project->progress;
	own = dn_error_new(project);
	project->session = dn_session_await(project, &options, own);
	if (project->session != NULL && access != DN_ACCESS_READ && project->session->pooled &&
	    !dn_project_go_direct(project, &options, own)) {
		struct dn_session *session = project->session;

		project->session = NULL;
		dn_free(session);
	}
	if (project->session != NULL)
		project->store = dn_project_store(project, project->session->dialect);
	else
		dn_error_copy(err, own);
	dn_free(own);
	return project->session != NULL;
}

bool
dn_project_lock(struct dunlin *project, bool *waited, struct dunlin_error *err)
{
	return dn_lock_take(project->session, project->store,
	    dn_config_duration(project->config, "lock_wait"), waited, err);
}

struct dn_store *
dn_project_store(struct dunlin *project, const struct dn_dialect *dialect)
{
	struct dn_store_options options = {
		.schema = dn_config_get(project->config, "version_table_schema"),
		.prefix = dn_config_get(project->config, "table_prefix"),
		.types = dialect->kept_key == NULL
			     ? NULL
			     : dn_config_get(project->config, dialect->kept_key),
	};

	if (options.schema == NULL && project->nsearch_path > 0)
		options.schema = project->search_path[0];
	return dn_store_new(project, dialect, &options);
}

/*
 * What was applied in parts is applied as the one that they were squashed into, which was proved to
 * be the same: its file is not that of the last part, and not compared.
 */
static void
project_settle_replaced(const struct dunlin *project, struct dn_map *applied)
{
	dn_map_each (project->history->replaced, e) {
		const struct dn_revision *one = e->value;
		struct dn_record *record = dn_map_get(applied, one->id);

		if (record != NULL && dn_map_remove(applied, e->key))
			record->checksum = "";
	}
}

struct dn_map *
dn_project_read(const void *mem, struct dunlin *project, struct dunlin_error *err)
{
	struct dn_map *applied = dn_store_read(mem, project->store, project->session, err);

	if (applied != NULL && project->history != NULL)
		project_settle_replaced(project, applied);
	return applied;
}

bool
dn_project_at_hand(
    const void *mem, struct dunlin *project, struct dn_map **applied, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(mem);
	bool known = dn_project_url(project, own);

	*applied = NULL;
	if (known && dn_project_connect(project, DN_ACCESS_READ, own)) {
		*applied = dn_project_read(mem, project, err);
		return *applied != NULL;
	}
	if (known || project->database != NULL || own->code != DUNLIN_E_CONFIG)
		return own->code == DUNLIN_E_ABSENT || dn_error_copy(err, own);
	dn_log(&project->log, DUNLIN_NOTICE,
	    "no database is configured: nobody looked whether one has it");
	return true;
}

const struct dn_dialect *
dn_project_dialect(struct dunlin *project, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = dn_dialect_of(project->url);

	if (dialect == NULL)
		dunlin_error_set(err, DUNLIN_E_CONFIG, "no dialect for '%s:' without a connection",
		    dn_url_engine(project->url));
	return dialect;
}

const struct dn_dialect *
dn_project_script_dialect(struct dunlin *project, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(project);
	const struct dn_dialect *dialect = NULL;

	if (dn_project_url(project, own))
		dialect = dn_project_dialect(project, err);
	else if (project->database != NULL)
		dn_error_copy(err, own);
	else
		dialect = dn_dialect_find("postgresql");
	dn_free(own);
	return dialect;
}

struct dn_revision **
dn_project_applied(
    const void *mem, const struct dunlin *project, const struct dn_map *applied, size_t *n)
{
	struct dn_revision **list = NULL;
	const struct dn_history *history = project->history;

	*n = 0;
	for (size_t i = 0; i < history->n; i++)
		if (dn_map_get(applied, history->revisions[i]->id) != NULL)
			dn_push(mem, list, *n, history->revisions[i]);
	return list;
}
