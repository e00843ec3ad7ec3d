/* undo.c - upgrades that stopped half way, on the way down */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/run/resume.h"
#include "engine/run/run.h"
#include "plan/derive.h"

/*
 * What is done of such an upgrade is the beginning of its section, so its revision is cut there:
 * for planning it is then a revision as any other that is applied and has no downgrade section.
 * The one that was written is not used, for it undoes the whole: its statements about what was
 * never made would fail or, with IF EXISTS, find something else.  The difference of the models is
 * exact; where there is none, finishing the upgrade leads to the written section.
 */
struct undo {
	struct dunlin *project;
	const void *mem;
	const struct dn_undo_request *request;
	struct dn_partial *partial;
	struct dn_revision *revision;
	struct dn_plan *up; /* the whole of it */
};

static struct dn_plan *
undo_plan(struct undo *u, enum dn_direction direction, const struct dn_map *applied,
    struct dunlin_error *err)
{
	struct dn_range range = { .direction = direction, .revisions = &u->revision, .n = 1 };
	const struct dn_plan_request request = {
		.dialect = u->project->session->dialect,
		.range = &range,
		.applied = applied,
		.quiet = true,
	};

	return dn_project_plan(u->mem, u->project, &request, err);
}

/* All that is applied but the revision itself, and others that stopped. */
static struct dn_map *
undo_others(struct undo *u)
{
	struct dn_map *others = dn_map_new(u->mem);

	dn_map_each (u->request->applied, e)
		if (strcmp(e->key, u->revision->id) != 0)
			dn_map_put(others, e->key, e->value);
	return others;
}

/* Are the steps of the upgrade that was cut the first N of the whole? */
static bool
undo_cut_fits(struct undo *u, size_t n)
{
	const struct dn_plan_revision *whole = u->up->revisions[0], *cut;
	struct dn_plan *plan = undo_plan(u, DN_UP, undo_others(u), NULL);

	if (plan == NULL)
		return false;
	cut = plan->revisions[0];
	if (cut->nsteps != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(cut->steps[i]->hash, whole->steps[i]->hash) != 0)
			return false;
	return true;
}

static bool
undo_cut_at(struct undo *u, size_t at, size_t n, bool *fits, struct dunlin_error *err)
{
	if (!dn_revision_cut(u->revision, at, err))
		return false;
	*fits = undo_cut_fits(u, n);
	return true;
}

/* Where another dialect holds statements back, the steps need not be in the statements' order. */
static bool
undo_cut_order(struct undo *u, size_t n, bool *fits, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = u->up->revisions[0];
	const struct dn_statement *next = n < p->nsteps ? p->steps[n]->output->from : NULL;
	size_t end = u->revision->source.len;

	if (!undo_cut_at(u, next == NULL ? end : next->span.start, n, fits, err))
		return false;
	for (size_t i = p->nstatements; !*fits && i-- > 0;)
		if (!undo_cut_at(u, p->statements[i]->span.start, n, fits, err))
			return false;
	return true;
}

/* Of the first N steps, those of the safer form that the next one belongs to, too. */
static size_t
undo_form_steps(const struct dn_plan_revision *p, size_t n)
{
	size_t steps = 0;

	while (n < p->nsteps && steps < n && p->steps[n]->form != NULL &&
	       p->steps[n - 1 - steps]->output->from == p->steps[n]->output->from)
		steps++;
	return steps;
}

/*
 * Steps are in the order of the statements, but a safer form is several for one: what is done of
 * it stands for that.  Rows were only filled where the column goes again.
 */
static bool
undo_cut_forms(struct undo *u, size_t n, bool *fits, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = u->up->revisions[0];
	const struct dn_statement *next = n < p->nsteps ? p->steps[n]->output->from : NULL;
	size_t steps = undo_form_steps(p, n);
	struct dunlin_buf *sql = dn_buf_new(u->mem);

	*fits = true;
	for (size_t i = n - steps; i < n; i++) {
		const struct dn_output *out = p->steps[i]->output;

		*fits = *fits && !out->each;
		if (out->batch == NULL)
			dunlin_buf_printf(sql, "\n%s;\n", out->sql);
	}
	if (!dn_revision_cut(
		u->revision, next == NULL ? u->revision->source.len : next->span.start, err))
		return false;
	if (steps > 0)
		dn_revision_cut_with(u->revision, sql->s);
	return true;
}

static bool
undo_cut(struct undo *u, size_t n, struct dunlin_error *err)
{
	bool fits;

	while (n > 0 && u->up->revisions[0]->steps[n - 1]->output->idle)
		n--;
	if (!(u->up->dialect->locks_tables ? undo_cut_forms(u, n, &fits, err)
					   : undo_cut_order(u, n, &fits, err)))
		return false;
	if (fits)
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "revision '%s' stopped inside of a statement that is several steps here, which cannot "
	    "be undone",
	    u->revision->id);
	dunlin_error_set_hint(err, DN_UNDO_HINT);
	return false;
}

/* What undoes the first N steps; NULL and ERR when that is nothing that can be derived. */
static struct dn_plan *
undo_derive(struct undo *u, size_t n, struct dunlin_error *err)
{
	struct dn_plan *plan =
	    undo_cut(u, n, err) ? undo_plan(u, DN_DOWN, u->request->applied, err) : NULL;
	const struct dn_plan_revision *p = plan == NULL ? NULL : plan->revisions[0];

	/* Where each statement commits, those are journalled, and probed as on the way up. */
	for (size_t i = 0; p != NULL && !plan->dialect->ddl_commits && i < p->nsteps; i++) {
		if (p->steps[i]->transactional)
			continue;
		dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		    "what is done of revision '%s' cannot be undone in a transaction",
		    u->revision->id);
		dunlin_error_set_hint(err, DN_UNDO_HINT);
		return NULL;
	}
	return plan;
}

/* The step that was begun is done, or it is not: from here on the journal says which. */
static bool
undo_decide(
    struct undo *u, struct dn_runner *r, const struct dn_find *how, struct dunlin_error *err)
{
	const struct dn_plan_revision *p = u->up->revisions[0];
	struct dn_resumed at = { .run = u->partial->run, .step = u->partial->done };
	enum dn_found found;

	if (!dn_resume_find(r, p, at.step, how, &found, err))
		return false;
	if (how->told != DN_DECISION_NONE && found != DN_FOUND_EITHER)
		u->project->decision = DN_DECISION_NONE;
	if (found == DN_FOUND_HALF || (found == DN_FOUND_EITHER && !how->indifferent)) {
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "step %zu of revision '%s' was begun, and what it did cannot be undone by "
		    "itself",
		    at.step + 1, u->revision->id);
		dunlin_error_set_hint(err, DN_UNDO_HINT);
		return false;
	}
	if (!dn_resume_mark(r, p, &at, found == DN_FOUND_DONE ? "done" : "intended", err))
		return false;
	u->partial->started = false;
	u->partial->done += found == DN_FOUND_DONE;
	return true;
}

static void
undo_say_begun(struct undo *u)
{
	dn_log(&u->project->log, DUNLIN_NOTICE,
	    "step %zu of '%s' was begun; the downgrade finds out first whether it was done, here "
	    "it counts as not done",
	    u->partial->done + 1, u->revision->id);
}

/* A step outside a transaction was begun.  Both outcomes are looked at before anything is healed.
 */
static bool
undo_started(struct undo *u, struct dunlin_error *err)
{
	struct dunlin_error *own = dn_error_new(u->mem);
	struct dn_runner r = {
		.session = u->project->session,
		.store = u->project->store,
		.plan = u->up,
		.run = (char *) (uintptr_t) u->partial->run,
	};
	struct dn_find how = { .told = u->project->decision };
	struct dn_plan *without = undo_derive(u, u->partial->done, err), *with;

	if (without == NULL)
		return false;
	with = undo_derive(u, u->partial->done + 1, own);
	how.heals = with != NULL;
	how.indifferent = with != NULL && strcmp(with->hash, without->hash) == 0;
	return dn_revision_cut(u->revision, SIZE_MAX, err) && undo_decide(u, &r, &how, err);
}

static bool
undo_partial(struct undo *u, struct dunlin_error *err)
{
	struct dn_partial *partial = u->partial;

	if (!dn_revision_cut(u->revision, SIZE_MAX, err))
		return false;
	/* Nothing is done: what the file says now does not matter. */
	if (partial->done == 0 && !partial->started)
		return dn_revision_cut(u->revision, u->revision->upgrade.span.start, err);
	u->up = undo_plan(u, DN_UP, undo_others(u), err);
	if (u->up == NULL || !dn_resume_left(u->project->session, u->project->store, u->up,
				 u->up->revisions[0], partial, err))
		return false;
	if (partial->started && u->request->look_only)
		undo_say_begun(u);
	else if (partial->started && !undo_started(u, err))
		return false;
	return undo_derive(u, partial->done, err) != NULL;
}

static bool
undo_has_file(const struct dunlin *project, const char *id)
{
	bool known = dn_history_get(project->history, id) != NULL ||
		     dn_history_repeatable(project->history, id) != NULL;

	for (size_t i = 0; i < DN_HOOKS; i++)
		known =
		    known || (project->hooks[i] != NULL && strcmp(project->hooks[i]->id, id) == 0);
	return known;
}

/* Half of a revision can be finished or undone by nothing but its file. */
bool
dn_project_has_partial_files(
    struct dunlin *project, const struct dn_partials *partials, struct dunlin_error *err)
{
	for (size_t i = 0; i < partials->n; i++) {
		const struct dn_partial *partial = &partials->items[i];

		if (partial->direction == DN_DOWN || (partial->done == 0 && !partial->started) ||
		    undo_has_file(project, partial->revision))
			continue;
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "revision '%s' is partial (it stopped %s), and no file of the history has it",
		    partial->revision,
		    dn_stopped_place(partials, partial->done, partial->started, partial->nsteps));
		dunlin_error_set_hint(err, "Bring its file back; or undo by hand what is done of "
					   "it, and record with `dunlin "
					   "stamp` where the database is.");
		return false;
	}
	return true;
}

void
dn_project_count_partials(
    struct dunlin *project, const struct dn_partials *partials, struct dn_map *applied)
{
	for (size_t i = 0; i < partials->n; i++) {
		const struct dn_partial *partial = &partials->items[i];

		if (partial->direction == DN_UP &&
		    dn_history_get(project->history, partial->revision) != NULL)
			dn_map_put(applied, partial->revision, (void *) (uintptr_t) partial);
	}
}

/* The one that stopped half way up; NULL where none or several did. */
static struct dn_revision *
undo_only(const struct dunlin *project, const struct dn_partials *partials)
{
	struct dn_revision *only = NULL;

	for (size_t i = 0; partials != NULL && i < partials->n; i++) {
		struct dn_revision *revision =
		    dn_history_get(project->history, partials->items[i].revision);

		if (partials->items[i].direction != DN_UP || revision == NULL)
			continue;
		if (only != NULL)
			return NULL;
		only = revision;
	}
	return only;
}

struct dn_range *
dn_project_range_down(const void *mem, const struct dunlin *project,
    const struct dn_undo_request *request, const char *target, struct dunlin_error *err)
{
	struct dn_revision *only = undo_only(project, request->partials);
	struct dn_range *range;

	if (only == NULL || strcmp(target, "-1") != 0)
		return dn_history_range(
		    mem, project->history, request->applied, DN_DOWN, target, err);
	range = dn_new(mem, struct dn_range);
	range->direction = DN_DOWN;
	dn_push(range, range->revisions, range->n, only);
	return range;
}

static bool
undo_is_in(const struct dn_range *range, const char *id)
{
	for (size_t i = 0; i < range->n; i++)
		if (strcmp(range->revisions[i]->id, id) == 0)
			return true;
	return false;
}

bool
dn_project_cut_partials(const void *mem, struct dunlin *project,
    const struct dn_undo_request *request, struct dunlin_error *err)
{
	for (size_t i = 0; i < request->partials->n; i++) {
		struct undo u = { .project = project, .mem = mem, .request = request };

		u.partial = &request->partials->items[i];
		u.revision = dn_history_get(project->history, u.partial->revision);
		if (u.partial->direction == DN_UP && u.revision != NULL &&
		    undo_is_in(request->range, u.revision->id) && !undo_partial(&u, err))
			return false;
	}
	return true;
}

void
dn_project_mark_undone(struct dn_plan *plan, const struct dn_partials *partials)
{
	for (size_t i = 0; i < plan->nrevisions; i++) {
		struct dn_plan_revision *p = plan->revisions[i];
		const struct dn_partial *partial =
		    dn_partials_find(partials, p->revision->id, DN_UP);

		if (!p->revision->cut || partial == NULL)
			continue;
		p->undoes = dn_strdup(p, partial->run);
		p->undoes_done = partial->done;
	}
}
