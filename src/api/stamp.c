/* stamp.c - record a position without running anything */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock/lock.h"

/* What is to be recorded. */
struct stamp {
	struct dunlin *project;
	const char *const *targets;
	bool purge;
	void *mem;
	size_t count; /* of what is recorded behind it */
};

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

/* Without what is recorded, or what no file has, there is nothing that a target could follow. */
static struct dn_map *
stamp_known(const struct stamp *s, const struct dn_map *applied)
{
	struct dn_map *known = dn_map_new(s->mem);

	dn_map_each (applied, e)
		if (!s->purge && dn_history_get(s->project->history, e->key) != NULL)
			dn_map_put(known, e->key, e->value);
	return known;
}

static bool
stamp_change(struct stamp *s, const struct dn_map *applied, const struct dn_map *wanted,
    struct dunlin_error *err)
{
	struct dunlin *project = s->project;

	for (const struct dn_map_entry *e = s->purge ? dn_map_first(project->store->repeated)
						     : NULL;
	     e != NULL; e = e->next)
		if (!dn_store_remove(project->store, project->session, e->key, NULL, err))
			return false;
	dn_map_each (applied, e)
		if ((s->purge || dn_map_get(wanted, e->key) == NULL) &&
		    !dn_store_remove(project->store, project->session, e->key, NULL, err))
			return false;
	dn_map_each (project->history->replaced, e) {
		const struct dn_revision *one = e->value;

		if ((s->purge || dn_map_get(wanted, one->id) == NULL) &&
		    !dn_store_remove(project->store, project->session, e->key, NULL, err))
			return false;
	}
	for (size_t i = 0; i < project->history->n; i++) {
		struct dn_revision *revision = project->history->revisions[i];

		if (dn_map_get(wanted, revision->id) != NULL &&
		    (s->purge || dn_map_get(applied, revision->id) == NULL) &&
		    !stamp_add(project, revision, err))
			return false;
	}
	s->count = dn_map_count(wanted);
	return true;
}

/* Make the rows those of the targets, in one transaction. */
static bool
stamp_rows(struct stamp *s, struct dunlin_error *err)
{
	struct dunlin *project = s->project;
	struct dn_session *session = project->session;
	struct dn_map *applied, *wanted;
	bool present;

	if (!dn_store_present(project->store, session, &present, err) ||
	    (!present && !dn_store_create(project->store, session, err)))
		return false;
	/* What is recorded now is true, whatever an earlier run left half done. */
	if (present && !dn_store_journal_abandon(project->store, session, err))
		return false;
	applied = dn_project_read(s->mem, project, err);
	if (applied == NULL)
		return false;
	wanted =
	    dn_history_stamp(s->mem, project->history, stamp_known(s, applied), s->targets, err);
	return wanted != NULL && stamp_change(s, applied, wanted, err);
}

static bool
stamp_locked(struct stamp *s, struct dunlin_error *err)
{
	struct dn_session *session = s->project->session;

	if (!dn_session_begin(session, err))
		return false;
	if (stamp_rows(s, err))
		return dn_session_commit(session, err);
	dn_session_rollback(session);
	return false;
}

static bool
stamp_do(struct stamp *s, struct dunlin_error *err)
{
	struct dunlin *project = s->project;
	bool ok;

	/* A target that is wrong must not make a database. */
	if (!dn_project_history(project, err) || !dn_project_url(project, err) ||
	    dn_history_stamp(s->mem, project->history, dn_map_new(s->mem), s->targets, err) == NULL)
		return false;
	dn_log(&project->log, DUNLIN_INFO, "database %s", dn_url_redact(s->mem, project->url));
	if (!dn_project_connect(project, DN_ACCESS_CREATE, err) ||
	    !dn_project_lock(project, NULL, err))
		return false;
	ok = stamp_locked(s, err);
	dn_lock_release(project->session);
	if (ok)
		dn_log(&project->log, DUNLIN_INFO,
		    "stamped '%s'%s: %zu revision%s recorded as applied", s->targets[0],
		    s->targets[1] == NULL ? "" : " and others", s->count,
		    s->count == 1 ? " is" : "s are");
	return ok;
}

bool
dunlin_stamp(
    struct dunlin *project, const char *const *targets, bool purge, struct dunlin_error *err)
{
	struct stamp s = { .project = project, .targets = targets, .purge = purge };
	bool ok;

	s.mem = dn_new_context(project);
	ok = stamp_do(&s, err);
	dn_free(s.mem);
	return ok;
}
