/* recover.c - revisions whose files are gone, from the text that the database kept */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sql/text/mask.h"

static const char **
recover_parents(const void *mem, const char *list, size_t *n)
{
	const char **parents = NULL;

	for (*n = 0; *list != '\0';) {
		size_t len = strcspn(list, ",");

		dn_push(mem, parents, *n, dn_strndup(mem, list, len));
		list += len + (list[len] == ',');
	}
	return parents;
}

static bool
recover_has_parents(const struct dunlin *project, const char *const *parents, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (dn_history_get(project->history, parents[i]) == NULL)
			return false;
	return true;
}

/* Text that others could have written would run with the rights of who rolls back. */
static bool
recover_is_trusted(struct dunlin *project, struct dunlin_error *err)
{
	const char *sql = project->session->dialect->other_writers;
	struct dunlin_value param = dn_text_value(project->store->revision);
	bool found;

	if (sql == NULL)
		return true;
	if (!dn_session_has_row(project->session, sql, &param, 1, &found, err))
		return false;
	if (!found)
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "the text that %s keeps may have been written by others than the table's owner, so it "
	    "is not run",
	    project->store->revision);
	dunlin_error_set_hint(err, "Bring the revision files back, or look at what is kept, REVOKE "
				   "the other roles' rights to write there and try again.");
	return false;
}

/* With the stars in it that stand for a password, what would be run is not what was written. */
static bool
recover_is_whole(struct dn_revision *revision, struct dunlin_error *err)
{
	const struct dn_section *section = &revision->downgrade;

	if (!dn_revision_load(revision, err))
		return false;
	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_span *span = &section->pieces[i].span;

		if (!dn_sql_is_masked(revision->source.text + span->start, span->end - span->start))
			continue;
		dn_error_in(err, DUNLIN_E_HISTORY, &revision->source, span->start,
		    "the file of revision '%s' is gone, and its downgrade was kept without its "
		    "passwords, so it is not run",
		    revision->id);
		dunlin_error_set_hint(err, "Bring its file back.");
		return false;
	}
	return true;
}

static bool
recover_revision(struct dunlin *project, const struct dn_record *record, const char *const *parents,
    size_t nparents, struct dunlin_error *err)
{
	struct dn_history *history = project->history;
	char *text = NULL;
	struct dn_source source;
	struct dn_revision *revision;

	if (!dn_store_source(history, project->store, project->session, record->id, &text, err))
		return false;
	if (text == NULL) {
		dunlin_error_set(err, DUNLIN_E_HISTORY,
		    "revision '%s' is applied, its file is gone and its text was not kept",
		    record->id);
		dunlin_error_set_hint(err, "Bring its file back.");
		return false;
	}
	source =
	    (struct dn_source){ dn_sprintf(history, "%s (as kept in the database)", record->id),
		    text, strlen(text) };
	revision = dn_revision_from_text(history, record->id, &source, err);
	if (revision == NULL)
		return false;
	/* What the file's name said, the row says. */
	revision->id = dn_strdup(revision, record->id);
	if (!recover_is_whole(revision, err))
		return false;
	text = dn_sql_mask(revision, text, strlen(text), NULL);
	dn_log(&project->log, DUNLIN_NOTICE,
	    "the file of revision '%s' is gone; this text of it was kept:\n%s", record->id, text);
	return dn_history_add(history, revision, parents, nparents, err);
}

/* Parents come first, whatever the order of the rows. */
static bool
recover_some(struct dunlin *project, const struct dn_map *applied, const char **missing,
    bool *progress, struct dunlin_error *err)
{
	*missing = NULL;
	*progress = false;
	dn_map_each (applied, e) {
		const struct dn_record *record = e->value;
		const char **parents;
		size_t n;

		if (dn_history_get(project->history, e->key) != NULL)
			continue;
		parents = recover_parents(project->history, record->parents, &n);
		if (!recover_has_parents(project, parents, n)) {
			*missing = e->key;
			continue;
		}
		if (!recover_is_trusted(project, err) ||
		    !recover_revision(project, record, parents, n, err))
			return false;
		*progress = true;
	}
	return true;
}

bool
dn_project_recover(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	const char *missing;
	bool progress;

	do
		if (!recover_some(project, applied, &missing, &progress, err))
			return false;
	while (missing != NULL && progress);
	if (missing == NULL)
		return true;
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "revision '%s' is applied, but neither the files nor the database have what it follows",
	    missing);
	dunlin_error_set_hint(err, "Bring its file back, and those before it.");
	return false;
}

/* Without what was kept of it, it is what is given now. */
static bool
recall_revision(struct dunlin *project, struct dn_revision *revision, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	char *text = NULL;
	bool ok =
	    dn_store_source(scratch, project->store, project->session, revision->id, &text, err);

	if (ok && text != NULL && !dn_sql_is_masked(text, strlen(text)))
		ok = recover_is_trusted(project, err) &&
		     dn_revision_run_recorded(revision, text, err);
	dn_free(scratch);
	return ok;
}

bool
dn_project_recall(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err)
{
	dn_map_each (applied, e) {
		struct dn_revision *revision = dn_history_get(project->history, e->key);

		const struct dn_record *record = e->value;

		/* What was kept is that of the last of what was squashed. */
		if (revision == NULL || (revision->nreplaces > 0 && record->checksum[0] == '\0'))
			continue;
		if (!dn_revision_load(revision, err) ||
		    (revision->has_placeholders && !recall_revision(project, revision, err)))
			return false;
	}
	return true;
}
