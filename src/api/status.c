/* status.c - where the database is, and how it differs from the files */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"

static void
status_add(const void *mem, struct dn_report_status *s, const struct dn_revision *revision,
    const struct dn_record *record, const char *state)
{
	struct dn_report_item item = { .revision = revision, .record = record, .state = state };

	dn_push(mem, s->items, s->nitems, item);
}

static bool
status_of_files(struct dunlin *project, const void *mem, const struct dn_map *applied,
    struct dn_report_status *s, struct dunlin_error *err)
{
	for (size_t i = 0; i < project->history->n; i++) {
		struct dn_revision *revision = project->history->revisions[i];
		const struct dn_record *record = dn_map_get(applied, revision->id);
		enum dn_file_state state;

		if (record == NULL) {
			s->npending++;
			status_add(mem, s, revision, NULL, "pending");
			continue;
		}
		if (!dn_project_compare(record, revision, &state, err))
			return false;
		if (state == DN_FILE_CHANGED) {
			s->nchanged++;
			status_add(mem, s, revision, record, "changed");
		} else if (state == DN_FILE_REFORMATTED) {
			s->nreformatted++;
			status_add(mem, s, revision, record, "reformatted");
		}
	}
	return true;
}

static bool
status_of_repeatables(
    struct dunlin *project, const void *mem, struct dn_report_status *s, struct dunlin_error *err)
{
	for (size_t i = 0; i < project->history->nrepeatables; i++) {
		struct dn_revision *rev = project->history->repeatables[i];

		if (!dn_revision_load(rev, err))
			return false;
		if (dn_project_is_repeated(project, rev))
			continue;
		s->npending++;
		status_add(mem, s, rev, NULL, "pending");
	}
	return true;
}

/* Ids that applied revisions follow which the files do not have. */
static struct dn_map *
status_followed(const void *mem, const struct dunlin *project, const struct dn_map *applied)
{
	struct dn_map *followed = dn_map_new(mem);

	dn_map_each (applied, e) {
		const struct dn_record *record = e->value;
		char *parents = dn_strdup(followed, record->parents), *id;

		while (dn_history_get(project->history, e->key) == NULL &&
		       (id = strsep(&parents, ",")) != NULL)
			dn_map_put(followed, id, followed);
	}
	return followed;
}

struct dn_report_item *
dn_project_current(
    const void *mem, const struct dunlin *project, const struct dn_map *applied, size_t *n)
{
	struct dn_map *followed = status_followed(mem, project, applied);
	struct dn_report_item *items = NULL;
	size_t ntips;
	struct dn_revision **tips = dn_history_current(mem, project->history, applied, &ntips);

	*n = 0;
	for (size_t i = 0; i < ntips; i++) {
		const struct dn_report_item item = { .revision = tips[i],
			.record = dn_map_get(applied, tips[i]->id) };

		if (dn_map_get(followed, tips[i]->id) == NULL)
			dn_push(mem, items, *n, item);
	}
	dn_map_each (applied, e) {
		const struct dn_report_item item = { .record = e->value, .state = "missing" };

		if (dn_history_get(project->history, e->key) == NULL &&
		    dn_map_get(followed, e->key) == NULL)
			dn_push(mem, items, *n, item);
	}
	return items;
}

static void
status_of_database(struct dunlin *project, const void *mem, const struct dn_map *applied,
    struct dn_report_status *s)
{
	s->current = dn_project_current(mem, project, applied, &s->ncurrent);
	s->napplied = dn_map_count(applied);
	dn_map_each (applied, e) {
		const struct dn_report_item item = { .record = e->value, .state = "missing" };

		if (dn_history_get(project->history, e->key) != NULL)
			continue;
		s->nmissing++;
		dn_push(mem, s->items, s->nitems, item);
	}
}

static bool
status_verdict(const struct dn_report_status *s, struct dunlin_error *err)
{
	if (s->nchanged > 0 || s->nmissing > 0) {
		dunlin_error_set(err, DUNLIN_E_DRIFT, "the database and the revision files differ");
		dunlin_error_set_hint(err, "`dunlin status` shows in what.");
		return false;
	}
	for (size_t i = 0; i < s->npartials; i++)
		if (s->partials[i].done > 0 || s->partials[i].started)
			return dunlin_error_set(err, DUNLIN_E_PENDING, "revision '%s' is partial",
			    s->partials[i].revision);
	if (s->npending > 0)
		return dunlin_error_set(err, DUNLIN_E_PENDING, "%zu revision%s pending",
		    s->npending, s->npending == 1 ? " is" : "s are");
	return true;
}

static bool
status_collect(
    struct dunlin *project, const void *mem, struct dn_report_status *s, struct dunlin_error *err)
{
	struct dn_map *applied = NULL;
	struct dn_partials *partials = NULL;

	s->config = project->config->file;
	if (dn_project_history(project, err) && dn_project_connect(project, DN_ACCESS_READ, err))
		applied = dn_project_read(mem, project, err);
	if (applied != NULL)
		partials = dn_store_partials(mem, project->store, project->session, err);
	if (partials == NULL || !status_of_files(project, mem, applied, s, err) ||
	    !status_of_repeatables(project, mem, s, err))
		return false;
	s->partials = partials->items;
	s->npartials = partials->n;
	s->database = dn_url_redact(mem, project->url);
	status_of_database(project, mem, applied, s);
	return true;
}

bool
dunlin_status(struct dunlin *project, bool exit_code, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_report_status s = { 0 };
	bool ok = status_collect(project, mem, &s, err) &&
		  dn_report_status(&project->report, &s, err) &&
		  (!exit_code || status_verdict(&s, err));

	dn_free(mem);
	return ok;
}

bool
dunlin_check(struct dunlin *project, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_report_status s = { 0 };
	bool ok = status_collect(project, mem, &s, err) &&
		  (!project->report.json || dn_report_status(&project->report, &s, err));

	if (ok && s.npending > 0 && s.nchanged == 0 && s.nmissing == 0) {
		ok = dunlin_error_set(err, DUNLIN_E_PENDING, "Target database is not up to date.");
		dunlin_error_set_hint(err, "%zu revision%s pending: `dunlin upgrade heads`.",
		    s.npending, s.npending == 1 ? " is" : "s are");
	}
	ok = ok && status_verdict(&s, err);
	dn_free(mem);
	return ok;
}
