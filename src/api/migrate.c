/* migrate.c - upgrade and downgrade */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock.h"
#include "engine/run.h"
#include "engine/offline.h"

/* How often somebody else may get there first before something must be wrong. */
enum { MIGRATE_ATTEMPTS = 1000 };

struct migration {
	struct dunlin *project;
	enum dn_direction direction;
	const char *target;
	void *mem;
	struct dn_range *range; /* what the target asked for when it was first looked at */
	struct dn_map *applied;
	struct dn_plan *plan; /* made before the database was, or NULL */
};

static bool
migration_plan(struct migration *m, const struct dn_dialect *dialect, const struct dn_range *range,
    const struct dn_map *applied, struct dunlin_error *err)
{
	struct dn_plan_options options = {
		.dialect = dialect,
		.log = &m->project->log,
		.said = m->project->said,
	};
	struct dn_revision **before;
	size_t nbefore;

	/* Without schemas every unqualified name is in the one place that there is. */
	if (dialect->default_schema != NULL) {
		options.search_path = m->project->search_path;
		options.nsearch_path = m->project->nsearch_path;
	}
	options.untranslatable =
	    (enum dn_untranslatable) dn_config_choice(m->project->config, "untranslatable");
	before = dn_project_applied(m->mem, m->project, applied, &nbefore);
	m->plan = dn_plan_new(m->mem, &options, range, before, nbefore, err);
	return m->plan != NULL;
}

/* What of the range is still to do. */
static struct dn_range
migration_rest(struct migration *m)
{
	struct dn_range rest = { .direction = m->direction };

	for (size_t i = 0; i < m->range->n; i++) {
		struct dn_revision *revision = m->range->revisions[i];
		bool applied = dn_map_get(m->applied, revision->id) != NULL;

		if (applied == (m->direction == DN_DOWN))
			dn_push(m->mem, rest.revisions, rest.n, revision);
	}
	return rest;
}

static bool
migration_read(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;

	m->applied = dn_store_read(m->mem, project->store, project->session, err);
	return m->applied != NULL;
}

/* Under the lock: read again, plan what is left, run it; again if somebody was faster. */
static bool
migration_run(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;

	for (int i = 0; i < MIGRATE_ATTEMPTS; i++) {
		struct dn_range rest;
		bool moved;

		if (!migration_read(m, err))
			return false;
		rest = migration_rest(m);
		if (rest.n == 0)
			return true;
		if (m->plan == NULL || dn_map_count(m->applied) != 0)
			if (!migration_plan(m, project->session->dialect, &rest, m->applied, err))
				return false;
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
	m->range =
	    dn_history_range(m->mem, project->history, m->applied, m->direction, m->target, err);
	return m->range != NULL && migration_plan(m, dialect, m->range, m->applied, err) &&
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
	m->range =
	    dn_history_range(m->mem, project->history, m->applied, m->direction, m->target, err);
	return m->range != NULL;
}

static void
migration_say_done(struct migration *m)
{
	struct dunlin *project = m->project;
	const char *farewell = project->session->dialect->farewell;

	if (farewell != NULL && m->direction == DN_UP)
		dn_log(&project->log, DUNLIN_NOTICE, "%s", farewell);
}

static bool
migration_do(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	bool ok;

	if (!dn_project_history(project, err) || !dn_project_url(project, err))
		return false;
	dn_log(&project->log, DUNLIN_INFO, "database %s", dn_url_redact(m->mem, project->url));
	if (!migration_open(m, err))
		return false;
	if (m->range->n == 0) {
		dn_log(&project->log, DUNLIN_INFO, "nothing to do: the database is at '%s'",
		    m->target);
		return true;
	}
	if (!dn_project_lock(project, err))
		return false;
	ok = migration_run(m, err);
	dn_lock_release(project->session, project->store);
	if (ok)
		migration_say_done(m);
	return ok;
}

/* A script needs no database; without any, it is PostgreSQL's. */
static bool
migration_script(struct migration *m, struct dunlin_error *err)
{
	struct dunlin *project = m->project;
	const struct dn_dialect *dialect = dn_dialect_find("postgresql");
	struct dunlin_error *own = dn_error_new(m->mem);
	struct dn_offline script = {
		.settings = project->settings,
		.write = project->report.write,
		.payload = project->report.payload,
	};

	if (!dn_project_history(project, err))
		return false;
	if (dn_project_url(project, own))
		dialect = dn_project_dialect(project, err);
	else if (project->database != NULL)
		return dn_error_copy(err, own);
	if (dialect == NULL)
		return false;
	m->range = dn_history_offline_range(m->mem, project->history, m->direction, m->target, err);
	if (m->range == NULL || !migration_plan(m, dialect, m->range, m->range->start, err))
		return false;
	script.plan = m->plan;
	script.store = dn_project_store(project, dialect);
	script.create_tables = m->direction == DN_UP && dn_map_count(m->range->start) == 0;
	return dn_offline_write(&script, err);
}

static bool
migrate(struct dunlin *project, enum dn_direction direction, const char *target, bool sql,
    struct dunlin_error *err)
{
	struct migration m = {
		.project = project,
		.direction = direction,
		.target = target,
		.mem = dn_new_context(project),
	};
	bool ok = sql ? migration_script(&m, err) : migration_do(&m, err);

	dn_free(m.mem);
	return ok;
}

bool
dunlin_upgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err)
{
	return migrate(project, DN_UP, target, sql, err);
}

bool
dunlin_downgrade(struct dunlin *project, const char *target, bool sql, struct dunlin_error *err)
{
	return migrate(project, DN_DOWN, target, sql, err);
}
