/* migrate.c - upgrade and downgrade */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock/lock.h"
#include "engine/pooler.h"
#include "engine/run/run.h"
#include "report/frozen.h"

/* How often somebody else may get there first before something must be wrong. */
enum { MIGRATE_ATTEMPTS = 1000 };

struct migration {
	struct dunlin *project;
	enum dn_direction direction;
	const char *target;
	struct dn_revision *only; /* in place of a target: this one, or NULL */
	const char *file;         /* of a plan that was written, or NULL */
	struct dn_frozen *frozen; /* that plan */
	void *mem;
	struct dn_range *range; /* what the target asked for when it was first looked at */
	struct dn_map *applied;
	struct dn_partials *partials; /* downwards */
	struct dn_plan *plan;         /* made before the database was, or NULL */
	struct dn_ahead *ahead;       /* the range is being parsed, while the server answers */
	bool waited;                  /* somebody else had the lock first */
};

static bool
migration_plan(struct migration *m, const struct dn_dialect *dialect, const struct dn_range *range,
    const struct dn_map *applied, struct dunlin_error *err)
{
	const struct dn_plan_request request = {
		.dialect = dialect,
		.range = range,
		.applied = applied,
		.fold = true,
		.ahead = m->ahead,
	};

	m->plan = dn_project_plan(m->mem, m->project, &request, err);
	if (m->plan == NULL)
		return false;
	m->plan->decision = m->project->decision;
	if (m->partials != NULL)
		dn_project_mark_undone(m->plan, m->partials);
	return true;
}

/* From where the database is; of a plan in a file, from where it was. */
static bool
migration_range(struct migration *m, struct dunlin_error *err)
{
	if (m->only != NULL) {
		m->range = dn_new(m->mem, struct dn_range);
		m->range->direction = m->direction;
		dn_push(m->range, m->range->revisions, m->range->n, m->only);
		return true;
	}
	if (m->direction == DN_DOWN) {
		const struct dn_undo_request undo = { .partials = m->partials,
			.applied = m->applied };

		m->range = dn_project_range_down(m->mem, m->project, &undo, m->target, err);
	} else {
		m->range = dn_history_range(m->mem, m->project->history,
		    m->frozen == NULL ? m->applied : m->frozen->applied, DN_UP, m->target, err);
	}
	if (m->range == NULL ||
	    !dn_project_complete_range(m->mem, m->project, m->range, m->applied, false, err) ||
	    (m->frozen != NULL && !dn_frozen_check_range(m->frozen, m->range, m->applied, err)))
		return false;
	m->ahead = dn_plan_ahead(m->mem, m->range);
	return true;
}

static bool
migration_is_done(const struct migration *m, const struct dn_revision *revision)
{
	switch (revision->kind) {
	case DN_REPEATABLE:
		return dn_project_is_repeated(m->project, revision) == (m->direction == DN_UP);
	case DN_HOOK: return false;
	case DN_REVISION: break;
	}
	return (dn_map_get(m->applied, revision->id) != NULL) == (m->direction == DN_UP);
}

/* What of the range is still to do; hooks alone are nothing. */
static struct dn_range
migration_rest(struct migration *m)
{
	struct dn_range rest = { .direction = m->direction };
	bool any = false;

	for (size_t i = 0; i < m->range->n; i++) {
		struct dn_revision *revision = m->range->revisions[i];

		if (migration_is_done(m, revision))
			continue;
		dn_push(m->mem, rest.revisions, rest.n, revision);
		any = any || revision->kind != DN_HOOK;
	}
	rest.n = any ? rest.n : 0;
	return rest;
}

static bool
migration_read(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;

	m->applied = dn_project_read(m->mem, project, err);
	return m->applied != NULL;
}

/* What stopped half way up counts as applied for who goes down. */
static bool
migration_read_partials(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;

	m->partials = NULL;
	if (!project->store->open)
		return true;
	m->partials = dn_store_partials(m->mem, project->store, project->session, err);
	if (m->partials == NULL || !dn_project_has_partial_files(project, m->partials, err))
		return false;
	if (m->direction == DN_DOWN)
		dn_project_count_partials(project, m->partials, m->applied);
	else
		m->partials = NULL;
	return true;
}

static bool
migration_cut(struct migration *m, const struct dn_range *rest, struct dunlin_error *err)
{
	const struct dn_undo_request request = {
		.partials = m->partials,
		.range = rest,
		.applied = m->applied,
	};

	return m->partials == NULL || dn_project_cut_partials(m->mem, m->project, &request, err);
}

/* A revision that is tried alone has a database of its own. */
static bool
migration_precheck(struct migration *m, struct dunlin_error *err)
{
	return m->only != NULL || (dn_project_ask_prechecks(m->project, m->plan, err) &&
				      dn_project_check_rows(m->project, m->plan, err));
}

/* Under the lock: read again, plan what is left, run it; again if somebody was faster. */
static bool
migration_run(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;

	for (int i = 0; i < MIGRATE_ATTEMPTS; i++) {
		struct dn_range rest;
		bool moved;

		if (!migration_read(m, err) || !migration_read_partials(m, err) ||
		    (m->frozen != NULL &&
			!dn_frozen_check_range(m->frozen, m->range, m->applied, err)))
			return false;
		rest = migration_rest(m);
		if (rest.n == 0) {
			if (m->waited)
				dn_log(&project->log, DUNLIN_INFO,
				    "nothing left to do: another migration was faster");
			else if (m->frozen != NULL)
				dn_log(&project->log, DUNLIN_INFO,
				    "nothing to do: the plan in '%s' was run already", m->file);
			return true;
		}
		if (!migration_cut(m, &rest, err))
			return false;
		if (m->plan == NULL || dn_map_count(m->applied) != 0)
			if (!migration_plan(m, project->session->dialect, &rest, m->applied, err))
				return false;
		if (!dn_pooler_allows(project->session, m->plan, err))
			return false;
		if (m->frozen != NULL && !dn_frozen_check_plan(m->frozen, m->plan, err))
			return false;
		if (!dn_project_check_loss(project, m->plan, err) ||
		    !dn_project_check_rewrite(project, m->plan, err) || !migration_precheck(m, err))
			return false;
		dn_project_say_derived(project, m->plan);
		if (!dn_run_plan(project->session, project->store, m->plan, &moved, err))
			return false;
		if (!moved)
			return true;
		m->plan = NULL;
	}
	return dunlin_error_set(
	    err, DUNLIN_E_FAILED, "other migrations keep changing the database; nothing was done");
}

/*
 * A database that is not there yet is planned for first, so that an error in a file does not leave
 * an empty one behind.
 */
static bool
migration_create(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	const struct dn_dialect *dialect = dn_project_dialect(project, err);

	if (dialect == NULL)
		return false;
	m->applied = dn_map_new(m->mem);
	return migration_range(m, err) && migration_plan(m, dialect, m->range, m->applied, err) &&
	       dn_project_connect(project, DN_ACCESS_CREATE, err);
}

static bool
migration_open(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	struct dunlin_error *own = dn_error_new(m->mem);

	if (!dn_project_connect(project, DN_ACCESS_WRITE, own)) {
		if (own->code == DUNLIN_E_ABSENT && m->direction == DN_UP)
			return migration_create(m, err);
		return dn_error_copy(err, own);
	}
	if (!migration_read(m, err) || !dn_project_verify(project, m->applied, err))
		return false;
	if (m->direction == DN_DOWN && !dn_project_recover(project, m->applied, err))
		return false;
	return dn_project_recall(project, m->applied, err) && migration_read_partials(m, err) &&
	       migration_range(m, err);
}

static void
migration_say_done(struct migration *m)
{
	struct dunlin *project = m->project;
	const char *farewell = project->session->dialect->farewell;

	if (farewell != NULL && m->direction == DN_UP)
		dn_log(&project->log, DUNLIN_NOTICE, "%s", farewell);
}

/* Nothing is to do: unless half of a revision stands in the way, or an answer has no question. */
static bool
migration_check_partial(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	struct dn_partials *partials;

	if (project->decision != DN_DECISION_NONE) {
		dunlin_error_set(err, DUNLIN_E_USAGE,
		    "'--step' has nothing to say: no step was begun and left open");
		dunlin_error_set_hint(err, "Run the command without it.");
		return false;
	}
	if (!project->store->open)
		return true;
	partials = dn_store_partials(m->mem, project->store, project->session, err);
	return partials != NULL && dn_partials_allow(partials, m->direction, NULL, err);
}

static bool
migration_read_file(struct migration *m, struct dunlin_error *err)
{
	m->frozen = dn_frozen_read(m->mem, m->file, err);
	if (m->frozen == NULL)
		return false;
	m->target = m->frozen->target;
	return dn_frozen_check_database(m->frozen, dn_url_redact(m->mem, m->project->url), err);
}

static bool
migration_do(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	bool ok;

	if (!dn_project_history(project, err) || !dn_project_url(project, err))
		return false;
	dn_log(&project->log, DUNLIN_INFO, "database %s", dn_url_redact(m->mem, project->url));
	if (m->file != NULL && !migration_read_file(m, err))
		return false;
	dn_progress_begin(project->progress, dn_url_redact(m->mem, project->url), m->target);
	if (!migration_open(m, err))
		return false;
	if (m->range->n == 0 && !migration_check_partial(m, err))
		return false;
	if (m->range->n == 0) {
		dn_log(&project->log, DUNLIN_INFO,
		    m->direction == DN_UP ? "nothing to do: all up to '%s' is applied"
					  : "nothing to do: nothing after '%s' is applied",
		    m->target);
		return true;
	}
	if (!dn_project_lock(project, &m->waited, err))
		return false;
	ok = migration_run(m, err);
	dn_lock_release(project->session);
	if (ok)
		migration_say_done(m);
	return ok;
}

/* Run it, and tell who looks on how it ended. */
static bool
migration_observed(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	struct dunlin_error *own = dn_error_new(m->mem);
	bool ok;

	dn_progress_open(project->progress, m->direction == DN_DOWN);
	ok = migration_do(m, own);
	dn_progress_end(project->progress, ok ? NULL : own);
	if (ok && project->events_lost)
		ok = dunlin_error_set(
		    own, DUNLIN_E_FILE, "cannot write the events of the run, which is done");
	if (!ok)
		dn_error_copy(err, own);
	return ok;
}

static bool
migrate(struct dunlin *project, enum dn_direction direction, const char *target, const char *file,
    struct dunlin_error *err)
{
	struct migration m = {
		.project = project,
		.direction = direction,
		.target = target,
		.file = file,
		.mem = dn_new_context(project),
	};
	bool ok = migration_observed(&m, err);

	dn_free(m.mem);
	return ok;
}

bool
dunlin_upgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err)
{
	return sql ? dn_project_script(project, DN_UP, target, err)
		   : migrate(project, DN_UP, target, NULL, err);
}

bool
dunlin_downgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err)
{
	return sql ? dn_project_script(project, DN_DOWN, target, err)
		   : migrate(project, DN_DOWN, target, NULL, err);
}

bool
dunlin_upgrade_plan(struct dunlin *project, const char *file, struct dunlin_error *err)
{
	return migrate(project, DN_UP, NULL, file, err);
}

bool
dn_project_migrate(struct dunlin *project, enum dn_direction direction,
    struct dn_revision *revision, struct dunlin_error *err)
{
	struct migration m = {
		.project = project,
		.direction = direction,
		.only = revision,
		.mem = dn_new_context(project),
	};
	bool ok = migration_do(&m, err);

	dn_free(m.mem);
	return ok;
}
