/* planning.c - plan a range of the history, as the configuration and the database at hand want it
 */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "engine/run/run.h"
#include "engine/ask/size.h"
#include "engine/ask/stored.h"
#include "engine/ask/trial.h"
#include "sql/thread.h"

static bool
planning_ask_sizes(void *payload, struct dn_map *sizes, struct dunlin_error *err)
{
	const struct dunlin *project = payload;

	return dn_size_ask(project->session, sizes, err);
}

static bool
planning_ask_begun(void *payload, bool up, struct dn_map *begun, struct dunlin_error *err)
{
	struct dunlin *project = payload;

	return !project->store->open ||
	       dn_store_begun(project->store, project->session, up ? DN_UP : DN_DOWN, begun, err);
}

static bool
planning_ask_retype(void *payload, const struct dn_retype *what, enum dn_duration *duration)
{
	const struct dunlin *project = payload;

	return dn_trial_retype(project->session, what, duration);
}

/* Without a database, as for a script, no table is known to be large. */
static struct dn_online
planning_online(struct dunlin *project)
{
	struct dn_online online = { .payload = project };

	online.mode = (enum dn_online_mode) dn_config_choice(project->config, "online");
	online.threshold = dn_config_size(project->config, "online_threshold");
	online.forgets = dn_project_stays_pooled(project);
	if (project->session != NULL)
		online.server = project->session->server;
	if (project->session != NULL && project->session->dialect->locks_tables)
		online.ask = planning_ask_sizes;
	if (online.ask != NULL)
		online.ask_retype = planning_ask_retype;
	if (online.ask != NULL && project->store != NULL)
		online.ask_begun = planning_ask_begun;
	if (project->session == NULL && project->large != NULL)
		online.ask = dn_project_assume_sizes;
	return online;
}

/* May what is run first be made as what it comes to?  A script is for any database. */
static bool
planning_may_fold(struct dunlin *project, const struct dn_plan_request *request, bool *fold,
    struct dunlin_error *err)
{
	const char *has_objects = request->dialect->has_objects;
	bool found = false;

	*fold = request->fold && has_objects != NULL && dn_map_count(request->applied) == 0 &&
		dn_config_choice(project->config, "fold") == DN_FOLD_AUTO;
	if (!*fold || project->session == NULL)
		return true;
	if (!dn_session_has_row(project->session, has_objects, NULL, 0, &found, err))
		return false;
	*fold = !found;
	return true;
}

/* Tables of two forms in one database would be more than anybody can know. */
static bool
planning_check_types(
    const struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	const struct dn_store *store = project->session == NULL ? NULL : project->store;
	const char *key = store == NULL ? NULL : store->dialect->kept_key;

	if (store == NULL || store->types == NULL || store->made_types[0] == '\0' ||
	    strcmp(store->types, store->made_types) == 0 || dn_map_count(applied) == 0)
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "the tables of this database were made with %s = %s, not %s", key, store->made_types,
	    store->types);
	dunlin_error_set_hint(err,
	    "Write %s = %s; for tables of another form, downgrade to base first, or upgrade a "
	    "new database.",
	    key, store->made_types);
	dn_config_error_at(project->config, key, err);
	return false;
}

/* A plan is the same whether the database is there yet or not. */
static bool
planning_may_edit(const struct dunlin *project)
{
	const struct dunlin_driver *driver =
	    project->url == NULL ? NULL : dn_driver_find(project->url, NULL);

	return driver != NULL &&
	       (dn_driver_caps(driver, project->url) & DUNLIN_CAP_EDITABLE_SCHEMA) != 0;
}

static bool
planning_is_stored(void *payload, const char *table, const char *text, const char *columns)
{
	return dn_stored_is(payload, table, text, columns);
}

struct planning_said {
	enum dunlin_level level;
	char *message;
};

struct planning_job {
	const void *mem;
	const struct dn_plan_options *options;
	const struct dn_range *range;
	struct dn_revision **before;
	size_t nbefore;
	struct dunlin_error *err;
	struct dn_plan *plan;
	struct planning_said *said;
	size_t nsaid;
};

static void
planning_note(void *payload, enum dunlin_level level, const char *message)
{
	struct planning_job *job = payload;
	struct planning_said said = { level, dn_strdup(job->mem, message) };

	dn_push(job->mem, job->said, job->nsaid, said);
}

static void
planning_job_run(void *payload)
{
	struct planning_job *job = payload;

	job->plan =
	    dn_plan_new(job->mem, job->options, job->range, job->before, job->nbefore, job->err);
}

/*
 * A thread has a heap of its own with some C libraries, glibc's among them.  In the one heap SQLite
 * would make its schema, again behind each ALTER, of what is left free between the parts of a plan,
 * and take half as long again for it.  Who listens is called from the caller's thread all the same.
 */
static struct dn_plan *
planning_apart(struct planning_job *job, struct dn_plan_options *options)
{
	const struct dn_log *log = options->log, noted = { planning_note, job };
	bool ok;

	options->log = log == NULL ? NULL : &noted;
	job->options = options;
	ok = dn_thread_run(planning_job_run, job, job->err);
	for (size_t i = 0; i < job->nsaid; i++)
		dn_log(log, job->said[i].level, "%s", job->said[i].message);
	return ok ? job->plan : NULL;
}

static bool
planning_repeats(const struct dunlin *project)
{
	const struct dn_map *repeated = project->store == NULL ? NULL : project->store->repeated;

	return project->history->nrepeatables > 0 ||
	       (repeated != NULL && dn_map_count(repeated) > 0);
}

struct dn_plan *
dn_project_plan(const void *mem, struct dunlin *project, const struct dn_plan_request *request,
    struct dunlin_error *err)
{
	const struct dn_dialect *dialect = request->dialect;
	struct dn_plan_options options = {
		.dialect = dialect,
		.log = request->quiet ? NULL : &project->log,
		.said = request->quiet ? NULL : project->said,
		.replay = request->replay,
		.replays = project->replays,
	};
	struct planning_job job = { .mem = mem, .range = request->range, .err = err };
	struct dn_plan *plan;

	if (!planning_check_types(project, request->applied, err))
		return NULL;
	/* Without schemas every unqualified name is in the one place that there is. */
	if (dialect->default_schema != NULL) {
		options.search_path = project->search_path;
		options.nsearch_path = project->nsearch_path;
	}
	options.untranslatable =
	    (enum dn_untranslatable) dn_config_choice(project->config, "untranslatable");
	options.types = (enum dn_types) dn_config_choice(project->config, "types");
	options.enums = (enum dn_enums) dn_config_choice(project->config, "enums");
	options.edits = !request->script && planning_may_edit(project);
	if (options.edits && project->session != NULL) {
		options.is_stored = planning_is_stored;
		options.is_stored_payload = project->session;
	}
	options.transaction = project->transaction;
	options.ahead = request->ahead;
	options.online = planning_online(project);
	if (!planning_may_fold(project, request, &options.fold, err))
		return NULL;
	options.before_each = project->hooks[DN_HOOK_BEFORE_EACH];
	options.after_each = project->hooks[DN_HOOK_AFTER_EACH];
	job.before = dn_project_applied(mem, project, request->applied, &job.nbefore);
	if (request->script)
		dn_project_add_repeatables(
		    mem, project, request->applied, &job.before, &job.nbefore);
	else if (!dn_project_add_repeated(mem, project, &job.before, &job.nbefore, err))
		return NULL;
	plan = planning_apart(&job, &options);
	if (plan != NULL)
		plan->repeats = planning_repeats(project);
	return plan;
}
