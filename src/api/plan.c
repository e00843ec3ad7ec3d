/* plan.c - what an upgrade or a downgrade would do */
#include "config.h"

#include <string.h>

#include "report/frozen.h"
#include "api/project.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "engine/pooler.h"
#include "engine/run.h"
#include "engine/size.h"
#include "engine/stored.h"
#include "engine/trial.h"
#include "sql/thread.h"

static bool
plan_ask_sizes(void *payload, struct dn_map *sizes, struct dunlin_error *err)
{
	const struct dunlin *project = payload;

	return dn_size_ask(project->session, sizes, err);
}

static bool
plan_ask_begun(void *payload, bool up, struct dn_map *begun, struct dunlin_error *err)
{
	struct dunlin *project = payload;

	return !project->store->open ||
	       dn_store_begun(project->store, project->session, up ? DN_UP : DN_DOWN, begun, err);
}

static bool
plan_ask_retype(void *payload, const struct dn_retype *what, enum dn_duration *duration)
{
	const struct dunlin *project = payload;

	return dn_trial_retype(project->session, what, duration);
}

/* Without a database, as for a script, no table is known to be large. */
static struct dn_online
plan_online(struct dunlin *project)
{
	struct dn_online online = { .payload = project };

	online.mode = (enum dn_online_mode) dn_config_choice(project->config, "online");
	online.threshold = dn_config_size(project->config, "online_threshold");
	online.forgets = dn_project_stays_pooled(project);
	if (project->session != NULL)
		online.server = project->session->server;
	if (project->session != NULL && project->session->dialect->locks_tables)
		online.ask = plan_ask_sizes;
	if (online.ask != NULL)
		online.ask_retype = plan_ask_retype;
	if (online.ask != NULL && project->store != NULL)
		online.ask_begun = plan_ask_begun;
	if (project->session == NULL && project->large != NULL)
		online.ask = dn_project_assume_sizes;
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
plan_may_edit(const struct dunlin *project)
{
	const struct dunlin_driver *driver =
	    project->url == NULL ? NULL : dn_driver_find(project->url, NULL);

	return driver != NULL &&
	       (dn_driver_caps(driver, project->url) & DUNLIN_CAP_EDITABLE_SCHEMA) != 0;
}

static bool
plan_is_stored(void *payload, const char *table, const char *text, const char *columns)
{
	return dn_stored_is(payload, table, text, columns);
}

struct plan_said {
	enum dunlin_level level;
	char *message;
};

struct plan_job {
	const void *mem;
	const struct dn_plan_options *options;
	const struct dn_range *range;
	struct dn_revision **before;
	size_t nbefore;
	struct dunlin_error *err;
	struct dn_plan *plan;
	struct plan_said *said;
	size_t nsaid;
};

static void
plan_note(void *payload, enum dunlin_level level, const char *message)
{
	struct plan_job *job = payload;
	struct plan_said said = { level, dn_strdup(job->mem, message) };

	dn_push(job->mem, job->said, job->nsaid, said);
}

static void
plan_job_run(void *payload)
{
	struct plan_job *job = payload;

	job->plan =
	    dn_plan_new(job->mem, job->options, job->range, job->before, job->nbefore, job->err);
}

/*
 * A thread has a heap of its own with some C libraries, glibc's among them.  In the one heap SQLite
 * would make its schema, again behind each ALTER, of what is left free between the parts of a plan,
 * and take half as long again for it.  Who listens is called from the caller's thread all the same.
 */
static struct dn_plan *
plan_apart(struct plan_job *job, struct dn_plan_options *options)
{
	const struct dn_log *log = options->log, noted = { plan_note, job };
	bool ok;

	options->log = log == NULL ? NULL : &noted;
	job->options = options;
	ok = dn_thread_run(plan_job_run, job, job->err);
	for (size_t i = 0; i < job->nsaid; i++)
		dn_log(log, job->said[i].level, "%s", job->said[i].message);
	return ok ? job->plan : NULL;
}

static bool
plan_repeats(const struct dunlin *project)
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
	};
	struct plan_job job = { .mem = mem, .range = request->range, .err = err };
	struct dn_plan *plan;

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
	options.enums = (enum dn_enums) dn_config_choice(project->config, "enums");
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
	options.before_each = project->hooks[DN_HOOK_BEFORE_EACH];
	options.after_each = project->hooks[DN_HOOK_AFTER_EACH];
	job.before = dn_project_applied(mem, project, request->applied, &job.nbefore);
	if (request->script)
		dn_project_add_repeatables(
		    mem, project, request->applied, &job.before, &job.nbefore);
	else if (!dn_project_add_repeated(mem, project, &job.before, &job.nbefore, err))
		return NULL;
	plan = plan_apart(&job, &options);
	if (plan != NULL)
		plan->repeats = plan_repeats(project);
	return plan;
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
		applied = dn_project_read(mem, project, err);
		request->applied = applied;
		return applied != NULL && dn_project_verify(project, applied, err) &&
		       dn_project_recall(project, applied, err);
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
    const struct dn_plan_request *request, bool down, struct dunlin_error *err)
{
	struct dn_map *applied = (struct dn_map *) (uintptr_t) request->applied;

	*undo = (struct dn_undo_request){ .applied = applied, .look_only = true };
	if (project->session == NULL) {
		undo->partials = dn_new(mem, struct dn_partials);
		return true;
	}
	undo->partials = dn_store_partials(mem, project->store, project->session, err);
	if (undo->partials != NULL && down)
		dn_project_count_partials(project, undo->partials, applied);
	return undo->partials != NULL;
}

/* What earlier runs have done of PLAN; *ERR where the files do not say so any more. */
static void
plan_mark_done(struct dunlin *project, struct dn_plan *plan, const struct dn_partials *partials,
    struct dunlin_error *err)
{
	for (size_t i = 0; i < plan->nrevisions; i++) {
		struct dn_plan_revision *p = plan->revisions[i];
		const struct dn_partial *partial =
		    dn_partials_find(partials, p->revision->id, plan->direction);
		struct dn_partial at;

		if (partial == NULL || p->revision->cut)
			continue;
		at = *partial;
		dn_resume_left(project->session, project->store, plan, p, &at, err);
		p->done = at.done < p->nsteps ? at.done : p->nsteps;
		p->begun = at.started && p->done < p->nsteps;
	}
}

/* Why it would not be run as things are, or NULL: asked in the order of a run. */
static const struct dunlin_error *
plan_refused(struct dunlin *project, const void *mem, struct dn_plan *plan,
    const struct dn_partials *partials)
{
	struct dunlin_error *err = dn_error_new(mem);

	if (project->session == NULL)
		return NULL;
	plan_mark_done(project, plan, partials, err);
	if (err->code != DUNLIN_OK || !dn_project_has_partial_files(project, partials, err) ||
	    !dn_partials_allow(partials, plan->direction, plan, err) ||
	    (dn_project_stays_pooled(project) && !dn_pooler_allows(project->session, plan, err)) ||
	    !dn_project_ask_prechecks(project, plan, err) ||
	    !dn_project_check_rows(project, plan, err))
		return err;
	return NULL;
}

/* The first N revisions of the range. */
static struct dn_plan *
plan_of_first(struct dunlin *project, const void *mem, const struct dn_plan_request *request,
    size_t n, struct dunlin_error *err)
{
	struct dn_range first = *request->range;
	struct dn_plan_request own = *request;

	first.n = n;
	own.range = &first;
	return dn_project_plan(mem, project, &own, err);
}

/*
 * The plan of a downgrade, for ERR, cannot be made: that of as many revisions as can be undone, and
 * in REPORT the one that cannot.  NULL when it is not for want of a downgrade section.
 */
static struct dn_plan *
plan_of_derivable(struct dunlin *project, const void *mem, const struct dn_plan_request *request,
    struct dn_report_plan *report, struct dunlin_error *err)
{
	struct dn_plan_request quiet = *request;
	size_t works = 0, fails = request->range->n;
	const struct dn_revision *revision;
	struct dn_plan *plan;

	quiet.quiet = true;
	while (fails - works > 1) {
		size_t middle = works + (fails - works) / 2;

		plan = plan_of_first(project, mem, &quiet, middle, NULL);
		if (plan == NULL)
			fails = middle;
		else
			works = middle;
		dn_free(plan);
	}
	revision = fails == 0 ? NULL : request->range->revisions[works];
	if (revision == NULL || revision->downgrade.present)
		return NULL;
	plan = plan_of_first(project, mem, request, works, NULL);
	report->underivable = revision;
	report->refused = err;
	return plan;
}

/* The revisions, and the plan of them. */
static struct dn_plan *
plan_of_range(struct dunlin *project, const void *mem, const struct dunlin_plan_options *o,
    struct dn_undo_request *undo, struct dn_plan_request *request, struct dn_report_plan *report,
    struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(mem);
	struct dn_plan *plan;

	if (!plan_partials(project, mem, undo, request, o->down, err))
		return NULL;
	undo->range = request->range =
	    o->down
		? dn_project_range_down(mem, project, undo, o->target, err)
		: dn_history_range(mem, project->history, request->applied, DN_UP, o->target, err);
	if (undo->range == NULL ||
	    !dn_project_complete_range(mem, project, (struct dn_range *) (uintptr_t) undo->range,
		request->applied, false, err) ||
	    (o->down && !dn_project_cut_partials(mem, project, undo, err)))
		return NULL;
	plan = dn_project_plan(mem, project, request, own);
	if (plan == NULL && o->down)
		plan = plan_of_derivable(project, mem, request, report, own);
	if (plan == NULL)
		dn_error_copy(err, own);
	else if (o->down)
		dn_project_mark_undone(plan, undo->partials);
	return plan;
}

static bool
plan_make(struct dunlin *project, const void *mem, const struct dunlin_plan_options *o,
    struct dunlin_error *err)
{
	struct dn_plan_request request = { .replay = true, .fold = true };
	struct dn_report_plan report = { .target = o->target };
	struct dn_undo_request undo = { 0 };
	const struct dunlin_error *refused;
	struct dn_plan *plan;

	if (!dn_project_history(project, err) || !dn_project_url(project, err) ||
	    !plan_look(project, mem, &request, err) ||
	    (o->down && project->session != NULL &&
		!dn_project_recover(project, request.applied, err)))
		return false;
	plan = plan_of_range(project, mem, o, &undo, &request, &report, err);
	if (plan == NULL)
		return false;
	report.plan = plan;
	refused = plan_refused(project, mem, plan, undo.partials);
	report.refused = report.refused == NULL ? refused : report.refused;
	if ((o->down && project->session != NULL) || dn_project_prechecks(project)) {
		report.losses = dn_project_losses(mem, project, plan, err);
		if (report.losses == NULL)
			return false;
	}
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
