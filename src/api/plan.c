/* plan.c - what an upgrade or a downgrade would do */
#include "config.h"

#include <string.h>

#include "report/frozen.h"
#include "api/project.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "engine/size.h"
#include "engine/stored.h"

static bool
plan_ask_sizes(void *payload, struct dn_map *sizes, struct dunlin_error *err)
{
	return dn_size_ask(payload, sizes, err);
}

/* Without a database, as for a script, no table is known to be large. */
static struct dn_online
plan_online(const struct dunlin *project)
{
	struct dn_online online = { .payload = project->session };

	online.mode = (enum dn_online_mode) dn_config_choice(project->config, "online");
	online.threshold = dn_config_size(project->config, "online_threshold");
	online.forgets = dn_project_stays_pooled(project);
	if (project->session != NULL && project->session->dialect->locking != NULL)
		online.ask = plan_ask_sizes;
	return online;
}

/* May what is run first be made as what it comes to?  A script is for any database. */
static bool
plan_may_fold(struct dunlin *project, const struct dn_plan_request *request, bool *fold,
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
plan_check_types(
    const struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	const struct dn_store *store = project->session == NULL ? NULL : project->store;

	if (store == NULL || store->types == NULL || store->made_types[0] == '\0' ||
	    strcmp(store->types, store->made_types) == 0 || dn_map_count(applied) == 0)
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "the tables of this database were made with types = %s, not %s", store->made_types,
	    store->types);
	dunlin_error_set_hint(err,
	    "Write types = %s; for tables of another form, downgrade to base first, or upgrade a "
	    "new database.",
	    store->made_types);
	dn_config_error_at(project->config, "types", err);
	return false;
}

/* A plan is the same whether the database is there yet or not. */
static bool
plan_may_edit(const struct dunlin *project)
{
	const struct dunlin_driver *driver =
	    project->url == NULL ? NULL : dn_driver_find(project->url, NULL);

	return driver != NULL && (driver->caps & DUNLIN_CAP_EDITABLE_SCHEMA) != 0;
}

static bool
plan_is_stored(void *payload, const char *table, const char *text, const char *columns)
{
	return dn_stored_is(payload, table, text, columns);
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
	};
	struct dn_revision **before;
	size_t nbefore;

	if (!plan_check_types(project, request->applied, err))
		return NULL;
	/* Without schemas every unqualified name is in the one place that there is. */
	if (dialect->default_schema != NULL) {
		options.search_path = project->search_path;
		options.nsearch_path = project->nsearch_path;
	}
	options.untranslatable =
	    (enum dn_untranslatable) dn_config_choice(project->config, "untranslatable");
	options.types = (enum dn_types) dn_config_choice(project->config, "types");
	options.edits = !request->script && plan_may_edit(project);
	if (options.edits && project->session != NULL) {
		options.is_stored = plan_is_stored;
		options.is_stored_payload = project->session;
	}
	options.transaction = project->transaction;
	options.ahead = request->ahead;
	options.online = plan_online(project);
	if (!plan_may_fold(project, request, &options.fold, err))
		return NULL;
	before = dn_project_applied(mem, project, request->applied, &nbefore);
	return dn_plan_new(mem, &options, request->range, before, nbefore, err);
}

/* What is applied.  A database that is not there yet has nothing. */
static bool
plan_look(struct dunlin *project, const void *mem, struct dn_plan_request *request,
    struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(mem);
	struct dn_map *applied;

	if (dn_project_connect(project, DN_ACCESS_READ, own)) {
		request->dialect = project->session->dialect;
		applied = dn_store_read(mem, project->store, project->session, err);
		request->applied = applied;
		return applied != NULL && dn_project_verify(project, applied, err);
	}
	if (own->code != DUNLIN_E_ABSENT)
		return dn_error_copy(err, own);
	request->dialect = dn_project_dialect(project, err);
	request->applied = dn_map_new(mem);
	return request->dialect != NULL;
}

static bool
plan_write(const char *file, const char *target, const struct dn_report_plan *report,
    const struct dn_map *applied, struct dunlin_error *err)
{
	struct dn_frozen frozen = {
		.file = file,
		.database = report->database,
		.target = target,
		.applied = (struct dn_map *) (uintptr_t) applied,
	};

	return dn_frozen_write(file, &frozen, report->plan, err);
}

/* Downwards, what stopped half way up comes first. */
static bool
plan_partials(struct dunlin *project, const void *mem, struct dn_undo_request *undo,
    const struct dn_plan_request *request, struct dunlin_error *err)
{
	struct dn_map *applied = (struct dn_map *) (uintptr_t) request->applied;

	*undo = (struct dn_undo_request){ .applied = applied, .look_only = true };
	if (project->session == NULL) {
		undo->partials = dn_new(mem, struct dn_partials);
		return true;
	}
	undo->partials = dn_store_partials(mem, project->store, project->session, err);
	if (undo->partials != NULL)
		dn_project_count_partials(project, undo->partials, applied);
	return undo->partials != NULL;
}

static bool
plan_make(struct dunlin *project, const void *mem, const struct dunlin_plan_options *o,
    struct dunlin_error *err)
{
	struct dn_plan_request request = { .replay = true, .fold = true };
	struct dn_report_plan report = { .target = o->target };
	struct dn_undo_request undo = { 0 };
	struct dn_range *range;

	if (!dn_project_history(project, err) || !dn_project_url(project, err) ||
	    !plan_look(project, mem, &request, err) ||
	    (o->down && !plan_partials(project, mem, &undo, &request, err)))
		return false;
	range = dn_history_range(
	    mem, project->history, request.applied, o->down ? DN_DOWN : DN_UP, o->target, err);
	request.range = undo.range = range;
	if (range == NULL || (o->down && !dn_project_cut_partials(mem, project, &undo, err)))
		return false;
	report.plan = dn_project_plan(mem, project, &request, err);
	if (report.plan == NULL)
		return false;
	report.database = dn_url_redact(mem, project->url);
	report.current =
	    dn_history_current(mem, project->history, request.applied, &report.ncurrent);
	return dn_report_plan(&project->report, &report, err) &&
	       (o->out == NULL || plan_write(o->out, o->target, &report, request.applied, err));
}

bool
dunlin_plan(
    struct dunlin *project, const struct dunlin_plan_options *options, struct dunlin_error *err)
{
	struct dunlin_plan_options o = { 0 };
	void *mem = dn_new_context(project);
	bool ok;

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	if (o.down && o.out != NULL)
		ok = dunlin_error_set(
		    err, DUNLIN_E_USAGE, "only the plan of an upgrade can be written to a file");
	else
		ok = plan_make(project, mem, &o, err);
	dn_free(mem);
	return ok;
}
