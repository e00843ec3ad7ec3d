/* stamp.c - record a position without running anything */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock.h"

/* TARGET and all that it stands on. */
static void
stamp_collect(struct dn_map *wanted, struct dn_revision *revision)
{
	if (dn_map_get(wanted, revision->id) != NULL)
		return;
	dn_map_put(wanted, revision->id, revision);
	for (size_t i = 0; i < revision->nparents; i++)
		stamp_collect(wanted, revision->parents[i]);
}

static bool
stamp_add(struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dn_record record;
	bool ok = dn_revision_load(revision, err);

	if (ok) {
		dn_record_of(&record, scratch, revision);
		ok = dn_store_add(project->store, project->session, &record, 1, NULL, err);
	}
	dn_free(scratch);
	return ok;
}

/* Make the rows those of WANTED, in one transaction. */
static bool
stamp_rows(struct dunlin *project, const struct dn_map *wanted, struct dunlin_error *err)
{
	struct dn_session *session = project->session;
	struct dn_map *applied;
	bool present;

	if (!dn_store_present(project->store, session, &present, err) ||
	    (!present && !dn_store_create(project->store, session, err)))
		return false;
	/* What is recorded now is true, whatever an earlier run left half done. */
	if (present && !dn_store_journal_abandon(project->store, session, err))
		return false;
	applied = dn_store_read(project, project->store, session, err);
	if (applied == NULL)
		return false;
	dn_map_each (applied, e)
		if (dn_map_get(wanted, e->key) == NULL &&
		    !dn_store_remove(project->store, session, e->key, NULL, err))
			return false;
	for (size_t i = 0; i < project->history->n; i++) {
		struct dn_revision *revision = project->history->revisions[i];

		if (dn_map_get(wanted, revision->id) != NULL &&
		    dn_map_get(applied, revision->id) == NULL && !stamp_add(project, revision, err))
			return false;
	}
	return true;
}

static bool
stamp_locked(struct dunlin *project, const struct dn_map *wanted, struct dunlin_error *err)
{
	if (!dn_session_begin(project->session, err))
		return false;
	if (stamp_rows(project, wanted, err))
		return dn_session_commit(project->session, err);
	dn_session_rollback(project->session);
	return false;
}

bool
dunlin_stamp(struct dunlin *project, const char *target, struct dunlin_error *err)
{
	struct dn_map *wanted = dn_map_new(project);
	bool ok;

	if (!dn_project_history(project, err) || !dn_project_url(project, err))
		return false;
	if (strcmp(target, "base") != 0) {
		struct dn_revision *revision = dn_history_find(project->history, target, err);

		if (revision == NULL)
			return false;
		stamp_collect(wanted, revision);
	}
	dn_log(&project->log, DUNLIN_INFO, "database %s", dn_url_redact(project, project->url));
	if (!dn_project_connect(project, DN_ACCESS_CREATE, err) ||
	    !dn_project_lock(project, NULL, err))
		return false;
	ok = stamp_locked(project, wanted, err);
	dn_lock_release(project->session);
	if (ok)
		dn_log(&project->log, DUNLIN_INFO,
		    "stamped '%s': %zu revision%s recorded as applied", target,
		    dn_map_count(wanted), dn_map_count(wanted) == 1 ? " is" : "s are");
	return ok;
}
