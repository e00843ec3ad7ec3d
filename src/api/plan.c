/* plan.c - what an upgrade or a downgrade would do */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/pooler.h"
#include "engine/run/run.h"
#include "report/frozen.h"

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
